/* SPDX-License-Identifier: ISC */
/* Stands in for what is being written. */
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/weblog.h"

#pragma weak feed_looks_like
#pragma weak feed_parse
#pragma weak feed_info_release
#pragma weak feed_discover
#pragma weak opml_each
#pragma weak weblog_option
#pragma weak weblog_options_release
#pragma weak weblog_is
#pragma weak weblog_run

enum feed_kind
feed_looks_like(const char *bytes, size_t len)
{
	return len > 4 && bytes[0] == '<' ? bytes[1] == 'o' ? FEED_OPML
		: bytes[1] == 'h'                           ? FEED_HTML
							    : FEED_XML
					  : FEED_NONE;
}

/* Test form: lines "id|url|title|seconds" behind the first line. */
int
feed_parse(const struct feed_in *in, const struct feed_out *out,
    struct feed_info *info)
{
	(void)in;
	memset(info, 0, sizeof(*info));
	out->problem(out->ctx, "feeds cannot be read yet");
	return -1;
}

void
feed_info_release(struct feed_info *info)
{
	memset(info, 0, sizeof(*info));
}

size_t
feed_discover(const char *bytes, size_t len, const char *base,
    void (*found)(void *ctx, const char *url, const char *title), void *ctx)
{
	(void)bytes, (void)len, (void)base, (void)found, (void)ctx;
	return 0;
}

long
opml_each(const char *bytes, size_t len, const char *charset,
    void (*each)(
	void *ctx, const char *url, const char *title, const char *folder),
    void (*problem)(void *ctx, const char *what), void *ctx)
{
	(void)bytes, (void)len, (void)charset, (void)each;
	problem(ctx, "OPML cannot be read yet");
	return -1;
}

int
weblog_option(struct weblog_options *o, int key, const char *value)
{
	(void)o, (void)key, (void)value;
	return 0;
}

void
weblog_options_release(struct weblog_options *o)
{
	(void)o;
}

int
weblog_is(const char *bytes, size_t len)
{
	(void)bytes, (void)len;
	return 0;
}

enum cm_exit
weblog_run(const struct weblog_options *o, const struct cm_rec_options *rec,
    const char *const *files, size_t nfiles)
{
	(void)o, (void)rec, (void)files, (void)nfiles;
	return CM_FAIL;
}
