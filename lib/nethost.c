/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/nethost.h"
#include "lib/netreq.h"

static const char *
read_scheme(struct cm_nethost *h, const char **p)
{
	if (strncasecmp(*p, "https://", 8) == 0)
		snprintf(h->scheme, sizeof(h->scheme), "https");
	else if (strncasecmp(*p, "http://", 7) == 0)
		snprintf(h->scheme, sizeof(h->scheme), "http");
	else
		return "not a URL of https";
	*p += strlen(h->scheme) + 3;
	return NULL;
}

/* Digits and dots only, or a hexadecimal number, is an address, and one that
 * is not written as four numbers means something else to each parser. */
static int
odd_address(const char *host)
{
	const char *last = strrchr(host, '.');
	struct in_addr a;

	last = last != NULL ? last + 1 : host;
	if (!isdigit((unsigned char)*last))
		return 0;
	if (last[strspn(last, "0123456789")] != '\0' &&
	    strncasecmp(last, "0x", 2) != 0)
		return 0;
	return inet_pton(AF_INET, host, &a) != 1;
}

static const char *
read_name(struct cm_nethost *h, const char *s, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
	size_t i;

	if (len > 0 && s[len - 1] == '.')
		len--;
	if (len == 0)
		return "it has no host";
	if (len >= sizeof(h->host))
		return "its host is too long";
	for (i = 0; i < len; i++) {
		h->host[i] = (char)tolower((unsigned char)s[i]);
		if (strchr(letters, h->host[i]) == NULL || s[i] == '\0')
			return (unsigned char)s[i] > 127
			    ? "its host must be written in ASCII (xn--...)"
			    : "its host is none";
		if (s[i] == '.' && (i == 0 || i == len - 1 || s[i - 1] == '.'))
			return "its host is none";
	}
	h->host[len] = '\0';
	return odd_address(h->host) ? "its host is none" : NULL;
}

/* "[::1]": kept in its shortest form. */
static const char *
read_ipv6(struct cm_nethost *h, const char *s, size_t len)
{
	char text[64];
	struct in6_addr a;

	if (len < 2 || len - 1 > sizeof(text) || s[len - 1] != ']')
		return "its host is none";
	memcpy(text, s + 1, len - 2);
	text[len - 2] = '\0';
	if (inet_pton(AF_INET6, text, &a) != 1 ||
	    inet_ntop(AF_INET6, &a, h->host, sizeof(h->host)) == NULL)
		return "its host is none";
	return NULL;
}

static const char *
read_port(struct cm_nethost *h, const char *s, size_t len)
{
	size_t i;

	if (len == 0) {
		h->port = strcmp(h->scheme, "https") == 0 ? 443 : 80;
		return NULL;
	}
	for (i = 0, h->port = 0; i < len && h->port <= 65535; i++) {
		if (!isdigit((unsigned char)s[i]))
			return "its port is none";
		h->port = h->port * 10 + (s[i] - '0');
	}
	return h->port < 1 || h->port > 65535 ? "its port is none" : NULL;
}

static int
is_loopback(const char *host)
{
	size_t len = strlen(host);
	struct in_addr a;

	if (inet_pton(AF_INET, host, &a) == 1)
		return ntohl(a.s_addr) >> 24 == 127;
	return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
	    (len > 10 && strcmp(host + len - 10, ".localhost") == 0);
}

static const char *
read_authority(struct cm_nethost *h, const char *s, size_t len)
{
	const char *why, *colon = NULL, *end = s + len;
	size_t n;

	if (memchr(s, '@', len) != NULL)
		return "it has a user or a password in it";
	if (len > 0 && *s == '[') {
		colon = memchr(s, ']', len);
		if (colon == NULL)
			return "its host is none";
		colon++;
		if (colon == end)
			colon = NULL;
		else if (*colon != ':')
			return "its host is none";
	} else
		colon = memchr(s, ':', len);
	n = (size_t)((colon != NULL ? colon : end) - s);
	why = len > 0 && *s == '[' ? read_ipv6(h, s, n) : read_name(h, s, n);
	if (why != NULL)
		return why;
	return colon != NULL
	    ? read_port(h, colon + 1, (size_t)(end - colon - 1))
	    : read_port(h, "", 0);
}

const char *
cm_nethost_read(struct cm_nethost *h, const char *url, const char **rest)
{
	const char *p = url, *why = read_scheme(h, &p);
	size_t len;

	if (why != NULL)
		return why;
	len = strcspn(p, "/?#\\");
	if (p[len] == '\\')
		return "there is a backslash in it";
	why = read_authority(h, p, len);
	if (why != NULL)
		return why;
	*rest = p + len;
	if (strcmp(h->scheme, "http") == 0 && !is_loopback(h->host))
		return "only https leaves this machine";
	return NULL;
}

static int
same(const struct cm_nethost *a, const struct cm_nethost *b)
{
	return strcmp(a->scheme, b->scheme) == 0 &&
	    strcmp(a->host, b->host) == 0 && a->port == b->port;
}

/* ".base": the member's own scheme and port count. */
static int
is_member(const struct cm_nethost *h, const char *name, struct cm_slice account,
    const char *base)
{
	char *value = cm_json_dup(cm_json_get(account, name));
	const char *url = value, *rest;
	struct cm_nethost theirs;
	struct cm_buf b;
	int yes;

	if (url == NULL && strcmp(name, "base") == 0)
		url = base;
	if (url == NULL || *url == '\0') {
		free(value);
		return 0;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(
	    &b, "%s%s", strstr(url, "://") != NULL ? "" : "https://", url);
	yes = cm_nethost_read(&theirs, cm_buf_str(&b), &rest) == NULL &&
	    same(h, &theirs);
	cm_buf_release(&b);
	free(value);
	return yes;
}

int
cm_nethost_is(const struct cm_nethost *h, const char *pattern,
    struct cm_slice account, const char *base)
{
	const char *name = pattern, *rest;
	struct cm_nethost theirs;
	size_t n, m;
	struct cm_buf b;
	int yes;

	if (*pattern == '.')
		return is_member(h, pattern + 1, account, base);
	if (strncmp(pattern, "*.", 2) == 0)
		name += 2;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s://%s", h->scheme, name);
	yes = cm_nethost_read(&theirs, cm_buf_str(&b), &rest) == NULL &&
	    *rest == '\0' && theirs.port == h->port;
	cm_buf_release(&b);
	if (!yes || name == pattern)
		return yes && strcmp(theirs.host, h->host) == 0;
	n = strlen(h->host);
	m = strlen(theirs.host);
	return n > m + 1 && h->host[n - m - 1] == '.' &&
	    strcmp(h->host + n - m, theirs.host) == 0;
}

int
cm_netreq_host(char *const *patterns, const char *host, const char *account)
{
	struct cm_slice object = {account, account ? strlen(account) : 0};
	struct cm_nethost h;
	struct cm_buf b;
	const char *rest, *why;
	size_t i;
	int yes = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(
	    &b, "%s%s", strstr(host, "://") != NULL ? "" : "https://", host);
	why = cm_nethost_read(&h, cm_buf_str(&b), &rest);
	for (i = 0; why == NULL && !yes && patterns[i] != NULL; i++)
		yes = cm_nethost_is(&h, patterns[i], object, NULL);
	cm_buf_release(&b);
	return yes;
}
