/* SPDX-License-Identifier: ISC */
/* Tables of a format: CSV and sheets. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export_table.h"
#include "cmd/cm-fetch/feed.h"
#include "lib/json.h"

static void
table_init(struct table *t)
{
	memset(t, 0, sizeof(*t));
	cm_buf_init(&t->constants, CM_BUF_ANY);
	cm_buf_init(&t->any, CM_BUF_ANY);
	cm_buf_init(&t->pre, CM_BUF_ANY);
	cm_buf_init(&t->gap, CM_BUF_ANY);
	cm_buf_init(&t->head, CM_BUF_ANY);
	cm_buf_init(&t->mapped, CM_BUF_ANY);
	cm_buf_init(&t->whole, CM_BUF_ANY);
	cm_buf_init(&t->raws, CM_BUF_ANY);
	cm_buf_init(&t->text, CM_BUF_ANY);
}

static void
table_release(struct table *t)
{
	kept_release(&t->kept);
	match_release(&t->m);
	table_columns_free(t);
	free(t->lines);
	cm_buf_release(&t->constants);
	cm_buf_release(&t->any);
	cm_buf_release(&t->pre);
	cm_buf_release(&t->gap);
	cm_buf_release(&t->head);
	cm_buf_release(&t->mapped);
	cm_buf_release(&t->whole);
	cm_buf_release(&t->raws);
	cm_buf_release(&t->text);
}

static struct match_in
wanted(const struct input *in, const char *sheet)
{
	struct match_in m = {.formats = export_formats(in->x->f),
	    .format = in->x->format,
	    .part = in->x->part,
	    .path = in->path,
	    .sheet = sheet};

	return m;
}

/* No format has it. */
static void
refuse_words(const struct input *in, const char *words)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s: %s",
	    in->x->format != NULL ? "not a table of that format"
				  : "a table that no format knows",
	    words);
	input_fails(in, CM_FAIL, cm_buf_str(&b),
	    "read it with --as csv --map id=HEADING,text=HEADING, or name a "
	    "format of --exports with --as");
	tally_fails(tally_of(in->x, NULL, NULL), "no format knows it");
	cm_buf_release(&b);
}

static void
refuse_unknown(const struct input *in, const struct kept *k)
{
	struct cm_buf words;

	cm_buf_init(&words, CM_BUF_ANY);
	table_words(k, &words);
	refuse_words(in, cm_buf_str(&words));
	cm_buf_release(&words);
}

/* Opens the reading of the table whose heading was found, and its columns.
 * Returns 0; -1: it is refused. */
static int
begin(struct table *t, struct input *in, const char *sheet)
{
	struct reading *r = &t->r;
	struct row heading, *h = NULL;
	size_t i;

	reading_open(r, in, &t->m, sheet);
	cm_buf_byte(&t->pre, '[');
	for (i = t->skip; i < t->kept.n && i < t->heading; i++) {
		if (t->heading == (size_t)-1)
			break;
		if (t->pre.len > 1)
			cm_buf_byte(&t->pre, ',');
		table_list(&t->pre, t->kept.rows[i].cells, t->kept.rows[i].n);
	}
	cm_buf_byte(&t->pre, ']');
	r->pre = cm_buf_str(&t->pre);
	if (t->heading != (size_t)-1) {
		kept_get(&t->kept.rows[t->heading], &heading);
		h = &heading;
		table_list(&t->head, h->cells, h->n);
		r->head = cm_buf_str(&t->head);
		r->heading = table_text(t, h, &r->heading_len);
		if (h->raw == NULL) {
			/* t->text is used again */
			t->kept.rows[t->heading].raw = cm_strdup(r->heading);
			t->kept.rows[t->heading].raw_len = r->heading_len;
			r->heading = t->kept.rows[t->heading].raw;
		}
	}
	table_columns(t, h);
	t->next = t->heading == (size_t)-1 ? t->skip : t->heading + 1;
	if (r->jq != NULL && r->jq->filter == NULL)
		return -1;
	return table_settle(t);
}

static void
facts(struct table *t)
{
	static const char *const orders[] = {[CELL_ANY_ORDER] = "",
	    [CELL_YMD] = ", dates ymd",
	    [CELL_DMY] = ", dates dmy",
	    [CELL_MDY] = ", dates mdy"};
	const struct reading *r = &t->r;
	char sep[32] = "", point[32] = "";

	if (t->sep == '\t')
		snprintf(sep, sizeof(sep), ", separator tab");
	else if (t->sep != 0)
		snprintf(sep, sizeof(sep), ", separator %c", t->sep);
	if (r->rules.point != 0)
		snprintf(
		    point, sizeof(point), ", decimal mark %c", r->rules.point);
	reading_facts(r, "%s%s%s%s%s%s%s%s%s, %zu lines before the heading",
	    t->told[0] != '\0' ? ", " : "", t->told, sep,
	    r->lang != NULL ? ", language " : "",
	    r->lang != NULL ? r->lang : "", point, orders[r->rules.dates],
	    r->tz != NULL ? ", zone " : "", r->tz != NULL ? r->tz : "",
	    t->heading == (size_t)-1 ? 0 : t->heading);
}

