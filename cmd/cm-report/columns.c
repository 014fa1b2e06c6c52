/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/check.h"
#include "cmd/cm-report/columns.h"
#include "lib/err.h"
#include "lib/json.h"

/* The column of that name, looked for from a place on. */
static size_t
find(const struct columns *c, const char *name, size_t len, size_t from)
{
	size_t i, k;

	for (i = 0; i < c->n; i++) {
		k = from + i < c->n ? from + i : from + i - c->n;
		if (strncmp(c->names[k], name, len) == 0 &&
		    c->names[k][len] == '\0')
			return k;
	}
	return c->n;
}

size_t
columns_find(const struct columns *c, const char *name)
{
	return find(c, name, strlen(name), 0);
}

static void
lose(struct columns *c, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < c->nlost; i++)
		if (strncmp(c->lost[i], name, len) == 0 &&
		    c->lost[i][len] == '\0')
			return;
	if (c->nlost == COLUMNS_LOST)
		c->more_lost = 1;
	else
		c->lost[c->nlost++] = cm_strndup(name, len);
}

/* Makes it one at a place, which there is. */
static void
insert(struct columns *c, const char *name, size_t len, size_t place)
{
	if (c->n == c->cap) {
		c->cap = c->cap > 0 ? 2 * c->cap : 64;
		c->names = cm_realloc(c->names, c->cap * sizeof(*c->names));
	}
	memmove(&c->names[place + 1], &c->names[place],
	    (c->n - place) * sizeof(*c->names));
	c->names[place] = cm_strndup(name, len);
	c->n++;
}

/* Adds it at a place unless it is there. Returns the place behind it. */
static size_t
add(struct columns *c, const char *name, size_t len, size_t place)
{
	size_t at = find(c, name, len, place < c->n ? place : 0);

	if (at < c->n)
		return at + 1;
	if (c->wants != NULL || c->n >= COLUMNS_MAX) {
		lose(c, name, len);
		return place;
	}
	insert(c, name, len, place);
	return place + 1;
}

void
columns_add(struct columns *c, const char *name)
{
	add(c, name, strlen(name), c->n);
}

void
columns_move(struct columns *c, size_t from, size_t to)
{
	char *name = c->names[from];

	memmove(
	    &c->names[to + 1], &c->names[to], (from - to) * sizeof(*c->names));
	c->names[to] = name;
}

void
columns_drop(struct columns *c, const char *name)
{
	size_t i = columns_find(c, name);

	if (i == c->n)
		return;
	free(c->names[i]);
	c->n--;
	memmove(&c->names[i], &c->names[i + 1], (c->n - i) * sizeof(*c->names));
}

int
columns_parse(struct columns *c, const char *list, const char **why)
{
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		*why = n == 0 ? "a name is empty" : "more than 63 names";
		if (n == 0 || c->n == COLUMNS_LIST)
			return -1;
		add(c, list, n, c->n);
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
	size_t i, k, n;

	c->nwants = c->n > 0 ? (c->n + COLUMNS_LIST - 1) / COLUMNS_LIST : 1;
	c->wants = cm_zalloc(c->nwants * sizeof(*c->wants));
	c->at = cm_zalloc((c->n + 1) * sizeof(*c->at));
	c->type = c->n;
	for (i = 0; i < c->n; i++) {
		c->at[i] = i / COLUMNS_LIST * CM_SCAN_WANTS + i % COLUMNS_LIST;
		if (strcmp(c->names[i], "type") == 0)
			c->type = c->at[i];
	}
	for (k = 0; k < c->nwants; k++) {
		for (n = 0; n < COLUMNS_LIST && k * COLUMNS_LIST + n < c->n;
		     n++)
			names[n] = c->names[k * COLUMNS_LIST + n];
		if (k == 0 && c->type == c->n) {
			c->type = n;
			names[n++] = "type";
		}
		c->wants[k] = cm_want_new(names, n);
	}
}

void
columns_forget(struct columns *c)
{
	while (c->nwants > 0)
		cm_want_free(c->wants[--c->nwants]);
}

void
columns_release(struct columns *c)
{
	columns_forget(c);
	while (c->n > 0)
		free(c->names[--c->n]);
	while (c->nlost > 0)
		free(c->lost[--c->nlost]);
	free(c->names);
	free(c->at);
	free(c->wants);
	memset(c, 0, sizeof(*c));
}

/* Adds what a member is called. Returns the place behind it. */
static size_t
add_member(struct columns *c, struct cm_slice name, size_t place)
{
	char *text;
	size_t len;

	if (memchr(name.p, '\\', name.len) == NULL)
		return add(c, name.p + 1, name.len - 2, place);
	text = cm_alloc(name.len);
	len = cm_json_decode(name, text);
	if (memchr(text, '\0', len) == NULL)
		place = add(c, text, len, place);
	free(text);
	return place;
}

void
columns_add_members(
    struct columns *c, struct cm_slice record, enum columns_order order)
{
	struct cm_slice key, value;
	size_t at = 0, place = c->n, next;

	while (cm_json_next(record, &at, &key, &value)) {
		if (cm_json_is(key, "type") || cm_json_is(key, "reason") ||
		    cm_json_is(key, "complete"))
			continue;
		next = add_member(c, key, place);
		/* All tables have `by`: what follows it says nothing. */
		place = order == COLUMNS_BEHIND || cm_json_is(key, "by") ? c->n
									 : next;
	}
}

void
columns_add_honesty(struct columns *c)
{
	static const char *const names[] = {"complete", "reason"};
	size_t i;

	/* A row without its reason would show less than it knows. */
	for (i = 0; i < 2; i++)
		if (columns_find(c, names[i]) == c->n)
			insert(c, names[i], strlen(names[i]), c->n);
}

void
columns_say_lost(const struct columns *c)
{
	struct cm_buf b;
	size_t i;

	if (c->nlost == 0)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < c->nlost; i++)
		cm_buf_printf(&b, "%s%s", i > 0 ? ", " : "", c->lost[i]);
	cm_warn("columns are left out, --columns shows them: %s%s",
	    cm_buf_str(&b), c->more_lost ? " and others" : "");
	cm_buf_release(&b);
}

size_t
columns_room(const struct columns *c)
{
	return c->nwants * CM_SCAN_WANTS;
}

int
columns_scan(const struct columns *c, const char *line, size_t len,
    struct cm_slice *found, struct cm_scan_error *why)
{
	size_t k;

	for (k = 0; k < c->nwants; k++)
		if (cm_scan_line(line, len, c->wants[k],
			found + k * CM_SCAN_WANTS, why) != 0)
			return -1;
	return 0;
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
