/* SPDX-License-Identifier: ISC */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/markup.h"

/* What a source holds, and where a page's feeds are. */

enum { LOOK_MAX = 4096 };

/*
 * Copies the beginning without a BOM and without NULs, which makes ASCII of
 * what is written in two or four bytes a character.
 */
static size_t
narrow(const char *bytes, size_t len, char to[LOOK_MAX])
{
	size_t n = 0;
	size_t i;

	for (i = 0; i < len && n < LOOK_MAX; i++)
		if (bytes[i] != '\0' && !(i < 4 && (bytes[i] & 0x80)))
			to[n++] = bytes[i];
	return n;
}

static int
has(const char *s, size_t len, const char *what)
{
	size_t n = strlen(what);
	const char *end = s + len;

	for (; (size_t)(end - s) >= n; s++) {
		s = memchr(s, what[0], (size_t)(end - s));
		if (s == NULL || (size_t)(end - s) < n)
			return 0;
		if (memcmp(s, what, n) == 0)
			return 1;
	}
	return 0;
}

static enum feed_kind
kind_of_element(const char *name)
{
	static const struct {
		const char *name;
		enum feed_kind kind;
	} names[] = {{"rss", FEED_XML}, {"rdf:rdf", FEED_XML},
	    {"rdf", FEED_XML}, {"feed", FEED_XML}, {"channel", FEED_XML},
	    {"atom:feed", FEED_XML}, {"entry", FEED_XML},
	    {"atom:entry", FEED_XML}, {"item", FEED_XML}, {"opml", FEED_OPML},
	    {"html", FEED_HTML}, {"head", FEED_HTML}, {"body", FEED_HTML}};
	const char *colon = strchr(name, ':');
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i].name, name) == 0)
			return names[i].kind;
	/* A prefix of any name: <a:feed xmlns:a="...">. */
	return colon == NULL || strcmp(colon, ":html") == 0
	    ? FEED_NONE
	    : kind_of_element(colon + 1);
}

/* The kind of the element that a document type is of; it may be so long that
 * the element itself is not looked at. */
static enum feed_kind
kind_of_doctype(const char *p, size_t len)
{
	char name[32];
	size_t n = 0, i = 9;

	if (len < 10 || strncasecmp(p, "<!doctype", 9) != 0)
		return FEED_NONE;
	while (i < len && strchr(" \t\r\n", p[i]) != NULL)
		i++;
	for (; i < len && n + 1 < sizeof(name) &&
	     strchr(" \t\r\n[>", p[i]) == NULL;
	     i++)
		name[n++] = (char)tolower((unsigned char)p[i]);
	name[n] = '\0';
	return kind_of_element(name);
}

/* The first element that says something; a page may begin with others. */
static enum feed_kind
look_at_markup(const char *s, size_t len)
{
	struct cm_markup m;
	struct cm_markup_piece piece;
	enum feed_kind kind, declared = FEED_NONE;

	cm_markup_init(&m, s, len);
	while (cm_markup_next(&m, &piece) != CM_MARKUP_END) {
		if (piece.kind == CM_MARKUP_OTHER && declared == FEED_NONE)
			declared = kind_of_doctype(piece.p, piece.len);
		if (piece.kind != CM_MARKUP_OPEN)
			continue;
		kind = kind_of_element(piece.name);
		if (kind != FEED_NONE)
			return kind;
	}
	return declared;
}

enum feed_kind
feed_looks_like(const char *bytes, size_t len)
{
	char text[LOOK_MAX];
	size_t n = narrow(bytes, len, text);
	const char *s = text;

	while (n > 0 && strchr(" \t\r\n", *s) != NULL) {
		s++;
		n--;
	}
	if (n > 0 && *s == '{') {
		/* Members come in any order; but most say it at once. */
		if (has(s, n, "jsonfeed.org/version") ||
		    has(bytes, len, "jsonfeed.org/version"))
			return FEED_JSON;
		return has(s, n, "\"home_page_url\"") ||
			has(s, n, "\"feed_url\"")
		    ? FEED_JSON
		    : FEED_NONE;
	}
	return n > 0 && memchr(s, '<', n) != NULL ? look_at_markup(s, n)
						  : FEED_NONE;
}

static int
is_feed_type(const char *type)
{
	static const char *const types[] = {"application/rss+xml",
	    "application/atom+xml", "application/feed+json",
	    "application/rdf+xml", NULL};
	size_t len = strcspn(type, "; ");
	size_t i;

	for (i = 0; types[i] != NULL; i++)
		if (strlen(types[i]) == len &&
		    strncasecmp(types[i], type, len) == 0)
			return 1;
	return 0;
}

struct discovery {
	struct feed_run run; /* for its strings */
	const char *base;
	void (*found)(void *ctx, const char *url, const char *title);
	void *ctx;
};

static const char *
attr(struct discovery *d, const struct cm_markup_piece *piece, const char *name)
{
	struct cm_buf *b = &d->run.a;

	cm_buf_clear(b);
	if (cm_markup_attr(piece, name, b) < 0 || b->len == 0)
		return NULL;
	return feed_keep_line(&d->run, b->p, b->len);
}

/* Returns whether it was a link to a feed. */
static int
link_to_feed(struct discovery *d, const struct cm_markup_piece *piece)
{
	const char *rel = attr(d, piece, "rel");
	const char *type = attr(d, piece, "type");
	const char *href = attr(d, piece, "href");

	if (rel == NULL || type == NULL || href == NULL ||
	    strncasecmp(rel, "alternate", 9) != 0 || !is_feed_type(type))
		return 0;
	href = feed_keep_url(&d->run, d->base, href, strlen(href));
	if (href == NULL)
		return 0;
	d->found(d->ctx, href, attr(d, piece, "title"));
	return 1;
}

size_t
feed_discover(const char *bytes, size_t len, const char *base,
    void (*found)(void *ctx, const char *url, const char *title), void *ctx)
{
	struct discovery d;
	struct feed_in in;
	struct feed_info info;
	struct cm_markup m;
	struct cm_markup_piece piece;
	const char *href;
	size_t n = 0;

	memset(&in, 0, sizeof(in));
	memset(&info, 0, sizeof(info));
	feed_run_init(&d.run, &in, NULL, &info);
	d.base = base;
	d.found = found;
	d.ctx = ctx;
	cm_markup_init(&m, bytes, len);
	while (cm_markup_next(&m, &piece) != CM_MARKUP_END) {
		if (piece.kind != CM_MARKUP_OPEN)
			continue;
		if (strcmp(piece.name, "body") == 0 && n > 0)
			break;
		if (strcmp(piece.name, "base") == 0) {
			href = attr(&d, &piece, "href");
			if (href != NULL)
				d.base = feed_keep_url(
				    &d.run, base, href, strlen(href));
		} else if (strcmp(piece.name, "link") == 0) {
			n += (size_t)link_to_feed(&d, &piece);
		}
	}
	feed_run_release(&d.run);
	return n;
}
