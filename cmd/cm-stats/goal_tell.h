/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GOAL_TELL_H
#define CM_STATS_GOAL_TELL_H

#include "cmd/cm-stats/estimate.h"
#include "cmd/cm-stats/goal_days.h"

enum goal_state { GOAL_FUTURE, GOAL_RUNNING, GOAL_PAST };

/* A number, or why there is none. */
struct goal_number {
	int has;
	struct num v;
	char why[240];
};

/* What a row says. */
struct goal_row {
	enum goal_state state;
	struct goal_number target, base, actual, so_far, expected, pace, share;
	int has_base_at, has_as_of;
	int64_t base_at, as_of; /* moments */
	int on_track;           /* 1, 0, -1 */
	int reached;            /* 1, 0, -1: see why_reached */
	const char *why_reached;
	int64_t n;        /* of actual */
	int has_interval; /* of a ratio */
	struct estimate interval;
	const char *why_interval;
	int forecasts; /* one is asked for */
	struct estimate forecast;
	size_t forecast_n;
	const char *why_forecast; /* NULL: it is there */
	int has_likely;
	double likely; /* percent */
};

/* Fills a row of zero bytes. In goal_tell.c. */
void goal_stand(const struct goal_days *d, struct goal_row *r);

/* What the days known say of those to come. In goal_forecast.c. */
void goal_forecast(const struct goal_days *d, struct goal_row *r);

/* The share of a total that the days known should have brought: by the pattern
 * of the weekdays where enough is known, else by their number. */
double goal_due(const struct goal_days *d);

/* A ratio's interval over the days of the period. */
void goal_interval(const struct goal_days *d, struct goal_row *r);

#endif
