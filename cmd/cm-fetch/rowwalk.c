/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-fetch/rowwalk.h"
#include "lib/bits.h"

enum { WINDOW = 16 }; /* times 64 bytes, looked at at once */

/* What one 64 bytes say to the next; all from the beginning of a row. */
struct carry {
	uint64_t inside; /* all ones: within quotes */
	uint64_t edge;   /* 1: what is before may stand before a quote */
	uint64_t closed; /* 1: what is before is a closing quote */
	uint64_t cr;     /* 1: what is before is a CR */
};

struct found {
	uint64_t ends;    /* of cells */
	uint64_t lines;   /* those of them that end rows */
	uint64_t wrong;   /* a quote is where none belongs, before here */
	uint64_t doubled; /* the second ones of doubled quotes */
};

static const struct carry fresh = {0, 1, 0, 0};

static inline struct found
look(struct carry *c, const struct row_masks *m, uint64_t valid)
{
	uint64_t quote = m->quote & valid, cr = m->cr & valid;
	uint64_t lf = m->lf & valid;
	uint64_t edge = (m->sep & valid) | lf | cr;
	uint64_t inside = c->inside, open, close, behind;
	struct found f = {0, 0, 0, 0};

	/* Quotes are rare: without any all is inside or nothing is. */
	if (quote != 0 || c->closed) {
		inside ^= cm_bits_up_to_each(quote);
		open = quote & inside;
		close = quote & ~inside;
		behind = close << 1 | c->closed;
		f.doubled = open & behind;
		f.wrong = (open & ~((edge | quote) << 1 | c->edge)) |
		    (behind & ~(edge | quote) & valid);
		c->closed = close >> 63;
		c->inside = 0 - (inside >> 63);
	}
	c->edge = (edge | quote) >> 63;
	/* The LF of a CRLF ends nothing any more. */
	f.lines = (cr | (lf & ~(cr << 1 | c->cr))) & ~inside;
	f.ends = (((m->sep & valid) | cr) & ~inside) | f.lines;
	c->cr = cr >> 63;
	if (f.wrong != 0)
		f.ends &= (f.wrong & (0 - f.wrong)) - 1;
	f.lines &= f.ends;
	return f;
}

static inline uint64_t
first_bits(size_t n)
{
	return n < 64 ? ((uint64_t)1 << n) - 1 : ~(uint64_t)0;
}

/* One row, slowly. Returns its length with its line end; len: it may go on. */
static size_t
slow_end(const struct row_kind *k, const char *p, size_t len, int *open)
{
	struct row_scan s = {k->sep, k->escapes, ROW_FRESH};
	size_t n = row_end(&s, p, len);

	*open = n == ROW_NO_END ? 1 + row_is_open(&s) : 0;
	return n == ROW_NO_END ? len : n;
}

/* What the bytes say up to the first row that is to be read slowly, or to
 * their end. Returns how many of them are whole rows. */
static size_t
whole_rows(const struct row_kind *k, const char *p, size_t len, int *slow)
{
	struct row_masks m[WINDOW];
	struct carry c = fresh;
	struct found f;
	size_t at = 0, last = 0, n, i;

	*slow = 0;
	for (; at < len && !*slow; at += 64 * n) {
		n = (len - at + 63) / 64;
		n = n < WINDOW ? n : WINDOW;
		k->masks(p + at, n, k->sep, m);
		for (i = 0; i < n && !*slow; i++) {
			f = look(&c, &m[i], first_bits(len - at - 64 * i));
			if (f.lines != 0)
				last = at + 64 * i + 64 -
				    (size_t)__builtin_clzll(f.lines);
			*slow = f.wrong != 0;
		}
	}
	return last;
}

size_t
row_whole(const struct row_kind *k, const char *p, size_t len)
{
	size_t at = 0, n;
	int slow = 1, open = 0;

	/* An LF that belongs to a CR at the end may not be there yet. */
	if (len > 0 && p[len - 1] == '\r')
		len--;
	while (at < len && slow) {
		if (!k->escapes) {
			n = whole_rows(k, p + at, len - at, &slow);
			at += n;
			if (at > 0 && at < len && p[at - 1] == '\r' &&
			    p[at] == '\n')
				at++;
		}
		if (slow && at < len) {
			n = slow_end(k, p + at, len - at, &open);
			if (open)
				break;
			at += n;
		}
	}
	return at;
}

/* What is being walked. */
struct walk {
	const struct row_kind *kind;
	const char *end;     /* of the bytes */
	const char *row;     /* the present one begins here */
	const char *cell;    /* the present one */
	const char *doubled; /* the last doubled quote yet, or NULL */
	struct row_cells *cells;
	int (*each)(void *ctx, const struct row_seen *row);
	void *ctx;
};

