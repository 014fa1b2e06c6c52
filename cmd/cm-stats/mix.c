/* SPDX-License-Identifier: ISC */
/*
 * What the posts are of: shares of kinds, the response that each kind got,
 * and how far that is from a plan.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/mix.h"
#include "lib/opt.h"

enum { MIN = 5101, OWN, PLAN };

static const struct cm_opt options[] = {
    {MIN, "min", "N", "the response of a kind needs so many posts (5)"},
    {OWN, "own", "LIST", "places that are one's own: site.example,yt.be/@us"},
    {PLAN, "plan", "PLAN",
	"a file, or 'format: video 40, image 60; lang: ...'"},
    {0, NULL, NULL, NULL},
};

const char *const mix_names[MIX_DIMENSIONS + 1] = {"content", "format", "topic",
    "lang", "network", "weekday", "daypart", NULL};

long
mix_min(const struct section *s)
{
	return ask_number(s->ask, "min", 2, 1000000, 5);
}

static void
ask(const struct ask *a, struct question *q)
{
	static const char *const tables[MIX_DIMENSIONS] = {"mix.content",
	    "mix.format", "mix.topic", "mix.lang", "mix.network", "mix.weekday",
	    "mix.daypart"};
	const char *plan = ask_option(q->now->ask, "plan");
	int in, k;

	mix_min(q->now); /* what is wrong is said before anything is read */
	question_key_made(q, "content", mix_content, "links", "format", NULL);
	question_key_made(q, "daypart", mix_daypart, NULL, NULL, NULL);
	q->timed = 1;
	in = question_number(q, "interactions");
	question_cell(q, &cell_count, IS_POST, -1, -1, 0);
	question_cell(q, &cell_moments, 0, in, -1, 0);
	question_cell(q, &cell_sketch, 0, in, -1, 0);
	for (k = 0; k < MIX_DIMENSIONS; k++)
		question_table(q, tables[k], mix_names[k], IS_POST, 0);
	question_table(q, "mix", "", IS_POST, 0);
	if (plan != NULL)
		q->now->state = mix_plan_read(
		    strchr(plan, ':') != NULL ? plan : ask_file(a, plan));
}

const struct verb verb_mix = {"mix", NULL, 0,
    "what posts are of: own or others', formats, topics; against a plan",
    options, ask, mix_tell, mix_plan_free};
