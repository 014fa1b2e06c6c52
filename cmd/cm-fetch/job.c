/* SPDX-License-Identifier: ISC */
/* Records of accounts, as the engine gives them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "cmd/cm-fetch/transcript.h"
#include "lib/json.h"

void
job_free(struct job *j)
{
	if (j == NULL)
		return;
	free(j->account);
	free(j->network);
	free(j->what);
	free(j->ask);
	free(j->suspended);
	cm_buf_release(&j->gaps);
	cm_buf_release(&j->lost);
	free(j->hole);
	free(j->memo.cursor);
	free(j->memo.resume);
	free(j->memo.kind);
	keyset_release(&j->known);
	keyset_release(&j->given_now);
	free(j);
}

/* ---- what the engine calls ---- */

/* What was said has an id that stays; a snapshot is new each time. */
static int
key_of(struct cm_slice record, unsigned char key[KEY_SIZE])
{
	static const char *const said[] = {
	    "post", "comment", "mention", "message", "review", "article", NULL};
	struct cm_slice type = cm_json_get(record, "type");
	char *id;
	size_t i;

	for (i = 0; said[i] != NULL && !cm_json_is(type, said[i]); i++)
		;
	id = said[i] != NULL ? cm_json_dup(cm_json_get(record, "id")) : NULL;
	if (id == NULL)
		return 0;
	key_make(key, "record", said[i], id);
	free(id);
	return 1;
}

/* What was handed over before: by its key, and outside of what keys are kept
 * for, by its time. */
static int
is_known(
    struct job *j, int has_key, const unsigned char key[KEY_SIZE], int64_t when)
{
	const struct memory *m = &j->source->memory;

	if (has_key && keyset_has(&j->known, key))
		return 1;
	return j->before && when != FEED_NEVER && when >= j->memo.from &&
	    when < m->covered - JOB_OVERLAP;
}

static int
wanted(struct job *j, const char *line, size_t len)
{
	struct fetch *f = j->source->fetch;
	const char *why;
	int pass;

	if (f->filter == NULL)
		return 1;
	cm_filter_at(f->filter, j->source->name);
	pass = cm_filter_test(f->filter, line, len - 1, &why);
	if (pass >= 0)
		return pass;
	cm_warn("%s: -w: %s", j->source->name, why);
	j->refused++;
	f->status = cm_worse(f->status, CM_FAIL);
	return 0;
}

static int
record(void *ctx, const char *line, size_t len, int64_t when)
{
	struct job *j = ctx;
	struct source *s = j->source;
	struct fetch *f = s->fetch;
	struct cm_slice record = {line, len - 1};
	unsigned char key[KEY_SIZE];
	int has_key;

	if (j->stop != NULL || j->suspending)
		return -1;
	has_key = f->o.stateful && key_of(record, key);
	if (f->o.stateful && is_known(j, has_key, key, when)) {
		if (has_key && !keyset_has(&j->given_now, key))
			transcript_known(s, key);
		if (has_key && when == FEED_NEVER)
			keys_add_at(&s->keys, key, f->now);
		return 0;
	}
	if (!wanted(j, line, len))
		return 0;
	if (f->o.limit >= 0 && j->given >= f->o.limit) {
		j->limited = 1;
		j->stop = "limit";
		return -1;
	}
	if (wait_add(f, s, line, len) != 0) {
		j->stop = "the output cannot be written";
		return -1;
	}
	if (has_key) {
		keyset_add(&j->known, key);
		if (f->o.record != NULL)
			keyset_add(&j->given_now, key);
		keys_add_at(&s->keys, key, when != FEED_NEVER ? when : f->now);
	}
	if (when != FEED_NEVER && (j->oldest == FEED_NEVER || when < j->oldest))
		j->oldest = when;
	j->records++;
	j->given++;
	return 0;
}

static int
cursor(void *ctx, const char *text)
{
	struct job *j = ctx;

	memory_set(&j->memo.cursor, text);
	return 0;
}

