/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GOALS_H
#define CM_STATS_GOALS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A goals file, see cm-stats(1): each section is a goal. Times are of the wall
 * clock, in seconds as if it were UTC: the zone is the question's.
 */
struct goal_where {
	char *key;
	char **value; /* one of them */
	size_t n;
	int line;
};

enum goal_target {
	TARGET_VALUE,  /* to be there */
	TARGET_MORE,   /* so much above the base, or below it */
	TARGET_PERCENT /* so many percent above the base */
};

struct goal {
	char *name;
	int line;
	char *measure;
	int measure_line;
	struct goal_where *where;
	size_t nwhere;
	enum goal_target kind;
	int at_most;
	double target;
	char *period;               /* as it was written, or FROM/UNTIL */
	int64_t start, end, before; /* before: of the period before it */
	double weight;
};

struct goals {
	struct goal *goal;
	size_t n;
};

/*
 * Takes a text apart, which name stands for in messages. Returns NULL after
 * messages that name file and line.
 */
struct goals *goals_parse(const char *text, size_t len, const char *name);
void goals_free(struct goals *g);

/*
 * What its settings mean; in goal_text.c. The target is "40k", ">= 40k",
 * "at most 4h", "+500", "-10%"; one below the base is to be reached from above
 * unless it says otherwise. Returns NULL, or what is wrong; the others 0 or -1.
 */
const char *goal_set_target(struct goal *g, const char *s);
int goal_set_period(struct goal *g, const char *s);
int goal_set_span(struct goal *g, int64_t from, int64_t until);
int goal_set_weight(struct goal *g, const char *s);
int goal_day(const char *s, int64_t *t);

/* The values of a goal's condition on a key, or NULL. */
const struct goal_where *goal_on(const struct goal *g, const char *key);

/* Whether the unit of a measure is percent; seconds. */
int goal_is_percent(const char *measure);
int goal_is_time(const char *measure);

#endif
