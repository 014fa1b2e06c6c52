/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GOAL_SERVICE_H
#define CM_STATS_GOAL_SERVICE_H

#include "cmd/cm-stats/goal_tell.h"
#include "cmd/cm-stats/response.h"

/*
 * Goals of how people are answered: answered_share, answered_within_4h,
 * first_answer.median, first_answer.p90, wait.median. They are told from what
 * the verb response asks, in a section of its own without rows.
 */

/* Reads a measure. Returns 1, or 0 for one that is none of these. */
int goal_service_read(const char *measure, struct goal_service *to);

/* Whether a goal of these can have a condition on a key. */
int goal_service_knows(const char *key);

/* Asks; returns the index of the section. */
int goal_service_ask(const struct ask *ask, struct question *q);

/* The questions of people, as they stand at the present of t. */
void goal_service_find(struct replies *r, const struct answer *a, int section,
    const struct goal_time *t);

/* The value of a goal over the questions of a span of moments. */
void goal_service_value(const struct goal_days *d, int64_t from, int64_t to,
    struct goal_number *v, struct goal_row *row);

#endif
