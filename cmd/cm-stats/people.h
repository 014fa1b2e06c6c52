/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_PEOPLE_H
#define CM_STATS_PEOPLE_H

#include <stdint.h>

#include "cmd/cm-stats/events.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/ours.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/person.h"

/* What the files of the verb people share. */
enum segment {
	SEGMENT_NEW,       /* seen in the period, and never before */
	SEGMENT_RETAINED,  /* and in the one before */
	SEGMENT_RETURNING, /* not in the one before, but earlier */
	SEGMENT_LAPSED,    /* in the one before, not in the period */
	SEGMENT_LOYAL,     /* in so many of the last weeks, whatever else */
	SEGMENTS,
	SEGMENT_UNKNOWN = SEGMENTS, /* new, if it was never seen before */
	SEGMENT_GONE                /* in neither */
};

/* What they are sorted by. */
enum people_sort {
	BY_ITEMS,
	BY_INTERACTIONS,
	BY_REACH,
	BY_FOLLOWERS,
	BY_DAYS,
	BY_WEEKS,
	BY_FIRST,
	BY_LAST,
	BY_MEASURE
};

/* The state of a section. */
struct people {
	struct ours ours; /* the first */
	struct person_spec spec;
	int table, window;
	int person, interactions, reach; /* cells */
	uint64_t measures;               /* those asked for besides */
	unsigned kinds;                  /* a bit for each kind */
	int loyal, weeks;                /* active in so many of so many */
	int segment;                     /* only this one, or -1 */
	long limit;
	int sort, sort_measure; /* sort: enum people_sort */
	double followers;       /* influencers have at least as many; or -1 */
	int track;              /* a cell of events, of these words */
	struct events_of track_of;
};

extern const char *const segment_names[];

/* All tables; in people_rows.c. */
enum cm_exit people_tell(
    struct out *o, const struct answer *a, const struct section *s);

/* Writes handle, name and url. */
void people_texts(struct out *o, const struct person *person);

/* The measure records of the table people, in people_columns.c. */
void people_measures(
    struct out *o, const struct answer *a, const struct section *s);

/* The tables people.segments and people.networks, in people_segments.c. */
struct tally {
	struct cm_slice network; /* p NULL: all */
	uint64_t authors[SEGMENTS + 1], items[SEGMENTS + 1];
	uint64_t active, before, recent; /* recently: in the last weeks */
	uint64_t nobody;                 /* items without an author */
	int64_t first;                   /* the first that was ever said */
	int known;       /* what was said since the period before began */
	int weeks_known; /* the same of the last weeks */
	int spoke;       /* first is given */
};

/* In which of the last weeks that --loyal looks at an author spoke: how many. */
int segment_weeks(const struct person *person, const struct people *p);

/* known: a new one can be told. */
enum segment segment_of(const struct person *person, int known);

/* Takes note of when an author spoke first: of all, before the rest. */
void tally_first(struct tally *t, const struct person *person);

/* Then: what is known of the time before the period. */
void tally_settle(
    struct tally *t, const struct answer *a, const struct people *p);

/* Counts an author; nobody: who is not given. */
void tally_add(struct tally *t, const struct people *p,
    const struct person *person, enum segment segment, int nobody);

/* Adds what is of a network to all. */
void tally_merge(struct tally *all, const struct tally *t);

/* Says what to do where nobody can be called new, of n networks. */
void tally_say(const struct answer *a, const struct people *p,
    const struct tally *t, size_t n);

void tally_measures(
    struct out *o, const struct answer *a, const struct section *s);
void tally_rows(struct out *o, const struct answer *a, const struct people *p,
    const struct tally *t);

/* What is remembered of influencers, in people_track.c: the words of an
 * event. A snapshot has what it follows in the place of likes. */
enum {
	TRACK_KIND,
	TRACK_MOMENT,
	TRACK_GIVEN, /* a bit for each of the next four */
	TRACK_INTERACTIONS,
	TRACK_FOLLOWERS,
	TRACK_LIKES,
	TRACK_COMMENTS,
	TRACK_FETCHED,
	TRACK_WORDS
};

void track_ask(struct question *q, struct people *p);

/* The table people.influencers, in people_signs.c. */
void signs_measures(
    struct out *o, const struct answer *a, const struct section *s);
void signs_rows(struct out *o, const struct answer *a, const struct section *s,
    const struct line *line, size_t n);

#endif
