/* SPDX-License-Identifier: ISC */
#ifndef CM_SEEN_H
#define CM_SEEN_H

#include <stdint.h>

#include "lib/err.h"

/*
 * What was seen in earlier runs: seen.db, a table of hashes under a secret
 * of its own, so that the file tells nobody what was read. Calls that fail
 * have given their message.
 */
struct cm_key {
	uint64_t a, b;
};

struct cm_seen;

/* Opens it; with look set, one that is not there is not made: NULL is
 * returned and *status is CM_OK. */
struct cm_seen *cm_seen_open(int look, enum cm_exit *status);
void cm_seen_close(struct cm_seen *s);
enum cm_exit cm_seen_status(const struct cm_seen *s);

/* The 16 bytes that keys are hashed with. */
const unsigned char *cm_seen_secret(const struct cm_seen *s);

/* Returns 1 if a key is there (not if it is only pending), 0, or -1. */
int cm_seen_has(struct cm_seen *s, struct cm_key key);

/*
 * Adds keys in one transaction: begin, add, commit. With the name of a run
 * they are pending until cm_seen_release(), and take the place of what that
 * run left pending before. Each returns 0, or -1 and all is as it was.
 */
int cm_seen_begin(struct cm_seen *s, const char *run);
int cm_seen_add(struct cm_seen *s, struct cm_key key);
int cm_seen_commit(struct cm_seen *s);

/*
 * Makes what a run left pending seen; that there is nothing is no failure.
 * *keys tells how many. For `cm-fetch --commit RUN`.
 */
enum cm_exit cm_seen_release(const char *run, int64_t *keys);

#endif
