/* SPDX-License-Identifier: ISC */
#ifndef CM_NETREQ_CASES_H
#define CM_NETREQ_CASES_H

/* The cases of tests/unit/netreq.c. */

#define NO_HOST "its url: its host is none"

static void
check_url(void)
{
	struct made m;

	sends("{\"method\":\"GET\",\"url\":\"/v1/me\"}",
	    "GET https://api.example/v1/me", "a path hangs on the base");
	sends_at("https://api.example/v25.0/", NULL, "{\"url\":\"/x\"}",
	    "GET https://api.example/v25.0/x", "a base with a path keeps it");
	sends_at("https://api.example/?rest_route=", NULL,
	    "{\"url\":\"/wp/v2/posts?a=b\",\"query\":{\"c\":\"d\"}}",
	    "GET https://api.example/?rest_route=/wp/v2/posts&a=b&c=d",
	    "a base with a query");
	sends_at("https://api.example/v25.0", NULL,
	    "{\"url\":\"https://x.example\"}", "GET https://x.example/",
	    "a whole URL does not hang on it");
	sends("{\"url\":\"/?rest_route=/wp/v2/posts\","
	      "\"query\":{\"a\":[1,2,null],\"b\":null,\"c\":true,"
	      "\"d\":\"x y&\\u00e9\",\"e[]\":\"+/~*'\",\"none\":[]}}",
	    "GET https://api.example/?rest_route=/wp/v2/posts&a=1&a=2&c=true&"
	    "d=x%20y%26%C3%A9&e%5B%5D=%2B%2F~%2A%27",
	    "query joins a query, lists repeat, nulls fall away");
	sends("{\"url\":\"/a b/\\u00e9?x={y}%20z#part\"}",
	    "GET https://api.example/a%20b/%C3%A9?x=%7By%7D%20z",
	    "what no URL may have is encoded, once; the fragment falls away");
	sends("{\"url\":\"/a\\r\\nHost: evil/%0d%0a\"}",
	    "GET https://api.example/a%0D%0AHost:%20evil/%0d%0a",
	    "line ends in a path");
	sends("{\"url\":\"/bot\\u0001token\\u0001/x?t=\\u0001token\\u0001\"}",
	    "GET https://api.example/bottok%2Fen%2B1/x?t=tok%2Fen%2B1",
	    "a secret in the path is one segment, in the query one value");
	sends("{\"url\":\"/\",\"query\":{\"t\":\"\\u0001token\\u0001\"}}",
	    "GET https://api.example/?t=tok%2Fen%2B1", "a secret in query");
	sends("{\"url\":\"https://X.Example.:443/UP\"}",
	    "GET https://x.example/UP", "a host is one in any spelling");
	sends("{\"url\":\"/r?ids=List(urn%3Ali%3Ashare%3A700,5)&t=(s:1)\"}",
	    "GET https://api.example/r?ids=List(urn%3Ali%3Ashare%3A700,5)"
	    "&t=(s:1)",
	    "the structure of a query that a module wrote stays");
	refuses("{\"url\":\"/\",\"query\":{\"\\u0001token\\u0001\":1}}",
	    "a secret in the name of a parameter", "not in a name");
	refuses("{\"url\":\"/\",\"query\":{\"a\":{\"b\":1}}}",
	    "'a' is neither a text nor a list of texts", "no objects");
	refuses("{\"url\":\"/\\u0001token\"}", "a mark that is none",
	    "half a mark");
	refuses("{\"url\":\"/\\u0001\\u0001\"}", "a mark that is none",
	    "an empty mark");
	refuses("{\"url\":\"/\\u0001base64 0 -1 /etc/passwd\\u0001\"}",
	    "base64() stands in a body only", "no file in a URL");
	refuses("{\"url\":\"\"}", "it has no url", "an empty URL");
	refuses("{\"url\":\"a/b\"}", "its url: not a URL of https",
	    "a relative URL");
	make(&m, NULL, NULL, "{\"url\":\"/x\"}");
	ok(m.bad && strstr(m.why, "no base") != NULL, "no base");
	drop(&m);
	make(&m, "https://api.example", NULL,
	    "{\"url\":\"/x?t=\\u0001token\\u0001\",\"query\":{\"a\":\"b c\"}}");
	is(m.r.shown_url, "https://api.example/x?t=\x01token\x01&a=b%20c",
	    "what is shown has the mark");
	is_int(m.r.private, 1, "and it is private");
	drop(&m);
}

