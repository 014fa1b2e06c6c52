/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/clock.h"
#include "lib/html.h"
#include "lib/json.h"
#include "lib/netput.h"
#include "lib/netrec.h"

enum { DEPTH = 64 /* what lies deeper is left as it is */ };

static const struct cm_netput_member of_author[] = {
    CM_NETPUT("id", CM_NETPUT_ID), CM_NETPUT("handle", CM_NETPUT_HANDLE),
    CM_NETPUT("name", CM_NETPUT_TEXT), CM_NETPUT("url", CM_NETPUT_TEXT),
    CM_NETPUT("followers", CM_NETPUT_COUNT), {NULL, 0, 0}};
static const struct cm_netput_member of_media[] = {
    CM_NETPUT("type", CM_NETPUT_GIVEN), CM_NETPUT("url", CM_NETPUT_TEXT),
    CM_NETPUT("mime", CM_NETPUT_TEXT), CM_NETPUT("alt", CM_NETPUT_TEXT),
    CM_NETPUT("width", CM_NETPUT_COUNT), CM_NETPUT("height", CM_NETPUT_COUNT),
    CM_NETPUT("seconds", CM_NETPUT_NUMBER), CM_NETPUT("bytes", CM_NETPUT_COUNT),
    {NULL, 0, 0}};
static const struct cm_netput_member of_span[] = {
    CM_NETPUT("start", CM_NETPUT_TIME), CM_NETPUT("end", CM_NETPUT_TIME),
    {NULL, 0, 0}};
static const struct cm_netput_member of_target[] = {
    CM_NETPUT("network", CM_NETPUT_TEXT), CM_NETPUT("account", CM_NETPUT_TEXT),
    CM_NETPUT("id", CM_NETPUT_ID), CM_NETPUT("thread", CM_NETPUT_ID),
    {NULL, 0, 0}};
static const struct cm_netput_member of_any[] = {{NULL, 0, 0}};

static int put_value(struct cm_netput *w, struct cm_slice v,
    enum cm_netput_rule rule, int depth);

/* Names of ours are ASCII, and libjq writes them without escapes. */
int
cm_netput_is(struct cm_slice key, const char *name, size_t len)
{
	return key.len == len + 2 && memcmp(key.p + 1, name, len) == 0;
}

int
cm_netput_empty(struct cm_slice v)
{
	return v.p == NULL || v.len == 0 || *v.p == 'n' ||
	    (v.len == 2 && (*v.p == '"' || *v.p == '[' || *v.p == '{'));
}

static void
put_raw(struct cm_netput *w, struct cm_slice v)
{
	cm_buf_add(w->to, v.p, v.len);
}

static void
put_quoted(struct cm_netput *w, struct cm_slice v)
{
	cm_buf_byte(w->to, '"');
	put_raw(w, v);
	cm_buf_byte(w->to, '"');
}

/* Digits at s, as a number of JSON: the zeros before it go. */
static int
put_digits(struct cm_netput *w, const char *s, size_t len)
{
	struct cm_slice v = {s, len};
	size_t i = 0, dots = 0;
	double d;

	for (; i < len; i++) {
		dots += s[i] == '.';
		if ((s[i] < '0' || s[i] > '9') &&
		    (s[i] != '.' || i == 0 || i + 1 == len) &&
		    (s[i] != '-' || i > 0))
			return 0;
	}
	if (len > 1 && *s == '-' && s[1] == '0' && s[2] != '.')
		return 0; /* no number anyone writes */
	while (v.len > 1 && *v.p == '0' && v.p[1] != '.') {
		v.p++;
		v.len--;
	}
	if (dots > 1 || cm_json_double(v, &d) != 0)
		return 0;
	put_raw(w, v);
	return 1;
}

static int
put_number(struct cm_netput *w, struct cm_slice v)
{
	enum cm_kind kind = cm_scan_kind(v);

	if (kind == CM_STRING)
		return put_digits(w, v.p + 1, v.len - 2);
	if (kind == CM_NUMBER)
		put_raw(w, v);
	return kind == CM_NUMBER;
}

