/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_LINE_H
#define WEBLOG_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/scan.h"

/* A line of a log, taken apart: slices of it, as logged; p is NULL where
 * there is none (or "-"). */
struct weblog_hit {
	struct cm_slice ip, host, method, target, query, referrer, agent;
	int64_t at;
	int64_t bytes;  /* -1: not known */
	int status;     /* -1: not known */
	int has_agent;  /* the log says agents; this one's may be missing */
	int has_method; /* the same for the request */
	int prefetch;   /* the browser asked before its user did */
};

/* The minute last seen, since most lines are of the same one. */
struct weblog_clock {
	char minute[24]; /* "02/Nov/2026:10:20" and " +0100" */
	int64_t start;   /* its first second */
};

/* Reads "02/Nov/2026:10:20:30 +0100", 26 bytes. Returns 0 or -1. */
int weblog_time(struct weblog_clock *c, const char *s, int64_t *t);

/*
 * Takes apart a line of a Common or Combined log, with or without the host in
 * front; what follows behind is left alone. Returns NULL; or what is wrong,
 * and *offset says where.
 */
const char *weblog_line(struct weblog_clock *c, const char *line, size_t len,
    struct weblog_hit *hit, size_t *offset);

/* Reads "GET /path HTTP/1.1" into method and target; what is no request
 * (a TLS handshake on a plain port) leaves both empty. */
void weblog_request(struct weblog_hit *hit, struct cm_slice request);

/* Sets the method, if it is one: capital letters. */
void weblog_method(struct weblog_hit *hit, struct cm_slice s);

/* Sets the numbers; what is none, or "-", is not known. */
void weblog_status(struct weblog_hit *hit, struct cm_slice s);
void weblog_bytes(struct weblog_hit *hit, struct cm_slice s);

#endif
