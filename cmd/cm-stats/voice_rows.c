/* SPDX-License-Identifier: ISC */
/* The figures of each topic. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/voice_block.h"
#include "cmd/cm-stats/voice_of.h"
#include "lib/zone.h"

/* The loudest first. */
static int
louder(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->v[0].records != y->v[0].records)
		return x->v[0].records > y->v[0].records ? -1 : 1;
	return line_part_compare(x->key, y->key);
}

/* What is told as a share, or as the balance of moods. */
enum figure { RECORDS, AUTHORS, REACH, INTERACTIONS, NET, FIGURES };

static const struct {
	const char *name, *before, *change, *nothing;
} figures[FIGURES] = {
    {"share_of_voice", "share_of_voice_before", "share_of_voice_change",
	"no record names any of them"},
    {"authors_share", NULL, "authors_share_change", "no authors given"},
    {"reach_share", NULL, "reach_share_change", "no reach given"},
    {"interactions_share", NULL, "interactions_share_change",
	"no interactions given"},
    {"net_sentiment", "net_sentiment_before", "net_sentiment_change",
	"no record is labelled"},
};

/* Of one topic alone the share is what it is by its definition. */
static enum est
part_of(const struct block *b, uint64_t k, uint64_t n, double level,
    struct estimate *e)
{
	if (b->n > 1 || n == 0)
		return interval_share(k, n, level, e);
	e->v = 1;
	e->low = e->high = (double)NAN;
	return EST_EQUAL;
}

/* One of them in a period, as a fraction, and of how many. */
static enum est
figure(enum figure what, const struct block *b, const struct row *r, int period,
    double level, struct estimate *e, uint64_t *n)
{
	const struct voice *v = &r->v[period], *all = &b->all[period];

	switch (what) {
	case RECORDS:
		*n = all->records;
		return part_of(b, v->records, *n, level, e);
	case AUTHORS:
		*n = all->authors;
		if (v->authors == 0 && v->records > 0)
			return estimate_none(e, EST_ZERO);
		return part_of(b, v->authors, *n, level, e);
	case REACH:
		*n = all->reach.n;
		return voice_share(&v->reach, &all->reach, level, e);
	case INTERACTIONS:
		*n = all->interactions.n;
		return voice_share(
		    &v->interactions, &all->interactions, level, e);
	default:
		*n = v->positive + v->neutral + v->negative;
		return voice_net(v->positive, v->negative, *n, level, e);
	}
}

static void
write_percent(struct out *o, const char *name, enum est status, uint64_t n,
    const struct estimate *e, const char *nothing)
{
	char why[64];

	if (status == EST_ZERO) {
		out_no_estimate(o, name, (int64_t)n, nothing);
		return;
	}
	out_estimate(
	    o, name, 100 * e->v, (int64_t)n, 100 * e->low, 100 * e->high);
	if (status == EST_FEW) {
		snprintf(why, sizeof(why),
		    "%llu record%s, an interval needs %d",
		    (unsigned long long)n, n == 1 ? "" : "s", VOICE_FEWEST);
		out_why(o, name, why);
	} else if (status == EST_EQUAL)
		out_why(o, name, "all or nothing, which has no interval");
}

static void
write_figure(
    struct out *o, enum figure what, const struct block *b, const struct row *r)
{
	enum est status;
	struct estimate e;
	uint64_t n;

	status = figure(what, b, r, 0, o->a->ask->level, &e, &n);
	write_percent(
	    o, figures[what].name, status, n, &e, figures[what].nothing);
}

/* The same of the period before, and what has changed since. */
static void
write_change(
    struct out *o, enum figure what, const struct block *b, const struct row *r)
{
	double level = o->a->ask->level;
	struct estimate now, before, change;
	enum est a, c;
	uint64_t n, m;

