/* SPDX-License-Identifier: ISC */
/* What a job put out, in the order of the tree. */
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/netjob.h"

struct net_item *
net_item_new(enum net_what what, const char *text, size_t len)
{
	struct net_item *it = cm_zalloc(sizeof(*it));

	it->what = what;
	it->text = text != NULL ? net_copy(text, len) : NULL;
	it->len = len;
	return it;
}

void
net_request_free(struct net_request *rq)
{
	struct net_entry *e;
	size_t i;

	for (i = 0; i < rq->count; i++) {
		if (rq->leaves[i].built)
			cm_netreq_release(&rq->leaves[i].wire);
		cm_buf_release(&rq->leaves[i].answer);
		free(rq->leaves[i].why);
		free(rq->leaves[i].word);
	}
	free(rq->why);
	while ((e = rq->log) != NULL) {
		rq->log = e->next;
		net_entry_free(e);
	}
	free(rq->leaves);
	free(rq->effect);
	free(rq->step);
	free(rq);
}

void
net_item_free(struct net_item *it)
{
	if (it->rq != NULL)
		net_request_free(it->rq);
	if (it->entry != NULL)
		net_entry_free(it->entry);
	free(it->text);
	free(it->step);
	free(it);
}

static void
count_in(struct net_job *j, const struct net_item *it)
{
	j->held += it->len;
}

void
net_append(struct net_job *j, struct net_item *it)
{
	it->next = NULL;
	*j->tail = it;
	j->tail = &it->next;
	count_in(j, it);
}

void
net_unqueue(struct net_request *rq)
{
	struct net_request **p;
	struct net_job *j = rq->job;

	if (!rq->queued)
		return;
	for (p = &j->waiting; *p != rq; p = &(*p)->next)
		;
	*p = rq->next;
	if (j->wait_tail == &rq->next)
		j->wait_tail = p;
	rq->queued = 0;
	j->nwaiting--;
}

void
net_queue(struct net_request *rq)
{
	rq->job->nwaiting++;
	rq->next = NULL;
	*rq->job->wait_tail = rq;
	rq->job->wait_tail = &rq->next;
	rq->queued = 1;
}

void
net_replace(struct net_job *j, struct net_item *at, struct net_item *first)
{
	struct net_item *last = first, *old = cm_alloc(sizeof(*old));

	/* The item keeps its place in memory, since what is before points to
	 * it: the first of the new ones moves in. */
	*old = *at;
	j->held -= old->len;
	if (first == NULL) {
		first = net_item_new(NET_LOG, NULL, 0);
		last = first;
	}
	count_in(j, first);
	while (last->next != NULL) {
		last = last->next;
		count_in(j, last);
	}
	if (last == first) {
		*at = *first;
		at->next = old->next;
		last = at;
	} else {
		*at = *first;
		last->next = old->next;
	}
	if (at->rq != NULL)
		at->rq->item = at;
	free(first);
	if (j->tail == &at->next || old->next == NULL)
		j->tail = &last->next;
	old->next = NULL;
	if (old->rq != NULL)
		net_unqueue(old->rq);
	net_item_free(old);
}

static void
count_leaves(struct cm_slice s, size_t *n)
{
	struct cm_slice key, value;
	enum cm_kind kind = cm_scan_kind(s);
	size_t at = 0;

	if (kind != CM_OBJECT && kind != CM_ARRAY)
		return;
	if (kind == CM_OBJECT &&
	    (cm_scan_kind(cm_json_get(s, "url")) == CM_STRING ||
		cm_json_get(s, "known").p != NULL ||
		cm_json_get(s, "compute").p != NULL)) {
		++*n;
		return;
	}
	while (cm_json_next(s, &at, &key, &value))
		count_leaves(value, n);
}

/* The same walk, filling in. */
static void
find_leaves(struct cm_slice s, struct net_request *rq, size_t *n)
{
	struct cm_slice key, value;
	enum cm_kind kind = cm_scan_kind(s);
	struct net_leaf *l;
	size_t at = 0;

	if (kind != CM_OBJECT && kind != CM_ARRAY)
		return;
	if (kind == CM_OBJECT &&
	    (cm_scan_kind(cm_json_get(s, "url")) == CM_STRING ||
		cm_json_get(s, "known").p != NULL ||
		cm_json_get(s, "compute").p != NULL)) {
		l = &rq->leaves[(*n)++];
		l->rq = rq;
		l->json = s;
		l->wait = -1;
		cm_buf_init(&l->answer, CM_BUF_ANY);
		return;
	}
	while (cm_json_next(s, &at, &key, &value))
		find_leaves(value, rq, n);
}

struct net_item *
net_request_new(
    struct net_job *j, struct cm_slice effect, uint64_t place, char **why)
{
	struct net_item *it;
	struct net_request *rq = cm_zalloc(sizeof(*rq));
	struct cm_slice all;
	enum cm_kind kind;
	size_t n = 0;

	rq->job = j;
	rq->effect = net_copy(effect.p, effect.len);
	rq->len = effect.len;
	all.p = rq->effect;
	all.len = rq->len;
	rq->request = cm_json_get(all, "request");
	rq->vars = cm_json_get(all, "vars");
	rq->step = cm_json_dup(cm_json_get(all, "step"));
	rq->commit = cm_scan_kind(cm_json_get(all, "commit")) == CM_TRUE;
	rq->place = place;
	rq->log_tail = &rq->log;
	kind = cm_scan_kind(rq->request);
	if (rq->step == NULL || (kind != CM_OBJECT && kind != CM_ARRAY)) {
		*why = cm_strdup(rq->step == NULL
			? "a request has no step"
			: "a request is neither an object nor a list");
		net_request_free(rq);
		return NULL;
	}
	count_leaves(rq->request, &n);
	rq->leaves = cm_zalloc(sizeof(*rq->leaves) * (n + 1));
	find_leaves(rq->request, rq, &rq->count);
	it = net_item_new(NET_REQUEST, NULL, 0);
	it->rq = rq;
	rq->item = it;
	return it;
}

/* What the transcript has of a request, and behind it what came of it. */
struct net_item *
net_logged(struct net_request *rq, struct net_item *rest)
{
	struct net_item *first = NULL, **tail = &first;
	struct net_entry *e;

	while ((e = rq->log) != NULL) {
		*tail = net_item_new(NET_LOG, NULL, 0);
		(*tail)->entry = e;
		tail = &(*tail)->next;
		rq->log = e->next;
	}
	rq->log_tail = &rq->log;
	*tail = rest;
	return first;
}
