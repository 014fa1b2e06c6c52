/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <unistd.h>

#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/verb.h"

static const struct cm_opt options[] = {
    {'m', "measures", "LIST", "what to measure: posts,likes,likes.p95"},
    {0, NULL, NULL, NULL},
};

/* "cm-stats by posts.ndjson" would wait for standard input. */
static void
check_keys(const struct ask *ask, const char *keys)
{
	const char *dot = strrchr(keys, '.');

	if (keys[strspn(keys, " \t\n")] == '\0')
		cm_opt_fail("a key has no name");
	if (ask->nfiles == 0 && access(keys, F_OK) == 0 &&
	    (strchr(keys, '/') != NULL || (dot != NULL && dot > keys)))
		cm_opt_fail("'%s' is a file; say by which keys", keys);
}

static void
by(const struct ask *ask, struct question *q)
{
	const struct ask_verb *v = q->now->ask;
	const char *measures = ask_option(v, "measures");
	uint64_t bits;

	check_keys(ask, v->arg);
	q->now->named = 1;
	q->now->chosen = measures != NULL;
	bits = question_measures(q,
	    measures != NULL ? measures : "posts,likes,comments,shares,views");
	question_table(q, NULL, v->arg, 0, bits);
}

const struct verb verb_by = {"by", "KEYS", 1,
    "a row for each value of the keys: network,day", options, by, NULL, NULL};
