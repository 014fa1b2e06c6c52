/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-curate/curate.h"

enum { AHEAD = 8 }; /* facts between a key's announcement and its turn */

/*
 * What record() hands to commit(): one for each record that is not surely
 * dropped, followed by a datum for each stage that has one.
 */
struct fact {
	uint32_t at, len; /* the line, in the block's bytes */
	uint32_t end;     /* the stage where it leaves, if not before */
	uint32_t doubt;   /* as a bad line, by its doubt */
};
#define NO_DOUBT UINT32_MAX

struct worker {
	struct curate *cu;
	struct cm_filter *filters[STAGES_MAX];
	int own; /* the filters are this worker's, to be closed */
	struct cm_buf scratch;
	struct datum data[STAGES_MAX];
	uint64_t untimed;
	int nulls, doubted_nulls;
};

/* The first is the main thread's, which has compiled already. */
static void *
start(void *ctx)
{
	struct curate *cu = ctx;
	struct worker *w = cm_zalloc(sizeof(*w));
	struct stage *s;
	size_t i;

	w->cu = cu;
	w->own = cu->started;
	if (!cu->started)
		cu->started = 1;
	cm_buf_init(&w->scratch, CM_BUF_ANY);
	for (i = 0; i < cu->parallel; i++) {
		s = &cu->stages[i];
		if (s->filter != NULL)
			w->filters[i] = w->own
			    ? cm_filter_open(s->what, s->expr)
			    : s->filter;
	}
	return w;
}

static void
finish(void *ctx, void *worker)
{
	struct worker *w = worker;
	struct curate *cu = ctx;
	size_t i;

	cu->untimed += w->untimed;
	cu->nulls |= w->nulls;
	cu->doubted_nulls |= w->doubted_nulls;
	for (i = 0; i < STAGES_MAX && w->own; i++)
		cm_filter_close(w->filters[i]);
	cm_buf_release(&w->scratch);
	free(w);
}

static enum verdict
judge(struct worker *w, size_t i, struct cm_rec *r, const char **why)
{
	struct stage *s = &w->cu->stages[i];
	struct datum *d = &w->data[s->datum];
	char where[512];
	int rc;

	switch (s->verb) {
	case KEEP:
	case DROP:
		if (w->filters[i] != NULL) {
			snprintf(where, sizeof(where), "%s:%llu", r->file,
			    (unsigned long long)r->number);
			cm_filter_at(w->filters[i], where);
		}
		return curate_test(
		    s, w->filters[i], r->line, r->len, r->found, why);
	case TOP:
		rc = curate_rank(s, r->found, d, why);
		break;
	default:
		rc = curate_key(w->cu, s, r->found, &w->scratch, d, why);
	}
	return rc == 0 ? PASSES_ON : FAILS;
}

static int
hand_over(struct worker *w, struct cm_rec *r, const struct fact *f)
{
	char *to;

	if (w->cu->ndata > 0) {
		cm_buf_add(r->facts, f, sizeof(*f));
		cm_buf_add(
		    r->facts, w->data, w->cu->ndata * sizeof(w->data[0]));
		return 0;
	}
	to = cm_buf_room(r->out, r->len + 1);
	if (to == NULL)
		return -1;
	memcpy(to, r->line, r->len);
	to[r->len] = '\n';
	r->out->len += r->len + 1;
	return 0;
}

/* A record that a stage cannot judge; where it may not get there, a doubt. */
static void
fails(struct worker *w, struct cm_rec *r, const struct stage *s, int sure,
    const char *why, struct fact *f)
{
	int null = s->verb <= DROP && curate_is_null(why);

	if (sure) {
		cm_rec_bad(r, (size_t)-1, "%s%s", s->says, why);
		w->nulls |= null;
		return;
	}
	f->doubt = (uint32_t)cm_rec_doubt(r, (size_t)-1, "%s%s", s->says, why);
	w->doubted_nulls |= null;
}

/* --since and --until come before all stages. */
static int
in_span(struct worker *w, struct cm_rec *r)
{
	const char *why = "";
	int untimed = 0;
	enum verdict v = curate_in_span(w->cu, r->found, &untimed, &why);

	w->untimed += (uint64_t)untimed;
	if (v == FAILS)
		cm_rec_bad(r, (size_t)-1, "%s", why);
	return v == PASSES_ON;
}

/* Judges a record by all stages up to the first ranking. What comes after
 * fresh or unique only counts if the record gets there: see commit(). */
