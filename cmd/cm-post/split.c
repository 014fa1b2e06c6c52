/* SPDX-License-Identifier: ISC */
/* A text in pieces of which each fits into a message. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/plan.h"
#include "lib/entities.h"
#include "lib/text.h"

/* How good a place to cut is. Each is taken if the piece in front of it then
 * fills so many per cent of what it could. */
enum cut { NOWHERE, ANYWHERE, WORD, SENTENCE, LINE, PARAGRAPH, CUTS };
static const unsigned least[CUTS] = {100, 0, 20, 40, 40, 30};

struct splitting {
	const char *s;
	size_t len;
	const struct cm_about *about;
	struct cm_entities e;
	unsigned char *cuts; /* for each byte: how well to cut in front of it */
	struct piece *pieces;
	size_t count;
};

static int
fits(const struct cm_length *l, const struct cm_about *about)
{
	return (about->text.max < 0 ||
		   l->in[about->text.unit] <= (uint64_t)about->text.max) &&
	    (about->text.bytes < 0 ||
		l->in[CM_UNIT_BYTES] <= (uint64_t)about->text.bytes);
}

int
split_fits(const char *s, size_t len, const struct cm_about *about)
{
	struct cm_entities e;
	struct cm_length l;

	cm_entities_find(&e, s, len);
	cm_entities_length(&l, &e, s, len, (long)about->text.link);
	cm_entities_release(&e);
	return fits(&l, about);
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Signs that end a sentence: 1 with a blank behind them, 2 without one. */
static int
ends_sentence(uint32_t c)
{
	if (c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x61F ||
	    c == 0x6D4 || c == 0x964)
		return 1;
	return c == 0x3002 || c == 0xFF01 || c == 0xFF1F ? 2 : 0;
}

/* Closing signs behind the end of a sentence belong to it. */
static int
closes(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D ||
	    c == 0x2019 || c == 0xBB || c == 0x300D || c == 0x300F ||
	    c == 0xFF09;
}

/* What the blanks from i to end make of the place behind them. */
static enum cut
blanks(const struct splitting *t, size_t i, size_t end, int sentence)
{
	int lines = 0;

	for (; i < end; i++)
		lines += t->s[i] == '\n';
	if (lines > 1)
		return PARAGRAPH;
	if (lines == 1)
		return LINE;
	return sentence ? SENTENCE : WORD;
}

/* Finds out for each byte how well the text can be cut in front of it. */
static void
find_cuts(struct splitting *t)
{
	size_t i = 0, n, k, j;
	int sentence = 0, s;
	uint32_t c;

	t->cuts = cm_zalloc(t->len + 1);
	while (i < t->len) {
		for (j = i; j < t->len && is_blank(t->s[j]);)
			j++;
		if (j > i) {
			t->cuts[j] = (unsigned char)blanks(t, i, j, sentence);
			sentence = 0;
			i = j;
			continue;
		}
		if (t->cuts[i] == NOWHERE && i > 0)
			t->cuts[i] = sentence == 2 ? SENTENCE : ANYWHERE;
		n = cm_text_grapheme(t->s + i, t->len - i, NULL);
		cm_text_char(t->s + i, n, &c);
		s = ends_sentence(c);
		if (s > 0 || !closes(c))
			sentence = s;
		i += n;
	}
	for (k = 0; k < t->e.count; k++)
		for (i = t->e.one[k].bytes[0] + 1; i < t->e.one[k].bytes[1];
		     i++)
			t->cuts[i] = NOWHERE;
}

/* Takes the blanks off both ends. */
static struct piece
trimmed(const struct splitting *t, size_t from, size_t to)
{
	struct piece p = {from, to};

	while (p.from < p.to && is_blank(t->s[p.from]))
		p.from++;
	while (p.to > p.from && is_blank(t->s[p.to - 1]))
		p.to--;
	return p;
}

/* The first entity that ends behind i. */
static const struct cm_entities_one *
entity_at(const struct splitting *t, size_t i)
{
	size_t low = 0, high = t->e.count, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (t->e.one[mid].bytes[1] <= i)
			low = mid + 1;
		else
			high = mid;
	}
	return low < t->e.count ? &t->e.one[low] : NULL;
}

