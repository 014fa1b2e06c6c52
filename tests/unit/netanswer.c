/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <time.h>

#include "lib/err.h"
#include "lib/httptext.h"
#include "lib/json.h"
#include "lib/netreq.h"
#include "tests/tap.h"

/* An answer in, what a module sees of it out. */

static const struct cm_netreq_secret secrets[] = {{"token", "EAAG/x|1234567"},
    {"short", "1234567"}, {"long", "EAAG/x|1234567-and-more"},
    {"number", "7654321098"}, {"quote", "pass\"word\\\n\xc3\xa9"}};

/* How they look where a module may see them. */
#define M(name) "\\u0001" name "\\u0001"
#define FFFD "\xef\xbf\xbd"

static int broken;
static struct cm_netreq_kept *kept;
static size_t nkept;

static void
forget(void)
{
	size_t i;

	for (i = 0; i < nkept; i++) {
		free(kept[i].name);
		free(kept[i].value);
	}
	free(kept);
	kept = NULL;
	nkept = 0;
}

static void
answer_n(struct cm_buf *to, const char *type, const char *body, size_t len,
    const char *keep)
{
	struct cm_slice k = {keep, keep != NULL ? strlen(keep) : 0};
	struct cm_http_answer a;
	struct cm_scan_error why;
	struct cm_buf head;

	memset(&a, 0, sizeof(a));
	a.status = 200;
	cm_buf_init(&a.head, CM_BUF_ANY);
	cm_buf_init(&a.body, CM_BUF_ANY);
	cm_buf_init(&head, CM_BUF_ANY);
	if (type != NULL) {
		cm_buf_printf(&head, "Content-Type: %s", type);
		cm_httptext_header(&a.head, cm_buf_str(&head), head.len);
	}
	cm_buf_add(&a.body, body, len);
	forget();
	cm_netreq_answer(to, &a, k, secrets, 5, &kept, &nkept, &broken);
	cm_buf_release(&a.head);
	cm_buf_release(&a.body);
	cm_buf_release(&head);
	memset(cm_buf_room(to, CM_SCAN_PAD), 0, CM_SCAN_PAD);
	if (cm_scan_line(to->p, to->len, NULL, NULL, &why) != 0)
		ok(0, "it is JSON");
	if (memchr(to->p, '\n', to->len) != NULL)
		ok(0, "it is one line");
}

static void
gives_n(const char *type, const char *body, size_t len, const char *want,
    int is_broken, const char *what)
{
	struct cm_buf b;
	const char *p;

	cm_buf_init(&b, CM_BUF_ANY);
	answer_n(&b, type, body, len, NULL);
	p = strstr(cm_buf_str(&b), "},\"body\":");
	is(p != NULL ? p + 9 : b.p, want, what);
	if (broken != is_broken)
		is_int(broken, is_broken, "broken");
	cm_buf_release(&b);
}

static void
gives(const char *type, const char *body, const char *want, int is_broken,
    const char *what)
{
	gives_n(type, body, strlen(body), want, is_broken, what);
}

#define JSON "application/json; charset=utf-8"

