/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/sum.h"
#include "lib/err.h"

/*
 * Limb k weighs 2^(32 k - 1088). A limb has 64 bits, so that 2^30 numbers go
 * in before carries must move on.
 */
enum { LIMBS = 70, ONE = 34, CARRY_AT = 1 << 29 };

struct sum_wide {
	int64_t limb[LIMBS];
	uint32_t added; /* since the carries moved on */
};

static void
carry(struct sum_wide *w)
{
	int64_t up;
	int k;

	for (k = 0; k < LIMBS - 1; k++) {
		/* The floor of limb / 2^32, also of a negative one. */
		up = (w->limb[k] - (w->limb[k] & 0xffffffff)) /
		    ((int64_t)1 << 32);
		w->limb[k] &= 0xffffffff;
		w->limb[k + 1] += up;
	}
	w->added = 0;
}

/* Adds sign * m * 2^(pos - 1088), m below 2^53 or pos a multiple of 32. */
static void
add_bits(struct sum_wide *w, uint64_t m, int pos, int64_t sign)
{
	int k = pos / 32, sh = pos % 32;
	uint64_t low = (m & 0xffffffff) << sh, high = (m >> 32) << sh;

	w->limb[k] += sign * (int64_t)(low & 0xffffffff);
	w->limb[k + 1] += sign * (int64_t)((low >> 32) + (high & 0xffffffff));
	w->limb[k + 2] += sign * (int64_t)(high >> 32);
	if (++w->added == CARRY_AT)
		carry(w);
}

static void
wide_int(struct sum_wide *w, int64_t i)
{
	add_bits(
	    w, i < 0 ? -(uint64_t)i : (uint64_t)i, ONE * 32, i < 0 ? -1 : 1);
}

static void
wide_double(struct sum_wide *w, double d)
{
	uint64_t bits, m;
	int e;

	memcpy(&bits, &d, sizeof(bits));
	m = bits & (((uint64_t)1 << 52) - 1);
	e = (int)(bits >> 52 & 0x7ff);
	if (e != 0)
		m |= (uint64_t)1 << 52;
	else
		e = 1;
	/* 2^(e - 1075), and 1088 - 1075 = 13. */
	add_bits(w, m, e + 13, d < 0 ? -1 : 1);
}

static void
widen(struct sum *s)
{
	struct sum_wide *w = cm_zalloc(sizeof(*w));

	wide_int(w, s->u.i);
	s->u.wide = w;
	s->n |= SUM_WIDE;
}

void
sum_release(struct sum *s)
{
	if ((s->n & SUM_WIDE) != 0)
		free(s->u.wide);
	memset(s, 0, sizeof(*s));
}

size_t
sum_add_slow(struct sum *s, const struct num *v)
{
	size_t grown = 0;

	if ((s->n & SUM_WIDE) == 0) {
		widen(s);
		grown = sizeof(struct sum_wide);
	}
	if (v->whole)
		wide_int(s->u.wide, v->i);
	else
		wide_double(s->u.wide, v->d);
	s->n++;
	return grown;
}

void
sum_merge(struct sum *a, const struct sum *b)
{
	struct sum_wide *to;
	struct num v;
	int k;

	if ((b->n & SUM_WIDE) == 0) {
		v = num_int(b->u.i);
		sum_add(a, &v);
		a->n += b->n - 1;
		return;
	}
	if ((a->n & SUM_WIDE) == 0)
		widen(a);
	to = a->u.wide;
	carry(to);
	/* A limb that b has not carried on yet is below 2^62. */
	for (k = 0; k < LIMBS; k++)
		to->limb[k] += b->u.wide->limb[k];
	carry(to);
	a->n += sum_count(b);
}

/* The magnitude, in limbs of 32 bits; returns whether it is negative. */
static int
magnitude(const struct sum *s, uint32_t to[LIMBS])
{
	struct sum_wide w;
	int k, negative;

	memset(&w, 0, sizeof(w));
	if ((s->n & SUM_WIDE) != 0)
		w = *s->u.wide;
	else
		wide_int(&w, s->u.i);
	carry(&w);
	negative = w.limb[LIMBS - 1] < 0;
	if (negative) {
		for (k = 0; k < LIMBS; k++)
			w.limb[k] = -w.limb[k];
		carry(&w);
	}
	for (k = 0; k < LIMBS; k++)
		to[k] = (uint32_t)w.limb[k];
	return negative;
}

/* Whether it is an integer that an int64_t holds, as one is kept by itself. */
static int
fits(const uint32_t l[LIMBS], uint64_t *v)
{
	int k;

	for (k = 0; k < LIMBS; k++)
		if (l[k] != 0 && k != ONE && k != ONE + 1)
			return 0;
	*v = (uint64_t)l[ONE + 1] << 32 | l[ONE];
	return *v <= INT64_MAX;
}

