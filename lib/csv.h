/* SPDX-License-Identifier: ISC */
#ifndef CM_CSV_H
#define CM_CSV_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/scan.h"

/*
 * CSV out. A cell is quoted only where it must be. A null is an empty cell,
 * an empty text is "", so a reader that cares can tell them apart.
 *
 *   rfc       comma, LF: RFC 4180 as Unix tools like it
 *   excel     comma, CRLF, a byte order mark, texts guarded (below)
 *   excel-eu  the same with a semicolon, and a comma as the decimal mark
 *   tsv       tab, LF
 *
 * A guarded text cannot run as a formula: one that begins with = + - @ tab or
 * CR and is no number gets an apostrophe before it, and so does one that has
 * apostrophes before one of these. Digits that a spreadsheet
 * would spoil (more than 15, or after a leading zero) are written ="00123".
 */
struct cm_csv_dialect {
	const char *name;
	char sep;
	int bom;
	int crlf;
	int guard;
	char point; /* the decimal mark of numbers */
};

/* Returns the dialect of that name, or NULL. */
const struct cm_csv_dialect *cm_csv_dialect(const char *name);

/* What a cell of len bytes may take at most. */
#define CM_CSV_ROOM(len) (2 * (len) + 12)

/*
 * These write one cell where there is room for CM_CSV_ROOM bytes and return
 * its end: a text, or a value of JSON as it stands in its line (strings
 * decoded, numbers as their own digits, arrays and objects as JSON text).
 * 16 bytes behind a value of JSON must be readable.
 */
char *cm_csv_put(
    char *to, const struct cm_csv_dialect *d, const char *p, size_t len);
char *cm_csv_put_json(
    char *to, const struct cm_csv_dialect *d, struct cm_slice s);

/* For what is not hot: these add to b what stands between and around cells.
 * A cell that follows another on its line begins with the separator. */
void cm_csv_begin(struct cm_buf *b, const struct cm_csv_dialect *d);
void cm_csv_cell(struct cm_buf *b, const struct cm_csv_dialect *d, int first,
    const char *text);
void cm_csv_number(struct cm_buf *b, const struct cm_csv_dialect *d, int first,
    const char *digits);
void cm_csv_end(struct cm_buf *b, const struct cm_csv_dialect *d);

#endif
