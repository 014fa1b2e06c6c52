/* SPDX-License-Identifier: ISC */
/* The rows of a workbook's sheets. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/sheets_in.h"
#include "lib/err.h"

enum {
	ROWS = 1048576,
	COLUMNS = 16384,
	ROW_TEXT = 64 << 20,
	HELD = 1 << 20 /* of a workbook that comes through a pipe */
};

/* Cells of a sheet, with those that are left out; and bytes of a spool. */
static const uint64_t most_slots = UINT64_C(1) << 30;
static const int64_t most_spool = INT64_C(4) << 30;

struct sheets *
sheets_open(struct stream *from)
{
	struct sheets *s = cm_zalloc(sizeof(*s));

	s->from = from;
	cm_buf_init(&s->text, ROW_TEXT);
	return s;
}

void
sheets_close(struct sheets *s)
{
	size_t i;

	if (s == NULL)
		return;
	part_close(&s->part);
	for (i = 0; i < s->nlist; i++) {
		free(s->list[i].name);
		free(s->list[i].id);
		free(s->list[i].path);
	}
	free(s->list);
	free(s->styles_path);
	free(s->strings_path);
	free(s->formats);
	free(s->styles);
	cm_buf_release(&s->strings);
	free(s->ends);
	cm_buf_release(&s->text);
	free(s->cells);
	free(s->starts);
	stream_close(s->spool);
	free(s->held);
	free(s);
}

const char *
sheets_why(const struct sheets *s)
{
	return s->why[0] != '\0' ? s->why : NULL;
}

/* ---- a workbook that cannot be sought ---- */

static int
put_all(int fd, const char *p, size_t len)
{
	ssize_t n;

	for (; len > 0; p += n, len -= (size_t)n) {
		n = write(fd, p, len);
		if (n <= 0)
			return -1;
	}
	return 0;
}

/* A file that has no name any more. */
static int
open_spool(void)
{
	const char *dir = getenv("TMPDIR");
	struct cm_buf b;
	char *path;
	int fd;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s/cm-fetch.XXXXXX",
	    dir != NULL && *dir != '\0' ? dir : "/tmp");
	path = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	fd = mkstemp(path);
	if (fd != -1)
		unlink(path);
	free(path);
	return fd;
}

static int
spool_file(struct sheets *s, size_t held)
{
	int64_t all = (int64_t)held;
	int fd = open_spool();
	ssize_t n = (ssize_t)held;

	if (fd == -1)
		return sheets_fail(s, "no temporary file can be made for it");
	while (n > 0) {
		if (put_all(fd, s->held, (size_t)n) == -1) {
			close(fd);
			return sheets_fail(
			    s, "its temporary file cannot be written");
		}
		n = stream_read(s->from, s->held, HELD);
		all += n > 0 ? n : 0;
		if (all > most_spool)
			n = sheets_fail(
			    s, "it is too large: save the sheet as CSV");
	}
	if (n == -1 || lseek(fd, 0, SEEK_SET) == -1) {
		close(fd);
		return sheets_fail(s, "%s",
		    stream_why(s->from) != NULL ? stream_why(s->from)
						: "it cannot be read");
	}
	s->spool = stream_file(fd);
	return 0;
}

static int
spool(struct sheets *s)
{
	size_t len = 0;
	ssize_t n = 1;

	s->held = cm_alloc(HELD);
	while (len < HELD &&
	    (n = stream_read(s->from, s->held + len, HELD - len)) > 0)
		len += (size_t)n;
	if (n == -1)
		return sheets_fail(s, "%s", stream_why(s->from));
	if (n == 0)
		s->spool = stream_bytes(s->held, len);
	else if (spool_file(s, len) == -1)
		return -1;
	s->from = s->spool;
	return 0;
}

/* ---- sheets ---- */

