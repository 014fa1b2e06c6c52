/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_CELLS_H
#define CM_REPORT_CELLS_H

#include "cmd/cm-report/columns.h"
#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/measures.h"
#include "lib/buf.h"

/*
 * The cells of records, packed one behind the other, so that threads can
 * gather them and a table be made of them at the end.
 */
void cells_pack_one(struct cm_buf *b, struct cm_slice value);
void cells_pack(
    struct cm_buf *b, const struct columns *c, const struct cm_slice *found);

/* Passes over n cells. */
const char *cells_skip(const char *at, size_t n);

/* The text of a cell; NULL if it has none. */
const char *cells_text(const char *at);

/*
 * Makes a table of all that was packed, each column in its unit. With fold,
 * NAME.low and NAME.high stand in the cells of NAME, and NAME.n is left out.
 * Its texts stay in b, and the names of its columns in c and m.
 */
struct doc_block *cells_table(struct doc *d, const struct columns *c,
    struct cm_buf *b, const struct measures *m, const char *by, int fold);

#endif
