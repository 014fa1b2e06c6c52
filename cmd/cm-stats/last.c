/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "cmd/cm-stats/last.h"
#include "lib/err.h"

struct entry {
	uint64_t account; /* 0 is free */
	int64_t time;
	struct num v;
};

struct last {
	uint32_t n, cap;
	struct entry *entry; /* open addressing */
};

static struct entry *
find(const struct last *l, uint64_t account)
{
	uint32_t k = (uint32_t)account & (l->cap - 1);

	while (l->entry[k].account != 0 && l->entry[k].account != account)
		k = (k + 1) & (l->cap - 1);
	return &l->entry[k];
}

static size_t
grow(struct last *l)
{
	struct entry *old = l->entry;
	uint32_t k, n = l->cap;

	l->cap = n == 0 ? 2 : 2 * n;
	l->entry = cm_zalloc(l->cap * sizeof(*l->entry));
	for (k = 0; k < n; k++)
		if (old[k].account != 0)
			*find(l, old[k].account) = old[k];
	free(old);
	return (l->cap - n) * sizeof(*l->entry);
}

size_t
last_add(struct last **p, uint64_t account, int64_t time, const struct num *v)
{
	struct last *l = *p;
	struct entry *e;
	size_t grown = 0;

	if (l == NULL) {
		*p = l = cm_zalloc(sizeof(*l));
		grown = sizeof(*l);
	}
	if (l->n + 1 > l->cap / 2)
		grown += grow(l);
	account += account == 0;
	e = find(l, account);
	l->n += e->account == 0;
	if (e->account == 0 || time > e->time ||
	    (time == e->time && num_compare(v, &e->v) > 0)) {
		e->account = account;
		e->time = time;
		e->v = *v;
	}
	return grown;
}

void
last_merge(struct last **p, const struct last *b)
{
	uint32_t k;

	for (k = 0; b != NULL && k < b->cap; k++)
		if (b->entry[k].account != 0)
			last_add(p, b->entry[k].account, b->entry[k].time,
			    &b->entry[k].v);
}

void
last_sum(const struct last *l, struct sum *to)
{
	uint32_t k;

	for (k = 0; l != NULL && k < l->cap; k++)
		if (l->entry[k].account != 0)
			sum_add(to, &l->entry[k].v);
}

size_t
last_times(const struct last *l, int64_t *oldest, int64_t *newest)
{
	size_t n = 0;
	uint32_t k;

	for (k = 0; l != NULL && k < l->cap; k++) {
		if (l->entry[k].account == 0)
			continue;
		if (n == 0 || l->entry[k].time < *oldest)
			*oldest = l->entry[k].time;
		if (n == 0 || l->entry[k].time > *newest)
			*newest = l->entry[k].time;
		n++;
	}
	return n;
}

size_t
last_count(const struct last *l)
{
	return l != NULL ? l->n : 0;
}

void
last_free(struct last *l)
{
	if (l != NULL)
		free(l->entry);
	free(l);
}

static int
compare(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	return a->account < b->account ? -1 : a->account > b->account;
}

/* How many; then each account, its time and its value, by account. */
void
last_pack(const struct last *l, struct cm_buf *b)
{
	struct entry *sorted;
	uint32_t k, n = 0;

	if (l == NULL) {
		bytes_put(b, 0);
		return;
	}
	sorted = cm_alloc(l->n * sizeof(*sorted));
	for (k = 0; k < l->cap; k++)
		if (l->entry[k].account != 0)
			sorted[n++] = l->entry[k];
	qsort(sorted, n, sizeof(*sorted), compare);
	bytes_put(b, n);
	for (k = 0; k < n; k++) {
		bytes_put_word(b, sorted[k].account);
		bytes_put_signed(b, sorted[k].time);
		bytes_put_num(b, &sorted[k].v);
	}
	free(sorted);
}

long
last_unpack(struct last **p, struct bytes *from)
{
	uint64_t n = bytes_get(from), account;
	struct num v;
	int64_t time;
	long grown = 0;

	for (; n > 0 && !from->bad; n--) {
		account = bytes_get_word(from);
		time = bytes_get_signed(from);
		v = bytes_get_num(from);
		if (!from->bad)
			grown += (long)last_add(p, account, time, &v);
	}
	return from->bad ? -1 : grown;
}
