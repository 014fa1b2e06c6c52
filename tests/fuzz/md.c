/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: Markdown as people paste it. Its HTML has no script,
 * its images are a line of JSON, its title ends where the rest begins.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/md.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static int
has_script(const char *html)
{
	for (; (html = strchr(html, '<')) != NULL; html++)
		if (strncasecmp(html, "<script", 7) == 0 && html[7] != '\0' &&
		    strchr(" \t\n\f\r/>", html[7]) != NULL)
			return 1;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct cm_buf b;
	size_t rest = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_md_html(&b, s, size);
	demand(!has_script(cm_buf_str(&b)));
	cm_buf_clear(&b);
	cm_md_text(&b, s, size);
	cm_buf_clear(&b);
	cm_md_title(&b, s, size, &rest);
	demand(rest <= size);
	cm_buf_clear(&b);
	cm_md_images(&b, s, size);
	cm_buf_room(&b, CM_SCAN_PAD);
	memset(b.p + b.len, 0, CM_SCAN_PAD);
	demand(b.p[0] == '[' && b.p[b.len - 1] == ']');
	demand(cm_json_next((struct cm_slice){b.p, b.len}, &(size_t){0}, NULL,
		   &(struct cm_slice){NULL, 0}) >= 0);
	cm_buf_release(&b);
	return 0;
}
