/* SPDX-License-Identifier: ISC */
/* A document on a terminal. */
#include <string.h>

#include "cmd/cm-report/num.h"
#include "cmd/cm-report/render.h"
#include "cmd/cm-report/term.h"
#include "lib/clock.h"
#include "lib/text.h"

void
term_on(const struct term *t, enum term_style style)
{
	static const char *const codes[] = {
	    "", "\033[1m", "\033[2m", "\033[33m"};

	if (t->color)
		cm_buf_puts(t->b, codes[style]);
}

void
term_off(const struct term *t, enum term_style style)
{
	if (t->color && style != TERM_PLAIN)
		cm_buf_puts(t->b, "\033[0m");
}

static void
blanks(const struct term *t, size_t n)
{
	while (n-- > 0)
		cm_buf_byte(t->b, ' ');
}

/* How much of s fits: to the last blank before the end, or to a character
 * that is wide, which may end a line anywhere. */
static size_t
fitting(const char *s, size_t len, size_t width)
{
	size_t at = 0, n, used = 0, good = 0;
	int w;

	while (at < len) {
		n = cm_text_grapheme(s + at, len - at, &w);
		if (s[at] == ' ' || (w == 2 && at > 0))
			good = at;
		if (used + (size_t)w > width)
			return good > 0 ? good : at > 0 ? at : n;
		used += (size_t)w;
		at += n;
	}
	return len;
}

static void
wrap(const struct term *t, size_t used, size_t rest, const char *s,
    enum term_style style)
{
	size_t len, n, width;
	int again = 0;

	while (*s == ' ' || *s == '\n')
		s++;
	do {
		if (again)
			blanks(t, rest);
		width = t->width > used + 10 ? t->width - used : 10;
		len = strcspn(s, "\n");
		n = t->width > 0 ? fitting(s, len, width) : len;
		term_on(t, style);
		cm_text_cut(t->b, s, n, (size_t)-1 >> 1);
		term_off(t, style);
		cm_buf_byte(t->b, '\n');
		s += n;
		while (*s == ' ' || *s == '\n')
			s++;
		used = rest;
		again = 1;
	} while (*s != '\0');
}

void
term_wrap(const struct term *t, const char *first, size_t rest, const char *s,
    enum term_style style)
{
	if (s == NULL)
		return;
	cm_buf_puts(t->b, first);
	wrap(t, cm_text_width(first, strlen(first)), rest, s, style);
}

void
term_wrap_from(
    const struct term *t, size_t used, const char *s, enum term_style style)
{
	wrap(t, used, used, s, style);
}

static void
styled(const struct term *t, const char *s, enum term_style style)
{
	if (s != NULL && *s != '\0')
		term_wrap(t, "", 0, s, style);
}

void
term_notes(const struct term *t, struct notes *n)
{
	struct cm_buf text;
	size_t fresh = notes_new(t->said, n), i;

	cm_buf_init(&text, CM_BUF_ANY);
	for (i = 0; i < notes_count(n); i++) {
		if (i >= fresh && i < n->npartial)
			continue;
		cm_buf_clear(&text);
		notes_text(&text, n, i);
		term_wrap(t, "  ", 4, cm_buf_str(&text),
		    i < n->npartial ? TERM_WARN : TERM_DIM);
	}
	if (fresh < n->npartial)
		term_wrap(t, "  ", 4, "* " NOTES_AGAIN, TERM_WARN);
	cm_buf_release(&text);
}

static void
answers(const struct term *t, const struct doc_block *n)
{
	const struct doc_answer *a = n->answers;
	struct cm_buf text;
	size_t i;

	cm_buf_init(&text, CM_BUF_ANY);
	for (i = 0; i < n->nanswers; i++, a++) {
		cm_buf_clear(&text);
		cm_buf_printf(&text, "%s %s%s%s", a->question,
		    strcmp(a->answer, "yes") == 0      ? "Yes"
			: strcmp(a->answer, "no") == 0 ? "No"
						       : "Not known",
		    a->text != NULL ? ": " : ".",
		    a->text != NULL ? a->text : "");
		term_wrap(t, "- ", 2, cm_buf_str(&text), TERM_PLAIN);
	}
	cm_buf_release(&text);
}

/* Tiles as a small table. */
static void
tiles(const struct term *t, const struct doc_block *n)
{
	struct doc *d = doc_new("");
	struct doc_block table = {.kind = DOC_TABLE};
	struct cm_buf text;
	size_t i;

	cm_buf_init(&text, CM_BUF_ANY);
	table.ncolumns = 3;
	table.columns = doc_alloc(d, 3 * sizeof(*table.columns));
	table.columns[0].label = "";
	table.columns[1].label = n->now != NULL ? n->now : "now";
	table.columns[2].label = n->past != NULL ? n->past : "before";
	table.nrows = n->ntiles;
	table.rows = doc_alloc(d, table.nrows * sizeof(*table.rows));
	for (i = 0; i < n->ntiles; i++) {
		const struct doc_tile *from = &n->tiles[i];
		struct doc_value *c = doc_alloc(d, 3 * sizeof(*c));

		table.rows[i].cells = c;
		c[0].type = c[1].type = c[2].type = DOC_WORDS;
		c[0].text = from->what.label;
		cm_buf_clear(&text);
		num_value(&text, &from->value, from->what.unit);
		c[1] = from->value;
		c[1].past = NULL;
		if (from->value.type != DOC_NONE) {
			c[1].type = DOC_WORDS;
			c[1].text = doc_text(d, text.p, text.len);
		}
		cm_buf_clear(&text);
		if (from->value.past != NULL) {
			num_text(
			    &text, from->value.past->before, from->what.unit);
			cm_buf_puts(
			    &text, from->value.past->partial ? "*" : "");
			if (from->value.past->change != NULL) {
				cm_buf_puts(&text, ", ");
				num_change(
				    &text, from->value.past, from->what.unit);
			}
		}
		c[2].text = doc_text(d, cm_buf_str(&text), text.len);
	}
	table.columns[1].numbers = 1;
	table.columns[1].unit = "text";
	term_table(t, &table);
	cm_buf_release(&text);
	doc_free(d);
}

