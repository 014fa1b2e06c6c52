/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "lib/clock.h"
#include "lib/err.h"
#include "lib/http.h"
#include "lib/httpsend.h"
#include "lib/httptext.h"
#include "lib/httpurl.h"

enum { NEVER = -1, RATE_WAIT = 5 };

struct cm_http {
	struct cm_http_options o;
	CURLM *multi;
	struct cm_http_queue queue;
	struct cm_http_transfer *running; /* a list */
	CURL **idle;                      /* handles to use again */
	size_t nidle, nrunning;
	struct curl_waitfd *extra; /* of cm_http_wait() */
	size_t nextra;
};

void
cm_http_defaults(struct cm_http_options *o)
{
	memset(o, 0, sizeof(*o));
	o->jobs = 16;
	o->per_host = 6;
	o->retries = 2;
	o->backoff = 1000;
	o->patience = 60;
	o->connect = 15;
	o->stall = 30;
	o->timeout = 300;
	o->redirects = 10;
	o->max = (size_t)16 << 20;
	o->max_head = (size_t)256 << 10;
}

struct cm_http *
cm_http_open(const struct cm_http_options *o)
{
	struct cm_http *h = cm_zalloc(sizeof(*h));

	h->o = *o;
	h->queue.per_host = o->per_host;
	h->idle = cm_alloc(sizeof(*h->idle) * (size_t)o->jobs);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		cm_die(CM_FAIL, "libcurl cannot start");
	h->multi = curl_multi_init();
	if (h->multi == NULL)
		cm_die(CM_FAIL, "out of memory");
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, 2L * o->jobs);
	return h;
}

static void
free_transfer(struct cm_http_transfer *t)
{
	size_t i;

	for (i = 0; t->headers != NULL && t->headers[i] != NULL; i++)
		free(t->headers[i]);
	free(t->headers);
	free((char *)(uintptr_t)t->rq.method);
	free((char *)(uintptr_t)t->rq.url);
	free(t->url);
	free(t->moved);
	curl_slist_free_all(t->list);
	cm_buf_release(&t->head);
	cm_buf_release(&t->body);
	cm_buf_release(&t->flat);
	cm_httpbody_release(&t->out);
	free(t);
}

static void
set_body(struct cm_http_transfer *t, const struct cm_http_request *rq)
{
	struct cm_http_piece one = {.bytes = rq->body, .len = rq->body_len};

	t->has_body = rq->body != NULL || rq->npieces > 0;
	if (rq->npieces > 0)
		cm_httpbody_init(&t->out, rq->pieces, rq->npieces);
	else
		cm_httpbody_init(&t->out, &one, t->has_body);
	cm_buf_init(&t->flat, CM_BUF_ANY);
}

void
cm_http_start(struct cm_http *h, const struct cm_http_request *rq)
{
	struct cm_http_transfer *t = cm_zalloc(sizeof(*t));
	size_t n = 0, i;

	t->http = h;
	t->rq = *rq;
	t->rq.method = cm_strdup(rq->method != NULL ? rq->method : "GET");
	t->rq.url = cm_strdup(rq->url);
	/* Blanks and letters that are no ASCII become %XX. */
	t->url = cm_httpurl_join(rq->url, rq->url);
	if (t->url == NULL)
		t->url = cm_strdup(rq->url);
	t->lasting = 1;
	while (rq->headers != NULL && rq->headers[n] != NULL)
		n++;
	t->headers = cm_zalloc(sizeof(*t->headers) * (n + 1));
	for (i = 0; i < n; i++)
		t->headers[i] = cm_strdup(rq->headers[i]);
	cm_buf_init(&t->head, h->o.max_head);
	cm_buf_init(&t->body, rq->max > 0 ? rq->max : h->o.max);
	set_body(t, rq);
	t->host = t->home = cm_httpqueue_host(&h->queue, t->url);
	if (rq->after > 0)
		t->due = cm_httpqueue_now() + rq->after;
	cm_httpqueue_put(&h->queue, t);
}

static void settle(struct cm_http_transfer *t, enum cm_http_class class,
    int status, const char *why, int64_t wait);

