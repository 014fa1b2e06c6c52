/* SPDX-License-Identifier: ISC */
#ifndef CM_OWN_H
#define CM_OWN_H

#include "lib/buf.h"

/*
 * Files of the user's own, which come before what is compiled in: in $CM_DIR,
 * else in $XDG_CONFIG_HOME/cm, else in ~/.config/cm.
 */
enum { CM_OWN_MAX = 1 << 20 }; /* bytes of one file */

/* Adds the path of what is called so there ("accounts", "exports"). Returns 0;
 * or -1: there is no home. */
int cm_own_place(struct cm_buf *path, const char *what);

/* Reads a text whole. Returns 1; 0 when there is no such file; -1 after a
 * message. */
int cm_own_read(const char *path, struct cm_buf *text);

/*
 * The text of a file: the user's own in that folder, else the one in a table.
 * NULL: there is none, or after a message. free() frees it.
 */
struct cm_asset;
char *cm_own_text(
    const char *what, const struct cm_asset *table, const char *name);

/* The names of the files NAME.jq in that folder, without their ending, sorted,
 * NULL at the end; free with cm_own_free(). Never NULL. */
char **cm_own_modules(const char *what);
void cm_own_free(char **names);

#endif
