/* SPDX-License-Identifier: ISC */
/* Which row of a table is its heading, and what its columns are called. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/csv.h"
#include "cmd/cm-fetch/format.h"
#include "lib/near.h"

/* Whether headings are the same but for case and blanks. */
static int
is_heading(const char *wish, const char *p, size_t len)
{
	struct cm_buf a, b;
	int same;

	if (p == NULL)
		return 0;
	cm_buf_init(&a, CM_BUF_ANY);
	cm_buf_init(&b, CM_BUF_ANY);
	format_key(&a, wish, strlen(wish));
	format_key(&b, p, len);
	same = a.len == b.len && a.len > 0 && memcmp(a.p, b.p, a.len) == 0;
	cm_buf_release(&a);
	cm_buf_release(&b);
	return same;
}

size_t
csv_cell(const struct row *row, const char *wish)
{
	size_t i;

	for (i = 0; i < row->n; i++)
		if (row->cells[i].len == strlen(wish) &&
		    memcmp(row->cells[i].p, wish, row->cells[i].len) == 0)
			return i;
	for (i = 0; i < row->n; i++)
		if (is_heading(wish, row->cells[i].p, row->cells[i].len))
			return i;
	return i;
}

static size_t
count_wishes(const struct map_spec *spec, const struct row *row, size_t *found)
{
	size_t i, n = 0;

	for (*found = i = 0; i < spec->n; i++)
		if (spec->wishes[i].heading != NULL) {
			n++;
			*found +=
			    csv_cell(row, spec->wishes[i].heading) < row->n;
		}
	return n;
}

/* A cell of the heading as the column is called from now on. */
static char *
name_of(const struct csv *c, const struct map_cell *cell, size_t index)
{
	const char *p = cell->p;
	size_t len = cell->len, same = 0, i, n;
	struct cm_buf b;
	char *name;

	while (len > 0 && strchr(" \t\r\n", p[len - 1]) != NULL)
		len--;
	for (; len > 0 && strchr(" \t\r\n", *p) != NULL; p++)
		len--;
	cm_buf_init(&b, CM_BUF_ANY);
	if (len == 0)
		cm_buf_printf(&b, "column %zu", index + 1);
	else
		cm_buf_add(&b, p, len);
	n = b.len;
	for (i = 0; i < index; i++)
		same += strncmp(c->names[i], cm_buf_str(&b), n) == 0 &&
		    (c->names[i][n] == '\0' ||
			strncmp(c->names[i] + n, " (", 2) == 0);
	if (same > 0)
		cm_buf_printf(&b, " (%zu)", same + 1);
	name = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return name;
}

static void
take_heading(struct csv *c, const struct row *row, uint64_t before)
{
	size_t i;

	c->before = before;
	c->line = row->line;
	cm_buf_add(&c->heading, row->raw, row->raw_len);
	c->names = cm_zalloc((row->n + 1) * sizeof(*c->names));
	for (i = 0; i < row->n; i++, c->n++)
		c->names[i] = name_of(c, &row->cells[i], i);
}

/* How many of its cells are not blank. */
static size_t
filled_of(const struct row *row)
{
	size_t i, k, n = 0;

	for (i = 0; i < row->n; i++)
		for (k = 0; k < row->cells[i].len; k++)
			if (strchr(" \t\r\n", row->cells[i].p[k]) == NULL) {
				n++;
				break;
			}
	return n;
}

/* Names the first wish that no heading has, and what it may have been. */
static int
refuse_wish(struct csv *c, const struct row *row)
{
	const char **names = cm_zalloc((row->n + 1) * sizeof(*names));
	const char *near, *wish = NULL;
	struct cm_buf b;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < row->n; i++) {
		names[i] =
		    cm_strndup(row->cells[i].len > 0 ? row->cells[i].p : "",
			row->cells[i].len);
		if (*names[i] != '\0')
			cm_buf_printf(
			    &b, "%s'%s'", b.len > 0 ? ", " : "", names[i]);
	}
	for (i = 0; i < c->o->map.n; i++) {
		wish = c->o->map.wishes[i].heading;
		if (wish != NULL && csv_cell(row, wish) == row->n)
			break;
	}
	near = cm_near(wish, names);
	if (near == NULL && strchr(wish, ';') != NULL &&
	    strchr(strchr(wish, ';'), '=') != NULL)
		csv_refuse(c, row->line,
		    "no heading is '%s'; --map has commas between its pairs: "
		    "id=A,text=B",
		    wish);
	else if (near != NULL)
		csv_refuse(c, row->line,
		    "no heading is '%s'; is '%s' what --map means?", wish,
		    near);
	else
		csv_refuse(c, row->line, "no heading is '%s'; they are %.300s",
		    wish, cm_buf_str(&b));
	for (i = 0; i < row->n; i++)
		free((char *)names[i]);
	free(names);
	cm_buf_release(&b);
	return -1;
}

int
csv_heading(struct csv *c, uint64_t skip)
{
	const struct map_spec *spec = &c->o->map;
	size_t wished = 0, found, filled, most = 0, best = 0, best_row = 0;
	size_t i, tried, pass;
	struct csv_rows rows;
	struct row row;
	int result = 1;

	for (pass = 0; pass < 2 && result == 1; pass++) {
		csv_rows_open(&rows, c);
		for (i = tried = 0; tried < CSV_HEADINGS && result == 1 &&
		     csv_rows_next(&rows, &row);
		     i++) {
			filled = filled_of(&row);
			if (i < skip || filled == 0)
				continue;
			tried++;
			wished = count_wishes(spec, &row, &found);
			if (pass == 0 && found == wished) {
				take_heading(c, &row, i);
				result = 0;
			} else if (pass == 0 &&
			    (found > best ||
				(found == best && filled > most))) {
				best = found;
				most = filled;
				best_row = i + 1;
			} else if (pass == 1 && i + 1 == best_row) {
				result = refuse_wish(c, &row);
			}
		}
		csv_rows_close(&rows);
	}
	if (result == 1 && !c->whole)
		return csv_refuse(c, 0,
		    "its first MiB holds no heading: take away what stands "
		    "before it");
	return result;
}
