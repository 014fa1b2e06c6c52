/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_QUESTION_H
#define CM_STATS_QUESTION_H

#include <stddef.h>
#include <stdint.h>

#include "lib/scan.h"

/*
 * What is asked, compiled: the members of a record to look for (wants) and
 * what is made of them (keys and inputs) are shared; each verb that is asked
 * has a section with what its groups remember (cells), its columns
 * (measures) and its tables, each of which groups all records once.
 */
enum {
	Q_WANTS = CM_SCAN_WANTS,
	Q_KEYS = 48,
	Q_INPUTS = 64,
	Q_CELLS = 64,
	Q_MEASURES = 64,
	Q_TABLES = 16,
	Q_TABLE_KEYS = 17,
	Q_HOLDERS = 8,
	Q_SECTIONS = 16,
	Q_WINDOWS = 8
};

struct cell_type;
struct cm_buf;
struct cm_rec;
struct fact;
struct key;
struct input;
struct num;
struct question;
struct ask_verb;

enum key_kind {
	KEY_MEMBER,   /* a member, as it is */
	KEY_EACH,     /* each element of an array */
	KEY_AUTHOR,   /* author.id, else author.handle, else author.name */
	KEY_BRAND,    /* brand, else account up to its slash */
	KEY_FORMAT,   /* format, else told by media and links */
	KEY_REFERRER, /* referrer.network, else referrer.host */
	KEY_CAMPAIGN, /* campaign.name, else campaign where it is text */
	KEY_MADE,     /* by a verb's own function */
	KEY_ORIGIN,   /* which kind of records; never shown, see origin.h */
	KEY_DAY,      /* from here on: of the record's time */
	KEY_WEEK,
	KEY_MONTH,
	KEY_QUARTER,
	KEY_YEAR,
	KEY_HOUR,
	KEY_WEEKDAY,
	KEY_WINDOW /* "2" the period, "1" the one before, "0" earlier */
};

/*
 * Appends the values of a key of a verb's own: JSON texts as key_text() writes
 * them, with LF between several, none twice. Returns how many (0: it is
 * null), or -1 when the record was marked a bad line.
 */
typedef int key_make(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b);

/* Sets the value of an input of a verb's own. Returns 1, 0 for none, or -1
 * when the record was marked a bad line. */
typedef int input_make(struct fact *f, const struct question *q,
    struct cm_rec *r, const struct input *in, struct num *out);

struct key {
	char *column;
	enum key_kind kind;
	int want[3]; /* -1: none */
	int text;    /* an id: a string, or the line is bad */
	key_make *make;
	int owner;  /* the section of one that is made, else -1 */
	int window; /* which, of KEY_WINDOW */
};

enum input_kind {
	IN_NUMBER,       /* the first of its wants that is there */
	IN_INTERACTIONS, /* of other inputs */
	IN_VALUE,        /* a hash of a member, to count distinct ones */
	IN_CAMPAIGN,     /* a hash of campaign, else of campaign.name */
	IN_AUTHOR,       /* a hash of network and author */
	IN_VISITOR,      /* a hash of who viewed a page, bots left out */
	IN_MOMENT,       /* the time of the record, in seconds since 1970 */
	IN_ONLY,         /* part[0], of some kinds of records */
	IN_MADE          /* by a verb's own function */
};

enum { PARTS = 6 };

struct input {
	enum input_kind kind;
	const char *name; /* for messages */
	int want[3];
	int part[PARTS]; /* inputs before this one */
	int negative;    /* may be below 0 */
	int text;        /* an id: a string, or the line is bad */
	unsigned only;   /* of IN_ONLY: kinds, see fact.h */
	input_make *make;
	int arg; /* for make(), as it likes */
};

struct cell {
	const struct cell_type *type;
	unsigned only; /* of a count: kinds, see fact.h */
	int input, under;
	int arg;        /* for the type, as it likes */
	const void *of; /* the same: of the section's state; set it yourself */
	size_t at;      /* its place in a group, in bytes */
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

/* What of an estimate a measure is; see bound.h. Those behind BOUND_N need
 * more than the estimate itself. */
enum bound { BOUND_NONE, BOUND_N, BOUND_LOW, BOUND_HIGH };

struct measure {
	char *name;
	enum measure_op op;
	enum bound bound;
	double level; /* of a bound: 0.95 */
	int cell;
	int signed_values; /* the values may be below 0 */
	int snapshot;      /* of an account at a time */
	uint64_t q, of;    /* of a quantile: q / of, 0 to 1 */
	const char *unit;
	char *formula;
	char *source;       /* the members it is made of */
	char *denominator;  /* or NULL */
	const char *sample; /* what .n counts, or NULL */
	char *interval;     /* how .low and .high are made, or NULL */
	char *lacking;      /* the reason where nothing was given */
};

struct table {
	const char *by; /* its name, else NULL */
	int key[Q_TABLE_KEYS];
	int nkeys;
	unsigned only;     /* only records of one of these kinds; 0: all */
	uint64_t measures; /* those it shows, a bit each */
	int from;          /* made of that finer table, not of records; or -1 */
	int window;        /* that of its key window, or -1 */
	int timed;         /* it has a key that is a time */
	int origins;       /* its last key is that of origins */
	int always;        /* --since and --until do not bind it */
};

/* What one verb asks. */
struct section {
	const struct ask_verb *ask;
	struct cell cell[Q_CELLS];
	int ncells;
	size_t cell_bytes;
	struct measure measure[Q_MEASURES];
	int nmeasures;
	struct table table[Q_TABLES];
	int ntables;
	int named;   /* the user named its keys */
	int chosen;  /* the user named its measures */
	unsigned of; /* the kinds of records that metrics are of; 0: all */
	void *state; /* the verb's own, freed by its forget() */
};

/* A period and the one before it; moments, once the run has begun. */
struct window {
	const char *span; /* the period, where --since does not say */
	int history;      /* what is earlier counts too */
	int64_t before, since, until;
};

struct question {
	const char *want[Q_WANTS];
	size_t nwants;
	struct key key[Q_KEYS];
	int nkeys;
	struct input input[Q_INPUTS];
	int ninputs;
	struct section section[Q_SECTIONS];
	int nsections;
	struct section *now; /* the one that is being asked */
	struct window window[Q_WINDOWS];
	int nwindows;

