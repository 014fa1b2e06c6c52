/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/httpurl.h"

int
cm_httpurl_is(const char *s)
{
	return strncasecmp(s, "http://", 7) == 0 ||
	    strncasecmp(s, "https://", 8) == 0;
}

static CURLU *
parsed(const char *url)
{
	CURLU *u = curl_url();

	if (u == NULL)
		cm_die(CM_FAIL, "out of memory");
	if (curl_url_set(u, CURLUPART_URL, url, CURLU_URLENCODE) == CURLUE_OK)
		return u;
	curl_url_cleanup(u);
	return NULL;
}

/* The whole URL, in memory of our own; u is cleaned up. */
static char *
whole(CURLU *u)
{
	char *s = NULL, *own = NULL;

	if (curl_url_get(u, CURLUPART_URL, &s, 0) == CURLUE_OK)
		own = cm_strdup(s);
	curl_free(s);
	curl_url_cleanup(u);
	return own;
}

char *
cm_httpurl_shown(const char *url)
{
	const char *at, *from = strstr(url, "://");
	struct cm_buf b;
	char *own;

	/* Only what must be hidden is touched: the rest stays as given. */
	from = from != NULL ? from + 3 : url;
	at = from + strcspn(from, "/?#");
	while (at > from && *at != '@')
		at--;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, url, (size_t)(from - url));
	if (*at == '@')
		from = at + 1;
	cm_buf_add(&b, from, strcspn(from, "#"));
	own = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return own;
}

char *
cm_httpurl_origin(const char *url)
{
	CURLU *u = cm_httpurl_is(url) ? parsed(url) : NULL;
	char *scheme = NULL, *host = NULL, *port = NULL, *own = NULL, *p;
	struct cm_buf b;

	if (u == NULL)
		return NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) ==
		CURLUE_OK) {
		cm_buf_printf(&b, "%s://%s:%s", scheme, host, port);
		own = cm_strdup(cm_buf_str(&b));
		for (p = own; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	cm_buf_release(&b);
	curl_url_cleanup(u);
	return own;
}

static int
inside_ipv4(uint32_t a)
{
	return a >> 24 == 127 || a >> 24 == 10 || a >> 24 == 0 ||
	    a >> 20 == 0xac1 || a >> 16 == 0xc0a8 || a >> 16 == 0xa9fe;
}

static int
inside_ipv6(const unsigned char *a)
{
	static const unsigned char none[15],
	    mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (memcmp(a, mapped, sizeof(mapped)) == 0)
		return inside_ipv4((uint32_t)a[12] << 24 |
		    (uint32_t)a[13] << 16 | (uint32_t)a[14] << 8 | a[15]);
	return (memcmp(a, none, sizeof(none)) == 0 && a[15] <= 1) ||
	    (a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80);
}

int
cm_httpurl_inside(const char *origin)
{
	static const char local[] = ".localhost";
	const char *p = strstr(origin, "://");
	char host[256];
	struct in6_addr six;
	struct in_addr four;
	size_t n;

	if (p == NULL)
		return 0;
	p += 3;
	n = *p == '[' ? strcspn(++p, "]%") : strcspn(p, ":");
	if (n > 0 && p[n - 1] == '.')
		n--;
	if (n >= sizeof(host))
		return 0;
	memcpy(host, p, n);
	host[n] = '\0';
	if (inet_pton(AF_INET, host, &four) == 1)
		return inside_ipv4(ntohl(four.s_addr));
	if (inet_pton(AF_INET6, host, &six) == 1)
		return inside_ipv6(six.s6_addr);
	return strcmp(host, local + 1) == 0 ||
	    (n >= sizeof(local) &&
		strcmp(host + n - (sizeof(local) - 1), local) == 0);
}

char *
cm_httpurl_join(const char *base, const char *ref)
{
	CURLU *u = parsed(base);
	char *from, *to, *own;

	if (u == NULL)
		return NULL;
	if (curl_url_set(u, CURLUPART_URL, ref, CURLU_URLENCODE) != CURLUE_OK) {
		curl_url_cleanup(u);
		return NULL;
	}
	own = whole(u);
	if (own == NULL)
		return NULL;
	/* "//other/path" keeps the scheme, and must not keep the password. */
	from = cm_httpurl_origin(base);
	to = cm_httpurl_origin(own);
	if (strstr(ref, "://") == NULL &&
	    (from == NULL || to == NULL || strcmp(from, to) != 0)) {
		free(from);
		from = cm_httpurl_shown(own);
		free(own);
		own = from;
		from = NULL;
	}
	free(from);
	free(to);
	return own;
}

/* Too short a value is in many places by chance. */
enum { TELLING = 6 };

/* Tells whether a member of a query has the value of one of another query. */
static int
has_value_of(const char *member, size_t len, const char *query)
{
	const char *eq = memchr(member, '=', len), *p, *v;
	size_t n, vlen;

	eq = eq != NULL ? eq + 1 : member;
	vlen = len - (size_t)(eq - member);
	for (p = query; *p != '\0'; p += n + (p[n] == '&')) {
		n = strcspn(p, "&#");
		v = memchr(p, '=', n);
		v = v != NULL ? v + 1 : p;
		if (vlen > 0 && (size_t)(p + n - v) == vlen &&
		    memcmp(v, eq, vlen) == 0)
			return 1;
		if (p[n] == '#')
			break;
	}
	return 0;
}

/* Tells whether a value of a query stands in a text. */
static int
holds_value_of(const char *text, const char *query)
{
	const char *p, *v;
	char *value;
	size_t n;
	int found = 0;

	for (p = query; *p != '\0' && *p != '#' && !found;
	     p += n + (p[n] == '&')) {
		n = strcspn(p, "&#");
		v = memchr(p, '=', n);
		v = v != NULL ? v + 1 : p;
		value = cm_strndup(v, (size_t)(p + n - v));
		found = strlen(value) >= TELLING && strstr(text, value) != NULL;
		free(value);
	}
	return found;
}

int
cm_httpurl_strip(char **to, const char *from)
{
	const char *ours = strchr(from, '?'), *theirs = strchr(*to, '?'), *p;
	struct cm_buf b;
	size_t n;
	int bad, first = 1;

	if (ours == NULL)
		return 0;
	ours++;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, *to, strcspn(*to, "?#"));
	for (p = theirs != NULL ? theirs + 1 : ""; *p != '\0' && *p != '#';
	     p += n + (p[n] == '&')) {
		n = strcspn(p, "&#");
		if (n == 0 || has_value_of(p, n, ours))
			continue;
		cm_buf_byte(&b, first ? '?' : '&');
		cm_buf_add(&b, p, n);
		first = 0;
	}
	free(*to);
	*to = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	bad = holds_value_of(*to, ours);
	return bad ? -1 : 0;
}
