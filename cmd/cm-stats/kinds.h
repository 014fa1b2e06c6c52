/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_KINDS_H
#define CM_STATS_KINDS_H

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/question.h"

/* The kinds of what is said, for verbs that let people choose. */
enum kind {
	KIND_POST,
	KIND_ARTICLE,
	KIND_COMMENT,
	KIND_MENTION,
	KIND_MESSAGE,
	KIND_REVIEW,
	KINDS,
	KIND_ACCOUNT = KINDS /* says nothing: a snapshot */
};

/* "post", and "posts". */
extern const char *const kind_names[];
extern const char *const kind_plurals[];

/* A bit for each that an option lists, with commas between; otherwise where it
 * is NULL. Ends the program with status 2 for what is none. */
unsigned kinds_read(const char *option, const char *list, unsigned otherwise);

/* Which of them a record is; -1: none. */
int kinds_of(
    const struct fact *f, const struct question *q, const struct cm_rec *r);

/*
 * An input that tells which of some kinds a record is, and is given for these
 * alone. What is marked own is none, but posts and articles of ours are. Those
 * of what others say are of ours.h.
 */
int kinds_input(struct question *q, unsigned kinds);

/* The records that may be of these kinds, for table.only. */
unsigned kinds_only(unsigned kinds);

#endif
