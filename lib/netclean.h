/* SPDX-License-Identifier: ISC */
#ifndef CM_NETCLEAN_H
#define CM_NETCLEAN_H

#include "lib/netreq.h"

/*
 * What came from outside, made safe for a module, in one pass over JSON: no
 * U+0001 (U+FFFD instead), the values of secrets as marks, also where they are
 * escaped or percent-encoded, integers beyond 2^53 as strings.
 */
struct cm_netclean {
	struct cm_netclean_needle *needles;
	size_t count, cap;
	size_t shortest;       /* bytes of the shortest of them */
	struct cm_buf scratch; /* of a string, decoded */
};

enum {
	CM_NETCLEAN_SHORT = 7, /* values no longer than this are no secrets */
	/* What libjq's stack takes of one value is 256: 1 an array, 2 an
	 * object. The rest is for what stands around an answer. */
	CM_NETCLEAN_STACK = 240
};

void cm_netclean_init(struct cm_netclean *c);
void cm_netclean_release(struct cm_netclean *c);

/* name must live as long as c; a value that is too short is passed over. */
void cm_netclean_secret(
    struct cm_netclean *c, const char *name, const char *value);

/* A value of the JSON that is replaced by a mark as a whole. */
struct cm_netclean_slot {
	struct cm_slice at;
	const char *name;
};

/* Adds valid JSON; slots are in the order of the text. Returns 0, or -1 where
 * it is nested deeper than libjq can read. */
int cm_netclean_json(struct cm_netclean *c, struct cm_buf *to,
    struct cm_slice json, const struct cm_netclean_slot *slots, size_t nslots);

#endif
