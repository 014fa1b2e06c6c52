/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/sip.h"

#include "weblog_cache.h"
#include "weblog_visit.h"

enum { DAY = 86400, ADDRESS = 256, SHORT = 48 };

struct weblog_writer {
	const struct weblog_shared *shared;
	struct weblog_cache cache;
	int64_t day; /* of key */
	struct weblog_key key;
	int64_t minute; /* the one that time says, or INT64_MIN */
	char time[CM_CLOCK_TEXT];
	struct cm_buf kept, clean, scratch;
	struct cm_buf logged;  /* the host of the last line, as logged */
	struct cm_buf account; /* ,"account":"..." of that host */
	struct cm_buf site;    /* the same where none is logged */
	char host[WEBLOG_HOST];
	size_t host_len;
};

struct weblog_writer *
weblog_writer_new(const struct weblog_shared *shared)
{
	struct weblog_writer *w = cm_zalloc(sizeof(*w));

	w->shared = shared;
	w->day = w->minute = INT64_MIN;
	weblog_cache_init(&w->cache);
	cm_buf_init(&w->kept, CM_BUF_ANY);
	cm_buf_init(&w->clean, CM_BUF_ANY);
	cm_buf_init(&w->scratch, CM_BUF_ANY);
	cm_buf_init(&w->logged, CM_BUF_ANY);
	cm_buf_init(&w->account, CM_BUF_ANY);
	cm_buf_init(&w->site, CM_BUF_ANY);
	if (shared->account != NULL) {
		cm_buf_puts(&w->site, ",\"account\":");
		cm_json_string(
		    &w->site, shared->account, strlen(shared->account));
	}
	return w;
}

void
weblog_writer_free(struct weblog_writer *w)
{
	weblog_cache_release(&w->cache);
	cm_buf_release(&w->kept);
	cm_buf_release(&w->clean);
	cm_buf_release(&w->scratch);
	cm_buf_release(&w->logged);
	cm_buf_release(&w->account);
	cm_buf_release(&w->site);
	memset(&w->key, 0, sizeof(w->key));
	free(w);
}

/* As cm_buf_add, made for what is short and mostly fits. */
static inline void
put(struct cm_buf *b, const char *s, size_t n)
{
	if (b->cap - b->len > n) {
		memcpy(b->p + b->len, s, n);
		b->len += n;
	} else {
		cm_buf_add(b, s, n);
	}
}

#define PUT(b, text) put(b, text, sizeof(text) - 1)

static void
put_number(struct cm_buf *b, int64_t n)
{
	char text[24], *p = text + sizeof(text);

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	put(b, p, (size_t)(text + sizeof(text) - p));
}

/* Tells which of eight bytes JSON has to escape, or may not be ASCII. */
static inline uint64_t
special(uint64_t w)
{
	const uint64_t ones = 0x0101010101010101;
	uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';

	return ((w - ones * 0x20) | (quote - ones) | (slash - ones) | w) &
	    ones * 0x80;
}

/* Writes a string of JSON: as it is when it may be, else escaped anew. */
static void
put_text(struct weblog_writer *w, struct cm_buf *b, const char *s, size_t n)
{
	char *to = cm_buf_room(b, n + 16), *p = to;
	uint64_t word, bad = 0;
	size_t i;

	*p++ = '"';
	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&word, s + i, 8);
		bad |= special(word);
		memcpy(p + i, &word, 8);
	}
	if (i < n) {
		word = 0x2020202020202020;
		memcpy(&word, s + i, n - i);
		bad |= special(word);
		memcpy(p + i, &word, n - i);
	}
	if (!bad) {
		p[n] = '"';
		b->len += n + 2;
		return;
	}
	cm_buf_clear(&w->scratch);
	weblog_unescape(&w->scratch, s, n);
	cm_json_string(b, w->scratch.p, w->scratch.len);
}

/* A URL, without the parameters that a network added for one person. */
static void
put_url(struct weblog_writer *w, struct cm_buf *b, struct cm_slice url,
    struct weblog_campaign *campaign)
{
	const struct weblog_sources *sources = &w->shared->sources;
	const char *mark = memchr(url.p, '?', url.len);
	struct cm_slice query;

	if (mark != NULL) {
		query.p = mark + 1;
		query.len = (size_t)(url.p + url.len - query.p);
		if (weblog_query(sources, query, campaign, NULL) > 0) {
			struct weblog_campaign again = {0};

			cm_buf_clear(&w->kept);
			cm_buf_add(&w->kept, url.p, (size_t)(query.p - url.p));
			weblog_query(sources, query, &again, &w->kept);
			if (w->kept.p[w->kept.len - 1] == '?')
				w->kept.len--;
			put_text(w, b, w->kept.p, w->kept.len);
			return;
		}
	}
	put_text(w, b, url.p, url.len);
}

