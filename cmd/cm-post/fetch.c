/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/cm-post/fetch.h"
#include "cmd/cm-post/plan.h"
#include "lib/httpurl.h"
#include "lib/nethost.h"
#include "lib/pipe.h"

/* Bytes of what a network sets no limit for; and redirects. */
enum { MOST = 1 << 30, HOPS = 10 };

/* What an answer says, of a server or of a transcript. */
struct answer {
	enum cm_http_class class;
	int status;
	const char *why, *location, *mime;
};

struct picture *
fetch_find(struct outbox *b, const char *url)
{
	struct picture **p;

	for (p = &b->pictures; *p != NULL; p = &(*p)->next)
		if (strcmp((*p)->url, url) == 0)
			return *p;
	*p = cm_zalloc(sizeof(**p));
	(*p)->b = b;
	(*p)->url = cm_strdup(url);
	(*p)->fd = -1;
	return *p;
}

static void
note(struct lane *l, const char *job)
{
	int64_t max = l->about->media.bytes;
	struct picture *p;
	size_t at = 0;
	char *url;

	if (max < 0)
		max = MOST;
	while (fetch_next(l->about, job, &at, &url)) {
		p = fetch_find(l->b, url);
		p->max = p->max > max ? p->max : max;
		free(url);
	}
}

void
fetch_note(struct lane *l, const struct message *m)
{
	note(l, m->job);
}

/* It failed, for good or for now. */
static void
fail(struct picture *p, const char *kind, const char *why, int later)
{
	char *shown = cm_httpurl_shown(p->url), *at = NULL;
	struct cm_buf b;

	if (p->hops > 0 && p->at != NULL)
		at = cm_httpurl_shown(p->at);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "'%s' cannot be fetched%s: %s", shown,
	    later ? " now" : "", why);
	if (at != NULL)
		cm_buf_printf(&b, " (redirected to '%s')", at);
	cm_buf_puts(&b,
	    later ? "; run the same command again"
		  : "; mend the URL, or name a file");
	free(p->why);
	p->why = cm_strdup(cm_buf_str(&b));
	p->kind = kind;
	p->later = later;
	p->state = PICTURE_FAILED;
	cm_buf_release(&b);
	free(shown);
	free(at);
}

static const char *kind_of(enum cm_http_class class)
{
	switch (class) {
	case CM_HTTP_GONE:
		return "gone";
	case CM_HTTP_EXPIRED:
	case CM_HTTP_REFUSED:
		return "refused";
	case CM_HTTP_RATE:
		return "rate";
	case CM_HTTP_SERVER:
	case CM_HTTP_UNREACHED:
	case CM_HTTP_BROKEN:
		return "server";
	default:
		return "invalid";
	}
}

/* Whether a URL leads to this machine, where services listen that trust it. */
static int
is_here(const char *url)
{
	struct cm_nethost h;
	const char *rest;
	struct cm_buf b;
	int here;

	if (cm_nethost_read(&h, url, &rest) != NULL)
		return 0;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b,
	    strchr(h.host, ':') != NULL ? "http://[%s]/" : "http://%s/",
	    h.host);
	here = cm_nethost_read(&h, cm_buf_str(&b), &rest) == NULL;
	cm_buf_release(&b);
	return here;
}

static void ask(struct picture *p);

static void
redirect(struct picture *p, const char *location)
{
	char *to = cm_httpurl_join(p->at, location);
	const char *why = to != NULL ? plan_url(to) : "that is no URL";
	struct cm_buf b;

	if (why == NULL && ++p->hops > HOPS)
		why = "there is no end of them";
	if (why == NULL && is_here(to) && !is_here(p->at))
		why = "it leads to this machine";
	if (why != NULL) {
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_printf(&b, "its redirect is not followed: %s", why);
		p->hops = 0;
		fail(p, "invalid", cm_buf_str(&b), 0);
		cm_buf_release(&b);
		free(to);
		return;
	}
	free(p->at);
	p->at = to;
	ask(p);
}

/* An answer came. It may be that of a redirect, and another follows. */
static void
take(struct picture *p, const struct answer *a)
{
	char *why;

	if (a->class == CM_HTTP_OK && a->status >= 300 && a->location != NULL)
		redirect(p, a->location);
	else if (a->class != CM_HTTP_OK || a->status >= 300)
		fail(p, kind_of(a->class),
		    a->why != NULL ? a->why : "a redirect to nowhere",
		    cm_http_later(a->class));
	else if (fetch_seal(p, a->mime) == -1) {
		why = p->why;
		p->why = NULL;
		fail(p, p->kind, why, 0);
		free(why);
	} else
		p->state = PICTURE_HAVE;
}

/* Lanes that wait look again. */
static void
wake(struct outbox *b)
{
	struct lane *l;

	for (l = b->lanes; l != NULL; l = l->next)
		if (l->work == LANE_FETCHES) {
			l->work = LANE_IDLE;
			lane_go(l);
		}
}

/* ---- transcripts ---- */

/* Its body, which is in a file. */
static void
read_body(const struct picture *p, struct cm_buf *to)
{
	ssize_t n;
	char *room;

	if (lseek(p->fd, 0, SEEK_SET) == -1)
		return;
	for (;;) {
		room = cm_buf_room(to, 65536);
		n = read(p->fd, room, 65536);
		if (n <= 0)
			break;
		to->len += (size_t)n;
	}
}

