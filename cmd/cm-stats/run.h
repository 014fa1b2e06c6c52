/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_RUN_H
#define CM_STATS_RUN_H

#include <stdint.h>

#include "cmd/cm-stats/question.h"
#include "lib/err.h"
#include "lib/rec.h"

enum coverage_use { COVERAGE_NOTE, COVERAGE_STRICT, COVERAGE_OFF };

/* The options that all verbs share. */
struct ask {
	const char *where; /* -w */
	const char *since, *until;
	const char *tz;
	int keep_duplicates;
	size_t memory;
	enum coverage_use coverage;
	const char *keys, *measures; /* of by */
	struct cm_rec_options rec;
	const char **files;
	size_t nfiles;
};

struct tables;
struct coverage;
struct cm_zone;

/* All that was read, for who writes the rows. */
struct answer {
	const struct ask *ask;
	const struct question *q;
	struct tables *tables;
	struct coverage *coverage;
	struct cm_zone *zone; /* NULL is UTC */
	int has_since, has_until;
	int64_t since, until;
};

/*
 * Reads all records and answers the question on standard output.
 */
enum cm_exit run(const struct ask *ask, const struct question *q);

/* The verbs. */
enum cm_exit by(const struct ask *ask);
enum cm_exit summary(const struct ask *ask);

/* Writes the measure records, then the rows. In rows.c. */
enum cm_exit rows_write(const struct answer *a);

#endif
