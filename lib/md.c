/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include "lib/html.h"
#include "lib/json.h"
#include "lib/md.h"

enum {
	OPTIONS = CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8 |
	    CMARK_OPT_TABLE_PREFER_STYLE_ATTRIBUTES
};

static cmark_node *
parse(const char *s, size_t len, cmark_parser **parser)
{
	static const char *const names[] = {
	    "table", "strikethrough", "autolink", "tasklist", "tagfilter"};
	cmark_syntax_extension *e;
	const char *ff;
	size_t i, n;

	cmark_gfm_core_extensions_ensure_registered();
	*parser = cmark_parser_new(OPTIONS);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		e = cmark_find_syntax_extension(names[i]);
		if (e != NULL)
			cmark_parser_attach_syntax_extension(*parser, e);
	}
	/* A form feed ends the name of a tag, which tagfilter passes over. */
	for (i = 0; i < len; i += n) {
		ff = memchr(s + i, '\f', len - i);
		n = ff != NULL ? (size_t)(ff - s) - i : len - i;
		cmark_parser_feed(*parser, s + i, n);
		if (ff != NULL) {
			cmark_parser_feed(*parser, " ", 1);
			n++;
		}
	}
	return cmark_parser_finish(*parser);
}

static void
drop(cmark_node *doc, cmark_parser *parser)
{
	cmark_node_free(doc);
	cmark_parser_free(parser);
}

static int
is_kind(cmark_node *n, const char *kind)
{
	return strcmp(cmark_node_get_type_string(n), kind) == 0;
}

/* Links that run a script when they are followed. Browsers pass over blanks
 * and control characters in the name of a scheme, so we do as well. */
static int
runs(const char *url)
{
	static const char *const bad[] = {
	    "javascript:", "vbscript:", "data:text/html"};
	char head[16];
	size_t i, n = 0;

	for (; *url != '\0' && n + 1 < sizeof(head); url++)
		if ((unsigned char)*url > ' ')
			head[n++] = *url;
	head[n] = '\0';
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (strncasecmp(head, bad[i], strlen(bad[i])) == 0)
			return 1;
	return 0;
}

/* A slash ends the name of a tag too, which tagfilter passes over. */
static int
is_hidden(const char *tag)
{
	static const char *const names[] = {"title", "textarea", "style", "xmp",
	    "iframe", "noembed", "noframes", "script", "plaintext"};
	size_t i, n;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		n = strlen(names[i]);
		if (strncasecmp(tag + 1, names[i], n) == 0 && tag[n + 1] == '/')
			return 1;
	}
	return 0;
}

static void
add_filtered(struct cm_buf *to, const char *html)
{
	const char *p;

	for (; (p = strchr(html, '<')) != NULL; html = p + 1) {
		cm_buf_add(to, html, (size_t)(p - html));
		cm_buf_puts(to, is_hidden(p) ? "&lt;" : "<");
	}
	cm_buf_puts(to, html);
}

void
cm_md_html(struct cm_buf *to, const char *s, size_t len)
{
	cmark_parser *parser;
	cmark_node *doc = parse(s, len, &parser), *n;
	cmark_iter *it = cmark_iter_new(doc);
	cmark_event_type ev;
	char *html;

	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		n = cmark_iter_get_node(it);
		if (ev == CMARK_EVENT_ENTER &&
		    (is_kind(n, "link") || is_kind(n, "image")) &&
		    runs(cmark_node_get_url(n)))
			cmark_node_set_url(n, "");
	}
	cmark_iter_free(it);
	html = cmark_render_html(
	    doc, OPTIONS, cmark_parser_get_syntax_extensions(parser));
	add_filtered(to, html);
	free(html);
	drop(doc, parser);
}

/*
 * Plain text. What begins a line in the lists and quotes that are open is
 * kept in prefix; once has a byte for each of its bytes that is not 0 where a
 * blank takes its place after the first line: an item's mark.
 */
struct plain {
	struct cm_buf *to;
	struct cm_buf prefix, once;
	size_t begun; /* what to held before */
	int gap;      /* line ends that are due before the next text */
	int at_start; /* of a line */
};

static void
push(struct plain *p, const char *s, int once)
{
	for (; *s != '\0'; s++) {
		cm_buf_byte(&p->prefix, *s);
		cm_buf_byte(&p->once, once);
	}
	p->at_start = 1;
}

static void
pop(struct plain *p, size_t len)
{
	p->prefix.len = p->once.len = len;
}

static void
put_prefix(struct plain *p)
{
	size_t i;

	cm_buf_add(p->to, p->prefix.p, p->prefix.len);
	for (i = 0; i < p->prefix.len; i++)
		if (p->once.p[i])
			p->prefix.p[i] = ' ';
	p->at_start = 0;
}

