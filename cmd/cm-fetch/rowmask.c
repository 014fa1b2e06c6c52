/* SPDX-License-Identifier: ISC */
/* Where quotes, separators and line ends are in 64 bytes. */
#include <string.h>

#include "cmd/cm-fetch/rowwalk.h"
#include "lib/word.h"

/* Bit i of the result: byte i of the word is zero. */
static uint64_t
zeros(uint64_t v)
{
	const uint64_t low = 0x7f7f7f7f7f7f7f7f;

	v = ~(((v & low) + low) | v | low) >> 7;
	return v * 0x0102040810204080 >> 56;
}

static void
plain_masks(const char *p, size_t blocks, char sep, struct row_masks *to)
{
	const uint64_t one = 0x0101010101010101;
	uint64_t v;
	int i;

	for (; blocks > 0; blocks--, to++) {
		memset(to, 0, sizeof(*to));
		for (i = 0; i < 64; i += 8, p += 8) {
			v = cm_word(p);
			to->quote |= zeros(v ^ one * '"') << i;
			to->sep |= zeros(v ^ one * (unsigned char)sep) << i;
			to->lf |= zeros(v ^ one * '\n') << i;
			to->cr |= zeros(v ^ one * '\r') << i;
		}
	}
}

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))

#include <immintrin.h>

__attribute__((target("avx2"))) static inline uint64_t
equal(__m256i low, __m256i high, __m256i c)
{
	return (uint64_t)(unsigned)_mm256_movemask_epi8(
		   _mm256_cmpeq_epi8(low, c)) |
	    (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, c))
	    << 32;
}

__attribute__((target("avx2"))) static void
avx2_masks(const char *p, size_t blocks, char sep, struct row_masks *to)
{
	const __m256i quote = _mm256_set1_epi8('"');
	const __m256i between = _mm256_set1_epi8(sep);
	const __m256i lf = _mm256_set1_epi8('\n');
	const __m256i cr = _mm256_set1_epi8('\r');
	__m256i low, high;

	for (; blocks > 0; blocks--, p += 64, to++) {
		low = _mm256_loadu_si256((const __m256i *)(const void *)p);
		high =
		    _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
		to->quote = equal(low, high, quote);
		to->sep = equal(low, high, between);
		to->lf = equal(low, high, lf);
		to->cr = equal(low, high, cr);
	}
}

__attribute__((target("avx512f,avx512bw"))) static void
avx512_masks(const char *p, size_t blocks, char sep, struct row_masks *to)
{
	const __m512i quote = _mm512_set1_epi8('"');
	const __m512i between = _mm512_set1_epi8(sep);
	const __m512i lf = _mm512_set1_epi8('\n');
	const __m512i cr = _mm512_set1_epi8('\r');
	__m512i v;

	for (; blocks > 0; blocks--, p += 64, to++) {
		v = _mm512_loadu_si512((const void *)p);
		to->quote = _mm512_cmpeq_epi8_mask(v, quote);
		to->sep = _mm512_cmpeq_epi8_mask(v, between);
		to->lf = _mm512_cmpeq_epi8_mask(v, lf);
		to->cr = _mm512_cmpeq_epi8_mask(v, cr);
	}
}

row_masks_of *
row_masks_path(enum row_path path)
{
	int has512 = __builtin_cpu_supports("avx512bw") != 0;
	int has2 = __builtin_cpu_supports("avx2") != 0;

	if (path == ROW_PATH_AVX512 || (path == ROW_PATH_BEST && has512))
		return has512 ? avx512_masks : NULL;
	if (path == ROW_PATH_AVX2 || (path == ROW_PATH_BEST && has2))
		return has2 ? avx2_masks : NULL;
	return plain_masks;
}

#else

row_masks_of *
row_masks_path(enum row_path path)
{
	return path == ROW_PATH_AVX2 || path == ROW_PATH_AVX512 ? NULL
								: plain_masks;
}

#endif
