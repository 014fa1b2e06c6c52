/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/near.h"

enum { LONGEST = 40 };

static int
least(int a, int b)
{
	return a < b ? a : b;
}

/* How many letters to add, leave out, change or swap with their neighbour. */
static int
distance(const char *a, const char *b)
{
	int row[3][LONGEST + 1], n = (int)strlen(a), m = (int)strlen(b), i, j;
	int *old = row[0], *last = row[1], *now = row[2], *spare;

	for (j = 0; j <= m; j++)
		last[j] = old[j] = j;
	for (i = 1; i <= n; i++) {
		now[0] = i;
		for (j = 1; j <= m; j++) {
			now[j] = least(last[j] + 1, now[j - 1] + 1);
			now[j] =
			    least(now[j], last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = least(now[j], old[j - 2] + 1);
		}
		spare = old;
		old = last;
		last = now;
		now = spare;
	}
	return last[m];
}

const char *
near_name(const char *name, const char *const *list)
{
	const char *found = NULL;
	size_t len = strlen(name);
	int d, best = len < 3 ? 0 : len < 6 ? 1 : 2;

	if (len > LONGEST)
		return NULL;
	for (; *list != NULL; list++) {
		if (strlen(*list) > LONGEST)
			continue;
		d = distance(name, *list);
		if (d == 0)
			return NULL;
		if (d < best || (d == best && found == NULL)) {
			best = d;
			found = *list;
		}
	}
	return found;
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

	return near_name(name, members);
}
