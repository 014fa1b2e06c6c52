/* SPDX-License-Identifier: ISC */
/* The last record of a source: what was asked of it and what came. */
#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "lib/clock.h"
#include "lib/json.h"

static void
member_time(struct cm_buf *b, const char *key, int64_t t)
{
	char text[CM_CLOCK_TEXT];

	if (t != FEED_NEVER && t != INT64_MAX)
		cm_json_member(b, key, cm_clock_text(t, text));
}

/* "key":{"from":T,"to":T}, with what is known of it. */
static void
span(struct cm_buf *b, const char *key, const char *from, int64_t start,
    const char *to, int64_t end)
{
	if ((start == FEED_NEVER || start == INT64_MAX) &&
	    (end == FEED_NEVER || end == INT64_MAX))
		return;
	cm_json_key(b, key);
	cm_buf_byte(b, '{');
	member_time(b, from, start);
	member_time(b, to, end);
	cm_buf_byte(b, '}');
}

void
coverage_write(const struct fetch *f, struct source *s)
{
	const struct coverage *c = &s->cov;
	const char *network = c->network;
	const char *account = f->o.account != NULL ? f->o.account : c->account;
	struct cm_buf *b = &s->out;

	if (f->o.import.covers != NULL && s->as != KIND_CSV &&
	    s->as != KIND_EXPORT)
		cm_note(0, "--covers is for tables and exports: not for '%s'",
		    s->name);
	/* Feeds are of the web; of a table or a draft nobody may know. */
	if (network == NULL && s->as != KIND_CSV && s->as != KIND_EXPORT)
		network = "web";
	cm_buf_byte(b, '{');
	cm_json_member(b, "type", "coverage");
	cm_json_member(b, "network", network);
	cm_json_member(b, "account", account);
	cm_json_member(b, "source", s->name);
	cm_json_member(b, "what", c->what);
	span(b, "asked", "since", f->o.since, "until", f->o.until);
	if (c->start < c->end)
		span(b, "covered", "start", c->start, "end", c->end);
	cm_json_member_int(b, "pages", c->pages);
	cm_json_member_int(b, "records", c->records);
	cm_json_member_int(b, "refused", c->refused);
	cm_json_key(b, "complete");
	cm_buf_puts(b, c->why == NULL ? "true" : "false");
	cm_json_member(b, "why", c->why);
	member_time(b, "fetched", f->now);
	cm_buf_puts(b, "}\n");
}
