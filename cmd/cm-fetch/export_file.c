/* SPDX-License-Identifier: ISC */
/* One file of an export: what it is, and who reads it. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/export_table.h"
#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/pack.h"
#include "lib/csv.h"

enum { HEAD = 64 << 10 };

/* ---- streams ---- */

static ssize_t
read_lent(void *ctx, char *to, size_t len, const char **why)
{
	ssize_t n = stream_read(ctx, to, len);

	if (n < 0)
		*why = stream_why(ctx);
	return n;
}

struct stream *
stream_lent(struct stream *from)
{
	return stream_new(read_lent, NULL, from);
}

/* A sheet as CSV. */
struct sheet_text {
	struct sheets *sheets;
	struct cm_buf text;
	size_t at;
};

static ssize_t
read_sheet(void *ctx, char *to, size_t len, const char **why)
{
	const struct cm_csv_dialect *d = cm_csv_dialect("rfc");
	struct sheet_text *s = ctx;
	const struct sheet_cell *cells;
	uint64_t number;
	size_t n, i;
	char *cell;
	int got;

	if (s->at == s->text.len) {
		cm_buf_clear(&s->text);
		s->at = 0;
		got = sheets_row(s->sheets, &cells, &n, &number);
		if (got == -1)
			*why = sheets_why(s->sheets);
		if (got != 1)
			return got;
		for (i = 0; i < n; i++) {
			cell = cells[i].p != NULL
			    ? cm_strndup(cells[i].p, cells[i].len)
			    : cm_strdup("");
			cm_csv_cell(&s->text, d, i == 0, cell);
			free(cell);
		}
		cm_buf_byte(&s->text, '\n');
	}
	n = s->text.len - s->at < len ? s->text.len - s->at : len;
	memcpy(to, s->text.p + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

/* ---- what it is ---- */

void
export_head(
    const char *bytes, size_t len, const char *encoding, struct cm_buf *to)
{
	struct stream *from = stream_bytes(bytes, len), *text;
	uint64_t damaged = 0;
	const char *p, *why;
	char told[32];

	cm_buf_clear(to);
	text = stream_text(from, encoding, NULL, told, &damaged, &why);
	if (text == NULL) {
		stream_close(from);
		return;
	}
	len = stream_peek(text, &p, HEAD);
	cm_buf_add(to, p, len);
	cm_buf_room(to, 64);
	stream_close(text);
}

static int
is_xls(const char *p, size_t len)
{
	return len >= 8 &&
	    memcmp(p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

/* Tells whether text is a table: a heading of a format, or two rows of as
 * many cells. */
static int
is_table(const struct formats *formats, const char *path, const char *text,
    size_t len)
{
	struct match_in in = {.formats = formats, .path = path};
	struct table t = {.heading = 0};
	struct stream *bytes;
	uint64_t skip = 0;
	struct rows *rows;
	size_t i, alike = 0;
	int got;

	if (len == 0 || memchr(text, '\0', len) != NULL)
		return 0;
	bytes = stream_bytes(text, len);
	rows = rows_csv(bytes, rows_separator(text, len, &skip), 0);
	t.skip = (size_t)skip;
	kept_fill(&t.kept, rows, len >= HEAD);
	rows_close(rows);
	stream_close(bytes);
	got = table_heading(&t, &in);
	for (i = t.skip + 1; i < t.kept.n && i < TABLE_HEADING * 2; i++)
		alike += t.kept.rows[i].n > 1 && !t.kept.rows[i].bad &&
		    t.kept.rows[i].n == t.kept.rows[i - 1].n;
	match_release(&t.m);
	kept_release(&t.kept);
	return got != 0 || alike > 0;
}

int
export_is(struct fetch *f, const char *path, const char *bytes, size_t len,
    int tables)
{
	struct match_in in = {.formats = export_formats(f), .path = path};
	struct cm_buf head;
	struct match m;
	int is;

	cm_buf_init(&head, CM_BUF_ANY);
	export_head(bytes, len, f->o.import.encoding, &head);
	if (tables)
		is = is_table(in.formats, path, cm_buf_str(&head), head.len);
	else {
		is = match_head(&in, cm_buf_str(&head), head.len, &m) != 0;
		match_release(&m);
	}
	cm_buf_release(&head);
	return is;
}

int
export_is_packed(const char *bytes, size_t len)
{
	return pack_is_sheets(bytes, len) || pack_is(bytes, len) ||
	    is_xls(bytes, len);
}

/* ---- who reads it ---- */

/* What comes of a source of another kind counts with the rest. */
static void
count_other(struct export *x, struct tally *t)
{
	struct source *s = x->s;

	t->pages++;
	if (s->cov.what != NULL)
		tally_count(t, s->cov.network, s->cov.account, s->cov.what,
		    s->cov.records - x->records, s->cov.start, s->cov.end);
	x->records = s->cov.records;
	t->refused += s->cov.refused;
	if (s->cov.why != NULL)
		tally_fails(t, s->cov.why);
	free(s->cov.why);
	free(s->cov.account);
	memset(&s->cov, 0, sizeof(s->cov));
	if (x->f->stop || (x->f->o.limit >= 0 && x->records >= x->f->o.limit))
		x->stop = 1;
}

/* Makes the source that file for a while. Gives its own name. */
static char *
lend_name(struct export *x, const char *shown)
{
	struct source *s = x->s;
	char *name = s->name;

	export_flush(x);
	memset(&s->cov, 0, sizeof(s->cov));
	s->cov.start = s->cov.end = FEED_NEVER;
	s->cov.records = x->records;
	s->cov.what = "records";
	s->name = cm_strdup(shown);
	return name;
}

static void
take_name_back(struct export *x, char *name)
{
	free(x->s->name);
	x->s->name = name;
}

static void
refuse_kind(const struct input *in, enum kind kind)
{
	struct cm_buf advice;

	cm_buf_init(&advice, CM_BUF_ANY);
	export_advice(in->x->f, in->path, &advice);
	input_breaks(in, CM_FAIL, "of no known format",
	    kind == KIND_HTML ? export_page_advice : cm_buf_str(&advice));
	cm_buf_release(&advice);
}

/* Records, a log or a feed in an archive. */
static void
run_other(struct input *in, const char *p, size_t len)
{
	enum kind kind = sniff(NULL, NULL, p, len, len < HEAD), as;
	struct export *x = in->x;
	char *name;

	if (kind != KIND_NDJSON && kind != KIND_WEBLOG && kind != KIND_FEED) {
		if (in->member)
			export_unknown(in);
		else
			refuse_kind(in, kind);
		return;
	}
	if (x->only_first || in->silent)
		return;
	as = x->s->as;
	name = lend_name(x, in->shown);
	file_stream(x->f, x->s, kind, in->bytes);
	take_name_back(x, name);
	x->s->as = as;
	count_other(x, tally_of(x, NULL, NULL));
}

/* A table with a map: what comes of it counts with the rest. */
static void
run_as_csv(struct input *in, struct stream *text, const char *shown)
{
	struct export *x = in->x;
	char *name = lend_name(x, shown);

	x->s->changed = in->changed;
	csv_run(x->f, x->s, text); /* closes it */
	take_name_back(x, name);
	count_other(x, tally_of(x, NULL, NULL));
}

static void
sheets_as_csv(struct input *in)
{
	struct sheets *sheets = sheets_open(in->bytes);
	struct sheet_text text = {.sheets = sheets};
	struct stream *s;
	struct cm_buf shown;
	const char *name;
	int got = 0;

	cm_buf_init(&shown, CM_BUF_ANY);
	while (!in->x->stop && (got = sheets_next(sheets, &name)) == 1) {
		cm_buf_clear(&shown);
		cm_buf_printf(&shown, "%s:%s", in->shown, name);
		cm_buf_init(&text.text, CM_BUF_ANY);
		text.at = 0;
		s = stream_new(read_sheet, NULL, &text);
		run_as_csv(in, s, cm_buf_str(&shown));
		cm_buf_release(&text.text);
	}
	if (got == -1)
		input_breaks(in, CM_FAIL, sheets_why(sheets), NULL);
	cm_buf_release(&shown);
	sheets_close(sheets);
}

/* A document, or else a table. */
static void
run_text(struct export *x, struct input *in, const char *p, size_t len)
{
	struct match_in what = {.formats = export_formats(x->f),
	    .format = x->format,
	    .part = x->part,
	    .path = in->path};
	struct cm_buf head;
	struct match m;
	int got;

	cm_buf_init(&head, CM_BUF_ANY);
	export_head(p, len, x->f->o.import.encoding, &head);
	got = match_head(&what, cm_buf_str(&head), head.len, &m);
	if (got == 0 && x->format == NULL &&
	    !is_table(what.formats, in->path, cm_buf_str(&head), head.len))
		run_other(in, p, len);
	else if (got == 0)
		export_csv(in);
	else if (got == -1)
		input_two(in, &m);
	else if (export_wanted(in, &m))
		export_items(in, &m);
	match_release(&m);
	cm_buf_release(&head);
}

void
export_input(struct export *x, struct input *in)
{
	const char *p;
	size_t len = stream_peek(in->bytes, &p, HEAD);

	if (len == 0 && stream_why(in->bytes) != NULL)
		input_breaks(in, CM_FAIL, stream_why(in->bytes), NULL);
	else if (len == 0 && in->member)
		export_unknown(in);
	else if (len == 0)
		input_breaks(in, CM_FAIL, "it is empty", NULL);
	else if (is_xls(p, len))
		input_breaks(in, CM_FAIL, "an old workbook (.xls)",
		    "open it and save it as .xlsx or CSV");
	else if (pack_is_sheets(p, len)) {
		if (x->f->o.as == KIND_CSV)
			sheets_as_csv(in);
		else
			export_sheets(in);
	} else if (pack_is(p, len))
		export_members(x, in);
	else if (x->f->o.as == KIND_CSV)
		run_as_csv(in, stream_lent(in->bytes), in->shown);
	else
		run_text(x, in, p, len);
}
