/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_VOICE_BLOCK_H
#define CM_STATS_VOICE_BLOCK_H

#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/voice_figures.h"

/* The topics that are compared with each other; the state of the section is a
 * struct voiceof. */

/* A topic in a period and in the one before; NULL: nobody named it. */
struct row {
	struct cm_slice key;
	const struct line *line;
	struct voice v[2];
};

/* The rows that are compared with each other. */
struct block {
	struct cm_slice span; /* of one period of several; p NULL: none */
	struct row *row;
	size_t n;
	struct voice all[2];
	uint64_t silent; /* records that name none */
};

/*
 * Takes what was said in a period and in the one before it, n and m lines in
 * the order of their keys. b is all zero at first.
 */
void voice_take(struct block *b, const struct section *s,
    const struct line *now, size_t n, const struct line *before, size_t m);

/* Writes its rows, the loudest first, and frees what it holds. In
 * voice_rows.c. */
void voice_rows(struct out *o, const struct section *s, struct block *b);

#endif
