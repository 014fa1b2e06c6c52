/* SPDX-License-Identifier: ISC */
/* Rows one after the other, exactly. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/rows.h"
#include "cmd/cm-fetch/rowscan.h"
#include "lib/err.h"

enum { AT_ONCE = 64 << 10 };

struct rows {
	struct stream *from;
	struct sheets *sheets;
	struct row_scan scan;
	char *bytes;
	size_t at, len, cap;
	size_t scanned; /* of the present row, from at on */
	uint64_t line;
	int ended, part;
	struct row_cells cells;
	const char *why;
};

struct rows *
rows_csv(struct stream *from, char sep, int escapes)
{
	struct rows *r = cm_zalloc(sizeof(*r));

	r->from = from;
	r->cap = from != NULL ? 2 * AT_ONCE : 0;
	r->bytes = cm_alloc(r->cap + 1);
	r->scan.sep = sep;
	r->scan.escapes = escapes;
	r->line = 1;
	row_cells_init(&r->cells);
	return r;
}

struct rows *
rows_sheet(struct sheets *sheets)
{
	struct rows *r = rows_csv(NULL, ',', 0);

	r->sheets = sheets;
	return r;
}

void
rows_close(struct rows *r)
{
	if (r == NULL)
		return;
	row_cells_release(&r->cells);
	free(r->bytes);
	free(r);
}

const char *
rows_why(const struct rows *r)
{
	return r->why;
}

/* Reads on, behind what there is. Returns -1 when that fails. */
static int
read_on(struct rows *r)
{
	ssize_t n;

	if (r->at > 0) {
		memmove(r->bytes, r->bytes + r->at, r->len - r->at);
		r->len -= r->at;
		r->at = 0;
	}
	if (r->cap - r->len < AT_ONCE) {
		r->cap *= 2;
		r->bytes = cm_realloc(r->bytes, r->cap);
	}
	n = stream_read(r->from, r->bytes + r->len, r->cap - r->len);
	if (n < 0)
		r->why = stream_why(r->from);
	r->ended = n <= 0;
	r->len += n > 0 ? (size_t)n : 0;
	return n < 0 ? -1 : 0;
}

/* Finds the end of the present row. Returns its length, with its line end; 0
 * at the end or after a failure; or of a row too long what there is of it, and
 * it goes on. */
static size_t
find_end(struct rows *r, int *goes_on)
{
	size_t n;

	*goes_on = 0;
	for (;;) {
		n = row_end(&r->scan, r->bytes + r->at + r->scanned,
		    r->len - r->at - r->scanned);
		if (n != ROW_NO_END)
			return r->scanned + n;
		r->scanned = r->len - r->at;
		if (r->scanned > ROW_MOST && r->scan.state != ROW_CR) {
			*goes_on = 1;
			return r->scanned;
		}
		if (r->ended)
			return r->scanned;
		if (read_on(r) != 0)
			return 0;
	}
}

static int
next_of_csv(struct rows *r, struct row *row)
{
	int goes_on, open;
	size_t n;

	if (r->why != NULL)
		return -1;
	n = find_end(r, &goes_on);
	if (r->why != NULL)
		return -1;
	open = r->ended && row_is_open(&r->scan);
	if (n == 0 && r->part == 0)
		return 0;
	memset(row, 0, sizeof(*row));
	row->line = r->line;
	row->raw = r->bytes + r->at;
	row->raw_len = goes_on ? n : row_trim(row->raw, n);
	row->more = r->part;
	row->goes_on = goes_on;
	r->line += row_lines(row->raw, n);
	if (goes_on || r->part || row->raw_len > ROW_MOST)
		row->bad = "a row over 4 MiB";
	else if (open && r->len == r->at + n)
		row->bad = "a quote begins a cell and nothing ends it";
	r->part = goes_on;
	if (!goes_on && r->ended && r->len == r->at + n)
		r->scan.state = ROW_FRESH;
	r->at += n;
	r->scanned = 0;
	if (row->bad == NULL) {
		row_split(&r->scan, row->raw, row->raw_len, &r->cells);
		row->cells = r->cells.cell;
		row->n = r->cells.n;
	}
	return 1;
}

static int
next_of_sheet(struct rows *r, struct row *row)
{
	const struct sheet_cell *cells;
	struct map_cell *to;
	size_t n, i;
	int got;

	memset(row, 0, sizeof(*row));
	got = sheets_row(r->sheets, &cells, &n, &row->line);
	if (got < 0)
		r->why = sheets_why(r->sheets);
	if (got <= 0)
		return got;
	r->cells.n = 0;
	for (i = 0; i < n; i++) {
		to = row_cell(&r->cells);
		to->p = cells[i].p;
		to->len = cells[i].len;
	}
	row->cells = r->cells.cell;
	row->n = n;
	return 1;
}

int
rows_next(struct rows *r, struct row *row)
{
	return r->sheets != NULL ? next_of_sheet(r, row) : next_of_csv(r, row);
}
