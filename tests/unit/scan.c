/* SPDX-License-Identifier: ISC */
#include "tests/scan_all.h"
#include "tests/tap.h"
#include "tests/unit/scan_cases.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct cm_want *
wants(const char *a, const char *b, const char *c)
{
	const char *names[3];

	names[0] = a;
	names[1] = b;
	names[2] = c;
	return cm_want_new(names, c != NULL ? 3 : b != NULL ? 2 : 1);
}

static void
show(const char *s, size_t len, char *to, size_t room)
{
	size_t i, n = 0;

	for (i = 0; i < len && n + 5 < room; i++) {
		if (s[i] > ' ' && s[i] < 0x7f && s[i] != '#')
			to[n++] = s[i];
		else
			n += (size_t)snprintf(to + n, room - n, "<%02x>",
			    (unsigned)(unsigned char)s[i]);
	}
	to[n] = '\0';
}

/* Every line of a list, behind it whatever there may be. */
static void
check_list(const struct text *list, size_t n, int verdict, const char *word)
{
	struct cm_want *w = wants("type", "metrics.likes", "likes.p95");
	struct cm_slice found[3];
	struct cm_scan_error why;
	char name[400];
	size_t i, len;
	unsigned behind;

	for (i = 0; i < n; i++) {
		int fine = 1;

		for (behind = 0; behind < 16; behind++) {
			why.offset = 0;
			fine &= scan_all(list[i].p, list[i].len, behind, w,
				    found, &why) == verdict;
			fine &= why.offset <= list[i].len;
		}
		len = (size_t)snprintf(name, sizeof(name), "%s: ", word);
		show(list[i].p, list[i].len, name + len, sizeof(name) - len);
		ok(fine, name);
	}
	cm_want_free(w);
}

/* What is found, as "type|...". */
static void
find(const char *a, const char *b, const char *c, const char *line,
    const char *expected)
{
	struct cm_want *w = wants(a, b, c);
	struct cm_slice found[3];
	struct cm_scan_error why = {0, "?"};
	char got[200] = "";
	size_t i, n = 0;

	if (scan_all(line, strlen(line), 1, w, found, &why) != 0) {
		snprintf(got, sizeof(got), "%zu %s", why.offset, why.why);
	} else {
		for (i = 0; i < cm_want_count(w); i++)
			n += (size_t)snprintf(got + n, sizeof(got) - n,
			    "%s%.*s", i > 0 ? "|" : "", (int)found[i].len,
			    found[i].p != NULL ? found[i].p : "");
	}
	is(got, expected, line);
	cm_want_free(w);
}

