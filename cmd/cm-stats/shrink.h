/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SHRINK_H
#define CM_STATS_SHRINK_H

#include <stddef.h>

#include "cmd/cm-stats/estimate.h"

/*
 * Empirical Bayes: estimates of many groups, each drawn to the mean of all
 * the more the less it rests on, so that the best of many small groups is
 * not simply the luckiest. All need the data of all groups at once.
 */

/*
 * The spread of the true means of k groups, from estimates y with sampling
 * variances v > 0: the weighted mean and the variance between the groups of
 * R. C. Paule and J. Mandel (Consensus values and weighting factors, 1982),
 * the variance at which sum (y - mean)^2 / (v + between) is k - 1; 0 if it
 * is less even so. k < 2: EST_FEW.
 */
struct spread {
	double mean, between;
	double weight;   /* sum of 1 / (v + between) */
	double variance; /* the mean of v with these weights */
	size_t k;
};

enum est shrink_spread(
    const double *y, const double *v, size_t k, struct spread *s);

/*
 * A group of these, shrunk to the mean: C. N. Morris (Parametric empirical
 * Bayes inference, 1983). With the share B = (k - 3) / (k - 1) v / (v + between),
 *   v    (1 - B) y + B mean,
 *   s^2  v (1 - (1 - w) B) + 2 / (k - 3) B^2 (y - mean)^2
 *        (variance + between) / (v + between),
 *        w = 1 / (v + between) / weight,
 *   low, high  v -+ z s,
 * which counts in that mean and between are themselves estimated. k < 4:
 * EST_FEW.
 */
enum est shrink_normal(const struct spread *s, double y, double v, double level,
    struct estimate *e);

/*
 * The same for a group without any data, of which only the spread is known:
 * the mean, and its interval with variance between + 1 / weight.
 */
enum est shrink_unseen(
    const struct spread *s, double level, struct estimate *e);

#endif
