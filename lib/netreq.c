/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto.h"
#include "lib/err.h"
#include "lib/httpurl.h"
#include "lib/json.h"
#include "lib/netauth.h"
#include "lib/netbody.h"
#include "lib/nethost.h"
#include "lib/netmark.h"
#include "lib/netreq.h"

/* What a request may have; another word is a slip of the pen that would be
 * kept silent else. */
static const char *const words[] = {"method", "url", "query", "headers", "auth",
    "json", "form", "multipart", "file", "text", "mail", "type", "safe",
    "accept", "after", "deadline", "keep", "units", NULL};

static struct cm_slice
get(struct cm_slice request, const char *name)
{
	struct cm_slice s = cm_json_get(request, name), none = {NULL, 0};

	return cm_scan_kind(s) == CM_NULL ? none : s;
}

static int
read_words(struct cm_netmake *m, struct cm_slice request)
{
	struct cm_slice key, value;
	size_t at = 0, i;

	if (cm_scan_kind(request) != CM_OBJECT)
		return cm_netbody_fail(m, "a request is an object");
	while (cm_json_next(request, &at, &key, &value)) {
		for (i = 0; words[i] != NULL; i++)
			if (cm_json_is(key, words[i]))
				break;
		if (words[i] == NULL)
			return cm_netbody_fail(m,
			    "a request has no member %.*s", (int)key.len,
			    key.p);
	}
	return 0;
}

static int
read_method(struct cm_netmake *m, struct cm_slice request)
{
	static const char *const bodies[] = {
	    "json", "form", "multipart", "file", "text", "mail"};
	struct cm_slice s = get(request, "method");
	char *method = cm_json_dup(s);
	size_t i, n;

	if (s.p == NULL) {
		method = cm_strdup("GET");
		for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
			if (get(request, bodies[i]).p != NULL) {
				free(method);
				method = cm_strdup("POST");
				break;
			}
	}
	m->r->method = method;
	n = method != NULL ? strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
	if (n == 0 || method[n] != '\0' || n > 20 ||
	    strcmp(method, "CONNECT") == 0 || strcmp(method, "TRACE") == 0)
		return cm_netbody_fail(m, "its method is none");
	return 0;
}

static int
read_seconds(
    struct cm_netmake *m, struct cm_slice request, const char *name, double *to)
{
	struct cm_slice s = get(request, name);

	*to = -1;
	if (s.p != NULL &&
	    (cm_json_double(s, to) == -1 || *to < 0 || *to > 1e9))
		return cm_netbody_fail(
		    m, "its %s is no number of seconds", name);
	return 0;
}

static int
all_texts(struct cm_slice whole)
{
	struct cm_slice value;
	size_t at = 0;

	while (cm_json_next(whole, &at, NULL, &value))
		if (cm_scan_kind(value) != CM_STRING)
			return 0;
	return 1;
}

/* What the engine wants to know about it. */
static int
read_terms(struct cm_netmake *m, struct cm_slice request)
{
	static const char *const harmless[] = {
	    "GET", "HEAD", "PUT", "DELETE", "OPTIONS"};
	struct cm_netreq *r = m->r;
	struct cm_slice s = get(request, "safe");
	size_t i;

	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		r->safe |= strcmp(r->method, harmless[i]) == 0;
	if (cm_scan_kind(s) == CM_TRUE)
		r->safe = r->said_safe = 1;
	else if (cm_scan_kind(s) == CM_FALSE)
		r->safe = 0;
	else if (s.p != NULL)
		return cm_netbody_fail(m, "its safe is neither true nor false");
	r->accept = get(request, "accept");
	if (r->accept.p != NULL &&
	    (cm_scan_kind(r->accept) != CM_ARRAY || !all_texts(r->accept)))
		return cm_netbody_fail(m, "its accept is no list of kinds");
	r->keep = get(request, "keep");
	if (r->keep.p != NULL &&
	    (cm_scan_kind(r->keep) != CM_OBJECT || !all_texts(r->keep)))
		return cm_netbody_fail(m, "its keep is no object of paths");
	if (read_seconds(m, request, "after", &r->after) != 0)
		return -1;
	return read_seconds(m, request, "deadline", &r->deadline);
}

/* The URL as jq wrote it, hung on the base where it begins with a slash; its
 * fragment is nobody's business. */
