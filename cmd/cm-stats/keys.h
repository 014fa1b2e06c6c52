/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_KEYS_H
#define CM_STATS_KEYS_H

#include "cmd/cm-stats/fact.h"

/*
 * Adds the JSON of a single value in the one spelling that all that equal it
 * share: 1, 1.0 and 1e0 are 1; escapes only where they must be. What is
 * absent is null. Returns -1 for an array, an object, or a number beyond a
 * double.
 */
int key_text(struct cm_buf *b, struct cm_slice s);

/* Whether bytes are the JSON of a single value, as it goes into a row. */
int key_is_text(struct cm_slice s);

/* Fills the keys of f that are no times. Returns -1 for a bad line. */
int keys_read(struct fact *f, const struct question *q, struct cm_rec *r);

#endif
