/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_INTERVAL_H
#define CM_STATS_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/estimate.h"

/*
 * Estimates with their intervals, from counts and sums. All take a level
 * (0.95) and fill an estimate; see estimate.h for what comes back where
 * there is too little. z and t are quantiles at (1 + level) / 2.
 */

/*
 * A share k / n, 0 <= k <= n: the score interval of E. B. Wilson (Probable
 * inference, the law of succession, and statistical inference, 1927),
 *   (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
 * n = 0: EST_ZERO. As a fraction, not in percent.
 */
enum est interval_share(
    uint64_t k, uint64_t n, double level, struct estimate *e);

/* n values, their sum and the sum of their squares. */
struct sample {
	double n, sum, squares;
};

/*
 * The mean: Student (1908), mean +- t sqrt(variance / n) with n - 1 degrees
 * of freedom. n = 0: EST_FEW; n = 1: EST_FEW and v; all equal: EST_EQUAL and
 * v.
 */
enum est interval_mean(
    const struct sample *m, double level, struct estimate *e);

/*
 * The ranks (from 1) of the ordered values between which the quantile q of n
 * values lies with at least the level's probability, by the binomial
 * distribution (W. R. Thompson, 1936; W. J. Conover, Practical nonparametric
 * statistics, 1971). At the median with level 0.95 it takes n = 6, at q =
 * 0.95 n = 72 for both ends. Where no value is far enough out the rank is 0
 * (low) or n + 1 (high), and the status EST_FEW. 0 < q < 1.
 */
enum est interval_ranks(
    uint64_t n, double q, double level, uint64_t *low, uint64_t *high);

/*
 * A quantile of n values in ascending order: v interpolated as R and numpy do
 * (type 7), low and high the values at the ranks; NaN where there is none.
 */
enum est interval_quantile(
    const double *sorted, size_t n, double q, double level, struct estimate *e);

/*
 * Events per exposure, k / t with t > 0: the exact interval of F. Garwood
 * (Fiducial limits for the Poisson distribution, 1936). Only for counts of
 * independent events.
 */
enum est interval_rate(uint64_t k, double t, double level, struct estimate *e);

/*
 * The ratio of two such rates, (a / t) / (b / u), exact: given a + b, a is
 * binomial (J. Przyborowski and H. Wilenski, 1940), so its Clopper-Pearson
 * interval p gives p / (1 - p) u / t. a = 0: low is 0. b = 0: EST_ZERO, v
 * and high NaN, low known. Both 0: EST_FEW. p, unless
 * NULL, is the probability of such a ratio or one farther off if there were
 * none: twice the smaller tail, at most 1.
 */
enum est interval_rate_ratio(uint64_t a, double t, uint64_t b, double u,
    double level, struct estimate *e, double *p);

/* n pairs (a, b) and their sums: of a, b, a^2, a b, b^2. */
struct pairs {
	double n, a, b, aa, ab, bb;
};

/*
 * The ratio of the sums R = sum a / sum b, such as interactions by views over
 * posts (which a binomial share is not: one post's views go together): W. G.
 * Cochran, Sampling techniques (1977), 6.4, with the variance linearised,
 *   sum (a - R b)^2 / (1 - h) / (sum b)^2, h = sum b^2 / (sum b)^2,
 * and R +- t sqrt(that), 1 / h - 1 degrees of freedom, at least 1. 1 / h is how many
 * pairs of like b tell as much (L. Kish, Survey sampling, 1965); of equal b
 * it is n, and this is Cochran's. Where few posts have most of the views,
 * his n - 1 holds 0.76 to 0.88 of the rates for a level of 0.95 (log-normal
 * b, sigma 1 and 1.5, n of 5 to 30), this 0.94 to 0.97. n < 2, or all b in
 * one pair: EST_FEW, and v where n is not 0. sum b = 0: EST_ZERO. The ratio
 * the same in each pair: EST_EQUAL and v.
 */
enum est interval_ratio(
    const struct pairs *s, double level, struct estimate *e);

/*
 * The same on the scale of logarithms, R exp(+- t sqrt(that) / R): never
 * below 0. For ratios of what cannot be negative, as rates are. R = 0:
 * EST_EQUAL, v is 0.
 */
enum est interval_ratio_log(
    const struct pairs *s, double level, struct estimate *e);

/*
 * p-values of several tests at once, adjusted in place: of all those with an
 * adjusted p of at most x, a share of at most x is expected to be false
 * alarms (Y. Benjamini and Y. Hochberg, Controlling the false discovery
 * rate, 1995). NaN are left as they are and do not count as tests.
 */
void interval_adjust(double *p, size_t n);

#endif
