/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/asktext.h"
#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/merge_in.h"
#include "cmd/cm-stats/newest.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/tables.h"
#include "lib/json.h"

static const char *const wants[WANTS] = {
    "type", "part", "coverage", "end", "ask", "version"};

static void *
start(void *ctx)
{
	struct merger *w = cm_zalloc(sizeof(*w));

	w->m = ctx;
	w->coverage = coverage_new();
	w->want = cm_want_new(wants, WANTS);
	cm_buf_init(&w->key, CM_BUF_ANY);
	cm_buf_init(&w->bytes, CM_BUF_ANY);
	cm_buf_init(&w->covers, CM_BUF_ANY);
	return w;
}

/* No part can be put together with what was read before. Returns -1. */
static int
refuse(struct merger *w)
{
	w->m->refused = 1;
	return -1;
}

/* Asks the question of the first part. */
static int
ask(struct merger *w, struct cm_rec *r, struct cm_slice text)
{
	struct merge *m = w->m;
	const struct section *s;
	const char *why;
	int k;

	why = asktext_read(m->ask, text);
	if (why != NULL) {
		cm_rec_bad(r, (size_t)-1, "a part cannot be used: %s", why);
		return refuse(w);
	}
	cm_buf_add(&m->text, text.p, text.len);
	part_question(&m->text, m->hash);
	ask_build(m->ask, m->q);
	run_prepare(&m->run, m->ask, m->q);
	for (s = m->q->section; s < m->q->section + m->q->nsections; s++)
		for (k = 0; k < s->ntables; k++) {
			m->section[m->tables] = s;
			m->table[m->tables++] = k;
		}
	m->asked = 1;
	return 0;
}

/* The first line of a part. */
static int
begin(struct merger *w, struct cm_rec *r)
{
	struct merge *m = w->m;
	struct cm_slice text = w->found[ASK], version = w->found[VERSION], want;
	struct cm_buf b;

	if (version.len != 1 || version.p[0] != '0' + PART_VERSION) {
		cm_rec_bad(r, (size_t)-1,
		    "a part of version %.*s, not %d: it was made by another "
		    "version of cm-stats",
		    (int)(version.len < 20 ? version.len : 20),
		    version.p != NULL ? version.p : "", PART_VERSION);
		return refuse(w);
	}
	ledger_begins(&w->ledger, r->block->file_index);
	if (!m->asked)
		return ask(w, r, text);
	if (text.len == m->text.len && memcmp(text.p, m->text.p, text.len) == 0)
		return 0;
	cm_buf_init(&b, CM_BUF_ANY);
	want.p = m->text.p;
	want.len = m->text.len;
	asktext_differ(&b, text, want);
	cm_rec_bad(r, (size_t)-1,
	    "a part of another question than the first: %s", cm_buf_str(&b));
	cm_buf_release(&b);
	return refuse(w);
}

/* part: 0, where a coverage record stands by itself. */
static int
cover(struct merger *w, struct cm_rec *r, struct cm_slice line, uint64_t part)
{
	struct cm_rec inner = *r;

	if (w->m->asked && w->m->ask->coverage == COVERAGE_OFF)
		return 1;
	inner.line = line.p;
	inner.len = line.len;
	coverage_part(w->coverage, part);
	if (coverage_add(w->coverage, &inner) != 0)
		return 0;
	cm_buf_add(&w->covers, line.p, line.len);
	cm_buf_byte(&w->covers, '\n');
	return 1;
}

static uint64_t
number_of(struct cm_slice object, const char *name)
{
	struct cm_slice s = cm_json_get(object, name);
	struct num n;

	if (cm_scan_kind(s) != CM_NUMBER || num_read(s, &n) != 0 || !n.whole ||
	    n.i < 0)
		return 0;
	return (uint64_t)n.i;
}

static void
take_types(struct merger *w, struct cm_slice list)
{
	struct cm_slice s;
	size_t at = 0;
	char *name;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &s)) {
		name = cm_json_dup(s);
		if (name != NULL)
			types_add(&w->types, name);
		free(name);
	}
}

static int
take_of(struct ledger_part *p, struct cm_slice list)
{
	struct cm_slice s;
	size_t at = 0, cap = 0;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &s)) {
		if (p->nof == cap) {
			cap = cap == 0 ? 4 : 2 * cap;
			p->of = cm_realloc(p->of, cap * sizeof(*p->of));
		}
		if (s.len != PART_P + 2 ||
		    part_unhex(s.p + 1, PART_P, &p->of[p->nof]) != 0)
			return -1;
		p->nof++;
	}
	return 0;
}