static void
record(const struct picture *p, const struct cm_http_answer *a)
{
	struct cm_har_entry e = {.job = CM_NET_OWN,
	    .place = (uint64_t)p->hops,
	    .method = "GET",
	    .when = cm_net_now(p->b->net) * 1000,
	    .status = a->status,
	    .why = a->why,
	    .class = a->class,
	    .wait = a->wait};
	struct cm_buf body, head;
	const char *name, *value;
	char *url;
	size_t at = 0;

	if (cm_net_record(p->b->net) == NULL)
		return;
	url = cm_httpurl_shown(p->at);
	cm_buf_init(&body, CM_BUF_ANY);
	cm_buf_init(&head, CM_BUF_ANY);
	if (a->class == CM_HTTP_OK && a->status < 300)
		read_body(p, &body);
	while (cm_http_next_header(a, &at, &name, &value)) {
		if (strcasecmp(name, "set-cookie") == 0)
			continue;
		cm_buf_add(&head, name, strlen(name) + 1);
		cm_buf_add(&head, value, strlen(value) + 1);
	}
	e.url = url;
	e.answer_headers = head.p;
	e.answer_headers_len = head.len;
	e.answer = body.p;
	e.answer_len = body.len;
	cm_har_add(cm_net_record(p->b->net), &e);
	cm_buf_release(&body);
	cm_buf_release(&head);
	free(url);
}

/* The answer that a transcript has. */
static void
replay(struct picture *p)
{
	struct answer a = {
	    CM_HTTP_UNFIT, 0, "not in the transcript", NULL, NULL};
	struct cm_http_answer head = {.status = 0};
	char *url = cm_httpurl_shown(p->at);
	struct cm_har_entry e;

	cm_buf_init(&head.head, CM_BUF_ANY);
	if (cm_har_find(cm_net_replay(p->b->net), CM_NET_OWN, (uint64_t)p->hops,
		"GET", url, "", 0, &e) == 1) {
		a.class = e.class;
		a.status = e.status;
		a.why = e.why;
		cm_buf_add(&head.head, e.answer_headers, e.answer_headers_len);
		a.location = cm_http_header(&head, "location");
		a.mime = cm_http_header(&head, "content-type");
		if (a.class == CM_HTTP_OK && a.status < 300 &&
		    cm_pipe_write(p->fd, e.answer, e.answer_len) == -1) {
			a.class = CM_HTTP_UNFIT;
			a.why = strerror(errno);
		}
	}
	free(url);
	take(p, &a);
	cm_buf_release(&head.head);
}

/* ---- requests ---- */

static void
on_done(void *ctx, struct cm_http_answer *a)
{
	struct picture *p = ctx;
	struct outbox *b = p->b;
	struct answer said = {a->class, a->status, a->why,
	    cm_http_header(a, "location"), cm_http_header(a, "content-type")};

	b->fetching--;
	record(p, a);
	take(p, &said);
	if (p->state != PICTURE_RUNNING)
		wake(b);
}

static void
ask(struct picture *p)
{
	struct cm_http_request rq = {.url = p->at,
	    .max = (size_t)p->max,
	    .sink = &p->fd,
	    .stay = 1,
	    .done = on_done,
	    .ctx = p};

	if (cm_net_replay(p->b->net) != NULL) {
		replay(p);
		return;
	}
	p->b->fetching++;
	cm_http_start(cm_net_http(p->b->net), &rq);
}

static void
start(struct picture *p)
{
	const char *why = plan_url(p->url);
	char *shown;

	p->state = PICTURE_RUNNING;
	p->at = cm_strdup(p->url);
	if (why != NULL)
		fail(p, "invalid", why, 0);
	else if (fetch_create(p) == -1)
		fail(p, "local", strerror(errno), 0);
	else {
		shown = cm_httpurl_shown(p->url);
		cm_note(1, "fetching '%s'", shown);
		free(shown);
		ask(p);
	}
}

int
fetch_media(struct lane *l)
{
	const struct picture *failed = NULL;
	struct picture *p;
	size_t at = 0, n = 0, running = 0;
	char *url, *why;

	note(l, l->now->now->job);
	for (; fetch_next(l->about, l->now->now->job, &at, &url); n++) {
		p = fetch_find(l->b, url);
		free(url);
		if (p->state == PICTURE_NEW)
			start(p);
		running += p->state == PICTURE_RUNNING;
		if (p->state == PICTURE_FAILED && failed == NULL)
			failed = p;
	}
	if (running > 0) {
		l->work = LANE_FETCHES;
		return 0;
	}
	if (failed != NULL) {
		lane_give_up(l, failed->kind, failed->why,
		    failed->later ? CM_AGAIN : CM_FAIL);
		return 0;
	}
	if (n == 0 || fetch_rewrite(l, &why) == 0)
		return 1;
	lane_give_up(l, "invalid", why, CM_FAIL);
	free(why);
	return 0;
}

void
fetch_step(struct outbox *b, int milliseconds)
{
	cm_http_step(cm_net_http(b->net), milliseconds);
}

void
fetch_close(struct outbox *b)
{
	struct picture *p;

	while ((p = b->pictures) != NULL) {
		b->pictures = p->next;
		if (p->fd != -1)
			close(p->fd);
		if (p->file != NULL)
			(void)unlink(p->file);
		free(p->file);
		free(p->url);
		free(p->at);
		free(p->hash);
		free(p->name);
		free(p->why);
		free(p);
	}
}
