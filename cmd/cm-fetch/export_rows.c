/* SPDX-License-Identifier: ISC */
/* The rows of a table: through its map, and the function if there is one. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export_table.h"
#include "cmd/cm-fetch/feed.h"
#include "lib/csv.h"
#include "lib/json.h"

enum { MOST_WHOLE = 64 << 20 };

void
table_list(struct cm_buf *to, const struct map_cell *cells, size_t n)
{
	size_t i;

	cm_buf_byte(to, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			cm_buf_byte(to, ',');
		cm_json_string(to, cells[i].p != NULL ? cells[i].p : "",
		    cells[i].p != NULL ? cells[i].len : 0);
	}
	cm_buf_byte(to, ']');
}

const char *
table_text(struct table *t, const struct row *row, size_t *len)
{
	const struct cm_csv_dialect *d = cm_csv_dialect("rfc");
	size_t i;
	char *cell;

	*len = row->raw_len;
	if (row->raw != NULL)
		return row->raw;
	cm_buf_clear(&t->text);
	for (i = 0; i < row->n; i++) {
		cell =
		    cm_strndup(row->cells[i].p != NULL ? row->cells[i].p : "",
			row->cells[i].len);
		cm_csv_cell(&t->text, d, i == 0, cell);
		free(cell);
	}
	*len = t->text.len;
	return cm_buf_str(&t->text);
}

static int
is_empty(const struct row *row)
{
	size_t i;

	for (i = 0; i < row->n; i++)
		if (row->cells[i].len > 0)
			return 0;
	return 1;
}

/* Tells whether more cells are filled than there are headings. */
static int
is_wide(const struct table *t, const struct row *row)
{
	size_t i;

	for (i = t->m.n; i < row->n; i++)
		if (row->cells[i].len > 0)
			return 1;
	return 0;
}

/* A heading that comes again. */
static int
is_heading(const struct table *t, const struct row *row)
{
	const struct kept_row *h;
	size_t i;

	if (t->heading >= t->kept.n)
		return 0;
	h = &t->kept.rows[t->heading];
	if (row->n != h->n)
		return 0;
	for (i = 0; i < row->n; i++)
		if (row->cells[i].len != h->cells[i].len ||
		    (row->cells[i].len > 0 &&
			memcmp(row->cells[i].p, h->cells[i].p,
			    row->cells[i].len) != 0))
			return 0;
	return 1;
}

/* A row of sums, by its id. */
static int
is_total(const struct table *t)
{
	struct cm_slice mapped = {t->mapped.p, t->mapped.len};
	struct cm_slice id = cm_json_get(mapped, "id");

	return cm_scan_kind(id) == CM_STRING &&
	    map_is_total(id.p + 1, id.len - 2);
}

/* ---- one row ---- */

/* Adds "record":{...},"row":{...}: the mapped object without its row, and the
 * row. Tells where the row stands. */
static struct cm_slice
put_mapped(struct table *t, struct cm_buf *to)
{
	struct cm_slice object = {t->mapped.p, t->mapped.len}, key, value;
	struct cm_slice row = {NULL, 0};
	size_t at = 0, from;
	int n = 0;

	cm_buf_puts(to, "\"record\":{");
	while (cm_json_next(object, &at, &key, &value)) {
		if (cm_json_is(key, "row")) {
			row = value;
			continue;
		}
		if (n++ > 0)
			cm_buf_byte(to, ',');
		cm_buf_add(to, key.p, key.len);
		cm_buf_byte(to, ':');
		cm_buf_add(to, value.p, value.len);
	}
	cm_buf_puts(to, "},\"row\":");
	from = to->len;
	cm_buf_byte(to, '{');
	if (row.p != NULL)
		cm_buf_add(to, row.p + 1, row.len - 2);
	if (t->any.len > 0) {
		if (to->p[to->len - 1] != '{')
			cm_buf_byte(to, ',');
		cm_buf_add(to, t->any.p + 1, t->any.len - 1);
	}
	cm_buf_byte(to, '}');
	row.p = to->p + from;
	row.len = to->len - from;
	return row;
}

