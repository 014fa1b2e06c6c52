/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/sketch.h"
#include "lib/err.h"

enum {
	BITS = 6,     /* of the fraction */
	SMALLEST = 2, /* the slots of a new one are 4 */
	FEW = 32
};

/* A table with open addressing; a slot with n 0 is free. */
struct bucket {
	int32_t at; /* negative for negative values, 0 for zero */
	uint32_t n;
};

/* Header and buckets in one piece: small ones are a line of the cache. */
struct sketch {
	uint64_t n;
	double low, high;
	uint32_t used;
	uint16_t whole; /* all were integers */
	uint16_t log;   /* of the number of slots */
	struct bucket bucket[];
};

uint64_t
sketch_count(const struct sketch *s)
{
	return s->n;
}

static uint32_t
slots(const struct sketch *s)
{
	return (uint32_t)1 << s->log;
}

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
	if (d < s->low)
		d = s->low;
	return d > s->high ? s->high : d;
}

static uint32_t
slot_of(const struct sketch *s, int32_t at)
{
	uint32_t k = (uint32_t)at * 2654435769u;

	return (k ^ k >> 15) & (slots(s) - 1);
}

void
sketch_near(const struct sketch *s, const struct num *v)
{
	if (s != NULL)
		__builtin_prefetch(&s->bucket[slot_of(s, bucket_of(v->d))], 1);
}

