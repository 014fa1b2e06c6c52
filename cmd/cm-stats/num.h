/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_NUM_H
#define CM_STATS_NUM_H

#include <stdint.h>

#include "lib/buf.h"
#include "lib/scan.h"

/*
 * A number of JSON: exact as an integer of 64 bits where it is one (also
 * when written 1.0 or 1e3), else the nearest double.
 */
struct num {
	int64_t i;
	double d;  /* always set: the nearest double */
	int whole; /* i is the number */
};

/* Reads a number slice. Returns 0, or -1: beyond what a double can hold. */
int num_read(struct cm_slice s, struct num *out);

struct num num_int(int64_t i);
struct num num_double(double d);

/* The sum: exact while it fits an int64_t. */
struct num num_plus(const struct num *a, const struct num *b);

/* Below 0, 0, above 0: a total order, exact for integers. */
int num_compare(const struct num *a, const struct num *b);

/* Adds it to b as JSON. */
void num_put(struct cm_buf *b, const struct num *v);

#endif
