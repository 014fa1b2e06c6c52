/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/group.h"
#include "cmd/cm-stats/hash.h"
#include "lib/err.h"

/*
 * A slot holds 24 bits of the hash over 40 bits of the place plus 1, in
 * units of 8 bytes; 0 is free. Chunk c holds the places from c * CHUNK on. A
 * group that is larger than a chunk gets one of its own.
 */
enum { UNIT = 8, CHUNK = 1 << 17, FIRST = 1024, LINE = 64, SOME = 16 };

#define PLACE (((uint64_t)1 << 40) - 1)

struct chunk {
	uint64_t *p;
	uint32_t used; /* units */
	uint32_t size;
};

struct groups {
	const struct section *s;
	uint64_t *slot;
	uint64_t mask;
	size_t n;
	struct chunk *chunk;
	size_t nchunks;
	size_t memory;
};

struct groups *
groups_new(const struct section *s)
{
	struct groups *g = cm_zalloc(sizeof(*g));

	g->s = s;
	g->mask = FIRST - 1;
	g->slot = cm_zalloc(FIRST * sizeof(*g->slot));
	g->memory = FIRST * sizeof(*g->slot);
	return g;
}

static size_t
units(const struct groups *g, size_t len)
{
	return (sizeof(struct group) + g->s->cell_bytes + len + UNIT - 1) /
	    UNIT;
}

void *
group_cells(struct group *group)
{
	return group + 1;
}

static const uint64_t *
key_words(const struct groups *g, const struct group *group)
{
	return (const uint64_t *)(const void *)(group + 1) +
	    g->s->cell_bytes / UNIT;
}

const char *
group_key(const struct groups *g, const struct group *group)
{
	return (const char *)key_words(g, group);
}

static struct group *
at_place(const struct groups *g, uint64_t place)
{
	return (struct group *)(g->chunk[place / CHUNK].p + place % CHUNK);
}

struct group *
groups_next(const struct groups *g, uint64_t *at)
{
	const struct chunk *c;
	struct group *group;

	for (; *at / CHUNK < g->nchunks; *at = (*at / CHUNK + 1) * CHUNK) {
		c = &g->chunk[*at / CHUNK];
		if (*at % CHUNK >= c->used)
			continue;
		group = at_place(g, *at);
		/* One that fills its chunk is the last in it. */
		if (*at % CHUNK + units(g, group->len) >= CHUNK)
			*at = (*at / CHUNK + 1) * CHUNK;
		else
			*at += units(g, group->len);
		return group;
	}
	return NULL;
}

/* Returns the place of n fresh units, all zero. */
static uint64_t
take(struct groups *g, size_t n)
{
	struct chunk *c = g->nchunks > 0 ? &g->chunk[g->nchunks - 1] : NULL;
	uint64_t place;

	if (c == NULL || c->used + n > c->size) {
		g->chunk =
		    cm_realloc(g->chunk, (g->nchunks + 1) * sizeof(*g->chunk));
		c = &g->chunk[g->nchunks++];
		c->size = n > CHUNK ? (uint32_t)n : CHUNK;
		c->used = 0;
		c->p = cm_zalloc((size_t)c->size * UNIT);
	}
	place = (g->nchunks - 1) * (uint64_t)CHUNK + c->used;
	c->used += (uint32_t)n;
	g->memory += n * UNIT;
	return place;
}

static void
grow(struct groups *g)
{
	uint64_t *old = g->slot, mask = g->mask, k, to;

	g->mask = 2 * mask + 1;
	g->slot = cm_zalloc((g->mask + 1) * sizeof(*g->slot));
	g->memory += (mask + 1) * sizeof(*g->slot);
	for (k = 0; k <= mask; k++) {
		if (old[k] == 0)
			continue;
		to = at_place(g, (old[k] & PLACE) - 1)->hash & g->mask;
		while (g->slot[to] != 0)
			to = (to + 1) & g->mask;
		g->slot[to] = old[k];
	}
	free(old);
}

static int
same(const uint64_t *a, const uint64_t *b, size_t words)
{
	while (words > 0 && *a == *b) {
		words--;
		a++;
		b++;
	}
	return words == 0;
}

uint64_t
groups_hash(const struct groups *g, const uint64_t *key, size_t len)
{
	uint64_t hash = hash_words(key, (len + UNIT - 1) / UNIT);

	__builtin_prefetch(&g->slot[(uint32_t)hash & g->mask]);
	return hash;
}

