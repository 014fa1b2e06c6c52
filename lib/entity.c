/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/asset.h"
#include "lib/entity.h"

enum { NAME_MAX_LEN = 32 };

static const uint16_t windows_1252[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E,
    0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D,
    0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
    0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

uint32_t
cm_entity_1252(unsigned char byte)
{
	return byte < 0x80 || byte > 0x9F ? 0 : windows_1252[byte - 0x80];
}

size_t
cm_entity_utf8(uint32_t c, char to[4])
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xC0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xE0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3F));
		to[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	to[0] = (char)(0xF0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3F));
	to[2] = (char)(0x80 | (c >> 6 & 0x3F));
	to[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

static int
digit(int c, int base)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (base == 16 && c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (base == 16 && c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Reads &#233; or &#xE9; where s begins behind "&#". */
static size_t
read_number(const char *s, size_t len, char to[CM_ENTITY_MAX])
{
	uint32_t c = 0;
	size_t i = 0;
	size_t first;
	int base = 10;

	if (len > 0 && (s[0] == 'x' || s[0] == 'X')) {
		base = 16;
		i = 1;
	}
	for (first = i; i < len && digit(s[i], base) >= 0; i++)
		if (c <= 0x10FFFF)
			c = c * (uint32_t)base + (uint32_t)digit(s[i], base);
	if (i == first)
		return 0;
	if (c >= 0x80 && c <= 0x9F && cm_entity_1252((unsigned char)c) != 0)
		c = cm_entity_1252((unsigned char)c);
	if (c == 0)
		c = 0xFFFD;
	to[cm_entity_utf8(c, to)] = '\0';
	return i + (i < len && s[i] == ';');
}

/* The table's line of a name, or NULL. Lines: name TAB hex ... [TAB *]. */
static const char *
find_name(const char *name, size_t len)
{
	const struct cm_asset *table = cm_asset_find(cm_data, "entities.tsv");
	const char *low = table->data;
	const char *high = low + table->len;
	const char *line;
	int order;

	while (low < high) {
		line = low + (high - low) / 2;
		while (line > low && line[-1] != '\n')
			line--;
		order = strncmp(name, line, len);
		if (order == 0 && line[len] == '\t')
			return line;
		if (order <= 0)
			high = line;
		else
			low = strchr(line, '\n') + 1;
	}
	return NULL;
}

/* Writes the characters of a line; tells whether it may lack its ';'. */
static int
write_line(const char *line, char to[CM_ENTITY_MAX])
{
	uint32_t c = 0;
	size_t n = 0;

	for (line = strchr(line, '\t') + 1; n + 4 < CM_ENTITY_MAX; line++) {
		if (digit(*line, 16) >= 0) {
			c = c * 16 + (uint32_t)digit(*line, 16);
			continue;
		}
		n += cm_entity_utf8(c, to + n);
		c = 0;
		if (*line != ' ')
			break;
	}
	to[n] = '\0';
	return *line == '\t';
}

static int
is_alnum(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

size_t
cm_entity_read(const char *s, size_t len, char to[CM_ENTITY_MAX])
{
	const char *line;
	size_t n;

	if (len < 3 || s[0] != '&')
		return 0;
	if (s[1] == '#') {
		n = read_number(s + 2, len - 2, to);
		return n == 0 ? 0 : n + 2;
	}
	for (n = 1; n < len && n <= NAME_MAX_LEN && is_alnum(s[n]); n++)
		;
	if (n == 1)
		return 0;
	line = find_name(s + 1, n - 1);
	if (line == NULL)
		return 0;
	if (write_line(line, to) && (n == len || s[n] != ';'))
		return n < len && s[n] == '=' ? 0 : n; /* ?a=1&copy=2 */
	return n < len && s[n] == ';' ? n + 1 : 0;
}

void
cm_entity_decode(struct cm_buf *to, const char *s, size_t len)
{
	char text[CM_ENTITY_MAX];
	const char *end = s + len;
	const char *amp;
	size_t n;

	while (s < end) {
		amp = memchr(s, '&', (size_t)(end - s));
		if (amp == NULL)
			amp = end;
		cm_buf_add(to, s, (size_t)(amp - s));
		if (amp == end)
			break;
		n = cm_entity_read(amp, (size_t)(end - amp), text);
		if (n == 0) {
			cm_buf_byte(to, '&');
			s = amp + 1;
		} else {
			cm_buf_puts(to, text);
			s = amp + n;
		}
	}
}
