/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-report/measures.h"
#include "cmd/cm-report/notes.h"
#include "cmd/cm-report/reasons.h"
#include "lib/buf.h"

/* So many names below a table, and bytes of names with a reason. */
enum { BELOW = 200, NAMES = 400 };

struct places {
	struct doc *d;
	struct doc_block *table;
	size_t reason, complete; /* columns, or how many there are */
	const char *whys[NOTES_MAX], *covers[NOTES_MAX];
	size_t nwhys, ncovers;
	struct cm_buf cover; /* of a row */
	struct cm_buf rest;
	struct {
		const char *name, *why;
	} below[BELOW];
	size_t nbelow;
};

static size_t
find(const struct doc_block *t, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (strncmp(t->columns[i].name, name, len) == 0 &&
		    t->columns[i].name[len] == '\0')
			break;
	return i;
}

/* The column that is said to be the base of such a part, as x of x.low. */
static size_t
find_base(struct places *p, const char *name, size_t len)
{
	size_t base;

	if (!measures_is_part(doc_text(p->d, name, len), &base))
		return p->table->ncolumns;
	return find(p->table, name, base);
}

/* Tells whether what stands before a colon is a name, or several: a, b. */
static int
is_names(struct places *p, const char *s, size_t len)
{
	const char *end = s + len, *at, *comma;

	if (len == 8 && strncmp(s, "coverage", 8) == 0)
		return 1;
	for (at = s; at < end; at = comma + 2) {
		for (comma = at; comma < end; comma++)
			if (comma[0] == ',' && comma[1] == ' ')
				break;
		len = (size_t)(comma - at);
		if (find(p->table, at, len) == p->table->ncolumns &&
		    find_base(p, at, len) == p->table->ncolumns)
			return 0;
	}
	return s < end;
}

/* Tells whether a reason begins there, and not only a part of one goes on. */
static int
begins(struct places *p, const char *s)
{
	size_t len = 0;

	while (len < NAMES && s[len] != '\0' &&
	    (s[len] != ':' || s[len + 1] != ' '))
		len++;
	return s[len] == ':' && s[len + 1] == ' ' && is_names(p, s, len);
}

/* Where a reason ends. */
static const char *
end_of(struct places *p, const char *s)
{
	const char *end = s;

	while ((end = strstr(end, "; ")) != NULL) {
		if (begins(p, end + 2))
			return end;
		end += 2;
	}
	return s + strlen(s);
}

/* A reason that is one of so many as there can be notes, else NULL. */
static const char *
one_of(const char **list, size_t *n, const char *why)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (strcmp(list[i], why) == 0)
			return list[i];
	if (*n == NOTES_MAX)
		return NULL;
	return list[(*n)++] = why;
}

static int
put_below(struct places *p, const char *name, const char *why)
{
	size_t i;

	for (i = 0; i < p->nbelow; i++)
		if (strcmp(p->below[i].name, name) == 0 &&
		    strcmp(p->below[i].why, why) == 0)
			return 1;
	if (p->nbelow == BELOW)
		return 0;
	p->below[p->nbelow].name = name;
	p->below[p->nbelow++].why = why;
	return 1;
}

static int
is_false(const struct places *p, const struct doc_row *row)
{
	const struct doc_value *v = &row->cells[p->complete];

	return p->complete < p->table->ncolumns && v->type == DOC_WORDS &&
	    strcmp(v->text, "false") == 0;
}

/* The same of one name. */
static int
place_name(struct places *p, struct doc_row *row, const char *name, size_t len,
    const char *why)
{
	size_t at = find(p->table, name, len);
	struct doc_value *v;

	if (at == p->table->ncolumns) {
		at = find_base(p, name, len);
		return at < p->table->ncolumns &&
		    row->cells[at].type != DOC_NONE &&
		    put_below(p, doc_text(p->d, name, len), why);
	}
	v = &row->cells[at];
	if (v->type != DOC_NONE || v->why != NULL)
		return 0;
	v->why = one_of(p->whys, &p->nwhys, why);
	return v->why != NULL;
}

