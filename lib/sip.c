/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "lib/sip.h"

/* Eight bytes, the first the lowest, whatever the machine. */
static uint64_t
word(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	    (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
	    (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static uint64_t
turn(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static inline void
rounds(uint64_t v[4], int n)
{
	uint64_t a = v[0], b = v[1], c = v[2], d = v[3];

	while (n-- > 0) {
		a += b;
		c += d;
		b = turn(b, 13) ^ a;
		d = turn(d, 16) ^ c;
		a = turn(a, 32);
		c += b;
		a += d;
		b = turn(b, 17) ^ c;
		d = turn(d, 21) ^ a;
		c = turn(c, 32);
	}
	v[0] = a;
	v[1] = b;
	v[2] = c;
	v[3] = d;
}

void
cm_sip(
    const unsigned char secret[16], const void *p, size_t len, uint64_t out[2])
{
	uint64_t k0 = word(secret), k1 = word(secret + 8), w;
	uint64_t v[4] = {k0 ^ 0x736f6d6570736575,
	    k1 ^ 0x646f72616e646f6d ^ 0xee, k0 ^ 0x6c7967656e657261,
	    k1 ^ 0x7465646279746573};
	const unsigned char *s = p;
	unsigned char last[8] = {0};
	size_t left = len;

	for (; left >= 8; left -= 8, s += 8) {
		w = word(s);
		v[3] ^= w;
		rounds(v, 2);
		v[0] ^= w;
	}
	if (left > 0)
		memcpy(last, s, left);
	last[7] = (unsigned char)len;
	w = word(last);
	v[3] ^= w;
	rounds(v, 2);
	v[0] ^= w;
	v[2] ^= 0xee;
	rounds(v, 4);
	out[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
	v[1] ^= 0xdd;
	rounds(v, 4);
	out[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}

void
cm_sip_secret(unsigned char secret[16])
{
	FILE *f = fopen("/dev/urandom", "rb");
	size_t n = f != NULL ? fread(secret, 1, 16, f) : 0;

	if (f != NULL)
		fclose(f);
	if (n != 16)
		cm_die(CM_FAIL, "cannot read random bytes of /dev/urandom");
}
