/* SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/keys.h"
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
	char text[]; /* without their quotes */
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
 * longer one the days are listed, in order, counted from the day before its
 * first: a few in the place of the bits, more on their own.
 */
struct days {
	uint16_t n, cap;
	uint16_t day[];
};

enum { SHORT = 10 }; /* days of a first list */

static const struct window *
window_of(const struct person_spec *spec)
{
	return &spec->q->window[spec->window];
}

static int64_t
day_of(int64_t t)
{
	return t / DAY - (t % DAY < 0);
}

static int
is_long(const struct person_spec *spec)
{
	const struct window *w = window_of(spec);

	return w->until - w->since > (BITS - 2) * (int64_t)DAY;
}

/* The list of them, and how many; none are listed of a short period. */
static const uint16_t *
listed(const struct person *p, size_t *n)
{
	*n = p->flags / PERSON_DAY;
	if ((p->flags & PERSON_LISTED) == 0)
		return p->days.few;
	*n = p->days.list->n;
	return p->days.list->day;
}

int
person_days(const struct person *p)
{
	uint64_t w = p->days.bits;
	size_t n;

	listed(p, &n);
	if (n > 0)
		return (int)n;
	for (; w != 0; w &= w - 1)
		n++;
	return (int)n;
}

/* Makes room for a day more. Returns the bytes it grew by. */
static size_t
make_room(struct person *p)
{
	struct days *d = p->days.list;
	size_t n, cap = SHORT, was = 0;
	const uint16_t *day = listed(p, &n);

	if ((p->flags & PERSON_LISTED) == 0) {
		if (n < PERSON_FEW)
			return 0;
		d = cm_alloc(sizeof(*d) + cap * sizeof(*day));
		memcpy(d->day, day, n * sizeof(*day));
		d->n = (uint16_t)n;
		p->flags = (p->flags & (PERSON_DAY - 1)) | PERSON_LISTED;
	} else if (n < d->cap)
		return 0;
	else {
		was = sizeof(*d) + d->cap * sizeof(*day);
		cap = d->cap + d->cap / 2u;
		cap = cap > UINT16_MAX ? UINT16_MAX : cap;
		d = cm_realloc(d, sizeof(*d) + cap * sizeof(*day));
	}
	d->cap = (uint16_t)cap;
	p->days.list = d;
	return sizeof(*d) + cap * sizeof(*day) - was;
}

static size_t
list_day(struct person *p, uint16_t day)
{
	size_t n, low = 0, high, at, grown;
	const uint16_t *d = listed(p, &n);
	uint16_t *to;

	for (high = n; low < high;) {
		at = low + (high - low) / 2;
		if (d[at] == day)
			return 0;
		if (d[at] < day)
			low = at + 1;
		else
			high = at;
	}
	if (n == UINT16_MAX)
		return 0;
	grown = make_room(p);
	if ((p->flags & PERSON_LISTED) != 0) {
		to = p->days.list->day;
		p->days.list->n = (uint16_t)(n + 1);
	} else {
		to = p->days.few;
		p->flags += PERSON_DAY;
	}
	memmove(&to[low + 1], &to[low], (n - low) * sizeof(*to));
	to[low] = day;
	return grown;
}

static size_t
mark_day(struct person *p, const struct person_spec *spec, int64_t local)
{
	if (is_long(spec))
		return list_day(p,
		    (uint16_t)(day_of(local) -
			(day_of(window_of(spec)->since) - 1)));
	p->days.bits |= (uint64_t)1 << ((uint64_t)day_of(local) % BITS);
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
	return p == NULL
	    ? 0
	    : offsetof(struct profile, text) + text_at(p, PERSON_TEXTS);
}

static struct cm_slice
text_of(const struct profile *p, int which)
{
	struct cm_slice s;

	s.p = p->text + text_at(p, which);
	s.len = p->len[which];
	return s;
}

static int
compare(struct cm_slice a, struct cm_slice b)
{
	int c = memcmp(a.p, b.p, a.len < b.len ? a.len : b.len);

	return c != 0 ? c : a.len < b.len ? -1 : a.len > b.len;
}

