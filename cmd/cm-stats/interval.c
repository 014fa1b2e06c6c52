/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>

#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/special.h"
#include "lib/err.h"

static int
bad_level(double level)
{
	return !(level > 0 && level < 1);
}

/* z of a level with two sides. */
static double
z_of(double level)
{
	return -special_normal_quantile((1 - level) / 2);
}

static double
t_of(double level, double df)
{
	return -special_t_quantile((1 - level) / 2, df);
}

enum est
interval_share(uint64_t k, uint64_t n, double level, struct estimate *e)
{
	double z, zz, p, m = (double)n, half, mid;

	if (bad_level(level) || k > n)
		return estimate_none(e, EST_DOMAIN);
	if (n == 0)
		return estimate_none(e, EST_ZERO);
	z = z_of(level);
	zz = z * z;
	p = (double)k / m;
	mid = p + zz / (2 * m);
	half = z * sqrt(p * (1 - p) / m + zz / (4 * m * m));
	e->v = p;
	e->low = k == 0 ? 0 : (mid - half) / (1 + zz / m);
	e->high = k == n ? 1 : (mid + half) / (1 + zz / m);
	return EST_OK;
}

/* The sum of squares about the mean; fma() keeps what would be rounded off. */
static double
about_mean(const struct sample *m)
{
	double p = m->sum * m->sum, q = p / m->n, s,
	       rest = fma(m->sum, m->sum, -p) + fma(-q, m->n, p);

	s = m->squares - q - rest / m->n;
	return s > 0 ? s : 0;
}

/*
 * Their variance, divided by n - 1; NaN for n < 2. Loses digits where the
 * mean is more than some 10^6 standard deviations.
 */
static double
sample_variance(const struct sample *m)
{
	if (!(m->n >= 2))
		return NAN;
	return about_mean(m) / (m->n - 1);
}

enum est
interval_mean(const struct sample *m, double level, struct estimate *e)
{
	double variance = sample_variance(m), half;

	estimate_none(e, EST_OK);
	if (bad_level(level) || !(m->n >= 0))
		return EST_DOMAIN;
	if (m->n == 0)
		return EST_FEW;
	e->v = m->sum / m->n;
	if (m->n < 2)
		return EST_FEW;
	if (variance == 0)
		return EST_EQUAL;
	half = t_of(level, m->n - 1) * sqrt(variance / m->n);
	e->low = e->v - half;
	e->high = e->v + half;
	return EST_OK;
}

/* The smallest k with P(X <= k) >= p of n trials. */
static uint64_t
binomial_quantile(double p, uint64_t n, double q)
{
	uint64_t low = 0, high = n, k;

	while (low < high) {
		k = low + (high - low) / 2;
		if (special_binomial(k, n, q) < p)
			low = k + 1;
		else
			high = k;
	}
	return low;
}

enum est
interval_ranks(
    uint64_t n, double q, double level, uint64_t *low, uint64_t *high)
{
	double tail = (1 - level) / 2;

	*low = 0;
	*high = n + 1;
	if (bad_level(level) || !(q > 0 && q < 1))
		return EST_DOMAIN;
	if (n == 0)
		return EST_FEW;
	/* P(X < low) <= tail, and P(X >= high) <= tail. */
	*low = binomial_quantile(tail, n, q);
	if (special_binomial(*low, n, q) <= tail)
		++*low;
	*high = binomial_quantile(1 - tail, n, q) + 1;
	return *low == 0 || *high == n + 1 ? EST_FEW : EST_OK;
}

enum est
interval_quantile(
    const double *sorted, size_t n, double q, double level, struct estimate *e)
{
	uint64_t low, high;
	enum est status = interval_ranks(n, q, level, &low, &high);
	double at;
	size_t k;

	estimate_none(e, EST_OK);
	if (status == EST_DOMAIN || n == 0)
		return status;
	at = q * (double)(n - 1);
	k = (size_t)at;
	e->v = sorted[k];
	if (k + 1 < n)
		e->v += (at - (double)k) * (sorted[k + 1] - sorted[k]);
	if (low > 0)
		e->low = sorted[low - 1];
	if (high <= n)
		e->high = sorted[high - 1];
	return status;
}

