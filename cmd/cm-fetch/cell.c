/* SPDX-License-Identifier: ISC */
/* Cells of tables: what is nothing, blanks, and the ends of days. */
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"

unsigned
cell_char(const char *s, const char *end, size_t *bytes)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t left = (size_t)(end - s);

	*bytes = 1;
	if (p[0] < 0xC0)
		return p[0];
	if (p[0] < 0xE0 && left > 1) {
		*bytes = 2;
		return (unsigned)(p[0] & 31) << 6 | (p[1] & 63);
	}
	if (p[0] >= 0xE0 && p[0] < 0xF0 && left > 2) {
		*bytes = 3;
		return (unsigned)(p[0] & 15) << 12 |
		    (unsigned)(p[1] & 63) << 6 | (p[2] & 63);
	}
	if (p[0] >= 0xF0 && left > 3) {
		*bytes = 4;
		return (unsigned)(p[0] & 7) << 18 |
		    (unsigned)(p[1] & 63) << 12 | (unsigned)(p[2] & 63) << 6 |
		    (p[3] & 63);
	}
	return p[0];
}

size_t
cell_blank(const char *p, const char *end)
{
	unsigned char c = p < end ? (unsigned char)*p : 0;
	size_t bytes;
	unsigned u;

	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	if (c < 0xC0)
		return 0;
	u = cell_char(p, end, &bytes);
	if (u == 0xA0 || u == 0xAD || (u >= 0x2000 && u <= 0x200F) ||
	    u == 0x2028 || u == 0x2029 || (u >= 0x202A && u <= 0x202F) ||
	    u == 0x205F || (u >= 0x2066 && u <= 0x2069) || u == 0x3000 ||
	    u == 0xFEFF)
		return bytes;
	return 0;
}

void
cell_trim(const char **p, size_t *len)
{
	const char *end = *p + *len, *last;
	size_t n;

	while (*p < end) {
		n = cell_blank(*p, end);
		if (n == 0)
			break;
		*p += n;
	}
	while (end > *p) {
		last = end - 1;
		while (last > *p && ((unsigned char)*last & 0xC0) == 0x80)
			last--;
		n = cell_blank(last, end);
		if (n == 0 || last + n != end)
			break;
		end = last;
	}
	*len = (size_t)(end - *p);
}

int
cell_is_none(const char *p, size_t len)
{
	static const char *const words[] = {"-", "--", "---", "\xe2\x80\x93",
	    "\xe2\x80\x94", "n/a", "na", "#n/a", "undefined", "null", "nan",
	    "none", "\\n", NULL};
	char low[12];
	size_t i;

	if (p == NULL)
		return 1;
	cell_trim(&p, &len);
	if (len == 0)
		return 1;
	if (len >= sizeof(low) || (*p >= '0' && *p <= '9'))
		return 0;
	for (i = 0; i < len; i++)
		low[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
	low[len] = '\0';
	for (i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], low) == 0)
			return 1;
	return 0;
}

int64_t
cell_day_end(int64_t t, struct cm_zone *zone)
{
	int64_t local = t + cm_zone_offset(zone, t);
	int64_t day = local / CELL_DAY_SECONDS - (local % CELL_DAY_SECONDS < 0);

	return cm_zone_moment(zone, (day + 1) * CELL_DAY_SECONDS);
}
