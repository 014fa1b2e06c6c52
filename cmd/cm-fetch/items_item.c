/* SPDX-License-Identifier: ISC */
/* JSON: an item is cut out as a whole, then looked at. */
#include <string.h>

#include "cmd/cm-fetch/items_json.h"

/* Moves behind a string, number or word. */
static void
cut_scalar(struct items *s, int *large)
{
	int text = s->buf[s->at] == '"', slash = 0, done = 0;
	char c;

	for (s->at += (size_t)text; !done;) {
		for (; s->at < s->end; s->at++) {
			c = s->buf[s->at];
			s->line += c == '\n' && text;
			if (text ? c == '"' && !slash
				 : strchr(",]} \t\r\n", c) != NULL)
				break;
			slash = !slash && c == '\\';
		}
		done = s->at < s->end;
		*large |= items_dropped(s);
		if (!done && !items_more(s))
			break;
	}
	if (text && !done)
		items_json_cut_off(s);
	s->at += (size_t)(text && done);
}

static void
cut_container(struct items *s, struct cutter *c, int *large)
{
	cutter_init(c);
	for (;;) {
		s->at += cutter_run(c, s->buf + s->at, s->end - s->at, s->eof);
		if (c->done)
			break;
		*large |= items_dropped(s);
		if (s->eof) {
			s->line += c->lines;
			items_json_cut_off(s);
			return;
		}
		items_more(s);
	}
	s->line += c->lines;
}

/* Says what is wrong with an item. Returns 1; or -1 where its end cannot be
 * told: some bracket is closed by one of the other kind. */
static int
bad_item(struct items *s, struct item *i, const char *why)
{
	size_t at;

	i->bad = why;
	if (s->at - s->keep != i->len || !cut_mismatch(i->json, i->len, &at))
		return 1;
	s->line = i->line + items_lines(i->json, at);
	return items_fail(
	    s, "not JSON: a bracket is closed by one of the other kind");
}

static void
take(struct item *i, struct cm_buf *b)
{
	memset(cm_buf_room(b, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	i->json = b->p;
	i->len = b->len;
}

/* Looks at what was cut out. */
static int
check_item(struct items *s, struct item *i, const struct cutter *c)
{
	struct items_json *j = s->json;
	struct cm_slice value = {i->json, i->len};
	const char *why = NULL;
	int big = c->big;

	if (!items_valid(&j->scratch, i->json, i->len, &why)) {
		cm_buf_clear(&j->token);
		if (items_value(&j->token, i->json, i->len, &why) == -1 ||
		    j->token.len > ITEM_MOST)
			return bad_item(s, i, why);
		value.p = j->token.p;
		value.len = j->token.len;
		big = 1;
	}
	if (c->deepest * 2 > ITEMS_STACK &&
	    cut_stack(value.p, value.len) > ITEMS_STACK)
		return bad_item(s, i, "it is nested too deeply");
	if (big) {
		cm_buf_clear(&s->text);
		cut_numbers(&s->text, value.p, value.len);
		take(i, &s->text);
	}
	return 1;
}

int
items_json_cut(struct items *s, struct item *i, int rule)
{
	struct items_json *j = s->json;
	struct cutter c;
	int large = 0;

	cutter_init(&c);
	s->keep = s->at;
	i->line = s->line;
	i->rule = (size_t)rule;
	if (s->buf[s->at] == '{' || s->buf[s->at] == '[') {
		cut_container(s, &c, &large);
	} else {
		cut_scalar(s, &large);
		c.big = 1;
	}
	if (s->why != NULL)
		return -1;
	cm_buf_clear(&s->path);
	cm_buf_byte(&s->path, '[');
	cm_buf_add(&s->path, j->names.p, j->names.len);
	cm_buf_byte(&s->path, ']');
	i->path = cm_buf_str(&s->path);
	i->json = s->buf + s->keep;
	i->len = s->at - s->keep;
	j->state = BEHIND;
	if (large || i->len > ITEM_MOST) {
		i->len = ITEM_MOST;
		i->bad = "it is larger than 16 MiB";
		return 1;
	}
	if (i->len == 0)
		return items_fail(s, "not JSON: a value is missing");
	return check_item(s, i, &c);
}
