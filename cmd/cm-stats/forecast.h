/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_FORECAST_H
#define CM_STATS_FORECAST_H

#include <stddef.h>

#include "cmd/cm-stats/estimate.h"

/* What the values of a day can be. */
enum forecast_kind {
	FORECAST_COUNT,  /* 0, 1, 2 ... */
	FORECAST_AMOUNT, /* never negative: money, seconds */
	FORECAST_REAL    /* any: followers gained */
};

enum { FORECAST_MIN = 7, FORECAST_WEEKS = 3 };

/*
 * A running total at the end of its period. history: the values of n whole
 * days without gaps, the newest last, not only those of the period; done:
 * what the period has already; rest: how many days of it are still to come,
 * the part of the present day that is left counted as a fraction (first), of
 * the day after history.
 *
 * With at least 3 whole weeks (n >= 21) each weekday has a mean of its own, else
 * all days have one. The days that remain sum up to F = sum of their means.
 * Days vary more than by chance alone, so the variance of a day with mean m
 * is phi m (quasi-Poisson: R. W. M. Wedderburn, Quasi-likelihood functions,
 * 1974), phi by Pearson's statistic, sum (y - m)^2 / m / (n - means), for
 * counts at least 1; of FORECAST_REAL it is the variance about the means. The
 * variance of the total is that of the days to come and that of the means
 * they are told by. Low and high: quantiles of the negative binomial
 * (FORECAST_COUNT), gamma (FORECAST_AMOUNT) or normal distribution with that
 * mean and variance, the variance first widened by (t / z)^2 for so few
 * degrees of freedom. It does not know trends, campaigns or holidays, and
 * takes days as independent.
 *
 * n < 7: EST_FEW, and nothing else. No days to come: v, low and high are
 * done. Nothing that varies, as where all history is 0: EST_EQUAL and v.
 */
struct forecast {
	enum forecast_kind kind;
	const double *history;
	size_t n;
	double done;
	double first; /* 0 to 1: what is left of the day after history */
	size_t rest;  /* whole days after that one */
};

enum est forecast_total(
    const struct forecast *f, double level, struct estimate *e);

/*
 * A level such as followers, so many days after the last snapshot (after >=
 * 0), from n snapshots at times t (in days, ascending, gaps allowed): a
 * random walk with drift (R. J. Hyndman and G. Athanasopoulos, Forecasting,
 * 2021, 5.2 and 5.5, with gaps as M. West and J. Harrison, 1997). drift =
 * (y_n - y_1) / (t_n - t_1), s^2 = sum (dy - drift dt)^2 / dt / (n - 2), and
 *   y_n + drift h +- t s sqrt(h + h^2 / (t_n - t_1)), n - 2 degrees of freedom.
 * n < 4: EST_FEW. Steps all equal: EST_EQUAL and v. Times that do not
 * ascend: EST_DOMAIN.
 */
enum est forecast_level(const double *t, const double *y, size_t n,
    double after, double level, struct estimate *e);

/*
 * A rate of sums at the end of a period, sum a / sum b: what it has already,
 * and days to come (a fraction counts), from n whole days of pairs. Each day
 * to come brings the means of a and of b, which makes R, with B the sum of b
 * at the end. Linearised as for a ratio (W. G. Cochran, Sampling techniques,
 * 1977, 6.4), with r the rate of the n days, a day moves it by
 *   e = (a - r b) / (1 - b / sum b) + (r - R) (b - mean b),
 * where the divisor makes up for what a day of much weight hides of itself
 * (HC3; J. G. MacKinnon and H. White, 1985). Then
 *   R +- t sqrt((rest + rest^2 / n) sum e^2 / (n - 1)) / B,
 * t with (sum b)^2 / sum b^2 - 1 degrees of freedom, as many days of like weight
 * tell as much (L. Kish, Survey sampling, 1965); never below 0. Simulated with
 * log-normal b (sigma 1) and n = 7, 14, 30 it holds 0.96, 0.94, 0.94 of the
 * rates for a level of 0.95. n < 7, or all b in one day: EST_FEW. B = 0:
 * EST_ZERO.
 */
struct forecast_rate {
	const double *a, *b;
	size_t n;
	double done_a, done_b;
	double rest; /* days */
};

enum est forecast_rate(
    const struct forecast_rate *f, double level, struct estimate *e);

/*
 * What a day brings by the history alone, as forecast_total() takes it: a mean for
 * each weekday from 3 weeks on, else one for all. day counts from the first of
 * the history and may be negative. 0 where there is no history.
 */
double forecast_day(const double *history, size_t n, long day);

/*
 * The probability that a forecast reaches a target: 1 - the share of its
 * distribution below, which is where the target is a bound of an interval. at
 * makes the forecast with a level. Returns what that does; p is set for
 * EST_OK.
 */
enum est forecast_likely(double target,
    enum est (*at)(const void *ctx, double level, struct estimate *e),
    const void *ctx, double *p);

#endif
