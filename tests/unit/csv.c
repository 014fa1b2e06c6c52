/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/csv.h"
#include "lib/csvread.h"
#include "tests/tap.h"

static struct cm_buf got;

static const char *
put(const char *dialect, const char *text)
{
	cm_buf_clear(&got);
	cm_csv_cell(&got, cm_csv_dialect(dialect), 1, text);
	return cm_buf_str(&got);
}

/* A value of JSON, with bytes behind it as scan leaves them. */
static const char *
json(const char *dialect, const char *value)
{
	static char line[512];
	struct cm_slice s = {line, strlen(value)};
	char *to;

	memset(line, '\\', sizeof(line));
	memcpy(line, value, s.len);
	cm_buf_clear(&got);
	to = cm_buf_room(&got, CM_CSV_ROOM(s.len));
	got.len =
	    (size_t)(cm_csv_put_json(to, cm_csv_dialect(dialect), s) - to);
	return cm_buf_str(&got);
}

static void
writer(void)
{
	ok(cm_csv_dialect("ods") == NULL, "an unknown dialect");
	is(put("rfc", "plain"), "plain", "plain text is not quoted");
	is(put("rfc", NULL), "", "null is an empty cell");
	is(put("rfc", ""), "\"\"", "empty text is quoted");
	is(put("rfc", "a,b"), "\"a,b\"", "the separator is quoted");
	is(put("excel-eu", "a,b"), "a,b", "only the dialect's own");
	is(put("excel-eu", "a;b"), "\"a;b\"", "the semicolon");
	is(put("tsv", "a\tb"), "\"a\tb\"", "a tab");
	is(put("rfc", "say \"hi\""), "\"say \"\"hi\"\"\"", "quotes doubled");
	is(put("rfc", "a\nb"), "\"a\nb\"", "a line break");
	is(put("rfc", " a"), "\" a\"", "a blank at the edge");
	is(put("rfc", "=1+1"), "=1+1", "rfc guards nothing");
	is(put("excel", "=1+1"), "\"'=1+1\"", "excel guards formulas");
	is(put("excel", "@SUM(A1)"), "\"'@SUM(A1)\"", "and @");
	is(put("excel", "\tx"), "\"'\tx\"", "and a tab");
	is(put("excel", "'=1"), "\"''=1\"", "an apostrophe of its own is kept");
	is(put("excel", "'tis"), "'tis", "an apostrophe before a word");
	is(put("excel", "-5"), "-5", "a number stays one");
	is(put("excel", "+1.5"), "+1.5", "also with a plus");
	is(put("excel", "-"), "\"'-\"", "a sign alone is none");
	is(put("excel", "112233445566778899"),
	    "\"=\"\"112233445566778899\"\"\"", "long digits are kept");
	is(put("excel", "007"), "\"=\"\"007\"\"\"", "leading zeros too");
	is(put("excel", "0"), "0", "but not 0 itself");
	is(json("rfc", "12.50"), "12.50", "numbers keep their digits");
	is(json("excel-eu", "12.50"), "12,50", "decimal comma");
	is(json("rfc", "null"), "", "null of JSON");
	is(json("rfc", "true"), "true", "true");
	is(json("rfc", "\"\""), "\"\"", "an empty string");
	is(json("rfc", "\"0123456789abcdef\""), "0123456789abcdef", "16");
	is(json("rfc", "\"0123456789abcdef,\""), "\"0123456789abcdef,\"",
	    "a comma in the 17th byte");
	is(json("rfc", "\"0123456789abcde,f\""), "\"0123456789abcde,f\"",
	    "a comma in the 16th");
	is(json("rfc", "\"a\\\"b\\nc\""), "\"a\"\"b\nc\"", "escapes decoded");
	is(json("rfc", "\"\\u00e9\\ud83d\\ude00\""), "\303\251\360\237\230\200",
	    "characters decoded");
	is(json("rfc", "[\"a\",1]"), "\"[\"\"a\"\",1]\"", "an array is JSON");
	is(json("excel", "\"=cmd\""), "\"'=cmd\"", "a guarded string");
	is(json("excel", "\"\\u003dcmd\""), "\"'=cmd\"", "and behind escapes");
	is(json("excel", "\"99887766554433221100\""),
	    "\"=\"\"99887766554433221100\"\"\"", "an id as a string");
}

/* Rows as text: cells between brackets, null as a dash. */
static struct cm_buf rows;

static int
on_row(void *ctx, const struct cm_csv_cell *cells, size_t n)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < n; i++)
		if (cells[i].p == NULL)
			cm_buf_puts(&rows, "-");
		else {
			cm_buf_byte(&rows, '[');
			cm_buf_add(&rows, cells[i].p, cells[i].len);
			cm_buf_byte(&rows, ']');
		}
	cm_buf_byte(&rows, '|');
	return 0;
}

