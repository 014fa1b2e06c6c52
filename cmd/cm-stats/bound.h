/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_BOUND_H
#define CM_STATS_BOUND_H

#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/question.h"

/*
 * The sample size and the interval of an estimate, as measures of their own:
 * likes.mean.n, likes.median.low, engagement_rate_views.high.
 */

/*
 * If a name asks for one of an estimate, which, and the length of the
 * estimate's name; else BOUND_NONE.
 */
enum bound bound_asked(const char *name, size_t *len);

/* After the estimate itself: says of a measure what it is. */
void bound_describe(struct measure *m, double level);

/* Says of an estimate how to ask for its interval. */
void bound_offer(struct measure *m);

/* Whether a table has the estimate beside one of its bounds. */
int bound_beside(
    const struct section *s, uint64_t measures, const struct measure *m);

/* As value_of(). */
const char *bound_value(const struct section *s, const struct measure *m,
    const void *cells, struct num *out);

#endif