/* The nearest double, ties to even; rest: something lies below the limbs. */
static double
nearest(const uint32_t l[LIMBS], int rest)
{
	uint64_t m = 0;
	int k, top, bit, low, i;

	for (top = LIMBS - 1; top > 0 && l[top] == 0;)
		top--;
	for (bit = 31; bit > 0 && l[top] >> bit == 0;)
		bit--;
	/* The 53 bits from the top one down, and no bit below 2^-1074. */
	low = top * 32 + bit - 52;
	if (low < 14)
		low = 14;
	for (i = top * 32 + bit; i >= low; i--)
		m = m << 1 | (l[i / 32] >> (i % 32) & 1);
	i = low - 1;
	if ((l[i / 32] >> (i % 32) & 1) != 0) {
		for (k = 0; k < i / 32; k++)
			rest |= l[k] != 0;
		rest |= (l[i / 32] & (((uint32_t)1 << i % 32) - 1)) != 0;
		if (rest || (m & 1) != 0)
			m++;
	}
	return ldexp((double)m, low - ONE * 32);
}

int
sum_value(const struct sum *s, struct num *out)
{
	uint32_t l[LIMBS];
	uint64_t v;
	int negative;
	double d;

	if ((s->n & SUM_WIDE) == 0) {
		*out = num_int(s->u.i);
		return 0;
	}
	negative = magnitude(s, l);
	if (fits(l, &v)) {
		*out = num_int(negative ? -(int64_t)v : (int64_t)v);
		return 0;
	}
	d = nearest(l, 0);
	*out = num_double(negative ? -d : d);
	return isinf(d) ? -1 : 0;
}

int
sum_mean(const struct sum *s, double *out)
{
	uint64_t n = sum_count(s), rest = 0;
	uint32_t l[LIMBS];
	int k, negative;

	if ((s->n & SUM_WIDE) == 0 && s->u.i < (int64_t)1 << 53 &&
	    s->u.i > -((int64_t)1 << 53)) {
		*out = (double)s->u.i / (double)n;
		return 0;
	}
	negative = magnitude(s, l);
	if (n > UINT32_MAX) { /* the long division below holds 32 bits */
		*out = nearest(l, 0) / (double)n;
	} else {
		for (k = LIMBS - 1; k >= 0; k--) {
			rest = rest << 32 | l[k];
			l[k] = (uint32_t)(rest / n);
			rest %= n;
		}
		*out = nearest(l, rest != 0);
	}
	if (negative)
		*out = -*out;
	return isinf(*out) ? -1 : 0;
}

/*
 * 2 n, and the integer; or 2 n + 1, and the magnitude from its lowest limb
 * that is not 0 to its highest: its sign, the lowest, how many, the limbs.
 */
void
sum_pack(const struct sum *s, struct cm_buf *b)
{
	uint32_t l[LIMBS];
	int negative, low, high;
	uint64_t v;

	if ((s->n & SUM_WIDE) == 0) {
		bytes_put(b, 2 * s->n);
		bytes_put_signed(b, s->u.i);
		return;
	}
	negative = magnitude(s, l);
	if (fits(l, &v)) {
		bytes_put(b, 2 * sum_count(s));
		bytes_put_signed(b, negative ? -(int64_t)v : (int64_t)v);
		return;
	}
	for (low = 0; l[low] == 0;)
		low++;
	for (high = LIMBS - 1; l[high] == 0;)
		high--;
	bytes_put(b, 2 * sum_count(s) + 1);
	cm_buf_byte(b, negative);
	cm_buf_byte(b, low);
	cm_buf_byte(b, high - low + 1);
	for (; low <= high; low++)
		bytes_put(b, l[low]);
}

static long
unpack_wide(struct sum *s, struct bytes *from)
{
	int64_t sign = bytes_get_to(from, 1) == 1 ? -1 : 1;
	int low = (int)bytes_get_to(from, LIMBS - 1);
	int n = (int)bytes_get_to(from, (uint64_t)(LIMBS - low));
	struct sum_wide *w;
	long grown = (s->n & SUM_WIDE) == 0 ? (long)sizeof(*w) : 0;

	if (from->bad)
		return -1;
	if (grown > 0)
		widen(s);
	w = s->u.wide;
	carry(w);
	/* The highest limb is one that doubles do not reach. */
	for (; n > 0; n--, low++)
		w->limb[low] += sign *
		    (int64_t)bytes_get_to(
			from, low < LIMBS - 1 ? UINT32_MAX : 1 << 16);
	carry(w);
	return from->bad ? -1 : grown;
}

long
sum_unpack(struct sum *s, struct bytes *from)
{
	uint64_t first = bytes_get_to(from, 2 * BYTES_MOST), n = first / 2;
	struct num v;
	long grown;

	if (from->bad || sum_count(s) > 2 * BYTES_MOST)
		return -1;
	if (first % 2 != 0) {
		grown = unpack_wide(s, from);
		if (grown >= 0)
			s->n += n;
		return grown;
	}
	v = num_int(bytes_get_signed(from));
	grown = (long)sum_add(s, &v);
	s->n += n - 1;
	return from->bad ? -1 : grown;
}