/* Tells whether nothing of this line, or block, was put yet. */
static int
is_start(const struct plain *p)
{
	return p->at_start || p->gap > 0 || p->to->len == p->begun;
}

static void
put(struct plain *p, const char *s, size_t len)
{
	size_t i;

	if (p->to->len == p->begun)
		p->gap = 0;
	for (; len > 0 && p->gap > 0; p->gap--) {
		cm_buf_byte(p->to, '\n');
		p->at_start = 1;
	}
	for (i = 0; i < len; i++) {
		if (p->at_start && s[i] != '\n')
			put_prefix(p);
		cm_buf_byte(p->to, s[i]);
		if (s[i] == '\n')
			p->at_start = 1;
	}
}

static void
puts_plain(struct plain *p, const char *s)
{
	put(p, s, strlen(s));
}

static void
gap(struct plain *p, int lines)
{
	if (p->gap < lines)
		p->gap = lines;
}

/* A block ends: its last line has no blanks at its end. */
static void
end_block(struct plain *p, cmark_node *n)
{
	cmark_node *up = cmark_node_parent(n);
	cmark_node *list = up != NULL ? cmark_node_parent(up) : NULL;

	while (p->to->len > p->begun && p->to->p[p->to->len - 1] == ' ')
		p->to->len--;
	gap(p, list != NULL && cmark_node_get_list_tight(list) ? 1 : 2);
}

static int
is_item(cmark_node *n)
{
	return cmark_node_get_type(n) == CMARK_NODE_ITEM ||
	    is_kind(n, "tasklist");
}

static void
open_item(struct plain *p, cmark_node *n)
{
	cmark_node *list = cmark_node_parent(n);
	cmark_node *c;
	char number[24];
	int k;

	/* Where its prefix began. */
	cmark_node_set_user_data(n, (void *)(uintptr_t)p->prefix.len);
	if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
		k = cmark_node_get_list_start(list);
		for (c = cmark_node_previous(n); c != NULL;
		     c = cmark_node_previous(c))
			k++;
		snprintf(number, sizeof(number), "%d. ", k);
		push(p, number, 1);
	} else
		push(p, "- ", 1);
	if (is_kind(n, "tasklist"))
		push(p,
		    cmark_gfm_extensions_get_tasklist_item_checked(n) ? "[x] "
								      : "[ ] ",
		    1);
}

/* The text in a node without anything around it. */
static void
add_words(struct cm_buf *to, cmark_node *root)
{
	cmark_iter *it = cmark_iter_new(root);
	cmark_event_type ev;
	cmark_node *n;

	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		n = cmark_iter_get_node(it);
		switch (cmark_node_get_type(n)) {
		case CMARK_NODE_TEXT:
		case CMARK_NODE_CODE:
			cm_buf_puts(to, cmark_node_get_literal(n));
			break;
		case CMARK_NODE_SOFTBREAK:
		case CMARK_NODE_LINEBREAK:
			cm_buf_byte(to, ' ');
			break;
		default:
			break;
		}
	}
	cmark_iter_free(it);
}

/* Behind a link's text: its URL, unless it is the text. */
static void
close_link(struct plain *p, cmark_node *n)
{
	const char *url = cmark_node_get_url(n);
	const char *sep = strstr(url, "://");
	const char *bare = url, *words;
	struct cm_buf b;

	if (*url == '\0' || *url == '#' || runs(url))
		return;
	if (strncmp(url, "mailto:", 7) == 0)
		bare = url + 7;
	else if (sep != NULL)
		bare = sep + 3;
	cm_buf_init(&b, CM_BUF_ANY);
	add_words(&b, n);
	words = cm_buf_str(&b);
	if (*words == '\0')
		puts_plain(p, url);
	else if (strcmp(words, url) != 0 && strcmp(words, bare) != 0) {
		puts_plain(p, " (");
		puts_plain(p, url);
		puts_plain(p, ")");
	}
	cm_buf_release(&b);
}

static void
put_block(struct plain *p, cmark_node *n)
{
	const char *s = cmark_node_get_literal(n);
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (cmark_node_get_type(n) == CMARK_NODE_HTML_BLOCK)
		cm_html_text(&b, s, strlen(s));
	else
		cm_buf_puts(&b, s);
	while (b.len > 0 && (b.p[b.len - 1] == '\n' || b.p[b.len - 1] == ' '))
		b.len--;
	put(p, b.p, b.len);
	cm_buf_release(&b);
	end_block(p, n);
}

