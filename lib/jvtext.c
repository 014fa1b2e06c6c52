/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <string.h>

#include "lib/json.h"
#include "lib/jvtext.h"

/* Longer names are not kept. */
enum { KEY_MAX = 40, NESTED = 100, DIGITS = 15 };

struct reader {
	struct cm_jvtext *t;
	const char *p, *end;
	int depth;
};

void
cm_jvtext_init(struct cm_jvtext *t)
{
	size_t i;

	for (i = 0; i < CM_JVTEXT_KEYS; i++)
		t->keys[i] = jv_invalid();
	cm_buf_init(&t->text, CM_BUF_ANY);
}

void
cm_jvtext_release(struct cm_jvtext *t)
{
	size_t i;

	for (i = 0; i < CM_JVTEXT_KEYS; i++)
		jv_free(t->keys[i]);
	cm_buf_release(&t->text);
}

static void
blanks(struct reader *r)
{
	while (r->p < r->end &&
	    (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r'))
		r->p++;
}

/* Moves behind a word, if it is there. */
static int
take(struct reader *r, const char *word, size_t len)
{
	if ((size_t)(r->end - r->p) < len || memcmp(r->p, word, len) != 0)
		return 0;
	r->p += len;
	return 1;
}

/* Finds the string that begins here. Returns 0, or -1 when it has no end. */
static int
find_string(struct reader *r, struct cm_slice *s, int *escapes)
{
	const char *q = r->p, *back;

	while ((q = memchr(q + 1, '"', (size_t)(r->end - q - 1))) != NULL) {
		for (back = q; back[-1] == '\\'; back--)
			;
		if ((q - back) % 2 == 0)
			break;
	}
	if (q == NULL)
		return -1;
	s->p = r->p;
	s->len = (size_t)(q + 1 - r->p);
	*escapes = memchr(s->p, '\\', s->len) != NULL;
	r->p = q + 1;
	return 0;
}

static jv
make_string(struct reader *r, struct cm_slice s, int escapes)
{
	if (!escapes)
		return jv_string_sized(s.p + 1, (int)s.len - 2);
	cm_buf_clear(&r->t->text);
	cm_json_text(&r->t->text, s);
	return jv_string_sized(r->t->text.p, (int)r->t->text.len);
}

/* The name of a member: most were there before, with their hashes made. */
static jv
read_key(struct reader *r)
{
	struct cm_slice s;
	unsigned hash;
	int escapes;
	jv *kept;

	if (r->p >= r->end || *r->p != '"' ||
	    find_string(r, &s, &escapes) == -1)
		return jv_invalid();
	if (escapes || s.len > KEY_MAX || s.len < 3)
		return make_string(r, s, escapes);
	hash = (unsigned)s.len * 7 + (unsigned char)s.p[1] * 31U +
	    (unsigned char)s.p[s.len - 2] * 131U +
	    (unsigned char)s.p[s.len / 2] * 17U;
	kept = &r->t->keys[hash % CM_JVTEXT_KEYS];
	if (jv_get_kind(*kept) == JV_KIND_STRING &&
	    (size_t)jv_string_length_bytes(jv_copy(*kept)) == s.len - 2 &&
	    memcmp(jv_string_value(*kept), s.p + 1, s.len - 2) == 0)
		return jv_copy(*kept);
	jv_free(*kept);
	*kept = make_string(r, s, 0);
	return jv_copy(*kept);
}

static jv
read_number(struct reader *r)
{
	struct cm_slice s = {r->p, 0};
	int64_t n = 0;
	size_t from = *r->p == '-', i;
	double d;

	while (r->p < r->end && strchr("+-.0123456789eE", *r->p) != NULL &&
	    *r->p != '\0')
		r->p++;
	s.len = (size_t)(r->p - s.p);
	for (i = from; i < s.len && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		n = i - from < DIGITS ? n * 10 + (s.p[i] - '0') : 0;
	if (i == s.len && i > from && i - from <= DIGITS && (!from || n > 0) &&
	    (s.p[from] != '0' || i == from + 1))
		return jv_number((double)(from ? -n : n));
	if (i == from || cm_json_double(s, &d) == -1)
		return jv_invalid();
	return jv_number(d);
}

static jv read_value(struct reader *r);

static jv
read_object(struct reader *r)
{
	jv to = jv_object(), key, value;

	for (r->p++; blanks(r), !take(r, "}", 1);) {
		key = read_key(r);
		blanks(r);
		value = jv_is_valid(key) && take(r, ":", 1) ? read_value(r)
							    : jv_invalid();
		blanks(r);
		if (!jv_is_valid(value) || r->p >= r->end ||
		    (*r->p != '}' && *r->p != ',')) {
			jv_free(key);
			jv_free(value);
			jv_free(to);
			return jv_invalid();
		}
		to = jv_object_set(to, key, value);
		if (take(r, ",", 1)) {
			blanks(r);
			if (r->p < r->end && *r->p == '}') {
				jv_free(to);
				return jv_invalid();
			}
		}
	}
	return to;
}

static jv
read_array(struct reader *r)
{
	jv to = jv_array(), value;

	for (r->p++; blanks(r), !take(r, "]", 1);) {
		value = read_value(r);
		blanks(r);
		if (!jv_is_valid(value) || r->p >= r->end ||
		    (*r->p != ']' && *r->p != ',')) {
			jv_free(value);
			jv_free(to);
			return jv_invalid();
		}
		to = jv_array_append(to, value);
		if (take(r, ",", 1)) {
			blanks(r);
			if (r->p < r->end && *r->p == ']') {
				jv_free(to);
				return jv_invalid();
			}
		}
	}
	return to;
}

static jv
read_value(struct reader *r)
{
	struct cm_slice s;
	int escapes;
	jv v;

	blanks(r);
	if (r->p >= r->end || r->depth == NESTED)
		return jv_invalid();
	switch (*r->p) {
	case '"':
		if (find_string(r, &s, &escapes) == -1)
			return jv_invalid();
		return make_string(r, s, escapes);
	case '{':
	case '[':
		r->depth++;
		v = *r->p == '{' ? read_object(r) : read_array(r);
		r->depth--;
		return v;
	case 't':
		return take(r, "true", 4) ? jv_true() : jv_invalid();
	case 'f':
		return take(r, "false", 5) ? jv_false() : jv_invalid();
	case 'n':
		return take(r, "null", 4) ? jv_null() : jv_invalid();
	default:
		return read_number(r);
	}
}

jv
cm_jvtext_read(struct cm_jvtext *t, const char *json, size_t len)
{
	struct reader r = {t, json, json + len, 0};
	jv v = read_value(&r);

	blanks(&r);
	if (jv_is_valid(v) && r.p == r.end)
		return v;
	jv_free(v);
	return jv_parse_sized(json, (int)len);
}

static void
write_number(struct cm_buf *to, jv value)
{
	double d = jv_number_value(value);

	if (d > -1e15 && d < 1e15 && d == (double)(int64_t)d) {
		cm_json_int(to, (int64_t)d);
		return;
	}
	value = jv_dump_string(jv_copy(value), 0);
	cm_buf_puts(to, jv_string_value(value));
	jv_free(value);
}

static int write_value(struct cm_buf *to, jv value, int depth);

static int
write_object(struct cm_buf *to, jv value, int depth)
{
	int i = jv_object_iter(value), bad = 0;
	jv part;

	cm_buf_byte(to, '{');
	while (!bad && jv_object_iter_valid(value, i)) {
		if (to->p[to->len - 1] != '{')
			cm_buf_byte(to, ',');
		part = jv_object_iter_key(value, i);
		write_value(to, part, depth);
		jv_free(part);
		cm_buf_byte(to, ':');
		part = jv_object_iter_value(value, i);
		bad = write_value(to, part, depth);
		jv_free(part);
		i = jv_object_iter_next(value, i);
	}
	cm_buf_byte(to, '}');
	return bad;
}

static int
write_array(struct cm_buf *to, jv value, int depth)
{
	int n = jv_array_length(jv_copy(value)), i, bad = 0;
	jv part;

	cm_buf_byte(to, '[');
	for (i = 0; i < n && !bad; i++) {
		if (i > 0)
			cm_buf_byte(to, ',');
		part = jv_array_get(jv_copy(value), i);
		bad = write_value(to, part, depth);
		jv_free(part);
	}
	cm_buf_byte(to, ']');
	return bad;
}

/* The value stays the caller's: copies would cost more than all else. */
static int
write_value(struct cm_buf *to, jv value, int depth)
{
	if (depth > CM_JVTEXT_DEPTH)
		return -1;
	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		cm_json_string(to, jv_string_value(value),
		    (size_t)jv_string_length_bytes(jv_copy(value)));
		return 0;
	case JV_KIND_OBJECT:
		return write_object(to, value, depth + 1);
	case JV_KIND_ARRAY:
		return write_array(to, value, depth + 1);
	case JV_KIND_NUMBER:
		write_number(to, value);
		return 0;
	case JV_KIND_TRUE:
		return cm_buf_add(to, "true", 4);
	case JV_KIND_FALSE:
		return cm_buf_add(to, "false", 5);
	default:
		return cm_buf_add(to, "null", 4);
	}
}

int
cm_jvtext_write(struct cm_buf *to, jv value)
{
	int bad = write_value(to, value, 0);

	jv_free(value);
	return bad;
}