static void
check_found(void)
{
	find("type", "id", NULL, "{\"type\":\"post\",\"id\":\"1\"}",
	    "\"post\"|\"1\"");
	find("id", "type", NULL, "{\"type\":\"post\",\"id\":\"1\"}",
	    "\"1\"|\"post\"");
	find("id", "id", "type", "{ \"id\" : 7 }", "7|7|");
	find("a", "b", "c", "{\"a\":-1.5e3,\"b\":true,\"c\":null}",
	    "-1.5e3|true|null");
	find("a", "b", NULL, "{\"a\":[1, [2]] ,\"b\":{\"x\":{}}}",
	    "[1, [2]]|{\"x\":{}}");
	find("a", NULL, NULL, "{\"b\":{\"a\":1},\"c\":[{\"a\":2}]}", "");
	find("metrics.likes", "metrics.shares", "likes",
	    "{\"metrics\":{\"likes\":1,\"x\":{\"shares\":2}},\"likes\":3}",
	    "1||3");
	find("metrics", "metrics.likes", NULL, "{\"metrics\":{\"likes\":1}}",
	    "{\"likes\":1}|1");
	find("a.b.c", "a.b", "a.d", "{\"a\":{\"b\":{\"c\":5},\"d\":[6]}}",
	    "5|{\"c\":5}|[6]");
	find("a.b", NULL, NULL, "{\"a\":[{\"b\":1}]}", "");
	find("a.b", NULL, NULL, "{\"a\":{\"b\":1},\"a.b\":2}", "2");
	find("likes.p95", NULL, NULL, "{\"likes.p95\":2}", "2");
	find("a.b.c", NULL, NULL, "{\"a.b\":{\"c\":1},\"a\":{\"b.c\":2}}", "");
	find(
	    "", "a.", ".a", "{\"\":{\"a\":1},\"a\":{\"\":2}}", "{\"a\":1}|2|1");
	find("type", "metrics.likes", NULL,
	    "{\"\\u0074ype\":1,\"metr\\u0069cs\":{\"like\\u0073\":2}}", "1|2");
	find("a\\b", "a\bb", "a\"b", "{\"a\\b\":1,\"a\\\\b\":2}", "2||");
	find("a\\b", "a\bb", "a\"b", "{\"a\\bb\":1,\"a\\\"b\":2}", "|1|2");
	find("\xf0\x9f\x98\x80", "\xc3\xa9t\xc3\xa9", NULL,
	    "{\"\\ud83d\\ude00\":1,\"\xc3\xa9t\\u00e9\":2}", "1|2");
	find("engagement_rate_views", "engagement_rate_reach", "engagement",
	    "{\"engagement_rate_reach\":1,\"engagement_rate_xxxxx\":2,"
	    "\"engagement_rate_views\":3,\"engagement_rate\":4}",
	    "3|1|");
	find("12345678", "1234567", "123456789",
	    "{\"123456789\":9,\"12345678\":8,\"1234567\":7}", "8|7|9");
	find("123456789", NULL, NULL, "{\"12345678\":8,\"1234567890\":0}", "");
	find("12345678", NULL, NULL, "{\"123456789\":9,\"12345678\":8}", "8");
	find("a", NULL, NULL, "{\"b\":1,\"b\":2,\"c\":{\"a\":1,\"a\":2}}", "");
	find("a", NULL, NULL, "{\"a\":1,\"\\u0061\":2}",
	    "7 a member that is asked for occurs twice");
	find("a.b", NULL, NULL, "{\"a\":1,\"a\":{\"b\":1}}",
	    "7 a member that is asked for occurs twice");
	find("a.b", NULL, NULL, "{\"a.b\":1,\"a.b\":2}",
	    "9 a member that is asked for occurs twice");
}

static void
check_why(void)
{
	find("a", NULL, NULL, "", "0 an empty line");
	find("a", NULL, NULL, "  ", "2 an empty line");
	find("a", NULL, NULL, " [1]", "1 not an object");
	find("a", NULL, NULL, "\"x\"", "0 not an object");
	find("a", NULL, NULL, "12", "0 not an object");
	find("a", NULL, NULL, "oops", "0 not JSON: a word that is no value");
	find(
	    "a", NULL, NULL, "\xef\xbb\xbf{}", "0 not JSON: a byte order mark");
	find("a", NULL, NULL, "{\"a\":\"x\xff\"}", "7 invalid UTF-8");
	find("a", NULL, NULL, "{\"a\":\"\\ud800\"}", "6 a lone surrogate");
	find("a", NULL, NULL, "{\"a\":\"\\q\"}",
	    "6 not JSON: an unknown escape");
	find("a", NULL, NULL, "{\"a\":\"\\u12\"}",
	    "6 not JSON: \\u without four hex digits");
	find("a", NULL, NULL, "{\"a\":\"\t\"}",
	    "6 not JSON: a control character in a string");
	find("a", NULL, NULL, "{\"a\":01}", "5 a number that is not JSON");
	find("a", NULL, NULL, "{\"a\":NaN}",
	    "5 not JSON: a word that is no value");
	find("a", NULL, NULL, "{\"a\":1 \"b\":2}",
	    "7 not JSON: a comma is missing");
	find("a", NULL, NULL, "{\"a\" 1}", "5 not JSON: a colon is missing");
	find("a", NULL, NULL, "{\"a\":1,}",
	    "7 not JSON: a member's name is missing");
	find("a", NULL, NULL, "{\"a\":}", "5 not JSON: a value is missing");
	find("a", NULL, NULL, "{\"a\":[1}", "7 not JSON: '}' where ']' is due");
	find("a", NULL, NULL, "{}{}", "2 not JSON: more text behind the value");
	find("a", NULL, NULL, "{\"a\":\"b", "7 the line ends inside a string");
	find("a", NULL, NULL, "{\"a\":[1", "7 the line ends inside an array");
	find("a", NULL, NULL, "{\"a\":1", "6 the line ends inside an object");
	find("a", NULL, NULL, "{\"a\":tr", "7 the line ends inside an object");
}

