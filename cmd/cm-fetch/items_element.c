/* SPDX-License-Identifier: ISC */
/*
 * XML: the parser builds its tree; what is complete is made into JSON and taken
 * out of the tree, so that there are never more than the elements around and
 * one within them.
 */
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/tree.h>

#include "cmd/cm-fetch/items_xml.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netxml.h"

static struct items_xml *
of(void *ctx)
{
	return ((xmlParserCtxt *)ctx)->_private;
}

static void
say_nothing(void *ctx, xmlErrorPtr why)
{
	(void)ctx;
	(void)why;
}

void
items_xml_fail(struct items_xml *x, const char *why)
{
	if (x->why != NULL)
		return;
	x->why = why;
	x->why_line = (uint64_t)xmlSAX2GetLineNumber(x->parser);
	xmlStopParser(x->parser);
}

/* What an entity stands for may be a file or a million times as long. */
static void
refuse(void *ctx, const xmlChar *name, int type, const xmlChar *public,
    const xmlChar *system, xmlChar *content)
{
	(void)name;
	(void)type;
	(void)public;
	(void)system;
	(void)content;
	items_xml_fail(of(ctx), "it declares entities");
}

/* The rules that go on with an element of that name; *whole is that of which
 * it is an item, or -1. */
static uint64_t
lead_on(const struct items_xml *x, const char *name, int *whole)
{
	uint64_t before = x->depth > 0 ? x->levels[x->depth - 1].rules
				       : ~(uint64_t)0,
		 rules = 0;
	const char *step;
	size_t i;

	*whole = -1;
	for (i = 0; i < x->n; i++) {
		if ((before >> i & 1) == 0 || x->paths[i].n <= x->depth)
			continue;
		step = x->paths[i].steps[x->depth];
		if (step == NULL ||
		    (strcmp(step, "*") != 0 && strcmp(step, name) != 0))
			continue;
		rules |= (uint64_t)1 << i;
		if (x->paths[i].n == x->depth + 1 && *whole == -1)
			*whole = (int)i;
	}
	return rules;
}

static void
add_name(struct items_xml *x, const char *name)
{
	if (x->names.len > 0)
		cm_buf_byte(&x->names, ',');
	cm_json_string(&x->names, name, strlen(name));
}

/* Whether the frame takes so many bytes more, with the ends of what is open. */
static int
has_room(const struct items_xml *x, size_t len)
{
	return x->frame.len + len + 8 * WITHIN < ITEMS_FRAME;
}

static void
add_comma(struct cm_buf *to)
{
	if (to->len > 0 && to->p[to->len - 1] != '[')
		cm_buf_byte(to, ',');
}

/* Takes what is over out of the frame: of several elements in a row that are
 * around items, the present one stays. */
static void
forget(struct items_xml *x, struct outer *l)
{
	struct cm_buf *b = &x->frame;

	if (l->from == l->end)
		return;
	if (b->p[l->from] != ',' && l->end < b->len && b->p[l->end] == ',')
		l->end++;
	memmove(b->p + l->from, b->p + l->end, b->len - l->end);
	b->len -= l->end - l->from;
	l->end = l->from;
}

/* An element around the items. */
static void
enter(struct items_xml *x, const char *name, uint64_t rules)
{
	struct outer *up = x->depth > 0 ? &x->levels[x->depth - 1] : NULL;
	struct outer *l = &x->levels[x->depth++];

	x->version++;
	memset(l, 0, sizeof(*l));
	l->rules = rules;
	l->names = x->names.len;
	add_name(x, name);
	if (up != NULL && !up->shown)
		return;
	if (up != NULL)
		forget(x, up);
	cm_buf_clear(&x->scratch);
	cm_netxml_head(&x->scratch, x->parser->node);
	if (!has_room(x, x->scratch.len + 32))
		return;
	l->shown = 1;
	if (up != NULL)
		up->from = x->frame.len;
	add_comma(&x->frame);
	cm_buf_add(&x->frame, x->scratch.p, x->scratch.len);
	cm_buf_puts(&x->frame, ",\"text\":\"\",\"children\":[");
}

static void
leave(struct items_xml *x)
{
	struct outer *l = &x->levels[--x->depth];

	x->version++;
	x->names.len = l->names;
	if (!l->shown)
		return;
	cm_buf_puts(&x->frame, "]}");
	if (x->depth > 0)
		x->levels[x->depth - 1].end = x->frame.len;
}

/* An item, or an element of the frame, begins. */
static void
capture(struct items_xml *x, int rule)
{
	x->rule = rule;
	x->inside = 1;
	x->before = x->names.len;
	x->cost = 0;
	x->most = rule >= 0 ? ITEM_MOST : SMALL;
	x->bad = NULL;
	x->line = (uint64_t)xmlSAX2GetLineNumber(x->parser);
}

/* Whether the element that begins, or the text, is still built. */
static int
is_built(struct items_xml *x, size_t cost)
{
	x->cost += cost;
	if (x->bad == NULL && x->cost > x->most)
		x->bad = "it is larger than 16 MiB";
	if (x->bad == NULL && x->inside > DEEPEST)
		x->bad = "it is nested too deeply";
	return x->bad == NULL;
}

