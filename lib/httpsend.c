/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/httpsend.h"
#include "lib/httptext.h"

enum { SMALL = 60000, UPLOAD = 256 << 10 };

static size_t
on_header(char *p, size_t size, size_t n, void *ctx)
{
	struct cm_http_transfer *t = ctx;

	n *= size;
	return cm_httptext_header(&t->head, p, n) == 0 ? n : 0;
}

/* Writes on to the file that takes the body. */
static size_t
sink(struct cm_http_transfer *t, const char *p, size_t len)
{
	size_t at = 0;
	ssize_t n;

	if (t->body.full || len > t->body.max - t->sunk) {
		t->body.full = 1;
		return 0;
	}
	while (at < len) {
		n = write(*t->rq.sink, p + at, len - at);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			snprintf(t->out.why, sizeof(t->out.why),
			    "cannot be written here: %s", strerror(errno));
			return 0;
		}
		at += (size_t)n;
	}
	t->sunk += len;
	return len;
}

static size_t
on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct cm_http_transfer *t = ctx;

	n *= size;
	if (t->rq.sink != NULL)
		return sink(t, p, n);
	return cm_buf_add(&t->body, p, n) == 0 ? n : 0;
}

static size_t
on_read(char *to, size_t size, size_t n, void *ctx)
{
	struct cm_http_transfer *t = ctx;
	int64_t got = cm_httpbody_read(&t->out, to, size * n);

	return got >= 0 ? (size_t)got : CURL_READFUNC_ABORT;
}

static int
on_seek(void *ctx, curl_off_t offset, int origin)
{
	struct cm_http_transfer *t = ctx;

	if (origin != SEEK_SET || offset < 0 ||
	    cm_httpbody_seek(&t->out, (uint64_t)offset) != 0)
		return CURL_SEEKFUNC_FAIL;
	return CURL_SEEKFUNC_OK;
}

/* What stays at home: Authorization and Cookie, or everything. */
static int
is_private(const struct cm_http_transfer *t, const char *header)
{
	return t->rq.private || cm_httptext_is(header, "authorization") ||
	    cm_httptext_is(header, "cookie");
}

static void
add_header(struct cm_http_transfer *t, const char *line)
{
	struct curl_slist *l = curl_slist_append(t->list, line);

	if (l == NULL)
		cm_die(CM_FAIL, "out of memory");
	t->list = l;
}

static void
set_headers(struct cm_http_transfer *t)
{
	int home = t->host == t->home, typed = 0, expects = 0;
	size_t i;

	curl_slist_free_all(t->list);
	t->list = NULL;
	for (i = 0; t->headers[i] != NULL; i++) {
		if (!home && is_private(t, t->headers[i]))
			continue;
		typed |= cm_httptext_is(t->headers[i], "content-type");
		expects |= cm_httptext_is(t->headers[i], "expect");
		add_header(t, t->headers[i]);
	}
	/* libcurl would say that it is a form, and ask whether it may send. */
	if (!typed)
		add_header(t, "Content-Type:");
	if (t->has_body && !expects)
		add_header(t, "Expect:");
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->list);
}

/* A small body goes out with the head, in one packet. */
static int
set_small(struct cm_http_transfer *t)
{
	size_t len = (size_t)t->out.len;
	char *p;

	cm_buf_clear(&t->flat);
	p = cm_buf_room(&t->flat, len + 1);
	if (cm_httpbody_read(&t->out, p, len) != (int64_t)len)
		return -1;
	t->flat.len = len;
	curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, p);
	curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)len);
	return 0;
}

static long
timeout_of(const struct cm_http_transfer *t, const struct cm_http_options *o)
{
	return t->rq.timeout > 0 ? t->rq.timeout : o->timeout;
}

static void
set_large(struct cm_http_transfer *t, const struct cm_http_options *o)
{
	CURL *e = t->easy;

	curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->out.len);
	curl_easy_setopt(e, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(e, CURLOPT_READDATA, t);
	curl_easy_setopt(e, CURLOPT_SEEKFUNCTION, on_seek);
	curl_easy_setopt(e, CURLOPT_SEEKDATA, t);
	curl_easy_setopt(e, CURLOPT_UPLOAD_BUFFERSIZE, (long)UPLOAD);
	curl_easy_setopt(e, CURLOPT_TIMEOUT,
	    timeout_of(t, o) + (long)(t->out.len / CM_HTTP_SLOWEST));
}

static int
set_method(struct cm_http_transfer *t, const struct cm_http_options *o)
{
	const char *m = t->rq.method;

	if (strcmp(m, "HEAD") == 0) {
		curl_easy_setopt(t->easy, CURLOPT_NOBODY, 1L);
		return 0;
	}
	if (t->has_body) {
		if (cm_httpbody_check(&t->out) != 0)
			return -1;
		cm_httpbody_seek(&t->out, 0);
		if (t->out.len > SMALL)
			set_large(t, o);
		else if (set_small(t) != 0)
			return -1;
	} else if (strcmp(m, "POST") == 0 || strcmp(m, "PUT") == 0 ||
	    strcmp(m, "PATCH") == 0) {
		/* These want a Content-Length, also of nothing. */
		curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, "");
		curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE, 0L);
	}
	if (t->has_body || strcmp(m, "GET") != 0)
		curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, m);
	return 0;
}

int
cm_http_prepare(struct cm_http_transfer *t, const struct cm_http_options *o)
{
	CURL *e = t->easy;

	cm_buf_clear(&t->head);
	cm_buf_clear(&t->body);
	t->out.why[0] = '\0';
	t->error[0] = '\0';
	t->sunk = 0;
	if (t->rq.sink != NULL &&
	    (ftruncate(*t->rq.sink, 0) == -1 ||
		lseek(*t->rq.sink, 0, SEEK_SET) == -1)) {
		snprintf(t->out.why, sizeof(t->out.why),
		    "cannot be written here: %s", strerror(errno));
		return -1;
	}
	curl_easy_reset(e);
	curl_easy_setopt(e, CURLOPT_PRIVATE, t);
	curl_easy_setopt(e, CURLOPT_URL, t->url);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "cm/" CM_VERSION);
	curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->body.max);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, (long)o->connect);
	curl_easy_setopt(e, CURLOPT_TIMEOUT, timeout_of(t, o));
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME,
	    (long)(t->rq.stall > 0 ? t->rq.stall : o->stall));
	/* On a connection that was in use libcurl sends a request twice when
	 * the server closes without an answer. */
	if (t->rq.unsafe)
		curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
	set_headers(t);
	return set_method(t, o);
}
