/* SPDX-License-Identifier: ISC */
/* How a goal stands. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/goal_service.h"
#include "cmd/cm-stats/goal_tell.h"
#include "lib/clock.h"

enum { DAY = 86400, NEAR = 7 };

static void none(struct goal_number *n, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
none(struct goal_number *n, const char *fmt, ...)
{
	va_list ap;

	n->has = 0;
	va_start(ap, fmt);
	vsnprintf(n->why, sizeof(n->why), fmt, ap);
	va_end(ap);
}

static void
set(struct goal_number *n, double v)
{
	if (!isfinite(v)) {
		none(n, "beyond a double");
		return;
	}
	n->has = 1;
	n->v = num_double(v);
	if (v > -9e15 && v < 9e15 && v >= floor(v) && v <= floor(v))
		n->v = num_int((int64_t)v);
}

/* Whether nobody fetched what a count is of: then none is not known. */
static int
not_fetched(const struct goal_days *d)
{
	const struct goal_where *w[2];
	unsigned only = d->s->cell[d->m->cell].only;
	struct cm_slice name[2] = {{NULL, 0}, {NULL, 0}};
	char json[2][300];
	int k;

	if (d->m->op != DO_COUNT || (only != IS_POST && only != IS_COMMENT))
		return 0;
	w[0] = goal_on(d->plan->goal, "network");
	w[1] = goal_on(d->plan->goal, "account");
	for (k = 0; k < 2; k++)
		if (w[k] != NULL && w[k]->n == 1 &&
		    strpbrk(w[k]->value[0], "\"\\") == NULL) {
			name[k].len = (size_t)snprintf(json[k], sizeof(json[k]),
			    "\"%.250s\"", w[k]->value[0]);
			name[k].p = json[k];
		}
	return coverage_brings(
		   d->a->coverage, name[0], name[1], only == IS_COMMENT) == 0;
}

/*
 * The value of cells. No record at all is 0 of what adds up where it is known that
 * there was none.
 */
static void
value(const struct goal_days *d, const void *cells, int covered,
    struct goal_number *n)
{
	const char *why;

	if (cells == d->before ? d->refused_before : d->refused) {
		none(n, "series overlap, and none is the whole");
		return;
	}
	if (goal_records(d, cells) == 0 && d->plan->sort == SORT_TOTAL) {
		if (covered < 0)
			none(n, "no record");
		else if (not_fetched(d))
			none(n, "%s", d->m->lacking);
		else
			set(n, 0);
		return;
	}
	why = goal_value(d, cells, &n->v);
	n->has = why == NULL;
	if (why == NULL && n->v.whole && n->v.i == 0 && not_fetched(d))
		why = d->m->lacking;
	if (why != NULL)
		none(n, "%s", why);
}

/* A level: that of all accounts that were seen. */
static void
level(const struct goal_days *d, struct goal_row *r)
{
	int64_t oldest = 0, newest = 0, at;
	size_t k, n, all = 0, in = goal_accounts(d, d->all, &oldest, &newest);

	for (k = 0; k < d->n; k++)
		if (d->cells[k] != NULL) {
			n = goal_accounts(
			    d, d->cells[k], &(int64_t){0}, &(int64_t){0});
			all = n > all ? n : all;
		}
	if (in == 0)
		none(&r->actual, "no snapshot in the period");
	else if (in < all)
		none(&r->actual,
		    "%zu of %zu accounts have no snapshot in the period",
		    all - in, all);
	else
		value(d, d->all, -1, &r->actual);
	r->has_as_of = in > 0;
	r->as_of = oldest;
	/* The base: the snapshots nearest to the start, those before first. */
	none(&r->base, "no snapshot within %d days of the start", NEAR);
	for (k = 0; in > 0 && k <= 2 * NEAR && !r->base.has; k++) {
		int64_t day =
		    d->start + (k < NEAR ? -1 - (int64_t)k : (int64_t)k - NEAR);
		const void *cells =
		    day < d->end ? d->cells[day - d->first] : NULL;

		if (cells == NULL ||
		    goal_accounts(d, cells, &at, &newest) != in ||
		    goal_value(d, cells, &r->base.v) != NULL)
			continue;
		r->base.has = 1;
		r->base_at = at;
		r->has_base_at = 1;
	}
}

static void
other_base(const struct goal_days *d, struct goal_row *r)
{
	struct goal_row other;

	if (d->plan->goal->kind == TARGET_VALUE)
		return;
	if (d->covered_before == 0)
		none(&r->base, "the period before is not all known");
	else if (d->plan->sort == SORT_SERVICE)
		goal_service_value(d,
		    goal_moment(d, d->plan->goal->before / DAY),
		    goal_moment(d, d->start), &r->base, &other);
	else
		value(d, d->before, d->covered_before, &r->base);
}

static void
target(const struct goal_days *d, struct goal_row *r)
{
	const struct goal *g = d->plan->goal;

	if (g->kind == TARGET_VALUE)
		set(&r->target, g->target);
	else if (!r->base.has)
		none(&r->target, "base: %s",
		    r->base.why[0] != '\0' ? r->base.why : "not known");
	else if (g->kind == TARGET_MORE)
		set(&r->target, r->base.v.d + g->target);
	else
		set(&r->target, r->base.v.d * (100 + g->target) / 100);
}

/* The part of the period that is over, up to a moment. */
static double
part_over(const struct goal_days *d, int64_t moment)
{
	int64_t start = goal_moment(d, d->start), end = goal_moment(d, d->end);
	double part = (double)(moment - start) / (double)(end - start);

	return part < 0 ? 0 : part > 1 ? 1 : part;
}

/*
 * By how many percent of what is expected, both less a base, it is ahead; and
 * whether it is on the right side.
 */
