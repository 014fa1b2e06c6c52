/* SPDX-License-Identifier: ISC */
#ifndef CM_HAR_H
#define CM_HAR_H

#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/http.h"

/*
 * Transcripts in HAR 1.2. What is written here holds no secret: the caller
 * gives the form in which marks have become REDACTED. What HAR has no member
 * for stands in members of ours that begin with an underscore, as HAR allows:
 * _cm of the log (the clock, and one object a job: account, network, settings,
 * facts, cursor, verb, step), _place and _class of an entry.
 */
struct cm_har_entry {
	uint64_t job;   /* number of its job, in order of the jobs */
	uint64_t place; /* in the job's tree */
	const char *method, *url;
	const char *headers; /* "name NUL value NUL" ... */
	size_t headers_len;
	const char *mime; /* of the body; NULL: it has none */
	const char *body;
	size_t body_len;
	int64_t when, took; /* milliseconds */
	/* the answer; status 0 and why for a line that broke */
	int status;
	const char *why;
	enum cm_http_class class;
	const char *answer_headers;
	size_t answer_headers_len;
	const char *answer; /* bytes; base64 where they are no UTF-8 */
	size_t answer_len;
	int64_t wait;
};

/* Writing. The file is made when opened, mode 0600, and whole when closed. */
struct cm_har_writer;
struct cm_har_writer *cm_har_create(const char *path);
/* facts: a JSON object for the job of that number. Entries and jobs may come
 * in any order; the file has them by job, then as they were added. */
void cm_har_job(struct cm_har_writer *w, uint64_t job, const char *facts);
void cm_har_add(struct cm_har_writer *w, const struct cm_har_entry *e);
/* Returns 0, or -1 after a message. NULL is fine. */
int cm_har_finish(struct cm_har_writer *w);

/* Reading back. NULL after a message with the place of what is wrong. Files
 * written by others (browsers, proxies) are read too. */
struct cm_har;
struct cm_har *cm_har_open(const char *path);
void cm_har_close(struct cm_har *h);
/* The clock at the beginning: seconds; and what cm_har_job() took, NULL if
 * there is none of that number. */
int64_t cm_har_now(const struct cm_har *h);
const char *cm_har_facts(const struct cm_har *h, uint64_t job);
/* The same by its place among them, from 0 on; NULL behind the last. */
const char *cm_har_job_at(const struct cm_har *h, size_t i, uint64_t *job);

/*
 * Finds the answer to a request: the same method, URL and body, of the same
 * job where that is known, and of those the one of the same place, else the
 * first that was not given yet. Fills *e, which lives as long as h. Returns 1,
 * or 0: it is not in there.
 */
int cm_har_find(struct cm_har *h, uint64_t job, uint64_t place,
    const char *method, const char *url, const char *body, size_t body_len,
    struct cm_har_entry *e);

/* Tells whether it was asked once more at that place; what others wrote does
 * not say where. */
int cm_har_has(const struct cm_har *h, uint64_t job, uint64_t place,
    const char *method, const char *url, const char *body, size_t body_len);

#endif
