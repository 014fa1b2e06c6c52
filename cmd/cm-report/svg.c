/* SPDX-License-Identifier: ISC */
/* Charts: axes, bars and lines. */
#include <math.h>
#include <string.h>

#include "cmd/cm-report/num.h"
#include "cmd/cm-report/render.h"
#include "cmd/cm-report/svg.h"
#include "lib/text.h"

/* What a letter of the page's 12 px is wide, near enough. */
#define LETTER 6.6

struct plot {
	const struct doc_block *c;
	int wide;
	double width, height;
	double left, right, top, bottom; /* of the area of the values */
	double low, high, step;
	double band; /* of one x */
};

static void
escaped(struct cm_buf *b, const char *s)
{
	html_text(b, s);
}

static double
letters(const char *s)
{
	return LETTER * (double)cm_text_width(s, strlen(s));
}

static double
sum_at(const struct doc_block *c, size_t x)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < c->nseries; i++)
		sum += num_double(c->series[i].values[x].text);
	return sum;
}

static int
known_at(const struct doc_block *c, size_t x)
{
	size_t i;

	for (i = 0; i < c->nseries; i++)
		if (c->series[i].values[x].type == DOC_NUMBER)
			return 1;
	return 0;
}

/* The axis: bars stand on 0; lines may leave it out. */
static void
set_scale(struct plot *p)
{
	const struct doc_block *c = p->c;
	double high = -HUGE_VAL, low = HUGE_VAL, v;
	int whole = 1;
	size_t i, x;

	for (x = 0; x < c->nx; x++)
		for (i = 0; i < c->nseries; i++) {
			if (c->series[i].values[x].type != DOC_NUMBER)
				continue;
			v = num_double(c->series[i].values[x].text);
			whole &= v == floor(v);
			if (c->chart == DOC_STACKED)
				v = sum_at(c, x);
			high = fmax(high, v);
			low = fmin(low, v);
		}
	if (!isfinite(high) || !isfinite(low))
		high = low = 0;
	if (c->chart != DOC_LINES || low < high / 2)
		low = fmin(low, 0);
	if (high <= low)
		high = low + 1;
	p->step = num_step(high - low, 5, whole);
	p->low = floor(low / p->step) * p->step;
	p->high = ceil(high / p->step - 1e-9) * p->step;
	if (p->high <= p->low)
		p->high = p->low + p->step;
}

static double
y_of(const struct plot *p, double v)
{
	return p->bottom -
	    (v - p->low) / (p->high - p->low) * (p->bottom - p->top);
}

static double
x_of(const struct plot *p, size_t i)
{
	return p->left + p->band * ((double)i + 0.5);
}

static void
set_area(struct plot *p)
{
	struct cm_buf b;
	double v, widest = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	for (v = p->low; v <= p->high + p->step / 2; v += p->step) {
		cm_buf_clear(&b);
		num_short(&b, v, p->c->unit);
		widest = fmax(widest, letters(cm_buf_str(&b)));
	}
	cm_buf_release(&b);
	p->width = p->wide ? 760 : 380;
	p->height = p->wide ? 260 : 230;
	p->left = widest + 12;
	p->right = p->width - 6;
	p->top = 20;
	p->bottom = p->height - (p->c->ngroups > 0 ? 46 : 28);
	p->band = (p->right - p->left) / (double)(p->c->nx ? p->c->nx : 1);
}

static void
draw_axis(struct cm_buf *b, const struct plot *p)
{
	double v, y;

	cm_buf_puts(b, "<g class=\"axis\">");
	for (v = p->low; v <= p->high + p->step / 2; v += p->step) {
		y = y_of(p, v);
		cm_buf_printf(b,
		    "<path%s d=\"M%.1f %.1fH%.1f\"/>"
		    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">",
		    v == 0 ? " class=\"zero\"" : "", p->left, y, p->right,
		    p->left - 7, y + 4);
		num_short(b, fabs(v) < p->step / 1e6 ? 0 : v, p->c->unit);
		cm_buf_puts(b, "</text>");
	}
	cm_buf_puts(b, "</g>");
}

/* As many labels as there is room for, and the groups below them. */
static void
draw_labels(struct cm_buf *b, const struct plot *p)
{
	const struct doc_block *c = p->c;
	double widest = 0, x = p->left, end;
	size_t i, each = 1;

	for (i = 0; i < c->nx; i++)
		widest = fmax(widest, letters(c->x[i].label) + LETTER);
	while (widest + 4 > p->band * (double)each && each < c->nx)
		each++;
	cm_buf_puts(b, "<g class=\"labels\" text-anchor=\"middle\">");
	for (i = 0; i < c->nx; i += each) {
		cm_buf_printf(b, "<text x=\"%.1f\" y=\"%.1f\">", x_of(p, i),
		    p->bottom + 17);
		escaped(b, c->x[i].label);
		cm_buf_puts(b, c->x[i].partial ? "*</text>" : "</text>");
	}
	for (i = 0; i < c->ngroups; i++, x = end) {
		end = x + p->band * (double)c->groups[i].n;
		if (i > 0)
			cm_buf_printf(b,
			    "<path class=\"part\" d=\"M%.1f %.1fV%.1f\"/>", x,
			    p->top - 8, p->bottom + 38);
		if (c->groups[i].label == NULL)
			continue;
		cm_buf_printf(b, "<text class=\"group\" x=\"%.1f\" y=\"%.1f\">",
		    (x + end) / 2, p->bottom + 36);
		escaped(b, c->groups[i].label);
		cm_buf_puts(b, "</text>");
	}
	cm_buf_puts(b, "</g>");
}

