/* SPDX-License-Identifier: ISC */
/* Charts of block characters. */
#include <math.h>
#include <string.h>

#include "cmd/cm-report/num.h"
#include "cmd/cm-report/term.h"
#include "lib/text.h"

void
term_spark(struct cm_buf *b, const struct doc_value *v, size_t n, double high)
{
	static const char *const steps[] = {"\xe2\x96\x81", "\xe2\x96\x82",
	    "\xe2\x96\x83", "\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86",
	    "\xe2\x96\x87", "\xe2\x96\x88"};
	double d;
	size_t i;

	for (i = 0; i < n; i++) {
		d = num_double(v[i].text);
		if (v[i].type != DOC_NUMBER)
			cm_buf_byte(b, ' ');
		else if (!(d > 0) || !(high > 0))
			cm_buf_puts(b, steps[0]);
		else
			cm_buf_puts(b, steps[(int)fmin(7, 8 * d / high)]);
	}
}

/* A bar of eighths, at most width columns for the whole. */
static void
put_bar(struct cm_buf *b, double share, size_t width)
{
	static const char *const eighths[] = {"", "\xe2\x96\x8f",
	    "\xe2\x96\x8e", "\xe2\x96\x8d", "\xe2\x96\x8c", "\xe2\x96\x8b",
	    "\xe2\x96\x8a", "\xe2\x96\x89"};
	size_t n;

	if (!(share > 0))
		return;
	n = (size_t)(fmin(share, 1) * (double)width * 8 + 0.5);
	for (; n >= 8; n -= 8)
		cm_buf_puts(b, "\xe2\x96\x88");
	cm_buf_puts(b, eighths[n]);
}

static double
sum_at(const struct doc_block *c, size_t x, int *known)
{
	double sum = 0;
	size_t i;

	*known = 0;
	for (i = 0; i < c->nseries; i++)
		if (c->series[i].values[x].type == DOC_NUMBER) {
			sum += num_double(c->series[i].values[x].text);
			*known = 1;
		}
	return sum;
}

static void
x_line(const struct term *t, const struct doc_block *c, size_t x,
    double highest, size_t label)
{
	struct cm_buf text;
	size_t width = t->width > 0 ? t->width : 80;
	int known, partial = c->x[x].partial;
	double sum = sum_at(c, x, &known);
	size_t i;

	for (i = 0; i < c->nseries; i++)
		partial |= c->series[i].values[x].partial;
	cm_buf_init(&text, CM_BUF_ANY);
	cm_buf_puts(&text, c->x[x].label);
	cm_buf_puts(&text, partial ? "*" : "");
	cm_text_pad(t->b, cm_buf_str(&text), text.len, label, CM_TEXT_LEFT);
	cm_buf_puts(t->b, "  ");
	width = width > label + 14 ? width - label - 14 : 8;
	if (width > 50)
		width = 50;
	if (known)
		put_bar(t->b, sum / highest, width);
	cm_buf_puts(t->b, known && sum > 0 ? " " : "");
	if (known)
		num_short(t->b, sum, c->unit);
	else
		cm_buf_puts(t->b, NUM_NONE);
	cm_buf_byte(t->b, '\n');
	cm_buf_release(&text);
}

static size_t
label_width(const struct doc_block *c)
{
	size_t widest = 0, n, i;

	for (i = 0; i < c->nx; i++) {
		n = cm_text_width(c->x[i].label, strlen(c->x[i].label)) + 1;
		if (n > widest)
			widest = n;
	}
	return widest;
}

/* A line for each x, and an empty one between groups. */
static void
bars(const struct term *t, const struct doc_block *c)
{
	size_t label = label_width(c), x, group = 0, left;
	double highest = 0;
	int known;

	for (x = 0; x < c->nx; x++)
		highest = fmax(highest, sum_at(c, x, &known));
	left = c->ngroups > 0 ? c->groups[0].n : 0;
	for (x = 0; x < c->nx; x++) {
		if (c->ngroups > 0 && left == 0 && group + 1 < c->ngroups) {
			left = c->groups[++group].n;
			cm_buf_byte(t->b, '\n');
		}
		left -= left > 0;
		x_line(t, c, x, highest > 0 ? highest : 1, label);
	}
}

/* A line for each series: its shape, its first and last value. */
static void
series(const struct term *t, const struct doc_block *c)
{
	const struct doc_value *v, *last;
	double high;
	size_t i, x, widest = 0, n;

	for (i = 0; i < c->nseries; i++) {
		n = cm_text_width(
		    c->series[i].label, strlen(c->series[i].label));
		widest = n > widest ? n : widest;
	}
	widest = widest > 24 ? 24 : widest;
	for (i = 0; i < c->nseries; i++) {
		v = c->series[i].values;
		last = NULL;
		for (x = 0, high = 0; x < c->nx; x++)
			if (v[x].type == DOC_NUMBER) {
				high = fmax(high, num_double(v[x].text));
				last = &v[x];
			}
		cm_text_pad(t->b, c->series[i].label,
		    strlen(c->series[i].label), widest, CM_TEXT_LEFT);
		cm_buf_puts(t->b, "  ");
		term_spark(t->b, v, c->nx, high);
		if (last != NULL) {
			cm_buf_puts(t->b,
			    c->chart == DOC_LINES ? "  last " : "  highest ");
			if (c->chart == DOC_LINES)
				num_value(t->b, last, c->unit);
			else
				num_short(t->b, high, c->unit);
		}
		cm_buf_byte(t->b, '\n');
	}
}

void
term_chart(const struct term *t, const struct doc_block *c)
{
	struct notes n = {.nmissing = 0};
	size_t x, i;

	if (c->chart != DOC_LINES)
		bars(t, c);
	if (c->chart == DOC_STACKED && c->nseries > 1)
		cm_buf_byte(t->b, '\n');
	if (c->chart == DOC_LINES || c->nseries > 1)
		series(t, c);
	for (x = 0; x < c->nx; x++) {
		if (c->x[x].partial)
			notes_take_partial(&n, c->x[x].why);
		for (i = 0; i < c->nseries; i++)
			if (c->series[i].values[x].type != DOC_NONE)
				notes_take(&n, &c->series[i].values[x]);
	}
	term_notes(t, &n);
}
