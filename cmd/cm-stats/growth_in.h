/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GROWTH_IN_H
#define CM_STATS_GROWTH_IN_H

#include "cmd/cm-stats/growth.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/period.h"

/* What the files that tell growth share; nobody else includes this. */

/* More spans without a snapshot than these are one row. */
enum { LONG_GAP = 1000, DAY = 86400 };

/* The newest snapshot of a span. */
struct point {
	int64_t start; /* of the span, on the wall clock */
	int64_t time;
	struct num v;
};

struct profile {
	const struct line *line; /* its first */
	struct point first;      /* its oldest snapshot */
	struct point *point;
	size_t n, at; /* at: the first point of the row's span, or behind it */
	const struct line *series;
	size_t nseries;
};

struct growth {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const char *metric, *per;
	enum key_kind kind;
	struct period *period;
	struct profile *profile;
	size_t n;
	int64_t first, last; /* the starts of spans */
	int64_t since;       /* INT64_MIN: all */
	char start_name[80]; /* "followers_start" */
};

/* What a row says. */
struct change {
	const struct point *now, *before, *next; /* NULL: none */
	const struct point *base; /* of the net: before, or its first */
	int has_net;
	int whole; /* both snapshots are at its ends */
	struct num net;
	double days;
	int64_t spans;
	int has[2]; /* gained, lost */
	double v[2];
	struct cm_buf why[2];
};

/* What happened to profiles; in growth_change.c. */

enum key_kind growth_kind(const char *per);

/* Where the span behind one begins; how many there are between two. */
int64_t growth_behind(struct growth *g, int64_t start);
int64_t growth_spans(struct growth *g, int64_t from, int64_t to);

/* The moment of a time on the wall clock. */
int64_t growth_moment(const struct growth *g, int64_t local);

/* Takes the snapshots of all profiles, and the series of one. */
void growth_collect(struct growth *g, const struct line *line, size_t n);
void growth_find_series(
    struct growth *g, struct profile *p, const struct line *line, size_t n);

/* What happened to one in a span; of spans that follow each other. */
void growth_change(struct growth *g, struct profile *p, int64_t start,
    int64_t end, struct change *c);

/* Parts of rows; in growth_rows.c. */

void growth_put_count(struct out *o, const char *name, double v);
void growth_put_key(struct growth *g, int64_t start);
void growth_put_net(struct growth *g, const struct num *net,
    const struct num *start, double days);
void growth_put_no_net(struct growth *g, int total, const char *why);
void growth_put_end(struct growth *g, int64_t start, int64_t end, int whole);

/* All profiles together, where each of several is known; c is used. In
 * growth_total.c. */
void growth_total_rows(struct growth *g, struct change *c);

#endif
