/* SPDX-License-Identifier: ISC */
/* What is known of a goal, by day. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/goal_days.h"
#include "cmd/cm-stats/goal_series.h"
#include "cmd/cm-stats/last.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/origin.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/sketch.h"
#include "cmd/cm-stats/value.h"
#include "lib/err.h"
#include "lib/zone.h"

enum { DAY = 86400 };

int64_t
goal_moment(const struct goal_days *d, int64_t day)
{
	return cm_zone_moment(d->a->zone, day * DAY);
}

int
goal_day_of(const struct line *l, int64_t *day)
{
	struct cm_slice s = line_part(l, 0), date;
	int64_t end;
	char json[16] = "\"";

	if (s.len != 1 + GOAL_NUMBER + 1 + 11)
		return -1;
	memcpy(json + 1, s.p + 1 + GOAL_NUMBER + 1, 11); /* and the quote */
	date.p = json;
	date.len = 12;
	if (period_span(KEY_DAY, date, day, &end) != 0)
		return -1;
	*day /= DAY;
	return 0;
}

static void *
cells_new(const struct section *s)
{
	return cm_zalloc(s->cell_bytes + 8);
}

static void
cells_free(const struct section *s, void *cells)
{
	cells_release(s, cells);
	free(cells);
}

void
goal_days_add(struct goal_days *d, int64_t day, const void *cells)
{
	void **to;

	if (day >= d->start)
		cells_merge(d->s, d->all, cells);
	else if (day * DAY >= d->plan->goal->before)
		cells_merge(d->s, d->before, cells);
	if (day < d->first || day >= d->end)
		return;
	to = &d->cells[day - d->first];
	if (*to == NULL)
		*to = cells_new(d->s);
	cells_merge(d->s, *to, cells);
}

/* Whether series, or all else, tell the measure. */
static int
tell(const struct goal_days *d, const struct line *line, size_t n, int series)
{
	int64_t moment;
	size_t k;

	if (d->m == NULL || !origin_measure(d->m))
		return 0;
	for (k = 0; k < n; k++)
		if (goal_series_start(&line[k], &moment) == series &&
		    value_given(d->s, d->m, group_cells(line[k].group)))
			return 1;
	return 0;
}

/* Puts one group where it belongs, if it is of a day. */
static void
take(struct goal_days *d, const struct line *l)
{
	int64_t day;

	if (goal_day_of(l, &day) == 0)
		goal_days_add(d, day, group_cells(l->group));
}

/* What posts tell is told by series once more, and so are snapshots, of which
 * the accounts' own are the nearer. */
static void
take_one_kind(struct goal_days *d, const struct line *line, size_t n)
{
	int series = tell(d, line, n, 1), others = tell(d, line, n, 0);
	int both = series && others, snapshot = both && d->m->snapshot;
	size_t k;

	d->left = both && !snapshot;
	if (!series || snapshot)
		for (k = 0; k < n; k++)
			take(d, &line[k]);
	if (!snapshot)
		goal_series_take(d, line, n);
}

/* Of all kinds of what people say that sources speak of. */
static int
judge_service(const struct goal_days *d, struct cm_slice network,
    struct cm_slice account, int64_t from, int64_t to, struct cm_buf *why)
{
	static const char *const whats[] = {"\"comments\"", "\"mentions\"",
	    "\"messages\"", "\"reviews\"", "\"records\""};
	int verdict = -1, one;
	size_t k;

	for (k = 0; k < sizeof(whats) / sizeof(whats[0]); k++) {
		one = coverage_judge(d->a->coverage, network, account, whats[k],
		    goal_moment(d, from), goal_moment(d, to), why);
		if (one == 0 || verdict == -1)
			verdict = one;
	}
	return verdict;
}

static int
judge(const struct goal_days *d, struct cm_slice network,
    struct cm_slice account, int64_t from, int64_t to, struct cm_buf *why)
{
	const struct goal_where *type = goal_on(d->plan->goal, "type");
	const char *what = NULL;

	if (d->m == NULL)
		return judge_service(d, network, account, from, to, why);
	if (d->plan->only == IS_VISIT || strcmp(d->m->name, "visitors") == 0)
		what = "\"visits\"";
	else if (type != NULL && type->n == 1)
		what = strcmp(type->value[0], "visit") == 0 ? "\"visits\""
		    : strcmp(type->value[0], "series") == 0 ? "\"series\""
							    : NULL;
	return coverage_judge(d->a->coverage, network, account, what,
	    goal_moment(d, from), goal_moment(d, to), why);
}

/* The values of a condition that name a source. */
static size_t
names_of(const struct goal_plan *p, const char *key, char *const **json)
{
	static char *none[] = {NULL};
	size_t k, i;

	*json = none;
	for (k = 0; k < p->ntests; k++) {
		if (strcmp(p->test[k].where->key, key) != 0)
			continue;
		for (i = 0; i < p->test[k].where->n; i++)
			if (p->test[k]
				.json[i][strlen(p->test[k].json[i]) - 2] == '/')
				return 1;
		*json = p->test[k].json;
		return p->test[k].where->n;
	}
	return 1;
}

static struct cm_slice
slice_of(const char *json)
{
	struct cm_slice s;

	s.p = json;
	s.len = json != NULL ? strlen(json) : 0;
	return s;
}

