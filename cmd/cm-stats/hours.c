/* SPDX-License-Identifier: ISC */
/*
 * A sum of the open seconds from the first day on, day by day of UTC, so that
 * a span costs two look-ups and the two days at its ends. A day on which the
 * clocks change is looked at in two pieces.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/hours.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/zone.h"

enum { DAY = 86400, WEEK = 7, SPANS = 16, LONGEST = 256 };

struct span {
	int32_t from, to; /* seconds of a day */
};

struct day {
	struct span span[SPANS]; /* sorted, none touches another */
	int n;
};

struct hours {
	struct day day[WEEK]; /* 0 is Monday */
	int64_t *holiday;     /* days since 1970, sorted */
	size_t holidays;
	struct cm_zone *zone;
	int64_t first;  /* a day of UTC since 1970 */
	int64_t *until; /* open seconds before each day from there on */
};

static int64_t
day_of(int64_t t)
{
	return t / DAY - (t % DAY < 0);
}

/* Adds a span and puts those together that touch. Returns -1: too many. */
static int
day_add(struct day *d, int32_t from, int32_t to)
{
	int k, n = 0;

	for (k = 0; k < d->n; k++) {
		struct span s = d->span[k];

		if (s.to < from || s.from > to) {
			d->span[n++] = s;
			continue;
		}
		from = s.from < from ? s.from : from;
		to = s.to > to ? s.to : to;
	}
	if (n == SPANS)
		return -1;
	for (k = n++; k > 0 && d->span[k - 1].from > from; k--)
		d->span[k] = d->span[k - 1];
	d->span[k].from = from;
	d->span[k].to = to;
	d->n = n;
	return 0;
}

static const char *
blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* "9", "9:00", "24:00". Returns what follows, or NULL. */
static const char *
read_clock(const char *p, int32_t *seconds)
{
	int k, hour = 0, minute = 0;

	for (k = 0; k < 2 && *p >= '0' && *p <= '9'; k++)
		hour = 10 * hour + (*p++ - '0');
	if (k == 0 || (*p >= '0' && *p <= '9'))
		return NULL;
	if (*p == ':') {
		if (p[1] < '0' || p[1] > '5' || p[2] < '0' || p[2] > '9')
			return NULL;
		minute = 10 * (p[1] - '0') + (p[2] - '0');
		p += 3;
		if (*p >= '0' && *p <= '9')
			return NULL;
	}
	*seconds = 3600 * hour + 60 * minute;
	return *seconds <= DAY ? p : NULL;
}

/* "mon", "Monday". Returns what follows, or NULL. */
static const char *
read_day(const char *p, int *day)
{
	static const char *const names[WEEK] = {"monday", "tuesday",
	    "wednesday", "thursday", "friday", "saturday", "sunday"};
	size_t n = 0;
	int k;

	for (k = 0; k < WEEK; k++) {
		for (n = 0; names[k][n] != '\0' && (p[n] | 32) == names[k][n];)
			n++;
		if (n == 3 || names[k][n] == '\0')
			break;
	}
	if (k == WEEK || ((p[n] | 32) >= 'a' && (p[n] | 32) <= 'z'))
		return NULL;
	*day = k;
	return p + n;
}

/* "mon-fri,sun": a bit for each day. Returns what follows, or NULL. */
static const char *
read_days(const char *p, unsigned *days)
{
	int from, to;

	*days = 0;
	for (;; p = blanks(p + 1)) {
		p = read_day(p, &from);
		if (p == NULL)
			return NULL;
		to = from;
		p = blanks(p);
		if (*p == '-') {
			p = read_day(blanks(p + 1), &to);
			if (p == NULL)
				return NULL;
		}
		for (; from != to; from = (from + 1) % WEEK)
			*days |= 1u << from;
		*days |= 1u << to;
		p = blanks(p);
		if (*p != ',')
			return p;
	}
}

static int
add_span(struct hours *h, unsigned days, int32_t from, int32_t to)
{
	int k, failed = 0;

	for (k = 0; k < WEEK; k++) {
		if ((days & 1u << k) == 0)
			continue;
		if (from < to) {
			failed |= day_add(&h->day[k], from, to);
			continue;
		}
		if (from < DAY)
			failed |= day_add(&h->day[k], from, DAY);
		if (to > 0)
			failed |= day_add(&h->day[(k + 1) % WEEK], 0, to);
	}
	return failed;
}

/* "mon-fri 9:00-12:00,14:00-18:00", with nothing behind it. */
static int
read_entry(struct hours *h, const char *p)
{
	unsigned days = (1u << WEEK) - 1;
	int32_t from, to;

	p = blanks(p);
	if (*p < '0' || *p > '9')
		p = read_days(p, &days);
	for (; p != NULL; p = blanks(p + 1)) {
		p = read_clock(blanks(p), &from);
		if (p == NULL)
			return -1;
		p = blanks(p);
		if (*p != '-')
			return -1;
		p = read_clock(blanks(p + 1), &to);
		if (p == NULL || from == to || add_span(h, days, from, to) != 0)
			return -1;
		p = blanks(p);
		if (*p == '\0')
			return 0;
		if (*p != ',')
			return -1;
	}
	return -1;
}

