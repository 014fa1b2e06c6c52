/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/kinds.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/top.h"
#include "cmd/cm-stats/verb.h"
#include "lib/json.h"
#include "lib/text.h"

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
    {257, "per", "KEYS", "N in each group: network,format"},
    {258, "min", "N", "only those with N of the denominator, or of a metric"},
    {259, "type", "LIST",
	"what is ranked: post,article,comment,mention,message,review"},
    {0, NULL, NULL, NULL},
};

static const char *const metrics[] = {"interactions", "views", "reach",
    "impressions", "likes", "reactions", "comments", "shares", "quotes",
    "saves", "clicks"};

enum {
	METRICS = sizeof(metrics) / sizeof(metrics[0]),
	MOMENT = METRICS, /* the input behind them */
	COLUMNS = 80,     /* of a text, as a terminal shows it */
	SHORT = 256,      /* bytes of one that is kept as it is */
	FAR = 384,        /* of a longer one at most */
	ESCAPE = 12,      /* the longest in JSON: a pair of surrogates */
	MOST = 100000
};

static const char *const texts[] = {
    "network", "id", "type", "account", "url", "author.handle"};
static const char *const text_columns[] = {
    "network", "id", "record_type", "account", "url", "handle", "text"};

enum { NETWORK, ID, TYPE, ACCOUNT, URL, HANDLE, TEXT, TEXTS };

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

/* The state of a section. */
struct best {
	struct top_spec spec;
	int table, cell;
	const char *measure, *unit;
	char above[256], under[256]; /* how they are called */
};

static void
put_cut(struct cm_buf *b, struct cm_slice s)
{
	struct cm_buf plain, cut;

	cm_buf_init(&plain, CM_BUF_ANY);
	cm_buf_init(&cut, CM_BUF_ANY);
	cm_json_text(&plain, s);
	cm_text_cut(&cut, plain.p, plain.len, COLUMNS);
	cm_json_string(b, cut.p, cut.len);
	cm_buf_release(&plain);
	cm_buf_release(&cut);
}

static int
is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '\\';
}

/* How many characters of ASCII a string begins with, at most a line and one;
 * -1: others are among them. */
static int
simple(struct cm_slice s)
{
	int k, n = s.len - 2 > COLUMNS ? COLUMNS + 1 : (int)s.len - 2;

	for (k = 1; k <= n; k++)
		if (!is_plain(s.p[k]))
			return -1;
	return n;
}

/* Where a long string can be cut, far behind a line: between two plain
 * characters of ASCII, which are never one to a reader; 0: nowhere. */
static size_t
seam(struct cm_slice s)
{
	size_t k, since = 0; /* the last that may begin an escape */

	for (k = SHORT - ESCAPE; k < FAR && k + 1 < s.len; k++) {
		since = s.p[k] == '\\' ? 0 : since + 1;
		if (since > ESCAPE && is_plain(s.p[k - 1]) && is_plain(s.p[k]))
			return k;
	}
	return 0;
}

/*
 * A title, else a text. It is cut to a line when it is written, and here only
 * where that is cheap or saves much: most records are not among the best.
 */
static int
make_text(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_slice s = r->found[key->want[0]];
	size_t end;
	int k = 0, n;

	(void)f;
	if (slice_absent(s))
		s = r->found[key->want[k = 1]];
	if (slice_absent(s))
		return 0;
	if (s.p[0] != '"')
		return fact_wrong(r, s, q->want[key->want[k]], "a string");
	n = simple(s);
	end = n < 0 && s.len > SHORT ? seam(s) : 0;
	if (n >= 0 && n <= COLUMNS)
		cm_buf_add(b, s.p, s.len);
	else if (n >= 0) {
		for (n = COLUMNS; n > 1 && s.p[n - 1] == ' ';)
			n--;
		cm_buf_add(b, s.p, (size_t)n);
		cm_buf_puts(b, "\xe2\x80\xa6\"");
	} else if (s.len <= SHORT)
		cm_buf_add(b, s.p, s.len);
	else if (end != 0) {
		cm_buf_add(b, s.p, end);
		cm_buf_puts(b, "\xe2\x80\xa6\"");
	} else
		put_cut(b, s);
	return 1;
}

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

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i].name, b->measure) == 0)
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
	for (k = 0; k < METRICS; k++)
		spec->input[k] = question_number(q, metrics[k]);
	spec->input[MOMENT] = question_input(q, IN_MOMENT, NULL, NULL, NULL);
	spec->ninputs = METRICS + 1;
	for (k = 0; k < TEXT; k++)
		spec->key[k] = question_key(q, texts[k]);
	spec->key[TEXT] =
	    question_key_made(q, "text", make_text, "title", "text", NULL);
	spec->nkeys = TEXTS;
	b->cell =
	    question_cell(q, &cell_top, 0, kinds_input(q, kinds, 1), -1, 0);
	s->cell[b->cell].of = spec;
	b->table = question_table(
	    q, "top", per != NULL ? per : "", kinds_only(kinds), 0);
	refuse_names(q, b);
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
		out_measure(w->o, &c);
	}
	for (i = 0; i < t->nkeys; i++)
		rows_key_measure(w->o, w->o->a, t->key[i], "top");
	for (k = 0; k < sizeof(places) / sizeof(places[0]); k++) {
		c = places[k];
		c.by = "top";
		if (!is_key(w, c.name))
			out_measure(w->o, &c);
	}
	ranking(w->o, w->b);
	for (i = 0; i < METRICS; i++) {
		snprintf(source, sizeof(source), "metrics%s%s",
		    i > 0 ? "." : "",
		    i > 0 ? metrics[i]
			  : ": the greater of likes and reactions, comments, "
			    "shares, quotes, saves");
		c = (struct column){.by = "top",
		    .name = metrics[i],
		    .unit = "count",
		    .formula = i > 0 ? "as given" : "sum of what is given",
		    .source = source};
		if ((w->given >> i & 1) != 0 && !is_key(w, metrics[i]) &&
		    strcmp(metrics[i], w->b->measure) != 0)
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
		if (k == TEXT) {
			cm_buf_init(&cut, CM_BUF_ANY);
			put_cut(&cut, s);
			s.p = cut.p;
			s.len = cut.len;
		}
		out_slice(w->o, text_columns[k], s);
		if (k == TEXT)
			cm_buf_release(&cut);
	}
}

static void
write_published(struct out *o, const struct top_entry *e)
{
	if ((e->given >> MOMENT & 1) != 0)
		out_time(o, "published", e->n[MOMENT].i);
	else
		out_null(o, "published", "not given");
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
	write_texts(w, e, NETWORK, HANDLE);
	if (!is_key(w, "published"))
		write_published(o, e);
	write_texts(w, e, HANDLE, TEXTS);
	if (w->b->spec.under >= 0)
		write_rate(o, w->b, e);
	else
		out_num(o, w->b->measure, &e->above);
	for (k = 0; k < METRICS; k++) {
		if ((w->given >> k & 1) == 0 || is_key(w, metrics[k]) ||
		    strcmp(metrics[k], w->b->measure) == 0)
			continue;
		if ((e->given >> k & 1) != 0)
			out_num(o, metrics[k], &e->n[k]);
		else
			out_null(o, metrics[k], "not given");
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

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
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

const struct verb verb_top = {
    "top", "N", 1, "the N best posts by a measure", options, ask, tell, free};