/* ---- CSV ---- */

/* Looks for a heading in the first bytes, taken to be in that encoding. */
static int
look_in(struct table *t, const struct input *in, const char *raw, size_t len,
    const char *fallback)
{
	const struct import *o = &in->x->f->o.import;
	struct match_in m = wanted(in, NULL);
	struct stream *bytes = stream_bytes(raw, len), *text;
	const char *p, *why;
	struct rows *rows;
	uint64_t damaged = 0, skip = 0;
	size_t n;
	int got;

	text =
	    stream_text(bytes, o->encoding, fallback, t->told, &damaged, &why);
	if (text == NULL) {
		stream_close(bytes);
		return 0;
	}
	n = stream_peek(text, &p, TABLE_LOOK);
	t->sep = rows_separator(p, n, &skip);
	if (o->sep != 0)
		t->sep = o->sep;
	t->skip = (size_t)skip;
	rows = rows_csv(text, t->sep, 0);
	kept_release(&t->kept);
	kept_fill(&t->kept, rows, len == TABLE_LOOK);
	rows_close(rows);
	stream_close(text);
	match_release(&t->m);
	got = table_heading(t, &m);
	t->fallback = fallback;
	return got;
}

/* In the encodings that formats may be in, if it is none of the usual. */
static int
look(struct table *t, const struct input *in)
{
	const struct formats *all = export_formats(in->x->f);
	const struct format *f;
	const char *raw, *fallback;
	size_t len, i, k;
	int got;

	len = stream_peek(in->bytes, &raw, TABLE_LOOK);
	got = look_in(t, in, raw, len, NULL);
	if (strcmp(t->told, "WINDOWS-1252") != 0 ||
	    in->x->f->o.import.encoding != NULL)
		return got;
	if (got == 1) {
		t->fallback = t->m.part->fallback;
		return got;
	}
	for (i = 0; got == 0 && i < formats_count(all); i++) {
		f = formats_get(all, i);
		for (k = 0; got == 0 && k < f->nparts; k++) {
			fallback = f->parts[k].fallback;
			if (fallback != NULL && f->parts[k].is == PART_TABLE)
				got = look_in(t, in, raw, len, fallback);
		}
	}
	return got;
}

/* A table whose rows are records as they are mapped: on all cores. */
static void
run_plan(struct table *t, struct stream *text)
{
	struct reading *r = &t->r;
	struct fetch *f = r->x->f;
	struct source *s = r->x->s;
	const char *network = f->o.import.network != NULL ? f->o.import.network
	    : r->part->network != NULL                    ? r->part->network
							  : r->format->network;
	const char *type = r->part->type != NULL ? r->part->type : "post";
	struct table_plan plan = {.sep = t->sep,
	    .escapes = r->part->escapes,
	    .skip = t->next,
	    .heading = r->heading,
	    .heading_len = r->heading_len,
	    .cells = t->m.n,
	    .columns = t->columns,
	    .ncolumns = t->ncolumns,
	    .fetched = r->fetched,
	    .flags = MAP_COMPLETE,
	    .rules = r->rules,
	    .tz = r->tz,
	    .from = r->tally->from,
	    .to = r->tally->to};
	struct coverage before = s->cov;
	char *name = s->name;

	cm_buf_byte(&t->constants, '{');
	cm_json_member(&t->constants, "type", type);
	cm_json_member(&t->constants, "network", network);
	cm_json_member(&t->constants, "account", f->o.account);
	cm_buf_byte(&t->constants, '}');
	plan.constants = cm_buf_str(&t->constants);
	export_flush(r->x);
	memset(&s->cov, 0, sizeof(s->cov));
	s->cov.start = s->cov.end = FEED_NEVER;
	s->cov.records = r->x->records;
	s->name = r->shown;
	if (table_run(f, s, text, &plan) != 0)
		r->x->stop = 1;
	s->name = name;
	tally_count(r->tally, network, f->o.account,
	    tally_what(type, strlen(type)), s->cov.records - r->x->records,
	    s->cov.start, s->cov.end);
	r->x->records = s->cov.records;
	r->tally->refused += s->cov.refused;
	r->outside += s->cov.outside;
	if (s->cov.why != NULL)
		tally_fails(r->tally, s->cov.why);
	if (f->stop || (f->o.limit >= 0 && r->x->records >= f->o.limit))
		r->x->stop = 1;
	free(s->cov.why);
	free(s->cov.account);
	s->cov = before;
}

