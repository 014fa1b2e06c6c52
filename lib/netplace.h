/* SPDX-License-Identifier: ISC */
#ifndef CM_NETPLACE_H
#define CM_NETPLACE_H

#include "lib/buf.h"

/*
 * Reading inside an account's folder: no path leads out of it, neither by
 * "..", nor by a link, nor by a slash at its beginning. Both return 1; 0:
 * there is none; or -1 and *why, which is the caller's to free.
 */
int cm_netplace_read(
    struct cm_buf *to, const char *folder, const char *path, char **why);

/* Adds the names of the files and folders in it, sorted, as a JSON array;
 * those that begin with a dot are not named. */
int cm_netplace_list(
    struct cm_buf *to, const char *folder, const char *path, char **why);

/* Adds names, sorted, as a JSON array; frees them and their list. */
void cm_netplace_names(struct cm_buf *to, char **names, size_t n);

#endif
