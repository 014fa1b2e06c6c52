/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TERMFOUND_H
#define CM_STATS_TERMFOUND_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/estimate.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/termkeys.h"

/* What the verb terms has found. */

/* A term of either period. */
struct term {
	struct cm_slice key;
	uint64_t now, before;   /* records */
	uint64_t people, crowd; /* authors: now, before */
	struct estimate ratio;
	double p, adjusted;
};

struct found {
	struct term *term;
	size_t n, cap;
	uint64_t now, before; /* all records of each period */
	size_t tested, few, lonely, chance;
};

/* Takes the terms of both periods that are in enough records, in no order. */
void found_fill(struct found *f, const struct section *s,
    const struct line *line, size_t n);

/* The order of keys. */
int term_compare(struct cm_slice a, struct cm_slice b);

#endif
