/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_BOOTSTRAP_H
#define CM_STATS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/estimate.h"

/*
 * Random numbers that are the same on every machine: xoshiro256** (D.
 * Blackman and S. Vigna, 2018), its state filled from a seed by splitmix64.
 */
struct random {
	uint64_t s[4];
};

void random_seed(struct random *r, uint64_t seed);
uint64_t random_next(struct random *r);

/* 0 to n - 1, each as likely as the other (D. Lemire's bound, 2019, with
 * rejection); n > 0. */
uint64_t random_below(struct random *r, uint64_t n);

/* In [0, 1), a multiple of 2^-53. */
double random_unit(struct random *r);

/*
 * What is estimated, from n things of which index at[k] names each: all once
 * (0 to n - 1) for the value itself, n drawn with replacement for the
 * others, and n - 1 for the acceleration. May return NaN where it is not
 * defined.
 */
typedef double bootstrap_fn(void *ctx, const size_t *at, size_t n);

/*
 * v is the estimate, low and high are its interval: B. Efron (Better
 * bootstrap confidence intervals, 1987), bias-corrected and accelerated (BCa), with
 * quantiles of the draws as numpy's (type 7) and the acceleration of the
 * jackknife. Draws that gave NaN are not counted; if more than one in 20
 * did, or n < 5 or draws < 100: EST_FEW, and v. No spread: EST_EQUAL and v.
 * The same seed gives the same interval.
 */
enum est bootstrap(size_t n, size_t draws, uint64_t seed, double level,
    bootstrap_fn *of, void *ctx, struct estimate *e);

#endif
