/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>

#include "cmd/cm-stats/special.h"
#include "cmd/cm-stats/tags_lift.h"
#include "lib/err.h"

/* All dates of a stratum. */
struct stratum {
	double n[2], sum[2];
};

/* What strata add to the effect, before it is divided. */
struct fit {
	double weight, effect;
	size_t strata;
};

/* What is left without a date. */
struct date {
	struct fit left;
	double posts[2];
};

static void
fit_add(struct fit *f, const struct stratum *s, int sign)
{
	double w;

	if (!(s->n[0] > 0 && s->n[1] > 0))
		return;
	w = s->n[0] * s->n[1] / (s->n[0] + s->n[1]);
	f->weight += sign * w;
	f->effect += sign * w * (s->sum[1] / s->n[1] - s->sum[0] / s->n[0]);
	if (sign > 0)
		f->strata++;
	else
		f->strata--;
}

/* Takes a cell out of its date. */
static void
take(struct date *d, struct stratum s, const struct tags_cell *c)
{
	int with;

	fit_add(&d->left, &s, -1);
	for (with = 0; with < 2; with++) {
		s.n[with] -= c->n[with];
		s.sum[with] -= c->sum[with];
		d->posts[with] += c->n[with];
	}
	fit_add(&d->left, &s, 1);
}

/* The variance of the effect by the jackknife, NaN where a date has all of
 * it; counts dates. */
static double
spread(struct tags_lift *out, const struct fit *f, const struct date *d,
    size_t dates)
{
	double sum = 0, n = 0, off;
	size_t k;

	for (k = 0; k < dates; k++, d++) {
		if (!(d->posts[0] + d->posts[1] > 0))
			continue;
		out->dates[0] += d->posts[0] > 0;
		out->dates[1] += d->posts[1] > 0;
		n++;
		off = d->left.strata > 0
		    ? d->left.effect / d->left.weight - f->effect / f->weight
		    : NAN;
		sum += off * off;
	}
	return sum * (n - 1) / n;
}

void
tags_lift(const struct tags_cell *c, size_t n, size_t strata, size_t dates,
    long min, double level, struct tags_lift *out)
{
	struct stratum *s = cm_zalloc((strata + 1) * sizeof(*s));
	struct date *d = cm_zalloc((dates + 1) * sizeof(*d));
	struct fit f = {0, 0, 0};
	double effect, error, df, half;
	size_t k;
	int with;

	*out = (struct tags_lift){{0, 0}, {NAN, NAN, NAN}, NAN};
	for (k = 0; k < n; k++)
		for (with = 0; with < 2; with++) {
			s[c[k].stratum].n[with] += c[k].n[with];
			s[c[k].stratum].sum[with] += c[k].sum[with];
		}
	for (k = 0; k < strata; k++)
		fit_add(&f, &s[k], 1);
	for (k = 0; k < dates; k++)
		d[k].left = f;
	for (k = 0; k < n; k++)
		take(&d[c[k].date], s[c[k].stratum], &c[k]);
	error = sqrt(spread(out, &f, d, dates));
	free(s);
	free(d);
	if (out->dates[0] < (double)min || out->dates[1] < (double)min ||
	    isnan(error))
		return;
	effect = f.effect / f.weight;
	out->lift.v = exp(effect);
	/* What is left of numbers that cancel is no spread. */
	if (!(error > 1e-10))
		return;
	df = fmin(out->dates[0], out->dates[1]) - 1;
	half = -special_t_quantile((1 - level) / 2, df) * error;
	out->lift.low = exp(effect - half);
	out->lift.high = exp(effect + half);
	out->p = 2 * special_t(-fabs(effect) / error, df);
}
