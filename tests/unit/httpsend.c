/* SPDX-License-Identifier: ISC */
/* What lib/http sends: bodies, private things, when, and what it waits for. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/http.h"
#include "lib/httpurl.h"
#include "tests/tap.h"
#include "tests/unit/http_server.h"

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The hash that the server gives of what it got. */
static const char *
summed(const char *p, size_t n, char to[80])
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
	snprintf(to, 80, "{\"bytes\":%zu,\"hash\":\"%016llx\"}", n,
	    (unsigned long long)h);
	return to;
}

static struct seen
send_body(const struct server *v, const char *method, const char *body,
    size_t len, const char *path)
{
	struct cm_http_options o = quick();
	struct cm_http_request rq = {
	    .method = method, .body = body, .body_len = len};

	return ask(v, &o, rq, path);
}

/* Methods with and without a body. */
static void
methods(const struct server *v)
{
	static const char *const with[] = {
	    "POST", "PUT", "PATCH", "DELETE", "GET"};
	static const char *const without[] = {"POST", "PUT", "PATCH"};
	char line[128], want[80];
	size_t i;
	int most;

	for (i = 0; i < 5; i++) {
		snprintf(line, sizeof(line), "%s sends its body", with[i]);
		is(send_body(v, with[i], "x=1", 3, "/m?sink").body,
		    summed("x=1", 3, want), line);
		snprintf(line, sizeof(line), "%s /m?sink 200", with[i]);
		is_int(logged(v, line, &most), 1, "under its own name");
	}
	is_int(logged(v, "content-length: 3", &most), 5, "of known length");
	is_int(logged(v, "content-type:", &most), 0, "no type is made up");
	for (i = 0; i < 3; i++)
		is_int(send_body(v, without[i], NULL, 0, "/a.txt").status, 200,
		    "a request without a body");
	is_int(logged(v, "content-length: 0", &most), 3,
	    "says that there is none");
	send_body(v, "DELETE", NULL, 0, "/a.txt?gone");
	is_int(logged(v, "content-length: 0", &most), 3, "DELETE need not");
	put(v, "n", "other");
	put(v, "n@2", "second");
	put(v, "n@PUT", "put");
	is(get(v, "/n").body, "other", "the server's answers");
	is(get(v, "/n").body, "second", "may differ by number");
	is(send_body(v, "PUT", "", 0, "/n").body, "put", "and by method");
}

/* A file of several megabytes, in pieces. */
static void
files(const struct server *v)
{
	enum { N = 5000000 };
	struct cm_http_options o = quick();
	char *p = cm_zalloc(N + 32), path[128], want[80], name[400];
	struct cm_http_piece pieces[] = {{.bytes = "{\"a\":\"", .len = 6},
	    {.file = path, .offset = 0, .length = N},
	    {.bytes = "\"}", .len = 2}};
	struct cm_http_request rq = {
	    .method = "PUT", .pieces = pieces, .npieces = 3};
	struct seen s;
	FILE *f;
	int i, most;

	memcpy(p, "{\"a\":\"", 6);
	for (i = 0; i < N; i++)
		p[6 + i] = (char)(i * 2654435761u >> 13);
	memcpy(p + 6 + N, "\"}", 2);
	snprintf(path, sizeof(path), "%s/big", v->folder);
	f = fopen(path, "w");
	if (f != NULL) {
		fwrite(p + 6, 1, N, f);
		fclose(f);
	}
	is(ask(v, &o, rq, "/u?sink").body, summed(p, N + 8, want),
	    "a file between two texts");
	is_int(logged(v, "content-length: 5000008", &most), 1, "its length");
	is_int(logged(v, "expect:", &most), 0, "without asking first");
	rq.method = "POST";
	o.retries = 1;
	s = ask(v, &o, rq, "/u?sink&status=500&times=1");
	is(s.body, want, "sent again, from its beginning");
	is_int(s.attempts, 2, "at the second attempt");
	s = ask(v, &o, rq, "/u?early&status=413");
	is_int(s.status, 413, "an answer before the body was sent is heard");
	pieces[1].base64 = 1;
	pieces[1].offset = N - 100;
	pieces[1].length = 100;
	s = ask(v, &o, rq, "/u?sink&b");
	is_int(strncmp(s.body, "{\"bytes\":144,", 13), 0, "a part in base64");
	pieces[1].length = 101;
	s = ask(v, &o, rq, "/u?sink&c");
	is_int(s.class, CM_HTTP_UNFIT, "a file that has become shorter");
	snprintf(name, sizeof(name), "cannot send '%s': it has become shorter",
	    path);
	is(s.why, name, "in words");
	is_int(s.sent, 0, "nothing was sent");
	is_int(logged(v, "sink&c", &most), 0, "nothing arrived");
	free(p);
}