static int
record(void *worker, struct cm_rec *r)
{
	struct worker *w = worker;
	const struct curate *cu = w->cu;
	struct fact f = {.at = (uint32_t)(r->line - r->block->bytes),
	    .len = (uint32_t)r->len,
	    .end = (uint32_t)cu->parallel,
	    .doubt = NO_DOUBT};
	const char *why = "";
	enum verdict v;
	size_t i;
	int sure = 1;

	if (curate_is_coverage(cu, r->found)) {
		memset(w->data, 0, cu->ndata * sizeof(w->data[0]));
		for (i = 0; i < cu->ndata; i++)
			w->data[i].rank = PASSES;
		return cu->no_coverage ? 0 : hand_over(w, r, &f);
	}
	if (cu->spanned && !in_span(w, r))
		return 0;
	for (i = 0; i < cu->parallel; i++) {
		v = judge(w, i, r, &why);
		if (v == PASSES_ON) {
			sure &= cu->stages[i].verb <= DROP;
			continue;
		}
		if (v == FAILS)
			fails(w, r, &cu->stages[i], sure, why, &f);
		if (sure)
			return 0;
		f.end = (uint32_t)i;
		break;
	}
	return hand_over(w, r, &f);
}

static int
has_key(struct cm_key key)
{
	return (key.a | key.b) != 0;
}

int
curate_is_new(struct curate *cu, struct stage *s, struct cm_key key)
{
	int seen;

	if (!has_key(key))
		return 1;
	if (s->verb == FRESH && cu->seen != NULL) {
		if (set_has(s->set, key))
			return 0;
		seen = cm_seen_has(cu->seen, key);
		if (seen != 0)
			return seen == 1 ? 0 : -1;
	}
	return set_add(s->set, key);
}

void
curate_leaves(struct curate *cu, struct cm_key key)
{
	if (has_key(key))
		set_add(cu->left, key);
}

void
curate_unranked(struct stage *s, const struct datum *d)
{
	s->unranked++;
	s->elsewhere += d->rank == ELSEWHERE;
}

/* A block in commit(), with what is known while going through it. */
struct walk {
	struct curate *cu;
	struct cm_rec_block *b;
	size_t from, to; /* bytes to be printed */
	size_t counted;  /* up to here, lines are */
	uint64_t line;
	int failed;
};

static void
print_run(struct walk *k)
{
	struct cm_rec_block *b = k->b;

	if (k->to <= b->len)
		cm_buf_add(&b->out, b->bytes + k->from, k->to - k->from);
	else { /* the last line has no LF */
		cm_buf_add(&b->out, b->bytes + k->from, b->len - k->from);
		cm_buf_byte(&b->out, '\n');
	}
}

static void
print(struct walk *k, const struct fact *f)
{
	if (f->at != k->to) {
		print_run(k);
		k->from = f->at;
	}
	k->to = f->at + f->len + 1;
}

static void
offer(struct walk *k, struct stage *s, const struct fact *f, double value)
{
	const char *p, *end = k->b->bytes + f->at;

	if (!top_takes(s->top, value))
		return;
	for (p = k->b->bytes + k->counted; p < end; p++)
		k->line += *p == '\n';
	k->counted = f->at;
	top_offer(s->top, value, end, f->len, k->b->file, k->line);
}

/* Takes a record through the stages that remember. */
static enum verdict
pass(struct walk *k, const struct fact *f, const struct datum *data)
{
	const struct datum *d;
	struct stage *s;
	size_t i;
	int new;

	for (i = 0; i < f->end; i++) {
		s = &k->cu->stages[i];
		d = &data[s->datum];
		if (s->verb <= DROP || (s->verb == TOP && d->rank == PASSES))
			continue;
		if (s->verb == TOP) {
			if (d->rank == VALUE) {
				s->ranked++;
				offer(k, s, f, d->value);
			} else
				curate_unranked(s, d);
			return DROPS;
		}
		new = curate_is_new(k->cu, s, d->key);
		if (new == -1)
			k->failed = 1;
		if (new != 1)
			return DROPS;
	}
	if (f->end == k->cu->parallel)
		return PASSES_ON;
	return f->doubt != NO_DOUBT ? FAILS : DROPS;
}

static const struct fact *
fact_at(const struct cm_rec_block *b, size_t at)
{
	return (const void *)(b->facts.p + at);
}

