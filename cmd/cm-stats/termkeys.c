/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/link.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/termkeys.h"
#include "cmd/cm-stats/words.h"
#include "lib/err.h"
#include "lib/json.h"

enum { FIRST = 256, LONGEST = 2048 };

/* The terms of one record, each once: places in b, found by hash. */
struct gather {
	const struct terms *t;
	struct cm_buf *b;
	size_t start, n, mask;
	struct entry {
		uint32_t hash, at, len; /* of none len is 0 */
	} * entry, first[FIRST];
	int cut_tags; /* the text is where tags are found */
	struct cm_buf scratch;
};

static void
grow(struct gather *g)
{
	struct entry *old = g->entry;
	size_t mask = g->mask, k, to;

	g->mask = 2 * mask + 1;
	g->entry = cm_zalloc((g->mask + 1) * sizeof(*g->entry));
	for (k = 0; k <= mask; k++) {
		if (old[k].len == 0)
			continue;
		to = old[k].hash & g->mask;
		while (g->entry[to].len != 0)
			to = (to + 1) & g->mask;
		g->entry[to] = old[k];
	}
	if (old != g->first)
		free(old);
}

/* The last one, from at on, is complete: it stays if it is a new one. */
static void
settle(struct gather *g, size_t at)
{
	const char *p = g->b->p + at;
	struct entry e, *there;
	size_t k;

	e.at = (uint32_t)(at - g->start);
	e.len = (uint32_t)(g->b->len - at);
	e.hash = (uint32_t)hash_bytes(p, e.len);
	for (k = e.hash & g->mask;; k = (k + 1) & g->mask) {
		there = &g->entry[k];
		if (there->len == 0)
			break;
		if (there->hash == e.hash && there->len == e.len &&
		    memcmp(g->b->p + g->start + there->at, p, e.len) == 0) {
			g->b->len = at > g->start ? at - 1 : at;
			return;
		}
	}
	*there = e;
	if (++g->n > g->mask / 4 * 3)
		grow(g);
}

/* One that is made of letters needs no escapes. */
static void
add_word(struct gather *g, char kind, const char *s, size_t len)
{
	char *p = cm_buf_room(g->b, len + 4);
	size_t at = g->b->len;

	if (g->n > 0) {
		*p++ = '\n';
		at++;
	}
	*p++ = '"';
	*p++ = kind;
	memcpy(p, s, len);
	p[len] = '"';
	g->b->len = at + len + 3;
	settle(g, at);
}

/* Any other; the kind goes before it: "text" becomes "ktext". */
static void
add_text(struct gather *g, char kind, const char *s, size_t len)
{
	size_t at;

	if (g->n > 0)
		cm_buf_byte(g->b, '\n');
	at = g->b->len;
	cm_json_string(g->b, s, len);
	cm_buf_byte(g->b, 0);
	memmove(g->b->p + at + 2, g->b->p + at + 1, g->b->len - at - 2);
	g->b->p[at + 1] = kind;
	settle(g, at);
}

static void
take(void *ctx, enum words_kind kind, const char *s, size_t len)
{
	struct gather *g = ctx;

	if (kind == WORDS_TAG) {
		if (g->cut_tags)
			add_word(g, TERM_TAG, s, len);
	} else if (kind == WORDS_PHRASE)
		add_word(g, TERM_PHRASE, s, len);
	else if (g->t->word)
		add_word(g, TERM_WORD, s, len);
}

static void
add_link(struct gather *g, const char *s, size_t len)
{
	const char *host;
	size_t n;

	cm_buf_clear(&g->scratch);
	if (len > LONGEST || link_canonical(&g->scratch, s, len) != 0)
		return;
	if (g->t->link)
		add_text(g, TERM_LINK, g->scratch.p, g->scratch.len);
	n = link_host(g->scratch.p, g->scratch.len, &host);
	if (g->t->host)
		add_text(g, TERM_HOST, host, n);
}

/* A tag as people write it, with or without the #. */
static void
add_tag(struct gather *g, const char *s, size_t len)
{
	if (len > 0 && *s == '#') {
		s++;
		len--;
	}
	cm_buf_clear(&g->scratch);
	words_fold(&g->scratch, s, len);
	if (g->scratch.len > 0 && g->scratch.len <= LONGEST)
		add_text(g, TERM_TAG, g->scratch.p, g->scratch.len);
}

/* Of what is not asked for it only matters that it is there. */
static void
add_nothing(struct gather *g, const char *s, size_t len)
{
	(void)g;
	(void)s;
	(void)len;
}

