/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_PERIOD_H
#define CM_STATS_PERIOD_H

#include <stdint.h>

#include "cmd/cm-stats/question.h"

/*
 * Days, weeks and so on as keys. The texts of a day are made once and kept;
 * a cache belongs to one thread.
 */
enum { PERIOD_DAYS = 2048, PERIOD_TEXT = 13, PERIOD_KINDS = 5 };

struct period_day {
	int64_t day; /* since 1970; it is empty where len is 0 */
	unsigned char len[PERIOD_KINDS];
	char text[PERIOD_KINDS][PERIOD_TEXT];
};

struct period {
	struct period_day day[PERIOD_DAYS];
};

/*
 * The JSON text of the key of a kind, at a time of the wall clock (seconds).
 * It lives until the next call.
 */
struct cm_slice period_text(
    struct period *p, enum key_kind kind, int64_t local);

/*
 * Tells whether a span of so many seconds from there on lies in one value of
 * the key; a day counts where it begins, whose clock it may be of.
 */
int period_holds(enum key_kind kind, int64_t local, int64_t span);

/* Whether the JSON text of a key of a kind is one that period_text(), or a
 * window, gives; or null. */
int period_is_text(enum key_kind kind, struct cm_slice text);

/*
 * The span of a key's JSON text: from the first second of it to the first
 * one behind it, on the wall clock. Returns -1 where it has none (hours,
 * weekdays, null).
 */
int period_span(
    enum key_kind kind, struct cm_slice text, int64_t *start, int64_t *end);

#endif
