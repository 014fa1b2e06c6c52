/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/mix.h"
#include "cmd/cm-stats/near.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/sample.h"
#include "cmd/cm-stats/sketch.h"
#include "cmd/cm-stats/slice.h"
#include "lib/err.h"
#include "lib/json.h"

/* A dimension on its way out. */
struct mix {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const struct mix_plan *plan; /* NULL: none, also not of this one */
	int dimension;
	const struct line *line;
	size_t n;
	uint64_t posts;   /* all of them */
	double complete;  /* how many there are once the plan is reached */
	uint64_t outside; /* posts of kinds that have no part in the plan */
};

static uint64_t
count(const struct mix *m, const struct line *l)
{
	return *(const uint64_t *)line_cell(m->s, l, MIX_POSTS);
}

/* The part of the plan that a kind is, or -1: it is among the rest. */
static int
part_of(const struct mix *m, const struct line *l)
{
	struct cm_slice value = line_part(l, 0);

	return slice_absent(value) ? -1
				   : mix_part(m->plan, m->dimension, value);
}

/* How many more it takes, if all others are posted as planned. */
static void
write_to_go(struct mix *m, double share, uint64_t have)
{
	static const char name[] = "posts_to_plan";

	if (m->dimension == MIX_TOPIC)
		out_null(m->o, name, "a post may have several topics");
	else if (m->outside > 0)
		out_null(m->o, name, "posts of no planned kind");
	else
		out_double(m->o, name,
		    ceil(m->complete * share / 100 - (double)have - 1e-9));
}

static void
write_share(struct mix *m, const struct line *l)
{
	struct estimate e;
	const char *why;
	double share;
	int part;

	if (m->posts == 0 ||
	    interval_share(count(m, l), m->posts, m->a->ask->level, &e) !=
		EST_OK) {
		out_no_estimate(m->o, "share", 0, "no posts");
		return;
	}
	out_estimate(m->o, "share", 100 * e.v, (int64_t)m->posts, 100 * e.low,
	    100 * e.high);
	if (m->plan == NULL)
		return;
	part = part_of(m, l);
	if (part < 0) {
		why = m->plan->rest[m->dimension] > 0 ? "among the rest"
						      : "not in the plan";
		out_null(m->o, "planned", why);
		out_no_estimate(m->o, "difference", (int64_t)m->posts, why);
		out_null(m->o, "posts_to_plan", why);
		return;
	}
	share = m->plan->part[m->dimension][part].share;
	out_double(m->o, "planned", share);
	out_estimate(m->o, "difference", 100 * e.v - share, (int64_t)m->posts,
	    100 * e.low - share, 100 * e.high - share);
	write_to_go(m, share, count(m, l));
}

static void
write_mean(struct mix *m, const struct line *l)
{
	static const char name[] = "interactions.mean";
	const struct moments *s = line_cell(m->s, l, MIX_RESPONSE);
	struct sample sample = sample_of(s);
	struct estimate e;
	enum est status;
	char why[96];
	long min = mix_min(m->s);
	int64_t n = (int64_t)sum_count(&s->sum);

	if (n < min) {
		snprintf(why, sizeof(why), "%lld post%s, %ld are needed",
		    (long long)n, n == 1 ? "" : "s", min);
		out_no_estimate(m->o, name, n, why);
		return;
	}
	status = interval_mean(&sample, m->a->ask->level, &e);
	/* Nobody interacts less than not at all. */
	if (e.low < 0)
		e.low = 0;
	out_estimate(m->o, name, e.v, n, e.low, e.high);
	if (status != EST_OK) {
		snprintf(why, sizeof(why), "%s.low, %s.high", name, name);
		out_why(m->o, why, estimate_why(status));
	}
}

/* The value of a rank, from 1; NaN where there is none. */
static double
ranked(const struct sketch *s, uint64_t n, uint64_t rank)
{
	if (rank == 0 || rank > n)
		return (double)NAN;
	return sketch_quantile(s, rank - 1, n > 1 ? n - 1 : 1);
}

static void
write_median(struct mix *m, const struct line *l)
{
	static const char name[] = "interactions.median";
	const struct moments *s = line_cell(m->s, l, MIX_RESPONSE);
	const struct sketch *sketch =
	    *(struct sketch *const *)line_cell(m->s, l, MIX_MEDIAN);
	uint64_t n = sum_count(&s->sum), low, high;
	long min = mix_min(m->s);
	char why[96];
	enum est status;

	if (n < (uint64_t)min || sketch == NULL) {
		snprintf(why, sizeof(why), "%llu post%s, %ld are needed",
		    (unsigned long long)n, n == 1 ? "" : "s", min);
		out_no_estimate(m->o, name, (int64_t)n, why);
		return;
	}
	status = interval_ranks(n, 0.5, m->a->ask->level, &low, &high);
	out_estimate(m->o, name, sketch_quantile(sketch, 1, 2), (int64_t)n,
	    ranked(sketch, n, low), ranked(sketch, n, high));
	if (status != EST_OK) {
		snprintf(why, sizeof(why), "%s.low, %s.high", name, name);
		out_why(m->o, why, estimate_why(status));
	}
}

