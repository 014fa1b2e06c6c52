/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_COVERAGE_H
#define CM_STATS_COVERAGE_H

#include <stdint.h>

#include "cmd/cm-stats/question.h"
#include "lib/buf.h"
#include "lib/rec.h"

/*
 * What coverage records say: from when to when each source has handed over
 * all there was.
 */
struct coverage;
struct cm_zone;

struct coverage *coverage_new(void);
void coverage_free(struct coverage *c);

/* Takes a record of type coverage. Returns -1 when it was a bad line. */
int coverage_add(struct coverage *c, struct cm_rec *r);

/* Those that are added from now on are of a part, by a number that is not 0. */
void coverage_part(struct coverage *c, uint64_t part);

/*
 * After coverage_close(): whether two of the parts that matter (of 0 none
 * does) cover some time of one source. Says which, of how many.
 */
size_t coverage_overlap(const struct coverage *c,
    int (*matters)(void *ctx, uint64_t part), void *ctx, struct cm_buf *say);

/* Adds b to a and frees b. */
void coverage_merge(struct coverage *a, struct coverage *b);

/* After the last record: puts spans together, in an order of its own. */
void coverage_close(struct coverage *c);

/*
 * Judges a span of time for a network, an account and a kind of records (JSON
 * texts; a NULL: of all). Returns 1 if all sources cover all of it; 0 if not, and adds to
 * why what lacks; -1 if no source speaks of it.
 */
int coverage_judge(const struct coverage *c, struct cm_slice network,
    struct cm_slice account, const char *what, int64_t start, int64_t end,
    struct cm_buf *why);

/*
 * Whether a source of a network and an account (as above) was asked for
 * comments, else for posts, and could give some: 1 or 0, or -1 if no source
 * speaks of it.
 */
int coverage_brings(const struct coverage *c, struct cm_slice network,
    struct cm_slice account, int comments);

/*
 * Until when a source of a network and an account was read for a kind of
 * records. Returns 0, or -1 if no source speaks of it.
 */
int coverage_until(const struct coverage *c, struct cm_slice network,
    struct cm_slice account, const char *what, int64_t *end);

#endif
