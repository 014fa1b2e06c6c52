/* SPDX-License-Identifier: ISC */
/* The text of a goals file. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/goals.h"
#include "cmd/cm-stats/near.h"
#include "lib/err.h"
#include "lib/ini.h"

enum { MOST_GOALS = 200, MOST_ERRORS = 20 };

/* A setting of the present goal; it points into the text. */
struct line {
	const char *text;
	int line;
};

struct reader {
	const char *file;
	struct goals *goals;
	int bad; /* how many errors */
	struct line measure, target, period, from, until, weight;
};

static void complain(struct reader *r, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
complain(struct reader *r, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (++r->bad > MOST_ERRORS)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	cm_warn("%s:%d: %s", r->file, line, text);
}

static void
wrong(void *ctx, int line, const char *why)
{
	complain(ctx, line, "%s", why);
}

const struct goal_where *
goal_on(const struct goal *g, const char *key)
{
	size_t k;

	for (k = 0; k < g->nwhere; k++)
		if (strcmp(g->where[k].key, key) == 0)
			return &g->where[k];
	return NULL;
}

/* A condition: one of several values, with commas between. */
static void
where(
    struct reader *r, int line, struct goal *g, const char *name, const char *s)
{
	static const char *const keys[] = {"network", "account", "brand",
	    "author", "type", "lang", "tag", "topic", "campaign", "format",
	    "referrer", "weekday", "hour", "own", "bot", "visibility", "status",
	    "channel", "thread", "source", "handle", "measure", "target",
	    "period", "from", "until", "weight", NULL};
	struct goal_where *w;
	const char *near, *end;
	size_t k;

	for (k = 0; keys[k] != NULL && strcmp(keys[k], name) != 0; k++)
		;
	if (keys[k] == NULL && strchr(name, '.') == NULL) {
		near = near_name(name, keys);
		complain(r, line, "no setting or key '%.60s'%s%s%s", name,
		    near != NULL ? " (" : "", near != NULL ? near : "",
		    near != NULL ? "?)" : "");
		return;
	}
	g->where = cm_realloc(g->where, (g->nwhere + 1) * sizeof(*g->where));
	w = &g->where[g->nwhere++];
	memset(w, 0, sizeof(*w));
	w->key = cm_strdup(name);
	w->line = line;
	for (;; s = end + 1) {
		s += strspn(s, " \t");
		end = s + strcspn(s, ",");
		for (k = (size_t)(end - s);
		     k > 0 && (s[k - 1] == ' ' || s[k - 1] == '\t');)
			k--;
		if (k == 0) {
			complain(r, line, "'%s': a value is missing", name);
			return;
		}
		w->value = cm_realloc(w->value, (w->n + 1) * sizeof(*w->value));
		w->value[w->n++] = cm_strndup(s, k);
		if (*end == '\0')
			return;
	}
}

static struct goal *
last(struct reader *r)
{
	struct goals *g = r->goals;

	return g->n > 0 ? &g->goal[g->n - 1] : NULL;
}

static void
finish_period(struct reader *r, struct goal *g)
{
	if (r->period.text != NULL && (r->from.text || r->until.text))
		complain(r, g->line,
		    "goal '%.60s' has a period, and from or until: only one of "
		    "the two can be",
		    g->name);
	else if (r->period.text != NULL) {
		if (goal_set_period(g, r->period.text) != 0)
			complain(r, r->period.line,
			    "period '%.60s' is none: 2026, 2026-Q4, 2026-11, "
			    "2026-W47, 2026-11-16, or from and until",
			    r->period.text);
	} else if (r->from.text == NULL || r->until.text == NULL)
		complain(r, g->line,
		    "goal '%.60s' has no period (period, or from and until)",
		    g->name);
	else {
		int64_t from, until;

		if (goal_day(r->from.text, &from) != 0)
			complain(r, r->from.line,
			    "from '%.60s' is no day: 2026-11-16", r->from.text);
		else if (goal_day(r->until.text, &until) != 0)
			complain(r, r->until.line,
			    "until '%.60s' is no day: 2026-11-16",
			    r->until.text);
		else if (goal_set_span(g, from, until) != 0)
			complain(r, g->line,
			    "goal '%.60s' ends before it begins: until is the "
			    "first day that is no longer in it",
			    g->name);
	}
}

/* What a goal needs, once all of its lines are read. */
static void
finish(struct reader *r)
{
	struct goal *g = last(r);
	const char *why;

	if (g == NULL)
		return;
	if (r->measure.text == NULL)
		complain(r, g->line, "goal '%.60s' has no measure", g->name);
	else {
		g->measure = cm_strdup(r->measure.text);
		g->measure_line = r->measure.line;
		if (g->measure[strcspn(g->measure, ", \t")] != '\0')
			complain(r, r->measure.line, "a goal has one measure");
	}
	if (r->target.text == NULL)
		complain(r, g->line, "goal '%.60s' has no target", g->name);
	else if (g->measure != NULL) {
		why = goal_set_target(g, r->target.text);
		if (why != NULL)
			complain(r, r->target.line, "target '%.60s': %s",
			    r->target.text, why);
	}
	if (r->weight.text != NULL && goal_set_weight(g, r->weight.text) != 0)
		complain(r, r->weight.line, "weight '%.60s' is no number",
		    r->weight.text);
	finish_period(r, g);
}

static void
section(void *ctx, int line, char *name)
{
	static const struct line none = {NULL, 0};
	struct reader *r = ctx;
	struct goals *goals = r->goals;
	size_t k;

	finish(r);
	r->measure = r->target = r->period = r->from = r->until = none;
	r->weight = none;
	if (*name == '\0')
		complain(r, line, "a goal needs a name");
	for (k = 0; k < goals->n; k++)
		if (strcmp(goals->goal[k].name, name) == 0)
			complain(r, line,
			    "goal '%.60s' is there already, in line %d", name,
			    goals->goal[k].line);
	if (goals->n == MOST_GOALS)
		complain(r, line, "more than %d goals", MOST_GOALS);
	goals->goal =
	    cm_realloc(goals->goal, (goals->n + 1) * sizeof(*goals->goal));
	memset(&goals->goal[goals->n], 0, sizeof(*goals->goal));
	goals->goal[goals->n].name = cm_strdup(name);
	goals->goal[goals->n].line = line;
	goals->goal[goals->n++].weight = 1;
}

static void
setting(void *ctx, int line, char *name, char *value)
{
	struct reader *r = ctx;
	struct goal *g = last(r);
	const struct {
		const char *name;
		struct line *line;
	} own[] = {{"measure", &r->measure}, {"target", &r->target},
	    {"period", &r->period}, {"from", &r->from}, {"until", &r->until},
	    {"weight", &r->weight}};
	const struct goal_where *w;
	size_t k;
	int there;

	if (g == NULL) {
		complain(
		    r, line, "'%.60s' stands before the first [goal]", name);
		return;
	}
	for (k = 0; k < sizeof(own) / sizeof(own[0]); k++)
		if (strcmp(own[k].name, name) == 0)
			break;
	if (k < sizeof(own) / sizeof(own[0]))
		there = own[k].line->text != NULL ? own[k].line->line : 0;
	else {
		w = goal_on(g, name);
		there = w != NULL ? w->line : 0;
	}
	if (there)
		complain(r, line, "'%.60s' is there already, in line %d", name,
		    there);
	else if (k == sizeof(own) / sizeof(own[0]))
		where(r, line, g, name, value);
	else {
		own[k].line->text = value;
		own[k].line->line = line;
	}
}

struct goals *
goals_parse(const char *text, size_t len, const char *name)
{
	struct reader r;
	struct cm_ini ini = {NULL, ".", section, setting, wrong};
	char *copy = cm_strndup(text, len);

	memset(&r, 0, sizeof(r));
	r.file = name;
	r.goals = cm_zalloc(sizeof(*r.goals));
	ini.ctx = &r;
	cm_ini_parse(copy, len, &ini);
	finish(&r);
	if (r.goals->n == 0 && !r.bad)
		complain(&r, 1, "no goal: each begins with its [name]");
	free(copy);
	if (!r.bad)
		return r.goals;
	if (r.bad > MOST_ERRORS)
		cm_warn("%s: %d more error%s", name, r.bad - MOST_ERRORS,
		    r.bad - MOST_ERRORS == 1 ? "" : "s");
	goals_free(r.goals);
	return NULL;
}

void
goals_free(struct goals *g)
{
	size_t k, i, j;

	for (k = 0; g != NULL && k < g->n; k++) {
		free(g->goal[k].name);
		free(g->goal[k].measure);
		free(g->goal[k].period);
		for (i = 0; i < g->goal[k].nwhere; i++) {
			free(g->goal[k].where[i].key);
			for (j = 0; j < g->goal[k].where[i].n; j++)
				free(g->goal[k].where[i].value[j]);
			free(g->goal[k].where[i].value);
		}
		free(g->goal[k].where);
	}
	if (g != NULL)
		free(g->goal);
	free(g);
}
