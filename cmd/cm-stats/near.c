/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/near.h"
#include "lib/near.h"

const char *
near_name(const char *name, const char *const *list)
{
	const char *const *l;

	for (l = list; *l != NULL; l++)
		if (strcmp(*l, name) == 0)
			return NULL;
	return strlen(name) < 3 ? NULL : cm_near(name, list);
}

const char *
near_key(const char *name)
{
	static const char *const members[] = {"network", "account", "type",
	    "id", "url", "published", "updated", "title", "text", "lang",
	    "status", "method", "visitor", "bot", "agent", "brand", "format",
	    "author", "author.id", "author.handle", "author.name", "tag",
	    "topic", "reply_to", "thread", "referrer", "referrer.host",
	    "referrer.network", "campaign", "campaign.source",
	    "campaign.medium", "feed.title", "feed.url", "day", "week", "month",
	    "quarter", "year", "hour", "weekday", NULL};

	/* What a series is about. */
	static const char *const dimensions[] = {"dimensions.page",
	    "dimensions.country", "dimensions.city", "dimensions.source",
	    "dimensions.medium", "dimensions.query", "dimensions.device",
	    "dimensions.campaign", "dimensions.age", "dimensions.gender", NULL};
	const char *const *d;

	for (d = dimensions; *d != NULL; d++)
		if (strcmp(*d + strlen("dimensions."), name) == 0)
			return *d;
	return near_name(name, members);
}
