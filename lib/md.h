/* SPDX-License-Identifier: ISC */
#ifndef CM_MD_H
#define CM_MD_H

#include <stddef.h>

#include "lib/buf.h"

/*
 * Markdown (CommonMark, with the tables, strikethrough, autolinks and task
 * lists of GitHub's) by cmark-gfm.
 */

/* Adds HTML5. Raw HTML in it stays, scripts and the like (tagfilter) do not;
 * a link that would run a script leads nowhere. */
void cm_md_html(struct cm_buf *to, const char *s, size_t len);

/* Adds plain text: no marks, links as "text (URL)", unless they are the same.
 * An empty line between paragraphs, "- " or the number before items, "> "
 * before the lines of a quote, " | " between the cells of a table. A line end
 * within a paragraph is a blank. Images are left out: cm_md_images() has
 * them. */
void cm_md_text(struct cm_buf *to, const char *s, size_t len);

/* The text of the first heading of level 1 at the beginning, which is then
 * left out of *rest (an offset into s). Returns 1, or 0: there is none. */
int cm_md_title(struct cm_buf *to, const char *s, size_t len, size_t *rest);

/* Adds the JSON array of the images in it: {"url", "alt"}; what is empty is
 * left out. */
void cm_md_images(struct cm_buf *to, const char *s, size_t len);

#endif
