/* SPDX-License-Identifier: ISC */
#include "lib/json.h"
#include "lib/scan_in.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { PART = 1024 }; /* bytes of a string that get their room at once */

/* How many bytes at p, from one on, can be written as they are. */
static size_t
clean(const scan_byte *p, size_t left)
{
	const uint64_t one = 0x0101010101010101;
	const scan_byte *from = p;
	uint64_t v, q, s;

	for (; left >= 8; p += 8, left -= 8) {
		v = cm_word(p);
		q = v ^ one * '"';
		s = v ^ one * '\\';
		/* Any byte that is high, below a blank, a quote, a backslash:
		 * false alarms are possible and do no harm. */
		if (((v | (v - one * 0x20) | (q - one) | (s - one)) &
			one * 0x80) != 0)
			break;
	}
	while (left > 0 && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\') {
		p++;
		left--;
	}
	return (size_t)(p - from);
}

static char *
escape(char *to, scan_byte c)
{
	static const char hex[] = "0123456789abcdef";
	static const char letter[] = "btn\0fr"; /* from 8 on */

	*to++ = '\\';
	if (c == '"' || c == '\\') {
		*to++ = (char)c;
	} else if (c >= 8 && c <= 13 && letter[c - 8] != '\0') {
		*to++ = letter[c - 8];
	} else {
		memcpy(to, "u00", 3);
		to[3] = hex[c >> 4];
		to[4] = hex[c & 15];
		to += 5;
	}
	return to;
}

/* Where there is no room for more than what comes of it. */
static void
put_exactly(struct cm_buf *b, const char *s, size_t len)
{
	const scan_byte *p = (const scan_byte *)s;
	size_t start = b->len, n;
	char *to;

	cm_buf_byte(b, '"');
	while (len > 0) {
		n = clean(p, len);
		while (n < len && p[n] >= 0x80) {
			size_t more = scan_character(p + n, len - n);

			if (more == 0)
				break;
			n += more;
		}
		if (n > 0) {
			cm_buf_add(b, p, n);
		} else {
			to = cm_buf_room(b, 6);
			if (to == NULL)
				break;
			if (*p >= 0x80) {
				memcpy(to, "\xef\xbf\xbd", 3);
				b->len += 3;
			} else {
				b->len += (size_t)(escape(to, *p) - to);
			}
			n = 1;
		}
		p += n;
		len -= n;
	}
	cm_buf_byte(b, '"');
	if (b->full)
		b->len = start;
}

/* Whether any of eight bytes is to be escaped, or looked at. */
static inline uint64_t
special(uint64_t v, int known)
{
	const uint64_t one = 0x0101010101010101, high = one * 0x80;
	uint64_t q = v ^ one * '"', s = v ^ one * '\\';
	uint64_t odd =
	    ((v - one * 0x20) & ~v) | ((q - one) & ~q) | ((s - one) & ~s);

	return (known ? odd : odd | v) & high;
}

/* Copies bytes up to the first that is to be escaped, or looked at, or up to
 * fewer than 16 from the end. Returns how many. There is room for 16 more. */
static inline size_t
copy_many(char *to, const scan_byte *p, size_t len, int known)
{
	size_t n = 0;
#if defined(__SSE2__)
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i backslash = _mm_set1_epi8('\\');
	const __m128i control = _mm_set1_epi8(0x1f);
	__m128i v, odd;
	unsigned mask;

	for (; len - n >= 16; n += 16) {
		v = _mm_loadu_si128((const __m128i *)(const void *)(p + n));
		_mm_storeu_si128((__m128i *)(void *)(to + n), v);
		odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote),
				       _mm_cmpeq_epi8(v, backslash)),
		    _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
		mask = (unsigned)_mm_movemask_epi8(odd);
		if (!known)
			mask |= (unsigned)_mm_movemask_epi8(v);
		if (mask != 0)
			return n + (size_t)__builtin_ctz(mask);
	}
#else
	for (; len - n >= 8 && special(cm_word(p + n), known) == 0; n += 8)
		memcpy(to + n, p + n, 8);
#endif
	return n;
}

