/* SPDX-License-Identifier: ISC */
/* What the cells of workbooks say. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/sheets_in.h"
#include "lib/clock.h"
#include "lib/entity.h"

enum {
	UNIX_1900 = 25569, /* days from the 1900 system's 0 to 1970 */
	UNIX_1904 = 24107,
	LAST_DAY = 2958465, /* 9999-12-31 */
	SECONDS = 86400
};

/* ---- formats ---- */

int
sheets_builtin(unsigned long id)
{
	if ((id >= 18 && id <= 21) || id == 32 || id == 33 || id == 45 ||
	    id == 47)
		return SHEETS_CLOCK;
	if (id == 22)
		return SHEETS_DAY | SHEETS_CLOCK;
	if (id == 46)
		return SHEETS_CLOCK | SHEETS_SPAN;
	/* From 27 on they are of East Asia. */
	return (id >= 14 && id <= 17) || (id >= 27 && id <= 36) ||
		(id >= 50 && id <= 58)
	    ? SHEETS_DAY
	    : 0;
}

/* [h] and the like go beyond a day; what else is in brackets is a colour, a
 * currency or a condition. */
static int
in_brackets(const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (tolower((unsigned char)p[i]) !=
		    tolower((unsigned char)p[0]))
			return 0;
	return len > 0 && strchr("hms", tolower((unsigned char)p[0])) != NULL
	    ? SHEETS_CLOCK | SHEETS_SPAN
	    : 0;
}

int
sheets_shows(const char *p)
{
	int shows = 0, months = 0;
	size_t n;

	for (; *p != '\0' && *p != ';'; p++) {
		if (*p == '"') {
			p += 1 + strcspn(p + 1, "\"");
		} else if (*p == '[') {
			n = strcspn(p + 1, "]");
			shows |= in_brackets(p + 1, n);
			p += 1 + n;
		} else if (strchr("\\_*", *p) != NULL) {
			p++;
		} else if (strncasecmp(p, "AM/PM", 5) == 0) {
			shows |= SHEETS_CLOCK;
			p += 4;
		} else if (strchr("dDyY", *p) != NULL) {
			shows |= SHEETS_DAY;
		} else if (strchr("hHsS", *p) != NULL) {
			shows |= SHEETS_CLOCK;
		} else if (*p == 'm' || *p == 'M') {
			months = 1;
		}
		if (*p == '\0')
			break;
	}
	/* Beside hours or seconds it is minutes. */
	return months && shows == 0 ? SHEETS_DAY : shows;
}

/* ---- numbers ---- */

static int
is_number(const char *p)
{
	const char *digits;

	p += *p == '-' || *p == '+';
	digits = p;
	p += strspn(p, "0123456789");
	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	if (p == digits || (p == digits + 1 && *digits == '.'))
		return 0;
	if (*p == 'e' || *p == 'E') {
		p++;
		p += *p == '-' || *p == '+';
		if (!isdigit((unsigned char)*p))
			return 0;
		p += strspn(p, "0123456789");
	}
	return *p == '\0';
}

static void
cut_zeros(char *text)
{
	size_t len = strlen(text);

	if (strchr(text, '.') == NULL)
		return;
	while (text[len - 1] == '0')
		text[--len] = '\0';
	if (text[len - 1] == '.')
		text[--len] = '\0';
}

/* As a spreadsheet shows it: 15 digits that count. */
static void
put_digits(struct cm_buf *to, const char *text)
{
	char out[400], *e;
	double d;
	int power;

	/* All digits of a whole number stand there: it is an id. */
	if (text[strspn(text, "0123456789")] == '\0') {
		cm_buf_puts(to, text);
		return;
	}
	d = strtod(text, NULL);
	if (!isfinite(d)) {
		cm_buf_puts(to, text);
		return;
	}
	snprintf(out, sizeof(out), "%.14E", d == 0 ? 0 : d);
	e = strchr(out, 'E');
	power = e != NULL ? (int)strtol(e + 1, NULL, 10) : 0;
	if (power >= 15 && e != NULL) {
		*e = '\0';
		cut_zeros(out);
		cm_buf_printf(to, "%sE+%d", out, power);
		return;
	}
	snprintf(out, sizeof(out), "%.*f", 14 - power, d == 0 ? 0 : d);
	cut_zeros(out);
	cm_buf_puts(to, out);
}

