/* SPDX-License-Identifier: ISC */
#ifndef CM_CSVREAD_H
#define CM_CSVREAD_H

#include <stddef.h>

/*
 * CSV in, pushed as it arrives. A byte order mark is skipped, lines end with
 * LF, CRLF or CR, what is quoted may hold anything, and stray quotes are
 * taken as they stand. Empty lines are skipped, except where the first row
 * has one cell: there an empty line is a null.
 */
struct cm_csv_cell {
	const char *p; /* NULL: an empty cell without quotes */
	size_t len;
};

/* Gets one row, which lives during the call. Returns 0, or -1 to stop. */
typedef int cm_csv_row(void *ctx, const struct cm_csv_cell *cells, size_t n);

struct cm_csv_reader;

enum { CM_CSV_ROW = 4 << 20 }; /* more bytes in one row are refused */

/* Returns the separator that these first bytes of a file seem to use: that
 * of , ; and tab which its first line has most of. */
char cm_csv_sniff(const char *p, size_t len);

struct cm_csv_reader *cm_csv_open(char sep, cm_csv_row *row, void *ctx);

/*
 * Takes the next bytes, or with p NULL the end. Returns 0; or -1, and *why
 * says what is wrong (NULL where row() stopped it); nothing more may be pushed
 * then.
 */
int cm_csv_push(
    struct cm_csv_reader *r, const char *p, size_t len, const char **why);
void cm_csv_close(struct cm_csv_reader *r);

#endif
