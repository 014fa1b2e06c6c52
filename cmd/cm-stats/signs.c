/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/shrink.h"
#include "cmd/cm-stats/signs.h"
#include "lib/err.h"

enum { DAY = 86400 };

static int
compare(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

/* Sorts v. */
static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), compare);
	return n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* The median of v, which it sorts, and what is one step of the z-score. */
static double
usual(double *v, size_t n, double *step)
{
	double *d = cm_alloc(n * sizeof(*d)), middle = median(v, n), sum = 0;
	size_t k;

	for (k = 0; k < n; k++) {
		d[k] = fabs(v[k] - middle);
		sum += d[k];
	}
	*step = median(d, n) / 0.6745;
	if (*step == 0)
		*step = 1.2533141373155001 * sum / (double)n;
	free(d);
	return middle;
}

/* The step from one snapshot to the next, in followers a day. */
static double
speed(const struct point *p)
{
	return (p[1].followers - p[0].followers) /
	    ((double)(p[1].time - p[0].time) / DAY);
}

/* Whether something was said from a day before a span to its end. */
static int
said_in(const int64_t *said, size_t n, int64_t from, int64_t to)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (said[middle] < from - DAY)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && said[low] <= to;
}

void
signs_jump(struct influencer *i, const struct point *point, size_t points,
    const int64_t *said, size_t nsaid)
{
	size_t steps = points > 0 ? points - 1 : 0, k, best = steps;
	double *v, step, middle, fastest = 0;

	i->jump.n = steps;
	i->jump.z.v = i->jump.z.low = i->jump.z.high = NAN;
	if (i->posts == 0)
		i->jump.why = "its own posts are not known";
	else if (steps < SIGNS_STEPS)
		i->jump.why = "9 snapshots are needed";
	if (i->jump.why != NULL)
		return;
	v = cm_alloc(steps * sizeof(*v));
	for (k = 0; k < steps; k++) {
		v[k] = speed(&point[k]);
		if ((best == steps || v[k] > fastest) &&
		    point[k].followers > 0 &&
		    !said_in(said, nsaid, point[k].time, point[k + 1].time)) {
			best = k;
			fastest = v[k];
		}
	}
	middle = usual(v, steps, &step);
	free(v);
	if (best == steps) {
		i->jump.why = "it always said something";
		return;
	}
	i->jump.z.v = step > 0 ? (fastest - middle) / step : 0;
	i->jump_percent =
	    100 * (point[best + 1].followers / point[best].followers - 1);
	i->jump_at = point[best + 1].time;
	i->jump.is = i->jump.z.v > SIGNS_FAR && i->jump_percent >= SIGNS_RISE;
}

/* Two numbers of each author, of those that have enough of it. */
struct field {
	int (*enough)(const struct influencer *i);
	double (*value)(const struct influencer *i);
	struct sign *(*sign)(struct influencer *i);
	const char *few;
};

/* Those next in size that have a value, on both sides; returns how many. */
static size_t
peers(const struct influencer *i, size_t n, size_t me, const struct field *f,
    const struct influencer **to)
{
	size_t k, m = 0, side;

	for (k = me, side = 0; k > 0 && side < SIGNS_BESIDE; k--) {
		if (i[k - 1].followers * SIGNS_SIZE < i[me].followers)
			break;
		if (f->enough(&i[k - 1])) {
			to[m++] = &i[k - 1];
			side++;
		}
	}
	for (k = me + 1, side = 0; k < n && side < SIGNS_BESIDE; k++) {
		if (i[k].followers > i[me].followers * SIGNS_SIZE)
			break;
		if (f->enough(&i[k])) {
			to[m++] = &i[k];
			side++;
		}
	}
	return m;
}

static void
judge(struct influencer *i, size_t n, const struct field *f, double level,
    void (*shrink)(const struct influencer *i,
	const struct influencer *const *peer, size_t n, double level,
	struct estimate *e))
{
	const struct influencer *peer[2 * SIGNS_BESIDE];
	double v[2 * SIGNS_BESIDE], step;
	struct estimate e;
	struct sign *s;
	size_t me, k;

