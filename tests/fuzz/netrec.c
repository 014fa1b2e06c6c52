/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: a record as a module might put it out. What is made
 * of it must be a line of JSON, that says the same when it goes through again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/netrec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct cm_netrec_world w = {
	    "net", "acme", 1794808800, INT64_MIN, INT64_MAX};
	struct cm_buf to, again, scratch;
	struct cm_scan_error error;
	struct cm_slice line;
	int64_t when, later;
	const char *why;
	char *copy = cm_zalloc(size + CM_SCAN_PAD);

	cm_buf_init(&to, CM_BUF_ANY);
	cm_buf_init(&again, CM_BUF_ANY);
	cm_buf_init(&scratch, CM_BUF_ANY);
	memcpy(copy, data, size);
	line.p = copy;
	line.len = size;
	/* A value has no blanks around it. */
	if (size > 1 && copy[0] == '{' && copy[size - 1] == '}' &&
	    cm_scan_line(copy, size, NULL, NULL, &error) == 0 &&
	    cm_netrec_add(&to, line, &w, &scratch, &when, &why) ==
		CM_NETREC_TAKEN) {
		demand(to.len > 1 && to.p[to.len - 1] == '\n');
		cm_buf_room(&to, CM_SCAN_PAD);
		line.p = to.p;
		line.len = to.len - 1;
		demand(memchr(line.p, '\n', line.len) == NULL);
		demand(cm_scan_line(line.p, line.len, NULL, NULL, &error) == 0);
		demand(cm_netrec_add(&again, line, &w, &scratch, &later,
			   &why) == CM_NETREC_TAKEN);
		demand(when == later);
	}
	cm_buf_release(&to);
	cm_buf_release(&again);
	cm_buf_release(&scratch);
	free(copy);
	return 0;
}
