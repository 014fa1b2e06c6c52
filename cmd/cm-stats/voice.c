/* SPDX-License-Identifier: ISC */
/*
 * The verb voice: share of voice in the social sense, own mentions among those
 * of all topics that are compared (not the share of what is spent on
 * advertising), and what people think who were labelled.
 *
 * A record that names several topics counts once for each, and so often in
 * the denominator, which is the sum over the topics: shares add up to 100.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/voice_of.h"
#include "cmd/cm-stats/voice_figures.h"
#include "lib/json.h"
#include "lib/opt.h"
#include "lib/zone.h"

enum { BY = 256, TOPICS, PER, COMPARE, POSITIVE, NEUTRAL, NEGATIVE, OF };

static const struct cm_opt options[] = {
    {BY, "by", "KEY", "whose voice: topic (if not said), brand, account, ..."},
    {OF, "of", "WHO", "what others say (if not said), own, or all"},
    {TOPICS, "topics", "LIST", "only these, of which one may have none"},
    {PER, "per", "SPAN", "a row for each day, week, month, quarter or year"},
    {COMPARE, "compare", NULL, "with the period before (28d, or --since)"},
    {POSITIVE, "positive", "LIST", "labels that praise (positive)"},
    {NEUTRAL, "neutral", "LIST", "labels that do neither (neutral)"},
    {NEGATIVE, "negative", "LIST", "labels that blame (negative)"},
    {0, NULL, NULL, NULL},
};

/* A topic in a period and in the one before; NULL: nobody named it. */
struct row {
	struct cm_slice key;
	const struct line *line;
	struct voice v[2];
};

/* The rows that are compared with each other. */
struct block {
	struct cm_slice span; /* of one period of several; p NULL: none */
	struct row *row;
	size_t n;
	struct voice all[2];
	uint64_t silent; /* records that name none */
};

static void
set_per(struct question *q, struct voiceof *v, const char *per)
{
	static const char *const spans[] = {
	    "day", "week", "month", "quarter", "year"};
	size_t k;

	for (k = 0; k < sizeof(spans) / sizeof(spans[0]); k++)
		if (strcmp(per, spans[k]) == 0) {
			v->per = question_key(q, per);
			return;
		}
	cm_opt_fail(
	    "--per is day, week, month, quarter or year, not '%s'", per);
}

/* What we say of ourselves is no voice of others. */
static unsigned
kinds_of(const char *who)
{
	if (who == NULL || strcmp(who, "others") == 0)
		return IS_OTHERS;
	if (strcmp(who, "own") == 0)
		return IS_OURS;
	if (strcmp(who, "all") != 0)
		cm_opt_fail("--of is others, own or all, not '%s'", who);
	return IS_SAID;
}

static void
ask_voice(const struct ask *ask, struct question *q)
{
	const struct ask_verb *verb = q->now->ask;
	const char *by = ask_option(verb, "by"), *per = ask_option(verb, "per");
	struct voiceof *v = cm_zalloc(sizeof(*v));
	struct cm_buf keys;
	int reach, interactions, author;

	(void)ask;
	q->now->state = v;
	v->per = v->window = -1;
	v->by = by != NULL ? by : "topic";
	if (*v->by == '\0' || strchr(v->by, ',') != NULL)
		cm_opt_fail("--by is one key, not '%s'", v->by);
	voiceof_read(v, verb);
	if (per != NULL && ask_option(verb, "compare") != NULL)
		cm_opt_fail("--per and --compare exclude each other");
	if (per != NULL)
		set_per(q, v, per);
	if (ask_option(verb, "compare") != NULL)
		v->window = question_window(q, "28d", 0);
	author = question_input(
	    q, IN_AUTHOR, "author.id", "author.handle", "author.name");
	reach = question_number(q, "reach");
	interactions = question_number(q, "interactions");
	v->records = question_cell(q, &cell_count, IS_ANY, -1, -1, 0);
	v->authors = question_cell(q, &cell_distinct, 0, author, -1, 0);
	v->reach = question_cell(q, &cell_moments, 0, reach, -1, 0);
	v->interactions =
	    question_cell(q, &cell_moments, 0, interactions, -1, 0);
	voiceof_labels(q, v);
	cm_buf_init(&keys, CM_BUF_ANY);
	cm_buf_printf(&keys, "%s%s%s",
	    per != NULL          ? per
		: v->window >= 0 ? "window"
				 : "",
	    per != NULL || v->window >= 0 ? "," : "", v->by);
	question_table(
	    q, "voice", cm_buf_str(&keys), kinds_of(ask_option(verb, "of")), 0);
	cm_buf_release(&keys);
	v->parts = q->now->table[0].nkeys;
}