static int
end(struct merger *w, struct cm_rec *r, struct ledger_part *p)
{
	struct cm_slice e = w->found[END], sum = cm_json_get(e, "sum");
	int first = p->ends == 0;

	if (sum.len != PART_P + 2 ||
	    part_unhex(sum.p + 1, PART_P, &p->due_sum) != 0 ||
	    (first && take_of(p, cm_json_get(e, "of")) != 0)) {
		cm_rec_bad(r, (size_t)-1, "a part's end is none");
		return 0;
	}
	p->due = number_of(e, "lines");
	p->said.untimed = (size_t)number_of(e, "untimed");
	p->said.early = (size_t)number_of(e, "early");
	p->said.late = (size_t)number_of(e, "late");
	p->said.spanning = (size_t)number_of(e, "spanning");
	take_types(w, cm_json_get(e, "types"));
	p->ends++;
	ledger_ends(&w->ledger, r->block->file_index);
	return 0;
}

/* The question must be known. */
static void
make_tables(struct merger *w)
{
	const struct merge *m = w->m;
	int k;

	w->tables = tables_new(m->q);
	for (k = 0; k < m->tables; k++)
		w->groups[k] =
		    tables_groups(w->tables, m->section[k], m->table[k]);
	if (m->run.newest != NULL)
		w->newest = newest_new(m->q, m->run.budget);
}

/* Lines of some part: which, and whether of the same question. */
static int
other_part(struct merger *w, struct cm_rec *r)
{
	struct merge *m = w->m;
	struct cm_slice part = w->found[PART];
	struct ledger_part *of;
	uint64_t id;

	if (!m->asked) {
		cm_rec_bad(
		    r, (size_t)-1, "a part's first line is missing before it");
		return 0;
	}
	if (part.len != PART_LABEL + 2 || part.p[1 + PART_Q] != '.' ||
	    part_unhex(part.p + 2 + PART_Q, PART_P, &id) != 0) {
		cm_rec_bad(r, (size_t)-1, "a line of no part");
		return 0;
	}
	if (memcmp(part.p + 1, m->hash, PART_Q) != 0) {
		cm_rec_bad(r, (size_t)-1,
		    "a line of a part of another question than the first");
		return refuse(w);
	}
	if (w->tables == NULL)
		make_tables(w);
	of = ledger_find(&w->ledger, id, r->file);
	if (w->found[END].p != NULL)
		return end(w, r, of);
	if (w->found[COVER].p != NULL) {
		if (cover(w, r, w->found[COVER], id)) {
			of->lines++;
			of->sum += part_hash(r->line, r->len);
		}
		return 0;
	}
	if (r->len < PART_START ||
	    part.p != r->line + PART_START - (PART_LABEL + 2)) {
		cm_rec_bad(r, (size_t)-1, "a line of a part that was changed");
		return 0;
	}
	memcpy(w->start, r->line, PART_START);
	w->id = id;
	return merge_line(w, r);
}

/* Lines come as they are: most are looked at without reading JSON. */
static int
record(void *worker, struct cm_rec *r)
{
	struct merger *w = worker;
	struct cm_slice type, whole;
	struct cm_scan_error why;

	/* Hadoop puts a tab behind. */
	while (r->len > 0 && r->line[r->len - 1] == '\t')
		r->len--;
	if (r->len > PART_START && w->start[0] != '\0' &&
	    memcmp(r->line, w->start, PART_START) == 0 &&
	    (r->line[PART_START + 2] == 't' || r->line[PART_START + 2] == 'r'))
		return merge_line(w, r);
	if (cm_scan_line(r->line, r->len, w->want, w->found, &why) != 0) {
		cm_rec_bad(r, why.offset, "%s", why.why);
		return 0;
	}
	type = w->found[TYPE];
	if (!slice_absent(type) && slice_is(type, "coverage")) {
		whole.p = r->line;
		whole.len = r->len;
		cover(w, r, whole, 0);
		return 0;
	}
	if (slice_absent(type) || !slice_is(type, "part")) {
		cm_rec_bad(r, (size_t)-1, "no line of a part");
		return 0;
	}
	return w->found[ASK].p != NULL ? begin(w, r) : other_part(w, r);
}

static void
finish(void *ctx, void *worker)
{
	struct merge *m = ctx;
	struct merger *w = worker;

	if (m->asked) {
		if (w->tables == NULL)
			make_tables(w);
		run_take(&m->run, w->tables, w->coverage, w->newest, &w->types);
		cm_buf_add(&m->run.covers, w->covers.p, w->covers.len);
	} else {
		coverage_free(w->coverage);
		types_release(&w->types);
	}
	ledger_merge(&m->ledger, &w->ledger);
	cm_want_free(w->want);
	cm_buf_release(&w->key);
	cm_buf_release(&w->bytes);
	cm_buf_release(&w->covers);
	free(w);
}

