/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TAGS_LIFT_H
#define CM_STATS_TAGS_LIFT_H

#include <stddef.h>

#include "cmd/cm-stats/estimate.h"

/* The posts of a network, account and format on a date: [1] with the tag, [0]
 * without. */
struct tags_cell {
	size_t date;
	size_t stratum;
	double n[2], sum[2]; /* of y */
};

struct tags_lift {
	double dates[2];      /* with posts that are compared */
	struct estimate lift; /* as factors */
	double p;             /* that it is as far from 1 without any effect */
};

/*
 * The effect of a tag by least squares with a mean for each stratum (R. Frisch
 * and F. V. Waugh, 1933): the mean over strata of the difference of y with
 * and without the tag, each with the weight n m / (n + m). Posts of a date go
 * together, since one announcement is told on several networks; so the
 * standard error is that of the jackknife which leaves out one date at a time
 *   (g - 1) / g sum (effect without the date - effect)^2,
 * which holds for few clusters, too (J. G. MacKinnon, M. O. Nielsen and M. D.
 * Webb, Cluster-robust inference, 2023). Where one of two groups is on few
 * dates it is as sure as these make it: Student's t with the fewer of dates
 * with and without the tag, less 1, degrees of freedom.
 * Simulated with tags that do nothing, told on three networks, on 5 to 20 dates
 * beside 5 to 40, p is below 0.05 for 0.02 to 0.05 of them; with posts taken
 * as independent it was for 0.19 to 0.41.
 *
 * Dates and strata are numbers, below so many; each stratum has posts of both
 * sorts. Nothing is known of a tag with fewer than min dates with or without.
 */
void tags_lift(const struct tags_cell *c, size_t n, size_t strata, size_t dates,
    long min, double level, struct tags_lift *out);

#endif
