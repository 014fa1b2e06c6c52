/* SPDX-License-Identifier: ISC */
/* A table whose rows become records by a map alone, on all cores. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/rows.h"
#include "cmd/cm-fetch/rowwalk.h"
#include "lib/opt.h"

struct table {
	struct fetch *f;
	struct source *s;
	struct stream *text;
	const struct table_plan *plan;
	struct row_kind kind;
	struct row_scan long_row; /* of one too long to hold */
	uint64_t skip;            /* rows that are still to be passed over */
	int64_t oldest, newest;
};

/* The facts of a block: when each record that is put out begins and ends. */
struct fact {
	int64_t when, end;
};

struct worker {
	const struct table *table;
	struct cm_rec *r; /* the present block */
	struct cell_rules rules;
	int unzoned; /* of the rules */
	struct map *map;
	struct cm_filter *filter;
	struct row_cells cells;
	int strict;
};

static ssize_t
read_text(void *ctx, char *to, size_t len, const char **why)
{
	struct table *t = ctx;
	ssize_t n = stream_read(t->text, to, len);

	if (n < 0)
		*why = stream_why(t->text);
	return n;
}

static size_t
whole(void *ctx, const char *p, size_t len)
{
	struct table *t = ctx;

	return row_whole(&t->kind, p, len);
}

static size_t
end_of_long(void *ctx, const char *p, size_t len, int begins)
{
	struct table *t = ctx;

	if (begins)
		t->long_row.state = ROW_FRESH;
	return row_end(&t->long_row, p, len);
}

static size_t
pass_over(void *ctx, const char *p, size_t len)
{
	struct table *t = ctx;
	struct row_scan s = {t->kind.sep, t->kind.escapes, ROW_FRESH};
	size_t at = 0, n;

	for (; t->skip > 0 && at < len; t->skip--, at += n) {
		n = row_end(&s, p + at, len - at);
		if (n == ROW_NO_END)
			n = len - at;
	}
	return at;
}

static void *
start(void *ctx)
{
	struct table *t = ctx;
	const struct table_plan *plan = t->plan;
	struct worker *w = cm_zalloc(sizeof(*w));

	w->table = t;
	w->rules = plan->rules;
	if (plan->rules.unzoned != NULL)
		w->rules.unzoned = &w->unzoned;
	w->rules.zone = plan->tz != NULL ? cm_zone_open(plan->tz) : NULL;
	w->map = map_open(plan->columns, plan->ncolumns, plan->constants,
	    plan->fetched, &w->rules, plan->flags);
	w->strict = t->f->o.rec.strict;
	if (t->f->o.where != NULL)
		w->filter = cm_filter_open("-w", t->f->o.where);
	row_cells_init(&w->cells);
	return w;
}

static void
finish(void *ctx, void *worker)
{
	struct worker *w = worker;

	struct table *t = ctx;

	if (w->unzoned)
		*t->plan->rules.unzoned = 1;
	map_close(w->map);
	cm_zone_close(w->rules.zone);
	cm_filter_close(w->filter);
	row_cells_release(&w->cells);
	free(w);
}

/* Returns what ends the walk. */
static int
refuse(struct worker *w, const struct row_seen *row, const char *fmt,
    const char *why)
{
	cm_rec_item(w->r, row->raw, row->raw_len);
	cm_rec_bad(w->r, (size_t)-1, fmt, why);
	return w->strict ? -1 : 0;
}

/* What is wrong with a row before its cells are read, or NULL. */
static const char *
is_wrong(const struct worker *w, const struct row_seen *row)
{
	size_t i;

	if (row->open)
		return "a quote begins a cell and nothing ends it";
	if (row->raw_len > ROW_MOST)
		return "a row over 4 MiB";
	for (i = w->table->plan->cells; i < row->n; i++)
		if (row->cells[i].len > 0)
			return "it has more cells than the heading";
	return NULL;
}

/* Whether a record passes the options; -1 and *why where that fails. */
static int
passes(struct worker *w, const char *json, size_t len, int64_t when,
    const char **why)
{
	const struct options *o = &w->table->f->o;

	if (when != INT64_MIN && (when < o->since || when >= o->until))
		return 0;
	if (w->filter == NULL)
		return 1;
	cm_filter_at(w->filter, w->r->file);
	return cm_filter_test(w->filter, json, len, why);
}

