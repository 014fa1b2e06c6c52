/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SLICE_H
#define CM_STATS_SLICE_H

#include <string.h>

#include "lib/scan.h"
#include "lib/word.h"

/*
 * Looks at values as they stand in a line of lib/scan, behind which bytes are
 * readable; inlined, for the hot path.
 */

static inline int
slice_is_n(struct cm_slice s, const char *text, size_t len)
{
	return s.len == len + 2 && memcmp(s.p + 1, text, len) == 0;
}

/* Whether it is that string (a literal), written without escapes. */
#define slice_is(s, text) slice_is_n(s, text, sizeof(text) - 1)

/* Not there, or null. */
static inline int
slice_absent(struct cm_slice s)
{
	return s.p == NULL || s.p[0] == 'n';
}

/* A string that is its own canonical JSON: nothing in it is escaped. */
static inline int
slice_plain(struct cm_slice s)
{
	if (s.p[0] != '"')
		return 0;
	if (s.len > 16)
		return memchr(s.p, '\\', s.len) == NULL;
	return !(cm_word_has(cm_word_first(s.p, s.len), '\\') |
	    cm_word_has(
		cm_word_first(s.p + 8, s.len > 8 ? s.len - 8 : 0), '\\'));
}

#endif
