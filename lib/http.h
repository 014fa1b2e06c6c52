/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTP_H
#define CM_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

/*
 * Many transfers at once in one event loop, http and https only. A request is
 * queued and its done() is called, once, when it is settled: answered, or
 * failed after the repeats that its kind of failure allows. done() may queue
 * more. At most `jobs` run at a time, at most `per_host` to one origin;
 * waiting requests keep their order.
 *
 *   queued ──▶ running ──▶ answer ──▶ redirect: queued again, other URL
 *     ▲                      │
 *     └── wait, backoff ◀────┼─ failed for now and may be repeated
 *                            └─▶ done()
 *
 * What may be repeated: a request that never reached its server; one that was
 * refused by a rate limit (it was not carried out); and, unless it is
 * `unsafe`, one that was answered with 5xx or whose answer broke off. A wait
 * that a server asks for is kept for all requests to that origin; one that is
 * longer than our patience fails them all.
 */
struct cm_http;

/* What became of a request. */
enum cm_http_class {
	CM_HTTP_OK,        /* 2xx; 3xx that was not to be followed */
	CM_HTTP_SAME,      /* 304 */
	CM_HTTP_EXPIRED,   /* 401 */
	CM_HTTP_REFUSED,   /* 403 and other 4xx */
	CM_HTTP_GONE,      /* 404, 410 */
	CM_HTTP_INVALID,   /* 400, 422 */
	CM_HTTP_UNFIT,     /* no answer we can use: too large, a redirect loop,
			      not HTTP, a bad certificate, not a URL */
	CM_HTTP_RATE,      /* 429, or 503 with Retry-After */
	CM_HTTP_SERVER,    /* other 5xx */
	CM_HTTP_UNREACHED, /* never connected: nothing was sent */
	CM_HTTP_BROKEN     /* sent, and no whole answer came in time */
};

/* Tells whether the same request may work later (status 75). */
int cm_http_later(enum cm_http_class c);

enum { CM_HTTP_SLOWEST = 16384 };

struct cm_http_options {
	int jobs;        /* transfers at once: 16 */
	int per_host;    /* to one origin: 6 */
	int retries;     /* repeats after a failure that allows them: 2 */
	int backoff;     /* milliseconds before the first repeat: 1000; it
			    doubles */
	int patience;    /* seconds that one request may wait in all: 60 */
	int connect;     /* seconds to connect: 15 */
	int stall;       /* seconds without a byte: 30 */
	int timeout;     /* seconds for one transfer in all: 300; a body that
			    is sent adds one for each CM_HTTP_SLOWEST bytes */
	int redirects;   /* followed at most: 10 */
	size_t max;      /* bytes of a body, unpacked: 16 MiB */
	size_t max_head; /* bytes of all headers: 256 KiB */
};

/* Fills in the figures above. */
void cm_http_defaults(struct cm_http_options *o);

struct cm_http_answer {
	enum cm_http_class class;
	int status;         /* of the last answer; 0: there was none */
	const char *url;    /* the URL that answered, after redirects */
	const char *moved;  /* where the URL asked for has moved for good (301,
			      308), or NULL */
	const char *why;    /* in words, when class is not OK or SAME: "404 Not
			      Found"; the caller names the URL */
	int64_t wait;       /* seconds that a RATE answer asks for */
	int attempts;       /* requests sent in all */
	int sent;           /* bytes of the last request left, or may have */
	struct cm_buf head; /* see cm_http_header() */
	struct cm_buf body; /* unpacked; done() may take it: swap an empty
			       one in */
};

/* A part of a body: bytes, or a range of a file, as it is or in base64. */
struct cm_http_piece {
	const char *bytes; /* must live until done(); NULL: of the file */
	size_t len;
	const char *file;        /* copied */
	uint64_t offset, length; /* length is given, and there */
	int base64;
	/* Of a file: its first `plain` bytes are sent encrypted, offset and
	 * length count in that; NULL: as they are. See cryptofile.h; it lives
	 * as long as bytes. */
	const unsigned char *cipher;
	uint64_t plain;
};

struct cm_http_request {
	const char *method; /* NULL: GET */
	const char *url;
	const char *const *headers; /* "Name: value", NULL at the end, or
				       NULL. Authorization and Cookie go to
				       the first origin only */
	int private; /* no header of ours goes to another origin, nor does a
			redirect to one carry the query on */
	const char *body; /* must live until done() */
	size_t body_len;
	/* Instead of body: sent one after the other, read when they are
	 * sent. A file that is shorter by then ends the request: UNFIT. */
	const struct cm_http_piece *pieces; /* copied */
	size_t npieces;
	int64_t after;      /* milliseconds before which it is not sent */
	size_t max;         /* bytes of the answer's body; 0: the option's */
	const int *sink;    /* a descriptor of a file that takes the body in
			   the answer's place: emptied before each try; must
			   live until done(). Or NULL */
	int unsafe;         /* repeating it does harm: it goes out on a new
			  connection, since on one that was in use libcurl
			  itself would send it again when that breaks */
	int timeout, stall; /* seconds; 0: the options' */
	int stay;     /* do not follow redirects. Those of other methods than
			  GET and HEAD, and of unsafe requests, are never
			  followed: they are answers */
	int no_retry; /* no repeats, whatever happens; and a rate limit that
			  it meets is the caller's: see cm_http_hold() */
	/* Called right before it is sent, each time, or NULL. Not 0: it is not
	 * sent, and done() has UNREACHED with why "stopped". */
	int (*begins)(void *ctx);
	/* Called once; the answer lives during the call. */
	void (*done)(void *ctx, struct cm_http_answer *a);
	void *ctx;
};

struct cm_http *cm_http_open(const struct cm_http_options *o);

/* Drops what is not done; their done() is not called. */
void cm_http_close(struct cm_http *h);

/* Queues a request; everything but the bytes of its body is copied. */
void cm_http_start(struct cm_http *h, const struct cm_http_request *rq);

/*
 * Goes on with all of it, and waits at most so many milliseconds for
 * something to happen (-1: as long as it takes). Returns how many requests
 * are not done.
 */
size_t cm_http_step(struct cm_http *h, int milliseconds);

/*
 * The same, and returns early when one of these descriptors is ready:
 * events[i] is a set of CM_HTTP_READ, CM_HTTP_WRITE. Those of -1 are skipped.
 */
enum { CM_HTTP_READ = 1, CM_HTTP_WRITE = 2 };
size_t cm_http_wait(struct cm_http *h, int milliseconds, const int *fds,
    const int *events, size_t count);

/* Nothing new is sent to the origin of a URL for so many milliseconds. */
void cm_http_hold(struct cm_http *h, const char *url, int64_t milliseconds);

/*
 * Ends what is running and starts nothing new, so that the caller may be away
 * for a while; the next step goes on.
 */
void cm_http_pause(struct cm_http *h);

/* The value of a header, its name in lower case; repeated ones are joined by
 * ", ". NULL if it is not there. */
const char *cm_http_header(const struct cm_http_answer *a, const char *name);

/* Walks all headers: *at is 0 first. Returns 1 with name and value, or 0. */
int cm_http_next_header(const struct cm_http_answer *a, size_t *at,
    const char **name, const char **value);

#endif
