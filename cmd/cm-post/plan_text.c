/* SPDX-License-Identifier: ISC */
/* What a draft says, in the form that a network takes. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/plan.h"
#include "lib/html.h"
#include "lib/json.h"
#include "lib/md.h"
#include "lib/text.h"

/* Takes blanks and empty lines off the end, and empty lines off the front. */
static void
trim(struct cm_buf *b)
{
	size_t from = 0;

	while (b->len > 0 && strchr(" \t\r\n", b->p[b->len - 1]) != NULL)
		b->len--;
	while (from < b->len && (b->p[from] == '\n' || b->p[from] == '\r'))
		from++;
	if (from > 0)
		memmove(b->p, b->p + from, b->len - from);
	b->len -= from;
}

/* Adds plain text as HTML: paragraphs, and line breaks in them. */
static void
text_to_html(struct cm_buf *to, const char *s, size_t len)
{
	const char *end = s + len, *lf;

	cm_buf_puts(to, "<p>");
	while (s < end) {
		lf = memchr(s, '\n', (size_t)(end - s));
		if (lf == NULL)
			lf = end;
		cm_html_escape(to, s, (size_t)(lf - s));
		for (s = lf; s < end && *s == '\n';)
			s++;
		if (s < end)
			cm_buf_puts(to, s - lf > 1 ? "</p>\n<p>" : "<br>\n");
	}
	cm_buf_puts(to, "</p>\n");
}

/* The title: the draft's own, or the first heading of its Markdown where the
 * network has a place for it. Returns where the Markdown goes on. */
static size_t
take_title(struct sketch *d, const char *markdown)
{
	char *title = plan_member(d, "title");
	size_t rest = 0;

	if (title != NULL)
		cm_buf_puts(&d->title, title);
	else if (markdown != NULL && d->about->text.title >= 0 &&
	    !cm_md_title(&d->title, markdown, strlen(markdown), &rest))
		rest = 0;
	free(title);
	return rest;
}

/* The text in plain words, and as HTML where that is taken. */
static void
take_text(
    struct sketch *d, const char *text, const char *markdown, const char *html)
{
	if (text != NULL)
		cm_buf_puts(&d->text, text);
	else if (markdown != NULL)
		cm_md_text(&d->text, markdown, strlen(markdown));
	else if (html != NULL)
		cm_html_text(&d->text, html, strlen(html));
	trim(&d->text);
	if (!d->about->text.html)
		return;
	if (html != NULL)
		cm_buf_puts(&d->html, html);
	else if (markdown != NULL)
		cm_md_html(&d->html, markdown, strlen(markdown));
	else if (d->text.len > 0)
		text_to_html(&d->html, d->text.p, d->text.len);
}

static int
holds(struct cm_buf *in, const char *what, size_t len)
{
	const char *s = cm_buf_str(in);
	size_t i;

	for (i = 0; i + len <= in->len; i++)
		if (memcmp(s + i, what, len) == 0)
			return 1;
	return 0;
}

/* Puts a paragraph in front of the text, or behind it. */
static void
join(struct sketch *d, const char *s, size_t len, int front)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (d->text.len > 0)
		cm_buf_puts(&b, "\n\n");
	if (front) {
		cm_buf_add(&b, d->text.p, d->text.len);
		cm_buf_clear(&d->text);
		cm_buf_add(&d->text, s, len);
		cm_buf_add(&d->text, b.p, b.len);
	} else {
		cm_buf_add(&b, s, len);
		cm_buf_add(&d->text, b.p, b.len);
	}
	cm_buf_clear(&b);
	if (d->about->text.html) {
		text_to_html(&b, s, len);
		if (front) {
			cm_buf_add(&b, d->html.p, d->html.len);
			cm_buf_clear(&d->html);
		}
		cm_buf_add(&d->html, b.p, b.len);
	}
	cm_buf_release(&b);
}

/* Adds a tag as it stands in a text: "open data" is #OpenData. */
static void
add_tag(struct cm_buf *to, const char *tag)
{
	size_t i, len = strlen(tag);
	int big = strchr(tag, ' ') != NULL;

	cm_buf_byte(to, '#');
	for (i = tag[0] == '#'; i < len; i++) {
		if (strchr(" \t-./&", tag[i]) != NULL) {
			big = 1;
			continue;
		}
		cm_buf_byte(to,
		    big && tag[i] >= 'a' && tag[i] <= 'z' ? tag[i] - 32
							  : tag[i]);
		big = 0;
	}
}

/* Whether a text has a tag, whatever its case. */
static int
has_tag(const struct cm_buf *text, const struct cm_buf *tag)
{
	struct cm_buf a, b;
	size_t i, n;
	uint32_t c;
	int found = 0;

	cm_buf_init(&a, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_text_fold(&a, text->p, text->len, CM_TEXT_CASE);
	cm_text_fold(&b, tag->p, tag->len, CM_TEXT_CASE);
	for (i = 0; i + b.len <= a.len && !found; i++) {
		if (memcmp(a.p + i, b.p, b.len) != 0)
			continue;
		n = i + b.len;
		if (n < a.len)
			cm_text_char(a.p + n, a.len - n, &c);
		found = n == a.len ||
		    !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '_' || (c > 0x7F && c < 0x2000));
	}
	cm_buf_release(&a);
	cm_buf_release(&b);
	return found;
}

static void
join_tags(struct sketch *d)
{
	struct cm_slice list = cm_json_get(d->whole, "tags"), value;
	struct cm_buf line, tag;
	size_t at = 0;
	char *text;

	cm_buf_init(&line, CM_BUF_ANY);
	cm_buf_init(&tag, CM_BUF_ANY);
	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &value)) {
		text = cm_json_dup(value);
		cm_buf_clear(&tag);
		add_tag(&tag, text == NULL ? "" : text);
		if (tag.len > 1 && !has_tag(&d->text, &tag)) {
			if (line.len > 0)
				cm_buf_byte(&line, ' ');
			cm_buf_add(&line, tag.p, tag.len);
		}
		free(text);
	}
	if (line.len > 0)
		join(d, line.p, line.len, 0);
	cm_buf_release(&line);
	cm_buf_release(&tag);
}

/* What the network has no place of its own for goes into the text. */
static void
join_all(struct sketch *d)
{
	char *link = plan_member(d, "link");
	char *warning = plan_member(d, "warning");

	if (d->title.len > 0 && d->about->text.title < 0) {
		if (d->text.len < d->title.len ||
		    memcmp(d->text.p, d->title.p, d->title.len) != 0)
			join(d, d->title.p, d->title.len, 1);
	}
	if (warning != NULL && !plan_uses(d, "warning"))
		join(d, warning, strlen(warning), 1);
	if (link != NULL && !plan_uses(d, "link") &&
	    !holds(&d->text, link, strlen(link)))
		join(d, link, strlen(link), 0);
	if (!plan_uses(d, "tags"))
		join_tags(d);
	free(link);
	free(warning);
}

void
plan_text(struct sketch *d)
{
	char *text = plan_member(d, "text");
	char *markdown = plan_member(d, "markdown");
	char *html = plan_member(d, "html");
	size_t rest = take_title(d, markdown);

	take_text(d, text, markdown == NULL ? NULL : markdown + rest, html);
	join_all(d);
	free(text);
	free(markdown);
	free(html);
}
