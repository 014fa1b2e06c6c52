/* SPDX-License-Identifier: ISC */
/* The values of rows, each from its origin, and what was left out. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/origins_in.h"
#include "cmd/cm-stats/series.h"
#include "cmd/cm-stats/series_place.h"
#include "lib/err.h"

static const struct {
	const char *name, *types;
} names[ORIGINS] = {
    {"posts and articles", "post,article"},
    {"comments and messages", "comment,mention,message,review"},
    {"visits", "visit"},
    {"series", "series"},
    {"accounts", "account"},
};

static const char series_overlap[] =
    "the series overlap, and none holds all of the time: choose some with -w";
static const char series_cut[] = "the series tell it by dimensions alone";
static const char snapshots[] =
    "snapshots of accounts do not add up: see NAME.last";

/* Lines of a row, to be put together. */
struct some {
	const struct line **line;
	size_t n;
	const char *why; /* there are none, or NULL */
};

static const char *
value_of_some(struct origins *o, const struct measure *m,
    const struct some *some, struct num *out)
{
	const struct cell *c = &o->s->cell[m->cell];
	char *cell = (char *)o->cells + c->at;
	const char *why;
	size_t k;

	if (some->n == 1)
		return value_of(
		    o->s, m, group_cells(some->line[0]->group), out);
	for (k = 0; k < some->n; k++)
		c->type->merge(
		    c, cell, line_cell(o->s, some->line[k], m->cell));
	why = value_of(o->s, m, o->cells, out);
	if (c->type->release != NULL)
		c->type->release(cell);
	memset(cell, 0, c->type->size);
	return why;
}

static int
place_of(const struct origins *o, const struct line *l, struct series_place *p)
{
	struct cm_slice s = line_part(l, o->t->nkeys - 1);

	return s.len > 2 && series_place_read(s.p + 1, s.len - 2, p);
}

/* What finer series have to add up to. */
static double
weight(const struct origins *o, const struct measure *m, const struct line *l)
{
	const struct sum *sum = line_cell(o->s, l, m->cell);
	struct num v = num_int(0);

	if (m->op != DO_SUM && m->op != DO_RATE)
		return 0;
	/* What is above comes first, and is divided by the other. */
	return sum_value(m->op == DO_RATE ? sum + 1 : sum, &v) == 0 ? v.d : 0;
}

/* Leaves those of the newest values of accounts. */
static void
keep_whole(const struct origins *o, struct some *some)
{
	struct series_place p;
	size_t k, n = 0;

	for (k = 0; k < some->n; k++)
		if (place_of(o, some->line[k], &p) && p.cuts == 0)
			some->line[n++] = some->line[k];
	some->why = some->n > 0 && n == 0 ? series_cut : NULL;
	some->n = n;
}

/* Leaves those that make up the whole, of each source. */
static void
keep_chosen(const struct origins *o, const struct measure *m, struct some *some)
{
	struct series_value *value = cm_alloc((some->n + 1) * sizeof(*value));
	struct series_choice choice;
	struct series_place first, p;
	const struct line **old = cm_alloc((some->n + 1) * sizeof(*old));
	size_t k, from = 0, n, kept = 0;

	memcpy(old, some->line, some->n * sizeof(*old));
	while (from < some->n) {
		if (!place_of(o, old[from], &first)) {
			from++;
			continue;
		}
		for (n = 0;
		     from + n < some->n && place_of(o, old[from + n], &p) &&
		     strcmp(p.source, first.source) == 0;
		     n++) {
			value[n].start = p.start;
			value[n].end = p.end;
			value[n].cuts = p.cuts;
			value[n].v = weight(o, m, old[from + n]);
			value[n].index = from + n;
		}
		series_choose(value, n, &choice);
		if (choice.refused)
			some->why = series_overlap;
		for (k = 0; k < n; k++)
			if (value[k].chosen)
				some->line[kept++] = old[value[k].index];
		from += n;
	}
	some->n = some->why != NULL ? 0 : kept;
	free(value);
	free(old);
}

/* The lines of a row that a measure is made of. */
static void
find(struct origins *o, size_t row, int measure, enum origin origin,
    struct some *some)
{
	const struct measure *m = &o->s->measure[measure];
	int all = !origin_measure(m);
	size_t k;

	some->n = 0;
	some->why = NULL;
	some->line = cm_alloc(
	    (o->first[row + 1] - o->first[row] + 1) * sizeof(*some->line));
	for (k = o->first[row]; k < o->first[row + 1]; k++)
		if (all ||
		    (origins_of(o, k) == origin &&
			value_given(o->s, m, group_cells(o->line[k].group))))
			some->line[some->n++] = &o->line[k];
	if (all || origin != ORIGIN_SERIES)
		return;
	if (m->op == DO_LAST)
		keep_whole(o, some);
	else
		keep_chosen(o, m, some);
}

