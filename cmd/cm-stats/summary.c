/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/verb.h"

/* The tables, in the order of the rows. */
enum { ALL, WEEK, NETWORK, WEEK_NETWORK, DAY, DAY_NETWORK };

/* The numbers that a manager is asked for every week. */
static void
summary(const struct ask *ask, struct question *q)
{
	uint64_t all, visits;

	(void)ask;
	all = question_measures(q,
	    "records,posts,comments_received,reach,impressions,views,likes,"
	    "reactions,comments,shares,quotes,saves,clicks,interactions,"
	    "engagement_rate_views,engagement_rate_reach,followers.last,"
	    "authors.distinct,pageviews,visitors");
	visits = question_measures(q, "records,pageviews,visitors");
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
}

const struct verb verb_summary = {"summary", NULL, 0,
    "the usual numbers: in all, by week, network, day", NULL, summary, NULL,
    NULL};
