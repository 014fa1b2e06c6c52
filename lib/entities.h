/* SPDX-License-Identifier: ISC */
#ifndef CM_ENTITIES_H
#define CM_ENTITIES_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/length.h"

/*
 * What a plain text holds besides words, as people write it:
 *   link     https://example.org/a, example.org/a: with a scheme, or with a
 *            host that ends as hosts do; what belongs to the sentence behind
 *            it (a full stop, the bracket around it) is left out
 *   mention  @user, @user@host.example, @name.example.social
 *   tag      #word in any script; not a number alone
 * In the order of the text; none lies in another.
 */
enum cm_entities_kind { CM_ENTITY_LINK, CM_ENTITY_MENTION, CM_ENTITY_TAG };

struct cm_entities_one {
	enum cm_entities_kind kind;
	/* From and to (which is behind it). */
	size_t bytes[2], chars[2], utf16[2];
	int bare; /* a link without scheme: its value has https:// in front */
};

struct cm_entities {
	struct cm_entities_one *one;
	size_t count, cap;
};

void cm_entities_find(struct cm_entities *e, const char *s, size_t len);
void cm_entities_release(struct cm_entities *e);

/* Adds them as a JSON array: {"kind", "text" as it stands there, "value" (a
 * link that can be followed, a name without @ or #), "chars", "utf16", "bytes":
 * [from, to]}. */
void cm_entities_json(
    struct cm_buf *to, const struct cm_entities *e, const char *s);

/* The length of a text in all units where a link counts `link`; -1: as it is
 * written, but 23 as X weighs. Bytes are always counted as they are. */
void cm_entities_length(struct cm_length *l, const struct cm_entities *e,
    const char *s, size_t len, long link);

#endif
