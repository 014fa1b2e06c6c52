/* SPDX-License-Identifier: ISC */
/* What was said of each topic, from the lines of the table. */
#include <math.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/voice_block.h"
#include "cmd/cm-stats/voice_of.h"
#include "lib/err.h"

static uint64_t
count_of(const struct section *s, const struct line *l, int cell)
{
	return *(const uint64_t *)line_cell(s, l, cell);
}

static void
sum_of(const struct section *s, const struct line *l, int cell,
    struct voice_sum *to)
{
	const struct moments *m = line_cell(s, l, cell);
	struct num v;

	to->n = sum_count(&m->sum);
	to->sum = to->squares = 0;
	if (to->n == 0)
		return;
	to->sum = sum_value(&m->sum, &v) == 0 ? v.d : (double)NAN;
	to->squares = sum_value(&m->square, &v) == 0 ? v.d : (double)NAN;
}

static void
voice_of(const struct section *s, const struct line *l, struct voice *to)
{
	const struct voiceof *v = s->state;

	to->records = count_of(s, l, v->records);
	to->authors = distinct_count(
	    *(struct distinct *const *)line_cell(s, l, v->authors));
	sum_of(s, l, v->reach, &to->reach);
	sum_of(s, l, v->interactions, &to->interactions);
	to->positive = sum_count(line_cell(s, l, v->mood[VOICE_POSITIVE]));
	to->neutral = sum_count(line_cell(s, l, v->mood[VOICE_NEUTRAL]));
	to->negative = sum_count(line_cell(s, l, v->mood[VOICE_NEGATIVE]));
}

static struct row *
row_new(struct block *b, struct cm_slice key)
{
	if ((b->n & (b->n - 1)) == 0)
		b->row = cm_realloc(
		    b->row, (b->n > 0 ? 2 * b->n : 1) * sizeof(*b->row));
	memset(&b->row[b->n], 0, sizeof(*b->row));
	b->row[b->n].key = key;
	return &b->row[b->n++];
}

/* Of one topic, the lines of the period and of the one before it; NULL:
 * nobody named it. */
static void
take(struct block *b, const struct section *s, struct cm_slice key,
    const struct line *now, const struct line *before)
{
	const struct voiceof *v = s->state;
	struct row *row;

	if (key.p[0] == 'n') {
		if (now != NULL)
			b->silent += count_of(s, now, v->records);
		return;
	}
	if (voiceof_find(v, key) < 0)
		return;
	row = row_new(b, key);
	row->line = now;
	if (now != NULL)
		voice_of(s, now, &row->v[0]);
	if (before != NULL)
		voice_of(s, before, &row->v[1]);
	voice_add(&b->all[0], &row->v[0]);
	voice_add(&b->all[1], &row->v[1]);
}

/* Both are in the order of their keys. */
void
voice_take(struct block *b, const struct section *s, const struct line *now,
    size_t n, const struct line *before, size_t m)
{
	const struct voiceof *v = s->state;
	int last = v->parts - 1, c;
	size_t k, rows, at;

	while (n > 0 || m > 0) {
		c = n == 0   ? 1
		    : m == 0 ? -1
			     : line_part_compare(line_part(now, last),
				   line_part(before, last));
		take(b, s, line_part(c <= 0 ? now : before, last),
		    c <= 0 ? now : NULL, c >= 0 ? before : NULL);
		now += c <= 0;
		n -= c <= 0;
		before += c >= 0;
		m -= c >= 0;
	}
	/* One that nobody named has a row, too. */
	for (k = 0, rows = b->n; k < v->ntopics; k++) {
		for (at = 0; at < rows; at++)
			if (voiceof_find(v, b->row[at].key) == (int)k)
				break;
		if (at == rows)
			row_new(b,
			    (struct cm_slice){
				v->topic[k], strlen(v->topic[k])});
	}
}
