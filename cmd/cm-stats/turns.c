/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/turns.h"
#include "lib/err.h"

/* From conversations to turns; grows. */
struct map {
	struct entry {
		uint64_t key; /* 0 is free */
		uint32_t value;
	} * entry;
	size_t n, cap;
};

struct walk {
	struct said *said;
	size_t n;
	uint32_t *ids; /* a table of the first record of each id */
	size_t mask;
	struct map talks; /* the open turns of a conversation, by next */
	struct turn *turn;
	uint32_t turns;
	uint32_t *turn_of; /* of each record */
	uint32_t *early;   /* an answer of ours that is older than it */
};

/* Messages have conversations of their own. */
static const uint64_t messages = 0x9e3779b97f4a7c15u;

/* The place of an id in the table: its record, or TURN_NONE. */
static uint32_t *
id_at(const struct walk *w, uint64_t id)
{
	size_t k = id & w->mask;

	while (w->ids[k] != TURN_NONE && said_id(&w->said[w->ids[k]]) != id)
		k = (k + 1) & w->mask;
	return &w->ids[k];
}

static struct entry *
entry_at(const struct map *m, uint64_t key)
{
	size_t k = key & (m->cap - 1);

	while (m->entry[k].key != 0 && m->entry[k].key != key)
		k = (k + 1) & (m->cap - 1);
	return &m->entry[k];
}

/* The value of a key that is not 0; TURN_NONE at first. */
static uint32_t *
map_at(struct map *m, uint64_t key)
{
	struct map old = *m;
	struct entry *e;
	size_t k;

	if (3 * m->n >= 2 * m->cap) {
		m->cap = m->cap > 0 ? 2 * m->cap : 16;
		m->entry = cm_zalloc(m->cap * sizeof(*m->entry));
		for (k = 0; k < old.cap; k++)
			if (old.entry[k].key != 0)
				*entry_at(m, old.entry[k].key) = old.entry[k];
		free(old.entry);
	}
	e = entry_at(m, key);
	if (e->key == 0) {
		m->n++;
		e->key = key;
		e->value = TURN_NONE;
	}
	return &e->value;
}

static int
by_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* By time; of the same time what we said stands last. */
static int
compare(const void *x, const void *y)
{
	const struct said *a = x, *b = y;
	int c = (said_time(a) > said_time(b)) - (said_time(a) < said_time(b));
	c = c != 0 ? c : a->own - b->own;
	c = c != 0 ? c : a->kind - b->kind;
	c = c != 0 ? c : by_number(said_id(a), said_id(b));
	c = c != 0 ? c : by_number(said_to(a), said_to(b));
	c = c != 0 ? c : by_number(said_thread(a), said_thread(b));
	c = c != 0 ? c : by_number(said_author(a), said_author(b));
	c = c != 0 ? c : by_number(a->group, b->group);
	c = c != 0 ? c : a->day - b->day;
	if (c == 0 && a->text != NULL && b->text != NULL)
		c = strcmp(a->text, b->text);
	return c != 0 ? c : (a->text != NULL) - (b->text != NULL);
}

static int
ours(const struct said *s)
{
	return s->own || s->kind == SAID_POST;
}

/* What its conversation is called; 0: it has none. */
static uint64_t
talk_of(const struct said *s, int of_messages)
{
	uint64_t talk = said_thread(s) != 0 ? said_thread(s) : said_id(s);

	if (talk == 0)
		return 0;
	talk ^= of_messages ? messages : 0;
	return talk != 0 ? talk : 1;
}

static void
answer(struct walk *w, uint32_t turn, uint32_t by)
{
	struct turn *t = &w->turn[turn];

	if (t->answer != TURN_NONE)
		return;
	t->answer = by;
	t->timed = !w->said[t->first].day && !w->said[by].day &&
	    said_time(&w->said[by]) >= said_time(&w->said[t->first]);
}

/* The open turn of a conversation of messages. */
static uint32_t
open_talk(struct walk *w, const struct said *s)
{
	uint64_t talk = talk_of(s, 1);
	uint32_t *head;

	if (talk == 0)
		return TURN_NONE;
	head = map_at(&w->talks, talk);
	while (*head != TURN_NONE && w->turn[*head].answer != TURN_NONE)
		*head = w->turn[*head].next;
	return *head;
}

static void
begin(struct walk *w, uint32_t i)
{
	struct said *s = &w->said[i];
	struct turn *t = &w->turn[w->turns];
	uint64_t talk = talk_of(s, s->kind == SAID_MESSAGE);
	uint32_t *head;

	t->first = i;
	t->count = 1;
	t->answer = t->next = TURN_NONE;
	t->timed = 0;
	w->turn_of[i] = w->turns;
	if (w->early[i] != TURN_NONE)
		answer(w, w->turns, w->early[i]);
	else if (talk != 0) {
		head = map_at(&w->talks, talk);
		t->next = *head;
		*head = w->turns;
	}
	w->turns++;
}

static void
join(struct walk *w, uint32_t i, uint32_t turn)
{
	w->turn_of[i] = turn;
	w->turn[turn].count++;
	if (w->early[i] != TURN_NONE)
		answer(w, turn, w->early[i]);
}

