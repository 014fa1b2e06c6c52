/* SPDX-License-Identifier: ISC */
#ifndef CM_BENCH_RANDOM_H
#define CM_BENCH_RANDOM_H

#include <stdint.h>

/* Numbers that are the same on every machine (SplitMix64); set state first. */
static uint64_t state;

static inline uint64_t
next(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static inline unsigned
below(unsigned n)
{
	return (unsigned)((next() >> 32) * n >> 32);
}

#endif
