/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_CHECK_H
#define CM_REPORT_CHECK_H

#include <stddef.h>

#include "lib/rec.h"
#include "lib/scan.h"

/*
 * What jq would take and should not: of two members of a name it takes the
 * last, of a number beyond a double the greatest there is, and a text where a
 * number should stand ends the layout. Such a record is a bad line.
 */

/* The names that check_types() is to find. Free with cm_want_free(). */
struct cm_want *check_want(void);

/* The place of `type` and of `by` in what is found. */
enum { CHECK_TYPE, CHECK_BY };

/* A kind of record, as a bit. */
enum { CHECK_ROW = 1, CHECK_MEASURE = 2, CHECK_COVERAGE = 4, CHECK_SAID = 8 };

/* Each returns 0, or -1 after it has marked r as a bad line: members twice
 * and numbers beyond a double anywhere; types, weeks and days of what a layout
 * reads. r->found is that of check_want(). */
int check_whole(struct cm_rec *r);
int check_types(struct cm_rec *r, int kind);

/* A line without the blanks around its object. */
struct cm_slice check_trim(struct cm_slice line);

/* Tells whether text is a week that its year has, as 2026-W46. */
int check_week(const char *s, size_t len);

/* Tells whether a number is more than a double holds. */
int check_beyond(struct cm_slice s);

#endif
