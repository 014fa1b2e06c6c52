/* SPDX-License-Identifier: ISC */
/*
 * Times for the coming week: the best hours that are known, and a share for
 * hours that may be better than anyone knows. These are chosen by the upper
 * end of their interval (optimism in the face of uncertainty: P. Auer, N.
 * Cesa-Bianchi and P. Fischer, Finite-time analysis of the multiarmed bandit
 * problem, 2002), among those at or next to which somebody posted on any
 * day, so that nobody is sent out at night.
 */
#include <math.h>
#include <stdlib.h>

#include "cmd/cm-stats/besttime.h"
#include "lib/zone.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

struct choice {
	int64_t at;
	int slot, explores, taken;
	double worth, upper; /* NaN: it is not to be chosen so */
	struct estimate e;
};

/* Whether somebody posted at that hour of any day, or at one next to it. */
static int
is_usual(const struct besttimes *b, int slot)
{
	int day, hour = slot % 24, k;

	for (day = 0; day < 7; day++)
		for (k = 23; k <= 25; k++)
			if (b->slot[day * 24 + (hour + k) % 24].posts > 0)
				return 1;
	return 0;
}

/* The hours of the coming week, as they come; returns how many. */
static int
fill(struct choice *c, const struct answer *a, const struct besttimes *b)
{
	int64_t local, at, days;
	int n = 0, k;

	local = a->now + cm_zone_offset(a->zone, a->now);
	local += ((local % HOUR + HOUR) % HOUR != 0) * HOUR -
	    (local % HOUR + HOUR) % HOUR;
	for (k = 0; k < SLOTS; k++, local += HOUR) {
		at = cm_zone_moment(a->zone, local);
		/* Summer time leaves an hour out. */
		if (at + cm_zone_offset(a->zone, at) != local || at < a->now)
			continue;
		days = (local - ((local % DAY) + DAY) % DAY) / DAY;
		/* 1970-01-01 was a Thursday. */
		c[n].slot = (int)((days % 7 + 10) % 7) * 24 +
		    (int)((local % DAY + DAY) % DAY / HOUR);
		c[n].at = at;
		c[n].taken = c[n].explores = 0;
		c[n].worth = b->slot[c[n].slot].factor.v;
		if (!(c[n].worth > 1))
			c[n].worth = NAN;
		besttime_guess(b, c[n].slot, a->ask->level, &c[n].e);
		c[n].upper = is_usual(b, c[n].slot) ? c[n].e.high : NAN;
		n++;
	}
	return n;
}

static int
is_free(const struct choice *c, int n, int k, int64_t gap)
{
	int i;

	if (c[k].taken)
		return 0;
	for (i = 0; i < n; i++)
		if (c[i].taken && llabs(c[i].at - c[k].at) < gap)
			return 0;
	return 1;
}

/* Takes up to so many, the greatest first, of equal ones that with fewer
 * dates where we explore, then the earlier one. Returns how many. */
static long
take(
    struct choice *c, int n, long want, int explores, const struct besttimes *b)
{
	long taken;
	int k, best;
	double v, most, dates, fewest;

	for (taken = 0; taken < want; taken++) {
		best = -1;
		most = fewest = 0;
		for (k = 0; k < n; k++) {
			v = explores ? c[k].upper : c[k].worth;
			dates = explores ? b->slot[c[k].slot].d.n : 0;
			if (isnan(v) || !is_free(c, n, k, b->ask->gap) ||
			    (best >= 0 &&
				(v < most || (v == most && dates >= fewest))))
				continue;
			best = k;
			most = v;
			fewest = dates;
		}
		if (best < 0)
			break;
		c[best].taken = 1;
		c[best].explores = explores;
	}
	return taken;
}

void
besttime_plan(struct out *o, const struct answer *a, const struct besttimes *b)
{
	struct choice c[SLOTS];
	int n = fill(c, a, b), k;
	const struct slot *s;
	char text[160];
	long others = (b->ask->plan * b->ask->explore + 50) / 100, all;

	all = take(c, n, b->ask->plan - others, 0, b);
	/* Where too few hours are known to be good, others are tried. */
	if (b->ask->explore > 0)
		all += take(c, n, b->ask->plan - all, 1, b);
	if (all < b->ask->plan)
		cm_note(0, "%ld of %ld times are proposed: %s", all,
		    b->ask->plan,
		    b->status != EST_OK
			? besttime_why(b, NULL, text, sizeof(text))
			: "there are no more hours that are known and --gap "
			  "apart");
	for (k = 0; k < n; k++) {
		if (!c[k].taken)
			continue;
		out_row(o, "best-time.plan");
		besttime_key(o, b);
		out_time(o, "at", c[k].at);
		out_int(o, "weekday", c[k].slot / 24 + 1);
		out_int(o, "hour", c[k].slot % 24);
		out_text(o, "kind", c[k].explores ? "explore" : "best");
		s = &b->slot[c[k].slot];
		/* What is guessed of too few dates only says where to try. */
		if (s->d.n >= (double)b->ask->min)
			out_estimate(o, "factor", c[k].e.v, (int64_t)s->d.n,
			    c[k].e.low, c[k].e.high);
		else
			out_no_estimate(o, "factor", (int64_t)s->d.n,
			    besttime_why(b, s, text, sizeof(text)));
		out_end(o);
	}
}
