/* SPDX-License-Identifier: ISC */
#ifndef CM_NETMOD_H
#define CM_NETMOD_H

#include <stddef.h>

#include "lib/about.h"
#include "lib/buf.h"
#include "lib/netsource.h"

/*
 * A network's module in a child process of its own: libjq, a compiled module,
 * an empty environment, no files, limits on time, memory and output. Text in,
 * text out, over two pipes; the parent never blocks on it. Runs are carried
 * out one after the other, in the order in which they were asked for.
 *
 * A module is NETWORK.jq of $XDG_CONFIG_HOME/cm/networks (of $CM_DIR/networks,
 * where that is set), else the one compiled in. The program that is run is
 * net.jq, then the module without its `include "net";` (another of our modules
 * may be included in the same way, and beside a user's module a file), then
 * the choice of the verb; see netsource.h.
 *
 * The child has no environment, no descriptors but its two pipes, may open and
 * write no file, start no process, take 1 GiB; on Linux a filter lets it only
 * read, write, get memory, tell the time and end. What it has of the parent's
 * memory, jq cannot look at. Its numbers are doubles: 1e17 and up come out as
 * 1e+17 (libjq 1.6).
 */
enum {
	CM_NETMOD_SECONDS = 10,     /* of CPU for one run */
	CM_NETMOD_EFFECTS = 100000, /* of one run */
	CM_NETMOD_BYTES = 256 << 20 /* put out by one run */
};

struct cm_netmod;

/*
 * Loads it, starts the child, has it say what it is. Call it before there are
 * threads. NULL after a message: there is no such module, it does not compile
 * (file and line are named), it asks for more than modules get.
 */
struct cm_netmod *cm_netmod_open(const char *network);
/* The same in two steps, so that several compile at the same time: starts it,
 * and waits until it has said what it is: 0, or -1 after a message. verbs are
 * those of CM_NETSOURCE_READS and CM_NETSOURCE_SENDS that it will be asked
 * for, since fewer are compiled sooner; asked for others, it is compiled anew.
 */
struct cm_netmod *cm_netmod_begin(const char *network, unsigned verbs);
int cm_netmod_ready(struct cm_netmod *m);
void cm_netmod_close(struct cm_netmod *m);

const struct cm_about *cm_netmod_about(const struct cm_netmod *m);

/* Where it came from: a path, or "built in". */
const char *cm_netmod_origin(const struct cm_netmod *m);

/* Tells whether its text reads a member of that name: `.NAME` or "NAME". */
int cm_netmod_reads(const struct cm_netmod *m, const char *name);

/* Tells whether it has that name as a member, however it comes to it; and
 * where it has not, the nearest of those that it has, the caller's to free. */
int cm_netmod_names_member(
    const struct cm_netmod *m, const char *name, char **near);

/* What came of a run. */
struct cm_netmod_reply {
	const char *effects; /* one compact JSON value a line, in order; each
				line is a valid object (or null, of
				error_of) and has CM_SCAN_PAD bytes
				readable behind it */
	size_t len;
	const char *why; /* not NULL: the run failed after these effects: a jq
			    error, a wall, too many effects */
	int dead;        /* why is a wall: the child was ended. The next run
			    starts a new one */
};

/*
 * Asks for a run. input is an object, {"verb": ..., ...}, as PROTOCOL has it
 * ("verb" tells which definition is run on it); it is taken over: swapped for
 * an empty buffer. done() is called once, from cm_netmod_step(), never from in
 * here; not at all after cm_netmod_close(), which done() may not call. It may
 * ask for other runs; what it was given lives until it returns.
 */
void cm_netmod_run(struct cm_netmod *m, struct cm_buf *input,
    void (*done)(void *ctx, const struct cm_netmod_reply *r), void *ctx);

/* What to poll for: the descriptors, -1 for none. They change when the child
 * does: ask each time. Without one to read while runs wait (no process could
 * be started), step at once. */
void cm_netmod_fds(const struct cm_netmod *m, int *to_read, int *to_write);

/* Moves what can be moved without waiting, and calls done() for what came. */
void cm_netmod_step(struct cm_netmod *m);

/* How many runs are not done. */
size_t cm_netmod_waiting(const struct cm_netmod *m);

/* The names of all modules that there are, sorted, NULL at the end; the list
 * and its texts are the caller's to free. Families and net are none. */
char **cm_netmod_names(void);

#endif
