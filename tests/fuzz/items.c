/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: a document that is cut into items, of JSON, XML or
 * text as the first byte says. Whatever comes at a time, the same comes out;
 * good items and frames are JSON that libjq can read; elements of an array
 * that is valid are those that lib/json finds in it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/items.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/jvtext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

struct drip {
	const char *p;
	size_t len, step;
};

static ssize_t
drip_read(void *ctx, char *to, size_t len, const char **why)
{
	struct drip *d = ctx;

	(void)why;
	if (len > d->step)
		len = d->step;
	if (len > d->len)
		len = d->len;
	memcpy(to, d->p, len);
	d->p += len;
	d->len -= len;
	return (ssize_t)len;
}

static const char *const json[] = {
    "[]", "a[]", "a.*[]", "a.b[].c[]", "*.c", "[].a[]", "b[][]"};
static const char *const root[] = {""};
static const char *const xml[] = {"a.b", "rss.channel.item", "*.c.d", "a.c.*"};
static const char *const text[] = {
    "^\xe2\x80\x8e?\\[([0-9/]+)[ \xc3\xa9]([0-9:]+)\\] ([^:]+): (.*)$",
    "^- (a|b)?"};

static const struct kind {
	enum items_form form;
	const char *const *paths;
	size_t n;
} kinds[] = {{ITEMS_JSON, json, 7}, {ITEMS_JSON, json, 1},
    {ITEMS_JSON, root, 1}, {ITEMS_XML, xml, 4}, {ITEMS_TEXT, text, 2}};

static void
check_readable(const char *p, size_t len)
{
	struct cm_jvtext reader;
	jv v;

	cm_jvtext_init(&reader);
	v = cm_jvtext_read(&reader, p, len);
	demand(jv_is_valid(v));
	jv_free(v);
	cm_jvtext_release(&reader);
}

/* All that comes out, as text. */
static void
cut(struct cm_buf *to, const struct kind *k, struct drip d, int *bad)
{
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why = NULL;
	struct items *s = items_open(from, k->form, k->paths, k->n, &why);
	struct item i;
	uint64_t line, version = (uint64_t)-1;
	size_t len;
	int got;

	demand(s != NULL);
	while ((got = items_next(s, &i)) == 1) {
		*bad |= i.bad != NULL;
		if (i.bad == NULL)
			check_readable(i.json, i.len);
		check_readable(i.path, strlen(i.path));
		demand(i.rule < k->n && i.line > 0);
		cm_buf_printf(to, "%u %zu %s %s ", (unsigned)i.line, i.rule,
		    i.path, i.bad != NULL ? i.bad : "");
		cm_buf_add(to, i.json, i.len);
		cm_buf_byte(to, '\n');
		if (version == items_frame_version(s))
			continue;
		version = items_frame_version(s);
		why = items_frame(s, &len);
		check_readable(why, len);
		cm_buf_add(to, why, len);
	}
	*bad |= got == -1;
	why = items_why(s, &line);
	demand((got == -1) == (why != NULL));
	if (got == -1)
		cm_buf_printf(to, "%u: %s\n", (unsigned)line, why);
	demand(items_next(s, &i) == got);
	why = items_frame(s, &len);
	check_readable(why, len);
	cm_buf_add(to, why, len);
	items_close(s);
	stream_close(from);
}

/* What lib/json finds in an array that lib/scan calls valid. */
static void
check_array(const char *p, size_t len)
{
	const struct kind k = {ITEMS_JSON, json, 1};
	struct drip d = {p, len, 5};
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why;
	struct items *s = items_open(from, k.form, k.paths, 1, &why);
	struct cm_slice all = {p, len}, key, value;
	struct item i;
	size_t at = 0;

	while (cm_json_next(all, &at, &key, &value)) {
		demand(items_next(s, &i) == 1);
		demand(i.bad != NULL ||
		    (i.len >= value.len &&
			(i.len > value.len ||
			    memcmp(i.json, value.p, value.len) == 0)));
	}
	demand(items_next(s, &i) == 0);
	items_close(s);
	stream_close(from);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = {1, 5, 64, 1000};
	static const char *const name = "v";
	struct cm_want *want;
	const struct kind *k;
	struct cm_buf whole, again;
	struct cm_scan_error error;
	struct cm_slice v = {NULL, 0};
	const char *p = (const char *)data + 1;
	size_t i;
	int bad = 0;
	char *line;

	if (size == 0)
		return 0;
	k = &kinds[data[0] % (sizeof(kinds) / sizeof(kinds[0]))];
	size--;
	cm_buf_init(&whole, CM_BUF_ANY);
	cm_buf_init(&again, CM_BUF_ANY);
	cut(&whole, k, (struct drip){p, size, size + 1}, &bad);
	for (i = 0; i < 4; i++) {
		cm_buf_clear(&again);
		cut(&again, k, (struct drip){p, size, steps[i]}, &bad);
		demand(again.len == whole.len &&
		    memcmp(again.p, whole.p, whole.len) == 0);
	}
	want = cm_want_new(&name, 1);
	line = cm_zalloc(size + 8 + CM_SCAN_PAD);
	memcpy(line, "{\"v\":", 5);
	memcpy(line + 5, p, size);
	line[5 + size] = '}';
	if (size > 1 && p[0] == '[' && p[size - 1] == ']' &&
	    cm_scan_line(line, size + 6, want, &v, &error) == 0 &&
	    v.len == size)
		check_array(line + 5, size);
	else if (k == &kinds[1] && size > 0 && p[0] == '[')
		/* Then something was said, or mended. */
		demand(bad || memchr(p, '"', size) != NULL ||
		    strchr(" \t\r\n", p[size - 1]) != NULL);
	free(line);
	cm_want_free(want);
	cm_buf_release(&whole);
	cm_buf_release(&again);
	return 0;
}
