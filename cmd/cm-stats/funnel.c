/* SPDX-License-Identifier: ISC */
/*
 * funnel: from visits to conversions. Of web logs, how many visitors went
 * from step to step; of web analytics, what their series say of each source.
 * The two are never added up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/funnel.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/series.h"
#include "cmd/cm-stats/slice.h"
#include "lib/buf.h"
#include "lib/clock.h"
#include "lib/json.h"

enum { LEAST = 5, LONGEST = 65000 };

const char *const funnel_metric[FUNNEL_METRICS] = {
    "sessions", "visits", "users", "visitors", "conversions", "revenue"};

static const struct cm_opt options[] = {
    {256, "steps", "LIST",
	"what to pass, in order: '/shop*,/cart,POST /order'"},
    {257, "by", "KEYS", "source (if not said), campaign, medium, landing, day"},
    {258, "within", "SPAN", "all steps within SPAN of the first, not a day"},
    {259, "touch", "WHICH", "the source of a visitor: its first or last one"},
    {260, "min", "N", "no median of fewer values (5)"},
    {0, NULL, NULL, NULL},
};

static const struct funnel *
state_of(const struct question *q, int section)
{
	return q->section[section].state;
}

static int
is_number(struct cm_slice s, double *d)
{
	return cm_scan_kind(s) == CM_NUMBER && cm_json_double(s, d) == 0;
}

/* The bits of the steps that a visit is of. */
static uint64_t
steps_of(const struct funnel *p, struct cm_rec *r, int page)
{
	struct cm_slice url = r->found[p->url], m = r->found[p->method];
	struct cm_buf text;
	const char *method = "";
	double status;
	uint64_t bits;
	size_t len = 0;
	int refused = is_number(r->found[p->status], &status) && status >= 400;

	if (cm_scan_kind(url) != CM_STRING)
		return 0;
	if (cm_scan_kind(m) == CM_STRING) {
		method = m.p + 1;
		len = m.len - 2;
	}
	if (slice_plain(url))
		return funnel_match(
		    p, url.p + 1, url.len - 2, method, len, refused, page);
	cm_buf_init(&text, CM_BUF_ANY);
	cm_json_text(&text, url);
	bits = funnel_match(
	    p, cm_buf_str(&text), text.len, method, len, refused, page);
	cm_buf_release(&text);
	return bits;
}

/*
 * Which steps a visit is of; the top bit: a person saw a page. There is none
 * where nobody knows who it was, or when, or it is neither.
 */
static int
read_steps(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	const struct funnel *p = state_of(q, in->arg);
	double views = 0;
	int page;

	if ((f->is & IS_VISIT) == 0 || !f->timed ||
	    slice_absent(r->found[p->visitor]))
		return 0;
	page = is_number(r->found[p->pageviews], &views) && views > 0;
	*out = num_int(
	    (int64_t)(steps_of(p, r, page) | (uint64_t)page << FUNNEL_STEPS));
	return out->i != 0;
}

/* Which steps it is not of, but begins with. */
static int
read_near(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	const struct funnel *p = state_of(q, in->arg);
	struct cm_slice url = r->found[p->url];
	struct cm_buf text;
	uint64_t bits;

	if ((f->is & IS_VISIT) == 0 || cm_scan_kind(url) != CM_STRING)
		return 0;
	if (slice_plain(url))
		bits = funnel_near(p, url.p + 1, url.len - 2);
	else {
		cm_buf_init(&text, CM_BUF_ANY);
		cm_json_text(&text, url);
		bits = funnel_near(p, cm_buf_str(&text), text.len);
		cm_buf_release(&text);
	}
	*out = num_int((int64_t)bits);
	return bits != 0;
}

static struct cm_slice
string_at(struct cm_slice object, const char *name)
{
	struct cm_slice s = cm_json_get(object, name);

	if (cm_scan_kind(s) != CM_STRING || s.len == 2)
		s.p = NULL;
	return s;
}

/* Where a visit came from; the wants are campaign and referrer. */
static int
make_source(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	static const char *const names[][2] = {
	    {"network", "source"}, {"network", "host"}};
	struct cm_slice s = {NULL, 0};
	int k;

	(void)q;
	if ((f->is & IS_VISIT) == 0)
		return 0;
	for (k = 0; k < 4 && s.p == NULL; k++)
		s = string_at(r->found[key->want[k / 2]], names[k / 2][k % 2]);
	return s.p != NULL && key_text(b, s) == 0;
}

