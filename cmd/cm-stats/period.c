/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/period.h"
#include "lib/clock.h"

enum { DAY = 86400 };

static char *
put(char *to, int v, int digits)
{
	int k;

	for (k = digits - 1; k >= 0; k--, v /= 10)
		to[k] = (char)('0' + v % 10);
	return to + digits;
}

static void
fill(struct period_day *d, int64_t days)
{
	int64_t year, week_year, of;
	int month, day, week, k;
	char *p[PERIOD_KINDS];

	cm_clock_civil(days, &year, &month, &day);
	cm_clock_week(days, &week_year, &week);
	for (k = 0; k < PERIOD_KINDS; k++) {
		p[k] = d->text[k];
		*p[k]++ = '"';
		p[k] = put(p[k], (int)(k == 1 ? week_year : year), 4);
		if (k < 4)
			*p[k]++ = '-';
	}
	p[0] = put(p[0], month, 2);
	*p[0]++ = '-';
	p[0] = put(p[0], day, 2);
	*p[1]++ = 'W';
	p[1] = put(p[1], week, 2);
	p[2] = put(p[2], month, 2);
	*p[3]++ = 'Q';
	p[3] = put(p[3], (month + 2) / 3, 1);
	for (k = 0; k < PERIOD_KINDS; k++) {
		*p[k]++ = '"';
		d->len[k] = (unsigned char)(p[k] - d->text[k]);
	}
	/*
	 * Years are 0 to 9999: what cm_clock_parse() lets through. At both
	 * ends a zone, or the week, makes others: there is no text for these.
	 */
	for (k = 0; k < PERIOD_KINDS; k++) {
		of = k == 1 ? week_year : year;
		if (of < 0 || of > 9999) {
			memcpy(d->text[k], "null", 4);
			d->len[k] = 4;
		}
	}
	d->day = days;
}

struct cm_slice
period_text(struct period *p, enum key_kind kind, int64_t local)
{
	static const char hours[] = "0 1 2 3 4 5 6 7 8 9 1011121314151617181920"
				    "212223";
	int64_t days = local / DAY - (local % DAY < 0), second;
	struct period_day *d;
	struct cm_slice s;
	int n;

	if (kind == KEY_HOUR || kind == KEY_WEEKDAY) {
		second = local - days * DAY;
		n = kind == KEY_HOUR ? (int)(second / 3600)
				     : (int)((days % 7 + 10) % 7) + 1;
		s.p = hours + 2 * n;
		s.len = n < 10 ? 1 : 2;
		return s;
	}
	d = &p->day[(uint64_t)days % PERIOD_DAYS];
	if (d->day != days || d->len[0] == 0)
		fill(d, days);
	s.p = d->text[kind - KEY_DAY];
	s.len = d->len[kind - KEY_DAY];
	return s;
}

static int
number(const char *p, int n)
{
	int v = 0;

	while (n-- > 0)
		v = v * 10 + (*p++ - '0');
	return v;
}

int
period_span(
    enum key_kind kind, struct cm_slice text, int64_t *start, int64_t *end)
{
	const char *p = text.p + 1;
	int64_t year;
	int months, month = 1;

	if (kind < KEY_DAY || kind > KEY_YEAR || text.p[0] != '"')
		return -1;
	year = number(p, 4);
	if (kind == KEY_DAY) {
		*start =
		    cm_clock_days(year, number(p + 5, 2), number(p + 8, 2)) *
		    DAY;
		*end = *start + DAY;
		return 0;
	}
	if (kind == KEY_WEEK) {
		/* The week of 4 January is the first. */
		*start = (cm_clock_monday(cm_clock_days(year, 1, 4)) +
			     7 * (number(p + 6, 2) - 1)) *
		    DAY;
		*end = *start + 7 * DAY;
		return 0;
	}
	months = kind == KEY_MONTH ? 1 : kind == KEY_QUARTER ? 3 : 12;
	if (kind == KEY_MONTH)
		month = number(p + 5, 2);
	else if (kind == KEY_QUARTER)
		month = 3 * number(p + 6, 1) - 2;
	*start = cm_clock_days(year, month, 1) * DAY;
	year += (month + months - 1) / 12;
	month = (month + months - 1) % 12 + 1;
	*end = cm_clock_days(year, month, 1) * DAY;
	return 0;
}

int
period_is_text(enum key_kind kind, struct cm_slice text)
{
	/* d: a digit. */
	static const char *const shape[] = {"\"dddd-dd-dd\"", "\"dddd-Wdd\"",
	    "\"dddd-dd\"", "\"dddd-Qd\"", "\"dddd\""};
	static const size_t length[] = {12, 10, 9, 9, 6};
	const char *p = text.p, *as;
	int n;
	size_t k;

	if (text.len == 4 && memcmp(p, "null", 4) == 0)
		return 1;
	if (kind > KEY_YEAR) {
		if (text.len < 1 || text.len > 2 || p[0] < '0' || p[0] > '9' ||
		    (text.len == 2 &&
			(p[0] == '0' || p[1] < '0' || p[1] > '9')))
			return 0;
		n = number(p, (int)text.len);
		return kind == KEY_HOUR  ? n < 24
		    : kind == KEY_WINDOW ? n < 3
					 : n >= 1 && n <= 7;
	}
	as = shape[kind - KEY_DAY];
	if (text.len != length[kind - KEY_DAY])
		return 0;
	for (k = 0; k < text.len; k++)
		if (as[k] == 'd' ? p[k] < '0' || p[k] > '9' : p[k] != as[k])
			return 0;
	switch (kind) {
	case KEY_DAY:
		n = number(p + 9, 2);
		return number(p + 6, 2) >= 1 && number(p + 6, 2) <= 12 &&
		    n >= 1 && n <= 31;
	case KEY_WEEK:
		n = number(p + 7, 2);
		return n >= 1 && n <= 53;
	case KEY_MONTH:
		n = number(p + 6, 2);
		return n >= 1 && n <= 12;
	case KEY_QUARTER:
		return p[7] >= '1' && p[7] <= '4';
	default:
		return 1;
	}
}

static int64_t
floor_of(int64_t t, int64_t unit)
{
	return t >= 0 ? t / unit : -((-t - 1) / unit) - 1;
}

int
period_holds(enum key_kind kind, int64_t local, int64_t span)
{
	enum { HOUR = 3600, LONG_DAY = 25 * HOUR };
	int64_t first = floor_of(local, DAY), year[2];
	int64_t last = floor_of(local + span - 1, DAY);
	int month[2], day, months;

	if (kind < KEY_DAY || kind == KEY_WINDOW)
		return 1;
	if (kind == KEY_HOUR)
		return span <= HOUR;
	if (span <= LONG_DAY)
		return 1;
	if (kind == KEY_DAY || kind == KEY_WEEKDAY)
		return 0;
	if (kind == KEY_WEEK)
		return cm_clock_monday(first) == cm_clock_monday(last);
	cm_clock_civil(first, &year[0], &month[0], &day);
	cm_clock_civil(last, &year[1], &month[1], &day);
	months = kind == KEY_MONTH ? 1 : kind == KEY_QUARTER ? 3 : 12;
	return year[0] == year[1] &&
	    (month[0] - 1) / months == (month[1] - 1) / months;
}
