/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/bound.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/near.h"
#include "cmd/cm-stats/origin.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/value.h"
#include "lib/json.h"
#include "lib/zone.h"

/* One table on its way out. */
struct rows {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const struct table *table;
	/* Of tables that have them; the present row of these. */
	struct origins *origins[Q_TABLES], *now;
	size_t row;
	struct cm_buf key[Q_KEYS], measure[Q_MEASURES]; /* ,"NAME": */
	uint64_t seen; /* measures that had a value in some row */
	uint64_t had;  /* keys that had one */
};

/* The network and the account that a row is about; NULL: all. */
static void
whose(const struct question *q, const struct table *t, const struct line *l,
    struct cm_slice *network, struct cm_slice *account)
{
	const char *column;
	int k;

	network->p = account->p = NULL;
	network->len = account->len = 0;
	for (k = 0; k < t->nkeys; k++) {
		column = q->key[t->key[k]].column;
		if (strcmp(column, "network") == 0)
			*network = line_part(l, k);
		else if (strcmp(column, "account") == 0)
			*account = line_part(l, k);
	}
}

/* What nobody fetched is not known to be none. */
static int
not_fetched(const struct rows *w, const struct line *l, const struct measure *m)
{
	unsigned only = w->s->cell[m->cell].only;
	struct cm_slice network, account;

	if (m->op != DO_COUNT || (only != IS_POST && only != IS_COMMENT))
		return 0;
	whose(w->a->q, w->table, l, &network, &account);
	return coverage_brings(
		   w->a->coverage, network, account, only == IS_COMMENT) == 0;
}

static void
write_values(struct rows *w, const struct line *l)
{
	const struct section *s = w->s;
	struct cm_buf *b = &w->o->b;
	const struct measure *m;
	const char *why;
	struct num v;
	int k;

	for (k = 0; k < s->nmeasures; k++) {
		if ((w->table->measures & (uint64_t)1 << k) == 0)
			continue;
		m = &s->measure[k];
		cm_buf_add(b, w->measure[k].p, w->measure[k].len);
		why = w->now != NULL
		    ? origins_value(w->now, w->row, k, &v)
		    : value_of(s, m, group_cells(l->group), &v);
		if (why == NULL && v.whole && v.i == 0 && not_fetched(w, l, m))
			why = m->lacking;
		if (why != NULL) {
			cm_buf_puts(b, "null");
			/* One reason is enough for an estimate. */
			if (m->bound == BOUND_NONE || why != m->lacking ||
			    !bound_beside(s, w->table->measures, m))
				out_why(w->o, m->name, why);
		} else {
			num_put(b, &v);
			w->seen |= (uint64_t)1 << k;
		}
	}
}

int
rows_span(const struct answer *a, const struct table *t, const struct line *l,
    int64_t *start, int64_t *end)
{
	int64_t s, e;
	int k;

	*start = INT64_MIN;
	*end = INT64_MAX;
	for (k = 0; k < t->nkeys; k++) {
		const struct key *key = &a->q->key[t->key[k]];

		if (period_span(key->kind, line_part(l, k), &s, &e) == 0) {
			*start = s > *start ? s : *start;
			*end = e < *end ? e : *end;
		}
	}
	if (*start == INT64_MIN)
		return -1;
	*start = cm_zone_moment(a->zone, *start);
	*end = cm_zone_moment(a->zone, *end);
	return 0;
}

void
rows_cover(struct out *o, const struct answer *a, const struct table *t,
    const struct line *l)
{
	struct cm_slice network, account;
	int64_t start, end;

	if (rows_span(a, t, l, &start, &end) != 0)
		return;
	whose(a->q, t, l, &network, &account);
	/* Tables of visits are not the business of who fetched posts. */
	out_cover(o, network, account,
	    t->only == IS_VISIT ? "\"visits\"" : NULL, start, end);
}

