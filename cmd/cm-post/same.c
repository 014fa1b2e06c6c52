/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"
#include "lib/html.h"
#include "lib/text.h"

enum { CUT_LEAST = 8 }; /* bytes of what is taken for a beginning */

/*
 * What is left of a text by which it is told from others: its words in lower
 * case, one blank between. Links are left out since networks shorten them and
 * show them in their own way, tags and mentions since they complete or cut
 * them, punctuation since some set their own quotes and dashes.
 */
struct text_key {
	struct cm_buf title, text;
	int wordless; /* it says something, and none of it is a word */
};

/* Punctuation as wide as a letter of Chinese. */
static int
is_wide_mark(uint32_t c)
{
	return (c > 0xff00 && c < 0xff10) || (c > 0xff19 && c < 0xff21) ||
	    (c > 0xff3a && c < 0xff41) || (c > 0xff5a && c < 0xff66);
}

/* Whether a character is part of a word. */
static int
is_word(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9');
	return c > 0xbf && c != 0xd7 && c != 0xf7 &&
	    !(c >= 0x2000 && c <= 0x206f) && !(c >= 0x3000 && c <= 0x303f) &&
	    !(c >= 0xfe00 && c <= 0xfe0f) && c != 0xfeff && c < 0xfff0 &&
	    !is_wide_mark(c);
}

/* Whether it is a word, or a part of one, of those who write no blanks between
 * words: else a text of theirs would be one word. */