static void
enter(struct plain *p, cmark_node *n)
{
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		puts_plain(p, cmark_node_get_literal(n));
		return;
	case CMARK_NODE_CODE_BLOCK:
	case CMARK_NODE_HTML_BLOCK:
		put_block(p, n);
		return;
	case CMARK_NODE_HTML_INLINE:
		if (strncasecmp(cmark_node_get_literal(n), "<br", 3) == 0)
			puts_plain(p, "\n");
		return;
	case CMARK_NODE_SOFTBREAK:
		if (!is_start(p))
			puts_plain(p, " ");
		return;
	case CMARK_NODE_LINEBREAK:
		if (!is_start(p))
			puts_plain(p, "\n");
		return;
	case CMARK_NODE_BLOCK_QUOTE:
		push(p, "> ", 0);
		return;
	default:
		break;
	}
	if (is_item(n))
		open_item(p, n);
	else if (is_kind(n, "table_cell") && cmark_node_previous(n) != NULL)
		puts_plain(p, " | ");
}

static void
leave(struct plain *p, cmark_node *n)
{
	switch (cmark_node_get_type(n)) {
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
	case CMARK_NODE_LIST:
		end_block(p, n);
		return;
	case CMARK_NODE_LINK:
		close_link(p, n);
		return;
	case CMARK_NODE_BLOCK_QUOTE:
		pop(p, p->prefix.len - 2);
		end_block(p, n);
		return;
	default:
		break;
	}
	if (is_item(n))
		pop(p, (uintptr_t)cmark_node_get_user_data(n));
	else if (is_kind(n, "table_row") || is_kind(n, "table_header"))
		gap(p, 1);
	else if (is_kind(n, "table"))
		end_block(p, n);
}

void
cm_md_text(struct cm_buf *to, const char *s, size_t len)
{
	cmark_parser *parser;
	cmark_node *doc = parse(s, len, &parser), *n;
	cmark_iter *it = cmark_iter_new(doc);
	cmark_event_type ev;
	struct plain p;

	memset(&p, 0, sizeof(p));
	cm_buf_init(&p.prefix, CM_BUF_ANY);
	cm_buf_init(&p.once, CM_BUF_ANY);
	p.to = to;
	p.begun = to->len;
	p.at_start = 1;
	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		n = cmark_iter_get_node(it);
		if (ev == CMARK_EVENT_EXIT)
			leave(&p, n);
		else if (is_kind(n, "image"))
			cmark_iter_reset(it, n, CMARK_EVENT_EXIT);
		else
			enter(&p, n);
	}
	cm_buf_release(&p.prefix);
	cm_buf_release(&p.once);
	cmark_iter_free(it);
	drop(doc, parser);
}

/* Where the line behind that many lines begins, and empty ones with it. */
static size_t
behind(const char *s, size_t len, int lines)
{
	size_t i = 0, end;

	for (; lines > 0 && i < len; lines--) {
		while (i < len && s[i] != '\n' && s[i] != '\r')
			i++;
		if (i + 1 < len && s[i] == '\r' && s[i + 1] == '\n')
			i++;
		if (i < len)
			i++;
	}
	for (end = i; end < len; end++) {
		if (s[end] == '\n' || s[end] == '\r')
			i = end + 1;
		else if (s[end] != ' ' && s[end] != '\t')
			break;
	}
	return i;
}

int
cm_md_title(struct cm_buf *to, const char *s, size_t len, size_t *rest)
{
	cmark_parser *parser;
	cmark_node *doc = parse(s, len, &parser);
	cmark_node *n = cmark_node_first_child(doc);
	size_t blank = behind(s, len, 0);
	int found, line;

	*rest = 0;
	if (len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		blank = 3 + behind(s + 3, len - 3, 0);
	found = n != NULL && cmark_node_get_type(n) == CMARK_NODE_HEADING &&
	    cmark_node_get_heading_level(n) == 1;
	line = found ? cmark_node_get_start_line(n) : 0;
	/* Definitions of links may stand before it; they have no node. */
	if (found && line > 1 && behind(s, len, line - 1) != blank)
		found = 0;
	if (found) {
		add_words(to, n);
		*rest = behind(s, len, cmark_node_get_end_line(n));
	}
	drop(doc, parser);
	return found;
}

void
cm_md_images(struct cm_buf *to, const char *s, size_t len)
{
	cmark_parser *parser;
	cmark_node *doc = parse(s, len, &parser), *n;
	cmark_iter *it = cmark_iter_new(doc);
	cmark_event_type ev;
	struct cm_buf alt;
	int many = 0;

	cm_buf_init(&alt, CM_BUF_ANY);
	cm_buf_byte(to, '[');
	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		n = cmark_iter_get_node(it);
		if (ev != CMARK_EVENT_ENTER || !is_kind(n, "image"))
			continue;
		cm_buf_clear(&alt);
		add_words(&alt, n);
		cm_buf_puts(to, many++ > 0 ? ",{" : "{");
		cm_json_member(to, "url", cmark_node_get_url(n));
		cm_json_member(to, "alt", cm_buf_str(&alt));
		cm_buf_byte(to, '}');
	}
	cm_buf_byte(to, ']');
	cm_buf_release(&alt);
	cmark_iter_free(it);
	drop(doc, parser);
}
