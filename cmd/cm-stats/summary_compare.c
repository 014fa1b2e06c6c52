/* SPDX-License-Identifier: ISC */
/*
 * Changes of estimates have intervals made of those of the two periods, which
 * are samples of their own: of a difference, the square-and-add method (G. Y.
 * Zou and A. Donner, Construction of confidence limits about effect measures:
 * a general approach, 2008); of a ratio, the same of the logarithms.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/last.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/summary.h"
#include "cmd/cm-stats/value.h"
#include "lib/err.h"

/* A number in one of the periods. */
struct side {
	const char *why; /* there is none */
	struct num v;
	int64_t n; /* of an estimate, with its bounds; NaN where not known */
	double low, high;
};

struct compare {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const struct table *table;
	const struct window *window;
	struct cm_slice network; /* p NULL: all */
	const void *cells[2];    /* of the period, and of the one before */
	void *empty;             /* cells of a period without records */
};

static const char *const by_all = "compare",
			 *const by_network = "compare.network";

/* The measure of a section that is called so and so. */
static const struct measure *
measure_of(const struct section *s, const char *name, const char *part)
{
	char whole[128];
	int k;

	snprintf(whole, sizeof(whole), "%s%s", name, part);
	for (k = 0; k < s->nmeasures; k++)
		if (strcmp(s->measure[k].name, whole) == 0)
			return &s->measure[k];
	return NULL;
}

static double
bound(const struct compare *c, const void *cells, const char *name,
    const char *part)
{
	const struct measure *m = measure_of(c->s, name, part);
	struct num v;

	if (m == NULL || value_of(c->s, m, cells, &v) != NULL)
		return (double)NAN;
	return v.d;
}

/* What nobody fetched is not known to be none. */
static int
not_fetched(const struct compare *c, const struct measure *m)
{
	static const struct cm_slice any = {NULL, 0};
	unsigned only = c->s->cell[m->cell].only;

	return m->op == DO_COUNT && (only == IS_POST || only == IS_COMMENT) &&
	    coverage_brings(
		c->a->coverage, c->network, any, only == IS_COMMENT) == 0;
}

/* Whether it has an interval; a number of different values has no sample. */
static int
is_estimate(const struct measure *m)
{
	return m->op == DO_RATE || m->op == DO_DISTINCT;
}

static void
put(struct compare *c, const struct measure *m, const char *name, double v,
    int64_t n, double low, double high)
{
	char part[64], both[128];
	int exact = isfinite(v) && low >= high;

	if (m->op == DO_RATE) {
		out_estimate(c->o, name, v, n, low, high);
		return;
	}
	out_double(c->o, name, v);
	snprintf(part, sizeof(part), "%s.low", name);
	out_double(c->o, part, exact ? (double)NAN : low);
	snprintf(both, sizeof(both), "%s, %s.high", part, name);
	snprintf(part, sizeof(part), "%s.high", name);
	out_double(c->o, part, exact ? (double)NAN : high);
	if (exact)
		out_why(c->o, both, "counted exactly");
}

static void
put_none(struct compare *c, const struct measure *m, const char *name,
    int64_t n, const char *why)
{
	if (!is_estimate(m)) {
		out_null(c->o, name, why);
		return;
	}
	put(c, m, name, (double)NAN, n, (double)NAN, (double)NAN);
	out_why(c->o, name, why);
}

static struct side
side_of(const struct compare *c, const struct measure *m, int which)
{
	const void *cells = c->cells[which];
	struct side s;

	memset(&s, 0, sizeof(s));
	s.why = value_of(c->s, m, cells, &s.v);
	if (s.why == NULL && s.v.whole && s.v.i == 0 && not_fetched(c, m))
		s.why = m->lacking;
	s.low = s.high = (double)NAN;
	if (m->op == DO_RATE)
		s.n = (int64_t)bound(c, cells, m->name, ".n");
	if (is_estimate(m)) {
		s.low = bound(c, cells, m->name, ".low");
		s.high = bound(c, cells, m->name, ".high");
	}
	return s;
}

