/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/top.h"
#include "lib/json.h"
#include "lib/text.h"

/* The line of text by which people know a record. */
enum {
	COLUMNS = 80, /* of a text, as a terminal shows it */
	SHORT = 256,  /* bytes of one that is kept as it is */
	FAR = 384,    /* of a longer one at most */
	ESCAPE = 12   /* the longest in JSON: a pair of surrogates */
};

void
top_put_cut(struct cm_buf *b, struct cm_slice s)
{
	struct cm_buf plain, cut;

	cm_buf_init(&plain, CM_BUF_ANY);
	cm_buf_init(&cut, CM_BUF_ANY);
	cm_json_text(&plain, s);
	cm_text_cut(&cut, plain.p, plain.len, COLUMNS);
	cm_json_string(b, cut.p, cut.len);
	cm_buf_release(&plain);
	cm_buf_release(&cut);
}

static int
is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '\\';
}

/* How many characters of ASCII a string begins with, at most a line and one;
 * -1: others are among them. */
static int
simple(struct cm_slice s)
{
	int k, n = s.len - 2 > COLUMNS ? COLUMNS + 1 : (int)s.len - 2;

	for (k = 1; k <= n; k++)
		if (!is_plain(s.p[k]))
			return -1;
	return n;
}

/* Where a long string can be cut, far behind a line: between two plain
 * characters of ASCII, which are never one to a reader; 0: nowhere. */
static size_t
seam(struct cm_slice s)
{
	size_t k, since = 0; /* the last that may begin an escape */

	for (k = SHORT - ESCAPE; k < FAR && k + 1 < s.len; k++) {
		since = s.p[k] == '\\' ? 0 : since + 1;
		if (since > ESCAPE && is_plain(s.p[k - 1]) && is_plain(s.p[k]))
			return k;
	}
	return 0;
}

/*
 * A title, else a text. It is cut to a line when it is written, and here only
 * where that is cheap or saves much: most records are not among the best.
 */
int
top_make_text(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_slice s = r->found[key->want[0]];
	size_t end;
	int k = 0, n;

	(void)f;
	if (slice_absent(s))
		s = r->found[key->want[k = 1]];
	if (slice_absent(s))
		return 0;
	if (s.p[0] != '"')
		return fact_wrong(r, s, q->want[key->want[k]], "a string");
	n = simple(s);
	end = n < 0 && s.len > SHORT ? seam(s) : 0;
	if (n >= 0 && n <= COLUMNS)
		cm_buf_add(b, s.p, s.len);
	else if (n >= 0) {
		for (n = COLUMNS; n > 1 && s.p[n - 1] == ' ';)
			n--;
		cm_buf_add(b, s.p, (size_t)n);
		cm_buf_puts(b, "\xe2\x80\xa6\"");
	} else if (s.len <= SHORT)
		cm_buf_add(b, s.p, s.len);
	else if (end != 0) {
		cm_buf_add(b, s.p, end);
		cm_buf_puts(b, "\xe2\x80\xa6\"");
	} else
		top_put_cut(b, s);
	return 1;
}
