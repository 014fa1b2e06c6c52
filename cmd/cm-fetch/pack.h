/* SPDX-License-Identifier: ISC */
#ifndef PACK_H
#define PACK_H

#include "cmd/cm-fetch/stream.h"
#include "lib/buf.h"

/*
 * Files within files: what libarchive reads (zip, tar, gzip and the like), and
 * folders. Members are handed over as streams, in their order, a folder's
 * sorted by name; nothing is ever written. Links, devices and what is no
 * file are passed over, as are __MACOSX, ._ and .DS_Store.
 *
 * A bomb is refused: more than PACK_RATIO bytes for each one of the archive
 * (from PACK_SMALL on), more than most bytes, or PACK_MEMBERS members.
 */
enum { PACK_RATIO = 1000, PACK_SMALL = 64 << 20, PACK_MEMBERS = 2000000 };

struct pack;

struct member {
	const char *path; /* as UTF-8, "data/tweets.js"; never leads out of the
			     archive: "..", roots and drives are cut off */
	int64_t size;     /* -1: not known */
	int64_t changed;  /* INT64_MIN: not known */
};

/* Tells whether these first bytes begin an archive or something compressed
 * (not XLSX, which is a zip of its own kind: see pack_is_sheets). */
int pack_is(const char *p, size_t len);

/* Tells whether a zip's first bytes are those of an XLSX workbook. */
int pack_is_sheets(const char *p, size_t len);

/* An archive; from stays the caller's and must outlive it. name is what
 * a member is called that has no name of its own (a.csv of a.csv.gz). most:
 * 0 for no limit. */
struct pack *pack_open(struct stream *from, const char *name, int64_t most);
/* What is unpacked of an archive within another counts for both, so that bombs
 * within bombs are refused, too. Any other kind of outer is left alone. */
void pack_within(struct pack *inner, struct pack *outer);
/* A folder, to its whole depth. */
struct pack *pack_folder(const char *path);
void pack_close(struct pack *p);

/* The next member: 1; at the end 0; -1: pack_why() says what is wrong (cut
 * off, damaged, a password, a bomb), and nothing comes after it. */
int pack_next(struct pack *p, struct member *m);
const char *pack_why(const struct pack *p);
/* Its bytes, until the next call of pack_next(); the stream's own failure
 * says what is wrong. */
struct stream *pack_stream(struct pack *p);

/*
 * The sheets of an XLSX workbook, in their order. Each is read as rows; a cell
 * is text: shared and inline strings, numbers as their digits, times in cells
 * that are formatted as such as 2026-09-30 or 2026-09-30 18:00:00, TRUE and
 * FALSE, errors (#N/A) as nothing. Times without a day and durations are
 * 18:00:00. Numbers have at most 15 digits that count, as people saw them; from
 * 1E+15 on they are written so, unless the file has all their digits.
 */
struct sheets;
struct sheet_cell {
	const char *p; /* NULL: none */
	size_t len;
};
/* from stays the caller's and must outlive it. What is no workbook fails at
 * sheets_next(). */
struct sheets *sheets_open(struct stream *from);
void sheets_close(struct sheets *s);
/* The next sheet that is shown: 1 and its name, 0 at the end, -1: sheets_why()
 * says what is wrong with the workbook, and nothing comes after it. */
int sheets_next(struct sheets *s, const char **name);
/* Its next row: 1, 0 at the end of the sheet, -1. Rows that the file leaves
 * out come as rows of no cells; *number is that of the row, from 1. The cells
 * live until the next call. */
int sheets_row(struct sheets *s, const struct sheet_cell **cells, size_t *n,
    uint64_t *number);
const char *sheets_why(const struct sheets *s);

#endif
