/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_VOICE_FIGURES_H
#define CM_STATS_VOICE_FIGURES_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/estimate.h"

/* The figures of the verb voice, from what was counted. */

/* A sum over records that give a number, and that of the squares. */
struct voice_sum {
	uint64_t n;
	double sum, squares;
};

/* What was said of one topic in one period. */
struct voice {
	uint64_t records, authors;
	struct voice_sum reach, interactions;
	uint64_t positive, neutral, negative;
};

void voice_add(struct voice *to, const struct voice *v);

/* Fewer records than this have no interval of a share of a sum. */
enum { VOICE_FEWEST = 5 };

/*
 * The share of a sum, as a fraction: a part of all, of which of->n records
 * give the number. The records are a sample of clusters, so the share is a
 * ratio of two sums: its variance is linearised (W. G. Cochran, Sampling
 * techniques, 1977, 6.4), the bounds are Student's t with n - 1 degrees of
 * freedom on the scale of logits, ln(s / (1 - s)), within 0 and 1. EST_ZERO:
 * all is 0, or no record of the part gives the number; EST_FEW: below VOICE_FEWEST records, v is known; EST_EQUAL: the
 * share is 0 or 1, v is known.
 */
enum est voice_share(const struct voice_sum *part, const struct voice_sum *all,
    double level, struct estimate *e);

/*
 * Net sentiment, (positive - negative) / n, as a fraction from -1 to 1, with
 * the score interval of T. Tango (Equivalence test and confidence interval for
 * the difference in proportions for the paired-sample design, 1998): the
 * difference of two shares of the same n. n = 0: EST_ZERO.
 */
enum est voice_net(uint64_t positive, uint64_t negative, uint64_t n,
    double level, struct estimate *e);

/*
 * The difference a - b of two independent estimates from their own intervals
 * (G. Y. Zou and A. Donner, Construction of confidence limits about effect
 * measures: a general approach, 2008); of two shares with Wilson's intervals
 * it is R. G. Newcombe's method 10 (1998). NaN where a part of it is.
 */
void voice_difference(
    const struct estimate *a, const struct estimate *b, struct estimate *e);

#endif
