/* SPDX-License-Identifier: ISC */
/* What several formats need. */
#include <string.h>
#include <strings.h>

#include "cmd/cm-report/render.h"

int
render_is_link(const char *url)
{
	return strncasecmp(url, "https://", 8) == 0 ||
	    strncasecmp(url, "http://", 7) == 0 ||
	    strncasecmp(url, "mailto:", 7) == 0;
}

struct doc_block
render_chart_table(struct doc *d, const struct doc_block *c)
{
	struct doc_block t = {.kind = DOC_TABLE};
	struct doc_value *cells;
	size_t x, i;

	t.ncolumns = c->nseries + 1;
	t.columns = doc_alloc(d, t.ncolumns * sizeof(*t.columns));
	t.columns[0].label = t.columns[0].name = "";
	for (i = 0; i < c->nseries; i++) {
		t.columns[i + 1].name = c->series[i].name;
		t.columns[i + 1].label = c->series[i].label;
		t.columns[i + 1].unit = c->unit != NULL ? c->unit : "count";
	}
	t.nrows = c->nx;
	t.rows = doc_alloc(d, t.nrows * sizeof(*t.rows));
	for (x = 0; x < c->nx; x++) {
		cells = doc_alloc(d, t.ncolumns * sizeof(*cells));
		t.rows[x].cells = cells;
		cells[0].type = DOC_WORDS;
		cells[0].text = c->x[x].label;
		cells[0].partial = c->x[x].partial;
		cells[0].why = c->x[x].why;
		for (i = 0; i < c->nseries; i++)
			cells[i + 1] = c->series[i].values[x];
	}
	doc_judge_columns(&t);
	return t;
}
