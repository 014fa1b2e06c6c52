/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SERIES_PLACE_H
#define CM_STATS_SERIES_PLACE_H

#include <stdint.h>

#include "cmd/cm-stats/fact.h"

/*
 * Exports hold the same numbers several times: by day and by month, and cut by
 * one dimension or another. Where keys of groups say of series whose they are,
 * the names of their dimensions and their span, those that make up the whole
 * can be told from the others; see series.h. The text is
 * "sSOURCE NAMES CUTS START END": two hashes, how many names, two moments.
 */
enum { SERIES_PLACE = 112 };

/* Members of a record, and its time. */
struct series_of {
	struct cm_slice network, account, dimensions;
	int64_t moment, span;
};

/* Writes that of a series. Returns 0, or -1 when
 * the record was marked a bad line. */
int series_place_write(
    struct cm_rec *r, const struct series_of *of, char to[SERIES_PLACE]);

struct series_place {
	char source[17];
	int cuts;
	int64_t start, end;
};

/* Reads one, which may come from anywhere. Returns 0 for what is none. */
int series_place_read(const char *p, size_t len, struct series_place *to);

#endif