enum est
interval_rate(uint64_t k, double t, double level, struct estimate *e)
{
	double tail = (1 - level) / 2, a = (double)k;

	if (bad_level(level) || !(t >= 0))
		return estimate_none(e, EST_DOMAIN);
	if (t == 0)
		return estimate_none(e, EST_ZERO);
	e->v = a / t;
	e->low = k == 0 ? 0 : special_gamma_quantile(tail, a) / t;
	e->high = special_gamma_quantile(1 - tail, a + 1) / t;
	return EST_OK;
}

enum est
interval_rate_ratio(uint64_t a, double t, uint64_t b, double u, double level,
    struct estimate *e, double *p)
{
	double tail = (1 - level) / 2, x = (double)a, y = (double)b, q, low,
	       high;

	estimate_none(e, EST_OK);
	if (p != NULL)
		*p = NAN;
	if (bad_level(level) || !(t >= 0) || !(u >= 0))
		return EST_DOMAIN;
	if (t == 0 || u == 0)
		return EST_ZERO;
	if (a == 0 && b == 0)
		return EST_FEW;
	/* Both ends as quantiles near 0 keep their digits. */
	e->low = 0;
	if (a > 0) {
		q = special_beta_quantile(tail, x, y + 1);
		e->low = q / (1 - q) * (u / t);
	}
	if (p != NULL) {
		q = t / (t + u);
		low = special_binomial(a, a + b, q);
		high = special_binomial_upper(a, a + b, q);
		*p = fmin(1, 2 * fmin(low, high));
	}
	if (b == 0)
		return EST_ZERO;
	q = special_beta_quantile(tail, y, x + 1);
	e->high = (1 - q) / q * (u / t);
	e->v = x / y * (u / t);
	return EST_OK;
}

/* The ratio, and half the width of its interval. */
static enum est
ratio(const struct pairs *s, double level, struct estimate *e, double *half)
{
	double rest, h;

	estimate_none(e, EST_OK);
	if (bad_level(level) || !(s->n >= 0))
		return EST_DOMAIN;
	if (s->n == 0)
		return EST_FEW;
	if (s->b == 0)
		return EST_ZERO;
	e->v = s->a / s->b;
	if (s->n < 2)
		return EST_FEW;
	rest = s->aa - 2 * e->v * s->ab + e->v * e->v * s->bb;
	/* What is left of sums that cancel is no spread. */
	if (!(rest > 1e-13 * s->aa))
		return EST_EQUAL;
	/* Nearly all in one pair: that tells no spread. */
	h = s->bb / (s->b * s->b);
	if (!(h < 1 - 1e-9))
		return EST_FEW;
	*half =
	    t_of(level, fmax(1, 1 / h - 1)) * sqrt(rest / (1 - h)) / fabs(s->b);
	return EST_OK;
}

enum est
interval_ratio(const struct pairs *s, double level, struct estimate *e)
{
	double half;
	enum est status = ratio(s, level, e, &half);

	if (status != EST_OK)
		return status;
	e->low = e->v - half;
	e->high = e->v + half;
	return EST_OK;
}

enum est
interval_ratio_log(const struct pairs *s, double level, struct estimate *e)
{
	double half;
	enum est status = ratio(s, level, e, &half);

	if (status != EST_OK)
		return status;
	if (e->v <= 0)
		return e->v == 0 ? EST_EQUAL : estimate_none(e, EST_DOMAIN);
	half /= e->v;
	e->low = e->v * exp(-half);
	e->high = e->v * exp(half);
	return EST_OK;
}

struct ranked {
	double p;
	size_t at;
};

static int
compare_ranked(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;

	if (a->p != b->p)
		return a->p < b->p ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

void
interval_adjust(double *p, size_t n)
{
	struct ranked *r = cm_alloc((n + 1) * sizeof(*r));
	double least = 1;
	size_t k, m = 0;

	for (k = 0; k < n; k++)
		if (!isnan(p[k])) {
			r[m].p = p[k];
			r[m++].at = k;
		}
	qsort(r, m, sizeof(*r), compare_ranked);
	for (k = m; k > 0; k--) {
		least = fmin(least, r[k - 1].p * (double)m / (double)k);
		p[r[k - 1].at] = least;
	}
	free(r);
}
