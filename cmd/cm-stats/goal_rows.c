/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/goal_series.h"
#include "cmd/cm-stats/goal_service.h"
#include "cmd/cm-stats/goal_tell.h"
#include "cmd/cm-stats/lines.h"
#include "lib/clock.h"
#include "lib/zone.h"

enum { DAY = 86400 };

static const char *const states[] = {"future", "running", "past"};

/* How many there are of each outcome, and what they weigh. */
struct outcome {
	int64_t goals, reached, missed, open;
	double weight, reached_weight;
};

/* "network=instagram; type=post,article" */
static void
put_where(struct out *o, const struct goal_plan *p)
{
	const struct goal *g = p->goal;
	struct cm_buf b;
	size_t k, i;

	cm_buf_init(&b, CM_BUF_ANY);
	for (k = 0; k < g->nwhere; k++) {
		cm_buf_printf(&b, "%s%s=", k > 0 ? "; " : "", g->where[k].key);
		for (i = 0; i < g->where[k].n; i++)
			cm_buf_printf(
			    &b, "%s%s", i > 0 ? "," : "", g->where[k].value[i]);
	}
	if (p->types != NULL)
		cm_buf_printf(&b, "%stype=%s", b.len > 0 ? "; " : "", p->types);
	out_text(o, "where", cm_buf_str(&b));
	cm_buf_release(&b);
}

static void
put(struct out *o, const char *name, const struct goal_number *n)
{
	if (n->has)
		out_num(o, name, &n->v);
	else
		out_null(o, name, n->why);
}

/* One that is left out where the goal has none. */
static void
put_any(struct out *o, const char *name, const struct goal_number *n)
{
	if (n->has || n->why[0] != '\0')
		put(o, name, n);
}

static void
put_actual(struct out *o, const struct goal_row *r)
{
	put(o, "actual", &r->actual);
	out_int(o, "actual.n", r->n);
	if (!r->has_interval)
		return;
	out_double(o, "actual.low", r->interval.low);
	out_double(o, "actual.high", r->interval.high);
	if (r->why_interval != NULL)
		out_why(o, "actual.low, actual.high", r->why_interval);
}

static void
put_forecast(struct out *o, const struct goal_row *r)
{
	if (r->why_forecast != NULL)
		out_no_estimate(
		    o, "forecast", (int64_t)r->forecast_n, r->why_forecast);
	else {
		out_estimate(o, "forecast", r->forecast.v,
		    (int64_t)r->forecast_n, r->forecast.low, r->forecast.high);
		if (!isfinite(r->forecast.low))
			out_why(o, "forecast.low, forecast.high",
			    "the days known do not differ");
	}
	if (r->has_likely)
		out_double(o, "likely", r->likely);
	else
		out_null(o, "likely",
		    r->why_forecast != NULL || !r->target.has
			? "no forecast or no target"
			: "the days known do not differ");
}

static void
put_reached(struct out *o, const struct goal_row *r)
{
	if (r->reached >= 0)
		out_bool(o, "reached", r->reached);
	else
		out_null(o, "reached", r->why_reached);
}

static void
put_days(struct out *o, const struct goal_days *d, const struct goal_row *r)
{
	int64_t gone = d->until > d->start ? d->until - d->start : 0;

	out_time(o, "start", goal_moment(d, d->start));
	out_time(o, "end", goal_moment(d, d->end));
	out_int(o, "days", d->end - d->start);
	out_int(o, "days_gone", gone);
	out_int(o, "days_left", d->end - d->start - gone);
	if (r->state != GOAL_FUTURE && d->plan->sort != SORT_LEVEL)
		out_int(o, "days_known", (int64_t)d->whole_days);
}

/* Coverage of what is over; a level has its snapshot's time. */
static void
put_cover(struct out *o, const struct goal_days *d)
{
	if (d->plan->sort == SORT_LEVEL)
		return;
	o->complete = goal_covered(d, d->start, d->until, &o->reason);
	if (o->complete == 0 && d->plan->rising)
		out_why(o, "actual", "a lower bound: not all is known");
}

static void
row(struct out *o, const struct goal_days *d, const struct goal_row *r)
{
	const struct goal *g = d->plan->goal;

	out_row(o, "goals");
	out_text(o, "goal", g->name);
	out_text(o, "measure", g->measure);
	put_where(o, d->plan);
	out_text(o, "period", g->period);
	out_text(o, "state", states[r->state]);
	out_text(o, "direction", g->at_most ? "at most" : "at least");
	put(o, "target", &r->target);
	out_text(o, "unit",
	    d->m != NULL                      ? d->m->unit
		: goal_is_percent(g->measure) ? "percent"
					      : "seconds");
	out_double(o, "weight", g->weight);
	if (r->state != GOAL_FUTURE) {
		put_any(o, "base", &r->base);
		if (r->has_base_at)
			out_time(o, "base_at", r->base_at);
		put_actual(o, r);
		if (r->has_as_of)
			out_time(o, "as_of", r->as_of);
		put(o, "share_of_target", &r->share);
		put_reached(o, r);
	}
	if (r->state == GOAL_RUNNING) {
		if (d->plan->sort == SORT_TOTAL)
			put(o, "so_far", &r->so_far);
		put(o, "expected", &r->expected);
		put(o, "pace", &r->pace);
		if (r->on_track >= 0)
			out_bool(o, "on_track", r->on_track);
		else
			out_null(o, "on_track", "expected: not known");
		put_forecast(o, r);
	}
	put_days(o, d, r);
	if (r->state != GOAL_FUTURE)
		put_cover(o, d);
	out_end(o);
}