/* Holds the row back until all of the table is there. */
static void
hold(struct table *t, const struct row *row)
{
	struct cm_buf *b = &t->whole;
	const char *text;
	size_t len;

	if (b->len > MOST_WHOLE) {
		reading_fails(&t->r, CM_FAIL,
		    "the table is too large to be read at once");
		t->r.x->stop = 1;
		return;
	}
	cm_buf_byte(b, b->len > 0 ? ',' : ' ');
	cm_buf_byte(b, '{');
	put_mapped(t, b);
	if (t->r.jq->cells) {
		cm_buf_puts(b, ",\"cells\":");
		table_list(b, row->cells, row->n);
	}
	cm_buf_printf(b, ",\"line\":%llu}", (unsigned long long)row->line);
	text = table_text(t, row, &len);
	if ((t->nlines & (t->nlines + 1)) == 0)
		t->lines = cm_realloc(
		    t->lines, (t->nlines + 1) * 2 * sizeof(*t->lines));
	t->lines[t->nlines].line = row->line;
	t->lines[t->nlines].at = t->raws.len;
	t->lines[t->nlines++].len = len;
	cm_buf_add(&t->raws, text, len);
}

static const char *
find_line(struct reading *r, uint64_t line, size_t *len)
{
	struct table *t = r->ctx;
	size_t i;

	for (i = 0; i < t->nlines; i++)
		if (t->lines[i].line == line) {
			*len = t->lines[i].len;
			return t->raws.p + t->lines[i].at;
		}
	return NULL;
}

/* The rows of a whole table, which ends here. */
static void
release(struct table *t)
{
	struct reading *r = &t->r;

	if (!r->part->whole || t->nlines == 0)
		return;
	r->at = t->lines[0].line;
	r->find = find_line;
	r->ctx = t;
	export_jq_begin(r);
	cm_buf_printf(&r->input, ",\"rows\":[%s]", cm_buf_str(&t->whole));
	/* What is wrong with it as a whole is wrong with no single row. */
	r->at = 0;
	export_jq_run(r, NULL, 0);
	export_jq_flush(r);
	cm_buf_clear(&t->whole);
	cm_buf_clear(&t->raws);
	t->nlines = 0;
}

/* Rows without a function are records as they are mapped. */
static void
put_plain(struct table *t, int64_t when)
{
	const struct options *o = &t->r.x->f->o;
	struct reading *r = &t->r;

	if (when != INT64_MIN && (when < o->since || when >= o->until))
		return;
	cm_buf_clear(&r->line);
	cm_buf_add(&r->line, t->mapped.p, t->mapped.len);
	cm_buf_byte(&r->line, '\n');
	export_put(r);
}

static void
run_row(struct table *t, const struct row *row)
{
	struct reading *r = &t->r;
	struct cm_slice values;
	const char *why = NULL, *text;
	enum map_verdict v = MAP_BAD;
	size_t len;
	int64_t when;

	cm_buf_clear(&t->mapped);
	if (row->bad != NULL)
		why = row->bad;
	else if (is_wide(t, row))
		why = "it has more cells than the heading";
	else
		v = map_row(
		    t->map, row->cells, row->n, &t->mapped, &when, &why);
	if (v == MAP_EMPTY)
		return;
	r->rows++;
	if (v == MAP_BAD) {
		export_jq_flush(r);
		text = table_text(t, row, &len);
		reading_bad(r, row->line, why, text, len);
		return;
	}
	if (is_total(t)) {
		r->rows--;
		return;
	}
	if (r->part->by == NULL) {
		put_plain(t, when);
		return;
	}
	if (r->part->whole) {
		hold(t, row);
		return;
	}
	export_jq_begin(r);
	cm_buf_byte(&r->input, ',');
	values = put_mapped(t, &r->input);
	r->look_at = (size_t)(values.p - r->input.p);
	r->look_len = values.len;
	if (r->part->look != NULL) {
		cm_buf_clear(&r->record);
		cm_buf_add(&r->record, values.p, values.len);
		values.p = r->record.p;
		export_jq_look(r, values);
	}
	if (r->jq->cells) {
		cm_buf_puts(&r->input, ",\"cells\":");
		table_list(&r->input, row->cells, row->n);
	}
	text = table_text(t, row, &len);
	export_jq_run(r, text, len);
}

/* ---- all rows ---- */

