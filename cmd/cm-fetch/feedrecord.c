/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/fnv.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"

enum {
	LINE_MAX_BYTES = (4 << 20) - 4096, /* longer lines are refused */
	TEXT_MAX = 1 << 20
};

static void
add_time(struct cm_buf *b, const char *key, int64_t t)
{
	char text[CM_CLOCK_TEXT];

	if (t != FEED_NEVER)
		cm_json_member(b, key, cm_clock_text(t, text));
}

static void
add_list(struct cm_buf *b, const char *key, const struct feed_list *list)
{
	size_t i;

	if (list->n == 0)
		return;
	cm_json_key(b, key);
	for (i = 0; i < list->n; i++) {
		cm_buf_byte(b, i == 0 ? '[' : ',');
		cm_json_string(b, list->v[i], strlen(list->v[i]));
	}
	cm_buf_byte(b, ']');
}

static void
add_author(struct cm_buf *b, const struct feed_author *author)
{
	cm_buf_byte(b, '{');
	cm_json_member(b, "name", author->name);
	cm_json_member(b, "url", author->url);
	cm_buf_byte(b, '}');
}

/* The first is the author; where there are several, all are listed too. */
static void
add_authors(struct cm_buf *b, const struct feed_entry *e)
{
	size_t i;

	if (e->authors_n == 0)
		return;
	cm_json_key(b, "author");
	add_author(b, &e->authors[0]);
	if (e->authors_n == 1)
		return;
	cm_json_key(b, "authors");
	for (i = 0; i < e->authors_n; i++) {
		cm_buf_byte(b, i == 0 ? '[' : ',');
		add_author(b, &e->authors[i]);
	}
	cm_buf_byte(b, ']');
}

static int
begins(const char *s, const char *with)
{
	return s != NULL && strncmp(s, with, strlen(with)) == 0;
}

/* What it is by the end of its URL. */
static const char *
kind_by_name(const char *url)
{
	static const char *const ends[][2] = {{"jpg", "image"},
	    {"jpeg", "image"}, {"png", "image"}, {"gif", "image"},
	    {"webp", "image"}, {"avif", "image"}, {"svg", "image"},
	    {"mp4", "video"}, {"m4v", "video"}, {"mov", "video"},
	    {"webm", "video"}, {"mp3", "audio"}, {"m4a", "audio"},
	    {"ogg", "audio"}, {"opus", "audio"}, {"wav", "audio"}};
	size_t len = strcspn(url, "?#");
	size_t i, n;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		n = strlen(ends[i][0]);
		if (len > n && url[len - n - 1] == '.' &&
		    memcmp(url + len - n, ends[i][0], n) == 0)
			return ends[i][1];
	}
	return "file";
}

static const char *
media_kind(const struct feed_media *m)
{
	static const char *const kinds[] = {"image", "video", "audio", NULL};
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (begins(m->medium, kinds[i]))
			return kinds[i];
	for (i = 0; kinds[i] != NULL; i++)
		if (begins(m->mime, kinds[i]))
			return kinds[i];
	return kind_by_name(m->url);
}

static void
add_media(struct cm_buf *b, const struct feed_entry *e)
{
	const struct feed_media *m;
	size_t i;

	if (e->media_n == 0)
		return;
	cm_json_key(b, "media");
	for (i = 0; i < e->media_n; i++) {
		m = &e->media[i];
		cm_buf_puts(b, i == 0 ? "[{" : ",{");
		cm_json_member(b, "type", media_kind(m));
		cm_json_member(b, "url", m->url);
		cm_json_member(b, "mime", m->mime);
		cm_json_member(b, "alt", m->alt);
		if (m->width > 0)
			cm_json_member_int(b, "width", m->width);
		if (m->height > 0)
			cm_json_member_int(b, "height", m->height);
		if (m->seconds > 0)
			cm_json_member_number(b, "seconds", m->seconds);
		if (m->bytes > 0)
			cm_json_member_int(b, "bytes", m->bytes);
		cm_buf_byte(b, '}');
	}
	cm_buf_byte(b, ']');
}

static void
add_counts(struct cm_buf *b, const struct feed_entry *e)
{
	if (e->comments >= 0 || e->views >= 0) {
		cm_json_key(b, "metrics");
		cm_buf_byte(b, '{');
		if (e->views >= 0)
			cm_json_member_int(b, "views", e->views);
		if (e->comments >= 0)
			cm_json_member_int(b, "comments", e->comments);
		cm_buf_byte(b, '}');
	}
	if (e->episode >= 0)
		cm_json_member_int(b, "episode", e->episode);
	if (e->season >= 0)
		cm_json_member_int(b, "season", e->season);
	cm_json_member(b, "comments_url", e->comments_url);
	cm_json_member(b, "comments_feed", e->comments_feed);
}

static void
add_feed(struct feed_run *r, struct cm_buf *b)
{
	const char *url = r->in->url != NULL ? r->in->url : r->info->self;

	if (r->info->title == NULL && url == NULL && r->info->url == NULL)
		return;
	cm_json_key(b, "feed");
	cm_buf_byte(b, '{');
	cm_json_member(b, "title", r->info->title);
	cm_json_member(b, "url", url);
	cm_json_member(b, "page", r->info->url);
	cm_buf_byte(b, '}');
}