static void
put_account(
    struct weblog_writer *w, struct cm_buf *b, const struct weblog_hit *hit)
{
	if (hit->host.p == NULL) {
		cm_buf_add(b, w->site.p, w->site.len);
		return;
	}
	if (hit->host.len != w->logged.len ||
	    memcmp(hit->host.p, w->logged.p, hit->host.len) != 0) {
		cm_buf_clear(&w->logged);
		cm_buf_add(&w->logged, hit->host.p, hit->host.len);
		w->host_len = weblog_host(hit->host.p, hit->host.len, w->host);
		cm_buf_clear(&w->account);
		if (w->host_len > 0) {
			cm_buf_puts(&w->account, ",\"account\":");
			cm_json_string(&w->account, w->host, w->host_len);
		}
	}
	cm_buf_add(b, w->account.p, w->account.len);
}

static void
put_time(struct weblog_writer *w, struct cm_buf *b, int64_t t)
{
	int64_t minute = t >= 0 ? t / 60 : INT64_MIN;
	int second = (int)(t - minute * 60);

	if (minute == INT64_MIN || minute != w->minute) {
		cm_clock_text(t, w->time);
		w->minute = minute;
	} else {
		w->time[17] = (char)('0' + second / 10);
		w->time[18] = (char)('0' + second % 10);
	}
	PUT(b, ",\"published\":\"");
	put(b, w->time, 20);
	PUT(b, "\"");
}

static int
put_visitor(struct weblog_writer *w, struct cm_buf *b,
    const struct weblog_hit *hit, struct weblog_agent *agent)
{
	static const char digits[] = "0123456789abcdef";
	int64_t day = (hit->at - (hit->at < 0 ? DAY - 1 : 0)) / DAY;
	unsigned char whole[ADDRESS + 8];
	size_t n = hit->ip.len < ADDRESS ? hit->ip.len : ADDRESS;
	uint64_t visitor, hash = 0, sum[2];
	char text[16];
	int i;

	if (hit->ip.p == NULL)
		return 0;
	if (day != w->day) {
		if (weblog_key(w->shared->keys, day, &w->key) != 0)
			return -1;
		w->day = day;
	}
	if (agent != NULL) {
		/* The agent's part is the same for all its lines of a day. */
		if (agent->day != day) {
			cm_sip(w->key.secret, agent->text, agent->len, sum);
			agent->hash = sum[0];
			agent->day = day;
		}
		hash = agent->hash;
	}
	if (n <= SHORT)
		memcpy(whole, hit->ip.p, SHORT); /* without a call */
	else
		memcpy(whole, hit->ip.p, n);
	for (i = 0; i < 8; i++)
		whole[n + (size_t)i] = (unsigned char)(hash >> (8 * i));
	cm_sip(w->key.secret, whole, n + 8, sum);
	visitor = sum[0];
	for (i = 15; i >= 0; i--, visitor >>= 4)
		text[i] = digits[visitor & 15];
	PUT(b, ",\"visitor\":\"");
	put(b, text, sizeof(text));
	PUT(b, "\"");
	return 0;
}

/* Tells whether a host is the site's own, with or without "www.". */
static int
is_own(const struct weblog_writer *w, const char *host, size_t len,
    const struct weblog_hit *hit)
{
	const char *own = w->host;
	size_t own_len = hit->host.p != NULL ? w->host_len : 0;

	if (len > 4 && memcmp(host, "www.", 4) == 0) {
		host += 4;
		len -= 4;
	}
	if (own_len > 4 && memcmp(own, "www.", 4) == 0) {
		own += 4;
		own_len -= 4;
	}
	if (own_len == len && len > 0 && memcmp(own, host, len) == 0)
		return 1;
	return weblog_map_get(&w->shared->own, host, len) != NULL;
}

static void
put_referrer(
    struct weblog_writer *w, struct cm_buf *b, const struct weblog_hit *hit)
{
	const struct weblog_host_seen *h = NULL;
	struct weblog_campaign theirs = {0};
	struct cm_slice url = hit->referrer;
	const char *end = url.p + url.len, *p;

