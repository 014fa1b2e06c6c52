/* SPDX-License-Identifier: ISC */
/*
 * The verb best-time: at which hours of the week posts are responded to more
 * than the account's usual post.
 *
 * The response y = ln(1 + measure) of each post is compared with the mean of
 * its account and format, so that neither large accounts nor popular formats
 * make an hour look good. The mean deviation of an hour of the week is then
 * shrunk to that of all (C. N. Morris, Parametric empirical Bayes inference,
 * 1983, with the variance between hours of R. C. Paule and J. Mandel, 1982):
 * of 168 hours with few posts each, the best would else be the luckiest.
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

enum { MIN = 2210, PLAN, EXPLORE, GAP };

#define CHANCE 0.1

static const struct cm_opt options[] = {
    ECHO_OPTIONS,
    {MIN, "min", "N", "refuse hours with fewer than N posts (3)"},
    {PLAN, "plan", "N", "propose N times in the coming week"},
    {EXPLORE, "explore", "PERCENT", "of these to other hours (20)"},
    {GAP, "gap", "SPAN", "between two of them at least (4h)"},
    {0, NULL, NULL, NULL},
};

static void
ask(const struct ask *asked, struct question *q)
{
	const struct ask_verb *verb = q->now->ask;
	const char *gap = ask_option(verb, "gap");
	struct besttime *b = cm_zalloc(sizeof(*b));

	(void)asked;
	q->now->state = b;
	b->min = ask_number(verb, "min", 1, 1000000, 3);
	b->plan = ask_number(verb, "plan", 1, SLOTS, 0);
	b->explore = ask_number(verb, "explore", 0, 100, 20);
	if (cm_clock_span(gap != NULL ? gap : "4h", &b->gap) != 0 || b->gap < 0)
		cm_opt_fail("--gap is a span, as in 4h or 1d, not '%s'", gap);
	echo_ask(&b->echo, q);
	question_table(
	    q, "best-time", "network,account,format,weekday,hour", IS_POST, 0);
}

static void
columns(struct out *o, const struct besttimes *b)
{
	static const char *const by = "best-time";
	const struct echo *e = &b->ask->echo;
	const char *zone = o->a->ask->tz != NULL ? o->a->ask->tz : "UTC";
	struct column c = {by, "weekday", "key", "weekday", NULL, NULL, NULL,
	    NULL, NULL, zone};
	char formula[512], source[300], sample[200], base[600];

	snprintf(source, sizeof(source), "%s; published; fetched", e->what);
	snprintf(sample, sizeof(sample),
	    "posts and articles of the hour that give %s, fetched %s or more "
	    "after they came out",
	    e->name, e->age);
	snprintf(base, sizeof(base),
	    "the geometric mean of 1 + %s of the account's posts of the format",
	    e->name);
	out_measure(o, &c);
	c.name = "hour";
	c.unit = "hour";
	out_measure(o, &c);
	c = (struct column){by, "posts", NULL, "count",
	    "number of posts and articles", NULL, "type; published", NULL, NULL,
	    NULL};
	out_measure(o, &c);
	snprintf(formula, sizeof(formula),
	    "exp of the mean of y - mean y of the network, account and format, "
	    "y = ln(1 + %s) in steps of 2^-20, of strata of %d posts or more",
	    e->what, BESTTIME_STRATUM);
	c = (struct column){by, "response", NULL, "factor", formula, base,
	    source,
	    "Student's t, with the variance within hours pooled over all",
	    sample, NULL};
	out_measure(o, &c);
	c.name = "factor";
	c.formula = "response, shrunk to the mean of all hours: empirical "
		    "Bayes on the scale of y (Morris 1983, variance between "
		    "hours of Paule and Mandel 1982)";
	c.interval = "normal with Morris's variance, widened by t / z for the "
		     "degrees of freedom of the variance within hours";
	out_measure(o, &c);
}

static void
base_columns(struct out *o, const struct echo *e)
{
	static const struct {
		const char *name, *unit, *formula;
	} base[] = {{"posts", "count", "number of posts and articles"},
	    {"used", "count", "number of those that are compared"},
	    {"young", "count",
		"number of those fetched too soon after they came out"},
	    {"lacking", "count", "number of those that lack the measure"},
	    {"few", "count",
		"number of those left out because their account has too few "
		"of the format"},
	    {"untimed", "count", "number of those that do not say when"},
	    {"strata", "count",
		"number of networks, accounts and formats that are compared"},
	    {"hours", "count", "number of hours of the week with enough posts"},
	    {"spread", "factor",
		"exp of the standard deviation of y between hours (Paule and "
		"Mandel 1982): 1 is none"},
	    {"spread_within", "factor",
		"exp of the standard deviation of y within an hour"},
	    {"p", "probability",
		"that hours without any difference would differ as much: "
		"Fisher's F with hours - 1 and used - strata - hours with "
		"posts + 1 degrees of freedom"}};
	struct column c = {"best-time.base", NULL, NULL, NULL, NULL, NULL, NULL,
	    NULL, NULL, NULL};
	char source[300];
	size_t k;

	snprintf(source, sizeof(source), "%s; published; fetched", e->what);
	for (k = 0; k < sizeof(base) / sizeof(base[0]); k++) {
		c.name = base[k].name;
		c.unit = base[k].unit;
		c.formula = base[k].formula;
		c.sample = k < 8 ? NULL : "posts: used";
		c.source = source;
		out_measure(o, &c);
	}
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
		snprintf(to, size, "all posts of an hour are equal");
	else if (b->slots < 4)
		snprintf(to, size,
		    "%.0f hours have %ld posts or more, 4 are needed", b->slots,
		    b->ask->min);
	else
		snprintf(to, size, "%.0f posts in too many groups", b->used);
	return to;
}

static void
base_row(struct out *o, const struct besttimes *b)
{
	char text[160];

	out_row(o, "best-time.base");
	out_int(o, "posts", (int64_t)b->posts);
	out_int(o, "used", (int64_t)b->used);
	out_int(o, "young", (int64_t)b->young);
	out_int(o, "lacking",
	    (int64_t)(b->posts - b->used - b->young - b->few - b->untimed));
	out_int(o, "few", (int64_t)b->few);
	out_int(o, "untimed", (int64_t)b->untimed);
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
		out_int(o, "weekday", k / 24 + 1);
		out_int(o, "hour", k % 24);
		out_int(o, "posts", (int64_t)s->posts);
		if (s->status == EST_OK && isfinite(s->factor.v)) {
			out_estimate(o, "response", s->response.v,
			    (int64_t)s->d.n, s->response.low, s->response.high);
			out_estimate(o, "factor", s->factor.v, (int64_t)s->d.n,
			    s->factor.low, s->factor.high);
		} else {
			if (s->d.n < (double)b->ask->min)
				snprintf(text, sizeof(text),
				    "%.0f post%s, %ld are needed", s->d.n,
				    s->d.n == 1 ? "" : "s", b->ask->min);
			else
				why(b, text, sizeof(text));
			out_no_estimate(o, "response", (int64_t)s->d.n, text);
			out_no_estimate(o, "factor", (int64_t)s->d.n, text);
		}
		out_end(o);
	}
}

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
{
	struct besttimes b;

	besttime_read(&b, a, s);
	columns(o, &b);
	base_columns(o, &b.ask->echo);
	if (b.ask->plan > 0)
		besttime_plan_columns(o, &b);
	if (b.posts == 0)
		return CM_OK;
	if (a->ask->tz == NULL)
		cm_note(0,
		    "hours are those of UTC; name the zone of your audience "
		    "with --tz");
	if (b.young > 0)
		cm_note(0,
		    "%.0f post%s fetched less than %s after %s out %s left out",
		    b.young, b.young == 1 ? "" : "s", b.ask->echo.age,
		    b.young == 1 ? "it came" : "they came",
		    b.young == 1 ? "was" : "were");
	if (b.used + b.few + b.untimed + b.young == 0)
		echo_say_empty(&b.ask->echo);
	if (b.p > CHANCE)
		cm_note(0,
		    "hours differ no more than by chance (p = %.2g): the best "
		    "may be the luckiest",
		    b.p);
	rows(o, &b);
	base_row(o, &b);
	if (b.ask->plan > 0)
		besttime_plan(o, a, &b);
	return CM_OK;
}

const struct verb verb_best_time = {"best-time", NULL, 0,
    "hours of the week at which posts are responded to most", options, ask,
    tell, free};
