/* SPDX-License-Identifier: ISC */
/* The members of an object of what a format says of itself. */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cm-fetch/format_in.h"
#include "lib/err.h"
#include "lib/json.h"

void
format_complain(
    const struct format_reader *r, const char *name, const char *want)
{
	if (*r->why == '\0')
		snprintf(r->why, FORMAT_WHY, "%s.%.40s is not %.100s", r->in,
		    name, want);
}

/* A slip of the pen would else be passed over in silence. */
void
format_members(const struct format_reader *r, const char *const *known)
{
	char name[FORMAT_NAME], want[FORMAT_NAME + 40];

	if (format_strange(r->object, known, name, want))
		format_complain(r, name, want);
}

struct cm_slice
format_member(const struct format_reader *r, const char *name)
{
	struct cm_slice s = cm_json_get(r->object, name);

	if (cm_scan_kind(s) == CM_NULL)
		s.p = NULL;
	return s;
}

char *
format_text(const struct format_reader *r, const char *name)
{
	struct cm_slice s = format_member(r, name);
	char *to = cm_json_dup(s);

	if (s.p != NULL && to == NULL)
		format_complain(r, name, "a text");
	return to;
}

char *
format_needed(const struct format_reader *r, const char *name)
{
	char *to = format_text(r, name);

	if (to == NULL)
		format_complain(r, name, "there");
	return to;
}

int
format_flag(const struct format_reader *r, const char *name)
{
	enum cm_kind kind = cm_scan_kind(format_member(r, name));

	if (kind != CM_ABSENT && kind != CM_TRUE && kind != CM_FALSE)
		format_complain(r, name, "true or false");
	return kind == CM_TRUE;
}

struct format_reader
format_inner(
    const struct format_reader *r, const char *name, struct cm_slice object)
{
	struct format_reader to = *r;

	snprintf(to.in, sizeof(to.in), "%.20s.%.20s", r->in, name);
	to.object = object;
	if (object.p != NULL && cm_scan_kind(object) != CM_OBJECT) {
		format_complain(r, name, "an object");
		to.object.p = NULL;
	}
	return to;
}

/* Adds a text (taken over) to a list. */
void
format_push(char ***list, size_t *n, char *s)
{
	*list = cm_realloc(*list, (*n + 1) * sizeof(**list));
	(*list)[(*n)++] = s;
}

/* A text, or a list of them. */
void
format_texts(const struct format_reader *r, const char *name, struct cm_slice s,
    char ***list, size_t *n)
{
	struct cm_slice value;
	size_t at = 0;
	char *one;

	if (cm_scan_kind(s) == CM_STRING)
		format_push(list, n, cm_json_dup(s));
	else if (s.p != NULL && cm_scan_kind(s) != CM_ARRAY)
		format_complain(r, name, "a text or a list of texts");
	else
		while (s.p != NULL && cm_json_next(s, &at, NULL, &value)) {
			one = cm_json_dup(value);
			if (one == NULL)
				format_complain(r, name, "a list of texts");
			else
				format_push(list, n, one);
		}
}

void
format_list(
    const struct format_reader *r, const char *name, char ***to, size_t *n)
{
	format_texts(r, name, format_member(r, name), to, n);
}
