/* SPDX-License-Identifier: ISC */
#ifndef CM_OAUTH_H
#define CM_OAUTH_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/* What OAuth and JWT compute; no network in here. */

struct cm_oauth_pair {
	const char *name, *value;
};

/* OAuth 1.0a, RFC 5849, HMAC-SHA1. params are those of a form, not of the
 * query, which is taken from the URL. */
struct cm_oauth1 {
	const char *method, *url;
	const struct cm_oauth_pair *params;
	size_t count;
	const char *consumer_key, *consumer_secret;
	const char *token, *token_secret; /* NULL: none yet */
	const char *nonce;
	int64_t time;
};
/* Adds the value of the Authorization header: "OAuth oauth_...". Returns 0, or
 * -1 for a URL that cannot be read. */
int cm_oauth1_header(struct cm_buf *to, const struct cm_oauth1 *o);

/* Adds a JWT: header and claims are JSON objects, taken as they
 * stand (the header names alg itself), alg is "HS256" (key: the
 * secret's bytes) or "RS256" (key: a private key in PEM). Returns 0, or -1. */
int cm_oauth_jwt(struct cm_buf *to, const char *alg, const char *header,
    const char *claims, const char *key, size_t key_len);

/* PKCE, RFC 7636: 43 characters, and what goes along with S256. */
void cm_oauth_verifier(struct cm_buf *to);
void cm_oauth_challenge(struct cm_buf *to, const char *verifier);

#endif
