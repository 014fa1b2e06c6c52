/* SPDX-License-Identifier: ISC */
/* table: records as lines of columns. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/cells.h"
#include "cmd/cm-report/check.h"
#include "cmd/cm-report/columns.h"
#include "cmd/cm-report/csvrows.h"
#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/groups.h"
#include "cmd/cm-report/measures.h"
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

/* Tables that --by did not ask for, to be named where none is what it asked
 * for. */
enum { OTHERS = 20 };

struct table {
	const struct report *report;
	struct columns columns;
	enum table_mode mode; /* set in commit() */
	int mixed;            /* no --columns: the first record decides */
	int grouped;          /* rows stand in the table of their `by` */
	struct cm_buf out;    /* the header, before the first block's */
	int headed;
	struct report_out to;
	struct left_out left;
	struct measures measures;
	struct groups groups; /* where it is not csv */
	struct csv_rows rows; /* where it is */

	int chosen; /* there was a record that --by asked for */
	char *others[OTHERS];
	size_t nothers;

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

/* Columns that are given need units, where people read them. */
static int
wants_measures(const struct table *t)
{
	return t->mixed || t->report->format != REPORT_CSV;
}

/* Whether a record is for the table at all; counts those that are not. */
static int
is_wanted(struct worker *w, struct cm_slice type)
{
	const struct table *t = w->table;
	int measure = is_type(type, "measure", 7);

	if (t->report->types != NULL)
		return is_listed(type, t->report->types) ||
		    (measure && wants_measures(t));
	if (is_type(type, "coverage", 8)) {
		w->left.coverage++;
		return 0;
	}
	w->left.measures += measure && !wants_measures(t);
	return !measure || wants_measures(t);
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

/* Whether a record is of the tables that --by asks for: one of that name, or,
 * where it ends with a point, all whose names begin so. */
static int
is_chosen(struct cm_slice by, const char *name)
{
	size_t len = strlen(name);
	char *text = cm_json_dup(by);
	int yes = 0;

	if (text != NULL && len > 1 && name[len - 1] == '.')
		yes = strncmp(text, name, len) == 0 ||
		    (strlen(text) == len - 1 &&
			strncmp(text, name, len - 1) == 0);
	else if (text != NULL)
		yes = strcmp(text, name) == 0;
	free(text);
	return yes;
}

static void
add_fact(struct cm_buf *b, int kind, struct cm_slice s)
{
	cm_buf_byte(b, kind);
	cm_buf_add(b, s.p, s.len);
	cm_buf_byte(b, '\n');
}

/* One record as a line of the table. Returns 0 if it has none of it. */
static int
put_record(const struct table *t, struct cm_slice by,
    const struct cm_slice *found, struct cm_buf *out)
{
	const struct columns *c = &t->columns;

	if (!columns_any(c, found))
		return 0;
	if (t->report->format == REPORT_CSV) {
		columns_csv(c, found, t->report->dialect, out);
		return 1;
	}
	cells_pack_one(out, by);
	cells_pack(out, c, found);
	return 1;
}

/* What a record is to commit(): 0 if it is nothing but cells. */
static int
fact_of(const struct table *t, struct cm_slice type)
{
	int listed =
	    t->report->types != NULL && is_listed(type, t->report->types);

	if (is_type(type, "measure", 7) && !listed)
		return 'M';
	if (!t->mixed)
		return 0;
	if (is_type(type, "row", 3))
		return 'R';
	return listed ? 'T' : 0;
}

/*
 * Without --columns it takes the first record to know whether the table is of
 * rows or of records, and which columns it has; that is for commit(), which
 * sees the blocks in order. Rows and measures go there as they are, behind an
 * R or an M (and a T before others that --type asks for); an O stands for each
 * record that was put out, an N before the table of one that --by does not
 * ask for, and a Y for one that it does.
 */
static int
record(void *worker, struct cm_rec *r)
{
	struct worker *w = worker;
	const struct table *t = w->table;
	struct cm_slice type = r->found[t->columns.type], by = {NULL, 0};
	struct cm_slice all = {r->line, r->len};
	size_t beyond;
	int fact;

	if (!is_wanted(w, type) || !passes(w, r, type))
		return 0;
	fact = fact_of(t, type);
	if (fact != 0 && t->mixed && check_whole(r) == -1)
		return 0;
	all = check_trim(all);
	if (fact != 'M' && t->report->by != NULL) {
		by = groups_by(all);
		if (by.p != NULL && !is_chosen(by, t->report->by))
			add_fact(r->facts, 'N', by);
		if (by.p == NULL || !is_chosen(by, t->report->by))
			return 0;
		cm_buf_puts(r->facts, "Y\n");
	}
	if (fact != 0) {
		add_fact(r->facts, fact, all);
		return 0;
	}
	if (t->grouped && is_type(type, "row", 3))
		by = groups_by(all);
	else
		by.p = NULL;
	beyond = columns_beyond(&t->columns, r->found);
	if (beyond < t->columns.n)
		cm_rec_bad(r,
		    (size_t)(r->found[t->columns.at[beyond]].p - r->line),
		    "%s is beyond a double", t->columns.names[beyond]);
	else if (!put_record(t, by, r->found, r->out))
		w->left.empty++;
	else if (t->mixed)
		cm_buf_puts(r->facts, "O\n");
	return 0;
}

static void
head(struct table *t)
{
	if (!t->headed && t->report->format == REPORT_CSV)
		columns_head(&t->columns, t->report->dialect, &t->out);
	t->headed = 1;
}

static void
remember_other(struct table *t, struct cm_slice by)
{
	char *name = cm_json_dup(by);
	size_t i;

	for (i = 0; name != NULL && i < t->nothers; i++)
		if (strcmp(t->others[i], name) == 0)
			break;
	if (name == NULL || i < t->nothers || t->nothers == OTHERS)
		free(name);
	else
		t->others[t->nothers++] = name;
}

static int
take_row(struct table *t, struct cm_slice row, int is_row, struct cm_buf *out)
{
	struct cm_slice by = {NULL, 0};

	if (is_row)
		by = groups_by(row);
	if (t->report->format == REPORT_CSV)
		return csv_rows_add(&t->rows, &t->measures, by, row, out);
	groups_row(&t->groups, by, row, &t->measures);
	return 0;
}

static int
take_fact(struct table *t, const char *line, size_t len, struct cm_buf *out)
{
	struct cm_slice whole = {line + 1, len - 1};
	int is_row = *line == 'R' || *line == 'T';

	if (*line == 'M') {
		t->left.measures += t->mixed;
		measures_add(&t->measures, whole);
		return 0;
	}
	if (*line == 'N')
		remember_other(t, whole);
	t->chosen |= *line == 'Y';
	if (t->mode == MODE_UNKNOWN && t->mixed && (is_row || *line == 'O'))
		t->mode = is_row ? MODE_ROWS : MODE_RECORDS;
	if (is_row && t->mode == MODE_ROWS)
		return take_row(t, whole, *line == 'R', out);
	t->left.rows += is_row;
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
		head(t);
	if (t->report->format != REPORT_CSV) {
		if (t->mode != MODE_ROWS)
			groups_cells(&t->groups, &t->columns, &b->out);
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
	say_count(&b, l->empty + t->rows.empty, "with none of the columns");
	if (b.len > 0)
		cm_note(0, "not in the table: %s", cm_buf_str(&b));
	cm_buf_release(&b);
}

static int
set_columns(struct table *t)
{
	const char *list = t->report->columns, *why;

	t->mixed = list == NULL;
	if (t->mixed && t->report->by != NULL)
		t->mode = MODE_ROWS;
	if (list == NULL)
		list = record_columns;
	if (columns_parse(&t->columns, list, &why) == 0) {
		t->grouped = t->report->format != REPORT_CSV &&
		    columns_find(&t->columns, "by") == t->columns.n;
		return 0;
	}
	cm_warn("--columns: %s", why);
	return -1;
}

/* Whether the table is of rows, or would be: there are measures. */
static int
is_of_rows(const struct table *t)
{
	return t->mixed &&
	    (t->mode == MODE_ROWS ||
		(t->mode == MODE_UNKNOWN && t->measures.n > 0));
}

static enum cm_exit
close_csv(struct table *t, enum cm_exit status)
{
	if (!is_of_rows(t))
		head(t);
	else if (csv_rows_end(&t->rows, &t->measures, &t->out) == -1)
		status = cm_worse(status, CM_FAIL);
	columns_say_lost(&t->rows.columns);
	if (t->out.len > 0 &&
	    report_out_page(&t->to, t->out.p, t->out.len) == -1)
		status = cm_worse(status, CM_FAIL);
	return report_out_end(&t->to, status);
}

/* All is read: what is left is the end of the table, or the page. */
static enum cm_exit
close_table(struct table *t, enum cm_exit status)
{
	struct doc *d;

	if (t->report->format == REPORT_CSV)
		return close_csv(t, status);
	d = doc_new(t->report->title != NULL ? t->report->title : "Table");
	if (groups_tables(&t->groups, d, is_of_rows(t) ? NULL : &t->columns,
		&t->measures, t->mixed, &t->left.empty) == -1)
		status = cm_worse(status, CM_FAIL);
	d->bare = t->report->title == NULL;
	status = report_print(t->report, d, &t->to, status);
	doc_free(d);
	return status;
}

/* A table that was asked for and is not there, where others are. */
static enum cm_exit
check_chosen(const struct table *t, enum cm_exit status)
{
	struct cm_buf b;
	size_t i;

	if (t->report->by == NULL || t->chosen || t->nothers == 0)
		return status;
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < t->nothers; i++)
		cm_buf_printf(&b, "%s%s", i > 0 ? ", " : "", t->others[i]);
	cm_warn("--by: there is no '%s', there is: %s; '%s.' takes all that "
		"begin so",
	    t->report->by, cm_buf_str(&b), t->report->by);
	cm_buf_release(&b);
	return cm_worse(status, CM_FAIL);
}

static enum cm_exit
run(struct table *t)
{
	const struct report *r = t->report;
	struct cm_rec_job job = {.options = &r->rec,
	    .files = r->files,
	    .nfiles = r->nfiles,
	    .want = t->columns.wants[0],
	    .ctx = t,
	    .start = start,
	    .record = record,
	    .commit = commit,
	    .finish = finish};
	enum cm_exit status;

	if (report_out_begin(&t->to, r->output) == -1)
		return CM_USAGE;
	status = cm_rec_run(&job);
	status = check_chosen(t, status);
	status = close_table(t, status);
	say_left_out(t);
	return status;
}

enum cm_exit
report_table(const struct report *r)
{
	struct table t = {.report = r, .lock = PTHREAD_MUTEX_INITIALIZER};
	enum cm_exit status = CM_USAGE;
	int ready;

	cm_buf_init(&t.out, CM_BUF_ANY);
	cm_buf_init(&t.rows.held, CM_BUF_ANY);
	t.rows.dialect = r->dialect;
	t.rows.chosen = r->by != NULL;
	ready = set_columns(&t) == 0;
	if (ready && r->where != NULL) {
		cm_filter_doubt("-w", r->where);
		t.filter = cm_filter_open("-w", r->where);
		ready = t.filter != NULL;
	}
	if (ready)
		status = run(&t);
	if (t.filter != NULL)
		cm_filter_close(t.filter);
	cm_buf_release(&t.out);
	columns_release(&t.columns);
	csv_rows_release(&t.rows);
	groups_release(&t.groups);
	measures_release(&t.measures);
	while (t.nothers > 0)
		free(t.others[--t.nothers]);
	return status;
}
