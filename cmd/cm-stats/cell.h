/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_CELL_H
#define CM_STATS_CELL_H

#include <stddef.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/question.h"

/* What a group remembers, cell by cell; cells of zero bytes are empty. */

/* Adds what a fact gives. Returns the bytes of memory they grew by. */
size_t cells_count(const struct question *q, void *cells, const struct fact *f);

/* Adds b to a. */
void cells_merge(const struct question *q, void *a, const void *b);

/* Frees what they hold beyond themselves. */
void cells_release(const struct question *q, void *cells);

#endif
