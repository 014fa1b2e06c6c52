/* SPDX-License-Identifier: ISC */
/* Which moment or day it is that a cell's words and numbers say. */
#include "cmd/cm-fetch/cell_in.h"
#include "cmd/cm-fetch/cell_when.h"
#include "lib/clock.h"

/* What three numbers are: 'y' 'd' 'm' first, '?' either, 0 nothing. */
static int
order(const struct cell_when *w)
{
	int a = w->three[0], b = w->three[1];

	if (w->year != CELL_NOT_GIVEN)
		return 'y';
	if (a < 1 || b < 1 || a > 31 || b > 31 || (a > 12 && b > 12))
		return 0;
	if (w->mark == '.' || a > 12)
		return 'd';
	return b > 12 ? 'm' : a == b ? '=' : '?';
}

static enum cell_result
settle_three(struct cell_when *w, enum cell_dates dates)
{
	int first = order(w), month_first = 0;

	if (w->mark == 0 || first == 'y')
		return CELL_OK;
	if (dates == CELL_YMD && w->year_digits == 2) {
		w->year = w->three[0];
		w->month = w->three[1];
		w->day = w->three[2];
		return CELL_OK;
	}
	if (first == '?' && dates != CELL_DMY && dates != CELL_MDY)
		return CELL_AMBIGUOUS;
	if (first == '?')
		month_first = dates == CELL_MDY;
	else if (first == 'm')
		month_first = 1;
	if (first == 0 || (first == 'm' && dates == CELL_DMY) ||
	    (first == 'd' && w->mark != '.' && dates == CELL_MDY))
		return CELL_BAD;
	w->day = w->three[month_first];
	w->month = w->three[!month_first];
	w->year = w->three[2];
	return CELL_OK;
}

static int
clock_of(struct cell_when *w, int *seconds)
{
	*seconds = 0;
	if (w->hour == CELL_NOT_GIVEN)
		return w->half == CELL_NOT_GIVEN ? 0 : -1;
	if (w->half != CELL_NOT_GIVEN && w->hour > 12)
		w->half = CELL_NOT_GIVEN; /* 15:00 pm */
	if (w->half == 1 && w->hour < 12)
		w->hour += 12;
	if (w->half == 0 && w->hour == 12)
		w->hour = 0;
	if (w->second == 60)
		w->second = 59;
	if (w->hour > 24 || w->minute > 59 || w->second > 59 ||
	    (w->hour == 24 && (w->minute > 0 || w->second > 0)))
		return -1;
	*seconds = (w->hour * 60 + w->minute) * 60 + w->second;
	return 0;
}

/* A year that is left out is that of the last such day that was not after
 * now; 29 February had one in the last eight years. */
static void
give_year(struct cell_when *w, const struct cell_rules *r)
{
	int64_t year, local = r->now + cm_zone_offset(r->zone, r->now);
	int month, day, back = 8;

	cm_clock_civil((local -
			   (local % CELL_DAY_SECONDS + CELL_DAY_SECONDS) %
			       CELL_DAY_SECONDS) /
		CELL_DAY_SECONDS,
	    &year, &month, &day);
	w->year_digits = 4;
	w->year = (int)year;
	if (w->month > month || (w->month == month && w->day > day))
		w->year--;
	while (w->month == 2 && w->day == 29 &&
	    cm_clock_days_in(w->year, 2) == 28 && back-- > 0)
		w->year--;
}

/* What was read, as a moment. */
static enum cell_result
moment(struct cell_when *w, const struct cell_rules *r, int64_t *t)
{
	int seconds;

	if (w->month == CELL_NOT_GIVEN || w->day == CELL_NOT_GIVEN)
		return CELL_BAD;
	if (w->year == CELL_NOT_GIVEN && r->now > 0)
		give_year(w, r);
	if (w->year == CELL_NOT_GIVEN)
		return CELL_BAD;
	if (w->year_digits == 2)
		w->year += w->year < 50 ? 2000 : 1900;
	if (w->year < 1900 || w->year > 9998 || w->month < 1 || w->month > 12 ||
	    w->day < 1 || w->day > cm_clock_days_in(w->year, w->month) ||
	    clock_of(w, &seconds) != 0)
		return CELL_BAD;
	*t = cm_clock_days(w->year, w->month, w->day) * CELL_DAY_SECONDS +
	    seconds;
	if (!w->zone_given && r->unzoned != NULL)
		*r->unzoned = 1;
	*t = w->zone_given ? *t - w->zone : cm_zone_moment(r->zone, *t);
	return CELL_OK;
}

enum cell_result
cell_time(const char *p, size_t len, const struct cell_rules *r, int64_t *t,
    int *whole_day)
{
	enum cell_result result;
	struct cell_when w;

	*whole_day = 0;
	if (p != NULL && len >= 20 && cm_clock_parse(p, len, t) == 0)
		return CELL_OK;
	if (cell_is_none(p, len))
		return CELL_NONE;
	cell_trim(&p, &len);
	if (cell_when_read(&w, p, len) != 0)
		return CELL_BAD;
	result = settle_three(&w, r->dates);
	if (result != CELL_OK)
		return result;
	*whole_day = w.hour == CELL_NOT_GIVEN;
	return moment(&w, r, t);
}

int
cell_time_order(const char *p, size_t len)
{
	struct cell_when w;
	int first;

	if (p == NULL)
		return 0;
	cell_trim(&p, &len);
	if (cell_when_read(&w, p, len) != 0 || w.mark == 0)
		return 0;
	first = order(&w);
	/* A point says by itself that the day is first. */
	if (w.mark == '.' || first == 'y' || first == '=')
		return 0;
	return first;
}
