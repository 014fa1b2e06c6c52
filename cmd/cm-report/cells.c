/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <string.h>

#include "cmd/cm-report/cells.h"
#include "cmd/cm-report/num.h"
#include "lib/json.h"

/* A cell: its type, four bytes of length, its bytes and a NUL. */
static void
pack(struct cm_buf *b, struct cm_slice s)
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
		pack(b, found[c->at[i]]);
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

/* Data has all its digits; people get those that say something. */
static void
round_cell(struct doc *d, struct doc_value *v, int percent)
{
	struct cm_buf b;

	if (v->type != DOC_NUMBER || (!percent && strlen(v->text) < 6))
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	num_rounded(&b, v->text, percent);
	if (strcmp(cm_buf_str(&b), v->text) != 0)
		v->text = doc_text(d, b.p, b.len);
	cm_buf_release(&b);
}

void
cells_table(struct doc *d, const struct columns *c, struct cm_buf *b)
{
	struct doc_block *t = doc_add(d, DOC_TABLE);
	char *at = b->p;
	size_t i, r;

	t->ncolumns = c->n;
	t->columns = doc_alloc(d, c->n * sizeof(*t->columns));
	for (i = 0; i < c->n; i++)
		t->columns[i].name = t->columns[i].label = c->names[i];
	t->nrows = count_cells(b) / c->n;
	t->rows = doc_alloc(d, t->nrows * sizeof(*t->rows));
	for (r = 0; r < t->nrows; r++) {
		t->rows[r].cells =
		    doc_alloc(d, c->n * sizeof(struct doc_value));
		for (i = 0; i < c->n; i++) {
			at = unpack(at, &t->rows[r].cells[i]);
			round_cell(d, &t->rows[r].cells[i], c->percent[i]);
		}
	}
	doc_judge_columns(t);
}
