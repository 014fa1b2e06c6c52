/* SPDX-License-Identifier: ISC */
#ifndef CM_REPORT_REASONS_H
#define CM_REPORT_REASONS_H

#include "cmd/cm-report/doc.h"

/*
 * Moves what the `reason` of rows says to where it belongs, for people: to a
 * cell without a value, as its note; to `complete`, where coverage makes it
 * false; and to a line below the table what is not known in any row, and why
 * a bound is not. What is none of these stays. To be called before columns
 * without values are dropped.
 */
void reasons_place(struct doc *d, struct doc_block *table);

#endif