/* A file that is far larger than the memory it takes; and one that becomes
 * shorter while it is sent. */
static void
large(const struct server *v)
{
	enum { LEN = 256 << 20 };
	struct cm_http_options o = quick();
	char path[128], url[256];
	struct cm_http_piece p = {.file = path, .length = LEN};
	struct cm_http_request rq = {
	    .method = "PUT", .pieces = &p, .npieces = 1, .done = done_one};
	struct seen s = {.calls = 0};
	struct rusage from, to;
	struct cm_http *h;

	snprintf(path, sizeof(path), "%s/big", v->folder);
	o.timeout = 60;
	ok(truncate(path, LEN) == 0, "a file of 256 MiB");
	getrusage(RUSAGE_SELF, &from);
	s = ask(v, &o, rq, "/u?sink=fast&l");
	getrusage(RUSAGE_SELF, &to);
	is(s.body, "{\"bytes\":268435456,\"hash\":\"cbf29ce484222325\"}",
	    "is sent");
	ok(to.ru_maxrss - from.ru_maxrss < 8 << 10, "in little memory");
	h = cm_http_open(&o);
	snprintf(url, sizeof(url), "%s/u?sink=fast&m", v->base);
	rq.url = url;
	rq.ctx = &s;
	cm_http_start(h, &rq);
	cm_http_step(h, 0);
	ok(truncate(path, 1000) == 0, "it becomes shorter");
	while (cm_http_step(h, -1) > 0)
		;
	cm_http_close(h);
	is_int(s.class, CM_HTTP_UNFIT, "while it is sent");
	ok(strstr(s.why, "it has become shorter") != NULL, "in words");
	is_int(s.attempts, 1, "and is not sent again");
}

/* A request that was sent is told from one that was not. */
static void
sent(const struct server *v)
{
	struct cm_http_options o = quick();
	struct cm_http_request rq = {
	    .method = "POST", .body = "x", .body_len = 1, .unsafe = 1};
	struct cm_http *h;
	struct seen s = get(v, "http://127.0.0.1:1/"), one = {.calls = 0};
	char url[256];
	int most;

	is_int(s.sent, 0, "nobody there: not sent");
	is_int(get(v, "/a.txt?status=404").sent, 1, "answered: sent");
	o.retries = 3;
	s = ask(v, &o, rq, "/a.txt?silent&k=1");
	is_int(s.class, CM_HTTP_BROKEN, "no answer");
	is_int(s.sent, 1, "but sent");
	is_int(logged(v, "silent&k=1", &most), 1, "once");
	s = ask(v, &o, rq, "/a.txt?hang&k=2");
	is_int(s.sent, 1, "a server that hangs: sent");
	/* The same on a connection that was in use before. */
	h = cm_http_open(&o);
	rq.done = done_one;
	rq.ctx = &one;
	rq.url = url;
	rq.method = "POST";
	snprintf(url, sizeof(url), "%s/a.txt", v->base);
	cm_http_start(h, &rq);
	while (cm_http_step(h, -1) > 0)
		;
	snprintf(url, sizeof(url), "%s/a.txt?silent&k=3", v->base);
	cm_http_start(h, &rq);
	while (cm_http_step(h, -1) > 0)
		;
	cm_http_close(h);
	is_int(one.class, CM_HTTP_BROKEN, "no answer on a used connection");
	is_int(logged(v, "silent&k=3", &most), 1,
	    "what does harm is not sent again behind our back");
}

