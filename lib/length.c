/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "lib/length.h"
#include "lib/text.h"

static const char *const names[] = {
    "graphemes", "codepoints", "utf16", "bytes", "weighted"};

const char *
cm_unit_name(enum cm_unit unit)
{
	return names[unit];
}

int
cm_unit_find(const char *name, size_t len)
{
	int i;

	for (i = 0; i <= CM_UNIT_WEIGHTED; i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
			return i;
	return -1;
}

/* What a character counts, if it is no part of an emoji: one in the scripts of
 * the first range and for usual punctuation, else two. */
static uint64_t
weight(uint32_t c)
{
	return c <= 4351 || (c >= 8192 && c <= 8205) ||
		(c >= 8208 && c <= 8223) || (c >= 8242 && c <= 8247)
	    ? 1
	    : 2;
}

static int
is_flag_half(uint32_t c)
{
	return c >= 0x1F1E6 && c <= 0x1F1FF;
}

/* Whether it may begin an emoji, and is one on its own. */
static int
is_picture(uint32_t c)
{
	return is_flag_half(c) ||
	    (c > 0x10FF &&
		utf8proc_get_property((utf8proc_int32_t)c)->boundclass ==
		    UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC);
}

/* Signs that are no emoji until something behind them says so. */
static int
is_emoji_with(uint32_t base, uint32_t c)
{
	if (c == 0xFE0F)
		return base == 0xA9 || base == 0xAE;
	return c == 0x20E3 &&
	    ((base >= '0' && base <= '9') || base == '#' || base == '*');
}

/* Whether it goes on with an emoji: joiner, variation, keycap, skin, tags. */
static int
is_glue(uint32_t c)
{
	return c == 0x200D || c == 0xFE0F || c == 0x20E3 ||
	    (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0020 && c <= 0xE007F) ||
	    is_picture(c);
}

static uint64_t
weigh_characters(const char *s, size_t len)
{
	uint64_t sum = 0;
	uint32_t c;
	size_t n;

	for (; len > 0; s += n, len -= n) {
		n = cm_text_char(s, len, &c);
		sum += weight(c);
	}
	return sum;
}

/* Those that composing never changes, of which most texts are: letters of
 * Latin, Greek, Cyrillic, kana, Chinese, Korean. */
static int
stays(uint32_t c)
{
	return c < 0x300 || (c >= 0x3B1 && c <= 0x4FF) ||
	    (c >= 0x3041 && c <= 0x30FE) || (c >= 0x4E00 && c <= 0x9FFF) ||
	    (c >= 0xAC00 && c <= 0xD7A3);
}

/* What a grapheme weighs; composed first, which makes it shorter. */
static uint64_t
weigh(const char *s, size_t len)
{
	utf8proc_uint8_t *composed = NULL;
	utf8proc_ssize_t n;
	uint64_t sum = 0;

	n = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len,
	    &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	sum = n < 0 ? weigh_characters(s, len)
		    : weigh_characters((const char *)composed, (size_t)n);
	free(composed);
	return sum;
}

size_t
cm_length_grapheme(struct cm_length *l, const char *s, size_t len)
{
	size_t all = cm_text_grapheme(s, len, NULL);
	uint64_t points = 0, wide = 0, rest = 0;
	int picture = 0;
	uint32_t c, base = 0;
	size_t i, n;

	for (i = 0; i < all; i += n, points++) {
		n = cm_text_char(s + i, all - i, &c);
		wide += c > 0xFFFF;
		if (i == 0) {
			base = c;
			picture = is_picture(c);
		} else if (is_emoji_with(base, c))
			picture = 1;
		if (i > 0 && !is_glue(c))
			rest += weight(c);
	}
	l->in[CM_UNIT_GRAPHEMES]++;
	l->in[CM_UNIT_CODEPOINTS] += points;
	l->in[CM_UNIT_UTF16] += points + wide;
	l->in[CM_UNIT_BYTES] += all;
	if (picture)
		l->in[CM_UNIT_WEIGHTED] += 2 + rest;
	else if (points == 1 && stays(base))
		l->in[CM_UNIT_WEIGHTED] += weight(base);
	else
		l->in[CM_UNIT_WEIGHTED] += weigh(s, all);
	return all;
}

void
cm_length_of(struct cm_length *l, const char *s, size_t len)
{
	size_t n;

	memset(l, 0, sizeof(*l));
	for (; len > 0; s += n, len -= n)
		n = cm_length_grapheme(l, s, len);
}
