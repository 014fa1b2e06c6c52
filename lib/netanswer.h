/* SPDX-License-Identifier: ISC */
#ifndef CM_NETANSWER_H
#define CM_NETANSWER_H

#include "lib/netreq.h"

/*
 * Inside netreq: the forms of answers that are not JSON, made into JSON. They
 * add to to and return 0; -1: it is not of that form, to is as it was.
 */
int cm_netanswer_form(struct cm_buf *to, const char *s, size_t len);
int cm_netanswer_lines(struct cm_buf *to, const char *s, size_t len);
int cm_netanswer_csv(struct cm_buf *to, const char *s, size_t len, int tab);
/* charset NULL: as the document says. */
int cm_netanswer_xml(
    struct cm_buf *to, const char *s, size_t len, const char *charset);

/* Adds JSON that is valid now: what servers get wrong is mended where that is
 * sure (bytes that are no UTF-8, half of a surrogate pair, raw control
 * characters in strings). Returns 0, or -1: it is none. */
int cm_netanswer_json(struct cm_buf *to, const char *s, size_t len);

/* Where the content-type (may be NULL) or the first bytes tell of another
 * character set: adds it in UTF-8 and returns 1; else 0. */
int cm_netanswer_utf8(
    struct cm_buf *to, const char *type, const char *s, size_t len);

#endif