static void
count(struct outcome *t, const struct goal *g, const struct goal_row *r)
{
	t->goals++;
	t->weight += g->weight;
	if (r->state == GOAL_FUTURE || r->reached < 0)
		t->open++;
	else if (r->reached) {
		t->reached++;
		t->reached_weight += g->weight;
	} else
		t->missed++;
}

/* A measure that nobody gives is likely a slip. */
static void
say_empty(const struct section *s, const struct goal_days *d,
    const struct goal_row *r)
{
	const struct goal *g = d->plan->goal;
	char near[256];

	if (d->m == NULL || r->state == GOAL_FUTURE || r->n > 0 ||
	    goal_given(d, d->before) > 0 || goal_records(d, d->all) == 0)
		return;
	if (question_near(g->measure, near, sizeof(near)))
		cm_note(0, "%s:%d: no record of the goal gives '%s' (%s?)",
		    s->ask->arg, g->measure_line, g->measure, near);
}

static void
say_left(const struct section *s, const struct goal_days *d)
{
	const struct goal *g = d->plan->goal;

	if (d->left)
		cm_note(0,
		    "%s:%d: goal '%s': '%s' is of series; what posts and "
		    "others tell is not added up with it: a condition such as "
		    "type = post,article counts that instead",
		    s->ask->arg, g->measure_line, g->name, g->measure);
}

static void
total(struct out *o, const struct outcome *t)
{
	out_row(o, "goals.total");
	out_int(o, "goals", t->goals);
	out_int(o, "reached", t->reached);
	out_int(o, "missed", t->missed);
	out_int(o, "open", t->open);
	if (t->weight > 0)
		out_double(o, "reached_rate_weight",
		    100 * t->reached_weight / t->weight);
	else
		out_null(o, "reached_rate_weight", "all weights are 0");
	out_end(o);
}

/* The present, and the days between which there are records. */
static void
set_time(struct goal_time *t, const struct answer *a, const struct section *s,
    const struct line *line, size_t n)
{
	int64_t day, moment;
	size_t k;

	t->now = a->q->window[s->table[0].window].until;
	t->local = t->now + cm_zone_offset(a->zone, t->now);
	t->today = t->local / DAY - (t->local % DAY < 0);
	t->oldest = INT64_MAX;
	t->newest = INT64_MIN;
	for (k = 0; k < n; k++) {
		if (goal_series_start(&line[k], &moment)) {
			moment += cm_zone_offset(a->zone, moment);
			day = moment / DAY - (moment % DAY < 0);
		} else if (goal_day_of(&line[k], &day) != 0)
			continue;
		t->oldest = day < t->oldest ? day : t->oldest;
		t->newest = day > t->newest ? day : t->newest;
	}
}

static void
add_times(struct goal_time *t, const struct answer *a, const struct replies *r)
{
	int64_t local, day;
	size_t k;

	for (k = 0; k < r->n; k++) {
		local = r->unit[k].asked +
		    cm_zone_offset(a->zone, r->unit[k].asked);
		day = local / DAY - (local % DAY < 0);
		t->oldest = day < t->oldest ? day : t->oldest;
		t->newest = day > t->newest ? day : t->newest;
	}
}

/* Which goal a line is of. */
static size_t
goal_of(const struct line *l)
{
	struct cm_slice s = line_part(l, 0);
	size_t n = 0;
	int k;

	if (s.p[0] != '"' || s.len < 1 + GOAL_NUMBER + 1)
		return (size_t)-1;
	for (k = 1; k <= GOAL_NUMBER; k++)
		n = 10 * n + (size_t)(s.p[k] - '0');
	return n;
}

enum cm_exit
goals_tell(struct out *o, const struct answer *a, const struct section *s)
{
	const struct goals_state *state = s->state;
	struct outcome tally;
	struct goal_time time;
	struct goal_days d;
	struct goal_row r;
	struct replies replies;
	struct line *line;
	size_t n, from = 0, to, k;

	memset(&tally, 0, sizeof(tally));
	line = lines_of(a, s, 0, &n);
	set_time(&time, a, s, line, n);
	memset(&replies, 0, sizeof(replies));
	if (state->service >= 0) {
		goal_service_find(&replies, a, state->service, &time);
		add_times(&time, a, &replies);
	}
	goals_columns(o, a);
	for (k = 0; k < state->goals->n; k++, from = to) {
		while (from < n && goal_of(&line[from]) < k)
			from++;
		for (to = from; to < n && goal_of(&line[to]) == k;)
			to++;
		goal_days_init(&d, a, s, &state->plan[k], &time, line + from,
		    to - from, &replies);
		memset(&r, 0, sizeof(r));
		goal_stand(&d, &r);
		row(o, &d, &r);
		say_empty(s, &d, &r);
		say_left(s, &d);
		count(&tally, state->plan[k].goal, &r);
		goal_days_release(&d);
	}
	total(o, &tally);
	goal_names_tell(a, s);
	if (state->service >= 0)
		replies_free(&replies);
	free(line);
	return CM_OK;
}
