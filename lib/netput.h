/* SPDX-License-Identifier: ISC */
#ifndef CM_NETPUT_H
#define CM_NETPUT_H

#include "lib/buf.h"
#include "lib/scan.h"

/*
 * For netrec: the values of a record, each by the rule of its member.
 */
enum cm_netput_rule {
	CM_NETPUT_ANY,
	CM_NETPUT_GIVEN, /* cm's own: not the module's to say */
	CM_NETPUT_ID,
	CM_NETPUT_TIME,
	CM_NETPUT_TEXT,
	CM_NETPUT_TITLE,
	CM_NETPUT_PLAIN,
	CM_NETPUT_HTML,
	CM_NETPUT_HANDLE,
	CM_NETPUT_LANG,
	CM_NETPUT_NUMBER, /* not less than nothing */
	CM_NETPUT_COUNT,  /* and whole */
	CM_NETPUT_AUTHOR,
	CM_NETPUT_AUTHORS,
	CM_NETPUT_TEXTS,
	CM_NETPUT_TAG,
	CM_NETPUT_TAGS,
	CM_NETPUT_MEDIUM,
	CM_NETPUT_MEDIA,
	CM_NETPUT_METRICS,
	CM_NETPUT_SPAN,
	CM_NETPUT_DIMENSIONS,
	CM_NETPUT_TARGET
};

/* One of a table, which ends with a name of NULL. */
struct cm_netput_member {
	const char *name;
	unsigned char len;
	unsigned char rule;
};

#define CM_NETPUT(name, rule)                                                  \
	{                                                                      \
		name, sizeof(name) - 1, rule                                   \
	}

struct cm_netput {
	struct cm_buf *to, *scratch;
	int short_of_room; /* html is left out */
};

/* Whether a key or a text is that name. */
int cm_netput_is(struct cm_slice key, const char *name, size_t len);

/* Whether it is null, or an empty text, list or object, or absent. */
int cm_netput_empty(struct cm_slice v);

/* Put a member, unless nothing is left of its value. */
void cm_netput_named(
    struct cm_netput *w, const struct cm_netput_member *m, struct cm_slice v);
void cm_netput_other(
    struct cm_netput *w, struct cm_slice key, struct cm_slice v);

/* Puts the plain text of HTML; of what is perhaps HTML, if sure is 0.
 * Returns 0 when there is none. */
int cm_netput_plain(struct cm_netput *w, struct cm_slice html, int sure);

/* Puts a list of where the links of HTML lead: http and https, each once, but
 * not those on a mention or a tag. Returns 0 when there is none. */
int cm_netput_links(struct cm_netput *w, struct cm_slice html);

#endif
