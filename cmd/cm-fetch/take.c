/* SPDX-License-Identifier: ISC */
/* Takes the bytes of a feed, an OPML file or a page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/transcript.h"
#include "lib/clock.h"
#include "lib/httpurl.h"

enum { MOST_PAGES = 50, MOST_DEPTH = 4 };

/* What goes on while one page of a feed is read. */
struct feed_read {
	struct fetch *f;
	struct source *s;
	char *last;    /* problem */
	int timeless;  /* an item has no time */
	size_t listed; /* items of this page that no page before had */
};

static void
problem(void *ctx, const char *what)
{
	struct feed_read *r = ctx;

	free(r->last);
	r->last = cm_strdup(what);
	cm_note(0, "%s: %s", r->s->name, what);
}

/* The last problem was why nothing could be read. */
static void
refused(struct feed_read *r, const char *otherwise)
{
	const char *why = r->last != NULL ? r->last : otherwise;

	if (r->last == NULL || !cm_talks(0))
		cm_warn("%s: %s", r->s->name, why);
	if (r->s->cov.why == NULL)
		r->s->cov.why = cm_strdup(why);
	r->f->status = cm_worse(r->f->status, CM_FAIL);
}

/* The title as it stands in the record, with what follows it. */
static const char *
raw_title(const struct feed_item *it, struct cm_buf *b)
{
	static const char mark[] = ",\"title\":\"";
	const size_t n = sizeof(mark) - 1;
	const char *p = it->record, *end = it->record + it->len, *q;

	cm_buf_clear(b);
	for (; p + n < end; p++) {
		p = memchr(p, ',', (size_t)(end - p) - n);
		if (p == NULL)
			return NULL;
		if (memcmp(p, mark, n) == 0)
			break;
	}
	if (p + n >= end)
		return NULL;
	for (q = p += n; q < end && *q != '"'; q++)
		if (*q == '\\')
			q++;
	cm_buf_add(b, p, (size_t)((q < end ? q : end) - p));
	return cm_buf_str(b);
}

/*
 * An item has two keys: its id; and its address, title and time, so that an
 * id that changes does not make it new. The second is zero when there is too
 * little to make it of.
 */
static void
make_keys(const struct feed_item *it, unsigned char keys[2][KEY_SIZE])
{
	struct cm_buf b;
	char when[CM_CLOCK_TEXT] = "";
	const char *title;

	cm_buf_init(&b, CM_BUF_ANY);
	title = raw_title(it, &b);
	key_make(keys[0], "id", it->id, NULL);
	memset(keys[1], 0, KEY_SIZE);
	if (it->published != FEED_NEVER)
		cm_clock_text(it->published, when);
	if (it->url != NULL && title != NULL)
		key_make(keys[1], it->url, title, when);
	cm_buf_release(&b);
}

static int
is_none(const unsigned char key[KEY_SIZE])
{
	static const unsigned char none[KEY_SIZE];

	return memcmp(key, none, KEY_SIZE) == 0;
}

/* Returns 1 plus the number of the key that is there, or 0. */
static int
known(const struct keys *k, unsigned char keys[2][KEY_SIZE])
{
	if (keys_find(k, keys[0]))
		return 1;
	return !is_none(keys[1]) && keys_find(k, keys[1]) ? 2 : 0;
}

static void
note_keys(struct keys *k, unsigned char keys[2][KEY_SIZE])
{
	keys_add(k, keys[0]);
	if (!is_none(keys[1]))
		keys_add(k, keys[1]);
}

/* Tells whether -w lets it through. */
static int
wanted(struct feed_read *r, const struct feed_item *it)
{
	const char *why;
	int pass;

	if (r->f->filter == NULL)
		return 1;
	cm_filter_at(r->f->filter, r->s->name);
	pass = cm_filter_test(r->f->filter, it->record, it->len, &why);
	if (pass >= 0)
		return pass;
	cm_warn("%s: item '%s': -w: %s", r->s->name, it->id, why);
	r->s->cov.refused++;
	r->f->status = cm_worse(r->f->status, CM_FAIL);
	return 0;
}

static void
item(void *ctx, const struct feed_item *it)
{
	struct feed_read *r = ctx;
	struct source *s = r->s;
	const struct options *o = &r->f->o;
	int64_t when =
	    it->published != FEED_NEVER ? it->published : it->updated;
	unsigned char keys[2][KEY_SIZE];
	int at;

	make_keys(it, keys);
	if (s->cov.pages > 0 && keys_have(&s->listed, keys[0]))
		return; /* a page before had it */
	keys_add(&s->listed, keys[0]);
	r->listed++;
	if (when == FEED_NEVER)
		r->timeless = 1;
	else if (s->oldest == FEED_NEVER || when < s->oldest)
		s->oldest = when;
	at = known(&s->memory.seen, keys);
	if (at != 0) {
		s->overlaps = 1;
		transcript_known(s, keys[at - 1]);
		if (s->memory.stale)
			note_keys(&s->memory.again, keys);
		return;
	}
	if (when != FEED_NEVER && when < o->since)
		return;
	if (when != FEED_NEVER && when >= o->until) {
		s->held_back = 1;
		return;
	}
	if (!wanted(r, it))
		return;
	if (o->limit >= 0 && s->cov.records >= o->limit) {
		s->held_back = s->limited = 1;
		return;
	}
	cm_buf_add(&s->out, it->record, it->len);
	cm_buf_byte(&s->out, '\n');
	s->cov.records++;
	if (o->stateful)
		note_keys(&s->keys, keys);
}

