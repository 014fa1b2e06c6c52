/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/check.h"
#include "cmd/cm-report/columns.h"
#include "lib/err.h"
#include "lib/json.h"

static void
add(struct columns *c, const char *name, size_t len)
{
	size_t i;

	if (c->n == COLUMNS_MAX)
		return;
	for (i = 0; i < c->n; i++)
		if (strlen(c->names[i]) == len &&
		    memcmp(c->names[i], name, len) == 0)
			return;
	c->names[c->n++] = cm_strndup(name, len);
}

int
columns_parse(struct columns *c, const char *list, const char **why)
{
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		*why = n == 0 ? "a name is empty" : "more than 63 names";
		if (n == 0 || c->n == COLUMNS_MAX)
			return -1;
		add(c, list, n);
		if (list[n] == '\0')
			break;
	}
	columns_finish(c);
	return 0;
}

void
columns_finish(struct columns *c)
{
	const char *names[CM_SCAN_WANTS];
	size_t i;

	c->type = c->n;
	for (i = 0; i < c->n; i++) {
		names[i] = c->names[i];
		c->at[i] = i;
		if (strcmp(names[i], "type") == 0)
			c->type = i;
	}
	names[c->n] = "type";
	c->want = cm_want_new(names, c->n + (c->type == c->n));
}

void
columns_release(struct columns *c)
{
	while (c->n > 0)
		free(c->names[--c->n]);
	if (c->want != NULL)
		cm_want_free(c->want);
	c->want = NULL;
}

static void
add_string(struct columns *c, struct cm_slice name)
{
	char *text;
	size_t len;

	if (cm_scan_kind(name) != CM_STRING)
		return;
	text = cm_alloc(name.len);
	len = cm_json_decode(name, text);
	if (memchr(text, '\0', len) == NULL)
		add(c, text, len);
	free(text);
}

void
columns_add_measure(struct columns *c, struct cm_slice measure)
{
	struct cm_slice key, value;
	size_t at = 0, n = c->n;
	int percent = 0;

	while (cm_json_next(measure, &at, &key, &value))
		if (cm_json_is(key, "name"))
			add_string(c, value);
		else if (cm_json_is(key, "unit"))
			percent = cm_scan_kind(value) == CM_STRING &&
			    cm_json_is(value, "percent");
	if (c->n > n)
		c->percent[n] = (char)percent;
}

void
columns_add_members(struct columns *c, struct cm_slice record)
{
	struct cm_slice key, value;
	size_t at = 0;

	while (cm_json_next(record, &at, &key, &value))
		if (!cm_json_is(key, "type") && !cm_json_is(key, "reason") &&
		    !cm_json_is(key, "complete"))
			add_string(c, key);
}

void
columns_add_honesty(struct columns *c)
{
	/* A row without its reason would show less than it knows. */
	if (c->n > COLUMNS_MAX - 2) {
		cm_warn(
		    "more than %d columns: the last are left out", COLUMNS_MAX);
		while (c->n > COLUMNS_MAX - 2)
			free(c->names[--c->n]);
	}
	add(c, "complete", 8);
	add(c, "reason", 6);
}

int
columns_any(const struct columns *c, const struct cm_slice *found)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (found[c->at[i]].p != NULL)
			return 1;
	return 0;
}

size_t
columns_beyond(const struct columns *c, const struct cm_slice *found)
{
	struct cm_slice s;
	size_t i;

	for (i = 0; i < c->n; i++) {
		s = found[c->at[i]];
		if (cm_scan_kind(s) == CM_NUMBER && check_beyond(s))
			break;
	}
	return i;
}

void
columns_head(
    const struct columns *c, const struct cm_csv_dialect *d, struct cm_buf *out)
{
	size_t i;

	cm_csv_begin(out, d);
	for (i = 0; i < c->n; i++)
		cm_csv_cell(out, d, i == 0, c->names[i]);
	cm_csv_end(out, d);
}

void
columns_csv(const struct columns *c, const struct cm_slice *found,
    const struct cm_csv_dialect *d, struct cm_buf *out)
{
	size_t i, room = 2;
	char *to;

	for (i = 0; i < c->n; i++)
		room += CM_CSV_ROOM(found[c->at[i]].len) + 1;
	to = cm_buf_room(out, room);
	if (to == NULL)
		return;
	for (i = 0; i < c->n; i++) {
		if (i > 0)
			*to++ = d->sep;
		to = cm_csv_put_json(to, d, found[c->at[i]]);
	}
	if (d->crlf)
		*to++ = '\r';
	*to++ = '\n';
	out->len = (size_t)(to - out->p);
}
