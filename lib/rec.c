/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/block.h"
#include "lib/opt.h"
#include "lib/pipe.h"
#include "lib/rec_in.h"

enum { MOST_THREADS = 64 };

struct run {
	const struct cm_rec_job *job;
	struct cm_block_file files;
	int strict;

	pthread_mutex_t reading;
	uint64_t read_lines; /* of the present file, where numbered */

	pthread_mutex_t lock;
	pthread_cond_t moved; /* committed has grown, or the run ends */
	struct place *ring;
	uint64_t ring_size, next, committed;
	int committing, over;
	int broken; /* it does not go to its end */

	/* Of the one who commits. */
	size_t file_index;
	uint64_t file_lines;
	uint64_t items;
	struct cm_remarks said;
	enum cm_exit status;

	size_t threads, started;
	struct worker *workers;
};

struct worker {
	struct run *run;
	pthread_t thread;
	void *state;
};

int
cm_rec_option(struct cm_rec_options *o, int key, const char *value)
{
	switch (key) {
	case CM_REC_REJECTS:
		o->rejects = value;
		return 1;
	case CM_REC_STRICT:
		o->strict = 1;
		return 1;
	case CM_REC_THREADS:
		o->threads =
		    (int)cm_opt_number("--threads", value, 1, MOST_THREADS);
		return 1;
	default:
		return 0;
	}
}

static int
is_blank(const char *line, size_t len)
{
	return len == 0 || (len == 1 && line[0] == '\r');
}

/* One line. Returns -1 when the run is to end. */
static int
take_line(struct run *run, struct place *p, void *state, struct cm_rec *r,
    struct cm_slice *found)
{
	const struct cm_rec_job *job = run->job;
	struct cm_scan_error why;
	size_t out = p->block.out.len, facts = p->block.facts.len;

	p->bad = 0;
	/* The end of one that is not much longer may come with a block. */
	if (r->len > CM_BLOCK_LINE)
		cm_rec_bad(r, (size_t)-1, "a line over 4 MiB");
	else if (job->plain_lines) {
		if (r->len > 0 && r->line[r->len - 1] == '\r')
			r->len--;
	} else if (cm_scan_line(r->line, r->len, job->want, found, &why) != 0)
		cm_rec_bad(r, why.offset, "%s", why.why);
	if (!p->bad && job->record(state, r) != 0)
		return -1;
	if (p->bad) {
		p->block.out.len = out;
		p->block.facts.len = facts;
		if (run->strict)
			return -1;
	}
	return 0;
}

static void
take_block(struct run *run, struct place *p, void *state)
{
	struct cm_slice found[CM_SCAN_WANTS];
	struct cm_rec r = {.block = &p->block,
	    .file = p->block.file,
	    .found = run->job->plain_lines ? NULL : found,
	    .out = &p->block.out,
	    .facts = &p->block.facts};
	const char *at = p->block.bytes, *end = at + p->block.len, *lf;

	if (p->source != NULL) {
		cm_rec_take_items(p, state, &r);
		return;
	}
	for (; at < end; at = lf + 1, p->lines++) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			lf = end;
		r.line = at;
		r.len = (size_t)(lf - at);
		r.number = p->first_line ? p->first_line + p->lines : 0;
		if (is_blank(r.line, r.len))
			continue;
		if (take_line(run, p, state, &r, found) != 0) {
			p->failed = !p->bad;
			p->lines++;
			break;
		}
	}
	p->items = p->lines;
	if (run->job->rest != NULL)
		run->job->rest(state);
}

static void
break_off(struct run *run)
{
	pthread_mutex_lock(&run->lock);
	run->over = run->broken = 1;
	pthread_cond_broadcast(&run->moved);
	pthread_mutex_unlock(&run->lock);
}

/* The lines of a file go on where its block before ended. */
static void
count_lines(struct run *run, size_t file_index, int first)
{
	if (first || file_index != run->file_index)
		run->file_lines = 0;
	run->file_index = file_index;
}

