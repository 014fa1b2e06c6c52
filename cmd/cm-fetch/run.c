/* SPDX-License-Identifier: ISC */
/* Fetches all sources: transfers run ahead, output comes in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "cmd/cm-fetch/transcript.h"

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
		if (s->stage != NEW)
			continue;
		if (s->job != NULL) {
			/* More at a time than there are connections would
			 * only wait in memory. */
			if (f->running <= (size_t)f->o.http.jobs * 5 / 4)
				job_ask(f, s);
		} else if (s->is_url)
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

/* Goes on with all that is under way. */
static void
step(struct fetch *f)
{
	if (f->running > 0)
		cm_net_step(f->net, 1000);
	else
		cm_http_step(f->http, 1000);
}

static void
fetch_url(struct fetch *f, struct source *s)
{
	if (f->http == NULL) {
		f->http = f->net != NULL ? cm_net_http(f->net)
					 : cm_http_open(&f->o.http);
		if (!f->o.stateful && !transcript_replays(f))
			state_gone(&f->gone);
	}
	if (s->job != NULL)
		job_turn(f, s);
	ask_ahead(f);
	while (s->stage != READY) {
		progress(f, 0);
		step(f);
		ask_ahead(f);
		/* What has come need not wait for the rest. */
		if (s->stage != READY && wait_write(s) != 0)
			return;
	}
}

/* Writes what was fetched; the cursors may move then. Returns 0 or -1. */
int
run_sync(struct fetch *f)
{
	int keeps = f->state != NULL && !f->o.dry;

	if ((keeps || f->archive != NULL || f->o.output != NULL) &&
	    output_sync(f) != 0)
		return -1;
	if (!keeps)
		return 0;
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
	int r = 0;

	if (s->spool != NULL && s->cov.why == NULL)
		file_spooled(f, s);
	if (s->job == NULL && s->cov.what != NULL) {
		if (s->cov.account == NULL && s->is_url && s->as != KIND_NDJSON)
			s->cov.account = cm_strdup(s->name);
		coverage_write(f, s);
	}
	if (wait_write(s) != 0)
		return -1;
	transcript_finish(f, s);
	if (f->state != NULL && s->save)
		waiting = state_keep(f->state, s->key, &s->memory, &s->keys);
	if (waiting > BATCH)
		r = run_sync(f);
	return r;
}

void
run(struct fetch *f)
{
	struct source *s;

	while ((s = f->first) != NULL) {
		if (s->stage == READY && s->job == NULL)
			f->held -= s->out.len;
		if (s->is_url || s->job != NULL)
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
	run_sync(f);
}
