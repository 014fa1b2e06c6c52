/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_NUM_H
#define CM_REPORT_NUM_H

#include <stddef.h>

#include "cmd/cm-report/doc.h"
#include "lib/buf.h"

/* Numbers as people read them. */

#define NUM_NONE "\xe2\x80\x93" /* what is not known: an en dash */

/*
 * Adds a number (digits as in the model) in its unit: "12,345", "4.2 %",
 * "3 min 20 s". A unit that is not known, or none, leaves it as it is.
 */
void num_text(struct cm_buf *b, const char *digits, const char *unit);

/* Adds a number with its own digits, but at most three decimals that say
 * something; with percent, two and the sign. */
void num_rounded(struct cm_buf *b, const char *digits, int percent);

/*
 * Adds an estimate in its unit as a cell of a table of records: rounded, with
 * its bounds behind it: "38.8 % (29.7 to 49.2)". A bound that is NULL is
 * NUM_NONE; without both, and where they say what the estimate says, it stands
 * alone, rounded as by num_rounded().
 */
void num_interval(struct cm_buf *b, const char *digits, const char *low,
    const char *high, const char *unit);

/* As num_text() for a value, NUM_NONE where there is none. */
void num_value(struct cm_buf *b, const struct doc_value *v, const char *unit);

/*
 * Adds the change against a period ago: "+3 (+25 %)"; percentages change by
 * points: "-0.4 points". Nothing where past has no change. Returns its sign.
 */
int num_change(struct cm_buf *b, const struct doc_past *past, const char *unit);

/* The same in little room: "+25 %" where the numbers are large enough for
 * that to say something, else "+3". */
int num_change_short(
    struct cm_buf *b, const struct doc_past *past, const char *unit);

/* Reads digits of the model; 0 where they are none. */
double num_double(const char *digits);

/*
 * The steps of an axis from 0 (or low, below it) to high: returns the step,
 * one of 1, 2, 2.5, 5 times a power of ten, so that there are at most n.
 */
double num_step(double span, int n, int whole);

/* A short number for an axis: 1,500 or 12k or 3.5M. */
void num_short(struct cm_buf *b, double d, const char *unit);

#endif
