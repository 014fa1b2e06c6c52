/* SPDX-License-Identifier: ISC */
/* XML and text cut into items. */
#include "tests/unit/items_cut.h"

static void
xml(const char *path, const char *text, const char *want, const char *what)
{
	const char *const paths[] = {path, NULL};

	check(ITEMS_XML, paths, text, strlen(text), want, what);
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

static void
frames_of_each(void)
{
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
	frames_of_each();
	trees();
	long_texts();
	many_names();
	lines();
	long_lines();
	return done();
}