static void
tip(struct cm_buf *b, const struct plot *p, size_t s, size_t x)
{
	const struct doc_value *v = &p->c->series[s].values[x];

	cm_buf_puts(b, "<title>");
	escaped(b, p->c->x[x].label);
	cm_buf_puts(b, ", ");
	escaped(b, p->c->series[s].label);
	cm_buf_puts(b, ": ");
	num_value(b, v, p->c->unit);
	if (v->partial || (p->c->nseries < 2 && p->c->x[x].partial))
		cm_buf_puts(b, " (not fully covered)");
	cm_buf_puts(b, "</title>");
}

static void
draw_bar(struct cm_buf *b, const struct plot *p, size_t s, size_t x,
    const double span[2], const double side[2])
{
	const struct doc_value *v = &p->c->series[s].values[x];
	double y0 = y_of(p, span[0]), y1 = y_of(p, span[1]);
	int part = v->partial || (p->c->nseries < 2 && p->c->x[x].partial);

	if (fabs(y0 - y1) < 0.05)
		return;
	cm_buf_printf(b,
	    "<rect class=\"s%zu%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
	    "height=\"%.1f\" rx=\"1.5\"",
	    s % SVG_COLOURS, part ? " partial" : "", side[0], fmin(y0, y1),
	    side[1], fabs(y0 - y1));
	if (!p->wide) {
		cm_buf_puts(b, "/>");
		return;
	}
	cm_buf_puts(b, ">");
	tip(b, p, s, x);
	cm_buf_puts(b, "</rect>");
}

/* Series beside each other, or on top of each other. */
static void
draw_bars(struct cm_buf *b, const struct plot *p)
{
	const struct doc_block *c = p->c;
	int stacked = c->chart == DOC_STACKED;
	double all = fmin(p->band * 0.68, 46), side[2], span[2], v;
	size_t x, i;

	side[1] = stacked || c->nseries == 0 ? all : all / (double)c->nseries;
	for (x = 0; x < c->nx; x++) {
		span[1] = 0;
		for (i = 0; i < c->nseries; i++) {
			if (c->series[i].values[x].type != DOC_NUMBER)
				continue;
			v = num_double(c->series[i].values[x].text);
			span[0] = stacked ? span[1] : 0;
			span[1] = span[0] + v;
			side[0] = x_of(p, x) - all / 2 +
			    (stacked ? 0 : side[1] * (double)i);
			draw_bar(b, p, i, x, span, side);
		}
	}
}

/* Tells whether the sums of all bars find room beside each other. */
static int
sums_fit(const struct plot *p)
{
	struct cm_buf text;
	size_t x;
	int fit = 1;

	cm_buf_init(&text, CM_BUF_ANY);
	for (x = 0; x < p->c->nx && fit; x++) {
		cm_buf_clear(&text);
		num_short(&text, sum_at(p->c, x), p->c->unit);
		fit = letters(cm_buf_str(&text)) < p->band + 4;
	}
	cm_buf_release(&text);
	return fit;
}

/* The sum of each bar above it, or only the highest. */
static void
draw_sums(struct cm_buf *b, const struct plot *p)
{
	const struct doc_block *c = p->c;
	int all = sums_fit(p);
	double sum, high = 0;
	size_t x;

	if (c->chart == DOC_BARS && c->nseries > 1)
		return;
	for (x = 0; x < c->nx; x++)
		high = fmax(high, sum_at(c, x));
	cm_buf_puts(b, "<g class=\"sums\" text-anchor=\"middle\">");
	for (x = 0; x < c->nx; x++) {
		sum = sum_at(c, x);
		if (known_at(c, x) && !all && sum < high)
			continue;
		cm_buf_printf(b, "<text x=\"%.1f\" y=\"%.1f\">", x_of(p, x),
		    y_of(p, fmax(sum, fmax(0, p->low))) - 5);
		if (known_at(c, x))
			num_short(b, sum, c->unit);
		else
			cm_buf_puts(b, NUM_NONE);
		cm_buf_puts(b, "</text>");
	}
	cm_buf_puts(b, "</g>");
}

