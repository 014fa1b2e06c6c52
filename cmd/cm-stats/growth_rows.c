/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/growth.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/series.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/zone.h"

/* More spans without a snapshot than these are one row. */
enum { LONG_GAP = 1000, DAY = 86400 };

/* The newest snapshot of a span. */
struct point {
	int64_t start; /* of the span, on the wall clock */
	int64_t time;
	struct num v;
};

struct profile {
	const struct line *line; /* its first */
	struct point first;      /* its oldest snapshot */
	struct point *point;
	size_t n, at; /* at: the first point of the row's span, or behind it */
	const struct line *series;
	size_t nseries;
};

struct growth {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const char *metric, *per;
	enum key_kind kind;
	struct period *period;
	struct profile *profile;
	size_t n;
	int64_t first, last; /* the starts of spans */
	int64_t since;       /* INT64_MIN: all */
	char start_name[80]; /* "followers_start" */
};

/* What a row says. */
struct change {
	const struct point *now, *before, *next; /* NULL: none */
	const struct point *base; /* of the net: before, or its first */
	int has_net;
	int whole; /* both snapshots are at its ends */
	struct num net;
	double days;
	int64_t spans;
	int has[2]; /* gained, lost */
	double v[2];
	struct cm_buf why[2];
};

static enum key_kind
kind_of(const char *per)
{
	return per[0] == 'd' ? KEY_DAY
	    : per[0] == 'w'  ? KEY_WEEK
	    : per[0] == 'm'  ? KEY_MONTH
	    : per[0] == 'q'  ? KEY_QUARTER
			     : KEY_YEAR;
}

/* Where the span behind one begins. */
static int64_t
behind(struct growth *g, int64_t start)
{
	int64_t s, end;

	/* Where the years end that can be told, nothing is behind. */
	if (period_span(
		g->kind, period_text(g->period, g->kind, start), &s, &end) != 0)
		return INT64_MAX;
	return end;
}

