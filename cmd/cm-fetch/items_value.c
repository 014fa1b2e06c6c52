/* SPDX-License-Identifier: ISC */
/* Values that were cut out of JSON: whether they are valid, and what is mended
 * in them. */
#include <string.h>

#include "cmd/cm-fetch/items_in.h"
#include "lib/netanswer.h"

/* scan reads objects: any other value is the only member of one. It was cut
 * where it ends, so it cannot be two. */
static const char head[] = "{\"v\":";

int
items_valid(struct cm_buf *scratch, const char *p, size_t len, const char **why)
{
	struct cm_scan_error error;
	int bad;

	if (*p != '{') {
		cm_buf_clear(scratch);
		cm_buf_room(scratch, sizeof(head) + len + CM_SCAN_PAD);
		cm_buf_puts(scratch, head);
		cm_buf_add(scratch, p, len);
		cm_buf_byte(scratch, '}');
		memset(cm_buf_room(scratch, CM_SCAN_PAD), 0, CM_SCAN_PAD);
		p = scratch->p;
		len = scratch->len;
	}
	bad = cm_scan_line(p, len, NULL, NULL, &error) != 0;
	if (bad)
		*why = error.why;
	return !bad;
}

int
items_value(struct cm_buf *to, const char *p, size_t len, const char **why)
{
	struct cm_buf b;
	int bad = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	if (items_valid(&b, p, len, why)) {
		cut_numbers(to, p, len);
	} else {
		cm_buf_clear(&b);
		bad = cm_netanswer_json(&b, p, len) == -1;
		if (!bad)
			cut_numbers(to, b.p, b.len);
	}
	cm_buf_release(&b);
	return bad ? -1 : 0;
}
