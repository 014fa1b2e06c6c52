/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/clock.h"
#include "lib/err.h"
#include "lib/zone.h"

enum { DAY = 86400 };

/* The first second of year 0, and the one after year 9999. */
static const int64_t first = -62167219200, beyond = 253402300800;

/* Returns the value of n digits, or one over 9999 if a byte is no digit. */
static unsigned
digits(const char *s, int n)
{
	unsigned value = 0, bad = 0, d;
	int i;

	for (i = 0; i < n; i++) {
		d = (unsigned)(unsigned char)s[i] - '0';
		bad |= d > 9;
		value = value * 10 + d;
	}
	return bad ? 10000 : value;
}

int
cm_clock_days_in(int64_t year, int month)
{
	static const unsigned char days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Reads YYYY-MM-DD. */
static int
parse_date(const char *s, int64_t *days)
{
	unsigned year = digits(s, 4), month, day;

	month = digits(s + 5, 2);
	day = digits(s + 8, 2);
	if (year > 9999 || s[4] != '-' || s[7] != '-')
		return -1;
	if (month < 1 || month > 12 || day < 1)
		return -1;
	if (day > (unsigned)cm_clock_days_in(year, (int)month))
		return -1;
	*days = cm_clock_days(year, (int)month, (int)day);
	return 0;
}

/* Reads what follows the seconds: a fraction, then Z or an offset. */
static int
parse_tail(const char *s, size_t len, int64_t *east)
{
	size_t i = 0;
	unsigned hour, minute;

	*east = 0;
	if (len > 0 && s[0] == '.') {
		for (i = 1; i < len && s[i] >= '0' && s[i] <= '9'; i++)
			;
		if (i == 1)
			return -1;
	}
	if (len - i == 1)
		return s[i] == 'Z' || s[i] == 'z' ? 0 : -1;
	if (len - i != 6 || s[i + 3] != ':')
		return -1;
	if (s[i] != '+' && s[i] != '-')
		return -1;
	hour = digits(s + i + 1, 2);
	minute = digits(s + i + 4, 2);
	if (hour > 23 || minute > 59)
		return -1;
	*east = (int64_t)hour * 3600 + minute * 60;
	if (s[i] == '-')
		*east = -*east;
	return 0;
}

int
cm_clock_parse(const char *s, size_t len, int64_t *t)
{
	unsigned hour, minute, second;
	int64_t days, east, at;

	if (len < 20 || parse_date(s, &days) != 0)
		return -1;
	if (s[10] != 'T' && s[10] != 't' && s[10] != ' ')
		return -1;
	hour = digits(s + 11, 2);
	minute = digits(s + 14, 2);
	second = digits(s + 17, 2);
	if (s[13] != ':' || s[16] != ':')
		return -1;
	if (hour > 23 || minute > 59 || second > 60)
		return -1;
	if (len == 20 && s[19] == 'Z')
		east = 0;
	else if (parse_tail(s + 19, len - 19, &east) != 0)
		return -1;
	at = days * DAY + hour * 3600 + minute * 60 + second - east;
	if (second == 60) {
		/* Leap seconds come before midnight, UTC, only. */
		if (at % DAY != 0)
			return -1;
		at--;
	}
	if (at < first || at >= beyond)
		return -1;
	*t = at;
	return 0;
}

int64_t
cm_clock_now(void)
{
	const char *set = getenv("CM_NOW");
	int64_t t;

	if (set == NULL || *set == '\0')
		return (int64_t)time(NULL);
	if (cm_clock_parse(set, strlen(set), &t) != 0)
		cm_die(CM_USAGE,
		    "the environment's CM_NOW is no time: '%s' (it should "
		    "look like 2026-11-02T10:20:30Z)",
		    set);
	return t;
}

static void
put(char *to, int64_t value, int n)
{
	while (n-- > 0) {
		to[n] = (char)('0' + value % 10);
		value /= 10;
	}
}

const char *
cm_clock_date(int64_t t, char to[CM_CLOCK_TEXT])
{
	int64_t year;
	int month, day;

	if (t < first)
		t = first;
	if (t >= beyond)
		t = beyond - 1;
	/* Rounded down, also before 1970. */
	cm_clock_civil((t - first) / DAY + first / DAY, &year, &month, &day);
	put(to, year, 4);
	to[4] = '-';
	put(to + 5, month, 2);
	to[7] = '-';
	put(to + 8, day, 2);
	to[10] = '\0';
	return to;
}

const char *
cm_clock_text(int64_t t, char to[CM_CLOCK_TEXT])
{
	int64_t second;

	if (t < first)
		t = first;
	if (t >= beyond)
		t = beyond - 1;
	cm_clock_date(t, to);
	second = (t - first) % DAY;
	to[10] = 'T';
	put(to + 11, second / 3600, 2);
	to[13] = ':';
	put(to + 14, second / 60 % 60, 2);
	to[16] = ':';
	put(to + 17, second % 60, 2);
	to[19] = 'Z';
	to[20] = '\0';
	return to;
}

/*
 * The years below begin in March, so that the leap day is a year's last, and
 * are counted within eras of 400 years, which all have 146,097 days. Day 0
 * of era 0 is 719,468 days before 1970.
 */
int64_t
cm_clock_days(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 1 - 719468;
}

void
cm_clock_civil(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t d = z - era * 146097;
	int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	int64_t of_year = d - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = y + era * 400 + (*month <= 2);
}

int64_t
cm_clock_monday(int64_t days)
{
	/* 1970-01-01 was a Thursday. */
	int64_t weekday = (days + 3) % 7;

	return days - (weekday < 0 ? weekday + 7 : weekday);
}

void
cm_clock_week(int64_t days, int64_t *year, int *week)
{
	int64_t thursday = cm_clock_monday(days) + 3;
	int month, day;

	/* A week belongs to the year that has its Thursday. */
	cm_clock_civil(thursday, year, &month, &day);
	*week = (int)((thursday - cm_clock_days(*year, 1, 1)) / 7) + 1;
}

int
cm_clock_span(const char *s, int64_t *seconds)
{
	static const char units[] = "smhdw";
	static const int64_t size[] = {1, 60, 3600, DAY, 7 * DAY};
	int64_t sum = 0, n;
	const char *unit;

	if (*s == '\0')
		return -1;
	while (*s != '\0') {
		if (*s < '0' || *s > '9')
			return -1;
		for (n = 0; *s >= '0' && *s <= '9'; s++) {
			n = n * 10 + (*s - '0');
			if (n > beyond)
				return -1;
		}
		unit = *s != '\0' ? strchr(units, *s) : NULL;
		if (unit == NULL)
			return -1;
		s++;
		sum += n * size[unit - units];
		if (sum > beyond)
			return -1;
	}
	*seconds = sum;
	return 0;
}

/* "2026-W46", "2026-Q4", "2026-11" or "2026": the day on which it begins. */
static int
parse_period(const char *s, size_t len, int64_t *days)
{
	unsigned year = len < 4 ? 10000 : digits(s, 4), n;
	int64_t again;
	int week;

	if (year > 9999 || (len > 4 && s[4] != '-'))
		return -1;
	*days = cm_clock_days(year, 1, 1);
	if (len == 4)
		return 0;
	if (len == 8 && s[5] == 'W') {
		n = digits(s + 6, 2);
		if (n < 1 || n > 53)
			return -1;
		/* The week of 4 January is the first. */
		*days = cm_clock_monday(cm_clock_days(year, 1, 4)) +
		    7 * ((int64_t)n - 1);
		cm_clock_week(*days, &again, &week);
		return again == (int64_t)year ? 0 : -1;
	}
	if (len != 7)
		return -1;
	n = s[5] == 'Q' ? 3 * digits(s + 6, 1) - 2 : digits(s + 5, 2);
	if (n < 1 || n > 12)
		return -1;
	*days = cm_clock_days(year, (int)n, 1);
	return 0;
}

/* The day of a moment on the clocks of the zone. */
static int64_t
day_of(int64_t t, struct cm_zone *zone)
{
	if (zone != NULL)
		t += cm_zone_offset(zone, t);
	return t / DAY - (t % DAY < 0);
}

int
cm_clock_when(const char *s, int64_t now, struct cm_zone *zone, int64_t *t)
{
	size_t len = strlen(s);
	int64_t days, span;

	if (strcmp(s, "today") == 0 || strcmp(s, "yesterday") == 0) {
		days = day_of(now, zone) - (s[0] == 'y');
		*t = cm_zone_moment(zone, days * DAY);
		return 0;
	}
	if ((len == 10 && parse_date(s, &days) == 0) ||
	    parse_period(s, len, &days) == 0) {
		*t = cm_zone_moment(zone, days * DAY);
		return 0;
	}
	if (cm_clock_span(s, &span) == 0) {
		*t = now - span < first ? first : now - span;
		return 0;
	}
	return cm_clock_parse(s, len, t);
}
