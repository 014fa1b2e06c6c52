/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/newest.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/run_in.h"
#include "cmd/cm-stats/tables.h"
#include "lib/clock.h"
#include "lib/filter.h"
#include "lib/opt.h"
#include "lib/zone.h"

struct worker {
	struct run *run;
	struct tables *tables;
	struct fact *fact; /* of the tables, the present one */
	struct coverage *coverage;
	struct newest *newest;
	struct types types;
	struct cm_zone *zone;
	struct cm_filter *where;
	struct said said;
	size_t counted;
	size_t used; /* of the run's */
	uint64_t inputs;
	struct cm_buf covers;
	char at[512];
};

static void *
start(void *ctx)
{
	struct run *run = ctx;
	const struct ask *ask = run->a.ask;
	struct worker *w = cm_zalloc(sizeof(*w));

	w->run = run;
	w->tables = tables_new(run->a.q);
	w->coverage = coverage_new();
	cm_buf_init(&w->covers, CM_BUF_ANY);
	if (run->newest != NULL)
		w->newest = newest_new(run->a.q, run->budget);
	if (ask->tz != NULL)
		w->zone = cm_zone_open(ask->tz);
	if (ask->where != NULL)
		w->where = cm_filter_open("-w", ask->where);
	return w;
}

/* Returns 1 or 0, or -1: the expression failed, and the line was marked. */
static int
where(struct worker *w, struct cm_rec *r)
{
	const char *why;
	int passes;

	if (w->where == NULL)
		return 1;
	snprintf(w->at, sizeof(w->at), "%s:%llu", r->file,
	    (unsigned long long)r->number);
	cm_filter_at(w->where, w->at);
	passes = cm_filter_test(w->where, r->line, r->len, &why);
	if (passes < 0)
		cm_rec_bad(r, (size_t)-1, "-w: %s", why);
	return passes;
}

/* Whether it passes --since and --until. */
static int
inside(struct worker *w)
{
	const struct answer *a = &w->run->a;

	if (!a->has_since && !a->has_until)
		return 1;
	if (!w->fact->timed) {
		w->said.untimed++;
		return 0;
	}
	return (!a->has_since || w->fact->moment >= a->since) &&
	    (!a->has_until || w->fact->moment < a->until);
}

/* Times that are likely none: 0 where there was nothing, a wrong clock. Of
 * clocks that differ by a day nothing is said. */
static void
doubt_time(struct worker *w)
{
	enum { DAY = 86400 };

	if (!w->fact->timed)
		return;
	w->said.early += w->fact->moment >= 0 && w->fact->moment < DAY;
	w->said.late += w->fact->moment > w->run->a.now + DAY;
}

/* Whether some verb counts what is not inside. */
static int
in_window(const struct worker *w)
{
	const struct question *q = w->run->a.q;
	const struct window *v = q->window;

	if (q->always && w->fact->timed)
		return 1;
	for (; v < q->window + q->nwindows; v++)
		if (w->fact->timed && w->fact->moment < v->until &&
		    (v->history || w->fact->moment >= v->before))
			return 1;
	return 0;
}

int
run_fits(struct run *run, const struct tables *tables, size_t *before)
{
	size_t used = tables_memory(tables), all;

	all = atomic_fetch_add(&run->used, used - *before) + used - *before;
	*before = used;
	if (all <= run->a.ask->memory)
		return 0;
	if (atomic_exchange(&run->full, 1) == 0)
		tables_full(tables, run->a.ask->memory);
	return -1;
}

/* Whether some table takes it, by its time. */
static int
in_time(struct worker *w)
{
	doubt_time(w);
	w->fact->inside = inside(w);
	return w->fact->inside || in_window(w);
}

static int
record(void *worker, struct cm_rec *r)
{
	struct worker *w = worker;
	const struct question *q = w->run->a.q;
	int passes, taken;

