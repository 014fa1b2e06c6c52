/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/fact.h"

/*
 * A fact as bytes, as short as is cheap: numbers of 7 bits a byte, least
 * first, the top bit saying that more follow. An integer is put as a
 * zigzag number, a fraction as the 8 bytes of the double.
 */
enum { LONGEST = 10 };

static void
put(struct cm_buf *b, uint64_t v)
{
	char *p = cm_buf_room(b, LONGEST);
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		p[n++] = (char)(v | 0x80);
	p[n++] = (char)v;
	b->len += n;
}

static uint64_t
get(const char **p)
{
	uint64_t v = 0;
	int shift = 0;

	for (; (**p & 0x80) != 0; shift += 7)
		v |= (uint64_t)(*(*p)++ & 0x7f) << shift;
	return v | (uint64_t) * (const unsigned char *)(*p)++ << shift;
}

static void
put_signed(struct cm_buf *b, int64_t v)
{
	put(b, v < 0 ? ~((uint64_t)v << 1) : (uint64_t)v << 1);
}

static int64_t
get_signed(const char **p)
{
	uint64_t v = get(p);

	return (int64_t)((v & 1) != 0 ? ~(v >> 1) : v >> 1);
}

void
fact_pack(const struct fact *f, const struct question *q, struct cm_buf *b)
{
	uint64_t fractions = 0;
	int k;

	put(b,
	    f->is << 3 | (unsigned)(f->span != 0) << 2 |
		(unsigned)f->inside << 1 | (unsigned)f->timed);
	if (f->timed) {
		put_signed(b, f->moment);
		put_signed(b, f->local - f->moment);
	}
	if (f->span != 0)
		put_signed(b, f->span);
	if (q->accounts) {
		put_signed(b, f->snapshot);
		cm_buf_add(b, &f->account, sizeof(f->account));
	}
	for (k = 0; k < q->ninputs; k++)
		if ((f->given & (uint64_t)1 << k) != 0 && !f->value[k].whole)
			fractions |= (uint64_t)1 << k;
	put(b, f->given);
	put(b, fractions);
	for (k = 0; k < q->ninputs; k++) {
		if ((f->given & (uint64_t)1 << k) == 0)
			continue;
		if ((fractions & (uint64_t)1 << k) != 0)
			cm_buf_add(b, &f->value[k].d, sizeof(double));
		else
			put_signed(b, f->value[k].i);
	}
	put(b, f->several);
	for (k = 0; k < q->nkeys; k++)
		if (q->key[k].kind < KEY_DAY) {
			put(b, f->key[k].len);
			cm_buf_add(b, f->key[k].p, f->key[k].len);
		}
}

void
fact_unpack(struct fact *f, const struct question *q, const char *p)
{
	uint64_t fractions, first = get(&p);
	double d;
	int k;

	f->is = (unsigned)(first >> 3);
	f->inside = first >> 1 & 1;
	f->timed = first & 1;
	if (f->timed) {
		f->moment = get_signed(&p);
		f->local = f->moment + get_signed(&p);
	}
	f->span = (first >> 2 & 1) != 0 ? get_signed(&p) : 0;
	if (q->accounts) {
		f->snapshot = get_signed(&p);
		memcpy(&f->account, p, sizeof(f->account));
		p += sizeof(f->account);
	}
	f->given = get(&p);
	fractions = get(&p);
	for (k = 0; k < q->ninputs; k++) {
		f->value[k] = num_int(0);
		if ((f->given & (uint64_t)1 << k) == 0)
			continue;
		if ((fractions & (uint64_t)1 << k) != 0) {
			memcpy(&d, p, sizeof(d));
			p += sizeof(d);
			f->value[k] = num_double(d);
		} else
			f->value[k] = num_int(get_signed(&p));
	}
	f->several = get(&p);
	for (k = 0; k < q->nkeys; k++)
		if (q->key[k].kind < KEY_DAY) {
			f->key[k].len = (size_t)get(&p);
			f->key[k].p = p;
			p += f->key[k].len;
		}
}
