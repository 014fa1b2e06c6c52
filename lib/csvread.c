/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "lib/buf.h"
#include "lib/csvread.h"
#include "lib/err.h"

struct field {
	size_t at, len;
	int null;
};

struct cm_csv_reader {
	struct csv_parser parser;
	struct cm_buf bytes; /* of the present row */
	struct field *fields;
	struct cm_csv_cell *cells;
	size_t n, cap;
	size_t columns; /* of the first row; 0: none yet */
	int after_cr;   /* the last row ended with CR: an LF belongs to it */
	int marks;      /* how many bytes of a mark were seen; -1: past it */
	int stopped;
	const char *why;
	cm_csv_row *row;
	void *ctx;
};

char
cm_csv_sniff(const char *p, size_t len)
{
	static const char seps[] = ",;\t";
	size_t count[3] = {0, 0, 0}, i;
	int inside = 0, best = 0, k;
	const char *at;

	for (i = 0; i < len && (inside || (p[i] != '\n' && p[i] != '\r')); i++)
		if (p[i] == '"')
			inside = !inside;
		else if (!inside && p[i] != '\0' &&
		    (at = strchr(seps, p[i])) != NULL)
			count[at - seps]++;
	for (k = 1; k < 3; k++)
		if (count[k] > count[best])
			best = k;
	return seps[best];
}

/* libcsv strips blanks unless told that there are none. */
static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void
on_field(void *p, size_t len, void *ctx)
{
	struct cm_csv_reader *r = ctx;
	struct field *f;

	r->after_cr = 0;
	if (r->stopped)
		return;
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 32;
		r->fields = cm_realloc(r->fields, r->cap * sizeof(*r->fields));
		r->cells = cm_realloc(r->cells, r->cap * sizeof(*r->cells));
	}
	f = &r->fields[r->n++];
	f->at = r->bytes.len;
	f->len = len;
	f->null = p == NULL;
	if (p != NULL && cm_buf_add(&r->bytes, p, len) == -1) {
		r->stopped = 1;
		r->why = "a row is too long";
	}
}

static void
give_row(struct cm_csv_reader *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		r->cells[i].p = r->fields[i].null
		    ? NULL
		    : cm_buf_str(&r->bytes) + r->fields[i].at;
		r->cells[i].len = r->fields[i].len;
	}
	if (r->columns == 0)
		r->columns = r->n;
	if (r->row(r->ctx, r->cells, r->n) != 0)
		r->stopped = 1;
}

/* With CSV_REPALL_NL each of CR and LF comes here, also without fields. */
static void
on_row(int c, void *ctx)
{
	struct cm_csv_reader *r = ctx;
	int second = c == '\n' && r->after_cr && r->n == 0;

	r->after_cr = c == '\r';
	if (r->stopped || second)
		return;
	if (r->n == 0 && r->columns == 1) {
		on_field(NULL, 0, r);
		r->after_cr = c == '\r';
	}
	if (r->n > 0)
		give_row(r);
	r->n = 0;
	cm_buf_clear(&r->bytes);
}

struct cm_csv_reader *
cm_csv_open(char sep, cm_csv_row *row, void *ctx)
{
	struct cm_csv_reader *r = cm_zalloc(sizeof(*r));

	if (csv_init(&r->parser, CSV_EMPTY_IS_NULL | CSV_REPALL_NL) != 0)
		cm_die(CM_FAIL, "cannot set up libcsv");
	csv_set_delim(&r->parser, (unsigned char)sep);
	csv_set_space_func(&r->parser, no_space);
	cm_buf_init(&r->bytes, CM_CSV_ROW);
	r->row = row;
	r->ctx = ctx;
	return r;
}

static int
parse(struct cm_csv_reader *r, const char *p, size_t len)
{
	if (csv_parse(&r->parser, p, len, on_field, on_row, r) != len) {
		r->stopped = 1;
		r->why = csv_strerror(csv_error(&r->parser));
	} else if (!r->stopped &&
	    csv_get_buffer_size(&r->parser) > CM_CSV_ROW) {
		r->stopped = 1;
		r->why = "a row is too long";
	}
	return r->stopped ? -1 : 0;
}

int
cm_csv_push(
    struct cm_csv_reader *r, const char *p, size_t len, const char **why)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t seen;
	int bad = 0;

	*why = NULL;
	while (r->marks >= 0 && p != NULL && len > 0) {
		if (r->marks < 3 && *p == mark[r->marks]) {
			r->marks++;
			p++;
			len--;
			continue;
		}
		/* What began like a mark and was none is text. */
		seen = r->marks < 3 ? (size_t)r->marks : 0;
		r->marks = -1;
		bad = parse(r, mark, seen);
	}
	if (bad == 0 && p != NULL && len > 0)
		bad = parse(r, p, len);
	if (bad == 0 && p == NULL) {
		if (r->marks > 0 && r->marks < 3)
			bad = parse(r, mark, (size_t)r->marks);
		/* Lenient on the way, not about a quote left open. */
		csv_set_opts(&r->parser,
		    CSV_EMPTY_IS_NULL | CSV_REPALL_NL | CSV_STRICT |
			CSV_STRICT_FINI);
		if (csv_fini(&r->parser, on_field, on_row, r) != 0) {
			r->stopped = 1;
			r->why = "the last quote is never closed";
		}
		bad = r->stopped ? -1 : bad;
	}
	*why = r->why;
	return bad;
}

void
cm_csv_close(struct cm_csv_reader *r)
{
	csv_free(&r->parser);
	cm_buf_release(&r->bytes);
	free(r->fields);
	free(r->cells);
	free(r);
}
