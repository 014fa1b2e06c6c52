/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GOAL_PLAN_H
#define CM_STATS_GOAL_PLAN_H

#include "cmd/cm-stats/goals.h"
#include "cmd/cm-stats/out.h"

/*
 * What the verb goals asks. Its table has a group for each goal and day: the
 * key is "NNN YYYY-MM-DD", the goal's number in the file and the day. Series
 * have groups of their own, see goal_series.h.
 */
enum {
	GOAL_NUMBER = 3,  /* digits */
	GOAL_NAMES = 10,  /* keys of few values, at most */
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
	SORT_OTHER,
	SORT_SERVICE /* how people are answered, see goal_service.h */
};

struct goal_service {
	enum {
		SERVICE_NONE,
		SERVICE_SHARE,  /* answered */
		SERVICE_WITHIN, /* so many seconds */
		SERVICE_FIRST,  /* a quantile of the time to the answer */
		SERVICE_WAIT    /* its median, of the open ones too */
	} kind;
	int64_t within;
	double q;
};

struct goal_plan {
	const struct goal *goal;
	const char *types; /* the type that was not said: "post,article" */
	unsigned only;     /* the same as kinds; 0: all */
	struct goal_test *test;
	size_t ntests;
	int measure; /* -1: see service */
	struct goal_service service;
	enum goal_sort sort;
	int rising;    /* a total that cannot fall */
	int64_t first; /* the wall clock from which days count */
};

struct goals_state {
	struct goals *goals;
	struct goal_plan *plan;
	int count;             /* the cell that counts records */
	int service;           /* the section of questions of people, or -1 */
	int names[GOAL_NAMES]; /* tables of values, or -1; see goal_names.c */
};

/* Whether one of the values of a key (JSON texts, LF between them) is asked
 * for. */
int goal_meets(const struct goal_test *t, const char *p, size_t len);

/* Asks for the values of keys that are conditions, in tables of the present
 * section; says which condition no record meets. In goal_names.c. */
void goal_names_ask(struct question *q, struct goals_state *state);
void goal_names_tell(const struct answer *a, const struct section *s);

/* The rows. */
enum cm_exit goals_tell(
    struct out *o, const struct answer *a, const struct section *s);

/* The measure records; in goal_columns.c. */
void goals_columns(struct out *o, const struct answer *a);

#endif
