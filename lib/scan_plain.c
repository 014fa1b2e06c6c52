/* SPDX-License-Identifier: ISC */
#include "lib/bits.h"
#include "lib/scan_in.h"

#if defined(__SSE2__) && !defined(CM_SCAN_NO_SSE2)
#include <emmintrin.h>
#define HAVE_SSE2 1
#endif

/*
 * The kernel for every machine: eight bytes at a time in a register, or
 * sixteen where the compiler may use SSE2, which every x86-64 has.
 */
struct masks {
	uint64_t quote, backslash, control, high;
};

/* For UTF-8: continuations, leads of two bytes and more, of three and more,
 * of four; and leads that are wrong or not with every second byte. */
struct leads {
	uint64_t more, two, three, four, odd;
};

#ifdef HAVE_SSE2

static inline uint64_t
bits(__m128i v)
{
	return (uint64_t)(unsigned)_mm_movemask_epi8(v);
}

static inline struct masks
look(const scan_byte *p)
{
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i backslash = _mm_set1_epi8('\\');
	const __m128i control = _mm_set1_epi8(0x1f);
	struct masks m = {0, 0, 0, 0};
	__m128i v;
	int i;

#pragma GCC unroll 4
	for (i = 0; i < 64; i += 16) {
		v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		m.quote |= bits(_mm_cmpeq_epi8(v, quote)) << i;
		m.backslash |= bits(_mm_cmpeq_epi8(v, backslash)) << i;
		m.control |= bits(_mm_cmpeq_epi8(_mm_min_epu8(v, control), v))
		    << i;
		m.high |= bits(v) << i;
	}
	return m;
}

static inline struct leads
look_high(const scan_byte *p)
{
	const __m128i from3 = _mm_set1_epi8((char)0xe0);
	const __m128i from4 = _mm_set1_epi8((char)0xf0);
	struct leads m = {0, 0, 0, 0, 0};
	uint64_t above;
	__m128i v, odd;
	int i;

#pragma GCC unroll 4
	for (i = 0; i < 64; i += 16) {
		v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		above = bits(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)0xbf)));
		m.more |= (bits(v) & ~above) << i;
		m.two |= (bits(v) & above) << i;
		m.three |= bits(_mm_cmpeq_epi8(_mm_max_epu8(v, from3), v)) << i;
		m.four |= bits(_mm_cmpeq_epi8(_mm_max_epu8(v, from4), v)) << i;
		odd = _mm_or_si128(_mm_cmpeq_epi8(v, from3),
		    _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xed)));
		v = _mm_and_si128(v, _mm_set1_epi8((char)0xfe));
		odd = _mm_or_si128(
		    odd, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xc0)));
		m.odd |= bits(odd) << i;
	}
	return m;
}

#else

#define EACH(byte) (0x0101010101010101 * (uint64_t)(byte))

/* The high bits of eight bytes, side by side. */
static inline uint64_t
bits(uint64_t v)
{
	return ((v >> 7 & EACH(1)) * 0x0102040810204080) >> 56;
}

/* The high bit of each byte that is zero; v has no high bits set. */
static inline uint64_t
zero(uint64_t v)
{
	return ~(v + EACH(0x7f)) & EACH(0x80);
}

static inline struct masks
look(const scan_byte *p)
{
	struct masks m = {0, 0, 0, 0};
	uint64_t v, low, high;
	int i;

#pragma GCC unroll 8
	for (i = 0; i < 64; i += 8) {
		v = cm_word(p + i);
		high = v & EACH(0x80);
		low = v & EACH(0x7f);
		m.quote |= bits(zero(low ^ EACH('"')) & ~high) << i;
		m.backslash |= bits(zero(low ^ EACH('\\')) & ~high) << i;
		m.control |= bits(~(low + EACH(0x60)) & ~high) << i;
		m.high |= bits(high) << i;
	}
	return m;
}

static inline struct leads
look_high(const scan_byte *p)
{
	struct leads m = {0, 0, 0, 0, 0};
	uint64_t v, low, high, two, odd;
	int i;

#pragma GCC unroll 8
	for (i = 0; i < 64; i += 8) {
		v = cm_word(p + i);
		high = v & EACH(0x80);
		low = v & EACH(0x7f);
		two = (low + EACH(0x40)) & high;
		m.more |= bits(high & ~two) << i;
		m.two |= bits(two) << i;
		m.three |= bits((low + EACH(0x20)) & high) << i;
		m.four |= bits((low + EACH(0x10)) & high) << i;
		odd = zero(low ^ EACH(0x60)) | zero(low ^ EACH(0x6d)) |
		    zero((low & EACH(0x7e)) ^ EACH(0x40));
		m.odd |= bits(odd & high) << i;
	}
	return m;
}

#endif

/* What a lead that is odd or begins four bytes asks of the byte behind it. */
static inline int
second_is_wrong(const scan_byte *p)
{
	switch (p[0]) {
	case 0xe0:
		return p[1] < 0xa0;
	case 0xed:
		return p[1] >= 0xa0;
	case 0xf0:
		return p[1] < 0x90;
	case 0xf4:
		return p[1] >= 0x90;
	default:
		return p[0] < 0xe0 || p[0] > 0xf4;
	}
}

/*
 * Checks the UTF-8 of a block and returns what is due in the next. What is
 * cut off by the end of the line is not looked for: such a line is refused
 * for the string or object that it does not end.
 */
static uint64_t
utf8(struct scan_window *w, const scan_byte *p, uint64_t due, uint64_t valid)
{
	struct leads m = look_high(p);
	uint64_t odd;

	due |= m.two << 1 | m.three << 2 | m.four << 3;
	w->bad |= ((due ^ m.more) & valid) != 0;
	for (odd = (m.odd | m.four) & valid; odd != 0; odd &= odd - 1)
		w->bad |= second_is_wrong(p + __builtin_ctzll(odd));
	return m.two >> 63 | m.three >> 62 | m.four >> 61;
}

void
cm_scan_plain(struct scan_window *w)
{
	size_t at = w->next, n = 0, stop = at + SCAN_WINDOW;
	uint64_t inside, wrong = 0, in_string = w->in_string;
	uint64_t due = w->due, valid = ~(uint64_t)0;
	struct masks m;

	if (stop > w->len)
		stop = w->len;
	w->base = w->line + at;
	for (w->next = stop; at < stop; at += 64) {
		m = look(w->line + at);
		if (stop - at < 64)
			valid >>= 64 - (stop - at);
		m.quote &= valid;
		if ((m.backslash & valid) != 0 || w->escaped > at)
			m.quote = cm_scan_escapes(
			    w, at, m.backslash & valid, m.quote);
		if (((m.high & valid) | due) != 0)
			due = utf8(w, w->line + at, due, valid);
		inside = cm_bits_up_to_each(m.quote) ^ in_string;
		in_string = 0 - (inside >> 63);
		wrong |= m.control & inside & valid;
		m.quote &= ~inside;
		scan_ends(w, &n, m.quote, at - (size_t)(w->base - w->line),
		    cm_bits_count(m.quote));
	}
	w->in_string = in_string;
	w->due = due;
	w->n = n;
	w->bad |= wrong != 0;
}
