/* SPDX-License-Identifier: ISC */
#ifndef ITEMS_CUT_H
#define ITEMS_CUT_H

/* What the tests of items share. */

#include <stdlib.h>

#include "cmd/cm-fetch/items.c"
#include "cmd/cm-fetch/items_around.c"
#include "cmd/cm-fetch/items_cut.c"
#include "cmd/cm-fetch/items_element.c"
#include "cmd/cm-fetch/items_item.c"
#include "cmd/cm-fetch/items_json.c"
#include "cmd/cm-fetch/items_pattern.c"
#include "cmd/cm-fetch/items_text.c"
#include "cmd/cm-fetch/items_value.c"
#include "cmd/cm-fetch/items_xml.c"
#include "cmd/cm-fetch/stream.c"
#include "lib/jvtext.h"
#include "tests/tap.h"

/* Bytes that come so many at a time. */
struct drip {
	const char *p;
	size_t len, step;
	const char *why; /* at the end */
};

static inline ssize_t
drip_read(void *ctx, char *to, size_t len, const char **why)
{
	struct drip *d = ctx;

	if (len > d->step)
		len = d->step;
	if (len > d->len)
		len = d->len;
	if (len == 0 && d->why != NULL) {
		*why = d->why;
		return -1;
	}
	memcpy(to, d->p, len);
	d->p += len;
	d->len -= len;
	return (ssize_t)len;
}

/* One item a line: LINE RULE PATH JSON, or "bad:" and why; then what is wrong
 * with the document; then the frame. */
static inline void
describe(struct cm_buf *to, enum items_form form, const char *const *paths,
    struct drip d)
{
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why = NULL;
	struct items *s;
	struct item i;
	uint64_t line;
	size_t n = 0, len;
	int got;

	while (paths[n] != NULL)
		n++;
	s = items_open(from, form, paths, n, &why);
	if (s == NULL) {
		cm_buf_puts(to, why);
		stream_close(from);
		return;
	}
	while ((got = items_next(s, &i)) == 1) {
		cm_buf_printf(
		    to, "%u %zu %s ", (unsigned)i.line, i.rule, i.path);
		if (i.bad != NULL)
			cm_buf_printf(to, "bad: %s: ", i.bad);
		cm_buf_add(to, i.json, i.len < 300 ? i.len : 300);
		cm_buf_byte(to, '\n');
	}
	why = items_why(s, &line);
	if (got == -1)
		cm_buf_printf(to, "%u: %s\n", (unsigned)line, why);
	why = items_frame(s, &len);
	cm_buf_add(to, why, len);
	items_close(s);
	stream_close(from);
}

/* Whatever comes at a time, the same comes out. */
static inline void
check(enum items_form form, const char *const *paths, const char *text,
    size_t len, const char *want, const char *what)
{
	static const size_t steps[] = {(size_t)-1, 1, 7, 64};
	struct cm_buf b;
	size_t i;
	int same = 1;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && same; i++) {
		cm_buf_clear(&b);
		describe(
		    &b, form, paths, (struct drip){text, len, steps[i], NULL});
		same = strcmp(cm_buf_str(&b), want) == 0;
	}
	is(b.p, want, what);
	cm_buf_release(&b);
}

/* n times a, then b, n times c. */
static inline char *
nested(size_t n, const char *a, const char *b, const char *c)
{
	struct cm_buf to;
	size_t i;

	cm_buf_init(&to, CM_BUF_ANY);
	cm_buf_byte(&to, '[');
	for (i = 0; i < n; i++)
		cm_buf_puts(&to, a);
	cm_buf_puts(&to, b);
	for (i = 0; i < n; i++)
		cm_buf_puts(&to, c);
	cm_buf_puts(&to, ",7]");
	cm_buf_str(&to);
	return to.p;
}

/* How many items there are, how many of them bad, and what libjq says of the
 * good ones. */
static inline void
count(enum items_form form, const char *path, struct drip d, int want_good,
    int want_bad, const char *want_why, const char *what)
{
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why, *paths[] = {path};
	struct items *s = items_open(from, form, paths, 1, &why);
	struct cm_jvtext reader;
	struct item i;
	int good = 0, bad = 0, unread = 0;
	jv v;

	cm_jvtext_init(&reader);
	while (items_next(s, &i) == 1) {
		bad += i.bad != NULL;
		if (i.bad != NULL)
			continue;
		v = cm_jvtext_read(&reader, i.json, i.len);
		unread += !jv_is_valid(v);
		good++;
		jv_free(v);
	}
	is_int(good, want_good, what);
	is_int(bad, want_bad, "... and so many are bad");
	is_int(unread, 0, "... and libjq reads the others");
	is(items_why(s, NULL), want_why, "... and it ends so");
	cm_jvtext_release(&reader);
	items_close(s);
	stream_close(from);
}

/* The frame at each item where it is another one, and whether it stays what it
 * was where its version does. */
static inline void
frames_at(enum items_form form, const char *path, const char *text,
    const char *want, const char *what)
{
	struct drip d = {text, strlen(text), 5, NULL};
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why, *frame;
	struct items *s = items_open(from, form, &path, 1, &why);
	struct cm_buf b, last;
	struct item i;
	uint64_t version = (uint64_t)-1;
	size_t len;
	int same = 1;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&last, CM_BUF_ANY);
	while (items_next(s, &i) == 1) {
		frame = items_frame(s, &len);
		same &= version != items_frame_version(s) ||
		    strcmp(cm_buf_str(&last), frame) == 0;
		if (strcmp(cm_buf_str(&last), frame) != 0)
			cm_buf_printf(&b, "%s\n", frame);
		cm_buf_clear(&last);
		cm_buf_puts(&last, frame);
		version = items_frame_version(s);
	}
	is(cm_buf_str(&b), want, what);
	ok(same, "... and nothing changes unsaid");
	cm_buf_release(&b);
	cm_buf_release(&last);
	items_close(s);
	stream_close(from);
}

#endif
