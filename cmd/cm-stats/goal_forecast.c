/* SPDX-License-Identifier: ISC */
/*
 * Where a goal will be at the end of its period, if the days to come are like
 * those known.
 */
#include <math.h>
#include <stdlib.h>

#include "cmd/cm-stats/forecast.h"
#include "cmd/cm-stats/goal_tell.h"
#include "cmd/cm-stats/interval.h"
#include "lib/err.h"

enum { DAY = 86400 };

static double
total_of(const struct goal_days *d, const void *cells)
{
	struct num v;

	return cells != NULL && goal_value(d, cells, &v) == NULL ? v.d : 0;
}

/* The last days known without a gap, from [*from, *to) of the table. */
static void
last_run(const struct goal_days *d, size_t *from, size_t *to)
{
	size_t k = (size_t)(d->until - d->first);

	while (k > 0 && !d->known[k - 1])
		k--;
	*to = k;
	while (
	    k > 0 && d->known[k - 1] && *to - (k - 1) <= (size_t)GOAL_HISTORY)
		k--;
	*from = k;
}

struct run {
	size_t from, to; /* days of the table */
	double *a, *b;   /* of each; b of ratios only */
	size_t n;
	double done_a, done_b; /* of the period, up to the present */
	double first;          /* what is left of the present day */
	size_t rest;           /* whole days after it */
};

/* Gathers the days behind a forecast and those in front of it. Returns NULL,
 * or why there can be none. */
static const char *
gather(const struct goal_days *d, struct run *r)
{
	size_t k, start = (size_t)(d->start - d->first);
	int64_t day, from, to;

	last_run(d, &r->from, &r->to);
	r->n = r->to - r->from;
	r->a = cm_zalloc((r->n + 1) * sizeof(*r->a));
	r->b = cm_zalloc((r->n + 1) * sizeof(*r->b));
	if (d->spanning)
		return "series of more than a day are in it";
	for (k = start; k < r->to; k++)
		if (!d->known[k])
			return "some days of the period are not known";
	for (k = 0; k < r->n; k++) {
		const void *cells = d->cells[r->from + k];

		if (d->plan->sort == SORT_TOTAL)
			r->a[k] = total_of(d, cells);
		else if (cells != NULL)
			goal_pair(d, cells, &r->a[k], &r->b[k]);
	}
	day = d->first + (int64_t)r->to;
	if (day < d->start)
		return "the day before the period is not known";
	r->first = 1;
	if (day == d->time->today) {
		from = goal_moment(d, day);
		to = goal_moment(d, day + 1);
		r->first = (double)(to - d->time->now) / (double)(to - from);
	}
	r->rest = (size_t)(d->end - day - 1);
	/* What is known of a day that is not whole counts as done, unless the
	 * day is foretold as one. */
	for (k = start; k < r->to || (k == r->to && r->first < 1); k++) {
		const void *cells = k < d->n ? d->cells[k] : NULL;
		double a = 0, b = 0;

		if (d->plan->sort == SORT_TOTAL)
			a = total_of(d, cells);
		else if (cells != NULL)
			goal_pair(d, cells, &a, &b);
		r->done_a += a;
		r->done_b += b;
	}
	return NULL;
}

struct question_of {
	struct forecast total;
	struct forecast_rate rate;
	const double *t, *y;
	size_t n;
	double after;
	double factor; /* percent of a fraction */
};

static enum est
at_total(const void *ctx, double level, struct estimate *e)
{
	const struct question_of *q = ctx;

	return forecast_total(&q->total, level, e);
}

static enum est
at_rate(const void *ctx, double level, struct estimate *e)
{
	const struct question_of *q = ctx;
	enum est status = forecast_rate(&q->rate, level, e);

	e->v *= q->factor;
	e->low *= q->factor;
	e->high *= q->factor;
	return status;
}

static enum est
at_level(const void *ctx, double level, struct estimate *e)
{
	const struct question_of *q = ctx;

	return forecast_level(q->t, q->y, q->n, q->after, level, e);
}

/* Makes the forecast, and how likely it reaches the target. */
static void
tell(const struct goal_days *d, struct goal_row *r,
    enum est (*at)(const void *ctx, double level, struct estimate *e),
    const struct question_of *q, const char *few)
{
	enum est status = at(q, d->a->ask->level, &r->forecast);
	double p;

	if (status == EST_FEW)
		r->why_forecast = few;
	else if (status != EST_OK && !isfinite(r->forecast.v))
		r->why_forecast = estimate_why(status);
	else
		r->why_forecast = NULL;
	if (r->why_forecast != NULL || !r->target.has ||
	    forecast_likely(r->target.v.d, at, q, &p) != EST_OK)
		return;
	r->has_likely = 1;
	if (d->plan->goal->at_most)
		p = 1 - p;
	r->likely = floor(p * 10000 + 0.5) / 100;
}

