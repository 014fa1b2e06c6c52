/* SPDX-License-Identifier: ISC */
#ifndef CM_URL_H
#define CM_URL_H

#include <stddef.h>

#include "lib/buf.h"

/* URLs as people write them; what is not a URL passes through. */

/* Returns the length of the scheme ("https" in "https://..."), or 0. */
size_t cm_url_scheme(const char *url, size_t len);

/*
 * Adds ref made absolute by base (RFC 3986, 5.2), which may be NULL or
 * relative itself. Blanks around it and line breaks in it are taken out,
 * blanks in it become %20.
 */
void cm_url_join(
    struct cm_buf *to, const char *base, const char *ref, size_t len);

#endif
