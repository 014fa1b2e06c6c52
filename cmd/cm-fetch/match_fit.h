/* SPDX-License-Identifier: ISC */
#ifndef MATCH_FIT_H
#define MATCH_FIT_H

#include "cmd/cm-fetch/match.h"

/* How well a part fits a file. */
struct match_fit {
	size_t needs; /* how many of `has` are met */
	int path;     /* the path fits one of `files` */
	size_t known; /* headings */
};

/* Tells whether the path fits one of the globs. */
int match_files(const struct part *p, const char *path);

/* Tells whether the part may be tried at all. */
int match_allowed(
    const struct match_in *in, const struct format *f, const struct part *p);

/* Returns 1 where it fits better than what m has (*best), which becomes it;
 * one that fits as well is remembered as m->other. */
int match_weigh(struct match *m, const struct format *f, const struct part *p,
    const struct match_fit *fit, struct match_fit *best);

#endif
