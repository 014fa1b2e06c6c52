/* SPDX-License-Identifier: ISC */
#include "cmd/cm-post/read.h"

void
read_markdown(struct reader *r, const char *p, size_t len)
{
	reader_bad(r, 1, p, len, "Markdown is not read yet");
}
