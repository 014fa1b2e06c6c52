/* SPDX-License-Identifier: ISC */
/* How a table begins: its heading, and how its cells are to be read. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export_table.h"
#include "lib/json.h"

enum { WORDS = 300 };

static void
keep(struct kept_row *k, const struct row *row)
{
	size_t i, size = sizeof(*k->cells) * (row->n + 1);
	char *to;

	for (i = 0; i < row->n; i++)
		size += row->cells[i].len + 1;
	k->cells = cm_alloc(size);
	to = (char *)(k->cells + row->n + 1);
	for (i = 0; i < row->n; i++) {
		k->cells[i].p = row->cells[i].p != NULL ? to : NULL;
		k->cells[i].len = row->cells[i].len;
		if (row->cells[i].p != NULL)
			memcpy(to, row->cells[i].p, row->cells[i].len);
		to += row->cells[i].len;
		*to++ = '\0';
	}
	k->n = row->n;
	k->line = row->line;
	k->bad = row->bad != NULL;
	k->raw_len = row->raw_len;
	k->raw = row->raw != NULL ? cm_alloc(row->raw_len + 1) : NULL;
	if (row->raw != NULL)
		memcpy(k->raw, row->raw, row->raw_len);
}

void
kept_fill(struct kept *k, struct rows *rows, int cut)
{
	size_t bytes = 0;
	struct row row;

	memset(k, 0, sizeof(*k));
	k->rows = cm_alloc(TABLE_KEPT * sizeof(*k->rows));
	while (k->n < TABLE_KEPT && bytes < TABLE_LOOK &&
	    rows_next(rows, &row) == 1) {
		bytes += row.raw_len + row.n * sizeof(*row.cells) + 64;
		keep(&k->rows[k->n++], &row);
	}
	if (cut && k->n > 1) {
		k->n--;
		free(k->rows[k->n].cells);
		free(k->rows[k->n].raw);
	}
}

void
kept_release(struct kept *k)
{
	while (k->n > 0) {
		k->n--;
		free(k->rows[k->n].cells);
		free(k->rows[k->n].raw);
	}
	free(k->rows);
	k->rows = NULL;
}

void
kept_get(const struct kept_row *k, struct row *row)
{
	memset(row, 0, sizeof(*row));
	row->cells = k->cells;
	row->n = k->n;
	row->line = k->line;
	row->raw = k->raw;
	row->raw_len = k->raw_len;
	row->bad = k->bad ? "it cannot be read" : NULL;
}

static size_t
columns_of(const struct match *m)
{
	size_t i, n = 0;

	for (i = 0; i < m->n; i++)
		n += m->cells[i].column >= 0;
	return n;
}

/*
 * The first row that is a heading; but a line of a title may be that of some
 * other format: then the one of most columns. What only one format has comes
 * before what two have.
 */
static int
best_heading(struct table *t, struct match_in *in)
{
	const struct kept_row *row;
	struct match m;
	int best = 0, got;
	size_t i;

	for (i = t->skip; i < t->kept.n && i < t->skip + TABLE_HEADING; i++) {
		row = &t->kept.rows[i];
		if (row->bad)
			continue;
		in->marked |= row->n > 0 && row->cells[0].len > 0 &&
		    row->cells[0].p[0] == '#';
		got = match_row(in, row->cells, row->n, &m);
		if (got == 0 ||
		    (best != 0 &&
			(got < best ||
			    (got == best &&
				(m.format == t->m.format ||
				    columns_of(&m) <= columns_of(&t->m)))))) {
			match_release(&m);
			continue;
		}
		match_release(&t->m);
		t->m = m;
		t->heading = i;
		best = got;
	}
	return best;
}

int
table_heading(struct table *t, struct match_in *in)
{
	const struct part *p = in->part;

	if (p == NULL && in->format != NULL && in->format->nparts == 1)
		p = &in->format->parts[0];
	if (p == NULL || p->is != PART_TABLE || p->nheadings > 0)
		return best_heading(t, in);
	match_plain(in, &t->m);
	t->heading = (size_t)-1;
	return 1;
}

/* ---- columns ---- */

/* The heading of a cell as a name of its own. */
static char *
name_of(struct table *t, const struct row *heading, size_t i)
{
	struct cm_buf b;
	size_t k, copies = 1;
	char *name;

	cm_buf_init(&b, CM_BUF_ANY);
	if (heading != NULL && i < heading->n && heading->cells[i].len > 0)
		cm_buf_add(&b, heading->cells[i].p, heading->cells[i].len);
	else
		cm_buf_printf(&b, "column %zu", i + 1);
	name = cm_strdup(cm_buf_str(&b));
	for (k = 0; k < i; k++)
		copies += strcmp(t->names[k], name) == 0;
	if (copies > 1) {
		free(name);
		cm_buf_printf(&b, " (%zu)", copies);
		name = cm_strdup(cm_buf_str(&b));
	}
	cm_buf_release(&b);
	return name;
}

