/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "lib/err.h"
#include "lib/text.h"

size_t
cm_text_char(const char *s, size_t len, uint32_t *c)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n;

	if (!((unsigned char)s[0] & 0x80)) {
		*c = (unsigned char)s[0];
		return 1;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    len > 4 ? 4 : (utf8proc_ssize_t)len, &code);
	if (n <= 0) {
		*c = 0xFFFD;
		return 1;
	}
	*c = (uint32_t)code;
	return (size_t)n;
}

/* How many bytes at s are UTF-8. */
static size_t
valid_prefix(const char *s, size_t len)
{
	size_t i = 0;
	size_t n;
	uint32_t c;

	while (i < len) {
		n = cm_text_char(s + i, len - i, &c);
		if (n == 1 && c == 0xFFFD)
			break;
		i += n;
	}
	return i;
}

int
cm_text_valid(const char *s, size_t len)
{
	return valid_prefix(s, len) == len;
}

size_t
cm_text_repair(struct cm_buf *to, const char *s, size_t len)
{
	size_t wrong = 0;
	size_t n;

	for (;;) {
		n = valid_prefix(s, len);
		cm_buf_add(to, s, n);
		if (n == len)
			return wrong;
		cm_buf_puts(to, "\xEF\xBF\xBD");
		wrong++;
		s += n + 1;
		len -= n + 1;
	}
}

static int
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 ||
	    c == 0x2029;
}

/* Columns that one more character adds to a grapheme that has some. */
static int
widen(int width, uint32_t c, uint32_t first)
{
	int own;

	if (c == 0xFE0F) /* shown as an emoji */
		return width == 1 ? 2 : width;
	if (c >= 0x1F1E6 && c <= 0x1F1FF && first >= 0x1F1E6 &&
	    first <= 0x1F1FF) /* the second half of a flag */
		return 2;
	own = utf8proc_charwidth((utf8proc_int32_t)c);
	return own > width ? own : width;
}

size_t
cm_text_grapheme(const char *s, size_t len, int *width)
{
	utf8proc_int32_t state = 0;
	uint32_t first, last, c;
	size_t i, n;
	int columns;

	if (len == 0)
		return 0;
	i = cm_text_char(s, len, &first);
	columns =
	    is_control(first) ? 1 : utf8proc_charwidth((utf8proc_int32_t)first);
	for (last = first; i < len; i += n, last = c) {
		if (last >= 0x20 && last < 0x7F && s[i] >= 0x20)
			break; /* the usual case, without the tables */
		n = cm_text_char(s + i, len - i, &c);
		if (utf8proc_grapheme_break_stateful(
			(utf8proc_int32_t)last, (utf8proc_int32_t)c, &state))
			break;
		if (!is_control(c))
			columns = widen(columns, c, first);
	}
	if (width != NULL)
		*width = columns;
	return i;
}

size_t
cm_text_graphemes(const char *s, size_t len)
{
	size_t count = 0;
	size_t n;

	for (; len > 0; s += n, len -= n, count++)
		n = cm_text_grapheme(s, len, NULL);
	return count;
}

size_t
cm_text_width(const char *s, size_t len)
{
	size_t sum = 0;
	size_t n;
	int width;

	for (; len > 0; s += n, len -= n) {
		n = cm_text_grapheme(s, len, &width);
		sum += (size_t)width;
	}
	return sum;
}

/* Adds the graphemes that fit into width columns; returns the columns. */
static size_t
add_columns(struct cm_buf *to, const char *s, size_t len, size_t width)
{
	size_t used = 0;
	size_t n;
	uint32_t c;
	int columns;

	for (; len > 0; s += n, len -= n) {
		n = cm_text_grapheme(s, len, &columns);
		if (used + (size_t)columns > width)
			break;
		cm_text_char(s, n, &c);
		if (is_control(c))
			cm_buf_byte(to, ' ');
		else
			cm_text_repair(to, s, n);
		used += (size_t)columns;
	}
	return used;
}

