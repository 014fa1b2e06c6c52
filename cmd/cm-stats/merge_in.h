/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_MERGE_IN_H
#define CM_STATS_MERGE_IN_H

#include "cmd/cm-stats/group.h"
#include "cmd/cm-stats/ledger.h"
#include "cmd/cm-stats/part.h"
#include "cmd/cm-stats/run_in.h"
#include "lib/rec.h"

/* What merge.c and mergeline.c share; nobody else includes this. */

enum { ALL_TABLES = Q_SECTIONS * Q_TABLES };

/* The members of the lines of a part. */
enum { TYPE, PART, COVER, END, ASK, VERSION, WANTS };

/*
 * The first block of the input is read by one thread before there are others,
 * and a part begins with its question: so this is known when they start, and
 * does not change any more.
 */
struct merge {
	struct ask *ask;
	struct question *q;
	struct cm_buf text; /* of the question */
	char hash[PART_Q + 1];
	int asked;
	const struct section *section[ALL_TABLES]; /* of each table */
	int table[ALL_TABLES], tables;
	struct run run;
	struct ledger ledger;
	int refused;
};

struct merger {
	struct merge *m;
	struct tables *tables;
	struct groups *groups[ALL_TABLES]; /* of the tables */
	struct newest *newest;
	struct coverage *coverage;
	struct types types;
	struct ledger ledger;
	struct cm_buf key, bytes, covers;
	size_t used, counted;

	/* How the lines of the part begin that was read last. */
	char start[PART_START + 1];
	uint64_t id, sum;
	struct cm_want *want;
	struct cm_slice found[WANTS];
};

/*
 * A line behind the first of a part, whose beginning is that of the merger's
 * present one. Returns 0, or -1 to end the run.
 */
int merge_line(struct merger *w, struct cm_rec *r);

#endif
