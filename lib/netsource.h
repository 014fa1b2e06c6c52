/* SPDX-License-Identifier: ISC */
#ifndef CM_NETSOURCE_H
#define CM_NETSOURCE_H

#include "lib/buf.h"

/*
 * Where the module of a network is, and the jq program that is made of it:
 * what libjq offers and a module does not have, net.jq, the modules that it
 * includes, itself, the choice of the verb.
 *
 * `include "NAME";` at the beginning is replaced by text: net is there
 * already; beside a user's module a file NAME.jq, else ours of that name (so
 * a user's module may include ours of its own name, and change a part of
 * it). Each comes once. There is no other include or import.
 */
struct cm_netsource_part {
	char *file; /* a path, or "NAME.jq" */
	long from;  /* its first line in the program */
	long line;  /* and which line of the file that is */
};

struct cm_netsource {
	char *origin;          /* a path, or "built in" */
	struct cm_buf program; /* all of it */
	struct cm_buf pruned;  /* what is run: without what nothing uses */
	struct cm_netsource_part *parts;
	size_t nparts;
	long lines;     /* that the program has so far */
	unsigned verbs; /* that are defined outside of net: a bit for each of
			   the names below */
};

/* The names of the verbs, in the order of the bits; NULL at the end. */
extern const char *const cm_netsource_verbs[];

/* sends: with the verbs that publish. Returns NULL and a message when there is none, or it is not as above. */
struct cm_netsource *cm_netsource_read(const char *network, int sends);
void cm_netsource_free(struct cm_netsource *s);

/* Adds "FILE:LINE" of a line of the program. */
void cm_netsource_place(
    const struct cm_netsource *s, long line, struct cm_buf *to);

/* As cm_netmod_names(). */
char **cm_netsource_names(void);

#endif
