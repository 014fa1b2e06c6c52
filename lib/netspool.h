/* SPDX-License-Identifier: ISC */
#ifndef CM_NETSPOOL_H
#define CM_NETSPOOL_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/netreq.h"

/*
 * A spool: a folder into which a web server writes what it was sent, a file
 * for each request, as it came. Nothing in it is ever changed.
 */
enum {
	CM_NETSPOOL_MOST = 4 << 20, /* bytes of a file */
	CM_NETSPOOL_HEAD = 64 << 10 /* of its request line and headers */
};

/* Adds the names of what lies in it, sorted, as a JSON array: not those that
 * begin with a dot or end in ".tmp", nor what is still being written, as far
 * as can be told. Returns 0, or -1 and *why, the caller's to free. */
int cm_netspool_list(struct cm_buf *to, const char *dir, char **why);

/*
 * Adds the request that a file holds, as a module gets it: {"status":200,
 * "name","method","url","query","headers","text" (or "base64", where it is no
 * text), "body" where the text is JSON, XML or a form}. What is none, or no
 * file, gives {"status":0,"name","error":{"kind","message"}}. Returns 0; or -1
 * and *why where it is there and cannot be read.
 */
int cm_netspool_read(struct cm_buf *to, const char *dir, const char *name,
    const struct cm_netreq_secret *secrets, size_t nsecrets, char **why);

/* The same of bytes. */
void cm_netspool_request(struct cm_buf *to, const char *name, const char *p,
    size_t len, const struct cm_netreq_secret *secrets, size_t nsecrets);

#endif
