/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/distinct.h"
#include "lib/err.h"

enum { P = 14, REGISTERS = 1 << P, Q = 64 - P };

/*
 * Hashes are made odd, at the price of a bit. So one that is alone, as most
 * are, can stand where the pointer would, if that is as wide: it takes no
 * memory of its own.
 */
struct distinct {
	uint32_t n, cap;
	uint64_t hash[]; /* open addressing, 0 is free; cap 0: registers */
};

enum { ALONE = sizeof(uintptr_t) >= sizeof(uint64_t) };

/* The hash that is alone, or 0. */
static uint64_t
alone(const struct distinct *d)
{
	return ALONE && ((uintptr_t)d & 1) != 0 ? (uint64_t)(uintptr_t)d : 0;
}

static uint8_t *
registers(struct distinct *d)
{
	return (uint8_t *)d->hash;
}

static size_t
size_of(uint32_t cap)
{
	return sizeof(struct distinct) +
	    (cap > 0 ? cap * sizeof(uint64_t) : REGISTERS);
}

static struct distinct *new (uint32_t cap)
{
	struct distinct *d = cm_zalloc(size_of(cap));

	d->cap = cap;
	return d;
}

/* Returns whether it is a new one. */
static int
put(struct distinct *d, uint64_t h)
{
	uint64_t *hash = d->hash;
	uint8_t *reg, rank = 1;
	uint32_t k;

	if (d->cap == 0) {
		reg = registers(d) + (h >> Q);
		/* Most are no news: not so many zeros in front. */
		if (*reg > 0 && h << P >> (64 - *reg) != 0)
			return 0;
		for (; rank <= Q && (h & (uint64_t)1 << (Q - rank)) == 0;)
			rank++;
		if (*reg < rank)
			*reg = rank;
		return 0;
	}
	for (k = (uint32_t)(h >> 1) & (d->cap - 1);
	     hash[k] != 0 && hash[k] != h;)
		k = (k + 1) & (d->cap - 1);
	if (hash[k] == h)
		return 0;
	hash[k] = h;
	d->n++;
	return 1;
}

/* Makes it one of another size; NULL, too. */
static struct distinct *
grow(struct distinct *d, uint32_t cap)
{
	struct distinct *to = new (cap);
	uint32_t k;

	if (alone(d) != 0) {
		put(to, alone(d));
		return to;
	}
	for (k = 0; d != NULL && k < d->cap; k++)
		if (d->hash[k] != 0)
			put(to, d->hash[k]);
	free(d);
	return to;
}

/* The same of a hash that is odd. */
static size_t
add(struct distinct **p, uint64_t h)
{
	struct distinct *d = *p;
	uint32_t cap;

	if (d == NULL && ALONE) {
		*p = (struct distinct *)(uintptr_t)h;
		return 0;
	}
	if (d == NULL || alone(d) != 0) {
		if (d != NULL && alone(d) == h)
			return 0;
		*p = d = grow(d, 4);
		put(d, h);
		return size_of(4);
	}
	cap = d->cap;
	if (!put(d, h))
		return 0;
	if (d->n > DISTINCT_EXACT) {
		*p = grow(d, 0);
		return size_of(0) - size_of(cap);
	}
	if (d->n > cap / 4 * 3) {
		*p = grow(d, 2 * cap);
		return size_of(2 * cap) - size_of(cap);
	}
	return 0;
}

size_t
distinct_add(struct distinct **p, uint64_t hash)
{
	return add(p, hash << 1 | 1);
}

int
distinct_has(const struct distinct *d, uint64_t hash)
{
	uint64_t h = hash << 1 | 1;
	uint8_t rank = 1;
	uint32_t k;

	if (d == NULL || alone(d) != 0)
		return d != NULL && alone(d) == h;
	if (d->cap == 0) {
		for (; rank <= Q && (h & (uint64_t)1 << (Q - rank)) == 0;)
			rank++;
		return ((const uint8_t *)d->hash)[h >> Q] >= rank;
	}
	for (k = (uint32_t)(h >> 1) & (d->cap - 1);
	     d->hash[k] != 0 && d->hash[k] != h;)
		k = (k + 1) & (d->cap - 1);
	return d->hash[k] == h;
}

void
distinct_merge(struct distinct **p, const struct distinct *b)
{
	const uint8_t *from;
	uint8_t *to;
	uint32_t k;

	if (b == NULL)
		return;
	if (alone(b) != 0) {
		add(p, alone(b));
		return;
	}
	for (k = 0; k < b->cap; k++)
		if (b->hash[k] != 0)
			add(p, b->hash[k]);
	if (b->cap != 0)
		return;
	if (*p == NULL || alone(*p) != 0 || (*p)->cap != 0)
		*p = grow(*p, 0);
	to = registers(*p);
	from = (const uint8_t *)b->hash;
	for (k = 0; k < REGISTERS; k++)
		to[k] = to[k] < from[k] ? from[k] : to[k];
}

