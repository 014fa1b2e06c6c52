/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/sketch.h"
#include "lib/err.h"

enum { BITS = 6 }; /* of the fraction */

/* A table with open addressing; a slot with n 0 is free. */
struct bucket {
	int32_t at; /* negative for negative values, 0 for zero */
	uint32_t n;
};

struct sketch {
	uint32_t used, cap;
	uint64_t n;
	int whole; /* all were integers */
	struct num low, high;
	struct bucket *bucket;
};

static int32_t
bucket_of(double d)
{
	double a = fabs(d);
	uint64_t bits;
	int32_t at;

	memcpy(&bits, &a, sizeof(bits));
	/* The smallest doubles fall in with zero. */
	at = (int32_t)(bits >> (52 - BITS));
	return d < 0 ? -at : at;
}

/* The value that stands for a bucket. */
static double
middle(const struct sketch *s, int32_t at)
{
	uint64_t bits = (uint64_t)(at < 0 ? -at : at) << (52 - BITS);
	double low, high, d;

	memcpy(&low, &bits, sizeof(low));
	bits += (uint64_t)1 << (52 - BITS);
	memcpy(&high, &bits, sizeof(high));
	if (at == 0)
		d = 0;
	else if (s->whole) /* the middle of the integers in it */
		d = (ceil(low) + ceil(high) - 1) / 2;
	else
		d = low + (high - low) / 2;
	if (at < 0)
		d = -d;
	if (d < s->low.d)
		d = s->low.d;
	return d > s->high.d ? s->high.d : d;
}

static void
put(struct sketch *s, int32_t at, uint32_t n)
{
	uint32_t k = (uint32_t)at * 2654435769u;

	for (k = (k ^ k >> 15) & (s->cap - 1);; k = (k + 1) & (s->cap - 1)) {
		struct bucket *b = &s->bucket[k];

		if (b->n == 0) {
			b->at = at;
			b->n = n;
			s->used++;
			return;
		}
		/* One that is full to the brim gets a second slot. */
		if (b->at == at && b->n <= UINT32_MAX - n) {
			b->n += n;
			return;
		}
	}
}

static size_t
grow(struct sketch *s)
{
	struct bucket *old = s->bucket;
	uint32_t k, n = s->cap;

	s->cap = n == 0 ? 4 : 2 * n;
	s->used = 0;
	s->bucket = cm_zalloc(s->cap * sizeof(*s->bucket));
	for (k = 0; k < n; k++)
		if (old[k].n != 0)
			put(s, old[k].at, old[k].n);
	free(old);
	return (s->cap - n) * sizeof(*s->bucket);
}

size_t
sketch_add(struct sketch **p, const struct num *v)
{
	struct sketch *s = *p;
	size_t grown = 0;

	if (s == NULL) {
		*p = s = cm_zalloc(sizeof(*s));
		grown = sizeof(*s);
		s->low = s->high = *v;
		s->whole = 1;
	}
	if (s->used + 1 > s->cap - s->cap / 4)
		grown += grow(s);
	put(s, bucket_of(v->d), 1);
	s->n++;
	s->whole &= v->whole;
	if (num_compare(v, &s->low) < 0)
		s->low = *v;
	if (num_compare(v, &s->high) > 0)
		s->high = *v;
	return grown;
}

void
sketch_merge(struct sketch **p, const struct sketch *b)
{
	struct sketch *a = *p;
	uint32_t k;

	if (b == NULL)
		return;
	if (a == NULL) {
		*p = a = cm_zalloc(sizeof(*a));
		a->low = b->low;
		a->high = b->high;
		a->whole = 1;
	}
	for (k = 0; k < b->cap; k++)
		if (b->bucket[k].n != 0) {
			if (a->used + 1 > a->cap - a->cap / 4)
				grow(a);
			put(a, b->bucket[k].at, b->bucket[k].n);
		}
	a->n += b->n;
	a->whole &= b->whole;
	if (num_compare(&b->low, &a->low) < 0)
		a->low = b->low;
	if (num_compare(&b->high, &a->high) > 0)
		a->high = b->high;
}

void
sketch_free(struct sketch *s)
{
	if (s != NULL)
		free(s->bucket);
	free(s);
}

static int
compare(const void *x, const void *y)
{
	const struct bucket *a = x, *b = y;

	return a->at < b->at ? -1 : a->at > b->at;
}

double
sketch_quantile(const struct sketch *s, uint64_t q, uint64_t of)
{
	struct bucket *b = cm_alloc(s->used * sizeof(*b));
	/* q / of * (n - 1), in whole ranks and what is left of one. */
	uint64_t n1 = s->n - 1, rank, left, before = 0;
	double low = 0, high = 0;
	uint32_t k, n = 0;

	rank = n1 / of * q + n1 % of * q / of;
	left = n1 % of * q % of;
	for (k = 0; k < s->cap; k++)
		if (s->bucket[k].n != 0)
			b[n++] = s->bucket[k];
	qsort(b, n, sizeof(*b), compare);
	for (k = 0; k < n; k++) {
		if (rank >= before && rank < before + b[k].n)
			low = middle(s, b[k].at);
		if (rank + 1 >= before && rank + 1 < before + b[k].n)
			high = middle(s, b[k].at);
		before += b[k].n;
	}
	free(b);
	if (rank == 0)
		low = s->low.d;
	if (rank + 1 == n1)
		high = s->high.d;
	if (rank >= n1)
		return s->high.d;
	return low + (high - low) * ((double)left / (double)of);
}
