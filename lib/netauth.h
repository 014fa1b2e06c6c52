/* SPDX-License-Identifier: ISC */
#ifndef CM_NETAUTH_H
#define CM_NETAUTH_H

#include "lib/netbody.h"

/*
 * Puts credentials into a request, as m->auth has it. In three steps: what
 * joins the query (before the body is made), what joins the body, and headers
 * (after both: a signature covers them). Each returns 0, or -1.
 */
int cm_netauth_query(struct cm_netmake *m);
int cm_netauth_headers(struct cm_netmake *m);

/* The object of auth's "body", or absent. */
struct cm_slice cm_netauth_body(const struct cm_netmake *m);

/* The value of a name: a secret, else a member of the account, which is the
 * caller's to free; NULL after cm_netbody_fail. */
char *cm_netauth_value(struct cm_netmake *m, struct cm_slice name);

#endif