	if (w->run->a.ask->partial)
		w->inputs += hash_bytes(r->line, r->len);
	switch (types_take(&w->types, r, r->found[q->type])) {
	case TYPE_COVERAGE:
		if (w->run->a.ask->coverage == COVERAGE_OFF ||
		    coverage_add(w->coverage, r) != 0)
			return 0;
		if (w->run->a.ask->partial) {
			cm_buf_add(&w->covers, r->line, r->len);
			cm_buf_byte(&w->covers, '\n');
		}
		return 0;
	case TYPE_OTHER:
		return 0;
	case TYPE_RECORD:
		break;
	}
	passes = where(w, r);
	if (passes < 0)
		return 0;
	w->fact = tables_fact(w->tables);
	w->fact->timed = 0;
	if (passes) {
		taken = fact_read(w->fact, q, r, w->zone);
		if (taken < 0)
			return 0;
		passes = taken == 0 && in_time(w);
	}
	if (w->newest != NULL) {
		switch (newest_add(w->newest, w->fact, r, passes)) {
		case NEWEST_KEPT:
		case NEWEST_BAD:
			return 0;
		case NEWEST_FAILED:
			return -1;
		case NEWEST_NO_ID:
			break;
		}
	}
	if (!passes)
		return 0;
	tables_put(w->tables);
	return ++w->counted % 64 == 0 ? run_fits(w->run, w->tables, &w->used)
				      : 0;
}

static void
rest(void *worker)
{
	struct worker *w = worker;

	tables_flush(w->tables);
}

void
run_take(struct run *run, struct tables *tables, struct coverage *coverage,
    struct newest *newest, struct types *types)
{
	if (run->a.tables == NULL)
		run->a.tables = tables;
	else if (run->full)
		tables_free(tables);
	else
		tables_merge(run->a.tables, tables);
	coverage_merge(run->a.coverage, coverage);
	types_merge(&run->types, types);
	if (newest != NULL)
		newest_merge(run->newest, newest);
}

static void
finish(void *ctx, void *worker)
{
	struct run *run = ctx;
	struct worker *w = worker;

	run_take(run, w->tables, w->coverage, w->newest, &w->types);
	run->said.untimed += w->said.untimed;
	run->said.early += w->said.early;
	run->said.late += w->said.late;
	run->inputs += w->inputs;
	cm_buf_add(&run->covers, w->covers.p, w->covers.len);
	cm_buf_release(&w->covers);
	if (w->zone != NULL)
		cm_zone_close(w->zone);
	if (w->where != NULL)
		cm_filter_close(w->where);
	free(w);
}

#define WHEN "; as 7d, 2026-11-02, 2026-W45, 2026-11 or yesterday"

/* From when to when, and the periods of those who compare. */
static void
set_times(struct answer *a, struct question *q)
{
	const struct ask *ask = a->ask;
	struct window *w;
	int64_t today;

	a->has_since = ask->since != NULL;
	a->has_until = ask->until != NULL;
	if (a->has_since &&
	    cm_clock_when(ask->since, a->now, a->zone, &a->since) != 0)
		cm_opt_fail("--since: no time or span: '%s'" WHEN, ask->since);
	if (a->has_until &&
	    cm_clock_when(ask->until, a->now, a->zone, &a->until) != 0)
		cm_opt_fail("--until: no time or span: '%s'" WHEN, ask->until);
	if (a->has_since && a->has_until && a->since >= a->until)
		cm_opt_fail(
		    "--since is not before --until: nothing is between");
	/* A day that is not over cannot be held against one that is. */
	cm_clock_when("today", a->now, a->zone, &today);
	for (w = q->window; w < q->window + q->nwindows; w++) {
		w->until = a->has_until               ? a->until
		    : a->has_since || w->span == NULL ? a->now
						      : today;
		w->since = a->since;
		if (!a->has_since)
			cm_clock_when(w->span != NULL ? w->span : "36525d",
			    w->until, a->zone, &w->since);
		if (w->since >= w->until)
			cm_opt_fail("--since is not before --until");
		w->before = w->since - (w->until - w->since);
	}
}