/* Leaves out the first one of each two quotes of a cell. */
static void
undouble(struct row_cells *c, struct map_cell *cell)
{
	const char *p = cell->p, *end = p + cell->len, *q;
	size_t start = c->text.len, n;

	while ((q = memchr(p, '"', (size_t)(end - p))) != NULL) {
		n = (size_t)(q + 1 - p);
		cm_buf_add(&c->text, p, n);
		p = q + 2;
	}
	if (c->text.len == start)
		return;
	cm_buf_add(&c->text, p, (size_t)(end - p));
	cell->p = c->text.p + start;
	cell->len = c->text.len - start;
}

/* A row whose cells were found fast: their quotes go. */
static int
give(struct walk *w, const char *end)
{
	struct row_cells *c = w->cells;
	struct row_seen row = {
	    w->row, (size_t)(end - w->row), c->cell, c->n, 0};
	struct map_cell *cell = c->cell, *stop = cell + c->n;
	int doubled = w->doubled != NULL && w->doubled >= w->row;

	if (doubled) {
		cm_buf_clear(&c->text);
		cm_buf_room(&c->text, row.raw_len);
	}
	for (; cell < stop; cell++) {
		if (cell->len == 0) {
			cell->p = NULL;
		} else if (*cell->p == '"') {
			cell->p++;
			cell->len -= 2;
			if (doubled && w->doubled >= cell->p)
				undouble(c, cell);
		}
	}
	return w->each(w->ctx, &row);
}

static int
give_slowly(struct walk *w)
{
	struct row_scan s = {w->kind->sep, w->kind->escapes, ROW_FRESH};
	struct row_seen row = {w->row, 0, NULL, 0, 0};
	int open;
	size_t n = slow_end(w->kind, w->row, (size_t)(w->end - w->row), &open);

	row.raw_len = row_trim(w->row, n);
	row.open = open > 1;
	if (!row.open) {
		row_split(&s, w->row, row.raw_len, w->cells);
		row.cells = w->cells->cell;
		row.n = w->cells->n;
	}
	w->row += n;
	return w->each(w->ctx, &row);
}

/* The cells that end in 64 bytes at p. */
static inline int
take_ends(struct walk *w, const char *p, const struct found *f)
{
	struct row_cells *c = w->cells;
	uint64_t ends = f->ends;
	const char *at;
	int i, r;

	while (c->cap < c->n + 65)
		row_cells_grow(c);
	while (ends != 0) {
		i = __builtin_ctzll(ends);
		ends &= ends - 1;
		at = p + i;
		c->cell[c->n].p = w->cell;
		c->cell[c->n++].len = (size_t)(at - w->cell);
		w->cell = at + 1;
		if ((f->lines >> i & 1) == 0)
			continue;
		r = give(w, at);
		if (*at == '\r' && w->cell < w->end && *w->cell == '\n')
			w->cell++;
		c->n = 0;
		w->row = w->cell;
		if (r != 0)
			return r;
	}
	return 0;
}

/* Rows up to one that is to be read slowly, or to the end. */
static int
walk_fast(struct walk *w, int *slow)
{
	struct row_masks m[WINDOW];
	struct carry c = fresh;
	struct found f;
	const char *p = w->row;
	size_t n, i;
	int r;

	w->cell = p;
	w->cells->n = 0;
	for (*slow = 0; p < w->end && !*slow;) {
		n = ((size_t)(w->end - p) + 63) / 64;
		n = n < WINDOW ? n : WINDOW;
		w->kind->masks(p, n, w->kind->sep, m);
		for (i = 0; i < n && !*slow; i++, p += 64) {
			f = look(&c, &m[i], first_bits((size_t)(w->end - p)));
			if (f.doubled != 0)
				w->doubled =
				    p + 63 - __builtin_clzll(f.doubled);
			r = take_ends(w, p, &f);
			if (r != 0)
				return r;
			*slow = f.wrong != 0;
		}
	}
	/* The last row may lack its line end. */
	if (w->row < w->end)
		*slow = 1;
	return 0;
}

int
row_walk(const struct row_kind *k, const char *p, size_t len,
    struct row_cells *cells, int (*each)(void *ctx, const struct row_seen *row),
    void *ctx)
{
	struct walk w = {.kind = k,
	    .end = p + len,
	    .row = p,
	    .cells = cells,
	    .each = each,
	    .ctx = ctx};
	int r = 0, slow = 1;

	while (r == 0 && w.row < w.end) {
		if (!k->escapes)
			r = walk_fast(&w, &slow);
		if (r == 0 && slow && w.row < w.end)
			r = give_slowly(&w);
	}
	return r;
}
