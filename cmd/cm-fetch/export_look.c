/* SPDX-License-Identifier: ISC */
/* What was made known, looked up for an item (`look` of format.h). */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "lib/json.h"

/* An element of XML by its local name, or the value of an @attribute. */
static struct cm_slice
follow_xml(struct cm_slice element, const char *name)
{
	struct cm_slice list, key, value, own;
	size_t at = 0, n = strlen(name) - (*name == '@');
	int attribute = *name == '@';

	name += attribute;
	list = cm_json_get(element, attribute ? "attrs" : "children");
	while (cm_json_next(list, &at, attribute ? &key : NULL, &value)) {
		own = attribute ? key : cm_json_get(value, "name");
		if (own.len < n + 2 ||
		    memcmp(own.p + own.len - 1 - n, name, n) != 0 ||
		    (own.len > n + 2 && own.p[own.len - 2 - n] != ':'))
			continue;
		return value;
	}
	own.p = NULL;
	own.len = 0;
	return own;
}

static struct cm_slice
follow_steps(struct cm_slice element, struct cm_slice path, size_t *at)
{
	struct cm_slice step;
	char *text;

	while (element.p != NULL && cm_json_next(path, at, NULL, &step) &&
	    !cm_json_is(step, "*")) {
		text = cm_json_dup(step);
		element = follow_xml(element, text != NULL ? text : "");
		free(text);
	}
	return cm_scan_kind(element) == CM_OBJECT ? cm_json_get(element, "text")
						  : element;
}

/* Follows a path of members; an array on the way counts by its first. */
static struct cm_slice
follow_json(struct cm_slice item, struct cm_slice path, size_t *at)
{
	struct cm_slice step, name;
	size_t first;
	char *text;

	while (item.p != NULL && cm_json_next(path, at, NULL, &step) &&
	    !cm_json_is(step, "*")) {
		if (cm_scan_kind(item) == CM_ARRAY) {
			first = 0;
			name.p = NULL;
			name.len = 0;
			if (!cm_json_next(item, &first, NULL, &name))
				return name;
			item = name;
		}
		text = cm_json_dup(step);
		item = cm_json_get(item, text != NULL ? text : "");
		free(text);
	}
	return item;
}

/* The name of the folder that the file lies in. */
static void
put_folder(struct cm_buf *b, const char *path)
{
	const char *end = strrchr(path, '/'), *p = end;

	if (end == NULL)
		return;
	while (p > path && p[-1] != '/' && p[-1] != ':')
		p--;
	cm_buf_add(b, p, (size_t)(end - p));
}

static int
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* All words of a text that were made known, by word. */
static void
put_words(struct reading *r, struct cm_buf *name, struct cm_slice text)
{
	enum { LONGEST = 64 };
	struct cm_buf *b = &r->input;
	size_t prefix = name->len, at, end = 0, n = 0;
	const char *p = text.p, *value;

	cm_buf_byte(b, '{');
	for (at = 1; at < text.len; at = end + 1) {
		for (end = at; end < text.len && is_word(p[end]);)
			end++;
		if (end == at || end - at > LONGEST)
			continue;
		name->len = prefix;
		cm_buf_add(name, p + at, end - at);
		value = known_get(&r->x->known, name->p, name->len);
		if (value != NULL)
			cm_buf_printf(b, "%s\"%.*s\":%s", n++ > 0 ? "," : "",
			    (int)(end - at), p + at, value);
	}
	cm_buf_byte(b, '}');
}

/* Puts the value of one member of `look`, whose path begins with a prefix.
 * Returns 0 where there is none. */
static int
put_value(struct reading *r, struct cm_slice item, struct cm_slice path,
    struct cm_buf *name)
{
	struct cm_slice v, last = {NULL, 0};
	size_t at = 0, step;
	const char *value;

	if (!cm_json_next(path, &at, NULL, &v))
		return 0;
	cm_buf_printf(name, "%s\n", r->format->name);
	cm_json_text(name, v);
	cm_buf_byte(name, ':');
	for (step = at; cm_json_next(path, &step, NULL, &v);)
		last = v;
	if (last.p != NULL && cm_json_is(last, "..")) {
		put_folder(name, r->in->path);
	} else {
		v = r->part->is == PART_XML ? follow_steps(item, path, &at)
					    : follow_json(item, path, &at);
		if (last.p != NULL && cm_json_is(last, "*") &&
		    cm_scan_kind(v) == CM_STRING) {
			put_words(r, name, v);
			return 1;
		}
		if (cm_scan_kind(v) == CM_STRING)
			cm_json_text(name, v);
		else if (cm_scan_kind(v) == CM_NUMBER)
			cm_buf_add(name, v.p, v.len);
		else
			return 0;
	}
	value = known_get(&r->x->known, name->p, name->len);
	if (value == NULL)
		return 0;
	cm_buf_puts(&r->input, value);
	return 1;
}

void
export_jq_look(struct reading *r, struct cm_slice item)
{
	struct cm_slice look = {r->part->look, 0}, key, path;
	struct cm_buf *b = &r->input, name;
	size_t at = 0, before, n = 0;

	if (look.p == NULL)
		return;
	look.len = strlen(look.p);
	cm_buf_init(&name, CM_BUF_ANY);
	r->known_at = b->len;
	cm_buf_puts(b, ",\"known\":{");
	while (cm_json_next(look, &at, &key, &path)) {
		before = b->len;
		cm_buf_clear(&name);
		cm_buf_printf(
		    b, "%s%.*s:", n > 0 ? "," : "", (int)key.len, key.p);
		if (put_value(r, item, path, &name))
			n++;
		else
			b->len = before;
	}
	cm_buf_byte(b, '}');
	r->known_len = b->len - r->known_at;
	cm_buf_release(&name);
}
