/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_LAST_H
#define CM_STATS_LAST_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/bytes.h"
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

/*
 * As bytes, behind what b holds, the same for the same values; and back:
 * adds what they say. Returns the bytes it grew by, or -1 for bytes that are
 * none (some of them may have been added by then).
 */
void last_pack(const struct last *l, struct cm_buf *b);
long last_unpack(struct last **l, struct bytes *from);

/* Adds the newest values to a sum. NULL has none. */
void last_sum(const struct last *l, struct sum *to);

/* How many accounts there are; the oldest and the newest of their times, if
 * there are any. */
size_t last_times(const struct last *l, int64_t *oldest, int64_t *newest);

/* Of how many accounts. NULL has none. */
size_t last_count(const struct last *l);

void last_free(struct last *l);

#endif
