/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/httpsend.h"
#include "lib/httptext.h"
#include "lib/httpurl.h"

static size_t
on_header(char *p, size_t size, size_t n, void *ctx)
{
	struct cm_http_transfer *t = ctx;

	n *= size;
	return cm_httptext_header(&t->head, p, n) == 0 ? n : 0;
}

static size_t
on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct cm_http_transfer *t = ctx;

	n *= size;
	return cm_buf_add(&t->body, p, n) == 0 ? n : 0;
}

/* Authorization and Cookie stay at home. */
static int
is_private(const char *header)
{
	return cm_httptext_is(header, "authorization") ||
	    cm_httptext_is(header, "cookie");
}

static void
set_headers(struct cm_http_transfer *t)
{
	char *from = cm_httpurl_origin(t->rq.url);
	int home = from != NULL && strcmp(from, t->host->origin) == 0;
	struct curl_slist *l;
	size_t i;

	free(from);
	curl_slist_free_all(t->list);
	t->list = NULL;
	for (i = 0; t->headers[i] != NULL; i++) {
		if (!home && is_private(t->headers[i]))
			continue;
		l = curl_slist_append(t->list, t->headers[i]);
		if (l == NULL)
			cm_die(CM_FAIL, "out of memory");
		t->list = l;
	}
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->list);
}

static void
set_method(struct cm_http_transfer *t)
{
	CURL *e = t->easy;

	if (strcmp(t->rq.method, "HEAD") == 0)
		curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
	else if (t->rq.body != NULL) {
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, t->rq.body);
		curl_easy_setopt(
		    e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->rq.body_len);
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, t->rq.method);
	} else if (strcmp(t->rq.method, "GET") != 0)
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, t->rq.method);
}

void
cm_http_prepare(struct cm_http_transfer *t, const struct cm_http_options *o)
{
	CURL *e = t->easy;

	cm_buf_clear(&t->head);
	cm_buf_clear(&t->body);
	t->error[0] = '\0';
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
	curl_easy_setopt(e, CURLOPT_TIMEOUT, (long)o->timeout);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)o->stall);
	set_method(t);
	set_headers(t);
}
