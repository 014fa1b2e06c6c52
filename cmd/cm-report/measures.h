/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_MEASURES_H
#define CM_REPORT_MEASURES_H

#include <stddef.h>

#include "lib/scan.h"

/* What measure records say of columns, in their order, each once. */
struct measure {
	char *by; /* of the rows of that table only; NULL: of all */
	char *name, *unit, *label; /* the last two may be NULL */
	int key;
};

struct measures {
	struct measure *list;
	size_t n, cap;
};

void measures_add(struct measures *m, struct cm_slice record);
void measures_release(struct measures *m);

/* What is said of a column in the rows of a table (NULL: rows without a
 * name), or NULL. */
const struct measure *measures_find(
    const struct measures *m, const char *by, const char *name);

/*
 * A column's unit, or NULL. NAME.low and NAME.high have that of NAME, NAME.n
 * is a count. Where rows of several tables stand in one (by is NULL), it is
 * what all tables that have the column say.
 */
const char *measures_unit(
    const struct measures *m, const char *by, const char *name);

/* A unit that is the one that the row names in its own `unit`. */
#define MEASURES_AS_UNIT "as unit"

/*
 * Tells whether a name is another with .low, .high or .n behind it, and sets
 * how much of it that other name is.
 */
int measures_is_part(const char *name, size_t *base);

#endif
