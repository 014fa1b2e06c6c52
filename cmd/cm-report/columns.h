/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_COLUMNS_H
#define CM_REPORT_COLUMNS_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/csv.h"
#include "lib/scan.h"

enum { COLUMNS_MAX = CM_SCAN_WANTS - 1 };

/* The columns of a table, and where a scan finds their cells. */
struct columns {
	char *names[COLUMNS_MAX];
	size_t at[COLUMNS_MAX];    /* a column's place in found[] */
	char percent[COLUMNS_MAX]; /* a measure says that it is in percent */
	size_t n;
	size_t type; /* where `type` is in found[] */
	struct cm_want *want;
};

/* Names with commas between. Returns 0, or -1 and *why. */
int columns_parse(struct columns *c, const char *list, const char **why);
void columns_release(struct columns *c);

/* Adds the name of a measure record, or a record's members' names. */
void columns_add_measure(struct columns *c, struct cm_slice measure);
void columns_add_members(struct columns *c, struct cm_slice record);

/* What rows are told besides what is measured, at the end. */
void columns_add_honesty(struct columns *c);

/* Ends the adding: want is there now. */
void columns_finish(struct columns *c);

/* Tells whether a record has any of them. */
int columns_any(const struct columns *c, const struct cm_slice *found);

/* Returns the first column whose number is beyond a double, or c->n. */
size_t columns_beyond(const struct columns *c, const struct cm_slice *found);

void columns_head(const struct columns *c, const struct cm_csv_dialect *d,
    struct cm_buf *out);
void columns_csv(const struct columns *c, const struct cm_slice *found,
    const struct cm_csv_dialect *d, struct cm_buf *out);

#endif
