/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_INTERN_H
#define CM_STATS_INTERN_H

#include <stddef.h>
#include <stdint.h>

/* Keys of rows that are made when they are told: each once, by a number. */
struct intern {
	struct intern_key {
		char *key; /* JSON texts, each with LF behind it */
		size_t len;
		uint32_t was; /* its number before they were sorted */
	} * item;
	uint32_t n, cap;
	uint32_t *slot;
};

/* All zero bytes are an empty one. Returns the number of a key, from 0. */
uint32_t intern(struct intern *in, const char *key, size_t len);

/*
 * Puts them in the order of rows. Returns the new number of each old one, to
 * be freed with free(). No more are to be added then.
 */
uint32_t *intern_sort(struct intern *in);

void intern_release(struct intern *in);

#endif
