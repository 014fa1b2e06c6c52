/* SPDX-License-Identifier: ISC */
#ifndef FORMAT_IN_H
#define FORMAT_IN_H

#include "cmd/cm-fetch/format.h"
#include "lib/buf.h"
#include "lib/scan.h"

/* format_about.c: copies the object behind "def about:" to b, on one line.
 * Returns 0, or -1 and why. */
int format_about(
    struct cm_buf *b, const char *source, size_t len, char why[FORMAT_WHY]);

/*
 * format_strange.c: slips of the pen in what a format says of itself. What is
 * wrong goes on behind "... is not".
 */
enum { FORMAT_NAME = 64 };

/* Whether an object has a member that is none of those known: its name, and
 * "known; is 'columns' meant?" */
int format_strange(struct cm_slice object, const char *const *known,
    char name[FORMAT_NAME], char want[FORMAT_NAME + 40]);
/* Whether a name is none of the columns. */
int format_no_column(
    const char *const *columns, const char *name, char want[FORMAT_NAME + 100]);

#endif
