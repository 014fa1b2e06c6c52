/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/num.h"

double
num_double(const char *digits)
{
	return digits != NULL ? strtod(digits, NULL) : 0;
}

/* Digits with commas, as many decimals as asked for but no zeros at the end
 * unless fixed. The locale is C: the point is a point. */
static void
grouped(struct cm_buf *b, double d, int decimals, int fixed)
{
	char text[64];
	const char *p = text;
	size_t whole, i;
	int n;

	n = snprintf(text, sizeof(text), "%.*f", decimals, d);
	if (n < 0 || (size_t)n >= sizeof(text)) {
		cm_buf_printf(b, "%g", d);
		return;
	}
	if (decimals > 0 && !fixed) {
		while (text[n - 1] == '0')
			text[--n] = '\0';
		if (text[n - 1] == '.')
			text[--n] = '\0';
	}
	if (strcmp(text, "-0") == 0)
		p++;
	if (*p == '-') {
		cm_buf_puts(b, "\xe2\x88\x92"); /* a true minus sign */
		p++;
	}
	whole = strcspn(p, ".");
	for (i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			cm_buf_byte(b, ',');
		cm_buf_byte(b, p[i]);
	}
	cm_buf_puts(b, p + whole);
}

static int
decimals_for(double d)
{
	d = fabs(d);
	return d >= 100 ? 0 : d >= 10 ? 1 : 2;
}

static void
percent(struct cm_buf *b, double d)
{
	grouped(b, d, d == floor(d) ? 0 : decimals_for(d), 1);
	cm_buf_puts(b, "\xc2\xa0%");
}

/* A span in its two largest units. */
static void
seconds(struct cm_buf *b, double d)
{
	static const struct {
		double size;
		const char *name;
	} units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	double all, per, big;
	int i = 0;

	if (d < 0) {
		cm_buf_puts(b, "\xe2\x88\x92");
		d = -d;
	}
	if (d < 60) {
		grouped(b, d, d < 10, 0);
		cm_buf_puts(b, "\xc2\xa0s");
		return;
	}
	while (d < units[i].size)
		i++;
	all = floor(d / units[i + 1].size + 0.5);
	per = units[i].size / units[i + 1].size;
	big = floor(all / per);
	grouped(b, big, 0, 0);
	cm_buf_printf(b, "\xc2\xa0%s", units[i].name);
	if (all > big * per)
		cm_buf_printf(
		    b, " %.0f\xc2\xa0%s", all - big * per, units[i + 1].name);
}

static void
bytes(struct cm_buf *b, double d)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
	int i = 0;

	while (fabs(d) >= 1000 && i < 5) {
		d /= 1000;
		i++;
	}
	grouped(b, d, i == 0 ? 0 : decimals_for(d), 0);
	cm_buf_printf(b, "\xc2\xa0%s", units[i]);
}

static void
in_unit(struct cm_buf *b, double d, const char *unit)
{
	if (strcmp(unit, "percent") == 0)
		percent(b, d);
	else if (strcmp(unit, "seconds") == 0)
		seconds(b, d);
	else if (strcmp(unit, "bytes") == 0)
		bytes(b, d);
	else
		grouped(b, d, d == floor(d) ? 0 : decimals_for(d), 0);
}

static int
is_known(const char *unit)
{
	static const char *const units[] = {
	    "count", "percent", "ratio", "seconds", "bytes"};
	size_t i;

	for (i = 0; unit != NULL && i < sizeof(units) / sizeof(*units); i++)
		if (strcmp(unit, units[i]) == 0)
			return 1;
	return 0;
}

void
num_text(struct cm_buf *b, const char *digits, const char *unit)
{
	double d = num_double(digits);

	if (!is_known(unit) || !isfinite(d) || fabs(d) >= 1e15)
		cm_buf_puts(b, digits);
	else
		in_unit(b, d, unit);
}

void
num_rounded(struct cm_buf *b, const char *digits, int is_percent)
{
	const char *point = strchr(digits, '.');
	double d = num_double(digits), a = fabs(d);
	char text[400];
	size_t n;

	if (is_percent) {
		grouped(b, d, d == floor(d) ? 0 : 2, 1);
		cm_buf_puts(b, " %");
		return;
	}
	if (point == NULL || strlen(point) <= 4 ||
	    strpbrk(digits, "eE") != NULL) {
		cm_buf_puts(b, digits);
		return;
	}
	n = (size_t)snprintf(text, sizeof(text), a < 1 ? "%.3g" : "%.3f", d);
	while (a >= 1 && n > 0 && text[n - 1] == '0')
		n--;
	if (a >= 1 && n > 0 && text[n - 1] == '.')
		n--;
	cm_buf_add(b, text, n);
}

static int
is_unit(const char *unit, const char *name)
{
	return unit != NULL && strcmp(unit, name) == 0;
}

/* In a unit that is spelled out, with blanks where a line may break. */
static void
spelled(struct cm_buf *b, const char *digits, const char *unit)
{
	size_t at = b->len;
	char *p;

	num_text(b, digits, unit);
	for (p = b->p + at; p + 1 < b->p + b->len; p++)
		if (memcmp(p, "\xc2\xa0", 2) == 0) {
			*p = ' ';
			memmove(p + 1, p + 2, (size_t)(b->p + b->len - p - 2));
			b->len--;
		}
}

static void
alone(struct cm_buf *b, const char *digits, const char *unit)
{
	if (is_unit(unit, "seconds") || is_unit(unit, "bytes"))
		spelled(b, digits, unit);
	else if (is_unit(unit, "percent") || strlen(digits) >= 6)
		num_rounded(b, digits, is_unit(unit, "percent"));
	else
		cm_buf_puts(b, digits);
}

