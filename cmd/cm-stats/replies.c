/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/intern.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/response.h"
#include "lib/err.h"
#include "lib/zone.h"

/* The years 0 to 9999. */
static const int64_t earliest = -62167219200, latest = 253402300800;

struct work {
	struct replies *r;
	const struct answer *a;
	const struct section *s;
	const struct response *p;
	struct line *line;
	size_t nlines;
	int64_t (*until)[SAID_REVIEW + 1]; /* of each group and kind */
	struct tally *tally;               /* of each row, as they came */
	uint32_t room;
	struct intern rows, answerers;
	struct period *period;
	struct cm_buf key;
};

static void
put_part(struct cm_buf *b, struct cm_slice s)
{
	cm_buf_add(b, s.p, s.len);
	cm_buf_byte(b, '\n');
}

/* The row of what is said in a group at a time. */
static uint32_t
row_at(struct work *w, uint32_t group, int64_t time)
{
	const struct response *p = w->p;
	int64_t local = time;
	uint32_t row, room;
	int k;

	if (w->a->zone != NULL)
		local += cm_zone_offset(w->a->zone, time);
	cm_buf_clear(&w->key);
	for (k = 0; k < p->nkeys; k++)
		put_part(&w->key,
		    p->key[k].part >= 0
			? line_part(&w->line[group], p->key[k].part)
			: period_text(w->period,
			      w->a->q->key[p->key[k].key].kind, local));
	row = intern(&w->rows, w->key.p, w->key.len);
	if (row >= w->room) {
		room = w->room;
		w->room = w->room > 0 ? 2 * w->room : 64;
		w->tally = cm_realloc(w->tally, w->room * sizeof(*w->tally));
		memset(
		    w->tally + room, 0, (w->room - room) * sizeof(*w->tally));
	}
	return row;
}

/* A group without what was received still has a row, where keys tell which. */
static void
row_of_group(struct work *w, uint32_t group)
{
	int k;

	for (k = 0; k < w->p->nkeys; k++)
		if (w->p->key[k].part < 0 || w->p->key[k].part > 1)
			return;
	if (w->p->nkeys > 0)
		row_at(w, group, 0);
}

static int
asked_for(const struct work *w, int64_t time)
{
	return (!w->a->has_since || time >= w->a->since) &&
	    (!w->a->has_until || time < w->a->until);
}

/* When something of the account of a group was fetched last; else now. */
static int64_t
last_fetched(const struct work *w, uint32_t group)
{
	const struct extreme *fetched;
	const struct line *l = &w->line[group];
	int64_t last = INT64_MIN;
	size_t k = group;

	while (k > 0 && lines_alike(&w->line[k - 1], l, 2))
		k--;
	for (; k < w->nlines && lines_alike(&w->line[k], l, 2); k++) {
		fetched = line_cell(w->s, &w->line[k], w->p->fetched);
		if (fetched->n > 0 && fetched->v.i > last)
			last = fetched->v.i;
	}
	return last != INT64_MIN ? last : w->a->now;
}

/* Until when an answer to something of a kind would be known. */
static int64_t
known_until(const struct work *w, uint32_t group, int kind)
{
	static const char *const whats[] = {NULL, "\"comments\"",
	    "\"mentions\"", "\"messages\"", "\"reviews\""};
	const struct line *l = &w->line[group];
	int64_t *until = &w->until[group][kind];

	if (*until != INT64_MIN)
		return *until;
	if (coverage_until(w->a->coverage, line_part(l, 0), line_part(l, 1),
		whats[kind], until) != 0)
		*until = last_fetched(w, group);
	if (*until > w->a->now)
		*until = w->a->now;
	return *until;
}

static int64_t
open_time(const struct work *w, int64_t from, int64_t to)
{
	return w->p->hours != NULL ? hours_open(w->p->hours, from, to) : 0;
}

static void
add_waiting(
    struct work *w, const struct said *s, const struct turn *t, int64_t end)
{
	struct replies *r = w->r;
	struct waiting *v;

	if (r->nwaiting == r->waiting_cap) {
		r->waiting_cap += r->waiting_cap / 2 + 16;
		r->waiting = cm_realloc(
		    r->waiting, r->waiting_cap * sizeof(*r->waiting));
	}
	v = &r->waiting[r->nwaiting++];
	v->since = said_time(s);
	v->age[CLOCK] = end - said_time(s);
	v->age[HOURS] = open_time(w, said_time(s), end);
	v->network = line_part(&w->line[s->group], 0);
	v->account = line_part(&w->line[s->group], 1);
	v->text = s->text;
	v->count = t->count;
	v->kind = s->kind;
}

static int32_t
short_of(int64_t seconds)
{
	return seconds < INT32_MAX ? (int32_t)seconds : INT32_MAX;
}