static void
open_map(struct table *t)
{
	struct reading *r = &t->r;
	const struct options *o = &r->x->f->o;
	const char *network = o->import.network != NULL ? o->import.network
	    : r->part->network != NULL                  ? r->part->network
							: r->format->network;

	cm_buf_clear(&t->constants);
	cm_buf_byte(&t->constants, '{');
	cm_json_member(&t->constants, "type",
	    r->part->type != NULL ? r->part->type : "post");
	cm_json_member(&t->constants, "network", network);
	cm_json_member(&t->constants, "account", o->account);
	cm_buf_byte(&t->constants, '}');
	t->map = map_open(t->columns, t->ncolumns, cm_buf_str(&t->constants),
	    r->part->by == NULL ? r->fetched : INT64_MIN, &r->rules,
	    r->part->by == NULL ? MAP_COMPLETE : 0);
}

/* A row between two tables: it may be what the next one's heading follows. */
static void
keep_gap(struct table *t, const struct row *row)
{
	enum { MOST_GAP = 64 << 10 };

	t->strays++;
	t->ngap++;
	if (t->gap.len > MOST_GAP)
		return;
	cm_buf_byte(&t->gap, t->gap.len > 0 ? ',' : '[');
	table_list(&t->gap, row->cells, row->n);
}

static void
take_gap(struct table *t)
{
	if (t->ngap == 0)
		return;
	cm_buf_clear(&t->pre);
	cm_buf_add(&t->pre, t->gap.p, t->gap.len);
	cm_buf_byte(&t->pre, ']');
	t->r.pre = cm_buf_str(&t->pre);
	t->strays -= t->ngap;
	t->ngap = 0;
	cm_buf_clear(&t->gap);
}

/* Another heading in the same file. */
static int
next_block(struct table *t, const struct row *row)
{
	struct match_in in = {.formats = export_formats(t->r.x->f),
	    .format = t->r.format,
	    .path = t->r.in->path,
	    .sheet = t->r.sheet};
	struct match m;

	if (match_row(&in, row->cells, row->n, &m) != 1) {
		match_release(&m);
		return 0;
	}
	export_jq_flush(&t->r);
	release(t);
	map_close(t->map);
	table_columns_free(t);
	match_release(&t->m);
	t->m = m;
	t->r.part = m.part;
	if (m.lang < m.format->nlanguages)
		t->r.lang = m.format->languages[m.lang].name;
	t->r.tally = tally_of(t->r.x, m.format, m.part);
	if (!t->r.in->silent)
		t->r.tally->pages++;
	reading_functions(&t->r);
	if (t->r.jq != NULL && t->r.jq->filter == NULL)
		t->r.x->stop = 1;
	cm_buf_clear(&t->head);
	table_list(&t->head, row->cells, row->n);
	t->r.head = cm_buf_str(&t->head);
	take_gap(t);
	cm_buf_clear(&t->r.prefix);
	table_columns(t, row);
	open_map(t);
	t->heading = (size_t)-1;
	return 1;
}

/* Tells whether the row is none of data: blank, a heading. */
static int
passed_over(struct table *t, const struct row *row)
{
	if (row->bad != NULL)
		return 0;
	if (is_empty(row)) {
		t->between = t->r.part->blocks;
		return 1;
	}
	if (!t->between && is_heading(t, row)) {
		t->between = 0;
		return 1;
	}
	if (!t->r.part->blocks)
		return 0;
	if (next_block(t, row)) {
		t->between = 0;
		return 1;
	}
	if (t->between)
		keep_gap(t, row);
	return t->between;
}

static int
next_row(struct table *t, struct row *row)
{
	if (t->next < t->kept.n) {
		kept_get(&t->kept.rows[t->next++], row);
		return 1;
	}
	return t->rows != NULL ? rows_next(t->rows, row) : 0;
}

void
table_rows(struct table *t)
{
	struct row row;
	int got = 0;

	open_map(t);
	while (
	    !t->r.x->stop && !t->r.refused && (got = next_row(t, &row)) == 1) {
		t->r.at = row.line;
		if (!row.more && !passed_over(t, &row))
			run_row(t, &row);
	}
	export_jq_flush(&t->r);
	if (!t->r.x->stop && !t->r.refused)
		release(t);
	map_close(t->map);
	if (got == -1 && !t->r.x->stop)
		reading_fails(&t->r, CM_FAIL, "%s", rows_why(t->rows));
	if (t->strays > 0)
		cm_note(0,
		    "%s: %zu rows of tables that are not known were "
		    "left out",
		    t->r.shown, t->strays);
}
