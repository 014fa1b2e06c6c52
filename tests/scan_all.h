/* SPDX-License-Identifier: ISC */
#ifndef CM_TESTS_SCAN_ALL_H
#define CM_TESTS_SCAN_ALL_H

/*
 * One line through all the paths of lib/scan, the kernel for machines without
 * SSE2 among them, held against each other. For tests and the fuzz target.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/scan_in.h"

void scan_all_swar(struct scan_window *w);

#define CM_SCAN_NO_SSE2
#define cm_scan_plain scan_all_swar
#define masks scan_all_masks
#define look scan_all_look
#include "lib/scan_plain.c"
#undef masks
#undef look
#undef cm_scan_plain

/* What lies behind a line is none of its business, whatever it looks like. */
static inline void
scan_all_behind(char *p, unsigned kind)
{
	static const char *const other[] = {"", "}", "\"", "]", "0", "\xbf",
	    "\\", "\"}", "{\"a\":[", "\n{\"type\":\"post\",\"id\":\"x\"}",
	    "\xe2\x82\xac", ",1", "e1.5", "\xed\xa0\x80", "dc00\\u", "\x01"};
	const char *s = other[kind % (sizeof(other) / sizeof(other[0]))];
	size_t i, n = strlen(s);

	for (i = 0; i < CM_SCAN_PAD; i++)
		p[i] = n > 0 ? s[i % n] : '\0';
}

static inline int
scan_all_same(const struct cm_slice *a, const struct cm_slice *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (a[i].p != b[i].p ||
		    (a[i].p != NULL && a[i].len != b[i].len))
			return 0;
	return 1;
}

/*
 * Returns 0 or -1 as cm_scan_line, with offsets instead of pointers in
 * found[].p where from is not NULL; or -2, having said so, when the paths do
 * not agree.
 */
static inline int
scan_all(const char *text, size_t len, unsigned behind,
    const struct cm_want *want, struct cm_slice *found,
    struct cm_scan_error *why)
{
	static const char *const names[] = {
	    "plain", "without SSE2", "AVX2", "AVX-512"};
	static void (*const kernels[])(struct scan_window *) = {
	    cm_scan_plain, scan_all_swar, cm_scan_avx2, cm_scan_avx512};
	size_t kernels_here = cm_scan_has_avx512() ? 4
	    : cm_scan_has_avx2()                   ? 3
						   : 2;
	char *line = malloc(len + CM_SCAN_PAD);
	struct cm_slice other[CM_SCAN_WANTS];
	struct scan_found f;
	size_t i, n = want != NULL ? cm_want_count(want) : 0;
	int verdict, got;

	if (line == NULL)
		abort();
	if (len > 0)
		memcpy(line, text, len);
	scan_all_behind(line + len, behind);
	cm_scan_found_init(&f, want);
	verdict = cm_scan_exact((const scan_byte *)line, len, &f, why);
	if (verdict == 0)
		cm_scan_found_give(&f, found);
	for (i = 0; i < kernels_here; i++) {
		cm_scan_found_init(&f, want);
		got =
		    cm_scan_walk(kernels[i], (const scan_byte *)line, len, &f);
		if (got == 0)
			cm_scan_found_give(&f, other);
		if (got != verdict ||
		    (got == 0 && !scan_all_same(found, other, n))) {
			printf("# %s says %d, the exact path %d (%s) of %zu "
			       "bytes: %.*s\n",
			    names[i], got, verdict, verdict ? why->why : "",
			    len, len < 2000 ? (int)len : 2000, line);
			verdict = -2;
			break;
		}
	}
	/* The copy goes: slices are given as they lie in the text. */
	for (i = 0; verdict == 0 && i < n; i++)
		if (found[i].p != NULL)
			found[i].p = text + (found[i].p - line);
	free(line);
	return verdict;
}

#endif
