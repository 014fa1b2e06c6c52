/* SPDX-License-Identifier: ISC */
/* Tells what a source holds by its beginning. */
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "lib/json.h"
#include "lib/scan.h"

static const char *const wants[] = {"type"};

/* Tells whether the first line is an object of JSON, and all of it there. With
 * typed set it has to be a record of a type that is ours. */
static int
is_record(const char *p, size_t len, int whole, int typed)
{
	static const char *const types[] = {"post", "comment", "mention",
	    "message", "review", "article", "account", "series", "visit",
	    "draft", "action", "receipt", "alert", "finding", "row", "measure",
	    "part", "draw", "coverage", NULL};
	const char *lf = memchr(p, '\n', len);
	struct cm_want *want;
	struct cm_scan_error why;
	struct cm_slice type;
	struct cm_buf b;
	int good, i;

	if (lf == NULL && !whole)
		return 0;
	len = lf != NULL ? (size_t)(lf - p) : len;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, p, len);
	cm_buf_room(&b, CM_SCAN_PAD);
	want = cm_want_new(wants, 1);
	good = cm_scan_line(b.p, len, want, &type, &why) == 0;
	if (good && typed) {
		good = 0;
		for (i = 0; types[i] != NULL; i++)
			good |= cm_scan_kind(type) == CM_STRING &&
			    cm_json_is(type, types[i]);
	}
	cm_want_free(want);
	cm_buf_release(&b);
	return good;
}

/* What was known before there were exports. */
static enum kind
sniff_text(const char *bytes, size_t len, const char *p, size_t n, int whole)
{
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
	if (n == 0)
		return whole ? KIND_NDJSON : KIND_AUTO;
	if (*p == '{' && (whole || is_record(p, n, whole, 0)))
		return KIND_NDJSON;
	return weblog_is(bytes, len) ? KIND_WEBLOG : KIND_AUTO;
}

enum kind
sniff(
    struct fetch *f, const char *path, const char *bytes, size_t len, int whole)
{
	const char *p = bytes;
	size_t n = len;
	enum kind kind;

	if (f != NULL && export_is_packed(bytes, len))
		return KIND_EXPORT;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
		p += 3;
		n -= 3;
	}
	while (n > 0 && strchr(" \t\r\n", *p) != NULL && *p != '\0') {
		p++;
		n--;
	}
	if (n > 0 && *p == '{' && is_record(p, n, whole, 1))
		return KIND_NDJSON;
	/* Exports may look like feeds or like one record. */
	if (f != NULL && n > 0 && export_is(f, path, bytes, len, 0))
		return KIND_EXPORT;
	kind = sniff_text(bytes, len, p, n, whole);
	if (kind == KIND_AUTO && f != NULL && n > 0 &&
	    export_is(f, path, bytes, len, 1))
		return KIND_EXPORT;
	return kind;
}