/* ---- times ---- */

static void
put_clock(struct cm_buf *to, int64_t seconds)
{
	cm_buf_printf(to, "%02" PRId64 ":%02d:%02d", seconds / 3600,
	    (int)(seconds / 60 % 60), (int)(seconds % 60));
}

/* Returns 0; or -1: the number is no time. */
static int
put_time(struct cm_buf *to, double d, int shows, int from1904)
{
	char text[CM_CLOCK_TEXT];
	int64_t all, days, rest;

	if (!(d >= 0 && d < LAST_DAY + 1))
		return -1;
	all = (int64_t)(d * SECONDS + 0.5);
	days = all / SECONDS;
	rest = all % SECONDS;
	if ((shows & SHEETS_SPAN) != 0 ||
	    (days == 0 && (shows & SHEETS_CLOCK) != 0)) {
		put_clock(to, all);
		return 0;
	}
	/* The 1900 system knows a 1900-02-29, and a day before all days. */
	if (!from1904 && (days == 60 || days == 0))
		return -1;
	days -= from1904 ? UNIX_1904 : days > 60 ? UNIX_1900 : UNIX_1900 - 1;
	cm_buf_puts(to, cm_clock_date(days * SECONDS, text));
	if (rest > 0 || (shows & SHEETS_CLOCK) != 0) {
		cm_buf_byte(to, ' ');
		put_clock(to, rest);
	}
	return 0;
}

void
sheets_number(struct cm_buf *to, const char *text, int shows, int from1904)
{
	if (!is_number(text))
		cm_buf_puts(to, text);
	else if (shows == 0 ||
	    put_time(to, strtod(text, NULL), shows, from1904) == -1)
		put_digits(to, text);
}

void
sheets_moment(struct cm_buf *to, const char *text)
{
	const char *t = strchr(text, 'T'), *dot = strchr(text, '.');
	size_t zeros = dot != NULL ? strspn(dot + 1, "0") : 0;

	if (t == NULL) {
		cm_buf_puts(to, text);
		return;
	}
	cm_buf_add(to, text, (size_t)(t - text));
	cm_buf_byte(to, ' ');
	if (dot == NULL || dot < t || isdigit((unsigned char)dot[1 + zeros])) {
		cm_buf_puts(to, t + 1);
		return;
	}
	cm_buf_add(to, t + 1, (size_t)(dot - t - 1));
	cm_buf_puts(to, dot + 1 + zeros);
}

/* ---- text ---- */

/* The character of _xHHHH_; 0: it is none. */
static uint32_t
escaped(const char *p, size_t len)
{
	uint32_t c = 0;
	size_t i;

	if (len < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return 0;
	for (i = 2; i < 6; i++) {
		if (!isxdigit((unsigned char)p[i]))
			return 0;
		c = c * 16 +
		    (uint32_t)(isdigit((unsigned char)p[i])
			    ? p[i] - '0'
			    : tolower((unsigned char)p[i]) - 'a' + 10);
	}
	return c >= 0xD800 && c < 0xE000 ? 0 : c;
}

void
sheets_unescape(struct cm_buf *text, size_t from)
{
	size_t in = from, out = from;
	uint32_t c;

	if (text->len == from ||
	    memchr(text->p + from, '_', text->len - from) == NULL)
		return;
	while (in < text->len) {
		c = escaped(text->p + in, text->len - in);
		if (c == 0) {
			text->p[out++] = text->p[in++];
			continue;
		}
		out += cm_entity_utf8(c, text->p + out);
		in += 7;
	}
	text->len = out;
}

long
sheets_column(const char *ref)
{
	long column = 0;

	for (; isalpha((unsigned char)*ref) && column < 1000000; ref++)
		column = column * 26 + toupper((unsigned char)*ref) - 'A' + 1;
	return column - 1;
}
