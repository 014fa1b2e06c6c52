/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/series.h"
#include "lib/err.h"

/* Below this share of a longer span, shorter ones are not all of it. */
static const double complete = 0.99;

/* By time, the longer first; of the same span the nearest first. */
static int
compare(const void *x, const void *y)
{
	const struct series_value *a = x, *b = y;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	if (a->cuts != b->cuts)
		return a->cuts < b->cuts ? -1 : 1;
	if (a->v != b->v)
		return a->v > b->v ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/* A value that may count, while spans that overlap are looked at. */
struct step {
	struct series_value *value;
	int out;       /* what is shorter is not complete */
	size_t many;   /* spans from the first moment up to its end; 0: a gap */
	size_t before; /* the one in front of it, plus 1 */
};

/* The moment at which a step ends, and which. */
struct goal {
	int64_t end;
	size_t step, many; /* the best so far; many 0: none */
};

static int
compare_goals(const void *x, const void *y)
{
	const struct goal *a = x, *b = y;

	return a->end < b->end ? -1 : a->end > b->end;
}

static struct goal *
goal_at(struct goal *goal, size_t n, int64_t end)
{
	struct goal key = {.end = end};

	return bsearch(&key, goal, n, sizeof(*goal), compare_goals);
}

/*
 * The longest row of steps without a gap, from start to end. Steps are in the
 * order of their starts, so all in front of one were looked at before it.
 * Returns the last step plus 1, or 0.
 */
static size_t
walk(struct step *step, size_t n, struct goal *goal, int64_t start, int64_t end)
{
	struct goal *at;
	size_t k, goals = 0;

	for (k = 0; k < n; k++)
		goal[k].end = step[k].value->end;
	qsort(goal, n, sizeof(*goal), compare_goals);
	for (k = 0; k < n; k++)
		if (k == 0 || goal[k].end != goal[goals - 1].end)
			goal[goals++].end = goal[k].end;
	for (k = 0; k < goals; k++)
		goal[k].many = 0;
	for (k = 0; k < n; k++) {
		step[k].many = step[k].before = 0;
		if (step[k].out)
			continue;
		at = goal_at(goal, goals, step[k].value->start);
		if (step[k].value->start == start)
			step[k].many = 1;
		else if (at != NULL && at->many > 0) {
			step[k].many = at->many + 1;
			step[k].before = at->step + 1;
		} else
			continue;
		at = goal_at(goal, goals, step[k].value->end);
		if (step[k].many > at->many) {
			at->many = step[k].many;
			at->step = k;
		}
	}
	at = goal_at(goal, goals, end);
	return at->many > 0 ? at->step + 1 : 0;
}

/* What the chosen ones within a span add up to, and the first of them plus 1;
 * 0: they are not all of it. */
static size_t
within(const struct step *step, size_t n, size_t k, double *sum)
{
	int64_t to = step[k].value->start;
	size_t i, first = 0;

	*sum = 0;
	/* Of the same start the longer stands first. */
	for (i = k + 1; i < n && to < step[k].value->end; i++) {
		if (!step[i].value->chosen || step[i].value->start != to)
			continue;
		first = first == 0 ? i + 1 : first;
		*sum += step[i].value->v;
		to = step[i].value->end;
	}
	return to == step[k].value->end ? first : 0;
}

/*
 * Looks for the shortest span that is made up of chosen ones which add up to
 * less. Returns its step plus 1, or 0.
 */
static size_t
lacking(const struct step *step, size_t n, struct series_choice *choice)
{
	const struct series_value *v, *best = NULL;
	size_t k, first, found = 0;
	double sum;

	for (k = 0; k < n; k++) {
		v = step[k].value;
		if (step[k].out || v->chosen || v->v <= 0 ||
		    (best != NULL &&
			v->end - v->start >= best->end - best->start))
			continue;
		first = within(step, n, k, &sum);
		if (first == 0 || sum >= v->v * complete)
			continue;
		best = v;
		found = k + 1;
		choice->differ = 1;
		choice->a = v->index;
		choice->b = step[first - 1].value->index;
	}
	return found;
}

/*
 * Exports leave out days on which there was nothing, so the days of the whole
 * may have gaps where a part has none. Parts are never more than the whole:
 * where those with the fewest cuts have gaps and yet add up to more, they
 * count.
 */
static void
prefer_whole(struct step *step, size_t n, int64_t end)
{
	const struct series_value *v;
	int64_t to = step[0].value->start;
	double chosen = 0, sum = 0;
	int cuts = step[0].value->cuts, gap = 0;
	size_t k;

	for (k = 1; k < n; k++)
		if (step[k].value->cuts < cuts)
			cuts = step[k].value->cuts;
	for (k = 0; k < n; k++) {
		v = step[k].value;
		if (v->chosen)
			chosen += v->v;
		if (v->cuts > cuts)
			continue;
		if (v->start < to)
			return;
		gap |= v->start > to;
		sum += v->v;
		to = v->end;
	}
	if ((!gap && to == end) || sum <= chosen)
		return;
	for (k = 0; k < n; k++)
		step[k].value->chosen = step[k].value->cuts == cuts;
}

/* Some spans that overlap, one into the next. */
static void
choose(struct step *step, size_t n, struct goal *goal, int64_t end,
    struct series_choice *choice)
{
	size_t k, at, longer;

	choice->again |= n > 1;
	for (;;) {
		for (k = 0; k < n; k++)
			step[k].value->chosen = 0;
		at = walk(step, n, goal, step[0].value->start, end);
		if (at == 0) {
			choice->refused = 1;
			choice->a = step[0].value->index;
			choice->b = step[1].value->index;
			return;
		}
		for (; at > 0; at = step[at - 1].before)
			step[at - 1].value->chosen = 1;
		longer = lacking(step, n, choice);
		if (longer == 0) {
			prefer_whole(step, n, end);
			return;
		}
		for (k = 0; k < n; k++)
			step[k].out |= step[k].value->chosen &&
			    step[k].value->start >=
				step[longer - 1].value->start &&
			    step[k].value->end <= step[longer - 1].value->end;
	}
}

void
series_choose(
    struct series_value *value, size_t n, struct series_choice *choice)
{
	struct step *step = cm_zalloc((n + 1) * sizeof(*step));
	struct goal *goal = cm_alloc((n + 1) * sizeof(*goal));
	size_t k, steps = 0;
	int64_t end = 0;

	memset(choice, 0, sizeof(*choice));
	qsort(value, n, sizeof(*value), compare);
	for (k = 0; k < n; k++) {
		value[k].chosen = 0;
		if (steps > 0 && value[k].start < end) {
			if (value[k].start == value[k - 1].start &&
			    value[k].end == value[k - 1].end) {
				choice->again = 1;
				continue;
			}
		} else if (steps > 0) {
			choose(step, steps, goal, end, choice);
			steps = 0;
		}
		if (steps == 0 || value[k].end > end)
			end = value[k].end;
		memset(&step[steps], 0, sizeof(*step));
		step[steps++].value = &value[k];
	}
	if (steps > 0)
		choose(step, steps, goal, end, choice);
	free(step);
	free(goal);
}

/* The time is kept so that 0 is below all: cells begin as zero bytes. */
static int64_t
shifted(int64_t time)
{
	return time > INT64_MAX / 2   ? INT64_MAX
	    : time < -(INT64_MAX / 2) ? 1
				      : time + INT64_MAX / 2 + 1;
}

static void
latest_take(struct latest *l, const struct num *v, int64_t time)
{
	if (time < l->time || (time == l->time && num_compare(v, &l->v) <= 0))
		return;
	l->v = *v;
	l->time = time;
}

static size_t
latest_add(void *cell, const struct cell *c, const struct fact *f)
{
	latest_take(cell, &f->value[c->input], shifted(f->snapshot));
	return 0;
}

/* The time turned round, so that the oldest is the greatest. */
static size_t
earliest_add(void *cell, const struct cell *c, const struct fact *f)
{
	latest_take(
	    cell, &f->value[c->input], INT64_MAX - shifted(f->snapshot));
	return 0;
}

static void
latest_merge(const struct cell *c, void *a, const void *b)
{
	const struct latest *l = b;

	(void)c;
	if (l->time != 0)
		latest_take(a, &l->v, l->time);
}

static void
latest_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	const struct latest *l = cell;

	(void)c;
	bytes_put(b, (uint64_t)l->time);
	if (l->time != 0)
		bytes_put_num(b, &l->v);
}

static long
latest_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	int64_t time = (int64_t)bytes_get_to(from, INT64_MAX);
	struct num v;

	(void)c;
	if (time != 0) {
		v = bytes_get_num(from);
		if (!from->bad)
			latest_take(cell, &v, time);
	}
	return from->bad ? -1 : 0;
}

const struct cell_type cell_latest = {"latest", sizeof(struct latest),
    latest_add, latest_merge, NULL, latest_pack, latest_unpack};

const struct cell_type cell_earliest = {"earliest", sizeof(struct latest),
    earliest_add, latest_merge, NULL, latest_pack, latest_unpack};

const struct num *
latest_value(const struct latest *l)
{
	return l->time != 0 ? &l->v : NULL;
}

int64_t
latest_time(const struct latest *l)
{
	return l->time - (INT64_MAX / 2 + 1);
}

int64_t
earliest_time(const struct latest *l)
{
	return INT64_MAX - l->time - (INT64_MAX / 2 + 1);
}
