/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include <libxml/parser.h>

#include "cmd/cm-fetch/feedtree.h"
#include "lib/err.h"

/* Lists of feeds: OPML, whose attributes are written in any case. */

static const char opml_cut[] =
    "the list breaks off: the feeds before that are read";

struct opml {
	struct feed_run run;
	struct cm_buf folder;
	void (*each)(
	    void *ctx, const char *url, const char *title, const char *folder);
	void (*problem)(void *ctx, const char *what);
	void *ctx;
	long n;
};

static const char *
attr_line(struct opml *o, const xmlNode *node, const char *name)
{
	const char *s = feed_attr(node, name);

	return s == NULL ? NULL : feed_keep_line(&o->run, s, strlen(s));
}

static const char *
title_of(struct opml *o, const xmlNode *node)
{
	const char *title = attr_line(o, node, "text");

	return title != NULL ? title : attr_line(o, node, "title");
}

/* Whether nothing comes behind it, not even in it. */
static int
is_last(const xmlNode *node)
{
	if (node->children != NULL)
		return 0;
	for (; node != NULL; node = node->parent)
		if (node->next != NULL)
			return 0;
	return 1;
}

static void
outlines(struct opml *o, const xmlNode *node)
{
	const xmlNode *child;
	const char *url, *title;
	size_t len;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type != XML_ELEMENT_NODE)
			continue;
		len = o->folder.len;
		url = attr_line(o, child, "xmlUrl");
		title = NULL;
		if (strcasecmp(feed_name(child), "outline") == 0)
			title = title_of(o, child);
		if (o->run.cut_tag && is_last(child)) {
			/* Half an address is none. */
		} else if (url != NULL) {
			o->each(o->ctx, url, title,
			    len == 0 ? NULL : cm_buf_str(&o->folder));
			o->n++;
		} else if (title != NULL) {
			if (len > 0)
				cm_buf_byte(&o->folder, '/');
			cm_buf_puts(&o->folder, title);
		}
		outlines(o, child);
		o->folder.len = len;
	}
}

static void
told(void *ctx, const char *what)
{
	struct opml *o = ctx;

	if (o->problem != NULL)
		o->problem(o->ctx, what);
}

static int
read_opml(struct opml *o)
{
	struct cm_buf text, good;
	xmlDoc *doc = NULL;
	int bad = -1;

	cm_buf_init(&text, CM_BUF_ANY);
	cm_buf_init(&good, 4 * (size_t)FEED_MAX);
	feed_chars(&o->run, &text);
	if (feed_looks_like(cm_buf_str(&text), text.len) != FEED_OPML)
		feed_problem(&o->run, 0, "it is no list of feeds (OPML)");
	else
		bad = feed_mend(&o->run, text.p, text.len, &good);
	if (!bad)
		doc = feed_tree(&o->run, good.p, good.len);
	cm_buf_release(&text);
	cm_buf_release(&good);
	if (doc == NULL || xmlDocGetRootElement(doc) == NULL)
		bad = -1;
	else
		outlines(o, xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	return bad;
}

long
opml_each(const char *bytes, size_t len, const char *charset,
    void (*each)(
	void *ctx, const char *url, const char *title, const char *folder),
    void (*problem)(void *ctx, const char *what), void *ctx)
{
	struct opml o;
	struct feed_in in;
	struct feed_out out = {NULL, told, NULL};
	struct feed_info info;
	int bad = -1;

	memset(&in, 0, sizeof(in));
	memset(&info, 0, sizeof(info));
	memset(&o, 0, sizeof(o));
	in.bytes = bytes;
	in.len = len;
	in.charset = charset;
	o.each = each;
	o.problem = problem;
	o.ctx = ctx;
	out.ctx = &o;
	cm_buf_init(&o.folder, CM_BUF_ANY);
	feed_run_init(&o.run, &in, &out, &info);
	if (len > FEED_MAX)
		feed_problem(&o.run, 0,
		    "it was refused: it is larger than %d MiB", FEED_MAX >> 20);
	else
		bad = read_opml(&o);
	if (bad == 0 && o.run.end >= FEED_CUT) {
		feed_problem(&o.run, 0, "%s", opml_cut);
		bad = -1;
	}
	feed_run_release(&o.run);
	cm_buf_release(&o.folder);
	return bad < 0 ? -1 : o.n;
}