/* A language as BCP 47 writes it; what is none is left out. */
static void
add_lang(struct cm_buf *b, const char *lang)
{
	char tag[36];
	size_t part = 0;
	size_t i;

	if (lang == NULL || strlen(lang) >= sizeof(tag))
		return;
	for (i = 0; lang[i] != '\0'; i++) {
		tag[i] = lang[i] == '_' ? '-' : lang[i];
		if (tag[i] == '-') {
			if (part == 0 || (i == part && part < 2))
				return;
			part = 0;
		} else if (((tag[i] | 32) >= 'a' && (tag[i] | 32) <= 'z') ||
		    (tag[i] >= '0' && tag[i] <= '9' && i > 1)) {
			if (++part > 8)
				return;
		} else {
			return;
		}
	}
	tag[i] = '\0';
	if (part > 0 && (part > 1 || i > part))
		cm_json_member(b, "lang", tag);
}

/* Puts the whole record but its end into r->record. */
static void
build(struct feed_run *r, const struct feed_entry *e, const char *id)
{
	struct cm_buf *b = &r->record;

	cm_buf_clear(b);
	cm_buf_puts(b, "{\"type\":\"article\",\"network\":\"web\"");
	cm_json_member(b, "account", r->info->account);
	cm_json_member(b, "id", id);
	cm_json_member(b, "url", e->url);
	add_time(b, "published", e->published);
	add_time(b, "updated", e->updated);
	add_authors(b, e);
	cm_json_member(b, "title", e->title);
	cm_json_member(b, "text", e->text);
	cm_json_member(b, "html", e->html);
	if (e->summary != NULL &&
	    (e->text == NULL || strcmp(e->summary, e->text) != 0))
		cm_json_member(b, "summary", e->summary);
	add_lang(b, e->lang != NULL ? e->lang : r->info->lang);
	cm_json_member(b, "reply_to", e->reply_to);
	add_list(b, "tags", &e->tags);
	add_list(b, "links", &e->links);
	add_media(b, e);
	add_counts(b, e);
	add_feed(r, b);
}

/* The beginning of a text that is too long, cut between two characters. */
static const char *
beginning(struct feed_run *r, const char *s)
{
	size_t n = TEXT_MAX;

	if (s == NULL || strlen(s) <= n)
		return s;
	while (n > 0 && (s[n] & 0xC0) == 0x80)
		n--;
	return feed_keep(r, s, n);
}

/*
 * A line that is too long for all other programs is made shorter. Returns -1
 * when that does not help.
 */
static int
build_short(struct feed_run *r, struct feed_entry *e, const char *id)
{
	build(r, e, id);
	if (r->record.len <= LINE_MAX_BYTES)
		return 0;
	feed_problem(
	    r, e->line, "an item is longer than 4 MiB: its html was left out");
	e->html = e->summary = NULL;
	build(r, e, id);
	if (r->record.len <= LINE_MAX_BYTES)
		return 0;
	feed_problem(r, e->line,
	    "an item is longer than 4 MiB: its text was cut, its links and "
	    "media left out");
	e->text = beginning(r, e->text);
	e->title = beginning(r, e->title);
	e->links.n = e->tags.n = e->media_n = 0;
	build(r, e, id);
	return r->record.len <= LINE_MAX_BYTES ? 0 : -1;
}

/* Whether the same thing was handed over; notes it if not. */
static int
seen_before(struct feed_run *r, uint64_t key)
{
	uint64_t *old = r->seen;
	size_t cap = r->seen_cap;
	size_t i, at;

	if (r->seen_n * 2 >= cap) {
		r->seen_cap = cap == 0 ? 64 : cap * 2;
		r->seen = cm_zalloc(r->seen_cap * sizeof(*r->seen));
		r->seen_n = 0;
		for (i = 0; i < cap; i++)
			if (old[i] != 0)
				seen_before(r, old[i]);
		free(old);
	}
	key |= key == 0;
	for (at = key % r->seen_cap; r->seen[at] != 0;
	     at = (at + 1) % r->seen_cap)
		if (r->seen[at] == key)
			return 1;
	r->seen[at] = key;
	r->seen_n++;
	return 0;
}

static void
hand_over(struct feed_run *r, const struct feed_entry *e, const char *id)
{
	struct feed_item item;
	int64_t when;

	item.hash = cm_fnv(CM_FNV, r->record.p, r->record.len);
	add_time(&r->record, "fetched", r->in->fetched);
	cm_buf_byte(&r->record, '}');
	item.record = cm_buf_str(&r->record);
	item.len = r->record.len;
	item.id = id;
	item.url = e->url;
	item.published = e->published;
	item.updated = e->updated;
	when = e->published != FEED_NEVER ? e->published : e->updated;
	if (when != FEED_NEVER) {
		if (r->info->oldest == FEED_NEVER || when < r->info->oldest)
			r->info->oldest = when;
		if (r->info->newest == FEED_NEVER || when > r->info->newest)
			r->info->newest = when;
	}
	r->info->items++;
	if (r->out != NULL && r->out->item != NULL)
		r->out->item(r->out->ctx, &item);
}

void
feed_record(struct feed_run *r, struct feed_entry *e)
{
	const char *id = feed_identity(r, e);

	if (id == NULL) {
		feed_problem(r, e->line, "an empty item was left out");
	} else if (seen_before(r, cm_fnv(CM_FNV, id, strlen(id)))) {
		feed_problem(r, e->line,
		    "the item '%s' occurs twice, the second was left out", id);
	} else if (build_short(r, e, id) < 0) {
		feed_problem(r, e->line,
		    "an item was left out: it is longer than 4 MiB");
		r->info->left_out++;
	} else {
		hand_over(r, e, id);
	}
}
