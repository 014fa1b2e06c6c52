/* SPDX-License-Identifier: ISC */
#ifndef EXPORT_TABLE_H
#define EXPORT_TABLE_H

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/rows.h"

/* Tables of a format, for export_table.c and its helpers. */

/* The first rows, kept: the heading is looked for in them, and what the cells
 * say of how they are to be read. */
enum { TABLE_HEADING = 16, TABLE_KEPT = 2000, TABLE_LOOK = 1 << 20 };
struct kept {
	struct kept_row {
		struct map_cell *cells; /* one piece of memory with the texts */
		size_t n;
		uint64_t line;
		char *raw;
		size_t raw_len;
		int bad;
	} * rows;
	size_t n;
};

struct table {
	struct reading r;
	struct kept kept;
	size_t next;       /* of them */
	struct rows *rows; /* what comes after; NULL: nothing */
	struct match m;
	size_t heading; /* of the rows kept */
	size_t skip;    /* rows before all others, "sep=;" */
	char sep;
	char told[32]; /* encoding */
	const char *fallback;
	/* of the present heading */
	struct map_column *columns;
	size_t ncolumns;
	char **names; /* headings as texts */
	size_t nnames;
	struct map *map;
	struct cm_buf constants, any, pre, head, mapped, whole, raws;
	struct table_line {
		uint64_t line;
		size_t at, len; /* in raws */
	} * lines;
	size_t nlines;
	int between;       /* blocks: an empty row was the last */
	size_t strays;     /* blocks: rows of no table */
	struct cm_buf gap; /* those since the last table: what is before the
			       next one's heading */
	size_t ngap;
	struct cm_buf text; /* of a row of a sheet */
};

/* export_head.c */
/* Takes the first rows, at most so many; cut: the last may not be whole. */
void kept_fill(struct kept *k, struct rows *rows, int cut);
void kept_release(struct kept *k);
/* Finds the heading: as match_row(). */
int table_heading(struct table *t, struct match_in *in);
/* A row as the reading of rows gives it. */
void kept_get(const struct kept_row *k, struct row *row);
/* Names and columns of the heading that t->m is of. */
void table_columns(struct table *t, const struct row *heading);
void table_columns_free(struct table *t);
/* What the cells of the rows kept settle. Returns 0; -1: it is refused. */
int table_settle(struct table *t);
/* The headings, as words of a message; to is cleared first. */
void table_words(const struct kept *k, struct cm_buf *to);

/* export_rows.c */
/* The rows behind the heading, through map and function. */
void table_rows(struct table *t);
/* A list of JSON of the cells of a row. */
void table_list(struct cm_buf *to, const struct map_cell *cells, size_t n);
/* A row as it stood; a sheet's as CSV. */
const char *table_text(struct table *t, const struct row *row, size_t *len);

#endif
