/* SPDX-License-Identifier: ISC */
/* CSV with a head: a row is a draft, a column one of its members. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/item.h"
#include "cmd/cm-post/read.h"
#include "lib/csvread.h"
#include "lib/json.h"

enum { COLUMNS = 1000 };

struct table {
	struct reader *r;
	char **names; /* of the columns */
	size_t count;
	int open;       /* a row has begun */
	uint64_t line;  /* that it began in */
	const char *at; /* and its bytes, up to to */
	const char *to;
	struct cm_buf out;
};

/* One value after the other of a cell that may hold several: they are parted
 * by ; or by line breaks. Returns 0 at the end. */
static int
next_part(const struct cm_csv_cell *c, size_t *at, const char **s, size_t *n)
{
	size_t from = *at, to;

	for (;;) {
		while (from < c->len && strchr(" ;\r\n", c->p[from]) != NULL &&
		    c->p[from] != '\0')
			from++;
		if (from >= c->len)
			return 0;
		for (to = from;
		     to < c->len && c->p[to] != ';' && c->p[to] != '\n';)
			to++;
		*at = to;
		*s = c->p + from;
		for (*n = to - from;
		     *n > 0 && strchr(" \r", (*s)[*n - 1]) != NULL;)
			--*n;
		if (*n > 0)
			return 1;
		from = to;
	}
}

/* All values of all columns of a name, as a JSON array. Returns how many. */
static size_t
add_parts(struct cm_buf *to, const struct table *t, const char *name,
    const struct cm_csv_cell *cells, size_t n)
{
	const char *s;
	size_t i, at, len, count = 0;

	cm_buf_byte(to, '[');
	for (i = 0; i < n && i < t->count; i++) {
		if (strcmp(t->names[i], name) != 0)
			continue;
		for (at = 0; next_part(&cells[i], &at, &s, &len); count++) {
			if (count > 0)
				cm_buf_byte(to, ',');
			cm_json_string(to, s, len);
		}
	}
	cm_buf_byte(to, ']');
	return count;
}

/* Texts for pictures may have any sign in them: a column of its own for each,
 * or a line each. */
static size_t
nth_alt(const struct table *t, const struct cm_csv_cell *cells, size_t n,
    size_t wanted, const char **s)
{
	size_t i, at, from, columns = 0, count = 0;

	for (i = 0; i < t->count; i++)
		columns += strcmp(t->names[i], "alt") == 0;
	for (i = 0; i < n && i < t->count; i++) {
		if (strcmp(t->names[i], "alt") != 0)
			continue;
		for (at = from = 0; at <= cells[i].len; at++) {
			if (at < cells[i].len && cells[i].p[at] != '\n' &&
			    (cells[i].p[at] != ';' || columns > 1))
				continue;
			if (count++ == wanted) {
				while (from < at && cells[i].p[from] == ' ')
					from++;
				*s = from < at ? cells[i].p + from : NULL;
				return at - from;
			}
			from = at + 1;
		}
	}
	return 0;
}

static void
add_media(struct table *t, const struct cm_csv_cell *cells, size_t n,
    const char *name)
{
	struct cm_buf list;
	struct cm_slice all, one;
	const char *alt = NULL;
	size_t at = 0, i = 0, len;
	char *path;

	cm_buf_init(&list, CM_BUF_ANY);
	if (add_parts(&list, t, name, cells, n) > 0) {
		cm_buf_str(&list);
		all.p = list.p;
		all.len = list.len;
		cm_json_key(&t->out, "media");
		cm_buf_byte(&t->out, '[');
		while (cm_json_next(all, &at, NULL, &one)) {
			path = cm_json_dup(one);
			cm_buf_puts(&t->out, i > 0 ? ",{" : "{");
			cm_json_member(&t->out,
			    path != NULL && item_is_url(path) ? "url" : "file",
			    path);
			len = nth_alt(t, cells, n, i++, &alt);
			cm_json_member_n(&t->out, "alt", alt, len);
			cm_buf_byte(&t->out, '}');
			free(path);
		}
		cm_buf_byte(&t->out, ']');
	}
	cm_buf_release(&list);
}