static void
goes(const char *url, int trusted)
{
	struct made m;
	char request[512];

	snprintf(request, sizeof(request), "{\"url\":\"%s\"}", url);
	make(&m, "https://api.example", "{\"bearer\":\"token\"}", request);
	ok(!m.bad && m.r.private == trusted, url);
	if (m.bad)
		printf("# %s\n", m.why);
	drop(&m);
}

static void
stays(const char *url, const char *why)
{
	struct made m;
	char request[512];

	snprintf(request, sizeof(request), "{\"url\":\"%s\"}", url);
	make(&m, "https://api.example", "{\"bearer\":\"token\"}", request);
	is(m.bad ? m.why : m.r.url, why, url);
	drop(&m);
}

static void
check_hosts(void)
{
	goes("https://api.example/", 1);
	goes("https://API.EXAMPLE./", 1);
	goes("https://api.example:443/", 1);
	goes("https://a.cdn.example/", 1);
	goes("https://a.b.cdn.example/", 1);
	goes("https://up.example/", 0);
	stays("//evil.example/", "its url begins with two slashes");
	stays("/v1/../evil", "its url has . or .. in its path");
	stays("/v1/%2E./evil", "its url has . or .. in its path");
	stays("/v1/1%2f..%2Fevil", "its url has . or .. in its path");
	stays("/v1/..?a=1", "its url has . or .. in its path");
	stays("/\\\\evil.example/", "its url begins with two slashes");
	stays("https://x.example@evil.example/",
	    "its url: it has a user or a password in it");
	stays("https://a:b@x.example/",
	    "its url: it has a user or a password in it");
	stays("https://evil.example\\\\@x.example/",
	    "its url: there is a backslash in it");
	stays("https://evil.example/",
	    "evil.example:443 is not one of the network's hosts");
	stays("https://x.example.evil.example/",
	    "x.example.evil.example:443 is not one of the network's hosts");
	stays("https://evilx.example/",
	    "evilx.example:443 is not one of the network's hosts");
	stays("https://cdn.example/",
	    "cdn.example:443 is not one of the network's hosts");
	stays("https://evilcdn.example/",
	    "evilcdn.example:443 is not one of the network's hosts");
	stays("https://x.example:8443/",
	    "x.example:8443 is not one of the network's hosts");
	stays("http://x.example/", "its url: only https leaves this machine");
	stays("HTTP://x.example/", "its url: only https leaves this machine");
	stays("ftp://x.example/", "its url: not a URL of https");
	stays("file:///etc/passwd", "its url: not a URL of https");
	stays("javascript:alert(1)", "its url: not a URL of https");
	stays("https:///x", "its url: it has no host");
	stays("https://./", "its url: it has no host");
	stays("https://x.example../", NO_HOST);
	stays("https://x..example/", NO_HOST);
	stays("https://x.example:0/", "its url: its port is none");
	stays("https://x.example:65536/", "its url: its port is none");
	stays("https://x.example:44x/", "its url: its port is none");
	stays("https://x.example%2eevil.example/", NO_HOST);
	stays("https://x.example%00.evil.example/", NO_HOST);
	stays("https://x.example\\u0000.evil.example/", "it has no url");
	stays("https://x.example\\t/", NO_HOST);
	stays("https://x.example /", NO_HOST);
	stays("https://\xef\xbd\x98.example/",
	    "its url: its host must be written in ASCII (xn--...)");
	stays("https://x\xe3\x80\x82"
	      "example/",
	    "its url: its host must be written in ASCII (xn--...)");
	stays("https://\\u0001token\\u0001.example/",
	    "a secret stands where its host is");
	stays("https://x.example:\\u0001token\\u0001/",
	    "a secret stands where its host is");
	stays("http://2130706433/", NO_HOST);
	stays("http://0x7f.1/", NO_HOST);
	stays("http://127.1/", NO_HOST);
	stays("http://127.0.0.01/", NO_HOST);
	stays("http://[::1/", NO_HOST);
	stays("http://[::1]x/", NO_HOST);
	stays("http://[::ffff:127.0.0.1]/",
	    "its url: only https leaves this machine");
	stays("https://[fe80::1%25eth0]/", NO_HOST);
}

