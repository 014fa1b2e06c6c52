/* SPDX-License-Identifier: ISC */
/* Workbooks: their sheets, rows and cells, and what is no workbook. */
#include "cmd/cm-fetch/pack.c"
#include "cmd/cm-fetch/pack_archive.c"
#include "cmd/cm-fetch/pack_name.c"
#include "cmd/cm-fetch/sheets.c"
#include "cmd/cm-fetch/sheets_book.c"
#include "cmd/cm-fetch/sheets_cell.c"
#include "cmd/cm-fetch/sheets_part.c"
#include "cmd/cm-fetch/stream.c"
#include "tests/packs.h"

static char folder[] = "/tmp/cm-sheets.XXXXXX";
static struct cm_buf said;

static ssize_t
read_through(void *ctx, char *to, size_t len, const char **why)
{
	(void)why;
	return stream_read(ctx, to, len > 700 ? 700 : len);
}

static void
close_through(void *ctx)
{
	stream_close(ctx);
}

/* The rows of the present sheet, "1|a||b|" each; those without cells not. */
static int
tell_rows(struct sheets *x)
{
	const struct sheet_cell *cells;
	uint64_t number, before = 0;
	size_t n, i;
	int r;

	while ((r = sheets_row(x, &cells, &n, &number)) == 1) {
		if (number != before + 1)
			return -2;
		before = number;
		if (n == 0)
			continue;
		cm_buf_printf(&said, "%d", (int)number);
		for (i = 0; i < n; i++) {
			cm_buf_byte(&said, '|');
			if (cells[i].p == NULL)
				cm_buf_byte(&said, '-');
			else
				cm_buf_add(&said, cells[i].p, cells[i].len);
		}
		cm_buf_byte(&said, '\n');
	}
	return r;
}

/* All of a workbook as text; after it "." or why it ended. */
static const char *
dump(const char *name, int piped)
{
	struct stream *s;
	struct sheets *x;
	const char *sheet;
	char path[300];
	int r, rows = 0;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	s = stream_file(open(path, O_RDONLY | O_CLOEXEC));
	if (piped)
		s = stream_new(read_through, close_through, s);
	x = sheets_open(s);
	cm_buf_clear(&said);
	while ((r = sheets_next(x, &sheet)) == 1) {
		cm_buf_printf(&said, "%s\n", sheet);
		rows = tell_rows(x);
		if (rows != 0)
			break;
	}
	if (r == 0)
		cm_buf_puts(&said, ".");
	else
		cm_buf_puts(
		    &said, rows == -2 ? "a row is missing" : sheets_why(x));
	sheets_close(x);
	stream_close(s);
	return cm_buf_str(&said);
}

static const char book[] =
    "A\n"
    "2|Röggeli & more|-|rich text|two\r\nlines_x000D_\n"
    "4|-|in line|TRUE|FALSE|-|sum|2026-09-30 18:00:00|-\n"
    "B\n"
    "1|0.3|1204|-3.5|0.00001|1.22158E+17|18010000000000001|12.7|1|0|abc\n"
    "C\n"
    "1|2026-09-30|2026-09-30 18:00:00|1900-02-28|1900-03-01|0\n"
    "2|2026-09-30 18:00:00|2026-09-30 00:00:00\n"
    "3|2026-10-01 00:00:00|18:00:00\n"
    "4|30:00:00|00:07:12\n"
    "5|3.5\n"
    "6|18:00:00\n"
    "7|46295\n"
    "8|2026-09-30\n"
    ".";

static void
workbooks(void)
{
	is(dump("book.xlsx", 0), book, "cells of all types");
	is(dump("book.xlsx", 1), book, "from a pipe");
	is(dump("strict.xlsx", 0), book,
	    "the strict dialect, other names, the parts in another order");
	is(dump("strict.xlsx", 1), book, "from a pipe");
	is(dump("from1904.xlsx", 0), "A\n1|1904-01-01|2026-09-30\n.",
	    "days counted from 1904");
	is(dump("large.xlsx", 1), "A\n1|18000000\n.",
	    "a large one from a pipe goes through a temporary file");
}

