/* SPDX-License-Identifier: ISC */
#include "lib/buf.h"
#include "tests/tap.h"

int
main(void)
{
	struct cm_buf b;

	cm_buf_init(&b, 10);
	ok(cm_buf_puts(&b, "12345") == 0, "what fits is added");
	ok(cm_buf_printf(&b, "%d", 67890) == 0, "up to the maximum");
	is(cm_buf_str(&b), "1234567890", "and is there");
	ok(cm_buf_byte(&b, 'x') == -1, "one byte more is refused");
	is_int((long long)b.len, 10, "and changes nothing");
	cm_buf_clear(&b);
	ok(cm_buf_byte(&b, 'x') == 0, "an emptied buffer takes bytes again");
	cm_buf_release(&b);
	is(cm_buf_str(&b), "", "nothing is an empty string");
	cm_buf_release(&b);
	return done();
}
