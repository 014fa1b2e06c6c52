/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/clock.h"
#include "lib/hartext.h"
#include "lib/json.h"

static const char *const classes[] = {[CM_HTTP_OK] = "ok",
    [CM_HTTP_SAME] = "same",
    [CM_HTTP_EXPIRED] = "expired",
    [CM_HTTP_REFUSED] = "refused",
    [CM_HTTP_GONE] = "gone",
    [CM_HTTP_INVALID] = "invalid",
    [CM_HTTP_UNFIT] = "unfit",
    [CM_HTTP_RATE] = "rate",
    [CM_HTTP_SERVER] = "server",
    [CM_HTTP_UNREACHED] = "unreached",
    [CM_HTTP_BROKEN] = "broken"};

const char *
cm_hartext_class(enum cm_http_class c)
{
	return classes[c];
}

int
cm_hartext_class_of(const char *word)
{
	int i;

	for (i = 0; i < (int)(sizeof(classes) / sizeof(*classes)); i++)
		if (strcmp(classes[i], word) == 0)
			return i;
	return -1;
}

const char *
cm_hartext_time(int64_t ms, char to[CM_HARTEXT_TIME])
{
	char text[CM_CLOCK_TEXT];
	int64_t s = ms >= 0 ? ms / 1000 : -((999 - ms) / 1000);

	cm_clock_text(s, text);
	snprintf(
	    to, CM_HARTEXT_TIME, "%.19s.%03dZ", text, (int)(ms - s * 1000));
	return to;
}

int
cm_hartext_time_of(const char *s, int64_t *ms)
{
	const char *dot = strchr(s, '.');
	int64_t t, part = 0;
	int i;

	if (cm_clock_parse(s, strlen(s), &t) != 0)
		return -1;
	for (i = 1; dot != NULL && i <= 3; i++) {
		part *= 10;
		if (isdigit((unsigned char)dot[i]))
			part += dot[i] - '0';
		else
			dot = "0000";
	}
	*ms = t * 1000 + part;
	return 0;
}

static void
pair(struct cm_buf *to, const char *name, size_t nlen, const char *value,
    size_t vlen)
{
	if (to->p[to->len - 1] == '}')
		cm_buf_byte(to, ',');
	cm_buf_puts(to, "{\"name\":");
	cm_json_string(to, name, nlen);
	cm_buf_puts(to, ",\"value\":");
	cm_json_string(to, value, vlen);
	cm_buf_byte(to, '}');
}

void
cm_hartext_headers(struct cm_buf *to, const char *p, size_t len)
{
	const char *end = len > 0 ? p + len : p, *value;
	size_t n, m;

	cm_buf_byte(to, '[');
	for (; p != NULL && p < end; p = value + m + 1) {
		n = strlen(p);
		value = p + n + 1;
		m = strlen(value);
		pair(to, p, n, value, m);
	}
	cm_buf_byte(to, ']');
}

const char *
cm_hartext_header(const char *p, size_t len, const char *name)
{
	const char *end = len > 0 ? p + len : p, *value;

	for (; p != NULL && p < end; p = value + strlen(value) + 1) {
		value = p + strlen(p) + 1;
		if (strcasecmp(p, name) == 0)
			return value;
	}
	return NULL;
}

/* A part of a query without %XX and +. */
static void
decoded(struct cm_buf *to, const char *p, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	const char *a, *b;
	size_t i;

	cm_buf_clear(to);
	for (i = 0; i < len; i++) {
		if (p[i] == '%' && i + 2 < len && p[i + 1] != '\0' &&
		    p[i + 2] != '\0') {
			a = strchr(hex, tolower((unsigned char)p[i + 1]));
			b = strchr(hex, tolower((unsigned char)p[i + 2]));
			if (a != NULL && b != NULL) {
				cm_buf_byte(
				    to, (int)((a - hex) << 4 | (b - hex)));
				i += 2;
				continue;
			}
		}
		cm_buf_byte(to, p[i] == '+' ? ' ' : p[i]);
	}
}

void
cm_hartext_query(struct cm_buf *to, const char *url)
{
	const char *p = url + strcspn(url, "?#"), *eq;
	struct cm_buf name, value;
	size_t n, k;

	cm_buf_init(&name, CM_BUF_ANY);
	cm_buf_init(&value, CM_BUF_ANY);
	cm_buf_byte(to, '[');
	for (p += *p == '?'; *p != '\0' && *p != '#'; p += n + (p[n] == '&')) {
		n = strcspn(p, "&#");
		if (n == 0)
			continue;
		eq = memchr(p, '=', n);
		k = eq != NULL ? (size_t)(eq - p) : n;
		decoded(&name, p, k);
		decoded(&value, p + k + (k < n), n - k - (k < n));
		pair(to, name.p, name.len, value.p, value.len);
	}
	cm_buf_byte(to, ']');
	cm_buf_release(&name);
	cm_buf_release(&value);
}