static int
whole_url(struct cm_netmake *m, struct cm_slice request, struct cm_buf *to)
{
	char *url = cm_json_dup(get(request, "url"));
	const char *base = m->w->base, *rest = url;
	size_t n;

	if (url == NULL || *url == '\0') {
		free(url);
		return cm_netbody_fail(m, "it has no url");
	}
	if (*url == '/' && (url[1] == '/' || url[1] == '\\')) {
		free(url);
		return cm_netbody_fail(m, "its url begins with two slashes");
	}
	if (*url == '/' && (base == NULL || *base == '\0')) {
		free(url);
		return cm_netbody_fail(
		    m, "its url begins with / and the account has no base");
	}
	if (*url == '/') {
		n = strcspn(base, "#");
		while (n > 0 && base[n - 1] == '/')
			n--;
		cm_buf_add(to, base, n);
		/* A base such as "https://blog.example/?rest_route=". */
		if (memchr(base, '?', n) != NULL) {
			n = strcspn(rest, "?#");
			cm_buf_add(to, rest, n);
			rest += n;
			if (*rest == '?') {
				cm_buf_byte(to, '&');
				rest++;
			}
		}
	}
	cm_buf_add(to, rest, strcspn(rest, "#"));
	free(url);
	return 0;
}

static int
any(const struct cm_netmake *m, char *const *patterns,
    const struct cm_nethost *h)
{
	const char *account = m->w->account;
	struct cm_slice object = {account, account ? strlen(account) : 0};

	for (; *patterns != NULL; patterns++)
		if (cm_nethost_is(h, *patterns, object, m->w->base))
			return 1;
	return 0;
}

/* Where it goes, and whether credentials may go there. *rest: what follows. */
static int
read_place(struct cm_netmake *m, const char *url, const char **rest)
{
	struct cm_nethost h;
	const char *why, *open;
	char *origin;
	int same;

	open = strstr(url, "://");
	if (open != NULL &&
	    cm_netmark_in(
		url, (size_t)(open - url) + 3 + strcspn(open + 3, "/?#")))
		return cm_netbody_fail(m, "a secret stands where its host is");
	why = cm_nethost_read(&h, url, rest);
	if (why != NULL)
		return cm_netbody_fail(m, "its url: %s", why);
	m->trusted = any(m, m->w->about->hosts, &h);
	if (!m->trusted && !any(m, m->w->about->open, &h))
		return cm_netbody_fail(m,
		    "%s:%d is not one of the network's hosts", h.host, h.port);
	open = strchr(h.host, ':') != NULL ? "[" : "";
	cm_buf_printf(&m->url, "%s://%s%s%s", h.scheme, open, h.host,
	    *open != '\0' ? "]" : "");
	cm_buf_printf(&m->url, ":%d", h.port);
	/* libcurl must see the same place in it as we do. */
	origin = cm_httpurl_origin(cm_buf_str(&m->url));
	same = origin != NULL && strcmp(origin, m->url.p) == 0;
	free(origin);
	if (!same)
		return cm_netbody_fail(m, "its url: its host is none");
	if (h.port == (*(h.scheme + 4) == 's' ? 443 : 80))
		m->url.len = (size_t)(strrchr(m->url.p, ':') - m->url.p);
	return 0;
}

/* A list in a query repeats its name: see cm_netbody_pair. */
static int
add_query(struct cm_netmake *m, struct cm_slice query, struct cm_buf *shown)
{
	struct cm_slice key, value;
	size_t at = 0;

	if (query.p != NULL && cm_scan_kind(query) != CM_OBJECT)
		return cm_netbody_fail(m, "its query is no object");
	while (cm_json_next(query, &at, &key, &value)) {
		if (cm_scan_kind(value) == CM_NULL)
			continue;
		if (memchr(m->url.p, '?', m->url.len) == NULL) {
			cm_buf_byte(&m->url, '?');
			cm_buf_byte(shown, '?');
		}
		if (cm_netbody_pair(m, shown, &m->url, key, value) != 0)
			return -1;
	}
	return 0;
}

