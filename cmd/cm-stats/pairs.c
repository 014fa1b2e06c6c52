/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/cell.h"

/* Exact as long as the product fits 64 bits, else rounded once. */
static struct num
product(const struct num *a, const struct num *b)
{
	const int64_t most = 3037000499; /* its square fits */

	if (a->whole && b->whole && a->i >= -most && a->i <= most &&
	    b->i >= -most && b->i <= most)
		return num_int(a->i * b->i);
	return num_double(a->d * b->d);
}

/* A record counts that gives both. */
static size_t
pairs_add(void *cell, const struct cell *c, const struct fact *f)
{
	struct pair_sums *p = cell;
	const struct num *a = &f->value[c->input], *b = &f->value[c->under];
	struct num aa, ab, bb;

	if ((f->given & (uint64_t)1 << c->under) == 0)
		return 0;
	aa = product(a, a);
	ab = product(a, b);
	bb = product(b, b);
	return sum_add(&p->a, a) + sum_add(&p->b, b) + sum_add(&p->aa, &aa) +
	    sum_add(&p->ab, &ab) + sum_add(&p->bb, &bb);
}

/* A cell as the list of its sums. */
enum { SUMS = sizeof(struct pair_sums) / sizeof(struct sum) };

static void
pairs_merge(const struct cell *c, void *a, const void *b)
{
	int k;

	(void)c;
	for (k = 0; k < SUMS; k++)
		sum_merge((struct sum *)a + k, (const struct sum *)b + k);
}

static void
pairs_release(void *cell)
{
	int k;

	for (k = 0; k < SUMS; k++)
		sum_release((struct sum *)cell + k);
}

static void
pairs_pack(const struct cell *c, const void *cell, struct cm_buf *b)
{
	int k;

	(void)c;
	for (k = 0; k < SUMS; k++)
		sum_pack((const struct sum *)cell + k, b);
}

static long
pairs_unpack(const struct cell *c, void *cell, struct bytes *from)
{
	long grown = 0, one;
	int k;

	(void)c;
	for (k = 0; k < SUMS; k++) {
		one = sum_unpack((struct sum *)cell + k, from);
		if (one < 0)
			return -1;
		grown += one;
	}
	return grown;
}

const struct cell_type cell_pairs = {"pairs", sizeof(struct pair_sums),
    pairs_add, pairs_merge, pairs_release, pairs_pack, pairs_unpack};
