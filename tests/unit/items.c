/* SPDX-License-Identifier: ISC */
/* JSON cut into items. */
#include "tests/unit/items_cut.h"

static void
json(const char *path, const char *text, const char *want, const char *what)
{
	const char *const paths[] = {path, NULL};

	check(ITEMS_JSON, paths, text, strlen(text), want, what);
}

static void
grammar(void)
{
	json("[]", "[]", "{}", "no elements");
	json("[]", " [1 , \"a]\\\"\",[{}],{\"a\":[ ]}, null ] \n",
	    "1 0 [] 1\n1 0 [] \"a]\\\"\"\n1 0 [] [{}]\n1 0 [] {\"a\":[ ]}\n"
	    "1 0 [] null\n{}",
	    "elements of every kind");
	json("[]", "\xef\xbb\xbf\n[\n\n1,\n2]", "4 0 [] 1\n5 0 [] 2\n{}",
	    "a byte order mark, and lines are counted");
	json("[]", "[1,2", "1 0 [] 1\n1 0 [] 2\n1: it is cut off\n{}",
	    "cut off behind an item: it stands");
	json("[]", "[1,\n{\"a\":\n[", "1 0 [] 1\n3: it is cut off\n{}",
	    "cut off within an item");
	json("[]", "[\"abc", "1: it is cut off\n{}", "cut off in a string");
	json("[]", "", "1: it is empty\n{}", "nothing");
	json("[]", "[1 2]", "1 0 [] 1\n1: not JSON: a comma is missing\n{}",
	    "no comma");
	json("[]", "[1,]", "1 0 [] 1\n1: not JSON: a value is missing\n{}",
	    "a comma too many");
	json("[]", "[1] 2",
	    "1 0 [] 1\n1: not JSON: more text behind the value\n{}",
	    "more behind it");
	json("[]", "[1,nan,02,{\"a\":},{a:1},\n[1,],3]",
	    "1 0 [] 1\n1 0 [] bad: not JSON: a word that is no value: nan\n"
	    "1 0 [] bad: a number that is not JSON: 02\n"
	    "1 0 [] bad: not JSON: a value is missing: {\"a\":}\n"
	    "1 0 [] bad: not JSON: a member's name is missing: {a:1}\n"
	    "2 0 [] bad: not JSON: a value is missing: [1,]\n2 0 [] 3\n{}",
	    "items that are no JSON are bad, and the rest goes on");
	json("[]", "[1,{\"a\":[1},\n2]",
	    "1 0 [] 1\n1: not JSON: a bracket is closed by one of the other "
	    "kind\n{}",
	    "where the end of an item cannot be told the document fails");
	json("a[]", "{\"b\":tru,\"a\":[1]}",
	    "1: not JSON: a word that is no value\n{}",
	    "beside the items it is exact too");
	json("a[]", "{\"b\":1,}",
	    "1: not JSON: a member's name is missing\n"
	    "{\"b\":1}",
	    "a comma too many in an object");
	json("[]", "[{\"a\":{\"b\":\"\\\\\"}},{\"}]\":\"[{\\\"\"}]",
	    "1 0 [] {\"a\":{\"b\":\"\\\\\"}}\n1 0 [] {\"}]\":\"[{\\\"\"}\n{}",
	    "brackets and quotes within strings");
}

static void
wrappers(void)
{
	json("[]", "window.YTD.tweets.part0 = [ {\"a\" : 1} ];\n",
	    "1 0 [] {\"a\" : 1}\n{}", "the wrapper of an archive");
	json("[]", "\xef\xbb\xbfGrailbird.data.tweets_2016_01 =\n[1]",
	    "2 0 [] 1\n{}", "another one");
	json("[]", "alert(1); x = [1]",
	    "1: not JSON: a word that is no value\n{}", "no other form");
	json("[]", "a = b = [1]", "1: not JSON: a word that is no value\n{}",
	    "nothing but once");
	json("[]", "[1];",
	    "1 0 [] 1\n1: not JSON: more text behind the value\n{}",
	    "a semicolon ends a wrapper only");
	json("", "true", "1 0 [] true\n{}", "a word is none");
}

