/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_LEDGER_H
#define CM_STATS_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/run_in.h"

/*
 * Which parts were read, and how much of each: so that none is counted that
 * is not whole, and none twice.
 */
struct ledger_part {
	uint64_t id;
	uint64_t lines, sum;   /* that came */
	uint64_t groups;       /* lines that hold groups */
	size_t ends;           /* how often its end came */
	uint64_t due, due_sum; /* what the end says */
	uint64_t *of;          /* the parts whose groups are in it */
	size_t nof;
	struct said said;
	const char *file; /* where it was first met */
};

struct ledger {
	struct ledger_part *part;
	size_t n, cap;
	size_t *slot; /* a table of them by their id; plus 1, 0 is free */
	size_t mask;
	size_t last; /* the one that was asked for last, plus 1 */

	/* How many parts began in each file, and how many ended. */
	size_t *begun, *ended, files;
};

/* The part of an id, found or made. */
struct ledger_part *ledger_find(
    struct ledger *l, uint64_t id, const char *file);

/* One began, or ended, in a file. */
void ledger_begins(struct ledger *l, size_t file);
void ledger_ends(struct ledger *l, size_t file);

/* Adds b to a; b is empty then. */
void ledger_merge(struct ledger *a, struct ledger *b);

/*
 * After the last: says which parts are not whole, or are counted twice.
 * names are those of the files. Returns 0, or the status that this makes.
 */
enum cm_exit ledger_check(
    struct ledger *l, const char *const *names, size_t nnames, int twice);

/* The ids of all parts whose groups were read; of n. The caller frees it. */
uint64_t *ledger_of(const struct ledger *l, size_t *n);

void ledger_release(struct ledger *l);

#endif
