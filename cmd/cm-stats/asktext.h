/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_ASKTEXT_H
#define CM_STATS_ASKTEXT_H

#include "cmd/cm-stats/run.h"
#include "lib/buf.h"

/*
 * What was asked, as JSON: the same text for the same question, so that it
 * can be asked again elsewhere. Times are those that were meant; files that
 * verbs were given are in it.
 */
void asktext_write(struct cm_buf *b, const struct answer *a);

/* Takes it over from such text, which may come from anywhere, into what else
 * was asked. Returns NULL, or why it is none. */
const char *asktext_read(struct ask *ask, struct cm_slice json);

/* Says in what one differs from another that is wanted: a member's name, and
 * both values. */
void asktext_differ(
    struct cm_buf *b, struct cm_slice one, struct cm_slice want);

#endif