/* From the first byte again, now that it is known how. */
static void
run_csv(struct table *t, struct input *in)
{
	struct stream *lent = stream_lent(in->bytes), *text;
	uint64_t damaged = 0;
	struct row row;
	const char *why;
	size_t i;

	text = stream_text(lent, in->x->f->o.import.encoding, t->fallback,
	    t->told, &damaged, &why);
	if (text == NULL) {
		stream_close(lent);
		reading_fails(&t->r, CM_USAGE, "%s", why);
		return;
	}
	facts(t);
	if (t->r.part->by == NULL && !t->r.part->blocks && !in->silent)
		run_plan(t, text);
	else {
		t->rows = rows_csv(text, t->sep, t->r.part->escapes);
		for (i = 0; i < t->next; i++)
			rows_next(t->rows, &row);
		t->next = t->kept.n;
		table_rows(t);
		rows_close(t->rows);
	}
	stream_close(text);
	if (damaged > 0)
		cm_note(0, "%s: %llu bytes are not %s", t->r.shown,
		    (unsigned long long)damaged, t->told);
}

void
export_csv(struct input *in)
{
	struct table t;

	table_init(&t);
	switch (look(&t, in)) {
	case 1:
		if (export_wanted(in, &t.m)) {
			if (begin(&t, in, NULL) == 0)
				run_csv(&t, in);
			reading_close(&t.r);
		}
		break;
	case -1:
		input_two(in, &t.m);
		break;
	default:
		if (in->member)
			export_unknown(in);
		else
			refuse_unknown(in, &t.kept);
	}
	table_release(&t);
}

/* ---- sheets ---- */

/* Whether a format has tables that are read first. */
static int
has_first(const struct format *f)
{
	size_t i;

	for (i = 0; i < f->nparts; i++)
		if (f->parts[i].first && f->parts[i].is == PART_TABLE)
			return 1;
	return 0;
}

enum sheet { SHEET_UNKNOWN, SHEET_KNOWN, SHEET_LATER };

/* A sheet. SHEET_LATER: others of the workbook have to be read before. */
static enum sheet
run_sheet(struct input *in, struct sheets *sheets, const char *name,
    struct cm_buf *words)
{
	struct match_in m = wanted(in, name);
	struct table t;
	int got, later = 0;

	table_init(&t);
	t.rows = rows_sheet(sheets);
	kept_fill(&t.kept, t.rows, 0);
	got = table_heading(&t, &m);
	if (got == 1 && in->seekable && !in->passed)
		later = has_first(t.m.format);
	if (later || (got == 1 && in->silent && !t.m.part->first) ||
	    (got == 1 && !export_wanted(in, &t.m)))
		;
	else if (got == 1) {
		if (begin(&t, in, name) == 0) {
			facts(&t);
			table_rows(&t);
		}
		reading_close(&t.r);
	} else if (got == -1)
		input_two(in, &t.m);
	else if (words->len == 0)
		table_words(&t.kept, words);
	rows_close(t.rows);
	table_release(&t);
	return later ? SHEET_LATER : got != 0 ? SHEET_KNOWN : SHEET_UNKNOWN;
}

/* Reads the sheets that others look into, and goes back to the beginning. */
static struct sheets *
first_sheets(struct input *in)
{
	struct input first = *in;
	struct sheets *sheets;
	struct cm_buf words;
	const char *name;

	in->passed = first.passed = 1;
	first.silent = 1;
	cm_buf_init(&words, CM_BUF_ANY);
	stream_seek(in->bytes, 0);
	sheets = sheets_open(in->bytes);
	while (!in->x->stop && sheets_next(sheets, &name) == 1)
		run_sheet(&first, sheets, name, &words);
	sheets_close(sheets);
	cm_buf_release(&words);
	stream_seek(in->bytes, 0);
	return sheets_open(in->bytes);
}

void
export_sheets(struct input *in)
{
	struct sheets *sheets = sheets_open(in->bytes);
	const char *name;
	struct cm_buf words;
	int known = 0, got = -1;

	cm_buf_init(&words, CM_BUF_ANY);
	while (!in->x->stop && (got = sheets_next(sheets, &name)) == 1) {
		switch (run_sheet(in, sheets, name, &words)) {
		case SHEET_LATER:
			sheets_close(sheets);
			sheets = first_sheets(in);
			known = 0;
			break;
		case SHEET_KNOWN:
			known++;
			break;
		case SHEET_UNKNOWN:
			if (!in->x->only_first)
				cm_note(1, "%s: no format knows its sheet '%s'",
				    in->shown, name);
		}
	}
	if (got == -1 && !in->x->stop) {
		input_breaks(in, CM_FAIL, sheets_why(sheets), NULL);
	} else if (known == 0 && !in->x->stop) {
		if (in->member)
			export_unknown(in);
		else
			refuse_words(in, cm_buf_str(&words));
	}
	cm_buf_release(&words);
	sheets_close(sheets);
}
