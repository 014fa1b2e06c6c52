/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GOAL_DAYS_H
#define CM_STATS_GOAL_DAYS_H

#include "cmd/cm-stats/goal_plan.h"
#include "cmd/cm-stats/num.h"

struct line;
struct replies;

/* The present, and what is known without coverage records: from the day of the
 * oldest record to the one before that of the newest. */
struct goal_time {
	int64_t now, local;     /* a moment; on the wall clock */
	int64_t today;          /* days since 1970 */
	int64_t oldest, newest; /* such days */
};

/* What is known of a goal, by day; days are those of the wall clock. */
struct goal_days {
	const struct answer *a;
	const struct section *s;
	const struct goal_plan *plan;
	const struct measure *m; /* NULL: of service */
	const struct replies *replies;
	const struct goal_time *time;
	int64_t first;               /* the day of cells[0] */
	int64_t start, end;          /* days of the period */
	int64_t until;               /* end, or today if that is earlier */
	size_t n;                    /* of the days up to end */
	void **cells;                /* of a day, or NULL */
	char *known;                 /* it is whole; only days before until */
	int left;                    /* not series told it too: left out */
	int spanning;                /* series of longer spans are in it */
	int refused, refused_before; /* some overlap, none is the whole */
	void *all, *whole; /* cells: all of the period; of days known */
	void *before;      /* of the period before */
	size_t whole_days; /* of the period that are known */
	int covered;       /* the period up to until: 1, 0, -1 nobody says */
	int covered_before;
};

/* line: those of the goal. */
void goal_days_init(struct goal_days *d, const struct answer *a,
    const struct section *s, const struct goal_plan *plan,
    const struct goal_time *time, const struct line *line, size_t n,
    const struct replies *replies);
void goal_days_release(struct goal_days *d);

/* Adds cells to those of a day. */
void goal_days_add(struct goal_days *d, int64_t day, const void *cells);

/* Whether the sources of a goal cover a span of days: 1, 0 and what lacks is
 * added to why, or -1 if nobody says. */
int goal_covered(
    const struct goal_days *d, int64_t from, int64_t to, struct cm_buf *why);

/* The day of a line. Returns -1 for one of series. */
int goal_day_of(const struct line *l, int64_t *day);

/* The moment at which a day begins. */
int64_t goal_moment(const struct goal_days *d, int64_t day);

/* How many records cells hold. */
uint64_t goal_records(const struct goal_days *d, const void *cells);

/* What cells give. Returns NULL, or why there is none. */
const char *goal_value(
    const struct goal_days *d, const void *cells, struct num *v);

/* The two sums of a ratio, and how many records they are of. */
void goal_pair(
    const struct goal_days *d, const void *cells, double *a, double *b);
uint64_t goal_given(const struct goal_days *d, const void *cells);

/* The accounts whose newest values cells hold; see last_times(). */
size_t goal_accounts(const struct goal_days *d, const void *cells,
    int64_t *oldest, int64_t *newest);

#endif
