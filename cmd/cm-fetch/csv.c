/* SPDX-License-Identifier: ISC */
/* --as csv: any table, with --map or with the names of members as headings. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/csv.h"
#include "lib/json.h"

int
csv_refuse(struct csv *c, uint64_t line, const char *fmt, ...)
{
	struct cm_buf b;
	char why[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, c->s->name);
	if (line > 0)
		cm_buf_printf(&b, ":%llu", (unsigned long long)line);
	cm_warn("%s: %s", cm_buf_str(&b), why);
	cm_buf_release(&b);
	if (c->s->cov.why == NULL)
		c->s->cov.why = cm_strdup(why);
	c->f->status = cm_worse(c->f->status, CM_USAGE);
	return -1;
}

void
csv_rows_open(struct csv_rows *r, const struct csv *c)
{
	r->csv = c;
	r->stream = stream_bytes(c->head, c->len);
	r->rows = rows_csv(r->stream, c->sep, 0);
}

int
csv_rows_next(struct csv_rows *r, struct row *row)
{
	const struct csv *c = r->csv;

	while (rows_next(r->rows, row) == 1) {
		/* The last row of what was looked at may go on behind it. */
		if (!c->whole && row->raw != NULL &&
		    (row->bad != NULL || row->raw_len + 2 > c->len))
			return 0;
		if (row->bad == NULL)
			return 1;
	}
	return 0;
}

void
csv_rows_close(struct csv_rows *r)
{
	rows_close(r->rows);
	stream_close(r->stream);
}

void
csv_add_column(struct csv *c, const char *to, enum cell_type as, size_t cell)
{
	struct map_column *m;

	c->columns =
	    cm_realloc(c->columns, (c->ncolumns + 1) * sizeof(*c->columns));
	m = &c->columns[c->ncolumns++];
	m->to = to;
	m->as = as;
	m->cell = cell;
	m->heading = c->names[cell];
}

/* What nobody wished for stays under raw, by its heading. */
static void
keep_raw(struct csv *c)
{
	struct cm_buf b;
	size_t i, k;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < c->n && !c->o->no_raw; i++) {
		for (k = 0; k < c->ncolumns && c->columns[k].cell != i;)
			k++;
		if (k < c->ncolumns)
			continue;
		csv_add_column(c, "raw", CELL_TEXT, i);
		if (strncmp(c->names[i], "column ", 7) != 0)
			cm_buf_printf(
			    &b, "%s'%s'", b.len > 0 ? ", " : "", c->names[i]);
	}
	if (b.len > 0)
		cm_note(
		    0, "%s: kept under raw: %s", c->s->name, cm_buf_str(&b));
	cm_buf_release(&b);
}

/* The columns that --map names. */
static int
take_wishes(struct csv *c)
{
	const struct map_spec *spec = &c->o->map;
	struct map_cell *cells = cm_zalloc((c->n + 1) * sizeof(*cells));
	struct row row = {.cells = cells, .n = c->n};
	size_t i;

	for (i = 0; i < c->n; i++) {
		cells[i].p = c->names[i];
		cells[i].len = strlen(c->names[i]);
	}
	for (i = 0; i < spec->n; i++)
		if (spec->wishes[i].heading != NULL)
			csv_add_column(c, spec->wishes[i].to,
			    spec->wishes[i].as,
			    csv_cell(&row, spec->wishes[i].heading));
	free(cells);
	return 0;
}

/* Whether a column or a constant gives a member; "period" stands for those
 * within it, too. */
static int
gives(const struct csv *c, const char *name)
{
	const struct map_spec *spec = &c->o->map;
	size_t len = strlen(name), i;

	for (i = 0; i < c->ncolumns; i++)
		if (strncmp(c->columns[i].to, name, len) == 0 &&
		    strchr(".[", c->columns[i].to[len]) != NULL)
			return 1;
	for (i = 0; i < spec->n; i++)
		if (spec->wishes[i].value != NULL &&
		    strncmp(spec->wishes[i].to, name, len) == 0 &&
		    strchr(".[", spec->wishes[i].to[len]) != NULL)
			return 1;
	return 0;
}

/* The members that all records have, as JSON: the values of --map are cells
 * of a row of their own. */