static void
check_json(void)
{
	gives(JSON, "{\"a\":1}", "{\"a\":1}}", 0, "JSON");
	gives(NULL, " \n[1,\r\n2]\n", "  [1,  2] }", 0, "by its first byte");
	gives("text/html", "{\"a\":1}", "{\"a\":1}}", 0, "where its type lies");
	gives("application/vnd.x+json", "true", "true}", 0, "a scalar");
	gives(JSON, "\"\\\"\"", "\"\\\"\"}", 0, "a string");
	gives(JSON, "\xef\xbb\xbf{\"a\":1}", "{\"a\":1}}", 0, "a BOM");
	gives_n(JSON, "\xff\xfe[\0\"\0\xe9\0\"\0]\0", 12, "[\"\xc3\xa9\"]}", 0,
	    "UTF-16 with a BOM");
	gives("application/json; charset=iso-8859-1", "[\"\xe9\"]",
	    "[\"\xc3\xa9\"]}", 0, "Latin-1");
	gives("application/json; charset=nonsense", "[\"\xc3\xa9\"]",
	    "[\"\xc3\xa9\"]}", 0, "a character set that nobody knows");
	gives(JSON,
	    "{\"a\":[9007199254740992,9007199254740993,"
	    "-9007199254740993,12345678901234567890,1.5e300,"
	    "12345678901234567890.5,[{\"b\":98765432112345678901}]]}",
	    "{\"a\":[9007199254740992,\"9007199254740993\","
	    "\"-9007199254740993\",\"12345678901234567890\",1.5e300,"
	    "12345678901234567890.5,[{\"b\":\"98765432112345678901\"}]]}}",
	    0, "large integers are strings of their digits");
	gives(JSON, "12345678901234567890", "\"12345678901234567890\"}", 0,
	    "also alone");
	gives(JSON, "[\"12345678901234567890, 12345678901234567890\"]",
	    "[\"12345678901234567890, 12345678901234567890\"]}", 0,
	    "in strings they stay");
	gives(JSON, "{\"a\":\"\\u0001token\\u0001\",\"\\u0001\":\"\\\\u0001\"}",
	    "{\"a\":\"" FFFD "token" FFFD "\",\"" FFFD "\":\"\\\\u0001\"}}", 0,
	    "U+0001 is none of theirs");
	gives(JSON, "[\"\\ud83d\",\"\\ud83d\\ude00\",\"\\ude00x\"]",
	    "[\"\\ufffd\",\"\\ud83d\\ude00\",\"\\ufffdx\"]}", 0,
	    "half of a pair");
	gives(JSON, "[\"a\tb\nc\x01\",\"\xff\"]",
	    "[\"a\\tb\\nc" FFFD "\",\"" FFFD "\"]}", 0,
	    "raw control characters, wrong bytes");
}

static void
check_broken(void)
{
	gives(JSON, "{\"a\":", "null,\"text\":\"{\\\"a\\\":\"}", 1, "cut off");
	gives(JSON, "{\"a\":\"b\\", "null,\"text\":\"{\\\"a\\\":\\\"b\\\\\"}",
	    1, "cut off in an escape");
	gives(JSON, "<html>", "null,\"text\":\"<html>\"}", 1, "HTML for JSON");
	gives(JSON, "1,\"status\":500",
	    "null,\"text\":\"1,\\\"status\\\":500\"}", 1,
	    "more than one value");
	gives(JSON, "1},{\"v\":2", "null,\"text\":\"1},{\\\"v\\\":2\"}", 1,
	    "what closes our own brace");
	gives(JSON, "1,\"v\":2", "null,\"text\":\"1,\\\"v\\\":2\"}", 1,
	    "our own member");
	gives(JSON, "{}{}", "null,\"text\":\"{}{}\"}", 1, "two values");
	gives(JSON, "[nan]", "null,\"text\":\"[nan]\"}", 1, "nan");
	gives(JSON, "", "null,\"text\":\"\"}", 0, "nothing is not broken");
	gives(JSON, " \n", "null,\"text\":\" \\n\"}", 0, "nor are blanks");
	gives(NULL, "", "null,\"text\":\"\"}", 0, "204 has nothing");
	gives("text/plain", "{a}", "null,\"text\":\"{a}\"}", 0,
	    "what looks like JSON is text");
	gives_n("text/plain", "a\0\x01\xff", 4,
	    "null,\"text\":\"a\\u0000" FFFD FFFD "\"}", 0, "odd bytes as text");
	gives("text/html", "<p>\x01token\x01",
	    "null,\"text\":\"<p>" FFFD "token" FFFD "\"}", 0,
	    "no mark comes in a text");
}

