/* SPDX-License-Identifier: ISC */
#ifndef CM_SCAN_X86_H
#define CM_SCAN_X86_H

#include <immintrin.h>

#include "lib/scan_in.h"

/* What the kernels for x86 share. */

/*
 * UTF-8 by three look-ups. What can be wrong with two bytes that follow each
 * other is told by the first one's halves and the second one's upper half; a
 * bit that all three look-ups have is an error. TWO is no error where the
 * lead two or three bytes before asks for one more continuation.
 */
enum {
	SHORT = 1,      /* a lead, then no continuation */
	LONG = 2,       /* ASCII, then a continuation */
	OVER3 = 4,      /* E0 80..9F */
	LARGE = 8,      /* F4 90..BF, F5.. 90..BF */
	SURROGATE = 16, /* ED A0..BF */
	OVER2 = 32,     /* C0 and C1 */
	OVER4 = 64,     /* F0 80..8F */
	LARGE8 = 64,    /* F5.. 80..8F */
	TWO = 128,      /* two continuations */
	ANY = SHORT | LONG | TWO
};

/* By the first byte's upper half, by its lower, by the second's upper. */
static const scan_byte scan_utf8[3][16] = {
    {LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, TWO, TWO, TWO, TWO,
	SHORT | OVER2, SHORT, SHORT | OVER3 | SURROGATE,
	SHORT | LARGE | LARGE8 | OVER4},
    {ANY | OVER3 | OVER2 | OVER4, ANY | OVER2, ANY, ANY, ANY | LARGE,
	ANY | LARGE | LARGE8, ANY | LARGE | LARGE8, ANY | LARGE | LARGE8,
	ANY | LARGE | LARGE8, ANY | LARGE | LARGE8, ANY | LARGE | LARGE8,
	ANY | LARGE | LARGE8, ANY | LARGE | LARGE8,
	ANY | LARGE | LARGE8 | SURROGATE, ANY | LARGE | LARGE8,
	ANY | LARGE | LARGE8},
    {SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
	LONG | OVER2 | TWO | OVER3 | LARGE8 | OVER4,
	LONG | OVER2 | TWO | OVER3 | LARGE,
	LONG | OVER2 | TWO | SURROGATE | LARGE,
	LONG | OVER2 | TWO | SURROGATE | LARGE, SHORT, SHORT, SHORT, SHORT},
};

static inline __m128i
scan_utf8_row(int i)
{
	return _mm_loadu_si128((const __m128i *)(const void *)scan_utf8[i]);
}

/* Bit i of the result: whether an odd number of the bits 0 to i are set. */
static inline __attribute__((always_inline, target("pclmul"))) uint64_t
scan_up_to_each(uint64_t v)
{
	__m128i all = _mm_set1_epi8((char)0xff);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)v), all, 0));
}

#endif
