/* SPDX-License-Identifier: ISC */
#ifndef FEED_H
#define FEED_H

#include <stddef.h>
#include <stdint.h>

/*
 * Feeds: RSS 0.90 to 2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed 1.x, turned
 * into article records. What is malformed gives what can be read, and one
 * sentence for each thing that is wrong. Nothing here writes to standard
 * error or touches the network.
 */

#define FEED_NEVER INT64_MIN /* a time that was not given */

enum {
	FEED_MAX = 16 << 20, /* more bytes are refused, if not allowed */
	FEED_DEPTH = 256     /* elements deeper than this are refused */
};

enum feed_kind {
	FEED_NONE, /* nothing that this file reads */
	FEED_XML,  /* RSS or Atom */
	FEED_JSON, /* JSON Feed */
	FEED_OPML,
	FEED_HTML /* a page; feed_discover() finds its feeds */
};

/*
 * Tells what the beginning of a source holds (4 KiB are enough, of JSON all
 * that there is), in any encoding that feed_parse() reads.
 */
enum feed_kind feed_looks_like(const char *bytes, size_t len);

struct feed_in {
	const char *bytes;
	size_t len;
	size_t max;          /* more bytes are refused; 0: FEED_MAX */
	const char *charset; /* of Content-Type, or NULL */
	const char *mime;    /* of Content-Type, or NULL */
	const char *url;     /* final URL, the base of links; NULL for a file */
	const char *account; /* the feed's name in records; NULL: the feed's own
				link to itself, else its page, else url */
	int64_t fetched;
};

/* An article; its strings live until the callback returns. */
struct feed_item {
	const char *record; /* the line, without its LF */
	size_t len;
	const char *id;
	const char *url; /* NULL if none */
	int64_t published;
	int64_t updated;
	uint64_t hash; /* of all but `fetched`: other when the item changed */
};

struct feed_out {
	void (*item)(void *ctx, const struct feed_item *item);
	/* One clear sentence, lower case, no full stop, no feed's name; with
	 * "line 12: " in front where that is known. */
	void (*problem)(void *ctx, const char *what);
	void *ctx;
};

/* What the feed says of itself; what it does not is NULL. */
struct feed_info {
	enum feed_kind kind;
	char *account; /* as in the records */
	char *title;
	char *url;   /* its page */
	char *self;  /* where it says it is */
	char *next;  /* the next page of it (RFC 5005, next_url) */
	char *hub;   /* WebSub */
	char *moved; /* itunes:new-feed-url */
	char *lang;
	long ttl;        /* seconds between fetches that it asks for, or -1 */
	size_t items;    /* handed over */
	size_t left_out; /* could not be read; not those that were empty or
			    there twice */
	size_t problems;
	int cut; /* it breaks off: what comes behind is not known, and the
		    item in which it does is left out */
	int64_t oldest; /* of published (else updated), or FEED_NEVER */
	int64_t newest;
};

/*
 * Reads a whole feed. Returns 0 and *info; or -1 when it was refused (no
 * feed, too big, too deep, declares entities that expand), which the last
 * problem explains. *info is filled in both cases: feed_info_release().
 */
int feed_parse(const struct feed_in *in, const struct feed_out *out,
    struct feed_info *info);
void feed_info_release(struct feed_info *info);

/*
 * Calls found() for each feed that a page links to, in its order. base is the
 * page's URL or NULL. Returns how many.
 */
size_t feed_discover(const char *bytes, size_t len, const char *base,
    void (*found)(void *ctx, const char *url, const char *title), void *ctx);

/*
 * Calls each() for each subscription of an OPML file. folder is the path of
 * outlines it is in ("Press/Local"), or NULL. Returns how many there were; or
 * -1 when it was refused or breaks off, which the last problem explains.
 */
long opml_each(const char *bytes, size_t len, const char *charset,
    void (*each)(
	void *ctx, const char *url, const char *title, const char *folder),
    void (*problem)(void *ctx, const char *what), void *ctx);

#endif