static void
put(struct sketch *s, int32_t at, uint32_t n)
{
	uint32_t k = slot_of(s, at), mask = slots(s) - 1;

	for (;; k = (k + 1) & mask) {
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
size_of(uint16_t log)
{
	return sizeof(struct sketch) +
	    ((size_t)1 << log) * sizeof(struct bucket);
}

/* An empty one, whose lowest and highest will be what comes first. */
static struct sketch *
fresh(void)
{
	struct sketch *s = cm_zalloc(size_of(SMALLEST));

	s->log = SMALLEST;
	s->whole = 1;
	s->low = INFINITY;
	s->high = -INFINITY;
	return s;
}

/* Makes sure that there is a free slot. Returns the bytes it grew by. */
static size_t
room(struct sketch **p)
{
	struct sketch *old = *p, *s;
	uint32_t k;

	if (old->used < slots(old) - slots(old) / 4)
		return 0;
	*p = s = cm_zalloc(size_of(old->log + 1));
	*s = *old;
	s->log++;
	s->used = 0;
	for (k = 0; k < slots(old); k++)
		if (old->bucket[k].n != 0)
			put(s, old->bucket[k].at, old->bucket[k].n);
	free(old);
	return size_of(s->log) - size_of(s->log - 1);
}

size_t
sketch_add(struct sketch **p, const struct num *v)
{
	struct sketch *s;
	size_t grown = 0;

	if (*p == NULL) {
		*p = fresh();
		grown = size_of(SMALLEST);
	}
	grown += room(p);
	s = *p;
	put(s, bucket_of(v->d), 1);
	s->n++;
	s->whole &= v->whole != 0;
	s->low = v->d < s->low ? v->d : s->low;
	s->high = v->d > s->high ? v->d : s->high;
	return grown;
}

void
sketch_merge(struct sketch **p, const struct sketch *b)
{
	struct sketch *a;
	uint32_t k;

	if (b == NULL)
		return;
	if (*p == NULL)
		*p = fresh();
	for (k = 0; k < slots(b); k++)
		if (b->bucket[k].n != 0) {
			room(p);
			put(*p, b->bucket[k].at, b->bucket[k].n);
		}
	a = *p;
	a->n += b->n;
	a->whole &= b->whole;
	a->low = b->low < a->low ? b->low : a->low;
	a->high = b->high > a->high ? b->high : a->high;
}

void
sketch_free(struct sketch *s)
{
	free(s);
}

static int
compare(const void *x, const void *y)
{
	const struct bucket *a = x, *b = y;

	return a->at < b->at ? -1 : a->at > b->at;
}

/* By their place; most are few. */
static void
sort(struct bucket *b, uint32_t n)
{
	struct bucket moved;
	uint32_t k, to;

	if (n > FEW) {
		qsort(b, n, sizeof(*b), compare);
		return;
	}
	for (k = 1; k < n; k++) {
		moved = b[k];
		for (to = k; to > 0 && b[to - 1].at > moved.at; to--)
			b[to] = b[to - 1];
		b[to] = moved;
	}
}

double
sketch_quantile(const struct sketch *s, uint64_t q, uint64_t of)
{
	struct bucket few[FEW],
	    *b = s->used > FEW ? cm_alloc(s->used * sizeof(*b)) : few;
	/* q / of * (n - 1), in whole ranks and what is left of one. */
	uint64_t n1 = s->n - 1, rank, left, before = 0;
	double low = 0, high = 0;
	uint32_t k, n = 0;

	rank = n1 / of * q + n1 % of * q / of;
	left = n1 % of * q % of;
	for (k = 0; k < slots(s); k++)
		if (s->bucket[k].n != 0)
			b[n++] = s->bucket[k];
	sort(b, n);
	for (k = 0; k < n; k++) {
		if (rank >= before && rank < before + b[k].n)
			low = middle(s, b[k].at);
		if (rank + 1 >= before && rank + 1 < before + b[k].n)
			high = middle(s, b[k].at);
		before += b[k].n;
	}
	if (b != few)
		free(b);
	if (rank == 0)
		low = s->low;
	if (rank + 1 == n1)
		high = s->high;
	if (rank >= n1)
		return s->high;
	return low + (high - low) * ((double)left / (double)of);
}

/*
 * How many buckets, whether all were integers, the least and the greatest
 * value; then each bucket's distance from the one before, and how many.
 */
void
sketch_pack(const struct sketch *s, struct cm_buf *b)
{
	struct bucket *sorted;
	struct num low, high;
	int64_t at = 0;
	uint64_t several;
	uint32_t k, n = 0, buckets = 0;

	if (s == NULL) {
		bytes_put(b, 0);
		return;
	}
	sorted = cm_alloc(s->used * sizeof(*sorted));
	for (k = 0; k < slots(s); k++)
		if (s->bucket[k].n != 0)
			sorted[n++] = s->bucket[k];
	sort(sorted, n);
	for (k = 0; k < n; k++)
		buckets += k == 0 || sorted[k].at != sorted[k - 1].at;
	low = num_double(s->low);
	high = num_double(s->high);
	bytes_put(b, buckets);
	cm_buf_byte(b, s->whole);
	bytes_put_num(b, &low);
	bytes_put_num(b, &high);
	for (k = 0; k < n;) {
		bytes_put_signed(b, sorted[k].at - at);
		at = sorted[k].at;
		for (several = 0; k < n && sorted[k].at == at; k++)
			several += sorted[k].n;
		bytes_put(b, several);
	}
	free(sorted);
}

/* Adds so many to a bucket, in slots that hold 32 bits. */
static long
put_many(struct sketch **s, int32_t at, uint64_t n)
{
	uint32_t some;
	long grown = 0;

	for (; n > 0; n -= some) {
		some = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
		grown += (long)room(s);
		put(*s, at, some);
		(*s)->n += some;
	}
	return grown;
}

long
sketch_unpack(struct sketch **p, struct bytes *from)
{
	enum { FARTHEST = 0x7ff << BITS };
	uint64_t buckets = bytes_get(from), n;
	double low, high;
	int64_t at = 0, by;
	int whole;
	long grown = 0;

	if (buckets == 0 || buckets > bytes_left(from) / 2)
		return from->bad || buckets != 0 ? -1 : 0;
	whole = (int)bytes_get_to(from, 1);
	low = bytes_get_num(from).d;
	high = bytes_get_num(from).d;
	if (from->bad || low > high)
		return -1;
	if (*p == NULL) {
		*p = fresh();
		grown = (long)size_of(SMALLEST);
	}
	(*p)->whole &= whole != 0;
	(*p)->low = low < (*p)->low ? low : (*p)->low;
	(*p)->high = high > (*p)->high ? high : (*p)->high;
	for (; buckets > 0; buckets--) {
		by = bytes_get_signed(from);
		n = bytes_get_to(from, (uint64_t)1 << 40);
		if (from->bad || n == 0 || by > 2 * FARTHEST ||
		    by < -2 * FARTHEST || (*p)->n > BYTES_MOST)
			return -1;
		at += by;
		if (at >= FARTHEST || at <= -FARTHEST)
			return -1;
		grown += put_many(p, (int32_t)at, n);
	}
	return grown;
}
