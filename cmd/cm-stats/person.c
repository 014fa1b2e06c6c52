/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/person.h"
#include "lib/err.h"

enum { DAY = 86400, WEEK = 7 * DAY, BITS = 64 };

/*
 * Each part is as new as the record that it came from (seconds since 1970,
 * 0: not given); of two of the same second the greater one stays, so the
 * order of records does not matter.
 */
struct profile {
	double followers;
	uint32_t at[PERSON_TEXTS], counted; /* of followers */
	uint16_t len[PERSON_TEXTS];
	char text[];
};

uint64_t
person_items(const struct person *p)
{
	uint64_t n = 0;
	int k;

	for (k = 0; k < KINDS; k++)
		n += p->said[k];
	return n;
}

/*
 * A period of at most 64 days, with what the clock's changes and its ends
 * make of it, is a bit a day: that of its number since 1970, modulo 64. Of a
 * longer one the days are listed, in order.
 */
struct days {
	uint32_t n, cap;
	int32_t day[];
};

static int
is_long(const struct person_spec *spec)
{
	const struct window *w = &spec->q->window[spec->window];

	return w->until - w->since > (BITS - 2) * (int64_t)DAY;
}

int
person_days(const struct person *p)
{
	uint64_t w = p->days;
	int n = 0;

	if (p->far != NULL)
		return (int)p->far->n;
	for (; w != 0; w &= w - 1)
		n++;
	return n;
}

static size_t
list_day(struct days **p, int32_t day)
{
	struct days *d = *p;
	uint32_t n = d != NULL ? d->n : 0, cap = d != NULL ? d->cap : 0;
	uint32_t low = 0, high = n, at;
	size_t grown = 0;

	while (low < high) {
		at = low + (high - low) / 2;
		if (d->day[at] == day)
			return 0;
		if (d->day[at] < day)
			low = at + 1;
		else
			high = at;
	}
	if (n == cap) {
		grown =
		    cap == 0 ? sizeof(*d) + 4 * sizeof(day) : cap * sizeof(day);
		cap = cap == 0 ? 4 : 2 * cap;
		*p = d = cm_realloc(d, sizeof(*d) + cap * sizeof(day));
		d->cap = cap;
	}
	d->n = n + 1;
	memmove(&d->day[low + 1], &d->day[low], (n - low) * sizeof(day));
	d->day[low] = day;
	return grown;
}

static size_t
mark_day(struct person *p, const struct person_spec *spec, int64_t local)
{
	int64_t day = local / DAY - (local % DAY < 0);

	if (is_long(spec))
		return list_day(&p->far, (int32_t)day);
	p->days |= (uint64_t)1 << ((uint64_t)day % BITS);
	return 0;
}

static size_t
text_at(const struct profile *p, int which)
{
	size_t at = 0;
	int k;

	for (k = 0; k < which; k++)
		at += p->len[k];
	return at;
}

static size_t
size_of(const struct profile *p)
{
	return p == NULL ? 0 : sizeof(*p) + text_at(p, PERSON_TEXTS);
}

/* Puts a text in the place of another. */
static void
put_text(struct profile **pp, int which, struct cm_slice s)
{
	struct profile *p = *pp;
	size_t at = text_at(p, which), all = text_at(p, PERSON_TEXTS);
	size_t old = p->len[which], behind = all - at - old;

	if (s.len > old)
		*pp = p = cm_realloc(p, sizeof(*p) + all - old + s.len);
	memmove(p->text + at + s.len, p->text + at + old, behind);
	memcpy(p->text + at, s.p, s.len);
	p->len[which] = (uint16_t)s.len;
}

static void
tell_text(struct profile **pp, int which, uint32_t at, struct cm_slice s)
{
	struct profile *p = *pp;
	const char *is;
	int c;

	/* A longer one is no name. */
	if (s.p[0] != '"' || at < p->at[which] || s.len > UINT16_MAX)
		return;
	is = p->text + text_at(p, which);
	c = memcmp(s.p, is, s.len < p->len[which] ? s.len : p->len[which]);
	if (c == 0)
		c = s.len < p->len[which] ? -1 : s.len > p->len[which];
	if (c == 0 || (at == p->at[which] && c < 0)) {
		p->at[which] = at;
		return;
	}
	p->at[which] = at;
	put_text(pp, which, s);
}

static void
tell_followers(struct profile *p, uint32_t at, double v)
{
	if (at < p->counted || (at == p->counted && v <= p->followers))
		return;
	p->counted = at;
	p->followers = v;
}

static size_t
tell(struct person *p, const struct person_spec *spec, const struct fact *f)
{
	size_t was = size_of(p->profile), now;
	uint32_t at = f->snapshot < 1           ? 1
	    : f->snapshot > (int64_t)UINT32_MAX ? UINT32_MAX
						: (uint32_t)f->snapshot;
	int k;

	if (p->profile == NULL)
		p->profile = cm_zalloc(sizeof(*p->profile));
	for (k = 0; k < PERSON_TEXTS; k++)
		tell_text(&p->profile, k, at, f->key[spec->text[k]]);
	if ((f->given >> spec->followers & 1) != 0)
		tell_followers(p->profile, at, f->value[spec->followers].d);
	now = size_of(p->profile);
	return now > was ? now - was : 0;
}

int
person_spoke(const struct person *p)
{
	return p->before != 0 || p->earlier != 0 || person_items(p) != 0;
}

