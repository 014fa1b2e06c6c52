/* SPDX-License-Identifier: ISC */
#ifndef CM_MARKUP_H
#define CM_MARKUP_H

#include <stddef.h>

#include "lib/buf.h"

/*
 * HTML piece by piece, as it occurs: nothing is refused, what makes no sense
 * is text, what is cut off at the end is left out.
 */
enum cm_markup_kind {
	CM_MARKUP_END,
	CM_MARKUP_TEXT, /* with references, or (raw) without */
	CM_MARKUP_OPEN,
	CM_MARKUP_CLOSE,
	CM_MARKUP_OTHER /* a comment, a declaration */
};

struct cm_markup {
	const char *p, *end;
	char raw[12]; /* inside this element all is text up to its end */
};

struct cm_markup_piece {
	enum cm_markup_kind kind;
	const char *p; /* as it stands in the source */
	size_t len;
	char name[12];     /* of the element, lower case; cut if longer */
	const char *attrs; /* of CM_MARKUP_OPEN, for cm_markup_attr */
	size_t attrs_len;
	int raw; /* text of a script or the like */
};

void cm_markup_init(struct cm_markup *h, const char *html, size_t len);
enum cm_markup_kind cm_markup_next(
    struct cm_markup *h, struct cm_markup_piece *piece);

/* Whether a tag, a comment or a declaration begins at p, which is a '<'. */
int cm_markup_begins(const char *p, const char *end);

/* An attribute: its name and its value as they stand, without the quotes. */
struct cm_markup_attr {
	const char *name, *value;
	size_t name_len, value_len;
};

/* Walks the attributes of a piece; *at is 0 first. Returns 0 at the end. */
int cm_markup_attr_next(const struct cm_markup_piece *piece, size_t *at,
    struct cm_markup_attr *attr);

/* Adds the value of an attribute, decoded. Returns -1 if there is none. */
int cm_markup_attr(
    const struct cm_markup_piece *piece, const char *name, struct cm_buf *to);

#endif
