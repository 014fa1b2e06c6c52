/* SPDX-License-Identifier: ISC */
/* Layouts: rows and what goes with them to a jq module, its document out. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/assets.h"
#include "cmd/cm-report/check.h"
#include "cmd/cm-report/doc.h"
#include "cmd/cm-report/report.h"
#include "lib/asset.h"
#include "lib/buf.h"
#include "lib/clock.h"
#include "lib/filter.h"
#include "lib/json.h"
#include "lib/zone.h"

/* Things said that a layout gets; the rest are only counted. */
enum { POSTS = 50 };

enum kind { ROWS, MEASURES, COVERAGE, ACCOUNTS, SAID, KINDS };

static const struct {
	const char *type;
	enum kind kind;
	int check;
} types[] = {
    {"\"row\"", ROWS, CHECK_ROW},
    {"\"measure\"", MEASURES, CHECK_MEASURE},
    {"\"coverage\"", COVERAGE, CHECK_COVERAGE},
    {"\"account\"", ACCOUNTS, 0},
    {"\"post\"", SAID, CHECK_SAID},
    {"\"article\"", SAID, CHECK_SAID},
    {"\"review\"", SAID, CHECK_SAID},
    {NULL, KINDS, 0},
};

/* What stands before a line in the facts: a letter, or that -w held it. */
enum { HELD = 'h' };

struct layout {
	const struct report *report;
	struct cm_buf lists[KINDS]; /* JSON lists */
	uint64_t counts[KINDS];
	uint64_t others;
	uint64_t rows_given;     /* also those that -w held */
	struct cm_filter *where; /* one thread */
	struct cm_buf model;
	int models;
};

static int
record(void *ctx, struct cm_rec *r)
{
	struct layout *l = ctx;
	struct cm_slice type = r->found[CHECK_TYPE], all;
	const char *why;
	size_t i;
	int yes = 1;

	for (i = 0; types[i].type != NULL; i++)
		if (strlen(types[i].type) == type.len &&
		    memcmp(types[i].type, type.p, type.len) == 0)
			break;
	if (types[i].kind != KINDS &&
	    (check_whole(r) == -1 || check_types(r, types[i].check) == -1))
		return 0;
	if (l->where != NULL && types[i].kind != MEASURES &&
	    types[i].kind != COVERAGE) {
		yes = cm_filter_test(l->where, r->line, r->len, &why);
		if (yes == -1)
			cm_rec_bad(r, (size_t)-1, "-w: %s", why);
	}
	if (yes == 0 && types[i].kind == ROWS)
		return cm_buf_puts(r->facts, "h\n");
	if (yes != 1)
		return 0;
	cm_buf_byte(r->facts, '0' + (int)types[i].kind);
	all.p = r->line;
	all.len = r->len;
	all = check_trim(all);
	if (types[i].kind != KINDS)
		cm_buf_add(r->facts, all.p, all.len);
	return cm_buf_byte(r->facts, '\n');
}

static void
take(struct layout *l, enum kind kind, const char *p, size_t len)
{
	struct cm_buf *b;

	if (kind == KINDS) {
		l->others++;
		return;
	}
	b = &l->lists[kind];
	l->rows_given += kind == ROWS;
	if (l->counts[kind]++ >= POSTS && kind == SAID)
		return;
	if (b->len > 1)
		cm_buf_byte(b, ',');
	cm_buf_add(b, p, len);
}

static int
commit(void *ctx, struct cm_rec_block *b)
{
	struct layout *l = ctx;
	const char *at = b->facts.p, *end = at + b->facts.len, *lf;

	for (; at < end; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (*at == HELD)
			l->rows_given++;
		else
			take(l, (enum kind)(*at - '0'), at + 1,
			    (size_t)(lf - at) - 1);
	}
	return 0;
}

static struct cm_slice
list(const struct layout *l, enum kind kind)
{
	struct cm_slice s = {l->lists[kind].p, l->lists[kind].len};

	return s;
}

/* The zone that the rows' days and weeks are in: that of a measure. *name is
 * what b says it is, or UTC. */
static struct cm_zone *
zone_of(const struct layout *l, struct cm_buf *b)
{
	struct cm_slice measure, key, value;
	struct cm_zone *z = NULL;
	size_t at = 0, in;

	while (
	    z == NULL && cm_json_next(list(l, MEASURES), &at, NULL, &measure))
		for (in = 0; cm_json_next(measure, &in, &key, &value);) {
			if (!cm_json_is(key, "zone") ||
			    cm_scan_kind(value) != CM_STRING)
				continue;
			cm_buf_clear(b);
			cm_json_text(b, value);
			z = cm_zone_open(cm_buf_str(b));
			break;
		}
	if (z == NULL) {
		cm_buf_clear(b);
		cm_buf_puts(b, "UTC");
	}
	return z;
}

/* A post with `local`, when it was published by the clocks of the zone. */
static void
put_post(struct cm_buf *b, struct cm_slice post, struct cm_zone *z)
{
	char published[64], text[CM_CLOCK_TEXT];
	struct cm_slice key, value;
	size_t at = 0, len = 0;
	int64_t t;
	int32_t off;

	while (cm_json_next(post, &at, &key, &value))
		if (cm_json_is(key, "published") &&
		    cm_scan_kind(value) == CM_STRING &&
		    value.len <= sizeof(published))
			len = cm_json_decode(value, published);
	if (len == 0 || cm_clock_parse(published, len, &t) != 0) {
		cm_buf_add(b, post.p, post.len);
		return;
	}
	cm_buf_add(b, post.p, post.len - 1);
	off = cm_zone_offset(z, t);
	cm_buf_printf(b, ",\"local\":\"%.19s", cm_clock_text(t + off, text));
	cm_buf_printf(b, off == 0 ? "Z\"}" : "%c%02d:%02d\"}",
	    off < 0 ? '-' : '+', abs((int)off) / 3600, abs((int)off) / 60 % 60);
}

