/* SPDX-License-Identifier: ISC */
/* What depends on the zone of times that name none. */
#include "cmd/cm-fetch/cell_in.h"
#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "lib/zone.h"

void
zone_guessed(struct fetch *f, const char *name, const char *tz)
{
	if (f->told_zone)
		return;
	f->told_zone = 1;
	cm_note(0,
	    "%s: times that name no zone are read as those of %s: say --tz "
	    "ZONE if they are of another",
	    name, tz != NULL ? tz : "UTC");
}

int
zone_covers(
    const struct fetch *f, struct cm_zone *zone, int64_t *from, int64_t *to)
{
	const struct import *o = &f->o.import;

	*from = *to = 0;
	if (o->covers == NULL)
		return 0;
	*from = cm_zone_moment(zone, o->first_day * CELL_DAY_SECONDS);
	*to = cm_zone_moment(zone, (o->last_day + 1) * CELL_DAY_SECONDS);
	return 1;
}

void
zone_outside(const struct fetch *f, const char *name, long count)
{
	if (count > 0)
		cm_warn("%s: %ld record%s outside of --covers %s", name, count,
		    count == 1 ? " lies" : "s lie", f->o.import.covers);
}

void
zone_within(const struct fetch *f, int64_t *from, int64_t *to)
{
	if (f->o.since != FEED_NEVER && *from < f->o.since)
		*from = f->o.since;
	if (*to > f->o.until)
		*to = f->o.until;
	if (*to > f->now)
		*to = f->now;
}
