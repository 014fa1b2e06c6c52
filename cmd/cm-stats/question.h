/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_QUESTION_H
#define CM_STATS_QUESTION_H

#include <stddef.h>
#include <stdint.h>

#include "lib/scan.h"

/*
 * What is asked, compiled: the members of a record to look for (wants), what
 * is made of them (keys and inputs), what a group remembers (cells), the
 * columns (measures), and the tables, each of which groups all records once.
 */
enum {
	Q_WANTS = CM_SCAN_WANTS,
	Q_KEYS = 24,
	Q_INPUTS = 64,
	Q_CELLS = 64,
	Q_MEASURES = 64,
	Q_TABLES = 10,
	Q_TABLE_KEYS = 16,
	Q_HOLDERS = 8
};

enum key_kind {
	KEY_MEMBER,   /* a member, as it is */
	KEY_EACH,     /* each element of an array */
	KEY_AUTHOR,   /* author.id, else author.handle, else author.name */
	KEY_BRAND,    /* brand, else account up to its slash */
	KEY_FORMAT,   /* format, else told by media and links */
	KEY_REFERRER, /* referrer.network, else referrer.host */
	KEY_CAMPAIGN, /* campaign.name, else campaign where it is text */
	KEY_DAY,      /* from here on: of the record's time */
	KEY_WEEK,
	KEY_MONTH,
	KEY_QUARTER,
	KEY_YEAR,
	KEY_HOUR,
	KEY_WEEKDAY
};

struct key {
	char *column;
	enum key_kind kind;
	int want[3]; /* -1: none */
	int text;    /* an id: a string, or the line is bad */
};

enum input_kind {
	IN_NUMBER,       /* the first of its wants that is there */
	IN_INTERACTIONS, /* of other inputs */
	IN_VALUE,        /* a hash of a member, to count distinct ones */
	IN_CAMPAIGN,     /* a hash of campaign, else of campaign.name */
	IN_AUTHOR,       /* a hash of network and author */
	IN_VISITOR       /* a hash of who viewed a page, bots left out */
};

enum { PARTS = 6 };

struct input {
	enum input_kind kind;
	const char *name; /* for messages */
	int want[3];
	int part[PARTS]; /* of interactions: inputs before this one */
	int negative;    /* may be below 0 */
	int text;        /* an id: a string, or the line is bad */
};

enum cell_op {
	CELL_COUNT,    /* uint64_t: records of some kinds */
	CELL_SUM,      /* struct sum */
	CELL_LOW,      /* struct extreme */
	CELL_HIGH,     /* struct extreme */
	CELL_SKETCH,   /* struct sketch * */
	CELL_DISTINCT, /* struct distinct * */
	CELL_LAST,     /* struct last * */
	CELL_RATE      /* two struct sum, of records that give both */
};

struct cell {
	enum cell_op op;
	unsigned only; /* of a count: kinds, see fact.h */
	int input, under;
	size_t at; /* its place in a group, in bytes */
};

enum measure_op {
	DO_COUNT,
	DO_SUM,
	DO_MEAN,
	DO_LOW,
	DO_HIGH,
	DO_QUANTILE,
	DO_N,
	DO_DISTINCT,
	DO_LAST,
	DO_RATE
};

struct measure {
	char *name;
	enum measure_op op;
	int cell;
	uint64_t q, of; /* of a quantile: q / of, 0 to 1 */
	const char *unit;
	char *formula;
	char *source;      /* the members it is made of */
	char *denominator; /* or NULL */
	char *lacking;     /* the reason where nothing was given */
};

struct table {
	const char *by; /* in a summary: its name, else NULL */
	int key[Q_TABLE_KEYS];
	int nkeys;
	unsigned only;     /* only records of one of these kinds; 0: all */
	uint64_t measures; /* those it shows, a bit each */
	int from;          /* made of that finer table, not of records; or -1 */
};

struct question {
	const char *want[Q_WANTS];
	size_t nwants;
	struct key key[Q_KEYS];
	int nkeys;
	struct input input[Q_INPUTS];
	int ninputs;
	struct cell cell[Q_CELLS];
	int ncells;
	size_t cell_bytes;
	struct measure measure[Q_MEASURES];
	int nmeasures;
	struct table table[Q_TABLES];
	int ntables;

	/* The times of records without published: fetched, period.start
	 * and period.end. */
	struct cm_want *times;

	/* Members that hold others which are wanted, and so must be objects. */
	int holder[Q_HOLDERS];
	int nholders;

	int timed;    /* the time of a record is asked for */
	int accounts; /* the account and the snapshot's time are */
	int distinct; /* duplicates are removed */

	/* Wants that every question may need; -1 where it does not. */
	int type, network, account, id, published, updated, fetched, bot, own,
	    campaign, pageviews;
};

/* An empty question. Each of those below ends the program with a message
 * and status 2 for what cannot be asked. */
void question_init(struct question *q, int distinct);
void question_release(struct question *q);

/* A member of records; returns its index among the wants. */
int question_want(struct question *q, const char *path);

/* Whether a member is an id, which is a string. */
int question_is_id(const char *path);

/* A key, by name; returns its index. */
int question_key(struct question *q, const char *name);

/* A measure, by name; returns its index. In measure.c. */
int question_measure(struct question *q, const char *name);

/*
 * The measure that was likely meant by one that no record gives: fills to
 * (in any case) and returns 1, or 0 if none is near. In measure.c.
 */
int question_near(const char *name, char *to, size_t size);

/* Ends the program if a name is one of an object in all records: such is no
 * single value. */
void question_single(const char *name, const char *suffix);

/* A table over keys (names with commas between). measures 0: all. */
void question_table(struct question *q, const char *by, const char *keys,
    unsigned only, uint64_t measures);

/*
 * The last table is made of the groups of another one, which stands anywhere
 * and has all its keys, or the day where it has the week.
 */
void question_from(struct question *q, int table);

/* Measures with commas between; returns a bit for each. */
uint64_t question_measures(struct question *q, const char *names);

/* To be called last: what the parts need of each other. */
void question_close(struct question *q);

#endif
