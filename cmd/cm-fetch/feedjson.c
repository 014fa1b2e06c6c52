/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/json.h"

/* JSON Feed 1.0 and 1.1. */

enum top {
	TOP_VERSION,
	TOP_TITLE,
	TOP_PAGE,
	TOP_SELF,
	TOP_NEXT,
	TOP_LANG,
	TOP_AUTHORS,
	TOP_AUTHOR,
	TOP_HUBS,
	TOP_ITEMS,
	TOP_N
};

static const char *const top_names[TOP_N] = {"version", "title",
    "home_page_url", "feed_url", "next_url", "language", "authors", "author",
    "hubs", "items"};

enum part {
	PART_ID,
	PART_URL,
	PART_OTHER_URL,
	PART_TITLE,
	PART_HTML,
	PART_TEXT,
	PART_SUMMARY,
	PART_IMAGE,
	PART_BANNER,
	PART_PUBLISHED,
	PART_UPDATED,
	PART_AUTHORS,
	PART_AUTHOR,
	PART_TAGS,
	PART_MEDIA,
	PART_LANG,
	PART_N
};

static const char *const part_names[PART_N] = {"id", "url", "external_url",
    "title", "content_html", "content_text", "summary", "image", "banner_image",
    "date_published", "date_modified", "authors", "author", "tags",
    "attachments", "language"};

struct json {
	struct feed_run *run;
	const char *text;
	const char *counted; /* up to here the lines were counted */
	long line_no;
	struct cm_want *want;      /* of an item */
	struct feed_entry authors; /* of the feed */
};

/* A string, or a number as it is written; kept in no list, NUL-free. */
static int
decode(struct cm_buf *to, struct cm_slice s)
{
	size_t i;

	cm_buf_clear(to);
	switch (cm_scan_kind(s)) {
	case CM_STRING:
		cm_json_text(to, s);
		for (i = 0; i < to->len; i++)
			if (to->p[i] == '\0')
				to->p[i] = ' ';
		return 0;
	case CM_NUMBER:
		cm_buf_add(to, s.p, s.len);
		return 0;
	default:
		return -1;
	}
}

static const char *
line(struct json *j, struct cm_slice s)
{
	struct cm_buf *b = &j->run->a;

	return decode(b, s) < 0 || b->len == 0
	    ? NULL
	    : feed_keep_line(j->run, b->p, b->len);
}

static const char *
url(struct json *j, struct cm_slice s)
{
	struct cm_buf *b = &j->run->a;

	return decode(b, s) < 0 || b->len == 0
	    ? NULL
	    : feed_keep_url(j->run, j->run->base, b->p, b->len);
}

/* The member of an object, or nothing. */
static struct cm_slice
member(struct cm_slice object, const char *name)
{
	struct cm_slice key, value;
	struct cm_slice none = {NULL, 0};
	size_t at = 0;

	if (cm_scan_kind(object) == CM_OBJECT)
		while (cm_json_next(object, &at, &key, &value))
			if (cm_json_is(key, name))
				return value;
	return none;
}

static int64_t
number(struct cm_slice s)
{
	double d;

	if (cm_scan_kind(s) != CM_NUMBER || cm_json_double(s, &d) < 0 ||
	    !(d > 0 && d < 1e15))
		return 0;
	return (int64_t)d;
}

static void
add_author(struct json *j, struct cm_slice s, struct feed_entry *e)
{
	feed_entry_author(
	    e, line(j, member(s, "name")), url(j, member(s, "url")));
}

/* Version 1.1 has several, version 1 had one. */
static void
add_authors(struct json *j, struct cm_slice several, struct cm_slice one,
    struct feed_entry *e)
{
	struct cm_slice s;
	size_t at = 0;

	if (cm_scan_kind(several) == CM_ARRAY)
		while (cm_json_next(several, &at, NULL, &s))
			add_author(j, s, e);
	if (e->authors_n == 0)
		add_author(j, one, e);
}

static void
add_tags(struct json *j, struct cm_slice tags, struct feed_entry *e)
{
	struct cm_slice s;
	size_t at = 0;

	if (cm_scan_kind(tags) == CM_ARRAY)
		while (cm_json_next(tags, &at, NULL, &s))
			feed_list_add(&e->tags, line(j, s));
}

static void
add_attachment(struct json *j, struct cm_slice s, struct feed_entry *e)
{
	struct feed_media *m = feed_entry_media(e, url(j, member(s, "url")));
	double seconds;

	if (m == NULL)
		return;
	m->mime = line(j, member(s, "mime_type"));
	m->alt = line(j, member(s, "title"));
	m->bytes = number(member(s, "size_in_bytes"));
	s = member(s, "duration_in_seconds");
	if (cm_scan_kind(s) == CM_NUMBER && cm_json_double(s, &seconds) == 0)
		m->seconds = seconds;
}

