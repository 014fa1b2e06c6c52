/* SPDX-License-Identifier: ISC */
/* Where a value ends: brackets are counted outside of strings, 64 bytes at a
 * time. Whether it is JSON is for lib/scan to say. */
#include <ctype.h>
#include <string.h>

#include "cmd/cm-fetch/items_in.h"
#include "lib/json.h"
#include "lib/bits.h"

#if defined(__SSE2__) && !defined(CM_SCAN_NO_SSE2)
#include <emmintrin.h>
#define HAVE_SSE2 1
#endif

/* Bit i tells of byte i of a block. */
struct marks {
	uint64_t quote, backslash, open, close, digit, line;
};

#ifdef HAVE_SSE2

static inline uint64_t
bits(__m128i v, int at)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v) << at;
}

static inline struct marks
look(const char *p)
{
	const __m128i lower = _mm_set1_epi8(0x20), nine = _mm_set1_epi8(9);
	struct marks m = {0, 0, 0, 0, 0, 0};
	__m128i v, w;
	int i;

#pragma GCC unroll 4
	for (i = 0; i < 64; i += 16) {
		v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		m.quote |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), i);
		m.backslash |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')), i);
		m.line |= bits(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')), i);
		/* [ and { differ in one bit, and so do ] and }. */
		w = _mm_or_si128(v, lower);
		m.open |= bits(_mm_cmpeq_epi8(w, _mm_set1_epi8('{')), i);
		m.close |= bits(_mm_cmpeq_epi8(w, _mm_set1_epi8('}')), i);
		w = _mm_sub_epi8(v, _mm_set1_epi8('0'));
		m.digit |= bits(_mm_cmpeq_epi8(_mm_min_epu8(w, nine), w), i);
	}
	return m;
}

#else

static inline struct marks
look(const char *p)
{
	struct marks m = {0, 0, 0, 0, 0, 0};
	uint64_t bit = 1;
	int i;

	for (i = 0; i < 64; i++, bit <<= 1) {
		m.quote |= p[i] == '"' ? bit : 0;
		m.backslash |= p[i] == '\\' ? bit : 0;
		m.line |= p[i] == '\n' ? bit : 0;
		m.open |= (p[i] | 0x20) == '{' ? bit : 0;
		m.close |= (p[i] | 0x20) == '}' ? bit : 0;
		m.digit |= p[i] >= '0' && p[i] <= '9' ? bit : 0;
	}
	return m;
}

#endif

/* What a backslash takes away: the byte behind every odd one of a row. */
static inline uint64_t
escaped(struct cutter *c, uint64_t backslash)
{
	const uint64_t even = 0x5555555555555555;
	uint64_t follows, odd, sum;

	if (backslash == 0) {
		follows = c->escape;
		c->escape = 0;
		return follows;
	}
	backslash &= ~c->escape;
	follows = backslash << 1 | c->escape;
	odd = backslash & ~even & ~follows;
	sum = odd + backslash;
	c->escape = sum < odd;
	return (even ^ sum << 1) & follows;
}

/* Tells whether 16 digits in a row end in this block. */
static inline int
many_digits(struct cutter *c, uint64_t v)
{
	uint64_t before;
	int i;

#pragma GCC unroll 4
	for (i = 0; i < 4; i++) {
		before = c->digits[i];
		c->digits[i] = v;
		v &= v << (1 << i) | before >> (64 - (1 << i));
	}
	return v != 0;
}

void
cutter_init(struct cutter *c)
{
	memset(c, 0, sizeof(*c));
}

