/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/campaign.h"
#include "cmd/cm-stats/campaigns.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/series.h"

static const struct cm_opt options[] = {
    {5006, "alias", "NAMES", "a file, or 'OTHER = NAME; OTHER = NAME'"},
    {5001, "ads", "LIST", "networks whose series are of advertising"},
    {5002, "by", "KEY", "network: also a row for each campaign and network"},
    {5003, "currency", "CODE", "the one of amounts that do not say theirs"},
    {5004, "days", "N", "intervals of money need so many days (7)"},
    {5005, "site", "LIST", "networks whose series are of a site's visits"},
    {0, NULL, NULL, NULL},
};

/* The cells, in the order of their names above. */
static void
cells(struct question *q)
{
	static const char *const series[SERIES_CELLS] = {"spend", "impressions",
	    "clicks", "conversions", "revenue", "sessions", "visits",
	    "pageviews", "users", "visitors"};
	int k, when;

	for (k = 0; k < SERIES_CELLS; k++)
		question_cell(
		    q, &cell_latest, 0, question_number(q, series[k]), -1, 0);
	question_cell(q, &cell_count, IS_POST, -1, -1, 0);
	question_cell(
	    q, &cell_sum, 0, question_number(q, "interactions"), -1, 0);
	question_cell(q, &cell_count, IS_VISIT, -1, -1, 0);
	question_cell(q, &cell_sum, 0, question_number(q, "pageviews"), -1, 0);
	q->pageviews = question_want(q, "metrics.pageviews");
	question_cell(q, &cell_distinct, 0,
	    question_input(q, IN_VISITOR, "visitor", NULL, NULL), -1, 0);
	when = question_input(q, IN_MOMENT, NULL, NULL, NULL);
	question_cell(q, &cell_low, 0, when, -1, 0);
	question_cell(q, &cell_high, 0, when, -1, 0);
}

static void
ask_campaigns(const struct ask *ask, struct question *q)
{
	const char *by = ask_option(q->now->ask, "by"),
		   *alias = ask_option(q->now->ask, "alias");

	if (alias != NULL)
		q->now->state = campaign_aliases_read(
		    strchr(alias, '=') != NULL ? alias : ask_file(ask, alias));
	if (by != NULL && strcmp(by, "network") != 0)
		cm_opt_fail("--by is network, not '%s'", by);
	q->accounts = q->timed = 1;
	question_key_made(q, "campaign", campaign_name, CAMPAIGN_WANTS);
	question_key_made(q, "spelling", campaign_spelling, CAMPAIGN_WANTS);
	question_key_made(
	    q, "via", campaign_network, "campaign", "network", NULL);
	question_key_made(q, "cut", campaign_cut, CAMPAIGN_WANTS);
	question_key_made(q, "part", campaign_part, CAMPAIGN_WANTS);
	question_key_made(q, "start", campaign_start, CAMPAIGN_WANTS);
	question_key_made(q, "end", campaign_end, CAMPAIGN_WANTS);
	question_key_made(q, "currency", campaign_currency, "raw.currency",
	    "dimensions", NULL);
	cells(q);
	question_table(q, "series",
	    "campaign,network,account,currency,cut,start,end,part", IS_SERIES,
	    0);
	question_table(q, "posts", "campaign,network", IS_POST, 0);
	question_table(q, "visits", "campaign,via", IS_VISIT, 0);
	question_table(q, "spellings", "campaign,spelling",
	    IS_SERIES | IS_POST | IS_VISIT, 0);
}

const struct verb verb_campaigns = {"campaigns", NULL, 0,
    "what each campaign cost and brought: ads, site, log and posts", options,
    ask_campaigns, campaigns_tell, campaign_aliases_free};