static void
base_is(const char *base, const char *url, const char *want)
{
	struct made m;
	struct cm_buf account;

	setup(&m, base, NULL);
	cm_buf_init(&account, CM_BUF_ANY);
	cm_buf_printf(&account, "{\"base\":\"%s\"}", base);
	m.w.account = cm_buf_str(&account);
	m.bad = cm_netreq_read(&m.r, slice(url), &m.w, &m.why, &m.lacks);
	is(m.bad ? m.why : m.r.url, want, base);
	cm_buf_release(&account);
	drop(&m);
}

static void
check_bases(void)
{
	static char *const pds[] = {(char *)".pds", NULL};
	static char *const port[] = {(char *)"x.com:8443", NULL};
	static char *const star[] = {(char *)"*.x.com", (char *)"*", NULL};
	const char *account = "{\"pds\":\"https://pds.example:8443/x\","
			      "\"bare\":\"bare.example\",\"n\":5}";

	base_is("http://127.0.0.1:8080", "{\"url\":\"/x\"}",
	    "http://127.0.0.1:8080/x");
	base_is("http://127.9.9.9:1/b", "{\"url\":\"/x\"}",
	    "http://127.9.9.9:1/b/x");
	base_is("http://[::1]:8080", "{\"url\":\"/x\"}", "http://[::1]:8080/x");
	base_is("http://[0:0::1]:8080", "{\"url\":\"http://[::1]:8080/x\"}",
	    "http://[::1]:8080/x");
	base_is("http://localhost", "{\"url\":\"/x\"}", "http://localhost/x");
	base_is("http://a.localhost:81", "{\"url\":\"/x\"}",
	    "http://a.localhost:81/x");
	base_is("http://notlocalhost", "{\"url\":\"/x\"}",
	    "its url: only https leaves this machine");
	base_is("http://10.0.0.1", "{\"url\":\"/x\"}",
	    "its url: only https leaves this machine");
	base_is("http://127.0.0.1:8080", "{\"url\":\"http://127.0.0.1:81/\"}",
	    "127.0.0.1:81 is not one of the network's hosts");
	base_is("https://localhost:8080", "{\"url\":\"http://localhost:8080\"}",
	    "localhost:8080 is not one of the network's hosts");
	base_is("https://ann:pw@api.example", "{\"url\":\"/x\"}",
	    "its url: it has a user or a password in it");
	ok(cm_netreq_host(pds, "pds.example:8443", account),
	    "a port of a fact");
	ok(!cm_netreq_host(pds, "pds.example", account), "another port");
	ok(!cm_netreq_host(pds, "pds.example:8443", "{}"), "no such fact");
	ok(!cm_netreq_host(pds, "pds.example:8443", NULL), "no facts");
	ok(cm_netreq_host(port, "X.com.:8443", NULL), "a pattern with a port");
	ok(!cm_netreq_host(port, "x.com", NULL), "and not without");
	ok(cm_netreq_host(star, "https://a.x.com/b", NULL), "a URL");
	ok(!cm_netreq_host(star, "x.com", NULL), "a star is one label or more");
	ok(!cm_netreq_host(star, ".x.com", NULL), "and no empty one");
	ok(!cm_netreq_host(star, "evil.com", NULL), "a star alone is none");
}

