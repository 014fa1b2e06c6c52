/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_LAST_H
#define CM_STATS_LAST_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/sum.h"

/*
 * The newest value of each account. Of two of the same moment the greater
 * one counts, so the order of what is added does not matter.
 */
struct last;

/* *l is NULL at first. Returns the bytes of memory it grew by. */
size_t last_add(
    struct last **l, uint64_t account, int64_t time, const struct num *v);

/* Adds b, which may be NULL, to *a. */
void last_merge(struct last **a, const struct last *b);

/* Adds the newest values to a sum. NULL has none. */
void last_sum(const struct last *l, struct sum *to);

void last_free(struct last *l);

#endif
