/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_ROWS_H
#define CM_STATS_ROWS_H

#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"

/*
 * Writes a measure record for each key and measure of a section, then the
 * rows of its tables as they stand: keys, measures, reason, complete.
 */
enum cm_exit rows_tell(
    struct out *o, const struct answer *a, const struct section *s);

/* The same of the first tables alone. */
enum cm_exit rows_tell_first(struct out *o, const struct answer *a,
    const struct section *s, int ntables);

/* The same apart: the rows of one table. */
void rows_table(
    struct out *o, const struct answer *a, const struct section *s, int table);

/* The moments of the time that a row is about: from the first to the one
 * behind the last. Returns -1 where no key of the table is a time. */
int rows_span(const struct answer *a, const struct table *t,
    const struct line *l, int64_t *start, int64_t *end);

/* What coverage says of the time that a row of a table is about, if keys of it
 * are times, for its network and its account. */
void rows_cover(struct out *o, const struct answer *a, const struct table *t,
    const struct line *l);

/* A measure record for a key of the question. by may be NULL. */
void rows_key_measure(
    struct out *o, const struct answer *a, int key, const char *by);

/* Says of each member of records that a key of a table is, and no record has
 * one, that it may be a slip; lines are its groups. */
void rows_say_keys(const struct answer *a, const struct table *t,
    const struct line *line, size_t n);

#endif
