/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/types.h"
#include "cmd/cm-stats/slice.h"
#include "lib/err.h"
#include "lib/json.h"

/* Beside those that types_take() looks for first. */
static const char *const counted[] = {"mention", "message", "review", "account",
    "series", "draft", "action", "receipt", "alert", "finding", "draw"};
static const char *const not_counted[] = {"row", "measure", "part"};

static int
is(struct cm_slice s, const char *text)
{
	size_t n = strlen(text);

	return s.len == n + 2 && memcmp(s.p + 1, text, n) == 0;
}

static int
among(struct cm_slice s, const char *const *list, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++)
		if (is(s, list[k]))
			return 1;
	return 0;
}

void
types_add(struct types *t, const char *name)
{
	size_t k;

	for (k = 0; k < t->n; k++)
		if (strcmp(t->name[k], name) == 0)
			return;
	if (t->n < TYPES)
		t->name[t->n++] = cm_strdup(name);
}

static void
add_slice(struct types *t, struct cm_slice s)
{
	struct cm_buf b;

	cm_buf_init(&b, 256);
	if (cm_json_text(&b, s) == 0)
		types_add(t, cm_buf_str(&b));
	cm_buf_release(&b);
}

enum type_use
types_take(struct types *t, struct cm_rec *r, struct cm_slice type)
{
	if (slice_is(type, "post") || slice_is(type, "comment") ||
	    slice_is(type, "visit") || slice_is(type, "article"))
		return TYPE_RECORD;
	if (type.p == NULL || type.p[0] == 'n') {
		types_add(t, "");
		return TYPE_RECORD;
	}
	if (type.p[0] != '"') {
		fact_wrong(r, type, "type", "a string");
		return TYPE_OTHER;
	}
	if (among(type, counted, sizeof(counted) / sizeof(counted[0])))
		return TYPE_RECORD;
	if (is(type, "coverage"))
		return TYPE_COVERAGE;
	add_slice(t, type);
	return among(type, not_counted, 3) ? TYPE_OTHER : TYPE_RECORD;
}

void
types_merge(struct types *a, struct types *b)
{
	size_t k;

	for (k = 0; k < b->n; k++)
		types_add(a, b->name[k]);
	types_release(b);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
types_sort(struct types *t)
{
	qsort(t->name, t->n, sizeof(t->name[0]), compare);
}

void
types_say(struct types *t)
{
	size_t k, i;

	types_sort(t);
	for (k = 0; k < t->n; k++) {
		for (i = 0; i < 3; i++)
			if (strcmp(t->name[k], not_counted[i]) == 0)
				break;
		if (i < 3)
			cm_note(0, "records of type '%s' are not counted",
			    t->name[k]);
		else if (t->name[k][0] == '\0')
			cm_note(0, "records without a type are counted");
		else
			cm_note(0, "records of unknown type '%s' are counted",
			    t->name[k]);
	}
}

void
types_release(struct types *t)
{
	size_t k;

	for (k = 0; k < t->n; k++)
		free(t->name[k]);
	t->n = 0;
}
