/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_TABLE_H
#define WEBLOG_TABLE_H

#include <stddef.h>

#include "lib/scan.h"

/*
 * The tables of lib/data: rows of columns with tabs between them, "#" in
 * front of what is no row. And maps from text to such rows, made once and
 * then read by any thread.
 */
enum { WEBLOG_COLUMNS = 3 };

/* Takes the next row; what a row lacks is empty. Returns 0 at the end. */
int weblog_row(struct cm_slice *rest, struct cm_slice col[WEBLOG_COLUMNS]);

/* Returns the whole of a table that is compiled in. */
struct cm_slice weblog_table(const char *name);

struct weblog_entry {
	struct cm_slice key, value, extra;
};

struct weblog_map {
	struct weblog_entry *slots; /* a key of NULL: free */
	size_t mask, count;
};

/* Keys and values are not copied. The first of two equal keys stays. */
void weblog_map_add(struct weblog_map *m, struct cm_slice key,
    struct cm_slice value, struct cm_slice extra);
const struct weblog_entry *weblog_map_get(
    const struct weblog_map *m, const char *key, size_t len);
void weblog_map_release(struct weblog_map *m);

/* A fast hash of a few bytes, for caches and maps; no secret is in it. */
size_t weblog_hash(const char *s, size_t len);

#endif
