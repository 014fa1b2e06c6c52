/* SPDX-License-Identifier: ISC */
/* XML: the parser is given the document piece by piece, until some item is
 * complete. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/items_xml.h"
#include "lib/err.h"

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
	x->parser = items_xml_parser(x);
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

/* How many bytes the parser could not make anything of yet. */
static size_t
waiting(const struct items_xml *x)
{
	const xmlParserInput *in = x->parser->input;

	return in != NULL ? (size_t)(in->end - in->cur) : 0;
}

/* What the parser has against it. */
static void
check_parser(struct items_xml *x, int whole)
{
	const char *said = x->parser->lastError.message;

	if (x->why != NULL)
		return;
	if (x->parser->wellFormed) {
		if (waiting(x) > PENDING)
			items_xml_fail(x, "a part of it is larger than 32 MiB");
		if (xmlDictSize(x->parser->dict) > NAMES_MOST)
			items_xml_fail(x, "it has too many names");
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
	items_xml_fail(x, x->said);
}

/* Parses on until some item is ready. Returns 0 at the end. */
static int
parse(struct items *s)
{
	struct items_xml *x = s->xml;
	size_t n;

	/* Pieces of the same size however they come: what the parser says of a
	 * mistake depends on them. It looks at all that it waits with each
	 * time. */
	n = waiting(x) < ITEM_MOST ? PIECE + waiting(x) : ITEM_MOST;
	s->keep = s->at;
	while (s->end - s->at < n && items_more(s))
		;
	if (s->at == s->end && s->why == NULL && !x->ended) {
		x->ended = 1;
		xmlParseChunk(x->parser, "", 0, 1);
		check_parser(x, 1);
		return x->count > 0;
	}
	if (s->at == s->end)
		return 0;
	if (n > s->end - s->at)
		n = s->end - s->at;
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
	if (x->count == 0 && s->why != NULL)
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
		items_xml_close_frame(x, to);
		return;
	}
	r = &x->ready[x->next - 1];
	cm_buf_add(to, x->frames.p + r->frame, r->frame_len);
}
