/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/scan_in.h"

size_t
cm_json_decode(struct cm_slice s, char *dst)
{
	const scan_byte *p, *end, *q;
	scan_byte c[4];
	char *to = dst;
	size_t n;

	if (s.len < 2)
		return 0;
	p = (const scan_byte *)s.p + 1;
	end = p + s.len - 2;
	while (p < end) {
		q = memchr(p, '\\', (size_t)(end - p));
		n = (size_t)((q != NULL ? q : end) - p);
		memcpy(to, p, n);
		to += n;
		p += n;
		/* Escapes often come in rows: all that is not ASCII, say. */
		while (p < end && *p == '\\') {
			n = cm_scan_character(&p, c);
			memcpy(to, c, n);
			to += n;
		}
	}
	return (size_t)(to - dst);
}

int
cm_json_text(struct cm_buf *b, struct cm_slice s)
{
	char *to = cm_buf_room(b, s.len);

	if (to == NULL)
		return -1;
	b->len += cm_json_decode(s, to);
	return 0;
}

int
cm_json_is(struct cm_slice s, const char *text)
{
	const scan_byte *p, *end;
	size_t left = strlen(text), n;
	scan_byte c[4];

	if (s.len < 2 || *s.p != '"')
		return 0;
	p = (const scan_byte *)s.p + 1;
	end = p + s.len - 2;
	while (p < end) {
		n = cm_scan_character(&p, c);
		if (n > left || memcmp(text, c, n) != 0)
			return 0;
		text += n;
		left -= n;
	}
	return left == 0;
}

/* Returns the quote that ends the string which begins at p. */
static const char *
string_end(const char *p, const char *end)
{
	const char *q = p, *back;

	while (q + 1 < end &&
	    (q = memchr(q + 1, '"', (size_t)(end - q - 1))) != NULL) {
		for (back = q; back[-1] == '\\'; back--)
			;
		if ((q - back) % 2 == 0)
			return q;
	}
	return end;
}

/* Returns the first byte behind the value that begins at p. */
static const char *
value_end(const char *p, const char *end)
{
	size_t depth = 0;

	for (; p < end; p++) {
		switch (*p) {
		case '"':
			p = string_end(p, end);
			break;
		case '{':
		case '[':
			depth++;
			continue;
		case '}':
		case ']':
			depth--;
			break;
		default:
			if (depth > 0)
				continue;
			while (
			    p + 1 < end && strchr(",]} \t\r\n", p[1]) == NULL)
				p++;
		}
		if (depth == 0)
			return p + 1;
	}
	return end;
}

static const char *
skip(const char *p, const char *end, char also)
{
	while (p < end && (scan_is_blank((scan_byte)*p) || *p == also))
		p++;
	return p;
}

int
cm_json_next(struct cm_slice whole, size_t *at, struct cm_slice *key,
    struct cm_slice *value)
{
	const char *p, *end, *q;

	if (whole.len < 2 || (*whole.p != '[' && *whole.p != '{'))
		return 0;
	end = whole.p + whole.len - 1;
	p = skip(whole.p + (*at > 0 ? *at : 1), end, ',');
	if (p >= end)
		return 0;
	if (*whole.p == '{') {
		q = string_end(p, end) + 1;
		if (key != NULL) {
			key->p = p;
			key->len = (size_t)(q - p);
		}
		p = skip(q, end, ':');
	}
	q = value_end(p, end);
	value->p = p;
	value->len = (size_t)(q - p);
	*at = (size_t)(q - whole.p);
	return 1;
}

struct cm_slice
cm_json_get(struct cm_slice object, const char *name)
{
	struct cm_slice key, value, none = {NULL, 0};
	size_t at = 0;

	if (cm_scan_kind(object) != CM_OBJECT)
		return none;
	while (cm_json_next(object, &at, &key, &value))
		if (cm_json_is(key, name))
			return value;
	return none;
}

char *
cm_json_dup(struct cm_slice s)
{
	char *to;
	size_t n;

	if (cm_scan_kind(s) != CM_STRING)
		return NULL;
	to = cm_alloc(s.len + 1);
	n = cm_json_decode(s, to);
	to[n] = '\0';
	if (memchr(to, '\0', n) == NULL)
		return to;
	free(to);
	return NULL;
}
