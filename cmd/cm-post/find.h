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
	int exact, like; /* items that are the same, that may be */
	int claims;      /* others of ours that they may be, which are sent */
	int64_t when;    /* of the first match */
	char *item;      /* its receipt */
	char *author;    /* the id of whoever posts there: us */
	struct cm_buf seen; /* ids, each with its NUL */
	int complete;       /* all was read so far */
	int said;           /* the module's own verdict: FOUND, ABSENT; -1 */
};

void find_free(struct find *f);

/* Takes a record that is listed. Returns 0, or -1: the journal failed. */
int find_record(
    struct find *f, struct lane *l, const char *line, size_t len, int64_t when);

#endif
