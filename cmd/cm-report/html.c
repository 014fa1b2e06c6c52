/* SPDX-License-Identifier: ISC */
/* One page, with all that it needs in it. */
#include <stdint.h>
#include <string.h>

#include "cmd/cm-report/notes.h"
#include "cmd/cm-report/num.h"
#include "cmd/cm-report/render.h"
#include "cmd/cm-report/svg.h"
#include "lib/clock.h"
#include "lib/html.h"

void
html_text(struct cm_buf *b, const char *s)
{
	size_t n;

	/* Control characters have no place in a page. */
	while (s != NULL && *s != '\0') {
		for (n = 0; (unsigned char)s[n] >= ' ' || s[n] == '\n' ||
		     s[n] == '\t';)
			n++;
		cm_html_escape(b, s, n);
		s += n;
		if (*s != '\0') {
			cm_buf_puts(b, "\xef\xbf\xbd");
			s++;
		}
	}
}

static void
element(struct cm_buf *b, const char *open, const char *s, const char *close)
{
	if (s == NULL || *s == '\0')
		return;
	cm_buf_puts(b, open);
	html_text(b, s);
	cm_buf_puts(b, close);
}

void
html_link(struct cm_buf *b, const char *url, const char *text)
{
	if (url == NULL || !render_is_link(url)) {
		html_text(b, text);
		return;
	}
	cm_buf_puts(b, "<a href=\"");
	cm_html_escape_attr(b, url, strlen(url));
	cm_buf_puts(b, "\" rel=\"noopener noreferrer\">");
	html_text(b, text);
	cm_buf_puts(b, "</a>");
}

static void
change(struct cm_buf *b, const struct doc_value *v, const char *unit,
    const char *past)
{
	struct cm_buf text;
	int sign;

	if (v->past == NULL)
		return;
	cm_buf_init(&text, CM_BUF_ANY);
	if (v->past->change != NULL) {
		sign = num_change(&text, v->past, unit);
		cm_buf_printf(b, "<span class=\"change%s\">",
		    sign > 0       ? " up"
			: sign < 0 ? " down"
				   : "");
		html_text(b, cm_buf_str(&text));
	} else {
		cm_buf_puts(b, "<span class=\"change\">");
		html_text(b, past != NULL ? past : "before");
		cm_buf_puts(b, ": ");
		num_text(&text, v->past->before, unit);
		html_text(b, cm_buf_str(&text));
	}
	if (v->past->partial)
		cm_buf_puts(b, "<span class=\"mark\">*</span>");
	cm_buf_puts(b, "</span>");
	cm_buf_release(&text);
}

void
html_value(struct cm_buf *b, const struct doc_value *v, const char *unit)
{
	struct cm_buf text;

	cm_buf_init(&text, CM_BUF_ANY);
	num_value(&text, v, unit);
	html_link(b, v->url, cm_buf_str(&text));
	cm_buf_release(&text);
}

static void
note(struct cm_buf *b, const struct doc_block *n)
{
	size_t i;

	cm_buf_printf(b, "<div class=\"note%s\" role=\"note\">",
	    n->warning ? " warning" : "");
	element(b, "<h3>", n->title, "</h3>");
	element(b, "<p dir=\"auto\">", n->text, "</p>");
	if (n->nitems > 0)
		cm_buf_puts(b, "<ul>");
	for (i = 0; i < n->nitems; i++)
		element(b, "<li dir=\"auto\">", n->items[i], "</li>");
	cm_buf_puts(b, n->nitems > 0 ? "</ul></div>\n" : "</div>\n");
}

static void
answers(struct cm_buf *b, const struct doc_block *n)
{
	const struct doc_answer *a = n->answers;
	const char *kind;
	size_t i;

	element(b, "<h3>", n->title, "</h3>\n");
	cm_buf_puts(b, "<dl class=\"answers\">\n");
	for (i = 0; i < n->nanswers; i++, a++) {
		kind = strcmp(a->answer, "yes") == 0 ? "yes"
		    : strcmp(a->answer, "no") == 0   ? "no"
						     : "unknown";
		cm_buf_printf(
		    b, "<div class=\"answer %s\"><dt dir=\"auto\">", kind);
		html_text(b, a->question);
		cm_buf_printf(b, "</dt><dd><b>%s</b> ",
		    strcmp(kind, "yes") == 0      ? "Yes"
			: strcmp(kind, "no") == 0 ? "No"
						  : "Not known");
		element(b, "<span dir=\"auto\">", a->text, "</span>");
		cm_buf_puts(b, "</dd></div>\n");
	}
	cm_buf_puts(b, "</dl>\n");
}

static void
tile(struct cm_buf *b, const struct doc_tile *t, const char *past)
{
	const struct doc_value *v = &t->value;

	cm_buf_printf(b, "<div class=\"tile%s\"><dt dir=\"auto\">",
	    v->partial ? " partial" : "");
	html_text(b, t->what.label);
	cm_buf_printf(
	    b, "</dt><dd class=\"big%s\">", v->type == DOC_NONE ? " none" : "");
	html_value(b, v, t->what.unit);
	if (v->partial && v->type != DOC_NONE)
		cm_buf_puts(b, "<span class=\"mark\">*</span>");
	cm_buf_puts(b, "</dd>");
	if (v->past != NULL) {
		cm_buf_puts(b, "<dd>");
		change(b, v, t->what.unit, past);
		cm_buf_puts(b, "</dd>");
	}
	if (v->type == DOC_NONE)
		element(b, "<dd class=\"why\" dir=\"auto\">", v->why, "</dd>");
	if (t->nspark > 1) {
		cm_buf_puts(b, "<dd>");
		svg_spark(b, t->spark, t->nspark);
		cm_buf_puts(b, "</dd>");
	}
	cm_buf_puts(b, "</div>\n");
}

