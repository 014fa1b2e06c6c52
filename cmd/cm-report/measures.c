/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/measures.h"
#include "lib/err.h"
#include "lib/json.h"

/* Beyond so many, units are not known: each is held against all others. */
enum { MOST = 5000 };

static int
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
release(struct measure *m)
{
	free(m->by);
	free(m->name);
	free(m->unit);
	free(m->label);
}

void
measures_add(struct measures *m, struct cm_slice record)
{
	struct measure one = {NULL, NULL, NULL, NULL, 0};
	size_t i;

	one.name = cm_json_dup(cm_json_get(record, "name"));
	one.by = cm_json_dup(cm_json_get(record, "by"));
	for (i = 0; one.name != NULL && i < m->n; i++)
		if (is_same(m->list[i].name, one.name) &&
		    is_same(m->list[i].by, one.by))
			break;
	if (one.name == NULL || i < m->n || m->n == MOST) {
		release(&one);
		return;
	}
	one.unit = cm_json_dup(cm_json_get(record, "unit"));
	one.label = cm_json_dup(cm_json_get(record, "label"));
	one.key = cm_scan_kind(cm_json_get(record, "role")) == CM_STRING &&
	    cm_json_is(cm_json_get(record, "role"), "key");
	if (m->n == m->cap) {
		m->cap = m->cap > 0 ? 2 * m->cap : 64;
		m->list = cm_realloc(m->list, m->cap * sizeof(*m->list));
	}
	m->list[m->n++] = one;
}

void
measures_release(struct measures *m)
{
	while (m->n > 0)
		release(&m->list[--m->n]);
	free(m->list);
}

const struct measure *
measures_find(const struct measures *m, const char *by, const char *name)
{
	const struct measure *found = NULL;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (strcmp(m->list[i].name, name) != 0)
			continue;
		if (is_same(m->list[i].by, by))
			return &m->list[i];
		if (m->list[i].by == NULL)
			found = &m->list[i];
	}
	return found;
}

/* What all tables say, if they say the same. */
static const char *
common_unit(const struct measures *m, const char *name)
{
	const char *unit = NULL;
	size_t i;
	int any = 0;

	for (i = 0; i < m->n; i++) {
		if (strcmp(m->list[i].name, name) != 0)
			continue;
		if (any && !is_same(unit, m->list[i].unit))
			return NULL;
		unit = m->list[i].unit;
		any = 1;
	}
	return unit;
}

int
measures_is_part(const char *name, size_t *base)
{
	const char *dot = strrchr(name, '.');

	if (dot == NULL ||
	    (strcmp(dot, ".low") != 0 && strcmp(dot, ".high") != 0 &&
		strcmp(dot, ".n") != 0))
		return 0;
	*base = (size_t)(dot - name);
	return 1;
}

const char *
measures_unit(const struct measures *m, const char *by, const char *name)
{
	const struct measure *found = measures_find(m, by, name);
	const char *unit;
	char *whole;
	size_t base;

	if (found != NULL)
		return found->unit;
	if (by == NULL && common_unit(m, name) != NULL)
		return common_unit(m, name);
	if (!measures_is_part(name, &base))
		return NULL;
	if (strcmp(name + base, ".n") == 0)
		return "count";
	whole = cm_strndup(name, base);
	found = measures_find(m, by, whole);
	unit = found != NULL ? found->unit
	    : by == NULL     ? common_unit(m, whole)
			     : NULL;
	free(whole);
	return unit;
}
