/* SPDX-License-Identifier: ISC */
#ifndef CM_REC_IN_H
#define CM_REC_IN_H

#include "lib/rec.h"
#include "lib/remark.h"

/* What the files of rec share; nobody else includes this. */

/*
 * A place in the ring of blocks under way: a block, what came of it, and
 * what is to be said of it. The block with number n stands at n modulo the
 * ring's size, so a place is free when all before it are committed.
 */
struct place {
	struct cm_rec_block block; /* first: places are found by it */
	struct cm_block in;
	uint64_t first_line; /* 0 unless the job is numbered */
	uint64_t lines;
	const char *counted; /* lines is of the bytes up to there */
	uint64_t items;      /* the same as lines but for a source */
	struct cm_buf remarks;
	const struct cm_rec_source *source;
	struct cm_remarks *said; /* in last() */
	int bad;                 /* of the present record */
	int done;
	int failed; /* record() ended the run */
};

static inline struct place *
place_of(struct cm_rec_block *b)
{
	return (struct place *)(void *)b;
}

/* All items of a block that came from a source. */
void cm_rec_take_items(struct place *p, void *state, struct cm_rec *r);

/* The place's lines are counted up to there, of a source. */
void cm_rec_count(struct place *p, const char *to);

#endif
