/* SPDX-License-Identifier: ISC */
/* Tables in columns. What is too wide stands in several parts. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/num.h"
#include "cmd/cm-report/term.h"
#include "lib/err.h"
#include "lib/text.h"

enum { NARROWEST = 12, GAP = 2 };

static size_t
width_of(const char *s)
{
	return cm_text_width(s, strlen(s));
}

static void
cell_text(struct cm_buf *b, struct notes *n, const struct doc_value *v,
    const struct doc_column *c)
{
	struct cm_buf change;

	if (v->type != DOC_NONE || v->why != NULL || c->unit != NULL)
		num_value(b, v, c->unit);
	notes_mark(b, n, v);
	if (v->past == NULL || v->past->change == NULL)
		return;
	cm_buf_init(&change, CM_BUF_ANY);
	num_change_short(&change, v->past, c->unit);
	cm_buf_printf(b, " (%s)", cm_buf_str(&change));
	cm_buf_release(&change);
}

static size_t *
natural_widths(const struct doc_block *d)
{
	size_t *w = cm_zalloc(d->ncolumns * sizeof(*w)), i, r, n;
	struct notes notes = {.nmissing = 0};
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < d->ncolumns; i++)
		w[i] = width_of(d->columns[i].label);
	for (r = 0; r < d->nrows; r++)
		for (i = 0; i < d->ncolumns; i++) {
			cm_buf_clear(&b);
			cell_text(
			    &b, &notes, &d->rows[r].cells[i], &d->columns[i]);
			n = width_of(cm_buf_str(&b));
			if (n > w[i])
				w[i] = n;
		}
	cm_buf_release(&b);
	return w;
}

/* Takes from the widest column of words what is too much. */
static void
narrow(const struct doc_block *d, size_t *w, size_t width)
{
	size_t all, i, widest;

	for (;;) {
		all = d->ncolumns > 0 ? (d->ncolumns - 1) * GAP : 0;
		widest = d->ncolumns;
		for (i = 0; i < d->ncolumns; i++) {
			all += w[i];
			if (!d->columns[i].numbers && w[i] > NARROWEST &&
			    (widest == d->ncolumns || w[i] > w[widest]))
				widest = i;
		}
		if (all <= width || widest == d->ncolumns)
			return;
		w[widest]--;
	}
}

static void
put_cell(struct cm_buf *b, const char *s, const struct doc_column *c, size_t w,
    int last)
{
	if (last && !c->numbers)
		cm_text_cut(b, s, strlen(s), w);
	else
		cm_text_pad(b, s, strlen(s), w,
		    c->numbers ? CM_TEXT_RIGHT : CM_TEXT_LEFT);
}

/* One line: the header (r is nrows) or a row, of the first column and those
 * from one to another. */
static void
put_line(const struct term *t, const struct doc_block *d, struct notes *n,
    const size_t *w, size_t r, const size_t span[2])
{
	struct cm_buf text;
	size_t i, end, used = 0;

	cm_buf_init(&text, CM_BUF_ANY);
	if (r == d->nrows)
		term_on(t, TERM_DIM);
	for (i = 0; i < span[1]; i = i == 0 && span[0] > 0 ? span[0] : i + 1) {
		cm_buf_clear(&text);
		if (r == d->nrows)
			cm_buf_puts(&text, d->columns[i].label);
		else
			cell_text(
			    &text, n, &d->rows[r].cells[i], &d->columns[i]);
		if (i > 0)
			cm_buf_puts(t->b, "  ");
		if (i + 1 == span[1] && t->fold && i > 0 && text.len > 0 &&
		    !d->columns[i].numbers && w[i] >= NARROWEST) {
			term_wrap_from(t, used, cm_buf_str(&text), TERM_PLAIN);
			cm_buf_release(&text);
			return;
		}
		used += w[i] + GAP;
		put_cell(t->b, cm_buf_str(&text), &d->columns[i], w[i],
		    i + 1 == span[1]);
	}
	end = t->b->len;
	while (end > 0 && t->b->p[end - 1] == ' ')
		end--;
	t->b->len = end;
	if (r == d->nrows)
		term_off(t, TERM_DIM);
	cm_buf_byte(t->b, '\n');
	cm_buf_release(&text);
}

/* The end of a part that begins at a column: as much as there is room for. */
static size_t
part_end(const struct term *t, const struct doc_block *d, const size_t *w,
    size_t begin)
{
	size_t all = begin > 0 ? w[0] + GAP : 0, end = begin;

	while (end < d->ncolumns &&
	    (end == begin || t->width == 0 || all + w[end] <= t->width))
		all += w[end++] + GAP;
	return end;
}

void
term_table(const struct term *t, const struct doc_block *d)
{
	size_t *w = natural_widths(d), span[2] = {0, 0}, r;
	struct notes n = {.nmissing = 0};

	if (t->width > 0)
		narrow(d, w, t->width);
	while (span[1] < d->ncolumns) {
		if (span[1] > 0)
			cm_buf_byte(t->b, '\n');
		span[0] = span[1];
		span[1] = part_end(t, d, w, span[0]);
		put_line(t, d, &n, w, d->nrows, span);
		for (r = 0; r < d->nrows; r++)
			put_line(t, d, &n, w, r, span);
	}
	term_notes(t, &n);
	free(w);
}
