/* SPDX-License-Identifier: ISC */
/* cm-curate keeps the records that matter; see cm-curate(1). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-curate/curate.h"
#include "lib/clock.h"
#include "lib/opt.h"
#include "lib/zone.h"

enum { BY = 300, WORST, HOLD, NO_COVERAGE, SINCE, UNTIL, TZ };

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
    {SINCE, "since", "TIME", "only records from TIME on, or of a span: 7d"},
    {UNTIL, "until", "TIME", "only records before TIME"},
    {TZ, "tz", "ZONE", "the time zone of dates in --since and --until"},
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

/* What was given as words, to be read when all is known. */
struct words {
	const char *since, *until, *tz;
};

static void
read_words(struct curate *cu, const struct words *w)
{
	struct cm_zone *zone = NULL;
	int64_t now = cm_clock_now();

	cu->spanned = w->since != NULL || w->until != NULL;
	cu->since = INT64_MIN;
	cu->until = INT64_MAX;
	if (w->tz != NULL) {
		zone = cm_zone_open(w->tz);
		if (zone == NULL)
			cm_opt_fail("no time zone is called '%s'", w->tz);
	}
	if (w->since != NULL &&
	    cm_clock_when(w->since, now, zone, &cu->since) != 0)
		cm_opt_fail("--since is no time, date or span: '%s'", w->since);
	if (w->until != NULL &&
	    cm_clock_when(w->until, now, zone, &cu->until) != 0)
		cm_opt_fail("--until is no time, date or span: '%s'", w->until);
	if (cu->since >= cu->until)
		cm_opt_fail("--since is not before --until");
	cm_zone_close(zone);
}

static void
take_option(struct curate *cu, struct words *w, struct stage *s, int key,
    const char *value)
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
	case SINCE:
		w->since = value;
		break;
	case UNTIL:
		w->until = value;
		break;
	case TZ:
		w->tz = value;
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
	struct words w = {NULL, NULL, NULL};
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
			take_option(&cu, &w, s, key, o.value);
	read_words(&cu, &w);
	status = curate_open(&cu);
	if (status == CM_OK)
		status = curate_run(&cu, files, nfiles);
	curate_close(&cu);
	free(files);
	return cm_finish(status);
}
