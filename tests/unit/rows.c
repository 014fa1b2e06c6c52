/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/rows.c"
#include "cmd/cm-fetch/rows_separator.c"
#include "cmd/cm-fetch/rowmask.c"
#include "cmd/cm-fetch/rowscan.c"
#include "cmd/cm-fetch/rowwalk.c"
#include "cmd/cm-fetch/stream.c"
#include "tests/tap.h"

static struct cm_buf got;

/* Only sheets have these. */
int
sheets_row(struct sheets *s, const struct sheet_cell **cells, size_t *n,
    uint64_t *number)
{
	static const struct sheet_cell two[] = {{"a", 1}, {NULL, 0}};

	(void)s;
	*cells = two;
	*n = 2;
	*number = 7;
	return 1;
}

const char *
sheets_why(const struct sheets *s)
{
	(void)s;
	return NULL;
}

/* Bytes that come a few at a time. */
struct drip {
	const char *p;
	size_t left, step;
};

static ssize_t
drip_read(void *ctx, char *to, size_t len, const char **why)
{
	struct drip *d = ctx;
	size_t n = d->left < d->step ? d->left : d->step;

	(void)why;
	if (n > len)
		n = len;
	memcpy(to, d->p, n);
	d->p += n;
	d->left -= n;
	return (ssize_t)n;
}

static void
show(const struct row *row)
{
	size_t i;

	cm_buf_printf(&got, "%llu:", (unsigned long long)row->line);
	if (row->bad != NULL) {
		cm_buf_printf(&got, "BAD %s <%.*s>\n", row->bad,
		    (int)(row->raw_len < 20 ? row->raw_len : 20), row->raw);
		return;
	}
	for (i = 0; i < row->n; i++) {
		if (i > 0)
			cm_buf_byte(&got, '|');
		if (row->cells[i].p == NULL)
			cm_buf_byte(&got, '-');
		else
			cm_buf_add(&got, row->cells[i].p, row->cells[i].len);
	}
	cm_buf_byte(&got, '\n');
}

/* Each row as LINE:CELL|CELL, an empty one as -. */
static const char *
rows_of(const char *text, size_t len, char sep, int escapes, size_t step)
{
	struct drip d = {text, len, step};
	struct stream *s = stream_new(drip_read, NULL, &d);
	struct rows *r = rows_csv(s, sep, escapes);
	struct row row;

	cm_buf_clear(&got);
	while (rows_next(r, &row) == 1)
		show(&row);
	rows_close(r);
	stream_close(s);
	return cm_buf_str(&got);
}

/* However the bytes come, the rows are the same. */
static void
reads_n(const char *text, size_t len, char sep, int escapes, const char *want,
    const char *what)
{
	static const size_t steps[] = {1, 2, 3, 7, 100000};
	size_t i;
	int good = 1;

	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		good &= strcmp(rows_of(text, len, sep, escapes, steps[i]),
			    want) == 0;
	if (!ok(good, what))
		printf("# got: %s\n", got.p);
}

static void
reads(const char *text, const char *want, const char *what)
{
	reads_n(text, strlen(text), ',', 0, want, what);
}

static void
plain(void)
{
	reads("", "", "nothing has no rows");
	reads("a,b\n1,2\n", "1:a|b\n2:1|2\n", "two rows");
	reads("a,b\n1,2", "1:a|b\n2:1|2\n", "the last line end may lack");
	reads("a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n", "CRLF");
	reads("a,b\r1,2\r", "1:a|b\n2:1|2\n", "CR");
	reads("a\r\rb\n\rc", "1:a\n2:-\n3:b\n4:-\n5:c\n",
	    "CR CR, LF CR are two line ends each");
	reads("a\n\n,\n", "1:a\n2:-\n3:-|-\n", "empty lines are rows");
	reads("\n", "1:-\n", "a line end alone is a row");
	reads(",", "1:-|-\n", "a separator alone is two cells");
	reads_n("a;b,c\n", 6, ';', 0, "1:a|b,c\n", "another separator");
	reads_n("a\tb c\n", 6, '\t', 0, "1:a|b c\n", "a tab");
	reads_n("a\0b,c\n", 6, ',', 0, "1:a", "a NUL is a byte of its cell");
	ok(got.len == 8 && memcmp(got.p, "1:a\0b|c\n", 8) == 0,
	    "and what is behind it is there");
}

