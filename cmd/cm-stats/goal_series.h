/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GOAL_SERIES_H
#define CM_STATS_GOAL_SERIES_H

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/goal_days.h"
#include "cmd/cm-stats/series_place.h"

/*
 * The series of a goal are in groups by where they belong, see series_place.h:
 * its text stands in the key behind the goal's number.
 */

/* Writes that of a series; key has the wants dimensions, network, account.
 * Returns 0, or -1 when the record was marked a bad line. */
int goal_series_key(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, char to[SERIES_PLACE]);

/* Whether a line is one of series; then the moment at which it starts. */
int goal_series_start(const struct line *l, int64_t *moment);

/* Takes a goal's series into its days. */
void goal_series_take(struct goal_days *d, const struct line *line, size_t n);

#endif
