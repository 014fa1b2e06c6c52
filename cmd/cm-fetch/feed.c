/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feedpart.h"
#include "lib/err.h"

void
feed_set(char **slot, const char *s)
{
	if (*slot == NULL && s != NULL)
		*slot = cm_strdup(s);
}

void
feed_settle(struct feed_run *r)
{
	struct feed_info *info = r->info;

	if (r->base == NULL && info->self != NULL &&
	    strncmp(info->self, "http", 4) == 0)
		r->base = info->self;
	if (r->base == NULL && info->url != NULL &&
	    strncmp(info->url, "http", 4) == 0)
		r->base = info->url;
	feed_set(&info->account, r->in->account);
	feed_set(&info->account, info->self);
	feed_set(&info->account, info->url);
	feed_set(&info->account, r->in->url);
	r->kept_for_good = r->kept.n;
}

static int
refuse(struct feed_run *r, const char *why)
{
	feed_problem(r, 0, "it is no feed: %s", why);
	return -1;
}

/* Chooses the reader by what it looks like. */
static int
read_text(struct feed_run *r, const char *text, size_t len)
{
	switch (feed_looks_like(text, len)) {
	case FEED_JSON:
		r->info->kind = FEED_JSON;
		return feed_json(r, text, len);
	case FEED_OPML:
		return refuse(r, "it is a list of feeds (OPML)");
	case FEED_HTML:
		return refuse(r, "it is an HTML page");
	default:
		break;
	}
	if (memchr(text, '<', len) == NULL)
		return refuse(r, "it is neither XML nor JSON Feed");
	r->info->kind = FEED_XML;
	return feed_xml(r, text, len);
}

int
feed_parse(const struct feed_in *in, const struct feed_out *out,
    struct feed_info *info)
{
	struct feed_run r;
	size_t max = in->max > 0 ? in->max : FEED_MAX;
	struct cm_buf text;
	int bad = -1;

	memset(info, 0, sizeof(*info));
	info->ttl = -1;
	info->oldest = info->newest = FEED_NEVER;
	feed_run_init(&r, in, out, info);
	cm_buf_init(&text, CM_BUF_ANY);
	if (in->len > max)
		feed_problem(
		    &r, 0, "it was refused: it is larger than %zu bytes", max);
	else
		feed_chars(&r, &text);
	if (in->len == 0)
		feed_problem(&r, 0, "it is no feed: it is empty");
	else if (in->len <= max)
		bad = read_text(&r, cm_buf_str(&text), text.len);
	feed_set(&info->account, in->account);
	feed_set(&info->account, in->url);
	cm_buf_release(&text);
	feed_run_release(&r);
	return bad;
}

void
feed_info_release(struct feed_info *info)
{
	free(info->account);
	free(info->title);
	free(info->url);
	free(info->self);
	free(info->next);
	free(info->hub);
	free(info->moved);
	free(info->lang);
	memset(info, 0, sizeof(*info));
}
