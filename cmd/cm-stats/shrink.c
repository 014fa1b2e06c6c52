/* SPDX-License-Identifier: ISC */
#include <math.h>

#include "cmd/cm-stats/shrink.h"
#include "cmd/cm-stats/special.h"

enum { HALVINGS = 200 };

/* Fills mean, weight and variance; returns sum (y - mean)^2 / (v + between). */
static double
weigh(const double *y, const double *v, size_t k, struct spread *s)
{
	double sum = 0, vs = 0, q = 0, w;
	size_t i;

	s->weight = 0;
	for (i = 0; i < k; i++) {
		w = 1 / (v[i] + s->between);
		s->weight += w;
		sum += w * y[i];
		vs += w * v[i];
	}
	s->mean = sum / s->weight;
	s->variance = vs / s->weight;
	for (i = 0; i < k; i++)
		q += (y[i] - s->mean) * (y[i] - s->mean) / (v[i] + s->between);
	return q;
}

enum est
shrink_spread(const double *y, const double *v, size_t k, struct spread *s)
{
	double low = 0, high, least = INFINITY, most = -INFINITY;
	size_t i;
	int step;

	s->mean = s->between = s->weight = s->variance = NAN;
	s->k = k;
	if (k < 2)
		return EST_FEW;
	for (i = 0; i < k; i++) {
		if (!(v[i] > 0) || isinf(v[i]) || !isfinite(y[i]))
			return EST_DOMAIN;
		least = fmin(least, y[i]);
		most = fmax(most, y[i]);
	}
	s->between = 0;
	if (weigh(y, v, k, s) <= (double)(k - 1))
		return EST_OK;
	/* The sum falls with between, and is below k - 1 at high. */
	high = (most - least) * (most - least);
	for (step = 0; step < HALVINGS && high - low > 1e-15 * high; step++) {
		s->between = low + (high - low) / 2;
		if (weigh(y, v, k, s) > (double)(k - 1))
			low = s->between;
		else
			high = s->between;
	}
	return EST_OK;
}

enum est
shrink_normal(const struct spread *s, double y, double v, double level,
    struct estimate *e)
{
	double k = (double)s->k, z, share, w, variance;

	if (!(level > 0 && level < 1) || !(v > 0))
		return estimate_none(e, EST_DOMAIN);
	if (s->k < 4)
		return estimate_none(e, EST_FEW);
	z = -special_normal_quantile((1 - level) / 2);
	share = (k - 3) / (k - 1) * v / (v + s->between);
	w = 1 / (v + s->between) / s->weight;
	variance = v * (1 - (1 - w) * share) +
	    2 / (k - 3) * share * share * (y - s->mean) * (y - s->mean) *
		(s->variance + s->between) / (v + s->between);
	e->v = (1 - share) * y + share * s->mean;
	e->low = e->v - z * sqrt(variance);
	e->high = e->v + z * sqrt(variance);
	return EST_OK;
}

enum est
shrink_unseen(const struct spread *s, double level, struct estimate *e)
{
	double z;

	if (!(level > 0 && level < 1))
		return estimate_none(e, EST_DOMAIN);
	if (s->k < 4)
		return estimate_none(e, EST_FEW);
	z = -special_normal_quantile((1 - level) / 2) *
	    sqrt(s->between + 1 / s->weight);
	e->v = s->mean;
	e->low = s->mean - z;
	e->high = s->mean + z;
	return EST_OK;
}