/* A record of somebody else; p is what it replies to. */
static void
hear(struct walk *w, uint32_t i, uint32_t p)
{
	struct said *s = &w->said[i], *to = p != TURN_NONE ? &w->said[p] : NULL;
	uint32_t turn = TURN_NONE;
	int alike = to != NULL && said_author(s) != 0 &&
	    said_author(s) == said_author(to);
	int others = s->kind == SAID_COMMENT || s->kind == SAID_MESSAGE;

	s->fate = FATE_ASKS;
	if (to != NULL && !ours(to) && alike) {
		turn = w->turn_of[p];
		if (turn != TURN_NONE && w->turn[turn].answer != TURN_NONE)
			turn = TURN_NONE;
		if (others && to->fate != FATE_NONE)
			s->fate = to->fate;
	} else if (to != NULL && !ours(to) && others) {
		if (s->kind == SAID_COMMENT ||
		    (said_author(s) != 0 && said_author(to) != 0))
			s->fate = FATE_TO_OTHERS;
	} else if (to == NULL && s->kind == SAID_COMMENT && said_to(s) != 0 &&
	    said_thread(s) != 0 && said_to(s) != said_thread(s))
		s->fate = FATE_UNCLEAR;
	if (s->fate != FATE_ASKS)
		return;
	if (turn == TURN_NONE && s->kind == SAID_MESSAGE)
		turn = open_talk(w, s);
	if (turn != TURN_NONE)
		join(w, i, turn);
	else
		begin(w, i);
}

/* All that is open in a conversation is answered. */
static void
close_talk(struct walk *w, uint64_t talk, uint32_t by)
{
	uint32_t *head, turn;

	if (talk == 0)
		return;
	head = map_at(&w->talks, talk);
	for (turn = *head; turn != TURN_NONE; turn = w->turn[turn].next)
		answer(w, turn, by);
	*head = TURN_NONE;
}

/* A record of ours. */
static void
speak(struct walk *w, uint32_t i, uint32_t p)
{
	struct said *s = &w->said[i];

	s->fate = FATE_OURS;
	if (p != TURN_NONE && !ours(&w->said[p])) {
		if (w->turn_of[p] != TURN_NONE)
			answer(w, w->turn_of[p], i);
		else if (w->said[p].fate == FATE_NONE &&
		    w->early[p] == TURN_NONE)
			w->early[p] = i;
	}
	if (said_thread(s) != 0 && s->kind != SAID_POST &&
	    (s->kind == SAID_MESSAGE || said_to(s) == 0)) {
		close_talk(w, talk_of(s, 0), i);
		close_talk(w, talk_of(s, 1), i);
	}
}

static void
walk(struct walk *w)
{
	struct said *s;
	uint32_t i, p, *first;

	for (i = 0; i < w->n; i++) {
		s = &w->said[i];
		s->fate = FATE_NONE;
		w->turn_of[i] = w->early[i] = TURN_NONE;
		if (said_id(s) == 0)
			continue;
		first = id_at(w, said_id(s));
		if (*first == TURN_NONE)
			*first = i;
		else
			s->fate = FATE_COPY;
	}
	for (i = 0; i < w->n; i++) {
		s = &w->said[i];
		if (s->fate == FATE_COPY)
			continue;
		p = said_to(s) != 0 ? *id_at(w, said_to(s)) : TURN_NONE;
		if (p == i)
			p = TURN_NONE;
		if (ours(s))
			speak(w, i, p);
		else
			hear(w, i, p);
	}
}

/*
 * Who said something of ours is of ours: what another account of ours said
 * is not marked where it was fetched for this one.
 */
static void
mark_own(struct said *said, size_t n)
{
	struct map authors;
	size_t k;

	memset(&authors, 0, sizeof(authors));
	for (k = 0; k < n; k++)
		if (said[k].own && said_author(&said[k]) != 0)
			*map_at(&authors, said_author(&said[k])) = 0;
	for (k = 0; k < n && authors.n > 0; k++)
		if (said_author(&said[k]) != 0 &&
		    entry_at(&authors, said_author(&said[k]))->key != 0)
			said[k].own = 1;
	free(authors.entry);
}

struct turn *
turns_find(struct said *said, size_t n, size_t *turns)
{
	struct walk w;

	memset(&w, 0, sizeof(w));
	w.said = said;
	w.n = n;
	w.turn = cm_alloc((n + 1) * sizeof(*w.turn));
	w.turn_of = cm_alloc((n + 1) * sizeof(*w.turn_of));
	w.early = cm_alloc((n + 1) * sizeof(*w.early));
	w.mask = 15;
	while (2 * w.mask < 3 * n)
		w.mask = 2 * w.mask + 1;
	w.ids = cm_alloc((w.mask + 1) * sizeof(*w.ids));
	memset(w.ids, 0xff, (w.mask + 1) * sizeof(*w.ids));
	mark_own(said, n);
	if (n > 0)
		qsort(said, n, sizeof(*said), compare);
	walk(&w);
	free(w.turn_of);
	free(w.early);
	free(w.ids);
	free(w.talks.entry);
	*turns = w.turns;
	return w.turn;
}
