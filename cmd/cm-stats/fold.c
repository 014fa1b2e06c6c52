/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "cmd/cm-stats/words.h"
#include "lib/text.h"

/* What utf8proc makes of it. */
static void
fold_slowly(struct cm_buf *to, const char *s, size_t len)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t n;
	struct cm_buf good;

	cm_buf_init(&good, CM_BUF_ANY);
	cm_text_repair(&good, s, len);
	n = utf8proc_map((const utf8proc_uint8_t *)good.p,
	    (utf8proc_ssize_t)good.len, &folded,
	    UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
		UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	if (n < 0)
		cm_buf_add(to, good.p, good.len);
	else
		cm_buf_add(to, folded, (size_t)n);
	free(folded);
	cm_buf_release(&good);
}

static int
within(uint32_t c, uint32_t low, uint32_t high)
{
	return c - low <= high - low;
}

/*
 * What a character is folded to where that is known without tables and does
 * not depend on its neighbours, as long as these are of this kind too: the
 * letters that most texts are made of. 0: not known; FOLDED_AWAY: to nothing.
 */
enum { FOLDED_AWAY = 1 };

static uint32_t
fold_simply(uint32_t c)
{
	if (c < 0x250) {
		if (within(c, 0xE0, 0xFF))
			return c != 0xF7 ? c : 0;
		if (within(c, 0xC0, 0xDE))
			return c != 0xD7 ? c + 32 : 0;
		if (c == 0xAB || c == 0xBB || c == 0xB7)
			return c;
		if (within(c, 0x100, 0x12F) || within(c, 0x14A, 0x177))
			return c | 1;
		if (within(c, 0x139, 0x13E) || within(c, 0x141, 0x148) ||
		    within(c, 0x179, 0x17E))
			return c + (c & 1);
		return c == 0x131 ? c : 0;
	}
	if (within(c, 0x4E00, 0x9FFF) || within(c, 0xAC00, 0xD7A3) ||
	    within(c, 0x3041, 0x3096) || within(c, 0x30A1, 0x30FC) ||
	    within(c, 0x3001, 0x3002) || within(c, 0x1F300, 0x1FAFF))
		return c;
	if (within(c, 0x3B1, 0x3C9))
		return c != 0x3C2 ? c : 0x3C3;
	if (within(c, 0x3AC, 0x3AF))
		return c;
	if (within(c, 0x391, 0x3A9))
		return c != 0x3A2 ? c + 32 : 0;
	if (within(c, 0x410, 0x42F))
		return c + 32;
	if (within(c, 0x430, 0x45F))
		return c;
	if (within(c, 0x621, 0x63A) || within(c, 0x641, 0x64A))
		return c;
	if (c == 0x2013 || c == 0x2014 || within(c, 0x2018, 0x201E))
		return c;
	return c == 0xFE0F || c == 0x200D ? FOLDED_AWAY : 0;
}

static char *
put(char *p, uint32_t c)
{
	if (c < 0x800)
		*p++ = (char)(0xC0 | c >> 6);
	else {
		if (c < 0x10000)
			*p++ = (char)(0xE0 | c >> 12);
		else {
			*p++ = (char)(0xF0 | c >> 18);
			*p++ = (char)(0x80 | (c >> 12 & 0x3F));
		}
		*p++ = (char)(0x80 | (c >> 6 & 0x3F));
	}
	*p++ = (char)(0x80 | (c & 0x3F));
	return p;
}

/* Folds up to the next blank. Returns how many bytes that is, or 0 where it
 * takes more than we know here. */
static size_t
fold_piece(char **to, const char *s, size_t len)
{
	char *p = *to;
	size_t i = 0;
	uint32_t c;

	while (i < len && s[i] != ' ') {
		if (!(s[i] & 0x80)) {
			*p++ = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32)
							  : s[i];
			i++;
			continue;
		}
		i += cm_text_char(s + i, len - i, &c);
		c = fold_simply(c);
		if (c == 0)
			return 0;
		if (c != FOLDED_AWAY)
			p = put(p, c);
	}
	*to = p;
	return i;
}

void
words_fold(struct cm_buf *to, const char *s, size_t len)
{
	const char *end = s + len, *blank;
	char *room, *p;
	size_t n;

	while (s < end) {
		/* What is known here grows no longer. */
		room = p = cm_buf_room(to, (size_t)(end - s));
		while (s < end) {
			if (*s == ' ') {
				*p++ = *s++;
				continue;
			}
			n = fold_piece(&p, s, (size_t)(end - s));
			if (n == 0)
				break;
			s += n;
		}
		to->len += (size_t)(p - room);
		if (s == end)
			return;
		blank = memchr(s, ' ', (size_t)(end - s));
		n = (size_t)((blank != NULL ? blank : end) - s);
		fold_slowly(to, s, n);
		s += n;
	}
}
