/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/campaigns.h"
#include "cmd/cm-stats/out.h"

#define SERIES_OF(x) "series with a campaign: metrics." x
#define WILSON                                                                 \
	"Wilson (1927), each of the sample being one draw; where all is told " \
	"for --days days or more, the wider of that and the ratio estimator "  \
	"over days"
#define BY_DAYS                                                                \
	"ratio estimator over days (Cochran 1977), Student's t; days being "   \
	"draws of their own; a bound below 0 is 0 but for refunds"
#define DAYS_BOTH "days for which either is told"

/* What stands in which tables. */
enum { EVERY, NOT_CURRENCY, ONE_CAMPAIGN, ONE_NETWORK, SPELLED };

static const struct told_as {
	int in;
	struct column c;
} columns[] = {
    {ONE_CAMPAIGN,
	{.name = "campaign",
	    .role = "key",
	    .unit = "text",
	    .formula = "name without case, escapes and needless blanks",
	    .source = "dimensions.campaign or what sites call it; "
		      "campaign.name; campaign; utm_campaign of links"}},
    {ONE_NETWORK,
	{.name = "network",
	    .role = "key",
	    .unit = "text",
	    .source = "network; of visits campaign.network, else "
		      "campaign.source"}},
    {SPELLED,
	{.name = "spellings",
	    .unit = "text",
	    .formula = "the names as they were written",
	    .source = "as campaign"}},
    {EVERY,
	{.name = "currency",
	    .unit = "text",
	    .formula = "that of all money in the row, if it is one",
	    .source = "dimensions.currency, raw.currency, --currency"}},
    {EVERY,
	{.name = "spend",
	    .unit = "money",
	    .formula = "sum, as ad networks say",
	    .source = SERIES_OF("spend")}},
    {EVERY,
	{.name = "impressions",
	    .unit = "count",
	    .formula = "sum, as ad networks say",
	    .source = SERIES_OF("impressions")}},
    {EVERY,
	{.name = "clicks",
	    .unit = "count",
	    .formula = "sum, as ad networks say",
	    .source = SERIES_OF("clicks")}},
    {EVERY,
	{.name = "ctr",
	    .unit = "percent",
	    .formula = "100 * clicks / impressions",
	    .denominator = "impressions",
	    .sample = "impressions",
	    .interval = WILSON,
	    .source = "clicks; impressions"}},
    {EVERY,
	{.name = "cpc",
	    .unit = "money",
	    .formula = "spend / clicks",
	    .denominator = "clicks",
	    .sample = DAYS_BOTH,
	    .interval = BY_DAYS,
	    .source = "spend; clicks"}},
    {EVERY,
	{.name = "cpm",
	    .unit = "money",
	    .formula = "1000 * spend / impressions",
	    .denominator = "impressions",
	    .sample = DAYS_BOTH,
	    .interval = BY_DAYS,
	    .source = "spend; impressions"}},
    {EVERY,
	{.name = "ads_conversions",
	    .unit = "count",
	    .formula = "sum, as the ad network claims",
	    .source = SERIES_OF("conversions")}},
    {EVERY,
	{.name = "ads_conversion_rate_clicks",
	    .unit = "percent",
	    .formula = "100 * ads_conversions / clicks",
	    .denominator = "clicks",
	    .sample = "clicks",
	    .interval = WILSON,
	    .source = "ads_conversions; clicks"}},
    {EVERY,
	{.name = "ads_cpa",
	    .unit = "money",
	    .formula = "spend / ads_conversions",
	    .denominator = "ads_conversions",
	    .sample = DAYS_BOTH,
	    .interval = BY_DAYS,
	    .source = "spend; ads_conversions"}},
    {EVERY,
	{.name = "ads_revenue",
	    .unit = "money",
	    .formula = "sum, as the ad network claims",
	    .source = SERIES_OF("revenue")}},
    {EVERY,
	{.name = "ads_roas",
	    .unit = "ratio",
	    .formula = "ads_revenue / spend",
	    .denominator = "spend",
	    .sample = DAYS_BOTH,
	    .interval = BY_DAYS,
	    .source = "ads_revenue; spend"}},
    {EVERY,
	{.name = "sessions",
	    .unit = "count",
	    .formula = "sum, as the site's analytics say",
	    .source = SERIES_OF("sessions, else metrics.visits")}},
    {EVERY,
	{.name = "site_conversions",
	    .unit = "count",
	    .formula = "sum, as the site's analytics say",
	    .source = SERIES_OF("conversions")}},
    {EVERY,
	{.name = "site_conversion_rate_sessions",
	    .unit = "percent",
	    .formula = "100 * site_conversions / sessions",
	    .denominator = "sessions",
	    .sample = "sessions",
	    .interval = WILSON,
	    .source = "site_conversions; sessions"}},
    {EVERY,
	{.name = "site_cpa",
	    .unit = "money",
	    .formula = "spend / site_conversions",
	    .denominator = "site_conversions",
	    .sample = DAYS_BOTH,
	    .interval = BY_DAYS,
	    .source = "spend; site_conversions"}},
    {EVERY,
	{.name = "site_revenue",
	    .unit = "money",
	    .formula = "sum, as the site's analytics say",
	    .source = SERIES_OF("revenue")}},
    {EVERY,
	{.name = "site_roas",
	    .unit = "ratio",
	    .formula = "site_revenue / spend",
	    .denominator = "spend",
	    .sample = DAYS_BOTH,
	    .interval = BY_DAYS,
	    .source = "site_revenue; spend"}},
    {NOT_CURRENCY,
	{.name = "visits",
	    .unit = "count",
	    .formula = "requests whose address names the campaign, bots left "
		       "out",
	    .source = "visit, campaign.name"}},
    {NOT_CURRENCY,
	{.name = "pageviews",
	    .unit = "count",
	    .formula = "sum over those requests",
	    .source = "metrics.pageviews"}},
    {NOT_CURRENCY,
	{.name = "paid_pageviews",
	    .unit = "count",
	    .formula = "the same of those with a medium of advertising",
	    .source = "metrics.pageviews; campaign.medium, campaign.click; "
		      "--paid"}},
    {NOT_CURRENCY,
	{.name = "visitors",
	    .unit = "count",
	    .formula = "number of different visitors with page views; exact "
		       "up to 256, then HyperLogLog with a standard error of "
		       "0.81 %; who comes on two days counts twice",
	    .source = "visitor"}},
    {NOT_CURRENCY,
	{.name = "clicks_discrepancy",
	    .unit = "percent",
	    .formula = "100 * (paid_pageviews - clicks) / clicks, of campaigns "
		       "that have both",
	    .denominator = "clicks",
	    .source = "paid_pageviews; clicks"}},
    {NOT_CURRENCY,
	{.name = "posts",
	    .unit = "count",
	    .formula = "number of posts and articles that name the campaign, "
		       "or link with its mark",
	    .source = "campaign, links"}},
    {NOT_CURRENCY,
	{.name = "interactions",
	    .unit = "count",
	    .formula = "sum of interactions over those posts",
	    .source = "metrics: the greater of likes and reactions, comments, "
		      "shares, quotes, saves"}},
    {EVERY,
	{.name = "ads",
	    .unit = "text",
	    .formula = "the ad networks that tell",
	    .source = "network"}},
    {EVERY,
	{.name = "site",
	    .unit = "text",
	    .formula = "the site's analytics that tell",
	    .source = "network"}},
};

void
campaigns_columns(struct out *o, const char *by, const struct scope *c)
{
	struct column one;
	size_t k;

	for (k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
		if ((columns[k].in == NOT_CURRENCY && c->currency.p != NULL) ||
		    (columns[k].in == ONE_CAMPAIGN && c->campaign.p == NULL) ||
		    (columns[k].in == ONE_NETWORK && c->network.p == NULL) ||
		    (columns[k].in == SPELLED &&
			(c->campaign.p == NULL || c->network.p != NULL)))
			continue;
		one = columns[k].c;
		one.by = by;
		out_measure(o, &one);
	}
}