static int
make_marked(struct fact *f, struct cm_rec *r, const struct key *key,
    const char *name, struct cm_buf *b)
{
	struct cm_slice s;

	if ((f->is & IS_VISIT) == 0)
		return 0;
	s = string_at(r->found[key->want[0]], name);
	return s.p != NULL && key_text(b, s) == 0;
}

static int
make_campaign(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	return make_marked(f, r, key, "name", b);
}

static int
make_medium(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	return make_marked(f, r, key, "medium", b);
}

/* The path of a page that was seen. */
static int
make_landing(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_slice s = r->found[key->want[0]];
	struct cm_buf text;
	double views = 0;
	size_t len;

	(void)q;
	if ((f->is & IS_VISIT) == 0 || cm_scan_kind(s) != CM_STRING ||
	    !is_number(r->found[key->want[1]], &views) || views <= 0)
		return 0;
	cm_buf_init(&text, CM_BUF_ANY);
	cm_json_text(&text, s);
	len = strcspn(cm_buf_str(&text), "?#");
	if (len > 0 && len < LONGEST)
		cm_json_string(b, text.p, len);
	cm_buf_release(&text);
	return len > 0 && len < LONGEST;
}

/* A part of the dimensions of a series; of others there is none. */
static int
dimension(const struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, int part, struct cm_buf *b)
{
	const struct funnel *p = state_of(q, key->owner);

	if ((f->is & IS_SERIES) == 0 || !f->timed)
		return 0;
	return funnel_dimensions(
	    p->dimension, r->found[p->dimensions], part, b);
}

/* Of series: the names of the dimensions, in order. */
static int
make_names(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	return dimension(f, q, r, key, 0, b);
}

/* That of them which names the source, and what it is. */
static int
make_which(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	return dimension(f, q, r, key, 1, b);
}

static int
make_value(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	return dimension(f, q, r, key, 2, b);
}

/* All that it is about: what has the same is the same, told again. */
static int
make_part(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	return dimension(f, q, r, key, 3, b);
}

/* The span of a series. */
static int
make_start(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	(void)r;
	(void)key;
	if ((f->is & IS_SERIES) == 0 || !f->timed)
		return 0;
	cm_json_int(b, f->moment);
	return 1;
}

static int
make_end(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	(void)r;
	(void)key;
	if ((f->is & IS_SERIES) == 0 || !f->timed)
		return 0;
	cm_json_int(b, f->moment + f->span);
	return 1;
}