static int
make_constants(struct csv *c)
{
	const struct map_spec *spec = &c->o->map;
	struct map_column *columns =
	    cm_zalloc((spec->n + 4) * sizeof(*columns));
	struct map_cell *cells = cm_zalloc((spec->n + 4) * sizeof(*cells));
	const struct {
		const char *to, *value;
	} more[] = {{"type", gives(c, "type") ? NULL : c->type},
	    {"network", c->o->network}, {"account", c->f->o.account}};
	struct cell_rules rules = c->rules;
	enum map_verdict verdict = MAP_EMPTY;
	size_t n = 0, i;
	const char *why;
	struct map *m;
	int64_t when;

	rules.point = '.';
	rules.guards = CELL_PLAIN;
	for (i = 0; i < 3 + spec->n; i++) {
		const char *to = i < 3 ? more[i].to : spec->wishes[i - 3].to;
		const char *value =
		    i < 3 ? more[i].value : spec->wishes[i - 3].value;

		if (value == NULL)
			continue;
		columns[n].to = columns[n].heading = to;
		columns[n].as = i < 3 ? CELL_WORD : spec->wishes[i - 3].as;
		columns[n].cell = n;
		cells[n].p = value;
		cells[n++].len = strlen(value);
	}
	m = map_open(columns, n, NULL, INT64_MIN, &rules, c->flags & MAP_FLAT);
	if (n > 0)
		verdict = map_row(m, cells, n, &c->constants, &when, &why);
	if (verdict == MAP_BAD)
		csv_refuse(c, 0, "--map: %s", why);
	else if (verdict == MAP_EMPTY)
		cm_buf_puts(&c->constants, "{}");
	map_close(m);
	free(columns);
	free(cells);
	return verdict == MAP_BAD ? -1 : 0;
}

/* What the records are, where nothing says it. */
static const char *
likely_type(const struct csv *c)
{
	if (gives(c, "id") || gives(c, "url"))
		return "post";
	if (gives(c, "period"))
		return "series";
	return gives(c, "at") || gives(c, "to") ? "draft" : "post";
}

/* The type that all records have; NULL: a column says it. */
static int
settle_type(struct csv *c)
{
	const struct map_spec *spec = &c->o->map;
	const char *type = NULL;
	size_t i;
	int said;

	for (i = 0; i < spec->n; i++)
		if (strcmp(spec->wishes[i].to, "type") == 0)
			type = spec->wishes[i].value;
	if (c->type == NULL && (type != NULL || !gives(c, "type")))
		c->type = cm_strdup(type != NULL ? type : likely_type(c));
	if (c->type == NULL || c->flags & MAP_EXACT)
		return 0;
	if (!map_is_record(c->type, &said))
		return csv_refuse(
		    c, 0, "'%s' is no type of cm-record(5)", c->type);
	if (strcmp(c->type, "series") == 0 &&
	    (!gives(c, "period") || !gives(c, "metrics")))
		return csv_refuse(c, c->line,
		    "a series has a period and numbers: say which columns "
		    "they are with --map period=...,metrics.NAME=...");
	if (!said || gives(c, "id") || gives(c, "url") ||
	    (gives(c, "published") && gives(c, "text")))
		return 0;
	return csv_refuse(c, c->line,
	    "a %s has an id or a url, or a time and a text that make one: say "
	    "which columns they are with --map url=..., or "
	    "published=...,text=..., or what the rows are with --map "
	    "type:=series",
	    c->type);
}

/* What the coverage says was asked for. */
static const char *
what_of(const char *type)
{
	static const char *const kinds[][2] = {{"post", "posts"},
	    {"article", "posts"}, {"comment", "comments"},
	    {"mention", "mentions"}, {"message", "messages"},
	    {"series", "series"}, {"account", "account"}};
	size_t i;

	for (i = 0; type != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(type, kinds[i][0]) == 0)
			return kinds[i][1];
	return "records";
}

/* When its numbers were read: when the file was last changed, at most now. */
static int64_t
fetched_of(const struct csv *c)
{
	if (c->o->fetched != INT64_MIN)
		return c->o->fetched;
	if (c->flags & MAP_EXACT)
		return INT64_MIN;
	return c->s->changed != INT64_MIN && c->s->changed < c->f->now
	    ? c->s->changed
	    : c->f->now;
}

static int
wishes_headings(const struct import *o)
{
	size_t i;

	for (i = 0; i < o->map.n; i++)
		if (o->map.wishes[i].heading != NULL)
			return 1;
	return 0;
}

static int
make_columns(struct csv *c)
{
	if (!wishes_headings(c->o)) {
		if (csv_own(c) != 0)
			return -1;
	} else {
		c->flags = MAP_COMPLETE;
		take_wishes(c);
	}
	if (!(c->flags & MAP_EXACT))
		keep_raw(c);
	return 0;
}

static void
say(const struct csv *c, const char *told)
{
	static const char *const dates[] = {
	    "", ", days ymd", ", days dmy", ", days mdy"};
	char sep[4] = {'\'', c->sep, '\'', '\0'};
	char point[20] = "";

	if (c->rules.point != 0)
		snprintf(
		    point, sizeof(point), ", decimal mark %c", c->rules.point);
	cm_note(1,
	    "%s: a table in %s, heading in line %llu, %s between cells%s%s, "
	    "times in %s%s",
	    c->s->name, told, (unsigned long long)c->line,
	    c->sep == '\t' ? "tabs" : sep, point, dates[c->rules.dates],
	    c->tz != NULL ? c->tz : "UTC",
	    c->flags & MAP_EXACT ? ", as cm-report writes it" : "");
}