static int
commit(void *ctx, struct cm_rec_block *b)
{
	struct curate *cu = ctx;
	struct walk k = {.cu = cu, .b = b, .line = b->first_line};
	size_t size = sizeof(struct fact) + cu->ndata * sizeof(struct datum);
	const struct fact *f;
	const struct datum *next;
	const struct datum *data;
	const struct set *set = cu->announced;
	size_t at;

	for (at = 0; at < b->facts.len && !k.failed; at += size) {
		if (set != NULL && at + AHEAD * size < b->facts.len) {
			next =
			    (const void *)(fact_at(b, at + AHEAD * size) + 1);
			set_await(set, next->key);
		}
		f = fact_at(b, at);
		data = (const void *)(f + 1);
		switch (pass(&k, f, data)) {
		case PASSES_ON:
			print(&k, f);
			if (cu->left != NULL &&
			    cu->fresh < cu->stages + cu->parallel)
				curate_leaves(cu, data[cu->fresh->datum].key);
			break;
		case FAILS:
			cu->confirmed = 1;
			cm_rec_confirm(b, f->doubt);
			if (cu->options.strict)
				at = b->facts.len - size;
			break;
		default:
			break;
		}
	}
	print_run(&k);
	return k.failed ? -1 : 0;
}

static int
remember_one(void *ctx, struct cm_key key)
{
	return cm_seen_add(ctx, key);
}

/* What was printed counts as seen once it is where it should be. */
static enum cm_exit
remember(struct curate *cu, struct stage *s)
{
	/* A pipe cannot: no matter. */
	if (fsync(STDOUT_FILENO) == -1 && (errno == EIO || errno == ENOSPC)) {
		cm_warn("fresh: nothing of this run is remembered: the output "
			"is not on the disk: %s",
		    strerror(errno));
		return CM_FAIL;
	}
	if (cm_seen_begin(cu->seen, cu->hold) == 0 &&
	    set_drain(cu->left != NULL ? cu->left : s->set, remember_one,
		cu->seen) == 0)
		cm_seen_commit(cu->seen);
	return cm_seen_status(cu->seen);
}

/* What may be of help when all was read. */
static void
say_what_lacks(const struct curate *cu)
{
	const struct stage *s;
	const char *name = "text";

	if (cu->untimed > 0)
		cm_note(0, "%llu record%s without a time %s left out",
		    (unsigned long long)cu->untimed,
		    cu->untimed == 1 ? "" : "s",
		    cu->untimed == 1 ? "was" : "were");
	for (s = cu->stages; s < cu->stages + cu->nstages; s++) {
		if (s->verb == TOP && s->unranked > 0)
			cm_note(0,
			    "top: %llu record%s without %s %s not ranked%s%s%s",
			    (unsigned long long)s->unranked,
			    s->unranked == 1 ? "" : "s", s->names[0],
			    s->unranked == 1 ? "is" : "are",
			    s->ranked == 0 && s->elsewhere > 0
				? "; did you mean "
				: "",
			    s->ranked == 0 && s->elsewhere > 0 ? s->names[1]
							       : "",
			    s->ranked == 0 && s->elsewhere > 0 ? "?" : "");
		if (s->filter != NULL && s->nnames == 1)
			name = s->names[0];
	}
	if (cu->nulls || (cu->doubted_nulls && cu->confirmed))
		cm_note(0,
		    "write (.%s // \"\") in an expression where a member may "
		    "be missing",
		    name);
}

static enum cm_exit
conclude(struct curate *cu, int whole)
{
	enum cm_exit status = CM_OK;
	struct stage *s;

	say_what_lacks(cu);
	for (s = cu->stages; s < cu->stages + cu->nstages; s++) {
		if (s->verb != FRESH || cu->dry_run)
			continue;
		if (whole)
			status = cm_worse(status, remember(cu, s));
		else
			cm_warn("fresh: nothing of this run is remembered");
	}
	return status;
}

enum cm_exit
curate_run(struct curate *cu, const char *const *files, size_t nfiles)
{
	struct cm_rec_job job = {.options = &cu->options,
	    .files = files,
	    .nfiles = nfiles,
	    .want = cu->want,
	    .ctx = cu,
	    .start = start,
	    .record = record,
	    .finish = finish};
	enum cm_exit status;
	size_t i;
	int whole = 0;

	for (i = 0; i < cu->parallel; i++)
		job.numbered |= cu->stages[i].filter != NULL;
	if (cu->ndata > 0)
		job.commit = commit;
	if (cu->stages[cu->parallel - 1].verb == TOP)
		job.last = curate_last;
	job.whole = &whole;
	status = cm_rec_run(&job);
	return cm_worse(status, conclude(cu, whole));
}
