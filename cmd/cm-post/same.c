/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"
#include "lib/html.h"
#include "lib/text.h"

/*
 * What is left of a text by which it is told from others: its words in lower
 * case, one blank between. Links are left out since networks shorten them and
 * show them in their own way, tags and mentions since they complete or cut
 * them, punctuation since some set their own quotes and dashes.
 */
struct text_key {
	struct cm_buf title, text;
};

/* Whether a character is part of a word. */
static int
is_word(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9');
	return c > 0xbf && c != 0xd7 && c != 0xf7 &&
	    !(c >= 0x2000 && c <= 0x206f) && !(c >= 0x3000 && c <= 0x303f) &&
	    !(c >= 0xfe00 && c <= 0xfe0f) && c != 0xfeff && c < 0xfff0;
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
add_word(struct cm_buf *to, const char *s, size_t len)
{
	size_t i, n;
	uint32_t c;

	if (is_mark(s, len))
		return;
	for (i = 0; i < len; i += n) {
		n = cm_text_char(s + i, len - i, &c);
		if (is_word(c))
			cm_buf_add(to, s + i, n);
		else if (to->len > 0 && to->p[to->len - 1] != ' ')
			cm_buf_byte(to, ' ');
	}
	if (to->len > 0 && to->p[to->len - 1] != ' ')
		cm_buf_byte(to, ' ');
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

static int
equal(const struct cm_buf *a, const struct cm_buf *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

/*
 * A list may show no title, or nothing but the title and an excerpt: what is
 * not there is not held against an item. One that shows nothing of what ours
 * has may be it.
 */
enum same
text_key_same(const struct text_key *a, const struct text_key *b)
{
	int titles = a->title.len > 0 && b->title.len > 0;
	int texts = a->text.len > 0 && b->text.len > 0;

	if (titles && !equal(&a->title, &b->title))
		return texts && equal(&a->text, &b->text) ? SAME_LIKE
							  : SAME_NOT;
	if (equal(&a->text, &b->text) &&
	    (texts || titles || (a->title.len == 0 && b->title.len == 0)))
		return SAME_YES;
	if (titles && !texts)
		return SAME_YES;
	if (titles || (!texts && (a->title.len > 0 || a->text.len > 0)) ||
	    (texts && share(&a->text, &b->text) >= 60) ||
	    (texts && share(&b->text, &a->text) >= 60))
		return SAME_LIKE;
	return SAME_NOT;
}
