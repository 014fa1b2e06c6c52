/* SPDX-License-Identifier: ISC */
#include <math.h>

#include "cmd/cm-stats/forecast.h"
#include "cmd/cm-stats/special.h"

enum { WEEK = 7 };

/* The means of the days, one for each weekday or one for all. */
struct means {
	double mean[WEEK], days[WEEK];
	size_t n; /* of them */
};

static size_t
which(const struct means *m, size_t day)
{
	return day % m->n;
}

static void
means_of(const struct forecast *f, struct means *m)
{
	size_t k;

	m->n = f->n >= FORECAST_WEEKS * WEEK ? WEEK : 1;
	for (k = 0; k < WEEK; k++)
		m->mean[k] = m->days[k] = 0;
	for (k = 0; k < f->n; k++) {
		m->mean[which(m, k)] += f->history[k];
		m->days[which(m, k)]++;
	}
	for (k = 0; k < m->n; k++)
		m->mean[k] /= m->days[k];
}

/* phi: the variance by the mean; of any numbers the variance. */
static double
dispersion(const struct forecast *f, const struct means *m)
{
	double s = 0, d, mean;
	size_t k, used = 0;

	for (k = 0; k < f->n; k++) {
		mean = m->mean[which(m, k)];
		d = f->history[k] - mean;
		if (f->kind == FORECAST_REAL)
			s += d * d;
		else if (mean > 0)
			s += d * d / mean;
	}
	for (k = 0; k < m->n; k++)
		used += m->days[k] > 0;
	s /= (double)(f->n - used);
	return f->kind == FORECAST_COUNT ? fmax(s, 1) : s;
}

/* The sum of the days to come and its variance. */
static void
to_come(const struct forecast *f, const struct means *m, double phi,
    double *sum, double *variance)
{
	double days[WEEK] = {0}, squares[WEEK] = {0}, unit;
	size_t k;

	days[which(m, f->n)] += f->first;
	squares[which(m, f->n)] +=
	    f->kind == FORECAST_REAL ? f->first * f->first : f->first;
	for (k = 0; k < f->rest; k++) {
		days[which(m, f->n + 1 + k)]++;
		squares[which(m, f->n + 1 + k)]++;
	}
	*sum = *variance = 0;
	for (k = 0; k < m->n; k++) {
		unit = phi * (f->kind == FORECAST_REAL ? 1 : m->mean[k]);
		*sum += days[k] * m->mean[k];
		*variance +=
		    unit * (squares[k] + days[k] * days[k] / m->days[k]);
	}
}

static void
limits(enum forecast_kind kind, double sum, double variance, double level,
    struct estimate *e)
{
	double tail = (1 - level) / 2, shape, z;

	if (kind == FORECAST_COUNT) {
		e->low += special_negbin_quantile(tail, sum, variance);
		e->high += special_negbin_quantile(1 - tail, sum, variance);
	} else if (kind == FORECAST_AMOUNT) {
		shape = sum * sum / variance;
		e->low += special_gamma_quantile(tail, shape) / shape * sum;
		e->high +=
		    special_gamma_quantile(1 - tail, shape) / shape * sum;
	} else {
		z = -special_normal_quantile(tail) * sqrt(variance);
		e->low += sum - z;
		e->high += sum + z;
	}
}

enum est
forecast_total(const struct forecast *f, double level, struct estimate *e)
{
	double phi, sum, variance, wide, tail = (1 - level) / 2;
	struct means m;
	size_t k;

	estimate_none(e, EST_OK);
	if (!(level > 0 && level < 1) || !(f->first >= 0 && f->first <= 1))
		return EST_DOMAIN;
	for (k = 0; k < f->n; k++)
		if (!isfinite(f->history[k]) ||
		    (f->kind != FORECAST_REAL && f->history[k] < 0))
			return EST_DOMAIN;
	if (f->rest == 0 && f->first == 0) {
		e->v = e->low = e->high = f->done;
		return EST_OK;
	}
	if (f->n < FORECAST_MIN)
		return EST_FEW;
	means_of(f, &m);
	phi = dispersion(f, &m);
	to_come(f, &m, phi, &sum, &variance);
	e->v = f->done + sum;
	if (variance == 0)
		return EST_EQUAL;
	wide = special_t_quantile(tail, (double)(f->n - m.n)) /
	    special_normal_quantile(tail);
	e->low = e->high = f->done;
	limits(f->kind, sum, variance * wide * wide, level, e);
	return EST_OK;
}

