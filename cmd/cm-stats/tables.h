/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TABLES_H
#define CM_STATS_TABLES_H

#include <stddef.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/group.h"

/* All the tables of a question, as one thread fills them. */
struct tables;

struct tables *tables_new(const struct question *q);
void tables_free(struct tables *t);

/*
 * Facts are counted in each table that they belong to, several at once, so
 * that they wait for memory together. First a fact to fill, which is of the
 * tables; then it is put in, which counts it not before tables_flush(). That
 * is due before what facts have slices of goes, and before anything else is
 * asked of the tables.
 */
struct fact *tables_fact(struct tables *t);
void tables_put(struct tables *t);
void tables_flush(struct tables *t);

/* How many were of a longer time than the rows of some table. */
size_t tables_spanning(const struct tables *t);

/* After the last: fills the tables that are made of others. */
void tables_roll_up(struct tables *t);

/* Adds b to a and frees b. */
void tables_merge(struct tables *a, struct tables *b);

/* Those of a table of a section. */
struct groups *tables_groups(
    const struct tables *t, const struct section *s, int table);

/* In bytes, and the number of groups of all. */
size_t tables_memory(const struct tables *t);
size_t tables_number(const struct tables *t);

/* Says that the groups of all threads do not fit in so much memory. */
void tables_full(const struct tables *t, size_t memory);

#endif
