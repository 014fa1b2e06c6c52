/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_VERB_H
#define CM_STATS_VERB_H

#include "cmd/cm-stats/question.h"
#include "lib/err.h"
#include "lib/opt.h"

struct answer;
struct ask;
struct out;

/*
 * A verb is a question and a telling. ask() adds tables, keys and cells to
 * the question's new section; they are filled from records on all cores,
 * merged in any order, and are all that a verb ever knows. tell() writes
 * the measure records and the rows from them; NULL: the rows of all
 * tables as they stand, see rows.h.
 */
struct verb {
	const char *name;
	const char *args; /* as shown, or NULL */
	int nargs;
	const char *help;
	const struct cm_opt *options; /* may be NULL */
	void (*ask)(const struct ask *ask, struct question *q);
	enum cm_exit (*tell)(
	    struct out *o, const struct answer *a, const struct section *s);
	void (*forget)(void *state); /* frees section.state; may be NULL */
};

/* All verbs, by name; ends with NULL. In verbs.c. */
extern const struct verb *const verbs[];

/* A verb as it was asked. */
enum { ASK_GIVEN = 24 };

struct ask_verb {
	const struct verb *verb;
	const char *arg;
	struct {
		const struct cm_opt *option;
		const char *value;
	} given[ASK_GIVEN];
	int ngiven;
};

/* The value of an option of the verb by its long name; NULL: not given. One
 * that takes none has "". Of one given twice, the last. */
const char *ask_option(const struct ask_verb *v, const char *name);

/* That value as a whole number within bounds, else a default; ends the program
 * with status 2 for what is none. */
long ask_number(const struct ask_verb *v, const char *name, long low, long high,
    long otherwise);

/* Keeps a text (taken over, of malloc) as long as ask lives; returns it. */
char *ask_keep(struct ask *ask, char *text);

/* Puts what the layout needs in the place of the verb "for". */
extern const struct verb verb_for;
void for_expand(struct ask *ask);

/* Has no question of its own: see merge() in run.h. */
extern const struct verb verb_merge;

/*
 * The text of a file that a verb was given ("-" is standard input), read once:
 * what is asked must be known where the file is not, so this is the only way
 * to read one while asking. Ends the program with status 2 where it cannot be
 * read. It lives as long as ask, with a NUL behind it.
 */
const char *ask_file(const struct ask *ask, const char *path);

#endif