static void
quoted_cells(void)
{
	reads("\"a,b\",\"c\nd\"\n\"x\"\n", "1:a,b|c\nd\n3:x\n",
	    "separators and line ends within quotes");
	reads("\"a\r\nb\rc\",1\r\n2\r\n", "1:a\r\nb\rc|1\n4:2\n",
	    "lines within quotes count, as they are");
	reads("\"say \"\"hi\"\"\",\"\"\"\"\n", "1:say \"hi\"|\"\n",
	    "doubled quotes");
	reads("\"\",\n", "1:|-\n", "quotes tell an empty text from nothing");
	reads("5\" disc,a\"b\"\n", "1:5\" disc|a\"b\"\n",
	    "a quote within a cell stands for itself");
	reads("\"a \"b\" c, d\",e\n", "1:a \"b\" c, d|e\n",
	    "so does one within quotes that ends no cell");
	reads("\"a\" ,\"b\"\t\n", "1:a|b\n", "blanks behind quotes are none");
	reads(" \"a\",b\n", "1: \"a\"|b\n", "blanks before them are text");
	reads_n("\"a\"\t\"b\"\n", 8, '\t', 0, "1:a|b\n",
	    "but a tab may be the separator");
	reads("1\n\"a\nb",
	    "1:1\n2:BAD a quote begins a cell and nothing ends "
	    "it <\"a\nb>\n",
	    "a quote that is never closed");
	reads("1\n\"a\"\"",
	    "1:1\n2:BAD a quote begins a cell and nothing ends "
	    "it <\"a\"\">\n",
	    "the same where the last quote is doubled");
	reads("\"a\"", "1:a\n", "a quote may end the file");
	reads("\"\"", "1:\n", "even at once");
	reads("\"", "1:BAD a quote begins a cell and nothing ends it <\">\n",
	    "one quote");
	reads_n("\"a\\\"b\\\\\",\\c\n", 12, ',', 1, "1:a\"b\\|\\c\n",
	    "backslashes, where they are escapes");
	reads_n(
	    "\"a\\\",b\n", 7, ',', 0, "1:a\\|b\n", "and where they are none");
}

static void
long_rows(void)
{
	size_t len = 3 * (size_t)ROW_MOST, i;
	char *text = malloc(len + 100);
	struct stream *s;
	struct rows *r;
	struct row row;
	uint64_t sum = 0;
	int pieces = 0;

	memset(text, 'x', len);
	memcpy(text, "a\n\"", 3);
	text[100] = '\n';
	memcpy(text + len, "\"\nb,c\n", 6);
	s = stream_bytes(text, len + 6);
	r = rows_csv(s, ',', 0);
	rows_next(r, &row);
	while (rows_next(r, &row) == 1 && row.bad != NULL) {
		pieces++;
		sum += row.raw_len;
		ok(row.more == (pieces > 1), "a piece of a row too long");
		if (!row.goes_on)
			break;
	}
	ok(pieces > 1 && sum == len - 1, "nothing of it is lost");
	is_int(rows_next(r, &row), 1, "and the rest goes on");
	is_int((long long)row.line, 4, "with the right line");
	ok(row.n == 2 && *row.cells[1].p == 'c', "and its cells");
	is_int(rows_next(r, &row), 0, "to the end");
	rows_close(r);
	stream_close(s);
	for (i = 0; i < 2; i++) {
		memset(text, 'x', len);
		text[ROW_MOST + i] = '\n';
		s = stream_bytes(text, ROW_MOST + 10);
		r = rows_csv(s, ',', 0);
		rows_next(r, &row);
		is_int(row.bad != NULL, (long long)i, "4 MiB are the most");
		is_int(row.goes_on, 0, "what there is of it is all");
		rows_close(r);
		stream_close(s);
	}
	free(text);
}

static char
separator(const char *head, uint64_t skip)
{
	uint64_t s;
	char sep = rows_separator(head, strlen(head), &s);

	return s == skip ? sep : '\0';
}

static void
separators(void)
{
	is_int(separator("a,b\n1,2\n", 0), ',', "a comma");
	is_int(separator("a;b\n1,5;2\n3,5;2\n", 0), ';', "a semicolon");
	is_int(separator("a\tb\n1,5\t2\n", 0), '\t', "a tab");
	is_int(separator("a|b\n1|2\n", 0), '|', "a bar");
	is_int(separator("a\n1\n", 0), ',', "one column");
	is_int(separator("", 0), ',', "nothing");
	is_int(separator("sep=;\na,b;c\n", 1), ';', "it may be named");
	is_int(separator("\"sep=\t\"\r\na,b;c\n", 1), '\t', "in quotes, too");
	is_int(separator("a,b\n\"x;y;z\",2\n\"x;y;z\",2\n", 0), ',',
	    "what is within quotes is none");
	is_int(separator("Report, of all\n1 Sep - 30 Sep\n\nDay;Cost\n1;2,5\n"
			 "2;3,5\n3;4,5\n",
		   0),
	    ';', "lines before the heading do not mislead");
	is_int(separator("text,n\n\"a\nb\nc;d;e\nf;g;h\",2\n\"a;b;c\n", 0), ',',
	    "a quoted cell over lines counts once");
}

