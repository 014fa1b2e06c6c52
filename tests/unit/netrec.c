/* SPDX-License-Identifier: ISC */
/* Records as modules put them out, made into those of cm-record(5). */
#include <stdint.h>
#include <stdlib.h>

#include "lib/err.h"
#include "lib/netrec.h"
#include "tests/tap.h"

static struct cm_buf to, scratch;
static int64_t when;
static int64_t since = INT64_MIN, until = INT64_MAX;

static const char *
add(const char *json)
{
	struct cm_netrec_world w = {
	    "net", "acme/brand", 1794808800, since, until};
	struct cm_slice s = {json, strlen(json)};
	const char *why;

	cm_buf_clear(&to);
	switch (cm_netrec_add(&to, s, &w, &scratch, &when, &why)) {
	case CM_NETREC_TAKEN:
		if (to.p[--to.len] != '\n')
			return "no line end";
		return cm_buf_str(&to);
	case CM_NETREC_OUT:
		return to.len == 0 ? "out" : "something was added";
	default:
		return to.len == 0 ? why : "something was added";
	}
}

/* What a member of a post becomes: what stands between id and fetched. */
static const char *
post(const char *member)
{
	static const char head[] = "{\"type\":\"post\",\"network\":\"net\","
				   "\"account\":\"acme/brand\",\"id\":\"1\"";
	static const char tail[] = ",\"fetched\":\"2026-11-16T06:00:00Z\"}";
	char line[1000];
	const char *got;
	size_t len;

	snprintf(line, sizeof(line), "{\"type\":\"post\",\"id\":1,%s}", member);
	got = add(line);
	len = strlen(got);
	if (strncmp(got, head, sizeof(head) - 1) != 0 ||
	    len < sizeof(head) + sizeof(tail) - 2 ||
	    strcmp(got + len - sizeof(tail) + 1, tail) != 0)
		return got;
	to.p[len - sizeof(tail) + 1] = '\0';
	got += sizeof(head) - 1;
	return *got == ',' ? got + 1 : got;
}

static void
test_whole(void)
{
	is(add("{\"html\":\"<p>Hi <b>there</b> &amp; you</p>\",\"x\":{\"y\":"
	       "1},\"id\":115,\"type\":\"post\",\"metrics\":{\"likes\":2},"
	       "\"network\":\"evil\",\"fetched\":1,\"published\":1700000000}"),
	    "{\"type\":\"post\",\"network\":\"net\",\"account\":\"acme/"
	    "brand\",\"id\":\"115\",\"published\":\"2023-11-14T22:13:20Z\","
	    "\"text\":\"Hi there & you\",\"html\":\"<p>Hi <b>there</b> &amp; "
	    "you</p>\",\"metrics\":{\"likes\":2},\"x\":{\"y\":1},\"fetched\":"
	    "\"2026-11-16T06:00:00Z\"}",
	    "the order is ours, what is not known is kept, and network, "
	    "account and fetched are cm's to say");
	is_int(when, 1700000000, "its published time is told");
	is(add("{\"type\":\"account\",\"id\":5,\"handle\":\"@acme\","
	       "\"metrics\":{\"followers\":\"12\"}}"),
	    "{\"type\":\"account\",\"network\":\"net\",\"account\":\"acme/"
	    "brand\",\"id\":\"5\",\"handle\":\"acme\",\"metrics\":{"
	    "\"followers\":12},\"fetched\":\"2026-11-16T06:00:00Z\"}",
	    "a profile");
	is_int(when == INT64_MIN, 1, "without a time there is none to tell");
}

static void
test_empty(void)
{
	is(post("\"url\":null,\"title\":\"\",\"tags\":[],\"author\":{}"), "",
	    "what is null or empty falls away");
	is(post("\"x\":{\"a\":[{},[null],\"\"]},\"y\":[1,null,2]"),
	    "\"y\":[1,2]", "also what is empty in the end");
	is(post("\"metrics\":{\"likes\":null,\"x\":\"many\"}"), "",
	    "metrics of which none is known");
	is(post("\"x\":false,\"y\":0"), "\"x\":false,\"y\":0",
	    "false and 0 say something");
}

