/* SPDX-License-Identifier: ISC */
/* JSON: where in the document it is, and what stands around the items. */
#include <string.h>

#include "cmd/cm-fetch/items_json.h"
#include "lib/json.h"

uint64_t
items_json_follow(const struct items_json *j, int named)
{
	const struct level *l = &j->levels[j->depth - 1];
	struct cm_slice text = {NULL, 0};
	const char *step;
	uint64_t rules = 0;
	size_t i;

	if (named) {
		text.p = j->name.p;
		text.len = j->name.len;
	}
	for (i = 0; i < j->n; i++) {
		if ((l->rules >> i & 1) == 0 || j->paths[i].n < j->depth)
			continue;
		step = j->paths[i].steps[j->depth - 1];
		if (!named ? step == NULL
			   : step != NULL &&
			    (strcmp(step, "*") == 0 || cm_json_is(text, step)))
			rules |= (uint64_t)1 << i;
	}
	return rules;
}

int
items_json_rule(const struct items_json *j, int element)
{
	size_t i, n = j->depth + (size_t)element;

	for (i = 0; i < j->n; i++)
		if ((j->rules >> i & 1) != 0 && j->paths[i].n == n &&
		    (!element || j->paths[i].steps[n - 1] == NULL))
			return (int)i;
	return -1;
}

/* Whether some rule leads through the elements of the present array. */
static int
leads_through(const struct items_json *j)
{
	size_t i;

	for (i = 0; i < j->n; i++)
		if ((j->rules >> i & 1) != 0 && j->paths[i].n > j->depth + 1 &&
		    j->paths[i].steps[j->depth] == NULL)
			return 1;
	return 0;
}

/* Adds what comes before the present value. Returns 1 if the value may have
 * so many bytes, else 0, and nothing of it is added. */
static int
show(struct items_json *j, size_t len)
{
	struct level *l = j->depth > 0 ? &j->levels[j->depth - 1] : NULL;
	struct cm_buf *to = &j->around;
	int named = l != NULL && l->object;

	if (l != NULL && !l->shown)
		return 0;
	if (l != NULL && l->around)
		to->len = l->mark;
	/* The brackets that are open are to be closed. */
	if (to->len + len + (named ? j->name.len : 0) + DEPTH + 8 >
		ITEMS_FRAME ||
	    (named && j->name.len > ITEMS_LONG + 2))
		return 0;
	if (l == NULL || l->around)
		return 1;
	if (to->p[to->len - 1] != '{' && to->p[to->len - 1] != '[')
		cm_buf_byte(to, ',');
	if (named) {
		cm_buf_add(to, j->name.p, j->name.len);
		cm_buf_byte(to, ':');
	}
	return 1;
}

int
items_json_show(struct items *s)
{
	struct items_json *j = s->json;
	const char *why;

	s->version++;
	cm_buf_clear(&j->scratch);
	if (items_value(&j->scratch, j->token.p, j->token.len, &why) == -1)
		return items_fail(s, why);
	if (show(j, j->scratch.len))
		cm_buf_add(&j->around, j->scratch.p, j->scratch.len);
	return 0;
}

int
items_json_push(struct items *s, int object)
{
	struct items_json *j = s->json;
	struct level *l = &j->levels[j->depth];
	size_t before = j->around.len;

	if (j->depth == DEPTH)
		return items_fail(s, "it is nested too deeply");
	s->version++;
	memset(l, 0, sizeof(*l));
	l->object = object;
	l->rules = j->rules;
	l->around = !object && leads_through(j);
	l->shown = (object || items_json_rule(j, 1) == -1) && show(j, 2);
	l->before = before;
	l->names = j->names.len;
	if (l->shown && !l->around)
		cm_buf_byte(&j->around, object ? '{' : '[');
	l->mark = j->around.len;
	j->depth++;
	j->state = object ? FIRST : ELEMENT;
	s->at++;
	return 0;
}

void
items_json_pop(struct items *s)
{
	struct items_json *j = s->json;
	struct level *l = &j->levels[--j->depth];

	s->version++;
	if (l->shown && l->around && j->around.len == l->mark)
		j->around.len = l->before;
	else if (l->shown && !l->around)
		cm_buf_byte(&j->around, l->object ? '}' : ']');
	s->at++;
	j->state = BEHIND;
}

void
items_json_frame(struct items *s, struct cm_buf *to)
{
	struct items_json *j = s->json;
	const struct level *l;
	size_t i;

	cm_buf_add(to, j->around.p, j->around.len);
	for (i = j->depth; i > 0; i--) {
		l = &j->levels[i - 1];
		if (!l->shown)
			continue;
		if (l->around && j->around.len == l->mark)
			to->len = to->len > l->before ? l->before : to->len;
		else if (!l->around)
			cm_buf_byte(to, l->object ? '}' : ']');
	}
}
