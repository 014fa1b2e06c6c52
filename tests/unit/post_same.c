/* SPDX-License-Identifier: ISC */
/* Which texts are the same but for what networks do to them. */
#include "cmd/cm-post/same.c"
#include "tests/tap.h"

static void
texts(const char *a, const char *b, enum same want, const char *what)
{
	struct text_key *x = text_key_new(NULL, a, 0);
	struct text_key *y = text_key_new(NULL, b, 0);

	is_int(text_key_same(x, y), want, what);
	is_int(text_key_same(y, x), want, what);
	text_key_free(x);
	text_key_free(y);
}

static void
titled(const char *t1, const char *a, const char *t2, const char *b,
    enum same want, const char *what)
{
	struct text_key *x = text_key_new(t1, a, 0);
	struct text_key *y = text_key_new(t2, b, 0);

	is_int(text_key_same(x, y), want, what);
	text_key_free(x);
	text_key_free(y);
}

int
main(void)
{
	struct text_key *x, *y;

	texts("Hello, world", "hello world", SAME_YES, "case, punctuation");
	texts("A \xe2\x80\x9cquote\xe2\x80\x9d \xe2\x80\x93 and more",
	    "A \"quote\" -- and more", SAME_YES, "quotes and dashes");
	texts("See https://example.com/a/long/path?x=1 now",
	    "See example.com/a/long\xe2\x80\xa6 now", SAME_YES, "links");
	texts("Read (https://example.com/a).", "Read", SAME_YES,
	    "a link in brackets");
	texts("Hi @ann@host.example #Tag", "Hi @ann #tag", SAME_YES,
	    "tags and mentions");
	texts("Caf\xc3\xa9 \xc3\x89t\xc3\xa9",
	    "cafe\xcc\x81 e\xcc\x81t\xc3\xa9", SAME_YES, "composed and not");
	texts("one\ntwo\n\nthree", "one two three", SAME_YES, "lines");
	texts("\xe6\x96\xb0\xe5\xba\x97\xe5\xbc\x80\xe5\xbc\xa0\xe3\x80\x82",
	    "\xe6\x96\xb0\xe5\xba\x97\xe5\xbc\x80\xe5\xbc\xa0", SAME_YES,
	    "Chinese, its full stop");
	texts("Version 1.5 is out", "Version 1.6 is out", SAME_LIKE,
	    "a number with a point is no link");
	texts("We open on Monday", "We open on Tuesday", SAME_LIKE, "one word");
	texts("We open the new shop on Monday at nine", "We open the new shop",
	    SAME_LIKE, "cut");
	texts("We open on Monday", "Rain all day long", SAME_NOT, "another");
	texts("\xe6\x96\xb0\xe5\xba\x97\xef\xbc\x8c\xe5\xbc\x80\xe5\xbc\xa0"
	      "\xef\xbc\x81",
	    "\xe6\x96\xb0\xe5\xba\x97,\xe5\xbc\x80\xe5\xbc\xa0!", SAME_YES,
	    "Chinese, its wide punctuation");
	texts("\xe6\x96\xb0\xe5\xba\x97\xe5\xbc\x80\xe5\xbc\xa0\xe5\xa4\xa7"
	      "\xe5\x90\x89",
	    "\xe6\x96\xb0\xe5\xba\x97\xe5\xbc\x80\xe5\xbc\xa0\xe2\x80\xa6",
	    SAME_LIKE, "Chinese, cut");
	texts("Donaudampfschifffahrt", "Donaudampfsch\xe2\x80\xa6", SAME_LIKE,
	    "a word that is cut");
	texts("An e-mail for you", "An email for you", SAME_YES,
	    "blanks and hyphens");
	texts("\xf0\x9f\x8e\x89", "\xf0\x9f\x8e\x89\xf0\x9f\x8e\x89", SAME_YES,
	    "no words at all");
	titled(NULL, "\xf0\x9f\x8e\x89", NULL, ":tada:", SAME_LIKE,
	    "a sign that became a word");
	titled(NULL, "https://a.example/1", NULL, "The page's own title",
	    SAME_LIKE, "a link that became words");
	titled("Bread today", "Text", NULL, "Bread today", SAME_LIKE,
	    "the title as the text");
	titled("Bread today and tomorrow", "Text", "Bread today and", "Words",
	    SAME_LIKE, "a title that is cut");
	texts("", "", SAME_YES, "nothing and nothing");
	titled(NULL, "", NULL, "some words", SAME_NOT, "nothing, something");
	titled(NULL, "some words", NULL, "", SAME_LIKE, "it shows nothing");
	titled("Title", "", NULL, NULL, SAME_LIKE, "no title, no text");
	titled("Title", "Text", NULL, NULL, SAME_LIKE, "neither of both");
	titled(NULL, "Text", "Title", NULL, SAME_LIKE, "only another part");
	texts("https://a.example/1", "https://b.example/2", SAME_YES,
	    "links only cannot be told apart");
	titled("A title", "Text", "A title", "Text", SAME_YES, "both");
	titled("A title", "Text", NULL, "Text", SAME_YES, "no title there");
	titled("A title", "Text", "A title", NULL, SAME_YES, "no text there");
	titled("A title", "Text", "B", "Text", SAME_LIKE, "another title");
	titled("A title", "Text", "B", "Words", SAME_NOT, "another of both");
	titled("A title", "Long text of many words", "A title", "Long text",
	    SAME_LIKE, "an excerpt");
	x = text_key_new("Q &amp; A", "<p>One</p><p>two <b>three</b></p>", 1);
	y = text_key_new("Q & A", "One\n\ntwo three", 0);
	is_int(text_key_same(x, y), SAME_YES, "HTML and plain text");
	text_key_free(x);
	text_key_free(y);
	text_key_free(NULL);
	return done();
}
