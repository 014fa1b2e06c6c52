/* SPDX-License-Identifier: ISC */
/* A table whose headings are names of members, as those that cm-report
 * writes. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/csv.h"
#include "cmd/cm-fetch/format.h"

/* Members that are text in all records that have them, beyond those that
 * map_type() knows. */
static int
is_text(const char *to)
{
	static const char *const names[] = {"agent", "bot", "method", "visitor",
	    "channel", "do", "key", "reason", "rule", "error", "file",
	    "message", "level", "topic", "source", "what", "why", "by", "unit",
	    "formula", "denominator", "role", "seed", "zone",
	    "curation.cluster", "curation.rule", NULL};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], to) == 0)
			return 1;
	return strncmp(to, "dimensions.", 11) == 0 ||
	    strncmp(to, "feed.", 5) == 0;
}

/*
 * How a cell of a member is read in a table that was made of records: texts as
 * they stand, numbers with their digits, lists and objects as JSON. What may
 * be text or a number is a number if it is one of JSON.
 */
static enum cell_type
own_type(const char *to)
{
	if (is_text(to))
		return CELL_TEXT;
	if (strcmp(to, "campaign") == 0 || strcmp(to, "raw") == 0)
		return CELL_JSON; /* of a draft a text, of a visit an object */
	if (strcmp(to, "status") == 0 || strncmp(to, "poll.", 5) == 0 ||
	    strncmp(to, "options.", 8) == 0)
		return CELL_VALUE;
	if (!map_knows(to))
		return CELL_VALUE;
	switch (map_type(to)) {
	case CELL_NUMBER:
	case CELL_SECONDS:
	case CELL_BOOL:
		return CELL_VALUE;
	case CELL_TIME:
		return CELL_TIME;
	case CELL_LIST:
	case CELL_WORDS:
	case CELL_DAY:
	case CELL_JSON:
		return CELL_JSON;
	default:
		return strncmp(to, "curation.", 9) == 0 ? CELL_VALUE
							: CELL_TEXT;
	}
}

static size_t
column_called(const struct csv *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(c->names[i], name) == 0)
			break;
	return i;
}

/* The type that the first row says it is of, or NULL. */
static char *
first_type(const struct csv *c)
{
	size_t at = column_called(c, "type");
	struct csv_rows rows;
	char *type = NULL;
	struct row row;

	csv_rows_open(&rows, c);
	while (type == NULL && csv_rows_next(&rows, &row))
		if (row.line > c->line && at < row.n && row.cells[at].len > 0)
			type = cm_strndup(row.cells[at].p, row.cells[at].len);
	csv_rows_close(&rows);
	return type;
}

static void
exact(struct csv *c, unsigned flags)
{
	size_t i;

	c->flags = MAP_EXACT | flags;
	for (i = 0; i < c->n; i++)
		csv_add_column(c, c->names[i],
		    flags & MAP_FLAT ? strcmp(c->names[i], "type") == 0
			    ? CELL_TEXT
			    : strcmp(c->names[i], "reason") == 0 ? CELL_TEXT
								 : CELL_VALUE
				     : own_type(c->names[i]),
		    i);
}

/* A table that somebody else wrote with the names of our members: "Likes" is
 * metrics.likes. */
static void
lenient(struct csv *c, int has_type)
{
	struct cm_buf key;
	const char *to;
	size_t i;

	c->flags = MAP_COMPLETE;
	for (i = 0; i < c->n; i++) {
		cm_buf_init(&key, CM_BUF_ANY);
		format_key(&key, c->names[i], strlen(c->names[i]));
		to = cm_buf_str(&key);
		if (map_metric(to, key.len)) {
			struct cm_buf path;

			cm_buf_init(&path, CM_BUF_ANY);
			cm_buf_printf(&path, "metrics.%s", to);
			cm_buf_release(&key);
			key = path;
			to = cm_buf_str(&key);
		}
		if (map_knows(to) && *to != '.' && strcmp(to, "raw") != 0 &&
		    (has_type || strcmp(to, "type") != 0)) {
			csv_add_column(c, "", map_type(to), i);
			/* the name is the column's from now on */
			free(c->names[i]);
			c->names[i] = cm_strdup(to);
			c->columns[c->ncolumns - 1].to = c->names[i];
			c->columns[c->ncolumns - 1].heading = c->names[i];
		}
		cm_buf_release(&key);
	}
}

static int
all_known(const struct csv *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (!map_knows(c->names[i]))
			return 0;
	return 1;
}

int
csv_own(struct csv *c)
{
	char *type = first_type(c);
	int said, known = type != NULL && map_is_record(type, &said);
	int row = known && strcmp(type, "row") == 0;

	free(type);
	if (known && column_called(c, "type") < c->n) {
		exact(c, row ? MAP_FLAT : 0);
		return 0;
	}
	if (c->n >= 2 && strcmp(c->names[c->n - 1], "reason") == 0 &&
	    strcmp(c->names[c->n - 2], "complete") == 0) {
		c->type = cm_strdup("row");
		exact(c, MAP_FLAT);
		return 0;
	}
	lenient(c, known);
	if (c->ncolumns > 0 || all_known(c))
		return 0;
	return csv_refuse(c, c->line,
	    "no heading is the name of a member of records: say which column "
	    "is what with --map");
}
