/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedtree.h"
#include "lib/err.h"

/* A feed in XML: its channel, then its items. */

struct items {
	const xmlNode **v;
	size_t n, cap;
};

static int
is_channel(const xmlNode *node)
{
	const char *name = feed_name(node);

	return strcasecmp(name, "channel") == 0 ||
	    strcasecmp(name, "feed") == 0;
}

static int
is_item(const xmlNode *node)
{
	enum feed_ns ns = feed_ns(node);

	return (ns == NS_CORE && strcasecmp(feed_name(node), "item") == 0) ||
	    ((ns == NS_CORE || ns == NS_ATOM) &&
		strcasecmp(feed_name(node), "entry") == 0);
}

/* Finds all items, and the channel that comes first. */
static void
collect(const xmlNode *node, struct items *items, const xmlNode **channel)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type != XML_ELEMENT_NODE ||
		    feed_ns(child) == NS_XHTML)
			continue;
		if (is_item(child)) {
			if (items->n == items->cap) {
				items->cap =
				    items->cap == 0 ? 64 : items->cap * 2;
				items->v = cm_realloc(
				    items->v, items->cap * sizeof(*items->v));
			}
			items->v[items->n++] = child;
			continue;
		}
		if (*channel == NULL && is_channel(child))
			*channel = child;
		collect(child, items, channel);
	}
}

static void
channel_link(struct feed_run *r, const xmlNode *node)
{
	const char *rel = feed_attr(node, "rel");
	const char *href = feed_attr(node, "href");
	const char *base = feed_node_base(r, node);
	const char *type = feed_attr(node, "type");

	if (href == NULL) {
		href = feed_node_line(r, node);
		if (href != NULL)
			feed_set(&r->info->url,
			    feed_keep_url(r, base, href, strlen(href)));
		return;
	}
	href = feed_keep_url(r, base, href, strlen(href));
	if (rel == NULL || strcasecmp(rel, "alternate") == 0) {
		if (type == NULL || strstr(type, "html") != NULL)
			feed_set(&r->info->url, href);
	} else if (strcasecmp(rel, "self") == 0) {
		feed_set(&r->info->self, href);
	} else if (strcasecmp(rel, "next") == 0) {
		feed_set(&r->info->next, href);
	} else if (strcasecmp(rel, "hub") == 0) {
		feed_set(&r->info->hub, href);
	}
}

/* Seconds between fetches: "hourly" and the like, so many times. */
static void
channel_period(struct feed_run *r, const xmlNode *node, long *period)
{
	static const struct {
		const char *name;
		long seconds;
	} periods[] = {{"hourly", 3600}, {"daily", 86400},
	    {"weekly", 7 * 86400}, {"monthly", 30 * 86400L},
	    {"yearly", 365 * 86400L}};
	const char *text = feed_node_line(r, node);
	size_t i;

	for (i = 0; text != NULL && i < sizeof(periods) / sizeof(*periods); i++)
		if (strcasecmp(periods[i].name, text) == 0)
			*period = periods[i].seconds;
}

struct channel {
	long period, times;
	struct feed_entry authors;
	int author_rank;
};

static void
channel_author(struct feed_run *r, const xmlNode *node, struct channel *c)
{
	static const char *const names[] = {
	    "author", "creator", "managingEditor", NULL};
	enum feed_ns ns = feed_ns(node);
	int atom = ns == NS_ATOM;
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strcasecmp(names[i], feed_name(node)) == 0 &&
		    (ns == NS_CORE || ns == NS_ATOM || ns == NS_DC ||
			ns == NS_ITUNES) &&
		    (c->author_rank == 0 || c->author_rank == (int)ns + 1) &&
		    feed_read_author(r, node, atom, &c->authors))
			c->author_rank = (int)ns + 1;
}

static void
channel_child(struct feed_run *r, const xmlNode *node, struct channel *c)
{
	enum feed_ns ns = feed_ns(node);
	const char *name = feed_name(node);
	int core = ns == NS_CORE || ns == NS_ATOM;

	channel_author(r, node, c);
	if ((core || ns == NS_DC) && strcasecmp(name, "title") == 0)
		feed_set(
		    &r->info->title, feed_node_title(r, node, ns == NS_ATOM));
	else if (core && strcasecmp(name, "link") == 0)
		channel_link(r, node);
	else if ((core || ns == NS_DC) && strcasecmp(name, "language") == 0)
		feed_set(&r->info->lang, feed_node_line(r, node));
	else if (core && strcasecmp(name, "ttl") == 0)
		r->info->ttl =
		    60 * (long)feed_count(feed_node_line(r, node), -1);
	else if (ns == NS_ITUNES && strcasecmp(name, "new-feed-url") == 0)
		feed_set(&r->info->moved, feed_node_line(r, node));
	else if (ns == NS_SY && strcasecmp(name, "updatePeriod") == 0)
		channel_period(r, node, &c->period);
	else if (ns == NS_SY && strcasecmp(name, "updateFrequency") == 0)
		c->times = (long)feed_count(feed_node_line(r, node), 1);
}

