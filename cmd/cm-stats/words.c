/* SPDX-License-Identifier: ISC */
#include <string.h>

#include <utf8proc.h>

#include "cmd/cm-stats/words.h"

enum sort {
	OTHER,
	BLANK,
	LETTER,
	DIGIT,
	MARK,
	JOINER, /* between letters: an apostrophe, a middle dot, a low line */
	KATAKANA,
	DENSE /* of a script without spaces */
};

struct cutter {
	const char *s, *end;
	int phrases;
	void *ctx;
	void (*take)(void *ctx, enum words_kind kind, const char *s, size_t n);
	/* The word before, and where it ended; NULL: other than blanks stands
	 * between it and where we are. */
	char pair[2 * 4 * WORDS_LONGEST + 1];
	size_t before;
	const char *behind;
};

static int
in_range(uint32_t c, uint32_t low, uint32_t high)
{
	return c - low <= high - low;
}

static int
is_dense(uint32_t c)
{
	if (c < 0x3000)
		return in_range(c, 0xE01, 0xE3A) || in_range(c, 0xE40, 0xE4E) ||
		    in_range(c, 0xE81, 0xECD) || in_range(c, 0xEDC, 0xEDF) ||
		    in_range(c, 0x1000, 0x103F) ||
		    in_range(c, 0x1050, 0x108F) || in_range(c, 0x1780, 0x17D3);
	return in_range(c, 0x4E00, 0x9FFF) || in_range(c, 0x3041, 0x309F) ||
	    in_range(c, 0x3400, 0x4DBF) || in_range(c, 0xF900, 0xFAFF) ||
	    in_range(c, 0x20000, 0x3FFFF) || in_range(c, 0x3105, 0x312F) ||
	    in_range(c, 0x3005, 0x3007) || in_range(c, 0xA9E0, 0xA9FE) ||
	    in_range(c, 0xAA60, 0xAA7F);
}

/* What is not ASCII. */
static enum sort
sort_of(uint32_t c)
{
	utf8proc_category_t cat;

	if (c == 0x2019 || c == 0xB7)
		return JOINER;
	/* Folded letters that most texts are made of. */
	if ((in_range(c, 0xDF, 0x24F) && c != 0xF7) ||
	    in_range(c, 0x430, 0x45F) || in_range(c, 0xAC00, 0xD7A3))
		return LETTER;
	if (in_range(c, 0x4E00, 0x9FFF))
		return DENSE;
	cat = utf8proc_category((utf8proc_int32_t)c);
	if (cat >= UTF8PROC_CATEGORY_MN && cat <= UTF8PROC_CATEGORY_ME)
		return MARK;
	if (cat >= UTF8PROC_CATEGORY_ND && cat <= UTF8PROC_CATEGORY_NO &&
	    c != 0x3007)
		return DIGIT;
	if (is_dense(c))
		return cat != UTF8PROC_CATEGORY_CN ? DENSE : OTHER;
	if (in_range(c, 0x30A1, 0x30FA) || in_range(c, 0x30FC, 0x30FF) ||
	    in_range(c, 0x31F0, 0x31FF))
		return KATAKANA;
	if (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_LO)
		return LETTER;
	return OTHER;
}

static enum sort
ascii_sort(unsigned char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	if (c == '\'' || c == '_')
		return JOINER;
	return c == ' ' || c == '\t' ? BLANK : OTHER;
}

/* The sort of the character at p, which is UTF-8 once it is folded, and its
 * bytes; OTHER and 0 at the end. */
