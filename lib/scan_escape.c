/* SPDX-License-Identifier: ISC */
#include "lib/scan_in.h"

/* One more than the value of a hex digit, 0 for all other bytes. */
static const scan_byte digit[256] = {
    ['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16,
    ['A'] = 11,
    ['B'] = 12,
    ['C'] = 13,
    ['D'] = 14,
    ['E'] = 15,
    ['F'] = 16,
};

/* What stands behind a backslash, and what it means. */
static const scan_byte meaning[256] = {
    ['"'] = '"',
    ['\\'] = '\\',
    ['/'] = '/',
    ['b'] = '\b',
    ['f'] = '\f',
    ['n'] = '\n',
    ['r'] = '\r',
    ['t'] = '\t',
};

int32_t
cm_scan_hex4(const scan_byte *p)
{
	int32_t a = digit[p[0]], b = digit[p[1]], c = digit[p[2]];
	int32_t d = digit[p[3]];

	if (a == 0 || b == 0 || c == 0 || d == 0)
		return -1;
	return (a - 1) << 12 | (b - 1) << 8 | (c - 1) << 4 | (d - 1);
}

/* How long the escape at p is, a pair counting as one; 0 if it is none. */
static inline size_t
escape(const scan_byte *p)
{
	int32_t c;

	if (p[1] != 'u')
		return meaning[p[1]] != 0 ? 2 : 0;
	c = cm_scan_hex4(p + 2);
	if (c < 0 || (c & 0xfc00) == 0xdc00)
		return 0;
	if ((c & 0xfc00) != 0xd800)
		return 6;
	if (p[6] != '\\' || p[7] != 'u')
		return 0;
	c = cm_scan_hex4(p + 8);
	return c >= 0 && (c & 0xfc00) == 0xdc00 ? 12 : 0;
}

/*
 * An escape that is cut off by the end of the line may be completed by what
 * lies behind: such a line is refused for the string that it does not end.
 */
uint64_t
cm_scan_escapes(
    struct scan_window *w, size_t at, uint64_t backslash, uint64_t quote)
{
	size_t i = w->escaped > at ? w->escaped - at : 0, n;
	uint64_t rest = ~(uint64_t)0 << i;

	backslash &= rest;
	quote &= rest;
	while (backslash != 0) {
		i = (size_t)__builtin_ctzll(backslash);
		if (w->first_escape == SIZE_MAX)
			w->first_escape = at + i;
		w->last_escape = at + i;
		n = escape(w->line + at + i);
		if (n == 0) {
			w->bad = 1;
			n = 2;
		}
		rest = i + n < 64 ? ~(uint64_t)0 << (i + n) : 0;
		quote &= rest | (((uint64_t)1 << i) - 1);
		backslash &= rest;
		w->escaped = at + i + n;
	}
	return quote;
}

static size_t
utf8(uint32_t c, scan_byte out[4])
{
	if (c < 0x80) {
		out[0] = (scan_byte)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (scan_byte)(0xc0 | c >> 6);
		out[1] = (scan_byte)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (scan_byte)(0xe0 | c >> 12);
		out[1] = (scan_byte)(0x80 | (c >> 6 & 0x3f));
		out[2] = (scan_byte)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (scan_byte)(0xf0 | c >> 18);
	out[1] = (scan_byte)(0x80 | (c >> 12 & 0x3f));
	out[2] = (scan_byte)(0x80 | (c >> 6 & 0x3f));
	out[3] = (scan_byte)(0x80 | (c & 0x3f));
	return 4;
}

size_t
cm_scan_character(const scan_byte **p, scan_byte out[4])
{
	const scan_byte *s = *p;
	uint32_t c;

	if (s[0] != '\\') {
		*p = s + 1;
		out[0] = s[0];
		return 1;
	}
	if (s[1] != 'u') {
		*p = s + 2;
		out[0] = meaning[s[1]];
		return 1;
	}
	c = (uint32_t)cm_scan_hex4(s + 2);
	s += 6;
	if ((c & 0xfffffc00) == 0xd800) {
		c = 0x10000 + ((c & 0x3ff) << 10) +
		    ((uint32_t)cm_scan_hex4(s + 2) & 0x3ff);
		s += 6;
	}
	*p = s;
	return utf8(c, out);
}