/* All that was given is safe before the network forgets it. */
static int
commit(void *ctx, int safe)
{
	struct job *j = ctx;
	struct fetch *f = j->source->fetch;

	(void)safe;
	if (f->o.dry)
		j->stop = "dry run: to ask on would make the network forget";
	else if (f->o.hold != NULL && j->given > 0)
		j->stop = "held: the network forgets when what came is "
			  "committed";
	else if (j->after)
		j->suspending = 1;
	else if (wait_write(j->source) != 0 || job_save(j) != 0)
		j->stop = "what came cannot be kept";
	return j->stop != NULL || j->suspending ? -1 : 0;
}

static void start(struct job *j, const char *resume);

static void
done(void *ctx, const struct cm_net_end *end)
{
	struct job *j = ctx;
	struct source *s = j->source;
	struct fetch *f = s->fetch;

	j->running = 0;
	f->running--;
	if (j->suspending && end->resume != NULL) {
		j->suspending = 0;
		job_note(j, end);
		j->suspended = cm_strdup(end->resume);
		if (s == f->first)
			job_turn(f, s);
		return;
	}
	if (job_ended(j, end))
		job_fetch(j);
	else
		s->stage = READY;
}

/* ---- starting ---- */

static const struct cm_net_calls calls = {
    .record = record, .cursor = cursor, .commit = commit, .done = done};

/* What the module is told: a transcript has its own receipts. */
static void
add_ask(struct job *j, struct cm_buf *to)
{
	struct fetch *f = j->source->fetch;
	const struct cm_about *about = cm_net_account(f->net, j->account);
	size_t len = strlen(j->ask);

	if (f->o.replay != NULL || about == NULL ||
	    !cm_about_has(about->uses, "receipts")) {
		cm_buf_add(to, j->ask, len + 1);
		return;
	}
	cm_buf_add(to, j->ask, len - 1);
	if (receipts_add(to, j->account) == -1) {
		f->status = cm_worse(f->status, CM_FAIL);
		cm_buf_puts(&j->gaps, j->gaps.len > 0 ? ",{" : "{");
		cm_json_member(&j->gaps, "what", "what was published there");
		cm_json_member(
		    &j->gaps, "why", "the journal of cm-post cannot be read");
		cm_buf_byte(&j->gaps, '}');
	}
	cm_buf_puts(to, "}");
	cm_buf_byte(to, '\0');
}

static void
start(struct job *j, const char *resume)
{
	struct fetch *f = j->source->fetch;
	struct cm_buf ask;
	struct cm_net_job job = {.account = j->account,
	    .verb = "fetch",
	    .step = j->what,
	    .spool = f->o.spool,
	    .cursor = f->o.stateful ? j->memo.cursor : NULL,
	    .resume = resume,
	    .since = j->since,
	    .until = j->until,
	    .limit = -1,
	    .calls = &calls,
	    .ctx = j};

	/* Where all of it is handed over, the engine itself can stop. */
	if (f->o.limit >= 0 && f->filter == NULL && !f->o.stateful)
		job.limit = f->o.limit - j->given;
	j->running = 1;
	f->running++;
	cm_buf_init(&ask, CM_BUF_ANY);
	add_ask(j, &ask);
	job.job = ask.p;
	cm_net_start(f->net, &job);
	cm_buf_release(&ask);
}

void
job_fetch(struct job *j)
{
	struct fetch *f = j->source->fetch;

	j->resuming = 0;
	j->since = job_since(j);
	j->before = j->source->memory.covered != 0 && j->since != FEED_NEVER &&
	    j->since < j->memo.from;
	j->until = f->o.until;
	j->began = f->now;
	start(j, NULL);
}

void
job_ask(struct fetch *f, struct source *s)
{
	struct job *j = s->job;

	s->stage = ASKED;
	j->after = s->number > 0;
	if (memory_recall(f, s) != 0 || job_recall(j) != 0) {
		s->stage = READY;
		return;
	}
	if (j->memo.resume == NULL) {
		job_fetch(j);
		return;
	}
	j->resuming = 1;
	j->since = j->memo.since;
	j->until = j->memo.until;
	j->began = j->memo.began;
	j->oldest = j->memo.oldest;
	j->lossy = j->memo.lossy;
	start(j, j->memo.resume);
}

void
job_turn(struct fetch *f, struct source *s)
{
	struct job *j = s->job;
	char *left = j->suspended;

	f->waiting -= s->out.len;
	if (left == NULL)
		return;
	j->suspended = NULL;
	j->after = 0;
	start(j, left);
	free(left);
}
