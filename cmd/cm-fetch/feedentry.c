/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/date.h"
#include "lib/entity.h"
#include "lib/err.h"
#include "lib/html.h"
#include "lib/markup.h"

void
feed_entry_init(struct feed_entry *e)
{
	memset(e, 0, sizeof(*e));
	e->published = e->updated = FEED_NEVER;
	e->comments = e->views = e->episode = e->season = -1;
}

void
feed_entry_release(struct feed_entry *e)
{
	free(e->tags.v);
	free(e->links.v);
	free(e->media);
	memset(e, 0, sizeof(*e));
}

struct feed_media *
feed_entry_media(struct feed_entry *e, const char *url)
{
	struct feed_media *m;
	size_t i;

	if (url == NULL || e->media_n >= FEED_LIST_MAX)
		return NULL;
	for (i = 0; i < e->media_n; i++)
		if (strcmp(e->media[i].url, url) == 0)
			return NULL;
	if (e->media_n == e->media_cap) {
		e->media_cap = e->media_cap == 0 ? 4 : e->media_cap * 2;
		e->media =
		    cm_realloc(e->media, e->media_cap * sizeof(*e->media));
	}
	m = &e->media[e->media_n++];
	memset(m, 0, sizeof(*m));
	m->url = url;
	return m;
}

void
feed_entry_author(struct feed_entry *e, const char *name, const char *url)
{
	size_t i;

	if ((name == NULL && url == NULL) || e->authors_n == FEED_AUTHORS)
		return;
	for (i = 0; i < e->authors_n; i++)
		if (name != NULL && e->authors[i].name != NULL &&
		    strcmp(e->authors[i].name, name) == 0)
			return;
	e->authors[e->authors_n].name = name;
	e->authors[e->authors_n].url = url;
	e->authors_n++;
}

struct links {
	struct feed_run *run;
	struct feed_entry *entry;
};

static void
add_link(void *ctx, const char *url, size_t len)
{
	struct links *l = ctx;

	if (len > 7 && strncmp(url, "http", 4) == 0)
		feed_list_add(&l->entry->links, feed_keep(l->run, url, len));
}

void
feed_entry_html(struct feed_run *r, struct feed_entry *e, const char *html,
    size_t len, const char *base)
{
	struct links links = {r, e};

	cm_buf_clear(&r->a);
	cm_html_absolute(&r->a, html, len, base, add_link, &links);
	e->html = feed_keep_buf(r, &r->a);
	e->text = feed_html_text(r, html, len);
}

const char *
feed_html_text(struct feed_run *r, const char *html, size_t len)
{
	cm_buf_clear(&r->a);
	cm_html_text(&r->a, html, len);
	return feed_keep_buf(r, &r->a);
}

/* Plain text keeps its lines, but for blanks at their ends. */
const char *
feed_keep_lines(struct feed_run *r, const char *s, size_t len)
{
	struct cm_buf *b = &r->b;
	size_t empty = 0;
	size_t i;

	cm_buf_clear(b);
	for (i = 0; i < len; i++) {
		if (s[i] == '\r' || s[i] == '\n') {
			while (b->len > 0 &&
			    (b->p[b->len - 1] == ' ' ||
				b->p[b->len - 1] == '\t'))
				b->len--;
			empty +=
			    s[i] == '\n' || (i + 1 < len && s[i + 1] != '\n');
			continue;
		}
		if (b->len == 0 && (s[i] == ' ' || s[i] == '\t'))
			continue;
		if (empty > 0 && (s[i] == ' ' || s[i] == '\t') && i + 1 < len &&
		    (s[i + 1] == '\n' || s[i + 1] == '\r'))
			continue;
		if (b->len > 0 && empty > 0)
			cm_buf_add(b, "\n\n", empty > 1 ? 2 : 1);
		empty = 0;
		cm_buf_byte(b, s[i]);
	}
	while (
	    b->len > 0 && (b->p[b->len - 1] == ' ' || b->p[b->len - 1] == '\t'))
		b->len--;
	return feed_keep_buf(r, b);
}

