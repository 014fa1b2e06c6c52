/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/audience.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/kinds.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/ours.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/special.h"
#include "cmd/cm-stats/verb.h"

/* Those who speak: how many, in what language, when. */
static const struct cm_opt options[] = {
    {256, "per", "KEYS", "all of it for each of the keys: network,account"},
    {257, "type", "LIST",
	"what counts: comment,mention,message,review,post,article"},
    OURS_OPTION,
    {0, NULL, NULL, NULL},
};

static const struct {
	const char *by, *key;
} tables[] = {
    {"audience.all", ""},
    {"audience.network", "network"},
    {"audience.lang", "lang"},
    {"audience.weekday", "weekday"},
    {"audience.hour", "hour"},
};

enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

/* The state of a section. */
struct audience {
	struct ours ours;          /* the first */
	int table[TABLES], nper;   /* with the window, the first nper keys */
	int authors, items, named; /* cells */
	int window;
	struct place place;
};

/* An input, of the kinds that are asked for: in->arg is that and the kind. */
enum { BASE = 8 };

static int
make_of_kind(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int base = in->arg & ((1 << BASE) - 1), kind = in->arg >> BASE;

	(void)q;
	(void)r;
	*out = f->value[base];
	return (f->given >> base & 1) != 0 && (f->given >> kind & 1) != 0;
}

/* Whether a list of names has one. */
static int
has_name(const char *list, const char *name)
{
	size_t n = strlen(name), len;

	for (; list != NULL && *list != '\0';
	     list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (len == n && strncmp(list, name, n) == 0)
			return 1;
	}
	return 0;
}

static void
ask_table(struct question *q, struct audience *u, int k, const char *per,
    unsigned only)
{
	char keys[512];

	u->table[k] = -1;
	if (has_name(per, tables[k].key))
		return;

	if (per != NULL && strlen(per) > sizeof(keys) / 2)
		cm_opt_fail("--per: too many keys");
	snprintf(keys, sizeof(keys), "window%s%s%s%s", per != NULL ? "," : "",
	    per != NULL ? per : "", *tables[k].key != '\0' ? "," : "",
	    tables[k].key);
	u->table[k] = question_table(q, tables[k].by, keys, only, 0);
}

static void
ask(const struct ask *ask, struct question *q)
{
	struct section *s = q->now;
	struct audience *u = cm_zalloc(sizeof(*u));
	const char *per = ask_option(s->ask, "per"), *p;
	unsigned kinds = kinds_read("--type", ask_option(s->ask, "type"),
	    1 << KIND_COMMENT | 1 << KIND_MENTION | 1 << KIND_MESSAGE |
		1 << KIND_REVIEW);
	int kind, author, k;

	(void)ask;
	s->state = u;
	u->window = question_window(q, "28d", 0);
	u->nper = 1 + (per != NULL);
	for (p = per; p != NULL && *p != '\0'; p++)
		u->nper += *p == ',';
	ours_ask(q, &u->ours, kinds);
	kind = u->ours.kind;
	author = question_input(
	    q, IN_AUTHOR, "author.id", "author.handle", "author.name");
	author = question_input_made(
	    q, make_of_kind, author | kind << BASE, NULL, NULL, NULL);
	u->authors = question_cell(q, &cell_distinct, 0, author, -1, 0);
	u->items = question_cell(q, &cell_sum, 0, kind, -1, 0);
	u->named = question_cell(q, &cell_high, 0, author, -1, 0);
	for (k = 0; k < TABLES; k++)
		ask_table(q, u, k, per, kinds_only(kinds));
	place_ask(q, &u->place);
}

/* What a group holds. */
struct crowd {
	uint64_t authors, items, named;
	double error; /* the standard error of authors, as a share of them */
};

static struct crowd
crowd_of(const struct section *s, const struct line *l)
{
	const struct audience *u = s->state;
	const struct extreme *named = line_cell(s, l, u->named);
	const struct distinct *d =
	    *(struct distinct *const *)line_cell(s, l, u->authors);
	uint64_t ours = ours_among(&u->ours, d);
	struct crowd c;

	c.authors = distinct_count(d);
	c.error = c.authors > DISTINCT_EXACT ? DISTINCT_ERROR : 0;
	c.authors -= ours < c.authors ? ours : c.authors;
	c.items = sum_count(line_cell(s, l, u->items));
	c.named = named->n;
	return c;
}

static double
bound(const struct crowd *c, double z)
{
	return floor((double)c->authors * (1 + z * c->error) + 0.5);
}

/*
 * A share of numbers of which both are estimates: Wilson's interval at the
 * ends of theirs, which is wider than it need be.
 */
static void
write_share(struct out *o, const struct crowd *part, const struct crowd *all)
{
	double level = o->a->ask->level;
	double z = special_normal_quantile((1 + level) / 2);
	double low = bound(part, -z), high = bound(part, z);
	double most = bound(all, z), least = bound(all, -z);
	struct estimate e, f;

	if (all->authors == 0) {
		out_no_estimate(o, "share", 0, "no authors");
		return;
	}
	high = high > least ? least : high;
	low = low > most ? most : low;
	interval_share((uint64_t)low, (uint64_t)most, level, &e);
	interval_share((uint64_t)high, (uint64_t)least, level, &f);
	e.v = 100 * (double)part->authors / (double)all->authors;
	out_estimate(o, "share", e.v > 100 ? 100 : e.v, (int64_t)all->authors,
	    100 * e.low, 100 * f.high);
}

