/* SPDX-License-Identifier: ISC */
#include <string.h>
#include <strings.h>

#include "lib/entity.h"
#include "lib/markup.h"

static int
is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Tells whether a list of words (" a b c ") has that one. */
static int
is_one_of(const char *list, const char *name)
{
	const char *found = list;
	size_t n = strlen(name);

	while (n > 0 && (found = strstr(found, name)) != NULL) {
		if (found[-1] == ' ' && found[n] == ' ')
			return 1;
		found += n;
	}
	return 0;
}

void
cm_markup_init(struct cm_markup *h, const char *html, size_t len)
{
	h->p = html;
	h->end = len > 0 ? html + len : html;
	h->raw[0] = '\0';
}

int
cm_markup_begins(const char *p, const char *end)
{
	if (end - p < 2)
		return 0;
	if (p[1] == '/')
		return end - p > 2 && is_letter(p[2]);
	return is_letter(p[1]) || p[1] == '!' || p[1] == '?';
}

/* Returns the end of the text that begins at p: all up to </raw> if raw. */
static const char *
text_end(const char *p, const char *end, const char *raw)
{
	size_t n = strlen(raw);

	for (; (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++) {
		if (n == 0 && cm_markup_begins(p, end))
			return p;
		if (n > 0 && (size_t)(end - p) >= n + 2 && p[1] == '/' &&
		    strncasecmp(p + 2, raw, n) == 0 &&
		    ((size_t)(end - p) == n + 2 || !is_letter(p[n + 2])))
			return p;
	}
	return end;
}

static const char *
find(const char *p, const char *end, const char *what)
{
	size_t n = strlen(what);

	for (; (size_t)(end - p) >= n; p++) {
		p = memchr(p, what[0], (size_t)(end - p));
		if (p == NULL || (size_t)(end - p) < n)
			return NULL;
		if (memcmp(p, what, n) == 0)
			return p;
	}
	return NULL;
}

/* A comment or the like, from "<!" or "<?"; what has no end takes all. */
static void
take_other(struct cm_markup *h, struct cm_markup_piece *piece)
{
	const char *stop;
	size_t n;

	piece->kind = CM_MARKUP_OTHER;
	if (h->end - h->p >= 4 && memcmp(h->p, "<!--", 4) == 0) {
		stop = find(h->p + 2, h->end, "-->");
		n = 3;
	} else if (h->end - h->p >= 9 && memcmp(h->p, "<![CDATA[", 9) == 0) {
		stop = find(h->p, h->end, "]]>");
		n = 3;
		piece->kind = CM_MARKUP_TEXT;
		piece->raw = 1;
	} else {
		stop = memchr(h->p, '>', (size_t)(h->end - h->p));
		n = 1;
	}
	piece->p = h->p;
	h->p = stop == NULL ? h->end : stop + n;
	piece->len = (size_t)(h->p - piece->p);
	if (piece->kind == CM_MARKUP_TEXT) {
		piece->p += 9;
		piece->len -= stop == NULL ? 9 : 12;
	}
}

/* The end of a tag, where p is behind its name: quotes may hold '>'. */
static const char *
tag_end(const char *p, const char *end)
{
	char quote = 0;
	int value = 0; /* a '=' was just there */

	for (; p < end; p++) {
		if (quote != 0) {
			if (*p == quote)
				quote = 0;
		} else if (*p == '>') {
			return p;
		} else if (value && (*p == '"' || *p == '\'')) {
			quote = *p;
			value = 0;
		} else if (!is_blank(*p)) {
			value = *p == '=';
		}
	}
	return NULL;
}

static void
take_tag(struct cm_markup *h, struct cm_markup_piece *piece)
{
	const char *p = h->p + 1;
	const char *stop;
	size_t n = 0;

	piece->kind = *p == '/' ? CM_MARKUP_CLOSE : CM_MARKUP_OPEN;
	p += *p == '/';
	for (; p < h->end && !is_blank(*p) && *p != '/' && *p != '>'; p++)
		if (n + 1 < sizeof(piece->name))
			piece->name[n++] =
			    (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	piece->name[n] = '\0';
	stop = tag_end(p, h->end);
	if (stop == NULL) /* a quote without its end */
		stop = memchr(p, '>', (size_t)(h->end - p));
	piece->p = h->p;
	if (stop == NULL) { /* cut off: nothing of it is for readers */
		piece->kind = CM_MARKUP_OTHER;
		h->p = h->end;
	} else {
		piece->attrs = p;
		piece->attrs_len = (size_t)(stop - p);
		h->p = stop + 1;
	}
	piece->len = (size_t)(h->p - piece->p);
	if (piece->kind == CM_MARKUP_OPEN &&
	    is_one_of(
		" script style iframe noembed noframes xmp textarea title ",
		piece->name))
		memcpy(h->raw, piece->name, sizeof(h->raw));
}

enum cm_markup_kind
cm_markup_next(struct cm_markup *h, struct cm_markup_piece *piece)
{
	const char *stop;

	memset(piece, 0, sizeof(*piece));
	if (h->p == h->end)
		return CM_MARKUP_END;
	stop = text_end(h->p, h->end, h->raw);
	if (stop > h->p) {
		piece->kind = CM_MARKUP_TEXT;
		piece->raw =
		    h->raw[0] != '\0' && !is_one_of(" textarea title ", h->raw);
		piece->p = h->p;
		piece->len = (size_t)(stop - h->p);
		h->p = stop;
		return piece->kind;
	}
	h->raw[0] = '\0';
	if (h->p[1] == '!' || h->p[1] == '?')
		take_other(h, piece);
	else
		take_tag(h, piece);
	return piece->kind;
}

int
cm_markup_attr_next(const struct cm_markup_piece *piece, size_t *at,
    struct cm_markup_attr *attr)
{
	const char *p, *end;
	char quote;

	if (piece->attrs == NULL)
		return 0;
	p = piece->attrs + *at;
	end = piece->attrs + piece->attrs_len;
	while (p < end && (is_blank(*p) || *p == '/'))
		p++;
	if (p == end)
		return 0;
	attr->name = p;
	for (p++; p < end && !is_blank(*p) && *p != '=' && *p != '/'; p++)
		;
	attr->name_len = (size_t)(p - attr->name);
	attr->value = p;
	attr->value_len = 0;
	*at = (size_t)(p - piece->attrs);
	while (p < end && is_blank(*p))
		p++;
	if (p == end || *p != '=')
		return 1;
	for (p++; p < end && is_blank(*p); p++)
		;
	quote = p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';
	attr->value = p;
	while (p < end && (quote != 0 ? *p != quote : !is_blank(*p)))
		p++;
	attr->value_len = (size_t)(p - attr->value);
	*at = (size_t)(p - piece->attrs) + (quote != 0 && p < end);
	return 1;
}

int
cm_markup_attr(
    const struct cm_markup_piece *piece, const char *name, struct cm_buf *to)
{
	struct cm_markup_attr attr;
	size_t n = strlen(name);
	size_t at = 0;

	while (cm_markup_attr_next(piece, &at, &attr))
		if (attr.name_len == n &&
		    strncasecmp(attr.name, name, n) == 0) {
			cm_entity_decode(to, attr.value, attr.value_len);
			return 0;
		}
	return -1;
}
