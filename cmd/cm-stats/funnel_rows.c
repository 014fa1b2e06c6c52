/* SPDX-License-Identifier: ISC */
/*
 * Who went how far. All visits are put in the order of visitors and times; of
 * each visitor the run of steps that reaches furthest counts, and where a step
 * can be taken from several runs, that which began last: no other can reach
 * further within a span.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/funnel.h"
#include "cmd/cm-stats/intern.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/rows.h"
#include "lib/err.h"
#include "lib/zone.h"

enum { DAY = 86400, PAGE = 1 << FUNNEL_STEPS, TEXT = 300 };

/* The years 0 to 9999. */
static const int64_t earliest = -62167219200, latest = 253402300800;

struct visit {
	int64_t time;
	uint64_t visitor;
	uint32_t steps, group;
};

/* A visitor: how far, and how long each step took. */
struct way {
	uint32_t row;
	int reached;
	size_t took; /* where its seconds are, from the second step on */
};

struct run {
	int64_t time[FUNNEL_STEPS];
	int there;
};

struct work {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const struct funnel *p;
	struct line *line;
	size_t nlines;
	struct visit *visit;
	size_t nvisits;
	struct way *way;
	size_t n, cap;
	uint32_t *took; /* seconds from the step before */
	size_t ntook, took_cap;
	struct intern rows;
	struct cm_buf key;
	struct period *period;
	double *value;
};

static int
compare_visits(const void *x, const void *y)
{
	const struct visit *a = x, *b = y;

	if (a->visitor != b->visitor)
		return a->visitor < b->visitor ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->steps != b->steps)
		return a->steps < b->steps ? -1 : 1;
	return a->group < b->group ? -1 : a->group > b->group;
}

static void
gather(struct work *w)
{
	const struct events *e;
	const int64_t *word;
	struct cm_slice text;
	struct visit *v;
	size_t g, k, n = 0;

	for (g = 0; g < w->nlines; g++)
		n += events_count(*(struct events *const *)line_cell(
		    w->s, &w->line[g], w->p->events));
	w->visit = v = cm_alloc((n + 1) * sizeof(*v));
	for (g = 0; g < w->nlines; g++) {
		e = *(struct events *const *)line_cell(
		    w->s, &w->line[g], w->p->events);
		for (k = 0; k < events_count(e); k++) {
			word = events_at(e, k, &text);
			/* A part may say what no record does. */
			if (word[1] < earliest || word[1] > latest)
				continue;
			v->steps = (uint32_t)word[0];
			v->time = word[1];
			v->visitor = (uint64_t)word[2];
			v->group = (uint32_t)g;
			v++;
		}
	}
	w->nvisits = (size_t)(v - w->visit);
	if (w->nvisits > 0)
		qsort(w->visit, w->nvisits, sizeof(*w->visit), compare_visits);
}

/* Takes the steps of a visit; returns how many were reached by then. */
static int
take(const struct funnel *p, struct run *run, const struct visit *v)
{
	int k, reached = 0;

	/* From the last step on, so that a visit takes one step of a run. */
	for (k = p->nsteps - 1; k >= 0; k--) {
		if ((v->steps >> k & 1) == 0)
			continue;
		if (k > 0 &&
		    (!run[k - 1].there ||
			(p->within > 0 &&
			    v->time - run[k - 1].time[0] > p->within)))
			continue;
		if (k > 0)
			run[k] = run[k - 1];
		run[k].there = 1;
		run[k].time[k] = v->time;
		reached = k + 1 > reached ? k + 1 : reached;
	}
	return reached;
}

/* The group that names where a visitor came from, and whether it does. */
static int
names_source(const struct work *w, const struct visit *v)
{
	int k;

	for (k = 0; k < w->p->nkeys; k++)
		if (w->p->key[k].of < OF_LANDING &&
		    line_part(&w->line[v->group], w->p->key[k].part).p[0] !=
			'n')
			return 1;
	return 0;
}

/* The row of a visitor. */
static uint32_t
row_of(struct work *w, const struct visit *first, const struct visit *touch,
    const struct visit *landing)
{
	const struct funnel *p = w->p;
	const struct visit *v;
	struct cm_slice s;
	int64_t local = first->time;
	int k;

	if (w->a->zone != NULL)
		local += cm_zone_offset(w->a->zone, first->time);
	cm_buf_clear(&w->key);
	for (k = 0; k < p->nkeys; k++) {
		v = p->key[k].of == OF_LANDING ? landing : touch;
		if (p->key[k].of == OF_TIME)
			s = period_text(
			    w->period, w->a->q->key[p->key[k].key].kind, local);
		else
			s = line_part(&w->line[v->group], p->key[k].part);
		cm_buf_add(&w->key, s.p, s.len);
		cm_buf_byte(&w->key, '\n');
	}
	return intern(&w->rows, w->key.p, w->key.len);
}

