/* SPDX-License-Identifier: ISC */
#ifndef CM_NETMARK_H
#define CM_NETMARK_H

#include <stddef.h>

#include "lib/buf.h"

/* Marks: U+0001 name U+0001, what a module writes where a secret goes. */

/* A part of a text: a mark (its name), or what stands between marks. */
struct cm_netmark {
	const char *p;
	size_t len;
	int is_mark;
};

/* Walks a text; *at is 0 first. Returns 1 and the next part; 0 at the end; -1
 * for a U+0001 that has no partner, or nothing between. */
int cm_netmark_next(
    const char *s, size_t len, size_t *at, struct cm_netmark *part);

/* Tells whether there is a U+0001 in it. */
int cm_netmark_in(const char *s, size_t len);

/* A mark "base64 OFFSET LENGTH FILE". Returns 1 and what it says, the file as
 * a slice of the name; 0 for other marks. */
struct cm_netmark_file {
	long long offset, length; /* length -1: to its end */
	const char *file;
	size_t file_len;
};
int cm_netmark_base64(const struct cm_netmark *part, struct cm_netmark_file *f);

/* Adds s as the inside of a JSON string. */
void cm_netmark_json(struct cm_buf *to, const char *s, size_t len);

/* As strstr(3), for bytes; NULL where it is not. */
const char *cm_netmark_find(
    const char *s, size_t len, const char *what, size_t n);

/* The same, however its bytes are spelt there: as they are, with escapes of
 * JSON, or percent-encoded, each or some of them, once or twice. used: how long
 * it is there. */
const char *cm_netmark_spelt(
    const char *s, size_t len, const char *what, size_t n, size_t *used);

#endif