/* As many decimals as an interval of that width can bear. */
static int
decimals_within(double width)
{
	int n = 1;

	if (!(width < 100))
		return 0;
	for (; width > 0 && width < 1 && n < 6; n++)
		width *= 10;
	return n;
}

/* One number of an interval. */
static void
within(struct cm_buf *b, const char *digits, int decimals, const char *unit)
{
	double d = num_double(digits);

	if (digits == NULL)
		cm_buf_puts(b, NUM_NONE);
	else if (is_unit(unit, "seconds") || is_unit(unit, "bytes"))
		spelled(b, digits, unit);
	else if (!isfinite(d) || fabs(d) >= 1e15)
		cm_buf_puts(b, digits);
	else if (is_unit(unit, "percent"))
		grouped(b, d, d == floor(d) ? 0 : decimals, 1);
	else if (strpbrk(digits, ".eE") == NULL)
		cm_buf_puts(b, digits);
	else
		cm_buf_printf(b, "%.*f", d == floor(d) ? 0 : decimals, d);
}

void
num_interval(struct cm_buf *b, const char *digits, const char *low,
    const char *high, const char *unit)
{
	double d = num_double(digits), width;
	int decimals;

	if ((low == NULL && high == NULL) ||
	    (low != NULL && high != NULL && strcmp(low, digits) == 0 &&
		strcmp(high, digits) == 0)) {
		alone(b, digits, unit);
		return;
	}
	width = (high != NULL ? num_double(high) : d) -
	    (low != NULL ? num_double(low) : d);
	if (low == NULL || high == NULL)
		width *= 2;
	decimals = decimals_within(width);
	within(b, digits, decimals, unit);
	cm_buf_puts(b, is_unit(unit, "percent") ? " % (" : " (");
	within(b, low, decimals, unit);
	cm_buf_puts(b, " to ");
	within(b, high, decimals, unit);
	cm_buf_byte(b, ')');
}

void
num_value(struct cm_buf *b, const struct doc_value *v, const char *unit)
{
	if (v->unit != NULL)
		unit = v->unit;
	if (v->type == DOC_NONE)
		cm_buf_puts(b, NUM_NONE);
	else if (v->type == DOC_NUMBER)
		num_text(b, v->text, unit);
	else
		cm_buf_puts(b, v->text);
}

int
num_change(struct cm_buf *b, const struct doc_past *past, const char *unit)
{
	double change, before, share;

	if (past == NULL || past->change == NULL)
		return 0;
	change = num_double(past->change);
	before = num_double(past->before);
	if (change == 0) {
		cm_buf_puts(b, "no change");
		return 0;
	}
	if (change > 0)
		cm_buf_byte(b, '+');
	if (unit != NULL && strcmp(unit, "percent") == 0) {
		grouped(b, change, 2, 0);
		cm_buf_puts(b, " points");
		return change > 0 ? 1 : -1;
	}
	in_unit(b, change, unit != NULL ? unit : "count");
	if (before > 0) {
		share = 100 * change / before;
		cm_buf_puts(b, share > 0 ? " (+" : " (");
		grouped(b, share, fabs(share) < 10, 0);
		cm_buf_puts(b, "\xc2\xa0%)");
	}
	return change > 0 ? 1 : -1;
}

int
num_change_short(
    struct cm_buf *b, const struct doc_past *past, const char *unit)
{
	double change, before;

	if (past == NULL || past->change == NULL)
		return 0;
	change = num_double(past->change);
	before = num_double(past->before);
	if (change == 0) {
		cm_buf_byte(b, '=');
		return 0;
	}
	if (change > 0)
		cm_buf_byte(b, '+');
	if (unit != NULL && strcmp(unit, "percent") == 0) {
		grouped(b, change, 2, 0);
		cm_buf_puts(b, "\xc2\xa0points");
	} else if (before < 20)
		in_unit(b, change, unit != NULL ? unit : "count");
	else {
		grouped(b, 100 * change / before,
		    fabs(100 * change / before) < 10, 0);
		cm_buf_puts(b, "\xc2\xa0%");
	}
	return change > 0 ? 1 : -1;
}

double
num_step(double span, int n, int whole)
{
	static const double nice[] = {1, 2, 2.5, 5, 10};
	double power, step = 1;
	size_t i;

	if (!(span > 0) || !isfinite(span))
		return 1;
	power = pow(10, floor(log10(span / n)));
	for (i = 0; i < sizeof(nice) / sizeof(nice[0]); i++) {
		step = nice[i] * power;
		if (step * n >= span * (1 - 1e-9) &&
		    !(whole && step != floor(step)))
			break;
	}
	return whole && step < 1 ? 1 : step;
}

void
num_short(struct cm_buf *b, double d, const char *unit)
{
	const char *end = "";

	if (unit != NULL &&
	    (strcmp(unit, "seconds") == 0 || strcmp(unit, "bytes") == 0)) {
		in_unit(b, d, unit);
		return;
	}
	if (fabs(d) >= 1e9) {
		d /= 1e9;
		end = "G";
	} else if (fabs(d) >= 1e6) {
		d /= 1e6;
		end = "M";
	} else if (fabs(d) >= 1e4) {
		d /= 1e3;
		end = "k";
	}
	grouped(b, d, 2, 0);
	cm_buf_puts(b, end);
	if (unit != NULL && strcmp(unit, "percent") == 0)
		cm_buf_puts(b, "\xc2\xa0%");
}
