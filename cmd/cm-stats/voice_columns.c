/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/voice_of.h"

static const char named[] = "type, own, and the key";
static const char author[] = "network, author";
static const char reach[] = "metrics.reach";
static const char labels[] = "curation.labels";
static const char interactions[] =
    "metrics.likes, .reactions, .comments, .shares, .quotes, .saves";

static const char wilson[] = "Wilson";
static const char linearised[] =
    "ratio of two sums, linearised, on the scale of logits";
static const char tango[] = "score (Tango)";
static const char zou[] = "from both intervals (Newcombe; Zou and Donner)";

static const char all_records[] =
    "records of all topics of these rows, once for each topic they name";
static const char all_authors[] =
    "authors of all topics of these rows, once for each topic they name";
static const char all_reach[] =
    "reach of all topics of these rows, once for each topic a record names";
static const char all_interactions[] = "interactions of all topics of these "
				       "rows, once for each topic a record "
				       "names";
static const char labelled[] = "positive + neutral + negative";
static const char giving[] = "records that give it, once for each topic";
static const char both[] = "those of both periods together";

static const struct column now[] = {
    {"voice", "records", NULL, "count", "how many name the topic", NULL, named,
	NULL, NULL, NULL},
    {"voice", "share_of_voice", NULL, "percent",
	"100 * records / records of all topics", all_records, named, wilson,
	"the denominator", NULL},
    {"voice", "authors", NULL, "count", "different authors", NULL, author, NULL,
	NULL, NULL},
    {"voice", "authors_share", NULL, "percent",
	"100 * authors / authors of all topics", all_authors, author, wilson,
	"the denominator", NULL},
    {"voice", "reach", NULL, "count", "sum of metrics.reach", NULL, reach, NULL,
	NULL, NULL},
    {"voice", "reach_share", NULL, "percent",
	"100 * reach / reach of all topics", all_reach, reach, linearised,
	giving, NULL},
    {"voice", "interactions", NULL, "count", "sum of interactions", NULL,
	interactions, NULL, NULL, NULL},
    {"voice", "interactions_share", NULL, "percent",
	"100 * interactions / interactions of all topics", all_interactions,
	interactions, linearised, giving, NULL},
    {"voice", "positive", NULL, "count",
	"records with a label that praises, and none that blames", NULL, labels,
	NULL, NULL, NULL},
    {"voice", "neutral", NULL, "count",
	"records with a neutral label, or with praise and blame", NULL, labels,
	NULL, NULL, NULL},
    {"voice", "negative", NULL, "count",
	"records with a label that blames, and none that praises", NULL, labels,
	NULL, NULL, NULL},
    {"voice", "unlabelled", NULL, "count",
	"records - positive - neutral - negative", NULL, labels, NULL, NULL,
	NULL},
    {"voice", "net_sentiment", NULL, "percent",
	"100 * (positive - negative) / (positive + neutral + negative)",
	labelled, labels, tango, "the denominator", NULL},
};

static const struct column change[] = {
    {"voice", "records_before", NULL, "count",
	"how many name the topic in the period before", NULL, named, NULL, NULL,
	NULL},
    {"voice", "share_of_voice_before", NULL, "percent",
	"share_of_voice of the period before", all_records, named, wilson,
	"the denominator", NULL},
    {"voice", "share_of_voice_change", NULL, "percentage points",
	"share_of_voice - share_of_voice_before", all_records, named, zou, both,
	NULL},
    {"voice", "authors_share_change", NULL, "percentage points",
	"authors_share - the same of the period before", all_authors, author,
	zou, both, NULL},
    {"voice", "reach_share_change", NULL, "percentage points",
	"reach_share - the same of the period before", all_reach, reach, zou,
	both, NULL},
    {"voice", "interactions_share_change", NULL, "percentage points",
	"interactions_share - the same of the period before", all_interactions,
	interactions, zou, both, NULL},
    {"voice", "net_sentiment_before", NULL, "percent",
	"net_sentiment of the period before", labelled, labels, tango,
	"the denominator", NULL},
    {"voice", "net_sentiment_change", NULL, "percentage points",
	"net_sentiment - net_sentiment_before", labelled, labels, zou, both,
	NULL},
};

void
voiceof_measures(struct out *o, int compared)
{
	size_t k;

	for (k = 0; k < sizeof(now) / sizeof(now[0]); k++)
		out_measure(o, &now[k]);
	for (k = 0; compared && k < sizeof(change) / sizeof(change[0]); k++)
		out_measure(o, &change[k]);
}