static void
paths(void)
{
	static const char chats[] =
	    "{\"about\":\"x\",\"chats\":{\"list\":[{\"name\":\"A\",\"id\":1,"
	    "\"messages\":[1,2],\"end\":true},\n{\"name\":\"B\",\"messages\":[]"
	    "},"
	    "{\"messages\":[3],\"name\":\"C\"}]},\"list\":[1,{\"a\":[]}]}";
	const char *const several[] = {
	    "a[]", "b.*[]", "b.c", "*.d[][]", "\xc3\xa9[]", NULL};
	const char *p;

	json("chats.list[].messages[]", chats,
	    "1 0 [\"chats\",\"list\",\"messages\"] 1\n"
	    "1 0 [\"chats\",\"list\",\"messages\"] 2\n"
	    "2 0 [\"chats\",\"list\",\"messages\"] 3\n"
	    "{\"about\":\"x\",\"chats\":{\"list\":{\"name\":\"C\"}},"
	    "\"list\":[1,{\"a\":[]}]}",
	    "of an array around them the frame has the last element");
	p = "{\"a\":[1],\"b\":{\"x\":[2],\"c\":{\"y\":3},\"z\":4,\"d\":[[5],[6]"
	    "]},"
	    "\"\\u00e9\":[7]}";
	check(ITEMS_JSON, several, p, strlen(p),
	    "1 0 [\"a\"] 1\n1 1 [\"b\",\"x\"] 2\n1 2 [\"b\",\"c\"] {\"y\":3}\n"
	    "1 1 [\"b\",\"d\"] [5]\n1 1 [\"b\",\"d\"] [6]\n"
	    "1 4 [\"\\u00e9\"] 7\n{\"b\":{\"z\":4}}",
	    "several paths, any name, values, names with escapes");
	json("messages[]", "{\"messages\":{\"a\":1}}",
	    "{\"messages\":{\"a\":1}}",
	    "where there is no array nothing is an "
	    "item");
	json("[].posts[]", "[{\"who\":1,\"posts\":[1]},{\"who\":2}]",
	    "1 0 [\"posts\"] 1\n{\"who\":2}", "arrays of arrays");
	json("", "{\"a\":1}\n[2]\n\"x\" 3\ntrue",
	    "1 0 [] {\"a\":1}\n2 0 [] [2]\n3 0 [] \"x\"\n3 0 [] 3\n"
	    "4 0 [] true\n{}",
	    "documents one after the other");
	json("", "{\"a\":1}\n{\"a\":}\n{\"a\":3}\n{\"a\"",
	    "1 0 [] {\"a\":1}\n2 0 [] bad: not JSON: a value is missing: "
	    "{\"a\":}\n3 0 [] {\"a\":3}\n4: it is cut off\n{}",
	    "a bad one among them");
}

static void
values(void)
{
	json("[]",
	    "[9007199254740992,9007199254740993,{\"id\":-1234567890123456789,"
	    "\"x\":\"1234567890123456789\",\"f\":1234567890123456789.5,"
	    "\"e\":12345678901234567890e1}]",
	    "1 0 [] 9007199254740992\n1 0 [] \"9007199254740993\"\n"
	    "1 0 [] {\"id\":\"-1234567890123456789\","
	    "\"x\":\"1234567890123456789\",\"f\":1234567890123456789.5,"
	    "\"e\":12345678901234567890e1}\n{}",
	    "whole numbers that a double has not are strings");
	json("[]", "[\"\\ud83d\",\"\\ud83c\\udf5e\",{\"a\":\"x\ty\"}]",
	    "1 0 [] \"\\ufffd\"\n1 0 [] \"\\ud83c\\udf5e\"\n"
	    "1 0 [] {\"a\":\"x\\u0009y\"}\n{}",
	    "half a pair and control characters are mended");
	json("[]", "[\"\xc3\x28\"]", "1 0 [] \"\xef\xbf\xbd(\"\n{}",
	    "bytes that are no UTF-8 are mended");
	json("a[]",
	    "{\"n\":12345678901234567890,\"s\":\"\\udc00\xff\",\"a\":[]}",
	    "{\"n\":\"12345678901234567890\",\"s\":\"\\ufffd\xef\xbf\xbd\"}",
	    "beside the items too");
}

