/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/top_plan.h"
#include "lib/clock.h"
#include "lib/zone.h"

static const char *const text_columns[] = {
    "network", "id", "record_type", "account", "url", "handle", "text"};

static const struct column counts[] = {
    {.name = "ranked",
	.unit = "count",
	.source = "type, metrics",
	.formula = "number of records that were ranked"},
    {.name = "not_given",
	.unit = "count",
	.source = "type, metrics",
	.formula = "number of records that do not give the measure, or divide "
		   "it by 0"},
    {.name = "below_min",
	.unit = "count",
	.source = "type, metrics",
	.formula = "number of records with less than --min"},
    {.name = "young",
	.unit = "count",
	.source = "published, fetched",
	.formula = "number of records that were fetched within --age of "
		   "published"},
};

static const struct column places[] = {
    {.name = "rank",
	.unit = "rank",
	.source = "metrics",
	.formula = "1 + number of records in the group with a better value"},
    {.name = "tied",
	.unit = "count",
	.source = "metrics",
	.formula = "number of other records in the group with the same value, "
		   "listed or not; those listed are in the order of network "
		   "and id"},
    {.name = "network", .role = "key", .unit = "text", .source = "network"},
    {.name = "id", .role = "key", .unit = "text", .source = "id"},
    {.name = "record_type", .role = "key", .unit = "text", .source = "type"},
    {.name = "account", .role = "key", .unit = "text", .source = "account"},
    {.name = "url", .role = "key", .unit = "text", .source = "url"},
    {.name = "published", .role = "key", .unit = "time", .source = "published"},
    {.name = "local",
	.role = "key",
	.unit = "time",
	.formula = "published, as the clocks of the zone show it",
	.source = "published"},
    {.name = "handle",
	.role = "key",
	.unit = "text",
	.source = "author.handle"},
    {.name = "text",
	.role = "key",
	.unit = "text",
	.formula = "the title, else the text, cut to 80 columns",
	.source = "title, text"},
};

int
top_has_column(const char *name)
{
	size_t k;

	for (k = 0; k < sizeof(places) / sizeof(places[0]); k++)
		if (strcmp(places[k].name, name) == 0)
			return 1;
	return 0;
}

struct list {
	struct out *o;
	const struct section *s;
	const struct best *b;
	uint64_t given; /* metrics that some record gives */
};

/* Whether a column is one of the keys of --per. */
static int
is_key(const struct list *w, const char *name)
{
	const struct table *t = &w->s->table[w->b->table];
	int k;

	for (k = 0; k < t->nkeys; k++)
		if (strcmp(w->o->a->q->key[t->key[k]].column, name) == 0)
			return 1;
	return 0;
}

/* The measure that ranks, and what it is made of. */
static void
ranking(struct out *o, const struct best *b)
{
	struct column c = {.by = "top",
	    .name = b->measure,
	    .unit = b->unit,
	    .formula = b->above,
	    .source = b->above};
	char text[1024];

	if (b->spec.under < 0) {
		out_measure(o, &c);
		return;
	}
	snprintf(text, sizeof(text), "100 * %s / %s", b->above, b->under);
	c.formula = text;
	c.denominator = b->under;
	c.sample = b->under;
	c.interval = "Garwood (1936): of the mean of a Poisson distribution "
		     "that gave the numerator";
	out_measure(o, &c);
	c = (struct column){.by = "top",
	    .name = "numerator",
	    .unit = "count",
	    .formula = b->above,
	    .source = b->above};
	out_measure(o, &c);
	c.name = "denominator";
	c.formula = c.source = b->under;
	out_measure(o, &c);
}

