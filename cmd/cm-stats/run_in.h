/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_RUN_IN_H
#define CM_STATS_RUN_IN_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/types.h"
#include "lib/buf.h"

/* What a run over records and a merge of parts share; nobody else includes
 * this. */

/* Records about which something is said in the end. */
struct said {
	size_t untimed, early, late, spanning;
};

struct run {
	struct answer a;
	struct types types;
	struct newest *newest;  /* NULL where duplicates are kept */
	size_t threads, budget; /* bytes for each */
	struct said said;
	int whole;          /* all was read */
	atomic_size_t used; /* by the groups of all workers, in bytes */
	atomic_int full;    /* they did not fit */

	/* For parts: what tells the input from others, and the coverage
	 * records, a line each. */
	uint64_t inputs;
	struct cm_buf covers;
};

/* What cannot be asked ends the program before anything is read. */
void run_prepare(struct run *run, const struct ask *ask, struct question *q);

/* More groups than the memory allows end the run: returns -1, and a message
 * was given. *used is what these tables used before. */
int run_fits(struct run *run, const struct tables *tables, size_t *used);

/* Takes what a worker has. */
void run_take(struct run *run, struct tables *tables, struct coverage *coverage,
    struct newest *newest, struct types *types);

/* Writes the rows of what was read. Returns the status. */
enum cm_exit run_tell(struct run *run);

void run_release(struct run *run);

/*
 * In part.c. The first line of a part, which says the question; and all that
 * follows. of are the parts whose groups are in it (n: how many; it may be
 * sorted), id is its own. Returns the status.
 */
void part_begin(const struct run *run);
enum cm_exit part_write(struct run *run, uint64_t id, uint64_t *of, size_t n);

#endif
