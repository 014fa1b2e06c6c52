/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/growth_in.h"
#include "lib/clock.h"
#include "lib/err.h"

void
growth_put_count(struct out *o, const char *name, double v)
{
	struct num n = num_double(v);

	if (v >= -9007199254740992.0 && v <= 9007199254740992.0 &&
	    v >= floor(v) && v <= floor(v))
		n = num_int((int64_t)v);
	out_num(o, name, &n);
}

void
growth_put_net(struct growth *g, const struct num *net, const struct num *start,
    double days)
{
	struct out *o = g->o;

	out_num(o, "net", net);
	if (start->d > 0)
		out_double(o, "growth_rate_start", 100 * net->d / start->d);
	else
		out_null(o, "growth_rate_start", "it began at 0");
	if (days > 0) {
		out_double(o, "days", days);
		out_double(o, "net_per_day", net->d / days);
	}
}

static void
put_nothing(struct out *o, const char *name)
{
	out_double(o, name, (double)NAN);
}

/* What is only known of two snapshots. */
void
growth_put_no_net(struct growth *g, int total, const char *why)
{
	static const char *const rest[] = {
	    "net", "growth_rate_start", "days", "net_per_day", "spans"};
	char names[160];
	size_t k;

	put_nothing(g->o, g->start_name);
	if (!total)
		put_nothing(g->o, "since");
	for (k = 0; k < sizeof(rest) / sizeof(rest[0]); k++)
		put_nothing(g->o, rest[k]);
	snprintf(names, sizeof(names),
	    "%s%s, net, growth_rate_start, days, net_per_day, spans",
	    g->start_name, total ? "" : ", since");
	out_why(g->o, names, why);
}

static void
put_gains(struct out *o, struct change *c)
{
	static const char *const names[] = {"gained", "lost"};
	int k;

	for (k = 0; k < 2; k++)
		if (c->has[k])
			growth_put_count(o, names[k], c->v[k]);
		else
			out_null(o, names[k], cm_buf_str(&c->why[k]));
}

void
growth_put_key(struct growth *g, int64_t start)
{
	out_slice(g->o, g->per, period_text(g->period, g->kind, start));
}

/* A span is whole when it is over, and the snapshots are at its ends. */
void
growth_put_end(struct growth *g, int64_t start, int64_t end, int whole)
{
	const struct answer *a = g->a;
	struct out *o = g->o;
	const struct window *w =
	    &a->q->window[g->s->table[GROWTH_PROFILES].window];

	if (a->ask->coverage != COVERAGE_OFF) {
		if (growth_moment(g, end) > w->until) {
			o->complete = 0;
			out_why(o, "complete",
			    a->has_until ? "cut by --until" : "not over yet");
		} else if (growth_moment(g, start) < g->since) {
			o->complete = 0;
			out_why(o, "complete", "cut by --since");
		} else {
			o->complete = whole;
			if (!whole)
				out_why(o, "complete",
				    "a snapshot is missing at an end");
		}
	}
	out_end(o);
}

/* Why there is no value in a span. */
static void
no_snapshot(const struct change *c, int64_t gap, char *to, size_t size)
{
	char a[CM_CLOCK_TEXT], b[CM_CLOCK_TEXT];

	if (c->next != NULL)
		snprintf(to, size, "no snapshot between %s and %s",
		    cm_clock_text(c->before->time, a),
		    cm_clock_text(c->next->time, b));
	else
		snprintf(to, size, "no snapshot since %s",
		    cm_clock_text(c->before->time, a));
	if (gap > 0)
		snprintf(to + strlen(to), size - strlen(to),
		    ", and one row for %lld", (long long)gap);
}

static void
row(struct growth *g, struct profile *p, int64_t start, int64_t end,
    struct change *c, int64_t gap)
{
	struct out *o = g->o;
	char why[160], names[100], at[CM_CLOCK_TEXT];

	out_row(o, "growth");
	out_key(o, "network", line_part(p->line, GROWTH_NETWORK));
	out_key(o, "account", line_part(p->line, GROWTH_ACCOUNT));
	out_key(o, "profile", line_part(p->line, GROWTH_PROFILE));
	growth_put_key(g, start);
	if (c->now != NULL) {
		out_num(o, g->metric, &c->now->v);
		out_time(o, "at", c->now->time);
	} else {
		no_snapshot(c, gap, why, sizeof(why));
		put_nothing(o, g->metric);
		put_nothing(o, "at");
		snprintf(names, sizeof(names), "%.80s, at", g->metric);
		out_why(o, names, why);
	}
	if (c->has_net) {
		out_num(o, g->start_name, &c->base->v);
		out_time(o, "since", c->base->time);
		growth_put_net(g, &c->net, &c->base->v, c->days);
		out_int(o, "spans", c->spans);
		if (c->spans == 0) {
			snprintf(why, sizeof(why),
			    "since the first snapshot, %s",
			    cm_clock_text(c->base->time, at));
			out_why(o, "net", why);
		}
	} else {
		growth_put_no_net(g, 0,
		    c->now == NULL ? "no snapshot" : "no snapshot before it");
	}
	put_gains(o, c);
	growth_put_end(g, start, end, c->whole);
}

/* The rows of a profile, from its first snapshot on, or from --since. */
static void
profile_rows(struct growth *g, struct profile *p, struct change *c)
{
	int64_t start, end, gap, to;

	p->at = 0;
	for (start = p->point[0].start; start <= g->last; start = end) {
		end = growth_behind(g, start);
		if (growth_moment(g, end) <= g->since)
			continue;
		growth_change(g, p, start, end, c);
		to = c->next != NULL ? c->next->start
				     : growth_behind(g, g->last);
		gap = c->now == NULL ? growth_spans(g, start, to) : 0;
		if (gap > LONG_GAP)
			end = to;
		row(g, p, start, end, c, gap > LONG_GAP ? gap : 0);
	}
}

enum cm_exit
growth_tell(struct out *o, const struct answer *a, const struct section *s)
{
	struct growth g;
	struct change c;
	struct line *line, *series;
	size_t n, nseries, k;

	memset(&g, 0, sizeof(g));
	memset(&c, 0, sizeof(c));
	g.o = o;
	g.a = a;
	g.s = s;
	g.metric = growth_metric(s);
	g.per = growth_per(s);
	g.kind = growth_kind(g.per);
	g.period = cm_zalloc(sizeof(*g.period));
	g.since = a->has_since ? a->since : INT64_MIN;
	snprintf(g.start_name, sizeof(g.start_name), "%.70s_start", g.metric);
	cm_buf_init(&c.why[0], CM_BUF_ANY);
	cm_buf_init(&c.why[1], CM_BUF_ANY);
	line = lines_of(a, s, GROWTH_PROFILES, &n);
	series = lines_of(a, s, GROWTH_SERIES, &nseries);
	growth_collect(&g, line, n);
	if (n > 0 && g.n == 0)
		growth_say_empty(g.metric);
	for (k = 0; k < g.n; k++)
		growth_find_series(&g, &g.profile[k], series, nseries);
	growth_columns(o, a, g.metric, g.per, g.n > 1);
	for (k = 0; k < g.n; k++)
		profile_rows(&g, &g.profile[k], &c);
	if (g.n > 1)
		growth_total_rows(&g, &c);
	for (k = 0; k < g.n; k++)
		free(g.profile[k].point);
	free(g.profile);
	free(g.period);
	free(line);
	free(series);
	cm_buf_release(&c.why[0]);
	cm_buf_release(&c.why[1]);
	return CM_OK;
}