static void
read_channel(struct feed_run *r, const xmlNode *node, struct channel *c)
{
	const xmlNode *child;
	struct feed_info *info = r->info;

	for (child = node->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			channel_child(r, child, c);
	feed_set(&info->lang, feed_node_lang(node));
	if (info->ttl < 0 || info->ttl > 366 * 86400L)
		info->ttl =
		    c->period > 0 && c->times > 0 ? c->period / c->times : -1;
}

/* A document that breaks off: the item in which it does has lost its end. */
static void
cut_off(struct feed_run *r, struct items *items)
{
	const xmlNode *last, *child;
	const char *title = NULL;

	/* Nothing but a beginning: it is no feed without articles. */
	if (r->end < FEED_CUT && !(r->end == FEED_UNCLOSED && items->n == 0))
		return;
	r->info->cut = 1;
	if (r->end != FEED_CUT_ITEM || items->n == 0)
		return;
	last = items->v[--items->n];
	r->info->left_out++;
	for (child = last->children; child != NULL && title == NULL;
	     child = child->next)
		if (child->type == XML_ELEMENT_NODE &&
		    strcasecmp(feed_name(child), "title") == 0)
			title = feed_node_title(r, child, 0);
	feed_problem(r, xmlGetLineNo(last),
	    "it breaks off in this item, which was left out: '%s'",
	    title != NULL ? title : "no title");
}

/* Reads each item twice: first for what identifies it. */
static void
read_items(
    struct feed_run *r, const struct items *items, const struct channel *c)
{
	struct feed_entry e;
	size_t i;

	for (i = 0; i < items->n; i++) {
		feed_entry_init(&e);
		feed_read_item(r, items->v[i], 1, &e);
		feed_identify(r, &e);
		feed_entry_release(&e);
		feed_forget(r);
	}
	feed_identified(r);
	for (i = 0; i < items->n; i++) {
		feed_entry_init(&e);
		feed_read_item(r, items->v[i], 0, &e);
		if (e.authors_n == 0) {
			memcpy(
			    e.authors, c->authors.authors, sizeof(e.authors));
			e.authors_n = c->authors.authors_n;
		}
		feed_record(r, &e);
		feed_entry_release(&e);
		feed_forget(r);
	}
}

/* Whether it has an element that only feeds have at their beginning. */
static int
has_feed(const xmlNode *root)
{
	static const char *const names[] = {
	    "rss", "rdf", "feed", "channel", "item", "entry", "redirect", NULL};
	const xmlNode *child;
	size_t i;

	for (child = root->children; child != NULL; child = child->next)
		for (i = 0; child->type == XML_ELEMENT_NODE && names[i] != NULL;
		     i++)
			if (strcasecmp(feed_name(child), names[i]) == 0)
				return 1;
	return 0;
}

static int
read_tree(struct feed_run *r, const xmlNode *root)
{
	struct items items = {NULL, 0, 0};
	struct channel c;
	const xmlNode *channel = NULL;
	const xmlNode *first;

	if (!has_feed(root)) {
		first = root->children;
		while (first != NULL && first->type != XML_ELEMENT_NODE)
			first = first->next;
		feed_problem(r, 0, "it is no feed: it begins with <%s>",
		    first == NULL ? "" : feed_name(first));
		return -1;
	}
	memset(&c, 0, sizeof(c));
	c.times = 1;
	collect(root, &items, &channel);
	if (channel != NULL)
		read_channel(r, channel, &c);
	feed_settle(r);
	cut_off(r, &items);
	read_items(r, &items, &c);
	free(items.v);
	return 0;
}

int
feed_xml(struct feed_run *r, const char *text, size_t len)
{
	struct cm_buf good;
	xmlDoc *doc = NULL;
	int bad;

	cm_buf_init(&good, 4 * (r->in->max > 0 ? r->in->max : FEED_MAX));
	bad = feed_mend(r, text, len, &good);
	if (!bad)
		doc = feed_tree(r, good.p, good.len);
	cm_buf_release(&good);
	if (bad)
		return -1;
	if (doc != NULL && xmlDocGetRootElement(doc) != NULL)
		bad = read_tree(r, xmlDocGetRootElement(doc));
	else
		bad = -1;
	xmlFreeDoc(doc);
	return bad;
}
