/* SPDX-License-Identifier: ISC */
/* cm-curate keeps the records that matter; see cm-curate(1). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-curate/curate.h"
#include "lib/opt.h"

enum { BY = 300, WORST, HOLD, NO_COVERAGE };

static const struct cm_opt fresh_options[] = {
    {HOLD, "hold", "RUN", "remember only when cm-fetch --commit RUN says so"},
    {'n', "dry-run", NULL, "remember nothing"},
    {0, NULL, NULL, NULL},
};
static const struct cm_opt unique_options[] = {
    {BY, "by", "NAMES", "what tells records apart (network,id)"},
    {0, NULL, NULL, NULL},
};
static const struct cm_opt top_options[] = {
    {BY, "by", "NAME", "what they are ranked by (metrics.likes)"},
    {WORST, "worst", NULL, "the lowest first"},
    {0, NULL, NULL, NULL},
};
static const struct cm_verb verbs[] = {
    {"keep", "EXPR", 1, "records that a jq expression is true of", NULL},
    {"drop", "EXPR", 1, "all but those", NULL},
    {"fresh", NULL, 0, "records not seen before, in this run or an earlier",
	fresh_options},
    {"unique", NULL, 0, "the first of those with the same network and id",
	unique_options},
    {"top", "N", 1, "the N best, best first", top_options},
    {NULL, NULL, 0, NULL, NULL},
};
static const struct cm_opt options[] = {
    {'w', "where", "EXPR", "look only at records that it is true of"},
    {NO_COVERAGE, "no-coverage", NULL, "drop coverage records"},
    CM_REC_OPTIONS,
    {0, NULL, NULL, NULL},
};
static const struct cm_prog prog = {"cm-curate", "[file ...]",
    "Keep the records that matter, as they are.", options, verbs, 1};

static struct stage *
new_stage(struct curate *cu, enum verb verb, const char *what)
{
	struct stage *s = &cu->stages[cu->nstages];

	if (cu->nstages == STAGES_MAX)
		cm_opt_fail("more than %d verbs", STAGES_MAX - 1);
	cu->nstages++;
	s->verb = verb;
	s->what = what;
	return s;
}

static struct stage *
take_verb(struct curate *cu, const char *name)
{
	size_t verb = 0, i;

	while (strcmp(verbs[verb].name, name) != 0)
		verb++;
	for (i = 0; i < cu->nstages && verb == FRESH; i++)
		if (cu->stages[i].verb == FRESH)
			cm_opt_fail("'fresh' stands twice");
	return new_stage(cu, (enum verb)verb, name);
}

static void
take_argument(struct stage *s, const char *value)
{
	if (s->verb == TOP)
		s->n = (size_t)cm_opt_number("top", value, 1, INT_MAX);
	else
		s->expr = value;
}

static void
take_option(struct curate *cu, struct stage *s, int key, const char *value)
{
	switch (key) {
	case 'w':
		cu->stages[0].expr = value;
		break;
	case 'n':
		cu->dry_run = 1;
		break;
	case BY:
		s->by = value;
		break;
	case HOLD:
		cu->hold = value;
		break;
	case WORST:
		s->worst = 1;
		break;
	case NO_COVERAGE:
		cu->no_coverage = 1;
		break;
	default:
		cm_rec_option(&cu->options, key, value);
	}
}

int
main(int argc, char *argv[])
{
	static struct curate cu;
	const char **files = cm_zalloc((size_t)argc * sizeof(*files));
	struct stage *s = new_stage(&cu, KEEP, "-w");
	struct cm_opts o;
	enum cm_exit status;
	size_t nfiles = 0;
	int key;

	cm_opt_init(&o, &prog, argc, argv);
	while ((key = cm_opt_next(&o)) != CM_OPT_END)
		if (key == CM_OPT_VERB)
			s = take_verb(&cu, o.verb->name);
		else if (key == CM_OPT_ARG)
			take_argument(s, o.value);
		else if (key == CM_OPT_FILE)
			files[nfiles++] = o.value;
		else
			take_option(&cu, s, key, o.value);
	status = curate_open(&cu);
	if (status == CM_OK)
		status = curate_run(&cu, files, nfiles);
	curate_close(&cu);
	free(files);
	return cm_finish(status);
}
