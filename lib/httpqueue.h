/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPQUEUE_H
#define CM_HTTPQUEUE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Requests that wait, and the origins that they wait for; for lib/http. Which
 * one goes next is found in a time that hardly grows with how many wait.
 */

struct cm_http_transfer;

/* Things by number, the lowest first. */
struct cm_http_heap {
	struct cm_http_heap_item {
		int64_t key;
		void *what;
	} * items;
	size_t n, cap;
};

/* What is known of an origin. */
struct cm_http_host {
	struct cm_http_host *next; /* in its slot of the table */
	char *origin;              /* NULL: of URLs that are none */
	int running;
	int64_t until;  /* nothing is sent before; monotonic milliseconds */
	int64_t closed; /* it asked for more patience than we have: seconds */
	struct cm_http_heap waiting; /* requests, by their numbers */
	int ready, held;             /* it is in the heap of that name */
};

enum { CM_HTTPQUEUE_SLOTS = 512 };

struct cm_http_queue {
	struct cm_http_host *hosts[CM_HTTPQUEUE_SLOTS];
	struct cm_http_heap ready; /* origins, by their first request */
	struct cm_http_heap held;  /* origins, by the time they wait for */
	struct cm_http_heap later; /* requests, by the time they wait for */
	int64_t number;            /* of the request that came last */
	int per_host;
	size_t count; /* of requests */
};

/* Milliseconds of a clock that nobody sets. */
int64_t cm_httpqueue_now(void);

/* The origin of a URL; never NULL, see cm_http_host.origin. */
struct cm_http_host *cm_httpqueue_host(
    struct cm_http_queue *q, const char *url);

/* Adds a request, its host and due filled in. It keeps the place in the order
 * that it got when it first came. */
void cm_httpqueue_put(struct cm_http_queue *q, struct cm_http_transfer *t);

/* Takes out the next request that may go now, or whose origin is closed or
 * none; NULL if there is none. */
struct cm_http_transfer *cm_httpqueue_take(
    struct cm_http_queue *q, int64_t now);

/* When it is worth to look again for reasons of time alone; -1: never. */
int64_t cm_httpqueue_next(const struct cm_http_queue *q);

/* Fewer run there now, or its until or closed was changed. */
void cm_httpqueue_changed(struct cm_http_queue *q, struct cm_http_host *host);

/* Takes out any request at all; NULL when there are no more. */
struct cm_http_transfer *cm_httpqueue_any(struct cm_http_queue *q);

/* Frees everything but requests. */
void cm_httpqueue_release(struct cm_http_queue *q);

#endif
