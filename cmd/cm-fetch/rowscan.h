/* SPDX-License-Identifier: ISC */
#ifndef ROWSCAN_H
#define ROWSCAN_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-fetch/map.h"
#include "lib/buf.h"

/*
 * Where rows of CSV end, and their cells; what rows.h says of quotes holds. A
 * quote within a quoted cell that neither a second one follows, nor the end
 * of the cell, stands for itself; blanks between a closing quote and the
 * separator are nothing.
 */
enum row_state {
	ROW_FRESH, /* at the beginning of a cell */
	ROW_PLAIN,
	ROW_QUOTED,
	ROW_ESCAPED,
	ROW_QUOTE,  /* behind a quote of a quoted cell */
	ROW_BLANKS, /* behind blanks after that */
	ROW_CR      /* an LF belongs to the row, if it is next */
};

struct row_scan {
	char sep;
	int escapes;
	enum row_state state; /* of the present row, ROW_FRESH at first */
};

#define ROW_NO_END ((size_t)-1)

/*
 * How many of these bytes, which go on where those of the call before ended,
 * are of the present row and its line end; then the next row is the present
 * one. ROW_NO_END: all of them, and it goes on.
 */
size_t row_end(struct row_scan *s, const char *p, size_t len);

/* Tells whether a row that the file ends here lacks a closing quote. */
int row_is_open(const struct row_scan *s);

/* The length of a row without its line end. */
size_t row_trim(const char *p, size_t len);

/* How many lines end within the bytes: LF, CRLF or CR. */
uint64_t row_lines(const char *p, size_t len);

struct row_cells {
	struct map_cell *cell;
	size_t n, cap;
	struct cm_buf text; /* of cells that do not stand in the row as such */
};
void row_cells_init(struct row_cells *c);
void row_cells_release(struct row_cells *c);

/* The cells of a row without its line end. They live as long as it does, and
 * until the next call. */
void row_split(
    const struct row_scan *s, const char *p, size_t len, struct row_cells *c);

void row_cells_grow(struct row_cells *c);

/* One more cell. */
static inline struct map_cell *
row_cell(struct row_cells *c)
{
	if (c->n == c->cap)
		row_cells_grow(c);
	return &c->cell[c->n++];
}

#endif
