/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_H
#define CM_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/csv.h"
#include "lib/err.h"
#include "lib/rec.h"

/* What cm-report was asked for. */
enum report_format { REPORT_TEXT, REPORT_MD, REPORT_CSV, REPORT_HTML };

struct report {
	enum report_format format;
	const char *output; /* -o, or NULL: standard output */
	const char *title;  /* --title, or NULL: the layout's own */
	const char *where;  /* -w, or NULL */
	int color;          /* text: may colours be used */
	int width;          /* text: columns of the terminal */
	int64_t now;
	struct cm_rec_options rec;
	const char *const *files;
	size_t nfiles;
	const struct cm_csv_dialect *dialect;

	const char *columns; /* table: --columns, or NULL */
	const char *types;   /* table: --type, or NULL */
	const char *by;      /* table: --by, or NULL */

	const char *layout; /* the verb, where it is not table */
	const char *week;   /* --week, or NULL: the newest */
};

/* The verbs' one function each. */
enum cm_exit report_table(const struct report *r);
enum cm_exit report_layout(const struct report *r);

/*
 * The verbs there are: table, then all layouts, ours and the user's, with
 * their options.
 */
struct cm_opt;
struct cm_verb;
const struct cm_verb *report_layouts(
    const struct cm_verb *table, const struct cm_opt *options);
void report_layouts_free(const struct cm_verb *verbs);

/*
 * Where the report goes. With a path, standard output becomes a temporary
 * file beside it, which takes the path's place only when the whole report is
 * in it; what is no regular file is written to as it is.
 */
struct report_out {
	const char *path; /* NULL: standard output as it was */
	char *real;       /* path, where it is behind a link, or NULL */
	char *temp;       /* NULL: no renaming */
	uint64_t size;    /* what must be in the file at the end */
};

/* Returns 0, or -1 after a message. */
int report_out_begin(struct report_out *o, const char *path);

/* Writes a whole page and counts it. Returns 0, or -1 after a message. */
int report_out_page(struct report_out *o, const char *p, size_t len);

/* Ends it, and returns the worse of status and what became of that. */
enum cm_exit report_out_end(struct report_out *o, enum cm_exit status);

/* A document to the format asked for and out. */
struct doc;
enum cm_exit report_print(const struct report *r, const struct doc *d,
    struct report_out *o, enum cm_exit status);

#endif
