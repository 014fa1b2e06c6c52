/* SPDX-License-Identifier: ISC */
/* How the numbers and days of a table are read: what its cells settle. */
#include <string.h>

#include "cmd/cm-fetch/csv.h"

/* Shows all cells of the head; notes in which lines the open ones stand. */
static void
look(struct csv *c, struct cell_evidence *e, uint64_t lines[2])
{
	const struct map_cell *cell;
	struct csv_rows rows;
	struct row row;
	size_t i;

	csv_rows_open(&rows, c);
	while (csv_rows_next(&rows, &row)) {
		if (row.line <= c->line)
			continue;
		for (i = 0; i < c->ncolumns; i++) {
			if (c->columns[i].cell >= row.n)
				continue;
			cell = &row.cells[c->columns[i].cell];
			if (cell->p != NULL)
				cell_look(
				    e, cell->p, cell->len, c->columns[i].as);
		}
		if (e->either > 0 && lines[0] == 0)
			lines[0] = row.line;
		if (e->any_order > 0 && lines[1] == 0)
			lines[1] = row.line;
	}
	csv_rows_close(&rows);
}

/* Both questions at once, where both are open. */
static int
ask(struct csv *c, const struct cell_evidence *e, const uint64_t lines[2],
    const char *what)
{
	struct cell_rules rules = c->rules;
	struct cm_buf b;

	do {
		cm_buf_init(&b, CM_BUF_ANY);
		cell_question(&b, e, what);
		csv_refuse(
		    c, lines[strcmp(what, "dates") == 0], "%s", cm_buf_str(&b));
		cm_buf_release(&b);
		if (strcmp(what, "decimal") == 0)
			rules.point = '.';
		else
			rules.dates = CELL_DMY;
	} while (cell_settle(e, &rules, &what) != CELL_OK);
	return -1;
}

int
csv_settle(struct csv *c)
{
	uint64_t lines[2] = {0, 0};
	struct cell_evidence e;
	const char *what;

	if (c->flags & MAP_EXACT) {
		if (c->rules.point == 0)
			c->rules.point =
			    c->written && c->sep == ';' ? ',' : '.';
		c->rules.guards = c->written ? CELL_GUARDS : CELL_PLAIN;
		return 0;
	}
	memset(&e, 0, sizeof(e));
	look(c, &e, lines);
	if (cell_settle(&e, &c->rules, &what) == CELL_OK)
		return 0;
	return ask(c, &e, lines, what);
}
