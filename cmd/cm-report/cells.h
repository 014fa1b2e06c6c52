/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_CELLS_H
#define CM_REPORT_CELLS_H

#include "cmd/cm-report/columns.h"
#include "cmd/cm-report/doc.h"
#include "lib/buf.h"

/*
 * The cells of records, packed one behind the other, so that threads can
 * gather them and a table be made of them at the end.
 */
void cells_pack(
    struct cm_buf *b, const struct columns *c, const struct cm_slice *found);

/* Makes a table of all that was packed. Its texts stay in b. */
void cells_table(struct doc *d, const struct columns *c, struct cm_buf *b);

#endif
