/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/summary.h"
#include "cmd/cm-stats/verb.h"

/* The tables, in the order of the rows. */
enum {
	ALL,
	WEEK,
	NETWORK,
	WEEK_NETWORK,
	DAY,
	DAY_NETWORK,
	COMPARE_NETWORK = DAY_NETWORK + 6
};

enum { COMPARE = 5201 };

static const struct cm_opt options[] = {
    {COMPARE, "compare", NULL, "also the period against the one before it"},
    {0, NULL, NULL, NULL},
};

#define BOUNDS(name) "," name ".low," name ".high"
#define RATE(name) name "," name ".n" BOUNDS(name)

/*
 * All that is estimated has its interval beside it. Metrics are of posts: what
 * others got for their comments is no number of ours, nor is what was paid
 * for (see campaigns).
 */
static const struct wanted {
	unsigned of;
	const char *measures;
} wanted[] = {
    {0, "records,posts,comments_received"},
    {IS_POST,
	"reach,impressions,views,likes,reactions,comments,shares,quotes,saves,"
	"clicks,interactions"},
    {IS_POST, RATE("engagement_rate_views")},
    {IS_POST, RATE("engagement_rate_reach")},
    {IS_POST, RATE("engagement_rate_impressions")},
    {IS_POST, RATE("engagement_rate_followers")},
    {IS_ACCOUNT, "followers.last"},
    {0, "authors.distinct" BOUNDS("authors.distinct")},
    {IS_VISIT, "pageviews"},
    {0, "visitors" BOUNDS("visitors")},
};

/* The numbers that a manager is asked for every week. */
static void
summary(const struct ask *ask, struct question *q)
{
	uint64_t all = 0, visits;
	size_t k;

	(void)ask;
	for (k = 0; k < sizeof(wanted) / sizeof(wanted[0]); k++) {
		q->now->of = wanted[k].of;
		all |= question_measures(q, wanted[k].measures);
	}
	q->now->of = 0;
	visits = question_measures(
	    q, "records,pageviews,visitors" BOUNDS("visitors"));
	/* Only the finest is filled from records. */
	question_table(q, "all", "", 0, all);
	question_from(q, NETWORK);
	question_table(q, "week", "week", 0, all);
	question_from(q, WEEK_NETWORK);
	question_table(q, "network", "network", 0, all);
	question_from(q, WEEK_NETWORK);
	question_table(q, "week,network", "week,network", 0, all);
	question_from(q, DAY_NETWORK);
	question_table(q, "day", "day", 0, all);
	question_from(q, DAY_NETWORK);
	question_table(q, "day,network", "day,network", 0, all);
	question_table(q, "referrer", "referrer", IS_VISIT, visits);
	question_table(q, "week,referrer", "week,referrer", IS_VISIT, visits);
	question_table(q, "campaign", "campaign", IS_CAMPAIGN, all);
	question_table(q, "week,campaign", "week,campaign", IS_CAMPAIGN, all);
	if (ask_option(q->now->ask, "compare") == NULL)
		return;
	question_window(q, "7d", 0);
	question_table(q, "compare", "window", 0, all);
	question_from(q, COMPARE_NETWORK);
	question_table(q, "compare.network", "network,window", 0, all);
}

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
{
	enum cm_exit status;

	if (ask_option(s->ask, "compare") == NULL)
		return rows_tell(o, a, s);
	status = rows_tell_first(o, a, s, s->ntables - 2);
	summary_compare(o, a, s);
	return status;
}

const struct verb verb_summary = {"summary", NULL, 0,
    "the usual numbers: in all, by week, network, day; against before", options,
    summary, tell, NULL};
