/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/people.h"
#include "cmd/cm-stats/rows.h"
#include "lib/clock.h"
#include "lib/zone.h"

enum { WEEK = 7 * 86400, YEAR = 366 };

int
segment_weeks(const struct person *person, const struct people *p)
{
	uint64_t w = person->weeks;
	int n = 0;

	if (p->weeks < 64)
		w &= ((uint64_t)1 << p->weeks) - 1;
	for (; w != 0; w &= w - 1)
		n++;
	return n;
}

enum segment
segment_of(const struct person *p, int known)
{
	if (person_items(p) == 0)
		return (p->flags & PERSON_BEFORE) != 0 ? SEGMENT_LAPSED
						       : SEGMENT_GONE;
	if ((p->flags & PERSON_BEFORE) != 0)
		return SEGMENT_RETAINED;
	if ((p->flags & PERSON_EARLIER) != 0)
		return SEGMENT_RETURNING;
	return known ? SEGMENT_NEW : SEGMENT_UNKNOWN;
}

void
tally_first(struct tally *t, const struct person *person)
{
	if (!person_spoke(person))
		return;
	if (!t->spoke || person->first < t->first)
		t->first = person->first;
	t->spoke = 1;
}

/*
 * Whether all that was said since then is known: the first record tells how
 * far back they reach, and where they do not, coverage records may.
 */
static int
reaches(const struct tally *t, const struct answer *a, int64_t from, int64_t to)
{
	struct cm_slice any = {NULL, 0};
	struct cm_buf why;
	int verdict;

	if (from >= to || (t->spoke && t->first <= from))
		return 1;
	cm_buf_init(&why, CM_BUF_ANY);
	verdict =
	    coverage_judge(a->coverage, t->network, any, NULL, from, to, &why);
	cm_buf_release(&why);
	return verdict == 1;
}

void
tally_settle(struct tally *t, const struct answer *a, const struct people *p)
{
	const struct window *w = &a->q->window[p->window];

	t->known = reaches(t, a, w->before, w->since);
	t->weeks_known =
	    reaches(t, a, w->until - p->weeks * (int64_t)WEEK, w->since);
}

void
tally_add(struct tally *t, const struct people *p, const struct person *person,
    enum segment segment, int nobody)
{
	uint64_t items = person_items(person);
	int weeks = segment_weeks(person, p);

	if (nobody) {
		t->nobody += items;
		return;
	}
	t->active += items > 0;
	t->before += (person->flags & PERSON_BEFORE) != 0;
	t->recent += weeks > 0;
	if (weeks >= p->loyal) {
		t->authors[SEGMENT_LOYAL]++;
		t->items[SEGMENT_LOYAL] += items;
	}
	if (segment < SEGMENT_LOYAL) {
		t->authors[segment]++;
		t->items[segment] += items;
	}
}

void
tally_merge(struct tally *all, const struct tally *t)
{
	int k;

	for (k = 0; k < SEGMENTS; k++) {
		all->authors[k] += t->authors[k];
		all->items[k] += t->items[k];
	}
	all->active += t->active;
	all->before += t->before;
	all->recent += t->recent;
	all->nobody += t->nobody;
	/* Where nobody speaks at all nothing is missing. */
	all->known &= t->known || !t->spoke;
	all->weeks_known &= t->weeks_known || !t->spoke;
	if (t->spoke && (!all->spoke || t->first < all->first))
		all->first = t->first;
	all->spoke |= t->spoke;
}

/* The day of the zone that a moment is on. */
static const char *
day_of(const struct answer *a, int64_t t, char to[CM_CLOCK_TEXT])
{
	return cm_clock_date(t + cm_zone_offset(a->zone, t), to);
}

/* The longest period of whole days up to now, shorter than the present one,
 * that has one before it of which all is known; 0: none. */
static int64_t
days_known(const struct answer *a, const struct window *w,
    const struct tally *t, size_t n)
{
	const int64_t day = WEEK / 7;
	int64_t d = (w->until - w->since - 1) / day;
	size_t k;

	for (d = d < YEAR ? d : YEAR; d > 0; d--) {
		for (k = 0; k < n &&
		     (!t[k].spoke ||
			 reaches(&t[k], a, a->now - 2 * d * day,
			     a->now - d * day));)
			k++;
		if (k == n)
			break;
	}
	return d;
}