/* Why a row has no value: it has none at all, or none from the origin of the
 * column. */
static const char *
why_none(struct origins *o, size_t row, int measure, enum origin origin,
    struct num *out)
{
	const struct measure *m = &o->s->measure[measure];
	const char *why = NULL;
	size_t k;

	if (m->op == DO_N || m->bound == BOUND_N) {
		*out = num_int(0);
		return NULL;
	}
	if (origin < ORIGINS && origins_given(o, row, measure) != 0) {
		cm_buf_clear(&o->why);
		cm_buf_printf(
		    &o->why, "%s by %s", m->lacking, names[origin].name);
		return cm_buf_str(&o->why);
	}
	for (k = o->first[row]; k < o->first[row + 1]; k++) {
		if (m->op == DO_SUM && origin == ORIGINS &&
		    value_given(o->s, m, group_cells(o->line[k].group)))
			return snapshots;
		why = value_of(o->s, m, group_cells(o->line[k].group), out);
		if (why != NULL && why != m->lacking)
			return why;
	}
	return m->lacking;
}

const char *
origins_value(struct origins *o, size_t row, int measure, struct num *out)
{
	const struct measure *m = &o->s->measure[measure];
	enum origin origin = ORIGINS;
	struct some some;
	const char *why;

	if (origin_measure(m))
		origin = origins_choice(o, row, measure);
	/* Most rows are of one line. */
	if (o->first[row] + 1 == o->first[row + 1] &&
	    (!origin_measure(m) ||
		(origin <= ORIGIN_VISIT &&
		    origins_of(o, o->first[row]) == origin)))
		return value_of(
		    o->s, m, group_cells(o->line[o->first[row]].group), out);
	find(o, row, measure, origin, &some);
	if (some.n > 0)
		why = value_of_some(o, m, &some, out);
	else
		why = some.why != NULL ? some.why
				       : why_none(o, row, measure, origin, out);
	free(some.line);
	return why;
}

const char *
origins_lacking(struct origins *o, int measure)
{
	const char *lacking = o->s->measure[measure].lacking, *why;
	struct num v;
	size_t row;

	for (row = 0; row < o->rows; row++) {
		why = origins_value(o, row, measure, &v);
		if (why != NULL && why != lacking)
			return why;
	}
	return lacking;
}

/* Appends names or types of some origins. */
static void
put_names(
    struct cm_buf *b, unsigned mask, const char *between, int types, int back)
{
	size_t start = b->len;
	int i, k;

	for (i = 0; i < ORIGINS; i++) {
		k = back ? ORIGINS - 1 - i : i;
		if ((mask >> k & 1) != 0)
			cm_buf_printf(b, "%s%s", b->len > start ? between : "",
			    types ? names[k].types : names[k].name);
	}
}

const char *
origins_name(struct origins *o, int measure)
{
	if (o->used[measure] == 0)
		return NULL;
	cm_buf_clear(&o->why);
	put_names(&o->why, o->used[measure], ", else ", 0,
	    o->s->measure[measure].snapshot);
	return cm_buf_str(&o->why);
}

/* Those of which the same is to be said. */
static void
say(struct origins *o, int measure, uint64_t *done)
{
	struct cm_buf *b = &o->why;
	int back = o->s->measure[measure].snapshot, k;

	cm_buf_clear(b);
	for (k = measure; k < o->s->nmeasures; k++) {
		if (o->s->measure[k].snapshot != back ||
		    o->used[k] != o->used[measure] ||
		    o->left[k] != o->left[measure])
			continue;
		cm_buf_printf(
		    b, "%s'%s'", b->len > 0 ? ", " : "", o->s->measure[k].name);
		*done |= (uint64_t)1 << k;
	}
	cm_buf_puts(b, ": of ");
	put_names(b, o->used[measure], ", else of ", 0, back);
	cm_buf_puts(b, "; what ");
	put_names(b, o->left[measure], " and ", 0, 0);
	cm_buf_puts(b, " tell is not added up with it: --type ");
	put_names(b, o->left[measure], ", or ", 1, 0);
	cm_note(0, "%s", cm_buf_str(b));
}

void
origins_say(struct origins *o)
{
	uint64_t done = 0;
	int k;

	for (k = 0; k < o->s->nmeasures; k++)
		if (o->left[k] != 0 && (done >> k & 1) == 0)
			say(o, k, &done);
}
