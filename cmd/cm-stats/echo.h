/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_ECHO_H
#define CM_STATS_ECHO_H

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/question.h"

/*
 * How a post was responded to, on a scale on which posts of accounts of any
 * size can be compared: y = ln(1 + x), where x is a measure of the post, in
 * whole 2^-20ths, so that sums are exact and fast. A difference of y is a factor, its
 * exp. Posts that were fetched too soon after they were published have not
 * had their response; posts that do not say when they were fetched are taken.
 */
enum { ECHO_UNIT = 1 << 20, ECHO_M = 'm', ECHO_AGE = 2201 };

#define ECHO_OPTIONS                                                           \
	{ECHO_M, "measures", "NAME",                                           \
	    "what a response is: a metric or a rate (interactions)"},          \
	{                                                                      \
		ECHO_AGE, "age", "SPAN",                                       \
		    "leave out posts fetched sooner after they came out (2d)"  \
	}

struct echo {
	const char *name;   /* of the measure */
	const char *age;    /* as it was asked for */
	char what[256];     /* x in formulas */
	int value, young;   /* inputs */
	int posts, moments; /* cells: uint64_t; struct moments */
	int too_young;      /* struct sum: how many there were */
};

/* Asks for inputs and cells, as the options say; they end the program with a
 * message where they cannot be. */
void echo_ask(struct echo *r, struct question *q);

/* What a group has of them, y itself and not in its unit. */
struct echoes {
	double posts, young;
	struct sample y;
};

struct echoes echoes_of(
    const struct echo *r, const struct section *s, const struct line *l);

/* Says that no post gives the measure, which is likely a slip. */
void echo_say_empty(const struct echo *r);

/* Adds b to a. */
void sample_add(struct sample *a, const struct sample *b);

#endif