void
groups_near(const struct groups *g, uint64_t hash)
{
	uint64_t tag = hash >> 40 << 40, k;
	const char *p;

	for (k = (uint32_t)hash & g->mask; g->slot[k] != 0;
	     k = (k + 1) & g->mask)
		if ((g->slot[k] & ~PLACE) == tag) {
			p = (const char *)at_place(g, (g->slot[k] & PLACE) - 1);
			/* The key lies behind the cells. */
			__builtin_prefetch(p, 1);
			__builtin_prefetch(p + LINE, 1);
			__builtin_prefetch(p + 2 * LINE, 1);
			return;
		}
}

void *
groups_find(struct groups *g, const uint64_t *key, size_t len)
{
	return groups_find_hashed(
	    g, key, len, hash_words(key, (len + UNIT - 1) / UNIT));
}

void *
groups_find_hashed(
    struct groups *g, const uint64_t *key, size_t len, uint64_t hash)
{
	size_t words = (len + UNIT - 1) / UNIT;
	uint64_t tag = hash >> 40 << 40, k, place;
	struct group *group;

	for (k = (uint32_t)hash & g->mask; g->slot[k] != 0;
	     k = (k + 1) & g->mask) {
		if ((g->slot[k] & ~PLACE) != tag)
			continue;
		group = at_place(g, (g->slot[k] & PLACE) - 1);
		if (group->len == len && group->hash == (uint32_t)hash &&
		    same(key_words(g, group), key, words))
			return group_cells(group);
	}
	place = take(g, units(g, len));
	g->slot[k] = tag | (place + 1);
	group = at_place(g, place);
	group->len = (uint32_t)len;
	group->hash = (uint32_t)hash;
	memcpy((char *)(group + 1) + g->s->cell_bytes, key, words * UNIT);
	if (++g->n > g->mask - g->mask / 4)
		grow(g);
	return group_cells(group);
}

void
groups_count(struct groups *g, void *cells, const struct fact *f)
{
	g->memory += cells_count(g->s, cells, f);
}

int
groups_unpack(struct groups *g, const uint64_t *key, size_t len, uint64_t hash,
    struct bytes *from)
{
	long grown =
	    cells_unpack(g->s, groups_find_hashed(g, key, len, hash), from);

	if (grown < 0)
		return -1;
	g->memory += (size_t)grown;
	return 0;
}

/* Moves some groups of b to a, and what they hold with them. */
static void
merge_some(
    struct groups *a, struct groups *b, struct group *const *from, size_t n)
{
	uint64_t hash[SOME];
	size_t k, was;
	void *to, *cells;

	for (k = 0; k < n; k++)
		hash[k] = groups_hash(a, key_words(b, from[k]), from[k]->len);
	for (k = 0; k < n; k++)
		groups_near(a, hash[k]);
	for (k = 0; k < n; k++) {
		was = a->n;
		cells = group_cells(from[k]);
		to = groups_find_hashed(
		    a, key_words(b, from[k]), from[k]->len, hash[k]);
		if (a->n > was) {
			memcpy(to, cells, a->s->cell_bytes);
			continue;
		}
		cells_merge(a->s, to, cells);
		cells_release(a->s, cells);
	}
}

/* The fewer go to the more, and leave their memory as they do. */
void
groups_merge(struct groups *a, struct groups *b)
{
	struct groups swap;
	struct group *some[SOME];
	uint64_t at = 0, done = 0;
	size_t n = SOME;

	if (b->n > a->n) {
		swap = *a;
		*a = *b;
		*b = swap;
	}
	while (n == SOME) {
		for (n = 0; n < SOME; n++) {
			some[n] = groups_next(b, &at);
			if (some[n] == NULL)
				break;
		}
		merge_some(a, b, some, n);
		for (; done < at / CHUNK && done < b->nchunks; done++) {
			free(b->chunk[done].p);
			b->chunk[done].p = NULL;
			b->chunk[done].used = 0;
		}
	}
	for (; done < b->nchunks; done++)
		b->chunk[done].used = 0;
	groups_free(b);
}

void
groups_freeze(struct groups *g)
{
	free(g->slot);
	g->slot = NULL;
}

void
groups_free(struct groups *g)
{
	struct group *group;
	uint64_t at = 0;
	size_t k;

	while ((group = groups_next(g, &at)) != NULL)
		cells_release(g->s, group_cells(group));
	for (k = 0; k < g->nchunks; k++)
		free(g->chunk[k].p);
	free(g->chunk);
	free(g->slot);
	free(g);
}

size_t
groups_number(const struct groups *g)
{
	return g->n;
}

size_t
groups_memory(const struct groups *g)
{
	return g->memory;
}
