/* SPDX-License-Identifier: ISC */
#ifndef CM_STATS_SAMPLE_H
#define CM_STATS_SAMPLE_H

#include <math.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/interval.h"

/* A cell's exact moments as the statistics take them; NaN beyond a double. */
static inline struct sample
sample_of(const struct moments *m)
{
	struct sample s;
	struct num v;

	s.n = (double)sum_count(&m->sum);
	s.sum = sum_value(&m->sum, &v) == 0 ? v.d : NAN;
	s.squares = sum_value(&m->square, &v) == 0 ? v.d : NAN;
	return s;
}

#endif
