/* SPDX-License-Identifier: ISC */
#ifndef ITEMS_H
#define ITEMS_H

#include "cmd/cm-fetch/cell.h"
#include "cmd/cm-fetch/stream.h"
#include "lib/buf.h"

/*
 * Documents cut into items, one at a time, however large they are. An item is
 * JSON that libjq can read: valid (half a surrogate pair, bytes that are no
 * UTF-8 and control characters are mended), no deeper than its stack takes (80
 * objects in arrays, 80 elements), of at most ITEM_MOST bytes; what is not is
 * bad. Whole numbers beyond 2^53 become strings.
 */
enum { ITEM_MOST = 16 << 20 };

struct item {
	const char *json;
	size_t len;       /* CM_SCAN_PAD bytes behind it are readable */
	const char *path; /* a JSON array: ["Chat History","ChatHistory","Ann"]
			     of the members that led to its array, or names of
			     elements */
	uint64_t line;    /* where it begins, from 1 */
	size_t rule;      /* which of the paths it is of */
	const char *bad;  /* not NULL: what is wrong with it; json is what
			     there is of it, as read */
};

struct items;

/*
 * JSON: paths name arrays whose elements are items: "[]" is the document's
 * own, "messages[]", "chats.list[].messages[]"; a member called * is any of
 * them ("*[]"). A path without [] is that value itself; "" is the document,
 * and each that follows it (a line each, say). A JavaScript wrapper
 * (window.YTD.tweets.part0 = [...];) is passed over, and nothing but that
 * form. What the document has beside the items is its frame.
 *
 * XML: paths name elements by local names ("rss.channel.item"), * is any; an
 * item is made as cm-network(7) says of XML answers: {"name":"wp:comment",
 * "attrs":{},"text":"","children":[]}, names with the prefixes that they have
 * in the document. Nothing is fetched; a document that declares entities
 * fails.
 *
 * Text: pattern is a POSIX extended regular expression for the first line of
 * an item; lines that do not match belong to the one before. The item is
 * {"text": the lines, "groups": [what the parenthesised parts matched, or
 * null]}. Without a pattern all of the text is one item. Letters that are not ASCII are letters ("é?", "[é ]"), but in ranges
 * and [^...].
 */
enum items_form { ITEMS_JSON, ITEMS_XML, ITEMS_TEXT };

/* from is text in UTF-8 (XML: as it is), stays the caller's and must outlive
 * it. NULL and *why where a pattern does not compile. */
struct items *items_open(struct stream *from, enum items_form form,
    const char *const *paths, size_t n, const char **why);
void items_close(struct items *s);

/* 1, 0 at the end; -1: items_why() says what is wrong with the document, at
 * *line; what came before stands. */
int items_next(struct items *s, struct item *i);
const char *items_why(const struct items *s, uint64_t *line);

/*
 * What of the document was read so far and belongs to no item, with the
 * arrays of the items left out: {"name":"Bakery","type":"public_channel"}, and
 * of an array around the items' own the members of its present element:
 * {"chats":{"list":{"name":...}}}. XML: the outermost element with what is
 * around the items, of those that follow each other the last; text: {"text":
 * the lines before the first item}. At most ITEMS_FRAME bytes, strings longer
 * than 4096 and whatever goes beyond are left out.
 */
enum { ITEMS_FRAME = 256 << 10 };
const char *items_frame(struct items *s, size_t *len);
/* While this stays the same the frame does. */
uint64_t items_frame_version(const struct items *s);

#endif