static void
put_posts(struct cm_buf *b, struct cm_slice posts, struct cm_zone *z)
{
	struct cm_slice post;
	size_t at = 0;
	int n = 0;

	cm_buf_byte(b, '[');
	while (cm_json_next(posts, &at, NULL, &post)) {
		if (n++ > 0)
			cm_buf_byte(b, ',');
		put_post(b, post, z);
	}
	cm_buf_byte(b, ']');
}

/* What the module gets; see cm-report(1), LAYOUTS. */
static void
put_input(struct layout *l, struct cm_buf *b)
{
	static const char *const names[KINDS] = {
	    "rows", "measures", "coverage", "accounts", "posts"};
	char now[CM_CLOCK_TEXT];
	struct cm_zone *z;
	struct cm_buf zone;
	int i;

	for (i = 0; i < KINDS; i++)
		cm_buf_byte(&l->lists[i], ']');
	cm_buf_init(&zone, CM_BUF_ANY);
	z = zone_of(l, &zone);
	cm_buf_byte(b, '{');
	cm_json_member(b, "now", cm_clock_text(l->report->now, now));
	cm_json_member(b, "zone", cm_buf_str(&zone));
	cm_json_member(b, "week", l->report->week);
	for (i = 0; i < KINDS; i++) {
		cm_json_key(b, names[i]);
		if (i == SAID)
			put_posts(b, list(l, SAID), z);
		else
			cm_buf_add(b, l->lists[i].p, l->lists[i].len);
	}
	cm_zone_close(z);
	cm_buf_release(&zone);
	cm_json_member_int(b, "rows_given", (int64_t)l->rows_given);
	cm_json_member_int(b, "posts_given", (int64_t)l->counts[SAID]);
	cm_json_member_int(b, "others", (int64_t)l->others);
	cm_buf_byte(b, '}');
}

static int
emit(void *ctx, const char *json, size_t len)
{
	struct layout *l = ctx;

	cm_buf_clear(&l->model);
	cm_buf_add(&l->model, json, len);
	cm_buf_room(&l->model, CM_SCAN_PAD);
	l->models++;
	return 0;
}

/* Runs the module. Returns the document, or NULL after a message. */
static struct doc *
lay_out(struct layout *l, struct cm_filter *f)
{
	struct cm_buf input;
	struct cm_slice model;
	struct doc *d = NULL;
	const char *why = "it gives no document";
	int bad;

	cm_buf_init(&input, CM_BUF_ANY);
	put_input(l, &input);
	bad = cm_filter_run(f, cm_buf_str(&input), input.len, emit, l, &why);
	if (bad == 0 && l->models != 1)
		why = "it does not give one document";
	else if (bad == 0) {
		model.p = l->model.p;
		model.len = l->model.len;
		d = doc_read(model, l->report->title, &why);
	}
	if (d == NULL)
		cm_warn("layout '%s': %s", l->report->layout, why);
	cm_buf_release(&input);
	return d;
}

static struct cm_filter *
open_module(const char *name)
{
	struct cm_filter *f = NULL;
	struct cm_buf b;
	char *text;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s.jq", name);
	text = asset_read(cm_buf_str(&b));
	if (text != NULL)
		f = cm_filter_open_module(
		    cm_buf_str(&b), text, "report", cm_reports);
	asset_free(text);
	cm_buf_release(&b);
	return f;
}

static enum cm_exit
run(struct layout *l, struct cm_filter *f)
{
	const struct report *r = l->report;
	struct cm_want *want = check_want();
	struct cm_rec_options rec = r->rec;
	struct cm_rec_job job = {.options = &rec,
	    .files = r->files,
	    .nfiles = r->nfiles,
	    .want = want,
	    .ctx = l,
	    .record = record,
	    .commit = commit};
	struct report_out out;
	enum cm_exit status;
	struct doc *d;
	size_t i;

	if (l->where != NULL)
		rec.threads = 1; /* a filter belongs to one thread */
	status = cm_rec_run(&job);
	cm_want_free(want);
	d = lay_out(l, f);
	if (d == NULL)
		return cm_worse(status, CM_FAIL);
	for (i = 0; i < d->nwarnings; i++)
		cm_warn("%s", d->warnings[i]);
	if (report_out_begin(&out, r->output) == -1)
		status = cm_worse(status, CM_USAGE);
	else
		status = report_print(r, d, &out, status);
	doc_free(d);
	return status;
}

enum cm_exit
report_layout(const struct report *r)
{
	struct layout l = {.report = r};
	struct cm_filter *f = open_module(r->layout);
	enum cm_exit status = CM_USAGE;
	int i;

	if (r->where != NULL) {
		cm_filter_doubt("-w", r->where);
		l.where = cm_filter_open("-w", r->where);
	}
	for (i = 0; i < KINDS; i++) {
		cm_buf_init(&l.lists[i], CM_BUF_ANY);
		cm_buf_byte(&l.lists[i], '[');
	}
	cm_buf_init(&l.model, CM_BUF_ANY);
	if (f != NULL && (r->where == NULL || l.where != NULL))
		status = run(&l, f);
	for (i = 0; i < KINDS; i++)
		cm_buf_release(&l.lists[i]);
	cm_buf_release(&l.model);
	if (l.where != NULL)
		cm_filter_close(l.where);
	if (f != NULL)
		cm_filter_close(f);
	return status;
}
