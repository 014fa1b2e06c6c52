/* SPDX-License-Identifier: ISC */
/*
 * Conditions of goals whose value no record has are likely slips. Which values
 * there are is known for keys of few values, each of which has a table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/goal_plan.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/near.h"
#include "lib/err.h"
#include "lib/json.h"

static const char *const few[] = {"network", "account", "brand", "type", "lang",
    "format", "topic", "campaign", "channel", NULL};

void
goal_names_ask(struct question *q, struct goals_state *state)
{
	const struct goals *g = state->goals;
	char keys[64];
	size_t k, i;

	for (i = 0; few[i] != NULL; i++) {
		for (k = 0; k < g->n; k++)
			if (goal_on(&g->goal[k], few[i]) != NULL)
				break;
		state->names[i] = -1;
		if (k == g->n)
			continue;
		snprintf(keys, sizeof(keys), "%s,window", few[i]);
		state->names[i] = question_table(q, few[i], keys, 0, 0);
	}
}

/* The values that were met, as texts; NULL behind the last. */
static char **
values_of(const struct line *line, size_t n)
{
	char **list = cm_zalloc((n + 1) * sizeof(*list));
	struct cm_slice s;
	size_t k, to = 0;

	for (k = 0; k < n; k++) {
		s = line_part(&line[k], 0);
		if (s.p[0] == '"' && (list[to] = cm_json_dup(s)) != NULL)
			to++;
	}
	return list;
}

/* Whether one of several values was met. */
static int
is_met(
    const struct goal_test *t, size_t value, const struct line *line, size_t n)
{
	struct goal_where where = *t->where;
	struct goal_test one = *t;
	struct cm_slice s;
	size_t k;

	where.value += value;
	where.n = 1;
	one.where = &where;
	one.json += value;
	for (k = 0; k < n; k++) {
		s = line_part(&line[k], 0);
		if (goal_meets(&one, s.p, s.len))
			return 1;
	}
	return 0;
}

static void
say(const struct section *s, const struct goal_plan *p,
    const struct goal_test *t, const struct line *line, size_t n)
{
	char **list = values_of(line, n);
	const char *near;
	size_t k;

	for (k = 0; k < t->where->n; k++) {
		if (is_met(t, k, line, n))
			continue;
		near = near_name(t->where->value[k], (const char *const *)list);
		cm_note(0, "%s:%d: goal '%s': no record has %s '%s'%s%s%s",
		    s->ask->arg, t->where->line, p->goal->name, t->where->key,
		    t->where->value[k], near != NULL ? " (" : "",
		    near != NULL ? near : "", near != NULL ? "?)" : "");
	}
	for (k = 0; list[k] != NULL; k++)
		free(list[k]);
	free(list);
}

void
goal_names_tell(const struct answer *a, const struct section *s)
{
	const struct goals_state *state = s->state;
	const struct goal_plan *p;
	struct line *line;
	size_t i, k, t, n;

	for (i = 0; few[i] != NULL; i++) {
		if (state->names[i] < 0)
			continue;
		line = lines_of(a, s, state->names[i], &n);
		for (k = 0; k < state->goals->n && n > 0; k++) {
			p = &state->plan[k];
			for (t = 0; t < p->ntests; t++)
				if (strcmp(p->test[t].where->key, few[i]) == 0)
					say(s, p, &p->test[t], line, n);
		}
		free(line);
	}
}
