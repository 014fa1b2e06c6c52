/* SPDX-License-Identifier: ISC */
/* cm-stats: numbers from records; see cm-stats(1). */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/run.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/opt.h"

enum {
	KEEP_DUPLICATES = 3001,
	MEMORY,
	SINCE,
	UNTIL,
	TZ,
	COVERAGE,
	NO_COVERAGE,
	LEVEL,
	PARTIAL
};

enum { VERBS = 32 };

static const struct cm_opt options[] = {
    {'w', "where", "EXPR", "only records for which the jq expression is true"},
    {SINCE, "since", "TIME", "only records from TIME on, or of a span: 7d"},
    {UNTIL, "until", "TIME", "only records before TIME"},
    {TZ, "tz", "ZONE", "days, weeks and hours of this time zone, not UTC"},
    {KEEP_DUPLICATES, "keep-duplicates", NULL, "count each copy of a record"},
    {MEMORY, "memory", "SIZE", "hold at most SIZE in memory (512m)"},
    {COVERAGE, "coverage", "HOW",
	"strict: no rows of spans not covered; note: mark them; off"},
    {LEVEL, "level", "PERCENT", "of intervals: 95"},
    {NO_COVERAGE, "no-coverage", NULL, "the same as --coverage off"},
    {PARTIAL, "partial", NULL, "write a part, for merge, and no rows"},
    CM_REC_OPTIONS,
    {0, NULL, NULL, NULL},
};

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

static double
level(const char *s)
{
	char *end;
	double v = strtod(s, &end);

	if (*s < '0' || *s > '9' || *end != '\0' || !(v >= 50 && v < 100))
		cm_opt_fail("--level is a percentage from 50 to below 100, "
			    "not '%s'",
		    s);
	return v / 100;
}

/* An option of the verb. Returns 1, or 0 if it is none of its own. */
static int
verb_option(struct ask_verb *v, int key, const char *value)
{
	const struct cm_opt *o = v->verb != NULL ? v->verb->options : NULL;

	for (; o != NULL && o->name != NULL; o++) {
		if (o->key != key)
			continue;
		if (v->ngiven == ASK_GIVEN)
			cm_opt_fail("too many options");
		v->given[v->ngiven].option = o;
		v->given[v->ngiven++].value = value;
		return 1;
	}
	return 0;
}

static void
option(struct ask *ask, int key, const char *value)
{
	if (verb_option(&ask->verb[0], key, value))
		return;
	switch (key) {
	case 'w':
		ask->where = value;
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
	case PARTIAL:
		ask->partial = 1;
		break;
	case LEVEL:
		ask->level = level(value);
		break;
	case CM_OPT_ARG:
		ask->verb[0].arg = value;
		break;
	case CM_OPT_FILE:
		ask->files[ask->nfiles++] = value;
		break;
	default:
		cm_rec_option(&ask->rec, key, value);
	}
}

static void
begin_verb(struct ask *ask, const char *name)
{
	const struct verb *const *v = verbs;

	while (strcmp((*v)->name, name) != 0)
		v++;
	ask->verb[0].verb = *v;
	ask->nverbs = 1;
}

/* The table of verbs as lib/opt wants it. */
static void
list_verbs(struct cm_verb list[VERBS])
{
	int k;

	memset(list, 0, VERBS * sizeof(*list));
	for (k = 0; k < VERBS - 1 && verbs[k] != NULL; k++) {
		list[k].name = verbs[k]->name;
		list[k].args = verbs[k]->args;
		list[k].nargs = verbs[k]->nargs;
		list[k].help = verbs[k]->help;
		list[k].options = verbs[k]->options;
	}
}

int
main(int argc, char *argv[])
{
	struct cm_verb list[VERBS];
	struct cm_prog prog = {
	    "cm-stats", "[file ...]", "numbers from records", options, list, 0};
	struct question *q = cm_alloc(sizeof(*q));
	struct ask_texts texts;
	struct ask ask;
	struct cm_opts o;
	enum cm_exit status;
	int c;

	memset(&ask, 0, sizeof(ask));
	ask.memory = (size_t)512 << 20;
	ask.level = 0.95;
	memset(&texts, 0, sizeof(texts));
	ask.texts = &texts;
	ask.files = cm_alloc((size_t)argc * sizeof(*ask.files));
	list_verbs(list);
	cm_opt_init(&o, &prog, argc, argv);
	while ((c = cm_opt_next(&o)) != CM_OPT_END)
		if (c == CM_OPT_VERB)
			begin_verb(&ask, o.verb->name);
		else
			option(&ask, c, o.value);
	ask.now = cm_clock_now();
	if (ask.verb[0].verb == &verb_for)
		for_expand(&ask);
	if (ask.verb[0].verb == &verb_merge)
		status = merge(&ask);
	else {
		ask_build(&ask, q);
		status = run(&ask, q);
		question_release(q);
	}
	free(q);
	ask_forget(&ask);
	free(ask.files);
	return cm_finish(status);
}
