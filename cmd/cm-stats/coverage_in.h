/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_COVERAGE_IN_H
#define CM_STATS_COVERAGE_IN_H

#include "cmd/cm-stats/coverage.h"
#include "lib/scan.h"

/* What the files of coverage share. */

/* One record; after coverage_close() those of a source stand together. */
struct entry {
	char *network, *account, *what; /* JSON texts */
	char *why;                      /* JSON text, or NULL */
	int64_t start, end;             /* covered; start = end: nothing */
	int64_t since, until;           /* asked; the ends of time: not said */
	int64_t fetched;                /* the end of time: not said */
	int refused;                    /* something could not be read */
	uint64_t part;                  /* see coverage_part() */
};

struct coverage {
	struct cm_want *want;
	struct entry *entry;
	size_t n, cap;
	uint64_t part; /* of what is added */
};

/* Whether two records are of the same kind of the same account. */
int coverage_same(const struct entry *a, const struct entry *b);

/* Whether JSON text is that; none is any. */
int coverage_is(const char *text, struct cm_slice s);

/* JSON text as words of a reason. */
void coverage_say(struct cm_buf *why, const char *text);

#endif