static void
measures(const struct list *w)
{
	const struct table *t = &w->s->table[w->b->table];
	struct column c;
	char source[128];
	size_t k;
	int i;

	for (i = 0; i < t->nkeys; i++)
		rows_key_measure(w->o, w->o->a, t->key[i], "top.of");
	for (k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
		c = counts[k];
		c.by = "top.of";
		if (w->b->age != NULL || strcmp(c.name, "young") != 0)
			out_measure(w->o, &c);
	}
	for (i = 0; i < t->nkeys; i++)
		rows_key_measure(w->o, w->o->a, t->key[i], "top");
	for (k = 0; k < sizeof(places) / sizeof(places[0]); k++) {
		c = places[k];
		c.by = "top";
		if (strcmp(c.name, "local") == 0) {
			c.zone = w->o->a->ask->tz;
			if (c.zone == NULL)
				continue;
		}
		if (!is_key(w, c.name))
			out_measure(w->o, &c);
	}
	ranking(w->o, w->b);
	for (i = 0; i < TOP_METRICS; i++) {
		snprintf(source, sizeof(source), "metrics%s%s",
		    i > 0 ? "." : "",
		    i > 0 ? top_metrics[i]
			  : ": the greater of likes and reactions, comments, "
			    "shares, quotes, saves");
		c = (struct column){.by = "top",
		    .name = top_metrics[i],
		    .unit = "count",
		    .formula = i > 0 ? "as given" : "sum of what is given",
		    .source = source};
		if ((w->given >> i & 1) != 0 && !is_key(w, top_metrics[i]) &&
		    strcmp(top_metrics[i], w->b->measure) != 0)
			out_measure(w->o, &c);
	}
}

/* Bounds of the mean of a Poisson distribution that gave a count. */
static void
write_rate(struct out *o, const struct best *b, const struct top_entry *e)
{
	struct estimate i = {NAN, NAN, NAN};

	if (e->above.whole && e->above.i >= 0)
		interval_rate(
		    (uint64_t)e->above.i, e->under.d, o->a->ask->level, &i);
	out_estimate(o, b->measure, e->value, (int64_t)e->under.d, 100 * i.low,
	    100 * i.high);
	out_num(o, "numerator", &e->above);
	out_num(o, "denominator", &e->under);
}

/* Those listed with the same value, and those that found no room. */
static uint64_t
tied(const struct top *t, const struct top_entry *const *e, uint32_t n,
    uint32_t k)
{
	uint32_t first = k, last = k;

	while (first > 0 && e[first - 1]->value == e[k]->value)
		first--;
	while (last + 1 < n && e[last + 1]->value == e[k]->value)
		last++;
	return last - first + (last + 1 == n ? top_left(t) : 0);
}

static void
write_keys(const struct list *w, const struct line *l)
{
	const struct table *t = &w->s->table[w->b->table];
	const struct question *q = w->o->a->q;
	int k;

	for (k = 0; k < t->nkeys; k++)
		out_key(w->o, q->key[t->key[k]].column, line_part(l, k));
}

static void
write_texts(const struct list *w, const struct top_entry *e, int from, int to)
{
	struct cm_slice s;
	struct cm_buf cut;
	int k;

	for (k = from; k < to; k++) {
		if (is_key(w, text_columns[k]))
			continue;
		s = top_text(e, k);
		if (s.p[0] == 'n') {
			out_null(w->o, text_columns[k], "not given");
			continue;
		}
		if (k == TOP_TEXT) {
			cm_buf_init(&cut, CM_BUF_ANY);
			top_put_cut(&cut, s);
			s.p = cut.p;
			s.len = cut.len;
		}
		out_slice(w->o, text_columns[k], s);
		if (k == TOP_TEXT)
			cm_buf_release(&cut);
	}
}

static void
write_published(const struct list *w, const struct top_entry *e)
{
	struct out *o = w->o;
	int given = (e->given >> TOP_MOMENT & 1) != 0;
	int64_t t = e->n[TOP_MOMENT].i;
	char text[CM_CLOCK_TEXT];

	if (!is_key(w, "published") && given)
		out_time(o, "published", t);
	else if (!is_key(w, "published"))
		out_null(o, "published", "not given");
	if (o->a->ask->tz == NULL || is_key(w, "local"))
		return;
	if (!given) {
		out_null(o, "local", "not given");
		return;
	}
	/* No Z behind it: it is no moment. */
	cm_clock_text(t + cm_zone_offset(o->a->zone, t), text);
	text[strcspn(text, "Z")] = '\0';
	out_text(o, "local", text);
}

static void
write_entry(const struct list *w, const struct line *l,
    const struct top_entry *e, uint32_t rank, uint64_t same)
{
	struct out *o = w->o;
	int k;

	out_row(o, "top");
	write_keys(w, l);
	out_int(o, "rank", rank);
	out_int(o, "tied", (int64_t)same);
	write_texts(w, e, TOP_NETWORK, TOP_HANDLE);
	write_published(w, e);
	write_texts(w, e, TOP_HANDLE, TOP_TEXTS);
	if (w->b->spec.under >= 0)
		write_rate(o, w->b, e);
	else
		out_num(o, w->b->measure, &e->above);
	for (k = 0; k < TOP_METRICS; k++) {
		if ((w->given >> k & 1) == 0 || is_key(w, top_metrics[k]) ||
		    strcmp(top_metrics[k], w->b->measure) == 0)
			continue;
		if ((e->given >> k & 1) != 0)
			out_num(o, top_metrics[k], &e->n[k]);
		else
			out_null(o, top_metrics[k], "not given");
	}
	rows_cover(o, o->a, &w->s->table[w->b->table], l);
	out_end(o);
}

