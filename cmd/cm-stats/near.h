/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_NEAR_H
#define CM_STATS_NEAR_H

#include <stddef.h>

/*
 * The name of a list (with NULL behind the last) that was likely meant: a
 * slip or two away. NULL if there is none, or the name is in the list.
 */
const char *near_name(const char *name, const char *const *list);

/* The same among the members of records. */
const char *near_key(const char *name);

#endif
