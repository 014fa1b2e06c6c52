/* SPDX-License-Identifier: ISC */
#include "lib/md.h"
#include "tests/tap.h"

static struct cm_buf out;

static const char *
html(const char *s)
{
	cm_buf_clear(&out);
	cm_md_html(&out, s, strlen(s));
	return cm_buf_str(&out);
}

static const char *
text(const char *s)
{
	cm_buf_clear(&out);
	cm_md_text(&out, s, strlen(s));
	return cm_buf_str(&out);
}

static const char *
images(const char *s)
{
	cm_buf_clear(&out);
	cm_md_images(&out, s, strlen(s));
	return cm_buf_str(&out);
}

/* The title, then a bar, then what is left. */
static const char *
title(const char *s)
{
	size_t rest = 99;

	cm_buf_clear(&out);
	if (!cm_md_title(&out, s, strlen(s), &rest))
		cm_buf_puts(&out, "none");
	cm_buf_printf(&out, "|%s", rest <= strlen(s) ? s + rest : "?");
	return cm_buf_str(&out);
}

static void
test_html(void)
{
	is(html("A *b* **c** `d < e`\n"),
	    "<p>A <em>b</em> <strong>c</strong> <code>d &lt; e</code></p>\n",
	    "emphasis and code");
	is(html("~~a~~ www.example.org\n"),
	    "<p><del>a</del> <a "
	    "href=\"http://www.example.org\">www.example.org</a></p>\n",
	    "strikethrough and bare links");
	ok(strstr(html("|a|b|\n|-|-:|\n|1|2|\n"),
	       "<th style=\"text-align: right\">b") != NULL,
	    "a table");
	ok(strstr(html("- [x] a\n"), "checkbox") != NULL, "a list of tasks");
	is(html("a <b>c</b>\n"), "<p>a <b>c</b></p>\n", "raw HTML stays");
	ok(strstr(html("a\n\n<script>x</script>\n"), "<script") == NULL,
	    "a script does not");
	is(html("<p><<script/x>y</script>\n"),
	    "<p><&lt;script/x>y&lt;/script>\n",
	    "nor one whose name a slash ends");
	ok(strstr(html("a <script\f>x\f"), "<script") == NULL,
	    "nor one with a form feed");
	is(html("[a](JavaScript:x) ![b](java&#x0A;script:y)\n"),
	    "<p><a href=\"\">a</a> <img src=\"\" alt=\"b\" /></p>\n",
	    "links to scripts lead nowhere");
	is(html(""), "", "nothing gives nothing");
	is(html("a\xff\n"), "<p>a\xEF\xBF\xBD</p>\n",
	    "bytes that are no UTF-8");
}

static void
test_text(void)
{
	is(text("# Titre\n\nA *b*\n**c** `d`\n\nE & f &amp; g\n"),
	    "Titre\n\nA b c d\n\nE & f & g", "paragraphs without marks");
	is(text("[Menu](https://x.example/a?b=1&c=2)\n"),
	    "Menu (https://x.example/a?b=1&c=2)", "a link and its URL");
	is(text("<https://x.example/> https://y.example/z [x.example]"
		"(https://x.example) <a@b.example>\n"),
	    "https://x.example/ https://y.example/z x.example a@b.example",
	    "a URL is not said twice");
	is(text("- a\n- b\n  c\n  - d\n\n1. e\n2. f\n"),
	    "- a\n- b c\n  - d\n\n1. e\n2. f", "lists");
	is(text("- a\n\n- b\n\n  c\n"), "- a\n\n- b\n\n  c", "a loose list");
	is(text("9. a\n10. b  \n    c\n"), "9. a\n10. b\n    c",
	    "numbers go on, and what follows stands below the text");
	is(text("- [x] a\n- [ ] b\n"), "- [x] a\n- [ ] b", "tasks");
	is(text("> a\n> b\n>\n> c\n\nd\n"), "> a b\n\n> c\n\nd", "a quote");
	is(text("- > a\n  > b\n- c\n"), "- > a b\n\n- c", "a quote in a list");
	is(text("|a|b|\n|-|-|\n|1|2|\n\nc\n"), "a | b\n1 | 2\n\nc", "a table");
	is(text("a\n\n```\nb\n\n  c\n```\n\nd\n"), "a\n\nb\n\n  c\n\nd",
	    "code keeps its lines");
	is(text("![alt](a.jpg)\nb ![c](d.png)\n\n![e](f.png)\n\ng\n"), "b\n\ng",
	    "images are left out, and leave no hole");
	is(text("<p>a <b>b</b></p>\n\nc<br>d <i>e</i>\n"), "a b\n\nc\nd e",
	    "raw HTML");
	is(text("![](x)"), "", "nothing but an image");
	cm_buf_clear(&out);
	cm_buf_puts(&out, "x");
	cm_md_text(&out, "a", 1);
	is(cm_buf_str(&out), "xa", "it is added");
}

int
main(void)
{
	cm_buf_init(&out, CM_BUF_ANY);
	test_html();
	test_text();
	is(title("# A *b* `c`\n\nd\n"), "A b c|d\n", "a title");
	is(title("\n\nA\nb\n===\r\n\r\nc\r\n"), "A b|c\r\n",
	    "a title that is underlined");
	is(title("# A"), "A|", "nothing but a title");
	is(title("## A\n\nb\n"), "none|## A\n\nb\n", "a lesser heading");
	is(title("a\n\n# B\n"), "none|a\n\n# B\n", "a heading further down");
	is(title("[x]: http://x.example\n\n# [x]\n"),
	    "none|[x]: http://x.example\n\n# [x]\n",
	    "what stands before is not lost");
	is(title(""), "none|", "no title in nothing");
	is(images("![a *b*](c.jpg \"t\") x\n\n- ![](d%20e.png)\n"),
	    "[{\"url\":\"c.jpg\",\"alt\":\"a b\"},{\"url\":\"d%20e.png\"}]",
	    "images");
	is(images("none"), "[]", "no images");
	cm_buf_release(&out);
	return done();
}
