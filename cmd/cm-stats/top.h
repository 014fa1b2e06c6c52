/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TOP_H
#define CM_STATS_TOP_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/question.h"

/*
 * The records that give the most (or least) of something, a bounded heap of
 * them with their numbers and texts. Their order is total: by the value,
 * then by the texts in turn, then by all else that is remembered; so what is
 * kept depends on the set of records alone.
 */
struct top;

enum { TOP_INPUTS = 20, TOP_KEYS = 16 };

/* What is asked of it, the same for all groups. */
struct top_spec {
	uint32_t most; /* how many are kept, at least 1 */
	int worst;     /* the least ones */
	int above;     /* the input that they are ordered by */
	int under;     /* -1, or what it is divided by, in percent */
	double min;    /* of under, at least; else of above */
	int input[TOP_INPUTS], ninputs; /* what else is remembered */
	int key[TOP_KEYS], nkeys;       /* texts; ties are broken by them */
};

struct top_entry {
	double value;             /* above, or 100 * above / under */
	uint64_t given;           /* a bit for each of spec.input */
	struct num n[TOP_INPUTS]; /* 0 where not given */
	struct num above, under;
	uint32_t len; /* of the texts */
	char text[];  /* each with LF behind it */
};

/* The cell of a struct top *; its input is given for what may be ranked, and
 * its of is the spec. */
extern const struct cell_type cell_top;

/* How many records were ranked, gave no value, had less than the minimum. */
struct top_count {
	uint64_t ranked, not_given, below;
};
struct top_count top_count(const struct top *t);

/* Those kept, best first (the array is of t); *n of them. */
const struct top_entry *const *top_sorted(
    struct top *t, const struct top_spec *spec, uint32_t *n);

/* How many that were not kept have the value of the last one that was. */
uint64_t top_left(const struct top *t);

/* The k-th text, JSON. */
struct cm_slice top_text(const struct top_entry *e, int k);

/* A key: title, else text. It is cut to a line when it is written, and here
 * only where that is cheap or saves much: most are not among the best. */
key_make top_make_text;

/* Adds the JSON of a text, cut to a line of a terminal. */
void top_put_cut(struct cm_buf *b, struct cm_slice s);

#endif
