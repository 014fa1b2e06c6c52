/* SPDX-License-Identifier: ISC */
/* lib/http against tests/httpd, which misbehaves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "lib/http.h"
#include "lib/httptext.h"
#include "lib/httpurl.h"
#include "tests/tap.h"
#include "tests/unit/http_server.h"

static void
answers(const struct server *v)
{
	static const char *const same[] = {"If-None-Match: \"x\"", NULL};
	struct cm_http_options o = quick();
	struct cm_http_request rq = {.headers = same};
	struct seen s = get(v, "/a.txt?type=text/x;%20charset=utf-8");

	is_int(s.class, CM_HTTP_OK, "an answer");
	is_int(s.status, 200, "its status");
	is(s.body, "the body", "its body");
	is(s.type, "text/x; charset=utf-8", "a header");
	is_int(s.calls, 1, "done() is called once");
	s = get(v, "/none");
	is_int(s.class, CM_HTTP_GONE, "404");
	is(s.why, "404 Not Found", "in words");
	is_int(get(v, "/a.txt?status=410").class, CM_HTTP_GONE, "410");
	is_int(get(v, "/a.txt?status=401").class, CM_HTTP_EXPIRED, "401");
	is_int(get(v, "/a.txt?status=403").class, CM_HTTP_REFUSED, "403");
	is_int(get(v, "/a.txt?status=422").class, CM_HTTP_INVALID, "422");
	is_int(get(v, "/a.txt?status=500").class, CM_HTTP_SERVER, "500");
	is_int(
	    get(v, "/a.txt?status=418").class, CM_HTTP_REFUSED, "another 4xx");
	is_int(ask(v, &o, rq, "/a.txt?status=304").class, CM_HTTP_SAME, "304");
	put(v, "raw.http",
	    "HTTP/1.1 200 OK\r\nX-Twice: one\r\nX-Other: 1\r\n"
	    "X-TWICE:  two \r\nContent-Length: 2\r\n\r\nhi");
	s = get(v, "/raw");
	is(s.twice, "one, two", "a header that is repeated is joined");
	is(s.body, "hi", "a canned answer");
}

static void
failures(const struct server *v)
{
	struct cm_http_options o = quick();
	struct cm_http_request rq = {.max = 4};
	struct seen s = get(v, "/a.txt?cut=3");

	is_int(s.class, CM_HTTP_BROKEN, "an answer that is cut off");
	is_int(get(v, "/a.txt?length=99").class, CM_HTTP_BROKEN,
	    "a Content-Length that is too long");
	is_int(get(v, "/a.txt?silent").class, CM_HTTP_BROKEN, "no answer");
	is_int(get(v, "/a.txt?cut=3&reset").class, CM_HTTP_BROKEN, "a reset");
	s = get(v, "/a.txt?garbage");
	is_int(s.class, CM_HTTP_UNFIT, "what is not HTTP");
	s = get(v, "/a.txt?hang");
	is_int(s.class, CM_HTTP_BROKEN, "a server that hangs");
	o.max = 100000;
	s = ask(v, &o, (struct cm_http_request){.max = 0}, "/a.txt?endless");
	is_int(s.class, CM_HTTP_UNFIT, "a body without an end");
	is(s.why, "its body is over 100000 bytes", "in words");
	s = ask(v, &o, rq, "/a.txt");
	is_int(s.class, CM_HTTP_UNFIT, "a body over the request's own maximum");
	is_int(get(v, "http://127.0.0.1:1/").class, CM_HTTP_UNREACHED,
	    "nobody there");
	is_int(get(v, "http://no.such.host.invalid/").class, CM_HTTP_UNREACHED,
	    "an unknown host");
	is_int(get(v, "file:///etc/passwd").class, CM_HTTP_UNFIT,
	    "a file is not fetched");
	is_int(get(v, "http://[::1").class, CM_HTTP_UNFIT, "not a URL");
}

static void
redirects(const struct server *v)
{
	struct cm_http_options o = quick();
	struct cm_http_request stay = {.stay = 1};
	char want[256];
	struct seen s = get(v, "/a.txt?status=301&to=/b.txt");

	is(s.body, "another", "a redirect is followed");
	snprintf(want, sizeof(want), "%s/b.txt", v->base);
	is(s.moved, want, "301 has moved for good");
	is(s.url, want, "the URL that answered");
	s = get(v, "/a.txt?status=308&to=b.txt");
	is(s.moved, want, "308, relative");
	s = get(v, "/a.txt?status=302&to=/b.txt");
	is(s.moved, "", "302 has not moved for good");
	s = get(v, "/a.txt?status=301&to=/b.txt%3fstatus=302%26to=/a.txt");
	snprintf(want, sizeof(want), "%s/b.txt?status=302&to=/a.txt", v->base);
	is(s.moved, want,
	    "what lasts is the part before the first that "
	    "does not");
	s = get(v, "/a.txt?loop");
	is_int(s.class, CM_HTTP_UNFIT, "a redirect loop");
	is(s.why, "redirect loop: gave up after 10 redirects", "in words");
	is_int(s.attempts, 11, "ten are followed");
	s = get(v, "/a.txt?status=302&to=file:///etc/passwd");
	is_int(s.class, CM_HTTP_UNFIT, "a redirect to a file is refused");
	s = ask(v, &o, stay, "/a.txt?status=302&to=/b.txt");
	is_int(s.status, 302, "a redirect that is not to be followed");
}

static void
repeats(const struct server *v)
{
	struct cm_http_options o = quick();
	struct cm_http_request rq = {.method = NULL};
	struct cm_http_request harm = {
	    .method = "POST", .body = "x=1", .body_len = 3, .unsafe = 1};
	struct seen s;

	o.retries = 1;
	s = ask(v, &o, rq, "/a.txt?status=500&times=1");
	is_int(s.status, 200, "500 once: asked again");
	is_int(s.attempts, 2, "two requests");
	s = ask(v, &o, rq, "/a.txt?status=502");
	is_int(s.attempts, 2, "and then it is given up");
	s = ask(v, &o, harm, "/a.txt?status=500&times=1&n=2");
	is_int(s.attempts, 1, "what does harm is not repeated");
	is_int(s.class, CM_HTTP_SERVER, "but fails");
	s = ask(v, &o, harm, "/a.txt?status=429&retry=1&times=1");
	is_int(s.status, 200, "unless it was refused by a rate limit");
	s = ask(v, &o, rq, "/a.txt?status=503&retry=1&times=1");
	is_int(s.status, 200, "503 with Retry-After is a rate limit");
	s = ask(v, &o, rq, "/a.txt?status=429&retry=3600");
	is_int(s.class, CM_HTTP_RATE, "longer than our patience");
	is_int(s.wait, 3600, "how long");
	o.patience = 0;
	s = ask(v, &o, rq, "/a.txt?status=429&retry=1&n=3");
	is_int(s.class, CM_HTTP_RATE, "no patience at all");
	is_int(cm_http_later(s.class), 1, "may work later");
	is_int(cm_http_later(CM_HTTP_GONE), 0, "what is gone does not");
}

static void
many(const struct server *v)
{
	enum { N = 40 };
	struct cm_http_options o = quick();
	struct cm_http *h;
	struct cm_http_request rq = {.done = done_one};
	struct seen s[N];
	struct timespec from, to;
	char url[256];
	int i, good = 0, most;
	double took;

	memset(s, 0, sizeof(s));
	o.jobs = 20;
	o.per_host = 5;
	h = cm_http_open(&o);
	snprintf(url, sizeof(url), "%s/a.txt?wait=100", v->base);
	rq.url = url;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (i = 0; i < N; i++) {
		rq.ctx = &s[i];
		cm_http_start(h, &rq);
	}
	while (cm_http_step(h, -1) > 0)
		;
	clock_gettime(CLOCK_MONOTONIC, &to);
	took = (double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	for (i = 0; i < N; i++)
		good += s[i].calls == 1 && s[i].status == 200;
	is_int(good, N, "many requests are all answered, once each");
	ok(took > 0.75 && took < 2.5, "five at a time: 40 of 0.1 s in 0.8 s");
	logged(v, "wait=100", &most);
	is_int(most, 5, "never more than five to one host");
	cm_http_start(h, &rq);
	cm_http_step(h, 0);
	cm_http_close(h);
	is_int(s[N - 1].calls, 1, "what is dropped does not call done()");
}

static void
secrets(const struct server *v)
{
	static const char *const headers[] = {
	    "Authorization: Bearer abc", "X-Mine: 1", NULL};
	struct cm_http_options o = quick();
	struct cm_http_request rq = {.headers = headers};
	char url[256];
	const char *port = strrchr(v->base, ':');
	int most;

	/* localhost is another origin than 127.0.0.1. */
	snprintf(url, sizeof(url),
	    "/a.txt?status=302&to=http://localhost%s/b.txt", port);
	is(ask(v, &o, rq, url).body, "another", "a redirect to another host");
	is_int(logged(v, "authorization: Bearer abc", &most), 1,
	    "does not get Authorization");
	is_int(logged(v, "x-mine: 1", &most), 2, "but other headers");
	snprintf(
	    url, sizeof(url), "http://me:secret@127.0.0.1%s/a.txt?n=9", port);
	get(v, url);
	is_int(logged(v, "authorization: Basic bWU6c2VjcmV0", &most), 1,
	    "user and password of a URL");
}

