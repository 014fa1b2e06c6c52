/* SPDX-License-Identifier: ISC */
#ifndef CM_NETOAUTHIN_H
#define CM_NETOAUTHIN_H

#include "lib/netoauth.h"

/* What netoauth and netconsent share: one question to the place where a
 * network gives out tokens, and its answer in the keyring. */

struct cm_netoauth_run {
	struct cm_http *http;
	const struct cm_netoauth *o;
	void (*done)(void *ctx, enum cm_net_kind kind, const char *message);
	void *ctx;
	int64_t generation;
	int64_t patience; /* milliseconds to go on waiting for the lock */
	int lock;         /* -1: not held yet */
	char *refresh;    /* the token that is shown, or NULL */
	struct cm_buf form, basic;
};

struct cm_netoauth_run *cm_netoauth_new(
    struct cm_http *h, const struct cm_netoauth *o);

/* Adds a parameter to a form or a query; value NULL: none. */
void cm_netoauth_param(struct cm_buf *b, const char *name, const char *value);

/* A member of oauth2: a text, the caller's to free (NULL: not there), a flag;
 * a URL made whole, NULL where it is none that secrets may go to. */
char *cm_netoauth_text(const struct cm_netoauth *o, const char *name);
int cm_netoauth_flag(const struct cm_netoauth *o, const char *name);
char *cm_netoauth_url(const struct cm_netoauth *o, const char *name);

/* Adds the scopes as a parameter, where there are any. */
void cm_netoauth_scopes(const struct cm_netoauth *o, struct cm_buf *b);
/* Who we are, under the name that the network has for it. */
void cm_netoauth_client(
    const struct cm_netoauth *o, struct cm_buf *b, const char *id);

/* A copy of what the account has under a name, or NULL. */
char *cm_netoauth_value(const struct cm_netoauth *o, const char *name);

/* Asks, with the form of the run; the lock is held. Ends with r->done(). */
void cm_netoauth_ask(struct cm_netoauth_run *r);

/* Ends a run that has told all. */
void cm_netoauth_end(
    struct cm_netoauth_run *r, enum cm_net_kind kind, const char *message);

#endif
