/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/tables.h"
#include "lib/err.h"

struct tables {
	const struct question *q;
	struct groups *groups[Q_TABLES];
	struct period period;
	char *key; /* the key that is being made, aligned */
	size_t cap;
};

struct tables *
tables_new(const struct question *q)
{
	struct tables *t = cm_zalloc(sizeof(*t));
	int k;

	t->q = q;
	t->cap = 256;
	t->key = cm_alloc(t->cap);
	for (k = 0; k < q->ntables; k++)
		t->groups[k] = groups_new(q);
	return t;
}

void
tables_free(struct tables *t)
{
	int k;

	if (t == NULL)
		return;
	for (k = 0; k < t->q->ntables; k++)
		if (t->groups[k] != NULL)
			groups_free(t->groups[k]);
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
	memcpy(t->key + at, p, len);
	t->key[at + len] = '\n';
	return at + len + 1;
}

/* The keys from the k-th on; one with several values branches. */
static void
count(struct tables *t, int table, int k, size_t at, const struct fact *f)
{
	static const struct cm_slice null = {"null", 4};
	const struct table *of = &t->q->table[table];
	struct cm_slice s;
	const char *end;
	int key;

	for (; k < of->nkeys; k++) {
		key = of->key[k];
		if (t->q->key[key].kind < KEY_DAY)
			s = f->key[key];
		else if (f->timed)
			s = period_text(
			    &t->period, t->q->key[key].kind, f->local);
		else
			s = null;
		if ((f->several & (uint64_t)1 << key) == 0) {
			at = put(t, at, s.p, s.len);
			continue;
		}
		while ((end = memchr(s.p, '\n', s.len)) != NULL) {
			count(t, table, k + 1,
			    put(t, at, s.p, (size_t)(end - s.p)), f);
			s.len -= (size_t)(end + 1 - s.p);
			s.p = end + 1;
		}
		at = put(t, at, s.p, s.len);
	}
	memset(t->key + at, 0, 8); /* put() leaves room */
	groups_count(t->groups[table],
	    groups_find(t->groups[table], (const void *)t->key, at), f);
}

void
tables_add(struct tables *t, const struct fact *f)
{
	int k;

	for (k = 0; k < t->q->ntables; k++)
		if (t->q->table[k].from < 0 &&
		    (t->q->table[k].only == 0 ||
			(t->q->table[k].only & f->is) != 0))
			count(t, k, 0, 0, f);
}

void
tables_merge(struct tables *a, struct tables *b)
{
	int k;

	for (k = 0; k < a->q->ntables; k++) {
		groups_merge(a->groups[k], b->groups[k]);
		b->groups[k] = NULL;
	}
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
roll_up(struct tables *t, int table)
{
	const struct table *to = &t->q->table[table];
	const struct table *from = &t->q->table[to->from];
	struct groups *g = t->groups[table], *fine = t->groups[to->from];
	struct group *group;
	struct cm_slice s;
	uint64_t at = 0;
	size_t len;
	int k;

	while ((group = groups_next(fine, &at)) != NULL) {
		len = 0;
		for (k = 0; k < to->nkeys; k++) {
			s = part_for(t, from, group_key(fine, group),
			    group->len, to->key[k]);
			len = put(t, len, s.p, s.len);
		}
		memset(t->key + len, 0, 8);
		cells_merge(t->q, groups_find(g, (const void *)t->key, len),
		    group_cells(group));
	}
}

void
tables_roll_up(struct tables *t)
{
	int done[Q_TABLES] = {0}, k, left = 1;

	while (left)
		for (left = 0, k = 0; k < t->q->ntables; k++) {
			const struct table *to = &t->q->table[k];

			if (done[k])
				continue;
			if (to->from >= 0 && !done[to->from]) {
				left = 1;
				continue;
			}
			if (to->from >= 0)
				roll_up(t, k);
			done[k] = 1;
		}
}

struct groups *
tables_groups(const struct tables *t, int table)
{
	return t->groups[table];
}

size_t
tables_memory(const struct tables *t)
{
	size_t sum = 0;
	int k;

	for (k = 0; k < t->q->ntables; k++)
		sum += groups_memory(t->groups[k]);
	return sum;
}

size_t
tables_number(const struct tables *t)
{
	size_t sum = 0;
	int k;

	for (k = 0; k < t->q->ntables; k++)
		sum += groups_number(t->groups[k]);
	return sum;
}