static void
run(struct cm_http *h, struct cm_http_transfer *t)
{
	CURL *e;

	if (t->rq.begins != NULL && t->rq.begins(t->rq.ctx) != 0) {
		t->left = 0;
		settle(t, CM_HTTP_UNREACHED, 0, "stopped", 0);
		return;
	}
	e = h->nidle > 0 ? h->idle[--h->nidle] : curl_easy_init();
	if (e == NULL)
		cm_die(CM_FAIL, "out of memory");
	t->easy = e;
	t->left = 0;
	if (cm_http_prepare(t, &h->o) != 0) {
		h->idle[h->nidle++] = e;
		settle(t, CM_HTTP_UNFIT, 0, t->out.why, 0);
		return;
	}
	if (curl_multi_add_handle(h->multi, e) != CURLM_OK)
		cm_die(CM_FAIL, "libcurl does not take a transfer");
	t->sent++;
	t->host->running++;
	t->back = &h->running;
	t->next = h->running;
	if (t->next != NULL)
		t->next->back = &t->next;
	h->running = t;
	h->nrunning++;
}

static void
stop(struct cm_http *h, struct cm_http_transfer *t)
{
	*t->back = t->next;
	if (t->next != NULL)
		t->next->back = t->back;
	h->nrunning--;
	t->host->running--;
	cm_httpqueue_changed(&h->queue, t->host);
	curl_multi_remove_handle(h->multi, t->easy);
	h->idle[h->nidle++] = t->easy;
	t->easy = NULL;
}

static void
settle(struct cm_http_transfer *t, enum cm_http_class class, int status,
    const char *why, int64_t wait)
{
	struct cm_http_answer a = {.class = class,
	    .status = status,
	    .url = t->url,
	    .moved = t->moved,
	    .why = why,
	    .wait = wait,
	    .attempts = t->sent,
	    .sent = t->left,
	    .head = t->head,
	    .body = t->body};

	t->rq.done(t->rq.ctx, &a);
	t->head = a.head;
	t->body = a.body;
	free_transfer(t);
}

/* Puts it back to be sent again after a while; -1 if that is too long. */
static int
again(struct cm_http_transfer *t, int64_t ms)
{
	struct cm_http *h = t->http;

	if (t->rq.no_retry || t->waited + ms > (int64_t)h->o.patience * 1000)
		return -1;
	t->waited += ms;
	t->due = cm_httpqueue_now() + ms;
	cm_httpqueue_put(&h->queue, t);
	return 0;
}

static void
failed(struct cm_http_transfer *t, enum cm_http_class class, int status,
    const char *why)
{
	int safe = !t->rq.unsafe || class == CM_HTTP_UNREACHED;
	int64_t ms = (int64_t)t->http->o.backoff
	    << (t->tries < 6 ? t->tries : 6);

	if (cm_http_later(class) && safe && t->tries++ < t->http->o.retries &&
	    again(t, ms) == 0) {
		cm_note(1, "trying %s again in %.3g s: %s", t->host->origin,
		    (double)ms / 1000, why);
		return;
	}
	settle(t, class, status, why, 0);
}

/* Says how long and until when, by the clock that tests can set. */
static void
announce(const struct cm_http_host *host, int64_t seconds)
{
	char until[CM_CLOCK_TEXT];

	cm_clock_text(cm_clock_now() + seconds, until);
	cm_note(0, "waiting %lld s for %s until %.8s: rate limit",
	    (long long)seconds, host->origin, until + 11);
}

static void
rate(struct cm_http_transfer *t, int status, const char *why, int64_t wait)
{
	struct cm_http_host *host = t->host;
	int64_t now = cm_httpqueue_now();
	char asks[128];

	if (wait < 0)
		wait = (int64_t)RATE_WAIT << (t->tries < 4 ? t->tries : 4);
	wait = wait > 0 ? wait : 1;
	t->tries++;
	if (again(t, wait * 1000) == 0) {
		if (host->until < now + wait * 1000) {
			if (host->until <= now)
				announce(host, wait);
			host->until = now + wait * 1000;
		}
		return;
	}
	if (!t->rq.no_retry) {
		host->until = now + wait * 1000;
		host->closed = wait;
		cm_httpqueue_changed(&t->http->queue, host);
	}
	/* The caller who waits himself also says so himself. */
	snprintf(asks, sizeof(asks), "%s: it asks to wait %lld s", why,
	    (long long)wait);
	settle(t, CM_HTTP_RATE, status, t->rq.no_retry ? why : asks, wait);
}

