/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdlib.h>

#include "lib/clock.h"
#include "tests/python.h"
#include "tests/tap.h"

static void
good(const char *s, const char *want)
{
	char text[CM_CLOCK_TEXT];
	int64_t t = -1;

	if (cm_clock_parse(s, strlen(s), &t) != 0)
		ok(0, s);
	else
		is(cm_clock_text(t, text), want, s);
}

static void
refused(const char *s)
{
	int64_t t;

	ok(cm_clock_parse(s, strlen(s), &t) == -1, s);
}

static void
test_parse(void)
{
	static const char *const bad[] = {"", "2026", "2026-11-02",
	    "2026-11-02T10:20:30", "2026-11-02T10:20Z", "2026-13-02T10:20:30Z",
	    "2026-00-02T10:20:30Z", "2026-02-29T10:20:30Z",
	    "1900-02-29T10:20:30Z", "2026-04-31T10:20:30Z",
	    "2026-04-00T10:20:30Z", "2026-11-02T24:00:00Z",
	    "2026-11-02T10:60:00Z", "2026-11-02T10:20:61Z",
	    "2026-11-02T10:20:60Z", "2026-11-02T10:20:30.Z",
	    "2026-11-02T10:20:30+0100", "2026-11-02T10:20:30+24:00",
	    "2026-11-02T10:20:30+01:60", "2026-11-02T10:20:30Zx",
	    "2026-11-02x10:20:30Z", "2026/11/02T10:20:30Z",
	    "+026-11-02T10:20:30Z", "2026-11-02T1a:20:30Z",
	    "2026-11-02T10:20:30,5Z", "0000-01-01T00:00:00+00:01",
	    "9999-12-31T23:59:59-00:01", " 2026-11-02T10:20:30Z"};
	size_t i;

	good("2026-11-02T10:20:30Z", "2026-11-02T10:20:30Z");
	good("2026-11-02t10:20:30z", "2026-11-02T10:20:30Z");
	good("2026-11-02 10:20:30+01:00", "2026-11-02T09:20:30Z");
	good("2026-11-02T10:20:30-05:30", "2026-11-02T15:50:30Z");
	good("2026-11-02T10:20:30.999999999Z", "2026-11-02T10:20:30Z");
	good("2026-11-02T10:20:30.5+00:00", "2026-11-02T10:20:30Z");
	good("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
	good("2016-12-31T18:59:60-05:00", "2016-12-31T23:59:59Z");
	good("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
	good("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z");
	good("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z");
	good("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z");
	good("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refused(bad[i]);
}

static void
test_span(void)
{
	int64_t n = 0;

	ok(cm_clock_span("90s", &n) == 0 && n == 90, "90s");
	ok(cm_clock_span("15m", &n) == 0 && n == 900, "15m");
	ok(cm_clock_span("7d", &n) == 0 && n == 604800, "7d");
	ok(cm_clock_span("4w", &n) == 0 && n == 2419200, "4w");
	ok(cm_clock_span("1d12h", &n) == 0 && n == 129600, "1d12h");
	ok(cm_clock_span("0s", &n) == 0 && n == 0, "0s");
	ok(cm_clock_span("", &n) == -1, "no span: nothing");
	ok(cm_clock_span("7", &n) == -1, "no span: a bare number");
	ok(cm_clock_span("d", &n) == -1, "no span: a bare unit");
	ok(cm_clock_span("-7d", &n) == -1, "no span: below zero");
	ok(cm_clock_span("7y", &n) == -1, "no span: an unknown unit");
	ok(cm_clock_span("99999999999999999999w", &n) == -1, "no span: huge");
	ok(cm_clock_span("300000000000w", &n) == -1, "no span: far too long");
}

static void
when(const char *s, int64_t now, const char *want)
{
	char text[CM_CLOCK_TEXT];
	int64_t t;

	if (cm_clock_when(s, now, NULL, &t) != 0)
		ok(0, s);
	else
		is(cm_clock_text(t, text), want, s);
}

static void
test_when(void)
{
	int64_t now, t;

	setenv("CM_NOW", "2026-11-16T06:00:00Z", 1);
	now = cm_clock_now();
	is_int(now, 1794808800, "CM_NOW sets the clock");
	when("7d", now, "2026-11-09T06:00:00Z");
	when("2026-11-02", now, "2026-11-02T00:00:00Z");
	when("2026-11-02T10:00:00+01:00", now, "2026-11-02T09:00:00Z");
	when("today", now, "2026-11-16T00:00:00Z");
	when("yesterday", now, "2026-11-15T00:00:00Z");
	when("2026-W46", now, "2026-11-09T00:00:00Z");
	when("2026-W01", now, "2025-12-29T00:00:00Z");
	when("2026-W53", now, "2026-12-28T00:00:00Z");
	when("2026-11", now, "2026-11-01T00:00:00Z");
	when("2026-Q4", now, "2026-10-01T00:00:00Z");
	when("2026", now, "2026-01-01T00:00:00Z");
	ok(cm_clock_when("2025-W53", now, NULL, &t) == -1, "no such week");
	ok(cm_clock_when("2026-W00", now, NULL, &t) == -1, "nor week 0");
	ok(cm_clock_when("2026-Q5", now, NULL, &t) == -1, "no such quarter");
	ok(cm_clock_when("2026-13", now, NULL, &t) == -1, "no such month");
	ok(cm_clock_when("2026-1", now, NULL, &t) == -1, "no month at all");
	ok(cm_clock_when("2026-02-30", now, NULL, &t) == -1, "no such day");
	ok(cm_clock_when("soon", now, NULL, &t) == -1, "no time: a word");
	ok(cm_clock_when("", now, NULL, &t) == -1, "no time: nothing");
}

/* Days of the years 1 to 9998, all those of our time, with ISO weeks. */
static void
test_python(void)
{
	struct python py;
	int64_t day, back, year, iso_year, y, count = 0, wrong = 0;
	int month, d, week, m, md, w;
	char line[128], text[CM_CLOCK_TEXT], date[16];

	if (python_run(&py,
		"import datetime as d\n"
		"e=d.date(1970,1,1).toordinal()\n"
		"D=[*range(1,3652000,37),*range(719163,771000)]\n"
		"for o in D:\n"
		" t=d.date.fromordinal(o); i=t.isocalendar()\n"
		" print(o-e,t.year,t.month,t.day,i[0],i[1],t)\n") != 0)
		return;
	while (fgets(line, sizeof(line), py.out) != NULL) {
		char *p = line;

		day = strtoll(p, &p, 10);
		year = strtoll(p, &p, 10);
		month = (int)strtol(p, &p, 10);
		d = (int)strtol(p, &p, 10);
		iso_year = strtoll(p, &p, 10);
		week = (int)strtol(p, &p, 10);
		snprintf(date, sizeof(date), "%.10s", p + 1);
		cm_clock_civil(day, &y, &m, &md);
		back = cm_clock_days(year, month, d);
		wrong += y != year || m != month || md != d || back != day;
		cm_clock_week(day, &y, &w);
		wrong += y != iso_year || w != week;
		cm_clock_date(day * 86400 + 86399, text);
		wrong += strcmp(text, date) != 0;
		count++;
	}
	if (!python_done(&py) || count == 0) {
		ok(1, "days and ISO weeks are Python's # SKIP no python3");
		return;
	}
	printf("# %" PRId64 " days\n", count);
	is_int(wrong, 0, "days, dates and ISO weeks are Python's");
}

int
main(void)
{
	int64_t year;
	int week;

	test_parse();
	test_span();
	test_when();
	test_python();
	cm_clock_week(cm_clock_days(2027, 1, 1), &year, &week);
	ok(year == 2026 && week == 53, "2027-01-01 is in 2026-W53");
	is_int(cm_clock_monday(cm_clock_days(2026, 11, 8)),
	    cm_clock_days(2026, 11, 2), "a Sunday's Monday is six days before");
	return done();
}
