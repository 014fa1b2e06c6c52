/* SPDX-License-Identifier: ISC */
#include "lib/html.h"
#include "lib/url.h"
#include "tests/tap.h"

static struct cm_buf out;
static struct cm_buf links;

static const char *
text(const char *html)
{
	cm_buf_clear(&out);
	cm_html_text(&out, html, strlen(html));
	return cm_buf_str(&out);
}

static void
keep(void *ctx, const char *url, size_t len)
{
	(void)ctx;
	cm_buf_add(&links, url, len);
	cm_buf_byte(&links, '\n');
}

static const char *
absolute(const char *html, const char *base)
{
	cm_buf_clear(&out);
	cm_buf_clear(&links);
	cm_html_absolute(&out, html, strlen(html), base, keep, NULL);
	return cm_buf_str(&out);
}

static const char *
join(const char *base, const char *ref)
{
	cm_buf_clear(&out);
	cm_url_join(&out, base, ref, strlen(ref));
	return cm_buf_str(&out);
}

static void
test_text(void)
{
	is(text("plain"), "plain", "text is text");
	is(text(" a \n b\t c "), "a b c", "blanks are folded");
	is(text("<p>One</p><p>Two</p>"), "One\n\nTwo", "paragraphs");
	is(text("a<br>b<br/>c<br /><br />d"), "a\nb\nc\n\nd", "line breaks");
	is(text("<div>a</div><div>b</div>"), "a\nb", "blocks");
	is(text("<ul><li>a<li>b</ul>c"), "a\nb\n\nc", "lists");
	is(text("a<b>b</b><i>c</i>"), "abc", "inline elements part nothing");
	is(text("<td>a</td><td>b</td>"), "a b", "cells do");
	is(text("caf&eacute; &lt;b&gt;"), "café <b>", "references");
	is(text("a&nbsp;b &nbsp; c<p>&nbsp;</p>d"),
	    "a\xC2\xA0"
	    "b c\n\nd",
	    "a hard blank stays where it is alone");
	is(text("a<script>if (a<b) x('</p>')</script>b"), "ab", "scripts");
	is(text("a<STYLE>p > b {}</STYLE >b"), "ab", "styles");
	is(text("a<!-- <p>x</p> -->b<!--"), "ab", "comments");
	is(text("<![CDATA[a < b]]>"), "a < b", "character data");
	is(text("1 < 2 & 3 > 2"), "1 < 2 & 3 > 2", "signs that are no tags");
	is(text("I <3 you"), "I <3 you", "a heart");
	is(text("a <a href=\"x>y\">b</a>"), "a b", "a > in quotes");
	is(text("a <a href=\"x>b"), "a b", "a quote without its end");
	is(text("text <a href"), "text", "a tag that is cut off");
	is(text("<pre>a\n  b</pre>"), "a\n  b", "what is set as it stands");
	is(text("<html><head><title>T</title></head><body>b</body>"), "b",
	    "the head of a page");
	is(text("x <img class=\"wp-smiley\" alt=\"😀\" src=s>y<img alt=n>"),
	    "x 😀y", "an emoji that is a picture");
	is(text("soft\xC2\xADhyphen"), "softhyphen", "soft hyphens");
	is(text("</p></div>a"), "a", "ends of nothing");
	is(text("<svg><title>t</title></svg>a"), "a", "drawings");
	is(text(""), "", "nothing");
	ok(cm_html_is("a <b>", 5) && cm_html_is("&eacute;", 8), "what is HTML");
	ok(!cm_html_is("1 < 2 & 3 > 1", 13), "what is not");
}

static void
test_absolute(void)
{
	is(absolute("<a href=\"/x?a=1&amp;b=2\">t</a>", "http://h.example/d/"),
	    "<a href=\"http://h.example/x?a=1&amp;b=2\">t</a>", "links");
	is(cm_buf_str(&links), "http://h.example/x?a=1&b=2\n", "are told");
	is(absolute("<IMG SRC=p.png alt='a>b'>", "http://h.example/d/"),
	    "<IMG SRC=http://h.example/d/p.png alt='a>b'>", "without quotes");
	is(absolute("<img srcset='a.png 1x, b.png 2x'>", "http://h.example/"),
	    "<img srcset='http://h.example/a.png 1x, "
	    "http://h.example/b.png 2x'>",
	    "several in one");
	is(absolute("<p  class=x>a &amp; b<!-- c --></p>", "http://h.example/"),
	    "<p  class=x>a &amp; b<!-- c --></p>", "all else stays as it is");
	is(absolute("<a href='http://o.example/ü'>", "http://h.example/"),
	    "<a href='http://o.example/ü'>", "what is absolute stays");
	is(absolute("<a href='x'>", NULL), "<a href='x'>", "no base");
	is(cm_buf_str(&links), "x\n", "the link is told all the same");
}

static void
test_join(void)
{
	static const char base[] = "http://a/b/c/d;p?q";
	/* The cases of RFC 3986, 5.4. */
	static const char *const cases[][2] = {{"g:h", "g:h"},
	    {"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"},
	    {"g/", "http://a/b/c/g/"}, {"/g", "http://a/g"},
	    {"//g", "http://g"}, {"?y", "http://a/b/c/d;p?y"},
	    {"g?y", "http://a/b/c/g?y"}, {"#s", "http://a/b/c/d;p?q#s"},
	    {"g#s", "http://a/b/c/g#s"}, {"g?y#s", "http://a/b/c/g?y#s"},
	    {";x", "http://a/b/c/;x"}, {"", "http://a/b/c/d;p?q"},
	    {".", "http://a/b/c/"}, {"./", "http://a/b/c/"},
	    {"..", "http://a/b/"}, {"../g", "http://a/b/g"},
	    {"../..", "http://a/"}, {"../../g", "http://a/g"},
	    {"../../../g", "http://a/g"}, {"/./g", "http://a/g"},
	    {"/../g", "http://a/g"}, {"g.", "http://a/b/c/g."},
	    {"..g", "http://a/b/c/..g"}, {"./../g", "http://a/b/g"},
	    {"g/./h", "http://a/b/c/g/h"}, {"g/../h", "http://a/b/c/h"},
	    {"g?y/../x", "http://a/b/c/g?y/../x"}};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		is(join(base, cases[i][0]), cases[i][1], cases[i][0]);
	is(join("http://h.example", "x"), "http://h.example/x", "no path");
	is(join(NULL, " x y\n"), "x%20y", "no base");
	is(join("sub/", "x"), "sub/x", "a relative base");
	is(join("mailto:a@b.example", "x"), "x", "a base without a path");
	is(join("http://h.example/", "mailto:a@b.example"),
	    "mailto:a@b.example", "an address");
	is(join("http://h.example/", "/caf\xC3\xA9"),
	    "http://h.example/caf\xC3\xA9", "letters stay letters");
}

int
main(void)
{
	cm_buf_init(&out, CM_BUF_ANY);
	cm_buf_init(&links, CM_BUF_ANY);
	test_text();
	test_absolute();
	test_join();
	cm_buf_clear(&out);
	cm_html_escape(&out, "<a href=\"x\">&'", 14);
	is(cm_buf_str(&out), "&lt;a href=\"x\"&gt;&amp;'", "escaped");
	cm_buf_clear(&out);
	cm_html_escape_attr(&out, "<\"'", 3);
	is(cm_buf_str(&out), "&lt;&quot;&#39;", "escaped for an attribute");
	cm_buf_release(&out);
	cm_buf_release(&links);
	return done();
}
