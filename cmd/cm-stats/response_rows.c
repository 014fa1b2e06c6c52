/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/kaplan.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/response.h"
#include "cmd/cm-stats/rows.h"
#include "lib/json.h"
#include "lib/zone.h"

enum { NAME = 96 };

static const char *const prefix[] = {"", "business_"};
static const char *const said[] = {
    "post", "comment", "mention", "message", "review"};

/* What the rows are written with. */
struct tell {
	struct out *o;
	const struct answer *a;
	const struct response *p;
	struct replies r;
	double *value;     /* room for those of a row */
	struct wait *wait; /* the same */
};

/* A share in percent; n is 0: why. */
static void
put_share(
    struct tell *t, const char *name, uint64_t k, uint64_t n, const char *why)
{
	struct estimate e;

	if (interval_share(k, n, t->a->ask->level, &e) != EST_OK)
		out_no_estimate(t->o, name, (int64_t)n, why);
	else
		out_estimate(t->o, name, 100 * e.v, (int64_t)n, 100 * e.low,
		    100 * e.high);
}

/* Whether there is enough for a quantile; else writes why not. */
static int
enough(struct tell *t, const char *name, uint64_t n, const char *what)
{
	char why[NAME];

	if (n >= (uint64_t)t->p->least)
		return 1;
	snprintf(why, sizeof(why), "%llu %s%s, %ld %s needed",
	    (unsigned long long)n, what, n == 1 ? "" : "s", t->p->least,
	    t->p->least == 1 ? "is" : "are");
	out_no_estimate(t->o, name, (int64_t)n, why);
	return 0;
}

/* Of those old enough: an answer that came, or did not, within a span. */
static void
put_within(struct tell *t, const struct unit *u, uint64_t n, int how)
{
	const struct response *p = t->p;
	uint64_t k, of, within;
	char name[NAME], why[NAME];
	int i;

	for (i = 0; i < p->nwithin; i++) {
		of = within = 0;
		for (k = 0; k < n; k++) {
			if (u[k].age[how] < p->within[i].seconds ||
			    (u[k].answered && u[k].took[how] < 0))
				continue;
			of++;
			within += u[k].answered &&
			    u[k].took[how] <= p->within[i].seconds;
		}
		snprintf(name, sizeof(name), "%sanswered_within_%.*s",
		    prefix[how], p->within[i].len, p->within[i].text);
		snprintf(why, sizeof(why), "nothing that is %.*s old",
		    p->within[i].len, p->within[i].text);
		put_share(t, name, within, of, why);
	}
}