struct hours *
hours_new(const char *text, char *why, size_t size)
{
	struct hours *h = cm_zalloc(sizeof(*h));
	const char *p = text, *end;
	char entry[LONGEST];
	int failed, any = 0;

	for (;; p = end + 1) {
		end = p + strcspn(p, ";");
		snprintf(entry, sizeof(entry), "%.*s", (int)(end - p), p);
		if (entry[strspn(entry, " \t")] != '\0') {
			failed = end - p >= LONGEST || read_entry(h, entry);
			if (failed) {
				snprintf(why, size, "'%s' is no days and hours",
				    entry);
				hours_free(h);
				return NULL;
			}
			any = 1;
		}
		if (*end == '\0')
			break;
	}
	if (any)
		return h;
	snprintf(why, size, "no hours");
	hours_free(h);
	return NULL;
}

void
hours_free(struct hours *h)
{
	if (h == NULL)
		return;
	free(h->holiday);
	free(h->until);
	free(h);
}

static int
compare(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* A date, and a name behind a blank. Returns 1, 0 if there is none, or -1. */
static int
read_date(const char *line, int64_t *day)
{
	char text[sizeof("2026-12-25T00:00:00Z")];
	const char *p = blanks(line);
	size_t n = strcspn(p, " \t\r\n#");
	int64_t t;

	if (n == 0)
		return 0;
	if (n != 10)
		return -1;
	snprintf(text, sizeof(text), "%.10sT00:00:00Z", p);
	if (cm_clock_parse(text, strlen(text), &t) != 0)
		return -1;
	*day = day_of(t);
	return 1;
}

size_t
hours_holidays(struct hours *h, const char *text)
{
	int64_t day;
	size_t number = 1;
	int got;

	for (;; number++) {
		got = read_date(text, &day);
		if (got < 0)
			return number;
		if (got > 0) {
			h->holiday = cm_realloc(h->holiday,
			    (h->holidays + 1) * sizeof(*h->holiday));
			h->holiday[h->holidays++] = day;
		}
		text = strchr(text, '\n');
		if (text == NULL)
			break;
		text++;
	}
	if (h->holidays > 0)
		qsort(h->holiday, h->holidays, sizeof(*h->holiday), compare);
	return 0;
}

/* The open seconds of one day of the wall between two times of it. */
static int64_t
day_open(const struct hours *h, int64_t day, int64_t from, int64_t to)
{
	const struct day *d = &h->day[((day + 3) % WEEK + WEEK) % WEEK];
	int64_t sum = 0, a, b;
	int k;

	if (h->holidays > 0 &&
	    bsearch(&day, h->holiday, h->holidays, sizeof(day), compare) !=
		NULL)
		return 0;
	for (k = 0; k < d->n; k++) {
		a = d->span[k].from > from ? d->span[k].from : from;
		b = d->span[k].to < to ? d->span[k].to : to;
		sum += b > a ? b - a : 0;
	}
	return sum;
}

/* The same between two times of the wall, some days apart at most. */
static int64_t
wall_open(const struct hours *h, int64_t from, int64_t to)
{
	int64_t day, start, sum = 0;

	for (day = day_of(from); day * DAY < to; day++) {
		start = day * DAY;
		sum += day_open(h, day, from > start ? from - start : 0,
		    to - start < DAY ? to - start : DAY);
	}
	return sum;
}

/* The open seconds from the midnight of UTC before t, until t. */
static int64_t
since_midnight(const struct hours *h, int64_t t)
{
	int64_t start = day_of(t) * DAY, low = start, high = t, mid;
	int32_t before = cm_zone_offset(h->zone, start),
		after = cm_zone_offset(h->zone, t);

	if (before == after)
		return wall_open(h, start + before, t + after);
	/* The clocks change between the two: at high, in the end. */
	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (cm_zone_offset(h->zone, mid) == before)
			low = mid;
		else
			high = mid;
	}
	return wall_open(h, start + before, high + before) +
	    wall_open(h, high + after, t + after);
}

void
hours_between(struct hours *h, struct cm_zone *zone, int64_t low, int64_t high)
{
	int64_t day, last = day_of(high);
	int64_t sum = 0;

	free(h->until);
	h->zone = zone;
	h->first = day_of(low);
	h->until = cm_alloc((size_t)(last - h->first + 1) * sizeof(*h->until));
	for (day = h->first; day <= last; day++) {
		h->until[day - h->first] = sum;
		/* The last second of a day, and the one after it. */
		sum += since_midnight(h, (day + 1) * DAY - 1);
		sum += wall_open(h,
		    (day + 1) * DAY - 1 +
			cm_zone_offset(zone, (day + 1) * DAY - 1),
		    (day + 1) * DAY +
			cm_zone_offset(zone, (day + 1) * DAY - 1));
	}
}

static int64_t
open_until(const struct hours *h, int64_t t)
{
	return h->until[day_of(t) - h->first] + since_midnight(h, t);
}

int64_t
hours_open(const struct hours *h, int64_t from, int64_t to)
{
	return open_until(h, to) - open_until(h, from);
}