static size_t
person_add(void *cell, const struct cell *c, const struct fact *f)
{
	const struct person_spec *spec = c->of;
	const struct window *w = &spec->q->window[spec->window];
	struct person *p = cell;
	int kind = (int)f->value[c->input].i;
	int64_t week;
	size_t grown = tell(p, spec, f);

	if (kind == KIND_ACCOUNT || !f->timed)
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
		p->earlier++;
	else if (f->moment < w->since)
		p->before++;
	else {
		p->said[kind]++;
		grown += mark_day(p, spec, f->local);
	}
	return grown;
}

static void
merge_profile(struct person *a, const struct profile *b)
{
	struct cm_slice s;
	int k;

	if (b == NULL)
		return;
	if (a->profile == NULL)
		a->profile = cm_zalloc(sizeof(*a->profile));
	for (k = 0; k < PERSON_TEXTS; k++) {
		s.p = b->text + text_at(b, k);
		s.len = b->len[k];
		if (b->at[k] != 0)
			tell_text(&a->profile, k, b->at[k], s);
	}
	if (b->counted != 0)
		tell_followers(a->profile, b->counted, b->followers);
}

static void
person_merge(const struct cell *c, void *to, const void *from)
{
	struct person *a = to;
	const struct person *b = from;
	uint32_t n;
	int k;

	(void)c;
	merge_profile(a, b->profile);
	if (!person_spoke(b))
		return;
	if (!person_spoke(a)) {
		a->first = b->first;
		a->last = b->last;
	}
	a->first = b->first < a->first ? b->first : a->first;
	a->last = b->last > a->last ? b->last : a->last;
	a->weeks |= b->weeks;
	a->days |= b->days;
	for (n = 0; b->far != NULL && n < b->far->n; n++)
		list_day(&a->far, b->far->day[n]);
	for (k = 0; k < KINDS; k++)
		a->said[k] += b->said[k];
	a->before += b->before;
	a->earlier += b->earlier;
}

static void
person_release(void *cell)
{
	struct person *p = cell;

	free(p->profile);
	free(p->far);
}

static void
pack_profile(const struct profile *p, struct cm_buf *b)
{
	int k;

	for (k = 0; k < PERSON_TEXTS; k++) {
		bytes_put(b, p == NULL ? 0 : p->at[k]);
		if (p == NULL || p->at[k] == 0)
			continue;
		bytes_put(b, p->len[k]);
		cm_buf_add(b, p->text + text_at(p, k), p->len[k]);
	}
	bytes_put(b, p == NULL ? 0 : p->counted);
	if (p != NULL && p->counted != 0)
		bytes_put_double(b, p->followers);
}

static void
unpack_profile(struct profile **to, struct bytes *from)
{
	struct cm_slice s;
	uint32_t at;
	int k;

	*to = cm_zalloc(sizeof(**to));
	for (k = 0; k < PERSON_TEXTS; k++) {
		at = (uint32_t)bytes_get_to(from, UINT32_MAX);
		if (at == 0)
			continue;
		s.len = (size_t)bytes_get_to(from, UINT16_MAX);
		s.p = bytes_get_json(from, s.len);
		if (s.p != NULL)
			tell_text(to, k, at, s);
	}
	at = (uint32_t)bytes_get_to(from, UINT32_MAX);
	if (at != 0)
		tell_followers(*to, at, bytes_get_double(from));
}

static void
person_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	const struct person *p = cell;
	uint32_t n = p->far != NULL ? p->far->n : 0, k;
	int32_t day = 0;

	(void)c;
	pack_profile(p->profile, b);
	for (k = 0; k < KINDS; k++)
		bytes_put(b, p->said[k]);
	bytes_put(b, p->before);
	bytes_put(b, p->earlier);
	if (!person_spoke(p))
		return;
	bytes_put_signed(b, p->first);
	bytes_put_signed(b, p->last);
	bytes_put_word(b, p->weeks);
	bytes_put_word(b, p->days);
	bytes_put(b, n);
	for (k = 0; k < n; day = p->far->day[k++])
		bytes_put_signed(b, (int64_t)p->far->day[k] - day);
}

static long
person_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	struct person p;
	uint64_t n;
	int64_t day = 0;
	long grown = 0;
	int k;

	memset(&p, 0, sizeof(p));
	unpack_profile(&p.profile, from);
	for (k = 0; k < KINDS; k++)
		p.said[k] = (uint32_t)bytes_get_to(from, UINT32_MAX);
	p.before = (uint32_t)bytes_get_to(from, UINT32_MAX);
	p.earlier = (uint32_t)bytes_get_to(from, UINT32_MAX);
	if (person_spoke(&p)) {
		p.first = bytes_get_signed(from);
		p.last = bytes_get_signed(from);
		p.weeks = bytes_get_word(from);
		p.days = bytes_get_word(from);
		for (n = bytes_get(from); n > 0 && !from->bad; n--) {
			day += bytes_get_signed(from);
			if (day < INT32_MIN || day > INT32_MAX)
				from->bad = 1;
			else
				grown += (long)list_day(&p.far, (int32_t)day);
		}
	}
	grown += (long)size_of(p.profile);
	if (!from->bad)
		person_merge(c, cell, &p);
	person_release(&p);
	return from->bad ? -1 : grown;
}

const struct cell_type cell_person = {"person", sizeof(struct person),
    person_add, person_merge, person_release, person_pack, person_unpack};

struct cm_slice
person_text(const struct person *p, int which)
{
	struct cm_slice s = {NULL, 0};

	if (p->profile == NULL || p->profile->at[which] == 0)
		return s;
	s.p = p->profile->text + text_at(p->profile, which);
	s.len = p->profile->len[which];
	return s;
}

int
person_followers(const struct person *p, double *v)
{
	if (p->profile == NULL || p->profile->counted == 0)
		return 0;
	*v = p->profile->followers;
	return 1;
}
