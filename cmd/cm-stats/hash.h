/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_HASH_H
#define CM_STATS_HASH_H

#include <stddef.h>
#include <stdint.h>

/*
 * Hashes that are the same on every machine and in every run: counts of
 * distinct values depend on them.
 */

/* Fast; for tables that compare what they find, and for counting. */
uint64_t hash_bytes(const void *p, size_t len);

/*
 * SipHash-1-3 with 128 bits (Aumasson and Bernstein, 2012): for identities
 * that are compared by their hash alone, also those that others may choose.
 */
struct hash_id {
	uint64_t a, b;
};
struct hash_id hash_identity(const void *p, size_t len);

#endif
