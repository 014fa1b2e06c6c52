/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/ledger.h"
#include "cmd/cm-stats/part.h"
#include "lib/err.h"

static void
index_all(struct ledger *l)
{
	size_t k, to;

	free(l->slot);
	l->mask = l->mask == 0 ? 63 : 2 * l->mask + 1;
	l->slot = cm_zalloc((l->mask + 1) * sizeof(*l->slot));
	for (k = 0; k < l->n; k++) {
		to = (size_t)l->part[k].id & l->mask;
		while (l->slot[to] != 0)
			to = (to + 1) & l->mask;
		l->slot[to] = k + 1;
	}
}

struct ledger_part *
ledger_find(struct ledger *l, uint64_t id, const char *file)
{
	struct ledger_part *p;
	size_t k;

	if (l->last > 0 && l->part[l->last - 1].id == id)
		return &l->part[l->last - 1];
	if (l->n + 1 > l->mask / 2)
		index_all(l);
	for (k = (size_t)id & l->mask; l->slot[k] != 0; k = (k + 1) & l->mask) {
		l->last = l->slot[k];
		if (l->part[l->last - 1].id == id)
			return &l->part[l->last - 1];
	}
	if (l->n == l->cap) {
		l->cap = l->cap == 0 ? 16 : 2 * l->cap;
		l->part = cm_realloc(l->part, l->cap * sizeof(*l->part));
	}
	p = &l->part[l->n++];
	memset(p, 0, sizeof(*p));
	p->id = id;
	p->file = file;
	l->slot[k] = l->last = l->n;
	return p;
}

static void
know_file(struct ledger *l, size_t file)
{
	size_t n = l->files;

	if (file < n)
		return;
	l->files = file + 16;
	l->begun = cm_realloc(l->begun, l->files * sizeof(*l->begun));
	l->ended = cm_realloc(l->ended, l->files * sizeof(*l->ended));
	memset(l->begun + n, 0, (l->files - n) * sizeof(*l->begun));
	memset(l->ended + n, 0, (l->files - n) * sizeof(*l->ended));
}

void
ledger_begins(struct ledger *l, size_t file)
{
	know_file(l, file);
	l->begun[file]++;
}

void
ledger_ends(struct ledger *l, size_t file)
{
	know_file(l, file);
	l->ended[file]++;
}

void
ledger_merge(struct ledger *a, struct ledger *b)
{
	struct ledger_part *from, *to;
	size_t k;

	for (k = 0; k < b->n; k++) {
		from = &b->part[k];
		to = ledger_find(a, from->id, from->file);
		to->lines += from->lines;
		to->sum += from->sum;
		to->groups += from->groups;
		if (to->ends == 0 && from->ends > 0) {
			to->due = from->due;
			to->due_sum = from->due_sum;
			to->said = from->said;
			to->of = from->of;
			to->nof = from->nof;
		} else
			free(from->of);
		to->ends += from->ends;
	}
	for (k = 0; k < b->files; k++) {
		know_file(a, k);
		a->begun[k] += b->begun[k];
		a->ended[k] += b->ended[k];
	}
	b->n = 0;
	ledger_release(b);
}

/* Whole, as often as it came. */
static int
whole(const struct ledger_part *p)
{
	return p->ends > 0 && p->lines == p->ends * p->due &&
	    p->sum == p->ends * p->due_sum;
}

static void
say_torn(const struct ledger_part *p)
{
	if (p->ends == 0)
		cm_warn("%s: a part is cut off: it has no end; make it again",
		    p->file);
	else if (p->lines < p->due)
		cm_warn("%s: a part is not whole: %llu of its %llu lines are "
			"not there; make it again",
		    p->file, (unsigned long long)(p->due - p->lines),
		    (unsigned long long)p->due);
	else if (p->lines > p->ends * p->due)
		cm_warn("%s: a part has more lines than its end says: it was "
			"also read from where it is not whole",
		    p->file);
	else
		cm_warn("%s: a part was changed after it was made; make it "
			"again",
		    p->file);
}

static int
compare(const void *x, const void *y)
{
	const uint64_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

uint64_t *
ledger_of(const struct ledger *l, size_t *n)
{
	const struct ledger_part *p;
	uint64_t *all;
	size_t cap = 1, k;

	for (k = 0; k < l->n; k++)
		cap += l->part[k].nof;
	all = cm_alloc(cap * sizeof(*all));
	*n = 0;
	for (k = 0; k < l->n; k++) {
		p = &l->part[k];
		if (p->nof > 0)
			memcpy(all + *n, p->of, p->nof * sizeof(*all));
		*n += p->nof;
	}
	return all;
}

/* The file that a part, or one that holds it, was met in; from the k-th on. */
static const struct ledger_part *
holder(const struct ledger *l, uint64_t id, size_t *k)
{
	const struct ledger_part *p;
	size_t i;

	for (; *k < l->n; (*k)++) {
		p = &l->part[*k];
		for (i = 0; i < p->nof; i++)
			if (p->of[i] == id) {
				(*k)++;
				return p;
			}
	}
	return NULL;
}

/* Groups that are counted twice make wrong numbers. Returns whether some
 * are. */
static int
said_twice(const struct ledger *l)
{
	const struct ledger_part *p, *other;
	size_t n, k, at;
	uint64_t *all;
	int found = 0;

	for (k = 0; k < l->n && !found; k++) {
		p = &l->part[k];
		if (p->ends > 1 && p->nof > 0) {
			cm_warn("%s: the same part is given %zu times; leave "
				"the others out, or say --keep-duplicates",
			    p->file, p->ends);
			found = 1;
		}
	}
	all = ledger_of(l, &n);
	qsort(all, n, sizeof(*all), compare);
	for (k = 1; k < n && !found; k++)
		if (all[k] == all[k - 1]) {
			at = 0;
			p = holder(l, all[k], &at);
			other = holder(l, all[k], &at);
			cm_warn("%s and %s hold the same part; leave one out, "
				"or say --keep-duplicates",
			    p->file, other != NULL ? other->file : p->file);
			found = 1;
		}
	free(all);
	return found;
}

enum cm_exit
ledger_check(
    struct ledger *l, const char *const *names, size_t nnames, int twice)
{
	enum cm_exit status = CM_OK;
	const char *name;
	size_t k;

	for (k = 0; k < l->n; k++)
		if (!whole(&l->part[k])) {
			say_torn(&l->part[k]);
			status = CM_FAIL;
		}
	for (k = 0; k < nnames && status == CM_OK; k++) {
		know_file(l, k);
		name = strcmp(names[k], "-") == 0 ? "standard input" : names[k];
		if (l->begun[k] == 0) {
			cm_warn("%s: there is no part in it", name);
			status = CM_FAIL;
		} else if (l->begun[k] > l->ended[k]) {
			cm_warn("%s: a part is cut off: it has no end; make it "
				"again",
			    name);
			status = CM_FAIL;
		} else if (l->begun[k] < l->ended[k]) {
			cm_warn(
			    "%s: a part has no beginning; make it again", name);
			status = CM_FAIL;
		}
	}
	if (status == CM_OK && !twice && said_twice(l))
		status = CM_USAGE;
	return status;
}

void
ledger_release(struct ledger *l)
{
	size_t k;

	for (k = 0; k < l->n; k++)
		free(l->part[k].of);
	free(l->part);
	free(l->slot);
	free(l->begun);
	free(l->ended);
	memset(l, 0, sizeof(*l));
}
