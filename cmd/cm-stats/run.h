/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_RUN_H
#define CM_STATS_RUN_H

#include <stdint.h>

#include "cmd/cm-stats/question.h"
#include "cmd/cm-stats/verb.h"
#include "lib/err.h"
#include "lib/rec.h"

enum coverage_use { COVERAGE_NOTE, COVERAGE_STRICT, COVERAGE_OFF };

enum { ASK_VERBS = Q_SECTIONS, ASK_TEXTS = 8 };

/* The files that verbs were given, see ask_file(). */
struct ask_texts {
	struct {
		char *path, *text;
	} file[ASK_TEXTS];
	int n;
};

/* What was asked: the verbs, and the options that they share. */
struct ask {
	struct ask_verb verb[ASK_VERBS];
	int nverbs;
	struct ask_texts *texts;
	char **kept; /* see ask_keep() */
	int nkept;
	const char *where; /* -w */
	const char *since, *until;
	const char *tz;
	int keep_duplicates;
	int partial; /* write a part, not rows */
	int copies;  /* of merge: the same part may count twice */
	int64_t now;
	size_t memory;
	enum coverage_use coverage;
	double level; /* of intervals: 0.95 */
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
	int64_t now;
	int has_since, has_until;
	int64_t since, until;
};

/* Frees what it holds beyond itself. */
void ask_forget(struct ask *ask);

/* The question that is asked; ends the program with status 2 for none. */
void ask_build(const struct ask *ask, struct question *q);

/*
 * Reads all records and answers the question on standard output.
 */
enum cm_exit run(const struct ask *ask, struct question *q);

/* Reads parts, and answers the question that they are of. In merge.c. */
enum cm_exit merge(struct ask *ask);

#endif
