/* SPDX-License-Identifier: ISC */
/*
 * A target for libFuzzer: the first byte says what lies behind the line, the
 * rest is the line. All paths of lib/scan must agree, and what is found must
 * be readable by lib/json, and read back as it was after it is written.
 */
#include "lib/json.h"
#include "tests/scan_all.h"

static const char *const names[] = {"type", "id", "a", "a.b", "a.b.c",
    "metrics.likes", "metrics.shares", "likes.p95"};

enum { WANTS = sizeof(names) / sizeof(names[0]) };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
demand(int holds)
{
	if (!holds)
		abort();
}

static void
check_string(struct cm_slice s)
{
	struct cm_buf text, again, back;

	cm_buf_init(&text, CM_BUF_ANY);
	cm_buf_init(&again, CM_BUF_ANY);
	cm_buf_init(&back, CM_BUF_ANY);
	demand(cm_json_text(&text, s) == 0 && text.len <= s.len);
	cm_json_string(&again, text.p, text.len);
	s.p = again.p;
	s.len = again.len;
	demand(cm_json_text(&back, s) == 0 && back.len == text.len);
	demand(text.len == 0 || memcmp(back.p, text.p, text.len) == 0);
	if (text.len > 0 && memchr(text.p, 0, text.len) == NULL)
		demand(cm_json_is(s, cm_buf_str(&text)));
	cm_buf_release(&text);
	cm_buf_release(&again);
	cm_buf_release(&back);
}

static void
check_number(struct cm_slice s)
{
	double d, back;
	struct cm_buf b;

	if (cm_json_double(s, &d) != 0)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_number(&b, d);
	s.p = b.p;
	s.len = b.len;
	demand(cm_json_double(s, &back) == 0 && back == d);
	cm_buf_release(&b);
}

/* Every value inside, and that each is a good one. */
static void
check_inside(struct cm_slice s, int levels)
{
	struct cm_slice key = {NULL, 0}, value;
	size_t at = 0, end = 0;

	if (cm_scan_kind(s) == CM_STRING)
		check_string(s);
	else if (cm_scan_kind(s) == CM_NUMBER)
		check_number(s);
	while (levels > 0 && cm_json_next(s, &at, &key, &value)) {
		demand(at > end && at < s.len && value.len > 0);
		end = at;
		if (*s.p == '{')
			check_string(key);
		check_inside(value, levels - 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cm_want *want;
	struct cm_slice found[WANTS];
	struct cm_scan_error why = {0, NULL};
	int verdict, i;

	if (size == 0)
		return 0;
	want = cm_want_new(names, WANTS);
	verdict = scan_all(
	    (const char *)data + 1, size - 1, data[0], want, found, &why);
	demand(verdict != -2);
	if (verdict == -1)
		demand(why.why != NULL && why.offset <= size - 1);
	for (i = 0; verdict == 0 && i < WANTS; i++)
		if (found[i].p != NULL)
			check_inside(found[i], 20);
	cm_want_free(want);
	return 0;
}
