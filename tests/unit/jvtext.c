/* SPDX-License-Identifier: ISC */
/* JSON to libjq's values and back: the same as libjq's own functions. */
#include "lib/jvtext.h"
#include "tests/tap.h"

static struct cm_jvtext t;

/* What libjq reads and writes itself. */
static const char *
theirs(const char *json, jv *hold)
{
	jv v = jv_parse(json);

	if (!jv_is_valid(v)) {
		v = jv_invalid_get_msg(v);
		*hold = v;
		return jv_get_kind(v) == JV_KIND_STRING ? jv_string_value(v)
							: "nothing";
	}
	*hold = jv_dump_string(v, 0);
	return jv_string_value(*hold);
}

static void
same(const char *json)
{
	struct cm_buf b;
	jv v = cm_jvtext_read(&t, json, strlen(json)), hold;
	const char *want = theirs(json, &hold), *got;

	cm_buf_init(&b, CM_BUF_ANY);
	if (jv_is_valid(v)) {
		cm_jvtext_write(&b, v);
		got = cm_buf_str(&b);
		is(got, want, json);
	} else {
		v = jv_invalid_get_msg(v);
		got = jv_get_kind(v) == JV_KIND_STRING ? jv_string_value(v)
						       : "nothing";
		is(got, want, json);
		jv_free(v);
	}
	cm_buf_release(&b);
	jv_free(hold);
}

static void
test_nested(void)
{
	struct cm_buf b;
	jv v = jv_null();
	int i;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < CM_JVTEXT_DEPTH; i++)
		v = JV_ARRAY(v);
	ok(cm_jvtext_write(&b, jv_copy(v)) == 0, "nested as libjq can");
	ok(cm_jvtext_write(&b, JV_ARRAY(v)) == -1, "nested more is refused");
	cm_buf_clear(&b);
	for (i = 0; i < 200; i++)
		cm_buf_byte(&b, '[');
	for (i = 0; i < 200; i++)
		cm_buf_byte(&b, ']');
	v = cm_jvtext_read(&t, b.p, b.len);
	ok(jv_is_valid(v), "what is nested deeply is read by libjq");
	jv_free(v);
	cm_buf_release(&b);
}

int
main(void)
{
	static const char *const texts[] = {"null", "true", "false", "0", "7",
	    "-7", "12.5", "-0.25", "1e3", "1E-7", "123456789012345",
	    "1234567890123456", "9007199254740991", "-123456789012345678",
	    "1e17", "1e300", "\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	    "\"\\u0001\\u001f\\u00e9\\u20ac\\ud83d\\ude00\"",
	    "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"", "\"\\\\\"",
	    "\"\\\\\\\"\"", "[]", "{}", "[1,[2,[]],{}]", " [ 1 , 2 ] ",
	    "{\"a\":1,\"b\":{\"a\":\"x\",\"c\":[null,true]},\"a\":2}",
	    "{\"z\":1,\"y\":2,\"x\":3,\"w\":4,\"v\":5,\"u\":6,\"t\":7,\"s\":8,"
	    "\"r\":9,\"q\":10}",
	    "{\"\":1,\"\\u0061\":2,\"a name that is longer than those that are "
	    "kept\":3}",
	    "", "[1", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "\"a",
	    "[1] 2", "nul", "-", "[1}", "{\"a\":}", "{1:2}", NULL};
	size_t i;

	cm_jvtext_init(&t);
	for (i = 0; texts[i] != NULL; i++)
		same(texts[i]);
	for (i = 0; texts[i] != NULL; i++)
		same(texts[i]); /* with the names that are known by now */
	test_nested();
	cm_jvtext_release(&t);
	return done();
}
