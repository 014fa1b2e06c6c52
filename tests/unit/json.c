/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>

#include "lib/err.h"
#include "lib/json.h"
#include "tests/tap.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A slice with nothing behind it that could be read unnoticed. */
static struct cm_slice
slice(const char *s)
{
	struct cm_slice v;

	v.p = s;
	v.len = strlen(s);
	return v;
}

static void
decode(const char *raw, const char *want, size_t len, const char *what)
{
	struct cm_slice s = slice(raw);
	struct cm_buf b;
	char *dst = malloc(s.len);
	size_t n = cm_json_decode(s, dst);

	ok(n == len && memcmp(dst, want, len) == 0, what);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "<");
	ok(cm_json_text(&b, s) == 0 && b.len == len + 1 &&
		memcmp(b.p + 1, want, len) == 0,
	    "the same behind what a buffer holds");
	cm_buf_release(&b);
	free(dst);
}

static void
check_decode(void)
{
	struct cm_buf b;

	decode("\"\"", "", 0, "an empty string");
	decode("\"abc\"", "abc", 3, "plain");
	decode("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8,
	    "all short escapes");
	decode("\"a\\u0000b\"", "a\0b", 3, "a NUL");
	decode("\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac", 6,
	    "\\u of one to three bytes");
	decode("\"x\\ud83d\\uDE00y\"", "x\xf0\x9f\x98\x80y", 6, "a pair");
	decode("\"\\udbff\\udfff\\ud800\\udc00\"",
	    "\xf4\x8f\xbf\xbf\xf0\x90\x80\x80", 8, "the last, the first pair");
	decode("\"caf\xc3\xa9\"", "caf\xc3\xa9", 5, "UTF-8 as it is");
	cm_buf_init(&b, 4);
	is_int(cm_json_text(&b, slice("\"abcdef\"")), -1, "no room");
	cm_buf_release(&b);
	ok(cm_json_is(slice("\"post\""), "post"), "is");
	ok(cm_json_is(slice("\"p\\u006fst\""), "post"), "is, with an escape");
	ok(cm_json_is(slice("\"\\ud83d\\ude00\""), "\xf0\x9f\x98\x80"),
	    "is, with a pair");
	ok(cm_json_is(slice("\"\""), ""), "is empty");
	ok(!cm_json_is(slice("\"post\""), "pos"), "is not: longer");
	ok(!cm_json_is(slice("\"pos\""), "post"), "is not: shorter");
	ok(!cm_json_is(slice("\"pest\""), "post"), "is not: other");
	ok(!cm_json_is(slice("12"), "2"), "is not: a number");
	ok(!cm_json_is(slice("\"a\\u0000\""), "a"), "is not: a NUL more");
	ok(!cm_json_is((struct cm_slice){NULL, 0}, ""), "is not: absent");
}

/* Against strtod, which is right but needs an end and a locale. */
static void
check_read(void)
{
	static const char *const good[] = {"0", "-0", "1", "-1", "7", "123",
	    "1234567890", "9007199254740991", "9007199254740992",
	    "9007199254740993", "-9007199254740993", "12345678901234567890",
	    "18446744073709551616", "123456789012345678901234567890", "0.1",
	    "-0.5", "3.14159", "0.000001", "1e5", "1E5", "1e+5", "1e-5",
	    "1.5e300", "1e22", "1e23", "123456789e15", "1e-22", "1e-23",
	    "0.30000000000000004", "1.7976931348623157e308",
	    "2.2250738585072014e-308", "2.2250738585072011e-308", "5e-324",
	    "4.9406564584124654e-324", "1e-400", "0e999999999999999999999",
	    "0.0", "0.00e-5", "8.5", "1.00000000000000000000",
	    "100000000000000000000000e-23", "0.000000000000000000000001e24",
	    "7.2057594037927933e16", "179769313486231570793e288",
	    "2.4703282292062328e-324", "1e-2147483649",
	    "9007199254740993.00000000000000000000000000000000000000000001"};
	static const char *const bad[] = {"1e309", "-1e400", "1e999999999999",
	    "1.8e308", "", "-", "\"1\"", "x", "null", "1x", ".5", "1.", "1e",
	    "1e+", "[1]", "0x10", "inf", "nan", "+1", " 1", "1 "};
	struct cm_slice s;
	char *number;
	double d;
	size_t i, n = 5000;

	for (i = 0; i < COUNT(good); i++) {
		d = 42;
		/* A sign of zero counts. */
		ok(cm_json_double(slice(good[i]), &d) == 0 &&
			d == strtod(good[i], NULL) &&
			!signbit(d) == !signbit(strtod(good[i], NULL)),
		    good[i]);
	}
	for (i = 0; i < COUNT(bad); i++)
		is_int(cm_json_double(slice(bad[i]), &d), -1, bad[i]);
	is_int(cm_json_double((struct cm_slice){NULL, 0}, &d), -1, "absent");

	/* 1 + 2^-53 lies between two doubles: what is far behind decides. */
	number = malloc(n + 1);
	memset(number, '0', n);
	memcpy(number,
	    "1.00000000000000011102230246251565404236316680908203125", 55);
	s.p = number;
	s.len = n;
	ok(cm_json_double(s, &d) == 0 && d == 1, "a tie goes to even");
	number[n - 1] = '1';
	ok(cm_json_double(s, &d) == 0 && d == 1.0000000000000002,
	    "a digit 5,000 places behind breaks it");
	memset(number, '9', n);
	is_int(cm_json_double(s, &d), -1, "5,000 digits are beyond a double");
	memcpy(number + n - 6, "e-4990", 6);
	ok(cm_json_double(s, &d) == 0 && d == 1e4, "but not times 10^-4990");
	free(number);
}

