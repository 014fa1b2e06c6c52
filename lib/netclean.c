/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/netclean.h"
#include "lib/netmark.h"

enum {
	PART = 1024,
	LONGEST = 6 /* bytes that spell one */
};

struct cm_netclean_needle {
	const char *name;
	char *text;
	size_t len;
};

/* One pass. */
struct pass {
	struct cm_netclean *c;
	struct cm_buf *to;
	const char *from; /* what is not yet added */
	const char *p, *end;
	const struct cm_netclean_slot *slot, *slots_end;
	int hot; /* a secret stands in it somewhere, as it is */
	int stack, deepest;
};

void
cm_netclean_init(struct cm_netclean *c)
{
	memset(c, 0, sizeof(*c));
	c->shortest = (size_t)-1;
	cm_buf_init(&c->scratch, CM_BUF_ANY);
}

void
cm_netclean_release(struct cm_netclean *c)
{
	size_t i;

	for (i = 0; i < c->count; i++)
		free(c->needles[i].text);
	free(c->needles);
	cm_buf_release(&c->scratch);
}

static void
add_needle(struct cm_netclean *c, const char *name, const char *text)
{
	struct cm_netclean_needle *n;

	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 8;
		c->needles =
		    cm_realloc(c->needles, c->cap * sizeof(*c->needles));
	}
	n = &c->needles[c->count++];
	n->name = name;
	n->text = cm_strdup(text);
	n->len = strlen(text);
	if (n->len < c->shortest)
		c->shortest = n->len;
}

void
cm_netclean_secret(struct cm_netclean *c, const char *name, const char *value)
{
	if (value != NULL && strlen(value) > CM_NETCLEAN_SHORT)
		add_needle(c, name, value);
}

/* The first secret that begins in a part of a text, the longest there. */
static const struct cm_netclean_needle *
first_in(const struct cm_netclean *c, const char *s, size_t len, size_t part,
    size_t *at, size_t *used)
{
	const struct cm_netclean_needle *found = NULL, *n;
	size_t i, size, room;
	const char *p;

	for (i = 0; i < c->count; i++) {
		n = &c->needles[i];
		room = part + n->len * LONGEST;
		p = cm_netmark_spelt(
		    s, room < len ? room : len, n->text, n->len, &size);
		if (p == NULL || (size_t)(p - s) >= part)
			continue;
		if (found == NULL || (size_t)(p - s) < *at ||
		    ((size_t)(p - s) == *at && size > *used)) {
			found = n;
			*used = size;
			*at = (size_t)(p - s);
		}
	}
	return found;
}

/* The first secret in a text. In parts: one that is not in it must not be
 * looked for to its end behind each that is. */
static const struct cm_netclean_needle *
first(const struct cm_netclean *c, const char *s, size_t len, size_t *at,
    size_t *used)
{
	const struct cm_netclean_needle *found = NULL;
	size_t from;

	for (from = 0; from < len && found == NULL; from += PART)
		found = first_in(c, s + from, len - from, PART, at, used);
	if (found != NULL)
		*at += from - PART;
	return found;
}

/* Marks that come from outside are none. */
static void
add_plain(struct cm_buf *to, const char *s, size_t len)
{
	const char *p;

	while (len > 0) {
		p = memchr(s, 1, len);
		if (p == NULL)
			p = s + len;
		cm_netmark_json(to, s, (size_t)(p - s));
		len -= (size_t)(p - s);
		s = p;
		if (len > 0) {
			cm_buf_puts(to, "\xef\xbf\xbd");
			s++;
			len--;
		}
	}
}

static void
add_mark(struct cm_buf *to, const char *name)
{
	cm_buf_puts(to, "\\u0001");
	cm_netmark_json(to, name, strlen(name));
	cm_buf_puts(to, "\\u0001");
}

/* Adds a text as a string. */
static void
add_string(struct pass *v, const char *s, size_t len)
{
	const struct cm_netclean_needle *n;
	size_t at = 0, used = 0;

	cm_buf_byte(v->to, '"');
	while ((n = first(v->c, s, len, &at, &used)) != NULL) {
		add_plain(v->to, s, at);
		add_mark(v->to, n->name);
		s += at + used;
		len -= at + used;
	}
	add_plain(v->to, s, len);
	cm_buf_byte(v->to, '"');
}

