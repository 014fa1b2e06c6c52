/* SPDX-License-Identifier: ISC */
#ifndef CELL_WHEN_H
#define CELL_WHEN_H

#include <stddef.h>
#include <stdint.h>

/* What stands in a cell that says when, part by part; what the parts mean
 * together is for cell_time.c to say. */
enum { CELL_NOT_GIVEN = -1 };

struct cell_when {
	const char *p, *end;
	int year, month, day, year_digits;
	int hour, minute, second;
	int half; /* 0 before noon, 1 after */
	int zone_given;
	int32_t zone; /* seconds east of UTC */
	int words;
	/* a day of three numbers: in the order in which they stand */
	int three[3];
	char mark; /* between them, or 0 */
};

/* Returns 0; -1: it is nothing of the kind. */
int cell_when_read(struct cell_when *w, const char *p, size_t len);

#endif
