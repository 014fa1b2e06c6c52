/* SPDX-License-Identifier: ISC */
/* What functions made known, by name. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "lib/fnv.h"

/* Names and values of all that one source makes known. */
enum { MOST_BYTES = 256 << 20 };

struct known_entry {
	uint64_t hash;
	char *key, *value; /* key NULL: free */
	size_t len;
};

static struct known_entry *
slot(const struct known *k, uint64_t hash, const char *key, size_t len)
{
	size_t at = hash & (k->size - 1);
	struct known_entry *e = &k->table[at];

	while (e->key != NULL &&
	    (e->hash != hash || e->len != len ||
		memcmp(e->key, key, len) != 0)) {
		at = (at + 1) & (k->size - 1);
		e = &k->table[at];
	}
	return e;
}

static void
grow(struct known *k)
{
	struct known old = *k;
	size_t i;

	k->size = old.size > 0 ? old.size * 2 : 64;
	k->table = cm_zalloc(k->size * sizeof(*k->table));
	for (i = 0; i < old.size; i++)
		if (old.table[i].key != NULL)
			*slot(k, old.table[i].hash, old.table[i].key,
			    old.table[i].len) = old.table[i];
	free(old.table);
}

int
known_set(struct known *k, const char *key, size_t key_len, const char *value,
    size_t len)
{
	struct known_entry *e;

	if (k->n * 2 >= k->size)
		grow(k);
	e = slot(k, cm_fnv(CM_FNV, key, key_len), key, key_len);
	if (k->bytes + key_len + len > MOST_BYTES)
		return -1;
	k->changes++;
	k->bytes += len + (e->key == NULL ? key_len + sizeof(*e) : 0);
	if (e->key != NULL) {
		free(e->value);
		e->value = value != NULL ? cm_strndup(value, len) : NULL;
		return 0;
	}
	e->hash = cm_fnv(CM_FNV, key, key_len);
	e->key = cm_strndup(key, key_len);
	e->len = key_len;
	e->value = value != NULL ? cm_strndup(value, len) : NULL;
	k->n++;
	return 1;
}

const char *
known_get(const struct known *k, const char *key, size_t len)
{
	const struct known_entry *e;

	if (k->size == 0)
		return NULL;
	e = slot(k, cm_fnv(CM_FNV, key, len), key, len);
	return e->key != NULL ? e->value : NULL;
}

void
known_release(struct known *k)
{
	size_t i;

	for (i = 0; i < k->size; i++) {
		free(k->table[i].key);
		free(k->table[i].value);
	}
	free(k->table);
	memset(k, 0, sizeof(*k));
}
