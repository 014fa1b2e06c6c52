/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_ORIGINS_IN_H
#define CM_STATS_ORIGINS_IN_H

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/origin.h"
#include "cmd/cm-stats/value.h"

/* What choosing the origins and telling values share; nobody else includes
 * this. */

struct origins {
	const struct answer *a;
	const struct section *s;
	const struct table *t;
	struct line *line;
	size_t *first; /* line of each row, and the one behind the last */
	size_t rows;
	unsigned char *choice; /* of each row and measure; NULL: see used */
	/* Of each measure: the origins that it is taken from, and those that
	 * give it and were left out; a bit each. */
	unsigned used[Q_MEASURES], left[Q_MEASURES];
	void *cells;       /* empty ones, to merge into */
	struct cm_buf why; /* the present reason, or name */
};

/* The origin of a line, and those that give a measure of a row. */
enum origin origins_of(const struct origins *o, size_t line);
unsigned origins_given(const struct origins *o, size_t row, int measure);

/* The origin that a measure of a row is taken from; ORIGINS: nobody gives
 * it. */
enum origin origins_choice(const struct origins *o, size_t row, int measure);

#endif
