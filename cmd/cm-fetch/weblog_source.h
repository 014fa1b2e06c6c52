/* SPDX-License-Identifier: ISC */
#ifndef WEBLOG_SOURCE_H
#define WEBLOG_SOURCE_H

#include <stddef.h>

#include "lib/buf.h"
#include "lib/scan.h"

#include "weblog_table.h"

/*
 * Where visits come from, by the tables of lib/data: referrers.tsv (hosts),
 * clicks.tsv (parameters that networks add to links, one for every click) and
 * sources.tsv (what people write for a network's name in utm_source).
 */
struct weblog_sources {
	struct weblog_map hosts;   /* host: network, kind */
	struct weblog_map clicks;  /* parameter: network */
	struct weblog_map sources; /* name: network */
	size_t click_max;          /* length of the longest parameter */
};

void weblog_sources_init(struct weblog_sources *s);
void weblog_sources_release(struct weblog_sources *s);

/* The network of a host in lower case, also of one above it
 * (l.facebook.com); the row has its kind too. NULL where there is none. */
const struct weblog_entry *weblog_source_host(
    const struct weblog_sources *s, const char *host, size_t len);

/* What a query says of the campaign that the visit came by. */
struct weblog_campaign {
	struct cm_slice value[6]; /* in the order of weblog_campaign_names */
	const struct weblog_entry *click;
};
extern const char *const weblog_campaign_names[6];

/*
 * Walks the parameters of a query (what is behind "?"), notes what is of a
 * campaign, and puts all but the identifiers of clicks, which are those of
 * persons, into kept when it is not NULL. Returns how many it left out.
 */
int weblog_query(const struct weblog_sources *s, struct cm_slice query,
    struct weblog_campaign *c, struct cm_buf *kept);

/* Writes ,"campaign":{...} if there is one. scratch is the caller's. */
void weblog_campaign_write(const struct weblog_sources *s,
    const struct weblog_campaign *c, struct cm_buf *out,
    struct cm_buf *scratch);

/* Undoes what servers do to bytes they do not like in a log (\xHH, \", \\,
 * \n, \u00HH), behind what b holds. */
void weblog_unescape(struct cm_buf *b, const char *s, size_t len);

#endif
