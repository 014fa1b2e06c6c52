/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/person_in.h"

enum { WEEK = 7 * 86400, BITS = 64 };

uint64_t
person_items(const struct person *p)
{
	uint64_t n = 0;
	int k;

	for (k = 0; k < KINDS; k++)
		n += p->said[k];
	return n;
}

int
person_spoke(const struct person *p)
{
	return (p->flags & (PERSON_BEFORE | PERSON_EARLIER)) != 0 ||
	    person_items(p) != 0;
}

static size_t
person_add(void *cell, const struct cell *c, const struct fact *f)
{
	const struct person_spec *spec = c->of;
	const struct window *w = person_window(spec);
	struct person *p = cell;
	int kind = (int)f->value[c->input].i;
	int64_t week;
	size_t grown = person_tell(p, spec, f);

	if (kind == KIND_ACCOUNT || !f->timed || f->moment >= w->until)
		return grown;
	if (!person_spoke(p))
		p->first = p->last = f->moment;
	else if (f->moment < p->first)
		p->first = f->moment;
	else if (f->moment > p->last)
		p->last = f->moment;
	week = (w->until - 1 - f->moment) / WEEK;
	if (week < BITS)
		p->weeks |= (uint64_t)1 << week;
	if (f->moment < w->before)
		p->flags |= PERSON_EARLIER;
	else if (f->moment < w->since)
		p->flags |= PERSON_BEFORE;
	else {
		p->said[kind]++;
		grown += person_mark_day(p, spec, f->local);
	}
	return grown;
}

static void
person_merge(const struct cell *c, void *to, const void *from)
{
	struct person *a = to;
	const struct person *b = from;
	int k;

	person_merge_profile(a, b->profile);
	if (!person_spoke(b))
		return;
	if (!person_spoke(a)) {
		a->first = b->first;
		a->last = b->last;
	}
	a->first = b->first < a->first ? b->first : a->first;
	a->last = b->last > a->last ? b->last : a->last;
	a->weeks |= b->weeks;
	person_merge_days(a, b, c->of);
	for (k = 0; k < KINDS; k++)
		a->said[k] += b->said[k];
	a->flags |= b->flags & (PERSON_BEFORE | PERSON_EARLIER);
}

static void
person_release(void *cell)
{
	struct person *p = cell;

	free(p->profile);
	if ((p->flags & PERSON_LISTED) != 0)
		free(p->days.list);
}

static void
person_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	const struct person *p = cell;
	int k;

	person_pack_profile(p->profile, b);
	for (k = 0; k < KINDS; k++)
		bytes_put(b, p->said[k]);
	bytes_put(b, p->flags & (PERSON_BEFORE | PERSON_EARLIER));
	if (!person_spoke(p))
		return;
	bytes_put_signed(b, p->first);
	bytes_put_signed(b, p->last);
	bytes_put_word(b, p->weeks);
	person_pack_days(p, c->of, b);
}

static long
person_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	struct person p;
	size_t grown = 0;
	int k;

	memset(&p, 0, sizeof(p));
	person_unpack_profile(&p.profile, from);
	for (k = 0; k < KINDS; k++)
		p.said[k] = (uint32_t)bytes_get_to(from, UINT32_MAX);
	p.flags = (uint32_t)bytes_get_to(from, PERSON_BEFORE | PERSON_EARLIER);
	if (person_spoke(&p)) {
		p.first = bytes_get_signed(from);
		p.last = bytes_get_signed(from);
		p.weeks = bytes_get_word(from);
		grown = person_unpack_days(&p, c->of, from);
	}
	grown += person_profile_size(p.profile);
	if (!from->bad)
		person_merge(c, cell, &p);
	person_release(&p);
	return from->bad ? -1 : (long)grown;
}

const struct cell_type cell_person = {"person", sizeof(struct person),
    person_add, person_merge, person_release, person_pack, person_unpack};
