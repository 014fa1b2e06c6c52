/* SPDX-License-Identifier: ISC */
#ifndef CM_SCAN_H
#define CM_SCAN_H

#include <stddef.h>

/*
 * One pass over a line of JSON: is it valid (RFC 8259, UTF-8), is it an
 * object, and where are the members that a job asks for. Allocates nothing,
 * builds no tree. There are a portable path and paths for AVX2 and AVX-512,
 * chosen when the program runs; they give the same verdicts, slices and reasons.
 */

enum {
	CM_SCAN_DEPTH = 10000, /* deeper nesting is refused */
	CM_SCAN_PAD = 64,      /* bytes that must be readable behind a line */
	CM_SCAN_WANTS = 64
};

/*
 * A value as it stands in the line, strings with their quotes; p is NULL
 * where there is none. It lives as long as the line does.
 */
struct cm_slice {
	const char *p;
	size_t len;
};

enum cm_kind {
	CM_ABSENT,
	CM_NULL,
	CM_FALSE,
	CM_TRUE,
	CM_NUMBER,
	CM_STRING,
	CM_ARRAY,
	CM_OBJECT
};

/* Returns what a slice holds, told by its first byte. */
enum cm_kind cm_scan_kind(struct cm_slice s);

/*
 * The members a job asks for. A name with dots is looked up as it stands
 * first ("likes.p95"), then as a path ("metrics.likes"). The found[] of a
 * scan has one slice a name, in the order of the names.
 */
struct cm_want;

/* n is at most CM_SCAN_WANTS. The names are copied. Never NULL. */
struct cm_want *cm_want_new(const char *const *names, size_t n);
void cm_want_free(struct cm_want *w);
size_t cm_want_count(const struct cm_want *w);

struct cm_scan_error {
	size_t offset;   /* of the first byte that is wrong, from 0 */
	const char *why; /* static: "not JSON: a comma is missing" */
};

/*
 * Checks all of one line (without its LF) and finds the members named.
 * CM_SCAN_PAD bytes behind line[len] must be readable; their values do not
 * matter. Returns 0 and fills found[]; or -1, and *why says what is wrong and
 * at which byte: not JSON, not an object, a NUL, invalid UTF-8, a lone
 * surrogate, a raw control character, a number that is not JSON, more than
 * CM_SCAN_DEPTH levels, or a member asked for (or one on the path to it) that
 * occurs twice. want may be NULL.
 */
int cm_scan_line(const char *line, size_t len, const struct cm_want *want,
    struct cm_slice *found, struct cm_scan_error *why);

/* How many of the bytes, from the first on, are UTF-8: len, or where the first
 * character begins that is none or is cut off. */
size_t cm_scan_utf8(const char *p, size_t len);

/* The paths one by one, for tests that hold them against each other. */
enum cm_scan_path {
	CM_SCAN_BEST,
	CM_SCAN_PLAIN,
	CM_SCAN_AVX2,
	CM_SCAN_AVX512,
	CM_SCAN_PATHS
};

/*
 * Makes all later scans take that path. Returns -1 when this machine cannot.
 * Not to be called while threads scan. CM_SCAN_BEST is the default.
 */
int cm_scan_use(enum cm_scan_path path);

#endif
