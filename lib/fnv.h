/* SPDX-License-Identifier: ISC */
#ifndef CM_FNV_H
#define CM_FNV_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a, 64 bits: quick, and no defence against who chooses what is hashed.
 * Begin with CM_FNV, or go on with what came before. */
#define CM_FNV UINT64_C(0xcbf29ce484222325)

static inline uint64_t
cm_fnv(uint64_t h, const void *p, size_t len)
{
	const unsigned char *s = p;

	while (len-- > 0)
		h = (h ^ *s++) * UINT64_C(0x100000001b3);
	return h;
}

#endif
