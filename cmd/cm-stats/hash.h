/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_HASH_H
#define CM_STATS_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Hashes, but for hash_words(), are the same on every machine and in every
 * run: counts of distinct values depend on them.
 */

/* Fast; for tables that compare what they find, and for counting. */
uint64_t hash_bytes(const void *p, size_t len);

/* Faster still, over whole words; not the same on every machine. */
static inline uint64_t
hash_words(const uint64_t *p, size_t n)
{
	uint64_t h = n * 0x9e3779b97f4a7c15u;

	for (; n > 0; n--, p++) {
		h = (h ^ *p) * 0xbf58476d1ce4e5b9u;
		h ^= h >> 32;
	}
	h *= 0x94d049bb133111ebu;
	return h ^ h >> 31;
}

/*
 * Fastest, for telling whether a text was changed by accident: a sum of its
 * words, each times another number. CM_SCAN_PAD bytes behind it are readable.
 */
uint64_t hash_check(const char *p, size_t len);

/*
 * SipHash-1-3 with 128 bits (Aumasson and Bernstein, 2012): for identities
 * that are compared by their hash alone, also those that others may choose.
 */
struct hash_id {
	uint64_t a, b;
};
struct hash_id hash_identity(const void *p, size_t len);

#endif