static void
add_media(struct json *j, const struct cm_slice *found, struct feed_entry *e)
{
	struct feed_media *m;
	struct cm_slice s;
	size_t at = 0;

	if (cm_scan_kind(found[PART_MEDIA]) == CM_ARRAY)
		while (cm_json_next(found[PART_MEDIA], &at, NULL, &s))
			add_attachment(j, s, e);
	m = feed_entry_media(e, url(j, found[PART_IMAGE]));
	if (m != NULL)
		m->medium = "image";
	m = feed_entry_media(e, url(j, found[PART_BANNER]));
	if (m != NULL)
		m->medium = "image";
}

static void
add_text(struct json *j, const struct cm_slice *found, struct feed_entry *e)
{
	struct feed_run *r = j->run;
	struct cm_buf raw;

	cm_buf_init(&raw, CM_BUF_ANY);
	if (decode(&raw, found[PART_HTML]) == 0 && raw.len > 0)
		feed_entry_html(
		    r, e, raw.p, raw.len, e->url != NULL ? e->url : r->base);
	if (e->text == NULL && decode(&raw, found[PART_TEXT]) == 0 &&
	    raw.len > 0)
		e->text = feed_keep_lines(r, raw.p, raw.len);
	if (decode(&raw, found[PART_SUMMARY]) == 0 && raw.len > 0)
		e->summary = feed_keep_lines(r, raw.p, raw.len);
	if (e->text == NULL && e->html == NULL) {
		e->text = e->summary;
		e->summary = NULL;
	}
	cm_buf_release(&raw);
}

static int64_t
date(struct json *j, struct cm_slice s, long line_no)
{
	const char *text = line(j, s);

	return text == NULL ? FEED_NEVER
			    : feed_date(j->run, line_no, text, strlen(text));
}

static long
line_of(struct json *j, const char *p)
{
	if (p < j->counted) {
		j->counted = j->text;
		j->line_no = 1;
	}
	for (; j->counted < p; j->counted++)
		j->line_no += *j->counted == '\n';
	return j->line_no;
}

/* Returns -1 when it is no item. */
static int
read_item(struct json *j, struct cm_slice s, int brief, struct feed_entry *e)
{
	struct cm_slice found[PART_N];
	struct cm_scan_error why;

	if (cm_scan_line(s.p, s.len, j->want, found, &why) < 0) {
		if (!brief)
			feed_problem(j->run, line_of(j, s.p),
			    "an item was left out: %s", why.why);
		return -1;
	}
	e->guid = line(j, found[PART_ID]);
	e->url = url(j, found[PART_URL]);
	if (decode(&j->run->a, found[PART_TITLE]) == 0 && j->run->a.len > 0)
		e->title = feed_keep_line(j->run, j->run->a.p, j->run->a.len);
	if (brief)
		return 0;
	if (e->url == NULL)
		e->url = url(j, found[PART_OTHER_URL]);
	else
		feed_list_add(&e->links, url(j, found[PART_OTHER_URL]));
	e->lang = line(j, found[PART_LANG]);
	e->published = date(j, found[PART_PUBLISHED], line_of(j, s.p));
	e->updated = date(j, found[PART_UPDATED], line_of(j, s.p));
	if (e->published == FEED_NEVER)
		e->published = e->updated;
	add_text(j, found, e);
	add_authors(j, found[PART_AUTHORS], found[PART_AUTHOR], e);
	if (e->authors_n == 0) {
		memcpy(e->authors, j->authors.authors, sizeof(e->authors));
		e->authors_n = j->authors.authors_n;
	}
	add_tags(j, found[PART_TAGS], e);
	add_media(j, found, e);
	return 0;
}

/*
 * The next object of items that are not valid as a whole: braces are counted,
 * strings aside. Returns 0 where it ends.
 */
static int
next_object(struct cm_slice items, size_t *at, struct cm_slice *s)
{
	const char *p = items.p + *at;
	const char *end = items.p + items.len;
	int quoted = 0;
	long depth = 0;

	while (p < end && *p != '{' && *p != ']')
		p++;
	if (p == end || *p == ']')
		return 0;
	for (s->p = p; p < end; p++) {
		if (quoted) {
			if (*p == '\\' && p + 1 < end)
				p++;
			else if (*p == '"')
				quoted = 0;
		} else if (*p == '"') {
			quoted = 1;
		} else if (*p == '{') {
			depth++;
		} else if (*p == '}' && --depth == 0) {
			break;
		}
	}
	s->len = (size_t)(p - s->p) + (p < end);
	*at = (size_t)(s->p - items.p) + s->len;
	return 1;
}