	a = figure(what, b, r, 0, level, &now, &n);
	c = figure(what, b, r, 1, level, &before, &m);
	if (figures[what].before != NULL)
		write_percent(o, figures[what].before, c, m, &before,
		    figures[what].nothing);
	if (a == EST_ZERO || c == EST_ZERO) {
		out_no_estimate(o, figures[what].change, (int64_t)(n + m),
		    a == EST_ZERO ? figures[what].nothing
				  : "not known of the period before");
		return;
	}
	voice_difference(&now, &before, &change);
	out_estimate(o, figures[what].change, 100 * change.v, (int64_t)(n + m),
	    100 * change.low, 100 * change.high);
	if (a != EST_OK || c != EST_OK)
		out_why(o, figures[what].change,
		    "a share without an interval is compared");
}

static void
write_sum(struct out *o, const char *name, const struct section *s,
    const struct row *r, int cell)
{
	const struct moments *m;
	char why[64];
	struct num v;

	snprintf(why, sizeof(why), "no %s given", name);
	m = r->line != NULL ? line_cell(s, r->line, cell) : NULL;
	if (m == NULL || sum_count(&m->sum) == 0)
		out_null(o, name, why);
	else if (sum_value(&m->sum, &v) != 0)
		out_null(o, name, "beyond a double");
	else
		out_num(o, name, &v);
}

/* Whose time is known by the row, or by what was asked. */
static void
write_cover(struct out *o, const struct voiceof *v, const struct block *b)
{
	static const struct cm_slice any = {NULL, 0};
	const struct answer *a = o->a;
	int64_t start, end;

	if (v->window >= 0)
		out_cover_window(o, any, any, NULL, &a->q->window[v->window]);
	else if (v->per >= 0 &&
	    period_span(a->q->key[v->per].kind, b->span, &start, &end) == 0)
		out_cover(o, any, any, NULL, cm_zone_moment(a->zone, start),
		    cm_zone_moment(a->zone, end));
	else if (v->per < 0 && a->has_since)
		out_cover(o, any, any, NULL, a->since,
		    a->has_until ? a->until : a->now);
}

static void
write_row(struct out *o, const struct section *s, const struct block *b,
    const struct row *r)
{
	const struct voiceof *v = s->state;
	const struct key *keys = o->a->q->key;
	const struct voice *n = &r->v[0];
	int what;

	out_row(o, "voice");
	if (v->per >= 0)
		out_key(o, keys[v->per].column, b->span);
	out_key(o, keys[s->table[0].key[v->parts - 1]].column, r->key);
	out_int(o, "records", (int64_t)n->records);
	write_figure(o, RECORDS, b, r);
	if (n->authors == 0 && n->records > 0)
		out_null(o, "authors", "no authors given");
	else
		out_int(o, "authors", (int64_t)n->authors);
	write_figure(o, AUTHORS, b, r);
	write_sum(o, "reach", s, r, v->reach);
	write_figure(o, REACH, b, r);
	write_sum(o, "interactions", s, r, v->interactions);
	write_figure(o, INTERACTIONS, b, r);
	out_int(o, "positive", (int64_t)n->positive);
	out_int(o, "neutral", (int64_t)n->neutral);
	out_int(o, "negative", (int64_t)n->negative);
	out_int(o, "unlabelled",
	    (int64_t)(n->records - n->positive - n->neutral - n->negative));
	write_figure(o, NET, b, r);
	if (v->window >= 0) {
		out_int(o, "records_before", (int64_t)r->v[1].records);
		for (what = 0; what < FIGURES; what++)
			write_change(o, (enum figure)what, b, r);
	}
	write_cover(o, v, b);
	out_end(o);
}

void
voice_rows(struct out *o, const struct section *s, struct block *b)
{
	const struct voiceof *v = s->state;
	size_t k;

	if (b->n > 0)
		qsort(b->row, b->n, sizeof(*b->row), louder);
	for (k = 0; k < b->n; k++) {
		/* Of no span, only what was said at no time. */
		if (v->per >= 0 && b->row[k].line == NULL &&
		    slice_absent(b->span))
			continue;
		write_row(o, s, b, &b->row[k]);
	}
	free(b->row);
}
