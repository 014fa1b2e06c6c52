/* SPDX-License-Identifier: ISC */
#ifndef FEEDPARTS_H
#define FEEDPARTS_H

#include "cmd/cm-fetch/feedtree.h"

/* The parts of an item while they are looked for. */

enum {
	TITLES = 4,     /* title, dc, itunes, media */
	TEXTS = 9,      /* content:encoded to itunes:subtitle: see texts */
	FULL_TEXTS = 3, /* of these, what is more than a summary */
	DATES = 4
};

/* What was found, the best first. */
struct parts {
	struct feed_run *run;
	struct feed_entry *e;
	const xmlNode *node;
	int atom;
	int brief;
	const char *base;
	const xmlNode *titles[TITLES];
	const xmlNode *texts[TEXTS];
	const xmlNode *published[DATES];
	const xmlNode *updated[2];
	const char *links[4]; /* original, own, alternate, any */
	const char *guids[3]; /* guid, rdf:about, dc:identifier */
	const char *permalink;
	int author_rank;
	double seconds;
};

/* The first that is there counts. */
void part_note(const xmlNode **slot, const xmlNode *node);
void part_string(const char **slot, const char *s);

/* What a node says, kept: NULL if nothing. */
const char *part_attr_url(
    struct parts *p, const xmlNode *node, const char *name);
const char *part_attr_line(
    struct parts *p, const xmlNode *node, const char *name);
const char *part_node_url(struct parts *p, const xmlNode *node);

/* A category: of RSS its text, of Atom its term or its label. */
void part_category(struct parts *p, const xmlNode *node);

/* Tags in one text, with commas. */
void part_keywords(struct parts *p, const xmlNode *node);

/* Authors of the best sort there is: 0 is better than 1. */
void part_author(struct parts *p, const xmlNode *node, int rank);

struct part_name {
	const char *name; /* lower case; NULL ends the table */
	int what;
};

/* Returns what a name is, in any case; or -1. */
int part_look_up(const struct part_name *names, const char *name);

/* feedmodule.c: a child of an item in the vocabulary of that name. */
void part_dc(struct parts *p, const xmlNode *node);
void part_itunes(struct parts *p, const xmlNode *node);
void part_media(struct parts *p, const xmlNode *node, int in);

#endif
