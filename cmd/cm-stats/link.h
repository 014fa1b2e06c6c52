/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_LINK_H
#define CM_STATS_LINK_H

#include <stddef.h>

#include "lib/buf.h"

/*
 * Adds the URL of a page as it is counted, whoever links to it: https for
 * http, the host in lower case and without a user or the usual port, no
 * fragment, no parameters that only tell who sent the visitor (utm_ and the
 * like, and those of lib/data/clicks.tsv). Returns 0; or -1 for what is no
 * URL of the web.
 */
int link_canonical(struct cm_buf *to, const char *url, size_t len);

/* The host of what that made, without "www.": returns its length. */
size_t link_host(const char *canonical, size_t len, const char **host);

#endif
