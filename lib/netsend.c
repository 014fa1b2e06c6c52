/* SPDX-License-Identifier: ISC */
/* Requests over http or from a transcript. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/netjob.h"

enum { COMMIT_STALL = 120 }; /* seconds */

static int
sends(const struct net_job *j)
{
	return strcmp(j->verb, "fetch") != 0 && !j->internal;
}

static void
leaf_fails(struct net_leaf *l, enum cm_net_kind kind, char *why)
{
	l->kind = kind;
	free(l->why);
	l->why = why;
	l->wait = -1;
	l->status = 0;
	l->sent = 0;
	l->class = CM_HTTP_UNREACHED;
	l->hopeless = 1;
	net_judged(l);
}

static void
on_done(void *ctx, struct cm_http_answer *a)
{
	struct net_leaf *l = ctx;
	struct net_job *j = l->rq->job;

	if (!l->stopped || j->over) {
		net_settled(l, a);
		return;
	}
	l->pending = 0;
	j->refs--;
	leaf_fails(l, CM_NET_STOPPED, cm_strdup("stopped"));
}

/* A leaf has its answer, or has failed: see rq->failed. */
void
net_leaf_done(struct net_request *rq)
{
	struct net_job *j = rq->job;
	char *why;

	if (--rq->left > 0)
		return;
	if (rq->failed != CM_NET_OK) {
		why = rq->why;
		rq->why = NULL;
		net_lose(rq, rq->failed, why, rq->wait, rq->later);
	} else if (rq->undo) {
		net_replace(j, rq->item, net_logged(rq, NULL));
		net_advance(j);
	} else {
		j->requests++;
		net_run_request(rq);
	}
}

/* ---- sending ---- */

/* Makes the wire form anew: secrets may have changed. Returns 0, or -1: the
 * leaf is not to be sent, it failed or waits. */
static int
build(struct net_leaf *l)
{
	struct net_request *rq = l->rq;
	struct net_job *j = rq->job;
	struct net_account *a = j->account;
	char nonce[40], *why = NULL, *lacks = NULL;
	int bad;
	struct cm_netreq_world w = {.about = a->about,
	    .base = j->base,
	    .account = j->object,
	    .files = (const char *const *)j->files,
	    .folder = j->folder,
	    .secret = net_secret,
	    .ctx = a,
	    .nonce = nonce,
	    .now = a->net->replay != NULL ? a->net->now : cm_clock_now()};

	snprintf(nonce, sizeof(nonce), "%llx%llx%x%x",
	    (unsigned long long)rq->place, (unsigned long long)j->number,
	    (unsigned)(l - rq->leaves), (unsigned)l->tries);
	if (l->built)
		cm_netreq_release(&l->wire);
	l->built = 0;
	l->generation = a->entry.generation;
	bad = cm_netreq_read(&l->wire, l->json, &w, &why, &lacks);
	if (bad == 0) {
		l->built = 1;
		net_remember_pair(a, l->wire.headers);
		return 0;
	}
	if (lacks != NULL && !j->internal && !l->renewed) {
		l->renewed = 1;
		free(why);
		free(lacks);
		net_renew(l);
		return -1;
	}
	leaf_fails(l,
	    lacks != NULL                ? CM_NET_AUTH
		: bad == CM_NETREQ_LOCAL ? CM_NET_LOCAL
					 : CM_NET_MODULE,
	    why);
	free(lacks);
	return -1;
}

/* Answers what needs no network. Returns 1 if it did. */
static int
answered_here(struct net_leaf *l)
{
	struct cm_slice known = cm_json_get(l->json, "known");
	struct cm_slice compute = cm_json_get(l->json, "compute");
	struct net_job *j = l->rq->job;
	struct net_account *a = j->account;
	struct cm_netreq_world w = {.about = a->about,
	    .base = j->base,
	    .account = j->object,
	    .files = (const char *const *)j->files,
	    .folder = j->folder,
	    .spool = j->spool,
	    .known = a->known,
	    .nknown = a->nknown,
	    .secret = net_secret,
	    .ctx = a,
	    .now = a->net->now};
	char *why = NULL;
	int bad;

	if (known.p == NULL && compute.p == NULL)
		return 0;
	l->kind = CM_NET_OK;
	if (known.p != NULL)
		cm_buf_add(&l->answer, known.p, known.len);
	else {
		bad = cm_netreq_compute(&l->answer, compute, &w, &why);
		if (bad != 0) {
			leaf_fails(l,
			    bad == CM_NETREQ_LACKS       ? CM_NET_AUTH
				: bad == CM_NETREQ_LOCAL ? CM_NET_LOCAL
							 : CM_NET_MODULE,
			    why);
			return 1;
		}
	}
	net_leaf_done(l->rq);
	return 1;
}

/* Notes that a commit goes out; -1: it must not. */
static int
announce_commit(struct net_request *rq)
{
	struct net_job *j = rq->job;
	int safe = 1;
	size_t i;

	if (!rq->commit || j->internal)
		return 0;
	for (i = 0; i < rq->count; i++)
		if (rq->leaves[i].built && !rq->leaves[i].wire.said_safe)
			safe = 0;
	if (j->calls->commit != NULL && j->calls->commit(j->ctx, safe) != 0)
		return -1;
	if (sends(j))
		j->out = j->asked = 1;
	return 0;
}

/* Not earlier than this: a request may wait long for its turn, and what is
 * noted of a commit has the time at which it went out. */
static int
on_begin(void *ctx)
{
	struct net_leaf *l = ctx;

	l->stopped = l->rq->job->over || announce_commit(l->rq) != 0;
	return l->stopped ? -1 : 0;
}

