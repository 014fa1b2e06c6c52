/* SPDX-License-Identifier: ISC */
/* table: records as lines of columns. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/cells.h"
#include "cmd/cm-report/check.h"
#include "cmd/cm-report/columns.h"
#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/report.h"
#include "lib/buf.h"
#include "lib/filter.h"
#include "lib/json.h"

/* Columns of records that are no rows, where none were asked for. */
static const char record_columns[] =
    "type,network,account,id,published,author.handle,author.name,title,text,"
    "lang,tags,metrics.views,metrics.likes,metrics.comments,metrics.shares,"
    "url";

/* What a run has left out, to be said at its end. */
struct left_out {
	uint64_t coverage, measures, rows, others, empty;
};

enum table_mode { MODE_UNKNOWN, MODE_RECORDS, MODE_ROWS };

struct table {
	const struct report *report;
	struct columns columns;
	enum table_mode mode; /* set in commit() */
	int mixed;            /* no --columns: the first record decides */
	struct cm_buf out;    /* the header, before the first block's */
	int headed;
	struct report_out to;
	struct cm_buf cells; /* packed, where it is not csv */
	struct left_out left;
	struct columns rows; /* built from measures, then the first row */

	pthread_mutex_t lock;
	struct cm_filter *filter; /* compiled by main, taken by a worker */
};

struct worker {
	struct table *table;
	struct cm_filter *filter;
	struct left_out left;
};

static void *
start(void *ctx)
{
	struct table *t = ctx;
	struct worker *w = cm_zalloc(sizeof(*w));

	w->table = t;
	if (t->report->where == NULL)
		return w;
	pthread_mutex_lock(&t->lock);
	w->filter = t->filter;
	t->filter = NULL;
	pthread_mutex_unlock(&t->lock);
	if (w->filter == NULL)
		w->filter = cm_filter_open("-w", t->report->where);
	return w;
}

static void
finish(void *ctx, void *worker)
{
	struct table *t = ctx;
	struct worker *w = worker;

	t->left.coverage += w->left.coverage;
	t->left.measures += w->left.measures;
	t->left.others += w->left.others;
	t->left.empty += w->left.empty;
	if (w->filter != NULL)
		cm_filter_close(w->filter);
	free(w);
}

static int
is_type(struct cm_slice type, const char *name, size_t len)
{
	return type.len == len + 2 && memcmp(type.p + 1, name, len) == 0;
}

/* Is a type in a list with commas. */
static int
is_listed(struct cm_slice type, const char *list)
{
	size_t n;

	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (is_type(type, list, n))
			return 1;
		if (list[n] == '\0')
			return 0;
	}
}

/* Whether a record is for the table at all; counts those that are not. */
static int
is_wanted(struct worker *w, struct cm_slice type)
{
	const struct table *t = w->table;
	int measure = is_type(type, "measure", 7);

	if (t->report->types != NULL)
		return is_listed(type, t->report->types) ||
		    (t->mixed && measure);
	if (is_type(type, "coverage", 8)) {
		w->left.coverage++;
		return 0;
	}
	w->left.measures += measure && !t->mixed;
	return !measure || t->mixed;
}

static int
passes(struct worker *w, struct cm_rec *r, struct cm_slice type)
{
	const char *why;
	int yes;

	if (w->table->report->where == NULL || is_type(type, "measure", 7))
		return 1;
	if (w->filter == NULL)
		return 0;
	yes = cm_filter_test(w->filter, r->line, r->len, &why);
	if (yes == -1)
		cm_rec_bad(r, (size_t)-1, "-w: %s", why);
	return yes == 1;
}

/* One record as a line of the table. Returns 0 if it has none of it. */
static int
put_record(const struct table *t, const struct columns *c,
    const struct cm_slice *found, struct cm_buf *out)
{
	if (!columns_any(c, found))
		return 0;
	if (t->report->format == REPORT_CSV)
		columns_csv(c, found, t->report->dialect, out);
	else
		cells_pack(out, c, found);
	return 1;
}