static void
tiles(struct cm_buf *b, const struct doc_block *n, struct notes *said)
{
	struct notes notes = {.npartial = 0};
	size_t i;

	element(b, "<h3>", n->title, "</h3>\n");
	cm_buf_puts(b, "<dl class=\"tiles\">\n");
	for (i = 0; i < n->ntiles; i++) {
		tile(b, &n->tiles[i], n->past);
		if (n->tiles[i].value.type != DOC_NONE)
			notes_take(&notes, &n->tiles[i].value);
	}
	cm_buf_puts(b, "</dl>\n");
	element(b, "<p class=\"about\">", n->about, "</p>\n");
	html_notes(b, &notes, said);
}

static void
post_line(struct cm_buf *b, const struct doc_post *p)
{
	cm_buf_puts(b, "<p class=\"by\">");
	element(
	    b, "<span class=\"chip\" dir=\"auto\">", p->network, "</span> ");
	element(b, "<bdi>", p->author, "</bdi> ");
	element(b, "<time>", p->published, "</time>");
	cm_buf_puts(b, "</p>");
}

static void
post(struct cm_buf *b, const struct doc_post *p)
{
	const struct doc_metric *m;
	size_t i;

	cm_buf_puts(b, "<li class=\"post\">");
	post_line(b, p);
	if (p->title != NULL && *p->title != '\0') {
		cm_buf_puts(b, "<h4 dir=\"auto\">");
		html_link(b, p->url, p->title);
		cm_buf_puts(b, "</h4>");
	}
	element(b, "<p class=\"words\" dir=\"auto\">", p->text, "</p>");
	cm_buf_puts(b, "<p class=\"metrics\">");
	for (i = 0; i < p->nmetrics; i++) {
		m = &p->metrics[i];
		cm_buf_puts(b, "<span><b>");
		html_value(b, &m->value, m->what.unit);
		element(b, "</b> ", m->what.label, "</span> ");
	}
	if ((p->title == NULL || *p->title == '\0') && p->url != NULL)
		html_link(b, p->url, "Open the post");
	cm_buf_puts(b, "</p></li>\n");
}

static void
posts(struct cm_buf *b, const struct doc_block *n)
{
	size_t i;

	element(b, "<h3>", n->title, "</h3>\n");
	element(b, "<p class=\"about\">", n->about, "</p>\n");
	cm_buf_puts(b, "<ul class=\"posts\">\n");
	for (i = 0; i < n->nposts; i++)
		post(b, &n->posts[i]);
	cm_buf_puts(b, "</ul>\n");
}

/* A section lasts from its heading to the next. */
static void
block(struct cm_buf *b, const struct doc_block *n, int id, int half,
    struct notes *said)
{
	switch (n->kind) {
	case DOC_HEADING:
		cm_buf_puts(b, "</section>\n<section>\n");
		element(b, "<h2 dir=\"auto\">", n->title, "</h2>\n");
		element(b, "<p class=\"about\">", n->about, "</p>\n");
		break;
	case DOC_TEXT:
		element(b, "<h3>", n->title, "</h3>\n");
		element(
		    b, "<p class=\"words\" dir=\"auto\">", n->text, "</p>\n");
		break;
	case DOC_NOTE:
		note(b, n);
		break;
	case DOC_ANSWERS:
		answers(b, n);
		break;
	case DOC_TILES:
		tiles(b, n, said);
		break;
	case DOC_TABLE:
		html_table(b, n, half, said);
		break;
	case DOC_CHART:
		html_chart(b, n, id, said);
		break;
	case DOC_POSTS:
		posts(b, n);
		break;
	}
}

/* Small tables one behind the other stand in pairs; the last may be alone. */
static int
is_half(const struct doc *d, size_t i)
{
	size_t first = i, end = i;

	while (first > 0 && html_is_small(&d->blocks[first - 1]))
		first--;
	while (end < d->nblocks && html_is_small(&d->blocks[end]))
		end++;
	return end > i && (end - first >= 2) &&
	    (i + 1 < end || (end - first) % 2 == 0);
}

static void
head(struct cm_buf *b, const struct doc *d, const char *css)
{
	cm_buf_puts(b,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	    "<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"generator\" content=\"cm-report " CM_VERSION "\">\n");
	element(b, "<title>", d->title, "</title>\n");
	cm_buf_puts(b, "<style>\n");
	cm_buf_puts(b, css);
	cm_buf_puts(b, "</style>\n</head>\n<body>\n<main>\n<header>\n");
	element(b, "<h1 dir=\"auto\">", d->title, "</h1>\n");
	element(b, "<p class=\"subtitle\">", d->subtitle, "</p>\n");
	if (d->state_text != NULL) {
		cm_buf_printf(b, "<p class=\"state %s\">",
		    d->state != NULL && strcmp(d->state, "complete") == 0
			? "complete"
			: "partial");
		html_text(b, d->state_text);
		cm_buf_puts(b, "</p>\n");
	}
	cm_buf_puts(b, "</header>\n<section>\n");
}

void
html_print(struct cm_buf *b, const struct doc *d, const struct report *r,
    const char *css)
{
	struct notes said = {.all = d->partial};
	char date[CM_CLOCK_TEXT];
	size_t i;

	head(b, d, css);
	for (i = 0; i < d->nblocks; i++)
		block(b, &d->blocks[i], (int)i + 1, is_half(d, i), &said);
	cm_clock_text(r->now, date);
	cm_buf_printf(b,
	    "</section>\n</main>\n<footer>Made by cm-report, <time "
	    "datetime=\"%s\">%.10s %.5s UTC</time></footer>\n</body>\n"
	    "</html>\n",
	    date, date, date + 11);
}
