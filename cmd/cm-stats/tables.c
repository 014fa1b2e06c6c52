/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/tables.h"
#include "lib/err.h"

enum { FACTS = 16 };

/* A fact that waits to be counted in a group. */
struct wait {
	const struct fact *fact;
	const struct section *section;
	struct groups *groups;
	size_t at, len; /* of its key, in words and bytes */
	uint64_t hash;
	void *cells;
};

struct tables {
	const struct question *q;
	struct groups *groups[Q_SECTIONS][Q_TABLES];
	struct period period;
	size_t spanning;
	char *key; /* the key that is being made, aligned */
	size_t cap;

	/* What waits, and its keys one behind the other. */
	struct fact fact[FACTS];
	size_t facts;
	struct wait *wait;
	size_t waits, wait_cap;
	uint64_t *word;
	size_t words, word_cap;
};

struct tables *
tables_new(const struct question *q)
{
	struct tables *t = cm_zalloc(sizeof(*t));
	int i, k;

	t->q = q;
	t->cap = 256;
	t->key = cm_alloc(t->cap);
	t->wait_cap = 2 * FACTS;
	t->wait = cm_alloc(t->wait_cap * sizeof(*t->wait));
	t->word_cap = 64;
	t->word = cm_alloc(t->word_cap * sizeof(*t->word));
	for (i = 0; i < q->nsections; i++)
		for (k = 0; k < q->section[i].ntables; k++)
			t->groups[i][k] = groups_new(&q->section[i]);
	for (k = 0; k < FACTS; k++)
		fact_init(&t->fact[k]);
	return t;
}

void
tables_free(struct tables *t)
{
	int i, k;

	if (t == NULL)
		return;
	for (i = 0; i < t->q->nsections; i++)
		for (k = 0; k < t->q->section[i].ntables; k++)
			if (t->groups[i][k] != NULL)
				groups_free(t->groups[i][k]);
	for (k = 0; k < FACTS; k++)
		fact_release(&t->fact[k]);
	free(t->wait);
	free(t->word);
	free(t->key);
	free(t);
}

/* Puts one part of a key at a place; returns the place behind it. */
static size_t
put(struct tables *t, size_t at, const char *p, size_t len)
{
	if (at + len + 9 > t->cap) {
		t->cap = 2 * (at + len + 9);
		t->key = cm_realloc(t->key, t->cap);
	}
	if (len == 1)
		t->key[at] = *p;
	else
		memcpy(t->key + at, p, len);
	t->key[at + len] = '\n';
	return at + len + 1;
}

/* Which of its two periods a moment is in, or what is earlier. */
static struct cm_slice
window_text(const struct window *w, int64_t moment)
{
	static const char texts[] = "012";
	struct cm_slice s = {texts, 1};

	if (moment >= w->since)
		s.p += 2;
	else if (moment >= w->before)
		s.p += 1;
	return s;
}

static struct cm_slice
time_text(struct tables *t, const struct key *key, const struct fact *f)
{
	static const struct cm_slice null = {"null", 4};

	if (!f->timed)
		return null;
	if (key->kind == KEY_WINDOW)
		return window_text(&t->q->window[key->window], f->moment);
	return period_text(&t->period, key->kind, f->local);
}

/* The key that was made is one of those that wait. */
static void
put_off(struct tables *t, const struct section *s, struct groups *g, size_t len,
    const struct fact *f)
{
	size_t words = (len + 7) / 8;
	struct wait *w;

	if (t->waits == t->wait_cap) {
		t->wait_cap *= 2;
		t->wait = cm_realloc(t->wait, t->wait_cap * sizeof(*t->wait));
	}
	if (t->words + words > t->word_cap) {
		t->word_cap = 2 * (t->words + words);
		t->word = cm_realloc(t->word, t->word_cap * sizeof(*t->word));
	}
	memset(t->key + len, 0, 8); /* put() leaves room */
	memcpy(t->word + t->words, t->key, words * 8);
	w = &t->wait[t->waits++];
	w->fact = f;
	w->section = s;
	w->groups = g;
	w->at = t->words;
	w->len = len;
	w->hash = groups_hash(g, t->word + w->at, len);
	t->words += words;
}

