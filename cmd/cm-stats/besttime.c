/* SPDX-License-Identifier: ISC */
/*
 * The verb best-time: at which hours of the week posts are responded to more
 * than the account's usual post.
 *
 * The response y = ln(1 + measure) of each post is compared with the mean of
 * its account and format, so that neither large accounts nor popular formats
 * make an hour look good. All posts of an hour of a date are one observation,
 * see besttime_read.c. The mean deviation of an hour of the week is then
 * shrunk to that of all (C. N. Morris, Parametric empirical Bayes inference,
 * 1983, with the variance between hours of R. C. Paule and J. Mandel, 1982):
 * of 168 hours with few dates each, the best would else be the luckiest.
 * Whether hours differ at all is told by the analysis of variance (R. A.
 * Fisher, Statistical methods for research workers, 1925).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/besttime.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/verb.h"
#include "lib/clock.h"

enum { MIN = 2210, PLAN, EXPLORE, GAP, BY };

#define CHANCE 0.1

static const struct cm_opt options[] = {
    ECHO_OPTIONS,
    {BY, "by", "KEY", "network, account or format: each for itself"},
    {MIN, "min", "N", "refuse hours with posts on fewer than N dates (3)"},
    {PLAN, "plan", "N", "propose N times in the coming week"},
    {EXPLORE, "explore", "PERCENT", "of these to other hours (20)"},
    {GAP, "gap", "SPAN", "between two of them at least (4h)"},
    {0, NULL, NULL, NULL},
};

static const char *const by[] = {"network", "account", "format"};

static int
by_of(const char *name)
{
	int k;

	for (k = 0; k < 3; k++)
		if (strcmp(name, by[k]) == 0)
			return k;
	cm_opt_fail("--by is network, account or format, not '%s'", name);
}

static void
ask(const struct ask *asked, struct question *q)
{
	const struct ask_verb *verb = q->now->ask;
	const char *gap = ask_option(verb, "gap"),
		   *each = ask_option(verb, "by");
	struct besttime *b = cm_zalloc(sizeof(*b));

	(void)asked;
	q->now->state = b;
	b->by = each != NULL ? by_of(each) : -1;
	b->column = each;
	b->min = ask_number(verb, "min", 1, 1000000, 3);
	b->plan = ask_number(verb, "plan", 1, SLOTS, 0);
	b->explore = ask_number(verb, "explore", 0, 100, 20);
	if (cm_clock_span(gap != NULL ? gap : "4h", &b->gap) != 0 || b->gap < 0)
		cm_opt_fail("--gap is a span, as in 4h or 1d, not '%s'", gap);
	echo_ask(&b->echo, q);
	question_table(
	    q, "best-time", "network,account,format,day,hour", IS_POST, 0);
}

/* Why there are no estimates at all. */
static const char *
why(const struct besttimes *b, char *to, size_t size)
{
	if (b->used == 0)
		snprintf(to, size,
		    "no account has %d posts of a format that give %s",
		    BESTTIME_STRATUM, b->ask->echo.name);
	else if (b->status == EST_EQUAL)
		snprintf(to, size, "all dates of an hour are equal");
	else if (b->slots < 4)
		snprintf(to, size,
		    "%.0f hours have posts on %ld dates or more, 4 are needed",
		    b->slots, b->ask->min);
	else
		snprintf(to, size, "%.0f dates and hours in too many groups",
		    b->moments);
	return to;
}

const char *
besttime_why(
    const struct besttimes *b, const struct slot *s, char *to, size_t size)
{
	if (s == NULL || s->d.n >= (double)b->ask->min)
		return why(b, to, size);
	snprintf(to, size, "posts on %.0f date%s, %ld are needed", s->d.n,
	    s->d.n == 1 ? "" : "s", b->ask->min);
	return to;
}

