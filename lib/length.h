/* SPDX-License-Identifier: ISC */
#ifndef CM_LENGTH_H
#define CM_LENGTH_H

#include <stddef.h>
#include <stdint.h>

/* How long a text is, as networks count. */
enum cm_unit {
	CM_UNIT_GRAPHEMES, /* what is one character to a reader: the default */
	CM_UNIT_CODEPOINTS,
	CM_UNIT_UTF16,
	CM_UNIT_BYTES,   /* of UTF-8 */
	CM_UNIT_WEIGHTED /* X's: wide letters, and emoji, count two */
};

/* "graphemes" and the like. */
const char *cm_unit_name(enum cm_unit unit);

/* The unit of that name; -1: there is none. */
int cm_unit_find(const char *name, size_t len);

/* A text in all units, in their order. */
struct cm_length {
	uint64_t in[CM_UNIT_WEIGHTED + 1];
};

/* Bytes that are not UTF-8 count as one U+FFFD each. */
void cm_length_of(struct cm_length *l, const char *s, size_t len);

/* Adds what the first grapheme of s (not empty) counts; returns its bytes. */
size_t cm_length_grapheme(struct cm_length *l, const char *s, size_t len);

#endif
