/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/intern.h"
#include "cmd/cm-stats/lines.h"
#include "lib/err.h"
#include "lib/fnv.h"

#define FREE ((uint32_t)-1)

/* The slot of a key, or the free one where it goes. */
static uint32_t *
slot_of(const struct intern *in, const char *key, size_t len)
{
	const struct intern_key *k;
	uint32_t mask = 2 * in->cap - 1;
	uint32_t at = (uint32_t)cm_fnv(CM_FNV, key, len) & mask;

	for (; in->slot[at] != FREE; at = (at + 1) & mask) {
		k = &in->item[in->slot[at]];
		if (k->len == len && memcmp(k->key, key, len) == 0)
			break;
	}
	return &in->slot[at];
}

static void
grow(struct intern *in)
{
	size_t slots;
	uint32_t k;

	in->cap = in->cap > 0 ? 2 * in->cap : 64;
	slots = 2 * (size_t)in->cap;
	in->item = cm_realloc(in->item, in->cap * sizeof(*in->item));
	in->slot = cm_realloc(in->slot, slots * sizeof(*in->slot));
	memset(in->slot, 0xff, slots * sizeof(*in->slot));
	for (k = 0; k < in->n; k++)
		*slot_of(in, in->item[k].key, in->item[k].len) = k;
}

uint32_t
intern(struct intern *in, const char *key, size_t len)
{
	uint32_t *slot;

	if (in->n == in->cap)
		grow(in);
	slot = slot_of(in, key, len);
	if (*slot != FREE)
		return *slot;
	*slot = in->n;
	in->item[in->n].key = cm_strndup(key, len);
	in->item[in->n].len = len;
	in->item[in->n].was = in->n;
	return in->n++;
}

static int
compare(const void *x, const void *y)
{
	const struct intern_key *a = x, *b = y;

	return line_compare_keys(a->key, a->len, b->key, b->len);
}

uint32_t *
intern_sort(struct intern *in)
{
	uint32_t *now = cm_alloc(((size_t)in->n + 1) * sizeof(*now)), k;

	if (in->n > 0)
		qsort(in->item, in->n, sizeof(*in->item), compare);
	for (k = 0; k < in->n; k++)
		now[in->item[k].was] = k;
	return now;
}

void
intern_release(struct intern *in)
{
	uint32_t k;

	for (k = 0; k < in->n; k++)
		free(in->item[k].key);
	free(in->item);
	free(in->slot);
}
