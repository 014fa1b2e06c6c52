/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedparts.h"

/* One <item> of RSS or <entry> of Atom, in whatever vocabularies it is. */

static void
replies(struct parts *p, const xmlNode *node)
{
	const char *type = feed_attr(node, "type");
	const char *url = part_attr_url(p, node, "href");
	int64_t n = feed_count(feed_attr(node, "count"), -1);

	if (type != NULL && strstr(type, "xml") != NULL)
		part_string(&p->e->comments_feed, url);
	else
		part_string(&p->e->comments_url, url);
	if (n >= 0)
		p->e->comments = n;
}

static void
enclosure(struct parts *p, const xmlNode *node, const char *attr)
{
	struct feed_media *m =
	    feed_entry_media(p->e, part_attr_url(p, node, attr));

	if (m == NULL)
		return;
	m->mime = part_attr_line(p, node, "type");
	m->bytes = feed_count(feed_attr(node, "length"), 0);
	m->alt = part_attr_line(p, node, "title");
}

/* A link of Atom; one that has its URL as text is the item's own. */
static void
link_of(struct parts *p, const xmlNode *node)
{
	const char *rel = feed_attr(node, "rel");
	const char *type = feed_attr(node, "type");
	const char *slash;

	if (feed_attr(node, "href") == NULL) {
		part_string(&p->links[1], part_node_url(p, node));
		return;
	}
	slash = rel == NULL ? NULL : strrchr(rel, '/');
	if (slash != NULL)
		rel = slash + 1;
	if (rel == NULL || rel[0] == '\0' || strcasecmp(rel, "alternate") == 0)
		part_string(
		    &p->links[type == NULL || strstr(type, "html") != NULL ? 2
									   : 3],
		    part_attr_url(p, node, "href"));
	else if (p->brief)
		return;
	else if (strcasecmp(rel, "enclosure") == 0)
		enclosure(p, node, "href");
	else if (strcasecmp(rel, "replies") == 0)
		replies(p, node);
	else if (strcasecmp(rel, "related") == 0 || strcasecmp(rel, "via") == 0)
		feed_list_add(&p->e->links, part_attr_url(p, node, "href"));
}

static void
guid(struct parts *p, const xmlNode *node)
{
	const char *permalink = feed_attr(node, "isPermaLink");
	const char *id = feed_node_line(p->run, node);

	part_string(&p->guids[0], id);
	if (id != NULL && strncmp(id, "http", 4) == 0 && !p->atom &&
	    (permalink == NULL || strcasecmp(permalink, "false") != 0))
		part_string(&p->permalink, id);
}

int
feed_read_author(
    struct feed_run *r, const xmlNode *node, int atom, struct feed_entry *e)
{
	const xmlNode *child;
	const char *name = NULL;
	const char *url = NULL;
	const char *mail = NULL;

	if (!feed_has_elements(node)) {
		name = feed_node_title(r, node, atom);
		feed_entry_author(e, feed_author_name(r, name), NULL);
		return name != NULL;
	}
	for (child = node->children; child != NULL; child = child->next) {
		if (child->type != XML_ELEMENT_NODE)
			continue;
		if (strcasecmp(feed_name(child), "name") == 0)
			part_string(&name, feed_node_line(r, child));
		else if (strcasecmp(feed_name(child), "email") == 0)
			part_string(&mail, feed_node_line(r, child));
		else if (strcasecmp(feed_name(child), "uri") == 0 ||
		    strcasecmp(feed_name(child), "url") == 0 ||
		    strcasecmp(feed_name(child), "homepage") == 0)
			part_string(&url, feed_node_line(r, child));
	}
	if (url != NULL)
		url =
		    feed_keep_url(r, feed_node_base(r, node), url, strlen(url));
	if (name == NULL && mail == NULL && url == NULL)
		name = feed_node_line(r, node);
	feed_entry_author(e, name != NULL ? name : mail, url);
	return name != NULL || mail != NULL || url != NULL;
}

static void
source(struct parts *p, const xmlNode *node)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next)
		if (feed_is(child, NS_ATOM, "author") ||
		    feed_is(child, NS_CORE, "author"))
			part_author(p, child, 3);
}