static void
add_unit(struct work *w, const struct said *said, const struct turn *t)
{
	const struct said *s = &said[t->first], *by;
	struct replies *r = w->r;
	struct unit *u;
	int64_t end = known_until(w, s->group, s->kind);

	if (r->n == r->cap) {
		r->cap += r->cap / 2 + 64;
		r->unit = cm_realloc(r->unit, r->cap * sizeof(*r->unit));
	}
	u = &r->unit[r->n++];
	u->asked = said_time(s);
	u->row = w->p->nkeys > 0 ? row_at(w, s->group, said_time(s)) : 0;
	u->answerer = TURN_NONE;
	u->answered = t->answer != TURN_NONE;
	end = end > said_time(s) ? end : said_time(s);
	u->age[CLOCK] = short_of(end - said_time(s));
	u->age[HOURS] = short_of(open_time(w, said_time(s), end));
	u->took[CLOCK] = u->took[HOURS] = -1;
	if (!u->answered) {
		if (w->p->open)
			add_waiting(w, s, t, end);
		return;
	}
	by = &said[t->answer];
	if (t->timed) {
		u->took[CLOCK] = short_of(said_time(by) - said_time(s));
		u->took[HOURS] =
		    short_of(open_time(w, said_time(s), said_time(by)));
	}
	if (w->p->answerer < 0)
		return;
	cm_buf_clear(&w->key);
	put_part(&w->key, line_part(&w->line[by->group], w->p->answerer));
	u->answerer = intern(&w->answerers, w->key.p, w->key.len);
}

/* What was received counts in the row of its own time. */
static void
count_said(struct work *w, const struct said *s)
{
	struct tally *t;
	uint32_t row;

	if (s->fate < FATE_ASKS || s->fate == FATE_COPY ||
	    !asked_for(w, said_time(s)))
		return;
	w->r->received++;
	w->r->to_others += s->fate == FATE_TO_OTHERS;
	w->r->unclear += s->fate == FATE_UNCLEAR;
	if (w->p->nkeys == 0)
		return;
	row = row_at(w, s->group, said_time(s));
	t = &w->tally[row];
	t->received++;
	t->to_others += s->fate == FATE_TO_OTHERS;
	t->unclear += s->fate == FATE_UNCLEAR;
}

/* The records of some groups. */
static size_t
copy_said(struct work *w, size_t from, size_t to, struct said *said)
{
	const struct events *e;
	const int64_t *word;
	struct cm_slice text;
	struct said *s = said;
	size_t g, k;
	int bits;

	for (g = from; g < to; g++) {
		e = *(struct events *const *)line_cell(
		    w->s, &w->line[g], w->p->events);
		for (k = 0; k < events_count(e); k++) {
			word = events_at(e, k, &text);
			bits = (int)((uint64_t)word[SAID_WHEN] % SAID_BITS);
			/* A part may say what no record does. */
			if ((bits & 7) > SAID_REVIEW ||
			    word[SAID_WHEN] < earliest * SAID_BITS ||
			    word[SAID_WHEN] > latest * SAID_BITS)
				continue;
			s->word = word;
			s->kind = (uint8_t)(bits & 7);
			s->day = (bits & 8) != 0;
			s->own = (bits & 16) != 0;
			s->text = text.p;
			s->group = (uint32_t)g;
			s++;
		}
	}
	return (size_t)(s - said);
}

/* All groups of a network, since an answer may be of another account. */
static void
look_at(struct work *w, size_t from, size_t to)
{
	struct said *said;
	struct turn *turn;
	size_t n = 0, turns, k;

	for (k = from; k < to; k++)
		n += events_count(*(struct events *const *)line_cell(
		    w->s, &w->line[k], w->p->events));
	said = cm_alloc((n + 1) * sizeof(*said));
	n = copy_said(w, from, to, said);
	turn = turns_find(said, n, &turns);
	for (k = from; k < to; k++)
		row_of_group(w, (uint32_t)k);
	for (k = 0; k < n; k++)
		count_said(w, &said[k]);
	for (k = 0; k < turns; k++)
		if (asked_for(w, said_time(&said[turn[k].first])))
			add_unit(w, said, &turn[k]);
	free(turn);
	free(said);
}

/* The opening hours of all times that occur. */
static void
prepare_hours(struct work *w)
{
	const struct events *e;
	struct cm_slice text;
	int64_t low = w->a->now, high = low, t;
	size_t g, k;

	if (w->p->hours == NULL)
		return;
	for (g = 0; g < w->nlines; g++) {
		e = *(struct events *const *)line_cell(
		    w->s, &w->line[g], w->p->events);
		for (k = 0; k < events_count(e); k++) {
			t = *events_at(e, k, &text) / SAID_BITS;
			if (t < earliest || t > latest)
				continue;
			low = t < low ? t : low;
			high = t > high ? t : high;
		}
	}
	hours_between(w->p->hours, w->a->zone, low - 1, high + 1);
}

