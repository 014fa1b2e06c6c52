/* SPDX-License-Identifier: ISC */
#ifndef FEEDTREE_H
#define FEEDTREE_H

#include <libxml/tree.h>

#include "cmd/cm-fetch/feedpart.h"

/* The tree of a feed in XML: names, attributes, text, bases. */

/* The vocabularies of feeds. */
enum feed_ns {
	NS_CORE, /* RSS of any version, or none */
	NS_ATOM,
	NS_DC,
	NS_DCTERMS,
	NS_CONTENT,
	NS_ITUNES,
	NS_MEDIA,
	NS_SLASH,
	NS_WFW,
	NS_THREAD,
	NS_XHTML,
	NS_RDF,
	NS_SY,
	NS_FEEDBURNER,
	NS_OTHER
};

/*
 * By its namespace; where that is not known or not declared, by its prefix as
 * people use it.
 */
enum feed_ns feed_ns(const xmlNode *node);

/* Its name without a prefix. */
const char *feed_name(const xmlNode *node);

/* Tells whether it has that name, whatever the case. */
int feed_is(const xmlNode *node, enum feed_ns ns, const char *name);

/* An attribute by its name without prefix: its value, or NULL. xml: ones
 * ("base", "lang") by the second. They live as long as the tree. */
const char *feed_attr(const xmlNode *node, const char *name);
const char *feed_xml_attr(const xmlNode *node, const char *name);

/* Adds all its text; or its content as HTML, in which base, unless NULL, and
 * xml:base make links absolute. */
void feed_node_text(struct cm_buf *to, const xmlNode *node);
void feed_node_html(struct cm_buf *to, const xmlNode *node, const char *base);

int feed_has_elements(const xmlNode *node);

/* The base of links in it (kept), and its language, or NULL. */
const char *feed_node_base(struct feed_run *r, const xmlNode *node);
const char *feed_node_lang(const xmlNode *node);

/* Its text: on one line, or as it is; NULL if there is none. */
const char *feed_node_line(struct feed_run *r, const xmlNode *node);
const char *feed_node_keep(struct feed_run *r, const xmlNode *node);

long feed_node_line_no(const xmlNode *node);

/* feedparser.c: parses what feed_mend() made; NULL and a problem if it
 * cannot. The caller frees it. */
xmlDoc *feed_tree(struct feed_run *r, const char *text, size_t len);

/* feedtext.c: the forms that a text has in a feed. */

/* A title, as plain text on one line. */
const char *feed_node_title(struct feed_run *r, const xmlNode *node, int atom);

/* A summary as plain text. */
const char *feed_node_plain(struct feed_run *r, const xmlNode *node, int atom);

/* Sets an entry's text, html and links from its content. */
void feed_node_content(
    struct feed_run *r, struct feed_entry *e, const xmlNode *node, int atom);

/* feeditem.c: reads one item; when brief only what identifies it. */
void feed_read_item(
    struct feed_run *r, const xmlNode *node, int brief, struct feed_entry *e);

/* An element's author (RSS or Atom), if it is one. Returns whether it was. */
int feed_read_author(
    struct feed_run *r, const xmlNode *node, int atom, struct feed_entry *e);

#endif