/* So many times a, then b. */
static void
nested(size_t n, const char *a, const char *b, int is_broken, const char *what)
{
	struct cm_buf in, out;
	size_t i;

	cm_buf_init(&in, CM_BUF_ANY);
	cm_buf_init(&out, CM_BUF_ANY);
	for (i = 0; i < n; i++)
		cm_buf_puts(&in, a);
	cm_buf_puts(&in, "1");
	for (i = 0; i < n; i++)
		cm_buf_puts(&in, b);
	answer_n(&out, JSON, in.p, in.len, NULL);
	ok(broken == is_broken, what);
	cm_buf_release(&in);
	cm_buf_release(&out);
}

static void
check_secrets(void)
{
	gives(JSON, "{\"next\":\"https://x/?t=EAAG/x|1234567&a=1\"}",
	    "{\"next\":\"https://x/?t=" M("token") "&a=1\"}}", 0, "a secret");
	gives(JSON, "{\"next\":\"https:\\/\\/x\\/?t=EAAG\\/x|1234567\"}",
	    "{\"next\":\"https://x/?t=" M("token") "\"}}", 0,
	    "with its slash escaped");
	gives(JSON, "[\"\\u0045AAG\\u002fx\\u007c1234567\"]",
	    "[\"" M("token") "\"]}", 0, "with letters escaped");
	gives(JSON, "[\"t=EAAG%2Fx%7C1234567\",\"EAAG%2fx%7c1234567\"]",
	    "[\"t=" M("token") "\",\"" M("token") "\"]}", 0, "percent-encoded");
	gives(JSON, "[\"t=EAAG/x%7C1234567\",\"%45AAG%252Fx|1234567&\"]",
	    "[\"t=" M("token") "\",\"" M("token") "&\"]}", 0,
	    "some of it percent-encoded, or twice");
	gives(JSON, "[\"EAAG/x|1234567-and-more\"]", "[\"" M("long") "\"]}", 0,
	    "the longest of two");
	gives(JSON, "[\"EAAG/x|1234567EAAG/x|1234567\"]",
	    "[\"" M("token") M("token") "\"]}", 0, "twice");
	gives(JSON, "{\"EAAG/x|1234567\":1}", "{\"" M("token") "\":1}}", 0,
	    "as a name");
	gives(JSON, "{\"id\":7654321098}", "{\"id\":\"" M("number") "\"}}", 0,
	    "a number");
	gives(JSON, "[\"pass\\\"word\\\\\\n\\u00e9\"]", "[\"" M("quote") "\"]}",
	    0, "with quotes and line ends");
	gives(JSON, "[\"1234567\"]", "[\"1234567\"]}", 0, "a short one stays");
	gives("text/plain", "x EAAG/x|1234567 y",
	    "null,\"text\":\"x " M("token") " y\"}", 0, "in a text");
	gives("application/x-www-form-urlencoded", "t=EAAG%2Fx|1234567",
	    "{\"t\":\"" M("token") "\"}}", 0, "in a form");
	gives("text/csv", "a,b\nEAAG/x|1234567,2\n",
	    "[{\"a\":\"" M("token") "\",\"b\":\"2\"}]}", 0, "in CSV");
	gives("text/xml", "<a b=\"EAAG/x|1234567\"/>",
	    "{\"name\":\"a\",\"attrs\":{\"b\":\"" M(
		"token") "\"},\"text\":\"\",\"children\":[]}}",
	    0, "in XML");
	nested(240, "[", "]", 0, "240 arrays");
	nested(241, "[", "]", 1, "241 arrays are too deep for libjq");
	nested(120, "{\"a\":", "}", 0, "120 objects");
	nested(121, "{\"a\":", "}", 1, "121 objects are too deep for libjq");
	nested(20000, "[", "]", 1, "a bomb of brackets");
}