/* Copies fewer than 16 bytes, if there is nothing about any of them. */
static inline int
copy_few(char *to, const scan_byte *p, size_t n, int known)
{
	const uint64_t blanks = 0x2020202020202020;
	uint64_t v = blanks, w = blanks;

	if (n >= 8) {
		memcpy(&v, p, 8);
		memcpy(&w, p + n - 8, 8);
		memcpy(to, &v, 8);
		memcpy(to + n - 8, &w, 8);
	} else if (n >= 4) {
		memcpy(&v, p, 4);
		memcpy(&w, p + n - 4, 4);
		memcpy(to, &v, 4);
		memcpy(to + n - 4, &w, 4);
	} else if (n > 0) {
		memcpy(&v, p, 1);
		memcpy((char *)&v + 1, p + n / 2, 1);
		memcpy((char *)&v + 2, p + n - 1, 1);
		to[0] = (char)p[0];
		to[n / 2] = (char)p[n / 2];
		to[n - 1] = (char)p[n - 1];
	}
	return (special(v, known) | special(w, known)) == 0;
}

/* One byte or character about which there may be something. */
static inline char *
put_one(char *to, const scan_byte **at, const scan_byte *end, int known)
{
	const scan_byte *p = *at;
	size_t n = 1;

	if (*p >= 0x80 && !known) {
		n = scan_character(p, (size_t)(end - p));
		memcpy(to, n > 0 ? p : (const scan_byte *)"\xef\xbf\xbd",
		    n > 0 ? n : 3);
		to += n > 0 ? n : 3;
		n += n == 0;
	} else if (*p < 0x20 || *p == '"' || *p == '\\') {
		to = escape(to, *p);
	} else {
		*to++ = (char)*p;
	}
	*at = p + n;
	return to;
}

/* A part of a string that begins at p, about so many bytes. Returns the end
 * of what was written; six times as much and 32 more bytes of room are
 * enough. */
static inline char *
put_part(char *to, const scan_byte **at, const scan_byte *end, size_t most,
    int known)
{
	const scan_byte *p = *at, *stop;
	size_t n;

	stop = (size_t)(end - p) > most ? p + most : end;
	while (p < stop) {
		n = copy_many(to, p, (size_t)(stop - p), known);
		p += n;
		to += n;
		n = (size_t)(stop - p);
		if (n < 16 && copy_few(to, p, n, known)) {
			p += n;
			to += n;
			break;
		}
		do
			to = put_one(to, &p, end, known);
		while (p < stop && !known && *p >= 0x80);
	}
	*at = p;
	return to;
}

static inline void
put_string(struct cm_buf *b, const char *s, size_t len, int known)
{
	const scan_byte *p = (const scan_byte *)s, *end;
	size_t most = len < PART ? len : PART;
	char *to;

	if (len == 0) {
		cm_buf_puts(b, "\"\"");
		return;
	}
	end = p + len;
	if (b->max - b->len < 6 * len + 64) {
		put_exactly(b, s, len);
		return;
	}
	do {
		to = cm_buf_room(b, 6 * most + 64);
		if (to == NULL)
			return;
		if (p == (const scan_byte *)s)
			*to++ = '"';
		to = put_part(to, &p, end, most, known);
		if (p == end)
			*to++ = '"';
		b->len = (size_t)(to - b->p);
	} while (p < end);
}

void
cm_json_string(struct cm_buf *b, const char *s, size_t len)
{
	put_string(b, s, len, 0);
}

void
cm_json_utf8(struct cm_buf *b, const char *s, size_t len)
{
	put_string(b, s, len, 1);
}

void
cm_json_key(struct cm_buf *b, const char *key)
{
	if (b->len > 0 && b->p[b->len - 1] != '{')
		cm_buf_byte(b, ',');
	cm_json_string(b, key, strlen(key));
	cm_buf_byte(b, ':');
}

void
cm_json_member_n(struct cm_buf *b, const char *key, const char *s, size_t len)
{
	if (s == NULL || len == 0)
		return;
	cm_json_key(b, key);
	cm_json_string(b, s, len);
}

void
cm_json_member(struct cm_buf *b, const char *key, const char *s)
{
	if (s != NULL)
		cm_json_member_n(b, key, s, strlen(s));
}

void
cm_json_member_int(struct cm_buf *b, const char *key, int64_t n)
{
	cm_json_key(b, key);
	cm_json_int(b, n);
}

void
cm_json_member_number(struct cm_buf *b, const char *key, double d)
{
	cm_json_key(b, key);
	cm_json_number(b, d);
}

void
cm_json_member_raw(struct cm_buf *b, const char *key, struct cm_slice s)
{
	if (s.p == NULL || s.len == 0)
		return;
	cm_json_key(b, key);
	cm_buf_add(b, s.p, s.len);
}