/* Nesting of many levels: brackets, braces, or both in turn. */
static int
nested(size_t levels, int mixed, size_t closed)
{
	char *line = malloc(levels * 6 + 16);
	char *p = line;
	struct cm_scan_error why = {0, ""};
	size_t i;
	int verdict;

	memcpy(p, "{\"a\":", 5);
	p += 5;
	for (i = 1; i < levels; i++)
		if (mixed && i % 2 == 0) {
			memcpy(p, "{\"b\":", 5);
			p += 5;
		} else {
			*p++ = '[';
		}
	if (mixed && (levels - 1) % 2 == 0)
		*p++ = '1';
	for (i = levels - 1; i > 0 && closed-- > 1; i--)
		*p++ = mixed && i % 2 == 0 ? '}' : ']';
	if (closed > 0)
		*p++ = '}';
	verdict = scan_all(line, (size_t)(p - line), 3, NULL, NULL, &why);
	if (verdict == -1)
		verdict =
		    strcmp(why.why, "more than 10000 levels") == 0 ? -3 : -4;
	free(line);
	return verdict;
}

static void
check_depth(void)
{
	int mixed;

	for (mixed = 0; mixed < 2; mixed++) {
		is_int(nested(10000, mixed, 10000), 0, "10,000 levels pass");
		is_int(nested(10001, mixed, 10001), -3, "10,001 are refused");
		is_int(nested(100000, mixed, 100000), -3, "100,000 as well");
		is_int(nested(100000, mixed, 0), -3, "also when none ends");
		is_int(nested(9999, mixed, 9998), -4, "one bracket missing");
	}
}

static void
check_long(void)
{
	static const char head[] = "{\"text\":\"", tail[] = "\",\"id\":7}";
	size_t i, n = (size_t)4 << 20, len = sizeof(head) - 1;
	char *line = malloc(n + 64);
	struct cm_want *w = wants("text", "id", NULL);
	struct cm_slice found[2] = {{NULL, 0}, {NULL, 0}};
	struct cm_scan_error why;

	memcpy(line, head, len);
	for (i = len; i < n; i++)
		line[i] = "abc\\ndefg h\\\\i"[i % 14];
	while (i % 14 != 0)
		line[i++] = 'x';
	memcpy(line + i, tail, sizeof(tail) - 1);
	i += sizeof(tail) - 1;
	ok(scan_all(line, i, 2, w, found, &why) == 0, "a string of 4 MiB");
	is_int((long long)found[0].len, (long long)(i - 16), "is found whole");
	ok(found[1].p == line + i - 2, "and what follows it");
	memset(line, '[', n);
	ok(scan_all(line, n, 2, w, found, &why) == -1, "4 MiB of brackets");
	memcpy(line, "{\"text\":[", 9);
	for (i = 9; i + 3 < n; i += 3)
		memcpy(line + i, "\"\",", 3);
	memcpy(line + i - 1, "],\"id\":1}", 9);
	ok(scan_all(line, i + 8, 2, w, found, &why) == 0,
	    "a million and more empty strings");
	ok(found[1].p == line + i + 6, "and what follows them");
	cm_want_free(w);
	free(line);
}

