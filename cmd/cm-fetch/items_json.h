/* SPDX-License-Identifier: ISC */
#ifndef ITEMS_JSON_H
#define ITEMS_JSON_H

#include "cmd/cm-fetch/items_in.h"

/* Inside items_json: the walk over the grammar, what it keeps of what is around
 * the items, and the cutting of an item. */

enum {
	DEPTH = 240,        /* of what is around the items */
	NAME_MOST = 1 << 16 /* of a member */
};

enum state {
	START,   /* of the document, where a wrapper may stand */
	VALUE,   /* a value is due */
	ELEMENT, /* a value, or the end of the array */
	MEMBER,  /* a name is due */
	FIRST,   /* a name, or the end of the object */
	BEHIND,  /* a value */
	END      /* of the document */
};

/* A container around what is read. */
struct level {
	int object, shown;
	int around;     /* an array around that of items: shown is its present
			   element, in its place */
	size_t before;  /* the frame before it, its name included */
	size_t mark;    /* and where its element goes */
	size_t names;   /* the path of it */
	uint64_t rules; /* that have come so far */
};

struct items_json {
	struct items_path *paths;
	size_t n;
	enum state state;
	int wrapped;
	uint64_t rules; /* of the value that is due */
	int root;       /* some path is the document itself */
	struct level levels[DEPTH];
	size_t depth;
	struct cm_buf name;  /* of the present member, with quotes */
	struct cm_buf token; /* a value around the items */
	struct cm_buf names; /* of members that led here, with commas */
	struct cm_buf around;
	struct cm_buf scratch;
};

int items_json_cut_off(struct items *s);

/* items_around.c */

/* The rules that a member of the present name, or (named 0) an element, goes on
 * with. */
uint64_t items_json_follow(const struct items_json *j, int named);
/* The rule whose items are the present value, or -1; element: is an element
 * of it, if it is an array. */
int items_json_rule(const struct items_json *j, int element);
/* Takes the token as the present value. Returns 0 or -1. */
int items_json_show(struct items *s);
/* Behind the bracket that begins or ends a container. */
int items_json_push(struct items *s, int object);
void items_json_pop(struct items *s);

/* items_item.c: takes the present value as an item. Returns 1 or -1. */
int items_json_cut(struct items *s, struct item *i, int rule);

#endif
