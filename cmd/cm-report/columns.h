/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_COLUMNS_H
#define CM_REPORT_COLUMNS_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/csv.h"
#include "lib/scan.h"

enum {
	COLUMNS_LIST = CM_SCAN_WANTS - 1, /* of --columns */
	COLUMNS_MAX = 1000,
	COLUMNS_LOST = 8
};

/* The columns of a table, and where a scan finds their cells. */
struct columns {
	char **names;
	size_t *at; /* a column's place in found[] */
	size_t n, cap;
	size_t type; /* where `type` is in found[] */

	/* Each finds COLUMNS_LIST of them; one is enough for --columns. */
	struct cm_want **wants;
	size_t nwants;

	/* Those for which there was no room; of more only that there are. */
	char *lost[COLUMNS_LOST];
	size_t nlost;
	int more_lost;
};

/* Names with commas between. Returns 0, or -1 and *why. */
int columns_parse(struct columns *c, const char *list, const char **why);
void columns_release(struct columns *c);

/* Returns the place of a column, or c->n. */
size_t columns_find(const struct columns *c, const char *name);

/* Adds one at the end, unless it is there. */
void columns_add(struct columns *c, const char *name);

/* Moves one to a place before its own. */
void columns_move(struct columns *c, size_t from, size_t to);

void columns_drop(struct columns *c, const char *name);

/*
 * Adds the names of a record's members, but for `type` and what
 * columns_add_honesty() adds: at the end, or each behind the one that stands
 * before it in the record. When c is finished they are only remembered as lost.
 */
enum columns_order { COLUMNS_BEHIND, COLUMNS_AS_GIVEN };
void columns_add_members(
    struct columns *c, struct cm_slice record, enum columns_order order);

/* What rows are told besides what is measured, at the end. */
void columns_add_honesty(struct columns *c);

/* Ends the adding: wants are there now. */
void columns_finish(struct columns *c);

/* Nothing is scanned any more: only the names stay. */
void columns_forget(struct columns *c);

/* Says which columns there was no room for. */
void columns_say_lost(const struct columns *c);

/* How many slices columns_scan() fills. */
size_t columns_room(const struct columns *c);

/* As cm_scan_line() for all of them. */
int columns_scan(const struct columns *c, const char *line, size_t len,
    struct cm_slice *found, struct cm_scan_error *why);

/* Tells whether a record has any of them. */
int columns_any(const struct columns *c, const struct cm_slice *found);

/* Returns the first column whose number is beyond a double, or c->n. */
size_t columns_beyond(const struct columns *c, const struct cm_slice *found);

void columns_head(const struct columns *c, const struct cm_csv_dialect *d,
    struct cm_buf *out);
void columns_csv(const struct columns *c, const struct cm_slice *found,
    const struct cm_csv_dialect *d, struct cm_buf *out);

#endif
