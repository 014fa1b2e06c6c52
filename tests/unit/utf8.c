/* SPDX-License-Identifier: ISC */
/* UTF-8 told and written many bytes at once: as one by one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/scan.h"
#include "lib/text.h"
#include "tests/tap.h"

static uint64_t seed = 1;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005 + 1442695040888963407;
	return (unsigned)((seed >> 33) % n);
}

/* Text of which some is not ASCII, and perhaps some is not even UTF-8. */
static void
make(struct cm_buf *b, size_t len, int damaged)
{
	static const char *const parts[] = {"a", "plain words of ASCII ", "\"",
	    "\\", "\n", "\x01", "\x7f", "\xc3\xa9", "\xe2\x82\xac",
	    "\xed\x9f\xbf", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf",
	    "0123456789abcdef0123456789abcdef", " "};
	static const char *const wrong[] = {"\x80", "\xc3", "\xe2\x82",
	    "\xed\xa0\x80", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xc0\x80",
	    "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xff"};
	unsigned kinds = 1 + below(14);

	cm_buf_clear(b);
	while (b->len < len)
		cm_buf_puts(b, parts[below(kinds)]);
	if (damaged)
		memcpy(b->p + below((unsigned)b->len - 8), wrong[below(10)], 2);
}

/* As cm_text_char() reads it, one by one. */
static size_t
one_by_one(const char *p, size_t len)
{
	size_t at, n;
	uint32_t c;

	for (at = 0; at < len; at += n) {
		n = cm_text_char(p + at, len - at, &c);
		if (n == 1 && c == 0xfffd)
			break;
	}
	return at;
}

static void
prefixes(void)
{
	static const char *const names[] = {
	    "the best path", "plain", "AVX2", "AVX-512"};
	struct cm_buf b;
	size_t path, i;
	int good;

	cm_buf_init(&b, CM_BUF_ANY);
	for (path = CM_SCAN_BEST; path < CM_SCAN_PATHS; path++) {
		if (cm_scan_use((enum cm_scan_path)path) != 0) {
			ok(1, "this machine has it not");
			continue;
		}
		good = 1;
		for (i = 0; i < 2000; i++) {
			make(&b, 20 + i % 1700, i % 3 > 0);
			if (i % 5 == 0)
				b.len -= below(5); /* cut off */
			good &=
			    cm_scan_utf8(b.p, b.len) == one_by_one(b.p, b.len);
		}
		ok(good, names[path]);
	}
	cm_scan_use(CM_SCAN_BEST);
	is_int((long long)cm_scan_utf8("", 0), 0, "nothing");
	is_int((long long)cm_scan_utf8("ab\xc3", 3), 2, "cut off");
	cm_buf_release(&b);
}

/* What is written where there is room for little more than the string is
 * written byte by byte. */
static void
strings(void)
{
	struct cm_buf text, fast, slow, known;
	int good = 1, same = 1, refused = 1;
	size_t i;

	cm_buf_init(&text, CM_BUF_ANY);
	cm_buf_init(&fast, CM_BUF_ANY);
	cm_buf_init(&known, CM_BUF_ANY);
	for (i = 0; i < 3000; i++) {
		make(&text, 12 + (i % 9 == 0 ? 3000 : i % 90), i % 2);
		text.len -= below(12);
		cm_buf_clear(&fast);
		cm_json_string(&fast, text.p, text.len);
		cm_buf_init(&slow, fast.len + 6);
		cm_json_string(&slow, text.p, text.len);
		good &= fast.len == slow.len &&
		    memcmp(fast.p, slow.p, fast.len) == 0;
		cm_buf_release(&slow);
		cm_buf_init(&slow, fast.len - 1);
		cm_json_string(&slow, text.p, text.len);
		refused &= slow.len == 0 && slow.full;
		cm_buf_release(&slow);
		cm_buf_clear(&known);
		cm_json_utf8(&known, text.p, text.len);
		same &= cm_scan_utf8(text.p, text.len) < text.len ||
		    (known.len == fast.len &&
			memcmp(known.p, fast.p, known.len) == 0);
	}
	ok(good, "strings written many bytes at once");
	ok(same, "the same where they are known to be UTF-8");
	ok(refused, "one that does not fit is not begun");
	cm_buf_clear(&fast);
	cm_json_string(&fast, "", 0);
	is(cm_buf_str(&fast), "\"\"", "an empty one");
	cm_buf_release(&text);
	cm_buf_release(&fast);
	cm_buf_release(&known);
}

int
main(void)
{
	prefixes();
	strings();
	return done();
}