static void
transmit(struct net_leaf *l, int64_t after)
{
	struct net_job *j = l->rq->job;
	struct net_account *a = j->account;
	struct cm_net *n = a->net;
	int64_t hold = a->until - net_ms();
	struct cm_http_request rq = {.method = l->wire.method,
	    .url = l->wire.url,
	    .headers = (const char *const *)l->wire.headers,
	    .private = l->wire.private,
	    .pieces = l->wire.pieces,
	    .npieces = l->wire.npieces,
	    .after = after > hold ? after : hold,
	    .no_retry = 1,
	    .begins = l->rq->commit ? on_begin : NULL,
	    .done = on_done,
	    .ctx = l};

	rq.stay =
	    strcmp(rq.method, "GET") != 0 && strcmp(rq.method, "HEAD") != 0;
	rq.unsafe = !(l->rq->commit ? l->wire.said_safe : l->wire.safe);
	rq.after = rq.after > 0 ? rq.after : 0;
	rq.timeout = a->timeout;
	/* A server may think long about what it publishes. */
	if (l->rq->commit && n->o.http.stall < COMMIT_STALL)
		rq.stall = COMMIT_STALL;
	l->pending = 1;
	l->sent_at = net_wall_ms();
	j->refs++;
	if (n->replay != NULL) {
		l->next = NULL;
		*n->ready_tail = l;
		n->ready_tail = &l->next;
	} else
		cm_http_start(cm_net_http(n), &rq);
}

/* Sends a leaf (again). */
void
net_send(struct net_leaf *l, int64_t after)
{
	if (build(l) != 0)
		return;
	if (l->rq->commit && l->rq->job->account->net->replay != NULL &&
	    announce_commit(l->rq) != 0) {
		leaf_fails(l, CM_NET_STOPPED, cm_strdup("stopped"));
		return;
	}
	if (!net_spend(l))
		return;
	if (after == 0 && l->tries == 0 && l->wire.after > 0)
		after = (int64_t)(l->wire.after * 1000);
	transmit(l, after);
}

/* Whether it is asked again because the network is still at work. */
static int
waits(const struct net_request *rq)
{
	size_t i;

	for (i = 0; i < rq->count; i++)
		if (cm_json_get(rq->leaves[i].json, "after").p != NULL)
			return 1;
	return 0;
}

/*
 * One message is one commit, or nobody could tell afterwards what became of
 * it: behind one that was not refused there is no other, nor beside it, unless
 * they say that repeating them does no harm.
 */
static const char *
wall(const struct net_request *rq)
{
	const struct net_job *j = rq->job;
	size_t i, unsafe = 0;

	if (rq->depth >= (sends(j) ? NET_CHAIN_SENDS : NET_CHAIN_READS))
		return "it asks again and again, without an end";
	if (rq->circles && !sends(j) && !rq->commit && !waits(rq))
		return "its pages go in a circle: what comes next was asked "
		       "for before";
	if (!rq->commit || !sends(j))
		return NULL;
	for (i = 0; i < rq->count; i++)
		unsafe += cm_json_get(rq->leaves[i].json, "known").p == NULL &&
		    cm_json_get(rq->leaves[i].json, "compute").p == NULL &&
		    cm_scan_kind(cm_json_get(rq->leaves[i].json, "safe")) !=
			CM_TRUE;
	if (unsafe > 1)
		return "it publishes more than one thing at once";
	if (unsafe > 0 && j->out)
		return "it publishes again what was published";
	return NULL;
}

void
net_ask(struct net_request *rq)
{
	struct net_job *j = rq->job;
	const char *why;
	size_t i;

	rq->state = NET_ASKED;
	rq->left = rq->count + 1;
	if (j->account->net->replay == NULL && net_waits_too_long(rq)) {
		net_lose(rq, CM_NET_SERVER,
		    net_say("still not ready after %lld s",
			(long long)((net_ms() - rq->asked_at) / 1000)),
		    0, 1);
		return;
	}
	if (rq->commit && j->looks) {
		net_lose(rq, CM_NET_REFUSED,
		    cm_strdup("to read on, what is there would have to be "
			      "forgotten"),
		    0, 0);
		return;
	}
	why = wall(rq);
	if (why != NULL) {
		net_lose(rq, CM_NET_MODULE,
		    net_say("module '%s': %s", j->account->mod->network, why),
		    0, 0);
		return;
	}
	j->refs++;
	for (i = 0; i < rq->count; i++)
		if (!answered_here(&rq->leaves[i]))
			net_send(&rq->leaves[i], 0);
	j->refs--;
	/* The one too many, so that the last answer does not run it while
	 * others are still to be sent; and an empty join is answered. */
	net_leaf_done(rq);
}

/* The requests that take back what was sent, newest first. */
void
net_send_undo(struct net_job *j)
{
	struct cm_buf b;
	struct net_item *it;
	struct cm_slice s;
	size_t end = j->undo.len, at;
	char *why = NULL;

	cm_buf_init(&b, CM_BUF_ANY);
	while (end > 0) {
		end--;
		for (at = end; at > 0 && j->undo.p[at - 1] != '\0'; at--)
			;
		cm_buf_clear(&b);
		cm_buf_puts(&b, "{\"request\":");
		cm_buf_add(&b, j->undo.p + at, end - at);
		cm_buf_puts(&b, ",\"step\":\"undo\"}");
		s.p = b.p;
		s.len = b.len;
		it = net_request_new(j, s, end, &why);
		end = at;
		if (it == NULL) {
			free(why);
			continue;
		}
		it->rq->undo = 1;
		it->rq->asked_at = net_ms();
		net_append(j, it);
	}
	cm_buf_clear(&j->undo);
	cm_buf_release(&b);
}
