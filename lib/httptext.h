/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPTEXT_H
#define CM_HTTPTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/http.h"

/* The words of HTTP, for lib/http: headers, statuses, failures. */

/*
 * Takes a line of the head as it came: "name NUL value NUL" is added, the
 * name in lower case; one that is there already gets the value behind ", ".
 * A status line empties the buffer. Returns 0, or -1 when it is full.
 */
int cm_httptext_header(struct cm_buf *head, const char *line, size_t len);

/* Tells whether "Name: value" is the header of that name (lower case). */
int cm_httptext_is(const char *header, const char *name);

/* Seconds that a Retry-After asks for, a number or a date; against the
 * answer's Date, else our clock. -1 if it is neither. */
int64_t cm_httptext_retry_after(const char *value, const char *date);

const char *cm_httptext_reason(int status);
enum cm_http_class cm_httptext_class(int status);

/* The class of a CURLcode; sent: the request had gone out. */
enum cm_http_class cm_httptext_failure(int code, int sent);

/* A sentence for a CURLcode; detail is libcurl's own, or "". */
void cm_httptext_why(int code, const char *detail, char *to, size_t size);

#endif
