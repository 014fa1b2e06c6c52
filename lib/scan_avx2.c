/* SPDX-License-Identifier: ISC */
#include "lib/scan_in.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))

#include "lib/scan_x86.h"

#define AVX2 __attribute__((target("avx2,bmi,popcnt,pclmul")))
#define AVX2_INLINE static inline AVX2 __attribute__((always_inline))

struct utf8 {
	__m256i before; /* the 32 bytes before the next */
	__m256i wrong;
};

AVX2_INLINE __m256i
row(int i)
{
	return _mm256_broadcastsi128_si256(scan_utf8_row(i));
}

AVX2_INLINE __m256i
upper(__m256i v)
{
	return _mm256_and_si256(
	    _mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0f));
}

AVX2_INLINE void
utf8_check(struct utf8 *u, __m256i v)
{
	const __m256i first_upper = row(0), first_lower = row(1);
	const __m256i second_upper = row(2);
	__m256i over = _mm256_permute2x128_si256(u->before, v, 0x21);
	__m256i back1 = _mm256_alignr_epi8(v, over, 15);
	__m256i back2 = _mm256_alignr_epi8(v, over, 14);
	__m256i back3 = _mm256_alignr_epi8(v, over, 13);
	__m256i pair = _mm256_and_si256(
	    _mm256_and_si256(_mm256_shuffle_epi8(first_upper, upper(back1)),
		_mm256_shuffle_epi8(first_lower,
		    _mm256_and_si256(back1, _mm256_set1_epi8(0x0f)))),
	    _mm256_shuffle_epi8(second_upper, upper(v)));
	__m256i due = _mm256_or_si256(
	    _mm256_subs_epu8(back2, _mm256_set1_epi8(0xe0 - 0x80)),
	    _mm256_subs_epu8(back3, _mm256_set1_epi8(0xf0 - 0x80)));

	due = _mm256_and_si256(due, _mm256_set1_epi8((char)0x80));
	u->wrong = _mm256_or_si256(u->wrong, _mm256_xor_si256(due, pair));
	u->before = v;
}

/* A block of ASCII follows: nothing before may be incomplete. */
AVX2_INLINE void
utf8_ascii(struct utf8 *u)
{
	const __m256i most = _mm256_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1,
	    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
	    -1, -1, -1, -1, (char)0xef, (char)0xdf, (char)0xbf);

	u->wrong = _mm256_or_si256(u->wrong, _mm256_subs_epu8(u->before, most));
	u->before = _mm256_setzero_si256();
}

AVX2_INLINE uint64_t
bits(__m256i low, __m256i high)
{
	return (uint64_t)(unsigned)_mm256_movemask_epi8(low) |
	    (uint64_t)(unsigned)_mm256_movemask_epi8(high) << 32;
}

AVX2_INLINE __m256i
load(const scan_byte *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* Bytes behind the end of the line are made zeros before UTF-8 is checked. */
AVX2_INLINE __m256i
first_bytes(__m256i v, size_t n)
{
	static const scan_byte keep[64] = {255, 255, 255, 255, 255, 255, 255,
	    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

	return _mm256_and_si256(v, load(keep + 32 - (n < 32 ? n : 32)));
}

AVX2 void
cm_scan_avx2(struct scan_window *w)
{
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i backslash = _mm256_set1_epi8('\\');
	const __m256i control = _mm256_set1_epi8(0x1f);
	size_t at = w->next, n = 0, stop = at + SCAN_WINDOW, left;
	uint64_t inside, wrong = 0, in_string = w->in_string, valid;
	uint64_t quotes, slashes;
	struct utf8 u;
	__m256i a, b;

	u.before = at > 0 ? load(w->line + at - 32) : _mm256_setzero_si256();
	u.wrong = _mm256_setzero_si256();
	if (stop > w->len)
		stop = w->len;
	w->base = w->line + at;
	for (w->next = stop; at < stop; at += 64) {
		left = stop - at;
		a = load(w->line + at);
		b = load(w->line + at + 32);
		valid = ~(uint64_t)0;
		if (left < 64) {
			valid >>= 64 - left;
			a = first_bytes(a, left);
			b = first_bytes(b, left > 32 ? left - 32 : 0);
		}
		quotes = bits(
		    _mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote));
		slashes = bits(_mm256_cmpeq_epi8(a, backslash),
		    _mm256_cmpeq_epi8(b, backslash));
		if (slashes != 0 || w->escaped > at)
			quotes = cm_scan_escapes(w, at, slashes, quotes);
		if (_mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0) {
			utf8_check(&u, a);
			utf8_check(&u, b);
		} else {
			utf8_ascii(&u);
		}
		inside = scan_up_to_each(quotes) ^ in_string;
		in_string = 0 - (inside >> 63);
		wrong |= inside & valid &
		    bits(_mm256_cmpeq_epi8(_mm256_min_epu8(a, control), a),
			_mm256_cmpeq_epi8(_mm256_min_epu8(b, control), b));
		quotes &= ~inside;
		scan_ends(w, &n, quotes, at - (size_t)(w->base - w->line),
		    __builtin_popcountll(quotes));
	}
	w->in_string = in_string;
	w->n = n;
	w->bad |= wrong != 0 || !_mm256_testz_si256(u.wrong, u.wrong);
}

AVX2 size_t
cm_scan_utf8_avx2(const scan_byte *p, size_t len)
{
	struct utf8 u = {_mm256_setzero_si256(), _mm256_setzero_si256()};
	size_t at = 0, i;
	__m256i a, b;

	for (; len - at >= SCAN_UTF8; at += SCAN_UTF8) {
		for (i = at; i < at + SCAN_UTF8; i += 64) {
			a = load(p + i);
			b = load(p + i + 32);
			if (_mm256_movemask_epi8(_mm256_or_si256(a, b)) != 0) {
				utf8_check(&u, a);
				utf8_check(&u, b);
			} else {
				utf8_ascii(&u);
			}
		}
		if (!_mm256_testz_si256(u.wrong, u.wrong))
			break;
	}
	return at;
}

int
cm_scan_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("popcnt");
}

#else

/* Never called: cm_scan_has_avx2 says so. */
void
cm_scan_avx2(struct scan_window *w)
{
	cm_scan_plain(w);
}

size_t
cm_scan_utf8_avx2(const scan_byte *p, size_t len)
{
	(void)p;
	(void)len;
	return 0;
}

int
cm_scan_has_avx2(void)
{
	return 0;
}

#endif