/* A total cannot fall below what it is. */
static void
keep_above(struct goal_row *r)
{
	double v = r->actual.has ? r->actual.v.d : 0;

	if (r->forecast.v < v)
		r->forecast.v = v;
	if (r->forecast.low < v)
		r->forecast.low = v;
	if (r->forecast.high < v)
		r->forecast.high = v;
}

static void
forecast_sums(const struct goal_days *d, struct goal_row *r)
{
	struct question_of q = {.factor = d->m->op == DO_RATE ? 100 : 1};
	struct run run = {0};
	const char *why = gather(d, &run);
	size_t k;

	r->forecast_n = run.n;
	if (why != NULL)
		r->why_forecast = why;
	else if (d->plan->sort == SORT_TOTAL) {
		q.total.kind = d->plan->rising ? FORECAST_COUNT : FORECAST_REAL;
		for (k = 0; k < run.n; k++)
			if (d->plan->rising && run.a[k] > floor(run.a[k]))
				q.total.kind = FORECAST_AMOUNT;
		q.total.history = run.a;
		q.total.n = run.n;
		q.total.done = run.done_a;
		q.total.first = run.first;
		q.total.rest = run.rest;
		tell(d, r, at_total, &q, "fewer than 7 days are known");
		if (d->plan->rising)
			keep_above(r);
	} else {
		q.rate.a = run.a;
		q.rate.b = run.b;
		q.rate.n = run.n;
		q.rate.done_a = run.done_a;
		q.rate.done_b = run.done_b;
		q.rate.rest = run.first + (double)run.rest;
		tell(d, r, at_rate, &q,
		    "fewer than 7 days are known, or all is of one day");
	}
	free(run.a);
	free(run.b);
}

/* Of the days on which each account has a snapshot. */
static void
forecast_newest(const struct goal_days *d, struct goal_row *r)
{
	struct question_of q = {.factor = 1};
	double *t = cm_alloc(d->n * sizeof(*t)),
	       *y = cm_alloc(d->n * sizeof(*y));
	int64_t oldest, newest = 0;
	size_t k, all = goal_accounts(d, d->all, &oldest, &newest);
	struct num v;

	for (k = 0; k < d->n; k++) {
		if (d->cells[k] == NULL ||
		    goal_accounts(d, d->cells[k], &oldest, &newest) != all ||
		    goal_value(d, d->cells[k], &v) != NULL)
			continue;
		t[q.n] = (double)oldest / DAY;
		y[q.n] = v.d;
		if (q.n == 0 || t[q.n] > t[q.n - 1])
			q.n++;
	}
	r->forecast_n = q.n;
	q.t = t;
	q.y = y;
	if (q.n > 0)
		q.after = (double)goal_moment(d, d->end) / DAY - t[q.n - 1];
	if (q.after < 0)
		q.after = 0;
	tell(d, r, at_level, &q, "fewer than 4 days with a snapshot");
	if (r->forecast.low < 0)
		r->forecast.low = 0;
	free(t);
	free(y);
}

void
goal_forecast(const struct goal_days *d, struct goal_row *r)
{
	estimate_none(&r->forecast, EST_OK);
	if (d->plan->sort == SORT_LEVEL)
		forecast_newest(d, r);
	else if (d->plan->sort == SORT_TOTAL || d->plan->sort == SORT_RATIO)
		forecast_sums(d, r);
	else if (d->plan->sort == SORT_SERVICE)
		r->why_forecast = "answers are not foretold";
	else
		r->why_forecast = "what days bring does not add up";
}

double
goal_due(const struct goal_days *d)
{
	struct run run = {0};
	double due = 0, all = 0, mean;
	size_t k, start = (size_t)(d->start - d->first);

	(void)gather(d, &run);
	for (k = start; k < d->n; k++) {
		mean = run.n < FORECAST_WEEKS * 7
		    ? 1
		    : forecast_day(run.a, run.n, (long)k - (long)run.from);
		all += mean;
		due += d->known[k] ? mean : 0;
	}
	free(run.a);
	free(run.b);
	if (all > 0)
		return due / all;
	return (double)d->whole_days / (double)(d->end - d->start);
}

void
goal_interval(const struct goal_days *d, struct goal_row *r)
{
	struct pairs s = {0};
	double a, b, factor = d->m->op == DO_RATE ? 100 : 1;
	size_t k;
	enum est status;

	for (k = (size_t)(d->start - d->first); k < d->n; k++) {
		if (d->cells[k] == NULL || goal_given(d, d->cells[k]) == 0)
			continue;
		goal_pair(d, d->cells[k], &a, &b);
		s.n++;
		s.a += a;
		s.b += b;
		s.aa += a * a;
		s.ab += a * b;
		s.bb += b * b;
	}
	status = interval_ratio_log(&s, d->a->ask->level, &r->interval);
	r->interval.low *= factor;
	r->interval.high *= factor;
	r->interval.v = s.n;
	r->has_interval = 1;
	r->why_interval = status == EST_FEW ? "fewer than 2 days have any"
					    : estimate_why(status);
}
