/* SPDX-License-Identifier: ISC */
/* Threads: whatever the text and the limits, the pieces are the text but for
 * blanks, and each is within every limit. */
#include <stdlib.h>

#include "cmd/cm-post/split.c"
#include "tests/tap.h"

static uint32_t seed = 1;

static uint32_t
chance(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static const char *const words[] = {"a", "word", "longer-word", "été", "日本語",
    "🐱", "👨‍👩‍👧‍👦", "e\xCC\x81", "#tag",
    "@ann@social.example", "https://shop.example/a/b?c=d", "shop.fr", "End.",
    "What?", "。", "\"So!\"", "(see", "below)", "1.5", "…"};
static const char *const gaps[] = {
    " ", " ", " ", " ", "  ", "\n", "\n\n", "", "\n\n\n", " \n"};

static void
make(struct cm_buf *b)
{
	uint32_t n = chance(120);

	cm_buf_clear(b);
	for (; n > 0; n--) {
		cm_buf_puts(b, words[chance(sizeof(words) / sizeof(*words))]);
		cm_buf_puts(b, gaps[chance(sizeof(gaps) / sizeof(*gaps))]);
	}
	cm_buf_str(b);
}

static void
pack(struct cm_buf *to, const char *s, size_t len)
{
	for (; len > 0; s++, len--)
		if (!is_blank(*s))
			cm_buf_byte(to, *s);
}

/* Whether a piece begins or ends inside of what belongs together. */
static int
cuts_entity(const char *s, size_t len, size_t at)
{
	struct cm_entities e;
	size_t i, found = 0;

	cm_entities_find(&e, s, len);
	for (i = 0; i < e.count; i++)
		found += e.one[i].bytes[0] < at && at < e.one[i].bytes[1];
	cm_entities_release(&e);
	return found > 0;
}

/* Whether a place is inside of what is one sign to a reader. */
static int
cuts_sign(const char *s, size_t len, size_t at)
{
	size_t i = 0;

	while (i < at)
		i += cm_text_grapheme(s + i, len - i, NULL);
	return i > at;
}

/* What networks have. */
static const struct limits {
	enum cm_unit unit;
	int64_t max, bytes, link;
} limits[] = {{CM_UNIT_WEIGHTED, 280, -1, 23},
    {CM_UNIT_GRAPHEMES, 300, 3000, -1}, {CM_UNIT_GRAPHEMES, 500, -1, 23},
    {CM_UNIT_UTF16, 500, -1, -1}, {CM_UNIT_UTF16, 4096, -1, -1}};

/* Limits of a network, or any. */
static void
set_limits(struct cm_about *about, int round)
{
	const struct limits *l = &limits[chance(5)];

	about->text.unit = l->unit;
	about->text.max = l->max;
	about->text.bytes = l->bytes;
	about->text.link = l->link;
	if (round % 2 == 0)
		return;
	about->text.unit = (enum cm_unit)chance(5);
	about->text.max = 30 + (int64_t)chance(80);
	about->text.bytes = chance(3) == 0 ? 70 + (int64_t)chance(60) : -1;
	about->text.link = chance(2) == 0 ? 23 : -1;
}

int
main(void)
{
	struct cm_about about;
	struct cm_buf text, a, b;
	struct piece *pieces;
	const char *why;
	size_t n, i;
	int round, same = 1, fit = 1, whole = 1, signs = 1, split = 0, none = 0;

	memset(&about, 0, sizeof(about));
	about.text.thread = 1;
	cm_buf_init(&text, CM_BUF_ANY);
	cm_buf_init(&a, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	for (round = 0; round < 6000; round++) {
		make(&text);
		set_limits(&about, round);
		n = split_text(text.p, text.len, &about, &pieces, &why);
		split += n > 1;
		none += n == 0;
		cm_buf_clear(&a);
		cm_buf_clear(&b);
		pack(&a, text.p, text.len);
		for (i = 0; i < n; i++) {
			pack(&b, text.p + pieces[i].from,
			    pieces[i].to - pieces[i].from);
			fit &= split_fits(text.p + pieces[i].from,
			    pieces[i].to - pieces[i].from, &about);
			whole &= !cuts_entity(text.p, text.len, pieces[i].from);
			whole &= !cuts_entity(text.p, text.len, pieces[i].to);
			signs &= !cuts_sign(text.p, text.len, pieces[i].from);
			signs &= !cuts_sign(text.p, text.len, pieces[i].to);
		}
		same &= n == 0 || strcmp(cm_buf_str(&a), cm_buf_str(&b)) == 0;
		free(pieces);
	}
	ok(same, "the pieces are the text");
	ok(fit, "each within every limit");
	ok(whole, "no link, name or tag is cut");
	ok(signs, "nor what is one sign to a reader");
	ok(split > 500, "many were cut");
	ok(none < 100, "few could not be");
	printf("# %d of 6000 cut, %d could not be\n", split, none);
	cm_buf_release(&text);
	cm_buf_release(&a);
	cm_buf_release(&b);
	return done();
}