static void
post(const struct term *t, const struct doc_post *p)
{
	const struct doc_metric *m;
	struct cm_buf b;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	if (p->title != NULL && *p->title != '\0')
		term_wrap(t, "- ", 2, p->title, TERM_BOLD);
	if (p->text != NULL && *p->text != '\0')
		term_wrap(t, p->title != NULL && *p->title ? "  " : "- ", 2,
		    p->text, TERM_PLAIN);
	cm_buf_printf(&b, "%s%s%s%s%s", p->network != NULL ? p->network : "",
	    p->author != NULL ? ", " : "", p->author != NULL ? p->author : "",
	    p->published != NULL ? ", " : "",
	    p->published != NULL ? p->published : "");
	for (i = 0; i < p->nmetrics; i++) {
		m = &p->metrics[i];
		cm_buf_puts(&b, ", ");
		num_value(&b, &m->value, m->what.unit);
		cm_buf_printf(&b, " %s", m->what.label);
	}
	term_wrap(t, "  ", 2, cm_buf_str(&b), TERM_DIM);
	if (p->url != NULL)
		term_wrap(t, "  ", 2, p->url, TERM_DIM);
	cm_buf_release(&b);
}

static void
title(const struct term *t, const struct doc_block *n)
{
	size_t w, i;

	if (n->title == NULL)
		return;
	styled(t, n->title, TERM_BOLD);
	if (n->kind != DOC_HEADING)
		return;
	w = cm_text_width(n->title, strlen(n->title));
	for (i = 0; i < w && (t->width == 0 || i < t->width); i++)
		cm_buf_puts(t->b, "\xe2\x94\x80");
	cm_buf_byte(t->b, '\n');
}

static void
block(const struct term *t, const struct doc_block *n)
{
	size_t i;

	title(t, n);
	if (n->kind != DOC_TILES)
		styled(t, n->about, TERM_DIM);
	styled(t, n->text, n->warning ? TERM_WARN : TERM_PLAIN);
	for (i = 0; i < n->nitems; i++)
		term_wrap(t, "- ", 2, n->items[i], TERM_PLAIN);
	if (n->kind == DOC_ANSWERS)
		answers(t, n);
	else if (n->kind == DOC_TILES)
		tiles(t, n);
	else if (n->kind == DOC_TABLE)
		term_table(t, n);
	else if (n->kind == DOC_CHART)
		term_chart(t, n);
	for (i = 0; i < n->nposts; i++)
		post(t, &n->posts[i]);
	if (n->kind == DOC_TILES)
		styled(t, n->about, TERM_DIM);
}

/* A blank that must not break looks like one that may, but is not found by
 * who looks for it. */
static void
plain_blanks(struct cm_buf *b, size_t at)
{
	char *to = b->p + at;
	const char *from = to, *end = b->p + b->len;

	while (from < end)
		if (end - from > 1 && memcmp(from, "\xc2\xa0", 2) == 0) {
			*to++ = ' ';
			from += 2;
		} else
			*to++ = *from++;
	b->len = (size_t)(to - b->p);
}

void
term_print(struct cm_buf *b, const struct doc *d, const struct report *r)
{
	struct notes said = {.all = d->partial};
	struct term t = {b, (size_t)r->width, r->color, &said, 1};
	size_t i, start = b->len;

	if (d->bare) {
		/* table: nothing but the tables, a line a record */
		t.fold = 0;
		for (i = 0; i < d->nblocks; i++) {
			if (i > 0)
				cm_buf_byte(b, '\n');
			title(&t, &d->blocks[i]);
			term_table(&t, &d->blocks[i]);
			styled(&t, d->blocks[i].about, TERM_DIM);
		}
		return;
	}
	styled(&t, d->title, TERM_BOLD);
	styled(&t, d->subtitle, TERM_PLAIN);
	styled(&t, d->state_text,
	    d->state != NULL && strcmp(d->state, "complete") == 0 ? TERM_DIM
								  : TERM_WARN);
	for (i = 0; i < d->nblocks; i++) {
		if (i == 0 || d->blocks[i - 1].kind != DOC_HEADING)
			cm_buf_byte(b, '\n');
		block(&t, &d->blocks[i]);
	}
	plain_blanks(b, start);
}