static void
write_side(struct compare *c, const struct measure *m, const char *name,
    const struct side *s)
{
	char bounds[64];

	if (s->why != NULL)
		put_none(c, m, name, s->n, s->why);
	else if (is_estimate(m)) {
		put(c, m, name, s->v.d, s->n, s->low, s->high);
		if (isfinite(s->low) && isfinite(s->high))
			return;
		snprintf(bounds, sizeof(bounds), "%s.low, %s.high", name, name);
		out_why(c->o, bounds, "too few records, or all are alike");
	} else
		out_num(c->o, name, &s->v);
}

/* The change of an estimate: n is of both periods. */
static void
write_estimate(struct compare *c, const struct measure *m,
    const struct side *now, const struct side *before)
{
	double d = now->v.d - before->v.d, low, high, half;
	int64_t n = now->n + before->n;

	low = d -
	    sqrt(pow(now->v.d - now->low, 2) +
		pow(before->high - before->v.d, 2));
	high = d +
	    sqrt(pow(now->high - now->v.d, 2) +
		pow(before->v.d - before->low, 2));
	put(c, m, "change", d, n, low, high);
	if (!isfinite(low))
		out_why(c->o, "change.low, change.high",
		    "a period without an interval");
	if (before->v.d == 0) {
		put_none(c, m, "change_rate", n, "before is 0");
		return;
	}
	half = sqrt(pow(log(now->high / now->v.d), 2) +
	    pow(log(before->high / before->v.d), 2));
	put(c, m, "change_rate", 100 * d / before->v.d, n,
	    100 * (now->v.d / before->v.d * exp(-half) - 1),
	    100 * (now->v.d / before->v.d * exp(half) - 1));
	if (!isfinite(half))
		out_why(c->o, "change_rate.low, change_rate.high",
		    "a period without an interval");
}

/* A sum over accounts that were not all seen in both periods is no change. */
static int
other_accounts(const struct compare *c, const struct measure *m)
{
	return m->op == DO_LAST &&
	    last_count(
		*(struct last *const *)cell_at(c->s, c->cells[0], m->cell)) !=
	    last_count(
		*(struct last *const *)cell_at(c->s, c->cells[1], m->cell));
}

static void
write_change(struct compare *c, const struct measure *m, const struct side *now,
    const struct side *before)
{
	struct num change, minus = before->v;
	const char *why = now->why != NULL ? "now is not known"
	    : before->why != NULL          ? "before is not known"
	    : other_accounts(c, m) ? "snapshots of more accounts in one period"
				   : NULL;

	if (why != NULL) {
		put_none(c, m, "change", now->n + before->n, why);
		put_none(c, m, "change_rate", now->n + before->n, why);
		return;
	}
	if (is_estimate(m)) {
		write_estimate(c, m, now, before);
		return;
	}
	minus.d = -minus.d;
	if (minus.i == INT64_MIN)
		minus.whole = 0;
	else
		minus.i = -minus.i;
	change = num_plus(&now->v, &minus);
	out_num(c->o, "change", &change);
	if (before->v.d == 0)
		out_null(c->o, "change_rate", "before is 0");
	else
		out_double(
		    c->o, "change_rate", 100 * change.d / fabs(before->v.d));
}

static void
write_row(struct compare *c, const struct measure *m)
{
	static const struct cm_slice any = {NULL, 0};
	const struct side now = side_of(c, m, 0), before = side_of(c, m, 1);

	out_row(c->o, c->table->by);
	if (c->network.p != NULL)
		out_key(c->o, "network", c->network);
	out_text(c->o, "measure", m->name);
	out_text(c->o, "unit", m->unit);
	write_side(c, m, "now", &now);
	write_side(c, m, "before", &before);
	write_change(c, m, &now, &before);
	out_time(c->o, "before_start", c->window->before);
	out_time(c->o, "start", c->window->since);
	out_time(c->o, "end", c->window->until);
	out_cover_window(c->o, c->network, any, NULL, c->window);
	out_end(c->o);
}

