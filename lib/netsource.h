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
	struct cm_buf program; /* all of it but the choice of the verb */
	struct cm_buf chosen;  /* what is run: without what nothing uses */
	unsigned has;          /* of which verbs, of those below */
	struct cm_netsource_part *parts;
	size_t nparts;
	long lines;     /* that the program has so far */
	unsigned verbs; /* that are defined outside of net: a bit for each of
			   the names below */
};

/* The names of the verbs, in the order of the bits; NULL at the end. */
extern const char *const cm_netsource_verbs[];

/* Returns NULL and a message when there is none, or it is not as above. */
struct cm_netsource *cm_netsource_read(const char *network);

/* Makes the program of fetch, or of post, act and find, or of both: the
 * shorter it is, the sooner it is compiled. The other verbs are in each. */
enum { CM_NETSOURCE_READS = 1, CM_NETSOURCE_SENDS = 2 };
void cm_netsource_choose(struct cm_netsource *s, unsigned verbs);

void cm_netsource_free(struct cm_netsource *s);

/* Adds "FILE:LINE" of a line of the program. */
void cm_netsource_place(
    const struct cm_netsource *s, long line, struct cm_buf *to);

/* As cm_netmod_names(). */
char **cm_netsource_names(void);

#endif
