/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "cmd/cm-fetch/cell.c"
#include "cmd/cm-fetch/cell_number.c"
#include "cmd/cm-fetch/cell_settle.c"
#include "cmd/cm-fetch/cell_span.c"
#include "cmd/cm-fetch/cell_time.c"
#include "cmd/cm-fetch/cell_when.c"
#include "tests/tap.h"

static const char *const words[] = {"ok", "none", "bad", "ambiguous"};

/* What a cell is read as: a number, or what became of it. */
static void
number(const char *cell, enum cell_type as, char point, const char *want)
{
	struct cell_rules r = {0};
	enum cell_result result;
	struct cm_buf b;

	r.point = point;
	cm_buf_init(&b, CM_BUF_ANY);
	result = cell_number(&b, cell, strlen(cell), as, &r);
	is(result == CELL_OK ? cm_buf_str(&b) : words[result], want, cell);
	cm_buf_release(&b);
}

static void
numbers(void)
{
	static const struct {
		const char *cell, *want;
		char point;
	} t[] = {{"0", "0", 0}, {"1204", "1204", 0}, {"-3", "-3", 0},
	    {"1,204", "ambiguous", 0}, {"1.204", "ambiguous", 0},
	    {"1,204", "1204", '.'}, {"1.204", "1.204", '.'},
	    {"1.204", "1204", ','}, {"1,204", "1.204", ','},
	    {"1,204,567", "1204567", 0}, {"1.204.567", "1204567", 0},
	    {"1,204,567", "bad", ','}, {"12,04,567", "1204567", 0},
	    {"1,204.5", "1204.5", 0}, {"1.204,5", "1204.5", 0},
	    {"1 204", "1204", 0},
	    {"1\xc2\xa0"
	     "204",
		"1204", ','},
	    {"1\xe2\x80\xaf"
	     "204,5",
		"1204.5", ','},
	    {"1\xe2\x80\x89"
	     "204",
		"1204", '.'},
	    {"1'204.50", "1204.50", 0},
	    {"1\xe2\x80\x99"
	     "204",
		"1204", 0},
	    {"11,52", "11.52", 0}, {"11,52", "bad", '.'}, {"0.123", "0.123", 0},
	    {"0,123", "0.123", 0}, {"1234.567", "1234.567", 0},
	    {".5", "0.5", 0}, {"5.", "5", 0}, {"1.2K", "1200", 0},
	    {"3,4 Mio.", "3400000", 0}, {"3,4 Mio", "3400000", ','},
	    {"1.2\xe4\xb8\x87", "12000", 0}, {"1\xe4\xba\xbf", "100000000", 0},
	    {"2.5M", "2500000", '.'}, {"10K+", "10000", 0},
	    {"1,5 Mrd.", "1500000000", 0}, {"EUR 12.50", "12.50", 0},
	    {"12,50 \xe2\x82\xac", "12.50", ','}, {"$1,204.00", "1204.00", 0},
	    {"-$5", "-5", 0}, {"$-5", "-5", 0}, {"US$ 7", "7", 0},
	    {"(12.50)", "-12.50", 0}, {"12.50-", "-12.50", 0},
	    {"\xe2\x88\x92"
	     "5",
		"-5", 0},
	    {"+5", "5", 0}, {"< 5", "5", 0}, {"<1,000", "1000", '.'},
	    {"106.0", "106.0", 0}, {"1.22E+17", "1.22E+17", '.'},
	    {"1,22E+17", "122000000000000000", 0}, {"5 (0.5%)", "5", 0},
	    {"2.5%", "2.5", 0}, {"007", "7", 0}, {"000", "0", 0},
	    {"0.00", "0", 0}, {" 12 ", "12", 0}, {"", "none", 0},
	    {"-", "none", 0}, {"--", "none", 0}, {"N/A", "none", 0},
	    {"undefined", "none", 0}, {"null", "none", 0},
	    {"\xe2\x80\x94", "none", 0}, {"abc", "bad", 0},
	    {"5 apples", "bad", 0}, {"Day 5", "bad", 0}, {"1,2,3", "bad", 0},
	    {"1.2.3", "bad", 0}, {"2026-09-20", "bad", 0}, {"12:30", "bad", 0},
	    {"1 2", "bad", 0}, {"--5", "bad", 0}, {"%", "bad", 0},
	    {"K", "bad", 0}};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		number(t[i].cell, CELL_NUMBER, t[i].point, t[i].want);
	number("2.5%", CELL_PERCENT, '.', "0.025");
	number("3,0 %", CELL_PERCENT, ',', "0.03");
	number("< 1%", CELL_PERCENT, '.', "0.01");
	number("100%", CELL_PERCENT, '.', "1");
	number("0%", CELL_PERCENT, '.', "0");
	number("0.025", CELL_PERCENT, '.', "0.025");
}