const char *
feed_author_name(struct feed_run *r, const char *s)
{
	const char *open, *close;

	if (s == NULL || strchr(s, '@') == NULL)
		return s;
	open = strchr(s, '(');
	close = open == NULL ? NULL : strrchr(open, ')');
	if (close != NULL && close > open + 1 &&
	    memchr(s, '@', (size_t)(open - s)) != NULL)
		return feed_keep_line(r, open + 1, (size_t)(close - open) - 1);
	if (close != NULL && strspn(s, " ") < (size_t)(open - s))
		return feed_keep_line(r, s, (size_t)(open - s));
	open = strchr(s, '<');
	if (open != NULL && strspn(s, " ") < (size_t)(open - s))
		return feed_keep_line(r, s, (size_t)(open - s));
	return s;
}

int64_t
feed_date(struct feed_run *r, long line, const char *s, size_t len)
{
	int64_t t = FEED_NEVER;
	int shown = len < 60 ? (int)len : 60;

	switch (cm_date_read(s, len, &t)) {
	case CM_DATE_OK:
		return t;
	case CM_DATE_NO_ZONE:
		feed_problem(r, line,
		    "the date '%.*s' has no time zone that is known: it was "
		    "read as UTC",
		    shown, s);
		return t;
	default:
		feed_problem(
		    r, line, "the date '%.*s' cannot be read", shown, s);
		return FEED_NEVER;
	}
}

double
feed_seconds(const char *s)
{
	double sum = 0;
	double part;
	char *end;
	int parts;

	if (s == NULL)
		return 0;
	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	for (parts = 0; parts < 3; parts++) {
		if (*s < '0' || *s > '9')
			return 0;
		part = strtod(s, &end);
		sum = sum * 60 + part;
		s = end;
		if (*s != ':')
			break;
		s++;
	}
	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	return *s == '\0' && sum < 1e7 ? sum : 0;
}

int64_t
feed_count(const char *s, int64_t none)
{
	int64_t n = 0;
	int digits;

	if (s == NULL)
		return none;
	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	for (digits = 0; *s >= '0' && *s <= '9' && digits < 18; digits++)
		n = n * 10 + (*s++ - '0');
	while (*s == ' ' || (*s >= '\t' && *s <= '\r'))
		s++;
	return digits > 0 && *s == '\0' ? n : none;
}

/* Elements that a title may hold; others, as in Vec<T>, are its text. */
static int
is_markup(const char *s, size_t len)
{
	static const char *const names[] = {"a", "abbr", "b", "big", "br",
	    "cite", "code", "del", "div", "em", "font", "h1", "h2", "h3", "i",
	    "img", "ins", "kbd", "mark", "p", "q", "s", "small", "span",
	    "strike", "strong", "sub", "sup", "tt", "u", NULL};
	struct cm_markup m;
	struct cm_markup_piece piece;
	size_t i;

	cm_markup_init(&m, s, len);
	while (cm_markup_next(&m, &piece) != CM_MARKUP_END) {
		if (piece.kind == CM_MARKUP_OTHER)
			return 1;
		for (i = 0; piece.kind != CM_MARKUP_TEXT && names[i] != NULL;
		     i++)
			if (strcmp(names[i], piece.name) == 0 &&
			    (piece.kind == CM_MARKUP_CLOSE ||
				piece.attrs_len > 0 || piece.name[1] == 'r' ||
				piece.name[1] == 'm'))
				return 1;
	}
	return 0;
}

const char *
feed_title(struct feed_run *r, const char *s, size_t len)
{
	if (memchr(s, '<', len) == NULL && memchr(s, '&', len) == NULL)
		return feed_keep_line(r, s, len);
	cm_buf_clear(&r->a);
	if (is_markup(s, len))
		cm_html_text(&r->a, s, len);
	else
		cm_entity_decode(&r->a, s, len);
	return feed_keep_line(r, r->a.p == NULL ? "" : r->a.p, r->a.len);
}