static void
limits(void)
{
	char *p;
	size_t len;

	p = nested(119, "{\"a\":[", "1", "]}");
	count(ITEMS_JSON, "[]", (struct drip){p, strlen(p), 1000, NULL}, 1, 1,
	    NULL, "too deep for libjq");
	free(p);
	p = nested(80, "{\"a\":[", "1", "]}");
	count(ITEMS_JSON, "[]", (struct drip){p, strlen(p), 1000, NULL}, 2, 0,
	    NULL, "not too deep");
	free(p);
	p = nested(240, "[", "", "]");
	count(ITEMS_JSON, "[]", (struct drip){p, strlen(p), 1000, NULL}, 2, 0,
	    NULL, "arrays may be deeper");
	free(p);
	p = nested(5000, "{\"a\":", "1", "}");
	count(ITEMS_JSON, "a[]", (struct drip){p, strlen(p), 1000, NULL}, 0, 0,
	    "it is nested too deeply", "so deep beside the items");
	free(p);
	/* Each time 64 bytes. */
	p = nested(ITEM_MOST / 32,
	    "[\"0123456789012345678901234567890123456789012345678901234567\",",
	    "1", "]");
	len = strlen(p);
	count(ITEMS_JSON, "[]", (struct drip){p, len, 1 << 20, NULL}, 1, 1,
	    NULL, "32 MiB are too many for an item, the rest goes on");
	free(p);
	p = cm_alloc(3 * ITEM_MOST);
	memset(p, 'x', 3 * ITEM_MOST);
	memcpy(p, "[{\"a\":\"", 8);
	memcpy(p + 3 * ITEM_MOST - 20, "\"},\"", 4);
	memcpy(p + 3 * ITEM_MOST - 3, "\",3]", 3);
	p[3 * ITEM_MOST - 1] = ']';
	p[3 * ITEM_MOST - 2] = ' ';
	count(ITEMS_JSON, "[]", (struct drip){p, 3 * ITEM_MOST, 1 << 20, NULL},
	    1, 1, NULL, "the same of a string");
	count(ITEMS_JSON, "[]",
	    (struct drip){p, 3 * ITEM_MOST - 30, 1 << 20, NULL}, 0, 0,
	    "it is cut off", "the same, cut off");
	free(p);
	count(ITEMS_JSON, "[]", (struct drip){"[1,2", 4, 2, "the disk fails"},
	    1, 0, "the disk fails", "a failure to read is one");
	count(ITEMS_XML, "a.b",
	    (struct drip){"<a><b/><b/><b>", 14, 4, "the disk fails"}, 2, 0,
	    "the disk fails", "the same of XML");
}

static void
frames(void)
{
	struct cm_buf b, want;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&want, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"a\":1,\"long\":\"");
	for (i = 0; i < 5000; i++)
		cm_buf_byte(&b, 'x');
	cm_buf_puts(&b, "\",\"b\":2,\"i\":[0]}");
	json("i[]", cm_buf_str(&b), "1 0 [\"i\"] 0\n{\"a\":1,\"b\":2}",
	    "long strings are left out of the frame");
	cm_buf_clear(&b);
	cm_buf_puts(&b, "{\"many\":[0");
	for (i = 0; i < 200000; i++)
		cm_buf_puts(&b, ",\"some text\"");
	cm_buf_puts(&b, "],\"i\":[0]}");
	describe(&want, ITEMS_JSON, (const char *const[]){"i[]", NULL},
	    (struct drip){b.p, b.len, 100000, NULL});
	ok(want.len > ITEMS_FRAME - 1000 && want.len < ITEMS_FRAME + 100 &&
		want.p[want.len - 1] == '}' && want.p[want.len - 2] == ']',
	    "and what does not fit into it");
	cm_buf_release(&b);
	cm_buf_release(&want);
}

int
main(void)
{
	cm_name = "items";
	grammar();
	wrappers();
	paths();
	values();
	limits();
	frames();
	return done();
}
