/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/fnv.h"
#include "lib/err.h"
#include "lib/url.h"

/*
 * What an item is called. Its guid; where that is missing its link, and where
 * that is missing too a hash of what it says. A guid that means something
 * only within its feed gets the feed's name in front. Where several items
 * have one guid, all of them get more behind it, so that the order in the
 * feed decides nothing.
 */

enum apart { BY_GUID, BY_LINK, BY_ALL };

static uint64_t
hash_of(uint64_t h, const char *s)
{
	return s == NULL ? h : cm_fnv(h, s, strlen(s) + 1);
}

static struct feed_identity
identity_of(const struct feed_entry *e)
{
	const char *guid = e->guid != NULL ? e->guid : e->url;
	struct feed_identity id = {0, 0, 0, BY_GUID};
	size_t i;

	if (guid != NULL)
		id.guid = hash_of(CM_FNV, guid);
	if (e->url != NULL)
		id.link = hash_of(CM_FNV, e->url);
	id.rest = id.link != 0 ? id.link : CM_FNV;
	id.rest = hash_of(id.rest, e->title);
	id.rest = cm_fnv(id.rest, &e->published, sizeof(e->published));
	if (guid != NULL)
		return id;
	id.rest = hash_of(id.rest, e->text);
	for (i = 0; i < e->media_n; i++)
		id.rest = hash_of(id.rest, e->media[i].url);
	for (i = 0; i < e->authors_n; i++)
		id.rest = hash_of(id.rest, e->authors[i].name);
	return id;
}

void
feed_identify(struct feed_run *r, const struct feed_entry *e)
{
	if (r->ids_n == r->ids_cap) {
		r->ids_cap = r->ids_cap == 0 ? 64 : r->ids_cap * 2;
		r->ids = cm_realloc(r->ids, r->ids_cap * sizeof(*r->ids));
	}
	r->ids[r->ids_n++] = identity_of(e);
}

static int
by_guid(const void *a, const void *b)
{
	const struct feed_identity *x = a;
	const struct feed_identity *y = b;

	if (x->guid != y->guid)
		return x->guid < y->guid ? -1 : 1;
	if (x->link != y->link)
		return x->link < y->link ? -1 : 1;
	return x->rest < y->rest ? -1 : x->rest > y->rest;
}

/* The first of the items that have that guid. */
static size_t
first_of(const struct feed_run *r, uint64_t guid)
{
	size_t low = 0;
	size_t high = r->ids_n;
	size_t mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (r->ids[mid].guid < guid)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* How n items of one guid are told apart. */
static enum apart
how_apart(const struct feed_identity *id, size_t n)
{
	enum apart how = BY_GUID;
	size_t i;

	for (i = 1; i < n; i++)
		if (id[i].link != id[i - 1].link)
			how = BY_LINK;
		else if (id[i].rest != id[i - 1].rest)
			return BY_ALL;
	return how;
}

void
feed_identified(struct feed_run *r)
{
	size_t i, n;

	if (r->ids_n > 0)
		qsort(r->ids, r->ids_n, sizeof(*r->ids), by_guid);
	for (i = 0; i < r->ids_n; i += n) {
		for (n = 1; i + n < r->ids_n; n++)
			if (r->ids[i + n].guid != r->ids[i].guid)
				break;
		r->ids[i].apart = how_apart(r->ids + i, n);
	}
}

static int
is_hex(int c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* Whether a guid means the same in every feed: a URI, a UUID. */
static int
is_global(const char *guid)
{
	static const char *const schemes[] = {"http", "https", "tag", "urn",
	    "at", "doi", "info", "nntp", "news", "mid", "cid", "ftp", "yt",
	    "ni", NULL};
	size_t n = cm_url_scheme(guid, strlen(guid));
	size_t i;

	for (i = 0; n > 0 && schemes[i] != NULL; i++)
		if (strlen(schemes[i]) == n &&
		    strncmp(schemes[i], guid, n) == 0)
			return guid[n + 1] != '\0';
	for (i = n = 0; guid[i] != '\0'; i++) {
		if (is_hex(guid[i]))
			n++;
		else if (guid[i] != '-' && guid[i] != '{' && guid[i] != '}')
			return 0;
	}
	return n == 32;
}

static int
is_empty(const struct feed_entry *e)
{
	return e->guid == NULL && e->url == NULL && e->title == NULL &&
	    e->text == NULL && e->html == NULL && e->summary == NULL &&
	    e->media_n == 0 && e->authors_n == 0 && e->tags.n == 0 &&
	    e->links.n == 0 && e->published == FEED_NEVER && e->comments < 0 &&
	    e->comments_url == NULL && e->comments_feed == NULL;
}

const char *
feed_identity(struct feed_run *r, const struct feed_entry *e)
{
	const char *guid = e->guid != NULL ? e->guid : e->url;
	const struct feed_identity own = identity_of(e);
	struct cm_buf *b = &r->a;
	size_t first;
	int how;

	if (is_empty(e))
		return NULL;
	cm_buf_clear(b);
	if (guid == NULL || !is_global(guid))
		cm_buf_printf(b, "%s#",
		    r->info->account != NULL     ? r->info->account
			: r->info->title != NULL ? r->info->title
						 : "");
	if (guid == NULL) {
		cm_buf_printf(b, "%016llx", (unsigned long long)own.rest);
		return feed_keep_buf(r, b);
	}
	cm_buf_puts(b, guid);
	first = first_of(r, own.guid);
	how = first < r->ids_n && r->ids[first].guid == own.guid
	    ? r->ids[first].apart
	    : BY_GUID;
	if (how != BY_GUID)
		feed_problem(r, e->line,
		    "several items have the guid '%s', they were told apart "
		    "by %s",
		    guid, how == BY_LINK ? "their links" : "what they say");
	if (how == BY_LINK && e->url != NULL)
		cm_buf_printf(b, "#%s", e->url);
	else if (how == BY_ALL)
		cm_buf_printf(b, "#%016llx", (unsigned long long)own.rest);
	return feed_keep_buf(r, b);
}