int
sheets_next(struct sheets *s, const char **name)
{
	struct sheet *sheet;
	int n;

	if (!s->opened) {
		s->opened = 1;
		if (stream_size(s->from) < 0 && spool(s) == -1)
			return -1;
		sheets_book(s);
	}
	if (s->why[0] != '\0')
		return -1;
	part_close(&s->part);
	s->row = s->told = s->slots = 0;
	s->over = 0;
	/* What has no path is a chart. */
	while (s->at < s->nlist && s->list[s->at].path == NULL)
		s->at++;
	if (s->at == s->nlist)
		return 0;
	sheet = &s->list[s->at++];
	n = part_open(s, &s->part, sheet->path);
	if (n == 0)
		return sheets_fail(
		    s, "the sheet '%s' is missing in it", sheet->name);
	*name = sheet->name;
	return n;
}

/* ---- rows ---- */

/* Makes room for the row's cells up to one at i, which are none yet. */
static int
reach(struct sheets *s, size_t i)
{
	if (i >= COLUMNS)
		return sheets_fail(s, "row %llu has more than %d columns",
		    (unsigned long long)s->row, COLUMNS);
	if (i >= s->room) {
		s->room = i + 64;
		s->cells = cm_realloc(s->cells, s->room * sizeof(*s->cells));
		s->starts = cm_realloc(s->starts, s->room * sizeof(*s->starts));
	}
	for (; s->ncells <= i; s->ncells++) {
		s->cells[s->ncells].p = NULL;
		s->cells[s->ncells].len = 0;
		s->starts[s->ncells] = SIZE_MAX;
		s->slots++;
	}
	return s->slots <= most_slots
	    ? 0
	    : sheets_fail(s, "it has too many empty cells");
}

struct cell_head {
	char type[12]; /* "s", "inlineStr" */
	unsigned long style;
	size_t at;
};

static void
copy_type(char to[12], const char *type)
{
	size_t len = strlen(type);

	if (len > 11)
		len = 11;
	memcpy(to, type, len);
	to[len] = '\0';
}

/* The attributes of a cell; those that are missing are the usual ones. */
static void
read_head(struct part_reader *r, struct cell_head *h)
{
	const char *value;
	long column;

	while (xmlTextReaderMoveToNextAttribute(r->xml) == 1) {
		value = (const char *)xmlTextReaderConstValue(r->xml);
		if (value == NULL) {
			continue;
		} else if (part_is(r, "r")) {
			column = sheets_column(value);
			h->at = column >= 0 ? (size_t)column : h->at;
		} else if (part_is(r, "s")) {
			h->style = strtoul(value, NULL, 10);
		} else if (part_is(r, "t")) {
			copy_type(h->type, value);
		}
	}
	xmlTextReaderMoveToElement(r->xml);
}

static int
is_type(const struct cell_head *h, const char *type)
{
	return strcmp(h->type, type) == 0;
}

static int
shared(struct sheets *s, const struct cell_head *h, const char *text)
{
	char *end;
	unsigned long i = strtoul(text, &end, 10);
	size_t from;

	if (end == text || i >= s->nstrings)
		return sheets_fail(s,
		    "the workbook is damaged: a cell of row %llu has a text "
		    "that is not there",
		    (unsigned long long)s->row);
	from = i > 0 ? s->ends[i - 1] : 0;
	s->cells[h->at].p = s->strings.p != NULL ? s->strings.p + from : "";
	s->cells[h->at].len = s->ends[i] - from;
	return 0;
}

/* Takes what a cell has in it, which stands behind the first from bytes of
 * s->text. */
static int
take_cell(struct sheets *s, const struct cell_head *h, size_t from)
{
	struct cm_buf *b = &s->text;
	int shows = h->style < s->nstyles ? s->styles[h->style] : 0;
	char *raw;

	if (reach(s, h->at) == -1)
		return -1;
	if (is_type(h, "e") ||
	    (b->len == from && !is_type(h, "str") && !is_type(h, "inlineStr")))
		return 0;
	raw = cm_strndup(b->p != NULL ? b->p + from : "", b->len - from);
	s->starts[h->at] = from;
	b->len = from;
	if (is_type(h, "s")) {
		s->starts[h->at] = SIZE_MAX;
		shows = shared(s, h, raw);
		free(raw);
		return shows;
	}
	if (is_type(h, "b"))
		cm_buf_puts(b, strcmp(raw, "1") == 0 ? "TRUE" : "FALSE");
	else if (is_type(h, "d"))
		sheets_moment(b, raw);
	else if (is_type(h, "str") || is_type(h, "inlineStr"))
		cm_buf_puts(b, raw);
	else
		sheets_number(b, raw, shows, s->from1904);
	free(raw);
	if (is_type(h, "str") || is_type(h, "inlineStr"))
		sheets_unescape(b, from);
	s->cells[h->at].len = b->len - from;
	return 0;
}