/*
 * Without --columns it takes the first record to know whether the table is of
 * rows or of records, and which columns it has; that is for commit(), which
 * sees the blocks in order. Rows and measures go there as they are, behind an
 * R or an M; an O stands for each record that was put out.
 */
static int
record(void *worker, struct cm_rec *r)
{
	struct worker *w = worker;
	const struct table *t = w->table;
	struct cm_slice type = r->found[t->columns.type], all;
	size_t beyond;
	int fact = 0;

	if (!is_wanted(w, type) || !passes(w, r, type))
		return 0;
	if (t->mixed && is_type(type, "measure", 7))
		fact = 'M';
	if (t->mixed && is_type(type, "row", 3))
		fact = 'R';
	if (t->report->types != NULL && t->mixed &&
	    is_listed(type, t->report->types))
		fact = 'R';
	if (fact != 0) {
		if (check_whole(r) == -1)
			return 0;
		all.p = r->line;
		all.len = r->len;
		all = check_trim(all);
		cm_buf_byte(r->facts, fact);
		cm_buf_add(r->facts, all.p, all.len);
		cm_buf_byte(r->facts, '\n');
		return 0;
	}
	beyond = columns_beyond(&t->columns, r->found);
	if (beyond < t->columns.n)
		cm_rec_bad(r,
		    (size_t)(r->found[t->columns.at[beyond]].p - r->line),
		    "%s is beyond a double", t->columns.names[beyond]);
	else if (!put_record(t, &t->columns, r->found, r->out))
		w->left.empty++;
	else if (t->mixed)
		cm_buf_puts(r->facts, "O\n");
	return 0;
}

static void
head(struct table *t, const struct columns *c)
{
	if (!t->headed && t->report->format == REPORT_CSV)
		columns_head(c, t->report->dialect, &t->out);
	t->headed = 1;
}

static int
take_row(struct table *t, struct cm_slice row, struct cm_buf *out)
{
	struct cm_slice found[CM_SCAN_WANTS];
	struct cm_scan_error why;

	if (t->rows.want == NULL) {
		columns_add_members(&t->rows, row);
		columns_add_honesty(&t->rows);
		columns_finish(&t->rows);
	}
	if (cm_scan_line(row.p, row.len, t->rows.want, found, &why) != 0) {
		cm_warn("a row cannot be read: %s", why.why);
		return -1;
	}
	head(t, &t->rows);
	t->left.empty += !put_record(t, &t->rows, found, out);
	return 0;
}

static int
take_fact(struct table *t, const char *line, size_t len, struct cm_buf *out)
{
	struct cm_slice whole = {line + 1, len - 1};

	if (*line == 'M') {
		t->left.measures++;
		if (t->rows.want == NULL)
			columns_add_measure(&t->rows, whole);
		return 0;
	}
	if (t->mode == MODE_UNKNOWN)
		t->mode = *line == 'R' ? MODE_ROWS : MODE_RECORDS;
	if (*line == 'R' && t->mode == MODE_ROWS)
		return take_row(t, whole, out);
	t->left.rows += *line == 'R';
	t->left.others += *line == 'O' && t->mode == MODE_ROWS;
	return 0;
}

static int
take_facts(struct table *t, struct cm_buf *facts, struct cm_buf *out)
{
	const char *at, *end, *lf;

	/* What cm_scan_line() may look at behind the last line. */
	cm_buf_room(facts, CM_SCAN_PAD);
	end = facts->p + facts->len;
	for (at = facts->p; at < end; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (take_fact(t, at, (size_t)(lf - at), out) == -1)
			return -1;
	}
	return 0;
}

/* What a block puts out: its own lines, or those of its rows. */
static int
commit(void *ctx, struct cm_rec_block *b)
{
	struct table *t = ctx;
	struct cm_buf whole;

	cm_buf_init(&whole, CM_BUF_ANY);
	if (b->facts.len > 0 && take_facts(t, &b->facts, &whole) == -1)
		return -1;
	if (t->mode == MODE_ROWS) {
		cm_buf_clear(&b->out);
		cm_buf_add(&b->out, whole.p, whole.len);
	} else if (b->out.len > 0)
		head(t, &t->columns);
	if (t->report->format != REPORT_CSV) {
		cm_buf_add(&t->cells, b->out.p, b->out.len);
		cm_buf_clear(&b->out);
	} else if (t->out.len > 0) {
		cm_buf_clear(&whole);
		cm_buf_add(&whole, t->out.p, t->out.len);
		cm_buf_add(&whole, b->out.p, b->out.len);
		cm_buf_clear(&b->out);
		cm_buf_add(&b->out, whole.p, whole.len);
		cm_buf_clear(&t->out);
	}
	t->to.size += b->out.len;
	cm_buf_release(&whole);
	return 0;
}

