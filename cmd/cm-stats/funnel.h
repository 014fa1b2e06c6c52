/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_FUNNEL_H
#define CM_STATS_FUNNEL_H

#include <stdint.h>

#include "cmd/cm-stats/events.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"

enum { FUNNEL_STEPS = 24, FUNNEL_KEYS = 6 };

/* What the key of a visit or of a series tells. */
enum funnel_of { OF_SOURCE, OF_CAMPAIGN, OF_MEDIUM, OF_LANDING, OF_TIME };

/* A step: the visits whose address, and method, are like it. */
struct step {
	char *name, *method, *pattern; /* method NULL: a page that was seen */
	int query;                     /* the pattern has one */
};

/* The metrics of series. */
enum {
	SESSIONS,
	VISITS,
	USERS,
	VISITORS,
	CONVERSIONS,
	REVENUE,
	FUNNEL_METRICS
};
extern const char *const funnel_metric[FUNNEL_METRICS];

/* What the verb funnel was asked for: the state of its section. */
struct funnel {
	struct step step[FUNNEL_STEPS];
	int nsteps;
	int64_t within; /* 0: the same day */
	int last;       /* the last touch, not the first */
	struct {
		enum funnel_of of;
		int key;
		int part; /* of a group's key; -1: a time */
	} key[FUNNEL_KEYS];
	int nkeys;
	char *by; /* names of tables */
	enum funnel_of dimension;
	long least;
	struct events_of events_of;
	int visits, series; /* tables, or -1 */
	int events;         /* a cell */
	int taken, near;    /* cells of bits; see funnel_hint() */
	int metric[FUNNEL_METRICS];
	/* Wants. */
	int url, method, status, pageviews, visitor, dimensions;
};

/* Steps with commas between; ends the program for what is none. */
void funnel_steps(struct funnel *f, const char *text);
void funnel_steps_free(struct funnel *f);

/* A bit for each step that an address (plain text) is of: method and status
 * as in the record, page: a person saw it. */
uint64_t funnel_match(const struct funnel *f, const char *url, size_t len,
    const char *method, size_t method_len, int refused, int page);

/*
 * Of the dimensions of a series: appends the JSON text of their names (what
 * 0), of the name of the one that tells the source, campaign, medium or landing
 * page (1), of its value (2), or of a hash of all of them (3). Returns 1, or 0 if there is none. In
 * funnel_series.c.
 */
int funnel_dimensions(
    enum funnel_of of, struct cm_slice dimensions, int what, struct cm_buf *b);

/* A bit for each step that a path is not of, but begins with; with
 * FUNNEL_SLASH added to its number where only a slash is missing. */
enum { FUNNEL_SLASH = FUNNEL_STEPS };
uint64_t funnel_near(const struct funnel *f, const char *url, size_t len);

/* All bits of the whole numbers of an input; in funnel_hint.c. */
extern const struct cell_type cell_bits;

/* Says of steps that no visit is of, while some begin so, what may be meant. */
void funnel_hint(const struct section *s, const struct line *line, size_t n);

/* Their measure records and rows. */
void funnel_visits(
    struct out *o, const struct answer *a, const struct section *s);
void funnel_series(
    struct out *o, const struct answer *a, const struct section *s);

#endif