/* Where in the block the value ends, counted from 1, or 0: it goes on. */
static inline int
end_in(struct cutter *c, uint64_t open, uint64_t close)
{
	uint64_t all = open | close, bit;
	int i;

	if (c->depth > cm_bits_count(close)) {
		c->depth += cm_bits_count(open);
		if (c->depth > c->deepest)
			c->deepest = c->depth;
		c->depth -= cm_bits_count(close);
		return 0;
	}
	for (; all != 0; all &= all - 1) {
		i = __builtin_ctzll(all);
		bit = (uint64_t)1 << i;
		c->depth += (open & bit) != 0 ? 1 : -1;
		if (c->depth == 0)
			return i + 1;
		if (c->depth > c->deepest)
			c->deepest = c->depth;
	}
	return 0;
}

size_t
cutter_run(struct cutter *c, const char *p, size_t len, int last)
{
	uint64_t inside, valid = ~(uint64_t)0;
	struct marks m;
	size_t at;
	int end;

	for (at = 0; at < len && (last || len - at >= 64); at += 64) {
		m = look(p + at);
		if (len - at < 64)
			valid >>= 64 - (len - at);
		m.quote &= ~escaped(c, m.backslash);
		inside = cm_bits_up_to_each(m.quote) ^ c->in_string;
		c->in_string = 0 - (inside >> 63);
		c->big |= many_digits(c, m.digit & ~inside);
		m.open &= ~inside & valid;
		m.close &= ~inside & valid;
		end = 0;
		if ((m.open | m.close) != 0)
			end = end_in(c, m.open, m.close);
		if (end != 0) {
			valid = ~(uint64_t)0 >> (64 - end);
			c->done = 1;
		}
		m.line &= valid;
		if (m.line != 0)
			c->lines += (uint64_t)cm_bits_count(m.line);
		if (end != 0)
			return at + (size_t)end;
	}
	return at < len ? at : len;
}

/* Moves behind the string that begins at p. */
static const char *
string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\')
			p++;
	return p < end ? p + 1 : end;
}

int
cut_mismatch(const char *p, size_t len, size_t *at)
{
	const char *from = p, *end = p + len;
	struct cm_buf open;
	int bad = 0;

	cm_buf_init(&open, CM_BUF_ANY);
	while (p < end && !bad) {
		switch (*p) {
		case '"':
			p = string_end(p, end);
			continue;
		case '{':
		case '[':
			cm_buf_byte(&open, *p == '{' ? '}' : ']');
			break;
		case '}':
		case ']':
			bad = open.len == 0 || open.p[open.len - 1] != *p;
			*at = (size_t)(p - from);
			open.len -= open.len > 0;
			break;
		default:
			break;
		}
		p++;
	}
	cm_buf_release(&open);
	return bad;
}

int
cut_stack(const char *p, size_t len)
{
	const char *end = p + len;
	int now = 0, most = 0;

	while (p < end) {
		if (*p == '"') {
			p = string_end(p, end);
			continue;
		}
		if (*p == '{' || *p == '[')
			now += *p == '{' ? 2 : 1;
		else if (*p == '}' || *p == ']')
			now -= *p == '}' ? 2 : 1;
		if (now > most)
			most = now;
		p++;
	}
	return most;
}

void
cut_numbers(struct cm_buf *to, const char *p, size_t len)
{
	const char *end = p + len, *from = p, *q;
	int whole;

	while (p < end) {
		if (*p == '"') {
			p = string_end(p, end);
			continue;
		}
		if (*p != '-' && !isdigit((unsigned char)*p)) {
			p++;
			continue;
		}
		for (q = p + 1; q < end && isdigit((unsigned char)*q);)
			q++;
		whole = q == end || memchr(".eE", *q, 3) == NULL;
		if (whole && cm_json_is_large(p, (size_t)(q - p))) {
			cm_buf_add(to, from, (size_t)(p - from));
			cm_buf_byte(to, '"');
			cm_buf_add(to, p, (size_t)(q - p));
			cm_buf_byte(to, '"');
			from = q;
		}
		while (q < end && memchr("0123456789.eE+-", *q, 15) != NULL)
			q++;
		p = q;
	}
	cm_buf_add(to, from, (size_t)(end - from));
}
