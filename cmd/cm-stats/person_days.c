/* SPDX-License-Identifier: ISC */
/* On which days of a period somebody spoke. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/person_in.h"
#include "lib/err.h"

enum { DAY = 86400, DAYS_KEPT = 64 };

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

static int64_t
day_of(int64_t t)
{
	return t / DAY - (t % DAY < 0);
}

static int
is_long(const struct person_spec *spec)
{
	const struct window *w = person_window(spec);

	return w->until - w->since > (DAYS_KEPT - 2) * (int64_t)DAY;
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

size_t
person_mark_day(struct person *p, const struct person_spec *spec, int64_t local)
{
	if (is_long(spec))
		return list_day(p,
		    (uint16_t)(day_of(local) -
			(day_of(person_window(spec)->since) - 1)));
	p->days.bits |= (uint64_t)1 << ((uint64_t)day_of(local) % DAYS_KEPT);
	return 0;
}

void
person_merge_days(
    struct person *a, const struct person *b, const struct person_spec *spec)
{
	const uint16_t *day;
	size_t n, k;

	if (!is_long(spec)) {
		a->days.bits |= b->days.bits;
		return;
	}
	day = listed(b, &n);
	for (k = 0; k < n; k++)
		list_day(a, day[k]);
}

void
person_pack_days(
    const struct person *p, const struct person_spec *spec, struct cm_buf *b)
{
	const uint16_t *day;
	size_t n, k;

	if (!is_long(spec)) {
		bytes_put_word(b, p->days.bits);
		return;
	}
	day = listed(p, &n);
	bytes_put(b, n);
	for (k = 0; k < n; k++)
		bytes_put(b, day[k] - (k > 0 ? day[k - 1] : 0u));
}

size_t
person_unpack_days(
    struct person *p, const struct person_spec *spec, struct bytes *from)
{
	uint64_t n, day = 0;
	size_t grown = 0;

	if (!is_long(spec)) {
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
