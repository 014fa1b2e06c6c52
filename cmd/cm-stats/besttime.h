/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_BESTTIME_H
#define CM_STATS_BESTTIME_H

#include <stdint.h>

#include "cmd/cm-stats/echo.h"
#include "cmd/cm-stats/estimate.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/shrink.h"

/* An hour of a weekday. */
struct slot {
	double posts;    /* all that came out in it */
	struct sample d; /* of each date, the mean deviation of its posts */
	enum est status; /* of response and factor, as factors */
	struct estimate response, factor;
};

enum { SLOTS = 7 * 24, BESTTIME_STRATUM = 5 };

/* What was asked: the state of the section. */
struct besttime {
	struct echo echo;
	long min, plan, explore;
	int64_t gap;        /* seconds */
	int by;             /* the part of the key that is told apart, or -1 */
	const char *column; /* its name */
};

/* What is known of them all. */
struct besttimes {
	const struct besttime *ask;
	struct cm_slice key;     /* of which value of by; p NULL: all */
	struct slot slot[SLOTS]; /* from Monday 0:00 on */
	double posts, used, young, few, untimed;
	double moments;       /* hours of a date with posts that are used */
	double strata, slots; /* those with enough of them */
	double within;        /* the standard deviation of these in a slot */
	double free;          /* its degrees of freedom */
	struct spread spread; /* of the slots */
	enum est status;
	double p; /* that slots differ so by chance */
};

/* Fills b from the lines with that value of --by (p NULL: from all). */
void besttime_read(struct besttimes *b, const struct section *s,
    const struct line *l, size_t n, struct cm_slice key, double level);

/* The estimate of a slot on less than min dates, or of none at all. */
enum est besttime_guess(
    const struct besttimes *b, int slot, double level, struct estimate *e);

/* Why a slot, or all of them (NULL), has no estimates, into to, which is
 * returned. */
const char *besttime_why(
    const struct besttimes *b, const struct slot *s, char *to, size_t size);

/* Writes the measure records. */
void besttime_columns(struct out *o, const struct besttime *b);

/* Writes the value of --by into a row. */
void besttime_key(struct out *o, const struct besttimes *b);

/* Writes the rows of the plan. */
void besttime_plan(
    struct out *o, const struct answer *a, const struct besttimes *b);

#endif