static void
check_head(void)
{
	struct cm_http_answer a;
	struct cm_slice none = {NULL, 0};
	struct cm_buf b;

	memset(&a, 0, sizeof(a));
	a.status = 302;
	a.url = "https://x/?t=EAAG%2Fx%7C1234567&\x01z";
	cm_buf_init(&a.head, CM_BUF_ANY);
	cm_buf_init(&a.body, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_httptext_header(&a.head, "Location: /?t=EAAG/x|1234567", 28);
	cm_httptext_header(&a.head, "X-A: 1", 6);
	cm_httptext_header(&a.head, "x-a: \xff\x01", 7);
	forget();
	cm_netreq_answer(&b, &a, none, secrets, 5, &kept, &nkept, &broken);
	is(cm_buf_str(&b),
	    "{\"status\":302,\"headers\":{\"location\":\"/?t=" M(
		"token") "\",\"x-a\":\"1, " FFFD FFFD
			 "\"},\"url\":\"https://x/?t=" M(
			     "token") "&" FFFD
				      "z\",\"body\":null,\"text\":\"\"}",
	    "headers and the URL");
	cm_buf_release(&a.head);
	cm_buf_clear(&b);
	memset(&a, 0, sizeof(a));
	cm_netreq_answer(&b, &a, none, NULL, 0, &kept, &nkept, &broken);
	is(cm_buf_str(&b),
	    "{\"status\":0,\"headers\":{},\"body\":null,\"text\":\"\"}",
	    "a broken line has status 0");
	cm_buf_release(&b);
}

/* One secret everywhere, and others nowhere: in time that grows with the
 * answer, or this test does not end. */
static void
check_repeated(void)
{
	enum { TIMES = 300000 };
	struct cm_slice none = {NULL, 0};
	struct cm_http_answer a;
	struct cm_buf b;
	size_t i, marks = 0;

	memset(&a, 0, sizeof(a));
	a.status = 200;
	cm_buf_init(&a.body, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < TIMES; i++)
		cm_buf_puts(&a.body, "EAAG%2Fx|1234567 ");
	forget();
	cm_netreq_answer(&b, &a, none, secrets, 5, &kept, &nkept, &broken);
	for (i = 0; i + 17 <= b.len; i++)
		marks += memcmp(b.p + i, "\\u0001token\\u0001", 17) == 0;
	is_int((long long)marks, TIMES, "a secret in all of a large answer");
	cm_buf_release(&a.body);
	cm_buf_release(&b);
}

static const char *
value_of(const char *name)
{
	size_t i;

	for (i = 0; i < nkept; i++)
		if (strcmp(kept[i].name, name) == 0)
			return kept[i].value;
	return NULL;
}

static void
check_keep(void)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	answer_n(&b, JSON,
	    "{\"d\":{\"t\":\"abc\\/defgh\",\"n\":[7,8]},\"e\":7200,"
	    "\"u\":\"?t=abc/defgh\",\"o\":{},\"z\":null}",
	    strlen("{\"d\":{\"t\":\"abc\\/defgh\",\"n\":[7,8]},\"e\":7200,"
		   "\"u\":\"?t=abc/defgh\",\"o\":{},\"z\":null}"),
	    "{\"secret\":\"d.t\",\"second\":\"d.n.1\",\"end\":\"e\","
	    "\"no\":\"d.x\",\"obj\":\"o\",\"nil\":\"z\",\"out\":\"d.n.2\"}");
	is_int((long long)nkept, 3, "what is there is kept");
	is(value_of("secret"), "abc/defgh", "a text");
	is(value_of("second"), "8", "of a list");
	is(value_of("end"), "7200", "a number");
	ok(strstr(cm_buf_str(&b),
	       "\"body\":{\"d\":{\"t\":\"" M("secret") "\",\"n\":[7,\"" M(
		   "seco"
		   "nd") "\"]},\"e\":\"" M("end") "\",\"u\":\"?t=" M("secret") "\",\"o\":{},\"z\":null}"
									       "}") !=
		NULL,
	    "marks stand in their places, and wherever else it was");
	cm_buf_clear(&b);
	answer_n(&b, "application/x-www-form-urlencoded", "oauth_token=a+b&x",
	    17, "{\"token\":\"oauth_token\"}");
	is(value_of("token"), "a b", "from a form");
	ok(strstr(cm_buf_str(&b),
	       "{\"oauth_token\":\"" M("token") "\",\"x\":\"\"}") != NULL,
	    "and its mark");
	cm_buf_clear(&b);
	answer_n(&b, JSON, "{\"t\":\"abcdefghi", 15, "{\"t\":\"t\"}");
	ok(broken && nkept == 0 && strstr(cm_buf_str(&b), "abc") == NULL,
	    "a secret in an answer that was cut off is not shown");
	cm_buf_release(&b);
}

