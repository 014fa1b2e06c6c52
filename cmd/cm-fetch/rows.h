/* SPDX-License-Identifier: ISC */
#ifndef ROWS_H
#define ROWS_H

#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/map.h"
#include "cmd/cm-fetch/pack.h"
#include "cmd/cm-fetch/stream.h"

/*
 * Rows of a table, one after the other, exactly: of CSV in UTF-8 or of a
 * sheet. A quote opens a cell only at its beginning; what is quoted may hold
 * separators, line ends and doubled quotes; a stray quote is taken as it
 * stands; lines end with LF, CRLF or CR. With escapes a backslash within quotes
 * takes what follows as it is. Empty lines are rows of one empty cell.
 */
struct row {
	const struct map_cell *cells;
	size_t n;
	uint64_t line;   /* where it begins, from 1 (a sheet: its number) */
	const char *raw; /* as it stood, without line end; NULL: a sheet's */
	size_t raw_len;
	const char *bad; /* not NULL: why it is none (over ROW_MOST bytes, a
			    quote that the file does not end) */
	/* A bad row that is too long to hold comes as several: raw goes on with
	 * the next one; and this is more of the one before. */
	int goes_on, more;
};
enum { ROW_MOST = 4 << 20 };

struct rows;
/* from is the caller's and must outlive it. */
struct rows *rows_csv(struct stream *from, char sep, int escapes);
/* The rows of the present sheet. */
struct rows *rows_sheet(struct sheets *sheets);
void rows_close(struct rows *r);
/* 1; 0 at the end; -1: rows_why(). The row lives until the next call. */
int rows_next(struct rows *r, struct row *row);
const char *rows_why(const struct rows *r);

/* The separator of CSV by its beginning: what a first line "sep=;" says
 * (*skip: 1), else that of , ; tab | which the first lines agree on best,
 * quotes considered. */
char rows_separator(const char *head, size_t len, uint64_t *skip);

/*
 * A table whose rows become records by a map alone: on all cores, in the order
 * of the file. Bad rows are named, counted and kept; -w, --since, --until and
 * --limit hold; s->cov is filled (records, refused, oldest and newest).
 */
struct table_plan {
	char sep;
	int escapes;
	uint64_t skip; /* rows to pass over: the heading and what is before */
	const char *heading; /* the heading line as it stands, for --rejects */
	size_t heading_len;
	size_t cells; /* of the heading: a row may not have more filled ones */
	const struct map_column *columns;
	size_t ncolumns;
	const char *constants; /* see map_open() */
	int64_t fetched;
	unsigned flags;          /* of map_open() */
	struct cell_rules rules; /* each thread opens its own zone by tz */
	const char *tz;
	int64_t from, to; /* of --covers: records beyond are counted in
			     s->cov.outside; the same: none */
};
/* text is UTF-8 from its first byte. Returns 0; -1: the output failed. */
int table_run(struct fetch *f, struct source *s, struct stream *text,
    const struct table_plan *plan);

/*
 * csv.c: a source that --as csv names: makes the plan out of the beginning of
 * the file and the options, says with -v what it is, and runs it. Without
 * --map headings that are members of records are those (likes is
 * metrics.likes), and a table that cm-report wrote comes back as it was. The
 * stream is taken over.
 */
void csv_run(struct fetch *f, struct source *s, struct stream *from);

#endif
