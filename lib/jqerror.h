/* SPDX-License-Identifier: ISC */
#ifndef CM_JQERROR_H
#define CM_JQERROR_H

#include <jv.h>
#include <jq.h>

/* For jq_set_error_cb. Keeps the first message of a compilation, the one that
 * says what is wrong, in the struct cm_buf that ctx is. */
void cm_jq_first_error(void *ctx, jv msg);

/* What libjq would print later on goes nowhere. */
void cm_jq_no_error(void *ctx, jv msg);

#endif