enum est
forecast_level(const double *t, const double *y, size_t n, double after,
    double level, struct estimate *e)
{
	double drift, span, s = 0, d, half;
	size_t k;

	estimate_none(e, EST_OK);
	if (!(level > 0 && level < 1) || !(after >= 0))
		return EST_DOMAIN;
	for (k = 1; k < n; k++)
		if (!(t[k] > t[k - 1]))
			return EST_DOMAIN;
	if (n < 4)
		return EST_FEW;
	span = t[n - 1] - t[0];
	drift = (y[n - 1] - y[0]) / span;
	for (k = 1; k < n; k++) {
		d = y[k] - y[k - 1] - drift * (t[k] - t[k - 1]);
		s += d * d / (t[k] - t[k - 1]);
	}
	e->v = y[n - 1] + drift * after;
	/* What is left of numbers that cancel is no spread. */
	if (!(s > 1e-24 * y[n - 1] * y[n - 1]))
		return EST_EQUAL;
	half = -special_t_quantile((1 - level) / 2, (double)(n - 2)) *
	    sqrt(s / (double)(n - 2) * (after + after * after / span));
	e->low = e->v - half;
	e->high = e->v + half;
	return EST_OK;
}

enum est
forecast_rate(const struct forecast_rate *f, double level, struct estimate *e)
{
	double a = 0, b = 0, bb = 0, s = 0, n = (double)f->n, r, d, end, df;
	size_t k;

	estimate_none(e, EST_OK);
	if (!(level > 0 && level < 1) || !(f->rest >= 0))
		return EST_DOMAIN;
	for (k = 0; k < f->n; k++) {
		a += f->a[k];
		b += f->b[k];
		bb += f->b[k] * f->b[k];
	}
	if (f->rest > 0 && f->n < FORECAST_MIN)
		return EST_FEW;
	end = f->done_b + (f->n > 0 ? f->rest * b / n : 0);
	if (!(end > 0))
		return EST_ZERO;
	e->v = (f->done_a + (f->n > 0 ? f->rest * a / n : 0)) / end;
	if (f->rest == 0) {
		e->low = e->high = e->v;
		return EST_OK;
	}
	df = b * b / bb - 1;
	if (!(df > 1e-9))
		return EST_FEW;
	r = a / b;
	for (k = 0; k < f->n; k++) {
		d = (f->a[k] - r * f->b[k]) / (1 - f->b[k] / b) +
		    (r - e->v) * (f->b[k] - b / n);
		s += d * d;
	}
	/* What is left of numbers that cancel is no spread. */
	if (!(s > 1e-24 * a * a))
		return EST_EQUAL;
	d = -special_t_quantile((1 - level) / 2, df) *
	    sqrt(s / (n - 1) * (f->rest + f->rest * f->rest / n)) / end;
	e->low = fmax(0, e->v - d);
	e->high = e->v + d;
	return EST_OK;
}

double
forecast_day(const double *history, size_t n, long day)
{
	struct forecast f = {FORECAST_REAL, history, n, 0, 0, 0};
	struct means m;
	long k;

	if (n == 0)
		return 0;
	means_of(&f, &m);
	k = day % (long)m.n;
	return m.mean[k < 0 ? k + (long)m.n : k];
}

enum est
forecast_likely(double target,
    enum est (*at)(const void *ctx, double level, struct estimate *e),
    const void *ctx, double *p)
{
	double low = 0, high = 1, middle;
	struct estimate e;
	enum est status;
	int k;

	/* The least share at which the quantile is not below the target. */
	for (k = 0; k < 60; k++) {
		middle = (low + high) / 2;
		/* There is no interval of no width, nor of all. */
		if (middle >= 0.5 && middle <= 0.5)
			middle = 0.4999;
		if (middle < 1e-9 || middle > 1 - 1e-9)
			break;
		status = at(ctx, fabs(1 - 2 * middle), &e);
		if (status != EST_OK)
			return status;
		if ((middle < 0.5 ? e.low : e.high) >= target)
			high = middle;
		else
			low = middle;
	}
	*p = 1 - high;
	return EST_OK;
}
