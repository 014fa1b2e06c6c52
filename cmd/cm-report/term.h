/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_TERM_H
#define CM_REPORT_TERM_H

#include <stddef.h>

#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/notes.h"
#include "lib/buf.h"

/* Where text is written: how wide (0: any width), with colours or not. */
struct term {
	struct cm_buf *b;
	size_t width;
	int color;
	struct notes *said; /* reasons that stand above already */
	int fold; /* the last column of a table may take several lines */
};

enum term_style { TERM_PLAIN, TERM_BOLD, TERM_DIM, TERM_WARN };

void term_on(const struct term *t, enum term_style style);
void term_off(const struct term *t, enum term_style style);

/*
 * Adds s in lines no wider than the terminal, behind that many blanks: first
 * before the first line (it may hold a mark), rest before the others.
 */
void term_wrap(const struct term *t, const char *first, size_t rest,
    const char *s, enum term_style style);

/* The same where the cursor stands behind used columns, which all the lines
 * leave free. */
void term_wrap_from(
    const struct term *t, size_t used, const char *s, enum term_style style);

/* The reasons that were gathered, a line each. */
void term_notes(const struct term *t, struct notes *n);

void term_table(const struct term *t, const struct doc_block *table);
void term_chart(const struct term *t, const struct doc_block *chart);

/* Adds a bar or line of small blocks, one for each value. */
void term_spark(
    struct cm_buf *b, const struct doc_value *v, size_t n, double high);

#endif
