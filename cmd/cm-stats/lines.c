/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/tables.h"
#include "lib/word.h"

/* Numbers, then texts, then false and true, then null. */
static int
rank(char c)
{
	return c == '"' ? 1 : c == 't' || c == 'f' ? 2 : c == 'n' ? 3 : 0;
}

/* Compares two JSON texts, each with LF behind it. */
static int
compare_part(const char *a, size_t n, const char *b, size_t m)
{
	struct cm_slice s, t;
	struct num x = num_int(0), y = x;
	int c = rank(a[0]) - rank(b[0]);

	if (c != 0)
		return c;
	if (rank(a[0]) == 0) {
		s.p = a;
		s.len = n;
		t.p = b;
		t.len = m;
		num_read(s, &x);
		num_read(t, &y);
		return num_compare(&x, &y);
	}
	c = memcmp(a, b, n < m ? n : m);
	return c != 0 ? c : n < m ? -1 : n > m;
}

/* How many bytes they have in common. */
static size_t
common(const char *a, const char *b, size_t n)
{
	size_t at = 0;
	uint64_t v;

	for (; n - at >= sizeof(v); at += sizeof(v)) {
		v = cm_word(a + at) ^ cm_word(b + at);
		if (v != 0)
			return at + (size_t)__builtin_ctzll(v) / 8;
	}
	while (at < n && a[at] == b[at])
		at++;
	return at;
}

int
line_compare_keys(const char *a, size_t n, const char *b, size_t m)
{
	size_t at = common(a, b, n < m ? n : m), from = at;

	if (at >= n || at >= m)
		return 0;
	while (from > 0 && a[from - 1] != '\n')
		from--;
	if (a[from] == '"' && b[from] == '"')
		return (unsigned char)a[at] < (unsigned char)b[at] ? -1 : 1;
	return compare_part(a + from,
	    (size_t)((const char *)memchr(a + from, '\n', n - from) - a) - from,
	    b + from,
	    (size_t)((const char *)memchr(b + from, '\n', m - from) - b) -
		from);
}

int
line_part_compare(struct cm_slice a, struct cm_slice b)
{
	return compare_part(a.p, a.len, b.p, b.len);
}

int
line_compare(const struct line *a, const struct line *b)
{
	return line_compare_keys(a->key, a->group->len, b->key, b->group->len);
}

static int
compare(const void *x, const void *y)
{
	return line_compare(x, y);
}

struct line *
lines_loose(
    const struct answer *a, const struct section *s, int table, size_t *n)
{
	struct groups *g = tables_groups(a->tables, s, table);
	struct line *line;
	struct group *group;
	uint64_t at = 0;
	size_t k = 0;

	*n = groups_number(g);
	line = cm_alloc((*n + 1) * sizeof(*line));
	groups_freeze(g);
	while ((group = groups_next(g, &at)) != NULL) {
		line[k].key = group_key(g, group);
		line[k++].group = group;
	}
	return line;
}

struct line *
lines_of(const struct answer *a, const struct section *s, int table, size_t *n)
{
	struct line *line = lines_loose(a, s, table, n);

	qsort(line, *n, sizeof(*line), compare);
	return line;
}

struct cm_slice
line_part(const struct line *l, int k)
{
	const char *p = l->key, *end = memchr(p, '\n', l->group->len);
	struct cm_slice s;

	for (; k > 0; k--) {
		p = end + 1;
		end = memchr(p, '\n', l->group->len - (size_t)(p - l->key));
	}
	s.p = p;
	s.len = (size_t)(end - p);
	return s;
}

const void *
line_cell(const struct section *s, const struct line *l, int cell)
{
	return cell_at(s, group_cells(l->group), cell);
}

int
lines_alike(const struct line *a, const struct line *b, int n)
{
	const char *end = a->key;

	for (; n > 0; n--)
		end = (const char *)memchr(
			  end, '\n', a->group->len - (size_t)(end - a->key)) +
		    1;
	n = (int)(end - a->key);
	return b->group->len >= (uint32_t)n &&
	    memcmp(a->key, b->key, (size_t)n) == 0;
}
