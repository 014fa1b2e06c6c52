/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_TYPES_H
#define CM_STATS_TYPES_H

#include <stddef.h>

#include "lib/rec.h"

/* The types of records that were met and that we do not know. */
enum { TYPES = 16 };

struct types {
	char *name[TYPES];
	size_t n;
};

enum type_use {
	TYPE_RECORD,   /* counts */
	TYPE_COVERAGE, /* says what is known */
	TYPE_OTHER     /* is nothing to count, or a bad line */
};

enum type_use types_take(
    struct types *t, struct cm_rec *r, struct cm_slice type);

/* Adds b to a; b is empty then. */
void types_merge(struct types *a, struct types *b);

/* One by its name, as in name[]. */
void types_add(struct types *t, const char *name);

void types_sort(struct types *t);

/* Names each that is not known, once. */
void types_say(struct types *t);

void types_release(struct types *t);

#endif
