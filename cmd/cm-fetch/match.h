/* SPDX-License-Identifier: ISC */
#ifndef MATCH_H
#define MATCH_H

#include "cmd/cm-fetch/format.h"
#include "cmd/cm-fetch/map.h"

/*
 * Which part of which format a file is. The most specific one that fits wins:
 * the one whose `has` names most; then the one whose `files` fit the path.
 * Two that are still equal are not chosen between.
 */
struct match_cell {
	long column;     /* of the part; -1: not known; -2: stays under raw */
	const char *any; /* what the * of the heading stands for, or NULL */
	size_t any_len;
};

struct match {
	const struct format *format;
	const struct part *part;
	size_t lang; /* of the format's languages: that of most headings */
	struct match_cell *cells; /* of a table: one for each cell */
	size_t n;
	char *other; /* ambiguous: "NAME:PART", the other one */
};
void match_release(struct match *m);

/* What is looked for: all of them, a format, or one of its parts; both may be
 * NULL. path and sheet (or NULL) are those of the file. */
struct match_in {
	const struct formats *formats;
	const struct format *format;
	const struct part *part;
	const char *path, *sheet;
	int marked; /* a line above begins with # */
};

/* Takes a row for a heading. 1: it is one; 0: it is none; -1: of two formats
 * (m->format, m->part and m->other). */
int match_row(const struct match_in *in, const struct map_cell *cells, size_t n,
    struct match *m);

/* A part whose table has no heading ("at"), which was asked for by name. */
void match_plain(const struct match_in *in, struct match *m);

/* By the first bytes (UTF-8 where it is text; up to 64 KiB of them) and the
 * path: JSON, XML and text. The same. */
int match_head(
    const struct match_in *in, const char *head, size_t len, struct match *m);

/* Tells whether anything about the path makes it worth to open (members of
 * archives): the formats' `files`, or an ending that tables and documents
 * have. */
int match_path(const struct formats *formats, const char *path);

#endif
