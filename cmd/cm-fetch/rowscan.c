/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/rowscan.h"
#include "lib/err.h"

static int
is_blank(char sep, char c)
{
	return (c == ' ' || c == '\t') && c != sep;
}

/* Behind a quote of a quoted cell, and perhaps blanks. */
static enum row_state
after_quote(const struct row_scan *s, char c)
{
	if (c == '"')
		return s->state == ROW_QUOTE ? ROW_QUOTED : ROW_QUOTE;
	if (is_blank(s->sep, c))
		return ROW_BLANKS;
	return c == '\\' && s->escapes ? ROW_ESCAPED : ROW_QUOTED;
}

/* The state behind a byte that ends neither cell nor row. */
static enum row_state
within(const struct row_scan *s, char c)
{
	switch (s->state) {
	case ROW_FRESH:
		return c == '"' ? ROW_QUOTED : ROW_PLAIN;
	case ROW_QUOTED:
		return c == '"'               ? ROW_QUOTE
		    : c == '\\' && s->escapes ? ROW_ESCAPED
					      : ROW_QUOTED;
	case ROW_ESCAPED:
		return ROW_QUOTED;
	case ROW_QUOTE:
	case ROW_BLANKS:
		return after_quote(s, c);
	default:
		return ROW_PLAIN;
	}
}

size_t
row_end(struct row_scan *s, const char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (s->state == ROW_CR) {
			s->state = ROW_FRESH;
			return p[i] == '\n' ? i + 1 : i;
		}
		if (s->state == ROW_QUOTED || s->state == ROW_ESCAPED) {
			s->state = within(s, p[i]);
		} else if (p[i] == s->sep) {
			s->state = ROW_FRESH;
		} else if (p[i] == '\n') {
			s->state = ROW_FRESH;
			return i + 1;
		} else {
			s->state = p[i] == '\r' ? ROW_CR : within(s, p[i]);
		}
	}
	return ROW_NO_END;
}

int
row_is_open(const struct row_scan *s)
{
	return s->state == ROW_QUOTED || s->state == ROW_ESCAPED;
}

size_t
row_trim(const char *p, size_t len)
{
	if (len > 0 && p[len - 1] == '\n')
		len--;
	else if (len > 0 && p[len - 1] == '\r')
		return len - 1;
	return len > 0 && p[len - 1] == '\r' ? len - 1 : len;
}

uint64_t
row_lines(const char *p, size_t len)
{
	uint64_t n = 0;
	size_t i = 0, stop;
	uint8_t some;

	if (len == 0)
		return 0;
	/* So few at once that they can be counted in bytes, many abreast. */
	while (i + 1 < len) {
		stop = len - i > 240 ? i + 240 : len - 1;
		for (some = 0; i < stop; i++)
			some += (uint8_t)((p[i] == '\n') |
			    ((p[i] == '\r') & (p[i + 1] != '\n')));
		n += some;
	}
	return n + (p[i] == '\n' || p[i] == '\r');
}

void
row_cells_init(struct row_cells *c)
{
	memset(c, 0, sizeof(*c));
	cm_buf_init(&c->text, CM_BUF_ANY);
}

void
row_cells_release(struct row_cells *c)
{
	free(c->cell);
	cm_buf_release(&c->text);
}

void
row_cells_grow(struct row_cells *c)
{
	c->cap = c->cap > 0 ? 2 * c->cap : 64;
	c->cell = cm_realloc(c->cell, c->cap * sizeof(*c->cell));
}

/* Whether the quote at p ends its cell, and where what is behind it begins. */
static int
closes(const struct row_scan *s, const char *p, const char *end,
    const char **behind)
{
	p++;
	while (p < end && is_blank(s->sep, *p))
		p++;
	*behind = p;
	return p == end || *p == s->sep;
}

/* A cell that begins with a quote, at p. Returns where it ends. */
static const char *
quoted(const struct row_scan *s, const char *p, const char *end,
    struct row_cells *c, struct map_cell *cell)
{
	const char *from = ++p, *behind = end;
	size_t start = c->text.len;
	int copied = 0;

	while (p < end) {
		if (*p != '"' && !(s->escapes && *p == '\\')) {
			p++;
			continue;
		}
		if (*p == '"' && closes(s, p, end, &behind))
			break;
		if (p + 1 < end && (*p == '\\' || p[1] == '"')) {
			/* The first of the two is left out. */
			cm_buf_add(&c->text, from, (size_t)(p - from));
			copied = 1;
			from = ++p;
		}
		p++;
	}
	cell->p = from;
	cell->len = (size_t)(p - from);
	if (copied) {
		cm_buf_add(&c->text, from, (size_t)(p - from));
		cell->p = c->text.p + start;
		cell->len = c->text.len - start;
	}
	return p < end ? behind : end;
}

void
row_split(
    const struct row_scan *s, const char *p, size_t len, struct row_cells *c)
{
	const char *end = p + len, *stop;
	struct map_cell *cell;

	c->n = 0;
	cm_buf_clear(&c->text);
	/* Room at once: cells point into it. */
	cm_buf_room(&c->text, len);
	for (;; p = stop + 1) {
		cell = row_cell(c);
		if (p < end && *p == '"') {
			stop = quoted(s, p, end, c, cell);
		} else {
			stop = p < end ? memchr(p, s->sep, (size_t)(end - p))
				       : NULL;
			if (stop == NULL)
				stop = end;
			cell->p = stop > p ? p : NULL;
			cell->len = (size_t)(stop - p);
		}
		if (stop == end)
			break;
	}
}