static void
write_of(const struct list *w, const struct line *l, const struct top *t)
{
	struct top_count n = top_count(t);

	out_row(w->o, "top.of");
	write_keys(w, l);
	out_int(w->o, "ranked", (int64_t)n.ranked);
	out_int(w->o, "not_given", (int64_t)n.not_given);
	out_int(w->o, "below_min", (int64_t)n.below);
	if (w->b->age != NULL)
		out_int(w->o, "young",
		    (int64_t)sum_count(line_cell(w->s, l, w->b->young)));
	rows_cover(w->o, w->o->a, &w->s->table[w->b->table], l);
	out_end(w->o);
}

static void
write_group(struct list *w, const struct line *l, struct top *t)
{
	const struct top_entry *const *e;
	uint32_t n, k, rank = 1;

	e = top_sorted(t, &w->b->spec, &n);
	for (k = 0; k < n; k++) {
		if (k > 0 && e[k]->value != e[k - 1]->value)
			rank = k + 1;
		write_entry(w, l, e[k], rank, tied(t, e, n, k));
	}
}

/* A name nobody gives is likely a slip. */
static void
say_slips(const struct list *w, const struct line *line, size_t n)
{
	const struct best *b = w->b;
	const char *name = b->measure, *bar = strstr(name, "_rate");
	struct top_count c, all = {0, 0, 0};
	uint64_t young = 0;
	char near[256];
	size_t k;

	for (k = 0; k < n; k++) {
		c = top_count(
		    *(struct top *const *)line_cell(w->s, &line[k], b->cell));
		all.ranked += c.ranked;
		all.not_given += c.not_given;
		all.below += c.below;
		if (b->age != NULL)
			young += sum_count(line_cell(w->s, &line[k], b->young));
	}
	rows_say_keys(w->o->a, &w->s->table[b->table], line, n);
	if (all.ranked + all.below == 0 && all.not_given > 0) {
		near[0] = '\0';
		if (bar != NULL && bar > name && bar[5] == '\0')
			snprintf(near, sizeof(near), "%s_views", name);
		else if (!question_near(name, near, sizeof(near)))
			near[0] = '\0';
		cm_note(0, "no record gives '%s'%s%s%s", name,
		    *near != '\0' ? " (" : "", near, *near != '\0' ? "?)" : "");
	} else if (all.ranked == 0 && all.below > 0)
		cm_note(0,
		    "nothing is ranked: --min leaves out all %" PRIu64
		    " that give '%s'",
		    all.below, name);
	if (young > 0)
		cm_note(0,
		    "%" PRIu64 " post%s fetched less than %s after %s out %s "
		    "left out: --age 0s ranks all",
		    young, young == 1 ? "" : "s", b->age,
		    young == 1 ? "it came" : "they came",
		    young == 1 ? "is" : "are");
}

enum cm_exit
top_tell(struct out *o, const struct answer *a, const struct section *s)
{
	struct list w = {o, s, s->state, 0};
	const struct top_entry *const *e;
	size_t n, k;
	uint32_t m, i;
	struct line *line = lines_of(a, s, w.b->table, &n);
	struct top *t;

	for (k = 0; k < n; k++) {
		t = *(struct top *const *)line_cell(s, &line[k], w.b->cell);
		e = top_sorted(t, &w.b->spec, &m);
		for (i = 0; i < m; i++)
			w.given |= e[i]->given;
	}
	say_slips(&w, line, n);
	measures(&w);
	for (k = 0; k < n; k++)
		write_of(&w, &line[k],
		    *(struct top *const *)line_cell(s, &line[k], w.b->cell));
	for (k = 0; k < n; k++) {
		t = *(struct top *const *)line_cell(s, &line[k], w.b->cell);
		write_group(&w, &line[k], t);
	}
	free(line);
	return CM_OK;
}
