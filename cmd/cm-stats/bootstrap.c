/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>

#include "cmd/cm-stats/bootstrap.h"
#include "cmd/cm-stats/special.h"
#include "lib/err.h"

void
random_seed(struct random *r, uint64_t seed)
{
	uint64_t z;
	int k;

	for (k = 0; k < 4; k++) {
		seed += 0x9e3779b97f4a7c15u;
		z = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
		z = (z ^ z >> 27) * 0x94d049bb133111ebu;
		r->s[k] = z ^ z >> 31;
	}
}

static uint64_t
turn(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

uint64_t
random_next(struct random *r)
{
	uint64_t out = turn(r->s[1] * 5, 7) * 9, t = r->s[1] << 17;

	r->s[2] ^= r->s[0];
	r->s[3] ^= r->s[1];
	r->s[1] ^= r->s[2];
	r->s[0] ^= r->s[3];
	r->s[2] ^= t;
	r->s[3] = turn(r->s[3], 45);
	return out;
}

/* The high and the low half of a * b. */
static uint64_t
multiply(uint64_t a, uint64_t b, uint64_t *low)
{
	uint64_t a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff,
		 b1 = b >> 32, mid = a1 * b0 + (a0 * b0 >> 32),
		 other = a0 * b1 + (mid & 0xffffffff);

	*low = a * b;
	return a1 * b1 + (mid >> 32) + (other >> 32);
}

uint64_t
random_below(struct random *r, uint64_t n)
{
	uint64_t low, high = multiply(random_next(r), n, &low);

	if (low < n)
		while (low < -n % n)
			high = multiply(random_next(r), n, &low);
	return high;
}

double
random_unit(struct random *r)
{
	return (double)(random_next(r) >> 11) * 0x1p-53;
}

static int
compare_doubles(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return a < b ? -1 : a > b;
}

static double
quantile(const double *sorted, size_t n, double q)
{
	double at = q * (double)(n - 1);
	size_t k = (size_t)at;

	if (k + 1 >= n)
		return sorted[n - 1];
	return sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}

/* How the error changes with the value: from the estimates without each. */
static double
acceleration(size_t n, size_t *at, bootstrap_fn *of, void *ctx)
{
	double *without = cm_alloc(n * sizeof(*without)), mean = 0, two = 0,
	       three = 0, d;
	size_t k, i;

	for (k = 0; k < n; k++) {
		for (i = 0; i + 1 < n; i++)
			at[i] = i < k ? i : i + 1;
		without[k] = of(ctx, at, n - 1);
		mean += without[k] / (double)n;
	}
	for (k = 0; k < n; k++) {
		d = mean - without[k];
		two += d * d;
		three += d * d * d;
	}
	free(without);
	return two > 0 ? three / (6 * two * sqrt(two)) : 0;
}

static size_t
draw(size_t n, size_t draws, uint64_t seed, size_t *at, double *drawn,
    bootstrap_fn *of, void *ctx)
{
	struct random r;
	size_t k, i, m = 0;

	random_seed(&r, seed);
	for (k = 0; k < draws; k++) {
		for (i = 0; i < n; i++)
			at[i] = (size_t)random_below(&r, n);
		drawn[m] = of(ctx, at, n);
		m += !isnan(drawn[m]);
	}
	qsort(drawn, m, sizeof(*drawn), compare_doubles);
	return m;
}

static enum est
between(const double *drawn, size_t m, double accel, double level,
    struct estimate *e)
{
	double below = 0, bias, tail = (1 - level) / 2, z, q[2];
	size_t k;
	int end;

	if (drawn[0] == drawn[m - 1])
		return EST_EQUAL;
	/* Ties count half, or values with few steps would seem biased. */
	for (k = 0; k < m; k++)
		below += drawn[k] < e->v ? 1 : drawn[k] == e->v ? 0.5 : 0;
	bias = special_normal_quantile(
	    fmin(fmax(below, 0.5), (double)m - 0.5) / (double)m);
	for (end = 0; end < 2; end++) {
		z = bias + special_normal_quantile(end == 0 ? tail : 1 - tail);
		q[end] = special_normal(bias + z / (1 - accel * z));
	}
	e->low = quantile(drawn, m, q[0]);
	e->high = quantile(drawn, m, q[1]);
	return EST_OK;
}

enum est
bootstrap(size_t n, size_t draws, uint64_t seed, double level, bootstrap_fn *of,
    void *ctx, struct estimate *e)
{
	size_t *at, k, m;
	double *drawn, accel;
	enum est status;

	estimate_none(e, EST_OK);
	if (!(level > 0 && level < 1))
		return EST_DOMAIN;
	if (n == 0)
		return EST_FEW;
	at = cm_alloc(n * sizeof(*at));
	for (k = 0; k < n; k++)
		at[k] = k;
	e->v = of(ctx, at, n);
	status = isnan(e->v) || n < 5 || draws < 100 ? EST_FEW : EST_OK;
	if (status == EST_OK) {
		drawn = cm_alloc((draws + 1) * sizeof(*drawn));
		m = draw(n, draws, seed, at, drawn, of, ctx);
		accel = acceleration(n, at, of, ctx);
		status = m < draws - draws / 20
		    ? EST_FEW
		    : between(drawn, m, isnan(accel) ? 0 : accel, level, e);
		free(drawn);
	}
	free(at);
	return status;
}