/* What cannot be less than nothing; whole: nor a part of one. */
static int
put_amount(struct cm_netput *w, struct cm_slice v, int whole)
{
	size_t at = w->to->len;

	return put_number(w, v) && w->to->p[at] != '-' &&
	    (!whole || memchr(w->to->p + at, '.', w->to->len - at) == NULL ||
		memchr(w->to->p + at, 'e', w->to->len - at) != NULL);
}

static int
put_text(struct cm_netput *w, struct cm_slice v)
{
	enum cm_kind kind = cm_scan_kind(v);

	if (kind == CM_NUMBER)
		put_quoted(w, v);
	else if (kind == CM_STRING)
		put_raw(w, v);
	return kind == CM_NUMBER || kind == CM_STRING;
}

/* libjq writes 1e+17 (1.6), 1E+17 (1.7) and beyond: the digits come back. */
static int
put_id(struct cm_netput *w, struct cm_slice v)
{
	double d;

	if (cm_scan_kind(v) != CM_NUMBER ||
	    (memchr(v.p, 'e', v.len) == NULL &&
		memchr(v.p, 'E', v.len) == NULL))
		return put_text(w, v);
	if (cm_json_double(v, &d) != 0)
		return 0;
	cm_buf_printf(w->to, "\"%.0f\"", d);
	return 1;
}

/* A text without what begins it: @, #. */
static int
put_without(struct cm_netput *w, struct cm_slice v, char first)
{
	if (cm_scan_kind(v) != CM_STRING || v.p[1] != first)
		return put_text(w, v);
	if (v.len == 3)
		return 0;
	cm_buf_byte(w->to, '"');
	cm_buf_add(w->to, v.p + 2, v.len - 2);
	return 1;
}

static int
put_lang(struct cm_netput *w, struct cm_slice v)
{
	size_t i, at = w->to->len;

	if (cm_scan_kind(v) != CM_STRING)
		return 0;
	put_raw(w, v);
	for (i = at; i < w->to->len; i++)
		if (w->to->p[i] == '_')
			w->to->p[i] = '-';
	return 1;
}

static int
put_time(struct cm_netput *w, struct cm_slice v)
{
	char text[CM_CLOCK_TEXT];
	int64_t t;

	if (cm_netrec_time(v, &t) == -1)
		return 0;
	cm_buf_byte(w->to, '"');
	cm_buf_puts(w->to, cm_clock_text(t, text));
	cm_buf_byte(w->to, '"');
	return 1;
}

/* The plain text of what is CM_NETPUT_HTML, or what only CM_NETPUT_HTML would hold if sure is 0. */
int
cm_netput_plain(struct cm_netput *w, struct cm_slice v, int sure)
{
	const char *s = v.p + 1;
	size_t len = v.len - 2;
	struct cm_buf plain;
	int put;

	if (memchr(s, '\\', len) != NULL) {
		cm_buf_clear(w->scratch);
		cm_json_text(w->scratch, v);
		s = w->scratch->p;
		len = w->scratch->len;
	}
	if (!sure && !cm_html_is(s, len))
		return put_text(w, v);
	cm_buf_init(&plain, CM_BUF_ANY);
	cm_html_text(&plain, s, len);
	put = plain.len > 0;
	if (put)
		cm_json_string(w->to, plain.p, plain.len);
	cm_buf_release(&plain);
	return put;
}

static void
put_key(struct cm_netput *w, struct cm_slice key)
{
	if (w->to->p[w->to->len - 1] != '{')
		cm_buf_byte(w->to, ',');
	put_raw(w, key);
	cm_buf_byte(w->to, ':');
}

/* Puts a member, unless nothing is left of its value. */
static void
put_member(struct cm_netput *w, struct cm_slice key, struct cm_slice v,
    enum cm_netput_rule rule, int depth)
{
	size_t at = w->to->len;

	if (cm_netput_empty(v))
		return;
	put_key(w, key);
	if (!put_value(w, v, rule, depth))
		w->to->len = at;
}