/*
 * The counts of all that is planned, the rest as one, and its shares as
 * fractions. Returns how many there are.
 */
static int
against(struct mix *m, uint64_t *have, double *share)
{
	const struct mix_plan *p = m->plan;
	const int d = m->dimension;
	uint64_t rest = 0;
	size_t k;
	int i, n = 0, at[MIX_PARTS] = {0};

	for (i = 0; i < p->n[d]; i++) {
		at[i] = p->part[d][i].share > 0 ? n : -1;
		if (at[i] < 0)
			continue;
		have[n] = 0;
		share[n++] = p->part[d][i].share / 100;
	}
	m->outside = 0;
	for (k = 0; k < m->n; k++) {
		i = part_of(m, &m->line[k]);
		if (i >= 0 && at[i] >= 0)
			have[at[i]] += count(m, &m->line[k]);
		else if (i < 0 && p->rest[d] > 0)
			rest += count(m, &m->line[k]);
		else
			m->outside += count(m, &m->line[k]);
	}
	if (p->rest[d] > 0) {
		have[n] = rest;
		share[n++] = p->rest[d] / 100;
	}
	return n;
}

/* The least total at which no kind has more than its share. */
static double
whole(const uint64_t *have, const double *share, int n)
{
	double most = 0;
	int k;

	for (k = 0; k < n; k++)
		if ((double)have[k] / share[k] > most)
			most = (double)have[k] / share[k];
	return most;
}

static void
write_fit(struct mix *m, const uint64_t *have, const double *share, int n,
    uint64_t inside)
{
	struct mix_fit fit;

	mix_fit(have, share, n, &fit);
	if (m->dimension == MIX_TOPIC) {
		fit.x2 = fit.p = (double)NAN;
		fit.why = "a post may have several topics";
	}
	out_double(m->o, "chi_squared", fit.x2);
	if (!isfinite(fit.x2))
		out_why(m->o, "chi_squared", fit.why);
	out_int(m->o, "df", fit.df);
	out_double(m->o, "p_value", fit.p);
	if (!isfinite(fit.p))
		out_why(m->o, "p_value", fit.why);
	out_int(m->o, "p_value.n", (int64_t)inside);
	if (isfinite(fit.p))
		out_text(m->o, "method", fit.method);
	else
		out_null(m->o, "method", "no p_value");
}

/* How far the posts are from the plan: a row for a dimension. */
static void
write_plan(struct mix *m)
{
	uint64_t have[MIX_PARTS + 1], inside = 0;
	double share[MIX_PARTS + 1], away = 0, all = (double)m->posts;
	int k, n = against(m, have, share);

	for (k = 0; k < n; k++)
		inside += have[k];
	out_row(m->o, "mix.plan");
	out_text(m->o, "dimension", mix_names[m->dimension]);
	out_int(m->o, "posts", (int64_t)m->posts);
	out_int(m->o, "posts_not_planned", (int64_t)m->outside);
	for (k = 0; k < n && m->posts > 0; k++)
		away += fabs((double)have[k] / all - share[k]);
	away += m->posts > 0 ? (double)m->outside / all : 0;
	if (m->posts == 0 || m->dimension == MIX_TOPIC)
		out_null(m->o, "total_variation",
		    m->posts == 0 ? "no posts"
				  : "a post may have several topics");
	else
		out_double(m->o, "total_variation", 50 * away);
	write_fit(m, have, share, n, inside);
	out_end(m->o);
}

static void
write_row(struct mix *m, const struct line *l)
{
	static const struct cm_slice any = {NULL, 0};
	const struct answer *a = m->a;

	out_row(m->o, m->s->table[m->dimension].by);
	out_key(m->o, mix_names[m->dimension], line_part(l, 0));
	out_int(m->o, "posts", (int64_t)count(m, l));
	write_share(m, l);
	write_mean(m, l);
	write_median(m, l);
	if (a->has_since && a->has_until)
		out_cover(m->o, any, any, NULL, a->since, a->until);
	out_end(m->o);
}

