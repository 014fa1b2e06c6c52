/* SPDX-License-Identifier: ISC */
#ifndef ITEMS_XML_H
#define ITEMS_XML_H

#include <libxml/parser.h>

#include "cmd/cm-fetch/items_in.h"

/* Inside items_xml: the parser's events, and what waits to be handed over. */

enum {
	DEEPEST = ITEMS_STACK / 3, /* an element is an object and an array */
	ELEMENT_COST = 46,         /* bytes of the JSON of one, at least */
	PIECE = 8 << 10,           /* that the parser gets at once */
	PENDING = 2 * ITEM_MOST,   /* that it may wait with */
	SMALL = 2 * ITEMS_LONG,    /* what an element of the frame may have */
	NAMES_MOST = 200000,       /* different ones; the parser keeps them */
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
	int empty, ended; /* so far; was told its end */
	char said[160];   /* by the parser */
	const char *why;
	uint64_t why_line;
};

/* items_element.c */

/* A parser for a document that is given piece by piece. */
xmlParserCtxt *items_xml_parser(struct items_xml *x);
/* Says what is wrong, and stops it. */
void items_xml_fail(struct items_xml *x, const char *why);
/* The frame as it is now. */
void items_xml_close_frame(const struct items_xml *x, struct cm_buf *to);

#endif