	if (url.p == NULL || url.len == 0 || (url.len == 1 && *url.p == '-'))
		return;
	p = memchr(url.p, ':', url.len);
	if (p != NULL && end - p > 3 && p[1] == '/' && p[2] == '/') {
		for (p += 3; p < end; p++)
			if (*p == '/' || *p == '?' || *p == '#')
				break;
		h = weblog_cache_host(
		    &w->cache, &w->shared->sources, url.p, (size_t)(p - url.p));
		if (is_own(w, h->host, h->host_len, hit))
			return;
	}
	PUT(b, ",\"referrer\":{\"url\":");
	if (h != NULL && h->user) {
		/* A name, or even a password, stands in front of the host. */
		cm_buf_clear(&w->clean);
		p = memchr(url.p, ':', url.len);
		cm_buf_add(&w->clean, url.p, (size_t)(p - url.p) + 3);
		p = memchr(url.p, '@', url.len);
		cm_buf_add(&w->clean, p + 1, (size_t)(end - p) - 1);
		url = (struct cm_slice){w->clean.p, w->clean.len};
	}
	put_url(w, b, url, &theirs);
	if (h != NULL)
		put(b, h->json, h->json_len);
	PUT(b, "}");
}

/* Tells whether a path ends like a file that a page is made of. */
static int
is_asset(const struct weblog_shared *shared, struct cm_slice target)
{
	const char *end = target.p + target.len, *p;
	char text[16];
	size_t n;

	for (p = target.p; p < end && *p != '?' && *p != '#' && *p != ';'; p++)
		;
	for (end = p; p > target.p && p[-1] != '.' && p[-1] != '/'; p--)
		;
	if (p == target.p || p[-1] != '.' || (size_t)(end - p) > sizeof(text))
		return 0;
	for (n = 0; p < end; p++, n++)
		text[n] = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	return weblog_map_get(&shared->assets, text, n) != NULL;
}

static int
is_page(const struct weblog_shared *shared, const struct weblog_hit *hit)
{
	if (hit->prefetch || hit->target.p == NULL)
		return 0;
	if (hit->status != 304 && (hit->status < 200 || hit->status > 299))
		return 0;
	if (hit->has_method &&
	    (hit->method.p == NULL || hit->method.len != 3 ||
		memcmp(hit->method.p, "GET", 3) != 0))
		return 0;
	return !is_asset(shared, hit->target);
}

static void
put_metrics(struct cm_buf *b, int page, int64_t bytes)
{
	if (!page && bytes < 0)
		return;
	PUT(b, ",\"metrics\":{");
	if (page)
		PUT(b, "\"pageviews\":1");
	if (page && bytes >= 0)
		PUT(b, ",");
	if (bytes >= 0) {
		PUT(b, "\"bytes\":");
		put_number(b, bytes);
	}
	PUT(b, "}");
}

static void
put_request(struct weblog_writer *w, struct cm_buf *b,
    const struct weblog_hit *hit, struct weblog_campaign *campaign)
{
	struct cm_slice url = hit->target;

	if (url.p != NULL && hit->query.p != NULL && hit->query.len > 0) {
		cm_buf_clear(&w->clean);
		cm_buf_add(&w->clean, url.p, url.len);
		if (hit->query.p[0] != '?')
			cm_buf_byte(&w->clean, '?');
		cm_buf_add(&w->clean, hit->query.p, hit->query.len);
		url = (struct cm_slice){w->clean.p, w->clean.len};
	}
	if (url.p != NULL) {
		PUT(b, ",\"url\":");
		put_url(w, b, url, campaign);
	}
	put_time(w, b, hit->at);
	if (hit->method.p != NULL) {
		PUT(b, ",\"method\":\"");
		put(b, hit->method.p, hit->method.len);
		PUT(b, "\"");
	}
	if (hit->status >= 0) {
		PUT(b, ",\"status\":");
		put_number(b, hit->status);
	}
}

int
weblog_visit(
    struct weblog_writer *w, const struct weblog_hit *hit, struct cm_buf *b)
{
	const struct weblog_shared *shared = w->shared;
	struct weblog_campaign campaign = {0};
	struct weblog_agent *agent = NULL;

	cm_buf_room(b, 1024);
	PUT(b, "{\"type\":\"visit\",\"network\":\"web\"");
	put_account(w, b, hit);
	put_request(w, b, hit, &campaign);
	if (hit->has_agent)
		agent = weblog_cache_agent(
		    &w->cache, shared->bots, hit->agent.p, hit->agent.len);
	if (put_visitor(w, b, hit, agent) != 0)
		return -1;
	if (agent != NULL && agent->name_len > 0) {
		PUT(b, ",\"bot\":\"");
		put(b, agent->name, agent->name_len);
		PUT(b, "\"");
	}
	put_referrer(w, b, hit);
	weblog_campaign_write(&shared->sources, &campaign, b, &w->scratch);
	put_metrics(b,
	    (agent == NULL || agent->name_len == 0) && is_page(shared, hit),
	    hit->bytes);
	PUT(b, "}\n");
	return 0;
}
