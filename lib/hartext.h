/* SPDX-License-Identifier: ISC */
#ifndef CM_HARTEXT_H
#define CM_HARTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/http.h"

/* How transcripts put things, for lib/har. */

enum { CM_HARTEXT_TIME = 40 }; /* room for a time as text */

/* The word for a class; and the class of a word, -1 if it is none. */
const char *cm_hartext_class(enum cm_http_class c);
int cm_hartext_class_of(const char *word);

/* RFC 3339 with milliseconds, and back: 0, or -1. */
const char *cm_hartext_time(int64_t ms, char to[CM_HARTEXT_TIME]);
int cm_hartext_time_of(const char *s, int64_t *ms);

/* Adds [{"name":...,"value":...}...] of "name NUL value NUL" ... */
void cm_hartext_headers(struct cm_buf *to, const char *p, size_t len);

/* The same of the query of a URL, as a server reads it. */
void cm_hartext_query(struct cm_buf *to, const char *url);

/* The value of a header by its name in lower case, or NULL. */
const char *cm_hartext_header(const char *p, size_t len, const char *name);

#endif
