/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_KAPLAN_H
#define CM_STATS_KAPLAN_H

#include <stddef.h>

#include "cmd/cm-stats/estimate.h"

/* How long something took, or has been waited for so far. */
struct wait {
	double time;
	int over; /* it came; else it is waited for yet */
};

/*
 * The time by which half has come, of those too that are waited for yet: E. L.
 * Kaplan and P. Meier, Nonparametric estimation from incomplete observations,
 * 1958: S(t) is the product over times up to t of 1 - came / waiting, and
 * the median the first t with S(t) <= 1/2. Its interval is that of R.
 * Brookmeyer and J. Crowley, A confidence interval for the median survival
 * time, 1982, with the variance of M. Greenwood, 1926, on the scale of
 * log(-log S). EST_FEW where less than half has come. Sorts the waits.
 */
enum est kaplan_median(
    struct wait *wait, size_t n, double level, struct estimate *e);

#endif
