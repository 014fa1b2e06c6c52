/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "lib/json.h"
#include "lib/netanswer.h"
#include "lib/netxml.h"

/*
 * XML as {"name","attrs","text","children"}: nothing is fetched, no DTD is
 * read, and a document that declares entities is not taken: what they stand
 * for may be a file or a million times as long.
 */

static void
refuse(void *ctx, const xmlChar *name, int type, const xmlChar *public,
    const xmlChar *system, xmlChar *content)
{
	(void)name;
	(void)type;
	(void)public;
	(void)system;
	(void)content;
	xmlStopParser(ctx);
}

static void
member(struct cm_buf *to, const xmlNs *ns, const xmlChar *name)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (ns != NULL && ns->prefix != NULL)
		cm_buf_printf(&b, "%s:", (const char *)ns->prefix);
	cm_buf_puts(&b, (const char *)name);
	cm_json_string(to, b.p, b.len);
	cm_buf_release(&b);
}

static void
add_attrs(struct cm_buf *to, const xmlNode *node)
{
	const xmlAttr *a;
	const xmlNode *t;
	struct cm_buf b;

	cm_buf_puts(to, ",\"attrs\":{");
	for (a = node->properties; a != NULL; a = a->next) {
		if (a != node->properties)
			cm_buf_byte(to, ',');
		member(to, a->ns, a->name);
		cm_buf_byte(to, ':');
		cm_buf_init(&b, CM_BUF_ANY);
		for (t = a->children; t != NULL; t = t->next)
			if (t->content != NULL)
				cm_buf_puts(&b, (const char *)t->content);
		cm_json_string(to, b.p, b.len);
		cm_buf_release(&b);
	}
	cm_buf_byte(to, '}');
}

/* Its own text; blanks between elements are none. */
static void
add_own_text(struct cm_buf *to, const xmlNode *node)
{
	const xmlNode *t;
	struct cm_buf b;
	int elements = 0, plain = 0;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	for (t = node->children; t != NULL; t = t->next) {
		elements |= t->type == XML_ELEMENT_NODE;
		if (t->type == XML_TEXT_NODE ||
		    t->type == XML_CDATA_SECTION_NODE)
			cm_buf_puts(&b, (const char *)t->content);
	}
	for (i = 0; i < b.len; i++)
		plain |= strchr(" \t\r\n", b.p[i]) == NULL;
	cm_buf_puts(to, ",\"text\":");
	cm_json_string(to, b.p, plain || !elements ? b.len : 0);
	cm_buf_release(&b);
}

void
cm_netxml_head(struct cm_buf *to, const xmlNode *node)
{
	cm_buf_puts(to, "{\"name\":");
	member(to, node->ns, node->name);
	add_attrs(to, node);
}

/* Without recursion: a tree may be as deep as the parser lets it. */
void
cm_netxml_tree(struct cm_buf *to, const xmlNode *root)
{
	const xmlNode *node = root, *next;

	for (;;) {
		cm_netxml_head(to, node);
		add_own_text(to, node);
		cm_buf_puts(to, ",\"children\":[");
		next = xmlFirstElementChild((xmlNode *)node);
		while (next == NULL) {
			cm_buf_puts(to, "]}");
			if (node == root)
				return;
			next = xmlNextElementSibling((xmlNode *)node);
			if (next != NULL)
				cm_buf_byte(to, ',');
			else
				node = node->parent;
		}
		node = next;
	}
}

static void
say_nothing(void *ctx, xmlErrorPtr why)
{
	(void)ctx;
	(void)why;
}

int
cm_netanswer_xml(
    struct cm_buf *to, const char *s, size_t len, const char *charset)
{
	xmlParserCtxt *parser;
	xmlDoc *doc;
	int good;

	if (len > INT_MAX)
		return -1;
	parser = xmlNewParserCtxt();
	if (parser == NULL)
		return -1;
	parser->sax->entityDecl = refuse;
	parser->sax->serror = say_nothing;
	doc = xmlCtxtReadMemory(parser, s, (int)len, NULL, charset,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
	good = doc != NULL && parser->wellFormed &&
	    xmlDocGetRootElement(doc) != NULL;
	if (good)
		cm_netxml_tree(to, xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(parser);
	return good ? 0 : -1;
}