void
run_prepare(struct run *run, const struct ask *ask, struct question *q)
{
	struct answer *a = &run->a;
	struct cm_filter *f;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	memset(run, 0, sizeof(*run));
	a->ask = ask;
	a->q = q;
	a->now = ask->now;
	if (ask->tz != NULL) {
		a->zone = cm_zone_open(ask->tz);
		if (a->zone == NULL)
			cm_opt_fail("no time zone '%s'; a name as Europe/Paris",
			    ask->tz);
	}
	set_times(a, q);
	if (ask->where != NULL) {
		cm_filter_doubt("-w", ask->where);
		f = cm_filter_open("-w", ask->where);
		if (f == NULL)
			exit(cm_finish(CM_USAGE));
		cm_filter_close(f);
	}
	run->threads = ask->rec.threads > 0 ? (size_t)ask->rec.threads
	    : cores > 0                     ? (size_t)cores
					    : 1;
	run->budget = ask->memory / run->threads;
	if (!ask->keep_duplicates)
		run->newest = newest_new(q, run->budget);
	a->coverage = coverage_new();
	cm_buf_init(&run->covers, CM_BUF_ANY);
}

static enum cm_exit
read_all(struct run *run)
{
	const struct question *q = run->a.q;
	struct cm_rec_job job;
	struct cm_want *want = cm_want_new(q->want, q->nwants);
	enum cm_exit status;

	memset(&job, 0, sizeof(job));
	job.options = &run->a.ask->rec;
	job.files = run->a.ask->files;
	job.nfiles = run->a.ask->nfiles;
	job.want = want;
	job.ctx = run;
	job.numbered = run->a.ask->where != NULL;
	job.start = start;
	job.record = record;
	job.rest = rest;
	job.finish = finish;
	job.whole = &run->whole;
	status = cm_rec_run(&job);
	cm_want_free(want);
	return status;
}

/* What was left out. */
static void
say_left_out(const struct run *run)
{
	size_t spanning = run->said.spanning + tables_spanning(run->a.tables);

	if (run->said.untimed > 0)
		cm_note(0, "%zu record%s without a time %s left out",
		    run->said.untimed, run->said.untimed == 1 ? "" : "s",
		    run->said.untimed == 1 ? "was" : "were");
	if (run->said.early > 0)
		cm_note(0,
		    "%zu record%s of 1 January 1970: the time is likely "
		    "missing",
		    run->said.early, run->said.early == 1 ? " is" : "s are");
	if (run->said.late > 0)
		cm_note(0, "%zu record%s of a time in the future",
		    run->said.late, run->said.late == 1 ? " is" : "s are");
	if (spanning > 0)
		cm_note(0,
		    "%zu series of a longer time than a row is of %s "
		    "left out: see their period",
		    spanning, spanning == 1 ? "was" : "were");
}

/* The rows of all verbs. */
static enum cm_exit
tell(struct run *run)
{
	const struct answer *a = &run->a;
	const struct section *s = a->q->section;
	enum cm_exit status = CM_OK;
	struct out o;

	types_say(&run->types);
	say_left_out(run);
	coverage_close(a->coverage);
	tables_roll_up(a->tables);
	out_init(&o, a);
	for (; s < a->q->section + a->q->nsections; s++)
		status = cm_worse(status,
		    s->ask->verb->tell != NULL ? s->ask->verb->tell(&o, a, s)
					       : rows_tell(&o, a, s));
	return cm_worse(status, out_close(&o));
}

enum cm_exit
run_tell(struct run *run)
{
	if (newest_count(run->newest, run->a.tables, run->threads) != 0)
		return CM_FAIL;
	return tell(run);
}

void
run_release(struct run *run)
{
	tables_free(run->a.tables);
	coverage_free(run->a.coverage);
	types_release(&run->types);
	newest_free(run->newest);
	cm_buf_release(&run->covers);
	if (run->a.zone != NULL)
		cm_zone_close(run->a.zone);
}

enum cm_exit
run(const struct ask *ask, struct question *q)
{
	struct run run;
	enum cm_exit status;

	run_prepare(&run, ask, q);
	if (ask->partial)
		part_begin(&run);
	status = read_all(&run);
	if (run.a.tables == NULL)
		run.a.tables = tables_new(q);
	/* Of what was not read to its end there are no numbers. */
	if (run.full || !run.whole || (ask->rec.strict && status != CM_OK))
		status = cm_worse(status, CM_FAIL);
	else if (ask->partial) {
		run.said.spanning = tables_spanning(run.a.tables);
		status = cm_worse(
		    status, part_write(&run, run.inputs, &run.inputs, 1));
	} else
		status = cm_worse(status, run_tell(&run));
	run_release(&run);
	return status;
}