static uint64_t
count_of(const struct section *s, const struct line *l, int cell)
{
	return *(const uint64_t *)line_cell(s, l, cell);
}

static void
sum_of(const struct section *s, const struct line *l, int cell,
    struct voice_sum *to)
{
	const struct moments *m = line_cell(s, l, cell);
	struct num v;

	to->n = sum_count(&m->sum);
	to->sum = to->squares = 0;
	if (to->n == 0)
		return;
	to->sum = sum_value(&m->sum, &v) == 0 ? v.d : (double)NAN;
	to->squares = sum_value(&m->square, &v) == 0 ? v.d : (double)NAN;
}

static void
voice_of(const struct section *s, const struct line *l, struct voice *to)
{
	const struct voiceof *v = s->state;

	to->records = count_of(s, l, v->records);
	to->authors = distinct_count(
	    *(struct distinct *const *)line_cell(s, l, v->authors));
	sum_of(s, l, v->reach, &to->reach);
	sum_of(s, l, v->interactions, &to->interactions);
	to->positive = sum_count(line_cell(s, l, v->mood[VOICE_POSITIVE]));
	to->neutral = sum_count(line_cell(s, l, v->mood[VOICE_NEUTRAL]));
	to->negative = sum_count(line_cell(s, l, v->mood[VOICE_NEGATIVE]));
}

static struct row *
row_new(struct block *b, struct cm_slice key)
{
	if ((b->n & (b->n - 1)) == 0)
		b->row = cm_realloc(
		    b->row, (b->n > 0 ? 2 * b->n : 1) * sizeof(*b->row));
	memset(&b->row[b->n], 0, sizeof(*b->row));
	b->row[b->n].key = key;
	return &b->row[b->n++];
}

/* Of one topic, the lines of the period and of the one before it; NULL:
 * nobody named it. */
static void
take(struct block *b, const struct section *s, struct cm_slice key,
    const struct line *now, const struct line *before)
{
	const struct voiceof *v = s->state;
	struct row *row;

	if (key.p[0] == 'n') {
		if (now != NULL)
			b->silent += count_of(s, now, v->records);
		return;
	}
	if (voiceof_find(v, key) < 0)
		return;
	row = row_new(b, key);
	row->line = now;
	if (now != NULL)
		voice_of(s, now, &row->v[0]);
	if (before != NULL)
		voice_of(s, before, &row->v[1]);
	voice_add(&b->all[0], &row->v[0]);
	voice_add(&b->all[1], &row->v[1]);
}

/* Both are in the order of their keys. */
static void
take_all(struct block *b, const struct section *s, const struct line *now,
    size_t n, const struct line *before, size_t m)
{
	const struct voiceof *v = s->state;
	int last = v->parts - 1, c;
	size_t k, rows, at;

	while (n > 0 || m > 0) {
		c = n == 0   ? 1
		    : m == 0 ? -1
			     : line_part_compare(line_part(now, last),
				   line_part(before, last));
		take(b, s, line_part(c <= 0 ? now : before, last),
		    c <= 0 ? now : NULL, c >= 0 ? before : NULL);
		now += c <= 0;
		n -= c <= 0;
		before += c >= 0;
		m -= c >= 0;
	}
	/* One that nobody named has a row, too. */
	for (k = 0, rows = b->n; k < v->ntopics; k++) {
		for (at = 0; at < rows; at++)
			if (voiceof_find(v, b->row[at].key) == (int)k)
				break;
		if (at == rows)
			row_new(b,
			    (struct cm_slice){
				v->topic[k], strlen(v->topic[k])});
	}
}

/* The loudest first. */
static int
louder(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->v[0].records != y->v[0].records)
		return x->v[0].records > y->v[0].records ? -1 : 1;
	return line_part_compare(x->key, y->key);
}

/* What is told as a share, or as the balance of moods. */
enum figure { RECORDS, AUTHORS, REACH, INTERACTIONS, NET, FIGURES };

static const struct {
	const char *name, *before, *change, *nothing;
} figures[FIGURES] = {
    {"share_of_voice", "share_of_voice_before", "share_of_voice_change",
	"no record names any of them"},
    {"authors_share", NULL, "authors_share_change", "no authors given"},
    {"reach_share", NULL, "reach_share_change", "no reach given"},
    {"interactions_share", NULL, "interactions_share_change",
	"no interactions given"},
    {"net_sentiment", "net_sentiment_before", "net_sentiment_change",
	"no record is labelled"},
};