/* How far a piece from there can go at most: the sum of what its graphemes
 * and links count. */
static size_t
reach(const struct splitting *t, size_t from)
{
	const struct cm_entities_one *one;
	struct cm_entities link;
	struct cm_length l, more;
	size_t i, n;
	int unit;

	memset(&l, 0, sizeof(l));
	for (i = from; i < t->len; i += n) {
		memset(&more, 0, sizeof(more));
		one = entity_at(t, i);
		if (one != NULL && one->bytes[0] == i &&
		    one->kind == CM_ENTITY_LINK) {
			n = one->bytes[1] - i;
			cm_entities_find(&link, t->s + i, n);
			cm_entities_length(&more, &link, t->s + i, n,
			    (long)t->about->text.link);
			cm_entities_release(&link);
		} else {
			n = cm_length_grapheme(&more, t->s + i, t->len - i);
		}
		for (unit = 0; unit <= CM_UNIT_WEIGHTED; unit++)
			l.in[unit] += more.in[unit];
		if (!fits(&l, t->about))
			break;
	}
	return i;
}

/* The best place to cut between from and end that is before limit; 0: none. */
static size_t
best_cut(const struct splitting *t, size_t from, size_t end, size_t limit)
{
	int cut;
	size_t i;

	for (cut = PARAGRAPH; cut >= ANYWHERE; cut--)
		for (i = limit; i > from + (end - from) * least[cut] / 100; i--)
			if (t->cuts[i] == cut)
				return i;
	/* Short ones of a good kind before a word is cut. */
	for (cut = PARAGRAPH; cut >= ANYWHERE; cut--)
		for (i = limit; i > from; i--)
			if (t->cuts[i] == cut)
				return i;
	return 0;
}

static void
push(struct splitting *t, struct piece p)
{
	t->pieces = cm_realloc(t->pieces, (t->count + 1) * sizeof(*t->pieces));
	t->pieces[t->count++] = p;
}

/* Cuts the next piece off. Returns where the rest begins; 0: nothing fits. */
static size_t
next_piece(struct splitting *t, size_t from)
{
	size_t end, limit, at;
	struct piece p;

	while (from < t->len && is_blank(t->s[from]))
		from++;
	end = reach(t, from);
	p = trimmed(t, from, t->len);
	if (end >= p.to && split_fits(t->s + p.from, p.to - p.from, t->about)) {
		push(t, p);
		return t->len;
	}
	/* Blanks at the end of a piece do not count. */
	for (limit = end; limit < t->len && is_blank(t->s[limit]);)
		limit++;
	while (limit > from) {
		at = best_cut(t, from, end, limit);
		if (at == 0)
			return 0;
		p = trimmed(t, from, at);
		if (p.to > p.from &&
		    split_fits(t->s + p.from, p.to - p.from, t->about)) {
			push(t, p);
			return at;
		}
		limit = at - 1;
	}
	return 0;
}

size_t
split_text(const char *s, size_t len, const struct cm_about *about,
    struct piece **pieces, const char **why)
{
	struct splitting t;
	size_t at = 0;

	memset(&t, 0, sizeof(t));
	t.s = s;
	t.len = len;
	t.about = about;
	if (split_fits(s, len, about)) {
		push(&t, (struct piece){0, len});
	} else if (!about->text.thread) {
		*why = "the text is too long";
	} else {
		cm_entities_find(&t.e, s, len);
		find_cuts(&t);
		do
			at = next_piece(&t, at);
		while (at > 0 && at < len);
		if (at == 0) {
			t.count = 0;
			*why = "a link or a name in the text is longer than a "
			       "message";
		}
	}
	cm_entities_release(&t.e);
	free(t.cuts);
	*pieces = t.pieces;
	return t.count;
}