static enum cm_exit
read_all(struct merge *m, int *whole)
{
	struct cm_rec_job job;
	enum cm_exit status;

	memset(&job, 0, sizeof(job));
	job.options = &m->ask->rec;
	job.files = m->ask->files;
	job.nfiles = m->ask->nfiles;
	job.plain_lines = 1;
	job.ctx = m;
	job.start = start;
	job.record = record;
	job.finish = finish;
	job.whole = whole;
	status = cm_rec_run(&job);
	return status;
}

static int
has_groups(void *ctx, uint64_t part)
{
	return ledger_find(ctx, part, NULL)->groups > 0;
}

/* Parts that may hold the same records, and count them twice. */
static enum cm_exit
say_overlap(struct merge *m)
{
	enum cm_exit status = CM_OK;
	struct cm_buf b;
	size_t n;

	cm_buf_init(&b, CM_BUF_ANY);
	coverage_close(m->run.a.coverage);
	n = coverage_overlap(m->run.a.coverage, has_groups, &m->ledger, &b);
	if (n > 0 && m->ask->coverage == COVERAGE_STRICT) {
		cm_warn("two parts cover %s: what is in both would count "
			"twice",
		    cm_buf_str(&b));
		status = CM_USAGE;
	} else if (n > 0)
		cm_note(0, "two parts cover %s: what is in both counts twice%s",
		    cm_buf_str(&b), n > 1 ? "; and others do" : "");
	cm_buf_release(&b);
	return status;
}

/* What the ends of all parts say. */
static void
sum_up(struct merge *m)
{
	const struct ledger_part *p;
	struct said *said = &m->run.said;
	size_t k;

	for (k = 0; k < m->ledger.n; k++) {
		p = &m->ledger.part[k];
		said->untimed += p->said.untimed;
		said->early += p->said.early;
		said->late += p->said.late;
		said->spanning += p->said.spanning;
	}
}

/* One part of all of them: it is told from others by those it is made of. */
static enum cm_exit
write_part(struct merge *m)
{
	enum cm_exit status;
	uint64_t id = 0, *of;
	size_t k, n;

	for (k = 0; k < m->ledger.n; k++)
		id += m->ledger.part[k].id;
	of = ledger_of(&m->ledger, &n);
	part_begin(&m->run);
	status = part_write(&m->run, id, of, n);
	free(of);
	return status;
}

static enum cm_exit
tell(struct merge *m)
{
	enum cm_exit status = ledger_check(
	    &m->ledger, m->ask->files, m->ask->nfiles, m->ask->copies);

	if (status == CM_OK)
		status = say_overlap(m);
	if (status != CM_OK)
		return status;
	sum_up(m);
	return m->ask->partial ? write_part(m) : run_tell(&m->run);
}

/* The question is that of the parts, and so is what belongs to it. */
static void
check_options(const struct ask *a)
{
	const char *given = a->where != NULL ? "-w"
	    : a->since != NULL               ? "--since"
	    : a->until != NULL               ? "--until"
	    : a->tz != NULL                  ? "--tz"
	    : a->coverage != COVERAGE_NOTE   ? "--coverage"
					     : NULL;

	if (given != NULL)
		cm_opt_fail("merge takes its question from the parts: %s was "
			    "for them",
		    given);
}

enum cm_exit
merge(struct ask *a)
{
	static const char *input[] = {"-"};
	const char **files = a->files;
	struct merge m;
	enum cm_exit status;
	int whole = 0;

	check_options(a);
	memset(&m, 0, sizeof(m));
	m.ask = a;
	m.q = cm_alloc(sizeof(*m.q));
	/* What no file is given for may look for one that was meant. */
	if (a->nfiles == 0) {
		a->files = input;
		a->nfiles = 1;
	}
	a->copies = a->keep_duplicates;
	a->keep_duplicates = 0;
	cm_buf_init(&m.text, CM_BUF_ANY);
	status = read_all(&m, &whole);
	if (m.refused)
		status = cm_worse(status, CM_USAGE);
	else if (!whole || m.run.full || (a->rec.strict && status != CM_OK))
		status = cm_worse(status, CM_FAIL);
	else if (m.asked)
		status = cm_worse(status, tell(&m));
	else if (status == CM_OK)
		cm_note(0, "no part was read, so there are no rows");
	if (m.asked) {
		run_release(&m.run);
		question_release(m.q);
	}
	a->files = files;
	ledger_release(&m.ledger);
	cm_buf_release(&m.text);
	free(m.q);
	return status;
}

static void
nothing(const struct ask *a, struct question *q)
{
	(void)a;
	(void)q;
}

const struct verb verb_merge = {"merge", NULL, 0,
    "put together what --partial wrote, as if all was read at once", NULL,
    nothing, NULL, NULL};