static void
spans(void)
{
	number("440", CELL_SECONDS, 0, "440");
	number("0:07:20", CELL_SECONDS, 0, "440");
	number("7:20", CELL_SECONDS, 0, "440");
	number("0:00:07.5", CELL_SECONDS, 0, "7.5");
	number("100:00:00", CELL_SECONDS, 0, "360000");
	number("7m 20s", CELL_SECONDS, 0, "440");
	number("1h 2m 3s", CELL_SECONDS, 0, "3723");
	number("7 Min. 20 Sek.", CELL_SECONDS, 0, "440");
	number("PT7M20S", CELL_SECONDS, 0, "440");
	number("P1DT1H", CELL_SECONDS, 0, "90000");
	number("18\xe7\xa7\x92", CELL_SECONDS, 0, "18");
	number("1\xe5\x88\x86"
	       "18\xe7\xa7\x92",
	    CELL_SECONDS, 0, "78");
	number("1,204.5", CELL_SECONDS, '.', "1204.5");
	number("2.5", CELL_MINUTES, '.', "150");
	number("7:20", CELL_MINUTES, 0, "440");
	number("1,5", CELL_HOURS, ',', "5400");
	number("1500", CELL_MILLIS, 0, "1.5");
	number("1:75", CELL_SECONDS, 0, "bad");
	number("47777777777777777777777:7", CELL_SECONDS, 0, "bad");
	number("12%", CELL_SECONDS, 0, "bad");
	number("soon", CELL_SECONDS, 0, "bad");
	number("-", CELL_SECONDS, 0, "none");
}

static void
when_at(const char *cell, enum cell_dates dates, const char *zone, int64_t now,
    const char *want)
{
	struct cell_rules r = {0};
	char text[CM_CLOCK_TEXT], got[CM_CLOCK_TEXT + 8];
	enum cell_result result;
	int64_t t;
	int day;

	r.dates = dates;
	r.now = now;
	r.zone = zone != NULL ? cm_zone_open(zone) : NULL;
	result = cell_time(cell, strlen(cell), &r, &t, &day);
	if (result == CELL_OK)
		snprintf(got, sizeof(got), "%s%s", cm_clock_text(t, text),
		    day ? " day" : "");
	else
		snprintf(got, sizeof(got), "%s", words[result]);
	is(got, want, cell);
	cm_zone_close(r.zone);
}

static void
when(
    const char *cell, enum cell_dates dates, const char *zone, const char *want)
{
	when_at(cell, dates, zone, 0, want);
}

/* The last such day, as a clock in the zone shows it. */
static void
years_left_out(void)
{
	int64_t now; /* Paris is an hour ahead */

	cm_clock_parse("2026-12-30T23:30:00Z", 20, &now);
	when_at("December 31", 0, NULL, now, "2025-12-31T00:00:00Z day");
	when_at(
	    "December 31", 0, "Europe/Paris", now, "2026-12-30T23:00:00Z day");
	when_at("30 December", 0, NULL, now, "2026-12-30T00:00:00Z day");
	when_at("9\xe6\x9c\x88"
		"16\xe6\x97\xa5",
	    0, NULL, now, "2026-09-16T00:00:00Z day");
	when_at("31 th\xc3\xa1ng 12", 0, NULL, now, "2025-12-31T00:00:00Z day");
	when_at("31 de diciembre", 0, NULL, now, "2025-12-31T00:00:00Z day");
	when_at("February 29", 0, NULL, now, "2024-02-29T00:00:00Z day");
	when_at("February 30", 0, NULL, now, "bad");
	when_at("31 d\xc3\xa9"
		"cembre 2019",
	    0, NULL, now, "2019-12-31T00:00:00Z day");
}

