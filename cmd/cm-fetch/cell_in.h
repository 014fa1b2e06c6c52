/* SPDX-License-Identifier: ISC */
#ifndef CELL_IN_H
#define CELL_IN_H

#include "cmd/cm-fetch/cell.h"

/* What the parts of cell.h have in common. */

enum { CELL_DAY_SECONDS = 86400 };

static inline int
cell_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* Takes blanks of all kinds, and marks that nobody sees, off both ends. */
void cell_trim(const char **p, size_t *len);
/* The bytes of a blank or such a mark at p, or 0. */
size_t cell_blank(const char *p, const char *end);
/* Decodes one character; *bytes is how many it has (1 where it is broken). */
unsigned cell_char(const char *p, const char *end, size_t *bytes);

/* Adds a number as JSON has it, but for the decimal mark, as it stands. Returns
 * 0 when it is none. */
int cell_plain(struct cm_buf *to, const char *p, size_t len, char point);

/* Adds the seconds of a span that says its units: 0:07:20, 7m 20s. Returns 0
 * when it is a bare number, or nothing. */
int cell_span(struct cm_buf *to, const char *p, size_t len);

/* What a number's marks say of the decimal mark: '.' or ',' it has to be, '?'
 * it may be either, 0 nothing. */
int cell_number_mark(const char *p, size_t len);
/* What a day's numbers say of their order: 'd' the day is first, 'm' the
 * month, '?' it may be either, 0 nothing. */
int cell_time_order(const char *p, size_t len);

#endif
