/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_CELL_H
#define CM_STATS_CELL_H

#include <stddef.h>

#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/question.h"
#include "cmd/cm-stats/sum.h"

/*
 * What a group remembers, cell by cell; cells of zero bytes are empty. What a
 * cell holds depends on the set of the facts that it was given, not on their
 * order.
 */
struct cell_type {
	const char *name; /* for parts: no two are the same */
	size_t size;      /* a multiple of 8 */
	/* The fact gives the input. Returns the bytes of memory it grew by
	 * beyond the cell. */
	size_t (*add)(void *cell, const struct cell *c, const struct fact *f);
	/* Adds b to a; b stays as it is. */
	void (*merge)(const struct cell *c, void *a, const void *b);
	/* Frees what it holds beyond itself; may be NULL. */
	void (*release)(void *cell);
	/* For parts: appends the cell as bytes that are the same on every
	 * machine and for the same content; see bytes.h. */
	void (*pack)(const struct cell *c, const void *cell, struct cm_buf *b);
	/* Adds what such bytes say, which may come from anywhere. Returns the
	 * bytes it grew by, or -1 for what is none. */
	long (*unpack)(const struct cell *c, void *cell, struct bytes *from);
};

struct extreme {
	struct num v;
	uint64_t n;
};

/* How many, their sum and that of their squares. */
struct moments {
	struct sum sum, square;
};

/* Of records that give two inputs: sums of both, of squares and products. */
struct pair_sums {
	struct sum a, b, aa, ab, bb;
};

extern const struct cell_type cell_count; /* uint64_t: records of some kinds */
extern const struct cell_type cell_sum;   /* struct sum */
extern const struct cell_type cell_rate; /* two struct sum, of records that give
					    both */
extern const struct cell_type cell_low, cell_high; /* struct extreme */
extern const struct cell_type cell_moments;        /* struct moments */
extern const struct cell_type cell_pairs;          /* struct pair_sums */
extern const struct cell_type cell_sketch;         /* struct sketch * */
extern const struct cell_type cell_distinct;       /* struct distinct * */
extern const struct cell_type cell_last;           /* struct last * */

/* Adds what a fact gives. Returns the bytes of memory they grew by. */
size_t cells_count(const struct section *s, void *cells, const struct fact *f);

/* What they hold beyond themselves begins to come near. */
void cells_near(const struct section *s, const void *cells);

/* And where in it a fact will be counted, when that has come. */
void cells_nearer(
    const struct section *s, const void *cells, const struct fact *f);

/* Adds b to a. */
void cells_merge(const struct section *s, void *a, const void *b);

/* As bytes, and back, as those of a type. */
void cells_pack(const struct section *s, const void *cells, struct cm_buf *b);
long cells_unpack(const struct section *s, void *cells, struct bytes *from);

/* Frees what they hold beyond themselves. */
void cells_release(const struct section *s, void *cells);

/* One of them. */
static inline const void *
cell_at(const struct section *s, const void *cells, int cell)
{
	return (const char *)cells + s->cell[cell].at;
}

#endif
