/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/link.h"
#include "lib/asset.h"

/* Those of analytics begin with one of these. */
static const char *const prefixes[] = {"utm_", "mtm_", "pk_"};

/* Whether a parameter stands in clicks.tsv. */
static int
is_click(const char *name, size_t len)
{
	const struct cm_asset *table = cm_asset_find(cm_data, "clicks.tsv");
	const char *p = table->data, *end = p + table->len, *line;

	for (; p < end; p = line + 1) {
		line = memchr(p, '\n', (size_t)(end - p));
		if (line == NULL)
			line = end;
		if ((size_t)(line - p) > len && p[len] == '\t' &&
		    memcmp(p, name, len) == 0)
			return 1;
	}
	return 0;
}

static int
is_tracking(const char *name, size_t len)
{
	size_t k, n;

	/* Links that were escaped once too often. */
	if (len > 4 && memcmp(name, "amp;", 4) == 0) {
		name += 4;
		len -= 4;
	}
	for (k = 0; k < sizeof(prefixes) / sizeof(prefixes[0]); k++) {
		n = strlen(prefixes[k]);
		if (len > n && memcmp(name, prefixes[k], n) == 0)
			return 1;
	}
	return len > 0 && is_click(name, len);
}

/* The parameters that say what is asked for. */
static void
add_query(struct cm_buf *to, const char *p, const char *end)
{
	const char *amp, *is;
	int n = 0;

	for (; p < end; p = amp + 1) {
		amp = memchr(p, '&', (size_t)(end - p));
		if (amp == NULL)
			amp = end;
		is = memchr(p, '=', (size_t)(amp - p));
		if (amp == p ||
		    is_tracking(p, (size_t)((is != NULL ? is : amp) - p)))
			continue;
		cm_buf_byte(to, n++ == 0 ? '?' : '&');
		cm_buf_add(to, p, (size_t)(amp - p));
	}
}

static int
lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Returns the length of "http://" or "https://", or 0. */
static size_t
scheme(const char *s, size_t len)
{
	static const char http[] = "http";
	size_t k;

	for (k = 0; k < 4; k++)
		if (k >= len || lower((unsigned char)s[k]) != http[k])
			return 0;
	if (k < len && lower((unsigned char)s[k]) == 's')
		k++;
	return len > k + 3 && memcmp(s + k, "://", 3) == 0 ? k + 3 : 0;
}

static const char *
upto(const char *p, const char *end, const char *stop)
{
	while (p < end && strchr(stop, *p) == NULL)
		p++;
	return p;
}

int
link_canonical(struct cm_buf *to, const char *url, size_t len)
{
	size_t head = scheme(url, len), start = to->len;
	const char *p = url + head, *end = url + len, *host, *at;

	if (head == 0 || memchr(url, '\0', len) != NULL)
		return -1;
	host = upto(p, end, "/?#");
	for (at = p; at < host; at++)
		if (*at == '@')
			p = at + 1;
	if (p == host)
		return -1;
	at = upto(p, host, *p == '[' ? "]" : ":");
	if (at < host && *at == ']')
		at++;
	if (at == p)
		return -1;
	cm_buf_puts(to, "https://");
	for (; p < at; p++)
		cm_buf_byte(to, lower((unsigned char)*p));
	/* "example.org." is the same host. */
	while (to->p[to->len - 1] == '.')
		to->len--;
	if (host - at > 1 && !(host - at == 3 && memcmp(at, ":80", 3) == 0) &&
	    !(host - at == 4 && memcmp(at, ":443", 4) == 0))
		cm_buf_add(to, at, (size_t)(host - at));
	if (to->len == start + 8) {
		to->len = start;
		return -1;
	}
	p = host;
	at = upto(p, end, "?#");
	if (at == p)
		cm_buf_byte(to, '/');
	cm_buf_add(to, p, (size_t)(at - p));
	if (at < end && *at == '?')
		add_query(to, at + 1, upto(at, end, "#"));
	return 0;
}

size_t
link_host(const char *canonical, size_t len, const char **host)
{
	const char *p = canonical + 8, *end = canonical + len;

	if (end - p > 4 && memcmp(p, "www.", 4) == 0)
		p += 4;
	*host = p;
	end = upto(p, end, "/?#");
	return (size_t)((*p == '[' ? end : upto(p, end, ":")) - p);
}