static void
times(void)
{
	static const struct {
		const char *cell, *want;
		enum cell_dates dates;
	} t[] = {{"2026-09-28T18:12:05Z", "2026-09-28T18:12:05Z", 0},
	    {"2026-09-28T18:12:05+02:00", "2026-09-28T16:12:05Z", 0},
	    {"2026-09-20", "2026-09-20T00:00:00Z day", 0},
	    {"2026/9/2", "2026-09-02T00:00:00Z day", 0},
	    {"2026-08-22T00:00:00", "2026-08-22T00:00:00Z", 0},
	    {"2026-05-07 16:41:18", "2026-05-07T16:41:18Z", 0},
	    {"2026-05-07 16:41:18.123", "2026-05-07T16:41:18Z", 0},
	    {"20260920", "2026-09-20T00:00:00Z day", 0},
	    {"20260920181500", "2026-09-20T18:15:00Z", 0},
	    {"09/28/2026 18:12", "2026-09-28T18:12:00Z", 0},
	    {"16/09/2026 14:05", "2026-09-16T14:05:00Z", 0},
	    {"16/09/2026", "bad", CELL_MDY}, {"09/28/2026", "bad", CELL_DMY},
	    {"03/04/2026", "ambiguous", 0},
	    {"04/04/2026", "2026-04-04T00:00:00Z day", 0},
	    {"03/04/2026", "2026-04-03T00:00:00Z day", CELL_DMY},
	    {"03/04/2026", "2026-03-04T00:00:00Z day", CELL_MDY},
	    {"26/09/16", "2026-09-16T00:00:00Z day", CELL_YMD},
	    {"9/5/26, 1:12 AM", "2026-09-05T01:12:00Z", CELL_MDY},
	    {"9/28/26 12:12 PM", "2026-09-28T12:12:00Z", 0},
	    {"9/28/26 12:12\xe2\x80\xafPM", "2026-09-28T12:12:00Z", 0},
	    {"28/9/26 1:12 p. m.", "2026-09-28T13:12:00Z", 0},
	    {"16.09.2026 14:05", "2026-09-16T14:05:00Z", 0},
	    {"03.04.2026", "2026-04-03T00:00:00Z day", 0},
	    {"16. 9. 2026", "2026-09-16T00:00:00Z day", 0},
	    {"2026. 9. 16.", "2026-09-16T00:00:00Z day", 0},
	    {"Tue, Jul 14, 2026", "2026-07-14T00:00:00Z day", 0},
	    {"Oct 3, 2025", "2025-10-03T00:00:00Z day", 0},
	    {"Jun 09, 2018 09:30 pm", "2018-06-09T21:30:00Z", 0},
	    {"1. September 2026", "2026-09-01T00:00:00Z day", 0},
	    {"1 de septiembre de 2026, 14:05", "2026-09-01T14:05:00Z", 0},
	    {"3 ao\xc3\xbbt 2026 \xc3\xa0 14:05", "2026-08-03T14:05:00Z", 0},
	    {"3 \xd1\x81\xd0\xb5\xd0\xbd\xd1\x82. 2026 \xd0\xb3.",
		"2026-09-03T00:00:00Z day", 0},
	    {"14 May 2026 14h05", "2026-05-14T14:05:00Z", 0},
	    {"05-Jan-2026", "2026-01-05T00:00:00Z day", 0},
	    {"1st of May 2026", "2026-05-01T00:00:00Z day", 0},
	    {"2026-08-31 21:21:00 UTC", "2026-08-31T21:21:00Z", 0},
	    {"2022-01-30 12:15 +0000", "2022-01-30T12:15:00Z", 0},
	    {"2022-01-30 12:15 -05:30", "2022-01-30T17:45:00Z", 0},
	    {"2022-01-30 12:15 GMT+2", "2022-01-30T10:15:00Z", 0},
	    {"Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24Z", 0},
	    {"2026\xe5\xb9\xb4"
	     "9\xe6\x9c\x88"
	     "18\xe6\x97\xa5 14:11",
		"2026-09-18T14:11:00Z", 0},
	    {"2026\xeb\x85\x84 9\xec\x9b\x94 18\xec\x9d\xbc "
	     "\xec\x98\xa4\xed\x9b\x84 2:11",
		"2026-09-18T14:11:00Z", 0},
	    {"", "none", 0}, {"-", "none", 0}, {"2026", "bad", 0},
	    {"2026-09", "bad", 0}, {"Sep 2026", "bad", 0},
	    {"December 31", "bad", 0}, {"31/12", "bad", 0},
	    {"30/02/2026", "bad", 0}, {"2026-02-29", "bad", 0},
	    {"13/13/2026", "bad", 0}, {"05/32/2026", "bad", CELL_MDY},
	    {"2026-09-20 25:00", "bad", 0}, {"2026-09-20 12:00 Mars", "bad", 0},
	    {"yesterday", "bad", 0}, {"1204", "bad", 0}, {"12:30", "bad", 0},
	    {"0000-00-00", "bad", 0}, {"1789.5", "bad", 0},
	    {"2026-09-20 2026-09-21", "bad", 0}};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		when(t[i].cell, t[i].dates, NULL, t[i].want);
	when("2026-09-20", CELL_ANY_ORDER, "Europe/Paris",
	    "2026-09-19T22:00:00Z day");
	when("2026-09-20 18:00", CELL_ANY_ORDER, "America/New_York",
	    "2026-09-20T22:00:00Z");
	when("2026-09-20 18:00 UTC", CELL_ANY_ORDER, "America/New_York",
	    "2026-09-20T18:00:00Z");
}

