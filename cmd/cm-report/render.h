/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_RENDER_H
#define CM_REPORT_RENDER_H

#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/notes.h"
#include "cmd/cm-report/report.h"
#include "lib/buf.h"

/* A document in each format, added to b. css is the style of the page. */
void html_print(struct cm_buf *b, const struct doc *d, const struct report *r,
    const char *css);
void md_print(struct cm_buf *b, const struct doc *d, const struct report *r);
void term_print(struct cm_buf *b, const struct doc *d, const struct report *r);

/* The long form: a line for each value. */
void long_print(struct cm_buf *b, const struct doc *d, const struct report *r);

/* Parts of pages, in their own files. */
void html_text(struct cm_buf *b, const char *s);
void html_value(struct cm_buf *b, const struct doc_value *v, const char *unit);
void html_link(struct cm_buf *b, const char *url, const char *text);
void html_table(
    struct cm_buf *b, const struct doc_block *t, int half, struct notes *said);
int html_is_small(const struct doc_block *t);
void html_chart(
    struct cm_buf *b, const struct doc_block *c, int id, struct notes *said);
void html_notes(struct cm_buf *b, struct notes *n, struct notes *said);

/* Tells whether a link may be followed: http, https or mailto. */
int render_is_link(const char *url);

/* A chart's numbers as a table, in d: a line for each x. */
struct doc_block render_chart_table(
    struct doc *d, const struct doc_block *chart);

#endif
