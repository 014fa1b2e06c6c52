/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/goal_series.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/series.h"
#include "lib/err.h"
#include "lib/zone.h"

enum { DIMENSIONS, NETWORK, ACCOUNT }; /* wants of the key */
enum { DAY = 86400, LONG_DAY = 25 * 3600 };

int
goal_series_key(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, char to[SERIES_PLACE])
{
	struct series_of of;

	(void)q;
	of.dimensions = r->found[key->want[DIMENSIONS]];
	of.network = r->found[key->want[NETWORK]];
	of.account = r->found[key->want[ACCOUNT]];
	of.moment = f->moment;
	of.span = f->span;
	return series_place_write(r, &of, to);
}

static int
parse(const struct line *l, struct series_place *p)
{
	struct cm_slice s = line_part(l, 0);
	size_t before = 1 + GOAL_NUMBER + 1;

	return s.len > before + 1 && s.p[0] == '"' &&
	    series_place_read(s.p + before, s.len - before - 1, p);
}

int
goal_series_start(const struct line *l, int64_t *moment)
{
	struct series_place p;

	if (!parse(l, &p))
		return 0;
	*moment = p.start;
	return 1;
}

/* A line and where it belongs. */
struct place {
	const struct line *line;
	int64_t day; /* of one day; INT64_MIN: it is longer */
	int before;  /* the period */
};

/* Where a series belongs: to a day, or it is of a longer span within the
 * period, or the one before. Returns 0 for neither. */
static int
place_of(
    const struct goal_days *d, const struct series_place *p, struct place *to)
{
	const struct goal *g = d->plan->goal;
	int64_t local = p->start + cm_zone_offset(d->a->zone, p->start);
	int64_t end = local + p->end - p->start;

	to->before = local < g->start;
	to->day = INT64_MIN;
	if (p->end - p->start <= LONG_DAY) {
		to->day = local / DAY - (local % DAY < 0);
		return 1;
	}
	return to->before ? local >= g->before && end <= g->start
			  : end <= g->end;
}

static void
take(struct goal_days *d, const struct place *p)
{
	const void *cells = group_cells(p->line->group);

	if (p->day != INT64_MIN)
		goal_days_add(d, p->day, cells);
	else {
		d->spanning |= !p->before;
		cells_merge(d->s, p->before ? d->before : d->all, cells);
	}
}

/* What a series tells of the measure; returns 0 where it tells nothing. */
static int
told(const struct goal_days *d, const struct line *l, double *v)
{
	const void *cells = group_cells(l->group);
	struct num n;
	double under;

	if (d->plan->sort == SORT_RATIO) {
		goal_pair(d, cells, v, &under);
		return goal_given(d, cells) > 0;
	}
	if (goal_value(d, cells, &n) != NULL)
		return 0;
	*v = n.d;
	return 1;
}

/* Those of a source, in the period or before it. */
static void
choose(struct goal_days *d, const struct line *line, size_t n, int before)
{
	struct series_value *value = cm_alloc((n + 1) * sizeof(*value));
	struct place *place = cm_alloc((n + 1) * sizeof(*place));
	struct series_choice choice;
	struct series_place p;
	size_t k, found = 0;

	for (k = 0; k < n; k++) {
		place[found].line = &line[k];
		if (!parse(&line[k], &p) || !place_of(d, &p, &place[found]) ||
		    place[found].before != before ||
		    !told(d, &line[k], &value[found].v))
			continue;
		value[found].start = p.start;
		value[found].end = p.end;
		value[found].cuts = p.cuts;
		value[found].index = found;
		found++;
	}
	series_choose(value, found, &choice);
	for (k = 0; k < found; k++)
		if (value[k].chosen)
			take(d, &place[value[k].index]);
	d->refused |= choice.refused && !before;
	d->refused_before |= choice.refused && before;
	free(value);
	free(place);
}

void
goal_series_take(struct goal_days *d, const struct line *line, size_t n)
{
	struct series_place first, p;
	struct place place;
	size_t from, to;

	for (from = 0; from < n; from = to) {
		to = from + 1;
		if (!parse(&line[from], &first))
			continue;
		/* What does not add up is not told several times. */
		if (d->plan->sort != SORT_TOTAL &&
		    d->plan->sort != SORT_RATIO) {
			place.line = &line[from];
			if (place_of(d, &first, &place))
				take(d, &place);
			continue;
		}
		while (to < n && parse(&line[to], &p) &&
		    strcmp(p.source, first.source) == 0)
			to++;
		choose(d, line + from, to - from, 0);
		choose(d, line + from, to - from, 1);
	}
}
