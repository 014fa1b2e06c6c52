/* SPDX-License-Identifier: ISC */
#ifndef CM_WORD_H
#define CM_WORD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Eight bytes at once, for the hot path: what would be a loop over a few
 * bytes, whose length cannot be guessed, is a few instructions without a
 * branch. All of them read eight bytes, whatever the length, which is no
 * harm in a line of lib/scan: CM_SCAN_PAD bytes behind it are readable.
 */

/* As a number, the first one lowest. */
static inline uint64_t
cm_word(const void *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

/* The first len of them, zeros for the others; all of them if len > 8. */
static inline uint64_t
cm_word_first(const void *p, size_t len)
{
	static const uint64_t keep[9] = {0, 0xff, 0xffff, 0xffffff, 0xffffffff,
	    0xffffffffff, 0xffffffffffff, 0xffffffffffffff, UINT64_MAX};

	return cm_word(p) & keep[len < 8 ? len : 8];
}

/* Tells whether one of them is c. */
static inline int
cm_word_has(uint64_t v, unsigned char c)
{
	v ^= 0x0101010101010101 * (uint64_t)c;
	return ((v - 0x0101010101010101) & ~v & 0x8080808080808080) != 0;
}

/* Reads 1 to 8 digits. Returns 0, or -1 if a byte is none. */
static inline int
cm_word_digits(const void *p, size_t len, uint32_t *value)
{
	uint64_t v = (cm_word(p) ^ 0x3030303030303030) << (64 - 8 * len);

	if ((((v + 0x7676767676767676) | v) & 0x8080808080808080) != 0)
		return -1;
	/* Pairs of digits, then pairs of those, and again. */
	v = v * 10 + (v >> 8);
	v = (v & 0x00ff00ff00ff00ff) * 100 + (v >> 16 & 0x00ff00ff00ff00ff);
	v = (v & 0x0000ffff0000ffff) * 10000 + (v >> 32 & 0x0000ffff);
	*value = (uint32_t)v;
	return 0;
}

#endif
