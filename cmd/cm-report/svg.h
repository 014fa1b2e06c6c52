/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_SVG_H
#define CM_REPORT_SVG_H

#include "cmd/cm-report/doc.h"
#include "lib/buf.h"

/*
 * Charts as SVG to stand in a page. Colours and fonts are the page's: series
 * N has the classes sN (filled) and lN (drawn), from 0 to SVG_COLOURS - 1.
 */
enum { SVG_COLOURS = 8 };

/* A chart drawn for a wide place or a narrow one; id makes its names unique
 * in the page. */
void svg_chart(struct cm_buf *b, const struct doc_block *c, int wide, int id);

/* A small line of values without axes. */
void svg_spark(struct cm_buf *b, const struct doc_value *v, size_t n);

#endif