/* What --map says that all records have, or the option does. */
static const char *
said(const struct csv *c, const char *name, const char *option)
{
	const struct map_spec *spec = &c->o->map;
	size_t i;

	for (i = 0; i < spec->n && option == NULL; i++)
		if (strcmp(spec->wishes[i].to, name) == 0)
			option = spec->wishes[i].value;
	return option;
}

static void
run_plan(struct csv *c, struct stream *text)
{
	struct table_plan plan = {.sep = c->sep,
	    .skip = c->before + 1,
	    .heading = cm_buf_str(&c->heading),
	    .heading_len = c->heading.len,
	    .cells = c->n,
	    .columns = c->columns,
	    .ncolumns = c->ncolumns,
	    .constants = cm_buf_str(&c->constants),
	    .fetched = fetched_of(c),
	    .flags = c->flags,
	    .rules = c->rules,
	    .tz = c->tz};
	int covers = zone_covers(c->f, c->rules.zone, &plan.from, &plan.to);

	c->s->cov.what = what_of(c->type);
	c->s->cov.network = said(c, "network", c->o->network);
	if (c->s->cov.account == NULL && said(c, "account", NULL) != NULL)
		c->s->cov.account = cm_strdup(said(c, "account", NULL));
	table_run(c->f, c->s, text, &plan);
	if (c->unzoned)
		zone_guessed(c->f, c->s->name, c->tz);
	zone_outside(c->f, c->s->name, c->s->cov.outside);
	if (!covers || (c->type != NULL && strcmp(c->type, "draft") == 0))
		return;
	zone_within(c->f, &plan.from, &plan.to);
	c->s->cov.start = plan.from;
	c->s->cov.end = plan.to;
}

static void
csv_release(struct csv *c)
{
	while (c->n > 0)
		free(c->names[--c->n]);
	free(c->names);
	free(c->columns);
	free(c->type);
	cm_buf_release(&c->heading);
	cm_buf_release(&c->constants);
	cm_zone_close(c->rules.zone);
}

/* Looks at its beginning. Returns 0; 1 where it is empty; -1. */
static int
plan(struct csv *c, struct stream *text, const char *told)
{
	uint64_t skip = 0;
	const char *lf;
	char sep;
	int result;

	c->len = stream_peek(text, &c->head, CSV_HEAD);
	c->whole = c->len < CSV_HEAD;
	sep = rows_separator(c->head, c->len, &skip);
	c->sep = c->o->sep != 0 ? c->o->sep : sep;
	lf = c->len > 0 ? memchr(c->head, '\n', c->len) : NULL;
	c->written &= lf != NULL && lf > c->head && lf[-1] == '\r';
	c->rules.point = c->o->point;
	c->rules.dates = c->o->dates;
	c->rules.now = c->f->now;
	c->tz = c->f->o.tz != NULL ? c->f->o.tz : import_local_zone(c->room);
	if (c->tz != NULL)
		c->rules.zone = cm_zone_open(c->tz);
	if (c->rules.zone == NULL)
		c->tz = NULL;
	result = csv_heading(c, skip);
	if (result != 0)
		return result;
	if (c->f->o.tz == NULL)
		c->rules.unzoned = &c->unzoned;
	if (make_columns(c) != 0 || settle_type(c) != 0 || csv_settle(c) != 0 ||
	    make_constants(c) != 0)
		return -1;
	say(c, told);
	return 0;
}

void
csv_run(struct fetch *f, struct source *s, struct stream *from)
{
	struct csv c = {.f = f, .s = s, .o = &f->o.import};
	const char *head, *why;
	struct stream *text;
	uint64_t damaged = 0;
	char told[32];

	cm_buf_init(&c.heading, CM_BUF_ANY);
	cm_buf_init(&c.constants, CM_BUF_ANY);
	c.written = stream_peek(from, &head, 3) == 3 &&
	    memcmp(head, "\xef\xbb\xbf", 3) == 0;
	s->cov.what = "records";
	text = stream_text(from, c.o->encoding, NULL, told, &damaged, &why);
	if (text == NULL) {
		csv_refuse(&c, 0, "%s", why);
		stream_close(from);
	} else {
		if (plan(&c, text, told) == 0)
			run_plan(&c, text);
		if (stream_why(text) != NULL && s->cov.why == NULL)
			source_fails(f, s, CM_FAIL, stream_why(text), NULL);
		stream_close(text);
	}
	if (damaged > 0)
		cm_warn("%s: %llu characters are none in %s: say --encoding",
		    s->name, (unsigned long long)damaged, told);
	csv_release(&c);
}
