/* SPDX-License-Identifier: ISC */
#ifndef CM_REMARK_H
#define CM_REMARK_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"

/*
 * What there is to say of the lines of a block, gathered by any thread and
 * said when the number of the block's first line is known; and the file that
 * keeps the bad lines. For rec.
 */
struct cm_remark {
	uint64_t line;     /* in the block, from 0 */
	size_t offset;     /* the byte it is about, or (size_t)-1 */
	const char *bytes; /* the line */
	size_t kept;       /* its length, or 0 for a warning */
	size_t words;
	int bad; /* 1; or 2 while it is a doubt */
};

struct cm_remarks {
	const char *name; /* of the file of bad lines, or NULL */
	int fd;
	int first_only; /* nothing is said after a bad line */
	uint64_t bad_lines;
	enum cm_exit status;
	const char *one, *many; /* what lines are called, "line" and "lines" */
	const char *heading;    /* comes before the first that is kept */
	size_t heading_len;
	struct cm_buf hints; /* said at the end, each with a NUL behind */
};

/* The file is emptied, unless there is more for it. One that cannot be opened
 * is a usage error. */
void cm_remark_open(struct cm_remarks *s, const char *rejects, int more);

/*
 * Looks at how a file with bad lines begins: JSON that is laid out otherwise
 * than a record a line gets a hint at the end. To be called once a file.
 */
void cm_remark_look(
    struct cm_remarks *s, const char *file, const char *bytes, size_t len);

/* Says how many of the lines were bad, and closes the file. */
enum cm_exit cm_remark_close(struct cm_remarks *s, uint64_t lines);

/* Adds a remark, its words and its line to a block's remarks. */
void cm_remark_add(struct cm_buf *to, struct cm_remark *m, const char *fmt,
    va_list ap) __attribute__((format(printf, 3, 0)));

/* Turns the doubt at that place of a block's remarks into a bad line. */
void cm_remark_confirm(struct cm_buf *remarks, size_t at);

/* Says and keeps all that a block's remarks hold. */
void cm_remark_say(struct cm_remarks *s, const struct cm_buf *remarks,
    const char *file, uint64_t first_line);

/* A bad line whose block is gone. */
void cm_remark_late(struct cm_remarks *s, const char *file, uint64_t line,
    const char *bytes, size_t len, const char *fmt, va_list ap)
    __attribute__((format(printf, 6, 0)));

/* A bad line that no block holds: its bytes follow through cm_remark_keep().
 */
void cm_remark_bad(
    struct cm_remarks *s, const char *file, uint64_t line, const char *words);

/* Writes to the file of bad lines, if there is one. s is a cm_remarks.
 * Returns 0, or -1 once it cannot be written. */
int cm_remark_keep(void *s, const char *p, size_t len);

#endif
