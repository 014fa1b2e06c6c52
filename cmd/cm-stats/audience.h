/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_AUDIENCE_H
#define CM_STATS_AUDIENCE_H

#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/question.h"

/* What the files of the verb audience share. */
enum { PLACE_METRICS = 10 };

struct place {
	int table, cell[PLACE_METRICS];
};

/* Asks for the table audience.place, of series by country, region or city:
 * what programs that count visits told, which is not who speaks. */
void place_ask(struct question *q, struct place *p);

void place_measures(struct out *o, const struct answer *a);
void place_rows(struct out *o, const struct answer *a, const struct section *s,
    const struct place *p);

#endif