static void
say_count(struct cm_buf *b, uint64_t n, const char *what)
{
	if (n > 0)
		cm_buf_printf(b, "%s%llu %s", b->len > 0 ? ", " : "",
		    (unsigned long long)n, what);
}

static void
say_left_out(const struct table *t)
{
	const struct left_out *l = &t->left;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	say_count(&b, l->coverage, "of type coverage");
	if (t->mode != MODE_ROWS)
		say_count(&b, l->measures, "of type measure");
	say_count(&b, l->rows, "of type row");
	say_count(&b, l->others, "of other types");
	say_count(&b, l->empty, "with none of the columns");
	if (b.len > 0)
		cm_note(0, "not in the table: %s", cm_buf_str(&b));
	cm_buf_release(&b);
}

static int
set_columns(struct table *t)
{
	const char *list = t->report->columns, *why;

	t->mixed = list == NULL;
	if (list == NULL)
		list = record_columns;
	if (columns_parse(&t->columns, list, &why) == 0)
		return 0;
	cm_warn("--columns: %s", why);
	return -1;
}

/* All is read: what is left is the header of an empty table, or the page. */
static enum cm_exit
close_table(struct table *t, enum cm_exit status)
{
	const struct columns *c = &t->columns;
	struct doc *d;

	if (t->mixed && t->mode != MODE_RECORDS && t->rows.n > 0) {
		if (t->rows.want == NULL) {
			columns_add_honesty(&t->rows);
			columns_finish(&t->rows);
		}
		c = &t->rows;
	}
	if (t->report->format == REPORT_CSV) {
		head(t, c);
		if (t->out.len > 0 &&
		    report_out_page(&t->to, t->out.p, t->out.len) == -1)
			status = cm_worse(status, CM_FAIL);
		return report_out_end(&t->to, status);
	}
	d = doc_new(t->report->title != NULL ? t->report->title : "Table");
	cells_table(d, c, &t->cells);
	d->bare = t->report->title == NULL;
	if (t->mixed)
		doc_drop_empty(&d->blocks[0]);
	status = report_print(t->report, d, &t->to, status);
	doc_free(d);
	return status;
}

static enum cm_exit
run(struct table *t)
{
	const struct report *r = t->report;
	struct cm_rec_job job = {.options = &r->rec,
	    .files = r->files,
	    .nfiles = r->nfiles,
	    .want = t->columns.want,
	    .ctx = t,
	    .start = start,
	    .record = record,
	    .commit = commit,
	    .finish = finish};
	enum cm_exit status;

	if (report_out_begin(&t->to, r->output) == -1)
		return CM_USAGE;
	status = cm_rec_run(&job);
	say_left_out(t);
	return close_table(t, status);
}

enum cm_exit
report_table(const struct report *r)
{
	struct table t = {.report = r, .lock = PTHREAD_MUTEX_INITIALIZER};
	enum cm_exit status = CM_USAGE;
	int ready;

	cm_buf_init(&t.out, CM_BUF_ANY);
	cm_buf_init(&t.cells, CM_BUF_ANY);
	ready = set_columns(&t) == 0;
	if (ready && r->where != NULL) {
		t.filter = cm_filter_open("-w", r->where);
		ready = t.filter != NULL;
	}
	if (ready)
		status = run(&t);
	if (t.filter != NULL)
		cm_filter_close(t.filter);
	cm_buf_release(&t.out);
	cm_buf_release(&t.cells);
	columns_release(&t.columns);
	columns_release(&t.rows);
	return status;
}