/* What cells say together, up to an empty one. */
static void
settled(const char *const *cells, enum cell_type as, const char *want,
    const char *what)
{
	struct cell_evidence e;
	struct cell_rules r = {0};
	const char *open;
	struct cm_buf b;

	memset(&e, 0, sizeof(e));
	cm_buf_init(&b, CM_BUF_ANY);
	for (; *cells != NULL; cells++)
		cell_look(&e, *cells, strlen(*cells), as);
	if (cell_settle(&e, &r, &open) == CELL_OK)
		cm_buf_printf(&b, "%c%d", r.point ? r.point : '0', r.dates);
	else
		cell_question(&b, &e, open);
	is(cm_buf_str(&b), want, what);
	cm_buf_release(&b);
}

static void
together(void)
{
	static const char *const none[] = {"12", "1 204", "-", NULL};
	static const char *const comma[] = {"1.204", "11,52", NULL};
	static const char *const open[] = {"12", "1.204", "3.456", NULL};
	static const char *const mixed[] = {"1.5", "1,5", NULL};
	static const char *const most[] = {"1.5", "1,5", "2.5", NULL};
	static const char *const dmy[] = {"03/04/2026", "16/04/2026", NULL};
	static const char *const mdy[] = {"3/4/26 1:00 AM", "3/16/26", NULL};
	static const char *const days[] = {
	    "2026-01-01", "03/04/2026", "05/05/2026", NULL};
	static const char *const both[] = {"16/04/2026", "04/16/2026", NULL};

	settled(none, CELL_NUMBER, "00", "no decimal mark is needed");
	settled(comma, CELL_NUMBER, ",0", "one number settles the others");
	settled(open, CELL_NUMBER,
	    "does the point in '1.204' part thousands, or is it the decimal "
	    "mark? say --decimal . or --decimal ,",
	    "numbers that may be either");
	settled(mixed, CELL_NUMBER,
	    "some numbers have a decimal point, as many a decimal comma: say "
	    "--decimal . or --decimal ,",
	    "numbers that contradict each other");
	settled(most, CELL_NUMBER, ".0", "what most numbers say");
	settled(dmy, CELL_TIME, "02", "a day above 12 comes first");
	settled(mdy, CELL_DAY, "03", "a day above 12 comes second");
	settled(days, CELL_TIME,
	    "is '03/04/2026' the 3rd of April or the 4th of March? say "
	    "--dates dmy or --dates mdy",
	    "days that may be two");
	settled(both, CELL_TIME,
	    "some days have the day first, as many the month: say --dates dmy "
	    "or --dates mdy",
	    "days that contradict each other");
}

/* A habit counts where cells leave it open, and not where they say else. */
static void
habits(void)
{
	static const char *const days[] = {"03/04/2026", "16/04/2026"};
	struct cell_evidence e;
	struct cell_rules r = {0};
	const char *what;

	memset(&e, 0, sizeof(e));
	r.likely.point = ',';
	r.likely.dates = CELL_MDY;
	cell_look(&e, "1.204", 5, CELL_NUMBER);
	cell_look(&e, days[0], strlen(days[0]), CELL_DAY);
	ok(cell_settle(&e, &r, &what) == CELL_OK, "a habit settles it");
	is_int(r.point, ',', "the mark of the language");
	is_int(r.dates, CELL_MDY, "its order of days");
	r.point = 0;
	r.dates = CELL_ANY_ORDER;
	cell_look(&e, "1.5", 3, CELL_NUMBER);
	cell_look(&e, days[1], strlen(days[1]), CELL_DAY);
	ok(cell_settle(&e, &r, &what) == CELL_OK, "cells settle it");
	is_int(r.point, '.', "against the habit");
	is_int(r.dates, CELL_DMY, "the order, too");
}

int
main(void)
{
	struct cm_zone *paris = cm_zone_open("Europe/Paris");

	numbers();
	spans();
	times();
	years_left_out();
	together();
	habits();
	/* 2026-10-25 has 25 hours there */
	is_int(cell_day_end(1792879200, paris) - 1792879200, 90000,
	    "the day on which summer time ends");
	is_int(cell_day_end(0, NULL), 86400, "a day in UTC");
	cm_zone_close(paris);
	return done();
}
