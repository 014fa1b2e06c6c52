/* SPDX-License-Identifier: ISC */
#ifndef CM_HTML_H
#define CM_HTML_H

#include <stddef.h>

#include "lib/buf.h"

/*
 * HTML as it occurs, to plain text and with absolute links; and text into
 * HTML. Nothing is ever refused: what makes no sense is text.
 */

/* Adds text so that it stands for itself: in an element, or (the second)
 * also in an attribute with quotes of either sort. */
void cm_html_escape(struct cm_buf *to, const char *s, size_t len);
void cm_html_escape_attr(struct cm_buf *to, const char *s, size_t len);

/*
 * Adds the plain text of HTML: references decoded, blanks folded, a line for
 * each block and an empty line between paragraphs; scripts, styles and
 * comments left out. An emoji that is a picture becomes its text.
 */
void cm_html_text(struct cm_buf *to, const char *html, size_t len);

/* Tells whether s holds what only HTML would: a tag or a reference. */
int cm_html_is(const char *s, size_t len);

/*
 * Adds the HTML as it is but for its relative links (href, src, srcset,
 * poster, cite, data), which base, unless NULL, makes absolute. link, unless
 * NULL, is called with the target of each <a href>, absolute where it can be.
 */
void cm_html_absolute(struct cm_buf *to, const char *html, size_t len,
    const char *base, void (*link)(void *ctx, const char *url, size_t len),
    void *ctx);

#endif
