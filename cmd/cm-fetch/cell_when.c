/* SPDX-License-Identifier: ISC */
/* Moments and days as tables write them: numbers, marks, words. */
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"
#include "cmd/cm-fetch/cell_when.h"
#include "lib/dateword.h"

enum { LONGEST = 100, WORD_MAX = 16 };

static int
take_number(struct cell_when *w, size_t most, size_t *digits)
{
	int n = 0;

	for (*digits = 0; w->p < w->end && cell_digit(*w->p) && *digits < most;
	     ++*digits)
		n = n * 10 + (*w->p++ - '0');
	return n;
}

static int
next_is(const struct cell_when *w, const char *set)
{
	return w->p < w->end && *w->p != '\0' && strchr(set, *w->p) != NULL;
}

static int
digit_at(const char *p, const struct cell_when *w)
{
	return p < w->end && cell_digit(*p);
}

/* The rest of 14:05:06.7; the hour was taken, p is at the mark. */
static int
take_clock(struct cell_when *w, int hour)
{
	size_t n;

	if (w->hour != CELL_NOT_GIVEN)
		return -1;
	w->hour = hour;
	w->p++;
	w->minute = take_number(w, 2, &n);
	w->second = 0;
	if (n == 0)
		return -1;
	if (!next_is(w, ":") || !digit_at(w->p + 1, w))
		return 0;
	w->p++;
	w->second = take_number(w, 2, &n);
	if (next_is(w, ".,") && digit_at(w->p + 1, w))
		for (w->p++; digit_at(w->p, w);)
			w->p++;
	return 0;
}

static int
set_once(int *to, int value)
{
	if (*to != CELL_NOT_GIVEN)
		return -1;
	*to = value;
	return 0;
}

/* The sign that East Asia writes behind a number. 1: it was one. */
static int
take_unit(struct cell_when *w, int value)
{
	size_t bytes;
	unsigned c = cell_char(w->p, w->end, &bytes);

	w->p += bytes;
	switch (c) {
	case 0x5E74: /* year */
	case 0xB144:
		w->year_digits = 4;
		return set_once(&w->year, value) == 0;
	case 0x6708: /* month */
	case 0xC6D4:
		return set_once(&w->month, value) == 0;
	case 0x65E5: /* day */
	case 0x53F7:
	case 0xC77C:
		return set_once(&w->day, value) == 0;
	case 0x65F6: /* hour */
	case 0x6642:
	case 0x70B9:
	case 0x9EDE:
	case 0xC2DC:
		w->minute = w->second = 0;
		return set_once(&w->hour, value) == 0;
	case 0x5206: /* minute */
	case 0xBD84:
		w->minute = value;
		return w->hour != CELL_NOT_GIVEN;
	case 0x79D2: /* second */
	case 0xCD08:
		w->second = value;
		return w->hour != CELL_NOT_GIVEN;
	default:
		w->p -= bytes;
		return 0;
	}
}

/* 20260930, 20260930181500, 2026093018 */
static int
take_digits(struct cell_when *w, size_t digits)
{
	size_t n;

	w->year = take_number(w, 4, &n);
	w->year_digits = 4;
	w->month = take_number(w, 2, &n);
	w->day = take_number(w, 2, &n);
	if (digits == 8)
		return 0;
	w->hour = take_number(w, 2, &n);
	w->minute = take_number(w, 2, &n);
	w->second = take_number(w, 2, &n);
	return 0;
}

/* Three numbers with the same mark between: the first was taken. */
static int
take_three(struct cell_when *w, int first, size_t digits)
{
	size_t n;

	w->mark = *w->p++;
	w->three[0] = first;
	while (cell_blank(w->p, w->end)) /* 16. 9. 2026 */
		w->p += cell_blank(w->p, w->end);
	w->three[1] = take_number(w, 2, &n);
	if (n == 0 || w->p == w->end || *w->p != w->mark)
		return -1;
	w->p++;
	while (cell_blank(w->p, w->end))
		w->p += cell_blank(w->p, w->end);
	w->three[2] = take_number(w, 4, &n);
	if (digits == 4 ? n < 1 || n > 2 : n != 2 && n != 4)
		return -1;
	w->year_digits = digits == 4 ? 4 : (int)n;
	if (digits == 4) {
		w->year = w->three[0];
		w->month = w->three[1];
		w->day = w->three[2];
		if (w->mark == '.' && next_is(w, "."))
			w->p++; /* 2026. 9. 16. */
	}
	return 0;
}

