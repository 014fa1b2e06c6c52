/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GROWTH_H
#define CM_STATS_GROWTH_H

#include "cmd/cm-stats/out.h"

/* What growth asks: its tables, the parts of their keys, its cells. */
enum { GROWTH_PROFILES, GROWTH_SERIES };
enum { GROWTH_VALUE, GROWTH_FIRST, GROWTH_FOLLOWS, GROWTH_UNFOLLOWS };
enum {
	GROWTH_NETWORK,
	GROWTH_ACCOUNT,
	GROWTH_PROFILE, /* of profiles, with the two below */
	GROWTH_SPAN,
	GROWTH_WINDOW,
	GROWTH_BEGIN = GROWTH_ACCOUNT + 1, /* of series, with the next */
	GROWTH_END
};

/* What was asked: the metric; "week". */
const char *growth_metric(const struct section *s);
const char *growth_per(const struct section *s);

/* Says that no snapshot gives a metric, which is likely a slip. */
void growth_say_empty(const char *metric);

/* In growth_rows.c. */
enum cm_exit growth_tell(
    struct out *o, const struct answer *a, const struct section *s);

/* The measure records; in growth_columns.c. */
void growth_columns(struct out *o, const struct answer *a, const char *metric,
    const char *per, int totals);

/*
 * What series say of how many came, or went, within a span: 1 and *v; else 0,
 * and why. line are those of an account. In growth_gain.c.
 */
struct line;
int growth_gain(const struct section *s, const struct line *line, size_t n,
    int cell, int64_t start, int64_t end, double *v, struct cm_buf *why);

#endif
