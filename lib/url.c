/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/url.h"

/* A URL in its parts; a part that is absent has a p of NULL. */
struct part {
	const char *p;
	size_t len;
};

struct url {
	struct part scheme, host, path, query, fragment;
};

static int
is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t
cm_url_scheme(const char *url, size_t len)
{
	size_t i;

	if (len == 0 || !is_letter(url[0]))
		return 0;
	for (i = 1; i < len; i++)
		if (!is_letter(url[i]) && (url[i] < '0' || url[i] > '9') &&
		    url[i] != '+' && url[i] != '-' && url[i] != '.')
			break;
	return i < len && url[i] == ':' ? i : 0;
}

/* Cuts the part from p up to the first of stop; returns where it ends. */
static const char *
take(const char *p, const char *end, const char *stop, struct part *part)
{
	part->p = p;
	while (p < end && strchr(stop, *p) == NULL)
		p++;
	part->len = (size_t)(p - part->p);
	return p;
}

static void
split(const char *p, size_t len, struct url *u)
{
	const char *end = p + len;
	size_t n = cm_url_scheme(p, len);

	memset(u, 0, sizeof(*u));
	if (n > 0) {
		u->scheme.p = p;
		u->scheme.len = n;
		p += n + 1;
	}
	if (end - p >= 2 && p[0] == '/' && p[1] == '/')
		p = take(p + 2, end, "/?#", &u->host);
	p = take(p, end, "?#", &u->path);
	if (p < end && *p == '?')
		p = take(p + 1, end, "#", &u->query);
	if (p < end)
		take(p + 1, end, "", &u->fragment);
}

static void
add_part(
    struct cm_buf *to, const char *before, struct part part, const char *behind)
{
	if (part.p == NULL)
		return;
	cm_buf_puts(to, before);
	cm_buf_add(to, part.p, part.len);
	cm_buf_puts(to, behind);
}

/* Adds a path without its "." and ".." segments. */
static void
add_path(struct cm_buf *to, const char *p, size_t len)
{
	const char *end = p + len;
	size_t root = to->len;
	const char *slash;
	size_t n;

	while (p < end) {
		slash = memchr(p, '/', (size_t)(end - p));
		n = slash == NULL ? (size_t)(end - p) : (size_t)(slash - p);
		if (n == 2 && p[0] == '.' && p[1] == '.') {
			if (to->len > root + 1)
				to->len--;
			while (to->len > root && to->p[to->len - 1] != '/')
				to->len--;
		} else if (n != 1 || p[0] != '.') {
			cm_buf_add(to, p, n);
			if (slash != NULL)
				cm_buf_byte(to, '/');
		}
		p += n + (slash != NULL);
	}
}

/* Adds ref's path behind the folder of base's. */
static void
add_merged(struct cm_buf *to, const struct url *base, struct part ref)
{
	struct cm_buf path;
	size_t folder = base->path.len;

	while (folder > 0 && base->path.p[folder - 1] != '/')
		folder--;
	cm_buf_init(&path, CM_BUF_ANY);
	if (folder == 0 && base->host.p != NULL)
		cm_buf_byte(&path, '/');
	cm_buf_add(&path, base->path.p, folder);
	cm_buf_add(&path, ref.p, ref.len);
	add_path(to, path.p, path.len);
	cm_buf_release(&path);
}

static void
add_joined(struct cm_buf *to, const char *base, const char *ref, size_t len)
{
	struct url b, r;

	split(base, strlen(base), &b);
	split(ref, len, &r);
	add_part(to, "", b.scheme, ":");
	if (r.host.p != NULL) {
		add_part(to, "//", r.host, "");
		add_path(to, r.path.p, r.path.len);
	} else {
		add_part(to, "//", b.host, "");
		if (r.path.len == 0) {
			cm_buf_add(to, b.path.p, b.path.len);
			if (r.query.p == NULL)
				r.query = b.query;
		} else if (r.path.p[0] == '/') {
			add_path(to, r.path.p, r.path.len);
		} else {
			add_merged(to, &b, r.path);
		}
	}
	add_part(to, "?", r.query, "");
	add_part(to, "#", r.fragment, "");
}

/* Tells whether relative links can be joined to that base. */
static int
can_join(const char *base)
{
	size_t n = cm_url_scheme(base, strlen(base));

	return n == 0 || base[n + 1] == '/';
}

void
cm_url_join(struct cm_buf *to, const char *base, const char *ref, size_t len)
{
	struct cm_buf clean;
	size_t i;

	while (len > 0 && (unsigned char)ref[0] <= ' ') {
		ref++;
		len--;
	}
	while (len > 0 && (unsigned char)ref[len - 1] <= ' ')
		len--;
	cm_buf_init(&clean, CM_BUF_ANY);
	for (i = 0; i < len; i++)
		if (ref[i] == ' ')
			cm_buf_puts(&clean, "%20");
		else if ((unsigned char)ref[i] > ' ')
			cm_buf_byte(&clean, ref[i]);
	if (base == NULL || base[0] == '\0' ||
	    cm_url_scheme(clean.p, clean.len) > 0 || !can_join(base))
		cm_buf_add(to, clean.p, clean.len);
	else
		add_joined(to, base, cm_buf_str(&clean), clean.len);
	cm_buf_release(&clean);
}
