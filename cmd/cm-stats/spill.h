/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SPILL_H
#define CM_STATS_SPILL_H

#include <stddef.h>

/*
 * A log in parts, in memory as long as it fits a budget, else in a file in
 * TMPDIR (else /tmp) that has no name any more.
 */
struct spill;

struct spill *spill_new(int parts, size_t budget);
void spill_free(struct spill *s);

/*
 * Returns room for an entry of len bytes (a multiple of 8) behind a part; or
 * NULL and a message, when the file cannot be written.
 */
char *spill_room(struct spill *s, int part, size_t len);

/* Puts what b holds behind a, part by part, and frees b. */
void spill_merge(struct spill *a, struct spill *b);

/* How many bytes of a part lie in the file. */
size_t spill_written(const struct spill *s, int part);

/* How much memory the parts from one on take. */
size_t spill_memory(const struct spill *s, int from);

/* Whether there is a file at all. */
int spill_begun(const struct spill *s);

/*
 * Writes the parts from one on to the file, and frees their memory; or brings
 * a part back. Both return -1, with a message, when the file fails them.
 */
int spill_settle(struct spill *s, int from);
int spill_load(struct spill *s, int part);

/*
 * Hands over all of a part, in runs of whole entries. What is in memory may
 * be changed and stays where it is until spill_drop(). Returns -1, with a
 * message, when the file cannot be read. Several threads may load, read and
 * drop different parts.
 */
int spill_read(struct spill *s, int part,
    void (*take)(void *ctx, char *p, size_t len), void *ctx);

/* Frees the memory of a part. */
void spill_drop(struct spill *s, int part);

#endif
