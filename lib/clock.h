/* SPDX-License-Identifier: ISC */
#ifndef CM_CLOCK_H
#define CM_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/*
 * Time: seconds since 1970-01-01T00:00:00Z, without leap seconds. Text is
 * RFC 3339. The clock is the machine's, or stands still where the
 * environment's CM_NOW (RFC 3339) says.
 */
enum { CM_CLOCK_TEXT = 28 }; /* room for a time as text and its NUL */

/* Returns now. A CM_NOW that is no time ends the program with status 2. */
int64_t cm_clock_now(void);

/*
 * Reads RFC 3339 (T or t or a blank, Z or an offset, fractions cut off; a
 * leap second counts as the second before). Returns 0, or -1 if it is not
 * that or not a day of the calendar. Fast: made for one call a record.
 */
int cm_clock_parse(const char *s, size_t len, int64_t *t);

/* Writes YYYY-MM-DDTHH:MM:SSZ, or YYYY-MM-DD; returns to. Years 0 to 9999. */
const char *cm_clock_text(int64_t t, char to[CM_CLOCK_TEXT]);
const char *cm_clock_date(int64_t t, char to[CM_CLOCK_TEXT]);

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. */
int64_t cm_clock_days(int64_t year, int month, int day);
/* How many days a month has (1 to 12). */
int cm_clock_days_in(int64_t year, int month);
void cm_clock_civil(int64_t days, int64_t *year, int *month, int *day);

/* ISO 8601 week of a day: its year, its number; and the Monday it starts. */
void cm_clock_week(int64_t days, int64_t *year, int *week);
int64_t cm_clock_monday(int64_t days);

/*
 * Reads a span: "90s", "15m", "2h", "7d", "4w", or several: "1d12h". Returns
 * 0 and seconds, or -1.
 */
int cm_clock_span(const char *s, int64_t *seconds);

struct cm_zone;

/*
 * Reads what --since and --until take: a time (RFC 3339), a span before now,
 * or the midnight in the zone at which a date begins, or a week, a month, a
 * quarter, a year (2026-W46, 2026-11, 2026-Q4, 2026), or today or yesterday.
 * Returns 0, or -1.
 */
int cm_clock_when(const char *s, int64_t now, struct cm_zone *zone, int64_t *t);

#endif
