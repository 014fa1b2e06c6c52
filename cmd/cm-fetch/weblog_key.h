/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_KEY_H
#define WEBLOG_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"

/*
 * A key for every day (UTC), with which addresses become visitor numbers:
 * random, and gone when its day is over, so that nobody can tell afterwards
 * which address a number was. Keys of yesterday, today and tomorrow are in
 * visitor.db meanwhile, so that runs within a day agree; keys of other days
 * live as long as the run. With a secret of the user's, the day's key is made
 * from that, and nothing is remembered.
 */
struct weblog_keys;

struct weblog_key {
	unsigned char secret[16]; /* for cm_sip() */
};

/*
 * secret is the name of a file, or NULL; dry: nothing is kept. Returns NULL
 * and *status after a message. Keys whose day is over are destroyed.
 */
struct weblog_keys *weblog_keys_open(
    const char *secret, int dry, enum cm_exit *status);
void weblog_keys_close(struct weblog_keys *keys);

/* The key of a day (days since 1970-01-01); from any thread. Returns 0, or
 * -1 after a message. */
int weblog_key(struct weblog_keys *keys, int64_t day, struct weblog_key *key);

/* Returns the status of the worst failure so far. */
enum cm_exit weblog_keys_status(const struct weblog_keys *keys);

#endif
