/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GOALPLAN_H
#define CM_STATS_GOALPLAN_H

#include "cmd/cm-stats/goals.h"
#include "cmd/cm-stats/out.h"

/*
 * What the verb goals asks. Its table has a group for each goal and day: the
 * key is "NNN YYYY-MM-DD", the goal's number in the file and the day. Series
 * have groups of their own, see goalseries.h.
 */
enum {
	GOAL_NUMBER = 3,  /* digits */
	GOAL_HISTORY = 56 /* days before a period that a forecast may use */
};

struct goal_test {
	int key; /* of the question */
	const struct goal_where *where;
	char **json; /* of each value: as a key would be */
};

/* How the values of days make the value of a period. */
enum goal_sort {
	SORT_TOTAL,    /* they add up */
	SORT_RATIO,    /* two sums, divided */
	SORT_LEVEL,    /* the newest of each account */
	SORT_DISTINCT, /* neither: different values, quantiles, extremes */
	SORT_OTHER
};

struct goal_plan {
	const struct goal *goal;
	const char *types; /* the type that was not said: "post,article" */
	unsigned only;     /* the same as kinds; 0: all */
	struct goal_test *test;
	size_t ntests;
	int measure;
	enum goal_sort sort;
	int rising;    /* a total that cannot fall */
	int64_t first; /* the wall clock from which days count */
};

struct goals_state {
	struct goals *goals;
	struct goal_plan *plan;
	int count; /* the cell that counts records */
};

/* The rows. */
enum cm_exit goals_tell(
    struct out *o, const struct answer *a, const struct section *s);

/* The measure records; in goalcolumns.c. */
void goals_columns(struct out *o, const struct answer *a);

#endif
