/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/last.h"
#include "cmd/cm-stats/sketch.h"

static size_t
count_add(void *cell, const struct cell *c, const struct fact *f)
{
	*(uint64_t *)cell += (f->is & c->only) != 0;
	return 0;
}

static void
count_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	*(uint64_t *)a += *(const uint64_t *)b;
}

static void
count_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	bytes_put(b, *(const uint64_t *)cell);
}

static long
count_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	*(uint64_t *)cell += bytes_get_to(from, BYTES_MOST);
	return from->bad ? -1 : 0;
}

const struct cell_type cell_count = {"count", sizeof(uint64_t), count_add,
    count_merge, NULL, count_pack, count_unpack};

static size_t
one_sum_add(void *cell, const struct cell *c, const struct fact *f)
{
	return sum_add(cell, &f->value[c->input]);
}

static void
one_sum_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	sum_merge(a, b);
}

static void
one_sum_release(void *cell)
{
	sum_release(cell);
}

static void
one_sum_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	sum_pack(cell, b);
}

static long
one_sum_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	return sum_unpack(cell, from);
}

const struct cell_type cell_sum = {"sum", sizeof(struct sum), one_sum_add,
    one_sum_merge, one_sum_release, one_sum_pack, one_sum_unpack};

/* Above and below are added where a record gives both. */
static size_t
rate_add(void *cell, const struct cell *c, const struct fact *f)
{
	struct sum *rate = cell;
	size_t grown;

	if ((f->given & (uint64_t)1 << c->under) == 0)
		return 0;
	if ((f->given & (uint64_t)1 << c->input) == 0) {
		rate[1].n++; /* so that the reason can tell */
		return 0;
	}
	grown = sum_add(&rate[0], &f->value[c->input]);
	return grown + sum_add(&rate[1], &f->value[c->under]);
}

static void
two_sums_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	sum_merge(a, b);
	sum_merge((struct sum *)a + 1, (const struct sum *)b + 1);
}

static void
two_sums_release(void *cell)
{
	sum_release(cell);
	sum_release((struct sum *)cell + 1);
}

static void
two_sums_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	sum_pack(cell, b);
	sum_pack((const struct sum *)cell + 1, b);
}

static long
two_sums_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	long first = sum_unpack(cell, from), second;

	(void)c;
	if (first < 0)
		return -1;
	second = sum_unpack((struct sum *)cell + 1, from);
	return second < 0 ? -1 : first + second;
}

const struct cell_type cell_rate = {"rate", 2 * sizeof(struct sum), rate_add,
    two_sums_merge, two_sums_release, two_sums_pack, two_sums_unpack};

/* Squares of whole numbers are exact as long as they fit 64 bits. */
static size_t
moments_add(void *cell, const struct cell *c, const struct fact *f)
{
	struct moments *m = cell;
	const struct num *v = &f->value[c->input];
	struct num square;
	size_t grown = sum_add(&m->sum, v);

	if (v->whole && v->i > -3037000499 && v->i < 3037000499)
		square = num_int(v->i * v->i);
	else
		square = num_double(v->d * v->d);
	return grown + sum_add(&m->square, &square);
}

const struct cell_type cell_moments = {"moments", sizeof(struct moments),
    moments_add, two_sums_merge, two_sums_release, two_sums_pack,
    two_sums_unpack};

static void
extreme_add(struct extreme *e, const struct num *v, int sign)
{
	if (e->n == 0 || num_compare(v, &e->v) * sign > 0)
		e->v = *v;
	e->n++;
}

static void
extreme_merge(struct extreme *a, const struct extreme *b, int sign)
{
	uint64_t n = a->n + b->n;

	if (b->n == 0)
		return;
	extreme_add(a, &b->v, sign);
	a->n = n;
}

static void
extreme_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	const struct extreme *e = cell;

	(void)c;
	bytes_put(b, e->n);
	if (e->n > 0)
		bytes_put_num(b, &e->v);
}

static long
extreme_unpack(struct extreme *to, struct bytes *from, int sign)
{
	struct extreme e = {.n = bytes_get_to(from, BYTES_MOST)};

	if (e.n > 0)
		e.v = bytes_get_num(from);
	if (from->bad)
		return -1;
	extreme_merge(to, &e, sign);
	return 0;
}

static size_t
low_add(void *cell, const struct cell *c, const struct fact *f)
{
	extreme_add(cell, &f->value[c->input], -1);
	return 0;
}

static void
low_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	extreme_merge(a, b, -1);
}

static long
low_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	return extreme_unpack(cell, from, -1);
}

const struct cell_type cell_low = {"low", sizeof(struct extreme), low_add,
    low_merge, NULL, extreme_pack, low_unpack};

static size_t
high_add(void *cell, const struct cell *c, const struct fact *f)
{
	extreme_add(cell, &f->value[c->input], 1);
	return 0;
}

static void
high_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	extreme_merge(a, b, 1);
}

static long
high_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	return extreme_unpack(cell, from, 1);
}