static void
put_named(struct cm_netput *w, const struct cm_netput_member *m,
    struct cm_slice v, int depth)
{
	size_t at = w->to->len;

	if (cm_netput_empty(v))
		return;
	cm_json_key(w->to, m->name);
	if (!put_value(w, v, (enum cm_netput_rule)m->rule, depth))
		w->to->len = at;
}

/* The bracket that ends it; or 0 when there is nothing in it. */
static int
end(struct cm_netput *w, size_t at, int bracket)
{
	if (w->to->len == at + 1)
		return 0;
	cm_buf_byte(w->to, bracket);
	return 1;
}

/* An object: what is in the table in its order, then the others. */
static int
put_object(struct cm_netput *w, struct cm_slice v,
    const struct cm_netput_member *table, int depth)
{
	struct cm_slice found[8], key, value;
	size_t at = w->to->len, i, next;

	if (cm_scan_kind(v) != CM_OBJECT)
		return 0;
	cm_buf_byte(w->to, '{');
	if (table->name != NULL) {
		memset(found, 0, sizeof(found));
		for (next = 0; cm_json_next(v, &next, &key, &value);)
			for (i = 0; table[i].name != NULL; i++)
				if (cm_netput_is(
					key, table[i].name, table[i].len))
					found[i] = value;
		for (i = 0; table[i].name != NULL; i++)
			put_named(w, &table[i], found[i], depth + 1);
	}
	for (next = 0; cm_json_next(v, &next, &key, &value);) {
		for (i = 0; table[i].name != NULL; i++)
			if (cm_netput_is(key, table[i].name, table[i].len))
				break;
		if (table[i].name == NULL)
			put_member(w, key, value, CM_NETPUT_ANY, depth + 1);
	}
	return end(w, at, '}');
}

/* A list, each of its elements by that rule; those that are none go. */
static int
put_list(
    struct cm_netput *w, struct cm_slice v, enum cm_netput_rule rule, int depth)
{
	size_t at = w->to->len, before, next = 0;
	struct cm_slice value;

	if (cm_scan_kind(v) != CM_ARRAY)
		return 0;
	cm_buf_byte(w->to, '[');
	while (cm_json_next(v, &next, NULL, &value)) {
		before = w->to->len;
		if (before > at + 1)
			cm_buf_byte(w->to, ',');
		if (cm_netput_empty(value) ||
		    !put_value(w, value, rule, depth + 1))
			w->to->len = before;
	}
	return end(w, at, ']');
}

/* Refunds can make revenue negative, nothing else. */
static int
put_metrics(struct cm_netput *w, struct cm_slice v)
{
	size_t at = w->to->len, before, next = 0;
	struct cm_slice key, value;
	size_t digits;

	if (cm_scan_kind(v) != CM_OBJECT)
		return 0;
	cm_buf_byte(w->to, '{');
	while (cm_json_next(v, &next, &key, &value)) {
		before = w->to->len;
		put_key(w, key);
		digits = w->to->len;
		if (!put_number(w, value) ||
		    (w->to->p[digits] == '-' &&
			!cm_netput_is(key, "revenue", 7)))
			w->to->len = before;
	}
	return end(w, at, '}');
}

static int
put_dimensions(struct cm_netput *w, struct cm_slice v)
{
	size_t at = w->to->len, next = 0;
	struct cm_slice key, value;

	if (cm_scan_kind(v) != CM_OBJECT)
		return 0;
	cm_buf_byte(w->to, '{');
	while (cm_json_next(v, &next, &key, &value))
		put_member(w, key, value, CM_NETPUT_TEXT, 0);
	return end(w, at, '}');
}