static void
start_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nspaces, const xmlChar **spaces, int nattrs,
    int ndefault, const xmlChar **attrs)
{
	struct items_xml *x = of(ctx);
	size_t cost = ELEMENT_COST + strlen((const char *)name);
	uint64_t rules;
	int i, rule;

	for (i = 0; i < nattrs; i++)
		cost += 6 + strlen((const char *)attrs[5 * i]) +
		    (size_t)(attrs[5 * i + 4] - attrs[5 * i + 3]);
	if (x->inside > 0) {
		x->inside++;
		if (!is_built(x, cost))
			return;
		x->built++;
		xmlSAX2StartElementNs(ctx, name, prefix, uri, nspaces, spaces,
		    nattrs, ndefault, attrs);
		return;
	}
	rules = lead_on(x, (const char *)name, &rule);
	xmlSAX2StartElementNs(
	    ctx, name, prefix, uri, nspaces, spaces, nattrs, ndefault, attrs);
	if (rule == -1 && rules != 0 && x->depth < WITHIN) {
		enter(x, (const char *)name, rules);
		return;
	}
	capture(x, rule);
	x->built = 1;
	is_built(x, cost);
	if (rule >= 0)
		add_name(x, (const char *)name);
}

void
items_xml_close_frame(const struct items_xml *x, struct cm_buf *to)
{
	size_t i;

	cm_buf_add(to, x->frame.p, x->frame.len);
	for (i = x->depth; i > 0; i--)
		if (x->levels[i - 1].shown)
			cm_buf_puts(to, "]}");
}

/* The parser is ahead of what is handed over. */
static void
keep_frame(struct items_xml *x, struct ready *r)
{
	if (x->count > 1 && r[-1].version == x->version) {
		r->frame = r[-1].frame;
		r->frame_len = r[-1].frame_len;
	} else {
		r->frame = x->frames.len;
		items_xml_close_frame(x, &x->frames);
		r->frame_len = x->frames.len - r->frame;
	}
	r->version = x->version;
}

static void
add_ready(struct items_xml *x, const xmlNode *node)
{
	struct ready *r;

	if (x->count == x->cap) {
		x->cap = x->cap > 0 ? x->cap * 2 : 64;
		x->ready = cm_realloc(x->ready, x->cap * sizeof(*x->ready));
	}
	r = &x->ready[x->count++];
	r->line = x->line;
	r->rule = (size_t)x->rule;
	r->at = x->texts.len;
	cm_netxml_tree(&x->texts, node);
	r->len = x->texts.len - r->at;
	r->bad = x->bad;
	if (r->bad == NULL && r->len > ITEM_MOST)
		r->bad = "it is larger than 16 MiB";
	keep_frame(x, r);
	r->path = x->paths_text.len;
	cm_buf_byte(&x->paths_text, '[');
	cm_buf_add(&x->paths_text, x->names.p, x->names.len);
	cm_buf_add(&x->paths_text, "]", 2);
}

static void
add_to_frame(struct items_xml *x, const xmlNode *node)
{
	if (x->bad != NULL || (x->depth > 0 && !x->levels[x->depth - 1].shown))
		return;
	cm_buf_clear(&x->scratch);
	cm_netxml_tree(&x->scratch, node);
	if (!has_room(x, x->scratch.len))
		return;
	x->version++;
	add_comma(&x->frame);
	cm_buf_add(&x->frame, x->scratch.p, x->scratch.len);
}

static void
end_element(
    void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct items_xml *x = of(ctx);
	xmlNode *node = x->parser->node;

	if (x->inside > x->built) {
		x->inside--;
		return;
	}
	xmlSAX2EndElementNs(ctx, name, prefix, uri);
	if (x->inside > 0) {
		x->inside--;
		x->built--;
		if (x->inside > 0)
			return;
		if (x->rule >= 0) {
			add_ready(x, node);
			x->names.len = x->before;
		} else {
			add_to_frame(x, node);
		}
	} else {
		leave(x);
	}
	/* The outermost one stays: without it no document is well-formed. */
	if (x->depth > 0) {
		xmlUnlinkNode(node);
		xmlFreeNode(node);
	}
}

/* Text between the elements around items is blanks. */
static void
characters(void *ctx, const xmlChar *p, int len)
{
	struct items_xml *x = of(ctx);

	if (x->inside > 0 && x->inside == x->built && is_built(x, (size_t)len))
		xmlSAX2Characters(ctx, p, len);
}

/* What is not declared here stands as it was written. */
static void
reference(void *ctx, const xmlChar *name)
{
	characters(ctx, (const xmlChar *)"&", 1);
	characters(ctx, name, (int)strlen((const char *)name));
	characters(ctx, (const xmlChar *)";", 1);
}

xmlParserCtxt *
items_xml_parser(struct items_xml *x)
{
	xmlParserCtxt *parser;
	xmlSAXHandler sax;

	memset(&sax, 0, sizeof(sax));
	xmlSAXVersion(&sax, 2);
	sax.startElementNs = start_element;
	sax.endElementNs = end_element;
	sax.characters = sax.ignorableWhitespace = characters;
	sax.cdataBlock = characters;
	sax.reference = reference;
	sax.entityDecl = refuse;
	sax.unparsedEntityDecl = NULL;
	sax.externalSubset = NULL;
	sax.attributeDecl = NULL;
	sax.elementDecl = NULL;
	sax.notationDecl = NULL;
	sax.comment = NULL;
	sax.processingInstruction = NULL;
	sax.serror = say_nothing;
	parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	if (parser == NULL)
		cm_die(CM_FAIL, "out of memory");
	/* Texts of more than 10 MB are HUGE; nothing can be that expands. */
	xmlCtxtUseOptions(parser,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		XML_PARSE_COMPACT | XML_PARSE_HUGE);
	/* Taking options sets some of them again. */
	parser->sax->cdataBlock = characters;
	parser->_private = x;
	return parser;
}
