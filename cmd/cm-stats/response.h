/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_RESPONSE_H
#define CM_STATS_RESPONSE_H

#include <stdint.h>

#include "cmd/cm-stats/events.h"
#include "cmd/cm-stats/hours.h"
#include "cmd/cm-stats/intern.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/turns.h"

enum { RESPONSE_WITHIN = 8, RESPONSE_KEYS = 8, RESPONSE_ANSWERER = -2 };

/* What the verb response was asked for: the state of its section. */
struct response {
	struct events_of of;
	int events, fetched; /* cells */
	char *by;            /* "response.network" */
	struct {
		int key;  /* of the question */
		int part; /* of a group's key; -1: a time */
	} key[RESPONSE_KEYS];
	int nkeys;
	int answerer; /* the part of a group's key, or -1 */
	struct {
		const char *text;
		int len;
		int64_t seconds;
	} within[RESPONSE_WITHIN];
	int nwithin;
	int64_t old; /* the longest of them */
	char old_text[32];
	struct hours *hours;
	const char *hours_text;
	int open;
	long limit, least;
	/* Wants of the text that comes along. */
	int id, thread, url, text, title, handle, name;
};

/*
 * A question of somebody, and its answer: small, as there are many. Seconds
 * are cut at 68 years.
 */
struct unit {
	int64_t asked;
	int32_t took[2];        /* below 0: not known, or open */
	int32_t age[2];         /* how long it could have been answered */
	uint32_t row, answerer; /* rows, or TURN_NONE */
	uint8_t answered;
};
/* took and age by the clock, and in opening hours. */
enum { CLOCK, HOURS };

/* What a row counts. */
struct tally {
	const char *key; /* JSON texts, each with LF behind it */
	size_t len;
	uint64_t received, to_others, unclear, first;
	uint64_t n; /* units, from first on */
};

/* A question that is open. */
struct waiting {
	int64_t since, age[2];
	struct cm_slice network, account;
	const char *text;
	uint32_t count;
	uint8_t kind;
};

/* All that the rows are made of. */
struct replies {
	struct unit *unit;
	size_t n, cap;
	struct tally *tally; /* sorted by key */
	uint32_t ntally;
	struct tally *answerer;
	uint32_t nanswerer;
	struct intern rows, answerers;
	struct waiting *waiting; /* the longest first */
	size_t nwaiting, waiting_cap;
	uint64_t received, to_others, unclear;
	int any; /* something was said at all */
};

/* Fills r from the answer's tables; and frees it. In replies.c. */
void replies_find(
    struct replies *r, const struct answer *a, const struct section *s);
void replies_free(struct replies *r);

/* Puts the units of each row behind each other; or of each answerer. */
void replies_sort(struct replies *r, int answerers);

/* The measure records; in response_columns.c. */
void response_measures(
    struct out *o, const struct answer *a, const struct response *p);

/* Writes all; in response_rows.c. */
enum cm_exit response_tell(
    struct out *o, const struct answer *a, const struct section *s);

#endif
