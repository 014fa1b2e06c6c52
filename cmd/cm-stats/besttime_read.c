/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <string.h>

#include "cmd/cm-stats/besttime.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/special.h"

/* The parts of a key, and how many make a stratum. */
enum { WEEKDAY = 3, HOUR = 4, STRATUM_KEYS = 3 };

static int
slot_of(const struct line *l)
{
	struct cm_slice day = line_part(l, WEEKDAY), hour = line_part(l, HOUR);

	if (day.p[0] == 'n')
		return -1;
	return (day.p[0] - '1') * 24 +
	    (hour.len == 2 ? (hour.p[0] - '0') * 10 + hour.p[1] - '0'
			   : hour.p[0] - '0');
}

/* The posts of one account and format: deviations from their mean. */
static void
stratum(struct besttimes *b, const struct section *s, const struct line *l,
    size_t n)
{
	struct sample all = {0, 0, 0};
	struct echoes e;
	double mean;
	size_t k;
	int at;

	for (k = 0; k < n; k++) {
		e = echoes_of(&b->ask->echo, s, &l[k]);
		b->posts += e.posts;
		b->young += e.young;
		at = slot_of(&l[k]);
		if (at < 0)
			b->untimed += e.y.n;
		else {
			b->slot[at].posts += e.posts;
			sample_add(&all, &e.y);
		}
	}
	if (all.n < BESTTIME_STRATUM) {
		b->few += all.n;
		return;
	}
	b->strata++;
	b->used += all.n;
	mean = all.sum / all.n;
	for (k = 0; k < n; k++) {
		at = slot_of(&l[k]);
		if (at < 0)
			continue;
		e = echoes_of(&b->ask->echo, s, &l[k]);
		e.y.squares += mean * (e.y.n * mean - 2 * e.y.sum);
		e.y.sum -= e.y.n * mean;
		sample_add(&b->slot[at].d, &e.y);
	}
}

/* The spread of posts within slots, the same for all of them. */
static enum est
spread_within(struct besttimes *b)
{
	const struct slot *s;
	double rest = 0;
	int k, slots = 0;

	for (k = 0; k < SLOTS; k++) {
		s = &b->slot[k];
		if (s->d.n == 0)
			continue;
		slots++;
		rest += s->d.squares - s->d.sum * s->d.sum / s->d.n;
	}
	b->free = b->used - slots - b->strata + 1;
	if (!(b->free >= 1))
		return EST_FEW;
	b->within = sqrt(rest / b->free);
	/* What is left of numbers that cancel is no spread. */
	return b->within > 1e-6 ? EST_OK : EST_EQUAL;
}

static enum est
spread_between(struct besttimes *b)
{
	double y[SLOTS], v[SLOTS], sum = 0, weight = 0, q = 0, w;
	const struct slot *s;
	size_t n = 0, k;

	for (s = b->slot; s < b->slot + SLOTS; s++)
		if (s->d.n >= (double)b->ask->min) {
			y[n] = s->d.sum / s->d.n;
			v[n++] = b->within * b->within / s->d.n;
		}
	b->slots = (double)n;
	if (b->status != EST_OK || n < 4)
		return b->status != EST_OK ? b->status : EST_FEW;
	for (k = 0; k < n; k++) {
		sum += y[k] / v[k];
		weight += 1 / v[k];
	}
	for (k = 0; k < n; k++) {
		w = y[k] - sum / weight;
		q += w * w / v[k];
	}
	/* F = q / (n - 1), with n - 1 and free degrees of freedom. */
	b->p = special_beta(
	    b->free / (b->free + q), b->free / 2, (double)(n - 1) / 2);
	return shrink_spread(y, v, n, &b->spread);
}

/* The variance within hours is an estimate, too. */
static void
widen(const struct besttimes *b, double level, struct estimate *e)
{
	double tail = (1 - level) / 2,
	       by = special_t_quantile(tail, b->free) /
	    special_normal_quantile(tail);

	e->low = e->v + (e->low - e->v) * by;
	e->high = e->v + (e->high - e->v) * by;
}

static void
raise(struct estimate *e)
{
	e->v = exp(e->v);
	e->low = exp(e->low);
	e->high = exp(e->high);
}

enum est
besttime_guess(
    const struct besttimes *b, int slot, double level, struct estimate *e)
{
	const struct sample *d = &b->slot[slot].d;
	enum est status = b->status;

	estimate_none(e, status);
	if (status != EST_OK)
		return status;
	if (d->n == 0)
		status = shrink_unseen(&b->spread, level, e);
	else
		status = shrink_normal(&b->spread, d->sum / d->n,
		    b->within * b->within / d->n, level, e);
	widen(b, level, e);
	raise(e);
	return status;
}

static void
judge(struct besttimes *b, int k, double level)
{
	struct slot *s = &b->slot[k];
	double half;

	estimate_none(&s->response, EST_OK);
	estimate_none(&s->factor, EST_OK);
	s->status = b->status;
	if (s->d.n < (double)b->ask->min || b->status != EST_OK)
		return;
	s->status = besttime_guess(b, k, level, &s->factor);
	half = -special_t_quantile((1 - level) / 2, b->free) * b->within /
	    sqrt(s->d.n);
	s->response.v = s->d.sum / s->d.n;
	s->response.low = s->response.v - half;
	s->response.high = s->response.v + half;
	raise(&s->response);
}

void
besttime_read(struct besttimes *b, const struct section *s,
    const struct line *l, size_t n, struct cm_slice key, double level)
{
	size_t k, end;
	int slot;

	memset(b, 0, sizeof(*b));
	b->ask = s->state;
	b->key = key;
	b->within = b->p = b->spread.between = NAN;
	for (k = 0; k < n; k = end) {
		for (end = k + 1; end < n; end++)
			if (!lines_alike(&l[k], &l[end], STRATUM_KEYS))
				break;
		if (key.p == NULL ||
		    line_part_compare(line_part(&l[k], b->ask->by), key) == 0)
			stratum(b, s, l + k, end - k);
	}
	b->status = spread_within(b);
	b->status = spread_between(b);
	for (slot = 0; slot < SLOTS; slot++)
		judge(b, slot, level);
}
