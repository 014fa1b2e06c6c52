/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_MIX_H
#define CM_STATS_MIX_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/run.h"

/*
 * The dimensions of the verb mix, in the order of its tables; in
 * mix_content.c what is one's own, in mix_plan.c plans, in mix_tell.c the rows.
 */
enum {
	MIX_CONTENT,
	MIX_FORMAT,
	MIX_TOPIC, /* a post may have several */
	MIX_LANG,
	MIX_NETWORK,
	MIX_WEEKDAY,
	MIX_DAYPART,
	MIX_DIMENSIONS
};
extern const char *const mix_names[MIX_DIMENSIONS + 1];

enum { MIX_POSTS, MIX_RESPONSE, MIX_MEDIAN };

/*
 * Whether what a post shows is one's own: "others" for what is passed on, and
 * for what links, but to no place of one's own; else "own". Without --own a
 * post with links is neither: that is not known. The want is links, format.
 */
key_make mix_content;

/* "night", "morning", "afternoon", "evening", from 0, 6, 12 and 18 o'clock. */
key_make mix_daypart;

/*
 * A plan: shares in percent. Lines or parts between semicolons,
 *     format: video 40, image 40, link 20
 * What is not named has together what is left of 100.
 */
enum { MIX_PARTS = 64 };
struct mix_plan {
	struct mix_part {
		char *name; /* as in the rows, without quotes */
		double share;
	} part[MIX_DIMENSIONS][MIX_PARTS];
	int n[MIX_DIMENSIONS];
	double rest[MIX_DIMENSIONS];
};

/* Ends the program with a message and status 2 for what is no plan. */
struct mix_plan *mix_plan_read(const char *text);
void mix_plan_free(void *plan);

/* The part of a plan that a key's JSON is named by, or -1. */
int mix_part(const struct mix_plan *plan, int dimension, struct cm_slice value);

/*
 * How likely a distance from a plan as great as this one is by chance (K.
 * Pearson, 1900): P(X2 >= x2) of the multinomial distribution itself where
 * it has at most a million outcomes, else of the chi-squared one.
 */
struct mix_fit {
	double x2, p; /* p is NaN where it is not known */
	int df;
	const char *method; /* "exact" or "chi-squared" */
	const char *why;    /* there is no p */
};
void mix_fit(
    const uint64_t *count, const double *share, int n, struct mix_fit *fit);

/* The measure records of a dimension, and of the distances from a plan; in
 * mix_columns.c. */
void mix_columns(
    struct out *o, const struct section *s, int dimension, int planned);
void mix_plan_columns(struct out *o);

/* How many posts a kind needs to have a response; ends the program with status
 * 2 for a --min that is none. */
long mix_min(const struct section *s);

enum cm_exit mix_tell(
    struct out *o, const struct answer *a, const struct section *s);

#endif