static void
write_row(struct out *o, const struct section *s, int table,
    const struct line *l, const struct crowd *all)
{
	static const struct cm_slice any = {NULL, 0};
	const struct audience *u = s->state;
	const struct question *q = o->a->q;
	const struct table *t = &s->table[u->table[table]];
	const struct window *w = &q->window[u->window];
	struct crowd c = crowd_of(s, l);
	struct cm_slice network = any, account = any;
	double z = special_normal_quantile((1 + o->a->ask->level) / 2);
	const char *column;
	int64_t start, end;
	int k;

	out_row(o, tables[table].by);
	for (k = 1; k < t->nkeys; k++) {
		column = q->key[t->key[k]].column;
		out_key(o, column, line_part(l, k));
		if (strcmp(column, "network") == 0)
			network = line_part(l, k);
		if (strcmp(column, "account") == 0)
			account = line_part(l, k);
	}
	out_estimate(o, "authors", (double)c.authors, (int64_t)c.named,
	    bound(&c, -z), bound(&c, z));
	if (table > 0)
		write_share(o, &c, all);
	out_int(o, "items", (int64_t)c.items);
	if (table == 0)
		out_int(
		    o, "items_without_author", (int64_t)(c.items - c.named));
	if (rows_span(o->a, t, l, &start, &end) != 0) {
		start = w->since;
		end = w->until;
	}
	out_cover(o, network, account, NULL, start, end);
	/* What --since and --until cut is told already. */
	if (o->complete >= 0 &&
	    ((start < w->since && !o->a->has_since) ||
		(end > w->until && !o->a->has_until))) {
		out_why(o, "coverage", "cut by the period");
		o->complete = 0;
	}
	out_end(o);
}

/* The group of audience.all that a line is of. */
static const struct line *
whole_of(const struct line *l, const struct line *all, size_t n, int keys)
{
	size_t k;

	for (k = 0; k < n; k++)
		if (lines_alike(l, &all[k], keys))
			return &all[k];
	return NULL;
}

static void
write_table(struct out *o, const struct answer *a, const struct section *s,
    int table, const struct line *all, size_t nall)
{
	const struct audience *u = s->state;
	const struct line *whole;
	struct line *line;
	struct crowd of;
	size_t n, k;

	line = lines_of(a, s, u->table[table], &n);
	for (k = 0; k < n; k++) {
		if (line_part(&line[k], 0).p[0] != '2')
			continue;
		whole = whole_of(&line[k], all, nall, u->nper);
		if (whole == NULL)
			continue;
		of = crowd_of(s, whole);
		if (crowd_of(s, &line[k]).items > 0)
			write_row(o, s, table, &line[k], &of);
	}
	free(line);
}

static void
measures(
    struct out *o, const struct answer *a, const struct section *s, int table)
{
	static const struct column columns[] = {
	    {.name = "authors",
		.unit = "count",
		.formula = "number of different authors; exact up to 256, "
			   "then HyperLogLog",
		.sample = "items with an author",
		.interval = "+- z * 0.81 %, the standard error of "
			    "HyperLogLog; of an exact number the number",
		.source = "network, author.id, else author.handle, else "
			  "author.name"},
	    {.name = "share",
		.unit = "percent",
		.formula = "100 * authors / authors of audience.all; who is in "
			   "several rows counts in each",
		.denominator = "authors of audience.all",
		.source = "network, author",
		.sample = "authors of audience.all",
		.interval = "Wilson (1927), as of authors drawn one by one; "
			    "at the bounds of authors where these are not "
			    "exact"},
	    {.name = "items",
		.unit = "count",
		.formula = "number of what they said",
		.source = "type"},
	    {.name = "items_without_author",
		.unit = "count",
		.formula = "number of items that give no author",
		.source = "author"},
	};
	const struct audience *u = s->state;
	const struct table *t = &s->table[u->table[table]];
	struct column c;
	size_t k;
	int key;

	for (key = 1; key < t->nkeys; key++)
		rows_key_measure(o, a, t->key[key], tables[table].by);
	for (k = 0; k < sizeof(columns) / sizeof(c); k++) {
		c = columns[k];
		c.by = tables[table].by;
		if (k != (table == 0 ? 1 : 3))
			out_measure(o, &c);
	}
}

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
{
	struct audience *u = s->state;
	struct line *all;
	size_t n;
	int k;

	for (k = 0; k < TABLES; k++)
		if (u->table[k] >= 0)
			measures(o, a, s, k);
	place_measures(o, a);
	ours_find(&u->ours, a, s);
	all = lines_of(a, s, u->table[0], &n);
	rows_say_keys(a, &s->table[u->table[0]], all, n);
	for (k = 0; k < TABLES; k++)
		if (u->table[k] >= 0)
			write_table(o, a, s, k, all, n);
	free(all);
	ours_free(&u->ours);
	place_rows(o, a, s, &u->place);
	return CM_OK;
}

const struct verb verb_audience = {"audience", NULL, 0,
    "those who speak: how many, their languages, places, hours", options, ask,
    tell, free};