static int64_t
spans_between(struct growth *g, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (; from < to; n++)
		from = behind(g, from);
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
static void
find_series(
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

static void
collect(struct growth *g, const struct line *line, size_t n)
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

static int64_t
moment(const struct growth *g, int64_t local)
{
	return cm_zone_moment(g->a->zone, local);
}

static int
near_to(int64_t a, int64_t b)
{
	return (a < b ? b - a : a - b) <= DAY;
}

/* What happened to a profile in a span; p->at is set for it. */
static void
change_of(struct growth *g, struct profile *p, int64_t start, int64_t end,
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
		c->spans = spans_between(g, c->base->start, start);
		c->whole = near_to(c->base->time, moment(g, start)) &&
		    near_to(c->now->time, moment(g, end));
	}
	for (k = 0; k < 2; k++) {
		cm_buf_clear(&c->why[k]);
		c->has[k] = growth_gain(g->s, p->series, p->nseries,
		    k == 0 ? GROWTH_FOLLOWS : GROWTH_UNFOLLOWS,
		    moment(g, start), moment(g, end), &c->v[k], &c->why[k]);
	}
}

static void
out_count(struct out *o, const char *name, double v)
{
	struct num n = num_double(v);

	if (v >= -9007199254740992.0 && v <= 9007199254740992.0 &&
	    v >= floor(v) && v <= floor(v))
		n = num_int((int64_t)v);
	out_num(o, name, &n);
}

static void
put_net(struct growth *g, const struct num *net, const struct num *start,
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
static void
put_no_net(struct growth *g, int total, const char *why)
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
			out_count(o, names[k], c->v[k]);
		else
			out_null(o, names[k], cm_buf_str(&c->why[k]));
}

static void
put_key(struct growth *g, int64_t start)
{
	out_slice(g->o, g->per, period_text(g->period, g->kind, start));
}

/* A span is whole when it is over, and the snapshots are at its ends. */
static void
put_end(struct growth *g, int64_t start, int64_t end, int whole)
{
	const struct answer *a = g->a;
	struct out *o = g->o;
	const struct window *w =
	    &a->q->window[g->s->table[GROWTH_PROFILES].window];

	if (a->ask->coverage != COVERAGE_OFF) {
		if (moment(g, end) > w->until) {
			o->complete = 0;
			out_why(o, "complete",
			    a->has_until ? "cut by --until" : "not over yet");
		} else if (moment(g, start) < g->since) {
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
	put_key(g, start);
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
		put_net(g, &c->net, &c->base->v, c->days);
		out_int(o, "spans", c->spans);
		if (c->spans == 0) {
			snprintf(why, sizeof(why),
			    "since the first snapshot, %s",
			    cm_clock_text(c->base->time, at));
			out_why(o, "net", why);
		}
	} else {
		put_no_net(g, 0,
		    c->now == NULL ? "no snapshot" : "no snapshot before it");
	}
	put_gains(o, c);
	put_end(g, start, end, c->whole);
}

/* The rows of a profile, from its first snapshot on, or from --since. */
static void
profile_rows(struct growth *g, struct profile *p, struct change *c)
{
	int64_t start, end, gap, to;

	p->at = 0;
	for (start = p->point[0].start; start <= g->last; start = end) {
		end = behind(g, start);
		if (moment(g, end) <= g->since)
			continue;
		change_of(g, p, start, end, c);
		to = c->next != NULL ? c->next->start : behind(g, g->last);
		gap = c->now == NULL ? spans_between(g, start, to) : 0;
		if (gap > LONG_GAP)
			end = to;
		row(g, p, start, end, c, gap > LONG_GAP ? gap : 0);
	}
}

/* Names some of the profiles that lack something. */
static void
name_lacking(struct growth *g, const char *lack, struct cm_buf *why)
{
	struct cm_slice s;
	size_t k, n = 0;
	int i;

	for (k = 0; k < g->n; k++)
		n += lack[k] != 0;
	cm_buf_clear(why);
	cm_buf_printf(why, "not known of %zu of %zu:", n, g->n);
	for (k = 0, n = 0; k < g->n && n < 3; k++) {
		if (!lack[k])
			continue;
		cm_buf_puts(why, n++ > 0 ? ", " : " ");
		for (i = 0; i < 2; i++) {
			s = line_part(g->profile[k].line, i);
			if (s.p[0] != '"')
				continue;
			if (i > 0)
				cm_buf_byte(why, ' ');
			cm_buf_add(why, s.p + 1, s.len - 2);
		}
	}
}

struct total {
	struct num now, before, net;
	double gain[2], days;
	int64_t spans;
	char *lack[4]; /* of each profile: value, net, gained, lost */
	int lacks[4];
	int uneven; /* the net is of different numbers of spans */
	int whole;
};

static void
add_up(struct total *t, size_t k, const struct change *c)
{
	int i;

	t->lack[0][k] = c->now == NULL;
	t->lack[1][k] = !c->has_net;
	t->lack[2][k] = !c->has[0];
	t->lack[3][k] = !c->has[1];
	for (i = 0; i < 4; i++)
		t->lacks[i] |= t->lack[i][k];
	if (c->now != NULL)
		t->now = num_plus(&t->now, &c->now->v);
	if (c->has_net) {
		t->uneven |= t->spans >= 0 && t->spans != c->spans;
		t->spans = c->spans;
		t->days += c->days;
		t->net = num_plus(&t->net, &c->net);
		t->before = num_plus(&t->before, &c->base->v);
	}
	t->whole &= c->whole;
	for (i = 0; i < 2; i++)
		t->gain[i] += c->v[i];
}

static void
total_row(struct growth *g, struct total *t, int64_t start, int64_t end)
{
	static const char *const names[] = {"gained", "lost"};
	struct out *o = g->o;
	struct cm_buf why;
	int i;

	cm_buf_init(&why, CM_BUF_ANY);
	out_row(o, "growth.total");
	put_key(g, start);
	out_int(o, "profiles", (int64_t)g->n);
	if (t->lacks[0]) {
		name_lacking(g, t->lack[0], &why);
		out_null(o, g->metric, cm_buf_str(&why));
	} else
		out_num(o, g->metric, &t->now);
	if (t->lacks[1] || t->uneven) {
		name_lacking(g, t->lack[1], &why);
		put_no_net(g, 1,
		    t->lacks[1] ? cm_buf_str(&why)
				: "the changes are of several numbers of "
				  "spans");

	} else {
		out_num(o, g->start_name, &t->before);
		put_net(g, &t->net, &t->before, t->days / (double)g->n);
		out_int(o, "spans", t->spans);
		if (t->spans == 0)
			out_why(o, "net", "since the first snapshots");
	}
	for (i = 0; i < 2; i++)
		if (t->lacks[2 + i]) {
			name_lacking(g, t->lack[2 + i], &why);
			out_null(o, names[i], cm_buf_str(&why));
		} else
			out_count(o, names[i], t->gain[i]);
	put_end(g, start, end, t->whole);
	cm_buf_release(&why);
}

/* All together, where each of several is known. */
static void
total_rows(struct growth *g, struct change *c)
{
	struct total t;
	int64_t start, end, next;
	size_t k;
	int i;

	memset(&t, 0, sizeof(t));
	for (i = 0; i < 4; i++)
		t.lack[i] = cm_alloc(g->n);
	for (k = 0; k < g->n; k++)
		g->profile[k].at = 0;
	for (start = g->first; start <= g->last; start = next) {
		end = next = behind(g, start);
		if (moment(g, end) <= g->since)
			continue;
		t.now = t.before = t.net = num_int(0);
		t.gain[0] = t.gain[1] = t.days = 0;
		t.spans = -1;
		t.uneven = 0;
		t.whole = 1;
		memset(t.lacks, 0, sizeof(t.lacks));
		next = INT64_MAX;
		for (k = 0; k < g->n; k++) {
			change_of(g, &g->profile[k], start, end, c);
			add_up(&t, k, c);
			if (c->now != NULL)
				next = end;
			else if (c->next != NULL && c->next->start < next)
				next = c->next->start;
		}
		/* Nobody has a snapshot: only the first of a long gap. */
		if (next == INT64_MAX ||
		    spans_between(g, start, next) <= LONG_GAP)
			next = end;
		total_row(g, &t, start, end);
	}
	for (i = 0; i < 4; i++)
		free(t.lack[i]);
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
	g.kind = kind_of(g.per);
	g.period = cm_zalloc(sizeof(*g.period));
	g.since = a->has_since ? a->since : INT64_MIN;
	snprintf(g.start_name, sizeof(g.start_name), "%.70s_start", g.metric);
	cm_buf_init(&c.why[0], CM_BUF_ANY);
	cm_buf_init(&c.why[1], CM_BUF_ANY);
	line = lines_of(a, s, GROWTH_PROFILES, &n);
	series = lines_of(a, s, GROWTH_SERIES, &nseries);
	collect(&g, line, n);
	if (n > 0 && g.n == 0)
		growth_say_empty(g.metric);
	for (k = 0; k < g.n; k++)
		find_series(&g, &g.profile[k], series, nseries);
	growth_columns(o, a, g.metric, g.per, g.n > 1);
	for (k = 0; k < g.n; k++)
		profile_rows(&g, &g.profile[k], &c);
	if (g.n > 1)
		total_rows(&g, &c);
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
