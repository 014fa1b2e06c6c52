/* SPDX-License-Identifier: ISC */
#ifndef SHEETS_IN_H
#define SHEETS_IN_H

#include <libxml/xmlreader.h>

#include "cmd/cm-fetch/pack.h"

/* What a cell's format shows of its number. */
enum {
	SHEETS_DAY = 1,   /* a day */
	SHEETS_CLOCK = 2, /* a time of day */
	SHEETS_SPAN = 4   /* hours, however many */
};

/* ---- sheets_cell.c: what cells say ---- */

/* By a format's number, or by its code ("d.m.yy h:mm;@"). */
int sheets_builtin(unsigned long id);
int sheets_shows(const char *code);
/* Adds a number as text, or the time that it stands for. */
void sheets_number(
    struct cm_buf *to, const char *text, int shows, int from1904);
/* Adds a day and time that stand as ISO 8601. */
void sheets_moment(struct cm_buf *to, const char *text);
/* Replaces _x000D_ and the like behind the first from bytes. */
void sheets_unescape(struct cm_buf *text, size_t from);
/* The column of "AB12", from 0; -1: none. */
long sheets_column(const char *ref);

/* ---- sheets_part.c: files within the workbook ---- */

/* One that is being read. */
struct part_reader {
	struct pack *pack;
	struct stream *bytes;
	xmlTextReaderPtr xml;
};

struct sheet {
	char *name, *id, *path;
};

struct sheets {
	struct stream *from;  /* can be sought */
	struct stream *spool; /* ours, where the caller's cannot */
	char *held;           /* its bytes, if they are few */
	char why[256];
	int opened, from1904;
	struct sheet *list;
	size_t nlist, at;
	char *styles_path, *strings_path;
	struct style {
		unsigned long id;
		int shows;
	} * formats;
	size_t nformats;
	unsigned char *styles; /* what each cell format shows */
	size_t nstyles;
	struct cm_buf strings; /* one after the other */
	uint32_t *ends;        /* of each */
	size_t nstrings;
	/* the present sheet */
	struct part_reader part;
	struct cm_buf text; /* of the row's cells */
	struct sheet_cell *cells;
	size_t *starts; /* where in text a cell begins; SIZE_MAX: elsewhere */
	size_t ncells, room;
	uint64_t row, told; /* the row that was read, the last handed over */
	int over;           /* it has no more rows */
	uint64_t slots;     /* cells of all rows, with those left out */
};

/* Begins to read a part: 1, 0: there is none, -1. */
int part_open(struct sheets *s, struct part_reader *r, const char *path);
void part_close(struct part_reader *r);
/* The next node: 1 (its type in *type), 0 at the end, -1. */
int part_next(struct sheets *s, struct part_reader *r, int *type);
/* Tells whether the present element has that name, whatever its namespace. */
int part_is(struct part_reader *r, const char *name);
/* An attribute of the present element without a namespace; the caller's to
 * free; NULL. */
char *part_get(struct part_reader *r, const char *name);

/* Says what is wrong, for the first time; returns -1. */
int sheets_fail(struct sheets *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* sheets_book.c: reads all that is not a sheet: 0, or -1. */
int sheets_book(struct sheets *s);

#endif
