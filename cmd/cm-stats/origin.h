/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_ORIGIN_H
#define CM_STATS_ORIGIN_H

#include <stddef.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/lines.h"

/*
 * The views of posts are told once more by the series of the account, and by
 * what the account has in all; so a measure is never added up over kinds of
 * records. Where it matters, a table has a group for each origin, and of
 * series for each place (see series_place.h), as the last part of its keys.
 * When rows are told, each measure is taken from one origin.
 */
enum origin {
	ORIGIN_POST, /* posts and articles, and what is none of those below */
	ORIGIN_SAID, /* comments, mentions, messages, reviews */
	ORIGIN_VISIT,
	ORIGIN_SERIES,
	ORIGIN_ACCOUNT,
	ORIGINS
};

/* Whether it is a post or a comment cannot be guessed, so there is no branch
 * for it. */
static inline enum origin
origin_of(const struct fact *f)
{
	if ((f->is & (IS_SERIES | IS_ACCOUNT | IS_TYPE_VISIT)) != 0)
		return (f->is & IS_SERIES) != 0 ? ORIGIN_SERIES
		    : (f->is & IS_ACCOUNT) != 0 ? ORIGIN_ACCOUNT
						: ORIGIN_VISIT;
	return (enum origin)((f->is & (IS_POST | IS_SAID)) == IS_SAID);
}

/* Sets the key of what is no series, which is one digit. Returns whether it is
 * none. */
static inline int
origin_digit(const struct fact *f, struct cm_slice *key)
{
	static const char digit[] = "01234";
	enum origin origin = origin_of(f);

	key->p = digit + origin;
	key->len = 1;
	return origin != ORIGIN_SERIES;
}

/* Appends the JSON of the key of a series, whose time was read. Returns 0, or
 * -1 when the record was marked a bad line. */
int origin_series(const struct fact *f, const struct question *q,
    struct cm_rec *r, struct cm_buf *b);

/* The origin of a group of a table that has it in its keys. */
enum origin origin_line(const struct line *l);

/* Whether a table of some kinds of records (0: all) has to tell origins apart
 * for the measures of its section. */
int origin_matters(const struct section *s, unsigned only);

/* Whether it is made of numbers that records give. */
int origin_measure(const struct measure *m);

/*
 * The rows of such a table: the lines that differ in their origins alone are
 * one. It lives as long as a.
 */
struct origins;

struct origins *origins_open(
    const struct answer *a, const struct section *s, int table);
void origins_close(struct origins *o);

size_t origins_rows(const struct origins *o);

/* The first line of a row, whose keys are those of the row. */
const struct line *origins_line(const struct origins *o, size_t row);

/* As value_of(); why lives until the next call. */
const char *origins_value(
    struct origins *o, size_t row, int measure, struct num *out);

/* Where the column of a measure comes from: "posts and articles, else series".
 * Returns NULL where nobody gives it. */
const char *origins_name(struct origins *o, int measure);

/* Why a column is empty in all rows: what is to be said of the first that is
 * more than that nobody gives it. Lives until the next call. */
const char *origins_lacking(struct origins *o, int measure);

/* Says on standard error what is left out of which columns. */
void origins_say(struct origins *o);

#endif