static int
compare_waiting(const void *x, const void *y)
{
	const struct waiting *a = x, *b = y;
	int c;

	if (a->age[CLOCK] != b->age[CLOCK])
		return a->age[CLOCK] > b->age[CLOCK] ? -1 : 1;
	if (a->since != b->since)
		return a->since < b->since ? -1 : 1;
	c = line_compare_keys(
	    a->network.p, a->network.len + 1, b->network.p, b->network.len + 1);
	if (c == 0)
		c = line_compare_keys(a->account.p, a->account.len + 1,
		    b->account.p, b->account.len + 1);
	if (c == 0)
		c = a->kind - b->kind;
	if (c == 0 && a->text != NULL && b->text != NULL)
		c = strcmp(a->text, b->text);
	return c != 0 ? c : (a->count > b->count) - (a->count < b->count);
}

/* Sorts rows and gives the units their new places. */
static struct tally *
sort_rows(struct work *w, struct intern *rows, const struct tally *from)
{
	struct replies *r = w->r;
	struct tally *t = cm_zalloc(((size_t)rows->n + 1) * sizeof(*t));
	uint32_t *now = intern_sort(rows), k;
	struct unit *u;

	for (k = 0; k < rows->n; k++) {
		if (from != NULL)
			t[k] = from[rows->item[k].was];
		t[k].key = rows->item[k].key;
		t[k].len = rows->item[k].len;
	}
	for (u = r->unit; rows->n > 0 && u < r->unit + r->n; u++) {
		if (from != NULL)
			u->row = now[u->row];
		else if (u->answerer != TURN_NONE)
			u->answerer = now[u->answerer];
	}
	free(now);
	return t;
}

void
replies_find(struct replies *r, const struct answer *a, const struct section *s)
{
	struct work w;
	size_t from, to, k;

	memset(r, 0, sizeof(*r));
	memset(&w, 0, sizeof(w));
	/* Never none, so that there is a first. */
	r->cap = 64;
	r->unit = cm_alloc(r->cap * sizeof(*r->unit));
	w.r = r;
	w.a = a;
	w.s = s;
	w.p = s->state;
	w.line = lines_of(a, s, 0, &w.nlines);
	w.period = cm_zalloc(sizeof(*w.period));
	cm_buf_init(&w.key, CM_BUF_ANY);
	w.until = cm_alloc((w.nlines + 1) * sizeof(*w.until));
	for (k = 0; k < w.nlines * (SAID_REVIEW + 1); k++)
		w.until[k / (SAID_REVIEW + 1)][k % (SAID_REVIEW + 1)] =
		    INT64_MIN;
	prepare_hours(&w);
	for (from = 0; from < w.nlines; from = to) {
		for (to = from + 1; to < w.nlines &&
		     lines_alike(&w.line[from], &w.line[to], 1);)
			to++;
		look_at(&w, from, to);
	}
	r->any = w.nlines > 0;
	if (w.rows.n > 0)
		r->tally = sort_rows(&w, &w.rows, w.tally);
	r->answerer = sort_rows(&w, &w.answerers, NULL);
	r->ntally = w.rows.n;
	r->nanswerer = w.answerers.n;
	r->rows = w.rows;
	r->answerers = w.answerers;
	free(w.tally);
	if (r->nwaiting > 0)
		qsort(r->waiting, r->nwaiting, sizeof(*r->waiting),
		    compare_waiting);
	cm_buf_release(&w.key);
	free(w.period);
	free(w.until);
	free(w.line);
}

static int
compare_units(const void *x, const void *y)
{
	const struct unit *a = x, *b = y;

	return a->row < b->row ? -1 : a->row > b->row;
}

static int
compare_answerers(const void *x, const void *y)
{
	const struct unit *a = x, *b = y;

	return a->answerer < b->answerer ? -1 : a->answerer > b->answerer;
}

void
replies_sort(struct replies *r, int answerers)
{
	struct tally *t = answerers ? r->answerer : r->tally;
	uint32_t n = answerers ? r->nanswerer : r->ntally, at, k;
	size_t i;

	if (r->n > 0)
		qsort(r->unit, r->n, sizeof(*r->unit),
		    answerers ? compare_answerers : compare_units);
	for (k = 0; k < n; k++)
		t[k].first = t[k].n = 0;
	for (i = 0; i < r->n; i++) {
		at = answerers ? r->unit[i].answerer : r->unit[i].row;
		if (at >= n)
			continue;
		if (t[at].n++ == 0)
			t[at].first = i;
	}
}

void
replies_free(struct replies *r)
{
	intern_release(&r->rows);
	intern_release(&r->answerers);
	free(r->tally);
	free(r->answerer);
	free(r->unit);
	free(r->waiting);
}