/* Columns that are not known are named, once a file. */
static void
name_unknown(struct table *t, const struct row *heading)
{
	struct reading *r = &t->r;
	struct cm_buf b;
	size_t i, n = 0;

	if (heading == NULL || r->in->silent)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < t->m.n && i < heading->n; i++) {
		if (t->m.cells[i].column != -1 || heading->cells[i].len == 0)
			continue;
		cm_buf_printf(
		    &b, "%s%s:%s", r->shown, r->part->name, t->names[i]);
		if (known_set(&r->x->said, b.p, b.len, NULL, 0) <= 0) {
			cm_buf_clear(&b);
			continue;
		}
		cm_buf_clear(&b);
		cm_buf_printf(
		    &r->scratch, "%s'%s'", n++ > 0 ? ", " : "", t->names[i]);
	}
	if (n > 0)
		cm_note(0, "%s: %s %s not known, and %s: %s", r->shown,
		    n == 1 ? "a column" : "columns", n == 1 ? "is" : "are",
		    r->part->leaves ? "left out" : "kept under raw",
		    cm_buf_str(&r->scratch));
	cm_buf_clear(&r->scratch);
	cm_buf_release(&b);
}

static void
put_any(struct table *t, size_t i)
{
	const struct match_cell *c = &t->m.cells[i];
	const char *to = t->r.part->columns[c->column].to;
	struct cm_buf b;

	if (c->any == NULL)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s*", *to == '.' ? to + 1 : to);
	cm_buf_byte(&t->any, t->any.len > 0 ? ',' : ' ');
	cm_json_string(&t->any, b.p, b.len);
	cm_buf_byte(&t->any, ':');
	cm_json_string(&t->any, c->any, c->any_len);
	cm_buf_release(&b);
}

void
table_columns(struct table *t, const struct row *heading)
{
	const struct part *p = t->r.part;
	struct map_column *c;
	size_t i;
	long which;

	t->nnames = t->m.n;
	t->names = cm_zalloc((t->m.n + 1) * sizeof(*t->names));
	t->columns = cm_zalloc((t->m.n + 1) * sizeof(*t->columns));
	t->ncolumns = 0;
	cm_buf_clear(&t->any);
	for (i = 0; i < t->m.n; i++) {
		t->names[i] = name_of(t, heading, i);
		which = t->m.cells[i].column;
		c = &t->columns[t->ncolumns];
		c->cell = i;
		c->heading = t->names[i];
		if (which >= 0) {
			c->to = p->columns[which].to;
			c->as = p->columns[which].as;
			put_any(t, i);
		} else if (which == -1 &&
		    (p->leaves || t->r.x->f->o.import.no_raw))
			continue;
		else {
			c->to = "raw";
			c->as = CELL_TEXT;
		}
		t->ncolumns++;
	}
	if (!t->r.x->f->o.import.no_raw)
		name_unknown(t, heading);
}

void
table_columns_free(struct table *t)
{
	size_t i;

	for (i = 0; i < t->nnames; i++)
		free(t->names[i]);
	free(t->names);
	free(t->columns);
	t->names = NULL;
	t->columns = NULL;
	t->nnames = t->ncolumns = 0;
}

/* ---- what the cells say ---- */

static void
look_at(
    const struct table *t, const struct kept_row *k, struct cell_evidence *e)
{
	const struct map_cell *cell;
	size_t i;

	for (i = 0; i < t->ncolumns; i++) {
		if (t->columns[i].cell >= k->n)
			continue;
		cell = &k->cells[t->columns[i].cell];
		if (cell->len > 0)
			cell_look(e, cell->p, cell->len, t->columns[i].as);
	}
}

static int
is_blank(const struct kept_row *k)
{
	size_t i;

	for (i = 0; i < k->n; i++)
		if (k->cells[i].len > 0)
			return 0;
	return 1;
}

int
table_settle(struct table *t)
{
	struct cell_evidence e = {0};
	const char *what = "";
	size_t i;

	for (i = t->heading + 1; i < t->kept.n; i++) {
		/* Behind it another table may begin. */
		if (t->r.part->blocks && is_blank(&t->kept.rows[i]))
			break;
		if (!t->kept.rows[i].bad)
			look_at(t, &t->kept.rows[i], &e);
	}
	if (cell_settle(&e, &t->r.rules, &what) != CELL_AMBIGUOUS)
		return 0;
	if (strcmp(what, "dates") == 0)
		reading_fails(&t->r, CM_USAGE,
		    "the order of day and month is not known ('%s'): say "
		    "--dates dmy or --dates mdy",
		    e.day);
	else
		reading_fails(&t->r, CM_USAGE,
		    "the decimal mark of its numbers is not known ('%s'): say "
		    "--decimal . or --decimal ,",
		    e.example);
	return -1;
}

void
table_words(const struct kept *k, struct cm_buf *to)
{
	const struct kept_row *row = k->n > 0 ? &k->rows[0] : NULL;
	size_t i, c, filled;

	cm_buf_clear(to);
	for (i = 0; i < k->n && i < TABLE_HEADING; i++) {
		for (filled = c = 0; c < k->rows[i].n; c++)
			filled += k->rows[i].cells[c].len > 0;
		if (filled >= 2) {
			row = &k->rows[i];
			break;
		}
	}
	for (c = 0; row != NULL && c < row->n && to->len < WORDS; c++)
		if (row->cells[c].len > 0)
			cm_buf_printf(to, "%s%.*s", to->len > 0 ? ", " : "",
			    row->cells[c].len < 60 ? (int)row->cells[c].len
						   : 60,
			    row->cells[c].p);
	if (row != NULL && c < row->n)
		cm_buf_puts(to, ", ...");
	(void)cm_buf_str(to);
	for (i = 0; i < to->len; i++)
		if ((unsigned char)to->p[i] < ' ')
			to->p[i] = ' ';
}
