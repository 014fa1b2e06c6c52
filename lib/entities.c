/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "lib/entities.h"
#include "lib/err.h"
#include "lib/host.h"
#include "lib/json.h"
#include "lib/text.h"

enum { LINK_WEIGHT = 23 };

/* A text and where we are in it. */
struct look {
	const char *s;
	size_t len;
};

static uint32_t
char_at(const struct look *t, size_t i, size_t *n)
{
	uint32_t c = ' ';
	size_t bytes = 1;

	if (i < t->len)
		bytes = cm_text_char(t->s + i, t->len - i, &c);
	if (n != NULL)
		*n = bytes;
	return c;
}

static uint32_t
char_before(const struct look *t, size_t i)
{
	size_t from = i;
	uint32_t c;

	if (i == 0)
		return ' ';
	do
		from--;
	while (from > 0 && i - from < 4 && (t->s[from] & 0xC0) == 0x80);
	cm_text_char(t->s + from, i - from, &c);
	return c;
}

static int
has_at(const struct look *t, size_t i, const char *what)
{
	size_t n = strlen(what);

	return i + n <= t->len && memcmp(t->s + i, what, n) == 0;
}

static int
is_alnum(uint32_t c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* What ends a link wherever it stands: blanks, controls, quotes that frame,
 * emoji and other signs, and scripts that are written without blanks. */
static int
ends_link(uint32_t c)
{
	utf8proc_category_t k;

	if (c < 0x80)
		return c <= ' ' || c == 0x7F || c == '<' || c == '>' ||
		    c == '"' || c == '`' || c == '\\' || c == '^';
	k = utf8proc_category((utf8proc_int32_t)c);
	return c == 0xFFFD || k == UTF8PROC_CATEGORY_ZS ||
	    k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP ||
	    k == UTF8PROC_CATEGORY_CC || k == UTF8PROC_CATEGORY_CF ||
	    k == UTF8PROC_CATEGORY_PI || k == UTF8PROC_CATEGORY_PF ||
	    k == UTF8PROC_CATEGORY_SO || k == UTF8PROC_CATEGORY_SM ||
	    k == UTF8PROC_CATEGORY_SC ||
	    utf8proc_charwidth((utf8proc_int32_t)c) == 2;
}

/* What belongs to the sentence when a link ends with it. */
static int
ends_sentence(uint32_t c)
{
	return c == 0x2026 || c == 0x2013 || c == 0x2014 ||
	    (c < 0x80 && c != 0 && strchr(".,;:!?'*~({[|", (int)c) != NULL);
}

/* Where path, query and fragment end that begin at i. A bracket that was not
 * opened in the link closes something around it. */
static size_t
tail_end(const struct look *t, size_t i)
{
	static const char open[] = "([{", close[] = ")]}";
	int depth[3] = {0, 0, 0};
	size_t end = i, n;
	const char *kind;
	uint32_t c;

	for (; i < t->len; i += n) {
		c = char_at(t, i, &n);
		if (ends_link(c))
			break;
		kind = c < 0x80 && c != 0 ? strchr(open, (int)c) : NULL;
		if (kind != NULL)
			depth[kind - open]++;
		kind = c < 0x80 && c != 0 ? strchr(close, (int)c) : NULL;
		if (kind != NULL && --depth[kind - close] < 0)
			break;
		if (!ends_sentence(c))
			end = i + n;
	}
	return end;
}

/* Behind a host: a port, then the rest. */
static size_t
link_end(const struct look *t, size_t i)
{
	size_t port = i;

	if (port < t->len && t->s[port] == ':') {
		for (port++; port < t->len && port < i + 6 &&
		     t->s[port] >= '0' && t->s[port] <= '9';)
			port++;
		if (port > i + 1)
			i = port;
	}
	if (i < t->len && strchr("/?#", t->s[i]) != NULL && t->s[i] != '\0') {
		port = tail_end(t, i + 1);
		return port > i + 1 || t->s[i] == '/' ? port : i;
	}
	return i;
}

static size_t
scheme_length(const struct look *t, size_t i)
{
	static const char *const schemes[] = {"https://", "http://"};
	size_t k, n, j;

	for (k = 0; k < 2; k++) {
		n = strlen(schemes[k]);
		if (i + n > t->len)
			continue;
		for (j = 0; j < n; j++)
			if ((t->s[i + j] | 32) != (schemes[k][j] | 32))
				break;
		if (j == n)
			return n;
	}
	return 0;
}

/* Whether a link may begin behind this character. */
static int
may_begin(uint32_t c, int bare)
{
	if (c == '@' || c == 0xFF20 || c == '#' || c == 0xFF03 || c == '$' ||
	    cm_host_is_latin(c))
		return 0;
	return !bare ||
	    (c != '.' && c != '-' && c != '_' && c != '/' && c != ':' &&
		c != '\\');
}

/* Whether what looks like a host goes on as an address of mail. */
static int
is_mail(const struct look *t, size_t i)
{
	while (i < t->len &&
	    (is_alnum((unsigned char)t->s[i]) ||
		(t->s[i] != '\0' && strchr("._%+-", t->s[i]) != NULL)))
		i++;
	return i < t->len && t->s[i] == '@';
}

/* Returns where a link that begins at i ends; 0: none does. */
static size_t
find_link(const struct look *t, size_t i, int *bare)
{
	size_t scheme = scheme_length(t, i), host;
	uint32_t before = char_before(t, i);

	*bare = scheme == 0;
	if (!may_begin(before, *bare))
		return 0;
	host = cm_host_length(t->s + i + scheme, t->len - i - scheme,
	    scheme > 0 ? CM_HOST_ANY : CM_HOST_PLAIN);
	if (host == 0)
		return 0;
	host += i + scheme;
	if ((host < t->len && t->s[host] == '_') ||
	    (scheme == 0 && is_mail(t, host)))
		return 0;
	return link_end(t, host);
}

static int
is_user(uint32_t c)
{
	return is_alnum(c) || c == '_';
}

/* The end of a name such as name.example.social that begins at i, each label
 * of which is in one case: "@ann.It" is Ann and a sentence. 0: none. */
static size_t
handle_end(const struct look *t, size_t i)
{
	size_t end = i, k;

	while (end < t->len &&
	    (is_alnum((unsigned char)t->s[end]) || t->s[end] == '.' ||
		t->s[end] == '-')) {
		if (t->s[end] == '.' && end + 2 < t->len &&
		    t->s[end + 1] >= 'A' && t->s[end + 1] <= 'Z' &&
		    t->s[end + 2] >= 'a' && t->s[end + 2] <= 'z')
			break;
		end++;
	}
	k = cm_host_length(t->s + i, end - i, CM_HOST_ANY);
	if (k == 0 || memchr(t->s + i, '.', k) == NULL)
		return 0;
	return i + k;
}

/* Returns where a mention whose @ is at i ends; 0: it is none. */
static size_t
find_mention(const struct look *t, size_t i, size_t sign)
{
	uint32_t c = char_before(t, i);
	size_t from = i + sign, end = from, name, host;

	if (c < 0x80 && c != 0 && strchr("_!@#$%&*/", (int)c) != NULL)
		return 0;
	if (c == 0xFF20 ||
	    (is_alnum(c) &&
		!(i >= 2 && (t->s[i - 1] | 32) == 't' &&
		    (t->s[i - 2] | 32) == 'r' &&
		    !is_alnum(char_before(t, i - 2)))))
		return 0;
	while (end < t->len && is_user((unsigned char)t->s[end]))
		end++;
	if (end == from)
		return 0;
	name = end;
	while (name + 1 < t->len &&
	    (is_user((unsigned char)t->s[name]) ||
		((t->s[name] == '.' || t->s[name] == '-') &&
		    is_user((unsigned char)t->s[name + 1]))))
		name++;
	if (name < t->len && is_user((unsigned char)t->s[name]))
		name++;
	if (name < t->len && t->s[name] == '@') {
		host = cm_host_length(
		    t->s + name + 1, t->len - name - 1, CM_HOST_ANY);
		return host > 0 ? name + 1 + host : 0;
	}
	host = handle_end(t, from);
	if (host > 0)
		return host;
	c = char_at(t, end, NULL);
	return c == '@' || c == 0xFF20 || cm_host_is_latin(c) ||
		has_at(t, end, "://")
	    ? 0
	    : end;
}

/* Signs that stand inside words of some scripts, beside letters and marks. */
static int
is_inner(uint32_t c)
{
	static const uint32_t signs[] = {'_', 0xB7, 0x5BE, 0x5F3, 0x5F4, 0xF0B,
	    0xF0C, 0x200C, 0x200D, 0x3003, 0x301C, 0x309B, 0x309C, 0x30A0,
	    0x30FB, 0xA67E, 0xFF5E};
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (signs[i] == c)
			return 1;
	return 0;
}

static int
is_letter(uint32_t c)
{
	utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);

	return c != 0xFE0E && c != 0xFE0F && k >= UTF8PROC_CATEGORY_LU &&
	    k <= UTF8PROC_CATEGORY_ME;
}

