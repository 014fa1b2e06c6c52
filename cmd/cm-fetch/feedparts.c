/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedparts.h"

void
part_note(const xmlNode **slot, const xmlNode *node)
{
	if (*slot == NULL && node->children != NULL)
		*slot = node;
}

void
part_string(const char **slot, const char *s)
{
	if (*slot == NULL)
		*slot = s;
}

const char *
part_attr_url(struct parts *p, const xmlNode *node, const char *name)
{
	const char *url = feed_attr(node, name);

	return url == NULL ? NULL
			   : feed_keep_url(p->run, feed_node_base(p->run, node),
				 url, strlen(url));
}

const char *
part_node_url(struct parts *p, const xmlNode *node)
{
	const char *text = feed_node_line(p->run, node);

	return text == NULL
	    ? NULL
	    : feed_keep_url(
		  p->run, feed_node_base(p->run, node), text, strlen(text));
}

const char *
part_attr_line(struct parts *p, const xmlNode *node, const char *name)
{
	const char *s = feed_attr(node, name);

	return s == NULL ? NULL : feed_keep_line(p->run, s, strlen(s));
}

void
part_category(struct parts *p, const xmlNode *node)
{
	const char *term = feed_node_title(p->run, node, 0);

	if (term == NULL)
		term = part_attr_line(p, node, "term");
	if (term == NULL)
		term = part_attr_line(p, node, "label");
	feed_list_add(&p->e->tags, term);
}

void
part_author(struct parts *p, const xmlNode *node, int rank)
{
	if (rank > p->author_rank)
		return;
	if (rank < p->author_rank)
		p->e->authors_n = 0;
	if (feed_read_author(p->run, node, p->atom, p->e) ||
	    p->e->authors_n > 0)
		p->author_rank = rank;
}

int
part_look_up(const struct part_name *names, const char *name)
{
	for (; names->name != NULL; names++)
		if (strcasecmp(names->name, name) == 0)
			return names->what;
	return -1;
}

void
part_keywords(struct parts *p, const xmlNode *node)
{
	const char *text = feed_node_line(p->run, node);
	size_t n;

	while (text != NULL && *text != '\0') {
		n = strcspn(text, ",");
		feed_list_add(&p->e->tags, feed_keep_line(p->run, text, n));
		text += n + (text[n] == ',');
	}
}