static void
moves(const struct server *v)
{
	struct cm_http_options o = quick();
	struct cm_http_request rq = {
	    .method = "POST", .body = "x", .body_len = 1};
	struct cm_http_request un = {.unsafe = 1};
	struct seen s;

	s = ask(v, &o, rq, "/a.txt?status=303&to=/b.txt");
	is_int(s.status, 303, "a redirect of a POST is an answer");
	is_int(s.class, CM_HTTP_OK, "and no failure");
	rq.method = "PUT";
	s = ask(v, &o, rq, "/a.txt?status=308");
	is_int(s.class, CM_HTTP_OK, "308 without a Location is one, too");
	s = ask(v, &o, un, "/a.txt?status=302&to=/b.txt");
	is_int(s.status, 302, "so is one of what does harm");
	rq.method = "HEAD";
	rq.body = NULL;
	s = ask(v, &o, rq, "/a.txt?status=302&to=/b.txt");
	is_int(s.status, 200, "one of HEAD is followed");
}

/* What is private stays with its first origin. */
static void private(const struct server *v)
{
	static const char *const headers[] = {"X-Api-Key: canary", NULL};
	struct cm_http_options o = quick();
	struct cm_http_request rq = {.headers = headers, .private = 1};
	const char *port = strrchr(v->base, ':');
	char url[512];
	struct seen s;
	int most;

	s = ask(v, &o, rq, "/a.txt?status=302&to=/b.txt");
	is_int(logged(v, "x-api-key: canary", &most), 2,
	    "a private header goes on to the same origin");
	snprintf(url, sizeof(url),
	    "/a.txt?key=kitten&status=302&to=http://localhost%s/"
	    "b.txt%%3fkey=kitten%%26v=2",
	    port);
	s = ask(v, &o, rq, url);
	is(s.body, "another", "a redirect to another origin");
	is_int(logged(v, "x-api-key: canary", &most), 3,
	    "does not get a private header");
	is_int(logged(v, "GET /b.txt?v=2 ", &most), 1,
	    "nor the private part of the query");
	snprintf(url, sizeof(url),
	    "/a.txt?key=kitten&status=302&to=http://localhost%s/kitten/b.txt",
	    port);
	s = ask(v, &o, rq, url);
	is_int(s.class, CM_HTTP_UNFIT, "nor is it led there by its path");
	is_int(logged(v, "GET /kitten", &most), 0, "nothing is asked there");
}

static void
times(const struct server *v)
{
	struct cm_http_options o = quick();
	struct cm_http *h = cm_http_open(&o);
	struct cm_http_request rq = {.done = done_one, .after = 300};
	struct seen a = {.calls = 0}, b = {.calls = 0};
	char url[256];
	double from = seconds();

	snprintf(url, sizeof(url), "%s/a.txt", v->base);
	rq.url = url;
	rq.ctx = &a;
	cm_http_start(h, &rq);
	rq.after = 0;
	rq.ctx = &b;
	cm_http_start(h, &rq);
	while (cm_http_step(h, -1) > 0)
		;
	ok(a.order > b.order, "what is to be sent later is overtaken");
	ok(seconds() - from >= 0.29, "and is sent no earlier than it says");
	cm_http_hold(h, url, 300);
	from = seconds();
	cm_http_start(h, &rq);
	while (cm_http_step(h, -1) > 0)
		;
	ok(seconds() - from >= 0.29, "an origin on hold gets nothing");
	is_int(b.calls, 2, "until then");
	/* One that must not be repeated does not close its origin. */
	rq.no_retry = 1;
	snprintf(url, sizeof(url), "%s/a.txt?status=429&retry=99999", v->base);
	cm_http_start(h, &rq);
	while (cm_http_step(h, -1) > 0)
		;
	is_int(b.class, CM_HTTP_RATE, "a rate limit without repeats");
	is_int(b.wait, 99999, "what it asks for");
	snprintf(url, sizeof(url), "%s/a.txt", v->base);
	cm_http_start(h, &rq);
	while (cm_http_step(h, -1) > 0)
		;
	is_int(b.class, CM_HTTP_OK, "is its caller's business");
	cm_http_close(h);
}