/* The keys from the k-th on; one with several values branches. */
static void
count(struct tables *t, const struct section *section, const struct table *of,
    int k, size_t at, const struct fact *f)
{
	struct cm_slice s;
	const char *end;
	int key;

	for (; k < of->nkeys; k++) {
		key = of->key[k];
		if (t->q->key[key].kind < KEY_DAY)
			s = f->key[key];
		else
			s = time_text(t, &t->q->key[key], f);
		if ((f->several & (uint64_t)1 << key) == 0) {
			at = put(t, at, s.p, s.len);
			continue;
		}
		while ((end = memchr(s.p, '\n', s.len)) != NULL) {
			count(t, section, of, k + 1,
			    put(t, at, s.p, (size_t)(end - s.p)), f);
			s.len -= (size_t)(end + 1 - s.p);
			s.p = end + 1;
		}
		at = put(t, at, s.p, s.len);
	}
	put_off(t, section,
	    tables_groups(t, section, (int)(of - section->table)), at, f);
}

/* Whether the time of a fact lets it into a table. */
static int
inside(const struct question *q, const struct table *t, const struct fact *f)
{
	const struct window *w;

	if (t->always)
		return f->timed;
	if (t->window < 0)
		return f->inside;
	w = &q->window[t->window];
	return f->timed && f->moment < w->until &&
	    (w->history || f->moment >= w->before);
}

/* What is of a longer time than a row of a table cannot be put into one. */
static int
fits(const struct question *q, const struct table *t, const struct fact *f)
{
	const struct window *w;
	int k;

	if (f->span == 0 || !f->timed || !t->timed)
		return 1;
	if (t->window >= 0) {
		w = &q->window[t->window];
		if (f->moment + f->span > w->until ||
		    (f->moment < w->since && f->moment + f->span > w->since) ||
		    (f->moment < w->before && f->moment + f->span > w->before))
			return 0;
	}
	for (k = 0; k < t->nkeys; k++)
		if (!period_holds(q->key[t->key[k]].kind, f->local, f->span))
			return 0;
	return 1;
}

/* In all tables. */
static void
count_all(struct tables *t, const struct fact *f)
{
	const struct section *s = t->q->section;
	const struct table *table;
	int k, spans = 0;

	for (; s < t->q->section + t->q->nsections; s++)
		for (k = 0; k < s->ntables; k++) {
			table = &s->table[k];
			if (table->from >= 0 || !inside(t->q, table, f) ||
			    (table->only != 0 && (table->only & f->is) == 0))
				continue;
			if (fits(t->q, table, f))
				count(t, s, table, 0, 0, f);
			else
				spans = 1;
		}
	t->spanning += (size_t)spans;
}

struct fact *
tables_fact(struct tables *t)
{
	return &t->fact[t->facts];
}

void
tables_put(struct tables *t)
{
	count_all(t, &t->fact[t->facts]);
	if (++t->facts == FACTS)
		tables_flush(t);
}

void
tables_flush(struct tables *t)
{
	struct wait *w, *end = t->wait + t->waits;

	for (w = t->wait; w < end; w++)
		groups_near(w->groups, w->hash);
	for (w = t->wait; w < end; w++) {
		w->cells = groups_find_hashed(
		    w->groups, t->word + w->at, w->len, w->hash);
		cells_near(w->section, w->cells);
	}
	for (w = t->wait; w < end; w++)
		cells_nearer(w->section, w->cells, w->fact);
	for (w = t->wait; w < end; w++)
		groups_count(w->groups, w->cells, w->fact);
	t->waits = t->words = t->facts = 0;
}

size_t
tables_spanning(const struct tables *t)
{
	return t->spanning;
}

