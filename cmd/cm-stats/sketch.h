/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SKETCH_H
#define CM_STATS_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/num.h"

/*
 * Quantiles within 1 % of the value: a DDSketch (Masson, Rim and Lee, 2019)
 * with the linearly interpolated mapping and fixed buckets: the exponent of
 * the double and the first 6 bits of its fraction, so 64 buckets to each
 * doubling and an error of at most 1/128. No logarithm is computed, buckets
 * are never merged, and the order of what is added does not matter. Integers
 * below 128 have a bucket each: their quantiles are exact.
 */
struct sketch;

/* *s is NULL at first. Returns the bytes of memory it grew by. */
size_t sketch_add(struct sketch **s, const struct num *v);

/* Where a value will be counted begins to come near. s may be NULL. */
void sketch_near(const struct sketch *s, const struct num *v);

/* Adds b, which may be NULL, to *a. */
void sketch_merge(struct sketch **a, const struct sketch *b);

/*
 * As bytes, behind what b holds, the same for the same values; and back:
 * adds what they say. Returns the bytes it grew by, or -1 for bytes that are
 * none (some of them may have been added by then).
 */
void sketch_pack(const struct sketch *s, struct cm_buf *b);
long sketch_unpack(struct sketch **s, struct bytes *from);

void sketch_free(struct sketch *s);

/* How many were added. s must not be NULL. */
uint64_t sketch_count(const struct sketch *s);

/*
 * The value at q / of (0 to 1) of those added, interpolated between neighbours as
 * R (type 7), numpy and most others do. s must not be NULL.
 */
double sketch_quantile(const struct sketch *s, uint64_t q, uint64_t of);

#endif
