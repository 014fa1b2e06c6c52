/* SPDX-License-Identifier: ISC */
/* Markdown (CommonMark with pipe tables). */
#include <ctype.h>
#include <string.h>

#include "cmd/cm-report/notes.h"
#include "cmd/cm-report/num.h"
#include "cmd/cm-report/render.h"
#include "lib/clock.h"

/* Text that stands for itself, on one line. */
static void
escaped(struct cm_buf *b, const char *s)
{
	for (; s != NULL && *s != '\0'; s++) {
		if (s[0] == '\xc2' && (s[1] & 0xe0) == 0x80) {
			s++; /* U+0080 to U+009F: they control, too */
			continue;
		}
		if (isspace((unsigned char)*s) || iscntrl((unsigned char)*s)) {
			cm_buf_byte(b, ' ');
			continue;
		}
		if (strchr("\\`*_[]<>|&~#$", *s) != NULL)
			cm_buf_byte(b, '\\');
		cm_buf_byte(b, *s);
	}
}

static void
paragraph(struct cm_buf *b, const char *before, const char *s)
{
	if (s == NULL || *s == '\0')
		return;
	cm_buf_puts(b, before);
	/* What would begin a list, a rule or an underlined title. */
	if (strchr("-+=", *s) != NULL)
		cm_buf_byte(b, '\\');
	escaped(b, s);
	cm_buf_puts(b, "\n\n");
}

/* A link: what would end it early is written as %XX. */
static void
linked(struct cm_buf *b, const char *url, const char *text)
{
	if (url == NULL || !render_is_link(url)) {
		escaped(b, text);
		return;
	}
	cm_buf_byte(b, '[');
	escaped(b, text);
	cm_buf_puts(b, "](");
	for (; *url != '\0'; url++)
		if (strchr("()<>|\\` \"", *url) != NULL ||
		    iscntrl((unsigned char)*url))
			cm_buf_printf(b, "%%%02X", (unsigned char)*url);
		else
			cm_buf_byte(b, *url);
	cm_buf_byte(b, ')');
}

static void
value(struct cm_buf *b, struct notes *n, const struct doc_value *v,
    const char *unit)
{
	struct cm_buf text;

	cm_buf_init(&text, CM_BUF_ANY);
	if (v->type != DOC_NONE || v->why != NULL || unit != NULL)
		num_value(&text, v, unit);
	linked(b, v->url, cm_buf_str(&text));
	cm_buf_clear(&text);
	notes_mark(&text, n, v);
	escaped(b, cm_buf_str(&text));
	cm_buf_clear(&text);
	num_change_short(&text, v->past, unit);
	if (text.len > 0) {
		cm_buf_puts(b, " (");
		cm_buf_puts(b, cm_buf_str(&text));
		cm_buf_byte(b, ')');
	}
	cm_buf_release(&text);
}

static void
footnotes(struct cm_buf *b, struct notes *n, struct notes *said)
{
	struct cm_buf text;
	size_t fresh = notes_new(said, n), i;

	cm_buf_init(&text, CM_BUF_ANY);
	for (i = 0; i < notes_count(n); i++) {
		if (i >= fresh && i < n->npartial)
			continue;
		cm_buf_clear(&text);
		notes_text(&text, n, i);
		paragraph(b, "", cm_buf_str(&text));
	}
	if (fresh < n->npartial)
		paragraph(b, "", "* " NOTES_AGAIN);
	cm_buf_release(&text);
}

static void
table(struct cm_buf *b, const struct doc_block *t, struct notes *said)
{
	struct notes n = {.nmissing = 0};
	size_t r, i;

	for (i = 0; i < t->ncolumns; i++) {
		cm_buf_puts(b, "| ");
		escaped(b, t->columns[i].label);
		cm_buf_byte(b, ' ');
	}
	cm_buf_puts(b, "|\n");
	for (i = 0; i < t->ncolumns; i++)
		cm_buf_puts(b, t->columns[i].numbers ? "|---:" : "|---");
	cm_buf_puts(b, "|\n");
	for (r = 0; r < t->nrows; r++) {
		for (i = 0; i < t->ncolumns; i++) {
			cm_buf_puts(b, "| ");
			value(b, &n, &t->rows[r].cells[i], t->columns[i].unit);
			cm_buf_byte(b, ' ');
		}
		cm_buf_puts(b, "|\n");
	}
	cm_buf_byte(b, '\n');
	paragraph(b, "", t->about);
	footnotes(b, &n, said);
}

static void
chart(struct cm_buf *b, const struct doc_block *c, struct notes *said)
{
	struct doc *d = doc_new("");
	struct doc_block t = render_chart_table(d, c);

	t.about = c->about;
	table(b, &t, said);
	doc_free(d);
}