/*
 * Takes texts that are newer than those that are known; one whose time is 0
 * is none. Made anew as one piece, since few ever change.
 */
static void
tell_texts(struct profile **pp, const uint32_t *at, const struct cm_slice *s)
{
	struct profile *p = *pp, *to;
	struct cm_slice text[PERSON_TEXTS];
	size_t size = offsetof(struct profile, text), end = 0;
	int k, c, changed = p == NULL;

	for (k = 0; k < PERSON_TEXTS; k++) {
		text[k].p = "";
		text[k].len = 0;
		if (p != NULL)
			text[k] = text_of(p, k);
		/* A longer one is no name. */
		if (at[k] != 0 && s[k].len <= UINT16_MAX &&
		    (p == NULL || at[k] >= p->at[k])) {
			c = compare(s[k], text[k]);
			if (p != NULL && c == 0)
				p->at[k] = at[k];
			else if (p == NULL || at[k] > p->at[k] || c > 0) {
				text[k] = s[k];
				changed = 1;
			}
		}
		size += text[k].len;
	}
	if (!changed)
		return;
	to = cm_zalloc(size > sizeof(*to) ? size : sizeof(*to));
	if (p != NULL)
		memcpy(to, p, offsetof(struct profile, text));
	for (k = 0; k < PERSON_TEXTS; k++) {
		if (at[k] != 0 && text[k].p == s[k].p)
			to->at[k] = at[k];
		to->len[k] = (uint16_t)text[k].len;
		memcpy(to->text + end, text[k].p, text[k].len);
		end += text[k].len;
	}
	free(p);
	*pp = to;
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
	uint32_t at[PERSON_TEXTS],
	    when = f->snapshot < 1              ? 1
	    : f->snapshot > (int64_t)UINT32_MAX ? UINT32_MAX
						: (uint32_t)f->snapshot;
	struct cm_slice s[PERSON_TEXTS];
	int k;

	for (k = 0; k < PERSON_TEXTS; k++) {
		s[k] = f->key[spec->text[k]];
		at[k] = s[k].p[0] == '"' ? when : 0;
		s[k].p++;
		s[k].len -= 2;
	}
	tell_texts(&p->profile, at, s);
	if ((f->given >> spec->followers & 1) != 0)
		tell_followers(p->profile, when, f->value[spec->followers].d);
	now = size_of(p->profile);
	return now > was ? now - was : 0;
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
	const struct window *w = window_of(spec);
	struct person *p = cell;
	int kind = (int)f->value[c->input].i;
	int64_t week;
	size_t grown = tell(p, spec, f);

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
		grown += mark_day(p, spec, f->local);
	}
	return grown;
}

static void
merge_profile(struct person *a, const struct profile *b)
{
	struct cm_slice s[PERSON_TEXTS];
	int k;

	if (b == NULL)
		return;
	for (k = 0; k < PERSON_TEXTS; k++)
		s[k] = text_of(b, k);
	tell_texts(&a->profile, b->at, s);
	if (b->counted != 0)
		tell_followers(a->profile, b->counted, b->followers);
}

static void
merge_days(struct person *a, const struct person *b, int is_listed)
{
	const uint16_t *day;
	size_t n, k;

	if (!is_listed) {
		a->days.bits |= b->days.bits;
		return;
	}
	day = listed(b, &n);
	for (k = 0; k < n; k++)
		list_day(a, day[k]);
}

