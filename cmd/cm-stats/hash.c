/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/hash.h"
#include "lib/word.h"

#define K0 0x9e3779b97f4a7c15u
#define K1 0xbf58476d1ce4e5b9u
#define K2 0x94d049bb133111ebu

#define ROTL(x, n) ((x) << (n) | (x) >> (64 - (n)))

/* Little endian on every machine. */
static inline uint64_t
load(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
	    (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static uint64_t
load_rest(const unsigned char *p, size_t n)
{
	unsigned char last[8] = {0};

	memcpy(last, p, n);
	return load(last);
}

static inline uint64_t
mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * K1;
	return h ^ h >> 32;
}

static uint64_t
finish(uint64_t h)
{
	h = (h ^ h >> 30) * K1;
	h = (h ^ h >> 27) * K2;
	return h ^ h >> 31;
}

uint64_t
hash_bytes(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t h = len * K0, a = K0, b = K1, c = K2;
	size_t n = len;

	/* Four chains side by side, for whole lines. */
	for (; n >= 64; n -= 32, p += 32) {
		h = mix(h, load(p));
		a = mix(a, load(p + 8));
		b = mix(b, load(p + 16));
		c = mix(c, load(p + 24));
	}
	if (len >= 64)
		h = mix(mix(mix(h, a), b), c);
	for (; n >= 8; n -= 8, p += 8)
		h = mix(h, load(p));
	if (n > 0)
		h = mix(h, load_rest(p, n));
	return finish(h);
}

uint64_t
hash_check(const char *p, size_t len)
{
	uint64_t h = len * K0, k = K1, even = K2;
	size_t n = len;

	/* Two chains of additions; nothing waits for a product. */
	for (; n >= 16; n -= 16, p += 16) {
		h += cm_word(p) * k;
		even += cm_word(p + 8) * (k + K0);
		k += 2 * K0;
	}
	if (n > 8)
		even += cm_word(p) * k;
	k += n > 8 ? K0 : 0;
	p += n > 8 ? 8 : 0;
	h += cm_word_first(p, n > 8 ? n - 8 : n) * k;
	return finish(h ^ ROTL(even, 32));
}

static inline void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = ROTL(v[1], 13) ^ v[0];
	v[0] = ROTL(v[0], 32);
	v[2] += v[3];
	v[3] = ROTL(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = ROTL(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = ROTL(v[1], 17) ^ v[2];
	v[2] = ROTL(v[2], 32);
}

static uint64_t
sip_out(uint64_t v[4])
{
	sip_round(v);
	sip_round(v);
	sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct hash_id
hash_identity(const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t v[4] = {0x736f6d6570736575u ^ K0,
	    0x646f72616e646f6du ^ K1 ^ 0xee, 0x6c7967656e657261u ^ K0,
	    0x7465646279746573u ^ K1};
	struct hash_id id;
	uint64_t w;
	size_t n;

	for (n = len; n >= 8; n -= 8, p += 8) {
		w = load(p);
		v[3] ^= w;
		sip_round(v);
		v[0] ^= w;
	}
	w = load_rest(p, n) | (uint64_t)len << 56;
	v[3] ^= w;
	sip_round(v);
	v[0] ^= w;
	v[2] ^= 0xee;
	id.a = sip_out(v);
	v[1] ^= 0xdd;
	id.b = sip_out(v);
	return id;
}
