/* SPDX-License-Identifier: ISC */
#ifndef READ_H
#define READ_H

#include "cmd/cm-post/post.h"
#include "lib/remark.h"

enum { READ_MAX = 256 << 20, READ_LINE = 4 << 20 };

/* What reading of all files shares. */
struct reader {
	const struct options *o;
	char *(*give)(void *ctx, struct item *it);
	void *ctx;
	struct cm_remarks remarks;
	uint64_t lines;      /* drafts, actions and what was none */
	enum cm_exit status; /* of files that could not be read */
	int stop;            /* --strict, and one was bad */
	char **types;        /* that were named already */
	size_t ntypes;

	/* The present file. */
	const char *name; /* as messages call it */
	char *folder;
	char *path;            /* absolute; NULL: standard input */
	int markdown;          /* the whole file is a draft */
	int csv;               /* its members are named in the first line */
	struct cm_buf unknown; /* members that were named, each with a NUL */
	struct mark {          /* where members of front matter stand */
		char *name;
		uint64_t line;
	} * marks;
	size_t nmarks;
};

/* The member of that name stands in that line. */
void reader_mark(struct reader *r, const char *name, uint64_t line);

/* A bad line, or a bad file of one draft: named, counted, kept as it is. */
void reader_bad(struct reader *r, uint64_t line, const char *bytes, size_t len,
    const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Makes an item of a JSON object and gives it; bytes are what stood in the
 * file, for --rejects. */
void reader_give(struct reader *r, uint64_t line, const char *json,
    size_t json_len, const char *bytes, size_t len);

/* The three formats. The bytes are those of a whole file. */
void read_lines(struct reader *r, const char *p, size_t len);
void read_markdown(struct reader *r, const char *p, size_t len);
void read_csv(struct reader *r, const char *p, size_t len);

/* Tells whether a file begins with a head of columns that a draft has. */
int read_is_csv(const char *p, size_t len);

#endif
