/* SPDX-License-Identifier: ISC */
/*
 * Goals: what is asked of records. Each record is counted for the goals whose
 * conditions it meets, by day.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/goal_plan.h"
#include "cmd/cm-stats/goal_series.h"
#include "cmd/cm-stats/goal_service.h"
#include "cmd/cm-stats/period.h"
#include "lib/clock.h"
#include "lib/json.h"

enum { DAY = 86400 };

/* Metrics of what is said; another type has to be asked for. */
static const struct {
	const char *names[18];
	unsigned only;
	const char *types;
} usual[] = {
    {{"views", "impressions", "reach", "likes", "reactions", "comments",
	 "shares", "quotes", "saves", "clicks", "plays", "seconds",
	 "interactions", "engagement", NULL},
	IS_POST, "post,article"},
    {{"followers", "following", "members", NULL}, IS_ACCOUNT, "account"},
    {{"pageviews", NULL}, IS_VISIT, "visit"},
};

/* Whether a measure is made of a metric: "likes", "likes.mean",
 * "likes_rate_views". */
static int
is_of(const char *measure, const char *metric)
{
	size_t n = strlen(metric);

	if (strncmp(measure, "metrics.", 8) == 0)
		measure += 8;
	return strncmp(measure, metric, n) == 0 &&
	    (measure[n] == '\0' || measure[n] == '.' ||
		strncmp(measure + n, "_rate_", 6) == 0);
}

static void
set_types(struct goal_plan *p)
{
	size_t k, i;

	if (goal_on(p->goal, "type") != NULL)
		return;
	for (k = 0; k < sizeof(usual) / sizeof(usual[0]); k++)
		for (i = 0; usual[k].names[i] != NULL; i++)
			if (is_of(p->goal->measure, usual[k].names[i])) {
				p->only = usual[k].only;
				p->types = usual[k].types;
				return;
			}
}

/* A condition's values as the keys of records are written. */
static void
set_tests(struct goal_plan *p, struct question *q)
{
	const struct goal *g = p->goal;
	struct goal_test *t;
	struct cm_buf b;
	size_t k, i;

	p->ntests = g->nwhere;
	p->test = cm_zalloc((p->ntests + 1) * sizeof(*p->test));
	for (k = 0; k < p->ntests; k++) {
		t = &p->test[k];
		t->where = &g->where[k];
		t->key = question_key(q, t->where->key);
		t->json = cm_alloc(t->where->n * sizeof(*t->json));
		for (i = 0; i < t->where->n; i++) {
			cm_buf_init(&b, CM_BUF_ANY);
			cm_json_string(
			    &b, t->where->value[i], strlen(t->where->value[i]));
			t->json[i] = cm_strdup(cm_buf_str(&b));
			cm_buf_release(&b);
		}
	}
}

static void
set_sort(struct goal_plan *p, const struct question *q)
{
	const struct section *s = q->now;
	const struct measure *m = &s->measure[p->measure];
	int in = s->cell[m->cell].input;

	switch (m->op) {
	case DO_SUM:
		p->sort = SORT_TOTAL;
		p->rising = !q->input[in].negative ||
		    q->input[in].kind == IN_INTERACTIONS;
		break;
	case DO_COUNT:
	case DO_N:
		p->sort = SORT_TOTAL;
		p->rising = 1;
		break;
	case DO_DISTINCT:
		/* Visitors have another name each day. */
		p->sort = q->input[in].kind == IN_VISITOR ? SORT_TOTAL
							  : SORT_DISTINCT;
		p->rising = 1;
		break;
	case DO_RATE:
	case DO_MEAN:
		p->sort = SORT_RATIO;
		break;
	case DO_LAST:
		p->sort = SORT_LEVEL;
		break;
	default:
		p->sort = SORT_OTHER;
	}
}

int
goal_meets(const struct goal_test *t, const char *p, size_t len)
{
	const char *value, *end;
	size_t k, n, m;

	for (; len > 0; len -= n, p += n) {
		end = memchr(p, '\n', len);
		n = end != NULL ? (size_t)(end - p) : len;
		for (k = 0; k < t->where->n; k++) {
			value = t->where->value[k];
			if (p[0] != '"') {
				m = strlen(value);
				if (n == m && memcmp(p, value, m) == 0)
					return 1;
				continue;
			}
			m = strlen(t->json[k]);
			if (n == m && memcmp(p, t->json[k], m) == 0)
				return 1;
			/* acme/ is all of that client's accounts. */
			if (strcmp(t->where->key, "account") == 0 && m > 2 &&
			    t->json[k][m - 2] == '/' && n > m &&
			    memcmp(p, t->json[k], m - 1) == 0)
				return 1;
		}
		n += end != NULL;
	}
	return 0;
}

static int
passes(
    const struct goal_plan *p, const struct fact *f, const struct question *q)
{
	const struct goal_test *t;
	struct cm_slice s;

	if (p->only != 0 && (f->is & p->only) == 0)
		return 0;
	for (t = p->test; t < p->test + p->ntests; t++) {
		/* Keys before this one are read; those of the text stand
		 * there as strings, at a place. */
		if (q->key[t->key].kind >= KEY_DAY)
			s = period_text(NULL, q->key[t->key].kind, f->local);
		else
			s = f->key[t->key];
		if (s.p == NULL) {
			s.p = f->text.p + s.len;
			s.len = strlen(s.p);
		}
		if (!goal_meets(t, s.p, s.len))
			return 0;
	}
	return 1;
}

