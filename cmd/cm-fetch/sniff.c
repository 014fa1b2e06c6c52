/* SPDX-License-Identifier: ISC */
/* Tells what a source holds by its beginning. */
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "lib/scan.h"

/* Tells whether the first line is an object of JSON, and all of it there. */
static int
is_record(const char *p, size_t len, int whole)
{
	const char *lf = memchr(p, '\n', len);
	struct cm_scan_error why;
	struct cm_buf b;
	int good;

	if (lf == NULL && !whole)
		return 0;
	len = lf != NULL ? (size_t)(lf - p) : len;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, p, len);
	cm_buf_room(&b, CM_SCAN_PAD);
	good = cm_scan_line(b.p, len, NULL, NULL, &why) == 0;
	cm_buf_release(&b);
	return good;
}

enum kind
sniff(const char *bytes, size_t len, int whole)
{
	const char *p = bytes;
	size_t n = len;

	switch (feed_looks_like(bytes, len)) {
	case FEED_XML:
	case FEED_JSON:
		return KIND_FEED;
	case FEED_OPML:
		return KIND_OPML;
	case FEED_HTML:
		return KIND_HTML;
	case FEED_NONE:
		break;
	}
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		n -= 3;
	}
	while (n > 0 && strchr(" \t\r\n", *p) != NULL && *p != '\0') {
		p++;
		n--;
	}
	if (n == 0)
		return whole ? KIND_NDJSON : KIND_AUTO;
	if (*p == '{' && (whole || is_record(p, n, whole)))
		return KIND_NDJSON;
	return weblog_is(bytes, len) ? KIND_WEBLOG : KIND_AUTO;
}