void
tally_say(const struct answer *a, const struct people *p, const struct tally *t,
    size_t n)
{
	const struct window *w = &a->q->window[p->window];
	int64_t first = INT64_MIN, days;
	size_t k, lack = 0, spoke = 0;
	char day[CM_CLOCK_TEXT], span[64] = "", of[64] = "";

	for (k = 0; k < n; k++) {
		spoke += (size_t)t[k].spoke;
		if (!t[k].spoke || t[k].known)
			continue;
		lack++;
		first = t[k].first > first ? t[k].first : first;
	}
	if (lack == 0)
		return;
	days = days_known(a, w, t, n);
	if (!a->has_until && days > 0)
		snprintf(span, sizeof(span),
		    "--since %" PRId64 "d compares shorter periods", days);
	if (lack < spoke)
		snprintf(
		    of, sizeof(of), " of %zu of %zu networks", lack, spoke);
	cm_note(0,
	    "what was said before %s is not known%s: nobody%s can be "
	    "called new; %s",
	    day_of(a, first < w->since ? first : w->since, day), of,
	    lack < spoke ? " of these" : "",
	    *span != '\0' ? span : "give older records too");
}

static const struct column segment_columns[] = {
    {.name = "segment",
	.role = "key",
	.unit = "text",
	.formula =
	    "new: spoke in the period and never before; retained: in "
	    "the period and the one before; returning: in the period, "
	    "not in the one before, but earlier; lapsed: in the one "
	    "before, not in the period; loyal: in K of the last N weeks"},
    {.name = "authors",
	.unit = "count",
	.formula = "number of authors",
	.source = "published, author"},
    {.name = "share",
	.unit = "percent",
	.formula = "100 * authors / authors in the denominator",
	.denominator = "of new, retained and returning: the authors of the "
		       "period; of lapsed: those of the period before; of "
		       "loyal: those of the last N weeks",
	.interval = "Wilson (1927), as of authors drawn one by one",
	.sample = "authors in the denominator",
	.source = "published, author"},
    {.name = "items",
	.unit = "count",
	.formula = "number of what they said in the period",
	.source = "type"},
    {.name = "items_without_author",
	.unit = "count",
	.formula = "number of what was said in the period by nobody knows "
		   "whom, in no segment",
	.source = "type, author"},
    {.name = "history_from",
	.unit = "time",
	.formula = "when the first of all records was said: who spoke before "
		   "that and not since is not known",
	.source = "published"},
};

void
tally_measures(struct out *o, const struct answer *a, const struct section *s)
{
	static const char *const tables[] = {
	    "people.segments", "people.networks"};
	const struct people *p = s->state;
	struct column c;
	size_t t, k;

	for (t = 0; t < 2; t++) {
		if (t == 1)
			rows_key_measure(
			    o, a, s->table[p->table].key[0], tables[t]);
		for (k = 0; k < sizeof(segment_columns) / sizeof(c); k++) {
			c = segment_columns[k];
			c.by = tables[t];
			out_measure(o, &c);
		}
	}
}

static void
segment_row(struct out *o, const struct answer *a, const struct people *p,
    const struct tally *t, int segment)
{
	static const struct cm_slice any = {NULL, 0};
	static const char why[] = "what was said before is not known";
	const struct window *w = &a->q->window[p->window];
	int known = segment == SEGMENT_LOYAL ? t->weeks_known : t->known;
	uint64_t of = segment == SEGMENT_LAPSED ? t->before
	    : segment == SEGMENT_LOYAL          ? t->recent
						: t->active;
	struct estimate e;

	out_row(
	    o, t->network.p != NULL ? "people.networks" : "people.segments");
	if (t->network.p != NULL)
		out_key(o, "network", t->network);
	out_text(o, "segment", segment_names[segment]);
	if (known)
		out_int(o, "authors", (int64_t)t->authors[segment]);
	else
		out_null(o, "authors", why);
	if (!known)
		out_no_estimate(o, "share", (int64_t)of, why);
	else if (of == 0)
		out_no_estimate(o, "share", 0, "no authors");
	else {
		interval_share(t->authors[segment], of, a->ask->level, &e);
		out_estimate(o, "share", 100 * e.v, (int64_t)of, 100 * e.low,
		    100 * e.high);
	}
	if (known)
		out_int(o, "items", (int64_t)t->items[segment]);
	else
		out_null(o, "items", why);
	out_int(o, "items_without_author", (int64_t)t->nobody);
	if (t->spoke)
		out_time(o, "history_from", t->first);
	else
		out_null(o, "history_from", "nothing was said");
	if (segment == SEGMENT_LOYAL)
		out_cover(o, t->network, any, NULL, w->since, w->until);
	else
		out_cover_window(o, t->network, any, NULL, w);
	out_end(o);
}

void
tally_rows(struct out *o, const struct answer *a, const struct people *p,
    const struct tally *t)
{
	int k;

	for (k = 0; k < SEGMENTS; k++)
		segment_row(o, a, p, t, k);
}