	for (me = 0; me < n; me++) {
		s = f->sign(&i[me]);
		s->z.v = s->z.low = s->z.high = s->expected = NAN;
		s->n = peers(i, n, me, f, peer);
		if (!f->enough(&i[me]))
			s->why = f->few;
		else if (s->n < SIGNS_PEERS)
			s->why = "20 others of like size are needed";
		if (s->why != NULL)
			continue;
		for (k = 0; k < s->n; k++)
			v[k] = f->value(peer[k]);
		s->expected = usual(v, s->n, &step);
		if (step == 0) {
			s->why = "all others are equal";
			continue;
		}
		shrink(&i[me], peer, s->n, level, &e);
		s->z.v = (e.v - s->expected) / step;
		s->z.low = (e.low - s->expected) / step;
		s->z.high = (e.high - s->expected) / step;
	}
}

static int
enough_items(const struct influencer *i)
{
	return i->rate.n >= SIGNS_ITEMS;
}

static double
rate_of(const struct influencer *i)
{
	return i->rate.mean;
}

static struct sign *
engagement_of(struct influencer *i)
{
	return &i->engagement;
}

/*
 * The mean of the logarithms, drawn to that of the others the more the fewer
 * items it is of. How much the items of one author differ is taken of all.
 */
static void
shrink_items(const struct influencer *i, const struct influencer *const *peer,
    size_t n, double level, struct estimate *e)
{
	double y[2 * SIGNS_BESIDE], v[2 * SIGNS_BESIDE], squares = i->squares;
	double free_ = i->rate.n - 1, variance;
	struct spread spread;
	size_t k;

	for (k = 0; k < n; k++) {
		squares += peer[k]->squares;
		free_ += peer[k]->rate.n - 1;
	}
	variance = squares / free_;
	for (k = 0; k < n; k++) {
		y[k] = peer[k]->rate.mean;
		v[k] = variance / peer[k]->rate.n;
	}
	e->v = e->low = e->high = i->rate.mean;
	if (variance > 0 && shrink_spread(y, v, n, &spread) == EST_OK)
		shrink_normal(
		    &spread, i->rate.mean, variance / i->rate.n, level, e);
}

static int
enough_talk(const struct influencer *i)
{
	return i->commented >= SIGNS_ITEMS &&
	    i->likes + i->comments >= SIGNS_TALK;
}

static double
talk_of(const struct influencer *i)
{
	return log((i->comments + 0.5) / (i->likes + 0.5));
}

static struct sign *
talk_sign(struct influencer *i)
{
	return &i->talk;
}

/* The variance of a logarithm of odds is that of two counts. */
static void
shrink_talk(const struct influencer *i, const struct influencer *const *peer,
    size_t n, double level, struct estimate *e)
{
	double y[2 * SIGNS_BESIDE], v[2 * SIGNS_BESIDE];
	struct spread spread;
	size_t k;

	for (k = 0; k < n; k++) {
		y[k] = talk_of(peer[k]);
		v[k] =
		    1 / (peer[k]->comments + 0.5) + 1 / (peer[k]->likes + 0.5);
	}
	e->v = e->low = e->high = talk_of(i);
	if (shrink_spread(y, v, n, &spread) == EST_OK)
		shrink_normal(&spread, e->v,
		    1 / (i->comments + 0.5) + 1 / (i->likes + 0.5), level, e);
}

void
signs_judge(struct influencer *i, size_t n, double level)
{
	static const struct field engagement = {enough_items, rate_of,
	    engagement_of, "5 items that give both are needed"};
	static const struct field talk = {enough_talk, talk_of, talk_sign,
	    "5 items with 20 likes and comments are needed"};
	size_t k;

	judge(i, n, &engagement, level, shrink_items);
	judge(i, n, &talk, level, shrink_talk);
	for (k = 0; k < n; k++) {
		i[k].engagement.is = i[k].engagement.z.v < -SIGNS_FAR;
		i[k].talk.is = fabs(i[k].talk.z.v) > SIGNS_FAR;
		if (!i[k].follows)
			i[k].exchange.why = "no snapshot of the profile";
		i[k].exchange.is =
		    i[k].following > SIGNS_RATIO * i[k].follow_base;
	}
}