static void
check_headers(void)
{
	struct made m;

	sends("{\"url\":\"/\",\"headers\":{\"X-A\":\"b c\",\"x-n\":5,"
	      "\"x-null\":null,\"x-t\":\"<\\u0001token\\u0001>\"}}",
	    "GET https://api.example/\nX-A: b c\nx-n: 5\nx-t: <tok/en+1>",
	    "headers");
	refuses("{\"url\":\"/\",\"headers\":{\"a\":\"b\\r\\nc: d\"}}",
	    "header a: a control character", "a line end in a value");
	refuses("{\"url\":\"/\",\"headers\":{\"a\":\"b\\nc: d\"}}",
	    "header a: a control character", "LF alone");
	refuses("{\"url\":\"/\",\"headers\":{\"a\":\"b\\u0000c\"}}",
	    "header a: a NUL", "a NUL in a value");
	refuses("{\"url\":\"/\",\"headers\":{\"a\":\"\\u0001odd\\u0001\"}}",
	    "header a: a control character", "a secret of two lines");
	refuses("{\"url\":\"/\",\"headers\":{\"a: b\\r\\nc\":\"d\"}}",
	    "the name of a header is none", "a line end in a name");
	refuses("{\"url\":\"/\",\"headers\":{\"\":\"d\"}}",
	    "the name of a header is none", "no name");
	refuses("{\"url\":\"/\",\"headers\":{\"a b\":\"d\"}}",
	    "the name of a header is none", "a blank in a name");
	refuses("{\"url\":\"/\",\"headers\":{\"\\u0001token\\u0001\":\"d\"}}",
	    "the name of a header is none", "a secret as a name");
	refuses("{\"url\":\"/\",\"headers\":{\"HOST\":\"evil.example\"}}",
	    "header HOST is not a module's", "Host");
	refuses("{\"url\":\"/\",\"headers\":{\"Content-Length\":1}}",
	    "header Content-Length is not a module's", "Content-Length");
	refuses("{\"url\":\"/\",\"headers\":[]}", "its headers are no object",
	    "a list");
	refuses("{\"url\":\"https://up.example/\",\"headers\":{\"a\":"
		"\"\\u0001token\\u0001\"}}",
	    "the secret 'token' for a host that gets no credentials",
	    "a secret for an open host");
	make(&m, "https://api.example", "{\"bearer\":\"token\"}",
	    "{\"url\":\"/\",\"headers\":{\"a\":\"\\u0001token\\u0001\"}}");
	ok(m.r.shown_headers.len == 33 &&
		memcmp(m.r.shown_headers.p,
		    "a\0\x01token\x01\0authorization\0REDACTED", 33) == 0,
	    "what is shown has marks, and no token");
	drop(&m);
}

static void
check_words(void)
{
	struct made m;

	refuses("{\"url\":\"/\",\"methode\":\"GET\"}",
	    "a request has no member \"methode\"", "a slip of the pen");
	refuses("[]", "a request is an object", "no object");
	refuses("{\"url\":\"/\",\"method\":\"G T\"}", "its method is none",
	    "no method");
	refuses("{\"url\":\"/\",\"method\":\"CONNECT\"}", "its method is none",
	    "CONNECT");
	refuses("{\"url\":\"/\",\"after\":-1}",
	    "its after is no number of seconds", "before now");
	refuses("{\"url\":\"/\",\"accept\":\"gone\"}",
	    "its accept is no list of kinds", "accept");
	refuses("{\"url\":\"/\",\"keep\":[\"a\"]}",
	    "its keep is no object of paths", "keep");
	make(&m, "https://api.example", NULL,
	    "{\"url\":\"/\",\"method\":\"POST\",\"after\":1.5,"
	    "\"deadline\":300,\"accept\":[\"gone\"],\"keep\":{\"a\":\"b\"}}");
	ok(m.r.after == 1.5 && m.r.deadline == 300, "after and deadline");
	ok(m.r.accept.len == 8 && m.r.keep.len == 9, "accept and keep");
	ok(!m.r.safe && !m.r.said_safe && m.r.npieces == 0 &&
		m.r.mime == NULL && !m.r.private,
	    "POST is not safe");
	drop(&m);
	make(&m, "https://api.example", NULL,
	    "{\"url\":\"/\",\"method\":\"POST\",\"safe\":true}");
	ok(m.r.safe && m.r.said_safe && m.r.after == -1, "unless it says so");
	drop(&m);
	make(&m, "https://api.example", NULL,
	    "{\"url\":\"/\",\"method\":\"PUT\"}");
	ok(m.r.safe && !m.r.said_safe, "PUT is, and did not say so");
	drop(&m);
	make(&m, "https://api.example", NULL,
	    "{\"url\":\"/\",\"safe\":false,\"json\":null,\"query\":null}");
	ok(!m.r.safe && m.r.npieces == 0, "said not to be; null is not there");
	drop(&m);
}

#endif