/* What stands at p as it is or as %XX: the byte, and how long it is. */
static int
byte_at(const char *p, const char *end, size_t *len)
{
	char hex[3] = {0};
	char *stop;
	long c;

	*len = 1;
	if (*p != '%' || end - p < 3)
		return (unsigned char)*p;
	memcpy(hex, p + 1, 2);
	c = strtol(hex, &stop, 16);
	if (stop != hex + 2 || !isxdigit((unsigned char)*hex))
		return '%';
	*len = 3;
	return (int)c;
}

/* "..", however it is written, leads to a place that a module did not mean:
 * an id did, and those between us and the server read it each in its way. */
static int
climbs(const char *path, size_t n)
{
	const char *end = path + n;
	size_t dots = 0, others = 0, len;
	int c;

	for (; path < end; path += len) {
		c = byte_at(path, end, &len);
		if (c == '/' || c == '\\') {
			if (others == 0 && dots > 0 && dots < 3)
				return 1;
			dots = others = 0;
		} else if (c == '.')
			dots++;
		else
			others++;
	}
	return others == 0 && dots > 0 && dots < 3;
}

static int
read_url(struct cm_netmake *m, struct cm_slice request)
{
	struct cm_buf given, shown;
	const char *rest, *query;
	size_t n;
	int bad;

	cm_buf_init(&given, CM_BUF_ANY);
	cm_buf_init(&shown, CM_BUF_ANY);
	bad = whole_url(m, request, &given) != 0 ||
	    read_place(m, cm_buf_str(&given), &rest) != 0;
	if (!bad) {
		cm_buf_add(&shown, m->url.p, m->url.len);
		query = strchr(rest, '?');
		n = query != NULL ? (size_t)(query - rest) : strlen(rest);
		if (n == 0) {
			cm_buf_byte(&m->url, '/');
			cm_buf_byte(&shown, '/');
		}
		if (climbs(rest, n))
			bad = cm_netbody_fail(
			    m, "its url has . or .. in its path");
		bad = bad ||
		    cm_netbody_text(
			m, &shown, &m->url, CM_NETBODY_PATH, rest, n) != 0 ||
		    cm_netbody_text(m, &shown, &m->url, CM_NETBODY_PATH,
			rest + n, strlen(rest + n)) != 0 ||
		    add_query(m, get(request, "query"), &shown) != 0;
	}
	if (!bad)
		m->r->shown_url = cm_strdup(cm_buf_str(&shown));
	cm_buf_release(&given);
	cm_buf_release(&shown);
	return bad ? -1 : 0;
}

static int
read_headers(struct cm_netmake *m, struct cm_slice request)
{
	struct cm_slice all = get(request, "headers"), key, value;
	struct cm_buf shown, wire;
	size_t at = 0;
	char *name;
	int bad = 0;

	if (all.p != NULL && cm_scan_kind(all) != CM_OBJECT)
		return cm_netbody_fail(m, "its headers are no object");
	cm_buf_init(&shown, CM_BUF_ANY);
	cm_buf_init(&wire, CM_BUF_ANY);
	while (!bad && cm_json_next(all, &at, &key, &value)) {
		if (cm_scan_kind(value) == CM_NULL)
			continue;
		cm_buf_clear(&shown);
		cm_buf_clear(&wire);
		name = cm_json_dup(key);
		if (name == NULL)
			bad = cm_netbody_fail(m, "a header has no name");
		else if (cm_scan_kind(value) == CM_STRING) {
			char *s = cm_json_dup(value);

			bad = s == NULL
			    ? cm_netbody_fail(m, "header %s: a NUL", name)
			    : cm_netbody_text(m, &shown, &wire, CM_NETBODY_RAW,
				  s, strlen(s));
			free(s);
		} else if (cm_scan_kind(value) >= CM_ARRAY)
			bad = cm_netbody_fail(m, "header %s: no text", name);
		else {
			cm_buf_add(&shown, value.p, value.len);
			cm_buf_add(&wire, value.p, value.len);
		}
		bad = bad ||
		    cm_netbody_header(
			m, name, cm_buf_str(&shown), cm_buf_str(&wire));
		free(name);
	}
	cm_buf_release(&shown);
	cm_buf_release(&wire);
	return bad ? -1 : 0;
}