	/* The times of records without published: fetched, period.start
	 * and period.end. */
	struct cm_want *times;

	/* Whose a series is, and what it is cut by, of KEY_ORIGIN; or NULL. */
	struct cm_want *origins;

	/* Members that hold others which are wanted, and so must be objects. */
	int holder[Q_HOLDERS];
	int nholders;

	double level; /* of intervals */

	unsigned only; /* no table takes other kinds of records; 0: some does */
	int timed;     /* the time of a record is asked for */
	int always;    /* some table is not bound by --since and --until */
	int accounts;  /* the account and the snapshot's time are */
	int distinct;  /* duplicates are removed */

	/* Wants that every question may need; -1 where it does not. */
	int type, network, account, id, published, updated, fetched, bot, own,
	    campaign, pageviews;
};

/* An empty question. Each of those below ends the program with a message
 * and status 2 for what cannot be asked. */
void question_init(struct question *q, int distinct);
void question_release(struct question *q);

/* Begins a section: what is asked from now on is its own. */
struct section *question_section(
    struct question *q, const struct ask_verb *ask);

/* A member of records; returns its index among the wants. */
int question_want(struct question *q, const char *path);

/* Whether a member is an id, which is a string. */
int question_is_id(const char *path);

/* A key, by name; returns its index. */
int question_key(struct question *q, const char *name);

/*
 * A key of the present section's own, made of some members (NULL: none);
 * tables name it by its column.
 */
int question_key_made(struct question *q, const char *column, key_make *make,
    const char *a, const char *b, const char *c);

/*
 * A period and the one before it, as long. span is used where --since is not
 * given ("7d", up to the last midnight); NULL: all up to now. Tables that have
 * the key "window" count only what is in one of them, and what is earlier if
 * history is set; --since and --until bind the other tables. Returns its
 * index; the key is of the last one.
 */
int question_window(struct question *q, const char *span, int history);

/* A measure, by name; returns its index. In measure.c. */
int question_measure(struct question *q, const char *name);

/*
 * The input of the numbers that a name means: a metric, "interactions" or a
 * path to a member; and how it is called in formulas. In measure.c.
 */
int question_number(struct question *q, const char *name);
void question_number_name(
    const struct question *q, int in, char *to, size_t size);

/* Other inputs; in input.c. Those of a and b, c may be NULL. */
int question_input(struct question *q, enum input_kind kind, const char *a,
    const char *b, const char *c);
int question_input_only(struct question *q, int in, unsigned only);
int question_input_made(struct question *q, input_make *make, int arg,
    const char *a, const char *b, const char *c);

/*
 * What groups of the present section remember; returns its index. in and
 * under are inputs or -1. In input.c.
 */
int question_cell(struct question *q, const struct cell_type *type,
    unsigned only, int in, int under, int arg);

/*
 * The measure that was likely meant by one that no record gives: fills to
 * (in any case) and returns 1, or 0 if none is near. In measure.c.
 */
int question_near(const char *name, char *to, size_t size);

/* Ends the program if a name is one of an object in all records: such is no
 * single value. */
void question_single(const char *name, const char *suffix);

/*
 * A table over keys (names with commas between; "" is one group). measures
 * 0: all. Returns its index in the section.
 */
int question_table(struct question *q, const char *by, const char *keys,
    unsigned only, uint64_t measures);

/*
 * The last table has a group for each kind of records that may tell a measure,
 * so that what is told twice is not added up; see origin.h.
 */
void question_origins(struct question *q);

/*
 * The last table is made of the groups of another one of its section, which
 * stands anywhere and has all its keys, or the day where it has the week.
 */
void question_from(struct question *q, int table);

/*
 * The last table counts all records that have a time: the verb itself looks
 * at --since and --until, when it tells.
 */
void question_always(struct question *q);

/* Measures with commas between; returns a bit for each. */
uint64_t question_measures(struct question *q, const char *names);

/* To be called last: what the parts need of each other. */
void question_close(struct question *q);

#endif