static void
sheet(void)
{
	struct rows *r = rows_sheet((struct sheets *)(void *)&got);
	struct row row;

	is_int(rows_next(r, &row), 1, "a sheet has rows");
	cm_buf_clear(&got);
	show(&row);
	is(cm_buf_str(&got), "7:a|-\n", "with numbers of their own");
	ok(row.raw == NULL, "and no bytes");
	rows_close(r);
}

static void
show_cells(struct cm_buf *to, const char *raw, size_t len,
    const struct map_cell *cells, size_t n, int bad)
{
	size_t i;

	cm_buf_printf(to, "<%.*s>", (int)len, raw);
	for (i = 0; i < n && !bad; i++)
		cm_buf_printf(to, "%s%.*s|", cells[i].p == NULL ? "-" : "",
		    (int)cells[i].len, cells[i].p == NULL ? "" : cells[i].p);
	cm_buf_puts(to, bad ? "BAD\n" : "\n");
}

static int
seen(void *ctx, const struct row_seen *row)
{
	show_cells(ctx, row->raw, row->raw_len, row->cells, row->n, row->open);
	return 0;
}

/* All rows, of blocks of whole rows that are cut out of so many bytes each. */
static void
by_blocks(
    struct cm_buf *to, const char *p, size_t len, size_t step, row_masks_of *m)
{
	struct row_kind k = {m, ',', 0};
	char *room = malloc(len + ROW_PAD);
	struct row_cells cells;
	size_t held = 0, n;

	row_cells_init(&cells);
	memset(room, '"', len + ROW_PAD);
	for (; len > 0; p += n, len -= n) {
		n = len < step ? len : step;
		memcpy(room + held, p, n);
		held += n;
		n = row_whole(&k, room, held);
		row_walk(&k, room, n, &cells, seen, to);
		memmove(room, room + n, held - n);
		held -= n;
		n = len < step ? len : step;
	}
	row_walk(&k, room, held, &cells, seen, to);
	row_cells_release(&cells);
	free(room);
}

/* One after the other, as rows_next() gives them. */
static void
one_by_one(struct cm_buf *to, const char *p, size_t len)
{
	struct stream *s = stream_bytes(p, len);
	struct rows *r = rows_csv(s, ',', 0);
	struct row row;

	while (rows_next(r, &row) == 1)
		show_cells(to, row.raw, row.raw_len, row.cells, row.n,
		    row.bad != NULL);
	rows_close(r);
	stream_close(s);
}

/* Of made-up text with the more or less of what matters, each path must find
 * the same rows, wherever blocks are cut. */
static void
paths(void)
{
	static const char *const names[] = {"", "plain", "AVX2", "AVX-512"};
	static const char *const parts[] = {"\"", "\"\"", ",\"", "\",", "\",\"",
	    "\"\r\n", "\r\n", "\n\"", "\r", ",", " ", "\" ,", "a", "bc"};
	static const size_t steps[] = {1, 7, 64, 65, 1000};
	struct cm_buf want, text;
	uint64_t seed = 1;
	size_t path, i, k;
	row_masks_of *m;
	int good;

	cm_buf_init(&want, CM_BUF_ANY);
	cm_buf_init(&text, CM_BUF_ANY);
	for (path = ROW_PATH_PLAIN; path <= ROW_PATH_AVX512; path++) {
		m = row_masks_path((enum row_path)path);
		good = 1;
		for (i = 0; i < 3000 && m != NULL; i++) {
			cm_buf_clear(&text);
			for (k = 0; k < i % 300; k++) {
				seed = seed * 6364136223846793005 + 1;
				/* in some texts there is more of what matters */
				if ((seed >> 33) % 8 > i % 7)
					cm_buf_byte(&text, 'x');
				else
					cm_buf_puts(
					    &text, parts[(seed >> 40) % 14]);
			}
			cm_buf_clear(&want);
			cm_buf_clear(&got);
			one_by_one(&want, cm_buf_str(&text), text.len);
			by_blocks(&got, text.p, text.len, steps[i / 5 % 5], m);
			good &=
			    strcmp(cm_buf_str(&want), cm_buf_str(&got)) == 0;
		}
		ok(good, m != NULL ? names[path] : "this machine has it not");
	}
	cm_buf_release(&want);
	cm_buf_release(&text);
}

int
main(void)
{
	cm_buf_init(&got, CM_BUF_ANY);
	plain();
	quoted_cells();
	long_rows();
	separators();
	sheet();
	paths();
	cm_buf_release(&got);
	return done();
}
