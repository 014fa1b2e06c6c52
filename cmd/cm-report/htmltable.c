/* SPDX-License-Identifier: ISC */
/* Tables and charts of a page, with their footnotes. */
#include <string.h>

#include "cmd/cm-report/notes.h"
#include "cmd/cm-report/num.h"
#include "cmd/cm-report/render.h"
#include "cmd/cm-report/svg.h"

static void
cell_change(struct cm_buf *b, const struct doc_value *v, const char *unit)
{
	struct cm_buf text;
	int sign;

	if (v->past == NULL || v->past->change == NULL)
		return;
	cm_buf_init(&text, CM_BUF_ANY);
	sign = num_change_short(&text, v->past, unit);
	cm_buf_printf(b, "<span class=\"change%s\">",
	    sign > 0       ? " up"
		: sign < 0 ? " down"
			   : "");
	html_text(b, cm_buf_str(&text));
	cm_buf_puts(b, "</span>");
	cm_buf_release(&text);
}

static void
cell(struct cm_buf *b, struct notes *n, const struct doc_value *v,
    const struct doc_column *c, int head)
{
	size_t note = notes_take(n, v);
	const char *tag = head ? "th" : "td";

	cm_buf_printf(b, head ? "<th scope=\"row\"" : "<td");
	if (c->numbers)
		cm_buf_puts(b,
		    v->type == DOC_NONE ? " class=\"n none\"" : " class=\"n\"");
	else if (!head)
		cm_buf_puts(b, " dir=\"auto\"");
	cm_buf_puts(b, c->numbers || !head ? ">" : "><bdi>");
	/* Where a table has no notes, what is not there is an empty cell. */
	if (v->type != DOC_NONE || v->why != NULL || c->unit != NULL)
		html_value(b, v, c->unit);
	if (note > 0)
		cm_buf_printf(b, "<sup>%zu</sup>", note);
	else if (v->partial && v->type != DOC_NONE)
		cm_buf_puts(b, "<span class=\"mark\">*</span>");
	cell_change(b, v, c->unit);
	cm_buf_puts(b, c->numbers || !head ? "" : "</bdi>");
	cm_buf_printf(b, "</%s>", tag);
}

/* The reasons of asterisks, those that the page has given before in short. */
void
html_notes(struct cm_buf *b, struct notes *n, struct notes *said)
{
	static const char item[] =
	    "<li dir=\"auto\"><span class=\"mark\">*</span> ";
	size_t fresh = notes_new(said, n), i;

	if (n->npartial == 0)
		return;
	cm_buf_puts(b, "<ul class=\"foot\">");
	for (i = 0; i < fresh; i++) {
		cm_buf_puts(b, item);
		html_text(b, n->partial[i]);
		cm_buf_puts(b, "</li>");
	}
	if (fresh < n->npartial)
		cm_buf_printf(b, "%s" NOTES_AGAIN "</li>", item);
	cm_buf_puts(b, "</ul>\n");
}

static void
missing_notes(struct cm_buf *b, const struct notes *n)
{
	size_t i;

	if (n->nmissing == 0)
		return;
	cm_buf_puts(b, "<ul class=\"foot\">");
	for (i = 0; i < n->nmissing; i++) {
		cm_buf_printf(b, "<li dir=\"auto\"><sup>%zu</sup> ", i + 1);
		html_text(b, n->missing[i]);
		cm_buf_puts(b, "</li>");
	}
	cm_buf_puts(b, "</ul>\n");
}

static void
table(struct cm_buf *b, struct notes *n, const struct doc_block *t)
{
	const struct doc_column *c;
	size_t r, i;

	cm_buf_puts(b, "<div class=\"scroll\" tabindex=\"0\">");
	cm_buf_puts(b, t->ncolumns < 4 ? "<table class=\"few\">" : "<table>");
	if (t->title != NULL) {
		cm_buf_puts(b, "<caption>");
		html_text(b, t->title);
		cm_buf_puts(b, "</caption>");
	}
	cm_buf_puts(b, "<thead><tr>");
	for (i = 0; i < t->ncolumns; i++) {
		c = &t->columns[i];
		cm_buf_printf(b, "<th scope=\"col\"%s>",
		    c->numbers ? " class=\"n\"" : "");
		html_text(b, c->label);
		cm_buf_puts(b, "</th>");
	}
	cm_buf_puts(b, "</tr></thead>\n<tbody>\n");
	for (r = 0; r < t->nrows; r++) {
		cm_buf_puts(b, "<tr>");
		for (i = 0; i < t->ncolumns; i++)
			cell(b, n, &t->rows[r].cells[i], &t->columns[i],
			    i == 0 && !t->columns[0].numbers);
		cm_buf_puts(b, "</tr>\n");
	}
	cm_buf_puts(b, "</tbody></table></div>\n");
}

int
html_is_small(const struct doc_block *t)
{
	return t->kind == DOC_TABLE && t->ncolumns < 4;
}

void
html_table(
    struct cm_buf *b, const struct doc_block *t, int half, struct notes *said)
{
	struct notes n = {.nmissing = 0};

	cm_buf_printf(b, "<div class=\"card%s\">\n", half ? " half" : "");
	table(b, &n, t);
	if (t->about != NULL) {
		cm_buf_puts(b, "<p class=\"about\">");
		html_text(b, t->about);
		cm_buf_puts(b, "</p>\n");
	}
	html_notes(b, &n, said);
	missing_notes(b, &n);
	cm_buf_puts(b, "</div>\n");
}

static void
legend(struct cm_buf *b, const struct doc_block *c)
{
	size_t i;

	if (c->nseries < 2)
		return;
	cm_buf_puts(b, "<ul class=\"legend\">");
	for (i = 0; i < c->nseries; i++) {
		cm_buf_printf(b,
		    "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect "
		    "class=\"s%zu\" width=\"10\" height=\"10\" rx=\"2.5\"/>"
		    "</svg><bdi>",
		    i % SVG_COLOURS);
		html_text(b, c->series[i].label);
		cm_buf_puts(b, "</bdi></li>");
	}
	cm_buf_puts(b, "</ul>\n");
}

void
html_chart(
    struct cm_buf *b, const struct doc_block *c, int id, struct notes *said)
{
	struct notes n = {.nmissing = 0};
	struct doc *d = doc_new("");
	struct doc_block t = render_chart_table(d, c);

	cm_buf_puts(b, "<figure class=\"card\">");
	if (c->title != NULL) {
		cm_buf_puts(b, "<figcaption>");
		html_text(b, c->title);
		cm_buf_puts(b, "</figcaption>\n");
	}
	if (c->about != NULL) {
		cm_buf_puts(b, "<p class=\"about\">");
		html_text(b, c->about);
		cm_buf_puts(b, "</p>\n");
	}
	legend(b, c);
	svg_chart(b, c, 1, 2 * id);
	svg_chart(b, c, 0, 2 * id + 1);
	cm_buf_puts(b, "<details><summary>The numbers</summary>\n");
	table(b, &n, &t);
	missing_notes(b, &n);
	cm_buf_puts(b, "</details>\n");
	html_notes(b, &n, said);
	cm_buf_puts(b, "</figure>\n");
	doc_free(d);
}