static void
places(void)
{
	static const char *const inside[] = {"http://127.0.0.1:80",
	    "https://localhost:443", "http://a.localhost:80",
	    "http://localhost.:80", "http://[::1]:80",
	    "http://[::ffff:127.0.0.1]:80", "http://[fe80::1%25eth0]:80",
	    "http://[fd00::1]:80", "http://10.1.2.3:80", "http://172.31.0.1:80",
	    "http://192.168.1.1:80", "http://169.254.169.254:80",
	    "http://0.0.0.0:80", NULL};
	static const char *const outside[] = {"https://x.example:443",
	    "http://172.32.0.1:80", "http://8.8.8.8:80",
	    "https://[2001:db8::1]:443", "https://notlocalhost:443",
	    "https://localhost.example:443", "https://10.example:443", NULL};
	size_t i;

	for (i = 0; inside[i] != NULL; i++)
		ok(cm_httpurl_inside(inside[i]), inside[i]);
	for (i = 0; outside[i] != NULL; i++)
		ok(!cm_httpurl_inside(outside[i]), outside[i]);
}

static void
texts(void)
{
	char *s;

	s = cm_httpurl_shown("http://me:se@cret@host/a@b?c@d#e");
	is(s, "http://host/a@b?c@d", "a URL without its password");
	free(s);
	s = cm_httpurl_shown("https://host/a");
	is(s, "https://host/a", "a URL without one");
	free(s);
	s = cm_httpurl_origin("HTTPS://me@Host.Example/x");
	is(s, "https://host.example:443", "an origin");
	free(s);
	s = cm_httpurl_join("http://u:p@host/a/b", "../c");
	is(s, "http://u:p@host/c", "the password goes on to the same origin");
	free(s);
	s = cm_httpurl_join("http://u:p@host/a/b", "//other/c");
	is(s, "http://other/c", "and to no other");
	free(s);
	s = cm_httpurl_join("http://u:p@host/a/b", "https://host/c");
	is(s, "https://host/c", "nor to another scheme");
	free(s);
	is_int(cm_httptext_retry_after("120", NULL), 120,
	    "Retry-After in seconds");
	is_int(cm_httptext_retry_after("Mon, 16 Nov 2026 06:00:30 GMT",
		   "Mon, 16 Nov 2026 06:00:00 GMT"),
	    30, "Retry-After as a date, by the server's clock");
	is_int(cm_httptext_retry_after("9223372036854775807", NULL),
	    1000000000000, "Retry-After: as long as can be counted with");
	is_int(cm_httptext_retry_after("99999999999999999999", NULL),
	    1000000000000, "Retry-After: and longer");
	is_int(
	    cm_httptext_retry_after("-1", NULL), -1, "Retry-After: before now");
	is_int(cm_httptext_retry_after("soon", NULL), -1,
	    "Retry-After that is neither");
}

int
main(void)
{
	struct server v;

	cm_name = "http";
	cm_talk(-1);
	texts();
	places();
	start(&v);
	answers(&v);
	failures(&v);
	redirects(&v);
	repeats(&v);
	many(&v);
	secrets(&v);
	stop(&v);
	return done();
}
