/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "lib/json.h"
#include "lib/netmark.h"
#include "lib/netreq.h"

enum { MARK = 1, PART = 4096 };

static const char escaped[] = "\\u0001";

int
cm_netmark_in(const char *s, size_t len)
{
	return len > 0 && memchr(s, MARK, len) != NULL;
}

int
cm_netmark_next(const char *s, size_t len, size_t *at, struct cm_netmark *part)
{
	size_t left = len - *at;
	const char *p, *q;

	if (left == 0)
		return 0;
	p = s + *at;
	part->is_mark = *p == MARK;
	q = memchr(p + part->is_mark, MARK, left - (size_t)part->is_mark);
	if (part->is_mark && (q == NULL || q == p + 1))
		return -1;
	part->p = p + part->is_mark;
	part->len = (size_t)((q != NULL ? q : s + len) - part->p);
	*at = (size_t)(part->p + part->len - s) + (size_t)part->is_mark;
	return 1;
}

/* Reads digits and the blank behind them. */
static int
number(const char **p, const char *end, long long *n)
{
	const char *from = *p;

	for (*n = 0; *p < end && isdigit((unsigned char)**p); ++*p) {
		if (*n > (LLONG_MAX - 9) / 10)
			return -1;
		*n = *n * 10 + (**p - '0');
	}
	if (*p == from || *p == end || **p != ' ')
		return -1;
	++*p;
	return 0;
}

int
cm_netmark_base64(const struct cm_netmark *part, struct cm_netmark_file *f)
{
	static const char word[] = "base64 ", all[] = "-1 ";
	const char *p = part->p, *end = part->p + part->len;

	if (part->len < sizeof(word) - 1 ||
	    memcmp(p, word, sizeof(word) - 1) != 0)
		return 0;
	p += sizeof(word) - 1;
	if (number(&p, end, &f->offset) == -1)
		return 0;
	if ((size_t)(end - p) >= sizeof(all) - 1 &&
	    memcmp(p, all, sizeof(all) - 1) == 0) {
		f->length = -1;
		p += sizeof(all) - 1;
	} else if (number(&p, end, &f->length) == -1)
		return 0;
	f->file = p;
	f->file_len = (size_t)(end - p);
	return 1;
}

void
cm_netmark_json(struct cm_buf *to, const char *s, size_t len)
{
	size_t from = to->len;

	cm_json_string(to, s, len);
	if (to->full || to->len < from + 2)
		return;
	to->len -= 2;
	memmove(to->p + from, to->p + from + 1, to->len - from);
}

const char *
cm_netmark_find(const char *s, size_t len, const char *what, size_t n)
{
	const char *end, *p;

	if (n == 0 || len < n)
		return NULL;
	end = s + len - n + 1;
	for (p = s; p < end; p++) {
		p = memchr(p, what[0], (size_t)(end - p));
		if (p == NULL)
			return NULL;
		if (memcmp(p, what, n) == 0)
			return p;
	}
	return NULL;
}

static int
hex(const char *p)
{
	static const char digits[] = "0123456789abcdef";
	const char *hi, *lo;

	if (p[0] == '\0' || p[1] == '\0')
		return -1;
	hi = strchr(digits, tolower((unsigned char)p[0]));
	lo = strchr(digits, tolower((unsigned char)p[1]));
	return hi != NULL && lo != NULL
	    ? (int)((hi - digits) * 16 + (lo - digits))
	    : -1;
}

/* The length of what stands for a byte at p, other than itself; 0: none. */
static size_t
spells(const char *p, size_t left, char byte)
{
	int c = (unsigned char)byte;

	if (left >= 3 && *p == '%') {
		if (hex(p + 1) == c)
			return 3;
		return left >= 5 && hex(p + 1) == '%' && hex(p + 3) == c ? 5
									 : 0;
	}
	if (left >= 2 && *p == '\\' && p[1] == byte && ispunct(c))
		return 2;
	if (left >= 6 && memcmp(p, "\\u00", 4) == 0 && c < 0x80 &&
	    hex(p + 4) == c)
		return 6;
	return *p == '+' && byte == ' ';
}

/* The length of all of it at p; 0: it is something else. */
static size_t
spelt_at(const char *p, size_t left, const char *what, size_t n)
{
	size_t i, at = 0, len;

	if (left >= n && memcmp(p, what, n) == 0)
		return n;
	for (i = 0; i < n && at < left; i++) {
		len = spells(p + at, left - at, what[i]);
		if (len == 0 && p[at] != what[i])
			return 0;
		at += len > 0 ? len : 1;
	}
	return i == n ? at : 0;
}

/* The first that begins in a part of s. */
static const char *
spelt_in(const char *s, const char *until, const char *end, const char *what,
    size_t n, size_t *used)
{
	const char begins[] = {what[0], '%', '\\'};
	const char *p, *found = NULL;
	size_t i, size;

	/* What begins before one that is found comes instead of it. */
	for (i = 0; i < sizeof(begins); i++)
		for (p = s; p < until; p++) {
			p = memchr(p, begins[i], (size_t)(until - p));
			if (p == NULL)
				break;
			size = spelt_at(p, (size_t)(end - p), what, n);
			if (size > 0) {
				*used = size;
				found = until = p;
			}
		}
	return found;
}

const char *
cm_netmark_spelt(
    const char *s, size_t len, const char *what, size_t n, size_t *used)
{
	const char *found = NULL, *end = s + len, *until;

	if (n == 0)
		return NULL;
	/* In parts: the next one is mostly near, and all are looked for. */
	for (; found == NULL && (size_t)(end - s) >= n; s = until) {
		until = end - s > PART ? s + PART : end;
		found = spelt_in(s, until, end, what, n, used);
	}
	return found;
}

/* The length of what stands for U+0001 at p: the byte, or its escape in JSON
 * text, whose backslash is not escaped itself; 0: something else. */
static size_t
mark_at(const char *s, size_t at, size_t len)
{
	size_t slashes = 0;

	if (s[at] == MARK)
		return 1;
	if (s[at] != '\\' || len - at < sizeof(escaped) - 1 ||
	    memcmp(s + at, escaped, sizeof(escaped) - 1) != 0)
		return 0;
	while (slashes < at && s[at - slashes - 1] == '\\')
		slashes++;
	return slashes % 2 == 0 ? sizeof(escaped) - 1 : 0;
}

void
cm_netreq_redact(struct cm_buf *to, const char *s, size_t len)
{
	size_t i, from = 0, n, m = 0, j;

	for (i = 0; i < len; i++) {
		n = mark_at(s, i, len);
		if (n == 0)
			continue;
		cm_buf_add(to, s + from, i - from);
		for (j = i + n; j < len; j++) {
			m = mark_at(s, j, len);
			if (m > 0)
				break;
		}
		/* Without a partner it hides nothing. */
		cm_buf_puts(to, j < len ? "REDACTED" : "\xef\xbf\xbd");
		from = j < len ? j + m : i + n;
		i = from - 1;
	}
	if (from < len)
		cm_buf_add(to, s + from, len - from);
}
