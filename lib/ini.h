/* SPDX-License-Identifier: ISC */
#ifndef CM_INI_H
#define CM_INI_H

#include <stddef.h>

/*
 * The lines of files that people edit: [sections] of settings, NAME = VALUE.
 * A line that begins with # or ; is a comment; blanks around names and values
 * are none of them; a value may stand in quotes, within which \" and \\ are
 * a quote and a backslash.
 */
struct cm_ini {
	void *ctx;
	const char *more; /* characters of a name beside letters, digits, - _ */
	void (*section)(void *ctx, int line, char *name);
	void (*setting)(void *ctx, int line, char *name, char *value);
	/* What is wrong; the setting it is about follows nonetheless. */
	void (*wrong)(void *ctx, int line, const char *why);
};

/* Takes a text apart in place: names and values point into it, and live as
 * long as it does. It ends with a NUL behind len bytes. */
void cm_ini_parse(char *text, size_t len, const struct cm_ini *i);

#endif
