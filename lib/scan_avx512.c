/* SPDX-License-Identifier: ISC */
#include "lib/scan_in.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))

#include "lib/scan_x86.h"

#define AVX512                                                                 \
	__attribute__((target(                                                 \
	    "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi,popcnt,pclmul")))
#define AVX512_INLINE static inline AVX512 __attribute__((always_inline))

/* A block in one register: what compares is a mask at once. */
struct utf8 {
	__m512i before; /* the 64 bytes before the next */
	__m512i wrong;
};

AVX512_INLINE __m512i
row(int i)
{
	return _mm512_broadcast_i32x4(scan_utf8_row(i));
}

AVX512_INLINE __m512i
look_up(int i, __m512i halves)
{
	return _mm512_shuffle_epi8(
	    row(i), _mm512_and_si512(halves, _mm512_set1_epi8(0x0f)));
}

AVX512_INLINE void
utf8_check(struct utf8 *u, __m512i v)
{
	__m512i over = _mm512_alignr_epi32(v, u->before, 12);
	__m512i back1 = _mm512_alignr_epi8(v, over, 15);
	__m512i back2 = _mm512_alignr_epi8(v, over, 14);
	__m512i back3 = _mm512_alignr_epi8(v, over, 13);
	__m512i pair = _mm512_and_si512(
	    _mm512_and_si512(
		look_up(0, _mm512_srli_epi16(back1, 4)), look_up(1, back1)),
	    look_up(2, _mm512_srli_epi16(v, 4)));
	__m512i due = _mm512_or_si512(
	    _mm512_subs_epu8(back2, _mm512_set1_epi8(0xe0 - 0x80)),
	    _mm512_subs_epu8(back3, _mm512_set1_epi8(0xf0 - 0x80)));

	due = _mm512_and_si512(due, _mm512_set1_epi8((char)0x80));
	u->wrong = _mm512_or_si512(u->wrong, _mm512_xor_si512(due, pair));
}

/* All the ends of a block at once, which are 32 at most. */
AVX512_INLINE void
put_ends(uint16_t *to, uint64_t ends, size_t at)
{
	static const scan_byte place[64] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	    11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
	    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44,
	    45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
	    62, 63};
	__m512i v = _mm512_maskz_compress_epi8(ends, _mm512_loadu_si512(place));

	v = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(v));
	_mm512_storeu_si512(
	    to, _mm512_add_epi16(v, _mm512_set1_epi16((short)at)));
}

AVX512 void
cm_scan_avx512(struct scan_window *w)
{
	const __m512i control = _mm512_set1_epi8(0x1f);
	const scan_byte *line = w->line;
	const size_t from = w->next;
	size_t at = from, n = 0, stop = at + SCAN_WINDOW;
	uint64_t inside, wrong = 0, in_string = w->in_string, valid;
	uint64_t quotes, slashes, high, high_before = 0;
	struct utf8 u;
	__m512i v;

	u.before = u.wrong = _mm512_setzero_si512();
	if (at > 0) {
		u.before = _mm512_loadu_si512(line + at - 64);
		high_before = _mm512_movepi8_mask(u.before);
	}
	if (stop > w->len)
		stop = w->len;
	w->base = line + at;
	for (w->next = stop; at < stop; at += 64) {
		valid = ~(uint64_t)0;
		if (stop - at < 64)
			valid >>= 64 - (stop - at);
		v = _mm512_maskz_loadu_epi8(valid, line + at);
		quotes = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('"'));
		slashes = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\\'));
		if (slashes != 0 || w->escaped > at)
			quotes = cm_scan_escapes(w, at, slashes, quotes);
		high = _mm512_movepi8_mask(v);
		if ((high | high_before) != 0)
			utf8_check(&u, v);
		u.before = v;
		high_before = high;
		inside = scan_up_to_each(quotes) ^ in_string;
		in_string = 0 - (inside >> 63);
		wrong |=
		    inside & _mm512_mask_cmple_epu8_mask(valid, v, control);
		quotes &= ~inside;
		put_ends(w->end + n, quotes, at - from);
		n += (size_t)__builtin_popcountll(quotes);
	}
	w->in_string = in_string;
	w->n = n;
	w->bad |= wrong != 0 || _mm512_test_epi8_mask(u.wrong, u.wrong) != 0;
}

AVX512 size_t
cm_scan_utf8_avx512(const scan_byte *p, size_t len)
{
	struct utf8 u = {_mm512_setzero_si512(), _mm512_setzero_si512()};
	uint64_t high, high_before = 0;
	size_t at = 0, i;
	__m512i v;

	for (; len - at >= SCAN_UTF8; at += SCAN_UTF8) {
		for (i = at; i < at + SCAN_UTF8; i += 64) {
			v = _mm512_loadu_si512(p + i);
			high = _mm512_movepi8_mask(v);
			if ((high | high_before) != 0)
				utf8_check(&u, v);
			u.before = v;
			high_before = high;
		}
		if (_mm512_test_epi8_mask(u.wrong, u.wrong) != 0)
			break;
	}
	return at;
}

int
cm_scan_has_avx512(void)
{
	return __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512vbmi") &&
	    __builtin_cpu_supports("avx512vbmi2") && cm_scan_has_avx2();
}

#else

/* Never called: cm_scan_has_avx512 says so. */
void
cm_scan_avx512(struct scan_window *w)
{
	cm_scan_plain(w);
}

size_t
cm_scan_utf8_avx512(const scan_byte *p, size_t len)
{
	(void)p;
	(void)len;
	return 0;
}

int
cm_scan_has_avx512(void)
{
	return 0;
}

#endif
