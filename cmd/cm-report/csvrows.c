/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-report/csvrows.h"
#include "cmd/cm-report/groups.h"
#include "lib/err.h"
#include "lib/json.h"

enum { HOLD = 8 * 1024 * 1024 };

static int
put(struct csv_rows *r, const char *line, size_t len, struct cm_buf *out)
{
	struct cm_scan_error why;

	if (columns_scan(&r->columns, line, len, r->found, &why) != 0) {
		cm_warn("a row cannot be read: %s", why.why);
		return -1;
	}
	if (columns_any(&r->columns, r->found))
		columns_csv(&r->columns, r->found, r->dialect, out);
	else
		r->empty++;
	return 0;
}

/* Tables have their columns in the order: by, keys, the others. */
static void
settle(struct csv_rows *r, const struct measures *m)
{
	struct columns *c = &r->columns;
	size_t i;

	if (!r->named && !r->bare)
		for (i = 0; i < m->n; i++)
			columns_add(c, m->list[i].name);
	else if (r->named && !r->chosen)
		groups_measured(c, m, NULL);
	if (r->named) {
		i = columns_find(c, "by");
		if (i < c->n)
			columns_move(c, i, 0);
		groups_keys_first(c, m, r->only, r->several, 1);
	}
	columns_add_honesty(c);
	columns_finish(c);
	r->found = cm_zalloc(columns_room(c) * sizeof(*r->found));
}

int
csv_rows_end(struct csv_rows *r, const struct measures *m, struct cm_buf *out)
{
	const char *at, *end, *lf;
	int bad = 0;

	if (r->found != NULL)
		return 0;
	settle(r, m);
	columns_head(&r->columns, r->dialect, out);
	cm_buf_room(&r->held, CM_SCAN_PAD);
	end = r->held.p + r->held.len;
	for (at = r->held.p; at < end && bad == 0; at = lf + 1) {
		lf = memchr(at, '\n', (size_t)(end - at));
		bad = put(r, at, (size_t)(lf - at), out);
	}
	cm_buf_release(&r->held);
	cm_buf_init(&r->held, CM_BUF_ANY);
	return bad;
}

static void
learn(struct csv_rows *r, const struct measures *m, struct cm_slice by,
    struct cm_slice row)
{
	if (by.p == NULL && !r->bare) {
		r->bare = 1;
		groups_measured(&r->columns, m, NULL);
		columns_add_members(&r->columns, row, COLUMNS_BEHIND);
	}
	if (by.p == NULL)
		return;
	if (!r->named)
		r->only = cm_json_dup(by);
	else if (r->only == NULL || !cm_json_is(by, r->only))
		r->several = 1;
	r->named = 1;
	columns_add_members(&r->columns, row, COLUMNS_AS_GIVEN);
}

int
csv_rows_add(struct csv_rows *r, const struct measures *m, struct cm_slice by,
    struct cm_slice row, struct cm_buf *out)
{
	if (r->found != NULL) {
		if (by.p != NULL)
			columns_add_members(&r->columns, row, COLUMNS_AS_GIVEN);
		return put(r, row.p, row.len, out);
	}
	learn(r, m, by, row);
	cm_buf_add(&r->held, row.p, row.len);
	cm_buf_byte(&r->held, '\n');
	return r->held.len < HOLD ? 0 : csv_rows_end(r, m, out);
}

void
csv_rows_release(struct csv_rows *r)
{
	columns_release(&r->columns);
	cm_buf_release(&r->held);
	free(r->found);
	free(r->only);
}
