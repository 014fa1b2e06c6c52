/* SPDX-License-Identifier: ISC */
#ifndef CM_NETREC_H
#define CM_NETREC_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/scan.h"

/*
 * A record as a module put it out, made into one of cm-record(5): nulls and
 * empty texts, lists and objects fall away; ids (id, reply_to, thread,
 * author.id, target ids) become strings; times (RFC 3339 with any offset,
 * also "+0000"; Unix seconds or milliseconds, also as strings; fractions cut)
 * become UTC; strings of digits in metrics become numbers, what is no number
 * there falls away; text is made from html where there is none, and links (but
 * for those on mentions and tags) where the module does not say; title is plain
 * text; network, account and fetched are added; the members come in the order
 * of cm-record(5).
 */
struct cm_netrec_world {
	const char *network, *account;
	int64_t fetched;
	int64_t since, until; /* INT64_MIN, INT64_MAX: none */
};

enum cm_netrec_verdict {
	CM_NETREC_TAKEN, /* it was added, with a line end */
	CM_NETREC_OUT,   /* it is not within since and until */
	CM_NETREC_BAD    /* *why (static) says what is wrong with it */
};

/* *when is its published time, or INT64_MIN. A post, comment, mention,
 * message, review or article without an id is bad. Memory is reused from call
 * to call through scratch, which the caller inits and releases. */
enum cm_netrec_verdict cm_netrec_add(struct cm_buf *to, struct cm_slice record,
    const struct cm_netrec_world *w, struct cm_buf *scratch, int64_t *when,
    const char **why);

/* Reads a time in any of the forms above, as JSON string or number. Returns 0,
 * or -1. */
int cm_netrec_time(struct cm_slice value, int64_t *t);

#endif