static const char *why;

static const char *
read_by(char sep, const char *text, size_t len, size_t step)
{
	struct cm_csv_reader *r = cm_csv_open(sep, on_row, NULL);
	size_t at, n;
	int bad = 0;

	cm_buf_clear(&rows);
	for (at = 0; at < len && bad == 0; at += n) {
		n = len - at < step ? len - at : step;
		bad = cm_csv_push(r, text + at, n, &why);
	}
	if (bad == 0)
		bad = cm_csv_push(r, NULL, 0, &why);
	cm_csv_close(r);
	return cm_buf_str(&rows);
}

static const char *
read_all(char sep, const char *text)
{
	return read_by(sep, text, strlen(text), 3);
}

static void
reader(void)
{
	is(read_all(',', "a,b\n1,2\n"), "[a][b]|[1][2]|", "two rows");
	is(read_all(',', "a,b\r\n1,2\r\n"), "[a][b]|[1][2]|", "CRLF");
	is(read_all(',', "a,b\r1,2"), "[a][b]|[1][2]|", "CR, no last end");
	is(read_all(',',
	       "\xef\xbb\xbf"
	       "a,b\n"),
	    "[a][b]|", "a mark");
	is(read_all(',',
	       "\xef\xbb"
	       "a,b\n"),
	    "[\xef\xbb"
	    "a][b]|",
	    "half a mark is text");
	is(read_all(',', "\"\",,x\n"), "[]-[x]|", "empty and null differ");
	is(read_all(',', "\"a\nb\",\"c\"\"d\"\n"), "[a\nb][c\"d]|",
	    "line breaks and quotes");
	is(read_all(';', "a;b,c\n"), "[a][b,c]|", "another separator");
	is(read_all(',', " a , b \n"), "[ a ][ b ]|", "blanks are kept");
	is(read_all(',', "a,b\n\n\r\n1,2\n"), "[a][b]|[1][2]|",
	    "empty lines are skipped");
	is(read_all(',', "a\r\n\r\n1\r\n"), "[a]|-|[1]|",
	    "but are nulls of a single column");
	is(read_all(',', "5\" pipe,x\n"), "[5\" pipe][x]|", "a stray quote");
	is(read_all(',', ""), "", "nothing");
	ok(why == NULL, "is no error");
	read_all(',', "a,\"b\n");
	is(why, "the last quote is never closed", "an open quote is one");
	is_int(cm_csv_sniff("a;b;c,d\n,,,,", 12), ';', "sniff: semicolon");
	is_int(cm_csv_sniff("\"a;;;\",b\n", 9), ',', "sniff: not in quotes");
	is_int(cm_csv_sniff("a\tb", 3), '\t', "sniff: tab");
	is_int(cm_csv_sniff("a", 1), ',', "sniff: comma if in doubt");
}

/* What the writer writes, the reader reads back equal. */
static void
round_trip(const char *dialect, const char *const *cells, size_t columns)
{
	const struct cm_csv_dialect *d = cm_csv_dialect(dialect);
	struct cm_buf file, want;
	char what[64];
	size_t i;

	cm_buf_init(&file, CM_BUF_ANY);
	cm_buf_init(&want, CM_BUF_ANY);
	cm_csv_begin(&file, d);
	for (i = 0; i < columns * 4; i++) {
		cm_csv_cell(&file, d, i % columns == 0, cells[i % 12]);
		if (cells[i % 12] != NULL)
			cm_buf_printf(&want, "[%s]", cells[i % 12]);
		else
			cm_buf_puts(&want, "-");
		if (i % columns == columns - 1) {
			cm_csv_end(&file, d);
			cm_buf_byte(&want, '|');
		}
	}
	for (i = 1; i < 8; i++) {
		snprintf(what, sizeof(what), "%s, %zu columns, by %zu", dialect,
		    columns, i);
		is(read_by(d->sep, cm_buf_str(&file), file.len, i),
		    cm_buf_str(&want), what);
	}
	cm_buf_release(&file);
	cm_buf_release(&want);
}

int
main(void)
{
	static const char *const cells[12] = {"\xef\xbb\xbfmark", NULL, "", "a",
	    "a\nb\r\nc", "\"", "\"\"", ",;\t", " x ", "x\ry", "\xe4\xb8\xad",
	    "tail\n"};
	static const char *const dialects[] = {"rfc", "tsv", "excel-eu"};
	size_t i;

	cm_buf_init(&got, CM_BUF_ANY);
	cm_buf_init(&rows, CM_BUF_ANY);
	writer();
	reader();
	for (i = 0; i < 3; i++) {
		round_trip(dialects[i], cells, 12);
		round_trip(dialects[i], cells, 3);
		round_trip(dialects[i], cells, 1);
	}
	cm_buf_release(&got);
	cm_buf_release(&rows);
	return done();
}
