/* SPDX-License-Identifier: ISC */
#ifndef SET_H
#define SET_H

#include <stddef.h>

#include "lib/seen.h"

/*
 * A set of keys, 16 bytes a slot, at most 48 bytes a key at any moment while
 * it grows: it is cut into parts by the keys' first bits, which grow one
 * after the other. The key of two zeros is none, and not to be added.
 */
struct set;

struct set *set_new(void);
void set_free(struct set *s);
int set_has(const struct set *s, struct cm_key key);

/* Returns 1, or 0 if the key was there. */
int set_add(struct set *s, struct cm_key key);

/* Says that a key will be asked for soon. */
void set_await(const struct set *s, struct cm_key key);

/* Calls each() with all keys, smallest first, until it returns nonzero,
 * and returns that. The set can only be freed afterwards. */
int set_drain(
    struct set *s, int (*each)(void *ctx, struct cm_key key), void *ctx);

#endif
