/* SPDX-License-Identifier: ISC */
#ifndef CM_DATEWORD_H
#define CM_DATEWORD_H

#include <stddef.h>

/* The words that dates are made of; what lib/date.c knows of languages. */
enum cm_dateword {
	CM_DATEWORD_OTHER,
	CM_DATEWORD_FILLER, /* "at", "de": says nothing */
	CM_DATEWORD_MONTH,  /* 1 to 12 */
	CM_DATEWORD_ZONE,   /* seconds east of UTC */
	CM_DATEWORD_HALF    /* 0 am, 1 pm */
};

/*
 * Looks up a word of plain letters. behind: a time stands in front of it, so
 * that it may be a zone.
 */
enum cm_dateword cm_dateword_find(
    const char *word, size_t letters, int behind, int *value);

/* A letter of Latin, Greek or Cyrillic without its case and its accent. */
unsigned cm_dateword_plain(unsigned c);

#endif
