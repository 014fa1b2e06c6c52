/* SPDX-License-Identifier: ISC */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "cmd/cm-curate/set.h"

enum { PART_BITS = 6, PARTS = 1 << PART_BITS, FIRST_SLOTS = 256 };

/* Slots are a power of two, at most three quarters of them taken. */
struct part {
	struct cm_key *slots;
	size_t mask, count;
};

struct set {
	struct part parts[PARTS];
};

/* Pages of the system's own, which go back to it: memory that malloc(3)
 * keeps of the smaller tables would count as ours. */
static struct cm_key *
new_slots(size_t n)
{
	void *p = mmap(NULL, n * sizeof(struct cm_key), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		cm_die(CM_FAIL, "out of memory");
	return p;
}

struct set *
set_new(void)
{
	return cm_zalloc(sizeof(struct set));
}

void
set_free(struct set *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < PARTS; i++)
		if (s->parts[i].slots != NULL)
			munmap(s->parts[i].slots,
			    (s->parts[i].mask + 1) * sizeof(struct cm_key));
	free(s);
}

static int
is_none(struct cm_key k)
{
	return (k.a | k.b) == 0;
}

/* The slot of a key, or the one where it would go. */
static struct cm_key *
find(const struct part *p, struct cm_key key)
{
	size_t i = (size_t)key.b & p->mask;

	while (!is_none(p->slots[i]) &&
	    (p->slots[i].a != key.a || p->slots[i].b != key.b))
		i = (i + 1) & p->mask;
	return &p->slots[i];
}

static void
grow(struct part *p)
{
	struct part old = *p;
	size_t i;

	p->mask = old.slots != NULL ? 2 * old.mask + 1 : FIRST_SLOTS - 1;
	p->slots = new_slots(p->mask + 1);
	if (old.slots == NULL)
		return;
	for (i = 0; i <= old.mask; i++)
		if (!is_none(old.slots[i]))
			*find(p, old.slots[i]) = old.slots[i];
	munmap(old.slots, (old.mask + 1) * sizeof(struct cm_key));
}

int
set_has(const struct set *s, struct cm_key key)
{
	const struct part *p = &s->parts[key.a >> (64 - PART_BITS)];

	return p->slots != NULL && !is_none(*find(p, key));
}

int
set_add(struct set *s, struct cm_key key)
{
	struct part *p = &s->parts[key.a >> (64 - PART_BITS)];
	struct cm_key *slot;

	if (p->slots == NULL)
		grow(p);
	slot = find(p, key);
	if (!is_none(*slot))
		return 0;
	if ((p->count + 1) * 4 > (p->mask + 1) * 3) {
		grow(p);
		slot = find(p, key);
	}
	*slot = key;
	p->count++;
	return 1;
}

void
set_await(const struct set *s, struct cm_key key)
{
	const struct part *p = &s->parts[key.a >> (64 - PART_BITS)];

	if (p->slots != NULL)
		__builtin_prefetch(&p->slots[(size_t)key.b & p->mask]);
}

static int
by_value(const void *x, const void *y)
{
	const struct cm_key *a = x, *b = y;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return a->b < b->b ? -1 : a->b > b->b;
}

int
set_drain(struct set *s, int (*each)(void *ctx, struct cm_key key), void *ctx)
{
	struct part *p;
	size_t i, n;
	int rc = 0;

	for (p = s->parts; p < s->parts + PARTS && rc == 0; p++) {
		if (p->slots == NULL)
			continue;
		for (i = n = 0; i <= p->mask; i++)
			if (!is_none(p->slots[i]))
				p->slots[n++] = p->slots[i];
		qsort(p->slots, n, sizeof(struct cm_key), by_value);
		for (i = 0; i < n && rc == 0; i++)
			rc = each(ctx, p->slots[i]);
	}
	return rc;
}
