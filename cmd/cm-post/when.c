/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-post/post.h"
#include "lib/clock.h"

/* Reads n digits at s. Returns -1 if they are not. */
static int
digits(const char *s, size_t n)
{
	int value = 0;

	for (; n > 0; s++, n--) {
		if (*s < '0' || *s > '9')
			return -1;
		value = 10 * value + (*s - '0');
	}
	return value;
}

/* Reads "2026-11-20", and "09:00" or "09:00:00" behind a T or a blank, as if
 * it were UTC. Returns 0, or -1. */
static int
read_wall(const char *s, size_t len, int64_t *t)
{
	char whole[21] = "0000-00-00T00:00:00Z";

	if (len != 10 && len != 16 && len != 19)
		return -1;
	if (len > 10 && s[10] != 'T' && s[10] != 't' && s[10] != ' ')
		return -1;
	if (len > 13 && s[13] != ':')
		return -1;
	if (digits(s, 4) < 0)
		return -1;
	memcpy(whole, s, len);
	return cm_clock_parse(whole, 20, t);
}

/* YAML's way: a blank before the offset, which may lack its minutes. Returns
 * 0, or -1. */
static int
read_spaced(const char *s, size_t len, int64_t *t)
{
	char whole[40];
	size_t n = len, from;

	while (n > 0 && s[n - 1] != '+' && s[n - 1] != '-' && s[n - 1] != 'Z')
		n--;
	if (n < 12 || len - n > 5 || len > 32)
		return -1;
	for (from = n - 1; from > 0 && s[from - 1] == ' ';)
		from--;
	memcpy(whole, s, from);
	whole[from++] = s[n - 1];
	if (s[n - 1] != 'Z') {
		if (len - n == 1)
			whole[from++] = '0';
		memcpy(whole + from, s + n, len - n);
		from += len - n;
		if (len - n <= 2) {
			memcpy(whole + from, ":00", 3);
			from += 3;
		}
	}
	return cm_clock_parse(whole, from, t);
}

const char *
read_when(const char *s, size_t len, struct cm_zone *zone, int64_t *t)
{
	int64_t wall;

	while (len > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		len--;
	}
	while (len > 0 && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	if (cm_clock_parse(s, len, t) == 0 || read_spaced(s, len, t) == 0)
		return NULL;
	if (read_wall(s, len, &wall) != 0)
		return "is no time such as 2026-11-20T09:00:00+01:00";
	if (zone == NULL)
		return "says no time zone: add one (2026-11-20T09:00:00+01:00) "
		       "or give --tz";
	*t = cm_zone_moment(zone, wall);
	return NULL;
}
