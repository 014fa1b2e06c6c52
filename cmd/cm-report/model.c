/* SPDX-License-Identifier: ISC */
/* From the JSON of a layout to a document. */
#include <string.h>

#include "cmd/cm-report/doc.h"
#include "lib/json.h"

/* The member of an object; absent if it is no object or has none such. */
static struct cm_slice
get(struct cm_slice object, const char *name)
{
	struct cm_slice key, value, none = {NULL, 0};
	size_t at = 0;

	if (cm_scan_kind(object) != CM_OBJECT)
		return none;
	while (cm_json_next(object, &at, &key, &value))
		if (cm_json_is(key, name))
			return value;
	return none;
}

/* A NUL would end a text early: it is shown as what cannot be shown. The
 * escape it came from was longer than what takes its place. */
static void
show_nul(char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (s[i] == '\0') {
			memmove(s + i + 3, s + i + 1, len - i - 1);
			memcpy(s + i, "\xef\xbf\xbd", 3);
			len += 2;
		}
}

/* A string decoded, a number or boolean as written, NULL for all else. */
static const char *
text_of(struct doc *d, struct cm_slice s)
{
	char *to;
	size_t n;

	switch (cm_scan_kind(s)) {
	case CM_STRING:
		to = doc_alloc(d, s.len + 1);
		n = cm_json_decode(s, to);
		if (memchr(to, '\0', n) != NULL)
			show_nul(to, n);
		return to;
	case CM_NUMBER:
	case CM_TRUE:
	case CM_FALSE:
		return doc_text(d, s.p, s.len);
	default:
		return NULL;
	}
}

static const char *
get_text(struct doc *d, struct cm_slice object, const char *name)
{
	return text_of(d, get(object, name));
}

/* Walks a list: returns the memory for its elements and how many. */
static void *
list(struct doc *d, struct cm_slice s, size_t size, size_t *n)
{
	struct cm_slice value;
	size_t at = 0;

	*n = 0;
	if (cm_scan_kind(s) != CM_ARRAY)
		return NULL;
	while (cm_json_next(s, &at, NULL, &value))
		++*n;
	return doc_alloc(d, *n * size);
}

static struct doc_value
value_of(struct doc *d, struct cm_slice s)
{
	struct doc_value v = {.type = DOC_NONE};
	struct doc_past *past;

	if (cm_scan_kind(s) == CM_OBJECT) {
		v.partial = cm_scan_kind(get(s, "complete")) == CM_FALSE;
		v.whole = cm_scan_kind(get(s, "complete")) == CM_TRUE;
		v.why = get_text(d, s, "why");
		v.unit = get_text(d, s, "unit");
		v.url = get_text(d, s, "url");
		if (cm_scan_kind(get(s, "before")) == CM_NUMBER) {
			past = doc_alloc(d, sizeof(*past));
			past->before = get_text(d, s, "before");
			past->change = get_text(d, s, "change");
			past->partial =
			    cm_scan_kind(get(s, "before_complete")) == CM_FALSE;
			v.past = past;
		}
		s = get(s, "value");
	}
	v.text = text_of(d, s);
	if (v.text != NULL)
		v.type = cm_scan_kind(s) == CM_NUMBER ? DOC_NUMBER : DOC_WORDS;
	return v;
}

/* Values; where n is not *given, as many as n with none behind. */
static struct doc_value *
values_of(struct doc *d, struct cm_slice s, size_t n)
{
	struct doc_value *v = doc_alloc(d, n * sizeof(*v));
	struct cm_slice value;
	size_t at = 0, i = 0;

	if (cm_scan_kind(s) == CM_ARRAY)
		while (i < n && cm_json_next(s, &at, NULL, &value))
			v[i++] = value_of(d, value);
	return v;
}

static struct doc_column
column_of(struct doc *d, struct cm_slice s)
{
	struct doc_column c;

	c.name = get_text(d, s, "name");
	c.label = get_text(d, s, "label");
	c.unit = get_text(d, s, "unit");
	c.numbers = 0;
	if (c.label == NULL)
		c.label = c.name != NULL ? c.name : "";
	if (c.name == NULL)
		c.name = c.label;
	return c;
}

