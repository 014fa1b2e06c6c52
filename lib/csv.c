/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "lib/csv.h"
#include "lib/json.h"

static const struct cm_csv_dialect dialects[] = {
    {"rfc", ',', 0, 0, 0, '.'},
    {"excel", ',', 1, 1, 1, '.'},
    {"excel-eu", ';', 1, 1, 1, ','},
    {"tsv", '\t', 0, 0, 0, '.'},
};

const struct cm_csv_dialect *
cm_csv_dialect(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++)
		if (strcmp(dialects[i].name, name) == 0)
			return &dialects[i];
	return NULL;
}

static int
is_number(const char *p, size_t len)
{
	size_t i = len > 0 && (p[0] == '-' || p[0] == '+'), digits = 0;
	int point = 0;

	for (; i < len; i++)
		if (isdigit((unsigned char)p[i]))
			digits++;
		else if (p[i] == '.' && !point)
			point = 1;
		else
			return 0;
	return digits > 0;
}

/* Digits that a spreadsheet would round, or strip of their zeros. */
static int
is_code(const char *p, size_t len)
{
	size_t i;

	if (len < 2 || (len < 16 && p[0] != '0'))
		return 0;
	for (i = 0; i < len; i++)
		if (!isdigit((unsigned char)p[i]))
			return 0;
	return 1;
}

/* What has an apostrophe there already gets one more, so that who takes one
 * off has the text again. */
static int
is_formula(const char *p, size_t len)
{
	size_t i = 0;

	while (i < len && p[i] == '\'')
		i++;
	return i < len && memchr("=+-@\t\r", p[i], 6) != NULL &&
	    (i > 0 || !is_number(p, len));
}

/* Quotes, whatever it holds. */
static char *
quoted(char *to, const char *before, const char *p, size_t len)
{
	const char *q;
	size_t n;

	*to++ = '"';
	for (; *before != '\0'; before++)
		*to++ = *before;
	while (len > 0) {
		q = memchr(p, '"', len);
		n = q != NULL ? (size_t)(q - p) + 1 : len;
		memcpy(to, p, n);
		to += n;
		if (q != NULL)
			*to++ = '"';
		p += n;
		len -= n;
	}
	*to++ = '"';
	return to;
}

static char *
guarded(char *to, const char *p, size_t len)
{
	if (is_formula(p, len))
		return quoted(to, "'", p, len);
	memcpy(to, "\"=\"\"", 4);
	memcpy(to + 4, p, len);
	memcpy(to + 4 + len, "\"\"\"", 3);
	return to + len + 7;
}

/*
 * A blank at an end is quoted for the readers that strip it, and what looks
 * like a byte order mark for those that would take it for one.
 */
static int
edges_need_quotes(const char *p, size_t len)
{
	return len == 0 || p[0] == ' ' || p[len - 1] == ' ' ||
	    (len > 2 && memcmp(p, "\xef\xbb\xbf", 3) == 0);
}

char *
cm_csv_put(char *to, const struct cm_csv_dialect *d, const char *p, size_t len)
{
	size_t i;

	if (d->guard && (is_formula(p, len) || is_code(p, len)))
		return guarded(to, p, len);
	if (edges_need_quotes(p, len))
		return quoted(to, "", p, len);
	for (i = 0; i < len; i++)
		if (p[i] == d->sep || p[i] == '"' || p[i] == '\n' ||
		    p[i] == '\r')
			return quoted(to, "", p, len);
	memcpy(to, p, len);
	return to + len;
}

/* Tells whether a byte of the string is a backslash (1) or c (2). */
#ifdef __SSE2__
static int
holds(const char *p, size_t len, char c)
{
	const __m128i slash = _mm_set1_epi8('\\'), other = _mm_set1_epi8(c);
	__m128i v, s = _mm_setzero_si128(), o = s, a, b;
	int mask;

	while (len >= 16) {
		v = _mm_loadu_si128((const __m128i *)(const void *)p);
		s = _mm_or_si128(s, _mm_cmpeq_epi8(v, slash));
		o = _mm_or_si128(o, _mm_cmpeq_epi8(v, other));
		p += 16;
		len -= 16;
	}
	v = _mm_loadu_si128((const __m128i *)(const void *)p);
	a = _mm_cmpeq_epi8(v, slash);
	b = _mm_cmpeq_epi8(v, other);
	mask = (1 << len) - 1;
	return ((_mm_movemask_epi8(a) & mask) != 0 ||
		   _mm_movemask_epi8(s) != 0) +
	    2 *
	    ((_mm_movemask_epi8(b) & mask) != 0 || _mm_movemask_epi8(o) != 0);
}
#else
static int
holds(const char *p, size_t len, char c)
{
	return (memchr(p, '\\', len) != NULL) + 2 * (memchr(p, c, len) != NULL);
}
#endif

/*
 * A string of JSON that holds no backslash holds no quote and no line break
 * either, so only the separator and the edges are left to look at.
 */
static char *
put_string(char *to, const struct cm_csv_dialect *d, struct cm_slice s)
{
	const char *p = s.p + 1;
	size_t len = s.len - 2;
	char *raw;
	int has;

	has = holds(p, len, d->sep);
	if (has & 1) {
		/* Decoded at the end of the room, then moved: never longer. */
		raw = to + s.len + 10;
		len = cm_json_decode(s, raw);
		return cm_csv_put(to, d, raw, len);
	}
	if (d->guard && (is_formula(p, len) || is_code(p, len)))
		return guarded(to, p, len);
	if (has != 0 || edges_need_quotes(p, len)) {
		*to++ = '"';
		memcpy(to, p, len);
		to[len] = '"';
		return to + len + 1;
	}
	memcpy(to, p, len);
	return to + len;
}

static char *
put_number(char *to, const struct cm_csv_dialect *d, struct cm_slice s)
{
	char *point;

	memcpy(to, s.p, s.len);
	if (d->point != '.') {
		point = memchr(to, '.', s.len);
		if (point != NULL)
			*point = d->point;
	}
	return to + s.len;
}

char *
cm_csv_put_json(char *to, const struct cm_csv_dialect *d, struct cm_slice s)
{
	switch (cm_scan_kind(s)) {
	case CM_ABSENT:
	case CM_NULL:
		return to;
	case CM_NUMBER:
		return put_number(to, d, s);
	case CM_STRING:
		return put_string(to, d, s);
	default:
		return cm_csv_put(to, d, s.p, s.len);
	}
}

void
cm_csv_begin(struct cm_buf *b, const struct cm_csv_dialect *d)
{
	if (d->bom)
		cm_buf_puts(b, "\xef\xbb\xbf");
}

void
cm_csv_cell(struct cm_buf *b, const struct cm_csv_dialect *d, int first,
    const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;
	char *to;

	if (!first)
		cm_buf_byte(b, d->sep);
	if (text == NULL)
		return;
	to = cm_buf_room(b, CM_CSV_ROOM(len));
	if (to != NULL)
		b->len += (size_t)(cm_csv_put(to, d, text, len) - to);
}

void
cm_csv_number(struct cm_buf *b, const struct cm_csv_dialect *d, int first,
    const char *digits)
{
	struct cm_slice s = {digits, strlen(digits)};
	char *to;

	if (!first)
		cm_buf_byte(b, d->sep);
	to = cm_buf_room(b, s.len);
	if (to != NULL)
		b->len += (size_t)(put_number(to, d, s) - to);
}

void
cm_csv_end(struct cm_buf *b, const struct cm_csv_dialect *d)
{
	cm_buf_puts(b, d->crlf ? "\r\n" : "\n");
}