/* One picture, film, sound; of a type that cm-record(5) knows. */
static int
put_medium(struct cm_netput *w, struct cm_slice v, int depth)
{
	static const char *const kinds[] = {"image", "video", "audio", NULL};
	struct cm_slice type = cm_json_get(v, "type");
	struct cm_slice mime = cm_json_get(v, "mime");
	const char *kind = "file";
	size_t at = w->to->len, i;
	int mimes = 0;

	for (i = 0; kinds[i] != NULL; i++) {
		if (cm_netput_is(type, kinds[i], 5)) {
			kind = kinds[i];
			break;
		}
		if (mime.len > 6 && memcmp(mime.p + 1, kinds[i], 5) == 0) {
			kind = kinds[i];
			mimes = 1;
		}
	}
	if (mimes && cm_netput_is(type, "file", 4))
		kind = "file";
	if (!put_object(w, v, of_media, depth)) {
		/* What is known of it is what it is: a picture. */
		if (cm_scan_kind(type) != CM_STRING ||
		    cm_json_get(v, "url").p != NULL)
			return 0;
		w->to->len = at;
		cm_buf_printf(w->to, "{\"type\":\"%s\"}", kind);
		return 1;
	}
	/* The type comes first: it takes the place of the brace. */
	cm_buf_clear(w->scratch);
	cm_buf_add(w->scratch, w->to->p + at + 1, w->to->len - at - 1);
	w->to->len = at;
	cm_buf_printf(w->to, "{\"type\":\"%s\",", kind);
	cm_buf_add(w->to, w->scratch->p, w->scratch->len);
	return 1;
}

/*
 * Puts a value as the rule has it. Returns 0 when there is nothing to put;
 * what was put then is the caller's to take back.
 */
static int
put_value(
    struct cm_netput *w, struct cm_slice v, enum cm_netput_rule rule, int depth)
{
	switch (rule) {
	case CM_NETPUT_GIVEN:
		return 0;
	case CM_NETPUT_ID:
		return put_id(w, v);
	case CM_NETPUT_TIME:
		return put_time(w, v);
	case CM_NETPUT_TEXT:
		return put_text(w, v);
	case CM_NETPUT_TITLE:
		return cm_scan_kind(v) == CM_STRING ? cm_netput_plain(w, v, 0)
						    : put_text(w, v);
	case CM_NETPUT_PLAIN:
		return put_text(w, v);
	case CM_NETPUT_HTML:
		return !w->short_of_room && cm_scan_kind(v) == CM_STRING &&
		    put_text(w, v);
	case CM_NETPUT_HANDLE:
		return put_without(w, v, '@');
	case CM_NETPUT_LANG:
		return put_lang(w, v);
	case CM_NETPUT_NUMBER:
		return put_amount(w, v, 0);
	case CM_NETPUT_COUNT:
		return put_amount(w, v, 1);
	case CM_NETPUT_AUTHOR:
		return put_object(w, v, of_author, depth);
	case CM_NETPUT_AUTHORS:
		return put_list(w, v, CM_NETPUT_AUTHOR, depth);
	case CM_NETPUT_TEXTS:
		return put_list(w, v, CM_NETPUT_TEXT, depth);
	case CM_NETPUT_TAG:
		return put_without(w, v, '#');
	case CM_NETPUT_TAGS:
		return put_list(w, v, CM_NETPUT_TAG, depth);
	case CM_NETPUT_MEDIUM:
		return put_medium(w, v, depth);
	case CM_NETPUT_MEDIA:
		return put_list(w, v, CM_NETPUT_MEDIUM, depth);
	case CM_NETPUT_METRICS:
		return put_metrics(w, v);
	case CM_NETPUT_SPAN:
		return put_object(w, v, of_span, depth);
	case CM_NETPUT_DIMENSIONS:
		return put_dimensions(w, v);
	case CM_NETPUT_TARGET:
		return put_object(w, v, of_target, depth);
	default:
		break;
	}
	if (depth < DEPTH && *v.p == '{')
		return put_object(w, v, of_any, depth);
	if (depth < DEPTH && *v.p == '[')
		return put_list(w, v, CM_NETPUT_ANY, depth);
	put_raw(w, v);
	return 1;
}

void
cm_netput_named(
    struct cm_netput *w, const struct cm_netput_member *m, struct cm_slice v)
{
	put_named(w, m, v, 1);
}

void
cm_netput_other(struct cm_netput *w, struct cm_slice key, struct cm_slice v)
{
	put_member(w, key, v, CM_NETPUT_ANY, 1);
}
