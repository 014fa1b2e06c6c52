/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: the first bytes say the separator, whether there are
 * escapes, and in what pieces bytes come; the rest is CSV. Rows one after the
 * other must be those that a reader of its own finds here, which takes the
 * whole text at once and never looks back; and so must those of blocks,
 * whatever is read at once, by each of the machine's paths.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/rows.h"
#include "cmd/cm-fetch/rowwalk.h"
#include "lib/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct text {
	const char *p;
	size_t len, step;
};

static void
demand(int holds)
{
	if (!holds)
		abort();
}

/* Sheets are no matter here. */
int
sheets_row(struct sheets *s, const struct sheet_cell **cells, size_t *n,
    uint64_t *number)
{
	(void)s;
	(void)cells;
	(void)n;
	(void)number;
	return -1;
}

const char *
sheets_why(const struct sheets *s)
{
	(void)s;
	return NULL;
}

static ssize_t
piece(void *ctx, char *to, size_t len, const char **why)
{
	struct text *t = ctx;
	size_t n = t->len < t->step ? t->len : t->step;

	(void)why;
	n = n < len ? n : len;
	if (n > 0)
		memcpy(to, t->p, n);
	t->p += n;
	t->len -= n;
	return (ssize_t)n;
}

/* What a row is, told apart from all others: its raw bytes and its cells, or
 * that it is bad. */
static void
add_row(struct cm_buf *to, const char *raw, size_t len,
    const struct map_cell *cells, size_t n, int bad)
{
	size_t i;

	cm_buf_printf(to, "[%zu:", len);
	cm_buf_add(to, raw, len);
	for (i = 0; i < n && !bad; i++) {
		if (cells[i].p == NULL)
			cm_buf_puts(to, "|none");
		else
			cm_buf_printf(to, "|%zu:", cells[i].len);
		cm_buf_add(
		    to, cells[i].p, cells[i].p != NULL ? cells[i].len : 0);
	}
	cm_buf_puts(to, bad ? "|bad]" : "]");
}

/* The simple reader: where a quoted cell ends is where a quote has blanks at
 * most between it and what ends a cell. Returns the end, or NULL. */
static const char *
simple_quoted(
    const char *p, const char *end, char sep, int escapes, struct cm_buf *cell)
{
	const char *q;

	for (;; p++) {
		if (p == end)
			return NULL;
		if (escapes && *p == '\\') {
			if (++p == end)
				return NULL;
		} else if (*p == '"') {
			for (q = p + 1;
			     q < end && *q != sep && (*q == ' ' || *q == '\t');)
				q++;
			if (q == end || *q == sep || *q == '\n' || *q == '\r')
				return q;
			if (p[1] == '"')
				p++;
		}
		cm_buf_byte(cell, *p);
	}
}

static void
simple(struct cm_buf *to, const char *p, size_t len, char sep, int escapes)
{
	const char *end = p + len, *row, *q;
	struct map_cell cells[10000];
	struct cm_buf text;
	size_t at[10000], n, i;
	int bad;

	cm_buf_init(&text, CM_BUF_ANY);
	while (p < end) {
		cm_buf_clear(&text);
		cm_buf_byte(&text, 0);
		for (row = p, n = 0, bad = 0;; p++) {
			at[n] = text.len;
			cells[n].p = row;
			if (p < end && *p == '"') {
				q = simple_quoted(
				    p + 1, end, sep, escapes, &text);
				bad = q == NULL;
				p = bad ? end : q;
			} else {
				for (q = p; p < end && *p != sep &&
				     *p != '\n' && *p != '\r';)
					p++;
				cm_buf_add(&text, q, (size_t)(p - q));
				if (p == q)
					cells[n].p = NULL;
			}
			cells[n].len = text.len - at[n];
			n++;
			if (p == end || *p != sep)
				break;
		}
		for (i = 0; i < n; i++)
			if (cells[i].p != NULL)
				cells[i].p = text.p + at[i];
		/* An open row's raw bytes end with what may be a line end. */
		q = p;
		if (bad) {
			q -= q > row && q[-1] == '\n';
			q -= q > row && q[-1] == '\r';
		}
		add_row(to, row, (size_t)(q - row), cells, n, bad);
		if (p < end)
			p +=
			    p + 1 < end && p[0] == '\r' && p[1] == '\n' ? 2 : 1;
	}
	cm_buf_release(&text);
}

static void
sequential(struct cm_buf *to, const char *p, size_t len, char sep, int escapes,
    size_t step)
{
	struct text t = {p, len, step};
	struct stream *s = stream_new(piece, NULL, &t);
	struct rows *r = rows_csv(s, sep, escapes);
	uint64_t line = 1;
	struct row row;

	while (rows_next(r, &row) == 1) {
		demand(row.line == line);
		add_row(to, row.raw, row.raw_len, row.cells, row.n,
		    row.bad != NULL);
		line += row_lines(row.raw, row.raw_len) + 1;
	}
	demand(rows_why(r) == NULL);
	rows_close(r);
	stream_close(s);
}

static int
add_seen(void *ctx, const struct row_seen *row)
{
	add_row(ctx, row->raw, row->raw_len, row->cells, row->n, row->open);
	return 0;
}

/* As lib/block does it: what is no whole row goes before the next piece. */
static void
blocks(struct cm_buf *to, const char *p, size_t len, size_t step,
    const struct row_kind *k)
{
	char *room = malloc(len + ROW_PAD);
	size_t held = 0, n, whole;
	struct row_cells cells;

	memset(room, '"', len + ROW_PAD);
	row_cells_init(&cells);
	while (len > 0) {
		n = len < step ? len : step;
		memcpy(room + held, p, n);
		p += n;
		len -= n;
		held += n;
		whole = row_whole(k, room, held);
		demand(whole <= held);
		demand(row_walk(k, room, whole, &cells, add_seen, to) == 0);
		memmove(room, room + whole, held - whole);
		held -= whole;
	}
	demand(row_walk(k, room, held, &cells, add_seen, to) == 0);
	row_cells_release(&cells);
	free(room);
}

static void
same(const struct cm_buf *a, const struct cm_buf *b)
{
	demand(a->len == b->len && memcmp(a->p, b->p, a->len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char seps[] = ",;\t|";
	const char *p = (const char *)data + 3;
	struct cm_buf want, got;
	struct row_kind k;
	size_t step, path;

	if (size < 4)
		return 0;
	size -= 3;
	cm_buf_init(&want, CM_BUF_ANY);
	cm_buf_init(&got, CM_BUF_ANY);
	cm_buf_byte(&want, 0);
	k.sep = seps[data[0] & 3];
	k.escapes = (data[0] & 12) == 12;
	step = (size_t)data[1] + 1 + (data[2] & 3) * 256;
	simple(&want, p, size, k.sep, k.escapes);
	cm_buf_byte(&got, 0);
	sequential(&got, p, size, k.sep, k.escapes, step);
	same(&want, &got);
	for (path = ROW_PATH_PLAIN; path <= ROW_PATH_AVX512; path++) {
		k.masks = row_masks_path((enum row_path)path);
		if (k.masks == NULL)
			continue;
		cm_buf_clear(&got);
		cm_buf_byte(&got, 0);
		blocks(&got, p, size, step, &k);
		same(&want, &got);
	}
	cm_buf_release(&want);
	cm_buf_release(&got);
	return 0;
}