static enum sort
look(const struct cutter *c, const char *p, size_t *n)
{
	const unsigned char *u = (const unsigned char *)p;

	*n = p < c->end;
	if (*n == 0)
		return OTHER;
	if (u[0] < 0x80)
		return ascii_sort(u[0]);
	if (u[0] < 0xE0) {
		*n = 2;
		return sort_of((u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu));
	}
	if (u[0] < 0xF0) {
		*n = 3;
		return sort_of((u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 |
		    (u[2] & 0x3Fu));
	}
	*n = 4;
	return sort_of((u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 |
	    (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu));
}

static int
is_part(enum sort k)
{
	return k == LETTER || k == DIGIT || k == MARK;
}

static size_t
characters(const char *s, size_t n)
{
	size_t k, count = 0;

	for (k = 0; k < n; k++)
		count += ((unsigned char)s[k] & 0xC0) != 0x80;
	return count;
}

/* An apostrophe at p: its bytes, else 0. */
static size_t
apostrophe(const char *p, size_t n)
{
	if (n > 0 && *p == '\'')
		return 1;
	return n >= 3 && memcmp(p, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

/* Whether it is in Latin letters, in which articles are elided. */
static int
is_latin(const char *s, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++)
		if ((unsigned char)s[k] >= 0xCA) /* U+0280 and above */
			return 0;
	return 1;
}

/* Takes off what is no part of the word: "l'" before it, "'s" behind it. */
static void
trim(const char **s, size_t *n)
{
	size_t k, mark;

	if (*n > 2 && (*s)[*n - 1] == 's') {
		if ((*s)[*n - 2] == '\'')
			*n -= 2;
		else if (*n > 4 && apostrophe(*s + *n - 4, 3) == 3)
			*n -= 4;
	}
	for (k = 1; k < *n && k <= 4; k++) {
		mark = apostrophe(*s + k, *n - k);
		if (mark == 0)
			continue;
		if (characters(*s, k) > 2 || !is_latin(*s, k) ||
		    characters(*s + k + mark, *n - k - mark) < 3)
			return;
		*s += k + mark;
		*n -= k + mark;
		return;
	}
}

/* One spelling of apostrophes; returns the length in to. */
static size_t
spell(char *to, const char *s, size_t n)
{
	size_t k, len = 0, mark;

	for (k = 0; k < n; k++) {
		mark = apostrophe(s + k, n - k);
		to[len++] = mark > 0 ? '\'' : s[k];
		k += mark > 1 ? mark - 1 : 0;
	}
	return len;
}

/* A word as it stands from s to e; plain: in ASCII letters and digits. */
static void
word(struct cutter *c, const char *s, const char *e, int plain)
{
	/* Of what stands right behind another script it is no neighbour. */
	int near = c->behind != NULL && c->behind < s;
	size_t n = (size_t)(e - s), chars;

	c->behind = NULL;
	if (!plain)
		trim(&s, &n);
	if (n > 4 * WORDS_LONGEST)
		return;
	chars = plain ? n : characters(s, n);
	if (chars < 2 || chars > WORDS_LONGEST)
		return;
	c->behind = e;
	if (!c->phrases && plain) {
		c->take(c->ctx, WORDS_WORD, s, n);
		return;
	}
	if (!near || !c->phrases) {
		c->before = spell(c->pair, s, n);
		c->take(c->ctx, WORDS_WORD, c->pair, c->before);
		return;
	}
	c->pair[c->before] = ' ';
	n = spell(c->pair + c->before + 1, s, n);
	c->take(c->ctx, WORDS_WORD, c->pair + c->before + 1, n);
	c->take(c->ctx, WORDS_PHRASE, c->pair, c->before + 1 + n);
	memmove(c->pair, c->pair + c->before + 1, n);
	c->before = n;
}

/* From a letter or digit on: returns where its run ends, whether it has a
 * letter, and whether it is of ASCII letters and digits alone. */
static const char *
run_of(const struct cutter *c, const char *p, int *letters, int *plain)
{
	size_t n, more;
	enum sort k;

	*letters = 0;
	*plain = 1;
	for (;;) {
		k = look(c, p, &n);
		if (is_part(k))
			*letters |= k == LETTER;
		else if (k == JOINER && is_part(look(c, p + n, &more)))
			*plain = 0;
		else
			return p;
		*plain &= n == 1;
		p += n;
	}
}

static const char *
words(struct cutter *c, const char *p)
{
	int letters, plain;
	size_t n;
	const char *end = run_of(c, p, &letters, &plain);

	/* An address is no word. */
	if (end < c->end && *end == '@' && is_part(look(c, end + 1, &n))) {
		c->behind = NULL;
		return end;
	}
	if (letters)
		word(c, p, end, plain);
	else
		c->behind = NULL;
	return end;
}

static const char *
katakana(struct cutter *c, const char *p)
{
	const char *start = p;
	size_t n;

	while (look(c, p, &n) == KATAKANA)
		p += n;
	word(c, start, p, 0);
	return p;
}

/* Every two neighbours of a run, and every three. */
static const char *
dense(struct cutter *c, const char *p)
{
	const char *at[3] = {p, p, p}; /* where the last three begin */
	size_t n, count;
	enum sort k;

	c->behind = NULL;
	for (count = 0; look(c, p, &n) == DENSE;) {
		at[0] = at[1];
		at[1] = at[2];
		at[2] = p;
		do {
			p += n;
			k = look(c, p, &n);
		} while (k == MARK);
		count++;
		if (p - at[0] > 4 * WORDS_LONGEST)
			continue;
		if (count >= 2)
			c->take(c->ctx, WORDS_WORD, at[1], (size_t)(p - at[1]));
		if (count >= 3 && c->phrases)
			c->take(
			    c->ctx, WORDS_PHRASE, at[0], (size_t)(p - at[0]));
	}
	if (count == 1 && p - at[2] <= 4 * WORDS_LONGEST)
		c->take(c->ctx, WORDS_WORD, at[2], (size_t)(p - at[2]));
	return p;
}

static int
in_tag(enum sort k)
{
	return is_part(k) || k == KATAKANA || k == DENSE;
}

/* A tag; the second # of "#topic#", as it is written on Weibo, ends it. */
static const char *
tag(struct cutter *c, const char *p)
{
	const char *start = ++p;
	int letters = 0;
	size_t n;
	enum sort k;

	for (k = look(c, p, &n); in_tag(k) || (n > 0 && *p == '_');
	     k = look(c, p, &n)) {
		letters |= k != DIGIT && k != JOINER;
		p += n;
	}
	if (letters)
		c->take(c->ctx, WORDS_TAG, start, (size_t)(p - start));
	return p > start && p < c->end && *p == '#' ? p + 1 : p;
}

static const char *
mention(const struct cutter *c, const char *p)
{
	size_t n, more;

	for (p++;; p += n) {
		if (in_tag(look(c, p, &n)) || (n > 0 && *p == '_'))
			continue;
		if (n == 0 || strchr(".-@", *p) == NULL ||
		    !in_tag(look(c, p + n, &more)))
			return p;
	}
}

/* Where a URL that begins at p ends; NULL: none does. */
static const char *
url(const struct cutter *c, const char *p)
{
	size_t left = (size_t)(c->end - p);

	if (!(left > 8 && memcmp(p, "https://", 8) == 0) &&
	    !(left > 7 && memcmp(p, "http://", 7) == 0) &&
	    !(left > 4 && memcmp(p, "www.", 4) == 0))
		return NULL;
	while (p<c->end && * p> ' ' && *p < 0x7F && strchr("\"<>", *p) == NULL)
		p++;
	return p;
}

/* What stands between two words that are one phrase: blanks, or a hyphen. */
static const char *
between(struct cutter *c, const char *p)
{
	const char *start = p;

	while (p < c->end && (*p == ' ' || *p == '\t'))
		p++;
	if (p == start && *p == '-')
		p++;
	if (p == start) {
		size_t n;

		look(c, p, &n);
		c->behind = NULL;
		return p + n;
	}
	return p;
}

void
words_cut(const char *s, size_t len, int phrases, void *ctx,
    void (*take)(void *ctx, enum words_kind kind, const char *s, size_t len))
{
	struct cutter c;
	struct cm_buf b;
	const char *p, *end;
	size_t n;
	enum sort k;

	cm_buf_init(&b, CM_BUF_ANY);
	words_fold(&b, s, len);
	memset(&c, 0, sizeof(c));
	c.s = p = b.p;
	c.end = b.p + b.len;
	c.phrases = phrases;
	c.ctx = ctx;
	c.take = take;
	while (p < c.end) {
		k = look(&c, p, &n);
		end = (*p == 'h' || *p == 'w') ? url(&c, p) : NULL;
		if (end != NULL || *p == '#' || *p == '@') {
			c.behind = NULL;
			p = end != NULL ? end
			    : *p == '#' ? tag(&c, p)
					: mention(&c, p);
		} else if (k == LETTER || k == DIGIT)
			p = words(&c, p);
		else if (k == KATAKANA)
			p = katakana(&c, p);
		else if (k == DENSE)
			p = dense(&c, p);
		else
			p = between(&c, p);
	}
	cm_buf_release(&b);
}
