/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_GROUP_H
#define CM_STATS_GROUP_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/question.h"

/*
 * The groups of one table and one thread: a hash table over an arena that
 * holds each group once, its cells and its key. A key is the JSON texts of
 * its parts, each with LF behind it.
 */
struct group {
	uint32_t len;  /* of the key */
	uint32_t hash; /* the low half */
		       /* the cells, then the key */
};

struct groups;

struct groups *groups_new(const struct section *s);
void groups_free(struct groups *g);

/*
 * Returns the cells of a key, new ones all zero. The key is padded with zero
 * bytes to whole words of 8; len does not count them.
 */
void *groups_find(struct groups *g, const uint64_t *key, size_t len);

/*
 * The same in steps, for many keys at once, so that they wait for memory
 * together: the hash of a key, whose slot begins to come near; its group,
 * which begins to; the group, and what its cells hold.
 */
uint64_t groups_hash(const struct groups *g, const uint64_t *key, size_t len);
void groups_near(const struct groups *g, uint64_t hash);
void *groups_find_hashed(
    struct groups *g, const uint64_t *key, size_t len, uint64_t hash);

/* Adds what a fact gives to cells. */
void groups_count(struct groups *g, void *cells, const struct fact *f);

/* Adds what bytes say of a group (see cells_unpack()); its key has that hash.
 * Returns 0 or -1. */
int groups_unpack(struct groups *g, const uint64_t *key, size_t len,
    uint64_t hash, struct bytes *from);

/* Adds b to a and frees b. */
void groups_merge(struct groups *a, struct groups *b);

size_t groups_number(const struct groups *g);

/* No more are to be found: frees what is only needed for that. */
void groups_freeze(struct groups *g);

/* How much memory it takes, in bytes. */
size_t groups_memory(const struct groups *g);

/* All groups, in no order: *at is 0 at first; NULL at the end. */
struct group *groups_next(const struct groups *g, uint64_t *at);

void *group_cells(struct group *group);
const char *group_key(const struct groups *g, const struct group *group);

#endif