static void
refused(const char *name, const char *want)
{
	const char *text = dump(name, 0);

	if (!ok(strstr(text, want) != NULL, name))
		printf("# got: %.300s\n", text);
}

static void
refusals(void)
{
	refused("nostring.xlsx", "has a text that is not there");
	refused("backward.xlsx", "after row 5 comes row 3");
	refused("wide.xlsx", "row 1 has more than 16384 columns");
	refused("high.xlsx", "after row 0 comes row 4294967297");
	refused("entity.xlsx", "declares entities");
	refused("notxml.xlsx", "it has XML that is none");
	refused("nobook.xlsx", "it has no workbook in it");
	refused("bomb.xlsx", "A\n1|1\n");
	refused("rows.xlsx", "unpacks to more than 1000 times its size");
	refused("plain.zip", "it has no workbook in it");
	refused("noise.gz", "damaged");
	ok(strlen(dump("bomb.xlsx", 0)) < 200 &&
		strcmp(dump("bomb.xlsx", 0), "A\n1|1\n.") != 0,
	    "a long blank is no cell");
}

static void
formats(void)
{
	static const struct format_case {
		const char *code;
		int shows;
	} cases[] = {
	    {"General", 0},
	    {"0.00", 0},
	    {"#,##0 \"days\"", 0},
	    {"[$SEK] #,##0_d", 0},
	    {"[Red]0;[Blue]d", 0},
	    {"0\\d", 0},
	    {"m/d/yy", SHEETS_DAY},
	    {"mmm", SHEETS_DAY},
	    {"mm:ss", SHEETS_CLOCK},
	    {"h AM/PM", SHEETS_CLOCK},
	    {"[mm]:ss", SHEETS_CLOCK | SHEETS_SPAN},
	    {"[$-F800]dddd", SHEETS_DAY},
	    {"yyyy\"-\"mm\"-\"dd hh:mm", SHEETS_DAY | SHEETS_CLOCK},
	    {"\"unclosed", 0},
	    {"\\", 0},
	    {"[h", SHEETS_CLOCK | SHEETS_SPAN},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(
		    sheets_shows(cases[i].code), cases[i].shows, cases[i].code);
}

static void
digits(void)
{
	static const struct digit_case {
		const char *in, *out;
	} cases[] = {
	    {"0.1", "0.1"},
	    {"100", "100"},
	    {"1E3", "1000"},
	    {"-1.5E-7", "-0.00000015"},
	    {"999999999999999.9", "1E+15"},
	    {"1E400", "1E400"},
	    {"4.9E-324", NULL},
	    {"+5", "5"},
	    {".5", "0.5"},
	    {"5.", "5"},
	    {"nan", "nan"},
	    {"0x10", "0x10"},
	    {"1 ", "1 "},
	    {"-", "-"},
	    {"", ""},
	};
	struct cm_buf b;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cm_buf_clear(&b);
		sheets_number(&b, cases[i].in, 0, 0);
		if (cases[i].out != NULL)
			is(cm_buf_str(&b), cases[i].out, cases[i].in);
		else
			ok(b.len > 300, cases[i].in);
	}
	cm_buf_clear(&b);
	sheets_number(&b, "1e300", SHEETS_DAY, 0);
	cm_buf_byte(&b, ' ');
	sheets_number(&b, "-4", SHEETS_DAY, 0);
	is(cm_buf_str(&b), "1E+300 -4", "a day that none is stays a number");
	cm_buf_release(&b);
	is_int(sheets_column("A1"), 0, "column A");
	is_int(sheets_column("xfd9"), 16383, "column XFD");
	is_int(sheets_column("7"), -1, "no column");
}

int
main(void)
{
	cm_name = "sheets";
	cm_buf_init(&said, CM_BUF_ANY);
	if (!packs_make(folder, "")) {
		printf("1..0 # SKIP no python3\n");
		return 0;
	}
	workbooks();
	refusals();
	formats();
	digits();
	cm_buf_release(&said);
	packs_remove(folder);
	return done();
}
