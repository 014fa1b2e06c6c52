/* SPDX-License-Identifier: ISC */
/* Documents cut into items. */
#include <stdlib.h>

#include "cmd/cm-fetch/items.c"
#include "cmd/cm-fetch/items_around.c"
#include "cmd/cm-fetch/items_cut.c"
#include "cmd/cm-fetch/items_element.c"
#include "cmd/cm-fetch/items_item.c"
#include "cmd/cm-fetch/items_json.c"
#include "cmd/cm-fetch/items_pattern.c"
#include "cmd/cm-fetch/items_text.c"
#include "cmd/cm-fetch/items_value.c"
#include "cmd/cm-fetch/items_xml.c"
#include "cmd/cm-fetch/stream.c"
#include "lib/jvtext.h"
#include "tests/tap.h"

/* Bytes that come so many at a time. */
struct drip {
	const char *p;
	size_t len, step;
	const char *why; /* at the end */
};

static ssize_t
drip_read(void *ctx, char *to, size_t len, const char **why)
{
	struct drip *d = ctx;

	if (len > d->step)
		len = d->step;
	if (len > d->len)
		len = d->len;
	if (len == 0 && d->why != NULL) {
		*why = d->why;
		return -1;
	}
	memcpy(to, d->p, len);
	d->p += len;
	d->len -= len;
	return (ssize_t)len;
}

/* One item a line: LINE RULE PATH JSON, or "bad:" and why; then what is wrong
 * with the document; then the frame. */
static void
describe(struct cm_buf *to, enum items_form form, const char *const *paths,
    struct drip d)
{
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why = NULL;
	struct items *s;
	struct item i;
	uint64_t line;
	size_t n = 0, len;
	int got;

	while (paths[n] != NULL)
		n++;
	s = items_open(from, form, paths, n, &why);
	if (s == NULL) {
		cm_buf_puts(to, why);
		stream_close(from);
		return;
	}
	while ((got = items_next(s, &i)) == 1) {
		cm_buf_printf(
		    to, "%u %zu %s ", (unsigned)i.line, i.rule, i.path);
		if (i.bad != NULL)
			cm_buf_printf(to, "bad: %s: ", i.bad);
		cm_buf_add(to, i.json, i.len < 300 ? i.len : 300);
		cm_buf_byte(to, '\n');
	}
	why = items_why(s, &line);
	if (got == -1)
		cm_buf_printf(to, "%u: %s\n", (unsigned)line, why);
	why = items_frame(s, &len);
	cm_buf_add(to, why, len);
	items_close(s);
	stream_close(from);
}

/* Whatever comes at a time, the same comes out. */
static void
check(enum items_form form, const char *const *paths, const char *text,
    size_t len, const char *want, const char *what)
{
	static const size_t steps[] = {(size_t)-1, 1, 7, 64};
	struct cm_buf b;
	size_t i;
	int same = 1;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]) && same; i++) {
		cm_buf_clear(&b);
		describe(
		    &b, form, paths, (struct drip){text, len, steps[i], NULL});
		same = strcmp(cm_buf_str(&b), want) == 0;
	}
	is(b.p, want, what);
	cm_buf_release(&b);
}

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

/* n times a, then b, n times c. */
static char *
nested(size_t n, const char *a, const char *b, const char *c)
{
	struct cm_buf to;
	size_t i;

	cm_buf_init(&to, CM_BUF_ANY);
	cm_buf_byte(&to, '[');
	for (i = 0; i < n; i++)
		cm_buf_puts(&to, a);
	cm_buf_puts(&to, b);
	for (i = 0; i < n; i++)
		cm_buf_puts(&to, c);
	cm_buf_puts(&to, ",7]");
	cm_buf_str(&to);
	return to.p;
}

/* How many items there are, how many of them bad, and what libjq says of the
 * good ones. */