/* Whether a second number with that mark follows: it is a day of numbers. */
static int
is_three(const struct cell_when *w)
{
	const char *p = w->p + 1;
	int i;

	while (cell_blank(p, w->end))
		p += cell_blank(p, w->end);
	for (i = 0; i < 3 && digit_at(p, w); i++)
		p++;
	return i > 0 && i < 3 && p < w->end && *p == *w->p;
}

static int
take_figure(struct cell_when *w)
{
	const char *at = w->p;
	size_t digits;
	int value;

	while (digit_at(at, w))
		at++;
	digits = (size_t)(at - w->p);
	if ((digits == 8 || digits == 14) && w->year == CELL_NOT_GIVEN &&
	    w->mark == 0)
		return take_digits(w, digits);
	if (digits > 4)
		return -1;
	value = take_number(w, 4, &digits);
	if (w->p < w->end && (*w->p & 0x80) && take_unit(w, value))
		return 0;
	if (next_is(w, ":") && digit_at(w->p + 1, w) && digits <= 2)
		return take_clock(w, value);
	if (next_is(w, "hH") && digit_at(w->p + 1, w) && digits <= 2)
		return take_clock(w, value); /* 14h05 */
	if (next_is(w, "/.-") && w->mark == 0 && w->year == CELL_NOT_GIVEN &&
	    w->day == CELL_NOT_GIVEN && w->month == CELL_NOT_GIVEN &&
	    is_three(w))
		return digits == 3 ? -1 : take_three(w, value, digits);
	if (digits <= 2 && w->mark == 0 && w->day == CELL_NOT_GIVEN)
		return set_once(&w->day, value);
	/* A year of two digits stands behind a month that has a name. */
	if (w->mark == 0 && (digits == 4 || digits == 2)) {
		w->year_digits = (int)digits;
		return set_once(&w->year, value);
	}
	return -1;
}

/* +0000, +01:00, -5: behind the clock. */
static int
take_offset(struct cell_when *w)
{
	int sign = *w->p++ == '-' ? -1 : 1;
	int hours, minutes = 0;
	size_t n;

	hours = take_number(w, 2, &n);
	if (n == 0)
		return -1;
	if (next_is(w, ":"))
		w->p++;
	if (digit_at(w->p, w))
		minutes = take_number(w, 2, &n);
	if (hours > 15 || minutes > 59 || digit_at(w->p, w))
		return -1;
	w->zone = sign * (hours * 60 + minutes) * 60;
	w->zone_given = 1;
	return 0;
}

/* Puts a letter as it counts in words of dates. */
static void
put_letter(char *word, size_t *n, unsigned c)
{
	if (c < 0x80) {
		word[(*n)++] = (char)c;
	} else if (c < 0x800) {
		word[(*n)++] = (char)(0xC0 | c >> 6);
		word[(*n)++] = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		word[(*n)++] = (char)(0xE0 | c >> 12);
		word[(*n)++] = (char)(0x80 | (c >> 6 & 63));
		word[(*n)++] = (char)(0x80 | (c & 63));
	}
}

/* "a. m.", "p.m.": behind an hour. */
static int
take_half(struct cell_when *w)
{
	const char *p = w->p;
	int half = (*p | 32) == 'p';

	if ((*p | 32) != 'a' && !half)
		return 0;
	p++;
	if (p < w->end && *p == '.')
		p++;
	while (cell_blank(p, w->end))
		p += cell_blank(p, w->end);
	if (p == w->end || (*p | 32) != 'm')
		return 0;
	p++;
	if (p < w->end && ((*p | 32) >= 'a' && (*p | 32) <= 'z'))
		return 0;
	if (p < w->end && *p == '.')
		p++;
	w->p = p;
	w->half = half;
	/* 9 PM: the number before it was the hour */
	return 1;
}

