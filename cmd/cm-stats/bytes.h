/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_BYTES_H
#define CM_STATS_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "cmd/cm-stats/num.h"
#include "lib/buf.h"

/*
 * Numbers as bytes that are the same on every machine, as short as is cheap:
 * 7 bits a byte, least first, the top bit saying that more follow; an integer
 * with a sign is zigzagged. What is read may come from anywhere: what is read
 * beyond the end, or is no number, is 0 and leaves a mark.
 */
struct bytes {
	const unsigned char *p, *end;
	int bad;
};

enum { BYTES_LONGEST = 10 };

static inline struct bytes
bytes_of(const void *p, size_t len)
{
	struct bytes b;

	b.p = p;
	b.end = b.p + len;
	b.bad = 0;
	return b;
}

static inline size_t
bytes_left(const struct bytes *b)
{
	return (size_t)(b->end - b->p);
}

static inline void
bytes_put(struct cm_buf *b, uint64_t v)
{
	char *p = cm_buf_room(b, BYTES_LONGEST);
	size_t n = 0;

	for (; v >= 0x80; v >>= 7)
		p[n++] = (char)(v | 0x80);
	p[n++] = (char)v;
	b->len += n;
}

static inline uint64_t
bytes_get(struct bytes *b)
{
	uint64_t v = 0;
	int shift = 0;

	for (; b->p < b->end && shift < 70; shift += 7) {
		v |= (uint64_t)(*b->p & 0x7f) << (shift < 63 ? shift : 63);
		if ((*b->p++ & 0x80) == 0)
			return v;
	}
	b->bad = 1;
	return 0;
}

/* The same, of what must not be greater than most. */
static inline uint64_t
bytes_get_to(struct bytes *b, uint64_t most)
{
	uint64_t v = bytes_get(b);

	if (v <= most)
		return v;
	b->bad = 1;
	return 0;
}

static inline void
bytes_put_signed(struct cm_buf *b, int64_t v)
{
	bytes_put(b, v < 0 ? ~((uint64_t)v << 1) : (uint64_t)v << 1);
}

static inline int64_t
bytes_get_signed(struct bytes *b)
{
	uint64_t v = bytes_get(b);

	return (int64_t)((v & 1) != 0 ? ~(v >> 1) : v >> 1);
}

/* 8 bytes, the least first: what has no reason to be small. */
static inline void
bytes_put_word(struct cm_buf *b, uint64_t v)
{
	char *p = cm_buf_room(b, 8);
	int k;

	for (k = 0; k < 8; k++)
		p[k] = (char)(v >> 8 * k & 0xff);
	b->len += 8;
}

static inline uint64_t
bytes_get_word(struct bytes *b)
{
	uint64_t v = 0;
	int k;

	if (bytes_left(b) < 8) {
		b->bad = 1;
		return 0;
	}
	for (k = 0; k < 8; k++)
		v |= (uint64_t)*b->p++ << 8 * k;
	return v;
}

static inline void
bytes_put_double(struct cm_buf *b, double d)
{
	uint64_t v;

	memcpy(&v, &d, sizeof(v));
	bytes_put_word(b, v);
}

/* One that is not finite is bad. */
static inline double
bytes_get_double(struct bytes *b)
{
	uint64_t v = bytes_get_word(b);
	double d;

	if ((v >> 52 & 0x7ff) == 0x7ff) {
		b->bad = 1;
		return 0;
	}
	memcpy(&d, &v, sizeof(d));
	return d;
}

/* A byte says which it is: 1 an integer, 0 a double. */
static inline void
bytes_put_num(struct cm_buf *b, const struct num *v)
{
	cm_buf_byte(b, v->whole);
	if (v->whole)
		bytes_put_signed(b, v->i);
	else
		bytes_put_double(b, v->d);
}

static inline struct num
bytes_get_num(struct bytes *b)
{
	if (bytes_get_to(b, 1) == 1)
		return num_int(bytes_get_signed(b));
	return num_double(bytes_get_double(b));
}

/* So many bytes as they are; NULL when there are not as many. */
static inline const char *
bytes_get_text(struct bytes *b, uint64_t len)
{
	const unsigned char *p = b->p;

	if (len > bytes_left(b)) {
		b->bad = 1;
		return NULL;
	}
	b->p += len;
	return (const char *)p;
}

/*
 * How many values a cell may say that it was made of: so many can be added to
 * each other without end.
 */
#define BYTES_MOST ((uint64_t)1 << 48)

#endif
