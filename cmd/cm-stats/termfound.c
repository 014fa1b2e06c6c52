/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/termfound.h"
#include "lib/err.h"

static uint64_t
records(const struct section *s, const struct line *l)
{
	const struct terms *t = s->state;

	return *(const uint64_t *)line_cell(s, l, t->in);
}

static uint64_t
people(const struct section *s, const struct line *l)
{
	const struct terms *t = s->state;

	return distinct_count(
	    *(struct distinct *const *)line_cell(s, l, t->from));
}

int
term_compare(struct cm_slice a, struct cm_slice b)
{
	int c = memcmp(a.p, b.p, a.len < b.len ? a.len : b.len);

	return c != 0 ? c : (a.len > b.len) - (a.len < b.len);
}

/* Takes a term of both periods, of which one may lack it. */
static void
take(struct found *f, const struct section *s, const struct line *before,
    const struct line *now)
{
	const struct terms *t = s->state;
	struct term *term;

	if (f->n == f->cap) {
		f->cap = f->cap > 0 ? 2 * f->cap : 256;
		f->term = cm_realloc(f->term, f->cap * sizeof(*f->term));
	}
	term = &f->term[f->n];
	memset(term, 0, sizeof(*term));
	term->now = now != NULL ? records(s, now) : 0;
	term->before = before != NULL ? records(s, before) : 0;
	term->key = line_part(now != NULL ? now : before, 1);
	if (term->key.p[0] != '"')
		return;
	if (term->key.p[1] == TERM_ALL) {
		f->now = term->now;
		f->before = term->before;
		return;
	}
	if (term->now + term->before < (uint64_t)t->min) {
		f->few++;
		return;
	}
	term->people = now != NULL ? people(s, now) : 0;
	term->crowd = before != NULL ? people(s, before) : 0;
	f->n++;
}

/* The lines of the period before, found by their term. */
struct index {
	const struct line **slot;
	size_t mask;
};

static const struct line **
slot_of(const struct index *x, struct cm_slice key)
{
	size_t k = hash_bytes(key.p, key.len) & x->mask;
	struct cm_slice there;

	for (; x->slot[k] != NULL; k = (k + 1) & x->mask) {
		there = line_part(x->slot[k], 1);
		if (there.len == key.len &&
		    memcmp(there.p, key.p, key.len) == 0)
			break;
	}
	return &x->slot[k];
}

/* Sorting them all would take longer than all the rest, as would looking at
 * each key again and again. */
void
found_fill(
    struct found *f, const struct section *s, const struct line *line, size_t n)
{
	enum { NOW, BEFORE, PAIRED };
	struct index x;
	const struct line *before;
	unsigned char *is = cm_zalloc(n + 1);
	size_t k;

	for (x.mask = 255; x.mask < n + n / 2;)
		x.mask = 2 * x.mask + 1;
	x.slot = cm_zalloc((x.mask + 1) * sizeof(struct line *));
	for (k = 0; k < n; k++)
		if (line[k].key[0] == '1') {
			is[k] = BEFORE;
			*slot_of(&x, line_part(&line[k], 1)) = &line[k];
		}
	for (k = 0; k < n; k++) {
		if (is[k] != NOW)
			continue;
		before = *slot_of(&x, line_part(&line[k], 1));
		if (before != NULL)
			is[before - line] = PAIRED;
		take(f, s, before, &line[k]);
	}
	for (k = 0; k < n; k++)
		if (is[k] == BEFORE)
			take(f, s, &line[k], NULL);
	free(is);
	free(x.slot);
}
