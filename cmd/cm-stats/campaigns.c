/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/campaign.h"
#include "cmd/cm-stats/campaigns.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/near.h"
#include "cmd/cm-stats/series.h"

static const struct cm_opt options[] = {
    {5006, "alias", "NAMES", "a file, or 'OTHER = NAME; OTHER = NAME'"},
    {5001, "ads", "LIST", "networks whose series are of advertising"},
    {5002, "by", "KEY", "network: also a row for each campaign and network"},
    {5003, "currency", "CODE", "the one of amounts that do not say theirs"},
    {5004, "days", "N", "intervals of money need so many days (7)"},
    {5007, "paid", "LIST", "mediums of visits from ads (cpc,ppc,paid*,...)"},
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

/* Three letters, in any case; see campaigns_read.c. */
static void
check_currency(const char *code)
{
	static const char *const usual[] = {"EUR", "USD", "GBP", "JPY", "CNY",
	    "CHF", "AUD", "CAD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF",
	    "INR", "BRL", "MXN", "KRW", "TRY", "ZAR", NULL};
	static const char *const words[][2] = {{"EUROS", "EUR"}, {"€", "EUR"},
	    {"DOLLAR", "USD"}, {"DOLLARS", "USD"}, {"$", "USD"},
	    {"POUND", "GBP"}, {"POUNDS", "GBP"}, {"£", "GBP"}, {"YEN", "JPY"},
	    {"YUAN", "CNY"}, {"RMB", "CNY"}, {"FRANC", "CHF"},
	    {"FRANCS", "CHF"}};
	char upper[16];
	const char *near = NULL;
	size_t k;

	for (k = 0; code[k] != '\0' && k + 1 < sizeof(upper); k++)
		upper[k] = code[k] >= 'a' && code[k] <= 'z'
		    ? (char)(code[k] - 'a' + 'A')
		    : code[k];
	upper[k] = '\0';
	for (k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (strcmp(upper, words[k][0]) == 0)
			near = words[k][1];
	if (near == NULL && strspn(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 &&
	    strlen(code) == 3)
		return;
	if (near == NULL)
		near = near_name(upper, usual);
	cm_opt_fail("--currency is three letters of ISO 4217, as EUR, not "
		    "'%s'%s%s%s",
	    code, near != NULL ? " (" : "", near != NULL ? near : "",
	    near != NULL ? "?)" : "");
}

long
campaigns_days(const struct section *s)
{
	return ask_number(s->ask, "days", 2, 100000, 7);
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
	if (ask_option(q->now->ask, "currency") != NULL)
		check_currency(ask_option(q->now->ask, "currency"));
	campaigns_days(q->now); /* what is wrong is said before anything is
				   read */
	q->accounts = q->timed = 1;
	question_key_made(q, "campaign", campaign_name, CAMPAIGN_WANTS);
	question_key_made(q, "spelling", campaign_spelling, CAMPAIGN_WANTS);
	question_key_made(
	    q, "via", campaign_network, "campaign", "network", NULL);
	question_key_made(q, "paid", campaign_paid, "campaign", NULL, NULL);
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
	question_table(q, "visits", "campaign,via,paid", IS_VISIT, 0);
	question_table(q, "spellings", "campaign,spelling",
	    IS_SERIES | IS_POST | IS_VISIT, 0);
}

const struct verb verb_campaigns = {"campaigns", NULL, 0,
    "what each campaign cost and brought: ads, site, log and posts", options,
    ask_campaigns, campaigns_tell, campaign_aliases_free};
