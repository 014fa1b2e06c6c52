/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_WINNERS_H
#define CM_STATS_WINNERS_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/spill.h"

/* What newest.c keeps of records, and which of them win. */

/* One record; the packed fact stands behind it, padded to 8 bytes. */
struct head {
	struct hash_id id;
	int64_t time;
	uint64_t content; /* a hash of the line */
	uint32_t len;     /* with this, padded */
	uint32_t counts : 1;
	uint32_t lost : 1;  /* another one with its identity is newer */
	uint32_t size : 30; /* of the fact */
};

/*
 * The winners of a part, found by their identity, half of which stands in
 * the slot, so that others are told apart without a look at them.
 */
struct slot {
	uint64_t b;
	struct head *head; /* NULL: free */
};

struct winners {
	struct slot *slot;
	size_t mask, n;
	size_t pass, passes;
	struct spill *kept; /* copies of theirs, where there are several */
	int failed;
};

/*
 * Looks at all entries of a part of a spill, in several passes if they need
 * more memory than the budget, each over its share of the identities; of
 * passes with a lower number they are lower. Calls with the winners of each
 * pass, and the part with the entries that they are among, where all others
 * are marked as lost. Then drops the part. Returns 0; or -1, and a message was
 * given, or take() did not return 0.
 */
int winners_each(struct spill *s, int part, size_t budget,
    int (*take)(void *ctx, struct winners *w, struct spill *of, int part),
    void *ctx);

#endif