static void
next_is(const char *json, const char *want)
{
	struct cm_slice whole = slice(json), key = {NULL, 0}, value;
	char got[200] = "";
	size_t at = 0, n = 0;

	while (cm_json_next(whole, &at, &key, &value)) {
		n += (size_t)snprintf(got + n, sizeof(got) - n, "<%.*s|%.*s>",
		    (int)key.len, key.p != NULL ? key.p : "", (int)value.len,
		    value.p);
	}
	is(got, want, json);
	is_int(cm_json_next(whole, &at, &key, &value), 0, "and no more");
}

static void
check_next(void)
{
	struct cm_slice value;
	size_t at = 0;

	next_is("[]", "");
	next_is("[ ]", "");
	next_is("{}", "");
	next_is("[1]", "<|1>");
	next_is("[1,-2.5e3,true,null]", "<|1><|-2.5e3><|true><|null>");
	next_is("[ 1 , \"a\" ,\t[ 2 ] , { } ]", "<|1><|\"a\"><|[ 2 ]><|{ }>");
	next_is(
	    "[\"a,]\\\"\",\"\\\\\",\"\"]", "<|\"a,]\\\"\"><|\"\\\\\"><|\"\">");
	next_is("[[[],[\"]\"]],{\"a\":{\"b\":\"}\"}}]",
	    "<|[[],[\"]\"]]><|{\"a\":{\"b\":\"}\"}}>");
	next_is("{\"a\":1,\"b\":\"c\"}", "<\"a\"|1><\"b\"|\"c\">");
	next_is("{ \"a\" : [1,2] , \"b:\\\"\" : {} }",
	    "<\"a\"|[1,2]><\"b:\\\"\"|{}>");
	next_is("12", "");
	next_is("\"[1]\"", "");
	is_int(cm_json_next(slice("{\"a\":5}"), &at, NULL, &value), 1,
	    "a member without its key");
	ok(value.len == 1 && *value.p == '5', "has its value");
	at = 0;
	is_int(cm_json_next((struct cm_slice){NULL, 0}, &at, NULL, &value), 0,
	    "absent");
}

static void
string_is(const char *s, size_t len, const char *want, const char *what)
{
	struct cm_buf b;
	/* Exactly so long, for the tools that see what is read behind. */
	char *copy = malloc(len + 1);

	memcpy(copy, s, len);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_string(&b, copy, len);
	is(cm_buf_str(&b), want, what);
	cm_buf_release(&b);
	free(copy);
}

