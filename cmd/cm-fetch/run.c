/* SPDX-License-Identifier: ISC */
/* Fetches all sources: transfers run ahead, output comes in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"

enum {
	AHEAD = 256,     /* sources that are asked before their turn */
	HELD = 16 << 20, /* bytes that may wait for their turn */
	BATCH = 20000    /* items and sources remembered at a time */
};

/* What is known of a source decides whether and how it is asked. */
static void
ask(struct fetch *f, struct source *s)
{
	if (memory_recall(f, s) != 0) {
		s->stage = READY;
		return;
	}
	if (s->memory.gone != 0) {
		cm_note(1,
		    "%s: was gone (410); without --new it is asked "
		    "again",
		    s->name);
		s->cov.why = cm_strdup("gone (410)");
		s->stage = READY;
		return;
	}
	web_ask(f, s);
}

/* Asks for what may be asked for now. */
static void
ask_ahead(struct fetch *f)
{
	struct source *s = f->first;
	int n;

	for (n = 0; s != NULL && n < AHEAD; s = s->next, n++) {
		if (s != f->first && f->held > HELD)
			break;
		if (s->is_url && s->stage == NEW)
			ask(f, s);
	}
}

/* How far it is, on a terminal that shows no records; the next message takes
 * its place. */
static void
progress(struct fetch *f, int last)
{
	struct timespec t;
	int64_t now;

	if (f->count < 2 || !cm_talks(0) || !isatty(STDERR_FILENO) ||
	    isatty(STDOUT_FILENO))
		return;
	clock_gettime(CLOCK_MONOTONIC, &t);
	now = (int64_t)t.tv_sec * 10 + t.tv_nsec / 100000000;
	if (last)
		fputs("\033[K", stderr);
	else if (now > f->shown + 1)
		fprintf(stderr, "%s: %zu of %zu sources\r", cm_name, f->done,
		    f->count);
	else
		return;
	f->shown = now;
}

static void
fetch_url(struct fetch *f, struct source *s)
{
	if (f->http == NULL) {
		f->http = cm_http_open(&f->o.http);
		if (!f->o.stateful)
			state_gone(&f->gone);
	}
	ask_ahead(f);
	while (s->stage != READY) {
		progress(f, 0);
		cm_http_step(f->http, 1000);
		ask_ahead(f);
		if (s->stage != READY && s->out.len > 0) {
			/* Pages that have come need not wait for the rest. */
			if (output_write(&s->out) != 0)
				return;
			cm_buf_clear(&s->out);
		}
	}
}

/* Writes what was fetched; the cursors may move then. Returns 0 or -1. */
static int
sync_state(struct fetch *f)
{
	if (f->state == NULL || f->o.dry)
		return 0;
	if (output_sync() != 0) {
		f->status = cm_worse(f->status, CM_FAIL);
		return -1;
	}
	if (state_write(f->state) != 0) {
		f->status = cm_worse(f->status, state_status(f->state));
		return -1;
	}
	return 0;
}

static int
finish(struct fetch *f, struct source *s)
{
	size_t waiting = 0;
	char lines[32];
	int r = 0;

	if (s->spool != NULL && s->cov.why == NULL) {
		snprintf(lines, sizeof(lines), "/dev/fd/%d", fileno(s->spool));
		lines_run(f, s, s->as, lines);
	}
	if (s->cov.what != NULL) {
		if (s->cov.account == NULL && s->is_url && s->as != KIND_NDJSON)
			s->cov.account = cm_strdup(s->name);
		coverage_write(f, s);
	}
	if (output_write(&s->out) != 0)
		return -1;
	if (f->state != NULL && s->save)
		waiting = state_keep(f->state, s->key, &s->memory, &s->keys);
	if (waiting > BATCH)
		r = sync_state(f);
	return r;
}

void
run(struct fetch *f)
{
	struct source *s;

	while ((s = f->first) != NULL) {
		if (s->stage == READY)
			f->held -= s->out.len;
		if (s->is_url)
			fetch_url(f, s);
		else
			file_run(f, s);
		if (ferror(stdout) || finish(f, s) != 0)
			return;
		if (f->stop)
			break;
		f->done++;
		f->first = s->next;
		source_free(s);
	}
	progress(f, 1);
	sync_state(f);
}
