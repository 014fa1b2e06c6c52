/* SPDX-License-Identifier: ISC */
#ifndef CM_JVTEXT_H
#define CM_JVTEXT_H

#include <stddef.h>

#include <jv.h>

#include "lib/buf.h"

/*
 * JSON to values of libjq and back, in a fraction of the time that libjq's own
 * functions take, and with the same result.
 */
enum { CM_JVTEXT_KEYS = 256, CM_JVTEXT_DEPTH = 256 };

struct cm_jvtext {
	jv keys[CM_JVTEXT_KEYS]; /* names of members that came before */
	struct cm_buf text;
};

void cm_jvtext_init(struct cm_jvtext *t);
void cm_jvtext_release(struct cm_jvtext *t);

/* Reads a value, the caller's to free. What is not plain JSON, or is nested
 * deeply, is left to libjq: an invalid value has its words. */
jv cm_jvtext_read(struct cm_jvtext *t, const char *json, size_t len);

/* Adds a value, which is consumed, as compact JSON. Returns 0, or -1 when it
 * is nested deeper than CM_JVTEXT_DEPTH. */
int cm_jvtext_write(struct cm_buf *to, jv value);

#endif