/* Of one topic alone the share is what it is by its definition. */
static enum est
part_of(const struct block *b, uint64_t k, uint64_t n, double level,
    struct estimate *e)
{
	if (b->n > 1 || n == 0)
		return interval_share(k, n, level, e);
	e->v = 1;
	e->low = e->high = (double)NAN;
	return EST_EQUAL;
}

/* One of them in a period, as a fraction, and of how many. */
static enum est
figure(enum figure what, const struct block *b, const struct row *r, int period,
    double level, struct estimate *e, uint64_t *n)
{
	const struct voice *v = &r->v[period], *all = &b->all[period];

	switch (what) {
	case RECORDS:
		*n = all->records;
		return part_of(b, v->records, *n, level, e);
	case AUTHORS:
		*n = all->authors;
		if (v->authors == 0 && v->records > 0)
			return estimate_none(e, EST_ZERO);
		return part_of(b, v->authors, *n, level, e);
	case REACH:
		*n = all->reach.n;
		return voice_share(&v->reach, &all->reach, level, e);
	case INTERACTIONS:
		*n = all->interactions.n;
		return voice_share(
		    &v->interactions, &all->interactions, level, e);
	default:
		*n = v->positive + v->neutral + v->negative;
		return voice_net(v->positive, v->negative, *n, level, e);
	}
}

static void
write_percent(struct out *o, const char *name, enum est status, uint64_t n,
    const struct estimate *e, const char *nothing)
{
	char why[64];

	if (status == EST_ZERO) {
		out_no_estimate(o, name, (int64_t)n, nothing);
		return;
	}
	out_estimate(
	    o, name, 100 * e->v, (int64_t)n, 100 * e->low, 100 * e->high);
	if (status == EST_FEW) {
		snprintf(why, sizeof(why),
		    "%llu record%s, an interval needs %d",
		    (unsigned long long)n, n == 1 ? "" : "s", VOICE_FEWEST);
		out_why(o, name, why);
	} else if (status == EST_EQUAL)
		out_why(o, name, "all or nothing, which has no interval");
}

static void
write_figure(
    struct out *o, enum figure what, const struct block *b, const struct row *r)
{
	enum est status;
	struct estimate e;
	uint64_t n;

	status = figure(what, b, r, 0, o->a->ask->level, &e, &n);
	write_percent(
	    o, figures[what].name, status, n, &e, figures[what].nothing);
}

/* The same of the period before, and what has changed since. */
static void
write_change(
    struct out *o, enum figure what, const struct block *b, const struct row *r)
{
	double level = o->a->ask->level;
	struct estimate now, before, change;
	enum est a, c;
	uint64_t n, m;

	a = figure(what, b, r, 0, level, &now, &n);
	c = figure(what, b, r, 1, level, &before, &m);
	if (figures[what].before != NULL)
		write_percent(o, figures[what].before, c, m, &before,
		    figures[what].nothing);
	if (a == EST_ZERO || c == EST_ZERO) {
		out_no_estimate(o, figures[what].change, (int64_t)(n + m),
		    a == EST_ZERO ? figures[what].nothing
				  : "not known of the period before");
		return;
	}
	voice_difference(&now, &before, &change);
	out_estimate(o, figures[what].change, 100 * change.v, (int64_t)(n + m),
	    100 * change.low, 100 * change.high);
	if (a != EST_OK || c != EST_OK)
		out_why(o, figures[what].change,
		    "a share without an interval is compared");
}

static void
write_sum(struct out *o, const char *name, const struct section *s,
    const struct row *r, int cell)
{
	const struct moments *m;
	char why[64];
	struct num v;

	snprintf(why, sizeof(why), "no %s given", name);
	m = r->line != NULL ? line_cell(s, r->line, cell) : NULL;
	if (m == NULL || sum_count(&m->sum) == 0)
		out_null(o, name, why);
	else if (sum_value(&m->sum, &v) != 0)
		out_null(o, name, "beyond a double");
	else
		out_num(o, name, &v);
}