/* Returns 0, or -1 and a message. */
static int
write_out(const struct cm_buf *out)
{
	if (cm_pipe_write(STDOUT_FILENO, out->p, out->len) == 0)
		return 0;
	cm_unwritten();
	return -1;
}

static int
holds_json(const struct cm_rec_job *job)
{
	return !job->plain_lines && job->source == NULL;
}

/* Returns nonzero when the run is to end. */
static int
commit(struct run *run, struct place *p)
{
	const struct cm_rec_job *job = run->job;
	uint64_t bad = run->said.bad_lines;
	int r = 0;

	count_lines(run, p->in.file_index, p->in.first);
	p->block.first_line = run->file_lines + 1;
	if (job->commit != NULL)
		r = job->commit(job->ctx, &p->block);
	cm_remark_say(
	    &run->said, &p->remarks, p->block.file, p->block.first_line);
	if (p->in.first && p->block.bad > 0 && holds_json(job))
		cm_remark_look(
		    &run->said, p->block.file, p->block.bytes, p->block.len);
	run->file_lines += p->lines;
	run->items += p->items;
	if (r >= 0 && write_out(&p->block.out) != 0)
		r = -1;
	if (r < 0 || p->failed)
		run->status = cm_worse(run->status, CM_FAIL);
	if (r < 0 || p->failed || (run->strict && run->said.bad_lines > bad)) {
		run->broken = 1;
		return 1;
	}
	return r;
}

static void
finish(struct run *run)
{
	const struct cm_rec_job *job = run->job;
	struct place *p = &run->ring[0];
	size_t i;

	if (!run->broken && job->last != NULL) {
		cm_buf_clear(&p->block.out);
		p->said = &run->said;
		if (job->last(job->ctx, &p->block) != 0 ||
		    write_out(&p->block.out) != 0) {
			run->status = cm_worse(run->status, CM_FAIL);
			run->broken = 1;
		}
	}
	for (i = 0; i < run->started && job->finish != NULL; i++)
		job->finish(job->ctx, run->workers[i].state);
	if (job->whole != NULL)
		*job->whole = !run->broken;
}

/* Commits what is done and due; whoever finishes a block helps. */
static void
hand_in(struct run *run, struct place *p)
{
	struct place *due;
	int ends;

	pthread_mutex_lock(&run->lock);
	p->done = 1;
	while (!run->committing && !run->over) {
		due = &run->ring[run->committed % run->ring_size];
		if (run->committed == run->next || !due->done)
			break;
		run->committing = 1;
		pthread_mutex_unlock(&run->lock);
		ends = commit(run, due);
		pthread_mutex_lock(&run->lock);
		due->done = 0;
		run->committing = 0;
		run->committed++;
		run->over |= ends;
		pthread_cond_broadcast(&run->moved);
	}
	pthread_mutex_unlock(&run->lock);
}

/* Waits until the block with that number is committed, or the run is over.
 * Returns nonzero if it is over. */
static int
await(struct run *run, uint64_t number)
{
	int over;

	pthread_mutex_lock(&run->lock);
	while (!run->over && run->committed < number)
		pthread_cond_wait(&run->moved, &run->lock);
	over = run->over;
	pthread_mutex_unlock(&run->lock);
	return over;
}

struct cut {
	struct run *run;
	uint64_t ended; /* lines within it */
	uint64_t (*lines)(const char *p, size_t len);
};

static int
keep_piece(void *ctx, const char *p, size_t len)
{
	struct cut *cut = ctx;

	if (cut->lines != NULL)
		cut->ended += cut->lines(p, len);
	return cm_remark_keep(&cut->run->said, p, len);
}

