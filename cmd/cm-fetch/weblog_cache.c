/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/json.h"

#include "weblog_cache.h"
#include "weblog_visit.h"

enum { AGENTS = 8192, HOSTS = 4096 };

void
weblog_cache_init(struct weblog_cache *c)
{
	c->agents = cm_zalloc(AGENTS * sizeof(*c->agents));
	c->hosts = cm_zalloc(HOSTS * sizeof(*c->hosts));
}

void
weblog_cache_release(struct weblog_cache *c)
{
	size_t i;

	for (i = 0; i < AGENTS; i++)
		free(c->agents[i].text);
	for (i = 0; i < HOSTS; i++) {
		free(c->hosts[i].text);
		free(c->hosts[i].json);
		free(c->hosts[i].host);
	}
	free(c->agents);
	free(c->hosts);
}

/* Puts another text into a place. */
static void
keep(char **to, size_t *room, const char *text, size_t len)
{
	if (*to == NULL || *room < len || (*room > 4096 && len < 1024)) {
		free(*to);
		*room = len < 128 ? 128 : len;
		*to = cm_alloc(*room);
	}
	memcpy(*to, text, len);
}

struct weblog_agent *
weblog_cache_agent(struct weblog_cache *c, const struct weblog_bots *bots,
    const char *agent, size_t len)
{
	struct weblog_agent *a = &c->agents[weblog_hash(agent, len) % AGENTS];

	if (a->text != NULL && a->len == len &&
	    memcmp(a->text, agent, len) == 0)
		return a;
	keep(&a->text, &a->room, agent, len);
	a->len = len;
	a->day = INT64_MIN;
	a->name_len = 0;
	if (weblog_bot(bots, agent, len, a->name))
		a->name_len = strlen(a->name);
	return a;
}

size_t
weblog_host(const char *s, size_t len, char host[WEBLOG_HOST])
{
	const char *p;
	size_t i;

	/* A port follows the last colon, but an IPv6 address is in brackets. */
	p = len > 0 && s[0] == '[' ? memchr(s, ']', len) : NULL;
	if (p != NULL)
		len = (size_t)(p - s) + 1;
	else if (len > 0 && (p = memchr(s, ':', len)) != NULL)
		len = (size_t)(p - s);
	if (len > 0 && s[len - 1] == '.')
		len--;
	if (len >= WEBLOG_HOST || (len == 1 && s[0] == '-'))
		return 0;
	for (i = 0; i < len; i++)
		host[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
	return len;
}

/* What there is to write of a host. An app's link is in the table with its
 * scheme: android-app://com.slack */
static void
describe(struct weblog_host_seen *h, const struct weblog_sources *sources,
    const char *scheme, size_t scheme_len)
{
	const struct weblog_entry *e;
	struct cm_buf b;
	char key[WEBLOG_HOST + 32];

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member_n(&b, "host", h->host, h->host_len);
	if (scheme_len > 4 && scheme_len < 32 &&
	    memcmp(scheme, "http", 4) != 0) {
		memcpy(key, scheme, scheme_len);
		memcpy(key + scheme_len, h->host, h->host_len);
		e = weblog_map_get(
		    &sources->hosts, key, scheme_len + h->host_len);
	} else {
		e = weblog_source_host(sources, h->host, h->host_len);
	}
	if (e != NULL) {
		cm_json_member_n(&b, "network", e->value.p, e->value.len);
		cm_json_member_n(&b, "kind", e->extra.p, e->extra.len);
	}
	free(h->json);
	h->json = cm_alloc(b.len + 1);
	h->json[0] = ',';
	memcpy(h->json + 1, b.p + 1, b.len - 1);
	h->json_len = b.len == 1 ? 0 : b.len;
	cm_buf_release(&b);
}

const struct weblog_host_seen *
weblog_cache_host(struct weblog_cache *c, const struct weblog_sources *sources,
    const char *text, size_t len)
{
	struct weblog_host_seen *h = &c->hosts[weblog_hash(text, len) % HOSTS];
	const char *host, *end = text + len, *at;
	char lower[WEBLOG_HOST];

	if (h->text != NULL && h->len == len && memcmp(h->text, text, len) == 0)
		return h;
	keep(&h->text, &h->room, text, len);
	h->len = len;
	for (host = text; host + 2 < end && memcmp(host, "://", 3) != 0; host++)
		;
	host += 3;
	at = memchr(host, '@', (size_t)(end - host));
	h->user = at != NULL;
	if (at != NULL)
		host = at + 1;
	h->host_len = weblog_host(host, (size_t)(end - host), lower);
	free(h->host);
	h->host = cm_strndup(lower, h->host_len);
	for (at = text; *at != ':'; at++)
		;
	describe(h, sources, text, (size_t)(at - text) + 3);
	return h;
}
