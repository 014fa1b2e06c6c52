/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SIGNS_H
#define CM_STATS_SIGNS_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/lines.h"

/*
 * Signs that an audience was bought: what in the numbers of an author is
 * unlike those of others, or unlike its own. How far something is from the
 * usual is told as the modified z-score of B. Iglewicz and D. C. Hoaglin (How
 * to detect and handle outliers, 1993): 0.6745 (x - median) / MAD, or where
 * the MAD is 0, (x - median) / (1.2533 mean absolute deviation); beyond 3.5
 * it is no longer usual.
 */
enum {
	SIGNS_ITEMS = 5,    /* of an author, at least */
	SIGNS_TALK = 20,    /* likes and comments, at least */
	SIGNS_PEERS = 20,   /* others of like size, at least */
	SIGNS_BESIDE = 100, /* of these on either side, at most */
	SIGNS_STEPS = 8     /* between snapshots, at least */
};

#define SIGNS_SIZE 3.0  /* like size: at most so many times as large */
#define SIGNS_FAR 3.5   /* of a z-score */
#define SIGNS_RATIO 1.0 /* following / followers */
#define SIGNS_RISE 5.0  /* of a jump, percent */

struct sign {
	const char *why; /* the data cannot tell; else NULL */
	int is;
	struct estimate z;
	double expected; /* the median of the others, a logarithm */
	size_t n;        /* how many others */
};

struct influencer {
	const struct line *line;
	double followers;

	/* Of the items of the period. */
	struct pairs pairs; /* interactions and followers */
	struct {
		double n, mean; /* of log((interactions + 0.5) / followers) */
	} rate;
	double squares; /* of the distances from that mean */
	double likes, comments, commented;

	double following, follow_base;
	int follows; /* both are given */
	size_t posts;

	struct sign engagement, talk, exchange, jump;
	double jump_percent;
	int64_t jump_at;
};

struct point {
	int64_t time;
	double followers;
};

/*
 * The greatest rise between two snapshots in whose time, and in the day
 * before, nothing was said. points and said are in the order of time.
 */
void signs_jump(struct influencer *i, const struct point *point, size_t points,
    const int64_t *said, size_t nsaid);

/* Judges the other signs of the authors of a network, in the order of their
 * followers. */
void signs_judge(struct influencer *i, size_t n, double level);

#endif
