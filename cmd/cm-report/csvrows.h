/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_CSVROWS_H
#define CM_REPORT_CSVROWS_H

#include <stdint.h>

#include "cmd/cm-report/columns.h"
#include "cmd/cm-report/measures.h"
#include "lib/buf.h"
#include "lib/csv.h"

/*
 * Rows of all tables as one of CSV. The columns are those of the first
 * megabytes of rows, which are held until then; what comes behind goes
 * through.
 */
struct csv_rows {
	const struct cm_csv_dialect *dialect;
	int chosen; /* the rows are of a table that was asked for */
	struct columns columns;
	struct cm_buf held;
	struct cm_slice *found; /* there when the columns are */
	char *only;             /* the `by` of all of them */
	int named, several;     /* rows with a `by`, and of more than one */
	int bare;               /* rows without */
	uint64_t empty;         /* rows with none of the columns */
};

/* Takes a row; adds to out what can go. Returns 0, or -1 after a message. */
int csv_rows_add(struct csv_rows *r, const struct measures *m,
    struct cm_slice by, struct cm_slice row, struct cm_buf *out);

/* All is read: adds what was held, or the heading of no rows. */
int csv_rows_end(
    struct csv_rows *r, const struct measures *m, struct cm_buf *out);
void csv_rows_release(struct csv_rows *r);

#endif