static int
take_row(void *ctx, const struct row_seen *row)
{
	struct worker *w = ctx;
	struct cm_buf *out = w->r->out;
	size_t begin = out->len;
	const char *why = is_wrong(w, row);
	int64_t when = INT64_MIN;
	struct fact fact;
	int pass;

	w->r->items++;
	if (why != NULL)
		return refuse(w, row, "%s", why);
	switch (map_row(w->map, row->cells, row->n, out, &when, &why)) {
	case MAP_EMPTY:
		return 0;
	case MAP_BAD:
		out->len = begin;
		return refuse(w, row, "%s", why);
	default:
		break;
	}
	pass = passes(w, out->p + begin, out->len - begin, when, &why);
	if (pass <= 0) {
		out->len = begin;
		return pass < 0 ? refuse(w, row, "-w: %s", why) : 0;
	}
	cm_buf_byte(out, '\n');
	fact.when = when;
	fact.end = map_end(w->map);
	cm_buf_add(w->r->facts, &fact, sizeof(fact));
	return 0;
}

static int
items(void *worker, struct cm_rec *r)
{
	struct worker *w = worker;

	w->r = r;
	return row_walk(
	    &w->table->kind, r->line, r->len, &w->cells, take_row, w);
}

static int
is_outside(const struct table_plan *plan, const struct fact *fact)
{
	return plan->from < plan->to && fact->when != INT64_MIN &&
	    (fact->when < plan->from || fact->when >= plan->to ||
		fact->end > plan->to);
}

/* Counts, and cuts off what is over the limit. */
static int
commit(void *ctx, struct cm_rec_block *b)
{
	struct table *t = ctx;
	struct coverage *c = &t->s->cov;
	const char *at = b->out.p, *end = at + b->out.len;
	long limit = t->f->o.limit;
	struct fact fact;
	size_t i;

	c->refused += (long)b->bad;
	for (i = 0; i < b->facts.len; i += sizeof(fact)) {
		if (limit >= 0 && c->records >= limit) {
			b->out.len = (size_t)(at - b->out.p);
			if (c->why == NULL)
				c->why = cm_strdup("limit");
			return 1;
		}
		memcpy(&fact, b->facts.p + i, sizeof(fact));
		if (fact.when != INT64_MIN && fact.when < t->oldest)
			t->oldest = fact.when;
		if (fact.when != INT64_MIN && fact.end > t->newest)
			t->newest = fact.end;
		c->outside += is_outside(t->plan, &fact);
		c->records++;
		if (limit >= 0)
			at =
			    (const char *)memchr(at, '\n', (size_t)(end - at)) +
			    1;
	}
	return 0;
}

/* The place that rec and block see it from. */
static struct cm_rec_source
source_of(struct table *t)
{
	struct cm_rec_source source = {
	    .block = {t, read_text, whole, end_of_long},
	    .one = "row",
	    .many = "rows",
	    .lines = row_lines,
	    .pass = pass_over,
	    .heading = t->plan->heading,
	    .heading_len = t->plan->heading_len,
	    .items = items};

	return source;
}

int
table_run(struct fetch *f, struct source *s, struct stream *text,
    const struct table_plan *plan)
{
	const char *name = s->name;
	struct table t = {.f = f,
	    .s = s,
	    .text = text,
	    .plan = plan,
	    .kind = {row_masks_path(ROW_PATH_BEST), plan->sep, plan->escapes},
	    .long_row = {plan->sep, plan->escapes, ROW_FRESH},
	    .skip = plan->skip,
	    .oldest = INT64_MAX,
	    .newest = INT64_MIN};
	struct cm_rec_source source = source_of(&t);
	struct cm_rec_job job = {.options = &f->o.rec,
	    .source = &source,
	    .shown = &name,
	    .ctx = &t,
	    .start = start,
	    .commit = commit,
	    .finish = finish};
	struct diverted d;
	enum cm_exit status;

	if (output_write(s, s->out.p, s->out.len) != 0)
		return -1;
	cm_buf_clear(&s->out);
	if (output_divert(f, &d) != 0)
		return -1;
	status = cm_rec_run(&job);
	if (output_restore(s, &d) != 0)
		return -1;
	s->cov.pages = 1;
	if (t.newest != INT64_MIN) {
		s->cov.start = t.oldest;
		s->cov.end = t.newest;
		/* Nothing is known of the time after it was made. */
		if (plan->fetched != INT64_MIN && s->cov.end > plan->fetched &&
		    s->cov.start < plan->fetched)
			s->cov.end = plan->fetched;
	}
	if (status != CM_OK && s->cov.why == NULL)
		s->cov.why = cm_strdup(s->cov.refused > 0
			? "rows that could not be read"
			: "not all of it could be read");
	f->status = cm_worse(f->status, status);
	f->stop |= f->o.rec.strict && status == CM_FAIL;
	return 0;
}
