/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_DISTINCT_H
#define CM_STATS_DISTINCT_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/bytes.h"

/*
 * How many different values: exact up to 256 (their 64-bit hashes are kept),
 * from there on a HyperLogLog of 2^14 registers, whose standard error is
 * 0.81 %, read with the estimator of O. Ertl (New cardinality estimation
 * algorithms for HyperLogLog sketches, 2017), which needs no tables. What
 * it holds depends on the set of values alone.
 */
struct distinct;

enum { DISTINCT_EXACT = 256 };

/* Its standard error, relative: 1.04 / sqrt(2^14). */
#define DISTINCT_ERROR 0.008125

/* *d is NULL at first. Returns the bytes of memory it grew by. */
size_t distinct_add(struct distinct **d, uint64_t hash);

/* Adds b, which may be NULL, to *a. */
void distinct_merge(struct distinct **a, const struct distinct *b);

/*
 * As bytes, behind what b holds, the same for the same values; and back:
 * adds what they say. Returns the bytes it grew by, or -1 for bytes that are
 * none (some of them may have been added by then).
 */
void distinct_pack(const struct distinct *d, struct cm_buf *b);
long distinct_unpack(struct distinct **d, struct bytes *from);

/* Whether a value is among them; of more than DISTINCT_EXACT it may be said of
 * one that is not, the more often the more there are. */
int distinct_has(const struct distinct *d, uint64_t hash);

/* NULL is 0. */
uint64_t distinct_count(const struct distinct *d);

void distinct_free(struct distinct *d);

#endif
