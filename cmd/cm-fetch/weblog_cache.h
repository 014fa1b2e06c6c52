/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_CACHE_H
#define WEBLOG_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "weblog_agent.h"
#include "weblog_key.h"
#include "weblog_source.h"

/*
 * What a thread has found out about agents and referring hosts, since most
 * lines repeat one. Each text has one place, which the next with the same
 * hash takes over, so a cache never grows.
 */
struct weblog_agent {
	char *text;
	size_t len, room;
	int64_t day;     /* of hash */
	uint64_t hash;   /* of the text, with that day's key */
	size_t name_len; /* 0: people */
	char name[WEBLOG_BOT];
};

struct weblog_host_seen {
	char *text; /* scheme, host and port as logged */
	size_t len, room;
	char *json; /* ,"host":"...","network":"...","kind":"..." */
	size_t json_len;
	char *host; /* as weblog_host() has it */
	size_t host_len;
	int user; /* a user's name stands in front of it */
};

struct weblog_cache {
	struct weblog_agent *agents;
	struct weblog_host_seen *hosts;
};

void weblog_cache_init(struct weblog_cache *c);
void weblog_cache_release(struct weblog_cache *c);

/* The verdict on an agent; hash is of another day than the one it says. */
struct weblog_agent *weblog_cache_agent(struct weblog_cache *c,
    const struct weblog_bots *bots, const char *agent, size_t len);

/* The host of a referrer that begins with "scheme://host". */
const struct weblog_host_seen *weblog_cache_host(struct weblog_cache *c,
    const struct weblog_sources *sources, const char *text, size_t len);

#endif
