/* SPDX-License-Identifier: ISC */
#ifndef CM_HTTPD_H
#define CM_HTTPD_H

/* What tests/httpd.c is made of: bytes, requests, and what they wish. */

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

struct bytes {
	char *p;
	size_t len, cap;
};

struct request {
	char method[16];
	char *target; /* with the query */
	char *path;   /* decoded */
	char *wish;   /* what is to go wrong: the query & the .do file */
	const char *head;
	const char *body;
	size_t body_len;
	long nth; /* of its path, from 1 */
};

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void *
need(void *p)
{
	if (p == NULL)
		die("httpd: memory");
	return p;
}

static void
add(struct bytes *b, const void *p, size_t n)
{
	if (b->len + n + 1 > b->cap) {
		b->cap = (b->len + n + 1) * 2;
		b->p = need(realloc(b->p, b->cap));
	}
	memcpy(b->p + b->len, p, n);
	b->len += n;
	b->p[b->len] = '\0';
}

static void
addf(struct bytes *b, const char *fmt, ...)
{
	char line[4096];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n > 0)
		add(b, line,
		    (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

/* Percent-decodes in place. */
static void
decode(char *s)
{
	char hex[3] = "", *to = s;

	for (; *s != '\0'; s++)
		if (*s == '%' && isxdigit((unsigned char)s[1]) &&
		    isxdigit((unsigned char)s[2])) {
			memcpy(hex, s + 1, 2);
			*to++ = (char)strtol(hex, NULL, 16);
			s += 2;
		} else
			*to++ = *s;
	*to = '\0';
}

/* The value of a wish, decoded: "" for one without; NULL if not there. */
static char *
wish(const struct request *r, const char *name)
{
	size_t n = strlen(name), len;
	const char *p = r->wish;
	char *v;

	for (; *p != '\0'; p += len + (p[len] != '\0')) {
		len = strcspn(p, "&\n");
		if (strncmp(p, name, n) != 0 || n > len)
			continue;
		if (n < len && p[n] != '=')
			continue;
		v = need(strndup(p + n + (n < len), len - n - (n < len)));
		decode(v);
		return v;
	}
	return NULL;
}

static int
wished(const struct request *r, const char *name)
{
	char *v = wish(r, name);

	free(v);
	return v != NULL;
}

static long
number(const struct request *r, const char *name, long otherwise)
{
	char *v = wish(r, name);
	long n = v != NULL ? strtol(v, NULL, 10) : otherwise;

	free(v);
	return n;
}

/* Copies a request header's value into to; "" if it is not there. */
static const char *
header(const struct request *r, const char *name, char *to, size_t size)
{
	const char *p = r->head, *end;
	size_t n = strlen(name);

	*to = '\0';
	while ((end = strstr(p, "\r\n")) != NULL && end != p) {
		if (strncasecmp(p, name, n) == 0 && p[n] == ':') {
			p += n + 1;
			p += strspn(p, " ");
			snprintf(to, size, "%.*s", (int)(end - p), p);
			break;
		}
		p = end + 2;
	}
	return to;
}

static const char *
http_date(time_t t, char to[64])
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm;

	gmtime_r(&t, &tm);
	snprintf(to, 64, "%.3s, %02d %.3s %d %02d:%02d:%02d GMT",
	    days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return to;
}

static uint64_t
hash(const struct bytes *b)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < b->len; i++)
		h = (h ^ (unsigned char)b->p[i]) * 0x100000001b3u;
	return h;
}

static const char *
type_of(const char *path)
{
	static const char *const types[][2] = {{".xml", "application/xml"},
	    {".rss", "application/rss+xml"}, {".atom", "application/atom+xml"},
	    {".json", "application/json"}, {".html", "text/html"},
	    {".ndjson", "application/x-ndjson"}, {".opml", "text/x-opml"}};
	const char *dot = strrchr(path, '.');
	size_t i;

	for (i = 0; dot != NULL && i < sizeof(types) / sizeof(*types); i++)
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

#endif
