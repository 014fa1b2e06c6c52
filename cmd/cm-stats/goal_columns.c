/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/goal_plan.h"

#define INTERVAL_FORECAST                                                      \
	"totals: quasi-Poisson (negative binomial, gamma or normal "           \
	"quantiles), levels: random walk with drift (t), ratios: linearised "  \
	"(t)"

static const struct column columns[] = {
    {"goals", "goal", "key", "text", NULL, NULL, "the goals file", NULL, NULL,
	NULL},
    {"goals", "measure", "key", "text", "what is measured, as by measures it",
	NULL, "the goals file", NULL, NULL, NULL},
    {"goals", "where", "key", "text", "of which records", NULL,
	"the goals file", NULL, NULL, NULL},
    {"goals", "period", "key", "text", NULL, NULL, "the goals file", NULL, NULL,
	NULL},
    {"goals", "state", NULL, "text",
	"future, running or past: where now lies, or --until if that is "
	"earlier",
	NULL, "the goals file; --until", NULL, NULL, NULL},
    {"goals", "direction", NULL, "text",
	"at least or at most: on which side of the target to be", NULL,
	"the goals file", NULL, NULL, NULL},
    {"goals", "target", NULL, "unit",
	"the number in the file; of growth base + that number, or base * (100 "
	"+ "
	"that percentage) / 100",
	NULL, "the goals file", NULL, NULL, NULL},
    {"goals", "unit", NULL, "text",
	"of target, base, actual, so_far, expected and forecast", NULL,
	"measure; where it is a share or a time", NULL, NULL, NULL},
    {"goals", "weight", NULL, "number", "as in the file, else 1", NULL,
	"the goals file", NULL, NULL, NULL},
    {"goals", "base", NULL, "unit",
	"of a .last measure its value in the snapshots nearest to the start, "
	"of others the value of the period before",
	NULL, "the members that the measure is made of", NULL, NULL, NULL},
    {"goals", "base_at", NULL, "time", "the oldest of these snapshots", NULL,
	"fetched", NULL, NULL, NULL},
    {"goals", "actual", NULL, "unit", "the measure over the period so far",
	NULL, "the members that the measure is made of",
	"of a ratio: exp(ln R +- t s / R), R the ratio of sums and s its "
	"linearised standard error over days (Cochran 1977; t as Kish 1965); "
	"of answers as of "
	"response",
	"records that give it; of a .last measure accounts; of answers "
	"questions or answers",
	NULL},
    {"goals", "as_of", NULL, "time",
	"up to when all is known; of a .last measure the time of its oldest "
	"snapshot",
	NULL, "coverage; published; fetched", NULL, NULL, NULL},
    {"goals", "share_of_target", NULL, "percent",
	"100 * actual / target; of growth of a .last measure 100 * (actual - "
	"base) / (target - base)",
	"target", "actual; target; base", NULL, NULL, NULL},
    {"goals", "reached", NULL, "boolean",
	"whether actual is on the right side of target; null while that can "
	"change",
	NULL, "actual; target", NULL, NULL, NULL},
    {"goals", "so_far", NULL, "unit", "actual over the whole days known", NULL,
	"actual", NULL, NULL, NULL},
    {"goals", "expected", NULL, "unit",
	"of a total target * the share that days known have of the period (by "
	"weekday from 21 days on); of a .last measure base + (target - base) * "
	"the share of the period that is over at as_of; of a ratio target",
	NULL, "target; base; published", NULL, NULL, NULL},
    {"goals", "pace", NULL, "percent",
	"100 * (so_far / expected - 1); of a .last measure 100 * ((actual - "
	"base) / (expected - base) - 1); of a ratio 100 * (actual / expected - "
	"1)",
	"expected", "so_far; expected; actual; base", NULL, NULL, NULL},
    {"goals", "on_track", NULL, "boolean",
	"whether so_far (of others but totals actual) is on that side of "
	"expected on which the target is to be",
	NULL, "so_far; actual; expected", NULL, NULL, NULL},
    {"goals", "forecast", NULL, "unit",
	"at the end of the period, if the days to come are like those known",
	NULL, "actual, by day", INTERVAL_FORECAST,
	"whole days known without a gap, at most 56; of a .last measure days "
	"on which each account has a snapshot",
	NULL},
    {"goals", "likely", NULL, "percent",
	"how probable it is by that forecast that the target is reached", NULL,
	"forecast; target", NULL, "as of forecast", NULL},
    {"goals", "start", NULL, "time", "of the period", NULL, "the goals file",
	NULL, NULL, NULL},
    {"goals", "end", NULL, "time", "the first moment behind it", NULL,
	"the goals file", NULL, NULL, NULL},
    {"goals", "days", NULL, "count", "of the period", NULL, "start; end", NULL,
	NULL, NULL},
    {"goals", "days_gone", NULL, "count", "of them that are over", NULL,
	"start; --until", NULL, NULL, NULL},
    {"goals", "days_left", NULL, "count", "days - days_gone", NULL,
	"days; days_gone", NULL, NULL, NULL},
    {"goals", "days_known", NULL, "count",
	"days gone of which all is known: by coverage, else from the day of "
	"the oldest record to the one before that of the newest",
	NULL, "coverage", NULL, NULL, NULL},
    {"goals.total", "goals", NULL, "count", "number of goals", NULL,
	"the goals file", NULL, NULL, NULL},
    {"goals.total", "reached", NULL, "count", "of them that are reached", NULL,
	"reached of each goal", NULL, NULL, NULL},
    {"goals.total", "missed", NULL, "count", "that are not, for good", NULL,
	"reached and state of each goal", NULL, NULL, NULL},
    {"goals.total", "open", NULL, "count", "that are not decided", NULL,
	"reached and state of each goal", NULL, NULL, NULL},
    {"goals.total", "reached_rate_weight", NULL, "percent",
	"100 * sum of weight of those reached / sum of weight", "weight",
	"reached; weight", NULL, NULL, NULL},
};

void
goals_columns(struct out *o, const struct answer *a)
{
	const char *zone = a->ask->tz != NULL ? a->ask->tz : "UTC";
	struct column c;
	size_t k;

	for (k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
		c = columns[k];
		if (c.role != NULL && c.name[0] == 'p')
			c.zone = zone;
		out_measure(o, &c);
	}
}
