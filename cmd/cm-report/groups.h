/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_GROUPS_H
#define CM_REPORT_GROUPS_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-report/columns.h"
#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/measures.h"
#include "lib/buf.h"

/*
 * The tables that people get: one for each value of `by`, in the order in
 * which they come, and one of the records that have none.
 */
struct group {
	char *by;               /* NULL: records without it */
	struct columns columns; /* its own, unless all have the same */
	struct cm_buf lines;    /* rows that wait for their columns */
	struct cm_buf cells;    /* those that do not, packed */
};

struct groups {
	struct group *list;
	size_t n, cap;
	size_t last; /* the one that was asked for last */
	size_t *slots, nslots;
};

/* A record's `by` if it is a text, else absent. */
struct cm_slice groups_by(struct cm_slice record);

/* A row of a table of rows, whose columns are its members. What measures say
 * of rows without `by` up to the first of these are columns, too. */
void groups_row(struct groups *g, struct cm_slice by, struct cm_slice row,
    const struct measures *m);

/* Records as cells of c, packed behind their `by` each. */
void groups_cells(
    struct groups *g, const struct columns *c, const struct cm_buf *packed);

/*
 * Makes the tables, of c where that is not NULL. Where there is no record, one
 * without rows. With drop, and where there are several, columns without values are left
 * out. Counts the rows with none of the columns. Returns 0, or -1
 * after a message. The texts stay in g and m.
 */
int groups_tables(struct groups *g, struct doc *d, const struct columns *c,
    const struct measures *m, int drop, uint64_t *empty);

void groups_release(struct groups *g);

/* Adds the names that measures have for a table's rows. */
void groups_measured(
    struct columns *c, const struct measures *m, const char *by);

/* Moves the keys of a table, or of all tables, to a place and behind it. */
void groups_keys_first(struct columns *c, const struct measures *m,
    const char *by, int all, size_t place);

#endif