static void
read_items(struct json *j, struct cm_slice items, int valid)
{
	struct feed_run *r = j->run;
	struct feed_entry e;
	struct cm_slice s;
	size_t at;
	int brief, bad;

	for (brief = 1; brief >= 0; brief--) {
		at = 0;
		while (valid ? cm_json_next(items, &at, NULL, &s)
			     : next_object(items, &at, &s)) {
			feed_entry_init(&e);
			bad = read_item(j, s, brief, &e);
			if (!bad && brief)
				feed_identify(r, &e);
			else if (!bad)
				feed_record(r, &e);
			else if (!brief)
				r->info->left_out++;
			feed_entry_release(&e);
			feed_forget(r);
		}
		if (brief)
			feed_identified(r);
	}
}

static void
read_top(struct json *j, const struct cm_slice *found)
{
	struct feed_info *info = j->run->info;
	struct cm_slice hub;
	size_t at = 0;

	feed_set(&info->title, line(j, found[TOP_TITLE]));
	feed_set(&info->url, url(j, found[TOP_PAGE]));
	feed_set(&info->self, url(j, found[TOP_SELF]));
	feed_set(&info->next, url(j, found[TOP_NEXT]));
	feed_set(&info->lang, line(j, found[TOP_LANG]));
	add_authors(j, found[TOP_AUTHORS], found[TOP_AUTHOR], &j->authors);
	if (cm_scan_kind(found[TOP_HUBS]) == CM_ARRAY)
		while (cm_json_next(found[TOP_HUBS], &at, NULL, &hub))
			feed_set(&info->hub, url(j, member(hub, "url")));
}

/* Where "items":[ begins in what is not valid. */
static struct cm_slice
find_items(const char *text, size_t len)
{
	struct cm_slice items = {NULL, 0};
	const char *end = text + len;
	const char *p;

	for (p = text; end - p > 8; p++) {
		p = memchr(p, '"', (size_t)(end - p));
		if (p == NULL || end - p < 8)
			break;
		if (memcmp(p, "\"items\"", 7) == 0) {
			p = memchr(p, '[', (size_t)(end - p));
			if (p == NULL)
				break;
			items.p = p + 1;
			items.len = (size_t)(end - p - 1);
			break;
		}
	}
	return items;
}

/* What a feed that is not valid says of itself, if it does so before items,
 * which is what at[] is behind. */
static void
read_head(struct json *j, const struct cm_want *want, const char *at)
{
	struct cm_slice found[TOP_N];
	struct cm_scan_error why;
	struct cm_buf b;

	while (at > j->text && *at != '"')
		at--;
	while (at > j->text && *at != ',' && *at != '{')
		at--;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, j->text, (size_t)(at - j->text));
	if (*at == '{')
		cm_buf_byte(&b, '{');
	cm_buf_byte(&b, '}');
	cm_buf_room(&b, CM_SCAN_PAD);
	if (cm_scan_line(b.p, b.len, want, found, &why) == 0)
		read_top(j, found);
	cm_buf_release(&b);
}

static int
read_feed(struct json *j, size_t len)
{
	struct cm_want *want = cm_want_new(top_names, TOP_N);
	struct cm_slice found[TOP_N];
	struct cm_slice items;
	struct cm_scan_error why;
	int valid = cm_scan_line(j->text, len, want, found, &why) == 0;

	if (valid) {
		read_top(j, found);
		items = found[TOP_ITEMS];
		if (cm_scan_kind(items) != CM_ARRAY)
			items.p = NULL;
		if (items.p != NULL && found[TOP_VERSION].p == NULL)
			feed_problem(j->run, 0,
			    "it does not say which version of JSON Feed it is");
	} else {
		feed_problem(j->run, line_of(j, j->text + why.offset),
		    "%s; its items were read one by one", why.why);
		items = find_items(j->text, len);
		if (items.p != NULL)
			read_head(j, want, items.p - 1);
		j->run->info->cut = feed_cut_json(j->text, len);
	}
	cm_want_free(want);
	if (items.p == NULL) {
		feed_problem(j->run, 0, "it is no feed: it has no items");
		return -1;
	}
	feed_settle(j->run);
	read_items(j, items, valid);
	if (!valid && j->run->info->items == 0) {
		feed_problem(
		    j->run, 0, "it is no feed: none of it can be read");
		return -1;
	}
	return 0;
}

int
feed_json(struct feed_run *r, const char *text, size_t len)
{
	struct cm_buf padded;
	struct json j;
	int bad;

	cm_buf_init(&padded, CM_BUF_ANY);
	cm_buf_add(&padded, text, len);
	while (padded.len < len + CM_SCAN_PAD)
		cm_buf_byte(&padded, 0);
	memset(&j, 0, sizeof(j));
	j.run = r;
	j.text = j.counted = padded.p;
	j.line_no = 1;
	j.want = cm_want_new(part_names, PART_N);
	bad = read_feed(&j, len);
	cm_want_free(j.want);
	cm_buf_release(&padded);
	return bad;
}
