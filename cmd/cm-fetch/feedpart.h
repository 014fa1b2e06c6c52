/* SPDX-License-Identifier: ISC */
#ifndef FEEDPART_H
#define FEEDPART_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/cm-fetch/feed.h"
#include "lib/buf.h"

/* What the parts of the feed parser share. */

enum {
	FEED_REMARKS = 32, /* kinds of problems that one feed is told of */
	FEED_AUTHORS = 16,
	FEED_LIST_MAX = 1000 /* tags, links or media of one article */
};

/* A problem, told at the end with how often it occurred. */
struct feed_remark {
	const char *fmt;
	char *text;
	size_t times;
};

struct feed_list {
	const char **v;
	size_t n, cap;
};

/*
 * What tells an item from others, as hashes; 0 is absent. apart is of the
 * first item of a guid: how those that have it are told apart.
 */
struct feed_identity {
	uint64_t guid, link, rest;
	int apart;
};

/* Where a document ends. */
enum feed_end {
	FEED_ENDS,     /* where it should, or it cannot be told */
	FEED_UNCLOSED, /* what only holds others has no end */
	FEED_CUT,      /* in the middle of something */
	FEED_CUT_ITEM  /* in the middle of its last item */
};

/* One feed while it is read. */
struct feed_run {
	const struct feed_in *in;
	const struct feed_out *out; /* NULL: nobody listens */
	struct feed_info *info;
	const char *base;
	enum feed_end end;
	int cut_tag; /* it ends in the middle of a tag */
	struct feed_remark remarks[FEED_REMARKS];
	size_t remarks_n;
	struct feed_list kept; /* strings that live as long as an item */
	size_t kept_for_good;  /* the first of these live as long as the feed */
	struct feed_identity *ids; /* of all items, sorted */
	size_t ids_n, ids_cap;
	uint64_t *seen; /* hashes of ids that were handed over */
	size_t seen_n, seen_cap;
	struct cm_buf record, a, b; /* a and b are for anybody, briefly */
};

struct feed_media {
	const char *url, *mime, *medium, *alt;
	int64_t bytes, width, height; /* 0: not given */
	double seconds;
};

struct feed_author {
	const char *name, *url;
};

/* An item as it was read. What was not given is NULL, or -1 of a count. */
struct feed_entry {
	long line; /* 0: not known */
	const char *guid, *url, *title, *text, *html, *summary, *lang;
	const char *reply_to, *comments_url, *comments_feed;
	int64_t published, updated;
	struct feed_author authors[FEED_AUTHORS];
	size_t authors_n;
	struct feed_list tags, links;
	struct feed_media *media;
	size_t media_n, media_cap;
	int64_t comments, views, episode, season;
};

/* feedrun.c */
void feed_run_init(struct feed_run *r, const struct feed_in *in,
    const struct feed_out *out, struct feed_info *info);
/* Tells the problems, and lets go of all. */
void feed_run_release(struct feed_run *r);
/* A problem; the line is left out when it is 0. */
void feed_problem(struct feed_run *r, long line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Strings that live until feed_forget(). NULL for an empty one. */
const char *feed_keep(struct feed_run *r, const char *s, size_t len);
const char *feed_keep_buf(struct feed_run *r, const struct cm_buf *b);
/* The same without blanks around it, and those inside folded. */
const char *feed_keep_line(struct feed_run *r, const char *s, size_t len);
/* The same as an absolute URL. */
const char *feed_keep_url(
    struct feed_run *r, const char *base, const char *s, size_t len);
void feed_forget(struct feed_run *r);
/* Sets a string of feed_info that was not set. */
void feed_set(char **slot, const char *s);
/* Adds s unless it is NULL, or there, or the list is too long. */
void feed_list_add(struct feed_list *list, const char *s);

/* feedchars.c: adds the feed in UTF-8, without a BOM; valid, no NUL. */
void feed_chars(struct feed_run *r, struct cm_buf *to);

/*
 * feedmend.c: adds the document as well-formed XML, without its declaration
 * and DTD, inside one more element. Returns -1 when it is refused.
 */
int feed_mend(
    struct feed_run *r, const char *text, size_t len, struct cm_buf *to);

/* feedcut.c: it ends before the end of an element of that name. */
void feed_cut_in(struct feed_run *r, const char *name, size_t len);
/* Tells whether a text of JSON breaks off. */
int feed_cut_json(const char *text, size_t len);

/* feeddtd.c: what a document type declares. */
struct feed_dtd {
	const char *p; /* behind the declaration */
	struct feed_dtd_entity {
		const char *name, *value; /* in the document */
		size_t name_len, value_len;
	} * entities;
	size_t n;
};
/* p is at "<!DOCTYPE". Returns -1 when it is refused. */
int feed_dtd_read(struct feed_run *r, const char *p, const char *end, long line,
    struct feed_dtd *dtd);
void feed_dtd_release(struct feed_dtd *dtd);
/* Returns the entity of that name or NULL. */
const struct feed_dtd_entity *feed_dtd_find(
    const struct feed_dtd *dtd, const char *name, size_t len);

/* feedxml.c, feedjson.c: read what feed_chars() made. */
int feed_xml(struct feed_run *r, const char *text, size_t len);
int feed_json(struct feed_run *r, const char *text, size_t len);

/* feedentry.c */
void feed_entry_init(struct feed_entry *e);
void feed_entry_release(struct feed_entry *e);
/* Returns a new one at the end of the entry's, or NULL if there are too
 * many or its URL is there. */
struct feed_media *feed_entry_media(struct feed_entry *e, const char *url);
void feed_entry_author(struct feed_entry *e, const char *name, const char *url);
/* Sets text, html and links from HTML. */
void feed_entry_html(struct feed_run *r, struct feed_entry *e, const char *html,
    size_t len, const char *base);
/* The plain text of HTML; and plain text with its lines. */
const char *feed_html_text(struct feed_run *r, const char *html, size_t len);
const char *feed_keep_lines(struct feed_run *r, const char *s, size_t len);
/* What an author of RSS is: "a@b.example (Name)", "Name <a@b.example>". */
const char *feed_author_name(struct feed_run *r, const char *s);
/* A date, or FEED_NEVER and a problem. */
int64_t feed_date(struct feed_run *r, long line, const char *s, size_t len);
/* A duration ("1:02:03", "62:03", "3723"), or 0. */
double feed_seconds(const char *s);
int64_t feed_count(const char *s, int64_t none);
/* The text of a title that may hold HTML. */
const char *feed_title(struct feed_run *r, const char *s, size_t len);

/*
 * When the channel was read: settles the account and the base of links. What
 * was kept so far is kept for good.
 */
void feed_settle(struct feed_run *r);

/* feedrecord.c: hands an item over. */
void feed_record(struct feed_run *r, struct feed_entry *e);

/* feedid.c: first all items are noted, then each is named. */
void feed_identify(struct feed_run *r, const struct feed_entry *e);
void feed_identified(struct feed_run *r);
/* Returns the item's id, or NULL if there is nothing in it. */
const char *feed_identity(struct feed_run *r, const struct feed_entry *e);

#endif