static void
read_items(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct cm_slice item;
	size_t at = 0, i = 0;

	b->items = list(d, s, sizeof(*b->items), &b->nitems);
	while (i < b->nitems && cm_json_next(s, &at, NULL, &item)) {
		b->items[i] = text_of(d, item);
		if (b->items[i++] == NULL)
			b->items[i - 1] = "";
	}
}

static void
read_answers(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct doc_answer *a;
	struct cm_slice item;
	size_t at = 0;

	a = b->answers = list(d, s, sizeof(*a), &b->nanswers);
	for (; a != NULL && cm_json_next(s, &at, NULL, &item); a++) {
		a->question = get_text(d, item, "question");
		a->answer = get_text(d, item, "answer");
		a->text = get_text(d, item, "text");
		if (a->question == NULL)
			a->question = "";
		if (a->answer == NULL)
			a->answer = "unknown";
	}
}

static void
read_tiles(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct doc_tile *t;
	struct cm_slice item, spark;
	size_t at = 0;

	t = b->tiles = list(d, s, sizeof(*t), &b->ntiles);
	for (; t != NULL && cm_json_next(s, &at, NULL, &item); t++) {
		t->what = column_of(d, item);
		t->value = value_of(d, item);
		spark = get(item, "spark");
		list(d, spark, 1, &t->nspark);
		t->spark = values_of(d, spark, t->nspark);
	}
}

static void
read_table(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct cm_slice columns = get(s, "columns"), rows = get(s, "rows");
	struct cm_slice item;
	size_t at = 0, i = 0;

	b->columns = list(d, columns, sizeof(*b->columns), &b->ncolumns);
	while (i < b->ncolumns && cm_json_next(columns, &at, NULL, &item))
		b->columns[i++] = column_of(d, item);
	at = i = 0;
	b->rows = list(d, rows, sizeof(*b->rows), &b->nrows);
	while (i < b->nrows && cm_json_next(rows, &at, NULL, &item))
		b->rows[i++].cells = values_of(d, item, b->ncolumns);
	doc_judge_columns(b);
}

static void
read_x(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct doc_x *x;
	struct cm_slice item;
	size_t at = 0;

	x = b->x = list(d, s, sizeof(*x), &b->nx);
	for (; x != NULL && cm_json_next(s, &at, NULL, &item); x++) {
		x->key = get_text(d, item, "key");
		x->label = get_text(d, item, "label");
		x->why = get_text(d, item, "why");
		x->partial = cm_scan_kind(get(item, "complete")) == CM_FALSE;
		if (x->label == NULL)
			x->label = x->key != NULL ? x->key : "";
		if (x->key == NULL)
			x->key = x->label;
	}
}

static void
read_chart(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct cm_slice kind = get(s, "kind"), series = get(s, "series");
	struct cm_slice groups = get(s, "groups"), item;
	double n;
	size_t at = 0, i;

	b->chart = DOC_BARS;
	if (cm_scan_kind(kind) == CM_STRING && cm_json_is(kind, "stacked"))
		b->chart = DOC_STACKED;
	if (cm_scan_kind(kind) == CM_STRING && cm_json_is(kind, "lines"))
		b->chart = DOC_LINES;
	read_x(d, b, get(s, "x"));
	b->series = list(d, series, sizeof(*b->series), &b->nseries);
	for (i = 0; i < b->nseries && cm_json_next(series, &at, NULL, &item);
	     i++) {
		b->series[i].name = get_text(d, item, "name");
		b->series[i].label = get_text(d, item, "label");
		if (b->series[i].name == NULL)
			b->series[i].name = "";
		if (b->series[i].label == NULL)
			b->series[i].label = b->series[i].name;
		b->series[i].values = values_of(d, get(item, "values"), b->nx);
	}
	b->groups = list(d, groups, sizeof(*b->groups), &b->ngroups);
	at = 0;
	for (i = 0; i < b->ngroups && cm_json_next(groups, &at, NULL, &item);
	     i++) {
		b->groups[i].label = get_text(d, item, "label");
		if (cm_scan_kind(get(item, "n")) == CM_NUMBER &&
		    cm_json_double(get(item, "n"), &n) == 0 && n > 0 &&
		    n <= (double)b->nx)
			b->groups[i].n = (size_t)n;
	}
}

