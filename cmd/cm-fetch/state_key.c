/* SPDX-License-Identifier: ISC */
/* Keys of items, and sets of them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/state.h"
#include "lib/fnv.h"

/* The text, and a mark behind it. */
static uint64_t
hash(uint64_t h, const char *s)
{
	return cm_fnv(s != NULL ? cm_fnv(h, s, strlen(s)) : h, "\x1f", 1);
}

void
key_make(
    unsigned char key[KEY_SIZE], const char *a, const char *b, const char *c)
{
	uint64_t h[2] = {CM_FNV, 0x9ae16a3b2f90404fu};
	int i;

	for (i = 0; i < 2; i++)
		h[i] = hash(hash(hash(h[i], a), b), c);
	for (i = 0; i < KEY_SIZE; i++)
		key[i] = (unsigned char)(h[i / 8] >> i % 8 * 8);
}

void
keys_add(struct keys *k, const unsigned char key[KEY_SIZE])
{
	if (k->n == k->cap) {
		k->cap = k->cap > 0 ? k->cap * 2 : 32;
		k->p = cm_realloc(k->p, k->cap * sizeof(*k->p));
		if (k->when != NULL)
			k->when =
			    cm_realloc(k->when, k->cap * sizeof(*k->when));
	}
	memcpy(k->p[k->n++], key, KEY_SIZE);
}

void
keys_add_at(struct keys *k, const unsigned char key[KEY_SIZE], int64_t when)
{
	if (k->when == NULL) {
		k->cap = k->cap > 0 ? k->cap : 32;
		k->p = cm_realloc(k->p, k->cap * sizeof(*k->p));
		k->when = cm_alloc(k->cap * sizeof(*k->when));
	}
	keys_add(k, key);
	k->when[k->n - 1] = when;
}

int
keys_have(const struct keys *k, const unsigned char key[KEY_SIZE])
{
	size_t i;

	for (i = 0; i < k->n; i++)
		if (memcmp(k->p[i], key, KEY_SIZE) == 0)
			return 1;
	return 0;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, KEY_SIZE);
}

int
keys_find(const struct keys *k, const unsigned char key[KEY_SIZE])
{
	return k->n > 0 && bsearch(key, k->p, k->n, KEY_SIZE, compare) != NULL;
}

void
keys_release(struct keys *k)
{
	free(k->p);
	free(k->when);
	memset(k, 0, sizeof(*k));
}

static const unsigned char none[KEY_SIZE];

/* Where a key is, or would be. */
static size_t
slot(const struct keyset *k, const unsigned char key[KEY_SIZE])
{
	size_t at;

	memcpy(&at, key, sizeof(at));
	for (at &= k->size - 1; memcmp(k->p[at], none, KEY_SIZE) != 0 &&
	     memcmp(k->p[at], key, KEY_SIZE) != 0;)
		at = (at + 1) & (k->size - 1);
	return at;
}

static void
grow(struct keyset *k)
{
	struct keyset old = *k;
	size_t i;

	k->size = old.size > 0 ? old.size * 2 : 64;
	k->p = cm_zalloc(k->size * sizeof(*k->p));
	for (i = 0; i < old.size; i++)
		if (memcmp(old.p[i], none, KEY_SIZE) != 0)
			memcpy(k->p[slot(k, old.p[i])], old.p[i], KEY_SIZE);
	free(old.p);
}

void
keyset_add(struct keyset *k, const unsigned char key[KEY_SIZE])
{
	size_t at;

	if (k->n * 2 >= k->size)
		grow(k);
	at = slot(k, key);
	k->n += memcmp(k->p[at], none, KEY_SIZE) == 0;
	memcpy(k->p[at], key, KEY_SIZE);
}

int
keyset_has(const struct keyset *k, const unsigned char key[KEY_SIZE])
{
	return k->size > 0 && memcmp(k->p[slot(k, key)], key, KEY_SIZE) == 0;
}

void
keyset_release(struct keyset *k)
{
	free(k->p);
	memset(k, 0, sizeof(*k));
}