enum core {
	CORE_TITLE,
	CORE_LINK,
	CORE_GUID,
	CORE_ENCODED,
	CORE_BODY,
	CORE_CONTENT,
	CORE_DESCRIPTION,
	CORE_SUMMARY,
	CORE_DATE,
	CORE_OTHER_DATE,
	CORE_UPDATED,
	CORE_AUTHOR,
	CORE_CATEGORY,
	CORE_TAGS,
	CORE_ENCLOSURE,
	CORE_COMMENTS,
	CORE_SOURCE
};

/* What RSS and Atom have themselves. */
static void
core_child(struct parts *p, const xmlNode *node)
{
	static const struct part_name names[] = {{"title", CORE_TITLE},
	    {"link", CORE_LINK}, {"guid", CORE_GUID}, {"id", CORE_GUID},
	    {"encoded", CORE_ENCODED}, {"fullitem", CORE_ENCODED},
	    {"body", CORE_BODY}, {"content", CORE_CONTENT},
	    {"description", CORE_DESCRIPTION}, {"abstract", CORE_SUMMARY},
	    {"summary", CORE_SUMMARY}, {"pubdate", CORE_DATE},
	    {"published", CORE_DATE}, {"issued", CORE_OTHER_DATE},
	    {"created", CORE_OTHER_DATE}, {"date", CORE_OTHER_DATE},
	    {"updated", CORE_UPDATED}, {"modified", CORE_UPDATED},
	    {"author", CORE_AUTHOR}, {"managingeditor", CORE_AUTHOR},
	    {"category", CORE_CATEGORY}, {"tags", CORE_TAGS},
	    {"enclosure", CORE_ENCLOSURE}, {"comments", CORE_COMMENTS},
	    {"source", CORE_SOURCE}, {NULL, 0}};
	int what = part_look_up(names, feed_name(node));

	if (p->brief && what > CORE_GUID)
		return;
	switch (what) {
	case CORE_TITLE:
		part_note(&p->titles[0], node);
		break;
	case CORE_LINK:
		link_of(p, node);
		break;
	case CORE_GUID:
		guid(p, node);
		break;
	case CORE_ENCODED:
		part_note(&p->texts[0], node);
		break;
	case CORE_BODY:
		part_note(&p->texts[1], node);
		break;
	case CORE_CONTENT:
		if (p->texts[2] == NULL)
			p->texts[2] = node; /* may have only a src */
		break;
	case CORE_DESCRIPTION:
		part_note(&p->texts[3], node);
		break;
	case CORE_SUMMARY:
		part_note(&p->texts[5], node);
		break;
	case CORE_DATE:
		part_note(&p->published[0], node);
		break;
	case CORE_OTHER_DATE:
		part_note(&p->published[3], node);
		break;
	case CORE_UPDATED:
		part_note(&p->updated[0], node);
		break;
	case CORE_AUTHOR:
		part_author(p, node, 1);
		break;
	case CORE_CATEGORY:
		part_category(p, node);
		break;
	case CORE_TAGS:
		part_keywords(p, node);
		break;
	case CORE_ENCLOSURE:
		enclosure(p, node, "url");
		break;
	case CORE_COMMENTS:
		part_string(&p->e->comments_url, part_node_url(p, node));
		break;
	case CORE_SOURCE:
		source(p, node);
		break;
	default:
		break;
	}
}

/* What belongs to comments, and where FeedBurner puts the true link. */
static void
other_child(struct parts *p, const xmlNode *node)
{
	int64_t n;

	if (feed_is(node, NS_SLASH, "comments") ||
	    feed_is(node, NS_THREAD, "total")) {
		n = feed_count(feed_node_line(p->run, node), -1);
		if (n >= 0)
			p->e->comments = n;
	} else if (feed_is(node, NS_THREAD, "in-reply-to")) {
		part_string(&p->e->reply_to, part_attr_line(p, node, "ref"));
	} else if (feed_is(node, NS_WFW, "commentRss")) {
		part_string(&p->e->comments_feed, part_node_url(p, node));
	} else if (feed_is(node, NS_XHTML, "body") ||
	    feed_is(node, NS_XHTML, "div")) {
		part_note(&p->texts[1], node);
	} else if (feed_is(node, NS_CONTENT, "encoded")) {
		part_note(&p->texts[0], node);
	}
}