static void
count(enum items_form form, const char *path, struct drip d, int want_good,
    int want_bad, const char *want_why, const char *what)
{
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why, *paths[] = {path};
	struct items *s = items_open(from, form, paths, 1, &why);
	struct cm_jvtext reader;
	struct item i;
	int good = 0, bad = 0, unread = 0;
	jv v;

	cm_jvtext_init(&reader);
	while (items_next(s, &i) == 1) {
		bad += i.bad != NULL;
		if (i.bad != NULL)
			continue;
		v = cm_jvtext_read(&reader, i.json, i.len);
		unread += !jv_is_valid(v);
		good++;
		jv_free(v);
	}
	is_int(good, want_good, what);
	is_int(bad, want_bad, "... and so many are bad");
	is_int(unread, 0, "... and libjq reads the others");
	is(items_why(s, NULL), want_why, "... and it ends so");
	cm_jvtext_release(&reader);
	items_close(s);
	stream_close(from);
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

static void
xml(const char *path, const char *text, const char *want, const char *what)
{
	const char *const paths[] = {path, NULL};

	check(ITEMS_XML, paths, text, strlen(text), want, what);
}

/* The frame at each item where it is another one, and whether it stays what it
 * was where its version does. */
static void
frames_at(enum items_form form, const char *path, const char *text,
    const char *want, const char *what)
{
	struct drip d = {text, strlen(text), 5, NULL};
	struct stream *from = stream_new(drip_read, NULL, &d);
	const char *why, *frame;
	struct items *s = items_open(from, form, &path, 1, &why);
	struct cm_buf b, last;
	struct item i;
	uint64_t version = (uint64_t)-1;
	size_t len;
	int same = 1;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&last, CM_BUF_ANY);
	while (items_next(s, &i) == 1) {
		frame = items_frame(s, &len);
		same &= version != items_frame_version(s) ||
		    strcmp(cm_buf_str(&last), frame) == 0;
		if (strcmp(cm_buf_str(&last), frame) != 0)
			cm_buf_printf(&b, "%s\n", frame);
		cm_buf_clear(&last);
		cm_buf_puts(&last, frame);
		version = items_frame_version(s);
	}
	is(cm_buf_str(&b), want, what);
	ok(same, "... and nothing changes unsaid");
	cm_buf_release(&b);
	cm_buf_release(&last);
	items_close(s);
	stream_close(from);
}

