/* SPDX-License-Identifier: ISC */
#ifndef CM_NETMODIN_H
#define CM_NETMODIN_H

#include <stdint.h>
#include <sys/types.h>

#include "lib/netchild.h"
#include "lib/netmod.h"

/* The insides of a module in a child process, for netmod.c and netmodio.c. */

/* A run that was asked for. */
struct netmod_run {
	struct netmod_run *next;
	uint32_t len;
	struct cm_buf input;
	size_t sent; /* of the length and the input */
	void (*done)(void *ctx, const struct cm_netmod_reply *r);
	void *ctx;
};

struct cm_netmod {
	char *network;
	struct cm_netsource *source;
	struct cm_about *about;

	pid_t pid;            /* -1: there is no child */
	unsigned long starts; /* of children so far */
	int in, out;          /* the child's; -1 */
	int error;            /* errno of a start that failed */
	char *refused;        /* libjq's words: it does not compile */
	struct netmod_run *first, **last; /* what is not done */
	struct netmod_run *sending;       /* the first that is not sent */
	size_t waiting;

	struct said *said; /* until it has said what it is; or NULL */

	struct cm_netchild_frame head; /* of the frame that is being read */
	size_t got;                    /* of head and what follows */
	struct cm_buf effects;
	struct cm_buf text; /* of other frames */
};

/* Starts the child; why it could not is in error. */
void netmod_start(struct cm_netmod *m);
/* Ends it, if there is one. What it was at is asked anew of the next one. */
void netmod_end(struct cm_netmod *m);

#endif
