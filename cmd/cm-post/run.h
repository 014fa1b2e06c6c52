/* SPDX-License-Identifier: ISC */
#ifndef RUN_H
#define RUN_H

#include "cmd/cm-post/post.h"

/* Reads the drafts and actions, plans each for each of its accounts, and gives
 * the plans to the outbox. */
enum cm_exit run(
    const struct options *o, const char *const *files, size_t nfiles);

#endif