static void
read_posts(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct doc_post *p;
	struct cm_slice item, metrics, m;
	size_t at = 0, in, i;

	p = b->posts = list(d, s, sizeof(*p), &b->nposts);
	for (; p != NULL && cm_json_next(s, &at, NULL, &item); p++) {
		p->title = get_text(d, item, "title");
		p->text = get_text(d, item, "text");
		p->url = get_text(d, item, "url");
		p->author = get_text(d, item, "author");
		p->network = get_text(d, item, "network");
		p->published = get_text(d, item, "published");
		metrics = get(item, "metrics");
		p->metrics =
		    list(d, metrics, sizeof(*p->metrics), &p->nmetrics);
		in = i = 0;
		while (
		    i < p->nmetrics && cm_json_next(metrics, &in, NULL, &m)) {
			p->metrics[i].what = column_of(d, m);
			p->metrics[i++].value = value_of(d, m);
		}
	}
}

/* Returns -1 when there is no such kind. */
static int
kind_of(struct cm_slice name, enum doc_kind *kind)
{
	static const char *const names[] = {"heading", "text", "note",
	    "answers", "tiles", "table", "chart", "posts"};
	size_t i;

	if (cm_scan_kind(name) != CM_STRING)
		return -1;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (cm_json_is(name, names[i])) {
			*kind = (enum doc_kind)i;
			return 0;
		}
	return -1;
}

static void
read_block(struct doc *d, struct doc_block *b, struct cm_slice s)
{
	struct cm_slice level = get(s, "level"), items = get(s, "items");

	b->title = get_text(d, s, "title");
	b->about = get_text(d, s, "about");
	b->text = get_text(d, s, "text");
	b->name = get_text(d, s, "name");
	b->now = get_text(d, s, "now");
	b->past = get_text(d, s, "past");
	b->unit = get_text(d, s, "unit");
	b->warning =
	    cm_scan_kind(level) == CM_STRING && cm_json_is(level, "warning");
	if (b->kind == DOC_NOTE)
		read_items(d, b, items);
	else if (b->kind == DOC_ANSWERS)
		read_answers(d, b, items);
	else if (b->kind == DOC_TILES)
		read_tiles(d, b, items);
	else if (b->kind == DOC_TABLE)
		read_table(d, b, s);
	else if (b->kind == DOC_CHART)
		read_chart(d, b, s);
	else if (b->kind == DOC_POSTS)
		read_posts(d, b, items);
}

struct doc *
doc_read(struct cm_slice model, const char *title, const char **why)
{
	struct cm_slice blocks = get(model, "blocks"), item, status;
	struct doc_block none = {.kind = DOC_NOTE};
	struct doc *d;
	enum doc_kind kind;
	size_t at = 0;

	*why = "it has no blocks";
	if (cm_scan_kind(blocks) != CM_ARRAY)
		return NULL;
	d = doc_new("");
	if (title == NULL)
		title = get_text(d, model, "title");
	d->title = title != NULL ? doc_text(d, title, strlen(title)) : "Report";
	d->subtitle = get_text(d, model, "subtitle");
	status = get(model, "status");
	d->state = get_text(d, status, "state");
	d->state_text = get_text(d, status, "text");
	d->partial = get_text(d, model, "partial");
	read_items(d, &none, get(model, "warnings"));
	d->warnings = none.items;
	d->nwarnings = none.nitems;
	while (cm_json_next(blocks, &at, NULL, &item)) {
		*why = "it has a block of a kind that is not known";
		if (kind_of(get(item, "block"), &kind) == -1) {
			doc_free(d);
			return NULL;
		}
		read_block(d, doc_add(d, kind), item);
	}
	return d;
}
