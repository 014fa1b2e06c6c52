/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "lib/err.h"
#include "lib/sip.h"

static uint64_t
word(const unsigned char *p, size_t n)
{
	uint64_t w = 0;

	while (n-- > 0)
		w = w << 8 | p[n];
	return w;
}

static uint64_t
turn(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void
rounds(uint64_t v[4], int n)
{
	while (n-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = turn(v[1], 13) ^ v[0];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] = turn(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = turn(v[1], 17) ^ v[2];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] = turn(v[2], 32);
	}
}

void
cm_sip(
    const unsigned char secret[16], const void *p, size_t len, uint64_t out[2])
{
	uint64_t k0 = word(secret, 8), k1 = word(secret + 8, 8), w;
	uint64_t v[4] = {k0 ^ 0x736f6d6570736575,
	    k1 ^ 0x646f72616e646f6d ^ 0xee, k0 ^ 0x6c7967656e657261,
	    k1 ^ 0x7465646279746573};
	const unsigned char *s = p;
	size_t left = len;

	for (; left >= 8; left -= 8, s += 8) {
		w = word(s, 8);
		v[3] ^= w;
		rounds(v, 2);
		v[0] ^= w;
	}
	w = (uint64_t)len << 56 | word(s, left);
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