void
tables_merge(struct tables *a, struct tables *b)
{
	int i, k;

	for (i = 0; i < a->q->nsections; i++)
		for (k = 0; k < a->q->section[i].ntables; k++) {
			groups_merge(a->groups[i][k], b->groups[i][k]);
			b->groups[i][k] = NULL;
		}
	a->spanning += b->spanning;
	tables_free(b);
}

/* The part of a group's key that is a key of a table; or makes one up. */
static struct cm_slice
part_for(struct tables *t, const struct table *from, const char *key,
    size_t len, int want)
{
	const struct key *keys = t->q->key;
	const char *end;
	struct cm_slice s = {NULL, 0};
	int64_t start, behind;
	int k;

	for (k = 0; k < from->nkeys; k++) {
		end = memchr(key, '\n', len);
		s.p = key;
		s.len = (size_t)(end - key);
		if (from->key[k] == want)
			return s;
		if (keys[from->key[k]].kind == KEY_DAY &&
		    keys[want].kind == KEY_WEEK)
			break;
		len -= s.len + 1;
		key = end + 1;
	}
	if (s.p[0] != 'n' && period_span(KEY_DAY, s, &start, &behind) == 0)
		return period_text(&t->period, KEY_WEEK, start);
	return s;
}

static void
roll_up(struct tables *t, const struct section *s, int table)
{
	const struct table *to = &s->table[table];
	const struct table *from = &s->table[to->from];
	struct groups *g = tables_groups(t, s, table);
	struct groups *fine = tables_groups(t, s, to->from);
	struct group *group;
	struct cm_slice part;
	uint64_t at = 0;
	size_t len;
	int k;

	while ((group = groups_next(fine, &at)) != NULL) {
		len = 0;
		for (k = 0; k < to->nkeys; k++) {
			part = part_for(t, from, group_key(fine, group),
			    group->len, to->key[k]);
			len = put(t, len, part.p, part.len);
		}
		memset(t->key + len, 0, 8);
		cells_merge(s, groups_find(g, (const void *)t->key, len),
		    group_cells(group));
	}
}

static void
roll_up_all(struct tables *t, const struct section *s)
{
	int done[Q_TABLES] = {0}, k, left = 1;

	while (left)
		for (left = 0, k = 0; k < s->ntables; k++) {
			const struct table *to = &s->table[k];

			if (done[k])
				continue;
			if (to->from >= 0 && !done[to->from]) {
				left = 1;
				continue;
			}
			if (to->from >= 0)
				roll_up(t, s, k);
			done[k] = 1;
		}
}

void
tables_roll_up(struct tables *t)
{
	int i;

	for (i = 0; i < t->q->nsections; i++)
		roll_up_all(t, &t->q->section[i]);
}

struct groups *
tables_groups(const struct tables *t, const struct section *s, int table)
{
	return t->groups[s - t->q->section][table];
}

size_t
tables_memory(const struct tables *t)
{
	size_t sum = 0;
	int i, k;

	for (i = 0; i < t->q->nsections; i++)
		for (k = 0; k < t->q->section[i].ntables; k++)
			sum += groups_memory(t->groups[i][k]);
	return sum;
}

size_t
tables_number(const struct tables *t)
{
	size_t sum = 0;
	int i, k;

	for (i = 0; i < t->q->nsections; i++)
		for (k = 0; k < t->q->section[i].ntables; k++)
			sum += groups_number(t->groups[i][k]);
	return sum;
}

/* These may be all, or one thread's. */
void
tables_full(const struct tables *t, size_t memory)
{
	int large = memory >= (size_t)1 << 20;
	size_t n = large ? memory >> 20 : memory >> 10;
	char unit = large ? 'm' : 'k';

	cm_warn("the groups do not fit in --memory %zu%c, which are %zu and "
		"more: ask for less (fewer keys, --since), or give more: "
		"--memory %zu%c",
	    n, unit, tables_number(t), 2 * n, unit);
}
