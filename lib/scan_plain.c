/* SPDX-License-Identifier: ISC */
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

	for (i = 0; i < 64; i += 8) {
		v = scan_load8(p + i);
		high = v & EACH(0x80);
		low = v & EACH(0x7f);
		m.quote |= bits(zero(low ^ EACH('"')) & ~high) << i;
		m.backslash |= bits(zero(low ^ EACH('\\')) & ~high) << i;
		m.control |= bits(~(low + EACH(0x60)) & ~high) << i;
		m.high |= bits(high) << i;
	}
	return m;
}

#endif

static inline uint64_t
up_to_each(uint64_t v)
{
	v ^= v << 1;
	v ^= v << 2;
	v ^= v << 4;
	v ^= v << 8;
	v ^= v << 16;
	return v ^ v << 32;
}

static inline int
ones(uint64_t v)
{
	v -= v >> 1 & 0x5555555555555555;
	v = (v & 0x3333333333333333) + (v >> 2 & 0x3333333333333333);
	v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (int)(v * 0x0101010101010101 >> 56);
}

/*
 * Checks the characters that begin in a block. One that is cut off by the end
 * of the line may be completed by what lies behind: such a line is refused
 * for the string or object that it does not end.
 */
static void
sequences(struct scan_window *w, size_t at, uint64_t high)
{
	size_t i = w->sequenced > at ? w->sequenced - at : 0, n;

	high = high >> i << i;
	while (high != 0) {
		i = (size_t)__builtin_ctzll(high);
		do {
			n = scan_sequence(w->line + at + i);
			if (n == 0) {
				w->bad = 1;
				return;
			}
			i += n;
		} while (i < 64 && w->line[at + i] >= 0x80);
		high = i < 64 ? high >> i << i : 0;
	}
	w->sequenced = at + i;
}

void
cm_scan_plain(struct scan_window *w)
{
	size_t at = w->next, n = 0, stop = at + SCAN_WINDOW;
	uint64_t inside, wrong = 0, in_string = w->in_string,
			 valid = ~(uint64_t)0;
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
		if ((m.high & valid) != 0)
			sequences(w, at, m.high & valid);
		inside = up_to_each(m.quote) ^ in_string;
		in_string = 0 - (inside >> 63);
		wrong |= m.control & inside & valid;
		m.quote &= ~inside;
		scan_ends(w, &n, m.quote, at - (size_t)(w->base - w->line),
		    ones(m.quote));
	}
	w->in_string = in_string;
	w->n = n;
	w->bad |= wrong != 0;
}