static void
check_forms(void)
{
	gives("application/x-www-form-urlencoded", "a=b%20c+d&e&=f&g=%zz%4",
	    "{\"a\":\"b c d\",\"e\":\"\",\"\":\"f\",\"g\":\"%zz%4\"}}", 0,
	    "a form");
	gives("application/x-ndjson", "{\"a\":1}\r\n\n[2]\n3",
	    "[{\"a\":1} ,[2],3]}", 0, "lines of JSON");
	gives("application/x-ndjson", "{\"a\":1}\n{\"a\":",
	    "null,\"text\":\"{\\\"a\\\":1}\\n{\\\"a\\\":\"}", 1,
	    "the last line is cut off");
	gives("text/csv",
	    "\xef\xbb\xbf"
	    "a;b;a;\r\n1;\"x;\"\"y\";;\"\";5\r\n",
	    "[{\"a\":\"1\",\"b\":\"x;\\\"y\",\"a 2\":null,\"column 4\":\"\","
	    "\"column 5\":\"5\"}]}",
	    0, "CSV: names once, empty cells are null");
	gives("text/csv", "a,b\n", "[]}", 0, "a head alone");
	gives("text/tab-separated-values", "a\tb,c\n1\t2\n",
	    "[{\"a\":\"1\",\"b,c\":\"2\"}]}", 0, "tabs");
}

