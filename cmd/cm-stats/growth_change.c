/* SPDX-License-Identifier: ISC */
/* The snapshots of profiles, and what changed between them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/growth_in.h"
#include "cmd/cm-stats/series.h"
#include "lib/err.h"
#include "lib/zone.h"

enum key_kind
growth_kind(const char *per)
{
	return per[0] == 'd' ? KEY_DAY
	    : per[0] == 'w'  ? KEY_WEEK
	    : per[0] == 'm'  ? KEY_MONTH
	    : per[0] == 'q'  ? KEY_QUARTER
			     : KEY_YEAR;
}

/* Where the span behind one begins. */
int64_t
growth_behind(struct growth *g, int64_t start)
{
	int64_t s, end;

	/* Where the years end that can be told, nothing is behind. */
	if (period_span(
		g->kind, period_text(g->period, g->kind, start), &s, &end) != 0)
		return INT64_MAX;
	return end;
}

int64_t
growth_spans(struct growth *g, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (; from < to; n++)
		from = growth_behind(g, from);
	return n;
}

static struct num
minus(const struct num *a, const struct num *b)
{
	if (a->whole && b->whole && b->i != INT64_MIN) {
		struct num n = num_int(-b->i);

		return num_plus(a, &n);
	}
	return num_double(a->d - b->d);
}

/* Adds a line's snapshot: of one span there may be two, cut by --since. */
static void
add_point(struct growth *g, struct profile *p, const struct line *l)
{
	const struct latest *c = line_cell(g->s, l, GROWTH_VALUE);
	struct point *last = p->n > 0 ? &p->point[p->n - 1] : NULL;
	const struct latest *first = line_cell(g->s, l, GROWTH_FIRST);
	int64_t start, end;

	if (latest_value(c) == NULL ||
	    period_span(g->kind, line_part(l, GROWTH_SPAN), &start, &end) != 0)
		return;
	if (latest_value(first) != NULL &&
	    (p->n == 0 || earliest_time(first) < p->first.time)) {
		p->first.start = start;
		p->first.time = earliest_time(first);
		p->first.v = *latest_value(first);
	}
	if (last == NULL || last->start != start) {
		p->point = cm_realloc(p->point, (p->n + 1) * sizeof(*p->point));
		last = &p->point[p->n++];
		last->start = start;
	} else if (latest_time(c) < last->time)
		return;
	last->time = latest_time(c);
	last->v = *latest_value(c);
}

/* The series of the account of a profile, if it is the account's only one. */
void
growth_find_series(
    struct growth *g, struct profile *p, const struct line *line, size_t n)
{
	size_t k;

	for (k = 0; k < g->n; k++)
		if (&g->profile[k] != p &&
		    lines_alike(g->profile[k].line, p->line, GROWTH_PROFILE))
			return;
	for (k = 0; k < n; k++)
		if (lines_alike(&line[k], p->line, GROWTH_PROFILE)) {
			p->series = p->nseries == 0 ? &line[k] : p->series;
			p->nseries++;
		}
}

void
growth_collect(struct growth *g, const struct line *line, size_t n)
{
	struct profile *p = NULL;
	size_t k;

	for (k = 0; k < n; k++) {
		if (p == NULL || !lines_alike(p->line, &line[k], GROWTH_SPAN)) {
			/* One without a value is none. */
			if (p == NULL || p->n > 0) {
				g->profile = cm_realloc(g->profile,
				    (g->n + 1) * sizeof(*g->profile));
				p = &g->profile[g->n++];
			}
			memset(p, 0, sizeof(*p));
			p->line = &line[k];
		}
		add_point(g, p, &line[k]);
	}
	if (p != NULL && p->n == 0)
		g->n--;
	for (k = 0; k < g->n; k++) {
		p = &g->profile[k];
		if (k == 0 || p->point[0].start < g->first)
			g->first = p->point[0].start;
		if (k == 0 || p->point[p->n - 1].start > g->last)
			g->last = p->point[p->n - 1].start;
	}
}

int64_t
growth_moment(const struct growth *g, int64_t local)
{
	return cm_zone_moment(g->a->zone, local);
}

static int
near_to(int64_t a, int64_t b)
{
	return (a < b ? b - a : a - b) <= DAY;
}

/* What happened to a profile in a span; p->at is set for it. */
void
growth_change(struct growth *g, struct profile *p, int64_t start, int64_t end,
    struct change *c)
{
	int k;

	while (p->at < p->n && p->point[p->at].start < start)
		p->at++;
	c->now = p->at < p->n && p->point[p->at].start == start
	    ? &p->point[p->at]
	    : NULL;
	c->before = p->at > 0 ? &p->point[p->at - 1] : NULL;
	c->next = c->now == NULL && p->at < p->n ? &p->point[p->at] : NULL;
	/* Of the first span there is what is known of a part of it. */
	c->base = c->before;
	if (c->base == NULL && c->now != NULL && p->first.time < c->now->time)
		c->base = &p->first;
	c->has_net = c->now != NULL && c->base != NULL;
	c->spans = 0;
	c->days = 0;
	c->whole = 0;
	if (c->has_net) {
		c->net = minus(&c->now->v, &c->base->v);
		c->days = (double)(c->now->time - c->base->time) / DAY;
		c->spans = growth_spans(g, c->base->start, start);
		c->whole = near_to(c->base->time, growth_moment(g, start)) &&
		    near_to(c->now->time, growth_moment(g, end));
	}
	for (k = 0; k < 2; k++) {
		cm_buf_clear(&c->why[k]);
		c->has[k] = growth_gain(g->s, p->series, p->nseries,
		    k == 0 ? GROWTH_FOLLOWS : GROWTH_UNFOLLOWS,
		    growth_moment(g, start), growth_moment(g, end), &c->v[k],
		    &c->why[k]);
	}
}
