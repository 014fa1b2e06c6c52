/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_HOURS_H
#define CM_STATS_HOURS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Opening hours: how much of a span of time somebody was there. It is open
 * while the clock on the wall of the zone shows a time that is in the hours,
 * so an hour that comes twice counts twice, and one that is left out not at
 * all.
 */
struct hours;
struct cm_zone;

/*
 * "mon-fri 9:00-12:00,14:00-18:00; sat 10:00-12:00": days (none: each), then
 * times; an end that is not after its begin is on the next day. Returns NULL
 * and why, in size bytes, for what is not that.
 */
struct hours *hours_new(const char *text, char *why, size_t size);
void hours_free(struct hours *h);

/*
 * Closed all day on the dates of a text: a date a line, a name may follow,
 * blank lines and what follows '#' are passed over. Returns 0, or the number
 * of the line that has no date.
 */
size_t hours_holidays(struct hours *h, const char *text);

/* To be called before hours_open(): in which zone (NULL is UTC), and between
 * which times at most it will be asked. */
void hours_between(
    struct hours *h, struct cm_zone *zone, int64_t low, int64_t high);

/* How many seconds from one time to another it was open; below 0 where to is
 * before from. Both are within what was said. */
int64_t hours_open(const struct hours *h, int64_t from, int64_t to);

#endif
