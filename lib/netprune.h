/* SPDX-License-Identifier: ISC */
#ifndef CM_NETPRUNE_H
#define CM_NETPRUNE_H

#include "lib/buf.h"

/*
 * Takes out of a program of jq the definitions that nothing in it uses: libjq
 * looks through all of the rest for each definition, so that time grows with
 * their square. Goes by names alone, wherever they stand: what is taken out is
 * mentioned nowhere. Lines stay where they are. What cannot be read stays
 * whole; libjq says then what is wrong.
 */
void cm_netprune(struct cm_buf *program);

/* The names of the definitions at the outside, in order; each is a word of s. */
void cm_netprune_names(
    const char *s, void (*name)(void *ctx, const char *name), void *ctx);

/* Skips blanks and comments. */
const char *cm_netprune_skip(const char *s);

/* Whether a word of jq can have that letter. */
int cm_netprune_word(char c);

#endif
