/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <libxml/parser.h>

#include "cmd/cm-fetch/feedtree.h"
#include "lib/err.h"

/* The first thing that the parser did not like, where feedmend.c did. */
static void
parser_error(void *ctx, xmlErrorPtr error)
{
	xmlParserCtxt *parser = ctx;
	struct feed_run *r = parser->_private;
	size_t len;

	if (error->message == NULL || error->level == XML_ERR_WARNING)
		return;
	len = strcspn(error->message, "\n");
	if (error->code == XML_NS_ERR_UNDEFINED_NAMESPACE)
		feed_problem(r, error->line,
		    "a namespace is not declared: %.*s", (int)len,
		    error->message);
	else
		feed_problem(r, error->line, "not well-formed: %.*s", (int)len,
		    error->message);
}

xmlDoc *
feed_tree(struct feed_run *r, const char *text, size_t len)
{
	xmlParserCtxt *parser;
	xmlDoc *doc;

	xmlInitParser();
	parser = xmlNewParserCtxt();
	if (parser == NULL)
		cm_die(CM_FAIL, "out of memory");
	parser->_private = r;
	parser->sax->serror = parser_error;
	doc = xmlCtxtReadMemory(parser, text, (int)len, NULL, "UTF-8",
	    XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOCDATA |
		XML_PARSE_COMPACT | XML_PARSE_HUGE | XML_PARSE_BIG_LINES |
		XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (doc == NULL)
		feed_problem(r, 0, "it is no feed: there is no XML in it");
	xmlFreeParserCtxt(parser);
	return doc;
}