static void
trees(void)
{
	static const char utf16[] =
	    "\xff\xfe<\0a\0>\0<\0b\0>\0\xe9\0<\0/\0b\0>\0<\0/\0a\0>\0";
	const char *const path[] = {"a.b", NULL};
	char *p;

	xml("rss.channel.item",
	    "<?xml version='1.0'?>\n<rss version='2.0' xmlns:w='u:w'>"
	    "<channel><title>T</title>\n<w:author><w:id>1</w:id></w:author>\n"
	    "<item w:a='1' b='&lt;'><w:t>x &amp; <![CDATA[<y>]]></w:t> </item>"
	    "<item/>\n<link>l</link></channel></rss>",
	    "4 0 [\"rss\",\"channel\",\"item\"] {\"name\":\"item\",\"attrs\":{"
	    "\"w:a\":\"1\",\"b\":\"<\"},\"text\":\"\",\"children\":[{\"name\":"
	    "\"w:t\",\"attrs\":{},\"text\":\"x & <y>\",\"children\":[]}]}\n"
	    "4 0 [\"rss\",\"channel\",\"item\"] "
	    "{\"name\":\"item\",\"attrs\":{},"
	    "\"text\":\"\",\"children\":[]}\n"
	    "{\"name\":\"rss\",\"attrs\":{\"version\":\"2.0\"},\"text\":\"\","
	    "\"children\":[{\"name\":\"channel\",\"attrs\":{},\"text\":\"\","
	    "\"children\":[{\"name\":\"title\",\"attrs\":{},\"text\":\"T\","
	    "\"children\":[]},{\"name\":\"w:author\",\"attrs\":{},\"text\":"
	    "\"\","
	    "\"children\":[{\"name\":\"w:id\",\"attrs\":{},\"text\":\"1\","
	    "\"children\":[]}]},{\"name\":\"link\",\"attrs\":{},\"text\":\"l\","
	    "\"children\":[]}]}]}",
	    "items by local names, the rest is the frame");
	xml("a.t.p",
	    "<a><t n='1'><p>1</p></t><x/><t n='2'><i>y</i><p>2</p></t></a>",
	    "1 0 [\"a\",\"t\",\"p\"] "
	    "{\"name\":\"p\",\"attrs\":{},\"text\":\"1\","
	    "\"children\":[]}\n"
	    "1 0 [\"a\",\"t\",\"p\"] "
	    "{\"name\":\"p\",\"attrs\":{},\"text\":\"2\","
	    "\"children\":[]}\n"
	    "{\"name\":\"a\",\"attrs\":{},\"text\":\"\",\"children\":[{"
	    "\"name\":"
	    "\"x\",\"attrs\":{},\"text\":\"\",\"children\":[]},{\"name\":\"t\","
	    "\"attrs\":{\"n\":\"2\"},\"text\":\"\",\"children\":[{\"name\":"
	    "\"i\","
	    "\"attrs\":{},\"text\":\"y\",\"children\":[]}]}]}",
	    "of elements around items in a row the frame has the last");
	frames_at(ITEMS_XML, "a.t.p",
	    "<a><t n='1'><p>1</p><p/></t><t n='2'><p>2</p></t></a>",
	    "{\"name\":\"a\",\"attrs\":{},\"text\":\"\",\"children\":[{"
	    "\"name\":"
	    "\"t\",\"attrs\":{\"n\":\"1\"},\"text\":\"\",\"children\":[]}]}\n"
	    "{\"name\":\"a\",\"attrs\":{},\"text\":\"\",\"children\":[{"
	    "\"name\":"
	    "\"t\",\"attrs\":{\"n\":\"2\"},\"text\":\"\",\"children\":[]}]}\n",
	    "at each item the frame is that of what came before it");
	frames_at(ITEMS_JSON, "l[].m[]",
	    "{\"l\":[{\"n\":1,\"m\":[1,2]},{\"n\":2,\"m\":[3]},{\"m\":[4]}],"
	    "\"x\":2}",
	    "{\"l\":{\"n\":1}}\n{\"l\":{\"n\":2}}\n{\"l\":{}}\n",
	    "the same of JSON");
	xml("a.b", "<a>\n<b>1</b>\n<b>2",
	    "2 0 [\"a\",\"b\"] {\"name\":\"b\",\"attrs\":{},\"text\":\"1\","
	    "\"children\":[]}\n3: it is cut off\n"
	    "{\"name\":\"a\",\"attrs\":{},\"text\":\"\",\"children\":[]}",
	    "cut off: what came before stands");
	xml("a.b", "", "1: it is empty\n{}", "an empty one");
	xml("a.b", "<!DOCTYPE a [<!ENTITY x 'y'>]><a><b>&x;</b></a>",
	    "1: it declares entities\n{}", "no entities");
	xml("a.b",
	    "<!DOCTYPE a SYSTEM 'x.dtd'><a><b>x&nbsp;y<!-- z --><?p "
	    "i?></b></a>",
	    "1 0 [\"a\",\"b\"] "
	    "{\"name\":\"b\",\"attrs\":{},\"text\":\"x&nbsp;y\","
	    "\"children\":[]}\n{\"name\":\"a\",\"attrs\":{},\"text\":\"\","
	    "\"children\":[]}",
	    "an entity of a DTD, which is not read, stands as it was written");
	check(ITEMS_XML, path, utf16, sizeof(utf16) - 1,
	    "1 0 [\"a\",\"b\"] "
	    "{\"name\":\"b\",\"attrs\":{},\"text\":\"\xc3\xa9\","
	    "\"children\":[]}\n{\"name\":\"a\",\"attrs\":{},\"text\":\"\","
	    "\"children\":[]}",
	    "UTF-16");
	p = nested(100, "<x>", "", "</x>");
	memcpy(p, "\n", 1);
	memcpy(p + strlen(p) - 3, "\n\n", 3);
	count(ITEMS_XML, "x", (struct drip){p, strlen(p), 100, NULL}, 0, 1,
	    NULL, "too deep");
	count(ITEMS_XML, "x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x",
	    (struct drip){p, strlen(p), 100, NULL}, 1, 0, NULL, "not too deep");
	free(p);
}

/* What the parser keeps is not without end. */
static void
many_names(void)
{
	struct cm_buf b;
	int i;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "<a><b/>");
	for (i = 0; i < 220000; i++)
		cm_buf_printf(&b, "<c%d/>", i);
	cm_buf_puts(&b, "<b/></a>");
	count(ITEMS_XML, "a.b", (struct drip){b.p, b.len, 1 << 20, NULL}, 1, 0,
	    "it has too many names", "a name for each element");
	cm_buf_clear(&b);
	cm_buf_puts(&b, "<a><b/><!--");
	for (i = 0; i < 50 << 10; i++)
		cm_buf_printf(&b, "%1024s", "");
	cm_buf_puts(&b, "--><b/></a>");
	count(ITEMS_XML, "a.b", (struct drip){b.p, b.len, 1 << 16, NULL}, 1, 0,
	    "a part of it is larger than 32 MiB", "a comment of 50 MiB");
	cm_buf_release(&b);
}

/* One text of 17 MiB, and one of 12. */
static void
long_texts(void)
{
	size_t n = 30 << 20, at;
	char *p = cm_alloc(n);

	memset(p, 'x', n);
	memcpy(p, "<a><b>", 6);
	at = 17 << 20;
	memcpy(p + at, "</b><b>", 7);
	memcpy(p + n - 8, "</b></a>", 8);
	count(ITEMS_XML, "a.b", (struct drip){p, n, 1 << 20, NULL}, 1, 1, NULL,
	    "a text of 12 MiB is an item, one of 17 is none");
	free(p);
}