static int
is_digit(uint32_t c)
{
	return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ND;
}

/* Returns where a tag whose # is at i ends; 0: it is none. */
static size_t
find_tag(const struct look *t, size_t i, size_t sign)
{
	uint32_t c = char_before(t, i);
	size_t end = i + sign, n;
	int letters = 0;

	if (c == '&' || c == '_' || is_letter(c) || is_digit(c))
		return 0;
	for (; end < t->len; end += n) {
		c = char_at(t, end, &n);
		if (is_letter(c))
			letters = 1;
		else if (!is_digit(c) && !is_inner(c))
			break;
	}
	c = char_at(t, end, NULL);
	if (!letters || c == '#' || c == 0xFF03 || has_at(t, end, "://"))
		return 0;
	while ((c = char_before(t, end)) == 0xB7 || c == 0x200C ||
	    c == 0x200D || c == 0x30FB)
		end -= c == 0xB7 ? 2 : 3;
	return end;
}

static void
push(struct cm_entities *e, enum cm_entities_kind kind, size_t from, size_t to,
    int bare)
{
	struct cm_entities_one *one;

	if (e->count == e->cap) {
		e->cap = e->cap == 0 ? 8 : 2 * e->cap;
		e->one = cm_realloc(e->one, e->cap * sizeof(*e->one));
	}
	one = &e->one[e->count++];
	memset(one, 0, sizeof(*one));
	one->kind = kind;
	one->bytes[0] = from;
	one->bytes[1] = to;
	one->bare = bare;
}