static void
test_values(void)
{
	is(post("\"reply_to\":12345678901234567890,\"thread\":1e+17"),
	    "\"reply_to\":\"12345678901234567890\",\"thread\":"
	    "\"100000000000000000\"",
	    "ids are strings, of the digits as they stand");
	is(post("\"author\":{\"name\":\"N\",\"id\":7,\"handle\":\"@n\","
		"\"followers\":\"0012\"}"),
	    "\"author\":{\"id\":\"7\",\"handle\":\"n\",\"name\":\"N\","
	    "\"followers\":12}",
	    "an author");
	is(post("\"metrics\":{\"likes\":\"12345678901234567890\",\"views\":"
		"-1,\"revenue\":-5,\"rating\":\"4.5\",\"saves\":\"1,2\","
		"\"plays\":[1]}"),
	    "\"metrics\":{\"likes\":12345678901234567890,\"revenue\":-5,"
	    "\"rating\":4.5}",
	    "metrics are numbers, digits are kept, none is below 0 but "
	    "revenue");
	is(post("\"tags\":[\"#a\",\"b\",null,\"#\",5],\"links\":[\"u\",{}]"),
	    "\"tags\":[\"a\",\"b\",\"5\"],\"links\":[\"u\"]", "lists of text");
	is(post("\"media\":[{\"url\":\"u\",\"type\":\"gifv\",\"mime\":"
		"\"video/mp4\",\"width\":\"3\",\"cover\":null},{},{\"type\":"
		"\"image\",\"url\":null},{\"alt\":\"a\",\"type\":\"image\"}]"),
	    "\"media\":[{\"type\":\"video\",\"url\":\"u\",\"mime\":\"video/"
	    "mp4\",\"width\":3},{\"type\":\"image\",\"alt\":\"a\"}]",
	    "media are of a type that we know");
	is(post("\"media\":[{\"url\":\"u\",\"width\":-1,\"height\":1.5,"
		"\"seconds\":-2,\"bytes\":\"-3\"}],"
		"\"metrics\":{\"revenue\":\"-05\"}"),
	    "\"media\":[{\"type\":\"file\",\"url\":\"u\"}]",
	    "none is less than nothing, or half a point wide");
	is(post("\"media\":[{\"type\":\"audio\"},{\"type\":\"sticker\"}]"),
	    "\"media\":[{\"type\":\"audio\"},{\"type\":\"file\"}]",
	    "of some nothing but the type is known");
	is(post("\"lang\":\"en_GB\""), "\"lang\":\"en-GB\"", "a language");
	is(post("\"mentions\":[{\"id\":1},{}]"),
	    "\"mentions\":[{\"id\":\"1\"}]", "those mentioned");
	is(post("\"url\":5,\"text\":[1],\"title\":true"), "\"url\":\"5\"",
	    "what is no text falls away");
	is(add("{\"type\":\"series\",\"period\":{\"end\":1700000000,"
	       "\"start\":\"2023-11-14\"},\"dimensions\":{\"age\":18,"
	       "\"country\":null}}"),
	    "{\"type\":\"series\",\"network\":\"net\",\"account\":\"acme/"
	    "brand\",\"period\":{\"start\":\"2023-11-14T00:00:00Z\","
	    "\"end\":\"2023-11-14T22:13:20Z\"},\"dimensions\":{\"age\":"
	    "\"18\"},\"fetched\":\"2026-11-16T06:00:00Z\"}",
	    "a series");
}

static void
test_text(void)
{
	is(post("\"html\":\"<p>a\\n&quot;b&quot;</p><p>\\u00e9</p>\","
		"\"text\":\"\""),
	    "\"text\":\"a \\\"b\\\"\\n\\n\xc3\xa9\",\"html\":\"<p>a\\n&quot;b"
	    "&quot;</p><p>\\u00e9</p>\"",
	    "text is made from html where there is none");
	is(post("\"html\":\"<p>a</p>\",\"text\":\"<b>\""),
	    "\"text\":\"<b>\",\"html\":\"<p>a</p>\"",
	    "where there is one it stays");
	is(strstr(post("\"html\":\"<a href='https://a.example/?b&amp;c'>a</a> "
		       "<A HREF=https://a.example/?b&amp;c>b</A> "
		       "<a href=http://b.example/>c</a> <a href=/d>d</a> "
		       "<a class=\\\"u-url mention\\\" href=http://e>@e</a> "
		       "<a rel=tag href=http://f.example>#f</a> "
		       "<a class='mention-not' href=http://g.example/>g</a>\","
		       "\"text\":\"t\",\"tags\":[]"),
	       "\"links\":["),
	    "\"links\":[\"https://a.example/?b&c\",\"http://b.example/\","
	    "\"http://g.example/\"]",
	    "links are made from html, each once, none of mentions and tags");
	is(post("\"html\":\"<a href=http://b.example/>c</a>\",\"links\":[]"),
	    "\"text\":\"c\",\"html\":\"<a href=http://b.example/>c</a>\"",
	    "but not where the module says that there are none");
	is(post("\"html\":\"<img src=x>\""), "\"html\":\"<img src=x>\"",
	    "html without a word gives no text");
	is(post("\"title\":\"A &#038; <i>B</i>\""), "\"title\":\"A & B\"",
	    "a title is plain text");
	is(post("\"title\":\"1 < 2\""), "\"title\":\"1 < 2\"",
	    "also when it was that already");
}

