/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <unistd.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/origin.h"
#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/verb.h"

enum { TYPE = 2101 };

static const struct cm_opt options[] = {
    {'m', "measures", "LIST", "what to measure: posts,likes,likes.p95"},
    {TYPE, "type", "LIST", "only records of these types: post,article"},
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

static const struct type {
	const char *name;
	unsigned only;
} types[] = {
    {"post", IS_TYPE_POST},
    {"article", IS_TYPE_ARTICLE},
    {"comment", IS_TYPE_COMMENT},
    {"mention", IS_TYPE_MENTION},
    {"message", IS_TYPE_MESSAGE},
    {"review", IS_TYPE_REVIEW},
    {"account", IS_ACCOUNT},
    {"series", IS_SERIES},
    {"visit", IS_TYPE_VISIT},
};

/* Names with commas between. */
static unsigned
read_types(const char *list)
{
	const struct type *t, *end = types + sizeof(types) / sizeof(types[0]);
	unsigned only = 0;
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		for (t = types; t < end; t++)
			if (strlen(t->name) == n &&
			    memcmp(t->name, list, n) == 0)
				break;
		if (t == end)
			cm_opt_fail("--type: no type '%.*s': post, article, "
				    "comment, mention, message, review, "
				    "account, series or visit",
			    (int)n, list);
		only |= t->only;
		if (list[n] == '\0')
			return only;
	}
}

static void
by(const struct ask *ask, struct question *q)
{
	const struct ask_verb *v = q->now->ask;
	const char *measures = ask_option(v, "measures");
	const char *type = ask_option(v, "type");
	unsigned only;
	uint64_t bits;

	check_keys(ask, v->arg);
	only = type != NULL ? read_types(type) : 0;
	q->now->named = 1;
	q->now->chosen = measures != NULL;
	bits = question_measures(q,
	    measures != NULL ? measures : "posts,likes,comments,shares,views");
	question_table(q, NULL, v->arg, only, bits);
	if (origin_matters(q->now, only))
		question_origins(q);
}

const struct verb verb_by = {"by", "KEYS", 1,
    "a row for each value of the keys: network,day", options, by, NULL, NULL};