/* Months that are counted: "31 thang 12". */
static int
counted_month(struct cell_when *w, const char *word)
{
	size_t digits;

	if (strcmp(word, "thang") != 0 || w->month != CELL_NOT_GIVEN ||
	    w->mark != 0)
		return 0;
	while (next_is(w, " "))
		w->p++;
	w->month = take_number(w, 2, &digits);
	if (digits == 0)
		w->month = CELL_NOT_GIVEN;
	return digits > 0;
}

static int
use_word(struct cell_when *w, const char *word, size_t letters)
{
	int clock = w->hour != CELL_NOT_GIVEN, value;

	if (counted_month(w, word))
		return 0;
	w->words++;
	switch (
	    cm_dateword_find(word, letters, clock && !w->zone_given, &value)) {
	case CM_DATEWORD_HALF:
		w->half = value;
		return 0;
	case CM_DATEWORD_ZONE:
		/* A letter alone is a zone only where all agree: Z. */
		if (letters == 1 && word[0] != 'z')
			return word[0] == 'h' ? 0 : -1;
		w->zone_given = 1;
		w->zone = value;
		return 0;
	case CM_DATEWORD_FILLER:
		return 0;
	case CM_DATEWORD_MONTH:
		/* The last one counts: "mar." may have been Tuesday. */
		if (w->mark != 0)
			return -1;
		w->month = value;
		return 0;
	default:
		/* Only a weekday may be a word that is not known. */
		return w->words == 1 && !clock ? 0 : -1;
	}
}

static int
take_word(struct cell_when *w)
{
	char word[WORD_MAX * 3 + 1];
	size_t letters = 0, n = 0, bytes;
	const char *start;
	unsigned c;

	if (take_half(w)) {
		if (w->hour == CELL_NOT_GIVEN && w->day != CELL_NOT_GIVEN)
			return -1;
		return 0;
	}
	for (start = w->p; w->p < w->end; w->p += bytes) {
		c = cm_dateword_plain(cell_char(w->p, w->end, &bytes));
		if ((c < 0x80 && (c < 'a' || c > 'z')) ||
		    cell_blank(w->p, w->end) || c == 0x2019)
			break;
		if (letters < WORD_MAX) {
			put_letter(word, &n, c);
			letters++;
		}
		if (letters == 1 && c == 't' && digit_at(w->p + 1, w)) {
			w->p++; /* 2026-09-30T18:00 */
			return 0;
		}
	}
	if (w->p == start)
		return -1;
	word[n] = '\0';
	return use_word(w, word, letters);
}

static int
take_all(struct cell_when *w)
{
	size_t blank;
	int bad = 0;

	while (!bad && w->p < w->end) {
		blank = cell_blank(w->p, w->end);
		if (blank > 0)
			w->p += blank;
		else if (cell_digit(*w->p))
			bad = take_figure(w);
		else if ((*w->p == '+' || *w->p == '-') &&
		    w->hour != CELL_NOT_GIVEN && !w->zone_given &&
		    digit_at(w->p + 1, w))
			bad = take_offset(w);
		else if ((*w->p == '+' || *w->p == '-') && w->zone_given &&
		    w->zone == 0 && digit_at(w->p + 1, w))
			bad = take_offset(w); /* UTC+02:00 */
		else if (strchr(",.;-()|@'", *w->p) != NULL)
			w->p++;
		else
			bad = take_word(w);
	}
	return bad;
}

int
cell_when_read(struct cell_when *w, const char *p, size_t len)
{
	memset(w, 0, sizeof(*w));
	w->p = p;
	w->end = p + len;
	w->year = w->month = w->day = CELL_NOT_GIVEN;
	w->hour = w->minute = w->second = w->half = CELL_NOT_GIVEN;
	return len > LONGEST ? -1 : take_all(w);
}
