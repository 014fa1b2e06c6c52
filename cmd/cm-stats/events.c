/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/events.h"
#include "cmd/cm-stats/keys.h"
#include "lib/err.h"

struct events {
	int words; /* of each */
	size_t n, cap;
	int64_t *word;
	size_t *place; /* where the text of each begins, plus 1; NULL while
			  there is none */
	char *text;    /* NUL behind each */
	size_t len, room;
};

/* By a half more, since there may be many. */
static size_t
grown(size_t cap, size_t need)
{
	size_t to = cap + cap / 2;

	return to < need ? need : to;
}

static size_t
memory(const struct events *e)
{
	return sizeof(*e) + e->room +
	    e->cap *
	    ((size_t)e->words * sizeof(*e->word) +
		(e->place != NULL ? sizeof(*e->place) : 0));
}

static void
grow(struct events *e)
{
	size_t was = e->cap;

	e->cap = grown(e->cap, 4);
	e->word =
	    cm_realloc(e->word, e->cap * (size_t)e->words * sizeof(*e->word));
	if (e->place == NULL)
		return;
	e->place = cm_realloc(e->place, e->cap * sizeof(*e->place));
	memset(e->place + was, 0, (e->cap - was) * sizeof(*e->place));
}

/* Of the last one. */
static void
add_text(struct events *e, const char *text, size_t len)
{
	if (e->place == NULL)
		e->place = cm_zalloc(e->cap * sizeof(*e->place));
	if (e->len + len + 1 > e->room) {
		e->room = grown(e->room, e->len + len + 1);
		e->text = cm_realloc(e->text, e->room);
	}
	memcpy(e->text + e->len, text, len);
	e->text[e->len + len] = '\0';
	e->place[e->n - 1] = e->len + 1;
	e->len += len + 1;
}

size_t
events_add(struct events **p, int words, const int64_t *word, const char *text,
    size_t len)
{
	struct events *e = *p;
	size_t before = e != NULL ? memory(e) : 0;

	if (e == NULL) {
		*p = e = cm_zalloc(sizeof(*e));
		e->words = words;
	}
	if (e->n == e->cap)
		grow(e);
	memcpy(e->word + e->n++ * (size_t)words, word,
	    (size_t)words * sizeof(*word));
	if (text != NULL)
		add_text(e, text, len);
	return memory(e) - before;
}

size_t
events_count(const struct events *e)
{
	return e != NULL ? e->n : 0;
}

const int64_t *
events_at(const struct events *e, size_t k, struct cm_slice *text)
{
	size_t at = e->place != NULL ? e->place[k] : 0;

	text->p = at > 0 ? e->text + at - 1 : NULL;
	text->len = at > 0 ? strlen(text->p) : 0;
	return e->word + k * (size_t)e->words;
}

void
events_merge(struct events **a, const struct events *b)
{
	struct cm_slice text;
	const int64_t *word;
	size_t k;

	if (b == NULL)
		return;
	for (k = 0; k < b->n; k++) {
		word = events_at(b, k, &text);
		events_add(a, b->words, word, text.p, text.len);
	}
}

void
events_free(struct events *e)
{
	if (e == NULL)
		return;
	free(e->word);
	free(e->place);
	free(e->text);
	free(e);
}

/* One of them, that can be sorted. */
struct event {
	const int64_t *word;
	struct cm_slice text;
	int words;
};

static int
compare(const void *x, const void *y)
{
	const struct event *a = x, *b = y;
	size_t n = a->text.len < b->text.len ? a->text.len : b->text.len;
	int k, c;

	for (k = 0; k < a->words; k++)
		if (a->word[k] != b->word[k])
			return a->word[k] < b->word[k] ? -1 : 1;
	c = n > 0 ? memcmp(a->text.p, b->text.p, n) : 0;
	if (c != 0)
		return c;
	return a->text.len < b->text.len ? -1 : a->text.len > b->text.len;
}

/*
 * How many, and of how many numbers; then of each its first number, less that
 * of the one before it, the other numbers as words, and its text.
 */
void
events_pack(const struct events *e, struct cm_buf *b)
{
	struct event *sorted;
	size_t k, n = events_count(e);
	int64_t last = 0;
	int w;

	bytes_put(b, n);
	if (e == NULL || n == 0)
		return;
	bytes_put(b, (uint64_t)e->words);
	sorted = cm_alloc(n * sizeof(*sorted));
	for (k = 0; k < n; k++) {
		sorted[k].word = events_at(e, k, &sorted[k].text);
		sorted[k].words = e->words;
	}
	qsort(sorted, n, sizeof(*sorted), compare);
	for (k = 0; k < n; k++) {
		bytes_put(b, (uint64_t)sorted[k].word[0] - (uint64_t)last);
		last = sorted[k].word[0];
		for (w = 1; w < e->words; w++)
			bytes_put_word(b, (uint64_t)sorted[k].word[w]);
		bytes_put(
		    b, sorted[k].text.p != NULL ? sorted[k].text.len + 1 : 0);
		if (sorted[k].text.p != NULL)
			cm_buf_add(b, sorted[k].text.p, sorted[k].text.len);
	}
	free(sorted);
}

long
events_unpack(struct events **e, struct bytes *from)
{
	uint64_t n = bytes_get_to(from, BYTES_MOST), len;
	int64_t word[EVENTS_WORDS];
	uint64_t last = 0;
	struct cm_slice slice;
	const char *text;
	int w, words;
	long grown_by = 0;

	words = n > 0 ? (int)bytes_get_to(from, EVENTS_WORDS) : 1;
	if (words == 0 || (*e != NULL && n > 0 && (*e)->words != words))
		from->bad = 1;
	for (; n > 0 && !from->bad; n--) {
		last += bytes_get(from);
		word[0] = (int64_t)last;
		for (w = 1; w < words; w++)
			word[w] = (int64_t)bytes_get_word(from);
		len = bytes_get(from);
		text = len > 0 ? bytes_get_text(from, len - 1) : NULL;
		slice.p = text;
		slice.len = len > 0 ? (size_t)len - 1 : 0;
		if (text != NULL && !key_is_text(slice))
			from->bad = 1;
		if (!from->bad)
			grown_by +=
			    (long)events_add(e, words, word, text, slice.len);
	}
	return from->bad ? -1 : grown_by;
}

static size_t
one_events_add(void *cell, const struct cell *c, const struct fact *f)
{
	const struct events_of *of = c->of;
	int64_t word[EVENTS_WORDS];
	struct cm_slice text = {NULL, 0};
	int k;

	/* What is not given is 0. */
	for (k = 0; k < of->words; k++)
		word[k] = f->value[of->input[k]].i;
	if (of->key >= 0 && f->key[of->key].p[0] != 'n')
		text = f->key[of->key];
	return events_add(cell, of->words, word, text.p, text.len);
}

static void
one_events_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	events_merge(a, *(struct events *const *)b);
}

static void
one_events_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	events_pack(*(struct events *const *)cell, b);
}

static long
one_events_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	struct events **e = cell;
	const struct events_of *of = c->of;
	long grown_by = events_unpack(e, from);

	if (*e != NULL && (*e)->words != of->words)
		return -1;
	return grown_by;
}

static void
one_events_release(void *cell)
{
	events_free(*(struct events **)cell);
}

const struct cell_type cell_events = {"events", sizeof(void *), one_events_add,
    one_events_merge, one_events_release, one_events_pack, one_events_unpack};
