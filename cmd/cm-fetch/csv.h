/* SPDX-License-Identifier: ISC */
#ifndef CSV_H
#define CSV_H

#include "cmd/cm-fetch/rows.h"

/*
 * What csv.c and csv_*.c know of a table before its rows are
 * read: it is all told by its first bytes and the options.
 */
enum { CSV_HEAD = 1 << 20, CSV_HEADINGS = 16 /* rows that may be one */ };

struct csv {
	struct fetch *f;
	struct source *s;
	const struct import *o;
	const char *head; /* the first bytes as UTF-8 */
	size_t len;
	int whole;   /* there are no more */
	int written; /* as spreadsheets write: a byte order mark, CRLF */
	char sep;
	uint64_t before; /* rows above the heading */
	uint64_t line;   /* of the heading */
	struct cm_buf heading;
	char **names; /* of the columns; what is there twice has a number */
	size_t n;
	struct map_column *columns;
	size_t ncolumns;
	char *type; /* that all have, or NULL */
	struct cm_buf constants;
	struct cell_rules rules;
	char room[256];
	const char *tz; /* the zone of times that name none; NULL: UTC */
	int unzoned;    /* there was one, and nobody said its zone */
	unsigned flags;
};

/* Refuses the file: a usage error, nothing of it is handed over. line 0: it is
 * not about one. Returns -1. */
int csv_refuse(struct csv *c, uint64_t line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Rows of the head. */
struct csv_rows {
	struct stream *stream;
	struct rows *rows;
	const struct csv *csv;
};
void csv_rows_open(struct csv_rows *r, const struct csv *c);
/* The next that is whole. Returns 0 at the end. */
int csv_rows_next(struct csv_rows *r, struct row *row);
void csv_rows_close(struct csv_rows *r);

void csv_add_column(
    struct csv *c, const char *to, enum cell_type as, size_t cell);

/*
 * csv_heading.c: which row is the heading: the first that has all that is
 * wished for; skip rows are none. Returns 0; 1
 * where there is no row at all; -1 after a message.
 */
int csv_heading(struct csv *c, uint64_t skip);
/* The cell of a row that has this heading, or row->n. */
size_t csv_cell(const struct row *row, const char *wish);

/* csv_own.c: without wishes for headings: members of records are known by
 * their names. Returns 0, or -1 after a message. */
int csv_own(struct csv *c);
/* csv_settle.c: how numbers and days are read. The same. */
int csv_settle(struct csv *c);

#endif
