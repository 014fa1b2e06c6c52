/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "lib/clock.h"
#include "lib/httptext.h"

int
cm_http_next_header(const struct cm_http_answer *a, size_t *at,
    const char **name, const char **value)
{
	if (*at >= a->head.len)
		return 0;
	*name = a->head.p + *at;
	*value = *name + strlen(*name) + 1;
	*at = (size_t)(*value - a->head.p) + strlen(*value) + 1;
	return 1;
}

const char *
cm_http_header(const struct cm_http_answer *a, const char *name)
{
	const char *n, *v;
	size_t at = 0;

	while (cm_http_next_header(a, &at, &n, &v))
		if (strcmp(n, name) == 0)
			return v;
	return NULL;
}

/* Adds a value behind one that is there; what follows it moves up. */
static int
join(struct cm_buf *head, size_t end, const char *value, size_t len)
{
	size_t behind = head->len - end, n = len + 2;
	char *p;

	if (cm_buf_room(head, n) == NULL)
		return -1;
	p = head->p + end;
	memmove(p + n, p, behind);
	memcpy(p, ", ", 2);
	memcpy(p + 2, value, len);
	head->len += n;
	return 0;
}

static int
add_header(struct cm_buf *head, const char *name, size_t nlen,
    const char *value, size_t vlen)
{
	struct cm_http_answer a = {.head = *head};
	const char *n, *v;
	size_t at = 0, i, start = head->len;

	while (cm_http_next_header(&a, &at, &n, &v)) {
		for (i = 0; i < nlen; i++)
			if (n[i] != tolower((unsigned char)name[i]))
				break;
		if (i == nlen && n[nlen] == '\0')
			return join(head, at - 1, value, vlen);
	}
	if (cm_buf_add(head, name, nlen) != 0 || cm_buf_byte(head, 0) != 0 ||
	    cm_buf_add(head, value, vlen) != 0 || cm_buf_byte(head, 0) != 0)
		return -1;
	for (i = start; i < start + nlen; i++)
		head->p[i] = (char)tolower((unsigned char)head->p[i]);
	return 0;
}

int
cm_httptext_header(struct cm_buf *head, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len);
	size_t n;

	if (len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		cm_buf_clear(head);
		return 0;
	}
	if (colon == NULL || memchr(line, '\0', len) != NULL)
		return 0;
	n = (size_t)(colon - line);
	colon++;
	len -= n + 1;
	while (len > 0 && isspace((unsigned char)*colon)) {
		colon++;
		len--;
	}
	while (len > 0 && isspace((unsigned char)colon[len - 1]))
		len--;
	return add_header(head, line, n, colon, len);
}

int
cm_httptext_is(const char *header, const char *name)
{
	for (; *name != '\0'; name++, header++)
		if (tolower((unsigned char)*header) != *name)
			return 0;
	return *header == ':' || *header == ';';
}

/* Seconds: more cannot be counted with. */
#define LONGEST INT64_C(1000000000000)

int64_t
cm_httptext_retry_after(const char *value, const char *date)
{
	char *end;
	long long n;
	time_t then, now;

	n = strtoll(value, &end, 10);
	if (end != value && *end == '\0')
		return n < 0 ? -1 : n < LONGEST ? n : LONGEST;
	then = curl_getdate(value, NULL);
	now = date != NULL ? curl_getdate(date, NULL) : -1;
	if (then == -1)
		return -1;
	if (now == -1)
		now = (time_t)cm_clock_now();
	return then > now ? (int64_t)(then - now) : 0;
}

const char *
cm_httptext_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} t[] = {{204, "No Content"}, {300, "Multiple Choices"},
	    {301, "Moved Permanently"}, {302, "Found"}, {303, "See Other"},
	    {307, "Temporary Redirect"}, {308, "Permanent Redirect"},
	    {400, "Bad Request"}, {401, "Unauthorized"},
	    {402, "Payment Required"}, {403, "Forbidden"}, {404, "Not Found"},
	    {405, "Method Not Allowed"}, {406, "Not Acceptable"},
	    {408, "Request Timeout"}, {409, "Conflict"}, {410, "Gone"},
	    {413, "Content Too Large"}, {422, "Unprocessable Content"},
	    {429, "Too Many Requests"}, {451, "Unavailable For Legal Reasons"},
	    {500, "Internal Server Error"}, {501, "Not Implemented"},
	    {502, "Bad Gateway"}, {503, "Service Unavailable"},
	    {504, "Gateway Timeout"}};
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(*t); i++)
		if (t[i].status == status)
			return t[i].reason;
	return status >= 500 ? "(server error)"
	    : status >= 400  ? "(refused)"
			     : "(unexpected)";
}

enum cm_http_class
cm_httptext_class(int status)
{
	switch (status) {
	case 304:
		return CM_HTTP_SAME;
	case 400:
	case 422:
		return CM_HTTP_INVALID;
	case 401:
		return CM_HTTP_EXPIRED;
	case 404:
	case 410:
		return CM_HTTP_GONE;
	case 408:
		return CM_HTTP_SERVER;
	case 429:
		return CM_HTTP_RATE;
	default:
		break;
	}
	if (status >= 500)
		return CM_HTTP_SERVER;
	return status >= 400 ? CM_HTTP_REFUSED : CM_HTTP_OK;
}

int
cm_http_later(enum cm_http_class c)
{
	return c >= CM_HTTP_RATE;
}

enum cm_http_class
cm_httptext_failure(int code, int sent)
{
	switch (code) {
	case CURLE_URL_MALFORMAT:
	case CURLE_OUT_OF_MEMORY:        /* a header over libcurl's own limit */
	case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9, too */
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_FILESIZE_EXCEEDED:
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_TOO_MANY_REDIRECTS:
		return CM_HTTP_UNFIT;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
		return CM_HTTP_UNREACHED;
	default:
		return sent ? CM_HTTP_BROKEN : CM_HTTP_UNREACHED;
	}
}

void
cm_httptext_why(int code, const char *detail, char *to, size_t size)
{
	const char *why;

	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		why = "its host name is not known";
		break;
	case CURLE_COULDNT_CONNECT:
		why = "cannot connect";
		break;
	case CURLE_PARTIAL_FILE:
		why = "the answer was cut off";
		break;
	case CURLE_GOT_NOTHING:
		why = "the server closed without an answer";
		break;
	case CURLE_OPERATION_TIMEDOUT:
		why = "took too long";
		break;
	case CURLE_OUT_OF_MEMORY:
		why = "a header is too long";
		break;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
		why = "the answer is not HTTP";
		break;
	case CURLE_BAD_CONTENT_ENCODING:
		why = "the answer is not packed as it says";
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
		why = "its certificate is not valid";
		break;
	default:
		why = curl_easy_strerror((CURLcode)code);
		break;
	}
	if (detail[0] != '\0')
		snprintf(to, size, "%s (%s)", why, detail);
	else
		snprintf(to, size, "%s", why);
}