static void
base_row(struct out *o, const struct besttimes *b)
{
	char text[160];

	out_row(o, "best-time.base");
	besttime_key(o, b);
	out_int(o, "posts", (int64_t)b->posts);
	out_int(o, "used", (int64_t)b->used);
	out_int(o, "young", (int64_t)b->young);
	out_int(o, "lacking",
	    (int64_t)(b->posts - b->used - b->young - b->few - b->untimed));
	out_int(o, "few", (int64_t)b->few);
	out_int(o, "untimed", (int64_t)b->untimed);
	out_int(o, "moments", (int64_t)b->moments);
	out_int(o, "strata", (int64_t)b->strata);
	out_int(o, "hours", (int64_t)b->slots);
	out_double(o, "spread", exp(sqrt(b->spread.between)));
	out_double(o, "spread_within", exp(b->within));
	out_double(o, "p", b->p);
	if (b->status != EST_OK) {
		why(b, text, sizeof(text));
		out_why(o, "spread", text);
		if (!isfinite(b->within))
			out_why(o, "spread_within", text);
		out_why(o, "p", text);
	}
	out_end(o);
}

static void
rows(struct out *o, const struct besttimes *b)
{
	const struct slot *s;
	char text[160];
	int k;

	for (k = 0; k < SLOTS; k++) {
		s = &b->slot[k];
		out_row(o, "best-time");
		besttime_key(o, b);
		out_int(o, "weekday", k / 24 + 1);
		out_int(o, "hour", k % 24);
		out_int(o, "posts", (int64_t)s->posts);
		if (s->status == EST_OK && isfinite(s->factor.v)) {
			out_estimate(o, "response", s->response.v,
			    (int64_t)s->d.n, s->response.low, s->response.high);
			out_estimate(o, "factor", s->factor.v, (int64_t)s->d.n,
			    s->factor.low, s->factor.high);
		} else {
			besttime_why(b, s, text, sizeof(text));
			out_no_estimate(o, "response", (int64_t)s->d.n, text);
			out_no_estimate(o, "factor", (int64_t)s->d.n, text);
		}
		out_end(o);
	}
}

void
besttime_key(struct out *o, const struct besttimes *b)
{
	if (b->ask->by >= 0)
		out_key(o, b->ask->column, b->key);
}

/* All posts, or those with a value of --by. Returns how many are too young. */
static double
tell_some(struct out *o, const struct section *s, const struct line *l,
    size_t n, struct cm_slice key)
{
	struct besttimes b;

	besttime_read(&b, s, l, n, key, o->a->ask->level);
	if (b.ask->by < 0 && b.used + b.few + b.untimed + b.young == 0)
		echo_say_empty(&b.ask->echo);
	if (b.ask->by < 0 && b.p > CHANCE)
		cm_note(0,
		    "hours differ no more than by chance (p = %.2g): the best "
		    "may be the luckiest",
		    b.p);
	rows(o, &b);
	base_row(o, &b);
	if (b.ask->plan > 0)
		besttime_plan(o, o->a, &b);
	return b.young;
}

static int
compare(const void *x, const void *y)
{
	const struct cm_slice *a = x, *b = y;

	return line_part_compare(*a, *b);
}

/* Each value of --by, in order. */
static double
tell_each(
    struct out *o, const struct section *s, const struct line *l, size_t n)
{
	const struct besttime *b = s->state;
	struct cm_slice *key = cm_alloc(n * sizeof(*key));
	double young = 0;
	size_t k;

	for (k = 0; k < n; k++)
		key[k] = line_part(&l[k], b->by);
	qsort(key, n, sizeof(*key), compare);
	for (k = 0; k < n; k++)
		if (k == 0 || compare(&key[k - 1], &key[k]) != 0)
			young += tell_some(o, s, l, n, key[k]);
	free(key);
	return young;
}

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
{
	static const struct cm_slice none = {NULL, 0};
	const struct besttime *b = s->state;
	size_t n;
	struct line *l = lines_of(a, s, 0, &n);
	double young;

	besttime_columns(o, b);
	if (n > 0) {
		if (a->ask->tz == NULL)
			cm_note(0,
			    "hours are those of UTC; name the zone of your "
			    "audience with --tz");
		young = b->by >= 0 ? tell_each(o, s, l, n)
				   : tell_some(o, s, l, n, none);
		if (young > 0)
			cm_note(0,
			    "%.0f post%s fetched less than %s after %s out %s "
			    "left out",
			    young, young == 1 ? "" : "s", b->echo.age,
			    young == 1 ? "it came" : "they came",
			    young == 1 ? "was" : "were");
	}
	free(l);
	return CM_OK;
}

const struct verb verb_best_time = {"best-time", NULL, 0,
    "hours of the week at which posts are responded to most", options, ask,
    tell, free};
