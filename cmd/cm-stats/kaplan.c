/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>

#include "cmd/cm-stats/kaplan.h"
#include "cmd/cm-stats/special.h"

/* By time; of the same time those that came stand first. */
static int
compare(const void *x, const void *y)
{
	const struct wait *a = x, *b = y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return (b->over != 0) - (a->over != 0);
}

enum est
kaplan_median(struct wait *wait, size_t n, double level, struct estimate *e)
{
	double z = special_normal_quantile((1 + level) / 2);
	double s = 1, greenwood = 0, wide, came, left;
	size_t k, i;

	estimate_none(e, EST_FEW);
	if (n > 0)
		qsort(wait, n, sizeof(*wait), compare);
	for (k = 0; k < n; k = i) {
		left = (double)(n - k);
		i = k + 1;
		if (!wait[k].over)
			continue;
		while (i < n && wait[i].over && wait[i].time == wait[k].time)
			i++;
		came = (double)(i - k);
		s *= 1 - came / left;
		if (came < left)
			greenwood += came / (left * (left - came));
		else
			s = 0;
		/* In this room S is said to be with the level's certainty:
		 * S to the power of exp(+-wide). At S = 0 there is none. */
		wide = s > 0 ? z * sqrt(greenwood) / -log(s) : 0;
		if (isnan(e->low) && (s <= 0 || pow(s, exp(wide)) <= 0.5))
			e->low = wait[k].time;
		if (isnan(e->v) && s <= 0.5)
			e->v = wait[k].time;
		if (isnan(e->high) && s > 0 && pow(s, exp(-wide)) <= 0.5)
			e->high = wait[k].time;
	}
	return isnan(e->v) ? EST_FEW : EST_OK;
}
