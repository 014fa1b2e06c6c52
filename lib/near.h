/* SPDX-License-Identifier: ISC */
#ifndef CM_NEAR_H
#define CM_NEAR_H

#include <stddef.h>

/* What somebody who mistyped a word has probably meant. */

/* How many letters must be changed, added, left out or swapped with the next
 * to make one word of the other; more than 32 letters: SIZE_MAX. */
size_t cm_near_steps(const char *a, const char *b);

/* The nearest of a list that ends with NULL, no further away than 2, or 1 for
 * words of up to 4 letters; else NULL. */
const char *cm_near(const char *word, const char *const *list);

#endif
