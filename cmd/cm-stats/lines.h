/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_LINES_H
#define CM_STATS_LINES_H

#include <stddef.h>

#include "cmd/cm-stats/group.h"
#include "cmd/cm-stats/run.h"

/* A group and its key; small, as there are as many as groups. */
struct line {
	const char *key;
	struct group *group; /* knows how long the key is */
};

/*
 * All groups of a table of a section in the order of their keys: numbers,
 * texts, false and true, null. To be freed with free(). No more groups can be
 * found in the table after that.
 */
struct line *lines_of(
    const struct answer *a, const struct section *s, int table, size_t *n);

/* The same in no order, which is other from run to run: for who looks at all of
 * them and sorts what is left. */
struct line *lines_loose(
    const struct answer *a, const struct section *s, int table, size_t *n);

/* The k-th part of a key. */
struct cm_slice line_part(const struct line *l, int k);

/* What the group remembers in one of the section's cells. */
const void *line_cell(const struct section *s, const struct line *l, int cell);

/* Whether the first n parts of two keys are the same. */
int lines_alike(const struct line *a, const struct line *b, int n);

/* The order of keys, which are JSON texts, each with LF behind it: below 0, 0,
 * above 0. */
int line_compare_keys(const char *a, size_t n, const char *b, size_t m);

/* The order of the keys above. */
int line_compare(const struct line *a, const struct line *b);

/* The same of one part. */
int line_part_compare(struct cm_slice a, struct cm_slice b);

#endif
