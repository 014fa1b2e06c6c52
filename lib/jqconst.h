/* SPDX-License-Identifier: ISC */
#ifndef CM_JQCONST_H
#define CM_JQCONST_H

#include <stddef.h>

#include "lib/buf.h"

/*
 * What a jq module says of itself, read from its source, as jq takes long to
 * compile: the object or array of JSON behind "def NAME:" at the beginning of
 * a line.
 */
enum { CM_JQCONST_WHY = 200 };

/*
 * Puts it on one line into b, which is empty, with CM_SCAN_PAD bytes behind
 * it. Returns 1; 0 where there is no such definition; or -1, and why says
 * what is wrong with it.
 */
int cm_jqconst(struct cm_buf *b, const char *source, size_t len,
    const char *name, char why[CM_JQCONST_WHY]);

#endif