static void
write_row(struct rows *w, const struct line *l)
{
	const struct question *q = w->a->q;
	const struct cm_buf *name;
	struct cm_slice s;
	int k;

	out_row(w->o, w->table->by);
	for (k = 0; k < w->table->nkeys - w->table->origins; k++) {
		s = line_part(l, k);
		name = &w->key[w->table->key[k]];
		cm_buf_add(&w->o->b, name->p, name->len);
		cm_buf_add(&w->o->b, s.p, s.len);
		if (s.p[0] == 'n')
			out_why(
			    w->o, q->key[w->table->key[k]].column, "not given");
		else
			w->had |= (uint64_t)1 << w->table->key[k];
	}
	write_values(w, l);
	rows_cover(w->o, w->a, w->table, l);
	out_end(w->o);
}

static void
write_table(struct rows *w, int table)
{
	struct line *line;
	size_t n, k;

	w->table = &w->s->table[table];
	w->now = w->origins[table];
	if (w->now != NULL) {
		for (w->row = 0; w->row < origins_rows(w->now); w->row++)
			write_row(w, origins_line(w->now, w->row));
		return;
	}
	line = lines_of(w->a, w->s, table, &n);
	for (k = 0; k < n; k++)
		write_row(w, &line[k]);
	free(line);
}

void
rows_key_measure(struct out *o, const struct answer *a, int k, const char *by)
{
	static const char *const unit[] = {"text", "text", "text", "text",
	    "text", "text", "text", "text", "text", "date", "week", "month",
	    "quarter", "year", "hour", "weekday", "window"};
	const struct key *key = &a->q->key[k];
	struct column c;

	memset(&c, 0, sizeof(c));
	c.by = by;
	c.name = key->column;
	c.role = "key";
	c.unit = unit[key->kind];
	if (key->kind >= KEY_DAY && key->kind < KEY_WINDOW)
		c.zone = a->ask->tz != NULL ? a->ask->tz : "UTC";
	out_measure(o, &c);
}

/* The members a column is made of, and the kinds of records these are of. */
static void
put_source(const struct rows *w, int measure, struct cm_buf *b)
{
	const struct measure *m = &w->s->measure[measure];
	const char *of = NULL;

	cm_buf_clear(b);
	cm_buf_puts(b, m->source);
	if (w->origins[0] != NULL && origin_measure(m))
		of = origins_name(w->origins[0], measure);
	if (of != NULL)
		cm_buf_printf(b, " of %s", of);
}

static void
write_key_measures(const struct rows *w, int ntables)
{
	const struct section *s = w->s;
	struct column c;
	uint64_t keys = 0;
	int t, k;

	memset(&c, 0, sizeof(c));
	c.name = "by";
	c.role = "key";
	c.unit = "text";
	if (s->table[0].by != NULL)
		out_measure(w->o, &c);
	for (t = 0; t < ntables; t++)
		for (k = 0; k < s->table[t].nkeys - s->table[t].origins; k++)
			keys |= (uint64_t)1 << s->table[t].key[k];
	for (k = 0; k < w->a->q->nkeys; k++)
		if ((keys & (uint64_t)1 << k) != 0)
			rows_key_measure(w->o, w->a, k, NULL);
}

/* A measure record for each column: the keys of all tables first. */
static void
write_measures(const struct rows *w, int ntables)
{
	const struct measure *m;
	struct cm_buf source;
	struct column c;
	int k;

	write_key_measures(w, ntables);
	memset(&c, 0, sizeof(c));
	cm_buf_init(&source, CM_BUF_ANY);
	for (k = 0; k < w->s->nmeasures; k++) {
		m = &w->s->measure[k];
		put_source(w, k, &source);
		c.name = m->name;
		c.formula = m->formula;
		c.unit = m->unit;
		c.denominator = m->denominator;
		c.source = cm_buf_str(&source);
		c.sample = m->sample;
		c.interval = m->interval;
		out_measure(w->o, &c);
	}
	cm_buf_release(&source);
}