/* All measures of one group, which has a line for each period it is in. */
static void
write_group(struct compare *c, const struct line *line, size_t n)
{
	const struct section *s = c->s;
	int k, window = c->table->nkeys - 1;
	size_t i;

	c->cells[0] = c->cells[1] = c->empty;
	for (i = 0; i < n; i++) {
		struct cm_slice w = line_part(&line[i], window);

		if (w.len == 1 && (*w.p == '2' || *w.p == '1'))
			c->cells[*w.p == '1'] = group_cells(line[i].group);
	}
	for (k = 0; k < s->nmeasures; k++)
		if (s->measure[k].bound == BOUND_NONE)
			write_row(c, &s->measure[k]);
}

static void
write_table(struct compare *c, int table)
{
	struct line *line;
	size_t n, k, from;
	int keys;

	c->table = &c->s->table[table];
	keys = c->table->nkeys - 1;
	line = lines_of(c->a, c->s, table, &n);
	for (from = 0, k = 1; k <= n; k++)
		if (k == n || !lines_alike(&line[from], &line[k], keys)) {
			if (keys > 0)
				c->network = line_part(&line[from], 0);
			write_group(c, &line[from], k - from);
			from = k;
		}
	free(line);
}

static void
write_columns(struct out *o, const struct answer *a, const char *by)
{
	static const struct column columns[] = {
	    {.name = "network", .role = "key", .unit = "text"},
	    {.name = "measure",
		.role = "key",
		.unit = "text",
		.formula = "a measure above; now and before of a rate have "
			   "an interval, too, and those of a number of "
			   "different values above 256"},
	    {.name = "unit",
		.unit = "text",
		.formula = "of now, before and change; the change of a rate "
			   "is in points",
		.source = "the measure"},
	    {.name = "now",
		.formula = "the measure from start to end",
		.unit = "as unit",
		.sample = "of a rate: records that give both",
		.interval = "of a rate: as that of the measure above; of a "
			    "number of different values: the standard error of "
			    "HyperLogLog",
		.source = "the measure"},
	    {.name = "before",
		.formula = "the measure from before_start to start",
		.unit = "as unit",
		.sample = "of a rate: records that give both",
		.interval = "of a rate: as that of the measure above; of a "
			    "number of different values: the standard error of "
			    "HyperLogLog",
		.source = "the measure"},
	    {.name = "change",
		.formula = "now - before",
		.unit = "as unit",
		.sample = "of a rate: records of both periods that give both",
		.interval = "of a rate, or a number of different values above "
			    "256: those of the periods squared and "
			    "added (Zou and Donner, 2008)",
		.source = "now; before"},
	    {.name = "change_rate",
		.formula = "100 * (now - before) / |before|",
		.unit = "percent",
		.denominator = "before",
		.sample = "of a rate: records of both periods that give both",
		.interval = "of a rate or a number of different values: the "
			    "same, of the logarithms",
		.source = "now; before"},
	    {.name = "before_start",
		.unit = "time",
		.source = "--since, --until, else the 7 days before now",
		.formula = "when the period before begins"},
	    {.name = "start",
		.unit = "time",
		.source = "--since, else 7 days before the end",
		.formula = "when the period begins"},
	    {.name = "end",
		.unit = "time",
		.source = "--until, else now",
		.formula = "when it ends"}};
	struct column one;
	size_t k;

	(void)a;
	for (k = by == by_network ? 0 : 1;
	     k < sizeof(columns) / sizeof(columns[0]); k++) {
		one = columns[k];
		one.by = by;
		out_measure(o, &one);
	}
}

void
summary_compare(struct out *o, const struct answer *a, const struct section *s)
{
	struct compare c;

	memset(&c, 0, sizeof(c));
	c.o = o;
	c.a = a;
	c.s = s;
	c.window = &a->q->window[s->table[s->ntables - 1].window];
	c.empty = cm_zalloc(s->cell_bytes + 8);
	write_columns(o, a, by_all);
	write_columns(o, a, by_network);
	write_table(&c, s->ntables - 2);
	write_table(&c, s->ntables - 1);
	free(c.empty);
}