/* By hand, as there are many. */
static void
put_goal(struct cm_buf *b, size_t goal, const char *when)
{
	char start[1 + GOAL_NUMBER + 1] = {'"', '0', '0', '0', ' '};
	int k;

	for (k = GOAL_NUMBER; k > 0; k--, goal /= 10)
		start[k] = (char)('0' + goal % 10);
	cm_buf_add(b, start, sizeof(start));
	cm_buf_puts(b, when);
	cm_buf_byte(b, '"');
}

/* The goals that a record is for, and its day; see goal_plan.h. */
static int
make_goal(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	const struct goals_state *state = q->section[key->owner].state;
	const struct goal_plan *p;
	char when[SERIES_PLACE];
	size_t k;
	int n = 0;

	if (!f->timed)
		return 0;
	when[0] = '\0';
	for (k = 0; k < state->goals->n; k++) {
		p = &state->plan[k];
		if (p->measure < 0 || f->local < p->first ||
		    f->local >= p->goal->end || !passes(p, f, q))
			continue;
		if (when[0] == '\0' && (f->is & IS_SERIES) == 0)
			cm_clock_date(f->local, when);
		else if (when[0] == '\0' &&
		    goal_series_key(f, q, r, key, when) != 0)
			return -1;
		if (n++ > 0)
			cm_buf_byte(b, '\n');
		put_goal(b, k, when);
	}
	return n;
}

/* A goal of how people are answered. */
static void
ask_service(struct goal_plan *p, struct question *q, const char *file)
{
	const struct goal *g = p->goal;
	size_t k;

	p->measure = -1;
	p->sort = SORT_SERVICE;
	set_tests(p, q);
	for (k = 0; k < g->nwhere; k++)
		if (!goal_service_knows(g->where[k].key)) {
			cm_warn("%s:%d: '%s' cannot be a condition of '%s': "
				"only network, account, brand, type and lang",
			    file, g->where[k].line, g->where[k].key,
			    g->measure);
			exit(cm_finish(CM_USAGE));
		}
}

/* The usual slips, so that their line is told. */
static void
check_measure(const struct goal *g, const char *file)
{
	static const char *const names[][2] = {{"followers", "last"},
	    {"following", "last"}, {"members", "last"}, {"position", "mean"},
	    {"rating", "mean"}};
	size_t k;

	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		if (strcmp(g->measure, names[k][0]) != 0)
			continue;
		cm_warn("%s:%d: '%s' do not add up; %s.%s?", file,
		    g->measure_line, g->measure, g->measure, names[k][1]);
		exit(cm_finish(CM_USAGE));
	}
}

static void
ask_records(struct goal_plan *p, struct question *q)
{
	uint64_t bit = question_measures(q, p->goal->measure);

	while ((bit >>= 1) != 0)
		p->measure++;
	set_types(p);
	set_tests(p, q);
	set_sort(p, q);
}

static void
ask(const struct ask *ask_, struct question *q)
{
	const char *file = q->now->ask->arg, *text = ask_file(ask_, file);
	struct goals_state *state = cm_zalloc(sizeof(*state));
	struct goal_plan *p;
	size_t k;
	int service = 0;

	q->now->state = state;
	if (text[strspn(text, " \t\r\n")] == '{')
		cm_die(CM_USAGE,
		    "'%s' holds records: is a goals file missing "
		    "before it?",
		    file);
	state->goals = goals_parse(text, strlen(text), file);
	if (state->goals == NULL)
		exit(cm_finish(CM_USAGE));
	state->plan = cm_zalloc(state->goals->n * sizeof(*state->plan));
	for (k = 0; k < state->goals->n; k++) {
		p = &state->plan[k];
		p->goal = &state->goals->goal[k];
		if (goal_service_read(p->goal->measure, &p->service)) {
			ask_service(p, q, file);
			service = 1;
		} else {
			check_measure(p->goal, file);
			ask_records(p, q);
		}
		p->first = p->goal->start - (int64_t)GOAL_HISTORY * DAY;
		if (p->goal->before < p->first)
			p->first = p->goal->before;
	}
	state->count = question_cell(q, &cell_count, IS_ANY, -1, -1, 0);
	/* What --since cuts is needed; --until is the present. */
	question_window(q, NULL, 1);
	question_key_made(
	    q, "goal", make_goal, "dimensions", "network", "account");
	question_table(q, "goals", "goal,window", 0, 0);
	goal_names_ask(q, state);
	state->service = service ? goal_service_ask(ask_, q) : -1;
}

static void
forget(void *state_)
{
	struct goals_state *state = state_;
	struct goal_plan *p;
	size_t k, i, j;

	for (k = 0; state->plan != NULL && k < state->goals->n; k++) {
		p = &state->plan[k];
		for (i = 0; i < p->ntests; i++) {
			for (j = 0; j < p->test[i].where->n; j++)
				free(p->test[i].json[j]);
			free(p->test[i].json);
		}
		free(p->test);
	}
	free(state->plan);
	goals_free(state->goals);
	free(state);
}

const struct verb verb_goals = {"goals", "FILE", 1,
    "each goal of a file: target, actual, pace, forecast", NULL, ask,
    goals_tell, forget};