static void
redirect(struct cm_http_transfer *t, int status, const char *location)
{
	char why[128];
	char *to = cm_httpurl_join(t->url, location);
	struct cm_http_host *host;

	host = cm_httpqueue_host(&t->http->queue, to != NULL ? to : "");
	if (host->origin != NULL && host != t->home && t->rq.private &&
	    cm_httpurl_strip(&to, t->rq.url) != 0) {
		free(to);
		settle(t, CM_HTTP_UNFIT, status,
		    "redirects to another server with what is private", 0);
		return;
	}
	if (host->origin == NULL) {
		free(to);
		settle(t, CM_HTTP_UNFIT, status,
		    "redirects to what is no http or https URL", 0);
		return;
	}
	if (cm_httpurl_inside(host->origin) &&
	    !cm_httpurl_inside(t->home->origin)) {
		free(to);
		settle(t, CM_HTTP_UNFIT, status,
		    "redirects to what stands in our own network", 0);
		return;
	}
	if (strcmp(to, t->url) == 0 || ++t->hops > t->http->o.redirects) {
		snprintf(why, sizeof(why),
		    t->hops > t->http->o.redirects
			? "redirect loop: gave up after %d redirects"
			: "redirect loop: it redirects to itself",
		    t->http->o.redirects);
		free(to);
		settle(t, CM_HTTP_UNFIT, status, why, 0);
		return;
	}
	t->lasting = t->lasting && (status == 301 || status == 308);
	if (t->lasting) {
		free(t->moved);
		t->moved = cm_strdup(to);
	}
	free(t->url);
	t->url = to;
	t->host = host;
	cm_httpqueue_put(&t->http->queue, t);
}

static int
follows(const struct cm_http_transfer *t, int status)
{
	return status >= 300 && status < 400 && status != 304 && !t->rq.stay &&
	    !t->rq.unsafe &&
	    (strcmp(t->rq.method, "GET") == 0 ||
		strcmp(t->rq.method, "HEAD") == 0);
}

/* An answer came, whole. */
static void
answered(struct cm_http_transfer *t, int status)
{
	struct cm_http_answer a = {.head = t->head};
	enum cm_http_class class = cm_httptext_class(status);
	const char *location = cm_http_header(&a, "location");
	const char *after = cm_http_header(&a, "retry-after");
	int64_t wait = NEVER;
	char why[64];

	snprintf(why, sizeof(why), "%d %s", status, cm_httptext_reason(status));
	if (location != NULL && follows(t, status))
		redirect(t, status, location);
	else if (class == CM_HTTP_RATE || (status == 503 && after != NULL)) {
		if (after != NULL)
			wait = cm_httptext_retry_after(
			    after, cm_http_header(&a, "date"));
		rate(t, status, why, wait);
	} else if (class == CM_HTTP_OK || class == CM_HTTP_SAME)
		settle(t, class, status, NULL, 0);
	else
		failed(t, class, status, why);
}

static void
completed(struct cm_http *h, CURL *e, CURLcode code)
{
	struct cm_http_transfer *t;
	char *p = NULL, why[CURL_ERROR_SIZE + 64];
	long status = 0;
	curl_off_t sent = 0;
	enum cm_http_class class;

	curl_easy_getinfo(e, CURLINFO_PRIVATE, &p);
	t = (void *)p;
	curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(e, CURLINFO_PRETRANSFER_TIME_T, &sent);
	/* Before this moment nothing of the request was sent. */
	t->left = code == CURLE_OK || sent > 0;
	stop(h, t);
	if (code == CURLE_OK) {
		answered(t, (int)status);
		return;
	}
	class = cm_httptext_failure(code, t->left);
	if (class == CM_HTTP_UNREACHED)
		t->left = 0;
	if (t->out.why[0] != '\0') {
		failed(t, CM_HTTP_UNFIT, 0, t->out.why);
		return;
	}
	if (t->body.full || code == CURLE_FILESIZE_EXCEEDED) {
		class = CM_HTTP_UNFIT;
		snprintf(why, sizeof(why), "its body is over %zu bytes",
		    t->body.max);
	} else if (t->head.full) {
		class = CM_HTTP_UNFIT;
		snprintf(why, sizeof(why), "its headers are over %zu bytes",
		    t->head.max);
	} else
		cm_httptext_why(code, t->error, why, sizeof(why));
	failed(t, class, (int)status, why);
}

