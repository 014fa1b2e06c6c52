/* SPDX-License-Identifier: ISC */
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>

/* How many letters must be changed, added, left out or swapped to make one
 * name of the other. */
size_t name_distance(const char *a, const char *b);

/* The name of a list (ends with NULL) that is nearest; NULL: none is near. */
const char *name_near(const char *s, const char *const *names);

#endif
