/* SPDX-License-Identifier: ISC */
/* Links say which campaign they are of, to whoever counts visits. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-post/plan.h"
#include "lib/crypto.h"
#include "lib/entities.h"
#include "lib/json.h"

/* Where the host of a URL begins, and how long it is; NULL: it is none. */
static const char *
host_of(const char *url, size_t len, size_t *n)
{
	size_t at = len > 8 && strncasecmp(url, "https://", 8) == 0 ? 8
	    : len > 7 && strncasecmp(url, "http://", 7) == 0        ? 7
								    : 0;

	for (*n = 0; at + *n < len && strchr("/?#", url[at + *n]) == NULL;)
		++*n;
	return at > 0 && *n > 0 ? url + at : NULL;
}

/* A link within a site leads nobody to it. */
static int
is_inner(const struct sketch *d, const char *host, size_t n)
{
	const char *own = cm_conf_get(d->account, "host");
	size_t m;

	own = own != NULL ? host_of(own, strlen(own), &m) : NULL;
	return own != NULL && m == n && strncasecmp(own, host, n) == 0;
}

static int
has(const char *s, size_t len, const char *name)
{
	size_t i, n = strlen(name);

	for (i = 1; i + n < len; i++)
		if (strchr("?&;", s[i - 1]) != NULL &&
		    strncmp(s + i, name, n) == 0 && s[i + n] == '=')
			return 1;
	return 0;
}

/* Adds a URL with what it lacks; between parameters stands that. */
static void
add_url(struct cm_buf *to, const struct sketch *d, const char *url, size_t len,
    const char *and)
{
	const char *const marks[][2] = {{"utm_source", d->about->network},
	    {"utm_medium", "social"}, {"utm_campaign", d->campaign}};
	size_t i, n, end = 0;
	const char *host = host_of(url, len, &n);
	int sep;

	if (host == NULL || is_inner(d, host, n) ||
	    has(url, len, "utm_campaign")) {
		cm_buf_add(to, url, len);
		return;
	}
	while (end < len && url[end] != '#')
		end++;
	cm_buf_add(to, url, end);
	sep = memchr(url, '?', end) == NULL ? '?'
	    : strchr("?&", url[end - 1])    ? 0
					    : '&';
	for (i = 0; i < 3; i++) {
		if (has(url, end, marks[i][0]))
			continue;
		if (sep == '?')
			cm_buf_byte(to, '?');
		else if (sep == '&')
			cm_buf_puts(to, and);
		cm_buf_printf(to, "%s=", marks[i][0]);
		cm_crypto_percent(to, marks[i][1], strlen(marks[i][1]));
		sep = '&';
	}
	cm_buf_add(to, url + end, len - end);
}

static void
mark_text(struct cm_buf *text, const struct sketch *d)
{
	const struct cm_entities_one *one;
	struct cm_entities e;
	struct cm_buf to;
	size_t i, at = 0;

	cm_buf_init(&to, CM_BUF_ANY);
	cm_entities_find(&e, cm_buf_str(text), text->len);
	for (i = 0; i < e.count; i++) {
		one = &e.one[i];
		if (one->kind != CM_ENTITY_LINK)
			continue;
		cm_buf_add(&to, text->p + at, one->bytes[0] - at);
		add_url(&to, d, text->p + one->bytes[0],
		    one->bytes[1] - one->bytes[0], "&");
		at = one->bytes[1];
	}
	cm_buf_add(&to, text->p + at, text->len - at);
	cm_entities_release(&e);
	cm_buf_release(text);
	*text = to;
}

/* What links lead to; pictures and the like stay. */
static void
mark_html(struct cm_buf *html, const struct sketch *d)
{
	const char *s = cm_buf_str(html), *p, *end;
	struct cm_buf to;

	cm_buf_init(&to, CM_BUF_ANY);
	while ((p = strstr(s, "href=\"")) != NULL) {
		p += 6;
		cm_buf_add(&to, s, (size_t)(p - s));
		end = strchr(p, '"');
		if (end == NULL)
			end = p + strlen(p);
		add_url(&to, d, p, (size_t)(end - p), "&amp;");
		s = end;
	}
	cm_buf_puts(&to, s);
	cm_buf_release(html);
	*html = to;
}

static char *
marked(const struct sketch *d, char *text)
{
	struct cm_buf b;

	if (text == NULL)
		return NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, text);
	free(text);
	mark_text(&b, d);
	text = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return text;
}

void
plan_campaign(struct sketch *d)
{
	struct cm_buf b;

	d->link = plan_member(d, "link");
	d->first_comment = plan_member(d, "first_comment");
	d->campaign = plan_member(d, "campaign");
	if (d->campaign == NULL || *d->campaign == '\0')
		return;
	if (d->text.len > 0)
		mark_text(&d->text, d);
	if (d->html.len > 0)
		mark_html(&d->html, d);
	d->first_comment = marked(d, d->first_comment);
	if (d->link == NULL)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	add_url(&b, d, d->link, strlen(d->link), "&");
	free(d->link);
	d->link = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
}