/* Collects the text of a cell up to its end. */
static int
read_cell(struct sheets *s, size_t at)
{
	struct part_reader *r = &s->part;
	struct cell_head h = {"", 0, at};
	int node, n, within = 0, phonetic = 0, begins, empty;
	size_t from = s->text.len;
	const char *value;

	empty = xmlTextReaderIsEmptyElement(r->xml);
	read_head(r, &h);
	while (!empty && (n = part_next(s, r, &node)) != 0) {
		if (n == -1)
			return -1;
		begins = node == XML_READER_TYPE_ELEMENT;
		value = (const char *)xmlTextReaderConstValue(r->xml);
		if (value != NULL) {
			if (within && !phonetic)
				cm_buf_puts(&s->text, value);
		} else if (part_is(r, "c") && !begins) {
			break;
		} else if (part_is(r, "v") || part_is(r, "t")) {
			within = begins && !xmlTextReaderIsEmptyElement(r->xml);
		} else if (part_is(r, "rPh")) {
			phonetic =
			    begins && !xmlTextReaderIsEmptyElement(r->xml);
		}
	}
	if (s->text.full)
		return sheets_fail(
		    s, "row %llu is too long", (unsigned long long)s->row);
	return take_cell(s, &h, from);
}

/* Reads the number of a row that begins. */
static int
begin_row(struct sheets *s)
{
	char *r = part_get(&s->part, "r");
	uint64_t row = r != NULL ? strtoull(r, NULL, 10) : s->row + 1;

	free(r);
	if (row <= s->row || row > ROWS)
		return sheets_fail(s,
		    "the workbook is damaged: after row %llu comes row %llu",
		    (unsigned long long)s->row, (unsigned long long)row);
	s->row = row;
	return 0;
}

/* Reads the next row that is in the file: 1, 0 at the end, -1. */
static int
read_row(struct sheets *s)
{
	struct part_reader *r = &s->part;
	int node, n, within = 0, begins;

	s->ncells = 0;
	cm_buf_clear(&s->text);
	while ((n = part_next(s, r, &node)) == 1) {
		begins = node == XML_READER_TYPE_ELEMENT;
		if (!begins && node != XML_READER_TYPE_END_ELEMENT)
			continue;
		/* Behind the rows, pictures have some of their own. */
		if (!begins && part_is(r, "sheetData"))
			s->over = 1;
		if (s->over)
			continue;
		if (part_is(r, "row")) {
			if (!begins)
				return 1;
			if (begin_row(s) == -1)
				return -1;
			if (xmlTextReaderIsEmptyElement(r->xml))
				return 1;
			within = 1;
		} else if (begins && within && part_is(r, "c")) {
			if (read_cell(s, s->ncells) == -1)
				return -1;
		}
	}
	return n;
}

int
sheets_row(struct sheets *s, const struct sheet_cell **cells, size_t *n,
    uint64_t *number)
{
	size_t i;
	int got;

	if (s->why[0] != '\0')
		return -1;
	if (s->part.xml == NULL)
		return 0;
	if (s->told == s->row) {
		got = read_row(s);
		if (got != 1)
			return got;
		for (i = 0; i < s->ncells; i++)
			if (s->starts[i] != SIZE_MAX)
				s->cells[i].p = s->text.p != NULL
				    ? s->text.p + s->starts[i]
				    : "";
	}
	*number = ++s->told;
	*cells = s->cells;
	*n = s->told == s->row ? s->ncells : 0;
	return 1;
}