int
goal_covered(
    const struct goal_days *d, int64_t from, int64_t to, struct cm_buf *why)
{
	char *const *network, *const *account;
	size_t n, m, i, k;
	int verdict = -1, one;

	if (d->a->ask->coverage == COVERAGE_OFF || from >= to)
		return -1;
	n = names_of(d->plan, "network", &network);
	m = names_of(d->plan, "account", &account);
	for (i = 0; i < n; i++)
		for (k = 0; k < m; k++) {
			one = judge(d, slice_of(network[i]),
			    slice_of(account[k]), from, to, why);
			if (one == 0)
				verdict = 0;
			else if (one == 1 && verdict == -1)
				verdict = 1;
		}
	return verdict;
}

/*
 * Which days are whole: those that coverage says are, or, where nobody
 * speaks, those from the first record to the day of the newest. What is
 * covered is so in all its parts, so few are asked one by one.
 */
static void
know_days(struct goal_days *d, int64_t from, int64_t to, struct cm_buf *why)
{
	int64_t middle = from + (to - from) / 2;
	int verdict = goal_covered(d, from, to, why);

	cm_buf_clear(why);
	if (verdict == 0 && to - from > 1) {
		know_days(d, from, middle, why);
		know_days(d, middle, to, why);
		return;
	}
	for (; from < to; from++)
		d->known[from - d->first] = verdict >= 0
		    ? (char)verdict
		    : d->a->ask->coverage == COVERAGE_OFF ||
			(from >= d->time->oldest && from < d->time->newest);
}

static void
know(struct goal_days *d)
{
	struct cm_buf why;
	int64_t day;
	size_t k;

	cm_buf_init(&why, CM_BUF_ANY);
	if (d->first < d->until)
		know_days(d, d->first, d->until, &why);
	for (day = d->start; day < d->until; day++) {
		k = (size_t)(day - d->first);
		if (!d->known[k])
			continue;
		d->whole_days++;
		if (d->cells[k] != NULL)
			cells_merge(d->s, d->whole, d->cells[k]);
	}
	d->covered = goal_covered(d, d->start, d->until, &why);
	d->covered_before =
	    goal_covered(d, d->plan->goal->before / DAY, d->start, &why);
	cm_buf_release(&why);
}

void
goal_days_init(struct goal_days *d, const struct answer *a,
    const struct section *s, const struct goal_plan *plan,
    const struct goal_time *time, const struct line *line, size_t n,
    const struct replies *replies)
{
	memset(d, 0, sizeof(*d));
	d->a = a;
	d->s = s;
	d->plan = plan;
	d->m = plan->measure >= 0 ? &s->measure[plan->measure] : NULL;
	d->replies = replies;
	d->time = time;
	d->start = plan->goal->start / DAY;
	d->end = plan->goal->end / DAY;
	d->first = d->start - GOAL_HISTORY;
	d->until = time->today < d->end ? time->today : d->end;
	d->n = (size_t)(d->end - d->first);
	d->cells = cm_zalloc(d->n * sizeof(*d->cells));
	d->known = cm_zalloc(d->n);
	d->all = cells_new(s);
	d->whole = cells_new(s);
	d->before = cells_new(s);
	take_one_kind(d, line, n);
	know(d);
}

void
goal_days_release(struct goal_days *d)
{
	size_t k;

	cells_free(d->s, d->all);
	cells_free(d->s, d->whole);
	cells_free(d->s, d->before);
	for (k = 0; k < d->n; k++)
		if (d->cells[k] != NULL)
			cells_free(d->s, d->cells[k]);
	free(d->cells);
	free(d->known);
}

uint64_t
goal_records(const struct goal_days *d, const void *cells)
{
	const struct goals_state *state = d->s->state;

	return *(const uint64_t *)cell_at(d->s, cells, state->count);
}

const char *
goal_value(const struct goal_days *d, const void *cells, struct num *v)
{
	return value_of(d->s, d->m, cells, v);
}

void
goal_pair(const struct goal_days *d, const void *cells, double *a, double *b)
{
	const struct sum *s = cell_at(d->s, cells, d->m->cell);
	struct num v;

	*a = *b = 0;
	if (sum_value(&s[0], &v) == 0)
		*a = v.d;
	if (d->m->op == DO_MEAN)
		*b = (double)sum_count(&s[0]);
	else if (sum_value(&s[1], &v) == 0)
		*b = v.d;
}

uint64_t
goal_given(const struct goal_days *d, const void *cells)
{
	const void *p = cell_at(d->s, cells, d->m->cell);

	switch (d->m->op) {
	case DO_COUNT:
		return *(const uint64_t *)p;
	case DO_SUM:
	case DO_MEAN:
	case DO_N:
	case DO_RATE:
		return sum_count(p);
	case DO_LOW:
	case DO_HIGH:
		return ((const struct extreme *)p)->n;
	case DO_LAST:
		return last_times(
		    *(struct last *const *)p, &(int64_t){0}, &(int64_t){0});
	default:
		return goal_records(d, cells);
	}
}

size_t
goal_accounts(const struct goal_days *d, const void *cells, int64_t *oldest,
    int64_t *newest)
{
	return last_times(
	    *(struct last *const *)cell_at(d->s, cells, d->m->cell), oldest,
	    newest);
}
