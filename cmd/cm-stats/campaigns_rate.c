/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cm-stats/campaigns.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/interval.h"
#include "lib/clock.h"
#include "lib/err.h"

/*
 * Rates and their intervals:
 *
 * Shares of counts: E. B. Wilson, Probable inference, the law of succession,
 * and statistical inference, 1927. It takes each impression, click or session
 * for one draw of its own.
 *
 * Money over counts or money: the ratio estimator of a cluster sample, whose
 * clusters are days (W. G. Cochran, Sampling techniques, 3rd ed. 1977,
 * sections 6.4 and 10): with R = sum of y / sum of x, the variance of R is
 * n / (n - 1) * sum of (y - R x)^2 / (sum of x)^2, and Student's t with n - 1
 * degrees of freedom. It takes days for draws of their own.
 */

enum { DAY = 86400 };

static void
name_span(char *text, size_t size, const struct told_span *s)
{
	char from[CM_CLOCK_TEXT], to[CM_CLOCK_TEXT];

	cm_clock_text(s->start, from);
	cm_clock_text(s->end - 1, to);
	snprintf(text, size, "%.10s to %.10s", from, to);
}

const char *
campaigns_times(const struct told_span *a, const char *who,
    const struct told_span *b, const char *whom, char *text, size_t size)
{
	char one[64], other[64];

	if (a->start - b->start <= DAY && b->start - a->start <= DAY &&
	    a->end - b->end <= DAY && b->end - a->end <= DAY)
		return NULL;
	name_span(one, sizeof(one), a);
	name_span(other, sizeof(other), b);
	snprintf(text, size, "%s of %s, %s of %s: --since and --until", who,
	    one, whom, other);
	return text;
}

/* Each ad network must tell both of two columns. */
static const char *
one_sided(const struct rows *w, int above, int below, char *text, size_t size)
{
	struct cm_slice seen[64];
	int told[64];
	const struct scope *c = w->scope;
	size_t k, i, n = 0;

	for (k = 0; k < c->n; k++) {
		const struct told *t = &c->told[k];

		if (((int)t->column != above && (int)t->column != below) ||
		    !told_in(c, t))
			continue;
		for (i = 0; i < n && !slice_same(seen[i], t->network); i++)
			continue;
		if (i == sizeof(told) / sizeof(told[0]))
			continue;
		if (i == n) {
			seen[n] = t->network;
			told[n++] = 0;
		}
		told[i] |= (int)t->column == above ? 1 : 2;
	}
	for (i = 0; i < n; i++)
		if (told[i] != 3) {
			snprintf(text, size,
			    "%.*s does not tell %s: see --by network",
			    WORD(seen[i]),
			    told_names[told[i] == 1 ? below : above]);
			return text;
		}
	return NULL;
}

static const char *
other_currency(
    const struct total *a, const struct total *b, char *text, size_t size)
{
	const struct told *x = a->first, *y = b->first;

	if (told_one_currency(x, y))
		return NULL;
	if (slice_absent(x->currency) || slice_absent(y->currency))
		snprintf(text, size,
		    "the currency of %.*s is not told: --currency",
		    WORD(slice_absent(x->currency) ? x->network : y->network));
	else
		snprintf(text, size, "%.*s and %.*s", WORD(x->currency),
		    WORD(y->currency));
	return text;
}

/* Why there is no ratio of two columns, or NULL. */
static const char *
lacks(const struct rows *w, int above, int below, char *text, size_t size)
{
	const struct total *a = &w->total[above], *b = &w->total[below];
	const char *why = NULL;

	if (a->why != NULL || b->why != NULL) {
		snprintf(text, size, "no %s",
		    told_names[a->why != NULL ? above : below]);
		return text;
	}
	if (told_is_money(above) && told_is_money(below))
		why = other_currency(a, b, text, size);
	if (why == NULL && above < SESSIONS && below < SESSIONS)
		why = one_sided(w, above, below, text, size);
	if (why == NULL && (above < SESSIONS) != (below < SESSIONS))
		why = campaigns_times(w->scope->ads, "ads", w->scope->site,
		    "the site", text, size);
	return why != NULL ? why : b->v == 0 ? "the denominator is 0" : NULL;
}

/* A day: what is above and what is below. */
struct day {
	int64_t day;
	double a, b;
};

static int
compare_days(const void *x, const void *y)
{
	const struct day *a = x, *b = y;

	return a->day < b->day ? -1 : a->day > b->day;
}

