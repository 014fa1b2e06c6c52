/* SPDX-License-Identifier: ISC */
/*
 * XML: the parser is given the document piece by piece and builds its tree;
 * what is complete is made into JSON and taken out of the tree, so that there
 * are never more than the elements around and one within them.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "cmd/cm-fetch/items_in.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/netxml.h"

enum {
	DEEPEST = ITEMS_STACK / 3, /* an element is an object and an array */
	ELEMENT_COST = 46,         /* bytes of the JSON of one, at least */
	PIECE = 8 << 10,           /* that the parser gets at once */
	PENDING = 2 * ITEM_MOST,   /* that it may wait with */
	SMALL = 2 * ITEMS_LONG,    /* what an element of the frame may have */
	NAMES_MOST = 64 << 20,     /* that the parser keeps */
	WITHIN = 64                /* elements around an item */
};

/* An element around the items. */
struct outer {
	uint64_t rules;
	int shown;
	size_t names;     /* the path before it */
	size_t from, end; /* in the frame: the last of those within it that
			     were around items too */
};

struct ready {
	size_t at, len, path;
	size_t frame, frame_len; /* as it was then */
	uint64_t version;
	uint64_t line;
	size_t rule;
	const char *bad;
};

struct items_xml {
	xmlParserCtxt *parser;
	struct items_path *paths;
	size_t n;
	struct outer levels[WITHIN];
	size_t depth;
	/* the element that is built: */
	size_t inside, built;      /* levels, those that are in the tree */
	int rule;                  /* -1: it goes to the frame */
	size_t cost, most, before; /* bytes; the path of what is around it */
	const char *bad;
	uint64_t line;
	/* items that wait: */
	struct ready *ready;
	size_t count, next, cap;
	struct cm_buf texts, names, paths_text, frames;
	struct cm_buf frame, scratch;
	uint64_t version; /* of the frame */
	int empty;        /* so far */
	char said[160];   /* by the parser */
	const char *why;
	uint64_t why_line;
};

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

static void
fail(struct items_xml *x, const char *why)
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
	fail(of(ctx), "it declares entities");
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

/* The frame as it is now. */
static void
close_frame(const struct items_xml *x, struct cm_buf *to)
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
		close_frame(x, &x->frames);
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

static xmlParserCtxt *
open_parser(struct items_xml *x)
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
	xmlDictSetLimit(parser->dict, NAMES_MOST);
	parser->_private = x;
	return parser;
}

void
items_xml_open(struct items *s, const char *const *paths, size_t n)
{
	struct items_xml *x = cm_zalloc(sizeof(*x));
	size_t i;

	s->xml = x;
	x->n = n < 64 ? n : 64;
	x->paths = cm_alloc((x->n + 1) * sizeof(*x->paths));
	for (i = 0; i < x->n; i++)
		items_path_init(&x->paths[i], paths[i]);
	cm_buf_init(&x->texts, CM_BUF_ANY);
	cm_buf_init(&x->names, CM_BUF_ANY);
	cm_buf_init(&x->paths_text, CM_BUF_ANY);
	cm_buf_init(&x->frames, CM_BUF_ANY);
	cm_buf_init(&x->frame, CM_BUF_ANY);
	cm_buf_init(&x->scratch, CM_BUF_ANY);
	x->empty = 1;
	x->parser = open_parser(x);
}

void
items_xml_close(struct items *s)
{
	struct items_xml *x = s->xml;
	size_t i;

	if (x == NULL)
		return;
	xmlFreeDoc(x->parser->myDoc);
	x->parser->myDoc = NULL;
	xmlFreeParserCtxt(x->parser);
	for (i = 0; i < x->n; i++)
		items_path_release(&x->paths[i]);
	free(x->paths);
	free(x->ready);
	cm_buf_release(&x->texts);
	cm_buf_release(&x->names);
	cm_buf_release(&x->paths_text);
	cm_buf_release(&x->frames);
	cm_buf_release(&x->frame);
	cm_buf_release(&x->scratch);
	free(x);
}

/* What the parser has against it. */
static void
check_parser(struct items_xml *x, int whole)
{
	const char *said = x->parser->lastError.message;
	const xmlParserInput *in = x->parser->input;

	if (x->why != NULL)
		return;
	if (x->parser->wellFormed) {
		if (in != NULL && in->end - in->cur > PENDING)
			fail(x, "a part of it is larger than 32 MiB");
		return;
	}
	if (whole && x->empty)
		said = "it is empty";
	else if (whole)
		said = "it is cut off";
	else if (said == NULL)
		said = "a mistake";
	snprintf(x->said, sizeof(x->said), "%s%.*s",
	    whole ? "" : "not XML: ", (int)strcspn(said, "\n"), said);
	fail(x, x->said);
}

/* Parses on until some item is ready. Returns 0 at the end. */
static int
parse(struct items *s)
{
	struct items_xml *x = s->xml;
	size_t n;

	if (s->at == s->end) {
		s->keep = s->at;
		if (s->eof)
			return 0;
		if (!items_more(s) && s->why == NULL) {
			xmlParseChunk(x->parser, "", 0, 1);
			check_parser(x, 1);
			return x->count > 0;
		}
		if (s->why != NULL)
			return 0;
	}
	n = s->end - s->at < PIECE ? s->end - s->at : PIECE;
	xmlParseChunk(x->parser, s->buf + s->at, (int)n, 0);
	s->at += n;
	x->empty = 0;
	check_parser(x, 0);
	return x->why == NULL || x->count > 0;
}

int
items_xml_next(struct items *s, struct item *i)
{
	struct items_xml *x = s->xml;
	const struct ready *r;

	if (x->next == x->count) {
		x->next = x->count = 0;
		cm_buf_clear(&x->texts);
		cm_buf_clear(&x->paths_text);
		cm_buf_clear(&x->frames);
		while (x->count == 0 && x->why == NULL)
			if (!parse(s))
				break;
		memset(cm_buf_room(&x->texts, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	}
	s->version =
	    x->next < x->count ? x->ready[x->next].version : x->version;
	if (s->why != NULL)
		return -1;
	if (x->count == 0 && x->why != NULL) {
		s->line = x->why_line;
		return items_fail(s, x->why);
	}
	if (x->count == 0)
		return 0;
	r = &x->ready[x->next++];
	i->json = x->texts.p + r->at;
	i->len = r->len;
	i->path = x->paths_text.p + r->path;
	i->line = r->line;
	i->rule = r->rule;
	i->bad = r->bad;
	return 1;
}

void
items_xml_frame(struct items *s, struct cm_buf *to)
{
	struct items_xml *x = s->xml;
	const struct ready *r;

	if (x->next == 0) {
		close_frame(x, to);
		return;
	}
	r = &x->ready[x->next - 1];
	cm_buf_add(to, x->frames.p + r->frame, r->frame_len);
}
