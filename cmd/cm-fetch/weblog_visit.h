/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_VISIT_H
#define WEBLOG_VISIT_H

#include "lib/buf.h"

#include "weblog.h"
#include "weblog_agent.h"
#include "weblog_key.h"
#include "weblog_line.h"
#include "weblog_source.h"

/* What all threads share, and only read; keys have a lock of their own. */
struct weblog_shared {
	const struct weblog_options *options;
	struct weblog_bots *bots;
	struct weblog_sources sources;
	struct weblog_keys *keys;
	struct weblog_map assets; /* endings of what pages are made of */
	struct weblog_map own;    /* the site's own hosts, without "www." */
	const char *account;      /* the first of them, or NULL */
};

/* What a thread remembers of the agents and referring hosts it has seen. */
struct weblog_writer;

struct weblog_writer *weblog_writer_new(const struct weblog_shared *shared);
void weblog_writer_free(struct weblog_writer *w);

/*
 * Writes the record of a hit and a line end. Behind its slices CM_SCAN_PAD
 * bytes must be readable. Returns 0; or -1 after a message when there is no
 * key for its day.
 */
int weblog_visit(
    struct weblog_writer *w, const struct weblog_hit *hit, struct cm_buf *out);

/* A host in lower case, without its port and a dot behind. Returns its length,
 * or 0 if it is none or too long. */
enum { WEBLOG_HOST = 256 };
size_t weblog_host(const char *s, size_t len, char host[WEBLOG_HOST]);

#endif