/* A kind as it is in the plan: weekdays are numbers. */
static void
write_kind(struct mix *m, const char *name)
{
	struct cm_slice s;

	if (m->dimension != MIX_WEEKDAY) {
		out_text(m->o, mix_names[m->dimension], name);
		return;
	}
	s.p = name;
	s.len = strlen(name);
	out_slice(m->o, mix_names[m->dimension], s);
}

/* One that is planned, and near to one that there is, is likely a slip. */
static void
say_near(const struct mix *m, const char *planned)
{
	char **list = cm_zalloc((m->n + 1) * sizeof(*list));
	const char *near;
	struct cm_slice s;
	size_t k, n = 0;

	for (k = 0; k < m->n; k++) {
		s = line_part(&m->line[k], 0);
		if (s.p[0] == '"' && (list[n] = cm_json_dup(s)) != NULL)
			n++;
	}
	near = near_name(planned, (const char *const *)list);
	if (near != NULL)
		cm_note(0, "--plan: no post has %s '%s' (%s?)",
		    mix_names[m->dimension], planned, near);
	for (k = 0; k < n; k++)
		free(list[k]);
	free(list);
}

/* The rows of kinds that are planned, and of which there is no post. */
static void
write_missing(struct mix *m)
{
	const struct mix_part *part = m->plan->part[m->dimension];
	struct estimate e;
	size_t k;
	int i;

	for (i = 0; i < m->plan->n[m->dimension]; i++) {
		for (k = 0; k < m->n && part_of(m, &m->line[k]) != i; k++)
			continue;
		if (k < m->n || m->posts == 0 ||
		    interval_share(0, m->posts, m->a->ask->level, &e) != EST_OK)
			continue;
		say_near(m, part[i].name);
		out_row(m->o, m->s->table[m->dimension].by);
		write_kind(m, part[i].name);
		out_int(m->o, "posts", 0);
		out_estimate(
		    m->o, "share", 0, (int64_t)m->posts, 0, 100 * e.high);
		out_double(m->o, "planned", part[i].share);
		out_estimate(m->o, "difference", -part[i].share,
		    (int64_t)m->posts, -part[i].share,
		    100 * e.high - part[i].share);
		write_to_go(m, part[i].share, 0);
		out_no_estimate(m->o, "interactions.mean", 0, "no posts");
		out_no_estimate(m->o, "interactions.median", 0, "no posts");
		out_end(m->o);
	}
}

static void
write_dimension(struct mix *m, int dimension, const struct mix_plan *plan)
{
	uint64_t have[MIX_PARTS + 1];
	double share[MIX_PARTS + 1];
	struct line *line;
	size_t k;
	int n;

	m->dimension = dimension;
	m->plan = plan != NULL && plan->n[dimension] > 0 ? plan : NULL;
	m->line = line = lines_of(m->a, m->s, dimension, &m->n);
	if (m->plan != NULL) {
		n = against(m, have, share);
		m->complete = whole(have, share, n);
	}
	for (k = 0; k < m->n; k++) {
		write_row(m, &line[k]);
		if (dimension == MIX_CONTENT &&
		    slice_absent(line_part(&line[k], 0)))
			cm_note(0,
			    "%llu posts link to other places: --own says which "
			    "are one's own",
			    (unsigned long long)count(m, &line[k]));
	}
	if (m->plan != NULL)
		write_missing(m);
	free(line);
}

static void
write_distance(struct mix *m, int dimension, const struct mix_plan *plan)
{
	struct line *line;

	m->dimension = dimension;
	m->plan = plan;
	m->line = line = lines_of(m->a, m->s, dimension, &m->n);
	write_plan(m);
	free(line);
}

enum cm_exit
mix_tell(struct out *o, const struct answer *a, const struct section *s)
{
	const struct mix_plan *plan = s->state;
	struct line *all;
	struct mix m;
	size_t n;
	int k, any = 0;

	memset(&m, 0, sizeof(m));
	m.o = o;
	m.a = a;
	m.s = s;
	all = lines_of(a, s, MIX_DIMENSIONS, &n);
	if (n > 0)
		m.posts = *(const uint64_t *)line_cell(s, all, MIX_POSTS);
	free(all);
	for (k = 0; k < MIX_DIMENSIONS; k++) {
		mix_columns(o, s, k, plan != NULL && plan->n[k] > 0);
		any |= plan != NULL && plan->n[k] > 0;
	}
	if (any)
		mix_plan_columns(o);
	for (k = 0; k < MIX_DIMENSIONS; k++)
		write_dimension(&m, k, plan);
	for (k = 0; any && k < MIX_DIMENSIONS; k++)
		if (plan->n[k] > 0)
			write_distance(&m, k, plan);
	return CM_OK;
}