/* Whose time is known by the row, or by what was asked. */
static void
write_cover(struct out *o, const struct voiceof *v, const struct block *b)
{
	static const struct cm_slice any = {NULL, 0};
	const struct answer *a = o->a;
	int64_t start, end;

	if (v->window >= 0)
		out_cover_window(o, any, any, NULL, &a->q->window[v->window]);
	else if (v->per >= 0 &&
	    period_span(a->q->key[v->per].kind, b->span, &start, &end) == 0)
		out_cover(o, any, any, NULL, cm_zone_moment(a->zone, start),
		    cm_zone_moment(a->zone, end));
	else if (v->per < 0 && a->has_since)
		out_cover(o, any, any, NULL, a->since,
		    a->has_until ? a->until : a->now);
}

static void
write_row(struct out *o, const struct section *s, const struct block *b,
    const struct row *r)
{
	const struct voiceof *v = s->state;
	const struct key *keys = o->a->q->key;
	const struct voice *n = &r->v[0];
	int what;

	out_row(o, "voice");
	if (v->per >= 0)
		out_key(o, keys[v->per].column, b->span);
	out_key(o, keys[s->table[0].key[v->parts - 1]].column, r->key);
	out_int(o, "records", (int64_t)n->records);
	write_figure(o, RECORDS, b, r);
	if (n->authors == 0 && n->records > 0)
		out_null(o, "authors", "no authors given");
	else
		out_int(o, "authors", (int64_t)n->authors);
	write_figure(o, AUTHORS, b, r);
	write_sum(o, "reach", s, r, v->reach);
	write_figure(o, REACH, b, r);
	write_sum(o, "interactions", s, r, v->interactions);
	write_figure(o, INTERACTIONS, b, r);
	out_int(o, "positive", (int64_t)n->positive);
	out_int(o, "neutral", (int64_t)n->neutral);
	out_int(o, "negative", (int64_t)n->negative);
	out_int(o, "unlabelled",
	    (int64_t)(n->records - n->positive - n->neutral - n->negative));
	write_figure(o, NET, b, r);
	if (v->window >= 0) {
		out_int(o, "records_before", (int64_t)r->v[1].records);
		for (what = 0; what < FIGURES; what++)
			write_change(o, (enum figure)what, b, r);
	}
	write_cover(o, v, b);
	out_end(o);
}

static void
write_block(struct out *o, const struct section *s, struct block *b)
{
	const struct voiceof *v = s->state;
	size_t k;

	if (b->n > 0)
		qsort(b->row, b->n, sizeof(*b->row), louder);
	for (k = 0; k < b->n; k++) {
		/* Of no span, only what was said at no time. */
		if (v->per >= 0 && b->row[k].line == NULL &&
		    slice_absent(b->span))
			continue;
		write_row(o, s, b, &b->row[k]);
	}
	free(b->row);
}

/* A block for each span, for both periods, or for all. */
static uint64_t
write_blocks(
    struct out *o, const struct section *s, const struct line *line, size_t n)
{
	const struct voiceof *v = s->state;
	struct block b;
	uint64_t silent = 0;
	size_t to = 0;

	do {
		memset(&b, 0, sizeof(b));
		if (v->per >= 0 && n > 0) {
			b.span = line_part(line, 0);
			for (to = 1; to < n && lines_alike(line, line + to, 1);)
				to++;
			take_all(&b, s, line, to, line, 0);
		} else if (v->window >= 0) {
			while (to < n && line_part(line + to, 0).p[0] == '1')
				to++;
			take_all(&b, s, line + to, n - to, line, to);
			to = n;
		} else if (v->per < 0) {
			take_all(&b, s, line, n, line, 0);
			to = n;
		}
		write_block(o, s, &b);
		silent += b.silent;
		line += to;
		n -= to;
	} while (n > 0);
	return silent;
}

static void
write_measures(struct out *o, const struct section *s)
{
	const struct voiceof *v = s->state;
	int k;

	for (k = v->window >= 0 ? 1 : 0; k < v->parts; k++)
		rows_key_measure(o, o->a, s->table[0].key[k], "voice");
	voiceof_measures(o, v->window >= 0);
}

static enum cm_exit
tell_voice(struct out *o, const struct answer *a, const struct section *s)
{
	const struct voiceof *v = s->state;
	struct line *line;
	uint64_t silent;
	size_t n;

	line = lines_of(a, s, 0, &n);
	write_measures(o, s);
	silent = write_blocks(o, s, line, n);
	if (silent > 0)
		cm_note(0, "%llu record%s no %s: not counted",
		    (unsigned long long)silent, silent == 1 ? " has" : "s have",
		    v->by);
	free(line);
	return CM_OK;
}

const struct verb verb_voice = {"voice", NULL, 0,
    "share of voice of topics, and what was thought of them", options,
    ask_voice, tell_voice, voiceof_forget};
