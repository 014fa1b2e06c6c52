/* SPDX-License-Identifier: ISC */
/* cm-stats: numbers from records; see cm-stats(1). */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/run.h"
#include "lib/err.h"
#include "lib/opt.h"

enum { KEEP_DUPLICATES = 256, MEMORY, SINCE, UNTIL, TZ, COVERAGE, NO_COVERAGE };

static const struct cm_opt options[] = {
    {'w', "where", "EXPR", "only records for which the jq expression is true"},
    {SINCE, "since", "TIME", "only records from TIME on, or of a span: 7d"},
    {UNTIL, "until", "TIME", "only records before TIME"},
    {TZ, "tz", "ZONE", "days, weeks and hours of this time zone, not UTC"},
    {KEEP_DUPLICATES, "keep-duplicates", NULL, "count each copy of a record"},
    {MEMORY, "memory", "SIZE", "hold at most SIZE in memory (512m)"},
    {COVERAGE, "coverage", "HOW",
	"strict: no rows of spans not covered; note: mark them; off"},
    {NO_COVERAGE, "no-coverage", NULL, "the same as --coverage off"},
    CM_REC_OPTIONS,
    {0, NULL, NULL, NULL},
};

static const struct cm_opt by_options[] = {
    {'m', "measures", "LIST", "what to measure: posts,likes,likes.p95"},
    {0, NULL, NULL, NULL},
};

static const struct cm_verb verbs[] = {
    {"by", "KEYS", 1, "a row for each value of the keys: network,day",
	by_options},
    {"summary", NULL, 0, "the usual numbers: in all, by week, network, day",
	NULL},
    {NULL, NULL, 0, NULL, NULL},
};

static const struct cm_prog prog = {
    "cm-stats", "[file ...]", "numbers from records", options, verbs, 0};

static enum coverage_use
coverage_use(const char *s)
{
	if (strcmp(s, "note") == 0)
		return COVERAGE_NOTE;
	if (strcmp(s, "strict") == 0)
		return COVERAGE_STRICT;
	if (strcmp(s, "off") != 0)
		cm_opt_fail("--coverage is strict, note or off, not '%s'", s);
	return COVERAGE_OFF;
}

static void
option(struct ask *ask, int key, const char *value)
{
	switch (key) {
	case 'w':
		ask->where = value;
		break;
	case 'm':
		ask->measures = value;
		break;
	case SINCE:
		ask->since = value;
		break;
	case UNTIL:
		ask->until = value;
		break;
	case TZ:
		ask->tz = value;
		break;
	case KEEP_DUPLICATES:
		ask->keep_duplicates = 1;
		break;
	case MEMORY:
		ask->memory = cm_opt_size("--memory", value);
		break;
	case COVERAGE:
		ask->coverage = coverage_use(value);
		break;
	case NO_COVERAGE:
		ask->coverage = COVERAGE_OFF;
		break;
	case CM_OPT_ARG:
		ask->keys = value;
		break;
	case CM_OPT_FILE:
		ask->files[ask->nfiles++] = value;
		break;
	default:
		cm_rec_option(&ask->rec, key, value);
	}
}

int
main(int argc, char *argv[])
{
	struct ask ask;
	struct cm_opts o;
	enum cm_exit status;
	int c;

	memset(&ask, 0, sizeof(ask));
	ask.memory = (size_t)512 << 20;
	ask.files = cm_alloc((size_t)argc * sizeof(*ask.files));
	cm_opt_init(&o, &prog, argc, argv);
	while ((c = cm_opt_next(&o)) != CM_OPT_END)
		if (c != CM_OPT_VERB)
			option(&ask, c, o.value);
	status = strcmp(o.verb->name, "by") == 0 ? by(&ask) : summary(&ask);
	free(ask.files);
	return cm_finish(status);
}
