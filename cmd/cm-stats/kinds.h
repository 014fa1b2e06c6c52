/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_KINDS_H
#define CM_STATS_KINDS_H

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

/*
 * An input that tells which of some kinds a record is, and is given for these
 * alone. What is marked own is none; but posts and articles of ours are, if
 * own is set.
 */
int kinds_input(struct question *q, unsigned kinds, int own);

/* The records that may be of these kinds, for table.only. */
unsigned kinds_only(unsigned kinds);

#endif
