/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_OURS_H
#define CM_STATS_OURS_H

#include <stddef.h>

#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/question.h"

struct answer;
struct line;

/*
 * Who we are, for verbs about others: the profiles that accounts of ours are
 * of, the authors of posts, and of what is marked own. All accounts are ours,
 * unless --ours says which: the others are fetched to be looked at. What we
 * said where it is not marked is known to be ours when all is read, so there
 * is a table of us.
 */
#define OURS_OPTION                                                            \
	{                                                                      \
		1801, "ours", "LIST",                                          \
		    "accounts or brands that are ours (all that there are)"    \
	}

struct ours {
	const char *list; /* or NULL */
	int kind;         /* an input: what others say, see kinds.h */
	int table;
	int account, id; /* wants */
	int posts;       /* are asked for */
	/* Found when it is told; the lines are of groups of the table. */
	struct line *line;
	size_t n;
};

/* Asks for it. It is the first member of the state of the present section. */
void ours_ask(struct question *q, struct ours *o, unsigned kinds);

/* Finds them; ours_free() frees what it finds. */
void ours_find(struct ours *o, const struct answer *a, const struct section *s);
void ours_free(struct ours *o);

/* Whether a line, whose keys are network and author, is of one of us. */
int ours_has(const struct ours *o, const struct line *l);

/* How many of us are among the authors. */
uint64_t ours_among(const struct ours *o, const struct distinct *authors);

#endif