static void
person_merge(const struct cell *c, void *to, const void *from)
{
	struct person *a = to;
	const struct person *b = from;
	int k;

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
	merge_days(a, b, is_long(c->of));
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
pack_profile(const struct profile *p, struct cm_buf *b)
{
	int k;

	for (k = 0; k < PERSON_TEXTS; k++) {
		bytes_put(b, p == NULL ? 0 : p->at[k]);
		if (p == NULL || p->at[k] == 0)
			continue;
		bytes_put(b, p->len[k]);
		cm_buf_byte(b, '"');
		cm_buf_add(b, p->text + text_at(p, k), p->len[k]);
		cm_buf_byte(b, '"');
	}
	bytes_put(b, p == NULL ? 0 : p->counted);
	if (p != NULL && p->counted != 0)
		bytes_put_double(b, p->followers);
}

static void
unpack_profile(struct profile **to, struct bytes *from)
{
	struct cm_slice s[PERSON_TEXTS];
	uint32_t at[PERSON_TEXTS], counted;
	int k;

	for (k = 0; k < PERSON_TEXTS; k++) {
		at[k] = (uint32_t)bytes_get_to(from, UINT32_MAX);
		s[k].p = "";
		s[k].len = 0;
		if (at[k] == 0)
			continue;
		s[k].len = (size_t)bytes_get_to(from, UINT16_MAX) + 2;
		s[k].p = bytes_get_text(from, s[k].len);
		from->bad |= !key_is_text(s[k]) || s[k].p[0] != '"';
		if (from->bad)
			return;
		s[k].p++;
		s[k].len -= 2;
	}
	tell_texts(to, at, s);
	counted = (uint32_t)bytes_get_to(from, UINT32_MAX);
	if (counted != 0)
		tell_followers(*to, counted, bytes_get_double(from));
}

static void
person_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	const struct person *p = cell;
	const uint16_t *day;
	size_t n, k;

	pack_profile(p->profile, b);
	for (k = 0; k < KINDS; k++)
		bytes_put(b, p->said[k]);
	bytes_put(b, p->flags & (PERSON_BEFORE | PERSON_EARLIER));
	if (!person_spoke(p))
		return;
	bytes_put_signed(b, p->first);
	bytes_put_signed(b, p->last);
	bytes_put_word(b, p->weeks);
	if (!is_long(c->of)) {
		bytes_put_word(b, p->days.bits);
		return;
	}
	day = listed(p, &n);
	bytes_put(b, n);
	for (k = 0; k < n; k++)
		bytes_put(b, day[k] - (k > 0 ? day[k - 1] : 0u));
}

static size_t
unpack_days(struct person *p, struct bytes *from, int is_listed)
{
	uint64_t n, day = 0;
	size_t grown = 0;

	if (!is_listed) {
		p->days.bits = bytes_get_word(from);
		return 0;
	}
	for (n = bytes_get_to(from, UINT16_MAX); n > 0 && !from->bad; n--) {
		day += bytes_get_to(from, UINT16_MAX);
		if (day > UINT16_MAX)
			from->bad = 1;
		else
			grown += list_day(p, (uint16_t)day);
	}
	return grown;
}

static long
person_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	struct person p;
	size_t grown = 0;
	int k;

	memset(&p, 0, sizeof(p));
	unpack_profile(&p.profile, from);
	for (k = 0; k < KINDS; k++)
		p.said[k] = (uint32_t)bytes_get_to(from, UINT32_MAX);
	p.flags = (uint32_t)bytes_get_to(from, PERSON_BEFORE | PERSON_EARLIER);
	if (person_spoke(&p)) {
		p.first = bytes_get_signed(from);
		p.last = bytes_get_signed(from);
		p.weeks = bytes_get_word(from);
		grown = unpack_days(&p, from, is_long(c->of));
	}
	grown += size_of(p.profile);
	if (!from->bad)
		person_merge(c, cell, &p);
	person_release(&p);
	return from->bad ? -1 : (long)grown;
}

const struct cell_type cell_person = {"person", sizeof(struct person),
    person_add, person_merge, person_release, person_pack, person_unpack};

struct cm_slice
person_text(const struct person *p, int which)
{
	struct cm_slice none = {NULL, 0};

	if (p->profile == NULL || p->profile->at[which] == 0)
		return none;
	return text_of(p->profile, which);
}

int
person_followers(const struct person *p, double *v)
{
	if (p->profile == NULL || p->profile->counted == 0)
		return 0;
	*v = p->profile->followers;
	return 1;
}