/* How long the steps of a run took. */
static void
keep_times(struct work *w, struct way *way, const int64_t *time)
{
	int k;

	if (w->ntook + FUNNEL_STEPS > w->took_cap) {
		w->took_cap += w->took_cap / 2 + 16 * FUNNEL_STEPS;
		w->took = cm_realloc(w->took, w->took_cap * sizeof(*w->took));
	}
	way->took = w->ntook;
	for (k = 1; k < way->reached; k++)
		w->took[w->ntook++] = (uint32_t)(time[k] - time[k - 1]);
}

/* The visits of one visitor, by time. */
static void
follow(struct work *w, const struct visit *from, const struct visit *to)
{
	struct run run[FUNNEL_STEPS];
	const struct visit *v, *touch = from, *landing = NULL, *end = NULL;
	struct way *way;
	int64_t time[FUNNEL_STEPS];
	int reached;

	if (w->n == w->cap) {
		w->cap += w->cap / 2 + 64;
		w->way = cm_realloc(w->way, w->cap * sizeof(*w->way));
	}
	way = &w->way[w->n++];
	way->reached = 0;
	memset(run, 0, sizeof(run));
	for (v = from; v < to; v++) {
		if (landing == NULL && (v->steps & PAGE) != 0)
			landing = v;
		reached = take(w->p, run, v);
		if (reached <= way->reached)
			continue;
		way->reached = reached;
		end = v;
		memcpy(time, run[reached - 1].time, sizeof(time));
	}
	keep_times(w, way, time);
	/* The last one named before the last step. */
	for (v = from; w->p->last && v < to && (end == NULL || v <= end); v++)
		if (names_source(w, v))
			touch = v;
	way->row = row_of(w, from, touch, landing != NULL ? landing : from);
}

static int64_t
day_of(int64_t t)
{
	return t / DAY - (t % DAY < 0);
}

static void
follow_all(struct work *w)
{
	const struct visit *v = w->visit, *end = v + w->nvisits, *to;

	for (; v < end; v = to) {
		for (to = v + 1; to < end && to->visitor == v->visitor; to++)
			if (w->p->within == 0 &&
			    day_of(to->time) != day_of(v->time))
				break;
		follow(w, v, to);
	}
}

static int
compare_ways(const void *x, const void *y)
{
	const struct way *a = x, *b = y;

	return a->row < b->row ? -1 : a->row > b->row;
}

