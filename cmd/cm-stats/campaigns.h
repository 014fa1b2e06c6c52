/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_CAMPAIGNS_H
#define CM_STATS_CAMPAIGNS_H

#include <string.h>

#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/sum.h"

/*
 * What the verb campaigns makes of its tables: in campaigns_read.c the
 * numbers of the series that count, in campaigns_rows.c and
 * campaigns_rate.c a row, in campaigns_tell.c which rows there are.
 */

/* The tables of its question, and its cells. */
enum { TABLE_SERIES, TABLE_POSTS, TABLE_VISITS, TABLE_SPELLINGS };
enum {
	CELL_SPEND,
	CELL_IMPRESSIONS,
	CELL_CLICKS,
	CELL_CONVERSIONS,
	CELL_REVENUE,
	CELL_SESSIONS,
	CELL_VISITS, /* of sites: the same as sessions */
	CELL_PAGES,
	CELL_USERS,
	CELL_VISITORS,
	SERIES_CELLS,
	CELL_POSTS = SERIES_CELLS,
	CELL_INTERACTIONS,
	CELL_REQUESTS,
	CELL_PAGEVIEWS,
	CELL_PEOPLE,
	CELL_FIRST, /* when, of visits */
	CELL_LAST_
};

/* What series tell, by who says so. */
enum told_column {
	SPEND,
	IMPRESSIONS,
	CLICKS,
	ADS_CONVERSIONS,
	ADS_REVENUE,
	SESSIONS,
	SITE_CONVERSIONS,
	SITE_REVENUE,
	TOLD_COLUMNS
};

extern const char *const told_names[TOLD_COLUMNS];

static inline int
told_is_money(int column)
{
	return column == SPEND || column == ADS_REVENUE ||
	    column == SITE_REVENUE;
}

/* A number that counts. */
struct told {
	struct cm_slice campaign, network, account;
	struct cm_slice currency; /* null: it is not told */
	enum told_column column;
	int64_t start, end;
	struct num v;
	const char *refused; /* there is none, and why; else NULL */
};

struct told_list {
	struct told *told;
	size_t n, cap;
	struct cm_buf text; /* of currencies */
	char **reason;
	size_t reasons;
	/* From when to when anything is told: by ad networks, by sites. */
	struct told_span {
		int64_t start, end; /* end 0: never */
	} ads, site;
};

void campaigns_read(
    struct told_list *list, const struct answer *a, const struct section *s);
void campaigns_free(struct told_list *list);

/* Lines of a table about one campaign, or about all. */
struct part {
	const struct line *line;
	size_t n;
};

/* What a row is about; a slice without p: all. */
struct scope {
	struct cm_slice campaign, network, currency;
	const struct told *told;
	size_t n;
	const struct told_span *ads, *site, *log; /* of all campaigns */
	struct part posts, visits, spellings;
};

/* One column of what is told, added up. */
struct total {
	struct sum sum;
	double v;
	const struct told *first;
	const char *why; /* there is none */
	char text[256];
};

/* A row that is being made. */
struct rows {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const struct scope *scope;
	struct total total[TOLD_COLUMNS];
	long days;
};

/* A name without its quotes, as words of a message. */
#define WORD(s) (int)((s).len > 2 ? (s).len - 2 : 0), (s).p + 1

static inline int
slice_same(struct cm_slice a, struct cm_slice b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* Whether a row is about it; whether two amounts may be added. */
int told_in(const struct scope *c, const struct told *t);
int told_one_currency(const struct told *a, const struct told *b);

/* Estimates, in campaigns_rate.c: a share of counts in percent; money over
 * counts or money, times a factor. */
void campaigns_share(struct rows *w, const char *name, int above, int below);
void campaigns_ratio(
    struct rows *w, const char *name, int above, int below, double factor);

/* Why numbers of two kinds of sources are not set against each other, in
 * text; or NULL: they are of the same time, a day more or less. */
const char *campaigns_times(const struct told_span *a, const char *who,
    const struct told_span *b, const char *whom, char *text, size_t size);

void campaigns_row(struct out *o, const struct answer *a,
    const struct section *s, const struct scope *c, const char *by);

/* The measure records of the columns of a table. In campaigns_columns.c. */
void campaigns_columns(struct out *o, const char *by, const struct scope *c);

/* How many days intervals of money need; ends the program with status 2 for
 * --days that are none. */
long campaigns_days(const struct section *s);

enum cm_exit campaigns_tell(
    struct out *o, const struct answer *a, const struct section *s);

#endif
