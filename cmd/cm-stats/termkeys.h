/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TERMKEYS_H
#define CM_STATS_TERMKEYS_H

#include "cmd/cm-stats/question.h"

/* What a record is found under by the verb terms: a mark for the kind, then
 * the term; TERM_ALL alone stands for every record that could have any. */
enum {
	TERM_ALL = '.',
	TERM_WORD = 'w',
	TERM_PHRASE = 'p',
	TERM_TAG = 't',
	TERM_LINK = 'l',
	TERM_HOST = 'h'
};

enum terms_of { TERMS_OTHERS, TERMS_OWN, TERMS_EVERYBODY };

struct terms {
	int word, phrase, tag, link, host; /* which of them */
	enum terms_of of;
	int title, text, tags, links; /* wants */
	int window;                   /* of the question */
	int in, from;                 /* cells: records, authors */
	long min, min_authors, limit;
	int falling;
	double fdr;
};

/* Makes the keys of a record; the section's state is a struct terms. */
key_make terms_make;

#endif
