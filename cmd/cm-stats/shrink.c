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

enum est
shrink_beta(const uint64_t *n, const uint64_t *m, size_t k, struct prior *p)
{
	double all = 0, hits = 0, squares = 0, s = 0, share, unit, within;
	size_t i, groups = 0;

	p->a = p->b = NAN;
	for (i = 0; i < k; i++) {
		if (n[i] > m[i])
			return EST_DOMAIN;
		groups += m[i] > 0;
		all += (double)m[i];
		hits += (double)n[i];
		squares += (double)m[i] * (double)m[i];
	}
	if (groups < 2 || all <= (double)groups)
		return EST_FEW;
	share = hits / all;
	unit = share * (1 - share);
	if (unit == 0)
		return EST_EQUAL;
	for (i = 0; i < k; i++)
		if (m[i] > 0) {
			double d = (double)n[i] / (double)m[i] - share;

			s += (double)m[i] * d * d;
		}
	groups--;
	within = (s - unit * (double)groups) /
	    (unit * (all - squares / all - (double)groups));
	/* a + b is (1 - within) / within, from next to nothing to all. */
	within = fmin(fmax(within, 1 / (all + 1)), 0.999);
	p->a = share * (1 - within) / within;
	p->b = (1 - share) * (1 - within) / within;
	return EST_OK;
}

enum est
shrink_share(const struct prior *p, uint64_t n, uint64_t m, double level,
    struct estimate *e)
{
	double a = p->a + (double)n, b = p->b + (double)m - (double)n,
	       tail = (1 - level) / 2;

	if (!(level > 0 && level < 1) || !(p->a > 0 && p->b > 0) || n > m)
		return estimate_none(e, EST_DOMAIN);
	e->v = a / (a + b);
	e->low = special_beta_quantile(tail, a, b);
	e->high = special_beta_quantile(1 - tail, a, b);
	return EST_OK;
}

enum est
shrink_gamma(const uint64_t *n, const double *t, size_t k, struct prior *p)
{
	double all = 0, hits = 0, squares = 0, s = 0, rate, between;
	size_t i;

	p->a = p->b = NAN;
	for (i = 0; i < k; i++) {
		if (!(t[i] > 0) || isinf(t[i]))
			return EST_DOMAIN;
		all += t[i];
		hits += (double)n[i];
		squares += t[i] * t[i];
	}
	if (k < 2)
		return EST_FEW;
	if (hits == 0)
		return EST_EQUAL;
	rate = hits / all;
	for (i = 0; i < k; i++)
		s += t[i] * ((double)n[i] / t[i] - rate) *
		    ((double)n[i] / t[i] - rate);
	between = (s - rate * (double)(k - 1)) / (all - squares / all);
	p->b = between * all > rate ? rate / between : all;
	p->a = rate * p->b;
	return EST_OK;
}

enum est
shrink_rate(const struct prior *p, uint64_t n, double t, double level,
    struct estimate *e)
{
	double a = p->a + (double)n, b = p->b + t, tail = (1 - level) / 2;

	if (!(level > 0 && level < 1) || !(p->a > 0 && p->b > 0) || !(t >= 0))
		return estimate_none(e, EST_DOMAIN);
	e->v = a / b;
	e->low = special_gamma_quantile(tail, a) / b;
	e->high = special_gamma_quantile(1 - tail, a) / b;
	return EST_OK;
}
