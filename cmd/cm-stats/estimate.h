/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_ESTIMATE_H
#define CM_STATS_ESTIMATE_H

/*
 * A number that is not simply counted, and the interval that holds what it
 * estimates with the level's probability. What is not known is NaN, never a
 * guess; the status says why. Of each status but EST_OK some may be known: v
 * without low and high, or low alone.
 *
 * Everywhere in the statistics: a level is a fraction, 0.95 for --level 95;
 * intervals have two sides, each with half of what is left. Nothing here
 * depends on time, locale, threads or addresses; logarithms, exponentials
 * and roots are those of the machine's libm.
 */
struct estimate {
	double v, low, high;
};

enum est {
	EST_OK,
	EST_FEW,    /* too little data: the function says how much it needs */
	EST_EQUAL,  /* all values are equal: nothing tells how they spread */
	EST_ZERO,   /* divided by nothing */
	EST_DOMAIN, /* not in the domain of the function: a mistake */
	EST_RANGE   /* beyond what doubles can tell */
};

/* The reason as words for a row: "too few values"; NULL for EST_OK. */
const char *estimate_why(enum est status);

/* Sets all to NaN and returns the status. */
enum est estimate_none(struct estimate *e, enum est status);

#endif
