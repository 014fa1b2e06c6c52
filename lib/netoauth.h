/* SPDX-License-Identifier: ISC */
#ifndef CM_NETOAUTH_H
#define CM_NETOAUTH_H

#include <stdint.h>
#include <stdio.h>

#include "lib/about.h"
#include "lib/http.h"
#include "lib/keyring.h"
#include "lib/net.h"

/*
 * Signing in by OAuth 2 (RFC 6749, 7636, 8252), from what a module's about
 * says in `oauth2` and nothing else. Tokens go to the keyring, on disk before
 * anybody uses them: the access token under the name `access` ("token"), the
 * refresh token under `refresh` ("refresh_token").
 */
struct cm_netoauth {
	const char *account, *of; /* as the keyring has them */
	const struct cm_about *about;
	const char *base; /* of the account, or NULL: for URLs like "/token" */
	struct cm_keyring *keyring;
	/*
	 * What the account has under a name (client_id, client_secret, the
	 * refresh token, redirect): of the keyring, its settings or its
	 * secrets; NULL: nothing. It need not live beyond the next call.
	 */
	const char *(*value)(void *ctx, const char *name);
	void *ctx;
};

/* Tells whether that can be done without a person: by client credentials, or
 * with the refresh token that is there. */
int cm_netoauth_can_renew(const struct cm_netoauth *o);

/*
 * Renews the access token in the event loop of h. generation is that of the
 * keyring's entry whose token was refused (0: there was none): where another
 * process put a newer one there meanwhile, nothing is asked and that one is
 * to be used. One process at a time does it. done() is called once, maybe
 * before this returns: OK (read the keyring anew); AUTH: a person has to
 * consent, and message says how; RATE, SERVER: later; LOCAL, INVALID. The
 * message is NULL where OK, else one line without account and network, and
 * lives during the call. *o, and what it points to, lives until then.
 *
 * Returns NULL when done() was called, else what cm_netoauth_drop() takes
 * when h was closed before done().
 */
struct cm_netoauth_run;
struct cm_netoauth_run *cm_netoauth_renew(struct cm_http *h,
    const struct cm_netoauth *o, int64_t generation,
    void (*done)(void *ctx, enum cm_net_kind kind, const char *message),
    void *ctx);
void cm_netoauth_drop(struct cm_netoauth_run *r);

/*
 * Asks a person for consent: says on standard error which address to open in
 * a browser, waits for the browser to come back to a port of this machine
 * (127.0.0.1, or what the setting `redirect` says), or for a line of `in`
 * (unbuffered; NULL: none) with the address that the browser ended at, or the
 * code. At most so many seconds. Runs h. CM_OK, or a status after a message.
 */
enum cm_exit cm_netoauth_consent(
    struct cm_http *h, const struct cm_netoauth *o, FILE *in, int seconds);

#endif
