/* SPDX-License-Identifier: ISC */
#ifndef IMPORT_H
#define IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-fetch/cell.h"
#include "cmd/cm-fetch/map.h"

/* What the command line says of tables and exports. */
struct import {
	const char *format;          /* --as FORMAT or FORMAT:PART, or NULL */
	struct map_spec map;         /* all of --map */
	enum cell_dates dates;       /* CELL_ANY_ORDER: not said */
	char point;                  /* of --decimal, or 0 */
	char sep;                    /* of --sep, or 0 */
	const char *encoding;        /* or NULL: told by the bytes */
	const char *network;         /* or NULL */
	const char *fetched_text;    /* or NULL: the file's own time */
	int64_t fetched;             /* of that; INT64_MIN: not said */
	const char *covers;          /* what files are said to cover, or NULL */
	int64_t first_day, last_day; /* of it, since 1970 */
	int no_raw;       /* columns that are not known are left out */
	const char **set; /* NAME=VALUE, as they were given */
	size_t nset;
	int64_t max_unpacked; /* bytes; 0: no limit but the ratio */
	int exports;          /* list them (those that are named) and end */
};

#define IMPORT_OPTIONS                                                         \
	{IMPORT_MAP, "map", "SPEC",                                            \
	    "of a table: MEMBER=HEADING and MEMBER:=VALUE, with commas"},      \
	    {IMPORT_DATES, "dates", "ORDER", "of its days: dmy, mdy or ymd"},  \
	    {IMPORT_DECIMAL, "decimal", "MARK", "of its numbers: . or ,"},     \
	    {IMPORT_SEP, "sep", "CHAR", "between its cells: , ; | or tab"},    \
	    {IMPORT_ENCODING, "encoding", "NAME",                              \
		"in which it is written, like windows-1252"},                  \
	    {IMPORT_NO_RAW, "no-raw", NULL,                                    \
		"leave out columns that are not known"},                       \
	    {IMPORT_NETWORK, "network", "NAME",                                \
		"the network that its records are said to be of"},             \
	    {IMPORT_COVERS, "covers", "SPAN",                                  \
		"it is all of 2026-09, 2026-W40 or 2026-09-01..2026-09-30"},   \
	    {IMPORT_SET, "set", "NAME=VALUE",                                  \
		"a setting of an export's format"},                            \
	    {IMPORT_MAX_UNPACKED, "max-unpacked", "SIZE",                      \
		"refuse an archive that holds more"},                          \
	    {IMPORT_EXPORTS, "exports", NULL,                                  \
		"say which exports are known, all or those named"},            \
	{                                                                      \
		IMPORT_FETCHED, "fetched", "WHEN",                             \
		    "when its numbers were read (when it was last changed)"    \
	}
enum {
	IMPORT_MAP = 1201,
	IMPORT_DATES,
	IMPORT_DECIMAL,
	IMPORT_SEP,
	IMPORT_ENCODING,
	IMPORT_NO_RAW,
	IMPORT_NETWORK,
	IMPORT_FETCHED,
	IMPORT_SET,
	IMPORT_COVERS,
	IMPORT_MAX_UNPACKED,
	IMPORT_EXPORTS
};

struct cm_zone;

void import_init(struct import *o);
/* Takes an option of the above. Returns 1, or 0 if it is none of them. */
int import_option(struct import *o, int key, const char *value);
/* Reads --fetched, when it is known what is now, and looks at all of --map. */
void import_times(struct import *o, int64_t now, struct cm_zone *zone);
void import_release(struct import *o);
/* The name of the local zone, or NULL. */
const char *import_local_zone(char room[256]);

#endif