/* How far back this run wants to read, or INT64_MAX: just what comes. */
static int64_t
back_to(const struct fetch *f, const struct source *s)
{
	if (f->o.since != FEED_NEVER)
		return f->o.since;
	return f->o.stateful && s->memory.covered != 0 ? s->memory.covered
						       : INT64_MAX;
}

static int
wants_page(const struct feed_read *r, const struct feed_info *info)
{
	const struct source *s = r->s;

	return info->next != NULL && cm_httpurl_is(info->next) && s->is_url &&
	    r->listed > 0 && !s->overlaps && !s->held_back &&
	    s->oldest != FEED_NEVER && s->oldest > back_to(r->f, s);
}

/* What was handed over without a gap; called behind the last page. */
static void
set_covered(struct feed_read *r)
{
	const struct options *o = &r->f->o;
	struct source *s = r->s;
	struct coverage *c = &s->cov;
	int64_t before = s->memory.covered;
	char from[CM_CLOCK_TEXT], to[CM_CLOCK_TEXT], why[160];

	c->start = r->timeless ? FEED_NEVER : s->oldest;
	c->end = r->f->now < o->until ? r->f->now : o->until;
	if (o->stateful && before != 0) {
		if (s->memory.seen.n > 0 && s->listed.n > 0 && !s->overlaps &&
		    c->start != FEED_NEVER && c->start > before) {
			snprintf(why, sizeof(why),
			    "the feed no longer lists what came between %s "
			    "and %s",
			    cm_clock_text(before, from),
			    cm_clock_text(c->start, to));
			source_fails(r->f, s, CM_OK, why, NULL);
			s->gap = 1;
		} else
			c->start = before;
	}
	if (c->start != FEED_NEVER && c->start < o->since)
		c->start = o->since;
	if (c->start == FEED_NEVER || s->limited)
		c->end = FEED_NEVER;
	if (s->limited && c->why == NULL)
		c->why = cm_strdup("limit");
}

static void
left_out(struct feed_read *r, const struct feed_info *info)
{
	char why[64];

	r->s->cov.refused += (long)info->left_out;
	if (info->cut)
		source_fails(r->f, r->s, CM_FAIL, "the feed breaks off", NULL);
	/* What was cut off with it was named. */
	if (info->left_out <= (size_t)info->cut)
		return;
	snprintf(why, sizeof(why), "%zu item%s could not be read",
	    info->left_out, info->left_out == 1 ? "" : "s");
	source_fails(r->f, r->s, CM_FAIL, why, NULL);
}

static int
take_feed(struct fetch *f, struct source *s, const struct content *c)
{
	struct feed_read r = {.f = f, .s = s};
	struct feed_in in = {.bytes = c->bytes,
	    .len = c->len,
	    .max = f->o.http.max,
	    .charset = c->charset,
	    .mime = c->mime,
	    .url = c->url,
	    .account = f->o.account,
	    .fetched = f->now};
	struct feed_out out = {item, problem, &r};
	struct feed_info info;
	int more = 0;

	if (in.account == NULL && s->is_url)
		in.account = s->memory.feed != NULL ? s->memory.feed : s->name;
	if (feed_parse(&in, &out, &info) != 0) {
		refused(&r, "not a feed");
	} else {
		if (s->cov.account == NULL && info.account != NULL)
			s->cov.account = cm_strdup(info.account);
		left_out(&r, &info);
		more = s->cov.why == NULL && wants_page(&r, &info) &&
		    s->cov.pages + 1 < MOST_PAGES;
		s->cov.pages++;
		free(s->page);
		s->page = more ? cm_strdup(info.next) : NULL;
		if (!more && !info.cut)
			set_covered(&r);
	}
	if (s->out.full)
		source_fails(f, s, CM_FAIL, "gives too much at once",
		    "ask for less with --since or --limit");
	feed_info_release(&info);
	free(r.last);
	return more;
}

struct listing {
	struct feed_read r; /* first: problem() sees no more */
	struct fetch *f;
	struct source *list, *last;
	long added;
};

