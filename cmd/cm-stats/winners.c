/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/winners.h"
#include "lib/err.h"

enum { AHEAD = 16 };

static void
grow(struct winners *w)
{
	struct slot *old = w->slot;
	size_t mask = w->mask, k, to;

	w->mask = 2 * mask + 1;
	w->slot = cm_zalloc((w->mask + 1) * sizeof(*w->slot));
	for (k = 0; k <= mask; k++) {
		if (old[k].head == NULL)
			continue;
		to = old[k].b & w->mask;
		while (w->slot[to].head != NULL)
			to = (to + 1) & w->mask;
		w->slot[to] = old[k];
	}
	free(old);
}

static int
newer(const struct head *a, const struct head *b)
{
	if (a->time != b->time)
		return a->time > b->time;
	if (a->content != b->content)
		return a->content > b->content;
	/* The same bytes, or as good as; what counts decides. */
	if (a->len != b->len)
		return a->len > b->len;
	return memcmp(a, b, a->len) > 0;
}

static struct slot *
find(const struct winners *w, const struct head *h)
{
	struct slot *slot;
	size_t k;

	for (k = h->id.b & w->mask;; k = (k + 1) & w->mask) {
		slot = &w->slot[k];
		if (slot->head == NULL ||
		    (slot->b == h->id.b && slot->head->id.a == h->id.a))
			return slot;
	}
}

/* Looks at one record. Of two with one identity the older is marked. */
static void
consider(struct winners *w, struct head *h)
{
	struct slot *slot;
	char *p;

	if (w->passes > 1 && (h->id.b >> 32) * w->passes >> 32 != w->pass)
		return;
	slot = find(w, h);
	if (slot->head != NULL && !newer(h, slot->head)) {
		h->lost = 1;
		return;
	}
	if (w->passes > 1) {
		p = spill_room(w->kept, 0, h->len);
		if (p == NULL) {
			w->failed = 1;
			return;
		}
		memcpy(p, h, h->len);
		h = (struct head *)(void *)p;
	}
	if (slot->head != NULL) {
		slot->head->lost = 1;
		slot->head = h;
		return;
	}
	slot->b = h->id.b;
	slot->head = h;
	if (++w->n > w->mask / 4 * 3)
		grow(w);
}

/* Slots come near some records before they are needed. */
static void
consider_all(void *ctx, char *p, size_t len)
{
	const struct winners *w = ctx;
	char *end = p + len, *ahead = p;
	struct head *h;
	size_t k;

	for (k = 0; p < end; k--) {
		for (; k < AHEAD && ahead < end; k++) {
			h = (struct head *)(void *)ahead;
			__builtin_prefetch(&w->slot[h->id.b & w->mask], 1);
			ahead += h->len;
		}
		h = (struct head *)(void *)p;
		p += h->len;
		consider(ctx, h);
	}
}

int
winners_each(struct spill *s, int part, size_t budget,
    int (*take)(void *ctx, struct winners *w, struct spill *of, int part),
    void *ctx)
{
	struct winners w;
	int failed = 0;

	memset(&w, 0, sizeof(w));
	w.passes = spill_written(s, part) / (budget + 1) + 1;
	for (; w.pass < w.passes && !failed; w.pass++) {
		w.mask = 1023;
		w.n = 0;
		w.slot = cm_zalloc((w.mask + 1) * sizeof(*w.slot));
		w.kept = spill_new(1, SIZE_MAX);
		failed = (w.passes == 1 && spill_load(s, part) != 0) ||
		    spill_read(s, part, consider_all, &w) != 0 || w.failed;
		if (!failed && w.passes == 1)
			failed = take(ctx, &w, s, part) != 0;
		else if (!failed)
			failed = take(ctx, &w, w.kept, 0) != 0;
		spill_free(w.kept);
		free(w.slot);
	}
	spill_drop(s, part);
	return failed ? -1 : 0;
}
