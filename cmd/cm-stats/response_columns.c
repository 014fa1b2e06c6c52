/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/response.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/run.h"

enum { TEXT = 400 };

static const char inbound[] = "comment, mention, message, review: type, "
			      "published, id, reply_to, thread, author, own";

static void
put(struct out *o, const char *by, const char *name, const char *unit,
    const char *formula)
{
	struct column c;

	memset(&c, 0, sizeof(c));
	c.by = by;
	c.name = name;
	c.unit = unit;
	c.formula = formula;
	c.source = inbound;
	out_measure(o, &c);
}

static void
put_estimate(struct out *o, const char *by, const char *name, const char *unit,
    const char *formula, const char *denominator, const char *sample,
    const char *interval)
{
	struct column c;

	memset(&c, 0, sizeof(c));
	c.by = by;
	c.name = name;
	c.unit = unit;
	c.formula = formula;
	c.denominator = denominator;
	c.sample = sample;
	c.interval = interval;
	c.source = inbound;
	out_measure(o, &c);
}

static const char *
zone_of(const struct answer *a)
{
	return a->ask->tz != NULL ? a->ask->tz : "UTC";
}

/* Of what time is: by the clock, or while it is open. */
static void
clock_name(const struct answer *a, const struct response *p, int how, char *to,
    size_t size)
{
	if (how == CLOCK)
		snprintf(to, size, "seconds");
	else
		snprintf(to, size, "seconds of the opening hours (%.100s, %s)",
		    p->hours_text, zone_of(a));
}

static void
put_within(struct out *o, const struct answer *a, const struct response *p,
    const char *by, int how)
{
	char name[96], formula[TEXT], of[TEXT], clock[200];
	int k, len;
	const char *text;

	clock_name(a, p, how, clock, sizeof(clock));
	for (k = 0; k < p->nwithin; k++) {
		text = p->within[k].text;
		len = p->within[k].len;
		snprintf(name, sizeof(name), "%sanswered_within_%.*s",
		    how == CLOCK ? "" : "business_", len, text);
		snprintf(of, sizeof(of),
		    "inbound that could have been answered for %.*s at least "
		    "(%s), answered or not, without those whose time is not "
		    "known",
		    len, text, clock);
		snprintf(formula, sizeof(formula),
		    "100 * those answered within %.*s / the denominator", len,
		    text);
		put_estimate(o, by, name, "percent", formula, of, of,
		    "E. B. Wilson, 1927");
	}
}

static void
put_times(struct out *o, const struct answer *a, const struct response *p,
    const char *by, int how, int waits)
{
	static const char ranks[] = "order statistics by the binomial "
				    "distribution (W. J. Conover, 1971)";
	const char *before = how == CLOCK ? "" : "business_";
	char name[96], formula[TEXT], clock[200];

	clock_name(a, p, how, clock, sizeof(clock));
	snprintf(name, sizeof(name), "%sfirst_answer.median", before);
	snprintf(formula, sizeof(formula),
	    "median of the %s from the first record of what was asked to the "
	    "first answer, of those answered; interpolated (type 7)",
	    clock);
	put_estimate(o, by, name, "seconds", formula, NULL,
	    "answers whose time is known", ranks);
	snprintf(name, sizeof(name), "%sfirst_answer.p90", before);
	snprintf(formula, sizeof(formula),
	    "what 90 %% of these do not exceed; interpolated (type 7)");
	put_estimate(o, by, name, "seconds", formula, NULL,
	    "answers whose time is known", ranks);
	if (!waits)
		return;
	snprintf(name, sizeof(name), "%swait.median", before);
	snprintf(formula, sizeof(formula),
	    "the %s after which half of all inbound was answered, open ones "
	    "counted for as long as they could have been (E. L. Kaplan and P. "
	    "Meier, 1958)",
	    clock);
	put_estimate(o, by, name, "seconds", formula, NULL,
	    "inbound, without those whose time is not known",
	    "R. Brookmeyer and J. Crowley, 1982, on the scale of log(-log)");
}

static void
put_all(struct out *o, const struct answer *a, const struct response *p,
    const char *by)
{
	char of[TEXT];
	int how;

	put(o, by, "received", "count", "number of records of others");
	put(o, by, "to_others", "count",
	    "those of them whose reply_to is a record of somebody else: they "
	    "ask others");
	put(o, by, "unclear", "count",
	    "those of them whose reply_to was not fetched and is not their "
	    "thread: nobody knows whom they ask");
	put(o, by, "inbound", "count",
	    "questions: the other records, where several in a row before an "
	    "answer are one");
	put(o, by, "answered", "count", "those of inbound with an answer");
	put(o, by, "open", "count", "inbound - answered");
	snprintf(of, sizeof(of),
	    "inbound that could have been answered for %s at least",
	    p->old_text);
	put_estimate(o, by, "answered_share", "percent",
	    "100 * those answered, by now / the denominator", of, of,
	    "E. B. Wilson, 1927");
	for (how = CLOCK; how <= (p->hours != NULL ? HOURS : CLOCK); how++) {
		put_within(o, a, p, by, how);
		put_times(o, a, p, by, how, 1);
	}
}

static void
put_key(struct out *o, const char *by, const char *name)
{
	struct column c;

	memset(&c, 0, sizeof(c));
	c.by = by;
	c.name = name;
	c.role = "key";
	c.unit = "text";
	c.source = name;
	out_measure(o, &c);
}

static void
put_open(struct out *o, const struct answer *a, const struct response *p)
{
	static const char *const keys[] = {"network", "account", "record_type",
	    "id", "thread", "url", "author", "text"};
	static const char by[] = "response.open";
	char formula[TEXT], clock[200];
	size_t k;

	for (k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		put_key(o, by, keys[k]);
	put(o, by, "since", "time", "when the first record of it was said");
	put(o, by, "records", "count", "how many records it is of");
	put(o, by, "waiting", "seconds",
	    "from then until the end of what is covered, else the last "
	    "fetched, else now");
	if (p->hours == NULL)
		return;
	clock_name(a, p, HOURS, clock, sizeof(clock));
	snprintf(formula, sizeof(formula), "the same in %s", clock);
	put(o, by, "business_waiting", "seconds", formula);
}

void
response_measures(
    struct out *o, const struct answer *a, const struct response *p)
{
	int k, how;

	/* Keys first, as a table shows columns in this order. */
	for (k = 0; k < p->nkeys; k++)
		rows_key_measure(o, a, p->key[k].key, p->by);
	put_all(o, a, p, "response");
	if (p->nkeys > 0)
		put_all(o, a, p, p->by);
	if (p->answerer >= 0) {
		put_key(o, "response.answerer", "answerer");
		put(o, "response.answerer", "answered", "count",
		    "inbound whose first answer is of the answerer: "
		    "author.handle, else author.name, else author.id");
		for (how = CLOCK; how <= (p->hours != NULL ? HOURS : CLOCK);
		     how++)
			put_times(o, a, p, "response.answerer", how, 0);
	}
	if (p->open)
		put_open(o, a, p);
}
