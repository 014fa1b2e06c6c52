/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "cmd/cm-stats/hours.c"
#include "tests/tap.h"

static char why[300];

static int
reads(const char *text)
{
	struct hours *h = hours_new(text, why, sizeof(why));

	hours_free(h);
	return h != NULL;
}

/* Hours of a week, one value a minute of it, read another way. */
static int
is_open(const char *zone_week, int64_t local)
{
	int64_t day = local / DAY, minute = local % DAY / 60;
	int weekday = (int)((day + 3) % WEEK);

	switch (*zone_week) {
	case 'a': /* mon-fri 9:00-12:00,14:00-18:00; sat 10-12:30 */
		return (weekday < 5 && minute >= 540 && minute < 720) ||
		    (weekday < 5 && minute >= 840 && minute < 1080) ||
		    (weekday == 5 && minute >= 600 && minute < 750);
	case 'b': /* always */
		return 1;
	case 'c': /* fri,sat 22:00-3:30: Friday and Saturday night */
		return ((weekday == 4 || weekday == 5) && minute >= 1320) ||
		    ((weekday == 5 || weekday == 6) && minute < 210);
	default: /* 1:30-2:30 */
		return minute >= 90 && minute < 150;
	}
}

/* Walks some days second by second. */
static void
walk(const char *zone, const char *week, const char *text, const char *from)
{
	struct cm_zone *z = zone != NULL ? cm_zone_open(zone) : NULL;
	struct hours *h = hours_new(text, why, sizeof(why));
	int64_t low, t, days = 10, sum = 0, wrong = 0, middle, half = 0;
	char what[100];

	cm_clock_parse(from, strlen(from), &low);
	middle = low + 3 * DAY + 12345;
	hours_between(h, z, low, low + days * DAY);
	for (t = low; t < low + days * DAY; t++) {
		if (t % 60 == 0 || t % 997 == 0)
			wrong += hours_open(h, low, t) != sum;
		half = t == middle ? sum : half;
		sum += is_open(week, t + cm_zone_offset(z, t));
	}
	snprintf(what, sizeof(what), "%s from %s: %s", text, from,
	    zone != NULL ? zone : "UTC");
	is_int(wrong, 0, what);
	is_int(hours_open(h, middle, t), sum - half, "and from its middle");
	is_int(hours_open(h, t, middle), half - sum, "and backwards");
	hours_free(h);
	if (z != NULL)
		cm_zone_close(z);
}

/* Closed on a day of two at each end of which the clocks change. */
static void
holidays(void)
{
	struct cm_zone *z = cm_zone_open("Europe/Paris");
	struct hours *h = hours_new("0-24", why, sizeof(why));
	int64_t low;

	is_int((long long)hours_holidays(h, "2026-10-25\n2026-1-01\n"), 2,
	    "a line without a date");
	hours_free(h);
	h = hours_new("0-24", why, sizeof(why));
	is_int((long long)hours_holidays(
		   h, "# closed\n2026-10-26 inventory\n\n 2026-10-25\t# x"),
	    0, "dates with names");
	cm_clock_parse("2026-10-24T00:00:00Z", 20, &low);
	hours_between(h, z, low, low + 4 * DAY);
	is_int(hours_open(h, low, low + 4 * DAY), 4 * DAY - 49 * 3600,
	    "a holiday may have 25 hours");
	hours_free(h);
	cm_zone_close(z);
}

int
main(void)
{
	static const char a[] =
	    "Mon-Fri 9:00-12:00, 14-18:00 ;sat 10:00-12:30;";

	ok(reads(a), "days and hours");
	ok(reads("8-20"), "hours alone");
	ok(reads("monday,wed-thursday 08:30 - 24:00"), "long names");
	ok(!reads(""), "nothing");
	is(why, "no hours", "is said to be none");
	ok(!reads("mon"), "no hours of a day");
	is(why, "'mon' is no days and hours", "are said to be none");
	ok(!reads("mon 9:00"), "no end");
	ok(!reads("mon 9:00-9:00"), "no time between");
	ok(!reads("mon 9:00-25:00"), "no such hour");
	ok(!reads("mon 9:60-10:00"), "no such minute");
	ok(!reads("mox 9:00-10:00"), "no such day");
	ok(!reads("mondays 9:00-10:00"), "nor this");
	ok(!reads("mon 9:00-10:00 tue 9:00-10:00"), "no semicolon");
	ok(!reads("mon 9:00-10:00,"), "a comma too many");
	walk(NULL, "a", a, "2026-10-20T00:00:00Z");
	walk("Europe/Paris", "a", a, "2026-10-20T05:00:00Z");
	walk("Europe/Paris", "b", "0:00-24:00", "2026-10-20T05:00:00Z");
	walk("Europe/Paris", "c", "fri,sat 22:00-3:30", "2026-10-20T05:00:00Z");
	walk("Europe/Paris", "c", "fri,sat 22:00-3:30", "2026-03-24T05:00:00Z");
	walk("Europe/Paris", "d", "1:30-2:30", "2026-10-20T05:00:00Z");
	walk("Europe/Paris", "d", "1:30-2:30", "2026-03-24T05:00:00Z");
	walk("America/New_York", "d", "1:30-2:30", "2026-10-28T05:00:00Z");
	walk("Australia/Lord_Howe", "d", "1:30-2:30", "2026-03-30T05:00:00Z");
	walk("Asia/Kathmandu", "a", a, "2026-12-28T00:00:00Z");
	walk("Europe/Paris", "b", "12-12:01,0-24", "1969-12-28T00:00:00Z");
	holidays();
	return done();
}