static int
compare(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* How long the answers took, and half of all. */
static void
put_times(struct tell *t, const struct unit *u, uint64_t n, int how, int waits)
{
	static const struct {
		const char *name;
		double q;
	} quantile[] = {
	    {"first_answer.median", 0.5}, {"first_answer.p90", 0.9}};
	struct estimate e;
	uint64_t k, took = 0, all = 0;
	char name[NAME];
	size_t i;

	for (k = 0; k < n; k++) {
		if (u[k].answered && u[k].took[how] < 0)
			continue;
		t->wait[all].over = u[k].answered;
		t->wait[all++].time =
		    (double)(u[k].answered ? u[k].took[how] : u[k].age[how]);
		if (u[k].answered)
			t->value[took++] = (double)u[k].took[how];
	}
	if (took > 0)
		qsort(t->value, took, sizeof(*t->value), compare);
	for (i = 0; i < 2; i++) {
		snprintf(
		    name, sizeof(name), "%s%s", prefix[how], quantile[i].name);
		if (!enough(t, name, took, "answer"))
			continue;
		interval_quantile(
		    t->value, took, quantile[i].q, t->a->ask->level, &e);
		out_estimate_few(t->o, name, e.v, (int64_t)took, e.low, e.high);
	}
	snprintf(name, sizeof(name), "%swait.median", prefix[how]);
	if (!waits || !enough(t, name, all, "question"))
		return;
	if (kaplan_median(t->wait, all, t->a->ask->level, &e) != EST_OK)
		out_no_estimate(
		    t->o, name, (int64_t)all, "less than half were answered");
	else
		out_estimate_few(t->o, name, e.v, (int64_t)all, e.low, e.high);
}

/* Where nobody asked for what others say, there may be some. */
static int
put_counts(struct tell *t, const struct tally *c, struct cm_slice network,
    struct cm_slice account)
{
	static const char *const names[] = {
	    "received", "to_others", "unclear", "inbound", "answered", "open"};
	const struct unit *u = t->r.unit + c->first;
	uint64_t k, answered = 0;
	int unknown = c->received == 0 && c->n == 0 &&
	    coverage_brings(t->a->coverage, network, account, 1) == 0;
	size_t i;

	for (k = 0; k < c->n; k++)
		answered += u[k].answered;
	for (i = 0; i < 6; i++) {
		if (unknown) {
			out_null(t->o, names[i], "no comments were fetched");
			continue;
		}
		out_int(t->o, names[i],
		    (int64_t)(i == 0 ? c->received
			    : i == 1 ? c->to_others
			    : i == 2 ? c->unclear
			    : i == 3 ? c->n
			    : i == 4 ? answered
				     : c->n - answered));
	}
	return unknown;
}

static void
put_columns(struct tell *t, const struct tally *c, struct cm_slice network,
    struct cm_slice account)
{
	const struct response *p = t->p;
	const struct unit *u = t->r.unit + c->first;
	uint64_t k, old = 0, answered = 0;
	char why[NAME];
	int how, unknown = put_counts(t, c, network, account);

	for (k = 0; k < c->n; k++) {
		if (u[k].age[CLOCK] < p->old)
			continue;
		old++;
		answered += u[k].answered;
	}
	snprintf(why, sizeof(why), "%s",
	    unknown         ? "no comments were fetched"
		: c->n == 0 ? "nobody asked"
			    : "nothing that is old enough, see --within");
	put_share(t, "answered_share", answered, old, why);
	for (how = CLOCK; how <= (p->hours != NULL ? HOURS : CLOCK); how++) {
		put_within(t, u, c->n, how);
		put_times(t, u, c->n, how, 1);
	}
}

/* What coverage says of the time of a row, of all kinds that speak of it. */
static void
put_cover(struct tell *t, struct cm_slice network, struct cm_slice account,
    int64_t start, int64_t end)
{
	static const char *const whats[] = {"\"comments\"", "\"mentions\"",
	    "\"messages\"", "\"reviews\"", "\"records\""};
	size_t k;

	for (k = 0; k < sizeof(whats) / sizeof(whats[0]); k++)
		out_cover(t->o, network, account, whats[k], start, end);
}

static void
write_row(struct tell *t, const struct tally *c)
{
	const struct response *p = t->p;
	struct cm_slice s, network = {NULL, 0}, account = {NULL, 0};
	int64_t start = INT64_MIN, end = INT64_MAX, from, to;
	const struct key *key;
	const char *at = c->key;
	int k;

	out_row(t->o, p->by);
	for (k = 0; k < p->nkeys; k++) {
		key = &t->a->q->key[p->key[k].key];
		s.p = at;
		s.len = (size_t)((const char *)memchr(at, '\n', c->len) - at);
		at += s.len + 1;
		out_key(t->o, key->column, s);
		if (p->key[k].part == 0)
			network = s;
		else if (p->key[k].part == 1)
			account = s;
		if (period_span(key->kind, s, &from, &to) == 0) {
			start = from > start ? from : start;
			end = to < end ? to : end;
		}
	}
	put_columns(t, c, network, account);
	if (start != INT64_MIN)
		put_cover(t, network, account,
		    cm_zone_moment(t->a->zone, start),
		    cm_zone_moment(t->a->zone, end));
	out_end(t->o);
}

/* Who answered: what nobody answered is nobody's. */
static void
write_answerer(struct tell *t, const struct tally *c)
{
	struct cm_slice s;
	int how;

	s.p = c->key;
	s.len = c->len - 1;
	out_row(t->o, "response.answerer");
	out_key(t->o, "answerer", s);
	out_int(t->o, "answered", (int64_t)c->n);
	for (how = CLOCK; how <= (t->p->hours != NULL ? HOURS : CLOCK); how++)
		put_times(t, t->r.unit + c->first, c->n, how, 0);
	out_end(t->o);
}

/* The object that is shown of it; it is empty where a part has none. */
static struct cm_slice
shown_of(const struct waiting *w, struct cm_buf *b)
{
	struct cm_slice s = {NULL, 0};
	struct cm_scan_error error;

	cm_buf_clear(b);
	if (w->text == NULL || w->text[0] != '"')
		return s;
	s.p = w->text;
	s.len = strlen(w->text);
	cm_json_text(b, s);
	memset(cm_buf_room(b, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	s.p = NULL;
	if (cm_scan_line(b->p, b->len, NULL, NULL, &error) == 0) {
		s.p = b->p;
		s.len = b->len;
	}
	return s;
}

static void
write_waiting(struct tell *t)
{
	static const char *const names[] = {
	    "id", "thread", "url", "author", "text"};
	struct waiting *w = t->r.waiting;
	struct cm_slice shown, s;
	struct cm_buf b;
	size_t k, n = t->r.nwaiting, i;

	cm_buf_init(&b, CM_BUF_ANY);
	if (n > (size_t)t->p->limit)
		n = (size_t)t->p->limit;
	for (k = 0; k < n; k++, w++) {
		out_row(t->o, "response.open");
		out_key(t->o, "network", w->network);
		out_key(t->o, "account", w->account);
		out_text(t->o, "record_type", said[w->kind]);
		shown = shown_of(w, &b);
		for (i = 0; i < 5; i++) {
			s = cm_json_get(shown, names[i]);
			if (s.p != NULL)
				out_slice(t->o, names[i], s);
			else
				out_null(t->o, names[i], "not given");
		}
		out_time(t->o, "since", w->since);
		out_int(t->o, "records", w->count);
		out_int(t->o, "waiting", w->age[CLOCK]);
		if (t->p->hours != NULL)
			out_int(t->o, "business_waiting", w->age[HOURS]);
		out_end(t->o);
	}
	cm_buf_release(&b);
}

enum cm_exit
response_tell(struct out *o, const struct answer *a, const struct section *s)
{
	static const struct cm_slice none = {NULL, 0};
	struct tell t;
	struct tally all;
	uint32_t k;

	memset(&t, 0, sizeof(t));
	t.o = o;
	t.a = a;
	t.p = s->state;
	replies_find(&t.r, a, s);
	t.value = cm_alloc((t.r.n + 1) * sizeof(*t.value));
	t.wait = cm_alloc((t.r.n + 1) * sizeof(*t.wait));
	response_measures(o, a, t.p);
	memset(&all, 0, sizeof(all));
	all.n = t.r.n;
	all.received = t.r.received;
	all.to_others = t.r.to_others;
	all.unclear = t.r.unclear;
	if (t.r.any) {
		out_row(o, "response");
		put_columns(&t, &all, none, none);
		if (a->has_since && a->has_until)
			put_cover(&t, none, none, a->since, a->until);
		out_end(o);
	}
	replies_sort(&t.r, 0);
	for (k = 0; k < t.r.ntally; k++)
		write_row(&t, &t.r.tally[k]);
	replies_sort(&t.r, 1);
	for (k = 0; k < t.r.nanswerer; k++)
		write_answerer(&t, &t.r.answerer[k]);
	write_waiting(&t);
	free(t.value);
	free(t.wait);
	replies_free(&t.r);
	return CM_OK;
}