/* A key of visits by its name; returns its index. */
static int
visit_key(struct question *q, const char *name, enum funnel_of *of)
{
	static const struct {
		const char *name;
		enum funnel_of of;
		key_make *make;
		const char *want[2];
	} keys[] = {
	    {"source", OF_SOURCE, make_source, {"campaign", "referrer"}},
	    {"campaign", OF_CAMPAIGN, make_campaign, {"campaign", NULL}},
	    {"medium", OF_MEDIUM, make_medium, {"campaign", NULL}},
	    {"landing", OF_LANDING, make_landing, {"url", "metrics.pageviews"}},
	};
	size_t k;
	int key;

	for (k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		if (strcmp(name, keys[k].name) == 0) {
			*of = keys[k].of;
			return question_key_made(q, name, keys[k].make,
			    keys[k].want[0], keys[k].want[1], NULL);
		}
	*of = OF_TIME;
	key = question_key(q, name);
	if (q->key[key].kind < KEY_DAY || q->key[key].kind > KEY_WEEKDAY)
		cm_opt_fail("--by: '%s' is none of source, campaign, medium, "
			    "landing, day, week, month, quarter, year, hour, "
			    "weekday",
		    name);
	return key;
}

/* Fills the keys; returns those of the table. */
static char *
read_keys(struct funnel *p, struct question *q, const char *list)
{
	const char *s = list, *end;
	struct cm_buf b;
	char *name;
	int i, k, part = 0, named = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	for (;; s = end + 1) {
		end = s + strcspn(s, ",");
		s += strspn(s, " ");
		name = cm_strndup(s, s < end ? (size_t)(end - s) : 0);
		if (p->nkeys == FUNNEL_KEYS)
			cm_opt_fail("--by: too many keys");
		k = p->nkeys++;
		p->key[k].key = visit_key(q, name, &p->key[k].of);
		for (i = 0; i < k; i++)
			if (strcmp(q->key[p->key[i].key].column, name) == 0)
				cm_opt_fail("--by: '%s' is given twice", name);
		p->key[k].part = -1;
		if (p->key[k].of != OF_TIME) {
			p->key[k].part = part++;
			cm_buf_printf(&b, "%s%s", part > 1 ? "," : "", name);
			if (named++ == 0)
				p->dimension = p->key[k].of;
		}
		free(name);
		if (*end == '\0')
			break;
	}
	name = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return name;
}

static void
ask_visits(struct funnel *p, struct question *q, const char *keys)
{
	int here = (int)(q->now - q->section);

	p->url = question_want(q, "url");
	p->method = question_want(q, "method");
	p->status = question_want(q, "status");
	p->visitor = question_want(q, "visitor");
	p->pageviews = question_want(q, "metrics.pageviews");
	p->events_of.input[0] =
	    question_input_made(q, read_steps, here, NULL, NULL, NULL);
	p->events_of.input[1] = question_input(q, IN_MOMENT, NULL, NULL, NULL);
	p->events_of.input[2] =
	    question_input(q, IN_VALUE, "visitor", NULL, NULL);
	p->events_of.words = 3;
	p->events_of.key = -1;
	p->events =
	    question_cell(q, &cell_events, 0, p->events_of.input[0], -1, 0);
	q->now->cell[p->events].of = &p->events_of;
	p->taken =
	    question_cell(q, &cell_bits, 0, p->events_of.input[0], -1, 0);
	p->near = question_cell(q, &cell_bits, 0,
	    question_input_made(q, read_near, here, NULL, NULL, NULL), -1, 0);
	p->visits = question_table(q, p->by, keys, IS_VISIT, 0);
}

static void
ask_series(struct funnel *p, struct question *q)
{
	int k;

	p->dimensions = question_want(q, "dimensions");
	question_key_made(q, "dimensions", make_names, NULL, NULL, NULL);
	question_key_made(q, "dimension", make_which, NULL, NULL, NULL);
	question_key_made(q, "value", make_value, NULL, NULL, NULL);
	question_key_made(q, "start", make_start, NULL, NULL, NULL);
	question_key_made(q, "end", make_end, NULL, NULL, NULL);
	question_key_made(q, "part", make_part, NULL, NULL, NULL);
	q->accounts = q->timed = 1;
	for (k = 0; k < FUNNEL_METRICS; k++)
		p->metric[k] = question_cell(q, &cell_latest, 0,
		    question_input_only(
			q, question_number(q, funnel_metric[k]), IS_SERIES),
		    -1, 0);
	p->series = question_table(q, "funnel.series",
	    "network,account,dimensions,dimension,value,start,end,part",
	    IS_SERIES, 0);
}

static void
funnel(const struct ask *ask, struct question *q)
{
	const struct ask_verb *v = q->now->ask;
	struct funnel *p = cm_zalloc(sizeof(*p));
	const char *by = ask_option(v, "by"), *touch = ask_option(v, "touch");
	const char *within = ask_option(v, "within");
	const char *steps = ask_option(v, "steps");
	char *keys;
	struct cm_buf b;
	int k;

	(void)ask;
	q->now->state = p;
	p->visits = -1;
	p->least = ask_number(v, "min", 1, 1000000000, LEAST);
	if (within != NULL && steps == NULL)
		cm_opt_fail("--within needs --steps");
	if (within != NULL &&
	    (cm_clock_span(within, &p->within) != 0 || p->within <= 0))
		cm_opt_fail("--within: no span: '%s'", within);
	if (touch != NULL && strcmp(touch, "first") != 0 &&
	    strcmp(touch, "last") != 0)
		cm_opt_fail("--touch is first or last, not '%s'", touch);
	p->last = touch != NULL && touch[0] == 'l';
	keys = read_keys(p, q, by != NULL ? by : "source");
	cm_buf_init(&b, CM_BUF_ANY);
	for (k = 0; k < p->nkeys; k++)
		cm_buf_printf(&b, "%s%s", k == 0 ? "funnel." : ",",
		    q->key[p->key[k].key].column);
	p->by = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	if (steps != NULL) {
		funnel_steps(p, steps);
		ask_visits(p, q, keys);
	}
	ask_series(p, q);
	free(keys);
}

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
{
	const struct funnel *p = s->state;

	if (p->visits >= 0)
		funnel_visits(o, a, s);
	funnel_series(o, a, s);
	return CM_OK;
}

static void
forget(void *state)
{
	struct funnel *p = state;

	funnel_steps_free(p);
	free(p->by);
	free(p);
}

const struct verb verb_funnel = {"funnel", NULL, 0,
    "from visits to conversions, by source", options, funnel, tell, forget};