const struct cell_type cell_high = {"high", sizeof(struct extreme), high_add,
    high_merge, NULL, extreme_pack, high_unpack};

static size_t
one_sketch_add(void *cell, const struct cell *c, const struct fact *f)
{
	return sketch_add(cell, &f->value[c->input]);
}

static void
one_sketch_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	sketch_merge(a, *(struct sketch *const *)b);
}

static void
one_sketch_release(void *cell)
{
	sketch_free(*(struct sketch **)cell);
}

static void
one_sketch_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	sketch_pack(*(struct sketch *const *)cell, b);
}

static long
one_sketch_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	return sketch_unpack(cell, from);
}

const struct cell_type cell_sketch = {"sketch", sizeof(void *), one_sketch_add,
    one_sketch_merge, one_sketch_release, one_sketch_pack, one_sketch_unpack};

static size_t
one_distinct_add(void *cell, const struct cell *c, const struct fact *f)
{
	return distinct_add(cell, (uint64_t)f->value[c->input].i);
}

static void
one_distinct_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	distinct_merge(a, *(struct distinct *const *)b);
}

static void
one_distinct_release(void *cell)
{
	distinct_free(*(struct distinct **)cell);
}

static void
one_distinct_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	distinct_pack(*(struct distinct *const *)cell, b);
}

static long
one_distinct_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	return distinct_unpack(cell, from);
}

const struct cell_type cell_distinct = {"distinct", sizeof(void *),
    one_distinct_add, one_distinct_merge, one_distinct_release,
    one_distinct_pack, one_distinct_unpack};

static size_t
one_last_add(void *cell, const struct cell *c, const struct fact *f)
{
	return last_add(cell, f->account, f->snapshot, &f->value[c->input]);
}

static void
one_last_merge(const struct cell *c, void *a, const void *b)
{
	(void)c;
	last_merge(a, *(struct last *const *)b);
}

static void
one_last_release(void *cell)
{
	last_free(*(struct last **)cell);
}

static void
one_last_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	(void)c;
	last_pack(*(struct last *const *)cell, b);
}

static long
one_last_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	(void)c;
	return last_unpack(cell, from);
}

const struct cell_type cell_last = {"last", sizeof(void *), one_last_add,
    one_last_merge, one_last_release, one_last_pack, one_last_unpack};

/*
 * The usual ones are known here, so that no call is made for them. Sums have
 * no branch for what is not given, which cannot be guessed.
 */
size_t
cells_count(const struct section *s, void *cells, const struct fact *f)
{
	const struct cell *c = s->cell, *end = c + s->ncells;
	size_t grown = 0;
	uint64_t given;
	char *p;

	for (; c < end; c++) {
		p = (char *)cells + c->at;
		if (c->type == &cell_count) {
			*(uint64_t *)(void *)p += (f->is & c->only) != 0;
			continue;
		}
		given = f->given >> c->input & 1;
		if (c->type == &cell_sum)
			grown += sum_add_times(
			    (void *)p, &f->value[c->input], given);
		else if (given || c->type == &cell_rate)
			grown += c->type->add(p, c, f);
	}
	return grown;
}

/* One that holds anything is a pointer to it, or large. */
void
cells_near(const struct section *s, const void *cells)
{
	const struct cell *c = s->cell, *end = c + s->ncells;
	const void *p;

	for (; c < end; c++)
		if (c->type->release != NULL &&
		    c->type->size == sizeof(void *)) {
			memcpy(&p, (const char *)cells + c->at, sizeof(p));
			__builtin_prefetch(p, 1);
		}
}

void
cells_nearer(const struct section *s, const void *cells, const struct fact *f)
{
	const struct cell *c = s->cell, *end = c + s->ncells;

	for (; c < end; c++)
		if (c->type == &cell_sketch)
			sketch_near(*(struct sketch *const *)cell_at(
					s, cells, (int)(c - s->cell)),
			    &f->value[c->input]);
}

void
cells_merge(const struct section *s, void *a, const void *b)
{
	const struct cell *c;

	for (c = s->cell; c < s->cell + s->ncells; c++)
		c->type->merge(c, (char *)a + c->at, (const char *)b + c->at);
}

void
cells_pack(const struct section *s, const void *cells, struct cm_buf *b)
{
	const struct cell *c;

	for (c = s->cell; c < s->cell + s->ncells; c++)
		c->type->pack(c, (const char *)cells + c->at, b);
}

long
cells_unpack(const struct section *s, void *cells, struct bytes *from)
{
	const struct cell *c;
	long grown = 0, by;

	for (c = s->cell; c < s->cell + s->ncells; c++) {
		by = c->type->unpack(c, (char *)cells + c->at, from);
		if (by < 0)
			return -1;
		grown += by;
	}
	return bytes_left(from) == 0 ? grown : -1;
}

void
cells_release(const struct section *s, void *cells)
{
	const struct cell *c;

	for (c = s->cell; c < s->cell + s->ncells; c++)
		if (c->type->release != NULL)
			c->type->release((char *)cells + c->at);
}
