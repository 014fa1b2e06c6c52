/* SPDX-License-Identifier: ISC */
#ifndef CM_HOST_H
#define CM_HOST_H

#include <stddef.h>

/*
 * Names of hosts in running text, told by how they end: in one of the names at
 * the top of the DNS, lib/data/tlds.txt.
 */

/* What else may stand for a host. */
enum {
	CM_HOST_PLAIN = 0, /* labels of Latin letters: example.org */
	CM_HOST_ANY = 1    /* behind a scheme: any letters, any name at the
			      top, localhost, numbers */
};

/* Returns how many bytes at s are the name of a host; 0: none. */
size_t cm_host_length(const char *s, size_t len, int how);

/* A letter or a digit of the Latin script, with accents too. */
int cm_host_is_latin(unsigned c);

#endif