static void
tiles(struct cm_buf *b, const struct doc_block *n, struct notes *said)
{
	struct notes notes = {.nmissing = 0};
	const struct doc_tile *t;
	struct doc_value now;
	struct cm_buf text;
	size_t i;

	cm_buf_init(&text, CM_BUF_ANY);
	for (i = 0; i < n->ntiles; i++) {
		t = &n->tiles[i];
		cm_buf_puts(b, "- ");
		escaped(b, t->what.label);
		cm_buf_puts(b, ": **");
		now = t->value;
		now.past = NULL;
		value(b, &notes, &now, t->what.unit);
		cm_buf_puts(b, "**");
		cm_buf_clear(&text);
		if (t->value.past != NULL && t->value.past->change != NULL) {
			num_change(&text, t->value.past, t->what.unit);
			cm_buf_printf(b, ", %s", cm_buf_str(&text));
		} else if (t->value.past != NULL) {
			num_text(&text, t->value.past->before, t->what.unit);
			cm_buf_puts(&text, t->value.past->partial ? "\\*" : "");
			cm_buf_printf(b, ", %s: %s",
			    n->past != NULL ? n->past : "before",
			    cm_buf_str(&text));
		}
		cm_buf_byte(b, '\n');
	}
	cm_buf_byte(b, '\n');
	footnotes(b, &notes, said);
	cm_buf_release(&text);
}

static void
posts(struct cm_buf *b, const struct doc_block *n)
{
	const struct doc_post *p;
	struct notes notes = {.nmissing = 0};
	size_t i, m;

	for (i = 0; i < n->nposts; i++) {
		p = &n->posts[i];
		cm_buf_puts(b, "- **");
		linked(b, p->url,
		    p->title != NULL && *p->title != '\0' ? p->title
							  : "A post");
		cm_buf_puts(b, "**");
		if (p->text != NULL && *p->text != '\0') {
			cm_buf_puts(b, " ");
			escaped(b, p->text);
		}
		if (p->network != NULL || p->author != NULL ||
		    p->published != NULL || p->nmetrics > 0)
			cm_buf_puts(b, "  \n  ");
		escaped(b, p->network);
		cm_buf_puts(b, p->author != NULL ? ", " : "");
		escaped(b, p->author);
		cm_buf_puts(b, p->published != NULL ? ", " : "");
		escaped(b, p->published);
		for (m = 0; m < p->nmetrics; m++) {
			cm_buf_puts(b, ", ");
			value(b, &notes, &p->metrics[m].value,
			    p->metrics[m].what.unit);
			cm_buf_byte(b, ' ');
			escaped(b, p->metrics[m].what.label);
		}
		cm_buf_byte(b, '\n');
	}
	cm_buf_byte(b, '\n');
}

static void
answers(struct cm_buf *b, const struct doc_block *n)
{
	const struct doc_answer *a;
	size_t i;

	for (i = 0; i < n->nanswers; i++) {
		a = &n->answers[i];
		cm_buf_puts(b, "- ");
		escaped(b, a->question);
		cm_buf_puts(b,
		    strcmp(a->answer, "yes") == 0      ? " **Yes.**"
			: strcmp(a->answer, "no") == 0 ? " **No.**"
						       : " **Not known.**");
		cm_buf_puts(b, a->text != NULL ? " " : "");
		escaped(b, a->text);
		cm_buf_byte(b, '\n');
	}
	cm_buf_byte(b, '\n');
}

static void
block(struct cm_buf *b, const struct doc_block *n, struct notes *said)
{
	size_t i;

	paragraph(b, n->kind == DOC_HEADING ? "## " : "### ", n->title);
	switch (n->kind) {
	case DOC_HEADING:
		paragraph(b, "", n->about);
		break;
	case DOC_TEXT:
	case DOC_NOTE:
		paragraph(b, n->warning ? "> " : "", n->text);
		for (i = 0; i < n->nitems; i++) {
			cm_buf_puts(b, "- ");
			escaped(b, n->items[i]);
			cm_buf_puts(b, i + 1 < n->nitems ? "\n" : "\n\n");
		}
		break;
	case DOC_ANSWERS:
		answers(b, n);
		break;
	case DOC_TILES:
		tiles(b, n, said);
		break;
	case DOC_TABLE:
		table(b, n, said);
		break;
	case DOC_CHART:
		chart(b, n, said);
		break;
	case DOC_POSTS:
		paragraph(b, "", n->about);
		posts(b, n);
		break;
	}
}

void
md_print(struct cm_buf *b, const struct doc *d, const struct report *r)
{
	struct notes said = {.all = d->partial};
	char now[CM_CLOCK_TEXT];
	size_t i;

	if (d->bare) {
		/* table: nothing but the tables, to be put into a text */
		for (i = 0; i < d->nblocks; i++)
			block(b, &d->blocks[i], &said);
		b->len--;
		return;
	}
	paragraph(b, "# ", d->title);
	paragraph(b, "", d->subtitle);
	if (d->state_text != NULL) {
		cm_buf_puts(b, "**");
		escaped(b, d->state_text);
		cm_buf_puts(b, "**\n\n");
	}
	for (i = 0; i < d->nblocks; i++)
		block(b, &d->blocks[i], &said);
	cm_clock_text(r->now, now);
	cm_buf_printf(b, "Made by cm-report, %.10s %.5s UTC.\n", now, now + 11);
}