/* Returns 1 when a reason has found its place. */
static int
place(struct places *p, struct doc_row *row, const char *item)
{
	const char *end = strstr(item, ": "), *at, *comma;
	int all = 1;

	if (end == NULL)
		return 0;
	if (strncmp(item, "coverage: ", 10) == 0) {
		if (!is_false(p, row))
			return 0;
		if (p->cover.len > 0)
			cm_buf_puts(&p->cover, "; ");
		return cm_buf_puts(&p->cover, end + 2) == 0;
	}
	for (at = item; at < end; at = comma + 2) {
		comma = strstr(at, ", ");
		if (comma == NULL || comma > end)
			comma = end;
		all &= place_name(p, row, at, (size_t)(comma - at), end + 2);
	}
	return all;
}

static void
place_cover(struct places *p, struct doc_row *row)
{
	struct doc_value *v = &row->cells[p->complete];
	const char *why = NULL;

	if (p->cover.len == 0)
		return;
	why = one_of(
	    p->covers, &p->ncovers, doc_text(p->d, p->cover.p, p->cover.len));
	if (why != NULL) {
		v->why = why;
		v->partial = 1;
		return;
	}
	if (p->rest.len > 0)
		cm_buf_puts(&p->rest, "; ");
	cm_buf_puts(&p->rest, "coverage: ");
	cm_buf_puts(&p->rest, cm_buf_str(&p->cover));
}

static void
place_row(struct places *p, struct doc_row *row)
{
	struct doc_value *v = &row->cells[p->reason];
	const char *at, *end, *item;

	if (v->type != DOC_WORDS)
		return;
	cm_buf_clear(&p->cover);
	cm_buf_clear(&p->rest);
	for (at = v->text; *at != '\0'; at = *end != '\0' ? end + 2 : end) {
		end = end_of(p, at);
		item = doc_text(p->d, at, (size_t)(end - at));
		if (place(p, row, item))
			continue;
		if (p->rest.len > 0)
			cm_buf_puts(&p->rest, "; ");
		cm_buf_puts(&p->rest, item);
	}
	place_cover(p, row);
	v->text = doc_text(p->d, cm_buf_str(&p->rest), p->rest.len);
	if (p->rest.len == 0)
		v->type = DOC_NONE;
}

/* What is not known of a column that has no value at all. */
static void
place_column(struct places *p, size_t column)
{
	const struct doc_block *t = p->table;
	size_t r;

	for (r = 0; r < t->nrows; r++)
		if (t->rows[r].cells[column].type != DOC_NONE)
			return;
	for (r = 0; r < t->nrows; r++)
		if (t->rows[r].cells[column].why != NULL)
			put_below(p, t->columns[column].name,
			    t->rows[r].cells[column].why);
}

/* Adds what is said of columns, or of bounds, after its heading. What has the
 * same reason stands together. */
static void
say(struct places *p, struct cm_buf *b, int bounds, const char *heading)
{
	size_t i, k, base;
	int any = 0;

	for (i = 0; i < p->nbelow; i++) {
		if (p->below[i].name == NULL ||
		    measures_is_part(p->below[i].name, &base) != bounds)
			continue;
		if (!any && b->len > 0)
			cm_buf_puts(b, ". ");
		cm_buf_puts(b, any ? "; " : heading);
		any = 1;
		cm_buf_puts(b, p->below[i].name);
		for (k = i + 1; k < p->nbelow; k++) {
			if (p->below[k].name == NULL ||
			    measures_is_part(p->below[k].name, &base) !=
				bounds ||
			    strcmp(p->below[k].why, p->below[i].why) != 0)
				continue;
			cm_buf_puts(b, ", ");
			cm_buf_puts(b, p->below[k].name);
			p->below[k].name = NULL;
		}
		cm_buf_printf(b, " (%s)", p->below[i].why);
	}
}

static void
say_below(struct places *p)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	say(p, &b, 0, "Not known: ");
	say(p, &b, 1, "Not known in some rows: ");
	if (b.len > 0)
		p->table->about = doc_text(p->d, b.p, b.len);
	cm_buf_release(&b);
}

void
reasons_place(struct doc *d, struct doc_block *table)
{
	struct places p = {.d = d, .table = table};
	size_t i;

	p.reason = find(table, "reason", 6);
	p.complete = find(table, "complete", 8);
	if (p.reason == table->ncolumns)
		return;
	cm_buf_init(&p.cover, CM_BUF_ANY);
	cm_buf_init(&p.rest, CM_BUF_ANY);
	for (i = 0; i < table->nrows; i++)
		place_row(&p, &table->rows[i]);
	for (i = 0; i < table->ncolumns; i++)
		place_column(&p, i);
	say_below(&p);
	cm_buf_release(&p.cover);
	cm_buf_release(&p.rest);
}