size_t
cm_text_cut(struct cm_buf *to, const char *s, size_t len, size_t width)
{
	size_t used;

	if (cm_text_width(s, len) <= width)
		return add_columns(to, s, len, width);
	if (width == 0)
		return 0;
	used = add_columns(to, s, len, width - 1);
	while (used > 0 && to->p[to->len - 1] == ' ') {
		to->len--;
		used--;
	}
	cm_buf_puts(to, "\xE2\x80\xA6");
	return used + 1;
}

void
cm_text_pad(struct cm_buf *to, const char *s, size_t len, size_t width,
    enum cm_text_side side)
{
	size_t start = to->len;
	size_t used = cm_text_cut(to, s, len, width);
	size_t blanks = width - used;
	size_t text = to->len - start;
	char *room;

	if (blanks == 0)
		return;
	room = cm_buf_room(to, blanks);
	if (room == NULL)
		return;
	if (side == CM_TEXT_RIGHT)
		memmove(to->p + start + blanks, to->p + start, text);
	memset(side == CM_TEXT_RIGHT ? to->p + start : room, ' ', blanks);
	to->len += blanks;
}

/* Letters whose stroke is no mark that Unicode would take off. */
static const char *
plain_letter(uint32_t c)
{
	switch (c) {
	case 0xE6:
		return "ae";
	case 0xF8:
		return "o";
	case 0x111:
		return "d";
	case 0x127:
		return "h";
	case 0x131:
		return "i";
	case 0x142:
		return "l";
	case 0x153:
		return "oe";
	case 0x167:
		return "t";
	default:
		return NULL;
	}
}

/* Adds the letters of decomposed text: the accents are left out. */
static void
without_accents(struct cm_buf *to, const char *s, size_t len)
{
	const char *plain;
	size_t n;
	uint32_t c;

	for (; len > 0; s += n, len -= n) {
		n = cm_text_char(s, len, &c);
		plain = plain_letter(c);
		if (plain != NULL)
			cm_buf_puts(to, plain);
		else if (c < 0x300 || c > 0x36F)
			cm_buf_add(to, s, n);
	}
}

/* Adds what utf8proc makes of b, which is UTF-8. */
static void
add_mapped(struct cm_buf *to, const struct cm_buf *b, utf8proc_option_t options)
{
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t n;

	n = utf8proc_map((const utf8proc_uint8_t *)b->p,
	    (utf8proc_ssize_t)b->len, &mapped, options);
	if (n < 0)
		cm_buf_add(to, b->p, b->len);
	else
		cm_buf_add(to, mapped, (size_t)n);
	free(mapped);
}

/* Adds s, which has more than ASCII in it. */
static void
fold_all(struct cm_buf *to, const char *s, size_t len, int how)
{
	struct cm_buf good, parts;

	cm_buf_init(&good, CM_BUF_ANY);
	cm_buf_init(&parts, CM_BUF_ANY);
	cm_text_repair(&good, s, len);
	if (!(how & CM_TEXT_ACCENTS)) {
		add_mapped(to, &good, UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE);
	} else {
		add_mapped(
		    &parts, &good, UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE);
		cm_buf_clear(&good);
		without_accents(&good, parts.p, parts.len);
		add_mapped(to, &good, UTF8PROC_COMPOSE);
	}
	cm_buf_release(&good);
	cm_buf_release(&parts);
}

void
cm_text_fold(struct cm_buf *to, const char *s, size_t len, int how)
{
	size_t i;

	for (i = 0; i < len && !(s[i] & 0x80); i++)
		cm_buf_byte(to, s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);
	if (i == len)
		return;
	/* The letter before may belong to an accent behind it. */
	if (i > 0 && to->len > 0) {
		i--;
		to->len--;
	}
	fold_all(to, s + i, len - i, how);
}
