/* SPDX-License-Identifier: ISC */
#include <math.h>

#include "cmd/cm-stats/special.h"
#include "cmd/cm-stats/voice_figures.h"

static void
add_sum(struct voice_sum *to, const struct voice_sum *v)
{
	to->n += v->n;
	to->sum += v->sum;
	to->squares += v->squares;
}

void
voice_add(struct voice *to, const struct voice *v)
{
	to->records += v->records;
	to->authors += v->authors;
	add_sum(&to->reach, &v->reach);
	add_sum(&to->interactions, &v->interactions);
	to->positive += v->positive;
	to->neutral += v->neutral;
	to->negative += v->negative;
}

enum est
voice_share(const struct voice_sum *part, const struct voice_sum *all,
    double level, struct estimate *e)
{
	double s, rest, half, logit, one;

	estimate_none(e, EST_ZERO);
	if (!(all->sum > 0) || part->n == 0)
		return EST_ZERO;
	e->v = s = part->sum / all->sum;
	if (all->n < VOICE_FEWEST)
		return EST_FEW;
	if (!(s > 0 && s < 1))
		return EST_EQUAL;
	/* The sum of (y - s y)^2 of the part and of (0 - s y)^2 of others. */
	rest = all->squares - part->squares;
	half = (1 - s) * (1 - s) * part->squares + s * s * rest;
	/* As interval_ratio() does. */
	one = all->squares / (all->sum * all->sum);
	if (!(one < 1 - 1e-9))
		return EST_FEW;
	half = sqrt(half / (1 - one)) / all->sum;
	half *= special_t_quantile((1 + level) / 2, fmax(1, 1 / one - 1)) /
	    (s * (1 - s));
	logit = log(s / (1 - s));
	e->low = 1 / (1 + exp(half - logit));
	e->high = 1 / (1 + exp(-half - logit));
	return EST_OK;
}

/* The statistic of Tango: how far from what was seen a difference d is. */
static double
distance(double b, double c, double n, double d)
{
	double half = -b - c + (2 * n - b + c) * d;
	double root = half * half + 8 * n * c * d * (1 - d);
	double q = (sqrt(root > 0 ? root : 0) - half) / (4 * n);
	double variance = n * (2 * q + d * (1 - d));
	double gap = b - c - n * d;

	if (!(variance > 0))
		return gap > 0 ? (double)INFINITY
		    : gap < 0  ? -(double)INFINITY
			       : 0;
	return gap / sqrt(variance);
}

/* Where the distance, which falls as d grows, is z. */
static double
bound(double b, double c, double n, double z)
{
	double low = -1, high = 1, d;
	int k;

	for (k = 0; k < 100; k++) {
		d = (low + high) / 2;
		if (d <= low || d >= high)
			break;
		if (distance(b, c, n, d) > z)
			low = d;
		else
			high = d;
	}
	return (low + high) / 2;
}

enum est
voice_net(uint64_t positive, uint64_t negative, uint64_t n, double level,
    struct estimate *e)
{
	double b = (double)positive, c = (double)negative;
	double z = special_normal_quantile((1 + level) / 2);

	if (n == 0)
		return estimate_none(e, EST_ZERO);
	e->v = (b - c) / (double)n;
	e->low = negative == n ? -1 : bound(b, c, (double)n, z);
	e->high = positive == n ? 1 : bound(b, c, (double)n, -z);
	return EST_OK;
}

void
voice_difference(
    const struct estimate *a, const struct estimate *b, struct estimate *e)
{
	e->v = a->v - b->v;
	e->low = e->v - hypot(a->v - a->low, b->high - b->v);
	e->high = e->v + hypot(a->high - a->v, b->v - b->low);
}
