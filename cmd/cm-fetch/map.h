/* SPDX-License-Identifier: ISC */
#ifndef MAP_H
#define MAP_H

#include "cmd/cm-fetch/cell.h"
#include "lib/buf.h"

/*
 * Which column of a table becomes which member of a record, and how its cells
 * are read. A path such as metrics.likes or author.name is written nested.
 *
 *   id type network account url lang ...      text, unless `as` says else
 *   metrics.*                                 numbers
 *   published updated fetched at              times; published has
 *                                             "precision":"day" where no time
 *                                             of day is given
 *   period                                    a day: period.start, period.end
 *   tags[] mentions[] links[] to[] media[]    cells are added one by one;
 *                                             a cell may hold several (LIST)
 *   .NAME                                     in the member `row`, for jq
 *   raw                                       under `raw`, by its heading
 *   TO+                                       the rest of TO: at+ is the time
 *                                             of day where at is the day; the
 *                                             cells are read as one, with a
 *                                             blank between
 *
 * What is missing is left out, a number that cannot be read makes the row
 * bad. Members come in the order of cm-record(5).
 */
struct map_column {
	const char *to;
	enum cell_type as;
	size_t cell;         /* which of the row, from 0 */
	const char *heading; /* its name under raw and in messages */
};

struct map_cell {
	const char *p; /* UTF-8, unquoted; NULL: an empty cell */
	size_t len;
};

struct map;

/* How a path's cells are read unless `as` is said. */
enum cell_type map_type(const char *to);
/* The type of that name: "number", "last-day". Returns 0, or -1. */
int map_type_named(const char *name, size_t len, enum cell_type *as);
/* Whether records may have a value of that type there: a number is no id. */
int map_fits(const char *to, enum cell_type as);
/* Whether a path is one that records have (cm-record(5)): "text",
 * "metrics.likes", "author.name", "tags[]". */
int map_knows(const char *to);
/* Whether a cell is the word for a row of sums. */
int map_is_total(const char *p, size_t len);
/* What a path that is none may have been meant as, or NULL. */
const char *map_near(const char *to);
/* Whether it is a type of cm-record(5); *said: one that needs an id. */
int map_is_record(const char *type, int *said);
/* Whether that is a metric that cm-record(5) names: "likes". */
int map_metric(const char *name, size_t len);

/*
 * A map of n columns, for records with these members beside: constants is a
 * JSON object ({"type":"post","network":"x"}), whose members come where a
 * column gives none. fetched: INT64_MIN for none. Rules and headings must live
 * as long as the map, which one thread uses at a time.
 */
enum {
	MAP_COMPLETE = 1, /* these are the records, no jq comes after: what
			     was said without an id has its url for one; where
			     no column is either, what its time and text make;
			     or is bad */
	MAP_EXACT = 2,    /* a table that cm-report wrote: empty texts ("")
			     are kept, empty cells of a row are null */
	MAP_FLAT = 4      /* paths are names: a dot is a dot */
};
struct map *map_open(const struct map_column *columns, size_t n,
    const char *constants, int64_t fetched, const struct cell_rules *rules,
    unsigned flags);
void map_close(struct map *m);

enum map_verdict {
	MAP_TAKEN, /* an object was added, without a line end */
	MAP_EMPTY, /* a row of empty cells: nothing was added */
	MAP_BAD    /* *why lives until the next call */
};

/* *when: its published time, the period's start, or INT64_MIN. */
enum map_verdict map_row(struct map *m, const struct map_cell *cells, size_t n,
    struct cm_buf *to, int64_t *when, const char **why);
/* Of the last row: the end of its period, or else its time; or INT64_MIN. */
int64_t map_end(const struct map *m);

/*
 * --map id=Permalink,published='Publish time',metrics.seconds:duration=Length,
 * network:=instagram: NAME[:TYPE]=HEADING or NAME:=VALUE, with commas between;
 * a heading with a comma or a quote in it stands in double quotes, doubled
 * within. Adds to the lists. Returns 0; or -1 and *why.
 */
struct map_spec {
	struct map_wish {
		char *to, *heading; /* heading NULL: value */
		char *value;
		int has_type;
		enum cell_type as;
	} * wishes;
	size_t n;
};
int map_parse(struct map_spec *spec, const char *text, const char **why);
void map_spec_release(struct map_spec *spec);

#endif