static void
ahead(const struct goal_days *d, struct goal_row *r, double is, double base)
{
	double due = r->expected.v.d;

	r->on_track = d->plan->goal->at_most ? is <= due : is >= due;
	is -= base;
	due -= base;
	if (due > 0 || due < 0)
		set(&r->pace, 100 * (is / due - 1));
	else
		none(&r->pace, "nothing is expected so far");
}

static void
pace(const struct goal_days *d, struct goal_row *r)
{
	double base;

	r->on_track = -1;
	none(&r->expected, "target: not known");
	none(&r->pace, "expected: not known");
	none(&r->so_far, "only of totals");
	if (d->plan->sort == SORT_TOTAL) {
		if (d->whole_days == 0) {
			none(&r->so_far, "no day is known as a whole");
			none(&r->expected, "no day is known as a whole");
			return;
		}
		value(d, d->whole, d->covered, &r->so_far);
		if (!r->target.has)
			return;
		if (d->spanning) {
			none(&r->expected,
			    "series of more than a day are in it");
			return;
		}
		set(&r->expected, r->target.v.d * goal_due(d));
		if (r->so_far.has)
			ahead(d, r, r->so_far.v.d, 0);
	} else if (d->plan->sort == SORT_LEVEL) {
		if (!r->target.has || !r->has_as_of)
			return;
		if (!r->base.has) {
			none(&r->expected, "base: %s", r->base.why);
			return;
		}
		base = r->base.v.d;
		set(&r->expected,
		    base + (r->target.v.d - base) * part_over(d, r->as_of));
		if (r->actual.has)
			ahead(d, r, r->actual.v.d, base);
	} else if (r->target.has && d->plan->sort != SORT_DISTINCT) {
		r->expected = r->target;
		if (r->actual.has)
			ahead(d, r, r->actual.v.d, 0);
	} else if (r->target.has)
		none(&r->expected, "what days bring does not add up");
}

static void
share(const struct goal_days *d, struct goal_row *r)
{
	double base = 0;

	if (!r->target.has || !r->actual.has) {
		none(&r->share, "%s: not known",
		    r->target.has ? "actual" : "target");
		return;
	}
	/* Growth begins where it stood. */
	if (d->plan->sort == SORT_LEVEL && d->plan->goal->kind != TARGET_VALUE)
		base = r->base.v.d;
	if (r->target.v.d - base > 0 || r->target.v.d - base < 0)
		set(&r->share,
		    100 * (r->actual.v.d - base) / (r->target.v.d - base));
	else
		none(&r->share, "the target is 0");
}

/* Whether it is decided, and how. */
static void
reached(const struct goal_days *d, struct goal_row *r)
{
	const struct goal *g = d->plan->goal;
	int there, past = r->state == GOAL_PAST;

	r->reached = -1;
	if (!r->target.has || !r->actual.has) {
		r->why_reached = "target or actual: not known";
		return;
	}
	there = num_compare(&r->actual.v, &r->target.v);
	there = g->at_most ? there <= 0 : there >= 0;
	/* A sum that cannot fall has passed the target for good. */
	if (d->plan->sort != SORT_LEVEL && d->plan->rising &&
	    there != g->at_most) {
		r->reached = there;
		return;
	}
	if (!past)
		r->why_reached = "the period is not over";
	else if (d->plan->sort == SORT_LEVEL) {
		if (r->as_of < goal_moment(d, d->end) - NEAR * DAY)
			r->why_reached = "no snapshot within 7 days of the end";
		else
			r->reached = there;
	} else if (d->plan->sort == SORT_SERVICE &&
	    d->time->now < goal_moment(d, d->end) + DAY) {
		r->why_reached = "the last questions may still be answered";
	} else if (d->covered == 0 ||
	    (d->covered < 0 && d->whole_days < (size_t)(d->end - d->start)))
		r->why_reached = d->plan->rising
		    ? "actual is a lower bound: not all is known"
		    : "not all is known";
	else
		r->reached = there;
}

/* Up to when what adds up is known. */
static void
as_of(const struct goal_days *d, struct goal_row *r)
{
	int64_t day;

	r->has_as_of = 1;
	for (day = d->start; day < d->until; day++)
		if (!d->known[day - d->first]) {
			r->as_of = goal_moment(d, day);
			return;
		}
	r->as_of =
	    r->state == GOAL_PAST ? goal_moment(d, d->end) : d->time->now;
}

void
goal_stand(const struct goal_days *d, struct goal_row *r)
{
	r->state = d->time->now < goal_moment(d, d->start) ? GOAL_FUTURE
	    : d->time->now < goal_moment(d, d->end)        ? GOAL_RUNNING
							   : GOAL_PAST;
	if (r->state == GOAL_FUTURE) {
		if (d->plan->goal->kind == TARGET_VALUE)
			set(&r->target, d->plan->goal->target);
		else
			none(&r->target, "the period has not begun");
		return;
	}
	if (d->plan->sort == SORT_LEVEL)
		level(d, r);
	else {
		if (d->plan->sort == SORT_SERVICE)
			goal_service_value(d, goal_moment(d, d->start),
			    goal_moment(d, d->end), &r->actual, r);
		else
			value(d, d->all, d->covered, &r->actual);
		other_base(d, r);
		as_of(d, r);
	}
	if (d->m != NULL)
		r->n = (int64_t)goal_given(d, d->all);
	target(d, r);
	pace(d, r);
	share(d, r);
	reached(d, r);
	if (d->plan->sort == SORT_RATIO && r->actual.has)
		goal_interval(d, r);
	r->forecasts = r->state == GOAL_RUNNING;
	if (r->forecasts)
		goal_forecast(d, r);
}