static int
compare(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static void
put_share(
    struct work *w, const char *name, uint64_t k, uint64_t n, const char *why)
{
	struct estimate e;

	if (why != NULL)
		out_no_estimate(w->o, name, (int64_t)n, why);
	else if (interval_share(k, n, w->a->ask->level, &e) != EST_OK)
		out_no_estimate(w->o, name, (int64_t)n, "nobody got so far");
	else
		out_estimate(w->o, name, 100 * e.v, (int64_t)n, 100 * e.low,
		    100 * e.high);
}

/* How long the step took. */
static void
put_median(struct work *w, const struct way *way, size_t n, int step)
{
	static const char name[] = "seconds.median";
	struct estimate e;
	char why[TEXT];
	size_t k, values = 0;

	for (k = 0; k < n; k++)
		if (way[k].reached >= step)
			w->value[values++] =
			    w->took[way[k].took + (size_t)step - 2];
	if (values < (size_t)w->p->least) {
		snprintf(why, sizeof(why), "%zu visitor%s, %ld %s needed",
		    values, values == 1 ? "" : "s", w->p->least,
		    w->p->least == 1 ? "is" : "are");
		out_no_estimate(w->o, name, (int64_t)values, why);
		return;
	}
	qsort(w->value, values, sizeof(*w->value), compare);
	interval_quantile(w->value, values, 0.5, w->a->ask->level, &e);
	out_estimate_few(w->o, name, e.v, (int64_t)values, e.low, e.high);
}

/* What coverage says of the time of a row. */
static void
put_cover(struct work *w, const char *key)
{
	static const struct cm_slice none = {NULL, 0};
	int64_t start = INT64_MIN, end = INT64_MAX, from, to;
	const char *at = key;
	struct cm_slice s;
	int k;

	for (k = 0; k < w->p->nkeys; k++) {
		s.p = at;
		s.len = strcspn(at, "\n");
		at += s.len + 1;
		if (period_span(w->a->q->key[w->p->key[k].key].kind, s, &from,
			&to) == 0) {
			start = from > start ? from : start;
			end = to < end ? to : end;
		}
	}
	if (start != INT64_MIN)
		out_cover(w->o, none, none, "\"visits\"",
		    cm_zone_moment(w->a->zone, start),
		    cm_zone_moment(w->a->zone, end));
}

/* A row for each step; keyed: with the keys of the first of them. */
static void
write_steps(struct work *w, const struct way *way, size_t n, int keyed)
{
	uint64_t reached[FUNNEL_STEPS + 1] = {0};
	const char *at;
	struct cm_slice s;
	size_t i;
	int k, step;

	for (i = 0; i < n; i++)
		for (step = 0; step <= way[i].reached; step++)
			reached[step]++;
	for (step = 0; step <= w->p->nsteps; step++) {
		out_row(w->o, keyed ? w->p->by : "funnel");
		at = w->rows.item[way->row].key;
		for (k = 0; keyed && k < w->p->nkeys; k++) {
			s.p = at;
			s.len = strcspn(at, "\n");
			at += s.len + 1;
			out_key(w->o, w->a->q->key[w->p->key[k].key].column, s);
		}
		out_int(w->o, "step", step);
		out_text(w->o, "name",
		    step == 0 ? "all" : w->p->step[step - 1].name);
		out_int(w->o, "visitors", (int64_t)reached[step]);
		put_share(w, "visitors_rate_all", reached[step], reached[0],
		    step < 1 ? "the others are shares of these" : NULL);
		put_share(w, "visitors_rate_first", reached[step], reached[1],
		    step < 2 ? "the steps after the first have one" : NULL);
		put_share(w, "visitors_rate_before", reached[step],
		    step > 0 ? reached[step - 1] : 0,
		    step < 1 ? "there is no step before" : NULL);
		if (step < 2)
			out_no_estimate(w->o, "seconds.median", 0,
			    "there is no step before");
		else
			put_median(w, way, n, step);
		if (keyed)
			put_cover(w, w->rows.item[way->row].key);
		out_end(w->o);
	}
}

static void
put_column(struct work *w, const char *by, const char *name, const char *unit,
    const char *formula, const char *denominator, const char *sample,
    const char *interval)
{
	struct column c;

	memset(&c, 0, sizeof(c));
	c.by = by;
	c.name = name;
	c.unit = unit;
	c.role = strcmp(name, "step") == 0 || strcmp(name, "name") == 0
	    ? "key"
	    : "measure";
	c.formula = formula;
	c.denominator = denominator;
	c.sample = sample;
	c.interval = interval;
	c.source = "visit: visitor, published, url, method, status, "
		   "metrics.pageviews, without bot";
	out_measure(w->o, &c);
}

static void
put_measures(struct work *w, const char *by)
{
	static const char wilson[] = "E. B. Wilson, 1927";
	char formula[TEXT], within[64];

	snprintf(within, sizeof(within), "within %lld seconds of the first",
	    (long long)w->p->within);
	put_column(w, by, "step", "count", "which step, from 1; 0 is all", NULL,
	    NULL, NULL);
	put_column(
	    w, by, "name", "text", "what it is called", NULL, NULL, NULL);
	snprintf(formula, sizeof(formula),
	    "how many different visitors of a day took it, after those before "
	    "it in their order, %s",
	    w->p->within > 0 ? within : "on the same day (UTC)");
	put_column(w, by, "visitors", "count", formula, NULL, NULL, NULL);
	put_column(w, by, "visitors_rate_all", "percent",
	    "100 * visitors / visitors of step 0",
	    "visitors who viewed a page or took a step", "visitors of step 0",
	    wilson);
	put_column(w, by, "visitors_rate_first", "percent",
	    "100 * visitors / visitors of step 1", "visitors of step 1",
	    "visitors of step 1", wilson);
	put_column(w, by, "visitors_rate_before", "percent",
	    "100 * visitors / visitors of the step before",
	    "visitors of the step before", "visitors of the step before",
	    wilson);
	put_column(w, by, "seconds.median", "seconds",
	    "median of the time from the step before, the last time it was "
	    "taken, to the first time that this one was; interpolated (type 7)",
	    NULL, "visitors of this step",
	    "order statistics by the binomial distribution (W. J. Conover, "
	    "1971)");
}

void
funnel_visits(struct out *o, const struct answer *a, const struct section *s)
{
	struct work w;
	size_t from, to;
	uint32_t *now;
	int k;

	memset(&w, 0, sizeof(w));
	w.o = o;
	w.a = a;
	w.s = s;
	w.p = s->state;
	w.line = lines_of(a, s, w.p->visits, &w.nlines);
	funnel_hint(s, w.line, w.nlines);
	w.period = cm_zalloc(sizeof(*w.period));
	gather(&w);
	cm_buf_init(&w.key, CM_BUF_ANY);
	follow_all(&w);
	free(w.visit);
	now = intern_sort(&w.rows);
	for (from = 0; from < w.n; from++)
		w.way[from].row = now[w.way[from].row];
	free(now);
	/* Keys first, as a table shows columns in this order. */
	for (k = 0; k < w.p->nkeys; k++)
		rows_key_measure(o, a, w.p->key[k].key, w.p->by);
	put_measures(&w, "funnel");
	put_measures(&w, w.p->by);
	w.value = cm_alloc((w.n + 1) * sizeof(*w.value));
	if (w.n > 0) {
		qsort(w.way, w.n, sizeof(*w.way), compare_ways);
		write_steps(&w, w.way, w.n, 0);
	}
	for (from = 0; from < w.n; from = to) {
		for (to = from + 1;
		     to < w.n && compare_ways(&w.way[from], &w.way[to]) == 0;)
			to++;
		write_steps(&w, w.way + from, to - from, 1);
	}
	cm_buf_release(&w.key);
	intern_release(&w.rows);
	free(w.took);
	free(w.value);
	free(w.way);
	free(w.period);
	free(w.line);
}
