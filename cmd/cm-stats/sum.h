/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SUM_H
#define CM_STATS_SUM_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/num.h"

/*
 * Exact sums, rounded once, when they are read: whatever the order, the
 * same result. While all is integers that fit, a sum is an int64_t; the
 * first fraction or overflow turns it into a superaccumulator, as wide as
 * all doubles (R. M. Neal, Fast exact summation using small and large
 * superaccumulators, 2015).
 */
struct sum_wide;

struct sum {
	union {
		int64_t i;
		struct sum_wide *wide;
	} u;
	uint64_t n; /* how many were added; the top bit says: wide */
};

#define SUM_WIDE ((uint64_t)1 << 63)

/* All zero bytes are an empty sum. */
void sum_release(struct sum *s);

/* Returns the bytes of memory that it took beyond the struct. */
size_t sum_add_slow(struct sum *s, const struct num *v);

/* Adds v times times, which is 1, or 0 and v is 0. */
static inline size_t
sum_add_times(struct sum *s, const struct num *v, uint64_t times)
{
	if (!v->whole || (s->n & SUM_WIDE) != 0 ||
	    (v->i >= 0 ? s->u.i > INT64_MAX - v->i : s->u.i < INT64_MIN - v->i))
		return times != 0 ? sum_add_slow(s, v) : 0;
	s->u.i += v->i;
	s->n += times;
	return 0;
}

static inline size_t
sum_add(struct sum *s, const struct num *v)
{
	return sum_add_times(s, v, 1);
}

/* Adds b to a. */
void sum_merge(struct sum *a, const struct sum *b);

/*
 * As bytes, behind what b holds, the same for the same sum; and back:
 * adds what they say. Returns the bytes it grew by, or -1 for bytes that are
 * none (some of them may have been added by then).
 */
void sum_pack(const struct sum *s, struct cm_buf *b);
long sum_unpack(struct sum *s, struct bytes *from);

static inline uint64_t
sum_count(const struct sum *s)
{
	return s->n & ~SUM_WIDE;
}

/*
 * The sum: an integer exactly if it fits an int64_t, else the nearest
 * double. Returns -1 if it is beyond a double.
 */
int sum_value(const struct sum *s, struct num *out);

/* The nearest double to the sum divided by how many; n must not be 0.
 * Returns -1 if it is beyond a double. */
int sum_mean(const struct sum *s, double *out);

#endif
