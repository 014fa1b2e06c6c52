/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_FACT_H
#define CM_STATS_FACT_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/num.h"
#include "cmd/cm-stats/question.h"
#include "lib/buf.h"
#include "lib/rec.h"

/* Kinds of records, a bit each. */
enum {
	IS_POST = 1,     /* a post or an article */
	IS_COMMENT = 2,  /* of others: not marked own */
	IS_VISIT = 4,    /* of a person: bots left out */
	IS_CAMPAIGN = 8, /* names a campaign */
	IS_ANY = 16,     /* every record */
	IS_OWN = 32,     /* marked own */
	IS_INBOUND = 64, /* comment, mention, message, review; not own */
	IS_SAID = 128,   /* post, article, or as above, own or not */
	IS_ACCOUNT = 256,
	IS_SERIES = 512,
	IS_OURS = 1024,   /* said by us: a post, or marked own */
	IS_OTHERS = 2048, /* said, and not by us */
	/* The type itself. */
	IS_TYPE_POST = 1 << 12,
	IS_TYPE_ARTICLE = 1 << 13,
	IS_TYPE_COMMENT = 1 << 14,
	IS_TYPE_MENTION = 1 << 15,
	IS_TYPE_MESSAGE = 1 << 16,
	IS_TYPE_REVIEW = 1 << 17,
	IS_TYPE_VISIT = 1 << 18 /* of a bot, too */
};

/* What a question needs to know of a record. */
struct fact {
	unsigned is;
	int timed;                  /* it has a time */
	int64_t moment;             /* its time */
	int inside;                 /* --since and --until let it pass */
	int64_t span;               /* how long it is of, of a series */
	int64_t local;              /* the same on the wall clock of the zone */
	int64_t snapshot;           /* when it was fetched, else its time */
	uint64_t account;           /* a hash of network and account */
	uint64_t given;             /* a bit for each input it gives */
	uint64_t several;           /* a bit for each key with several values */
	struct num value[Q_INPUTS]; /* 0 of those not given; i holds the
				       hash of those hashed */
	/* Keys that are not times: JSON in one spelling, several values with
	 * LF between them; slices of the line or of text. */
	struct cm_slice key[Q_KEYS];
	struct cm_buf text;
};

struct cm_zone;

/*
 * Fills f. Returns 0; 1 for a record that no table takes, of which no more is
 * read than that; or -1 when it was marked a bad line. Values live as long as
 * the record, and until the next call.
 */
int fact_read(struct fact *f, const struct question *q, struct cm_rec *r,
    struct cm_zone *zone);

/* To be called before the first, and after the last. */
void fact_init(struct fact *f);
void fact_release(struct fact *f);

/* The same as bytes, behind what b holds, and back (slices of p). Returns 0,
 * or -1 for bytes that are none. */
void fact_pack(
    const struct fact *f, const struct question *q, struct cm_buf *b);
int fact_unpack(
    struct fact *f, const struct question *q, const char *p, size_t len);

/* Whether one that was unpacked may be counted, wherever the bytes came from:
 * its keys are JSON, its time is one. */
int fact_sane(const struct fact *f, const struct question *q);

/* Tells whether a time is wanted in a member; in fact.c and identity.c. */
int fact_time(
    struct cm_rec *r, struct cm_slice s, const char *name, int64_t *t);

/* Tells that a member is of a wrong type: marks the line. Returns -1. */
int fact_wrong(
    struct cm_rec *r, struct cm_slice s, const char *name, const char *want);

#endif