/* The URLs of a text, for records that do not list them. */
static void
cut_links(struct gather *g, const char *s, size_t len)
{
	const char *end = s + len, *p, *from;

	for (p = s; (p = memchr(p, ':', (size_t)(end - p))) != NULL; p++) {
		if (end - p < 4 || p[1] != '/' || p[2] != '/')
			continue;
		for (from = p; from > s && p - from < 5 &&
		     ((from[-1] | 32) >= 'a' && (from[-1] | 32) <= 'z');)
			from--;
		for (p += 3; p<end && * p> ' ' && *p < 0x7F &&
		     strchr("\"<>", *p) == NULL;)
			p++;
		/* What ends the sentence is none of it. */
		while (p > from && strchr(".,;:!?')]}", p[-1]) != NULL)
			p--;
		add_link(g, from, (size_t)(p - from));
		if (p == end)
			return;
	}
}

/* Calls add with each text of a list, or the one there is. Returns how many,
 * or -1 for a bad line. */
static int
each(struct gather *g, const struct question *q, struct cm_rec *r, int want,
    void (*add)(struct gather *g, const char *s, size_t len))
{
	struct cm_slice list = r->found[want], e = list;
	struct cm_buf text;
	size_t at = 0;
	int count = 0, single = cm_scan_kind(list) != CM_ARRAY;

	if (slice_absent(list))
		return 0;
	cm_buf_init(&text, CM_BUF_ANY);
	while (single ? count == 0 : cm_json_next(list, &at, NULL, &e)) {
		if (cm_scan_kind(e) != CM_STRING) {
			count =
			    fact_wrong(r, e, q->want[want], "a list of texts");
			break;
		}
		cm_buf_clear(&text);
		cm_json_text(&text, e);
		add(g, text.p != NULL ? text.p : "", text.len);
		count++;
	}
	cm_buf_release(&text);
	return count;
}

/* The words of title and text, and what is found among them. Returns whether
 * there is a text, or -1 for a bad line. */
static int
cut(struct gather *g, const struct question *q, struct cm_rec *r, int links)
{
	const int want[2] = {g->t->title, g->t->text};
	struct cm_buf text;
	struct cm_slice s;
	int k, any = 0;

	cm_buf_init(&text, CM_BUF_ANY);
	for (k = 0; k < 2; k++) {
		s = r->found[want[k]];
		if (slice_absent(s))
			continue;
		if (s.p[0] != '"') {
			cm_buf_release(&text);
			return fact_wrong(r, s, q->want[want[k]], "a string");
		}
		if (text.len > 0)
			cm_buf_byte(&text, '\n');
		cm_json_text(&text, s);
	}
	any = text.len > 0;
	if (any && (g->t->word || g->t->phrase || g->cut_tags))
		words_cut(text.p, text.len, g->t->phrase, g, take);
	if (any && links)
		cut_links(g, text.p, text.len);
	cm_buf_release(&text);
	return any;
}

static int
is_ours(const struct fact *f, const struct question *q, const struct cm_rec *r)
{
	struct cm_slice type = r->found[q->type];

	return (f->is & IS_OWN) != 0 || slice_is(type, "post");
}

static int
gather(struct gather *g, const struct question *q, struct cm_rec *r)
{
	const struct terms *t = g->t;
	int tags = 0, links = 0, text;

	add_word(g, TERM_ALL, "", 0);
	tags = each(g, q, r, t->tags, t->tag ? add_tag : add_nothing);
	if (tags < 0)
		return -1;
	links = each(
	    g, q, r, t->links, t->link || t->host ? add_link : add_nothing);
	if (links < 0)
		return -1;
	g->cut_tags = t->tag && tags == 0;
	text = cut(g, q, r, (t->link || t->host) && links == 0);
	if (text < 0)
		return -1;
	return text + tags + links > 0 ? (int)g->n : 0;
}

int
terms_make(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	const struct terms *t = q->section[key->owner].state;
	const struct window *w = &q->window[t->window];
	struct gather g;
	int n;

	if ((f->is & IS_SAID) == 0 || !f->timed || f->moment < w->before ||
	    f->moment >= w->until ||
	    (t->of != TERMS_EVERYBODY &&
		is_ours(f, q, r) != (t->of == TERMS_OWN)))
		return 0;
	memset(&g, 0, sizeof(g));
	g.t = t;
	g.b = b;
	g.start = b->len;
	g.mask = FIRST - 1;
	g.entry = g.first;
	cm_buf_init(&g.scratch, CM_BUF_ANY);
	n = gather(&g, q, r);
	cm_buf_release(&g.scratch);
	if (g.entry != g.first)
		free(g.entry);
	return n;
}