static void
test_time(void)
{
	static const struct {
		const char *json, *want;
	} t[] = {{"1700000000", "2023-11-14T22:13:20Z"},
	    {"1700000000.9", "2023-11-14T22:13:20Z"},
	    {"1700000000123", "2023-11-14T22:13:20Z"},
	    {"\"1700000000\"", "2023-11-14T22:13:20Z"},
	    {"\"1700000000123\"", "2023-11-14T22:13:20Z"},
	    {"\"2026-03-01T12:00:00+02:00\"", "2026-03-01T10:00:00Z"},
	    {"\"2026-03-01T12:00:00+0200\"", "2026-03-01T10:00:00Z"},
	    {"\"2026-03-01T12:00:00.123456Z\"", "2026-03-01T12:00:00Z"},
	    {"\"2026-03-01T12:00:00\"", "2026-03-01T12:00:00Z"},
	    {"\"2026-03-01\"", "2026-03-01T00:00:00Z"},
	    {"\"20260301\"", "2026-03-01T00:00:00Z"}};
	char member[100], want[100];
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		snprintf(member, sizeof(member), "\"published\":%s", t[i].json);
		snprintf(want, sizeof(want), "\"published\":\"%s\"", t[i].want);
		is(post(member), want, t[i].json);
	}
	is(post("\"published\":0,\"updated\":\"soon\""), "",
	    "0 is no time, and what is none falls away");
	is(post("\"published\":\"soon\""), "its published is no time",
	    "but when it was published must be one");
}

static void
test_verdicts(void)
{
	static const char head[] = "{\"type\":\"post\",\"id\":1,\"html\":\"";
	char *long_one = cm_alloc(6 << 20);
	size_t n;

	is(add("[]"), "it is no object", "no object");
	is(add("{\"id\":1}"), "it has no type", "no type");
	is(add("{\"type\":\"post\"}"), "it has no id", "no id");
	is(add("{\"type\":\"comment\",\"id\":{}}"), "it has no id",
	    "an id that is none");
	since = 1700000000;
	until = 1700000010;
	is(add("{\"type\":\"post\",\"id\":1,\"published\":1699999999}"), "out",
	    "before since");
	is(add("{\"type\":\"post\",\"id\":1,\"published\":1700000010}"), "out",
	    "at until");
	is(post("\"published\":1700000000"),
	    "\"published\":\"2023-11-14T22:13:20Z\"", "at since");
	is(post("\"x\":1"), "\"x\":1", "a post of no time is taken");
	since = INT64_MIN;
	until = INT64_MAX;
	n = strlen(head);
	memcpy(long_one, head, n);
	memset(long_one + n, 'x', 5 << 20);
	memcpy(long_one + n + (5 << 20), "\"}", 3);
	ok(strlen(add(long_one)) < 5 << 20, "html that is too long goes");
	memcpy(strstr(long_one, "html"), "text", 4);
	is(add(long_one), "it is longer than 4 MiB", "text that is too long");
	free(long_one);
}

static void
test_deep(void)
{
	char line[9000];
	size_t n = 3000;

	memcpy(line, "{\"type\":\"visit\",\"a\":", 20);
	memset(line + 20, '[', n);
	line[20 + n] = '1';
	memset(line + 21 + n, ']', n);
	memcpy(line + 21 + 2 * n, "}", 2);
	ok(strstr(add(line), "[[[1]]]") != NULL,
	    "what is nested deeply is kept as it is");
}

int
main(void)
{
	cm_buf_init(&to, CM_BUF_ANY);
	cm_buf_init(&scratch, CM_BUF_ANY);
	test_whole();
	test_empty();
	test_values();
	test_text();
	test_time();
	test_verdicts();
	test_deep();
	cm_buf_release(&to);
	cm_buf_release(&scratch);
	return done();
}
