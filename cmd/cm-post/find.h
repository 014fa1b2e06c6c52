/* SPDX-License-Identifier: ISC */
#ifndef CM_POST_FIND_H
#define CM_POST_FIND_H

#include "cmd/cm-post/outbox.h"

/* What went out without an answer is looked for among what the network lists:
 * what was found so far. */
struct find {
	const char *whats[4]; /* what is read; NULL: the module's own find */
	int nwhats, what;
	char *answered; /* the id of what the message answers, and its thread */
	char *thread;
	int near;  /* it was listed: so would be what answers it */
	int below; /* the last of whats is read below it alone */
	struct text_key *key;
	int64_t from;    /* items since then count */
	int64_t ahead;   /* seconds that the clock here is ahead of theirs */
	int exact, like; /* items that are the same, that may be */
	int claims;      /* others of ours that they may be, which are sent */
	int open;        /* others of which a person decides */
	int64_t when;    /* of the first match */
	char *item;      /* its receipt */
	char *author;    /* the id of whoever posts there: us */
	int authors;     /* there are several */
	struct cm_buf seen; /* ids, each with its NUL */
	char *lack;         /* why that it is not there is not known, or NULL */
	int said;           /* the module's own verdict: FOUND, ABSENT; -1 */
};

enum verdict { FOUND, ABSENT, UNCLEAR };

void find_free(struct find *f);

/* Something stands in the way of "it is not there". The first is kept. */
void find_lacks(struct find *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Counts what else of ours the items may be. Returns 0, or -1: the journal
 * failed. */
int find_rivals(struct find *f, struct lane *l);

enum verdict find_verdict(const struct find *f);
/* Why it is unclear. */
const char *find_why(const struct find *f);

/* Takes a record that is listed. Returns 0, or -1: the journal failed. */
int find_record(
    struct find *f, struct lane *l, const char *line, size_t len, int64_t when);

#endif
