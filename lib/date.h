/* SPDX-License-Identifier: ISC */
#ifndef CM_DATE_H
#define CM_DATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Dates as people and programs write them: RFC 3339 and RFC 822 with what is
 * wrong with them in practice, ISO 8601 (basic, ordinal, week), asctime,
 * seconds since 1970, names of months in a score of languages.
 */
enum cm_date {
	CM_DATE_NONE = -1, /* no date, or one that could be two days */
	CM_DATE_OK = 0,
	CM_DATE_NO_ZONE = 1 /* a time without a zone that is known: UTC taken;
			       also a date without a time */
};

/*
 * Reads all of s. A weekday is not held against the date. A year of two
 * digits is one from 1950 to 2049. 24:00 is the next day's start, a leap
 * second the second before. *t is set unless the answer is CM_DATE_NONE.
 */
enum cm_date cm_date_read(const char *s, size_t len, int64_t *t);

#endif
