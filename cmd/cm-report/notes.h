/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_NOTES_H
#define CM_REPORT_NOTES_H

#include <stddef.h>

#include "cmd/cm-report/doc.h"
#include "lib/buf.h"

/*
 * Footnotes of a block: why a value is missing (a number each) and why one
 * is not whole (all under one asterisk). Each reason stands once.
 */
enum { NOTES_MAX = 99 };

struct notes {
	const char *missing[NOTES_MAX];
	const char *partial[NOTES_MAX];
	size_t nmissing, npartial;
	const char *all; /* of a document: what all asterisks say, or NULL */
};

/* Returns the number of the note that a value needs, from 1; 0 if none. */
size_t notes_take(struct notes *n, const struct doc_value *v);

/* Takes the reason of an x of a chart. */
void notes_take_partial(struct notes *n, const char *why);

/*
 * In said, what a document has said before: returns how many of the reasons
 * for asterisks in n are new to it, moves these to the front and adds them.
 * Where the document has one text for all, that stands in their place.
 */
size_t notes_new(struct notes *said, struct notes *n);
#define NOTES_AGAIN "not fully covered, as said above"

/* The mark of a value as text: "*", "\u00b9", or nothing. */
void notes_mark(struct cm_buf *b, struct notes *n, const struct doc_value *v);

/* Tells how many notes there are, and gives them, marks before them. */
size_t notes_count(const struct notes *n);
void notes_text(struct cm_buf *b, const struct notes *n, size_t i);

#endif
