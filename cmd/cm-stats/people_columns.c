/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "cmd/cm-stats/people.h"
#include "cmd/cm-stats/rows.h"

static const char table[] = "people";

static const struct column before_kinds[] = {
    {.name = "handle",
	.unit = "text",
	.formula = "the newest that is given",
	.source = "author.handle"},
    {.name = "name",
	.unit = "text",
	.formula = "the newest that is given",
	.source = "author.name"},
    {.name = "url",
	.unit = "text",
	.formula = "the newest that is given",
	.source = "author.url"},
    {.name = "segment",
	.unit = "text",
	.formula = "new, retained, returning or lapsed: see people.segments",
	.source = "published"},
    {.name = "loyal",
	.unit = "boolean",
	.formula = "whether the author spoke in K of the last N weeks",
	.source = "published"},
    {.name = "items",
	.unit = "count",
	.formula = "number of what was said in the period",
	.source = "type"},
};

static const struct column kinds[KINDS] = {
    {.name = "posts",
	.unit = "count",
	.formula = "number of posts that are not own",
	.source = "type"},
    {.name = "articles",
	.unit = "count",
	.formula = "number of articles that are not own",
	.source = "type"},
    {.name = "comments",
	.unit = "count",
	.formula = "number of comments that are not own",
	.source = "type"},
    {.name = "mentions",
	.unit = "count",
	.formula = "number of mentions that are not own",
	.source = "type"},
    {.name = "messages",
	.unit = "count",
	.formula = "number of messages that are not own",
	.source = "type"},
    {.name = "reviews",
	.unit = "count",
	.formula = "number of reviews that are not own",
	.source = "type"},
};

static const struct column after_kinds[] = {
    {.name = "days",
	.unit = "count",
	.formula = "number of days of the period on which the author spoke",
	.source = "published"},
    {.name = "weeks",
	.unit = "count",
	.formula = "number of the last N weeks, of 7 days each counted back "
		   "from the end of the period, in which the author spoke",
	.source = "published"},
    {.name = "first_seen",
	.unit = "time",
	.formula = "when the author spoke first, of all records",
	.source = "published"},
    {.name = "last_seen",
	.unit = "time",
	.formula = "when the author spoke last, up to the end of the period",
	.source = "published"},
    {.name = "interactions",
	.unit = "count",
	.formula = "sum of the interactions that the items got",
	.source = "metrics: the greater of likes and reactions, comments, "
		  "shares, quotes, saves"},
    {.name = "reach",
	.unit = "count",
	.formula = "sum of the reach of the items; who saw several counts "
		   "several times",
	.source = "metrics.reach"},
    {.name = "followers",
	.unit = "count",
	.formula = "the newest that is given",
	.source = "author.followers"},
};

static void
write(struct out *o, const struct column *c, const char *zone)
{
	struct column with = *c;

	with.by = table;
	with.zone = zone;
	out_measure(o, &with);
}

static void
write_asked(struct out *o, const struct section *s, uint64_t measures)
{
	const struct measure *m;
	struct column c;
	int k;

	for (k = 0; k < s->nmeasures; k++) {
		if ((measures >> k & 1) == 0)
			continue;
		m = &s->measure[k];
		c = (struct column){.by = table,
		    .name = m->name,
		    .unit = m->unit,
		    .formula = m->formula,
		    .denominator = m->denominator,
		    .sample = m->sample,
		    .interval = m->interval,
		    .source = m->source};
		out_measure(o, &c);
	}
}

void
people_measures(struct out *o, const struct answer *a, const struct section *s)
{
	const struct people *p = s->state;
	const struct table *t = &s->table[p->table];
	const char *zone = a->ask->tz != NULL ? a->ask->tz : "UTC";
	size_t k;

	rows_key_measure(o, a, t->key[0], table);
	rows_key_measure(o, a, t->key[1], table);
	for (k = 0; k < sizeof(before_kinds) / sizeof(before_kinds[0]); k++)
		write(o, &before_kinds[k], NULL);
	for (k = 0; k < KINDS; k++)
		if ((p->kinds >> k & 1) != 0)
			write(o, &kinds[k], NULL);
	for (k = 0; k < sizeof(after_kinds) / sizeof(after_kinds[0]); k++)
		write(o, &after_kinds[k], k == 0 ? zone : NULL);
	write_asked(o, s, p->measures);
}
