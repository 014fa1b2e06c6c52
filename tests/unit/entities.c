/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/entities.h"
#include "tests/tap.h"

/* What is found, as JSON without the positions. */
static void
check(const char *text, const char *want)
{
	static const char kinds[] = "lmt";
	struct cm_entities e;
	struct cm_buf b;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_entities_find(&e, text, strlen(text));
	for (i = 0; i < e.count; i++)
		cm_buf_printf(&b, "%s%c:%.*s", i > 0 ? " " : "",
		    kinds[e.one[i].kind],
		    (int)(e.one[i].bytes[1] - e.one[i].bytes[0]),
		    text + e.one[i].bytes[0]);
	is(cm_buf_str(&b), want, text);
	cm_buf_release(&b);
	cm_entities_release(&e);
}

static void
check_json(const char *text, const char *want)
{
	struct cm_entities e;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_entities_find(&e, text, strlen(text));
	cm_entities_json(&b, &e, text);
	is(cm_buf_str(&b), want, text);
	cm_buf_release(&b);
	cm_entities_release(&e);
}

static void
check_length(
    const char *text, long link, int graphemes, int bytes, int weighted)
{
	struct cm_entities e;
	struct cm_length l;

	cm_entities_find(&e, text, strlen(text));
	cm_entities_length(&l, &e, text, strlen(text), link);
	is_int((long long)l.in[CM_UNIT_GRAPHEMES], graphemes, text);
	is_int((long long)l.in[CM_UNIT_BYTES], bytes, "bytes as they are");
	is_int((long long)l.in[CM_UNIT_WEIGHTED], weighted, "weighted");
	cm_entities_release(&e);
}

int
main(void)
{
	check(
	    "see https://a.example/b(c)d), then.", "l:https://a.example/b(c)d");
	check("(see https://a.example/b).", "l:https://a.example/b");
	check("[a](https://a.example/x)", "l:https://a.example/x");
	check("\"https://a.example/x\"…", "l:https://a.example/x");
	check("https://a.example/x…", "l:https://a.example/x");
	check(
	    "https://a.example/?q=1&b=2#c!", "l:https://a.example/?q=1&b=2#c");
	check("http://localhost:8080/x", "l:http://localhost:8080/x");
	check("http://127.0.0.1/x http://1.2.3", "l:http://127.0.0.1/x");
	check("HTTPS://A.EXAMPLE", "l:HTTPS://A.EXAMPLE");
	check("shop.example is none, shop.fr is", "l:shop.fr");
	check("write to a.b@shop.fr", "");
	check("e.g. this.that and so", "");
	check("1.5 and 2.0", "");
	check("@ann @bob@social.example. @carl.bsky.social!",
	    "m:@ann m:@bob@social.example m:@carl.bsky.social");
	check("Thanks @ann.It was", "m:@ann");
	check("@ann's and @bob-", "m:@ann m:@bob");
	check("ann@host.fr", "");
	check("#été #日本語 #1 #a1 #a_b-c", "t:#été t:#日本語 t:#a1 t:#a_b");
	check("a#b &#38; ##c", "t:#c");
	check("https://a.example/#b #c", "l:https://a.example/#b t:#c");
	check_json("é🐱 #x shop.fr",
	    "[{\"kind\":\"tag\",\"text\":\"#x\",\"value\":\"x\",\"chars\":[3,5]"
	    ",\"utf16\":[4,6],\"bytes\":[7,9]},{\"kind\":\"link\",\"text\":"
	    "\"shop.fr\",\"value\":\"https://shop.fr\",\"chars\":[6,13],"
	    "\"utf16\":[7,14],\"bytes\":[10,17]}]");
	check_length("a https://shop.example/long", 5, 7, 27, 7);
	check_length("a https://shop.example/long", -1, 27, 27, 25);
	check_length("shop.fr", 23, 23, 7, 23);
	return done();
}
