/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/group.h"
#include "cmd/cm-stats/last.h"
#include "cmd/cm-stats/sketch.h"
#include "cmd/cm-stats/sum.h"

static void
extreme_add(struct extreme *e, const struct num *v, int sign)
{
	if (e->n == 0 || num_compare(v, &e->v) * sign > 0)
		e->v = *v;
	e->n++;
}

/* Above and below are added where a record gives both. */
static size_t
rate_add(struct sum *rate, const struct cell *c, const struct fact *f)
{
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

static size_t
other_add(const struct cell *c, void *p, const struct fact *f)
{
	const struct num *v = &f->value[c->input];

	switch (c->op) {
	case CELL_LOW:
		extreme_add(p, v, -1);
		return 0;
	case CELL_HIGH:
		extreme_add(p, v, 1);
		return 0;
	case CELL_SKETCH:
		return sketch_add(p, v);
	case CELL_DISTINCT:
		return distinct_add(p, (uint64_t)v->i);
	case CELL_LAST:
		return last_add(p, f->account, f->snapshot, v);
	default:
		return 0;
	}
}

/* Sums have no branch for what is not given, which cannot be guessed. */
size_t
cells_count(const struct question *q, void *cells, const struct fact *f)
{
	const struct cell *c = q->cell, *end = c + q->ncells;
	size_t grown = 0;
	uint64_t given;
	char *p;

	for (; c < end; c++) {
		p = (char *)cells + c->at;
		if (c->op == CELL_COUNT) {
			*(uint64_t *)(void *)p += (f->is & c->only) != 0;
			continue;
		}
		given = f->given >> c->input & 1;
		if (c->op == CELL_SUM)
			grown += sum_add_times(
			    (void *)p, &f->value[c->input], given);
		else if (c->op == CELL_RATE)
			grown += rate_add((void *)p, c, f);
		else if (given)
			grown += other_add(c, p, f);
	}
	return grown;
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

void
cells_merge(const struct question *q, void *a, const void *b)
{
	const struct cell *c;
	const void *from;
	void *to;

	for (c = q->cell; c < q->cell + q->ncells; c++) {
		to = (char *)a + c->at;
		from = (const char *)b + c->at;
		switch (c->op) {
		case CELL_COUNT:
			*(uint64_t *)to += *(const uint64_t *)from;
			break;
		case CELL_RATE:
			sum_merge(
			    (struct sum *)to + 1, (const struct sum *)from + 1);
			/* fall through */
		case CELL_SUM:
			sum_merge(to, from);
			break;
		case CELL_LOW:
			extreme_merge(to, from, -1);
			break;
		case CELL_HIGH:
			extreme_merge(to, from, 1);
			break;
		case CELL_SKETCH:
			sketch_merge(to, *(struct sketch *const *)from);
			break;
		case CELL_DISTINCT:
			distinct_merge(to, *(struct distinct *const *)from);
			break;
		case CELL_LAST:
			last_merge(to, *(struct last *const *)from);
			break;
		}
	}
}

void
cells_release(const struct question *q, void *cells)
{
	const struct cell *c;
	void *p;

	for (c = q->cell; c < q->cell + q->ncells; c++) {
		p = (char *)cells + c->at;
		if (c->op == CELL_SUM || c->op == CELL_RATE)
			sum_release(p);
		if (c->op == CELL_RATE)
			sum_release((struct sum *)p + 1);
		else if (c->op == CELL_SKETCH)
			sketch_free(*(struct sketch **)p);
		else if (c->op == CELL_DISTINCT)
			distinct_free(*(struct distinct **)p);
		else if (c->op == CELL_LAST)
			last_free(*(struct last **)p);
	}
}