/* A line that is too long: all before it is committed first. */
static int
cut_out(struct run *run, struct place *p)
{
	const struct cm_rec_source *source = run->job->source;
	struct cut cut = {run, 0, source != NULL ? source->lines : NULL};
	char words[64];

	if (await(run, run->next))
		return -1;
	count_lines(run, p->in.file_index, p->in.first);
	run->items++;
	snprintf(words, sizeof(words), "a %s over 4 MiB",
	    source != NULL ? source->one : "line");
	cm_remark_bad(&run->said, p->in.file, run->file_lines + 1, words);
	if (p->in.first && holds_json(run->job))
		cm_remark_look(&run->said, p->in.file, p->in.bytes, p->in.len);
	cm_block_long(&run->files, &p->in, keep_piece, &cut);
	if (source == NULL)
		cm_remark_keep(&run->said, "\n", 1);
	run->file_lines += source != NULL ? cut.ended : 1;
	run->read_lines++;
	if (run->strict)
		break_off(run);
	return run->strict ? -1 : 0;
}

static uint64_t
count_lf(const char *p, size_t len)
{
	const char *end = p + len;
	uint64_t n = 0;

	for (; p < end; p++)
		n += *p == '\n';
	return n;
}

static void
number_lines(struct run *run, struct place *p)
{
	if (p->in.first)
		run->read_lines = 0;
	p->first_line = run->read_lines + 1;
	run->read_lines += count_lf(p->in.bytes, p->in.len);
}

static void
set_up(const struct run *run, struct place *p)
{
	static const char bom[] = "\xef\xbb\xbf";
	size_t n;

	cm_buf_clear(&p->block.out);
	cm_buf_clear(&p->block.facts);
	cm_buf_clear(&p->remarks);
	p->lines = p->items = 0;
	p->failed = 0;
	p->block.bad = 0;
	p->block.file = p->in.file;
	p->block.file_index = p->in.file_index;
	p->block.bytes = p->in.bytes;
	p->block.len = p->in.len;
	if (p->in.first && p->in.len >= 3 && memcmp(p->in.bytes, bom, 3) == 0) {
		p->block.bytes += 3;
		p->block.len -= 3;
	}
	p->source = run->job->source;
	if (p->source != NULL) {
		p->counted = p->block.bytes;
		n = p->source->pass(
		    p->source->block.ctx, p->block.bytes, p->block.len);
		p->block.bytes += n;
		p->block.len -= n;
		cm_rec_count(p, p->block.bytes);
	}
}

static void start_others(struct run *run);

/* Reads the next block into its place. Returns NULL at the end. */
static struct place *
next_block(struct run *run)
{
	struct place *p = NULL;
	enum cm_block_got got = CM_BLOCK_LONG;

	pthread_mutex_lock(&run->reading);
	while (got == CM_BLOCK_LONG) {
		p = NULL;
		if (run->next >= run->ring_size &&
		    await(run, run->next - run->ring_size + 1))
			break;
		if (await(run, 0))
			break;
		p = &run->ring[run->next % run->ring_size];
		if (p->in.room == NULL)
			cm_block_init(&p->in);
		got = cm_block_read(&run->files, &p->in);
		if (got == CM_BLOCK_LONG && cut_out(run, p) != 0) {
			p = NULL;
			break;
		}
		if (got == CM_BLOCK_NONE)
			p = NULL;
	}
	if (p != NULL) {
		set_up(run, p);
		if (run->job->numbered)
			number_lines(run, p);
		pthread_mutex_lock(&run->lock);
		run->next++;
		pthread_mutex_unlock(&run->lock);
		if (run->next == 2)
			start_others(run);
	}
	pthread_mutex_unlock(&run->reading);
	return p;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct run *run = w->run;
	struct place *p;

	w->state = run->job->start != NULL ? run->job->start(run->job->ctx)
					   : run->job->ctx;
	while ((p = next_block(run)) != NULL) {
		take_block(run, p, w->state);
		hand_in(run, p);
	}
	return NULL;
}

