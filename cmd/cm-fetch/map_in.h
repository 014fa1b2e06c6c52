/* SPDX-License-Identifier: ISC */
#ifndef MAP_IN_H
#define MAP_IN_H

#include "cmd/cm-fetch/map.h"
#include "lib/scan.h"

/* What the parts of map.h have in common: a map is a list of steps. */
enum step_op {
	STEP_OPEN,  /* an object begins */
	STEP_CLOSE, /* and ends: it goes if it is empty */
	STEP_VALUE,
	STEP_LIST, /* each filled cell is an element, or several */
	STEP_TYPE,
	STEP_ID,
	STEP_PERIOD
};

/* How a step may go without detours, see map_fast.c. */
enum step_fast {
	FAST_NOT,
	FAST_CONSTANT,
	FAST_TYPE, /* a constant, too */
	FAST_DIGITS,
	FAST_WORD,
	FAST_TEXT,
	FAST_TIME
};

struct step {
	enum step_op op;
	enum step_fast fast;
	char *begin; /* the key with a comma before it */
	size_t cell; /* of its only column */
	char *key;   /* "likes": with the colon */
	size_t key_len;
	const size_t *columns; /* the first that is filled counts */
	size_t ncolumns;
	char *constant; /* JSON, where no cell gives one; or NULL */
	size_t constant_len;
	int precision; /* a day is said to be one */
	int clocked;   /* a day is too little */
	int when;      /* its time is the record's */
	int ends;      /* it is the end of the record's period */
	int least;     /* a number must not be below 0 */
	enum map_list { LIST_TEXTS, LIST_TAGS, LIST_MENTIONS, LIST_MEDIA } list;
};

struct map {
	struct map_column *columns;
	size_t n;
	struct step *steps;
	size_t nsteps;
	size_t *indexes; /* what steps' columns point into */
	size_t *rests;   /* of a column: that of the rest of it, or n; NULL */
	struct cm_buf joined;
	const struct cell_rules *rules;
	unsigned flags;
	size_t url; /* its column, or n */
	int hashed; /* nothing gives an id: when it was and what it says do */
	struct cm_buf why, scratch;
	/* what a constant type says, once it is known */
	int type_known, type_said, type_row;
	/* of the present row */
	int said, row;
	size_t blank; /* where the id is that is still to be made, or 0 */
	int64_t when, end;
	char spoilt[32]; /* an id that a spreadsheet wrote anew */
};

enum { MAP_DEPTH = 16 };

/* map_names.c */
/* Where a member of a record stands among the others. */
size_t map_rank(const char *name, size_t len);
/* Whether it is a type that cm-record(5) knows; *said: one that needs an id. */
int map_is_type(const char *p, size_t len, int *said);
enum map_list map_list_of(const char *name);

/* map_fast.c: prepares the steps. */
void map_make_fast(struct map *m);
/* Does a step and returns 1; or 0: it is not that easy, nothing was done. */
int map_fast(struct map *m, const struct step *s, const struct map_cell *cells,
    size_t n, struct cm_buf *to);

/* map_cell.c: what these add to a record is of one cell. */
struct map_cell map_unguarded(struct map_cell c, enum cell_guards guards);
/* Says what is wrong with a cell: 'abc' in Likes is no number. */
enum cell_result map_bad_cell(struct map *m, const struct map_column *c,
    struct map_cell v, const char *what);
enum cell_result map_put_word(
    struct map *m, struct cm_buf *to, struct map_cell v, enum cell_type as);
void map_put_moment(struct cm_buf *to, int64_t t);
enum cell_result map_read_time(struct map *m, const struct map_column *c,
    struct map_cell v, int64_t *t, int *day);
int map_is_json(struct map *m, const char *p, size_t len);
enum cell_result map_put_cell(struct map *m, const struct step *s,
    struct cm_buf *to, const struct map_column *c, struct map_cell v);

#endif
