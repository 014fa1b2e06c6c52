/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedpart.h"

/* Documents that break off: what was cut away, and what was merely not
 * closed. */

static int
is_one_of(const char *const *names, const char *name, size_t len)
{
	for (; *names != NULL; names++)
		if (strlen(*names) == len &&
		    strncasecmp(*names, name, len) == 0)
			return 1;
	return 0;
}

void
feed_cut_in(struct feed_run *r, const char *name, size_t len)
{
	static const char *const holders[] = {
	    "rss", "rdf", "channel", "feed", "items", "opml", "body", NULL};
	static const char *const items[] = {"item", "entry", NULL};
	const char *colon = memchr(name, ':', len);
	enum feed_end end = FEED_CUT;

	if (colon != NULL) {
		len -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	if (is_one_of(holders, name, len))
		end = FEED_UNCLOSED;
	else if (is_one_of(items, name, len))
		end = FEED_CUT_ITEM;
	if (end > r->end)
		r->end = end;
}

int
feed_cut_json(const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	long depth = 0;
	int quoted = 0;

	for (; p < end; p++) {
		if (quoted && *p == '\\')
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == '{' || *p == '['))
			depth++;
		else if (!quoted && (*p == '}' || *p == ']'))
			depth--;
	}
	return quoted || depth > 0;
}
