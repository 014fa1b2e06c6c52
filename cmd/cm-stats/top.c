/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/kinds.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/top_plan.h"
#include "cmd/cm-stats/verb.h"
#include "lib/clock.h"

/*
 * The posts that did best. A rate of one post is the post's own, and nothing
 * was drawn: its interval is that of the mean of a Poisson distribution (F.
 * Garwood, Fiducial limits for the Poisson distribution, 1936) that gave the
 * numerator, over the denominator. Wilson's would be wrong: one who likes and
 * comments counts twice, and a rate may exceed 100 %.
 */
static const struct cm_opt options[] = {
    {'m', "measures", "NAME",
	"what is ranked: a metric or a rate (interactions)"},
    {256, "worst", NULL, "the least first"},
    {260, "age", "SPAN",
	"leave out posts fetched sooner after they came out (--worst: 2d)"},
    {257, "per", "KEYS", "N in each group: network,format"},
    {258, "min", "N", "only those with N of the denominator, or of a metric"},
    {259, "type", "LIST",
	"what is ranked: post,article,comment,mention,message,review"},
    {0, NULL, NULL, NULL},
};

const char *const top_metrics[] = {"interactions", "views", "reach",
    "impressions", "likes", "reactions", "comments", "shares", "quotes",
    "saves", "clicks"};

enum { MOST = 100000 }; /* of N */

static const char *const texts[] = {
    "network", "id", "type", "account", "url", "author.handle"};

/* A measure of several posts is none of one. */
static void
refuse(const char *name)
{
	static const char *const ends[] = {
	    "mean", "median", "min", "max", "n", "sum", "last", "distinct"};
	const char *dot = strrchr(name, '.');
	size_t k;

	if (*name == '\0')
		cm_opt_fail("-m: a measure has no name");
	if (strchr(name, ',') != NULL)
		cm_opt_fail("-m: one measure ranks, not several: '%s'", name);
	for (k = 0; dot != NULL && k < sizeof(ends) / sizeof(ends[0]); k++)
		if (strcmp(dot + 1, ends[k]) == 0)
			cm_opt_fail("-m: '%s' is of several posts; name a "
				    "metric or a rate of one",
			    name);
	if (strcmp(name, "posts") == 0 || strcmp(name, "records") == 0)
		cm_opt_fail("-m: '%s' is no measure of one post", name);
}

/* Rows have members of these names. */
static void
refuse_names(const struct question *q, const struct best *b)
{
	static const char *const taken[] = {
	    "rank", "tied", "numerator", "denominator"};
	const struct table *t = &q->now->table[b->table];
	const char *column;
	size_t i;
	int k;

	if (top_has_column(b->measure))
		cm_opt_fail("-m: '%s' is no metric", b->measure);
	for (k = 0; k < t->nkeys; k++) {
		column = q->key[t->key[k]].column;
		if (strcmp(column, b->measure) == 0)
			cm_opt_fail("'%s' is both a key and a measure", column);
		for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
			if (strcmp(column, taken[i]) == 0)
				cm_opt_fail("--per: '%s' cannot be a key: rows "
					    "have a member of that name",
				    column);
	}
}

static void
ask_measure(struct question *q, struct best *b, const char *name)
{
	const char *bar = strstr(name, "_rate_");
	char *over;

	refuse(name);
	b->measure = name;
	b->spec.under = -1;
	b->unit = "count";
	if (bar == NULL || bar == name || bar[6] == '\0') {
		b->spec.above = question_number(q, name);
		question_number_name(
		    q, b->spec.above, b->above, sizeof(b->above));
		return;
	}
	over = cm_strndup(name, (size_t)(bar - name));
	b->spec.above = question_number(
	    q, strcmp(over, "engagement") == 0 ? "interactions" : over);
	free(over);
	b->spec.under = question_number(q,
	    strcmp(bar + 6, "followers") == 0 ? "author.followers" : bar + 6);
	q->input[b->spec.under].negative = 0;
	b->unit = "percent";
	question_number_name(q, b->spec.above, b->above, sizeof(b->above));
	question_number_name(q, b->spec.under, b->under, sizeof(b->under));
}

/* What an input of ours is made of lies in its arg: the kind, whether those
 * that are too young are meant, the age in minutes. */
enum { KIND = 6, YOUNG = 1 << KIND, AGE = 7, OLDEST = 90 * 24 * 3600 };

static int
make_aged(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int kind = in->arg % YOUNG, young = 0;
	struct cm_slice s = r->found[in->want[0]];
	int64_t fetched;

	if ((f->given >> kind & 1) == 0)
		return 0;
	if (!slice_absent(s) && f->timed) {
		if (fact_time(r, s, q->want[in->want[0]], &fetched) != 0)
			return -1;
		young = fetched - f->moment < (int64_t)(in->arg >> AGE) * 60;
	}
	*out = f->value[kind];
	return young == ((in->arg & YOUNG) != 0);
}

/* The input of what is ranked, by those that may be. */
static int
ask_age(struct question *q, struct best *b, int kind)
{
	int64_t seconds;
	int arg;

	b->age = ask_option(q->now->ask, "age");
	if (b->age == NULL && b->spec.worst)
		b->age = "2d";
	if (b->age == NULL)
		return kind;
	if (cm_clock_span(b->age, &seconds) != 0 || seconds < 0 ||
	    seconds > OLDEST)
		cm_opt_fail("--age is a span up to 90 days, as in 12h or 2d, "
			    "not '%s'",
		    b->age);
	q->timed = 1;
	arg = kind | (int)(seconds / 60) << AGE;
	b->young = question_cell(q, &cell_sum, 0,
	    question_input_made(
		q, make_aged, arg | YOUNG, "fetched", NULL, NULL),
	    -1, 0);
	return question_input_made(q, make_aged, arg, "fetched", NULL, NULL);
}

static void
ask(const struct ask *ask, struct question *q)
{
	struct section *s = q->now;
	struct best *b = cm_zalloc(sizeof(*b));
	const char *name = ask_option(s->ask, "measures");
	const char *per = ask_option(s->ask, "per");
	unsigned kinds = kinds_read("--type", ask_option(s->ask, "type"),
	    1 << KIND_POST | 1 << KIND_ARTICLE);
	struct top_spec *spec = &b->spec;
	int k;

	(void)ask;
	s->state = b;
	spec->most = (uint32_t)cm_opt_number("N", s->ask->arg, 1, MOST);
	spec->worst = ask_option(s->ask, "worst") != NULL;
	spec->min = (double)ask_number(s->ask, "min", 0, INT32_MAX, 0);
	ask_measure(q, b, name != NULL ? name : "interactions");
	for (k = 0; k < TOP_METRICS; k++)
		spec->input[k] = question_number(q, top_metrics[k]);
	spec->input[TOP_MOMENT] =
	    question_input(q, IN_MOMENT, NULL, NULL, NULL);
	spec->ninputs = TOP_METRICS + 1;
	for (k = 0; k < TOP_TEXT; k++)
		spec->key[k] = question_key(q, texts[k]);
	spec->key[TOP_TEXT] =
	    question_key_made(q, "text", top_make_text, "title", "text", NULL);
	spec->nkeys = TOP_TEXTS;
	b->cell = question_cell(
	    q, &cell_top, 0, ask_age(q, b, kinds_input(q, kinds)), -1, 0);
	s->cell[b->cell].of = spec;
	b->table = question_table(
	    q, "top", per != NULL ? per : "", kinds_only(kinds), 0);
	refuse_names(q, b);
}

const struct verb verb_top = {"top", "N", 1, "the N best posts by a measure",
    options, ask, top_tell, free};