static void
draw_points(struct cm_buf *b, const struct plot *p, size_t s)
{
	const struct doc_value *v = p->c->series[s].values;
	size_t x;

	for (x = 0; x < p->c->nx; x++) {
		if (v[x].type != DOC_NUMBER)
			continue;
		cm_buf_printf(b,
		    "<circle class=\"l%zu dot%s\" cx=\"%.1f\" cy=\"%.1f\" "
		    "r=\"3\">",
		    s % SVG_COLOURS,
		    v[x].partial || p->c->x[x].partial ? "" : " full",
		    x_of(p, x), y_of(p, num_double(v[x].text)));
		if (p->wide)
			tip(b, p, s, x);
		cm_buf_puts(b, "</circle>");
	}
}

/* A line is broken where a value is not known. */
static void
draw_lines(struct cm_buf *b, const struct plot *p)
{
	const struct doc_value *v;
	size_t s, x;
	int pen;

	for (s = 0; s < p->c->nseries; s++) {
		v = p->c->series[s].values;
		cm_buf_printf(b, "<path class=\"l%zu\" d=\"", s % SVG_COLOURS);
		for (x = 0, pen = 'M'; x < p->c->nx; x++) {
			if (v[x].type != DOC_NUMBER) {
				pen = 'M';
				continue;
			}
			cm_buf_printf(b, "%c%.1f %.1f", pen, x_of(p, x),
			    y_of(p, num_double(v[x].text)));
			pen = 'L';
		}
		cm_buf_puts(b, "\"/>");
		draw_points(b, p, s);
	}
}

/* For those who cannot see it: where the highest is and the lowest. */
static void
describe(struct cm_buf *b, const struct plot *p)
{
	const struct doc_block *c = p->c;
	struct cm_buf text;
	size_t x, high = c->nx, low = c->nx;
	double v;

	for (x = 0; x < c->nx; x++) {
		if (!known_at(c, x))
			continue;
		v = sum_at(c, x);
		if (high == c->nx || v > sum_at(c, high))
			high = x;
		if (low == c->nx || v < sum_at(c, low))
			low = x;
	}
	if (high == c->nx) {
		cm_buf_puts(b, "No values.");
		return;
	}
	cm_buf_init(&text, CM_BUF_ANY);
	num_short(&text, sum_at(c, high), c->unit);
	cm_buf_printf(&text, " (%s), lowest ", c->x[high].label);
	num_short(&text, sum_at(c, low), c->unit);
	cm_buf_printf(&text, " (%s).", c->x[low].label);
	cm_buf_printf(b, "%s of %zu; highest ",
	    c->chart == DOC_LINES ? "Lines" : "Bars", c->nx);
	escaped(b, cm_buf_str(&text));
	cm_buf_release(&text);
	cm_buf_puts(b, " The numbers are in the table below.");
}

void
svg_chart(struct cm_buf *b, const struct doc_block *c, int wide, int id)
{
	struct plot p = {.c = c, .wide = wide};

	set_scale(&p);
	set_area(&p);
	cm_buf_printf(b,
	    "<svg class=\"chart %s\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
	    "aria-labelledby=\"t%d d%d\"><title id=\"t%d\">",
	    wide ? "wide" : "narrow", p.width, p.height, id, id, id);
	escaped(b, c->title != NULL ? c->title : "Chart");
	cm_buf_printf(b, "</title><desc id=\"d%d\">", id);
	describe(b, &p);
	cm_buf_puts(b, "</desc>");
	draw_axis(b, &p);
	draw_labels(b, &p);
	if (c->chart == DOC_LINES)
		draw_lines(b, &p);
	else {
		draw_bars(b, &p);
		draw_sums(b, &p);
	}
	cm_buf_puts(b, "</svg>\n");
}

void
svg_spark(struct cm_buf *b, const struct doc_value *v, size_t n)
{
	double high = -HUGE_VAL, low = HUGE_VAL, span, x, y;
	size_t i, last = n;
	int pen = 'M';

	for (i = 0; i < n; i++)
		if (v[i].type == DOC_NUMBER) {
			high = fmax(high, num_double(v[i].text));
			low = fmin(low, num_double(v[i].text));
			last = i;
		}
	if (last == n || n < 2)
		return;
	span = high > low ? high - low : 1;
	cm_buf_puts(b,
	    "<svg class=\"spark\" viewBox=\"0 0 100 24\" "
	    "aria-hidden=\"true\"><path class=\"l0\" d=\"");
	for (i = 0; i < n; i++) {
		if (v[i].type != DOC_NUMBER) {
			pen = 'M';
			continue;
		}
		x = 3 + 94 * (double)i / (double)(n - 1);
		y = 21 - 18 * (num_double(v[i].text) - low) / span;
		cm_buf_printf(b, "%c%.1f %.1f", pen, x, y);
		pen = 'L';
		if (i == last)
			cm_buf_printf(b,
			    "\"/><circle class=\"l0 dot%s\" cx=\"%.1f\" "
			    "cy=\"%.1f\" r=\"2.5\"/></svg>",
			    v[i].partial ? "" : " full", x, y);
		if (i == last)
			break;
	}
}