/* The days of two columns. Returns how many, or 0: they are not told so. */
static size_t
days_of(const struct rows *w, int above, int below, struct day *day)
{
	const struct scope *c = w->scope;
	const struct told *t;
	size_t k, n = 0, to = 0;

	for (t = c->told; t < c->told + c->n; t++) {
		if (((int)t->column != above && (int)t->column != below) ||
		    !told_in(c, t) || t->refused != NULL)
			continue;
		if (t->end - t->start < DAY - 3600 ||
		    t->end - t->start > DAY + 3600)
			return 0;
		/* The day of the zone that it is of. */
		day[n].day = (t->start + DAY / 2) / DAY;
		day[n].a = (int)t->column == above ? t->v.d : 0;
		day[n++].b = (int)t->column == below ? t->v.d : 0;
	}
	qsort(day, n, sizeof(*day), compare_days);
	for (k = 0; k < n; k++)
		if (to > 0 && day[to - 1].day == day[k].day) {
			day[to - 1].a += day[k].a;
			day[to - 1].b += day[k].b;
		} else
			day[to++] = day[k];
	return to;
}

/* The bounds of a ratio of sums over days; the ratio itself is exact. */
static enum est
bounds(
    const struct rows *w, const struct day *day, size_t n, struct estimate *e)
{
	struct pairs s = {(double)n, 0, 0, 0, 0, 0};
	enum est status;
	size_t k;

	for (k = 0; k < n; k++) {
		s.a += day[k].a;
		s.b += day[k].b;
		s.aa += day[k].a * day[k].a;
		s.ab += day[k].a * day[k].b;
		s.bb += day[k].b * day[k].b;
	}
	status = interval_ratio(&s, w->a->ask->level, e);
	/* Only refunds cost less than nothing. */
	if (e->low < 0 && e->v >= 0)
		e->low = 0;
	return status;
}

/* Shares of days differ by more than by chance: then a day is a draw. */
static void
widen(const struct rows *w, int above, int below, struct estimate *e)
{
	struct day *day = cm_alloc((w->scope->n + 1) * sizeof(*day));
	size_t n = days_of(w, above, below, day);
	struct estimate days;

	if (n > 0 && n >= (size_t)w->days &&
	    bounds(w, day, n, &days) == EST_OK) {
		e->low = fmin(e->low, days.low);
		e->high = fmax(e->high, fmin(days.high, 1));
	}
	free(day);
}

void
campaigns_share(struct rows *w, const char *name, int above, int below)
{
	double a = w->total[above].v, n = w->total[below].v;
	struct estimate e;
	char text[256];
	const char *why = lacks(w, above, below, text, sizeof(text));

	if (why != NULL) {
		out_no_estimate(w->o, name, (int64_t)n, why);
		return;
	}
	if (a > n || a != floor(a) || n != floor(n)) {
		out_estimate(w->o, name, 100 * a / n, (int64_t)n, (double)NAN,
		    (double)NAN);
		snprintf(text, sizeof(text), "%s.low, %s.high", name, name);
		out_why(w->o, text,
		    a > n ? "above 100 %: no share"
			  : "parts of counts are no draws");
		return;
	}
	interval_share((uint64_t)a, (uint64_t)n, w->a->ask->level, &e);
	widen(w, above, below, &e);
	out_estimate(
	    w->o, name, 100 * e.v, (int64_t)n, 100 * e.low, 100 * e.high);
}

void
campaigns_ratio(
    struct rows *w, const char *name, int above, int below, double factor)
{
	char text[256], low[128];
	const char *why = lacks(w, above, below, text, sizeof(text));
	struct estimate e = {(double)NAN, (double)NAN, (double)NAN};
	struct day *day = cm_alloc((w->scope->n + 1) * sizeof(*day));
	size_t n = days_of(w, above, below, day);
	enum est status = EST_OK;

	if (why != NULL) {
		out_no_estimate(w->o, name, (int64_t)n, why);
		free(day);
		return;
	}
	if (n == 0)
		snprintf(text, sizeof(text), "%s or %s is not told by day",
		    told_names[above], told_names[below]);
	else if (n < (size_t)w->days)
		snprintf(text, sizeof(text), "%zu day%s, %ld are needed", n,
		    n == 1 ? "" : "s", w->days);
	else {
		status = bounds(w, day, n, &e);
		snprintf(text, sizeof(text), "%s",
		    status != EST_OK ? estimate_why(status) : "");
	}
	free(day);
	out_estimate(w->o, name,
	    factor * (w->total[above].v / w->total[below].v), (int64_t)n,
	    factor * e.low, factor * e.high);
	if (*text != '\0') {
		snprintf(low, sizeof(low), "%s.low, %s.high", name, name);
		out_why(w->o, low, text);
	}
}
