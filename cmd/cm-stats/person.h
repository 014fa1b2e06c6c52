/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_PERSON_H
#define CM_STATS_PERSON_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/kinds.h"
#include "cmd/cm-stats/question.h"

/*
 * What is remembered of one who speaks: when, how often, and the newest that
 * records tell of the profile. As small as can be, since there may be
 * millions; one that nothing is known of is all zero bytes.
 */
enum { PERSON_HANDLE, PERSON_NAME, PERSON_URL, PERSON_TEXTS };

/* What is asked of it, the same for all. */
struct person_spec {
	const struct question *q;
	int window;             /* of q: the period, the one before */
	int kind, followers;    /* inputs; kind is a kind */
	int text[PERSON_TEXTS]; /* keys */
};

struct profile;
struct days;

enum { PERSON_FEW = 4 };

/* Flags. */
enum {
	PERSON_BEFORE = 1,  /* said something in the period before */
	PERSON_EARLIER = 2, /* earlier than that */
	PERSON_LISTED = 4,  /* days are a list */
	PERSON_DAY = 8      /* so many of these: days are a few */
};

struct person {
	int64_t first, last; /* of all that was said, if anything was */
	uint64_t weeks;      /* a bit for each of the last 64 with
				something, the latest first */
	union {
		uint64_t bits;
		uint16_t few[PERSON_FEW];
		struct days *list;
	} days;               /* of the period; see person_days() */
	uint32_t said[KINDS]; /* in the period */
	uint32_t flags;
	struct profile *profile;
};

extern const struct cell_type cell_person;

/* Whether anything is known that was said. */
int person_spoke(const struct person *p);

/* How many things were said in the period. */
uint64_t person_items(const struct person *p);

/* On how many days of the period, in the zone. */
int person_days(const struct person *p);

/* The newest text of a profile: JSON without its quotes, or an absent
 * slice. */
struct cm_slice person_text(const struct person *p, int which);

/* The newest number of followers: 1, or 0 for none. */
int person_followers(const struct person *p, double *v);

#endif
