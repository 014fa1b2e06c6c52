/* SPDX-License-Identifier: ISC */
#include <math.h>

#include "cmd/cm-stats/bound.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/last.h"
#include "cmd/cm-stats/sketch.h"
#include "cmd/cm-stats/value.h"

static const char beyond[] = "beyond a double";

static const char *
rate(const struct measure *m, const struct sum *s, struct num *out)
{
	struct num above, below;

	if (sum_count(&s[1]) == 0)
		return m->lacking;
	if (sum_count(&s[0]) == 0)
		return "no record gives both";
	if (sum_value(&s[0], &above) != 0 || sum_value(&s[1], &below) != 0)
		return beyond;
	if (below.d == 0)
		return "the denominator is 0";
	*out = num_double(100 * above.d / below.d);
	return isfinite(out->d) ? NULL : beyond;
}

static const char *
of_sum(const struct measure *m, const struct sum *s, struct num *out)
{
	double mean;

	if (m->op == DO_N) {
		*out = num_int((int64_t)sum_count(s));
		return 0;
	}
	if (sum_count(s) == 0)
		return m->lacking;
	if (m->op == DO_SUM)
		return sum_value(s, out) != 0 ? beyond : NULL;
	if (sum_mean(s, &mean) != 0)
		return beyond;
	*out = num_double(mean);
	return NULL;
}

static const char *
of_last(const struct measure *m, const struct last *l, struct num *out)
{
	struct sum s = {{0}, 0};
	const char *why = m->lacking;

	last_sum(l, &s);
	if (sum_count(&s) > 0)
		why = sum_value(&s, out) != 0 ? beyond : NULL;
	sum_release(&s);
	return why;
}

const char *
value_of(const struct section *s, const struct measure *m, const void *cells,
    struct num *out)
{
	const void *p = cell_at(s, cells, m->cell);
	const struct extreme *e = p;
	const struct sketch *sketch;

	if (m->bound != BOUND_NONE)
		return bound_value(s, m, cells, out);
	switch (m->op) {
	case DO_COUNT:
		*out = num_int((int64_t) * (const uint64_t *)p);
		return NULL;
	case DO_SUM:
	case DO_MEAN:
	case DO_N:
		return of_sum(m, p, out);
	case DO_LOW:
	case DO_HIGH:
		if (e->n == 0)
			return m->lacking;
		*out = e->v;
		return NULL;
	case DO_QUANTILE:
		sketch = *(struct sketch *const *)p;
		if (sketch == NULL)
			return m->lacking;
		*out = num_double(sketch_quantile(sketch, m->q, m->of));
		return NULL;
	case DO_DISTINCT:
		*out = num_int(
		    (int64_t)distinct_count(*(struct distinct *const *)p));
		return out->i == 0 ? m->lacking : NULL;
	case DO_LAST:
		return of_last(m, *(struct last *const *)p, out);
	case DO_RATE:
		return rate(m, p, out);
	}
	return NULL;
}

int
value_given(const struct section *s, const struct measure *m, const void *cells)
{
	const struct cell_type *type = s->cell[m->cell].type;
	const void *p = cell_at(s, cells, m->cell);

	if (type == &cell_low || type == &cell_high)
		return ((const struct extreme *)p)->n > 0;
	if (type == &cell_sketch || type == &cell_last)
		return *(void *const *)p != NULL;
	return sum_count(p) > 0; /* the others begin with one */
}
