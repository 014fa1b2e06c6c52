/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_VALUE_H
#define CM_STATS_VALUE_H

#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/question.h"

/*
 * The value of a measure, from a group's cells. Returns NULL; or why there is
 * none, which lives as long as s.
 */
const char *value_of(const struct section *s, const struct measure *m,
    const void *cells, struct num *out);

/* Whether any record of the group gave what a measure is made of, which is
 * neither a count nor a number of different values. */
int value_given(
    const struct section *s, const struct measure *m, const void *cells);

#endif