/* The second block starts the other threads: a small file needs none. */
static void
start_others(struct run *run)
{
	struct worker *w;

	while (run->started < run->threads) {
		w = &run->workers[run->started];
		w->run = run;
		if (pthread_create(&w->thread, NULL, work, w) != 0)
			break;
		run->started++;
	}
}

static size_t
thread_count(const struct cm_rec_options *o)
{
	long n = o->threads;

	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n > MOST_THREADS ? MOST_THREADS : (size_t)n;
}

/* A file that is read is not emptied for the bad lines. */
static void
spare_files(const struct cm_rec_job *job, const char *rejects)
{
	size_t i;

	for (i = 0; i < job->nfiles && rejects != NULL; i++)
		if (cm_block_same(job->files[i], rejects))
			cm_opt_fail("--rejects '%s' is one of the files that "
				    "are read",
			    rejects);
	if (rejects != NULL && job->nfiles == 0 && job->source == NULL &&
	    cm_block_same("-", rejects))
		cm_opt_fail("--rejects '%s' is standard input", rejects);
}

static void
run_init(struct run *run, const struct cm_rec_job *job)
{
	static const struct cm_rec_options plain;
	const struct cm_rec_options *o =
	    job->options != NULL ? job->options : &plain;
	uint64_t i;

	memset(run, 0, sizeof(*run));
	run->job = job;
	run->strict = o->strict;
	spare_files(job, o->rejects);
	cm_remark_open(&run->said, o->rejects, o->more);
	run->said.first_only = o->strict;
	run->threads = thread_count(o);
	run->workers = cm_zalloc(run->threads * sizeof(*run->workers));
	run->ring_size = run->threads == 1 ? 1 : 2 * run->threads + 2;
	run->ring = cm_zalloc(run->ring_size * sizeof(*run->ring));
	for (i = 0; i < run->ring_size; i++) {
		cm_buf_init(&run->ring[i].block.out, CM_BUF_ANY);
		cm_buf_init(&run->ring[i].block.facts, CM_BUF_ANY);
		cm_buf_init(&run->ring[i].remarks, CM_BUF_ANY);
	}
	run->file_index = (size_t)-1;
	pthread_mutex_init(&run->reading, NULL);
	pthread_mutex_init(&run->lock, NULL);
	pthread_cond_init(&run->moved, NULL);
	cm_block_open(&run->files, job->files, job->nfiles);
	run->files.shown = job->shown;
	if (job->source != NULL) {
		run->files.source = &job->source->block;
		run->said.one = job->source->one;
		run->said.many = job->source->many;
		run->said.heading = job->source->heading;
		run->said.heading_len = job->source->heading_len;
	}
}

static void
run_release(struct run *run)
{
	uint64_t i;

	for (i = 0; i < run->ring_size; i++) {
		cm_buf_release(&run->ring[i].block.out);
		cm_buf_release(&run->ring[i].block.facts);
		cm_buf_release(&run->ring[i].remarks);
		cm_block_release(&run->ring[i].in);
	}
	cm_block_close(&run->files);
	pthread_mutex_destroy(&run->reading);
	pthread_mutex_destroy(&run->lock);
	pthread_cond_destroy(&run->moved);
	free(run->ring);
	free(run->workers);
}

enum cm_exit
cm_rec_run(const struct cm_rec_job *job)
{
	struct run run;
	size_t i;

	run_init(&run, job);
	if (cm_flush() != 0) {
		run.over = run.broken = 1;
		run.status = CM_FAIL;
	}
	cm_pipe_widen(STDOUT_FILENO);
	run.started = 1;
	run.workers[0].run = &run;
	work(&run.workers[0]);
	for (i = 1; i < run.started; i++)
		pthread_join(run.workers[i].thread, NULL);
	finish(&run);
	if (run.files.failed)
		run.status = cm_worse(run.status, CM_FAIL);
	run.status =
	    cm_worse(run.status, cm_remark_close(&run.said, run.items));
	run_release(&run);
	return run.status;
}