/* A subscription goes behind the one before it. */
static void
subscription(void *ctx, const char *url, const char *title, const char *folder)
{
	struct listing *l = ctx;
	struct source *s;
	struct cm_buf place;
	const char *slash;

	(void)title;
	(void)folder;
	cm_buf_init(&place, 1 << 16);
	slash = strrchr(l->list->place, '/');
	if (!cm_httpurl_is(url) && l->list->is_url) {
		char *full = cm_httpurl_join(l->list->place, url);

		if (full != NULL)
			cm_buf_puts(&place, full);
		free(full);
	} else if (!cm_httpurl_is(url) && url[0] != '/' && slash != NULL) {
		cm_buf_add(&place, l->list->place,
		    (size_t)(slash - l->list->place) + 1);
		cm_buf_puts(&place, url);
	} else
		cm_buf_puts(&place, url);
	if (place.len > 0) {
		s = source_add(l->f, l->last, cm_buf_str(&place), KIND_AUTO);
		if (s != NULL) {
			s->depth = l->list->depth + 1;
			s->subscribed = s->listed_by = 1;
			l->last = s;
			l->added++;
		} else
			cm_note(1, "%s: %s: is listed twice, read once",
			    l->list->name, url);
	}
	cm_buf_release(&place);
}

static void
take_opml(struct fetch *f, struct source *s, const struct content *c)
{
	struct listing l = {
	    .r = {.f = f, .s = s}, .f = f, .list = s, .last = s};
	long n;

	if (s->depth >= MOST_DEPTH) {
		source_fails(f, s, CM_FAIL,
		    "a list of lists of lists: it is not followed", NULL);
		return;
	}
	n = opml_each(c->bytes, c->len, c->charset, subscription, problem, &l);
	if (n < 0) {
		refused(&l.r, "not OPML");
	} else {
		s->cov.what = NULL; /* its feeds speak for themselves */
		cm_note(1, "%s: lists %ld sources", s->name, l.added);
	}
	free(l.r.last);
}

struct advert {
	struct source *s;
	char *url;
};

static void
advertised(void *ctx, const char *url, const char *title)
{
	struct advert *a = ctx;

	if (a->url == NULL && cm_httpurl_is(url))
		a->url = cm_strdup(url);
	else
		cm_note(1, "%s: there is also %s%s%s", a->s->name, url,
		    title != NULL ? ": " : "", title != NULL ? title : "");
}

/* A page: its first feed takes its place. */
static int
take_page(struct fetch *f, struct source *s, const struct content *c)
{
	struct advert a = {.s = s};
	int more = 0;

	feed_discover(c->bytes, c->len, c->url, advertised, &a);
	if (a.url == NULL || s->memory.feed != NULL)
		source_fails(f, s, CM_FAIL, "a web page that names no feed",
		    s->is_url ? "look for the address of its feed"
			      : export_page_advice);
	else {
		cm_note(
		    1, "%s: a web page; reading its feed %s", s->name, a.url);
		free(s->memory.feed);
		s->memory.feed = cm_httpurl_shown(a.url);
		free(s->page);
		s->page = cm_strdup(a.url);
		s->is_url = s->subscribed = more = 1;
		s->as = KIND_AUTO;
	}
	free(a.url);
	return more;
}

/* Lines wait in a file of their own until it is their turn. */
static void
take_lines(struct fetch *f, struct source *s, const struct content *c)
{
	s->spool = tmpfile();
	if (s->spool == NULL ||
	    fwrite(c->bytes, 1, c->len, s->spool) != c->len ||
	    fflush(s->spool) != 0)
		source_fails(f, s, CM_FAIL, "no room for it",
		    "see that there is space in /tmp");
}

enum kind
taken_as(const struct source *s, enum kind kind)
{
	return s->subscribed &&
		(kind == KIND_AUTO || kind == KIND_NDJSON ||
		    kind == KIND_WEBLOG)
	    ? KIND_FEED
	    : kind;
}

/* Nothing but blanks. */
static int
is_empty(const struct content *c)
{
	size_t i;

	for (i = 0; i < c->len; i++)
		if (strchr(" \t\r\n", c->bytes[i]) == NULL ||
		    c->bytes[i] == '\0')
			return 0;
	return 1;
}

static void
refuse_kind(struct fetch *f, struct source *s)
{
	struct cm_buf advice;

	cm_buf_init(&advice, CM_BUF_ANY);
	export_advice(f, s->is_url ? NULL : s->place, &advice);
	source_fails(f, s, CM_FAIL,
	    "neither a feed, OPML, records, a web log nor an export",
	    cm_buf_str(&advice));
	cm_buf_release(&advice);
}

int
take(struct fetch *f, struct source *s, const struct content *c)
{
	enum kind kind = s->as;

	if (kind == KIND_AUTO && s->is_url && !s->subscribed && is_empty(c)) {
		source_fails(f, s, CM_FAIL, "it is empty",
		    "check the address with a browser");
		return 0;
	}
	if (kind == KIND_AUTO)
		kind = taken_as(s,
		    sniff(s->subscribed ? NULL : f, s->place, c->bytes, c->len,
			1));
	s->as = kind;
	switch (kind) {
	case KIND_FEED:
		return take_feed(f, s, c);
	case KIND_OPML:
		take_opml(f, s, c);
		return 0;
	case KIND_HTML:
		return take_page(f, s, c);
	case KIND_NDJSON:
	case KIND_WEBLOG:
	case KIND_EXPORT:
	case KIND_CSV:
		take_lines(f, s, c);
		return 0;
	default:
		refuse_kind(f, s);
		return 0;
	}
}