/* What tells requests apart that are made from a text: given, or random. */
static void
make_nonce(struct cm_netmake *m)
{
	const char *p = m->w->nonce;
	unsigned char random[16];
	struct cm_buf hex;
	size_t n = 0;

	for (; p != NULL && *p != '\0' && n < sizeof(m->nonce) - 1; p++)
		if (isalnum((unsigned char)*p))
			m->nonce[n++] = *p;
	m->nonce[n] = '\0';
	if (n > 0)
		return;
	cm_buf_init(&hex, CM_BUF_ANY);
	cm_crypto_random(random, sizeof(random));
	cm_crypto_hex(&hex, random, sizeof(random));
	snprintf(m->nonce, sizeof(m->nonce), "%s", cm_buf_str(&hex));
	cm_buf_release(&hex);
}

/* m->headers as the list that lib/http takes. */
static void
list_headers(struct cm_netmake *m)
{
	const char *p = cm_buf_str(&m->headers), *end = p + m->headers.len;
	size_t n = 0, cap = 8;
	char **list = cm_alloc((cap + 1) * sizeof(*list));

	for (; p < end; p += strlen(p) + 1) {
		if (n == cap) {
			cap *= 2;
			list = cm_realloc(list, (cap + 1) * sizeof(*list));
		}
		list[n++] = cm_strdup(p);
	}
	list[n] = NULL;
	m->r->headers = list;
}

static void
begin(struct cm_netmake *m, struct cm_netreq *r,
    const struct cm_netreq_world *w, char **why, char **lacks)
{
	memset(r, 0, sizeof(*r));
	memset(m, 0, sizeof(*m));
	cm_buf_init(&r->shown_headers, CM_BUF_ANY);
	cm_buf_init(&r->shown_body, CM_BUF_ANY);
	cm_buf_init(&m->url, CM_BUF_ANY);
	cm_buf_init(&m->headers, CM_BUF_ANY);
	cm_buf_init(&m->body, CM_BUF_ANY);
	cm_buf_init(&m->pairs, CM_BUF_ANY);
	m->r = r;
	m->w = w;
	m->why = why;
	m->lacks = lacks;
	*why = *lacks = NULL;
	r->after = r->deadline = -1;
}

int
cm_netreq_read(struct cm_netreq *r, struct cm_slice request,
    const struct cm_netreq_world *w, char **why, char **lacks)
{
	struct cm_netmake m;
	int bad;

	begin(&m, r, w, why, lacks);
	bad = read_words(&m, request) != 0 || read_method(&m, request) != 0 ||
	    read_terms(&m, request) != 0 || read_url(&m, request) != 0;
	if (!bad && m.trusted) {
		m.auth = get(request, "auth");
		if (m.auth.p == NULL)
			m.auth = w->about->auth;
	}
	if (!bad) {
		make_nonce(&m);
		bad = cm_netauth_query(&m) != 0 ||
		    read_headers(&m, request) != 0 ||
		    cm_netbody_make(&m, request) != 0;
	}
	if (!bad) {
		r->url = cm_strdup(cm_buf_str(&m.url));
		bad = cm_netauth_headers(&m) != 0;
	}
	if (!bad) {
		cm_netbody_finish(&m);
		if (r->mime != NULL) {
			cm_buf_printf(&m.headers, "Content-Type: %s", r->mime);
			cm_buf_byte(&m.headers, '\0');
		}
		if (!m.has_body) {
			free(r->mime);
			r->mime = NULL;
		}
		list_headers(&m);
	}
	cm_buf_release(&m.url);
	cm_buf_release(&m.headers);
	cm_buf_release(&m.body);
	cm_buf_release(&m.pairs);
	if (bad)
		cm_netreq_release(r);
	return !bad ? 0 : m.local ? CM_NETREQ_LOCAL : CM_NETREQ_WRONG;
}

void
cm_netreq_release(struct cm_netreq *r)
{
	size_t i;

	free(r->method);
	free(r->shown_url);
	cm_buf_release(&r->shown_headers);
	cm_buf_release(&r->shown_body);
	free(r->mime);
	free(r->url);
	for (i = 0; r->headers != NULL && r->headers[i] != NULL; i++)
		free(r->headers[i]);
	free(r->headers);
	for (i = 0; i < r->npieces; i++) {
		free((void *)(uintptr_t)r->pieces[i].file);
		free((void *)(uintptr_t)r->pieces[i].cipher);
	}
	free(r->pieces);
	for (i = 0; i < r->nowned; i++)
		free(r->owned[i]);
	free(r->owned);
	memset(r, 0, sizeof(*r));
}
