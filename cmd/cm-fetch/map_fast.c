/* SPDX-License-Identifier: ISC */
/*
 * What most cells of most tables are, without the detours that the others
 * need: whole numbers, words, texts, times as our own records have them. It
 * must come out as map_cell.c would have it; what is in any way unusual is
 * left to that.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/cell_in.h"
#include "cmd/cm-fetch/map_in.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/word.h"

enum { USUAL_KEY = 32, TIME_LEN = 20 };

static enum step_fast
fast_of(const struct map *m, const struct step *s)
{
	size_t column;

	if (s->op == STEP_TYPE && s->ncolumns == 0 && s->constant != NULL)
		return FAST_TYPE;
	if (s->op == STEP_VALUE && s->ncolumns == 0 && s->constant != NULL)
		return FAST_CONSTANT;
	if ((s->op != STEP_VALUE && s->op != STEP_ID) || s->ncolumns != 1)
		return FAST_NOT;
	column = s->columns[0];
	if (m->rests != NULL && m->rests[column] != m->n)
		return FAST_NOT;
	switch (m->columns[column].as) {
	case CELL_NUMBER:
	case CELL_SECONDS:
	case CELL_PERCENT:
		return FAST_DIGITS;
	case CELL_WORD:
	case CELL_ID:
	case CELL_HANDLE:
		return FAST_WORD;
	case CELL_TEXT:
	case CELL_HTML:
		return FAST_TEXT;
	case CELL_TIME:
		return FAST_TIME;
	default:
		return FAST_NOT;
	}
}

void
map_make_fast(struct map *m)
{
	struct step *s;
	size_t i;

	for (i = 0; i < m->nsteps; i++) {
		s = &m->steps[i];
		s->fast = fast_of(m, s);
		if (s->key == NULL)
			continue;
		s->begin = cm_zalloc(s->key_len + 2 + USUAL_KEY);
		s->begin[0] = ',';
		memcpy(s->begin + 1, s->key, s->key_len);
		if (s->ncolumns == 1)
			s->cell = m->columns[s->columns[0]].cell;
	}
}

/* Room for n bytes, which nearly always is there. */
static inline char *
fast_room(struct cm_buf *b, size_t n)
{
	if (b->cap - b->len > n && b->max - b->len > n && !b->full)
		return b->p + b->len;
	return cm_buf_room(b, n);
}

static inline char *
put_begin(char *to, const struct step *s, int first)
{
	const char *from = s->begin + first;
	size_t len = s->key_len + !first;

	if (len <= USUAL_KEY)
		memcpy(to, from, USUAL_KEY);
	else
		memcpy(to, from, len);
	return to + len;
}

/* Whether bytes are all digits, without a zero that leads. */
static inline int
is_whole(const char *p, size_t len)
{
	size_t i;

	if (len == 0 || len > 15 || (*p == '0' && len > 1))
		return 0;
	for (i = 0; i < len; i++)
		if (!cell_digit(p[i]))
			return 0;
	return 1;
}

/* Whether a text may begin with that byte without being blank or guarded. */
static inline int
begins_text(char first)
{
	unsigned char c = (unsigned char)first;

	if (c < 0x80)
		return c > ' ' && c != '\'' && c != '=' && c != 0x7f;
	/* the leads of blanks that are not ASCII */
	return c != 0xc2 && c != 0xe2 && c != 0xe3 && c != 0xef;
}

static inline int
fast_word(enum cell_type as, const char *p, size_t len)
{
	return begins_text(*p) && *p != '@' && p[len - 1] > ' ' &&
	    (as != CELL_ID || memchr(p, '+', len) == NULL);
}

static inline int
fast_string(struct cm_buf *b, const struct step *s, const char *p, size_t len)
{
	char *to = fast_room(b, s->key_len + 1 + USUAL_KEY);

	if (to == NULL)
		return 0;
	to = put_begin(to, s, b->p[b->len - 1] == '{');
	b->len = (size_t)(to - b->p);
	cm_json_utf8(b, p, len);
	return 1;
}

/* Few bytes as they stand, with what comes around them. */
static inline int
fast_plain(struct cm_buf *b, const struct step *s, const char *p, size_t len,
    const char *quote)
{
	char *to = fast_room(b, s->key_len + 1 + USUAL_KEY + len + 2);

	if (to == NULL)
		return 0;
	to = put_begin(to, s, b->p[b->len - 1] == '{');
	if (quote != NULL)
		*to++ = *quote;
	memcpy(to, p, len);
	to += len;
	if (quote != NULL)
		*to++ = *quote;
	b->len = (size_t)(to - b->p);
	return 1;
}

static int
fast_time(
    struct map *m, const struct step *s, struct map_cell v, struct cm_buf *b)
{
	int64_t t;

	if (v.len != TIME_LEN || v.p[10] != 'T' || v.p[19] != 'Z' ||
	    v.p[17] > '5' || cm_clock_parse(v.p, v.len, &t) != 0)
		return 0;
	if (!fast_plain(b, s, v.p, TIME_LEN, "\""))
		return 0;
	if (s->when && m->when == INT64_MIN)
		m->when = t;
	if (s->ends)
		m->end = t;
	return 1;
}

int
map_fast(struct map *m, const struct step *s, const struct map_cell *cells,
    size_t n, struct cm_buf *to)
{
	struct map_cell v;

	if (s->fast == FAST_NOT)
		return 0;
	if (s->fast == FAST_CONSTANT)
		return fast_plain(to, s, s->constant, s->constant_len, NULL);
	if (s->fast == FAST_TYPE) {
		if (!m->type_known)
			return 0;
		m->said = m->type_said;
		m->row = m->type_row;
		return fast_plain(to, s, s->constant, s->constant_len, NULL);
	}
	if (s->cell >= n || cells[s->cell].len == 0)
		return s->op == STEP_VALUE && s->constant == NULL &&
		    !(m->flags & MAP_EXACT);
	v = cells[s->cell];
	switch (s->fast) {
	case FAST_DIGITS:
		return is_whole(v.p, v.len) &&
		    fast_plain(to, s, v.p, v.len, NULL);
	case FAST_WORD:
		/* An id in words may be what a row of totals says. */
		return (s->op != STEP_ID || cell_digit(*v.p)) &&
		    fast_word(m->columns[s->columns[0]].as, v.p, v.len) &&
		    fast_string(to, s, v.p, v.len);
	case FAST_TEXT:
		return begins_text(*v.p) && fast_string(to, s, v.p, v.len);
	default:
		return fast_time(m, s, v, to);
	}
}
