/* SPDX-License-Identifier: ISC */
#include "lib/scan_in.h"

/* Most of them at once, up to where a character begins. */
static size_t
most(const scan_byte *p, size_t len)
{
	size_t n = 0, back;

	if (len < SCAN_UTF8)
		return 0;
	switch (cm_scan_present()) {
	case CM_SCAN_AVX512:
		n = cm_scan_utf8_avx512(p, len);
		break;
	case CM_SCAN_AVX2:
		n = cm_scan_utf8_avx2(p, len);
		break;
	default:
		break;
	}
	for (back = 1; back <= 3 && back <= n; back++)
		if (p[n - back] >= 0xc0)
			return n - back;
	return n;
}

size_t
cm_scan_utf8(const char *s, size_t len)
{
	const scan_byte *p = (const scan_byte *)s, *end = p + len;
	size_t n;

	p += most(p, len);
	while (p < end) {
		if (end - p >= 8 && (cm_word(p) & 0x8080808080808080) == 0) {
			p += 8;
			continue;
		}
		n = *p < 0x80 ? 1 : scan_character(p, (size_t)(end - p));
		if (n == 0)
			break;
		p += n;
	}
	return (size_t)(p - (const scan_byte *)s);
}
