/* SPDX-License-Identifier: ISC */
#ifndef PACK_IN_H
#define PACK_IN_H

#include "cmd/cm-fetch/pack.h"

/* What archives and folders have in common; each kind begins with it. */
struct pack {
	int (*next)(struct pack *p, struct member *m);
	struct stream *(*stream)(struct pack *p);
	void (*close)(struct pack *p);
	struct cm_buf path; /* of the present member */
	char why[256];      /* "" while nothing is wrong */
};

/*
 * Adds a member's name as UTF-8 that can be shown: what is not UTF-8 is of code
 * page 437 (oem) or Latin-1; control characters become U+FFFD, backslashes
 * slashes; "", ".", ".." and drives are left out, as are leading folders of
 * more than a thousand bytes. Nothing is added where nothing is left.
 */
void pack_name(struct cm_buf *to, const char *raw, int oem);

/* Whether what has that path is an operating system's, not a person's. */
int pack_is_dross(const char *path);

/* Says what is wrong, in one line without control characters. */
void pack_fail(struct pack *p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