/* What stands before p is added as it is, and behind comes next. */
static void
skip(struct pass *v, const char *p, const char *behind)
{
	cm_buf_add(v->to, v->from, (size_t)(p - v->from));
	v->from = behind;
}

/* A string that holds escapes, or may hold a secret. */
static void
odd_string(struct pass *v, const char *p, const char *behind, int escapes)
{
	struct cm_slice s = {p, (size_t)(behind - p)};
	struct cm_buf *b = &v->c->scratch;
	const char *text = p + 1;
	size_t len = s.len - 2, at, used;

	if (len < v->c->shortest &&
	    (!escapes || cm_netmark_find(p, s.len, "\\u0001", 6) == NULL))
		return;
	if (escapes) {
		cm_buf_clear(b);
		cm_json_text(b, s);
		text = b->p;
		len = b->len;
	}
	if (!(escapes && cm_netmark_in(text, len)) &&
	    first(v->c, text, len, &at, &used) == NULL)
		return;
	skip(v, p, behind);
	add_string(v, text, len);
}

static void
string(struct pass *v)
{
	const char *p = v->p, *q = p + 1;
	int escapes = 0;

	for (; *q != '"'; q++)
		if (*q == '\\') {
			escapes = 1;
			q++;
		}
	v->p = q + 1;
	if (escapes || v->hot)
		odd_string(v, p, v->p, escapes);
}

static void
number(struct pass *v)
{
	const char *p = v->p, *q = p + 1;
	size_t at, used;
	int whole;

	while (q < v->end && isdigit((unsigned char)*q))
		q++;
	whole = q == v->end || strchr(".eE", *q) == NULL;
	while (q < v->end && strchr("0123456789.eE+-", *q) != NULL)
		q++;
	v->p = q;
	if ((whole && q - p >= 16 && cm_json_is_large(p, (size_t)(q - p))) ||
	    (v->hot && first(v->c, p, (size_t)(q - p), &at, &used) != NULL)) {
		skip(v, p, q);
		add_string(v, p, (size_t)(q - p));
	}
}

/* A value that is kept: nothing of it goes further. */
static void
kept(struct pass *v)
{
	const char *behind = v->slot->at.p + v->slot->at.len;

	skip(v, v->p, behind);
	cm_buf_byte(v->to, '"');
	add_mark(v->to, v->slot->name);
	cm_buf_byte(v->to, '"');
	v->p = behind;
	v->slot++;
}

static void
walk(struct pass *v)
{
	while (v->p < v->end) {
		if (v->slot < v->slots_end && v->p == v->slot->at.p) {
			kept(v);
			continue;
		}
		switch (*v->p) {
		case '"':
			string(v);
			continue;
		case '{':
			v->stack++;
			/* fall through */
		case '[':
			v->stack++;
			if (v->stack > v->deepest)
				v->deepest = v->stack;
			break;
		case '}':
			v->stack--;
			/* fall through */
		case ']':
			v->stack--;
			break;
		case '-':
		case '0':
		case '1':
		case '2':
		case '3':
		case '4':
		case '5':
		case '6':
		case '7':
		case '8':
		case '9':
			number(v);
			continue;
		default:
			break;
		}
		v->p++;
	}
}

int
cm_netclean_json(struct cm_netclean *c, struct cm_buf *to, struct cm_slice json,
    const struct cm_netclean_slot *slots, size_t nslots)
{
	struct pass v;
	size_t at, used;

	memset(&v, 0, sizeof(v));
	v.c = c;
	v.to = to;
	v.p = v.from = json.p;
	v.end = json.p + json.len;
	v.slot = slots;
	v.slots_end = nslots > 0 ? slots + nslots : slots;
	v.hot = first(c, json.p, json.len, &at, &used) != NULL;
	walk(&v);
	cm_buf_add(to, v.from, (size_t)(v.end - v.from));
	return v.deepest > CM_NETCLEAN_STACK ? -1 : 0;
}
