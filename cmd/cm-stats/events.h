/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_EVENTS_H
#define CM_STATS_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-stats/bytes.h"
#include "cmd/cm-stats/cell.h"

/*
 * A list of what happened: some whole numbers each, and the JSON text of a
 * single value if it is wanted. It is a multiset: copies are kept, the order in which they came is
 * not, and whoever reads sorts. 8 bytes a number, and those of the text.
 */
struct events;

enum { EVENTS_WORDS = 8 };

/*
 * What an event is made of; the cell's .of, and its input is the first of
 * these: without that there is no event. Others that a record does not give
 * are 0.
 */
struct events_of {
	int input[EVENTS_WORDS];
	int words;
	int key; /* whose text comes along, or -1 */
};

/* A pointer to struct events. */
extern const struct cell_type cell_events;

/* *e is NULL at first. text may be NULL. Returns the bytes it grew by. */
size_t events_add(struct events **e, int words, const int64_t *word,
    const char *text, size_t len);

/* Adds b, which may be NULL, to *a. */
void events_merge(struct events **a, const struct events *b);

void events_free(struct events *e);

/* How many; NULL has none. */
size_t events_count(const struct events *e);

/* The numbers and the text (NULL p: none; a NUL is behind it) of the k-th, in
 * no order. */
const int64_t *events_at(
    const struct events *e, size_t k, struct cm_slice *text);

/* As bytes, sorted, and back; see bytes.h. */
void events_pack(const struct events *e, struct cm_buf *b);
long events_unpack(struct events **e, struct bytes *from);

#endif
