/* SPDX-License-Identifier: ISC */
/*
 * Whatever is served as a feed, a list of feeds or a page: no crash, no
 * record that our own scanner would not take, and the same again the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "lib/err.h"
#include "lib/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_item(void *ctx, const struct feed_item *item)
{
	struct cm_scan_error why;
	char *line = cm_zalloc(item->len + CM_SCAN_PAD);

	memcpy(line, item->record, item->len);
	if (cm_scan_line(line, item->len, NULL, NULL, &why) < 0 ||
	    item->id == NULL)
		abort();
	free(line);
	*(uint64_t *)ctx = *(uint64_t *)ctx * 31 + item->hash;
}

static void
check_problem(void *ctx, const char *what)
{
	(void)ctx;
	if (what[0] == '\0' || strchr(what, '\n') != NULL)
		abort();
}

static void
check_found(void *ctx, const char *url, const char *title)
{
	(void)ctx;
	if (url[0] == '\0' || (title != NULL && title[0] == '\0'))
		abort();
}

static void
check_outline(void *ctx, const char *url, const char *title, const char *folder)
{
	(void)folder;
	check_found(ctx, url, title);
}

static uint64_t
read_feed(const struct feed_in *in)
{
	uint64_t sum = 0;
	struct feed_out out = {check_item, check_problem, &sum};
	struct feed_info info;

	if (feed_parse(in, &out, &info) < 0 && info.problems == 0)
		abort();
	feed_info_release(&info);
	return sum;
}

/* The first byte chooses what is known of the source. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const charsets[] = {NULL, NULL, NULL, NULL, "utf-8",
	    "iso-8859-1", "utf-16", "shift_jis"};
	struct feed_in in;
	uint64_t first;

	if (size == 0)
		return 0;
	memset(&in, 0, sizeof(in));
	in.bytes = (const char *)data + 1;
	in.len = size - 1;
	in.charset = charsets[data[0] & 7];
	in.url = data[0] & 8 ? "http://feed.example/a/feed.xml" : NULL;
	in.account = data[0] & 16 ? "http://feed.example/feed" : NULL;
	first = read_feed(&in);
	if (read_feed(&in) != first)
		abort();
	opml_each(
	    in.bytes, in.len, in.charset, check_outline, check_problem, NULL);
	feed_discover(in.bytes, in.len, in.url, check_found, NULL);
	return 0;
}
