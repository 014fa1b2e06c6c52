/* SPDX-License-Identifier: ISC */
/* Transcripts: what is written of a request, and what is found for it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netmark.h"

void
net_entry_free(struct net_entry *e)
{
	int i;

	for (i = 0; i < e->n; i++)
		free(e->owned[i]);
	free(e);
}

static const char *
own(struct net_entry *e, char *p)
{
	e->owned[e->n++] = p;
	return p;
}

static const char *
redacted(struct net_entry *e, const char *p, size_t len, size_t *to_len)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_netreq_redact(&b, p, len);
	if (to_len != NULL)
		*to_len = b.len;
	cm_buf_byte(&b, '\0');
	return own(e, b.p);
}

/* Replaces a secret everywhere. */
static void
hide(struct cm_buf *b, const char *what, size_t n)
{
	const char *p = b->p, *end = b->p + b->len, *found;
	struct cm_buf to;
	size_t used;

	if (cm_netmark_spelt(p, b->len, what, n, &used) == NULL)
		return;
	cm_buf_init(&to, CM_BUF_ANY);
	while ((found = cm_netmark_spelt(
		    p, (size_t)(end - p), what, n, &used)) != NULL) {
		cm_buf_add(&to, p, (size_t)(found - p));
		cm_buf_puts(&to, "REDACTED");
		p = found + used;
	}
	cm_buf_add(&to, p, (size_t)(end - p));
	cm_buf_release(b);
	*b = to;
}

/* What came, without the secrets that are known by now. */
static const char *
hidden(struct net_entry *e, const struct net_account *a, const char *p,
    size_t len, size_t *to_len)
{
	struct cm_buf b;
	size_t i, n;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, p, len);
	for (i = 0; i < a->nknown; i++) {
		n = strlen(a->known[i].value);
		if (n >= 4 && strcmp(a->known[i].value, "REDACTED") != 0)
			hide(&b, a->known[i].value, n);
	}
	*to_len = b.len;
	cm_buf_byte(&b, '\0');
	return own(e, b.p);
}

int64_t
net_wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
net_log(struct net_leaf *l, const struct cm_http_answer *a)
{
	struct net_request *rq = l->rq;
	struct net_account *account = rq->job->account;
	struct net_entry *e;

	if (account->net->record == NULL)
		return;
	e = cm_zalloc(sizeof(*e));
	e->e.job = rq->job->number;
	e->e.place = rq->place;
	e->e.method = own(e, cm_strdup(l->wire.method));
	e->e.url =
	    redacted(e, l->wire.shown_url, strlen(l->wire.shown_url), NULL);
	e->e.headers = redacted(e, l->wire.shown_headers.p,
	    l->wire.shown_headers.len, &e->e.headers_len);
	if (l->wire.mime != NULL) {
		e->e.mime = own(e, cm_strdup(l->wire.mime));
		e->e.body = redacted(e, l->wire.shown_body.p,
		    l->wire.shown_body.len, &e->e.body_len);
	}
	e->e.when = l->sent_at;
	e->e.took = net_wall_ms() - l->sent_at;
	e->e.status = a->status;
	if (a->why != NULL)
		e->e.why = own(e, cm_strdup(a->why));
	e->e.class = a->class;
	e->e.answer_headers = hidden(
	    e, account, a->head.p, a->head.len, &e->e.answer_headers_len);
	e->e.answer =
	    hidden(e, account, a->body.p, a->body.len, &e->e.answer_len);
	e->e.wait = a->wait;
	*rq->log_tail = e;
	rq->log_tail = &e->next;
}

int
net_replays_again(struct net_leaf *l)
{
	struct net_request *rq = l->rq;
	struct cm_buf url, body;
	int has;

	cm_buf_init(&url, CM_BUF_ANY);
	cm_buf_init(&body, CM_BUF_ANY);
	cm_netreq_redact(&url, l->wire.shown_url, strlen(l->wire.shown_url));
	cm_netreq_redact(&body, l->wire.shown_body.p, l->wire.shown_body.len);
	has = cm_har_has(rq->job->account->net->replay, rq->job->number,
	    rq->place, l->wire.method, cm_buf_str(&url), body.p, body.len);
	cm_buf_release(&url);
	cm_buf_release(&body);
	return has;
}

/* Finds what the transcript has for a leaf, as if it had just come. */
void
net_replayed(struct net_leaf *l, struct cm_http_answer *a)
{
	struct net_request *rq = l->rq;
	struct cm_net *n = rq->job->account->net;
	struct cm_har_entry e;
	struct cm_buf url, body;

	cm_buf_init(&url, CM_BUF_ANY);
	cm_buf_init(&body, CM_BUF_ANY);
	cm_netreq_redact(&url, l->wire.shown_url, strlen(l->wire.shown_url));
	cm_netreq_redact(&body, l->wire.shown_body.p, l->wire.shown_body.len);
	cm_buf_init(&a->head, CM_BUF_ANY);
	cm_buf_init(&a->body, CM_BUF_ANY);
	a->url = l->wire.shown_url;
	a->attempts = 1;
	if (cm_har_find(n->replay, rq->job->number, rq->place, l->wire.method,
		cm_buf_str(&url), body.p, body.len, &e) == 1) {
		a->class = e.class;
		a->status = e.status;
		a->why = e.why;
		a->wait = e.wait;
		a->sent = 1;
		cm_buf_add(&a->head, e.answer_headers, e.answer_headers_len);
		cm_buf_add(&a->body, e.answer, e.answer_len);
	} else {
		a->class = CM_HTTP_UNFIT;
		a->why = "not in the transcript";
	}
	cm_buf_release(&url);
	cm_buf_release(&body);
}
