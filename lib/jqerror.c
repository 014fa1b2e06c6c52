/* SPDX-License-Identifier: ISC */
#include "lib/buf.h"
#include "lib/jqerror.h"

void
cm_jq_first_error(void *ctx, jv msg)
{
	struct cm_buf *b = ctx;
	jv text = jq_format_error(msg);

	if (b->len == 0 && jv_get_kind(text) == JV_KIND_STRING)
		cm_buf_puts(b, jv_string_value(text));
	jv_free(text);
}

void
cm_jq_no_error(void *ctx, jv msg)
{
	(void)ctx;
	jv_free(msg);
}