static void
check_string(void)
{
	static const char bad[][5] = {"\x80", "\xc3", "\xc0\x80", "\xe2\x82",
	    "\xed\xa0\x80", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xff"};
	struct cm_buf b;
	char want[64];
	size_t i, k;

	string_is("", 0, "\"\"", "empty");
	string_is("abc", 3, "\"abc\"", "plain");
	string_is("say \"hi\" \\ /", 12, "\"say \\\"hi\\\" \\\\ /\"", "quotes");
	string_is("\b\t\n\f\r", 5, "\"\\b\\t\\n\\f\\r\"", "short escapes");
	string_is("\0\1\x0b\x1f\x7f", 5, "\"\\u0000\\u0001\\u000b\\u001f\x7f\"",
	    "other control characters");
	string_is("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80!", 15,
	    "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80!\"", "UTF-8");
	for (i = 0; i < COUNT(bad); i++) {
		size_t n = strlen(bad[i]);

		want[0] = '"';
		for (k = 0; k < n; k++)
			memcpy(want + 1 + 3 * k, "\xef\xbf\xbd\"", 5);
		string_is(bad[i], n, want, "bad UTF-8 is replaced");
	}
	string_is("a\xffz\xe9te\xc3", 7,
	    "\"a\xef\xbf\xbdz\xef\xbf\xbdte\xef\xbf\xbd\"",
	    "what is good between stays");
	string_is("the quick brown fox jumps over\nthe lazy dog", 43,
	    "\"the quick brown fox jumps over\\nthe lazy dog\"", "longer");
	cm_buf_init(&b, 8);
	cm_json_string(&b, "0123456789", 10);
	ok(b.full && b.len == 0, "what does not fit leaves nothing half done");
	cm_buf_release(&b);
}

/* Every byte at every place among the first twenty: in and out again. */
static void
check_round(void)
{
	struct cm_buf b;
	char text[20], back[64];
	struct cm_slice s;
	int c, good = 1;
	size_t i, n;

	cm_buf_init(&b, CM_BUF_ANY);
	for (c = 0; c < 0x80; c++)
		for (i = 0; i < sizeof(text); i++) {
			memset(text, 'm', sizeof(text));
			text[i] = (char)c;
			cm_buf_clear(&b);
			cm_json_string(&b, text, sizeof(text));
			s.p = b.p;
			s.len = b.len;
			n = cm_json_decode(s, back);
			good &= n == sizeof(text) && memcmp(back, text, n) == 0;
		}
	ok(good, "what is written reads back");
	cm_buf_release(&b);
}

static void
number_is(double d, const char *want)
{
	struct cm_buf b;
	struct cm_slice s;
	double back = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_number(&b, d);
	is(cm_buf_str(&b), want, want);
	s.p = b.p;
	s.len = b.len;
	if (isfinite(d))
		ok(cm_json_double(s, &back) == 0 && back == d, "reads back");
	cm_buf_release(&b);
}

static void
check_write(void)
{
	struct cm_buf b;
	struct cm_slice s = {"[1]", 3}, none = {NULL, 0};

	number_is(0, "0");
	number_is(-0.0, "-0");
	number_is(1, "1");
	number_is(-17, "-17");
	number_is(0.1, "0.1");
	number_is(0.1 + 0.2, "0.30000000000000004");
	number_is(1.0 / 3, "0.3333333333333333");
	number_is(2.5, "2.5");
	number_is(1e15, "1000000000000000");
	number_is(123456789012345678.0, "1.2345678901234568e17");
	number_is(9007199254740991.0, "9007199254740991");
	number_is(9007199254740992.0, "9007199254740992");
	number_is(1e17, "1e17");
	number_is(1e22, "1e22");
	number_is(1e-7, "1e-7");
	number_is(0.0001, "0.0001");
	number_is(1.7976931348623157e308, "1.7976931348623157e308");
	number_is(5e-324, "5e-324");
	number_is(2.2250738585072014e-308, "2.2250738585072014e-308");
	number_is(NAN, "null");
	number_is(INFINITY, "null");
	number_is(-INFINITY, "null");

	cm_buf_init(&b, CM_BUF_ANY);
	cm_json_int(&b, INT64_MIN);
	cm_buf_byte(&b, ' ');
	cm_json_int(&b, INT64_MAX);
	cm_buf_byte(&b, ' ');
	cm_json_int(&b, 0);
	is(cm_buf_str(&b), "-9223372036854775808 9223372036854775807 0",
	    "integers");
	cm_buf_clear(&b);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "none", NULL);
	cm_json_member(&b, "empty", "");
	cm_json_member_raw(&b, "absent", none);
	cm_json_member(&b, "type", "po\"st");
	cm_json_member_n(&b, "id", "12345", 2);
	cm_json_member_n(&b, "no", "12345", 0);
	cm_json_member_int(&b, "n", -3);
	cm_json_member_number(&b, "x", 0.5);
	cm_json_member_raw(&b, "r", s);
	cm_json_key(&b, "o");
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "in\n", "side");
	cm_buf_puts(&b, "}}");
	is(cm_buf_str(&b),
	    "{\"type\":\"po\\\"st\",\"id\":\"12\",\"n\":-3,\"x\":0.5,\"r\":[1],"
	    "\"o\":{\"in\\n\":\"side\"}}",
	    "members, with commas where they are due");
	cm_buf_release(&b);
}

int
main(void)
{
	cm_name = "json.t";
	check_decode();
	check_read();
	check_next();
	check_string();
	check_round();
	check_write();
	return done();
}
