/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/asset.h"
#include "lib/err.h"

#include "weblog_table.h"

struct cm_slice
weblog_table(const char *name)
{
	const struct cm_asset *a = cm_asset_find(cm_data, name);

	if (a == NULL)
		return (struct cm_slice){"", 0};
	return (struct cm_slice){a->data, a->len};
}

/* Cuts off what is before the first c, or all, and returns it. */
static struct cm_slice
cut(struct cm_slice *s, char c)
{
	const char *at = s->len > 0 ? memchr(s->p, c, s->len) : NULL;
	struct cm_slice head = *s;

	if (at == NULL) {
		s->p += s->len;
		s->len = 0;
		return head;
	}
	head.len = (size_t)(at - s->p);
	s->p += head.len + 1;
	s->len -= head.len + 1;
	return head;
}

int
weblog_row(struct cm_slice *rest, struct cm_slice col[WEBLOG_COLUMNS])
{
	struct cm_slice line;
	int i;

	while (rest->len > 0) {
		line = cut(rest, '\n');
		if (line.len == 0 || line.p[0] == '#')
			continue;
		for (i = 0; i < WEBLOG_COLUMNS; i++)
			col[i] = cut(&line, '\t');
		return 1;
	}
	return 0;
}

size_t
weblog_hash(const char *s, size_t len)
{
	const uint64_t mix = 0x9e3779b97f4a7c15;
	uint64_t h = len * mix, other = ~h, w[2];

	/* Two at a time, which do not wait for each other. */
	for (; len > 16; s += 16, len -= 16) {
		memcpy(w, s, 16);
		h = (h ^ w[0]) * mix;
		other = (other ^ w[1]) * mix;
		h ^= h >> 29;
		other ^= other >> 31;
	}
	w[0] = w[1] = 0;
	memcpy(w, s, len);
	h = (h ^ w[0]) * mix ^ (other ^ w[1]) * (mix >> 1 | 1);
	h ^= h >> 32;
	h *= mix;
	return (size_t)(h ^ h >> 29);
}

static struct weblog_entry *
slot(const struct weblog_map *m, const char *key, size_t len)
{
	size_t i = weblog_hash(key, len) & m->mask;
	struct weblog_entry *e;

	for (;; i = (i + 1) & m->mask) {
		e = &m->slots[i];
		if (e->key.p == NULL)
			return e;
		if (e->key.len == len && memcmp(e->key.p, key, len) == 0)
			return e;
	}
}

static void
grow(struct weblog_map *m)
{
	struct weblog_map old = *m;
	size_t i, room = old.slots == NULL ? 64 : 2 * (old.mask + 1);

	m->slots = cm_zalloc(room * sizeof(*m->slots));
	m->mask = room - 1;
	for (i = 0; old.slots != NULL && i <= old.mask; i++)
		if (old.slots[i].key.p != NULL)
			*slot(m, old.slots[i].key.p, old.slots[i].key.len) =
			    old.slots[i];
	free(old.slots);
}

void
weblog_map_add(struct weblog_map *m, struct cm_slice key, struct cm_slice value,
    struct cm_slice extra)
{
	struct weblog_entry *e;

	if (m->slots == NULL || m->count * 2 > m->mask)
		grow(m);
	e = slot(m, key.p, key.len);
	if (e->key.p != NULL)
		return;
	*e = (struct weblog_entry){key, value, extra};
	m->count++;
}

const struct weblog_entry *
weblog_map_get(const struct weblog_map *m, const char *key, size_t len)
{
	struct weblog_entry *e;

	if (m->slots == NULL)
		return NULL;
	e = slot(m, key, len);
	return e->key.p != NULL ? e : NULL;
}

void
weblog_map_release(struct weblog_map *m)
{
	free(m->slots);
	m->slots = NULL;
	m->mask = m->count = 0;
}