static void
child(struct parts *p, const xmlNode *node)
{
	enum feed_ns ns = feed_ns(node);

	if (ns == NS_CORE || ns == NS_ATOM)
		core_child(p, node);
	else if (ns == NS_DC || ns == NS_DCTERMS)
		part_dc(p, node);
	else if (ns == NS_FEEDBURNER && feed_is(node, ns, "origLink"))
		part_string(&p->links[0], part_node_url(p, node));
	else if (p->brief)
		return;
	else if (ns == NS_ITUNES)
		part_itunes(p, node);
	else if (ns == NS_MEDIA)
		part_media(p, node, 0);
	else
		other_child(p, node);
}

static int64_t
first_date(struct parts *p, const xmlNode *const *nodes, size_t n)
{
	const char *text;
	int64_t t = FEED_NEVER;
	size_t i;

	for (i = 0; i < n && t == FEED_NEVER; i++) {
		text =
		    nodes[i] == NULL ? NULL : feed_node_line(p->run, nodes[i]);
		if (text != NULL)
			t = feed_date(p->run, feed_node_line_no(nodes[i]), text,
			    strlen(text));
	}
	return t;
}

/* Atom's texts say what they are, whoever's feed they are in. */
static int
is_atom(const struct parts *p, const xmlNode *node)
{
	enum feed_ns ns = feed_ns(node);

	return ns == NS_ATOM || (ns == NS_CORE && p->atom);
}

/* The fullest text is the item's, the next best its summary. */
static void
texts(struct parts *p)
{
	struct feed_entry *e = p->e;
	size_t i;

	for (i = 0; i < TEXTS && e->text == NULL && e->html == NULL; i++)
		if (p->texts[i] != NULL)
			feed_node_content(
			    p->run, e, p->texts[i], is_atom(p, p->texts[i]));
	for (i = i < FULL_TEXTS ? FULL_TEXTS : i;
	     i < TEXTS && e->summary == NULL; i++)
		if (p->texts[i] != NULL)
			e->summary = feed_node_plain(
			    p->run, p->texts[i], is_atom(p, p->texts[i]));
}

/* How long it plays is said of the item: it goes to what can be played. */
static void
duration(struct parts *p)
{
	struct feed_media *m;
	size_t i;

	for (i = 0; i < p->e->media_n; i++) {
		m = &p->e->media[i];
		if (m->medium == NULL && m->mime != NULL &&
		    (strncmp(m->mime, "audio", 5) == 0 ||
			strncmp(m->mime, "video", 5) == 0)) {
			if (m->seconds == 0)
				m->seconds = p->seconds;
			return;
		}
	}
}

void
feed_read_item(
    struct feed_run *r, const xmlNode *node, int brief, struct feed_entry *e)
{
	struct parts p;
	const xmlNode *c;
	size_t i;

	memset(&p, 0, sizeof(p));
	p.run = r;
	p.e = e;
	p.node = node;
	p.brief = brief;
	p.atom = strcasecmp(feed_name(node), "entry") == 0;
	p.author_rank = 9;
	e->line = feed_node_line_no(node);
	p.guids[1] = part_attr_line(&p, node, "about");
	for (c = node->children; c != NULL; c = c->next)
		if (c->type == XML_ELEMENT_NODE)
			child(&p, c);
	for (i = 0; i < 3; i++)
		part_string(&e->guid, p.guids[i]);
	for (i = 0; i < 4; i++)
		part_string(&e->url, p.links[i]);
	part_string(&e->url, p.permalink);
	for (i = 0; i < TITLES && e->title == NULL; i++)
		if (p.titles[i] != NULL)
			e->title = feed_node_title(
			    r, p.titles[i], is_atom(&p, p.titles[i]));
	if (brief)
		return;
	e->updated = first_date(&p, p.updated, 2);
	e->published = first_date(&p, p.published, DATES);
	if (e->published == FEED_NEVER)
		e->published = e->updated;
	texts(&p);
	duration(&p);
	if (e->lang == NULL)
		e->lang = feed_node_lang(node);
}