static void
waits(const struct server *v)
{
	struct cm_http_options o = quick();
	struct cm_http *h = cm_http_open(&o);
	struct cm_http_request rq = {.done = done_one};
	struct seen a = {.calls = 0};
	int ends[2], fds[2], events[] = {CM_HTTP_READ, CM_HTTP_READ};
	char url[256];
	double from = seconds();

	if (pipe(ends) != 0)
		return;
	fds[0] = -1;
	fds[1] = ends[0];
	snprintf(url, sizeof(url), "%s/a.txt?wait=600", v->base);
	rq.url = url;
	rq.ctx = &a;
	cm_http_start(h, &rq);
	cm_http_wait(h, 100, fds, events, 2);
	ok(write(ends[1], "x", 1) == 1, "another descriptor becomes ready");
	is_int((long long)cm_http_wait(h, 5000, fds, events, 2), 1,
	    "the wait ends");
	ok(seconds() - from < 0.5, "at once");
	fds[1] = -1;
	while (cm_http_wait(h, 1000, fds, events, 2) > 0)
		;
	is_int(a.status, 200, "and the request is answered");
	from = seconds();
	fds[1] = ends[1];
	events[1] = CM_HTTP_WRITE;
	cm_http_wait(h, 5000, fds, events, 2);
	ok(seconds() - from < 0.5, "with no request, for writing");
	fds[1] = ends[0];
	events[1] = CM_HTTP_READ;
	ok(read(ends[0], url, 1) == 1, "what was written is read");
	from = seconds();
	is_int((long long)cm_http_wait(h, 100, fds, events, 2), 0, "and else");
	ok(seconds() - from >= 0.09, "it waits as long as it was told");
	close(ends[0]);
	close(ends[1]);
	cm_http_close(h);
}

/* The order and the cost of many that wait. */
static void
queue(const struct server *v)
{
	enum { N = 20000 };
	struct cm_http_options o = quick();
	struct cm_http *h;
	struct cm_http_request rq = {.done = done_one};
	struct seen *s = cm_zalloc(N * sizeof(*s));
	struct rusage from, to;
	char url[256];
	int i, in_order = 1;
	double took;

	o.jobs = 4;
	o.per_host = 1;
	h = cm_http_open(&o);
	rq.url = url;
	getrusage(RUSAGE_SELF, &from);
	/* An origin that takes no connection has all of them waiting. */
	snprintf(url, sizeof(url), "http://127.0.0.1:1/");
	cm_http_hold(h, url, 3600000);
	for (i = 0; i < N; i++) {
		rq.ctx = &s[i];
		cm_http_start(h, &rq);
	}
	snprintf(url, sizeof(url), "%s/a.txt", v->base);
	for (i = 0; i < 500; i++) {
		rq.ctx = &s[i];
		cm_http_start(h, &rq);
	}
	while (cm_http_step(h, -1) > N)
		;
	getrusage(RUSAGE_SELF, &to);
	for (i = 1; i < 500; i++)
		in_order &= s[i].order == s[i - 1].order + 1;
	ok(in_order, "requests of one origin go in their order");
	took = (double)(to.ru_utime.tv_sec - from.ru_utime.tv_sec) +
	    (double)(to.ru_utime.tv_usec - from.ru_utime.tv_usec) / 1e6;
	if (!ok(took < 5, "20000 that wait do not slow down others"))
		printf("# %.3f s of CPU\n", took);
	cm_http_close(h);
	free(s);
}

static void
strips(void)
{
	static const struct {
		const char *to, *from, *want;
	} t[] = {{"http://b/x?k=se%20cret&v=1", "http://a/?k=se%20cret",
		     "http://b/x?v=1"},
	    {"http://b/x?other=secret", "http://a/?k=secret", "http://b/x"},
	    {"http://b/x?v=1", "http://a/", "http://b/x?v=1"},
	    {"http://b/secret", "http://a/?k=secret", NULL},
	    {"http://b/x?u=to-secret-from", "http://a/?k=secret", NULL},
	    {"http://b/page/2", "http://a/?page=2", "http://b/page/2"}};
	size_t i;
	char *s;
	int bad;

	for (i = 0; i < sizeof(t) / sizeof(*t); i++) {
		s = cm_strdup(t[i].to);
		bad = cm_httpurl_strip(&s, t[i].from);
		is(bad ? NULL : s, t[i].want, t[i].to);
		free(s);
	}
}

int
main(void)
{
	struct server v;

	cm_name = "httpsend";
	cm_talk(-1);
	strips();
	start(&v);
	methods(&v);
	files(&v);
	large(&v);
	sent(&v);
	moves(&v);
	private(&v);
	times(&v);
	waits(&v);
	queue(&v);
	stop(&v);
	return done();
}
