/* SPDX-License-Identifier: ISC */
/* Records and web logs: lines, which go straight to standard output. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/weblog_key.h"
#include "lib/clock.h"
#include "lib/json.h"

enum { W_TYPE, W_PUBLISHED, WANTS };

static const char *const wants[WANTS] = {"type", "published"};

struct pass {
	struct fetch *f;
	struct source *s;
	const struct options *o;
};

struct worker {
	const struct options *o;
	struct cm_filter *filter;
};

static void *
start(void *ctx)
{
	struct pass *p = ctx;
	struct worker *w = cm_zalloc(sizeof(*w));

	w->o = p->o;
	if (w->o->where != NULL)
		w->filter = cm_filter_open("-w", w->o->where);
	return w;
}

static void
finish(void *ctx, void *worker)
{
	struct worker *w = worker;

	(void)ctx;
	cm_filter_close(w->filter);
	free(w);
}

/* Tells whether its time was asked for; what has none was. */
static int
in_time(const struct options *o, struct cm_slice s)
{
	int64_t t;

	if (o->since == FEED_NEVER && o->until == INT64_MAX)
		return 1;
	if (cm_scan_kind(s) != CM_STRING || s.len < 2 ||
	    cm_clock_parse(s.p + 1, s.len - 2, &t) != 0)
		return 1;
	return t >= o->since && t < o->until;
}

/* The facts of a block: one byte for each line that is put out, 'r' for a
 * record and 'c' for a coverage record, which no filter holds back. */
static int
record(void *worker, struct cm_rec *r)
{
	struct worker *w = worker;
	const char *why;
	int coverage, pass;

	if (cm_scan_kind(r->found[W_TYPE]) != CM_STRING) {
		cm_rec_bad(r, (size_t)-1, "no record: %s",
		    r->found[W_TYPE].p == NULL ? "it has no type"
					       : "its type is not a string");
		return 0;
	}
	coverage = cm_json_is(r->found[W_TYPE], "coverage");
	if (!coverage && !in_time(w->o, r->found[W_PUBLISHED]))
		return 0;
	if (!coverage && w->filter != NULL) {
		cm_filter_at(w->filter, r->file);
		pass = cm_filter_test(w->filter, r->line, r->len, &why);
		if (pass < 0)
			cm_rec_bad(r, (size_t)-1, "-w: %s", why);
		if (pass <= 0)
			return 0;
	}
	cm_buf_add(r->out, r->line, r->len);
	cm_buf_byte(r->out, '\n');
	cm_buf_byte(r->facts, coverage ? 'c' : 'r');
	return 0;
}

/* Counts, and cuts off what is over the limit. */
static int
commit(void *ctx, struct cm_rec_block *b)
{
	struct pass *p = ctx;
	struct coverage *c = &p->s->cov;
	const char *at = b->out.p, *end = at + b->out.len;
	size_t i;

	c->refused += (long)b->bad;
	if (p->o->limit < 0) {
		for (i = 0; i < b->facts.len; i++)
			c->records += b->facts.p[i] == 'r';
		return 0;
	}
	for (i = 0; i < b->facts.len; i++) {
		if (b->facts.p[i] == 'r' && c->records >= p->o->limit) {
			b->out.len = (size_t)(at - b->out.p);
			if (c->why == NULL)
				c->why = cm_strdup("limit");
			return 1;
		}
		c->records += b->facts.p[i] == 'r';
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
	}
	return 0;
}

static void
run_ndjson(struct fetch *f, struct source *s, const char *file)
{
	const char *name = s->name;
	struct cm_want *want = cm_want_new(wants, WANTS);
	struct pass pass = {f, s, &f->o};
	struct cm_rec_job job = {.options = &f->o.rec,
	    .files = &file,
	    .nfiles = 1,
	    .shown = &name,
	    .want = want,
	    .ctx = &pass,
	    .start = start,
	    .record = record,
	    .commit = commit,
	    .finish = finish};
	enum cm_exit status = cm_rec_run(&job);

	s->cov.what = "records";
	s->cov.pages = 1;
	s->save &= status == CM_OK;
	if (status != CM_OK && s->cov.why == NULL)
		s->cov.why = cm_strdup(s->cov.refused > 0
			? "lines that could not be read"
			: "not all of it could be read");
	f->status = cm_worse(f->status, status);
	cm_want_free(want);
}

static void
run_weblog(struct fetch *f, struct source *s, const char *file)
{
	struct weblog_options *o = &f->o.weblog;
	enum cm_exit status = CM_OK;

	/* Logs of the same day share its key: visitors stay the same. */
	if (o->keys == NULL)
		o->keys = weblog_keys_open(o->visitor_key, o->dry, &status);
	if (o->keys == NULL) {
		source_fails(f, s, status, "no key for its visitors", NULL);
		return;
	}
	o->since = f->o.since;
	o->has_since = f->o.since != FEED_NEVER;
	o->until = f->o.until;
	o->has_until = f->o.until != INT64_MAX;
	o->account = f->o.account;
	o->where = f->o.where;
	o->shown = s->name;
	o->limit = f->o.limit > 0 ? f->o.limit : 0;
	status = weblog_run(o, &f->o.rec, &file, 1);
	f->status = cm_worse(f->status, status);
	s->save &= status == CM_OK;
	s->cov.what = NULL; /* it has written its own */
}

void
lines_run(struct fetch *f, struct source *s, enum kind kind, const char *file)
{
	struct diverted d;

	/* Nobody looks at the network while lines run through. */
	if (f->http != NULL)
		cm_http_pause(f->http);
	if (output_write(s, s->out.p, s->out.len) != 0)
		return;
	cm_buf_clear(&s->out);
	s->as = kind;
	if (output_divert(f, &d) != 0)
		return;
	if (kind == KIND_NDJSON)
		run_ndjson(f, s, file);
	else
		run_weblog(f, s, file);
	if (output_restore(s, &d) != 0)
		f->stop = 1;
	f->stop |= f->o.rec.strict && f->status == CM_FAIL;
	if (f->o.stateful && !f->told_lines) {
		cm_note(0, "--new is for feeds: '%s' is handed over whole",
		    s->name);
		f->told_lines = 1;
	}
}
