/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/cells.h"
#include "cmd/cm-report/groups.h"
#include "cmd/cm-report/reasons.h"
#include "lib/err.h"
#include "lib/fnv.h"
#include "lib/json.h"

static int
is_group(const struct group *g, const char *by)
{
	return g->by == NULL || by == NULL ? g->by == by
					   : strcmp(g->by, by) == 0;
}

/* The slot of a group, or the empty one where it is to be. */
static size_t
slot_of(const struct groups *g, const char *by)
{
	size_t at = 0;

	if (by != NULL)
		at = (size_t)cm_fnv(CM_FNV, by, strlen(by));
	for (at &= g->nslots - 1; g->slots[at] > 0;
	     at = (at + 1) & (g->nslots - 1))
		if (is_group(&g->list[g->slots[at] - 1], by))
			break;
	return at;
}

static void
grow(struct groups *g)
{
	size_t i;

	g->cap = g->cap > 0 ? 2 * g->cap : 16;
	g->list = cm_realloc(g->list, g->cap * sizeof(*g->list));
	free(g->slots);
	g->nslots = 4 * g->cap;
	g->slots = cm_zalloc(g->nslots * sizeof(*g->slots));
	for (i = 0; i < g->n; i++)
		g->slots[slot_of(g, g->list[i].by)] = i + 1;
}

static struct group *
group_of(struct groups *g, const char *by)
{
	struct group *one;
	size_t at;

	if (g->n > 0 && is_group(&g->list[g->last], by))
		return &g->list[g->last];
	if (g->n == g->cap)
		grow(g);
	at = slot_of(g, by);
	if (g->slots[at] == 0) {
		g->last = g->n;
		one = &g->list[g->n++];
		memset(one, 0, sizeof(*one));
		one->by = by != NULL ? cm_strndup(by, strlen(by)) : NULL;
		cm_buf_init(&one->lines, CM_BUF_ANY);
		cm_buf_init(&one->cells, CM_BUF_ANY);
		g->slots[at] = g->n;
	}
	g->last = g->slots[at] - 1;
	return &g->list[g->last];
}

struct cm_slice
groups_by(struct cm_slice record)
{
	struct cm_slice by = cm_json_get(record, "by"), none = {NULL, 0};

	return cm_scan_kind(by) == CM_STRING ? by : none;
}

void
groups_measured(struct columns *c, const struct measures *m, const char *by)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (by == NULL ? m->list[i].by == NULL
			       : m->list[i].by == NULL ||
			    strcmp(m->list[i].by, by) == 0)
			columns_add(c, m->list[i].name);
}

void
groups_row(struct groups *g, struct cm_slice by, struct cm_slice row,
    const struct measures *m)
{
	char *name = by.p != NULL ? cm_json_dup(by) : NULL;
	struct group *one = group_of(g, name);

	free(name);
	if (one->by != NULL)
		columns_add_members(&one->columns, row, COLUMNS_AS_GIVEN);
	else if (one->lines.len == 0) {
		groups_measured(&one->columns, m, NULL);
		columns_add_members(&one->columns, row, COLUMNS_BEHIND);
	}
	cm_buf_add(&one->lines, row.p, row.len);
	cm_buf_byte(&one->lines, '\n');
}

void
groups_cells(
    struct groups *g, const struct columns *c, const struct cm_buf *packed)
{
	const char *at = packed->p, *end = at + packed->len, *cells;
	struct group *one;

	for (; packed->len > 0 && at < end; at = cells) {
		one = group_of(g, cells_text(at));
		at = cells_skip(at, 1);
		cells = cells_skip(at, c->n);
		cm_buf_add(&one->cells, at, (size_t)(cells - at));
	}
}

void
groups_keys_first(struct columns *c, const struct measures *m, const char *by,
    int all, size_t place)
{
	const struct measure *what;
	size_t i, k;

	for (i = 0; all && i < m->n; i++) {
		k = columns_find(c, m->list[i].name);
		if (m->list[i].key && k < c->n && k >= place)
			columns_move(c, k, place++);
	}
	for (i = place; !all && i < c->n; i++) {
		what = measures_find(m, by, c->names[i]);
		if (what != NULL && what->key)
			columns_move(c, i, place++);
	}
}

/* The rows of a table to its cells: now all of its columns are known. */
static int
pack_lines(struct group *g, uint64_t *empty)
{
	struct columns *c = &g->columns;
	struct cm_slice *found = cm_zalloc(columns_room(c) * sizeof(*found));
	struct cm_scan_error why;
	const char *at, *end, *lf;
	int bad = 0;

	cm_buf_room(&g->lines, CM_SCAN_PAD);
	end = g->lines.p + g->lines.len;
	for (at = g->lines.p; at < end && bad == 0; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		bad = columns_scan(c, at, (size_t)(lf - at), found, &why);
		if (bad != 0)
			cm_warn("a row cannot be read: %s", why.why);
		else if (columns_any(c, found))
			cells_pack(&g->cells, c, found);
		else
			++*empty;
	}
	cm_buf_release(&g->lines);
	cm_buf_init(&g->lines, CM_BUF_ANY);
	columns_forget(c);
	free(found);
	return bad;
}

static int
finish(struct group *g, const struct measures *m, uint64_t *empty)
{
	struct columns *c = &g->columns;

	if (g->by != NULL) {
		columns_drop(c, "by");
		groups_keys_first(c, m, g->by, 0, 0);
	}
	columns_add_honesty(c);
	columns_say_lost(c);
	columns_finish(c);
	return pack_lines(g, empty);
}

int
groups_tables(struct groups *g, struct doc *d, const struct columns *c,
    const struct measures *m, int drop, uint64_t *empty)
{
	struct doc_block *t;
	struct group *one;
	size_t i;

	if (g->n == 0) {
		one = group_of(g, NULL);
		for (i = 0; c == NULL && i < m->n; i++)
			columns_add(&one->columns, m->list[i].name);
	}
	for (i = 0; i < g->n; i++) {
		one = &g->list[i];
		if (c == NULL && finish(one, m, empty) == -1)
			return -1;
		t = cells_table(d, c != NULL ? c : &one->columns, &one->cells,
		    m, one->by, c == NULL);
		t->title = one->by;
		if (c == NULL && one->by != NULL)
			reasons_place(d, t);
		if (drop || g->n > 1)
			doc_drop_empty(t);
	}
	return 0;
}

void
groups_release(struct groups *g)
{
	while (g->n > 0) {
		g->n--;
		free(g->list[g->n].by);
		columns_release(&g->list[g->n].columns);
		cm_buf_release(&g->list[g->n].lines);
		cm_buf_release(&g->list[g->n].cells);
	}
	free(g->list);
	free(g->slots);
}