/* Names are put into JSON once, not in each row. */
static void
rows_open(struct rows *w, struct out *o, const struct answer *a,
    const struct section *s)
{
	const struct question *q = a->q;
	int k;

	memset(w, 0, sizeof(*w));
	w->o = o;
	w->a = a;
	w->s = s;
	for (k = 0; k < q->nkeys; k++) {
		cm_buf_init(&w->key[k], CM_BUF_ANY);
		cm_buf_byte(&w->key[k], ',');
		cm_json_string(
		    &w->key[k], q->key[k].column, strlen(q->key[k].column));
		cm_buf_byte(&w->key[k], ':');
	}
	for (k = 0; k < s->ntables; k++)
		if (s->table[k].origins)
			w->origins[k] = origins_open(a, s, k);
	for (k = 0; k < s->nmeasures; k++) {
		cm_buf_init(&w->measure[k], CM_BUF_ANY);
		cm_buf_byte(&w->measure[k], ',');
		cm_json_string(&w->measure[k], s->measure[k].name,
		    strlen(s->measure[k].name));
		cm_buf_byte(&w->measure[k], ':');
	}
}

static void
rows_close(struct rows *w)
{
	int k;

	for (k = 0; k < w->a->q->nkeys; k++)
		cm_buf_release(&w->key[k]);
	for (k = 0; k < w->s->nmeasures; k++)
		cm_buf_release(&w->measure[k]);
	for (k = 0; k < Q_TABLES; k++)
		if (w->origins[k] != NULL)
			origins_close(w->origins[k]);
}

static void
say_key(const struct question *q, const struct key *key)
{
	const char *member = q->want[key->want[0]], *name = near_key(member);

	cm_note(0, "no record has '%s'%s%s%s", member, name != NULL ? " (" : "",
	    name != NULL ? name : "", name != NULL ? "?)" : "");
}

void
rows_say_keys(const struct answer *a, const struct table *t,
    const struct line *line, size_t n)
{
	const struct key *key;
	size_t i;
	int k;

	for (k = 0; k < t->nkeys && n > 0; k++) {
		key = &a->q->key[t->key[k]];
		for (i = 0; i < n && line_part(&line[i], k).p[0] == 'n';)
			i++;
		if (i == n && key->kind == KEY_MEMBER)
			say_key(a->q, key);
	}
}

/* A name nobody gives is likely a slip; in a summary it is usual. */
static void
say_empty(const struct rows *w)
{
	const struct question *q = w->a->q;
	const struct table *t = &w->s->table[0];
	const struct key *key;
	const char *name;
	char near[256];
	int k, close;

	for (k = 0; k < t->nkeys && w->s->named; k++) {
		key = &q->key[t->key[k]];
		if ((w->had & (uint64_t)1 << t->key[k]) != 0 ||
		    key->kind != KEY_MEMBER)
			continue;
		say_key(q, key);
	}
	for (k = 0; k < w->s->nmeasures && w->s->chosen; k++) {
		if ((w->seen & (uint64_t)1 << k) != 0)
			continue;
		name = w->s->measure[k].name;
		close = question_near(name, near, sizeof(near));
		cm_note(0, "measure '%s' is empty in all rows: %s%s%s%s", name,
		    w->origins[0] != NULL ? origins_lacking(w->origins[0], k)
					  : w->s->measure[k].lacking,
		    close ? " (" : "", close ? near : "", close ? "?)" : "");
	}
}

void
rows_table(
    struct out *o, const struct answer *a, const struct section *s, int table)
{
	struct rows w;

	rows_open(&w, o, a, s);
	write_table(&w, table);
	rows_close(&w);
}

enum cm_exit
rows_tell_first(
    struct out *o, const struct answer *a, const struct section *s, int ntables)
{
	struct rows w;
	size_t before = o->rows;
	int k;

	rows_open(&w, o, a, s);
	write_measures(&w, ntables);
	for (k = 0; k < ntables; k++)
		write_table(&w, k);
	if (o->rows > before)
		say_empty(&w);
	for (k = 0; k < ntables; k++)
		if (w.origins[k] != NULL)
			origins_say(w.origins[k]);
	rows_close(&w);
	return CM_OK;
}

enum cm_exit
rows_tell(struct out *o, const struct answer *a, const struct section *s)
{
	return rows_tell_first(o, a, s, s->ntables);
}
