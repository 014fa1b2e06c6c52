/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/cells.h"
#include "cmd/cm-report/num.h"
#include "lib/err.h"
#include "lib/json.h"

/* A column that is shown, and those of its bounds. */
struct shown {
	size_t at, low, high; /* in the columns; NONE if there is none */
	const char *unit;
};
enum { NONE = -1 };

/* A cell: its type, four bytes of length, its bytes and a NUL. */
void
cells_pack_one(struct cm_buf *b, struct cm_slice s)
{
	enum cm_kind kind = cm_scan_kind(s);
	uint32_t len;
	size_t at = b->len, i;
	char *text;

	cm_buf_add(b, "\0\0\0\0", 5);
	if (kind == CM_STRING)
		cm_json_text(b, s);
	else if (kind != CM_ABSENT && kind != CM_NULL)
		cm_buf_add(b, s.p, s.len);
	b->p[at] = (char)(kind == CM_ABSENT || kind == CM_NULL ? DOC_NONE
		: kind == CM_NUMBER                            ? DOC_NUMBER
							       : DOC_WORDS);
	len = (uint32_t)(b->len - at - 5);
	memcpy(b->p + at + 1, &len, sizeof(len));
	text = b->p + at + 5;
	for (i = 0; i < len; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	cm_buf_byte(b, '\0');
}

void
cells_pack(
    struct cm_buf *b, const struct columns *c, const struct cm_slice *found)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		cells_pack_one(b, found[c->at[i]]);
}

static char *
unpack(char *at, struct doc_value *v)
{
	uint32_t len;

	memcpy(&len, at + 1, sizeof(len));
	v->type = (enum doc_type) * at;
	v->text = v->type == DOC_NONE ? NULL : at + 5;
	return at + 5 + len + 1;
}

static size_t
count_cells(const struct cm_buf *b)
{
	struct doc_value v;
	size_t n = 0;
	char *at;

	for (at = b->p; at < b->p + b->len; n++)
		at = unpack(at, &v);
	return n;
}

const char *
cells_text(const char *at)
{
	return *at == DOC_NONE ? NULL : at + 5;
}

const char *
cells_skip(const char *at, size_t n)
{
	uint32_t len;

	while (n-- > 0) {
		memcpy(&len, at + 1, sizeof(len));
		at += 5 + len + 1;
	}
	return at;
}

static size_t
find_part(
    const struct columns *c, const char *name, size_t len, const char *part)
{
	struct cm_buf b;
	size_t at;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, name, len);
	cm_buf_puts(&b, part);
	at = columns_find(c, cm_buf_str(&b));
	cm_buf_release(&b);
	return at;
}

static int
has_bounds(const struct columns *c, const char *name, size_t len)
{
	return find_part(c, name, len, "") < c->n &&
	    find_part(c, name, len, ".low") < c->n &&
	    find_part(c, name, len, ".high") < c->n;
}

/* The columns that are shown. Returns how many. */
static size_t
choose(struct shown *show, const struct columns *c, const struct measures *m,
    const char *by, int fold)
{
	size_t i, n = 0, len;

	for (i = 0; i < c->n; i++) {
		if (fold && measures_is_part(c->names[i], &len) &&
		    has_bounds(c, c->names[i], len))
			continue;
		show[n].at = i;
		show[n].low = show[n].high = (size_t)NONE;
		show[n].unit = measures_unit(m, by, c->names[i]);
		len = strlen(c->names[i]);
		if (fold && has_bounds(c, c->names[i], len)) {
			show[n].low = find_part(c, c->names[i], len, ".low");
			show[n].high = find_part(c, c->names[i], len, ".high");
		}
		n++;
	}
	return n;
}

static const char *
number_of(const struct doc_value *row, size_t at)
{
	return at == (size_t)NONE || row[at].type != DOC_NUMBER ? NULL
								: row[at].text;
}

/* Data has all its digits; people get those that say something. */
static void
show_cell(struct doc *d, struct doc_value *v, const struct shown *s,
    const struct doc_value *row, size_t unit)
{
	const char *in = s->unit;
	struct cm_buf b;

	*v = row[s->at];
	if (v->type != DOC_NUMBER)
		return;
	if (in != NULL && strcmp(in, MEASURES_AS_UNIT) == 0)
		in = row[unit].type == DOC_WORDS ? row[unit].text : NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	num_interval(
	    &b, v->text, number_of(row, s->low), number_of(row, s->high), in);
	if (strcmp(cm_buf_str(&b), v->text) != 0)
		v->text = doc_text(d, b.p, b.len);
	cm_buf_release(&b);
}

struct doc_block *
cells_table(struct doc *d, const struct columns *c, struct cm_buf *b,
    const struct measures *m, const char *by, int fold)
{
	struct doc_block *t = doc_add(d, DOC_TABLE);
	struct shown *show = cm_zalloc((c->n + 1) * sizeof(*show));
	struct doc_value *row = cm_zalloc((c->n + 1) * sizeof(*row));
	const struct measure *what;
	size_t i, r, unit = columns_find(c, "unit");
	char *at = b->p;

	t->ncolumns = choose(show, c, m, by, fold);
	t->columns = doc_alloc(d, t->ncolumns * sizeof(*t->columns));
	for (i = 0; i < t->ncolumns; i++) {
		t->columns[i].name = c->names[show[i].at];
		what = measures_find(m, by, t->columns[i].name);
		t->columns[i].label = what != NULL && what->label != NULL
		    ? what->label
		    : t->columns[i].name;
	}
	t->nrows = c->n > 0 ? count_cells(b) / c->n : 0;
	t->rows = doc_alloc(d, t->nrows * sizeof(*t->rows));
	for (r = 0; r < t->nrows; r++) {
		t->rows[r].cells =
		    doc_alloc(d, t->ncolumns * sizeof(struct doc_value));
		for (i = 0; i < c->n; i++)
			at = unpack(at, &row[i]);
		for (i = 0; i < t->ncolumns; i++)
			show_cell(d, &t->rows[r].cells[i], &show[i], row, unit);
	}
	doc_judge_columns(t);
	free(show);
	free(row);
	return t;
}