static void
check_xml(void)
{
	gives("application/rss+xml",
	    "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n"
	    "<a xmlns:x=\"u\" b=\"1&amp;\">\n<x:c>t\xe9 &lt;<i>u</i></x:c>"
	    "<![CDATA[<d>]]><!-- no --></a>",
	    "{\"name\":\"a\",\"attrs\":{\"b\":\"1&\"},\"text\":\"\\n<d>\","
	    "\"children\":[{\"name\":\"x:c\",\"attrs\":{},\"text\":"
	    "\"t\xc3\xa9 <\",\"children\":[{\"name\":\"i\",\"attrs\":{},"
	    "\"text\":\"u\",\"children\":[]}]}]}}",
	    0, "XML");
	gives(NULL, "<?xml version=\"1.0\"?><a/>",
	    "{\"name\":\"a\",\"attrs\":{},\"text\":\"\",\"children\":[]}}", 0,
	    "by its first bytes");
	gives("text/xml", "<a><b></a>", "null,\"text\":\"<a><b></a>\"}", 1,
	    "not well-formed");
	gives("text/xml",
	    "<!DOCTYPE a [<!ENTITY b \"cc\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>",
	    "null,\"text\":\"<!DOCTYPE a [<!ENTITY b \\\"cc\\\"><!ENTITY d "
	    "\\\"&b;&b;\\\">]><a>&d;</a>\"}",
	    1, "entities are not taken");
	gives("text/xml",
	    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
	    "<a>&x;</a>",
	    "null,\"text\":\"<!DOCTYPE a [<!ENTITY x SYSTEM "
	    "\\\"file:///etc/passwd\\\">]><a>&x;</a>\"}",
	    1, "nor are files");
	gives("text/xml",
	    "<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/\">%x;]>"
	    "<a/>",
	    "null,\"text\":\"<!DOCTYPE a [<!ENTITY % x SYSTEM "
	    "\\\"http://127.0.0.1:1/\\\">%x;]><a/>\"}",
	    1, "nor is the network asked");
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Many cells; and a page as networks send them, for the time it takes. */
static void
check_large(void)
{
	struct cm_buf in, out;
	double from;
	int i;

	cm_buf_init(&in, CM_BUF_ANY);
	cm_buf_init(&out, CM_BUF_ANY);
	cm_buf_puts(&in, "a,b,c,d,e,f,g,h,i,j\n");
	for (i = 0; i < 10000; i++)
		cm_buf_puts(&in, "1,2,3,4,5,6,7,8,9,\"x\"\n");
	answer_n(&out, "text/csv", in.p, in.len, NULL);
	ok(!broken && out.len > 600000, "CSV of 100,000 cells");
	cm_buf_clear(&in);
	cm_buf_puts(&in, "[");
	for (i = 0; i < 40; i++)
		cm_buf_printf(&in,
		    "%s{\"id\":\"1091234567890%05d\",\"text\":\"Lorem ipsum "
		    "dolor sit amet, consectetur <p>caf\\u00e9<\\/p> elit, sed "
		    "do eiusmod tempor incididunt ut labore et dolore magna\","
		    "\"created\":\"2026-01-01T00:00:00Z\",\"n\":%d,\"likes\":"
		    "12,\"author\":{\"id\":\"1234\",\"name\":\"Ann\",\"url\":"
		    "\"https:\\/\\/x.example\\/ann\",\"bio\":\"%0600d\"},"
		    "\"tags\":[\"a\",\"b\"],\"media\":[{\"url\":"
		    "\"https://x.example/a.png\",\"alt\":\"A picture of the "
		    "shop, its door open, its lamps lit; people in it\","
		    "\"width\":1200,\"height\":800}],\"more\":{\"a\":true,"
		    "\"b\":null,\"c\":[1,2,3],\"d\":{\"e\":\"f\"}}}",
		    i > 0 ? "," : "", i, i, i);
	cm_buf_puts(&in, "]");
	from = seconds();
	for (i = 0; i < 200; i++) {
		cm_buf_clear(&out);
		answer_n(&out, JSON, in.p, in.len, NULL);
	}
	printf("# a page of %zu bytes: %.0f us\n", in.len,
	    (seconds() - from) * 1e6 / 200);
	ok(!broken, "a page of 40 records");
	cm_buf_release(&in);
	cm_buf_release(&out);
}

static void
redacts(const char *s, const char *want, const char *what)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_netreq_redact(&b, s, strlen(s));
	is(cm_buf_str(&b), want, what);
	cm_buf_release(&b);
}

static void
check_redact(void)
{
	redacts("a\x01token\x01z", "aREDACTEDz", "a mark");
	redacts("\"\\u0001token\\u0001\"", "\"REDACTED\"", "in JSON");
	redacts("\"\\\\u0001token\\\\u0001\"", "\"\\\\u0001token\\\\u0001\"",
	    "an escaped backslash is none");
	redacts("\"\\\\\\u0001t\\u0001\"", "\"\\\\REDACTED\"", "but this is");
	redacts("\x01"
		"a\x01\x01"
		"b\x01",
	    "REDACTEDREDACTED", "two");
	redacts("a\x01"
		"b",
	    "a" FFFD "b", "half a mark");
	redacts("", "", "nothing");
}

int
main(void)
{
	cm_name = "netanswer";
	check_json();
	check_broken();
	check_secrets();
	check_repeated();
	check_head();
	check_keep();
	check_forms();
	check_xml();
	check_large();
	check_redact();
	forget();
	return done();
}
