/* SPDX-License-Identifier: ISC */
#ifndef CM_BITS_H
#define CM_BITS_H

#include <stdint.h>

/* Masks of 64 bytes, a bit each, the first byte the lowest. */

/* Bit i of the result: whether an odd number of the bits 0 to i are set: what
 * lies between quotes. */
static inline uint64_t
cm_bits_up_to_each(uint64_t v)
{
	v ^= v << 1;
	v ^= v << 2;
	v ^= v << 4;
	v ^= v << 8;
	v ^= v << 16;
	return v ^ v << 32;
}

/* How many are set. */
static inline int
cm_bits_count(uint64_t v)
{
	v -= v >> 1 & 0x5555555555555555;
	v = (v & 0x3333333333333333) + (v >> 2 & 0x3333333333333333);
	v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (int)(v * 0x0101010101010101 >> 56);
}

#endif
