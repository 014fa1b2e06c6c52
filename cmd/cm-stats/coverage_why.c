/* SPDX-License-Identifier: ISC */
/* Whether a span is covered, and if not, why, in as few words as may be. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/coverage_in.h"
#include "lib/clock.h"
#include "lib/err.h"

enum {
	SHOWN = 3,    /* so many reasons, and so many sources of each */
	ONE_GO = 3600 /* seconds */
};

/* Whether the spans of a source, sorted by start, hold all of one. */
static int
covers(const struct entry *e, const struct entry *end, int64_t from, int64_t to)
{
	for (; e < end && e->start <= from; e++)
		if (e->end > from)
			from = e->end;
	return from >= to;
}

/*
 * The end of what was covered before a record was made; where that was
 * nothing, the start of what was covered since, for what went before was
 * never in reach.
 */
static int64_t
known_before(
    const struct entry *e, const struct entry *end, const struct entry *of)
{
	int64_t last = INT64_MIN, first = INT64_MIN;
	const struct entry *k;

	for (k = e; k < end; k++) {
		if (k == of || k->start == k->end)
			continue;
		if (first == INT64_MIN)
			first = k->start;
		if (k->fetched < of->fetched || k->end <= of->start ||
		    (k->fetched == INT64_MAX && of->start == of->end))
			last = k->end > last ? k->end : last;
	}
	return last != INT64_MIN ? last : first;
}

/* What lies in both of two spans and is not covered. */
static int
lacks(const struct entry *e, const struct entry *end, int64_t from, int64_t to,
    int64_t start, int64_t stop)
{
	from = start > from ? start : from;
	to = stop < to ? stop : to;
	return from < to && !covers(e, end, from, to);
}

/*
 * Whether a record's reason is one for a span: what it wanted and did not
 * get, its gap, touches what is not covered of the span. The gap goes from
 * what was asked, else from what was known before it, to what was asked, but
 * not beyond the time it was made at.
 */
static int
blames(const struct entry *e, const struct entry *end, const struct entry *of,
    int64_t from, int64_t to)
{
	int64_t start = of->since, stop = of->until;

	if (of->why == NULL)
		return 0;
	/* What could not be read lies among what was. */
	if (of->refused && of->start < of->end) {
		if (strcmp(of->what, "\"visits\"") == 0)
			return 0;
		start = start == INT64_MIN ? of->start : start;
		stop = stop == INT64_MAX ? of->end : stop;
	}
	if (start == INT64_MIN)
		start = known_before(e, end, of);
	if (stop > of->fetched)
		stop = of->fetched;
	return lacks(e, end, from, to, start, stop);
}

/* What is known of a source that does not cover a span. Returns its end where
 * nothing but that is to be said, else the end of time. */
static int64_t
say_known(const struct entry *e, const struct entry *end, int64_t from,
    int64_t to, struct cm_buf *why)
{
	char a[CM_CLOCK_TEXT], b[CM_CLOCK_TEXT];
	int64_t start, last = INT64_MIN;

	while (e < end && e->start == e->end)
		e++;
	if (e == end) {
		cm_buf_puts(why, "not known what was covered");
		return INT64_MAX;
	}
	start = e->start;
	/* As far as is known without a hole from the span's start on. */
	for (; e < end && e->start <= from; e++) {
		last = e->end > last ? e->end : last;
		from = e->end > from ? e->end : from;
	}
	if (last != INT64_MIN && e < end && e->start < to) {
		cm_buf_printf(why, "not known from %s to %s",
		    cm_clock_text(last, a), cm_clock_text(e->start, b));
		return INT64_MAX;
	}
	for (; e < end; e++)
		last = e->end > last ? e->end : last;
	if (start <= 0) {
		cm_buf_printf(why, "known to %s only", cm_clock_text(last, b));
		return last;
	}
	cm_buf_printf(why, "known from %s to %s only", cm_clock_text(start, a),
	    cm_clock_text(last, b));
	return INT64_MAX;
}

/* Tells whether an account has more than this kind of records. */
static int
has_others(const struct coverage *c, const struct entry *e)
{
	const struct entry *k;

	for (k = c->entry; k < c->entry + c->n; k++)
		if (strcmp(k->network, e->network) == 0 &&
		    strcmp(k->account, e->account) == 0 &&
		    strcmp(k->what, e->what) != 0)
			return 1;
	return 0;
}

/* Why something is not covered, and of which sources. */
struct reason {
	struct cm_buf text, names;
	const struct entry *last; /* of the sources */
	size_t sources;
	size_t kind;   /* where in names the kind of the last stands; 0 */
	int64_t known; /* they are known to then; the end of time: another */
};

struct reasons {
	struct reason *all;
	size_t n;
};

static int
same_account(const struct entry *a, const struct entry *b)
{
	return strcmp(a->network, b->network) == 0 &&
	    strcmp(a->account, b->account) == 0;
}