/* Starts what may start. Returns when the next may for reasons of time, or
 * NEVER. */
static int64_t
start_some(struct cm_http *h)
{
	struct cm_http_transfer *t;
	int64_t now = cm_httpqueue_now();

	while (h->nrunning < (size_t)h->o.jobs) {
		t = cm_httpqueue_take(&h->queue, now);
		if (t == NULL)
			return cm_httpqueue_next(&h->queue);
		if (t->host->origin == NULL)
			settle(
			    t, CM_HTTP_UNFIT, 0, "not an http or https URL", 0);
		else if (t->host->closed != 0)
			settle(
			    t, CM_HTTP_RATE, 0, "rate limit", t->host->closed);
		else
			run(h, t);
	}
	return NEVER;
}

static void
collect(struct cm_http *h)
{
	CURLMsg *m;
	int left, running;

	if (curl_multi_perform(h->multi, &running) != CURLM_OK)
		cm_die(CM_FAIL, "libcurl cannot go on");
	while ((m = curl_multi_info_read(h->multi, &left)) != NULL)
		if (m->msg == CURLMSG_DONE)
			completed(h, m->easy_handle, m->data.result);
}

/* What else is waited for, as libcurl wants it. Returns how many. */
static unsigned
extras(struct cm_http *h, const int *fds, const int *events, size_t count)
{
	unsigned n = 0;
	size_t i;

	if (count > h->nextra) {
		h->nextra = count;
		h->extra = cm_realloc(h->extra, count * sizeof(*h->extra));
	}
	for (i = 0; i < count; i++) {
		if (fds[i] == -1)
			continue;
		h->extra[n].fd = fds[i];
		h->extra[n].events =
		    (short)((events[i] & CM_HTTP_READ ? CURL_WAIT_POLLIN : 0) |
			(events[i] & CM_HTTP_WRITE ? CURL_WAIT_POLLOUT : 0));
		h->extra[n++].revents = 0;
	}
	return n;
}

size_t
cm_http_wait(struct cm_http *h, int milliseconds, const int *fds,
    const int *events, size_t count)
{
	unsigned n = extras(h, fds, events, count);
	size_t before = h->nrunning + h->queue.count;
	int64_t next = start_some(h), ms = milliseconds;

	collect(h);
	if (h->nrunning + h->queue.count < before || (before == 0 && n == 0))
		return h->nrunning + h->queue.count;
	if (next != NEVER) {
		next -= cm_httpqueue_now();
		next = next < 0 ? 0 : next;
		if (ms < 0 || next < ms)
			ms = next;
	}
	if (ms < 0 || ms > 1000)
		ms = 1000;
	if (ms > 0)
		curl_multi_poll(h->multi, h->extra, n, (int)ms, NULL);
	collect(h);
	return h->nrunning + h->queue.count;
}

size_t
cm_http_step(struct cm_http *h, int milliseconds)
{
	return cm_http_wait(h, milliseconds, NULL, NULL, 0);
}

void
cm_http_hold(struct cm_http *h, const char *url, int64_t milliseconds)
{
	struct cm_http_host *host = cm_httpqueue_host(&h->queue, url);
	int64_t until = cm_httpqueue_now() + milliseconds;

	if (host->until < until)
		host->until = until;
}

void
cm_http_pause(struct cm_http *h)
{
	while (h->nrunning > 0) {
		curl_multi_poll(h->multi, NULL, 0, 1000, NULL);
		collect(h);
	}
}

void
cm_http_close(struct cm_http *h)
{
	struct cm_http_transfer *t;

	if (h == NULL)
		return;
	while ((t = h->running) != NULL) {
		stop(h, t);
		free_transfer(t);
	}
	while ((t = cm_httpqueue_any(&h->queue)) != NULL)
		free_transfer(t);
	while (h->nidle > 0)
		curl_easy_cleanup(h->idle[--h->nidle]);
	cm_httpqueue_release(&h->queue);
	free(h->extra);
	free(h->idle);
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h);
}
