/* SPDX-License-Identifier: ISC */
/* What a source is remembered by, from one run to the next. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/transcript.h"

void
memory_set(char **p, const char *s)
{
	char *own = s != NULL && *s != '\0' ? cm_strdup(s) : NULL;

	free(*p);
	*p = own;
}

int
memory_recall(struct fetch *f, struct source *s)
{
	int bad = 0;

	if (transcript_replays(f))
		transcript_recall(f, s);
	else if (f->state != NULL && s->key != NULL)
		bad = state_load(f->state, s->key, &s->memory) != 0 ||
		    state_load_seen(f->state, s->key, &s->memory) != 0;
	transcript_recalled(f, s);
	if (!bad)
		return 0;
	source_fails(f, s, state_status(f->state),
	    "what was handed over before cannot be read", NULL);
	return -1;
}

/* The options that decide which items are handed over. */
static void
question(const struct fetch *f, struct cm_buf *b)
{
	const struct options *o = &f->o;

	cm_buf_init(b, CM_BUF_ANY);
	cm_buf_printf(b, "%s|%s|%s", o->since_text != NULL ? o->since_text : "",
	    o->where != NULL ? o->where : "",
	    o->account != NULL ? o->account : "");
}

int
memory_is_of(const struct fetch *f, const struct source *s)
{
	struct cm_buf b;
	int same;

	question(f, &b);
	same = s->memory.asked != NULL &&
	    strcmp(s->memory.asked, cm_buf_str(&b)) == 0;
	cm_buf_release(&b);
	return same;
}

void
memory_update(
    struct fetch *f, struct source *s, const char *etag, const char *modified)
{
	struct cm_buf b;

	if (f->state == NULL || s->key == NULL)
		return;
	s->save = 1;
	/* Validators vouch for an answer that is a feed, and of which nothing
	 * was kept back. */
	if (s->as != KIND_FEED || (s->cov.why != NULL && !s->gap) ||
	    s->held_back) {
		memory_set(&s->memory.etag, NULL);
		memory_set(&s->memory.modified, NULL);
	} else {
		if (s->cov.end != FEED_NEVER || s->listed.n == 0)
			s->memory.covered = f->now;
		if (etag != s->memory.etag)
			memory_set(&s->memory.etag, etag);
		if (modified != s->memory.modified)
			memory_set(&s->memory.modified, modified);
	}
	question(f, &b);
	memory_set(&s->memory.asked, cm_buf_str(&b));
	cm_buf_release(&b);
}
