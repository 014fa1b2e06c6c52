/* SPDX-License-Identifier: ISC */
#include "cmd/cm-stats/origin.h"
#include "cmd/cm-stats/series_place.h"
#include "lib/rec.h"

int
origin_series(const struct fact *f, const struct question *q, struct cm_rec *r,
    struct cm_buf *b)
{
	struct cm_slice found[3];
	struct cm_scan_error error;
	struct series_of of;
	char place[SERIES_PLACE];

	if (cm_scan_line(r->line, r->len, q->origins, found, &error) != 0) {
		cm_rec_bad(r, error.offset, "%s", error.why);
		return -1;
	}
	of.network = found[0];
	of.account = found[1];
	of.dimensions = found[2];
	/* One without a time is of no span. */
	of.moment = f->timed ? f->moment : 0;
	of.span = f->timed ? f->span : 0;
	if (series_place_write(r, &of, place) != 0)
		return -1;
	cm_buf_byte(b, '"');
	cm_buf_puts(b, place);
	return cm_buf_byte(b, '"');
}

enum origin
origin_line(const struct line *l)
{
	char last = l->key[l->group->len - 2]; /* before the LF */

	if (last == '"')
		return ORIGIN_SERIES;
	return last > '0' && last < '0' + ORIGINS ? (enum origin)(last - '0')
						  : ORIGIN_POST;
}

int
origin_measure(const struct measure *m)
{
	return m->op != DO_COUNT && m->op != DO_DISTINCT;
}

int
origin_matters(const struct section *s, unsigned only)
{
	const struct measure *m = s->measure, *end = m + s->nmeasures;

	while (m < end && !origin_measure(m))
		m++;
	/* What is said is added up where it was asked for by name. */
	return m < end &&
	    (only == 0 || (only & (IS_SERIES | IS_ACCOUNT)) != 0 ||
		((only & IS_TYPE_VISIT) != 0 && only != IS_TYPE_VISIT));
}
