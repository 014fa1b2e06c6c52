/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/goal_service.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/kaplan.h"
#include "lib/clock.h"
#include "lib/err.h"

enum { LEAST = 5, DAY = 86400 };

extern const struct verb verb_response;

/* The keys of groups, in the order of the parts of a row. */
static const char *const keys[] = {
    "network", "account", "brand", "type", "lang"};
static const struct cm_opt by = {256, "by", "KEYS", ""};

static enum cm_exit
tell_nothing(struct out *o, const struct answer *a, const struct section *s)
{
	(void)o;
	(void)a;
	(void)s;
	return CM_OK;
}

static void
forget(void *state)
{
	verb_response.forget(state);
}

static const struct verb hidden = {
    "goals", NULL, 0, "", NULL, NULL, tell_nothing, forget};
static const struct ask_verb asked = {
    &hidden, NULL, {{&by, "network,account,brand,type,lang"}}, 1};

int
goal_service_read(const char *measure, struct goal_service *to)
{
	struct goal_service s = {SERVICE_NONE, 0, 0.5};
	const char *p = NULL;
	size_t digits;

	if (strcmp(measure, "answered_share") == 0) {
		s.kind = SERVICE_SHARE;
		s.within = DAY;
	} else if (strncmp(measure, "answered_within_", 16) == 0) {
		s.kind = SERVICE_WITHIN;
		if (cm_clock_span(measure + 16, &s.within) != 0 ||
		    s.within <= 0)
			return 0;
	} else if (strcmp(measure, "first_answer.median") == 0)
		s.kind = SERVICE_FIRST;
	else if (strncmp(measure, "first_answer.p", 14) == 0) {
		s.kind = SERVICE_FIRST;
		p = measure + 14;
		digits = strspn(p, "0123456789");
		if (digits < 1 || digits > 2 || p[digits] != '\0')
			return 0;
		s.q = (double)strtol(p, NULL, 10) / 100;
		if (!(s.q > 0))
			return 0;
	} else if (strcmp(measure, "wait.median") == 0)
		s.kind = SERVICE_WAIT;
	else
		return 0;
	*to = s;
	return 1;
}

int
goal_service_knows(const char *key)
{
	size_t k;

	for (k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		if (strcmp(keys[k], key) == 0)
			return 1;
	return 0;
}

int
goal_service_ask(const struct ask *ask, struct question *q)
{
	struct section *mine = q->now, *s = question_section(q, &asked);

	verb_response.ask(ask, q);
	q->now = mine;
	return (int)(s - q->section);
}

void
goal_service_find(struct replies *r, const struct answer *a, int section,
    const struct goal_time *t)
{
	struct answer all = *a;

	all.has_since = all.has_until = 0;
	all.now = t->now;
	replies_find(r, &all, &a->q->section[section]);
}

/* Whether the row of a question meets a goal's conditions. */
static int
meets(const struct goal_plan *p, const struct tally *row)
{
	const char *at = row->key, *end = row->key + row->len, *lf;
	struct goal_test *t;
	size_t k;

	for (k = 0; k < sizeof(keys) / sizeof(keys[0]); k++, at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		for (t = p->test; t < p->test + p->ntests; t++)
			if (strcmp(t->where->key, keys[k]) == 0 &&
			    !goal_meets(t, at, (size_t)(lf - at)))
				return 0;
	}
	return 1;
}

static int
compare(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static const char *
few(struct goal_number *v, size_t n, const char *what)
{
	snprintf(
	    v->why, sizeof(v->why), "%zu %s, %d are needed", n, what, LEAST);
	return v->why;
}

/* Of questions that could have been answered for long enough. */
static const char *
share(const struct goal_service *s, const struct unit *u, size_t n,
    double level, struct goal_number *v, struct goal_row *row)
{
	uint64_t of = 0, good = 0;
	size_t k;

	for (k = 0; k < n; k++) {
		if (u[k].age[CLOCK] < s->within)
			continue;
		if (s->kind == SERVICE_WITHIN && u[k].answered &&
		    u[k].took[CLOCK] < 0)
			continue;
		of++;
		good += u[k].answered &&
		    (s->kind == SERVICE_SHARE || u[k].took[CLOCK] <= s->within);
	}
	row->n = (int64_t)of;
	if (interval_share(good, of, level, &row->interval) != EST_OK)
		return n == 0 ? "nobody asked"
			      : "no question is old enough yet";
	v->has = 1;
	v->v = num_double(100 * row->interval.v);
	row->interval.low *= 100;
	row->interval.high *= 100;
	return NULL;
}

/* How long the answers took, or half of all waited. */
static const char *
times(const struct goal_service *s, const struct unit *u, size_t n,
    double level, struct goal_number *v, struct goal_row *row)
{
	double *took = cm_alloc((n + 1) * sizeof(*took));
	struct wait *wait = cm_alloc((n + 1) * sizeof(*wait));
	const char *why = NULL;
	size_t k, answers = 0, all = 0;

	for (k = 0; k < n; k++) {
		if (u[k].answered && u[k].took[CLOCK] < 0)
			continue;
		wait[all].over = u[k].answered;
		wait[all++].time = (double)(u[k].answered ? u[k].took[CLOCK]
							  : u[k].age[CLOCK]);
		if (u[k].answered)
			took[answers++] = (double)u[k].took[CLOCK];
	}
	row->n = (int64_t)(s->kind == SERVICE_WAIT ? all : answers);
	estimate_none(&row->interval, EST_OK);
	if (row->n < LEAST)
		why = few(v, (size_t)row->n,
		    s->kind == SERVICE_WAIT ? "questions" : "answers");
	else if (s->kind == SERVICE_WAIT) {
		if (kaplan_median(wait, all, level, &row->interval) != EST_OK)
			why = "less than half were answered";
	} else {
		qsort(took, answers, sizeof(*took), compare);
		interval_quantile(took, answers, s->q, level, &row->interval);
	}
	if (why == NULL) {
		v->has = 1;
		v->v = num_double(row->interval.v);
	}
	free(took);
	free(wait);
	return why;
}

void
goal_service_value(const struct goal_days *d, int64_t from, int64_t to,
    struct goal_number *v, struct goal_row *row)
{
	const struct replies *r = d->replies;
	const struct goal_service *s = &d->plan->service;
	struct unit *some = cm_alloc((r->n + 1) * sizeof(*some)), *u;
	double level = d->a->ask->level;
	const char *why;
	size_t k, n = 0;

	for (k = 0; k < r->n; k++) {
		if (r->unit[k].asked < from || r->unit[k].asked >= to ||
		    !meets(d->plan, &r->tally[r->unit[k].row]))
			continue;
		u = &some[n++];
		*u = r->unit[k];
		/* What was answered later was open at that time. */
		if (u->answered && u->took[CLOCK] >= 0 &&
		    u->asked + u->took[CLOCK] >= d->time->now)
			u->answered = 0;
	}
	v->has = 0;
	if (s->kind == SERVICE_SHARE || s->kind == SERVICE_WITHIN)
		why = share(s, some, n, level, v, row);
	else
		why = times(s, some, n, level, v, row);
	if (why != NULL && why != v->why)
		snprintf(v->why, sizeof(v->why), "%s", why);
	row->has_interval = v->has;
	row->why_interval =
	    isfinite(row->interval.low) && isfinite(row->interval.high)
	    ? NULL
	    : "too few values";
	free(some);
}
