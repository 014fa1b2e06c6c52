/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/growth.h"

/* Only where there are totals; those of a total have no key but the span. */
static int
left_out(const struct column *c, int total)
{
	static const char *const ones[] = {
	    "network", "account", "profile", "at", "since"};
	size_t k;

	if (!total)
		return strcmp(c->name, "profiles") == 0;
	for (k = 0; k < sizeof(ones) / sizeof(ones[0]); k++)
		if (strcmp(c->name, ones[k]) == 0)
			return 1;
	return 0;
}

void
growth_columns(struct out *o, const struct answer *a, const char *metric,
    const char *per, int totals)
{
	const char *zone = a->ask->tz != NULL ? a->ask->tz : "UTC";
	char start_name[80];
	char value[200], start[200], net[200], rate[200], source[120];
	const struct column columns[] = {
	    {"growth", "network", "key", "text", NULL, NULL, "network", NULL,
		NULL, NULL},
	    {"growth", "account", "key", "text", NULL, NULL, "account", NULL,
		NULL, NULL},
	    {"growth", "profile", "key", "text", NULL, NULL, "id, else handle",
		NULL, NULL, NULL},
	    {"growth", per, "key", per[0] == 'd' ? "date" : per, NULL, NULL,
		NULL, NULL, NULL, zone},
	    {"growth", metric, NULL, "count", value, NULL, source, NULL, NULL,
		NULL},
	    {"growth", "at", NULL, "time", "the time of that snapshot", NULL,
		"fetched", NULL, NULL, NULL},
	    {"growth", start_name, NULL, "count", start, NULL, source, NULL,
		NULL, NULL},
	    {"growth", "since", NULL, "time",
		"the time of the snapshot before; where there is none, "
		"of the first in the span",
		NULL, "fetched", NULL, NULL, NULL},
	    {"growth", "net", NULL, "count", net, NULL, source, NULL, NULL,
		NULL},
	    {"growth", "growth_rate_start", NULL, "percent", rate, start_name,
		source, NULL, NULL, NULL},
	    {"growth", "days", NULL, "days",
		"days between the two snapshots; of a total, their mean", NULL,
		"fetched", NULL, NULL, NULL},
	    {"growth", "net_per_day", NULL, "count", "net / days", "days",
		source, NULL, NULL, NULL},
	    {"growth", "spans", NULL, "count",
		"how many spans the net is of: more than 1 where some had no "
		"snapshot, 0 since the first snapshot",
		NULL, "fetched", NULL, NULL, NULL},
	    {"growth", "gained", NULL, "count",
		"sum of metrics.follows over the span, where series hold all "
		"of it",
		NULL, "series: metrics.follows", NULL, NULL, NULL},
	    {"growth", "lost", NULL, "count",
		"sum of metrics.unfollows over the span, where series hold all "
		"of it",
		NULL, "series: metrics.unfollows", NULL, NULL, NULL},
	    {"growth", "profiles", NULL, "count",
		"how many profiles have snapshots; there are sums only where "
		"all are known",
		NULL, "account", NULL, NULL, NULL},
	};
	struct column c;
	size_t k;
	int total;

	snprintf(start_name, sizeof(start_name), "%.70s_start", metric);
	snprintf(source, sizeof(source), "account: metrics.%.80s", metric);
	snprintf(value, sizeof(value), "%.80s of the newest snapshot in the %s",
	    metric, per);
	snprintf(start, sizeof(start),
	    "%.80s of the snapshot before; where there is none, of the first "
	    "in the span",
	    metric);
	snprintf(net, sizeof(net), "%.80s - %.80s", metric, start_name);
	snprintf(rate, sizeof(rate),
	    "100 * net / %.80s; no interval: all are counted", start_name);
	for (total = 0; total <= totals; total++)
		for (k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
			c = columns[k];
			c.by = total ? "growth.total" : "growth";
			if (!left_out(&c, total))
				out_measure(o, &c);
		}
}
