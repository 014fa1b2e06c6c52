/* SPDX-License-Identifier: ISC */
#ifndef CM_JSON_H
#define CM_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/scan.h"

/*
 * Values of JSON in and out, one at a time: what scan found is decoded here,
 * and what a program writes is written here.
 */

/*
 * Decodes a string slice (with its quotes, valid as scan left it) into dst,
 * which has room for s.len bytes. Returns the length in UTF-8. No NUL is
 * added; \u0000 gives a NUL byte.
 */
size_t cm_json_decode(struct cm_slice s, char *dst);

/* As cm_json_decode, behind what b holds. Returns 0, or -1 if b is full. */
int cm_json_text(struct cm_buf *b, struct cm_slice s);

/* Tells whether a string slice decodes to that text. */
int cm_json_is(struct cm_slice s, const char *text);

/*
 * Reads a number slice. Returns 0; or -1 when it is no number, or beyond
 * what a double can hold (1e400).
 */
int cm_json_double(struct cm_slice s, double *out);

/* Tells whether the digits of an integer are of one beyond 2^53, from where on
 * a double has not all of them. */
int cm_json_is_large(const char *p, size_t len);

/*
 * Walks the elements of an array slice, or the members of an object slice,
 * that scan has found valid. *at is 0 first. Returns 1 and the next value
 * (and its key, with quotes, when key is not NULL), or 0 at the end.
 */
int cm_json_next(struct cm_slice whole, size_t *at, struct cm_slice *key,
    struct cm_slice *value);

/* The value of an object's member of that name, absent if there is none or the
 * slice is no object. For small objects: it walks. */
struct cm_slice cm_json_get(struct cm_slice object, const char *name);

/* A string slice as a C string, the caller's to free; NULL if it is none, or
 * holds a NUL. */
char *cm_json_dup(struct cm_slice s);

/*
 * These add to b, and leave the commas to the caller. Bytes that are not
 * UTF-8 become U+FFFD. Non-ASCII is written as it is.
 */
void cm_json_string(struct cm_buf *b, const char *s, size_t len);
/* The same of what is known to be UTF-8. */
void cm_json_utf8(struct cm_buf *b, const char *s, size_t len);
void cm_json_int(struct cm_buf *b, int64_t n);

/* The shortest text that reads back as the same double; never 1e+17 where
 * an integer below 2^53 says it. Not finite: null. */
void cm_json_number(struct cm_buf *b, double d);

/*
 * Members of an object, with the comma where one is due: call on a buffer
 * whose last byte is '{' or the end of a member. A NULL or empty s, or an
 * absent slice, adds nothing.
 */
void cm_json_member(struct cm_buf *b, const char *key, const char *s);
void cm_json_member_n(
    struct cm_buf *b, const char *key, const char *s, size_t len);
void cm_json_member_int(struct cm_buf *b, const char *key, int64_t n);
void cm_json_member_number(struct cm_buf *b, const char *key, double d);
void cm_json_member_raw(struct cm_buf *b, const char *key, struct cm_slice s);

/* Writes ,"key": (or "key": after a brace); the value is the caller's. */
void cm_json_key(struct cm_buf *b, const char *key);

#endif