/* Adds a value of a member that is neither text nor a list of it. */
static void
add_typed(struct cm_buf *to, const char *s, size_t len)
{
	static const char *const words[][2] = {{"true", "true"},
	    {"yes", "true"}, {"false", "false"}, {"no", "false"}};
	size_t i;

	for (i = 0; i < 4; i++)
		if (strlen(words[i][0]) == len &&
		    memcmp(words[i][0], s, len) == 0) {
			cm_buf_puts(to, words[i][1]);
			return;
		}
	for (i = 0; i < len && s[i] >= '0' && s[i] <= '9';)
		i++;
	if (i == len && len > 0 && len < 16 && (len == 1 || *s != '0'))
		cm_buf_add(to, s, len);
	else
		cm_json_string(to, s, len);
}

/* The part of a name up to its first dot. */
static size_t
first_part(const char *name)
{
	return strcspn(name, ".");
}

static int
is_before(const struct table *t, size_t i, const char *name, size_t len)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (strncmp(t->names[k], name, len) == 0 &&
		    (t->names[k][len] == '.' || t->names[k][len] == '\0'))
			return 1;
	return 0;
}

/* Adds the members below a prefix such as "options." as objects. */
static void
add_below(struct table *t, const struct cm_csv_cell *cells, size_t n,
    const char *prefix, int depth)
{
	size_t i, k, len, all = strlen(prefix);
	const char *rest;
	char *name, *path;

	for (i = 0; i < t->count && i < n; i++) {
		if (strncmp(t->names[i], prefix, all) != 0 || cells[i].len == 0)
			continue;
		rest = t->names[i] + all;
		len = first_part(rest);
		for (k = 0; k < i; k++)
			if (cells[k].len > 0 &&
			    strncmp(t->names[k], t->names[i], all + len) == 0 &&
			    (t->names[k][all + len] == '.' ||
				t->names[k][all + len] == '\0'))
				break;
		if (k < i)
			continue;
		name = cm_strndup(rest, len);
		cm_json_key(&t->out, name);
		if (rest[len] == '.' && depth < 4) {
			path = cm_strndup(t->names[i], all + len + 1);
			cm_buf_byte(&t->out, '{');
			add_below(t, cells, n, path, depth + 1);
			cm_buf_byte(&t->out, '}');
			free(path);
		} else if (strcmp(prefix, "poll.") == 0 &&
		    strcmp(name, "options") == 0) {
			add_parts(&t->out, t, t->names[i], cells, n);
		} else {
			add_typed(&t->out, cells[i].p, cells[i].len);
		}
		free(name);
	}
}

static void
add_column(struct table *t, const struct cm_csv_cell *cells, size_t n, size_t i)
{
	const char *name = t->names[i];
	size_t len = first_part(name);
	struct cm_buf list;
	char *path;

	if (name[len] == '.') {
		if (is_before(t, i, name, len))
			return;
		path = cm_strndup(name, len);
		cm_json_key(&t->out, path);
		free(path);
		path = cm_strndup(name, len + 1);
		cm_buf_byte(&t->out, '{');
		add_below(t, cells, n, path, 0);
		cm_buf_byte(&t->out, '}');
		free(path);
	} else if (is_before(t, i, name, len) || strcmp(name, "alt") == 0) {
		return; /* was added with the first, or with the media */
	} else if (strcmp(name, "media") == 0) {
		add_media(t, cells, n, name);
	} else if (item_is_list(name, len)) {
		cm_buf_init(&list, CM_BUF_ANY);
		if (add_parts(&list, t, name, cells, n) > 0) {
			cm_json_key(&t->out, name);
			cm_buf_add(&t->out, list.p, list.len);
		}
		cm_buf_release(&list);
	} else if (cells[i].len > 0 && item_is_text(name, len)) {
		cm_json_member_n(&t->out, name, cells[i].p, cells[i].len);
	} else if (cells[i].len > 0) {
		cm_json_key(&t->out, name);
		add_typed(&t->out, cells[i].p, cells[i].len);
	}
}

static void
free_names(struct table *t)
{
	while (t->count > 0)
		free(t->names[--t->count]);
	free(t->names);
	t->names = NULL;
}

