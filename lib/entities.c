/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/entities.h"
#include "lib/err.h"
#include "lib/json.h"

enum { LINK_WEIGHT = 23 };

void
cm_entities_find(struct cm_entities *e, const char *s, size_t len)
{
	(void)s;
	(void)len;
	memset(e, 0, sizeof(*e));
}

void
cm_entities_release(struct cm_entities *e)
{
	free(e->one);
	memset(e, 0, sizeof(*e));
}

static void
add_pair(struct cm_buf *to, const char *key, const size_t pair[2])
{
	cm_json_key(to, key);
	cm_buf_printf(to, "[%zu,%zu]", pair[0], pair[1]);
}

static void
add_one(struct cm_buf *to, const struct cm_entities_one *one, const char *s)
{
	static const char *const kinds[] = {"link", "mention", "tag"};
	const char *p = s + one->bytes[0];
	size_t n = one->bytes[1] - one->bytes[0];
	struct cm_buf value;
	size_t sign = 0;

	cm_buf_init(&value, CM_BUF_ANY);
	if (one->bare)
		cm_buf_puts(&value, "https://");
	if (one->kind != CM_ENTITY_LINK) /* @ and #, or three bytes when wide */
		sign = (*p & 0x80) != 0 ? 3 : 1;
	cm_buf_add(&value, p + sign, n - sign);
	cm_buf_byte(to, '{');
	cm_json_member(to, "kind", kinds[one->kind]);
	cm_json_member_n(to, "text", p, n);
	cm_json_member_n(to, "value", value.p, value.len);
	add_pair(to, "chars", one->chars);
	add_pair(to, "utf16", one->utf16);
	add_pair(to, "bytes", one->bytes);
	cm_buf_byte(to, '}');
	cm_buf_release(&value);
}

void
cm_entities_json(struct cm_buf *to, const struct cm_entities *e, const char *s)
{
	size_t i;

	cm_buf_byte(to, '[');
	for (i = 0; i < e->count; i++) {
		if (i > 0)
			cm_buf_byte(to, ',');
		add_one(to, &e->one[i], s);
	}
	cm_buf_byte(to, ']');
}

/* Adds what a piece counts as it is written. */
static void
add_length(struct cm_length *l, const char *s, size_t len)
{
	size_t n;

	for (; len > 0; s += n, len -= n)
		n = cm_length_grapheme(l, s, len);
}

void
cm_entities_length(struct cm_length *l, const struct cm_entities *e,
    const char *s, size_t len, long link)
{
	struct cm_length one;
	size_t i, at = 0, n;
	int unit;

	memset(l, 0, sizeof(*l));
	for (i = 0; i < e->count; i++) {
		if (e->one[i].kind != CM_ENTITY_LINK)
			continue;
		add_length(l, s + at, e->one[i].bytes[0] - at);
		at = e->one[i].bytes[1];
		n = at - e->one[i].bytes[0];
		cm_length_of(&one, s + e->one[i].bytes[0], n);
		for (unit = 0; unit <= CM_UNIT_WEIGHTED; unit++)
			if (unit == CM_UNIT_BYTES ||
			    (link < 0 && unit != CM_UNIT_WEIGHTED))
				l->in[unit] += one.in[unit];
			else
				l->in[unit] +=
				    link < 0 ? LINK_WEIGHT : (uint64_t)link;
	}
	add_length(l, s + at, len - at);
}
