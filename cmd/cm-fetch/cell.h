/* SPDX-License-Identifier: ISC */
#ifndef CELL_H
#define CELL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/zone.h"

/*
 * What a cell of a table says. How it is to be read is known (the language of
 * the headings, options), or evident from the cells of the column; what may be
 * two things is refused, never guessed.
 */
enum cell_type {
	CELL_TEXT,     /* as it stands */
	CELL_WORD,     /* without blanks around it */
	CELL_ID,       /* the same; what a spreadsheet spoilt (1.2E+17) is
			  none */
	CELL_HANDLE,   /* a name on a network, without a leading @ */
	CELL_NUMBER,   /* 1,204  1 204  1.2K  1.2万  < 5  EUR 12.50  */
	CELL_PERCENT,  /* 12.5% is 0.125; without the sign a fraction */
	CELL_SECONDS,  /* 440, 0:07:20, 7m 20s, PT7M20S, 18秒 */
	CELL_MINUTES,  /* the same, but a bare number is of minutes */
	CELL_HOURS,    /* of hours */
	CELL_MILLIS,   /* of milliseconds; always seconds in the end */
	CELL_TIME,     /* a moment; a day without a time is its beginning */
	CELL_UNIX,     /* seconds since 1970; 13 digits: milliseconds */
	CELL_DAY,      /* a day: its beginning and its end */
	CELL_LAST_DAY, /* the last day of a span: its end */
	CELL_BOOL,     /* true yes 1 x; false no 0 */
	CELL_LIST,     /* texts with commas, semicolons or | between them */
	CELL_WORDS,    /* texts with blanks between them */
	CELL_JSON,     /* JSON in brackets as it stands, else text */
	CELL_HTML,     /* as it stands, and known to be HTML */
	CELL_VALUE     /* a number if it is one of JSON, true, false, JSON
			  in brackets; else text */
};

enum cell_dates { CELL_ANY_ORDER, CELL_YMD, CELL_DMY, CELL_MDY };

struct cell_rules {
	char point;            /* the decimal mark: '.' ',' or 0: not known */
	enum cell_dates dates; /* CELL_ANY_ORDER: not known */
	struct {
		char point;
		enum cell_dates dates;
	} likely;             /* a language's habit, for what cells leave open:
				  cell_settle() */
	struct cm_zone *zone; /* NULL: UTC */
	int *unzoned; /* becomes 1 where a time or day names no zone; NULL:
			 nobody asks */
	/* A year left out: "December 31" is the last one that was not after
	 * this; 0: it is bad. */
	int64_t now;
	enum cell_guards {
		CELL_CODES,  /* ="00123" is 00123 */
		CELL_GUARDS, /* and '=x is =x: as lib/csv.h writes them */
		CELL_PLAIN   /* neither is undone */
	} guards;
};

enum cell_result {
	CELL_OK,
	CELL_NONE,     /* empty, -, --, N/A, undefined, null: not measured */
	CELL_BAD,      /* it is nothing of that kind */
	CELL_AMBIGUOUS /* 03/04/2026, 1.204: the rules do not settle it */
};

/* Tells whether a cell says that there is no value. */
int cell_is_none(const char *p, size_t len);

/* Adds a number of JSON: 1204, -3.5. Percentages keep what the cell says:
 * CELL_PERCENT divides by 100 where there is a sign. */
enum cell_result cell_number(struct cm_buf *to, const char *p, size_t len,
    enum cell_type as, const struct cell_rules *r);

/* Reads a time; *whole_day: it says no time of day. A zone that the cell
 * itself names counts before that of the rules. */
enum cell_result cell_time(const char *p, size_t len,
    const struct cell_rules *r, int64_t *t, int *whole_day);

/* The day after that which begins at t in that zone: its end. */
int64_t cell_day_end(int64_t t, struct cm_zone *zone);

/*
 * What the cells of columns say together of how they are to be read. Cells are
 * shown one by one; what they settle is put into the rules.
 */
struct cell_evidence {
	int point, comma; /* cells that can only be so */
	int either;       /* cells that may be either */
	int day_first, month_first, any_order;
	/* the first number and the first day that may be two things */
	char example[64], day[64];
};
void cell_look(
    struct cell_evidence *e, const char *p, size_t len, enum cell_type as);
/* Fills in what the rules lack: what the cells say, else what is likely.
 * Returns CELL_OK; CELL_AMBIGUOUS: numbers are open (*what is "decimal") or
 * dates are (*what is "dates"). Where cells contradict each other what most say
 * is taken; the others are bad then. */
enum cell_result cell_settle(
    const struct cell_evidence *e, struct cell_rules *r, const char **what);
/* Adds the question that a person has to answer with an option. */
void cell_question(
    struct cm_buf *to, const struct cell_evidence *e, const char *what);

#endif
