/* SPDX-License-Identifier: ISC */
#ifndef CM_NETHOST_H
#define CM_NETHOST_H

#include "lib/scan.h"

/* Where a request may go. */

/* A place, as "https://host:port" is one: lower case, a port always. */
struct cm_nethost {
	char scheme[8];
	char host[256]; /* without the brackets of IPv6, without a last dot */
	int port;
};

/*
 * Reads scheme and authority of an absolute URL; *rest is what follows them.
 * Returns NULL; or why not: not http or https, a user, a password, a host that
 * is not written in ASCII as DNS has it, a port that is none; http to a host
 * that is not this machine.
 */
const char *cm_nethost_read(
    struct cm_nethost *h, const char *url, const char **rest);

/* Tells whether a pattern names it. account is an object, base stands for its
 * member of that name where it has none; both may be absent. */
int cm_nethost_is(const struct cm_nethost *h, const char *pattern,
    struct cm_slice account, const char *base);

#endif
