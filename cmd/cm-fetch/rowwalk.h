/* SPDX-License-Identifier: ISC */
#ifndef ROWWALK_H
#define ROWWALK_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-fetch/rowscan.h"

/*
 * The rows of many bytes at once, fast: the same ones as row_end() and
 * row_split() tell. In each 64 bytes quotes, separators and line ends are
 * found at once, and which of them stand within quotes; a row in which a quote
 * is where none belongs is left to those two.
 */
struct row_masks {
	uint64_t quote, sep, lf, cr; /* bit i: byte i is one */
};

/* Looks at so many times 64 bytes. */
typedef void row_masks_of(
    const char *p, size_t blocks, char sep, struct row_masks *to);

/* The paths one by one, for tests; ROW_PATH_BEST is chosen by the machine. */
enum row_path { ROW_PATH_BEST, ROW_PATH_PLAIN, ROW_PATH_AVX2, ROW_PATH_AVX512 };

/* NULL: this machine cannot. */
row_masks_of *row_masks_path(enum row_path path);

struct row_kind {
	row_masks_of *masks;
	char sep;
	int escapes;
};

enum { ROW_PAD = 64 }; /* bytes behind that must be readable */

/* How many of these bytes, which begin with a row, are whole rows. A CR at
 * the end is in doubt: an LF may follow. */
size_t row_whole(const struct row_kind *k, const char *p, size_t len);

struct row_seen {
	const char *raw; /* without its line end */
	size_t raw_len;
	const struct map_cell *cells;
	size_t n;
	int open; /* the bytes end in a quoted cell: it has no cells */
};

/*
 * Hands each row of the bytes to each(), the last one may lack its line end.
 * Cells live during the call. Returns 0, or what each() did if it was not 0,
 * which also ends it.
 */
int row_walk(const struct row_kind *k, const char *p, size_t len,
    struct row_cells *cells, int (*each)(void *ctx, const struct row_seen *row),
    void *ctx);

#endif