static int
is_alone(uint32_t c)
{
	return (c >= 0xe00 && c <= 0xeff) || (c >= 0x1000 && c <= 0x109f) ||
	    (c >= 0x1780 && c <= 0x17ff) || (c >= 0x2e80 && c <= 0x9fff) ||
	    (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* Whether a run of what is no blank is a link, a tag or a mention, also one
 * that is cut ("example.com/a..."). */
static int
is_mark(const char *s, size_t len)
{
	size_t i;

	while (len > 0 && (*s == '(' || *s == '[' || *s == '<'))
		s++, len--;
	if (len > 1 && (*s == '#' || *s == '@'))
		return 1;
	for (i = 0; i + 2 < len; i++)
		if (memcmp(s + i, "://", 3) == 0)
			return 1;
	if (len > 4 && memcmp(s, "www.", 4) == 0)
		return 1;
	/* A host: a point between two letters or digits, then perhaps more. */
	for (i = 1; i + 2 < len; i++)
		if (s[i] == '.' && is_word((unsigned char)s[i - 1]) &&
		    is_word((unsigned char)s[i + 1]))
			return s[i + 1] > '9';
	return 0;
}

static void
part_words(struct cm_buf *to)
{
	if (to->len > 0 && to->p[to->len - 1] != ' ')
		cm_buf_byte(to, ' ');
}

static void
add_word(struct cm_buf *to, const char *s, size_t len)
{
	size_t i, n;
	uint32_t c;

	if (is_mark(s, len))
		return;
	for (i = 0; i < len; i += n) {
		n = cm_text_char(s + i, len - i, &c);
		if (!is_word(c) || is_alone(c))
			part_words(to);
		if (is_word(c))
			cm_buf_add(to, s + i, n);
		if (is_alone(c))
			part_words(to);
	}
	part_words(to);
}

static void
add_key(struct cm_buf *to, const char *s, int html)
{
	struct cm_buf plain, words;
	size_t i, from, n;
	uint32_t c = 0;

	cm_buf_init(&plain, CM_BUF_ANY);
	cm_buf_init(&words, CM_BUF_ANY);
	if (html)
		cm_html_text(&plain, s, strlen(s));
	else
		cm_buf_puts(&plain, s);
	for (i = from = 0; i < plain.len; i += n) {
		n = cm_text_char(plain.p + i, plain.len - i, &c);
		if (c > ' ' && c != 0xa0 && c != 0x3000)
			continue;
		add_word(&words, plain.p + from, i - from);
		from = i + n;
	}
	if (plain.len > from)
		add_word(&words, plain.p + from, plain.len - from);
	cm_text_fold(
	    to, words.p != NULL ? words.p : "", words.len, CM_TEXT_CASE);
	cm_buf_release(&words);
	cm_buf_release(&plain);
}

struct text_key *
text_key_new(const char *title, const char *text, int html)
{
	struct text_key *k = cm_alloc(sizeof(*k));

	cm_buf_init(&k->title, CM_BUF_ANY);
	cm_buf_init(&k->text, CM_BUF_ANY);
	add_key(&k->title, title != NULL ? title : "", html);
	add_key(&k->text, text != NULL ? text : "", html);
	cm_buf_str(&k->title);
	cm_buf_str(&k->text);
	k->wordless = k->title.len + k->text.len == 0 &&
	    ((title != NULL && *title != '\0') ||
		(text != NULL && *text != '\0'));
	return k;
}

void
text_key_free(struct text_key *k)
{
	if (k == NULL)
		return;
	cm_buf_release(&k->title);
	cm_buf_release(&k->text);
	free(k);
}

/* The share of the words of a that b has too, in percent. */
static int
share(const struct cm_buf *a, const struct cm_buf *b)
{
	size_t i, len, at, words = 0, found = 0;

	for (i = 0; i < a->len; i += len + 1) {
		len = strcspn(a->p + i, " ");
		words++;
		for (at = 0; at + len <= b->len;
		     at += strcspn(b->p + at, " ") + 1)
			if (strncmp(b->p + at, a->p + i, len) == 0 &&
			    (b->p[at + len] == ' ' || b->p[at + len] == '\0')) {
				found++;
				break;
			}
	}
	return words > 0 ? (int)(100 * found / words) : 0;
}

/* Whether they are the same but for blanks, which networks put and take. */
static int
equal(const struct cm_buf *a, const struct cm_buf *b)
{
	size_t i = 0, n = 0;

	for (;; i++, n++) {
		while (i < a->len && a->p[i] == ' ')
			i++;
		while (n < b->len && b->p[n] == ' ')
			n++;
		if (i == a->len || n == b->len)
			return i == a->len && n == b->len;
		if (a->p[i] != b->p[n])
			return 0;
	}
}

/* Whether one is the beginning of the other, perhaps in the midst of a word. */
static int
is_cut(const struct cm_buf *a, const struct cm_buf *b)
{
	size_t len = a->len < b->len ? a->len : b->len;

	while (len > 0 && (a->len < b->len ? a : b)->p[len - 1] == ' ')
		len--;
	return len >= CUT_LEAST && memcmp(a->p, b->p, len) == 0;
}

static enum same
compare(const struct cm_buf *a, const struct cm_buf *b)
{
	if (a->len == 0 || b->len == 0)
		return SAME_NOT;
	if (equal(a, b))
		return SAME_YES;
	return share(a, b) >= 60 || share(b, a) >= 60 || is_cut(a, b)
	    ? SAME_LIKE
	    : SAME_NOT;
}

/*
 * A list may show no title, or nothing but the title and an excerpt, or one as
 * the other: what is not there is not held against an item. One that shows
 * nothing of what ours has may be it; and where ours has no word, one that has
 * words may: signs and links become words at some networks.
 */
enum same
text_key_same(const struct text_key *a, const struct text_key *b)
{
	int titles = a->title.len > 0 && b->title.len > 0;
	int texts = a->text.len > 0 && b->text.len > 0;
	enum same title = compare(&a->title, &b->title);
	enum same text = compare(&a->text, &b->text);

	if (a->title.len + a->text.len == 0)
		return b->title.len + b->text.len == 0 ? SAME_YES
		    : a->wordless                      ? SAME_LIKE
						       : SAME_NOT;
	if (titles && title != SAME_YES)
		return title == SAME_LIKE || text != SAME_NOT ? SAME_LIKE
							      : SAME_NOT;
	if (titles)
		return !texts || text == SAME_YES ? SAME_YES : SAME_LIKE;
	if (texts && text == SAME_NOT)
		return compare(&a->title, &b->text) != SAME_NOT ||
			compare(&a->text, &b->title) != SAME_NOT
		    ? SAME_LIKE
		    : SAME_NOT;
	return texts ? text : SAME_LIKE;
}
