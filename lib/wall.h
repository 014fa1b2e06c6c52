/* SPDX-License-Identifier: ISC */
#ifndef CM_WALL_H
#define CM_WALL_H

/*
 * What stands around libjq while it works, for filter and whoever else calls
 * it: an empty environment, an end to what takes too much time or memory
 * (CM_FILTER_SECONDS, CM_FILTER_MEMORY), and an end in order, with a message
 * and status 1, where libjq would die of a signal: out of stack, out of
 * memory, an assertion of its own.
 *
 * Inside is inside for the process: while any thread is, getenv(3) finds
 * nothing anywhere. Each wall belongs to one thread at a time.
 */
struct cm_wall;

/* what and text (an expression, may be NULL) go into messages; both copied. */
struct cm_wall *cm_wall_new(const char *what, const char *text);
void cm_wall_free(struct cm_wall *w);

/* Says where the record is from; copied. */
void cm_wall_at(struct cm_wall *w, const char *where);

void cm_wall_enter(struct cm_wall *w);
void cm_wall_leave(struct cm_wall *w);

#endif