static int
take_head(struct table *t, const struct cm_csv_cell *cells, size_t n)
{
	size_t i, k;
	const char *s;

	if (n > COLUMNS) {
		reader_bad(t->r, t->line, t->at, (size_t)(t->to - t->at),
		    "more than %d columns", COLUMNS);
		return -1;
	}
	t->names = cm_zalloc((n + 1) * sizeof(*t->names));
	for (i = 0; i < n; i++) {
		s = cells[i].p;
		for (k = cells[i].len; k > 0 && *s == ' '; k--)
			s++;
		while (k > 0 && s[k - 1] == ' ')
			k--;
		t->names[t->count++] =
		    k == 0 ? cm_strdup("") : cm_strndup(s, k);
	}
	return 0;
}

/* For csvread. */
static int
take_row(void *ctx, const struct cm_csv_cell *cells, size_t n)
{
	struct table *t = ctx;
	size_t i, len = (size_t)(t->to - t->at), full = 0;

	t->open = 0;
	if (t->names == NULL)
		return take_head(t, cells, n);
	for (i = 0; i < n; i++)
		full += cells[i].len > 0;
	if (full == 0)
		return 0;
	t->r->lines++;
	while (len > 0 && (t->at[len - 1] == '\n' || t->at[len - 1] == '\r'))
		len--;
	if (n > t->count) {
		reader_bad(t->r, t->line, t->at, len,
		    "%zu cells below %zu columns", n, t->count);
	} else {
		cm_buf_clear(&t->out);
		cm_buf_byte(&t->out, '{');
		for (i = 0; i < n; i++)
			if (t->names[i][0] != '\0')
				add_column(t, cells, n, i);
		cm_buf_byte(&t->out, '}');
		reader_give(t->r, t->line, t->out.p, t->out.len, t->at, len);
	}
	return t->r->stop ? -1 : 0;
}

/* Whether a cell of a head is a member that says something. */
static int
says_something(const char *s, size_t len)
{
	static const char *const names[] = {
	    "text", "title", "markdown", "html", "media", "link", "do", NULL};
	size_t i;

	while (len > 0 && strchr(" \"\r\n", *s) != NULL) {
		s++;
		len--;
	}
	while (len > 0 && strchr(" \"\r\n", s[len - 1]) != NULL)
		len--;
	for (i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == len && memcmp(names[i], s, len) == 0)
			return 1;
	return 0;
}

int
read_is_csv(const char *p, size_t len)
{
	const char *lf = memchr(p, '\n', len), *end, *cell;
	char sep;

	if (lf == NULL)
		return 0;
	end = lf;
	sep = cm_csv_sniff(p, len);
	for (cell = p; p <= end; p++)
		if (p == end || *p == sep) {
			if (says_something(cell, (size_t)(p - cell)))
				return 1;
			cell = p + 1;
		}
	return 0;
}

/* Line by line, so that a row is given while its last line is here. */
static int
push_line(struct table *t, struct cm_csv_reader *csv, const char *p, size_t len,
    uint64_t line, const char **why)
{
	size_t n = len;

	while (n > 0 && (p[n - 1] == '\n' || p[n - 1] == '\r'))
		n--;
	if (!t->open && n > 0) {
		t->open = 1;
		t->line = line;
		t->at = p;
	}
	t->to = p + len;
	return cm_csv_push(csv, p, len, why);
}

void
read_csv(struct reader *r, const char *p, size_t len)
{
	const char *end = p + len, *lf, *why = NULL;
	struct cm_csv_reader *csv;
	struct table t;
	uint64_t line = 0;
	int status = 0;

	memset(&t, 0, sizeof(t));
	t.r = r;
	r->csv = 1;
	cm_buf_init(&t.out, CM_BUF_ANY);
	csv = cm_csv_open(cm_csv_sniff(p, len), take_row, &t);
	for (t.at = p; p < end && status == 0; p = lf) {
		lf = memchr(p, '\n', (size_t)(end - p));
		lf = lf == NULL ? end : lf + 1;
		line++;
		status = push_line(&t, csv, p, (size_t)(lf - p), line, &why);
	}
	if (status == 0)
		status = cm_csv_push(csv, NULL, 0, &why);
	if (status != 0 && why != NULL)
		reader_bad(r, t.line > 0 ? t.line : 1, t.at,
		    (size_t)(t.to - t.at), "%s", why);
	cm_csv_close(csv);
	free_names(&t);
	cm_buf_release(&t.out);
}