/* "wordpress bakery/wp comments"; of several kinds of an account none is
 * named. */
static void
add_name(const struct coverage *c, struct reason *r, const struct entry *e)
{
	if (r->last != NULL && same_account(r->last, e)) {
		if (r->kind > 0)
			r->names.len = r->kind;
		r->kind = 0;
		return;
	}
	r->last = e;
	r->kind = 0;
	if (r->sources++ >= SHOWN)
		return;
	if (r->names.len > 0)
		cm_buf_puts(&r->names, ", ");
	coverage_say(&r->names, e->network);
	cm_buf_byte(&r->names, ' ');
	coverage_say(&r->names, e->account);
	if (e->what[0] != '"' || !has_others(c, e))
		return;
	r->kind = r->names.len;
	cm_buf_byte(&r->names, ' ');
	coverage_say(&r->names, e->what);
}

/* Several accounts often lack for the same cause; and those that were read in
 * one go are known together to the first of their ends. */
static int
is_same(const struct reason *r, const struct cm_buf *text, int64_t known)
{
	if (known != INT64_MAX && r->known != INT64_MAX)
		return known < r->known ? r->known - known < ONE_GO
					: known - r->known < ONE_GO;
	return r->text.len == text->len &&
	    memcmp(r->text.p, text->p, text->len) == 0;
}

static void
add_reason(const struct coverage *c, struct reasons *all, const struct entry *e,
    const struct cm_buf *text, int64_t known)
{
	struct reason *r = all->all;

	while (r < all->all + all->n && !is_same(r, text, known))
		r++;
	if (r == all->all + all->n) {
		all->all =
		    cm_realloc(all->all, (all->n + 1) * sizeof(*all->all));
		r = &all->all[all->n++];
		memset(r, 0, sizeof(*r));
		cm_buf_init(&r->text, CM_BUF_ANY);
		cm_buf_init(&r->names, CM_BUF_ANY);
		r->known = INT64_MAX;
	}
	if (r->text.len == 0 || known < r->known) {
		cm_buf_clear(&r->text);
		cm_buf_add(&r->text, text->p, text->len);
		r->known = known;
	}
	add_name(c, r, e);
}

static void
put_reasons(struct reasons *all, struct cm_buf *why)
{
	struct reason *r;
	size_t i, more_sources = 0;

	for (i = 0; i < all->n; i++) {
		r = &all->all[i];
		if (i >= SHOWN) {
			more_sources += r->sources;
		} else {
			cm_buf_printf(
			    why, "%scoverage: ", why->len > 0 ? "; " : "");
			cm_buf_add(why, r->names.p, r->names.len);
			if (r->sources > SHOWN)
				cm_buf_printf(
				    why, " and %zu more", r->sources - SHOWN);
			cm_buf_puts(why, ": ");
			cm_buf_add(why, r->text.p, r->text.len);
		}
		cm_buf_release(&r->text);
		cm_buf_release(&r->names);
	}
	if (more_sources > 0)
		cm_buf_printf(why, "; coverage: %zu more source%s",
		    more_sources, more_sources == 1 ? "" : "s");
	free(all->all);
}

/* Why a source does not cover a span: the last that was said of it. Returns
 * as say_known(). */
static int64_t
explain(const struct entry *e, const struct entry *end, int64_t from,
    int64_t to, struct cm_buf *why)
{
	const struct entry *said = NULL, *k;

	for (k = e; k < end; k++)
		if ((said == NULL || k->fetched > said->fetched) &&
		    blames(e, end, k, from, to))
			said = k;
	if (said == NULL)
		return say_known(e, end, from, to, why);
	coverage_say(why, said->why);
	return INT64_MAX;
}

int
coverage_judge(const struct coverage *c, struct cm_slice network,
    struct cm_slice account, const char *what, int64_t start, int64_t end,
    struct cm_buf *why)
{
	const struct entry *e = c->entry, *all = e + c->n, *next;
	struct reasons reasons = {NULL, 0};
	struct cm_buf text;
	int64_t known;
	int verdict = -1;

	cm_buf_init(&text, CM_BUF_ANY);
	for (; e < all; e = next) {
		for (next = e + 1; next < all && coverage_same(e, next);)
			next++;
		if (!coverage_is(e->network, network) ||
		    !coverage_is(e->account, account))
			continue;
		if (what != NULL && strcmp(e->what, what) != 0)
			continue;
		if (covers(e, next, start, end)) {
			verdict = verdict < 0 ? 1 : verdict;
			continue;
		}
		verdict = 0;
		cm_buf_clear(&text);
		known = explain(e, next, start, end, &text);
		add_reason(c, &reasons, e, &text, known);
	}
	put_reasons(&reasons, why);
	cm_buf_release(&text);
	return verdict;
}
