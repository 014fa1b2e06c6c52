/* SPDX-License-Identifier: ISC */
/* A document as CSV: one line for each value, for machines. */
#include <string.h>

#include "cmd/cm-report/render.h"
#include "lib/csv.h"

struct out {
	struct cm_buf *b;
	const struct cm_csv_dialect *d;
	const char *section;
};

static void
line(struct out *o, const char *item, const struct doc_column *what,
    const struct doc_value *v)
{
	cm_csv_cell(o->b, o->d, 1, o->section);
	cm_csv_cell(o->b, o->d, 0, item);
	cm_csv_cell(o->b, o->d, 0, what->name);
	if (v->type == DOC_NUMBER)
		cm_csv_number(o->b, o->d, 0, v->text);
	else
		cm_csv_cell(o->b, o->d, 0, v->text);
	cm_csv_cell(o->b, o->d, 0, v->unit != NULL ? v->unit : what->unit);
	cm_csv_cell(o->b, o->d, 0,
	    v->partial     ? "false"
		: v->whole ? "true"
			   : NULL);
	cm_csv_cell(o->b, o->d, 0, v->why);
	cm_csv_end(o->b, o->d);
}

/* A value, and under its name with ".before" that of the week before. */
static void
value(struct out *o, const char *item, const struct doc_column *what,
    const struct doc_value *v)
{
	struct doc_value before = {.type = DOC_NUMBER};
	struct doc_column c = *what;
	struct cm_buf name;

	line(o, item, what, v);
	if (v->past == NULL)
		return;
	cm_buf_init(&name, CM_BUF_ANY);
	cm_buf_printf(&name, "%s.before", what->name);
	c.name = cm_buf_str(&name);
	before.text = v->past->before;
	before.partial = v->past->partial;
	line(o, item, &c, &before);
	cm_buf_release(&name);
}

static void
words(struct out *o, const char *item, const char *name, const char *text,
    const char *why)
{
	struct doc_column what = {name, name, "text", 0};
	struct doc_value v = {.type = DOC_WORDS, .text = text, .why = why};

	if (text != NULL)
		line(o, item, &what, &v);
}

/* A row's item is what its leading columns of words say. */
static void
table(struct out *o, const struct doc_block *t)
{
	const struct doc_value *v;
	struct cm_buf item;
	size_t r, i, keys = 0;

	while (keys < t->ncolumns && !t->columns[keys].numbers)
		keys++;
	if (keys == t->ncolumns && keys > 1)
		keys = 1;
	cm_buf_init(&item, CM_BUF_ANY);
	for (r = 0; r < t->nrows; r++) {
		cm_buf_clear(&item);
		for (i = 0; i < keys; i++) {
			v = &t->rows[r].cells[i];
			cm_buf_printf(&item, "%s%s", i > 0 ? " " : "",
			    v->text != NULL ? v->text : "");
		}
		for (i = keys; i < t->ncolumns; i++)
			value(o, cm_buf_str(&item), &t->columns[i],
			    &t->rows[r].cells[i]);
	}
	cm_buf_release(&item);
}

static void
chart(struct out *o, const struct doc_block *c)
{
	struct doc_column what = {c->name, c->name, c->unit, 0};
	struct doc_value v;
	struct cm_buf item;
	size_t x, i;

	if (what.name == NULL)
		what.name = c->title != NULL ? c->title : "";
	cm_buf_init(&item, CM_BUF_ANY);
	for (x = 0; x < c->nx; x++)
		for (i = 0; i < c->nseries; i++) {
			cm_buf_clear(&item);
			cm_buf_puts(&item, c->x[x].key);
			if (c->nseries > 1 || *c->series[i].name != '\0')
				cm_buf_printf(&item, " %s", c->series[i].name);
			v = c->series[i].values[x];
			if (c->x[x].partial && !v.partial) {
				v.partial = 1;
				if (v.why == NULL)
					v.why = c->x[x].why;
			}
			line(o, cm_buf_str(&item), &what, &v);
		}
	cm_buf_release(&item);
}

static void
posts(struct out *o, const struct doc_block *n)
{
	const struct doc_post *p;
	const char *item;
	size_t i, m;

	for (i = 0; i < n->nposts; i++) {
		p = &n->posts[i];
		item = p->url != NULL ? p->url : p->title;
		words(o, item, "title", p->title, NULL);
		words(o, item, "text", p->text, NULL);
		words(o, item, "author", p->author, NULL);
		words(o, item, "network", p->network, NULL);
		words(o, item, "published", p->published, NULL);
		for (m = 0; m < p->nmetrics; m++)
			line(
			    o, item, &p->metrics[m].what, &p->metrics[m].value);
	}
}

static void
block(struct out *o, const struct doc_block *n, const char *heading)
{
	size_t i;

	o->section = n->title != NULL ? n->title : heading;
	switch (n->kind) {
	case DOC_HEADING:
		break;
	case DOC_TEXT:
	case DOC_NOTE:
		words(o, NULL, "note", n->text, NULL);
		for (i = 0; i < n->nitems; i++)
			words(o, NULL, "note", n->items[i], NULL);
		break;
	case DOC_ANSWERS:
		for (i = 0; i < n->nanswers; i++)
			words(o, n->answers[i].question, "answer",
			    n->answers[i].answer, n->answers[i].text);
		break;
	case DOC_TILES:
		for (i = 0; i < n->ntiles; i++)
			value(o, NULL, &n->tiles[i].what, &n->tiles[i].value);
		break;
	case DOC_TABLE:
		table(o, n);
		break;
	case DOC_CHART:
		chart(o, n);
		break;
	case DOC_POSTS:
		posts(o, n);
		break;
	}
}

void
long_print(struct cm_buf *b, const struct doc *d, const struct report *r)
{
	static const char *const names[] = {"section", "item", "measure",
	    "value", "unit", "complete", "reason"};
	struct out o = {b, r->dialect, d->title};
	const char *heading = d->title;
	size_t i;

	cm_csv_begin(b, o.d);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		cm_csv_cell(b, o.d, i == 0, names[i]);
	cm_csv_end(b, o.d);
	words(&o, NULL, "report", d->subtitle, NULL);
	words(&o, NULL, "state", d->state, d->state_text);
	for (i = 0; i < d->nblocks; i++) {
		if (d->blocks[i].kind == DOC_HEADING &&
		    d->blocks[i].title != NULL)
			heading = d->blocks[i].title;
		block(&o, &d->blocks[i], heading);
	}
}