static double
sigma(double x)
{
	double y = 1, z = x, was;

	if (x == 1)
		return INFINITY;
	do {
		x *= x;
		was = z;
		z += x * y;
		y += y;
	} while (z != was);
	return z;
}

static double
tau(double x)
{
	double y = 1, z = 1 - x, was;

	if (x == 0 || x == 1)
		return 0;
	do {
		x = sqrt(x);
		was = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z != was);
	return z / 3;
}

uint64_t
distinct_count(const struct distinct *d)
{
	uint32_t count[Q + 2] = {0};
	double m = REGISTERS, z;
	int k;

	if (d == NULL)
		return 0;
	if (alone(d) != 0)
		return 1;
	if (d->cap != 0)
		return d->n;
	for (k = 0; k < REGISTERS; k++)
		count[((const uint8_t *)d->hash)[k]]++;
	z = m * tau(1 - count[Q + 1] / m);
	for (k = Q; k >= 1; k--)
		z = 0.5 * (z + count[k]);
	z += m * sigma(count[0] / m);
	/* 1 / (2 ln 2) */
	return (uint64_t)(0.72134752044448170368 * m * m / z + 0.5);
}

void
distinct_free(struct distinct *d)
{
	if (alone(d) == 0)
		free(d);
}

static int
compare(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

/*
 * How many hashes, and these, sorted; or one more than there can be, and the
 * registers, of 6 bits each.
 */
void
distinct_pack(const struct distinct *d, struct cm_buf *b)
{
	uint64_t hash[DISTINCT_EXACT + 1];
	const uint8_t *reg;
	uint32_t k, n = 0;

	if (alone(d) != 0) {
		bytes_put(b, 1);
		bytes_put_word(b, alone(d));
		return;
	}
	if (d != NULL && d->cap == 0) {
		bytes_put(b, DISTINCT_EXACT + 1);
		reg = (const uint8_t *)d->hash;
		for (k = 0; k < REGISTERS; k += 4, reg += 4) {
			cm_buf_byte(b, reg[0] | (reg[1] & 3) << 6);
			cm_buf_byte(b, reg[1] >> 2 | (reg[2] & 15) << 4);
			cm_buf_byte(b, reg[2] >> 4 | reg[3] << 2);
		}
		return;
	}
	for (k = 0; d != NULL && k < d->cap; k++)
		if (d->hash[k] != 0)
			hash[n++] = d->hash[k];
	qsort(hash, n, sizeof(*hash), compare);
	bytes_put(b, n);
	for (k = 0; k < n; k++)
		bytes_put_word(b, hash[k]);
}

static long
unpack_registers(struct distinct **p, struct bytes *from)
{
	const unsigned char *in =
	    (const unsigned char *)bytes_get_text(from, REGISTERS / 4 * 3);
	uint8_t *to, reg[4];
	long grown = 0;
	uint32_t k;
	int i;

	if (in == NULL)
		return -1;
	if (*p == NULL || alone(*p) != 0) {
		grown = (long)size_of(0);
		*p = grow(*p, 0);
	} else if ((*p)->cap != 0) {
		grown = (long)(size_of(0) - size_of((*p)->cap));
		*p = grow(*p, 0);
	}
	to = registers(*p);
	for (k = 0; k < REGISTERS; k += 4, in += 3) {
		reg[0] = in[0] & 63;
		reg[1] = (uint8_t)(in[0] >> 6 | (in[1] & 15) << 2);
		reg[2] = (uint8_t)(in[1] >> 4 | (in[2] & 3) << 4);
		reg[3] = in[2] >> 2;
		for (i = 0; i < 4; i++) {
			if (reg[i] > Q + 1)
				return -1;
			if (to[k + i] < reg[i])
				to[k + i] = reg[i];
		}
	}
	return grown;
}

long
distinct_unpack(struct distinct **p, struct bytes *from)
{
	uint64_t n = bytes_get_to(from, DISTINCT_EXACT + 1), hash;
	long grown = 0;

	if (from->bad)
		return -1;
	if (n > DISTINCT_EXACT)
		return unpack_registers(p, from);
	if (bytes_left(from) / 8 < n)
		return -1;
	for (; n > 0; n--) {
		hash = bytes_get_word(from);
		if ((hash & 1) == 0)
			return -1;
		grown += (long)add(p, hash);
	}
	return grown;
}