static void
lines(void)
{
	const char *const chat[] = {
	    "^\xe2\x80\x8e?\\[([0-9/]+), ([0-9:]+[ \xe2\x80\xaf]?[AP]M)\\] "
	    "([^:]+): (.*)$",
	    "^(\xe2\x80\x8e)?- (x|y)(z)?", NULL};
	const char *const none[] = {NULL};
	const char *const bad[] = {"a(b", NULL};
	const char *const ranges[] = {"[a-\xc3\xa9]", NULL};
	const char *const odd[] = {"^[\xc3\xa9^]([]\xc3\xa8-])$", NULL};
	const char *p = "\xef\xbb\xbfhead\r\n"
			"[9/22/26, 10:15:32\xe2\x80\xaf"
			"AM] Ann: Down!\r\nWe need \"help\"\r\n\r\n"
			"\xe2\x80\x8e[9/22/26, 10:16 PM] Bob: x\n"
			"- xz\n\xe2\x80\x8e- y\xff";

	check(ITEMS_TEXT, chat, p, strlen(p),
	    "2 0 [] {\"text\":\"[9/22/26, 10:15:32\xe2\x80\xaf"
	    "AM] Ann: Down!\\nWe need \\\"help\\\"\\n\",\"groups\":["
	    "\"9/22/26\",\"10:15:32\xe2\x80\xaf"
	    "AM\",\"Ann\",\"Down!\"]}\n"
	    "5 0 [] {\"text\":\"\xe2\x80\x8e[9/22/26, 10:16 PM] Bob: x\","
	    "\"groups\":[\"9/22/26\",\"10:16 PM\",\"Bob\",\"x\"]}\n"
	    "6 1 [] {\"text\":\"- xz\",\"groups\":[null,\"x\",\"z\"]}\n"
	    "7 1 [] {\"text\":\"\xe2\x80\x8e- y\xef\xbf\xbd\",\"groups\":["
	    "\"\xe2\x80\x8e\",\"y\",null]}\n"
	    "{\"text\":\"head\"}",
	    "lines that match begin items, others go on with them");
	check(ITEMS_TEXT, odd, "\xc3\xa9\xc3\xa8\n^]\nx-\n^-", 13,
	    "1 0 [] {\"text\":\"\xc3\xa9\xc3\xa8\",\"groups\":[\"\xc3\xa8\"]}\n"
	    "2 0 [] {\"text\":\"^]\\nx-\",\"groups\":[\"]\"]}\n"
	    "4 0 [] {\"text\":\"^-\",\"groups\":[\"-\"]}\n{}",
	    "letters that are several bytes in brackets");
	check(ITEMS_TEXT, none, "<p>\r\n\nx</p>\n", 12,
	    "1 0 [] {\"text\":\"<p>\\n\\nx</p>\",\"groups\":[]}\n{}",
	    "without a pattern all of it is one item");
	check(ITEMS_TEXT, bad, "", 0, "no extended regular expression",
	    "a pattern that is none");
	check(ITEMS_TEXT, ranges, "", 0,
	    "a range of letters that are not ASCII",
	    "a range that bytes have not");
}

static void
long_lines(void)
{
	const char *const paths[] = {"^([a-z]): (.*)$", NULL};
	size_t n = 200000;
	char *p = cm_alloc(20 << 20);
	struct stream *from;
	struct items *s;
	struct item i;
	const char *why;

	memset(p, 'x', 20 << 20);
	memcpy(p, "a: ", 3);
	from = stream_bytes(p, n);
	s = items_open(from, ITEMS_TEXT, paths, 1, &why);
	ok(items_next(s, &i) == 1 && i.bad == NULL && i.len > 2 * n - 10,
	    "a long line is matched to its end");
	items_close(s);
	stream_close(from);
	memcpy(p + (20 << 20) - 5, "\nb: c", 5);
	count(ITEMS_TEXT, paths[0], (struct drip){p, 20 << 20, 1 << 20, NULL},
	    1, 1, NULL, "one of 20 MiB is too large, the next is none");
	memset(p + 1000, '\n', (20 << 20) - 1005);
	count(ITEMS_TEXT, paths[0], (struct drip){p, 20 << 20, 1 << 20, NULL},
	    1, 1, NULL, "the same of many lines");
	free(p);
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
	trees();
	long_texts();
	many_names();
	lines();
	long_lines();
	return done();
}
