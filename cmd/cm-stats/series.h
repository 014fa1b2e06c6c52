/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SERIES_H
#define CM_STATS_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/cell.h"

/*
 * Exports hold the same numbers several times: a report of a month, its days,
 * and both once more by ad group. What overlaps in time, of the same
 * network, account and metric, is the same thing told again and is never
 * added up.
 */

/* A value of a metric over a span, as one report tells it. */
struct series_value {
	int64_t start, end; /* end > start */
	int cuts; /* by how many more dimensions it is told; 0 is nearest */
	double v;
	size_t index; /* the caller's own */
	int chosen;   /* set: it counts */
};

/* What was seen while choosing. Those that are named stand in value[]. */
struct series_choice {
	int again;           /* some do not count: they are told again */
	int differ, refused; /* see below */
	size_t a, b;         /* their index: the two it is about */
};

/*
 * Chooses those that make up the whole. Where several tell the same span,
 * the one with the fewest cuts. Where spans overlap, those that follow each
 * other without a gap from the first to the last moment, and of all such rows
 * of spans the one with the most: the finest that is complete. Where the
 * finer ones add up to over 1 % less than a longer one, they are not
 * complete: differ is set, and the longer one counts. Where those with the
 * fewest cuts do not overlap and, in spite of gaps, add up to more, they
 * count. Where no row of spans holds all of the time, refused is set and none
 * of them counts.
 * Sorts the values.
 */
void series_choose(
    struct series_value *value, size_t n, struct series_choice *choice);

/*
 * A cell of the newest value: by the time of the snapshot; of those of the
 * same time the greater.
 */
struct latest {
	struct num v;
	int64_t time; /* plus the lowest, so that 0 is none */
};
extern const struct cell_type cell_latest;

/* The same of the oldest. */
extern const struct cell_type cell_earliest;

/* The value, or NULL for none. */
const struct num *latest_value(const struct latest *l);

/* The time of its snapshot; of an oldest one. */
int64_t latest_time(const struct latest *l);
int64_t earliest_time(const struct latest *l);

#endif
