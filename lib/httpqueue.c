/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "lib/httpqueue.h"
#include "lib/httpsend.h"
#include "lib/httpurl.h"

int64_t
cm_httpqueue_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
push(struct cm_http_heap *h, int64_t key, void *what)
{
	size_t i, up;

	if (h->n == h->cap) {
		h->cap = h->cap > 0 ? h->cap * 2 : 8;
		h->items = cm_realloc(h->items, h->cap * sizeof(*h->items));
	}
	for (i = h->n++; i > 0; i = up) {
		up = (i - 1) / 2;
		if (h->items[up].key <= key)
			break;
		h->items[i] = h->items[up];
	}
	h->items[i].key = key;
	h->items[i].what = what;
}

static void *
pop(struct cm_http_heap *h)
{
	struct cm_http_heap_item last;
	void *first;
	size_t i, down;

	if (h->n == 0)
		return NULL;
	first = h->items[0].what;
	last = h->items[--h->n];
	for (i = 0; (down = 2 * i + 1) < h->n; i = down) {
		if (down + 1 < h->n &&
		    h->items[down + 1].key < h->items[down].key)
			down++;
		if (last.key <= h->items[down].key)
			break;
		h->items[i] = h->items[down];
	}
	h->items[i] = last;
	return first;
}

struct cm_http_host *
cm_httpqueue_host(struct cm_http_queue *q, const char *url)
{
	char *origin = cm_httpurl_origin(url);
	const char *p = origin != NULL ? origin : "";
	struct cm_http_host **slot, *host;
	uint32_t sum = 2166136261u;

	for (; *p != '\0'; p++)
		sum = (sum ^ (unsigned char)*p) * 16777619u;
	slot = &q->hosts[sum % CM_HTTPQUEUE_SLOTS];
	for (host = *slot; host != NULL; host = host->next)
		if (origin == NULL ? host->origin == NULL
				   : host->origin != NULL &&
			    strcmp(host->origin, origin) == 0) {
			free(origin);
			return host;
		}
	host = cm_zalloc(sizeof(*host));
	host->origin = origin;
	host->next = *slot;
	*slot = host;
	return host;
}

/* Requests that will fail at once need no turn. */
static int
is_shut(const struct cm_http_host *host)
{
	return host->closed != 0 || host->origin == NULL;
}

/* Puts an origin where it belongs: among those that may send, or those that
 * wait for a time. One with all its transfers running is in neither. */
static void
place(struct cm_http_queue *q, struct cm_http_host *host, int64_t now)
{
	if (host->waiting.n == 0)
		return;
	if (!is_shut(host) && host->until > now) {
		if (!host->held) {
			host->held = 1;
			push(&q->held, host->until, host);
		}
	} else if (!host->ready &&
	    (is_shut(host) || host->running < q->per_host)) {
		host->ready = 1;
		push(&q->ready, host->waiting.items[0].key, host);
	}
}

void
cm_httpqueue_changed(struct cm_http_queue *q, struct cm_http_host *host)
{
	place(q, host, cm_httpqueue_now());
}

void
cm_httpqueue_put(struct cm_http_queue *q, struct cm_http_transfer *t)
{
	int64_t now = cm_httpqueue_now();

	if (t->number == 0)
		t->number = ++q->number;
	q->count++;
	if (t->due > now) {
		push(&q->later, t->due, t);
		return;
	}
	push(&t->host->waiting, t->number, t);
	place(q, t->host, now);
}

/* Moves what has waited long enough. */
static void
wake(struct cm_http_queue *q, int64_t now)
{
	struct cm_http_transfer *t;
	struct cm_http_host *host;

	while (q->later.n > 0 && q->later.items[0].key <= now) {
		t = pop(&q->later);
		push(&t->host->waiting, t->number, t);
		place(q, t->host, now);
	}
	while (q->held.n > 0 && q->held.items[0].key <= now) {
		host = pop(&q->held);
		host->held = 0;
		place(q, host, now);
	}
}

struct cm_http_transfer *
cm_httpqueue_take(struct cm_http_queue *q, int64_t now)
{
	struct cm_http_host *host;
	struct cm_http_transfer *t;
	int64_t key;

	wake(q, now);
	while (q->ready.n > 0) {
		key = q->ready.items[0].key;
		host = pop(&q->ready);
		host->ready = 0;
		if (host->waiting.n == 0)
			continue;
		if (host->closed != 0 && host->until <= now)
			host->closed = 0;
		/* Things may have changed since it was put there. */
		if (host->waiting.items[0].key != key ||
		    (!is_shut(host) &&
			(host->until > now || host->running >= q->per_host))) {
			place(q, host, now);
			continue;
		}
		t = pop(&host->waiting);
		place(q, host, now);
		q->count--;
		return t;
	}
	return NULL;
}

int64_t
cm_httpqueue_next(const struct cm_http_queue *q)
{
	int64_t next = -1;

	if (q->later.n > 0)
		next = q->later.items[0].key;
	if (q->held.n > 0 && (next == -1 || q->held.items[0].key < next))
		next = q->held.items[0].key;
	return next;
}

struct cm_http_transfer *
cm_httpqueue_any(struct cm_http_queue *q)
{
	struct cm_http_host *host;
	size_t i;

	if (q->later.n > 0)
		return pop(&q->later);
	for (i = 0; i < CM_HTTPQUEUE_SLOTS; i++)
		for (host = q->hosts[i]; host != NULL; host = host->next)
			if (host->waiting.n > 0)
				return pop(&host->waiting);
	return NULL;
}

void
cm_httpqueue_release(struct cm_http_queue *q)
{
	struct cm_http_host *host;
	size_t i;

	for (i = 0; i < CM_HTTPQUEUE_SLOTS; i++)
		while ((host = q->hosts[i]) != NULL) {
			q->hosts[i] = host->next;
			free(host->origin);
			free(host->waiting.items);
			free(host);
		}
	free(q->ready.items);
	free(q->held.items);
	free(q->later.items);
}
