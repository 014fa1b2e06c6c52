/* SPDX-License-Identifier: ISC */
#ifndef CM_KEYRING_H
#define CM_KEYRING_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"

/*
 * tokens.db: what was learnt about accounts. Secrets that a sign-in gave
 * (with their end, where it is known), facts that are none (a user id, where
 * its interface is), and until when a network asked to be left alone.
 *
 * Everything is kept for an account as it stands in the accounts file: `of`
 * is a text made of its network and host, and what was learnt for another
 * `of` is forgotten, so that a token never goes to a host it is not for.
 *
 * Calls that fail have given their message.
 */
struct cm_keyring;

struct cm_keyring *cm_keyring_open(enum cm_exit *status);
/* For who only looks: NULL and CM_OK where there is none. */
struct cm_keyring *cm_keyring_look(enum cm_exit *status);
void cm_keyring_close(struct cm_keyring *k);
enum cm_exit cm_keyring_status(const struct cm_keyring *k);

/* Adds the text `of`: host is the account's setting, or NULL. */
void cm_keyring_of(struct cm_buf *to, const char *network, const char *host);

struct cm_keyring_secret {
	const char *name, *value; /* value NULL: forget it */
	int64_t expires;          /* seconds since 1970; 0: not known */
};

/* One account, as it was when read; all of it is a copy. */
struct cm_keyring_entry {
	int64_t
	    generation; /* counts how often secrets were replaced; 0: none */
	struct cm_keyring_secret *secrets;
	size_t count;
	char *facts;     /* a JSON object */
	int64_t until;   /* nothing is to be asked before; 0: no such wish */
	int64_t fetched; /* last complete fetch; 0: none */
};

/* Returns 0, or -1. */
int cm_keyring_read(struct cm_keyring *k, const char *account, const char *of,
    struct cm_keyring_entry *e);
void cm_keyring_release(struct cm_keyring_entry *e);

/*
 * Keeps secrets (those not named stay) and facts (a JSON object whose members
 * replace those there; null takes one away; NULL: none), in one transaction
 * that is on disk when it returns; with none of them it tells whether that
 * would work. Returns 0, or -1.
 */
int cm_keyring_keep(struct cm_keyring *k, const char *account, const char *of,
    const struct cm_keyring_secret *secrets, size_t count, const char *facts);

/* Notes a wish to be left alone, for all processes; and a fetch. */
int cm_keyring_limit(
    struct cm_keyring *k, const char *account, const char *of, int64_t until);
int cm_keyring_fetched(
    struct cm_keyring *k, const char *account, const char *of, int64_t when);

/* A quota of a day, which all processes share. */
struct cm_keyring_units {
	const char *of;   /* whose it is */
	const char *pool; /* which of theirs */
	int64_t day;      /* a number that another day does not have */
	int64_t most;
};
/* Counts what is spent of it; less than 0 gives back. Returns 0 and what was
 * spent before; 1: nothing is counted, it would be too much; or -1. */
int cm_keyring_spend(struct cm_keyring *k, const struct cm_keyring_units *u,
    int64_t count, int64_t *before);

/* Forgets an account. */
int cm_keyring_forget(struct cm_keyring *k, const char *account);

/*
 * A lock between processes, which the kernel takes away when its holder ends:
 * a file in the state folder's `locks`, one for each purpose ("send",
 * "renew") and account. Waits at most so many seconds. Returns a descriptor
 * to give back; -1: held by another; -2 after a message.
 */
int cm_keyring_lock(const char *purpose, const char *account, int seconds);
void cm_keyring_unlock(int lock);

#endif
