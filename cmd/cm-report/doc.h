/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_DOC_H
#define CM_REPORT_DOC_H

#include <stddef.h>

#include "lib/scan.h"

/*
 * A report as a document: what a layout (a jq module) makes and what the
 * renderers (html, term, md, long) read. As JSON, absent members are left out:
 *
 *   {"title": T, "subtitle": T, "status": {"state": S, "text": T},
 *    "warnings": [T, ...],                     also said on standard error
 *    "partial": T,     what an asterisk says, in the place of each one's why
 *    "blocks": [{"block": KIND, "title": T, "about": T, ...}, ...]}
 *
 * Each kind of block has a title and a line about it, and:
 *
 *   heading  nothing else; opens a section
 *   text     text
 *   note     text, level (info or warning), items [T, ...]
 *   answers  items [{question, answer (yes, no or unknown), text}]
 *   tiles    items [{name, label, unit, value, spark [N, ...]}], now and
 *            past: what to call the time of value and that of before
 *   table    columns [{name, label, unit}], rows [[VALUE, ...], ...]
 *   chart    kind (bars, stacked or lines), name, unit, x [{key, label,
 *            complete, why}], groups [{label, n}], series [{name, label,
 *            values [VALUE, ...]}]
 *   posts    items [{title, text, url, author, network, published,
 *            metrics [{label, unit, value}]}]
 *
 * A VALUE is a number, a text, null, or an object: value; why (it is null, or
 * not whole); complete (true or false, where it is known); before (the same a
 * period ago), before_complete and change (the difference; only where the two can be compared);
 * unit (instead of its column's); url. An item of tiles is a VALUE too. Units are count, percent, ratio, seconds, bytes, date
 * and text; without one a value is shown as it is written.
 */
enum doc_kind {
	DOC_HEADING,
	DOC_TEXT,
	DOC_NOTE,
	DOC_ANSWERS,
	DOC_TILES,
	DOC_TABLE,
	DOC_CHART,
	DOC_POSTS
};

enum doc_type { DOC_NONE, DOC_NUMBER, DOC_WORDS };

/* The week before, to hold a value against. Numbers as text, or NULL. */
struct doc_past {
	const char *before;
	const char *change;
	int partial; /* before_complete is false */
};

struct doc_value {
	enum doc_type type;
	int partial;      /* complete is false */
	int whole;        /* complete is true */
	const char *text; /* as in the model, decoded; NULL if none */
	const char *why;
	const char *url;
	const char *unit; /* instead of its column's, or NULL */
	const struct doc_past *past;
};

struct doc_column {
	const char *name; /* for machines */
	const char *label;
	const char *unit; /* NULL: as it is written */
	int numbers;      /* holds numbers, or nothing at all but nulls */
};

struct doc_row {
	struct doc_value *cells; /* one a column */
};

struct doc_tile {
	struct doc_column what;
	struct doc_value value;
	struct doc_value *spark;
	size_t nspark;
};

struct doc_answer {
	const char *question, *answer, *text;
};

struct doc_x {
	const char *key, *label, *why;
	int partial;
};

struct doc_group {
	const char *label;
	size_t n;
};

struct doc_series {
	const char *name, *label;
	struct doc_value *values; /* one for each x */
};

struct doc_metric {
	struct doc_column what;
	struct doc_value value;
};

struct doc_post {
	const char *title, *text, *url, *author, *network, *published;
	struct doc_metric *metrics;
	size_t nmetrics;
};

enum doc_chart { DOC_BARS, DOC_STACKED, DOC_LINES };

/* A block has the lists of its kind; the others are empty. */
struct doc_block {
	enum doc_kind kind;
	const char *title, *about, *text, *name, *unit, *now, *past;
	int warning;
	enum doc_chart chart;

	const char **items;
	struct doc_answer *answers;
	struct doc_tile *tiles;
	struct doc_column *columns;
	struct doc_row *rows;
	struct doc_x *x;
	struct doc_group *groups;
	struct doc_series *series;
	struct doc_post *posts;
	size_t nitems, nanswers, ntiles, ncolumns, nrows, nx, ngroups, nseries,
	    nposts;
};

struct doc_memory;

struct doc {
	const char *title, *subtitle;
	const char *state, *state_text; /* complete, partial or unknown */
	const char **warnings;
	struct doc_block *blocks;
	size_t nwarnings, nblocks, blocks_cap;
	const char *partial; /* what all asterisks say, or NULL: why */
	int bare;            /* one table, and in text no title is wanted */
	struct doc_memory *memory; /* what all of it lives in */
};

/* An empty document. The title is copied. */
struct doc *doc_new(const char *title);
void doc_free(struct doc *d);

/*
 * Reads a model; the bytes are valid JSON. Returns NULL, and *why says what
 * is not as above. A title that is not NULL takes the place of the model's.
 */
struct doc *doc_read(
    struct cm_slice model, const char *title, const char **why);

/* These give zeroed memory, or a copy, that lives as long as d. */
void *doc_alloc(struct doc *d, size_t size);
char *doc_text(struct doc *d, const char *p, size_t len);

/* Adds a block, zeroed. Valid until the next is added. */
struct doc_block *doc_add(struct doc *d, enum doc_kind kind);

/* Takes the columns out of a table in which no row has a value. */
void doc_drop_empty(struct doc_block *b);

/* Sets numbers in each column of a table. */
void doc_judge_columns(struct doc_block *b);

#endif
