/* SPDX-License-Identifier: ISC */
/* The measure records of best-time. */
#include <stdio.h>

#include "cmd/cm-stats/besttime.h"

static void
key_column(struct out *o, const struct besttime *b, const char *by)
{
	struct column c = {
	    by, b->column, "key", "text", NULL, NULL, NULL, NULL, NULL, NULL};

	if (b->by >= 0)
		out_measure(o, &c);
}

static void
columns(struct out *o, const struct besttime *b)
{
	static const char *const by = "best-time";
	const struct echo *e = &b->echo;
	const char *zone = o->a->ask->tz != NULL ? o->a->ask->tz : "UTC";
	struct column c = {by, "weekday", "key", "weekday", NULL, NULL, NULL,
	    NULL, NULL, zone};
	char formula[512], source[300], sample[200], base[600];

	snprintf(source, sizeof(source), "%s; published; fetched", e->what);
	snprintf(sample, sizeof(sample),
	    "dates on which posts and articles came out in the hour that give "
	    "%s, fetched %s or more after they came out",
	    e->name, e->age);
	snprintf(base, sizeof(base),
	    "the geometric mean of 1 + %s of the account's posts of the format",
	    e->name);
	key_column(o, b, by);
	out_measure(o, &c);
	c.name = "hour";
	c.unit = "hour";
	out_measure(o, &c);
	c = (struct column){by, "posts", NULL, "count",
	    "number of posts and articles", NULL, "type; published", NULL, NULL,
	    NULL};
	out_measure(o, &c);
	snprintf(formula, sizeof(formula),
	    "exp of the mean over dates of the mean over the date's posts of "
	    "y - mean y of the network, account and format, y = ln(1 + %s) in "
	    "steps of 2^-20, of strata of %d posts or more",
	    e->what, BESTTIME_STRATUM);
	c = (struct column){by, "response", NULL, "factor", formula, base,
	    source,
	    "Student's t, with the variance of dates within hours pooled over "
	    "all",
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
base_columns(struct out *o, const struct besttime *b)
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
	    {"moments", "count",
		"number of dates and hours with those: what is posted at one "
		"time is one observation, its mean (Kish 1965)"},
	    {"strata", "count",
		"number of networks, accounts and formats that are compared"},
	    {"hours", "count",
		"number of hours of the week with posts on enough dates"},
	    {"spread", "factor",
		"exp of the standard deviation of y between hours (Paule and "
		"Mandel 1982): 1 is none"},
	    {"spread_within", "factor",
		"exp of the standard deviation between the dates of an "
		"hour"},
	    {"p", "probability",
		"that hours without any difference would differ as much: "
		"Fisher's F with hours - 1 and moments - hours with posts - "
		"what the means of strata take (a trace) degrees of "
		"freedom"}};
	struct column c = {"best-time.base", NULL, NULL, NULL, NULL, NULL, NULL,
	    NULL, NULL, NULL};
	char source[300];
	size_t k;

	snprintf(
	    source, sizeof(source), "%s; published; fetched", b->echo.what);
	key_column(o, b, c.by);
	for (k = 0; k < sizeof(base) / sizeof(base[0]); k++) {
		c.name = base[k].name;
		c.unit = base[k].unit;
		c.formula = base[k].formula;
		c.sample = k < 9 ? NULL : "moments";
		c.source = source;
		out_measure(o, &c);
	}
}

static void
plan_columns(struct out *o, const struct besttime *b)
{
	static const char *const by = "best-time.plan";
	const char *zone = o->a->ask->tz != NULL ? o->a->ask->tz : "UTC";
	char source[300];
	struct column c = {
	    by, "at", "key", "time", NULL, NULL, NULL, NULL, NULL, NULL};

	snprintf(
	    source, sizeof(source), "%s; published; fetched", b->echo.what);
	key_column(o, b, by);
	out_measure(o, &c);
	c.name = c.unit = "weekday";
	c.zone = zone;
	out_measure(o, &c);
	c.name = c.unit = "hour";
	out_measure(o, &c);
	c = (struct column){by, "kind", NULL, "text",
	    "best: the greatest factor above 1; explore: the greatest "
	    "factor.high of the other hours around which there were posts, "
	    "also "
	    "of those on fewer dates than --min, whose factor is not told",
	    NULL, "published; fetched", NULL, NULL, NULL};
	out_measure(o, &c);
	c = (struct column){by, "factor", NULL, "factor", "as of best-time",
	    NULL, source, "as of best-time",
	    "dates on which posts that are compared came out in the hour",
	    NULL};
	out_measure(o, &c);
}

void
besttime_columns(struct out *o, const struct besttime *b)
{
	columns(o, b);
	base_columns(o, b);
	if (b->plan > 0)
		plan_columns(o, b);
}