/* Where the bytes are in characters and in UTF-16. */
static void
count(struct cm_entities *e, const struct look *t)
{
	size_t i, n, k = 0, chars = 0, utf16 = 0;
	struct cm_entities_one *one;
	uint32_t c;

	for (i = 0; k < 2 * e->count; i += n) {
		for (; k < 2 * e->count; k++) {
			one = &e->one[k / 2];
			if (one->bytes[k % 2] > i)
				break;
			one->chars[k % 2] = chars;
			one->utf16[k % 2] = utf16;
		}
		c = char_at(t, i, &n);
		chars++;
		utf16 += 1 + (c > 0xFFFF);
	}
}

void
cm_entities_find(struct cm_entities *e, const char *s, size_t len)
{
	struct look t = {s, len};
	size_t i, n, end;
	enum cm_entities_kind kind;
	int bare;
	uint32_t c;

	memset(e, 0, sizeof(*e));
	for (i = 0; i < len; i += n) {
		c = char_at(&t, i, &n);
		bare = 0;
		end = 0;
		kind = CM_ENTITY_LINK;
		if (c == '#' || c == 0xFF03) {
			kind = CM_ENTITY_TAG;
			end = find_tag(&t, i, n);
		} else if (c == '@' || c == 0xFF20) {
			kind = CM_ENTITY_MENTION;
			end = find_mention(&t, i, n);
		} else if (cm_host_is_latin(c)) {
			end = find_link(&t, i, &bare);
		}
		if (end == 0)
			continue;
		push(e, kind, i, end, bare);
		n = end - i;
	}
	count(e, &t);
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
