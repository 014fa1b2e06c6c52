/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/clock.h"
#include "lib/date.h"
#include "lib/dateword.h"

enum { WORD_MAX = 12, NOT_GIVEN = -1 };

/* What was read so far; NOT_GIVEN is what was not. */
struct when {
	const char *p, *end;
	int year, month, day;
	int ordinal, week; /* in place of month and day */
	int hour, minute, second;
	int after_noon; /* 1 pm, 0 am */
	int zone_given;
	int zone; /* seconds east of UTC */
	int words;
};

static int
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static int
is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
is_blank(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Takes one character of UTF-8 of at most three bytes; wrong ones as is. */
static unsigned
take_char(struct when *w)
{
	const unsigned char *p = (const unsigned char *)w->p;
	size_t left = (size_t)(w->end - w->p);

	if (p[0] >= 0xE0 && p[0] < 0xF0 && left > 2 && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80) {
		w->p += 3;
		return (unsigned)(p[0] & 15) << 12 |
		    (unsigned)(p[1] & 63) << 6 | (p[2] & 63);
	}
	if (p[0] >= 0xC0 && p[0] < 0xE0 && left > 1 && (p[1] & 0xC0) == 0x80) {
		w->p += 2;
		return (unsigned)(p[0] & 31) << 6 | (p[1] & 63);
	}
	w->p++;
	return p[0];
}

static int
take_digits(struct when *w, int max, int *count)
{
	int n = 0;
	int i;

	for (i = 0; i < max && w->p < w->end && is_digit(*w->p); i++)
		n = n * 10 + (*w->p++ - '0');
	*count = i;
	return n;
}

static int
count_digits(const struct when *w)
{
	const char *p = w->p;

	while (p < w->end && is_digit(*p))
		p++;
	return (int)(p - w->p);
}

/* Hours, minutes and seconds; the hour was taken and p is behind it. */
static int
take_clock(struct when *w, int hour)
{
	int n;

	if (w->hour != NOT_GIVEN)
		return -1;
	w->hour = hour;
	w->minute = w->second = 0;
	if (w->p == w->end || (*w->p != ':' && *w->p != '.'))
		return 0;
	w->p++;
	w->minute = take_digits(w, 2, &n);
	if (n == 0)
		return -1;
	if (w->p < w->end && (*w->p == ':' || *w->p == '.')) {
		w->p++;
		w->second = take_digits(w, 2, &n);
	}
	if (w->p < w->end && (*w->p == '.' || *w->p == ',')) {
		w->p++;
		while (w->p < w->end && is_digit(*w->p))
			w->p++;
	}
	return 0;
}

/* A time behind a T: 10:14:55, 101455, 1014, 10. */
static int
take_iso_clock(struct when *w)
{
	int digits = count_digits(w);
	int n;
	int hour = take_digits(w, 2, &n);

	if (take_clock(w, hour) < 0)
		return -1;
	if (digits >= 4)
		w->minute = take_digits(w, 2, &n);
	if (digits >= 6)
		w->second = take_digits(w, 2, &n);
	if (digits >= 4 && w->p < w->end && (*w->p == '.' || *w->p == ','))
		for (w->p++; w->p < w->end && is_digit(*w->p); w->p++)
			;
	return 0;
}

/* The rest of a date that begins with a year, which was taken. */
static int
take_iso_date(struct when *w, int digits)
{
	char mark = w->p < w->end ? *w->p : '\0';
	int n;

	if (digits == 8 || digits == 14) { /* 20040105, 20040105101455 */
		w->month = take_digits(w, 2, &n);
		w->day = take_digits(w, 2, &n);
		return digits == 14 ? take_iso_clock(w) : 0;
	}
	if (digits == 7) {
		w->ordinal = take_digits(w, 3, &n);
		return 0;
	}
	if (digits != 4)
		return -1;
	if (mark == '-' && w->end - w->p > 1 && w->p[1] == 'W')
		w->p++;
	if (w->p < w->end && *w->p == 'W') {
		w->p++;
		w->week = take_digits(w, 2, &n);
		w->day = 1;
		if (w->p < w->end && *w->p == '-')
			w->p++;
		if (w->p < w->end && is_digit(*w->p))
			w->day = *w->p++ - '0';
		return n == 2 && w->day >= 1 && w->day <= 7 ? 0 : -1;
	}
	if (mark != '-' && mark != '/' && mark != '.')
		return 0; /* the year alone */
	w->p++;
	n = count_digits(w);
	if (n == 3 && mark == '-') {
		w->ordinal = take_digits(w, 3, &n);
		return 0;
	}
	if (n == 0 && w->p < w->end) /* 2004-Jan-05 */
		return 0;
	if (n < 1 || n > 2)
		return -1;
	w->month = take_digits(w, 2, &n);
	if (w->p == w->end || *w->p != mark)
		return 0;
	w->p++;
	w->day = take_digits(w, 2, &n);
	return n == 0 ? -1 : 0;
}

static int
full_year(int year, int digits)
{
	if (digits <= 2)
		return year < 50 ? 2000 + year : 1900 + year;
	return digits == 3 ? 1900 + year : year;
}

/* 5.1.2004, 5/1/2004, 5-1-04: the first number was taken, a mark follows. */
static int
take_numeric(struct when *w, int first)
{
	char mark = *w->p++;
	int n;
	int second = take_digits(w, 2, &n);
	int year;

	if (w->p == w->end || *w->p != mark)
		return -1;
	w->p++;
	year = take_digits(w, 4, &n);
	if (n != 2 && n != 4)
		return -1;
	w->year = full_year(year, n);
	w->day = first;
	w->month = second;
	if (mark == '.' || first > 12 || first == second)
		return 0;
	if (second > 12) {
		w->day = second;
		w->month = first;
		return 0;
	}
	return mark == '-' ? 0 : -1; /* the day or the month first? */
}

/* What a number is by the sign that East Asia writes behind it. */
static int
take_unit(struct when *w, int value)
{
	const char *start = w->p;

	switch (take_char(w)) {
	case 0x5E74: /* year, in Chinese and in Korean */
	case 0xB144:
		w->year = value;
		return 1;
	case 0x6708: /* month */
	case 0xC6D4:
		w->month = value;
		return 1;
	case 0x65E5: /* day */
	case 0xC77C:
		w->day = value;
		return 1;
	case 0x65F6: /* hour */
	case 0x6642:
	case 0x70B9:
	case 0xC2DC:
		w->hour = value;
		w->minute = w->minute == NOT_GIVEN ? 0 : w->minute;
		w->second = 0;
		return 1;
	case 0x5206: /* minute */
	case 0xBD84:
		w->minute = value;
		return 1;
	case 0x79D2: /* second */
	case 0xCD08:
		w->second = value;
		return 1;
	default:
		w->p = start;
		return 0;
	}
}

static int
next_is(const struct when *w, const char *set)
{
	return w->p < w->end && *w->p != '\0' && strchr(set, *w->p) != NULL;
}

static int
take_number(struct when *w)
{
	int digits = count_digits(w);
	int n, value;

	if (digits >= 4 && w->year == NOT_GIVEN) {
		w->year = take_digits(w, 4, &n);
		if (w->p < w->end && (*w->p & 0x80) && take_unit(w, w->year))
			return 0;
		return w->month != NOT_GIVEN ? digits == 4 ? 0 : -1
					     : take_iso_date(w, digits);
	}
	if (digits > 3)
		return -1;
	value = take_digits(w, 3, &n);
	if (w->p < w->end && (*w->p & 0x80) && take_unit(w, value))
		return 0;
	if (next_is(w, ":"))
		return take_clock(w, value);
	if (next_is(w, "hH") && w->hour == NOT_GIVEN && w->day != NOT_GIVEN) {
		w->p++; /* 10h30 */
		w->hour = value;
		w->minute = take_digits(w, 2, &n);
		w->second = 0;
		return 0;
	}
	if (w->day == NOT_GIVEN && w->month == NOT_GIVEN &&
	    w->year == NOT_GIVEN && next_is(w, "./-") && w->end - w->p > 1 &&
	    is_digit(w->p[1]))
		return take_numeric(w, value);
	if (w->day == NOT_GIVEN && n <= 2) {
		w->day = value;
		return 0;
	}
	if (w->year == NOT_GIVEN) {
		w->year = full_year(value, n);
		return 0;
	}
	return -1;
}

/* +0100, +01:00, -1, +5:30; p is at the sign. */
static int
take_offset(struct when *w)
{
	int sign = *w->p++ == '-' ? -1 : 1;
	int digits = count_digits(w);
	int hours, n;
	int minutes = 0;

	if (digits == 0 || digits > 4)
		return -1;
	hours = take_digits(w, digits > 2 ? digits - 2 : 2, &n);
	if (w->p < w->end && *w->p == ':')
		w->p++;
	if (w->p < w->end && is_digit(*w->p))
		minutes = take_digits(w, 2, &n);
	if (hours > 24 || minutes > 59)
		return -1;
	w->zone = sign * (hours * 60 + minutes) * 60;
	w->zone_given = 1;
	return 0;
}

static int
use_word(struct when *w, const char *word, size_t letters)
{
	int behind = w->hour != NOT_GIVEN;
	int value;

	if (strcmp(word, "t") == 0 && !behind && next_is(w, "0123456789"))
		return take_iso_clock(w);
	switch (
	    cm_dateword_find(word, letters, behind && !w->zone_given, &value)) {
	case CM_DATEWORD_HALF:
		w->after_noon = value;
		return 0;
	case CM_DATEWORD_ZONE:
		w->zone_given = 1;
		w->zone = value;
		return 0;
	case CM_DATEWORD_FILLER:
		return 0;
	case CM_DATEWORD_MONTH:
		/* The last one counts: "mar." may have been Tuesday. */
		if (!w->zone_given)
			w->month = value;
		return 0;
	default:
		/* A weekday, which comes first, or a zone, which comes last. */
		return w->words == 1 || behind || letters == 0 ? 0 : -1;
	}
}

static int
take_word(struct when *w)
{
	char word[WORD_MAX * 3 + 1];
	size_t letters = 0;
	size_t n = 0;
	const char *first = w->p;
	const char *start;
	unsigned c;

	while (w->p < w->end) {
		start = w->p;
		c = cm_dateword_plain(take_char(w));
		if (c == '.' && letters == 1 && w->end - w->p >= 2 &&
		    (w->p[0] | 32) == 'm')
			continue; /* p.m. */
		if (c < 0x80 && (c < 'a' || c > 'z')) {
			if (start != first) /* a sign that is no letter goes */
				w->p = start;
			break;
		}
		if (letters == WORD_MAX)
			continue;
		if (c < 0x80) {
			word[n++] = (char)c;
		} else if (c < 0x800) {
			word[n++] = (char)(0xC0 | c >> 6);
			word[n++] = (char)(0x80 | (c & 63));
		} else {
			word[n++] = (char)(0xE0 | c >> 12);
			word[n++] = (char)(0x80 | (c >> 6 & 63));
			word[n++] = (char)(0x80 | (c & 63));
		}
		letters++;
		/* T10:14:55 */
		if (letters == 1 && word[0] == 't' && w->p < w->end &&
		    is_digit(*w->p))
			break;
	}
	word[n] = '\0';
	w->words++;
	return use_word(w, word, letters);
}

static int
take_all(struct when *w)
{
	int bad = 0;

	while (!bad && w->p < w->end) {
		if (is_digit(*w->p)) {
			bad = take_number(w);
		} else if (*w->p == '(') { /* a comment */
			while (w->p < w->end && *w->p != ')')
				w->p++;
			w->p += w->p < w->end;
		} else if ((*w->p == '+' || *w->p == '-') &&
		    w->hour != NOT_GIVEN && w->end - w->p > 1 &&
		    is_digit(w->p[1]) && w->year != NOT_GIVEN) {
			bad = take_offset(w);
		} else if (is_blank(*w->p) || strchr(",.;:/-'+@|", *w->p)) {
			w->p++;
		} else if (w->end - w->p > 1 &&
		    (memcmp(w->p, "\xC2\xBA", 2) == 0 ||
			memcmp(w->p, "\xC2\xA0", 2) == 0)) {
			w->p += 2;
		} else if ((*w->p & 0x80) || is_letter(*w->p)) {
			bad = take_word(w);
		} else {
			bad = -1;
		}
	}
	return bad;
}

/* The day that was read; -1 if it is none. */
static int
day_of(struct when *w, int64_t *days)
{
	int64_t year = w->year;
	int week;

	/* Some programs write the year 1 where they have no date. */
	if (w->year == NOT_GIVEN || w->year < 1000)
		return -1;
	if (w->ordinal != NOT_GIVEN) {
		*days = cm_clock_days(year, 1, 1) + w->ordinal - 1;
		return w->ordinal < 1 ||
			w->ordinal > 337 + cm_clock_days_in(w->year, 2)
		    ? -1
		    : 0;
	}
	if (w->week != NOT_GIVEN) {
		*days = cm_clock_monday(cm_clock_days(year, 1, 4)) +
		    (w->week - 1) * 7;
		cm_clock_week(*days, &year, &week);
		*days += w->day - 1;
		return year == w->year && week == w->week ? 0 : -1;
	}
	if (w->month == NOT_GIVEN && w->day != NOT_GIVEN)
		return -1;
	if (w->month == NOT_GIVEN)
		w->month = 1;
	if (w->day == NOT_GIVEN)
		w->day = 1;
	if (w->month < 1 || w->month > 12 || w->day < 1 ||
	    w->day > cm_clock_days_in(w->year, w->month))
		return -1;
	*days = cm_clock_days(year, w->month, w->day);
	return 0;
}

static int
seconds_of(struct when *w)
{
	if (w->hour == NOT_GIVEN)
		return 0;
	if (w->second == 60)
		w->second = 59;
	if (w->after_noon != NOT_GIVEN && w->hour > 12)
		w->after_noon = NOT_GIVEN; /* 15:00 pm */
	if (w->after_noon == 1 && w->hour < 12)
		w->hour += 12;
	if (w->after_noon == 0 && w->hour == 12)
		w->hour = 0;
	if (w->hour > 24 || w->minute > 59 || w->second > 59 ||
	    (w->hour == 24 && (w->minute != 0 || w->second != 0)))
		return -1;
	return (w->hour * 60 + w->minute) * 60 + w->second;
}

/* Nothing but 9 to 11 digits, or 13: seconds or milliseconds since 1970. */
static int
unix_seconds(const char *s, size_t len, int64_t *t)
{
	size_t i;

	if (len < 9 || len > 13 || len == 12)
		return -1;
	for (*t = 0, i = 0; i < len; i++) {
		if (!is_digit(s[i]))
			return -1;
		*t = *t * 10 + (s[i] - '0');
	}
	if (len == 13)
		*t /= 1000;
	return 0;
}

enum cm_date
cm_date_read(const char *s, size_t len, int64_t *t)
{
	struct when w;
	int64_t days;
	int seconds;

	while (len > 0 && is_blank(s[0])) {
		s++;
		len--;
	}
	while (len > 0 && is_blank(s[len - 1]))
		len--;
	if (unix_seconds(s, len, t) == 0)
		return CM_DATE_OK;
	memset(&w, 0, sizeof(w));
	w.p = s;
	w.end = s + len;
	w.year = w.month = w.day = w.ordinal = w.week = NOT_GIVEN;
	w.hour = w.minute = w.second = w.after_noon = NOT_GIVEN;
	if (len == 0 || len > 200 || take_all(&w) < 0 || day_of(&w, &days) < 0)
		return CM_DATE_NONE;
	seconds = seconds_of(&w);
	if (seconds < 0)
		return CM_DATE_NONE;
	*t = days * 86400 + seconds - w.zone;
	return w.zone_given ? CM_DATE_OK : CM_DATE_NO_ZONE;
}
