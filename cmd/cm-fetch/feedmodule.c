/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedparts.h"

/* Dublin Core, old and new. */
void
part_dc(struct parts *p, const xmlNode *node)
{
	enum {
		TITLE,
		ID,
		CREATOR,
		DATE,
		ISSUED,
		CREATED,
		MODIFIED,
		SUBJECT,
		DESCRIPTION,
		LANGUAGE
	};
	static const struct part_name names[] = {{"title", TITLE},
	    {"identifier", ID}, {"creator", CREATOR}, {"author", CREATOR},
	    {"date", DATE}, {"issued", ISSUED}, {"created", CREATED},
	    {"available", CREATED}, {"modified", MODIFIED},
	    {"subject", SUBJECT}, {"description", DESCRIPTION},
	    {"abstract", DESCRIPTION}, {"language", LANGUAGE}, {NULL, 0}};

	int what = part_look_up(names, feed_name(node));

	if (p->brief && what > ID)
		return;
	switch (what) {
	case TITLE:
		part_note(&p->titles[1], node);
		break;
	case ID:
		part_string(&p->guids[2], feed_node_line(p->run, node));
		break;
	case CREATOR:
		part_author(p, node, 0);
		break;
	case DATE:
		part_note(&p->published[1], node);
		break;
	case ISSUED:
		part_note(&p->published[2], node);
		break;
	case CREATED:
		part_note(&p->published[3], node);
		break;
	case MODIFIED:
		part_note(&p->updated[1], node);
		break;
	case SUBJECT:
		part_category(p, node);
		break;
	case DESCRIPTION:
		part_note(&p->texts[4], node);
		break;
	case LANGUAGE:
		part_string(&p->e->lang, feed_node_line(p->run, node));
		break;
	default:
		break;
	}
}

/* A category may hold narrower ones. */
static void
itunes_category(struct parts *p, const xmlNode *node)
{
	const xmlNode *child;

	feed_list_add(&p->e->tags, part_attr_line(p, node, "text"));
	for (child = node->children; child != NULL; child = child->next)
		if (feed_is(child, NS_ITUNES, "category"))
			itunes_category(p, child);
}

void
part_itunes(struct parts *p, const xmlNode *node)
{
	enum {
		TITLE,
		AUTHOR,
		SUMMARY,
		SUBTITLE,
		IMAGE,
		LINK,
		CATEGORY,
		DURATION,
		KEYWORDS,
		EPISODE,
		SEASON
	};
	static const struct part_name names[] = {{"title", TITLE},
	    {"author", AUTHOR}, {"summary", SUMMARY}, {"subtitle", SUBTITLE},
	    {"image", IMAGE}, {"link", LINK}, {"category", CATEGORY},
	    {"duration", DURATION}, {"keywords", KEYWORDS},
	    {"episode", EPISODE}, {"season", SEASON}, {NULL, 0}};
	struct feed_media *m;
	const char *url;

	switch (part_look_up(names, feed_name(node))) {
	case TITLE:
		part_note(&p->titles[2], node);
		break;
	case AUTHOR:
		part_author(p, node, 2);
		break;
	case SUMMARY:
		part_note(&p->texts[6], node);
		break;
	case SUBTITLE:
		part_note(&p->texts[8], node);
		break;
	case IMAGE:
	case LINK:
		url = part_attr_url(p, node, "href");
		if (url == NULL)
			url = part_attr_url(p, node, "url");
		m = feed_entry_media(p->e, url);
		if (m != NULL)
			m->medium = "image";
		break;
	case CATEGORY:
		itunes_category(p, node);
		break;
	case DURATION:
		p->seconds = feed_seconds(feed_node_line(p->run, node));
		break;
	case KEYWORDS:
		part_keywords(p, node);
		break;
	case EPISODE:
		p->e->episode = feed_count(feed_node_line(p->run, node), -1);
		break;
	case SEASON:
		p->e->season = feed_count(feed_node_line(p->run, node), -1);
		break;
	default:
		break;
	}
}

static void media_children(struct parts *p, const xmlNode *node, int in);

static void
media_content(struct parts *p, const xmlNode *node)
{
	struct feed_media *m =
	    feed_entry_media(p->e, part_attr_url(p, node, "url"));
	const xmlNode *child;

	if (m != NULL) {
		m->mime = part_attr_line(p, node, "type");
		m->medium = part_attr_line(p, node, "medium");
		m->bytes = feed_count(feed_attr(node, "fileSize"), 0);
		m->width = feed_count(feed_attr(node, "width"), 0);
		m->height = feed_count(feed_attr(node, "height"), 0);
		m->seconds = feed_seconds(feed_attr(node, "duration"));
		for (child = node->children; child != NULL; child = child->next)
			if (feed_is(child, NS_MEDIA, "description") ||
			    (feed_is(child, NS_MEDIA, "title") &&
				m->alt == NULL))
				m->alt = feed_node_title(p->run, child, 0);
	}
	media_children(p, node, 1);
}

/* A child of an item, or (in) of its group or content. */
void
part_media(struct parts *p, const xmlNode *node, int in)
{
	const char *name = feed_name(node);
	struct feed_media *m;

	if (strcasecmp(name, "content") == 0) {
		media_content(p, node);
	} else if (strcasecmp(name, "group") == 0 ||
	    strcasecmp(name, "community") == 0) {
		media_children(p, node, strcasecmp(name, "group") != 0);
	} else if (strcasecmp(name, "thumbnail") == 0) {
		m = feed_entry_media(p->e, part_attr_url(p, node, "url"));
		if (m != NULL) {
			m->medium = "image";
			m->width = feed_count(feed_attr(node, "width"), 0);
			m->height = feed_count(feed_attr(node, "height"), 0);
		}
	} else if (strcasecmp(name, "statistics") == 0) {
		p->e->views = feed_count(feed_attr(node, "views"), -1);
	} else if (strcasecmp(name, "category") == 0) {
		feed_list_add(&p->e->tags, feed_node_line(p->run, node));
	} else if (strcasecmp(name, "keywords") == 0) {
		part_keywords(p, node);
	} else if (!in && strcasecmp(name, "title") == 0) {
		part_note(&p->titles[3], node);
	} else if (!in && strcasecmp(name, "description") == 0) {
		part_note(&p->texts[7], node);
	}
}

static void
media_children(struct parts *p, const xmlNode *node, int in)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE &&
		    feed_ns(child) == NS_MEDIA)
			part_media(p, child, in);
}