static void
check_many(void)
{
	const char *names[CM_SCAN_WANTS];
	char text[CM_SCAN_WANTS][48], line[8192], deep[200] = "a";
	struct cm_slice found[CM_SCAN_WANTS];
	struct cm_scan_error why;
	struct cm_want *w;
	size_t i, n = 1;
	int fine = 1;

	line[0] = '{';
	for (i = 0; i < CM_SCAN_WANTS; i++) {
		snprintf(text[i], sizeof(text[i]), "m%02zu.likes.p95.a.b.c", i);
		names[i] = text[i];
		n += (size_t)snprintf(line + n, sizeof(line) - n,
		    "%s\"m%02zu\":{\"likes\":{\"p95\":{\"a\":{\"b\":{\"c\":%zu"
		    "}}}}}",
		    i > 0 ? "," : "", i, i);
	}
	line[n++] = '}';
	w = cm_want_new(names, CM_SCAN_WANTS);
	ok(scan_all(line, n, 0, w, found, &why) == 0, "64 long paths");
	for (i = 0; i < CM_SCAN_WANTS; i++)
		fine &=
		    found[i].p != NULL && strtoul(found[i].p, NULL, 10) == i;
	ok(fine, "are all found");
	cm_want_free(w);

	for (i = 0; i < 60; i++)
		memcpy(deep + 1 + 2 * i, ".a", 3);
	names[0] = deep;
	w = cm_want_new(names, 1);
	n = (size_t)snprintf(line, sizeof(line), "{\"a\":{},\"%s\":1}", deep);
	ok(scan_all(line, n, 0, w, found, &why) == 0 && found[0].len == 1,
	    "a name of very many parts is looked up as it stands");
	cm_want_free(w);
	w = cm_want_new(names, 0);
	is_int((long long)cm_want_count(w), 0, "nothing asked for");
	ok(scan_all("{\"a\":1}", 7, 0, w, found, &why) == 0, "is allowed");
	cm_want_free(w);
}

static void
check_public(void)
{
	static const char line[128] = "{\"type\":\"post\",\"n\":[1]}";
	static const char *const values[] = {
	    "null", "false", "true", "-1.5", "\"x\"", "[1]", "{}"};
	struct cm_want *w = wants("type", NULL, NULL);
	struct cm_slice found[1], s;
	struct cm_scan_error why;
	int path;
	size_t i;

	for (path = CM_SCAN_BEST; path < CM_SCAN_PATHS; path++) {
		if (cm_scan_use((enum cm_scan_path)path) != 0)
			continue;
		is_int(cm_scan_line(line, strlen(line), w, found, &why), 0,
		    "a good line");
		is_int((long long)found[0].len, 6, "its type");
		is_int(cm_scan_line(line, 20, w, found, &why), -1, "cut off");
		is(why.why, "the line ends inside an array", "with a reason");
		is_int((long long)why.offset, 20, "and the place");
	}
	is_int(cm_scan_line(line, strlen(line), NULL, NULL, &why), 0,
	    "nothing asked for");
	cm_scan_use(CM_SCAN_BEST);
	for (i = 0; i < COUNT(values); i++) {
		s.p = values[i];
		s.len = strlen(values[i]);
		is_int(cm_scan_kind(s), CM_NULL + (int)i, values[i]);
	}
	s.p = NULL;
	is_int(cm_scan_kind(s), CM_ABSENT, "what is absent");
	cm_want_free(w);
}

int
main(void)
{
	cm_name = "scan.t";
	check_list(good, COUNT(good), 0, "good");
	check_list(bad, COUNT(bad), -1, "bad");
	check_found();
	check_why();
	check_depth();
	check_long();
	check_many();
	check_public();
	return done();
}
