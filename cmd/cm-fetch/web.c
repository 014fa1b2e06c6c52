/* SPDX-License-Identifier: ISC */
/* Sends for sources, and decides what an answer means for one. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/transcript.h"
#include "lib/httpurl.h"

/* What to do about a failure, in words. */
static const char *
advice(const struct cm_http_answer *a)
{
	switch (a->class) {
	case CM_HTTP_EXPIRED:
		return "it wants a login: check the address";
	case CM_HTTP_REFUSED:
		return "the server refuses to give it; look at it with a "
		       "browser";
	case CM_HTTP_GONE:
		return a->status == 410 ? "it is gone for good: remove it"
					: "check the address";
	case CM_HTTP_INVALID:
		return "check the address";
	case CM_HTTP_SAME:
	case CM_HTTP_OK:
	case CM_HTTP_UNFIT:
		return "check the address with a browser";
	default:
		return "try again later";
	}
}

/* Splits "text/xml; charset=utf-8" into two texts, either may be NULL. */
static void
content_type(const char *value, struct content *c)
{
	const char *p;
	size_t n;

	if (value == NULL)
		return;
	n = strcspn(value, "; \t,");
	if (n > 0)
		c->mime = cm_strndup(value, n);
	for (p = value; (p = strchr(p, ';')) != NULL;) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, "charset=", 8) != 0)
			continue;
		p += 8;
		p += *p == '"' || *p == '\'';
		n = strcspn(p, "\"'; \t,");
		if (n > 0)
			c->charset = cm_strndup(p, n);
		return;
	}
}

static void
ready(struct fetch *f, struct source *s)
{
	s->stage = READY;
	if (s != f->first)
		f->held += s->out.len;
}

static void
moved(struct source *s, const struct cm_http_answer *a)
{
	char *shown;

	if (a->moved == NULL || s->cov.pages > 0)
		return;
	shown = cm_httpurl_shown(a->moved);
	cm_note(0, "%s: has moved for good to %s", s->name, shown);
	free(shown);
	/* A password is not remembered, so neither is where it leads. */
	if (strcmp(s->place, s->name) == 0)
		memory_set(&s->memory.moved, a->moved);
}

static void
answered(struct fetch *f, struct source *s, struct cm_http_answer *a)
{
	struct content c = {.bytes = a->body.p != NULL ? a->body.p : "",
	    .len = a->body.len,
	    .url = a->url};
	const char *etag = cm_http_header(a, "etag");
	const char *modified = cm_http_header(a, "last-modified");
	unsigned char key[KEY_SIZE];
	int more, first = s->page == NULL;
	char *page = cm_httpurl_shown(a->url);

	key_make(key, s->key, NULL, NULL);
	if (!f->o.stateful && keys_have(&f->gone, key))
		state_revive(s->key);
	c.url = page;
	content_type(cm_http_header(a, "content-type"), &c);
	moved(s, a);
	s->memory.gone = 0;
	more = take(f, s, &c);
	/* The validators are those of the first page of the feed. */
	if (first || s->cov.pages <= 1) {
		memory_set(&s->memory.etag, etag);
		memory_set(&s->memory.modified, modified);
	}
	cm_buf_release(&a->body);
	free(c.mime);
	free(c.charset);
	free(page);
	if (more) {
		web_ask(f, s);
		return;
	}
	memory_update(f, s, s->memory.etag, s->memory.modified);
	ready(f, s);
}

static void
unchanged(struct fetch *f, struct source *s)
{
	s->cov.pages++;
	s->cov.start = s->memory.covered != 0 ? s->memory.covered : FEED_NEVER;
	s->cov.end = f->now;
	s->memory.covered = f->now;
	s->save = 1;
	ready(f, s);
}

static void
failed(struct fetch *f, struct source *s, const struct cm_http_answer *a)
{
	if (a->class == CM_HTTP_GONE && !s->retold && s->page == NULL &&
	    (s->memory.moved != NULL || s->memory.feed != NULL)) {
		/* Where it had moved to is gone: ask as it was given. */
		s->retold = 1;
		memory_set(&s->memory.moved, NULL);
		memory_set(&s->memory.feed, NULL);
		memory_set(&s->memory.etag, NULL);
		memory_set(&s->memory.modified, NULL);
		web_ask(f, s);
		return;
	}
	if (a->status == 410 && f->o.stateful && s->cov.pages == 0) {
		s->memory.gone = f->now;
		s->save = 1;
	}
	/* What came before a page that failed was handed over. */
	if (s->cov.pages > 0 && f->o.stateful)
		memory_update(f, s, NULL, NULL);
	source_fails(f, s, cm_http_later(a->class) ? CM_AGAIN : CM_FAIL,
	    a->why != NULL ? a->why : "an answer without a feed", advice(a));
	memory_set(&s->memory.etag, NULL);
	memory_set(&s->memory.modified, NULL);
	ready(f, s);
}

static void
done(void *ctx, struct cm_http_answer *a)
{
	struct source *s = ctx;
	struct fetch *f = s->fetch;

	if (!transcript_replays(f))
		transcript_answered(f, s, a);
	if (a->class == CM_HTTP_OK && a->status < 300)
		answered(f, s, a);
	else if (a->class == CM_HTTP_SAME && s->conditional)
		unchanged(f, s);
	else
		failed(f, s, a);
}

enum { MOST_HEADERS = 4 };

/* What is wanted; and, when the same was asked before, on which condition.
 * Returns how many headers that makes. */
static size_t
request_headers(
    const struct fetch *f, const struct source *s, char *headers[MOST_HEADERS])
{
	static const char accept[] =
	    "Accept: application/atom+xml, application/rss+xml, "
	    "application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
	    "*/*;q=0.5";
	struct cm_buf b;
	size_t n = 0;

	headers[n++] = cm_strdup(accept);
	if (s->page != NULL || !f->o.stateful || !memory_is_of(f, s))
		return n;
	cm_buf_init(&b, CM_BUF_ANY);
	if (s->memory.etag != NULL) {
		cm_buf_printf(&b, "If-None-Match: %s", s->memory.etag);
		headers[n++] = cm_strdup(cm_buf_str(&b));
	}
	cm_buf_clear(&b);
	if (s->memory.modified != NULL) {
		cm_buf_printf(&b, "If-Modified-Since: %s", s->memory.modified);
		headers[n++] = cm_strdup(cm_buf_str(&b));
	}
	cm_buf_release(&b);
	return n;
}

void
web_ask(struct fetch *f, struct source *s)
{
	char *headers[MOST_HEADERS] = {NULL};
	struct cm_http_request rq = {.done = done, .ctx = s};
	size_t n;

	rq.url = s->page != NULL      ? s->page
	    : s->memory.moved != NULL ? s->memory.moved
	    : s->memory.feed != NULL  ? s->memory.feed
				      : s->place;
	n = request_headers(f, s, headers);
	s->conditional = n > 1;
	rq.headers = (const char *const *)headers;
	s->stage = ASKED;
	s->asking = rq.url;
	s->asked_at = transcript_ms();
	if (transcript_replays(f))
		transcript_replay(f, s, done);
	else
		cm_http_start(f->http, &rq);
	while (n > 0)
		free(headers[--n]);
}
