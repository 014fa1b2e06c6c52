/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/campaigns.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/out.h"
#include "lib/err.h"

/* currency.p NULL with len 0 is any; "null" is one that is not told. */
static int
currency_is(const struct scope *c, const struct told *t)
{
	if (c->currency.p == NULL)
		return 1;
	if (slice_absent(c->currency))
		return slice_absent(t->currency);
	return !slice_absent(t->currency) &&
	    slice_same(c->currency, t->currency);
}

int
told_in(const struct scope *c, const struct told *t)
{
	return (c->network.p == NULL || slice_same(c->network, t->network)) &&
	    currency_is(c, t);
}

int
told_one_currency(const struct told *a, const struct told *b)
{
	if (slice_absent(a->currency) != slice_absent(b->currency))
		return 0;
	if (!slice_absent(a->currency))
		return slice_same(a->currency, b->currency);
	return slice_same(a->network, b->network) &&
	    slice_same(a->account, b->account);
}

static void
clash(struct total *t, int column, const struct told *other)
{
	const struct told *f = t->first;

	if (t->why != NULL)
		return;
	if (told_is_money(column) && !told_one_currency(f, other)) {
		if (slice_absent(f->currency) || slice_absent(other->currency))
			snprintf(t->text, sizeof(t->text),
			    "the currency of %.*s is not told: --currency",
			    WORD(slice_absent(f->currency) ? f->network
							   : other->network));
		else
			snprintf(t->text, sizeof(t->text),
			    "%.*s and %.*s are not added: see "
			    "campaigns.currency",
			    WORD(f->currency), WORD(other->currency));
		t->why = t->text;
	}
	if (t->why != NULL || slice_same(f->network, other->network))
		return;
	if (column >= SESSIONS)
		snprintf(t->text, sizeof(t->text),
		    "%.*s and %.*s both tell it: --site says whose counts",
		    WORD(f->network), WORD(other->network));
	else if (column == ADS_CONVERSIONS || column == ADS_REVENUE)
		snprintf(t->text, sizeof(t->text),
		    "%.*s and %.*s may claim the same: see --by network",
		    WORD(f->network), WORD(other->network));
	else
		return;
	t->why = t->text;
}

static void
add_up(struct rows *w)
{
	const struct scope *c = w->scope;
	struct total *t;
	struct num v;
	size_t k;
	int column;

	memset(w->total, 0, sizeof(w->total));
	for (k = 0; k < c->n; k++) {
		const struct told *one = &c->told[k];

		if (!told_in(c, one))
			continue;
		t = &w->total[one->column];
		if (one->refused != NULL) {
			t->why = one->refused;
			continue;
		}
		if (t->first == NULL)
			t->first = one;
		else
			clash(t, (int)one->column, one);
		sum_add(&t->sum, &one->v);
	}
	for (column = 0; column < TOLD_COLUMNS; column++) {
		t = &w->total[column];
		if (t->why == NULL && t->first == NULL)
			t->why = column >= SESSIONS ? "no site tells it"
						    : "no ad network tells it";
		if (t->why == NULL && sum_value(&t->sum, &v) != 0)
			t->why = "beyond a double";
		t->v = t->why == NULL ? v.d : 0;
	}
}

static void
write_total(struct rows *w, int column)
{
	struct total *t = &w->total[column];
	struct num v;

	if (t->why != NULL || sum_value(&t->sum, &v) != 0)
		out_null(w->o, told_names[column], t->why);
	else
		out_num(w->o, told_names[column], &v);
}

/* The page views of some visits of a log. */
struct log {
	size_t n;
	uint64_t requests;
	struct sum pages;
	struct distinct *people;
};

static void
add_visits(const struct rows *w, const struct line *l, struct log *log)
{
	log->n++;
	log->requests += *(const uint64_t *)line_cell(w->s, l, CELL_REQUESTS);
	sum_merge(&log->pages, line_cell(w->s, l, CELL_PAGEVIEWS));
	distinct_merge(&log->people,
	    *(struct distinct *const *)line_cell(w->s, l, CELL_PEOPLE));
}

static void
release(struct log *log)
{
	distinct_free(log->people);
	sum_release(&log->pages);
}

static int
visit_in(const struct scope *c, const struct line *l)
{
	return c->network.p == NULL || slice_same(c->network, line_part(l, 1));
}

static int
is_paid(const struct line *l)
{
	return !slice_absent(line_part(l, 2));
}

/* Whether the campaign of a line has clicks of ads; they are added. */
static int
clicks_of(const struct rows *w, struct cm_slice campaign, double *clicks)
{
	const struct scope *c = w->scope;
	size_t k;
	int any = 0;

	for (k = 0; k < c->n; k++) {
		const struct told *t = &c->told[k];

		if (t->column != CLICKS || !told_in(c, t) ||
		    t->refused != NULL || !slice_same(t->campaign, campaign))
			continue;
		*clicks += t->v.d;
		any = 1;
	}
	return any;
}

/*
 * The page views that came from ads, against the clicks that ad networks tell:
 * of campaigns of which both are known.
 */
static void
write_discrepancy(struct rows *w)
{
	static const char name[] = "clicks_discrepancy";
	const struct scope *c = w->scope;
	const struct line *l = c->visits.line, *end = l + c->visits.n, *of;
	struct log log = {0, 0, {{0}, 0}, NULL};
	struct num v = num_int(0);
	double clicks = 0;
	char text[256];
	const char *why = NULL;
	int both = 0, paid = 0;

	for (; l < end; l = of) {
		struct cm_slice campaign = line_part(l, 0);
		double told = 0;
		int has = clicks_of(w, campaign, &told), seen = 0;

		for (of = l; of < end && slice_same(line_part(of, 0), campaign);
		     of++) {
			if (!visit_in(c, of) || !is_paid(of))
				continue;
			paid = seen = 1;
			if (has)
				add_visits(w, of, &log);
		}
		if (has && seen) {
			clicks += told;
			both = 1;
		}
	}
	if (w->total[CLICKS].why != NULL)
		why = "no clicks";
	else if (!paid)
		why = "no visit of a log has a medium of advertising: --paid";
	else if (!both)
		why = "no campaign has both clicks and such visits";
	else
		why = campaigns_times(
		    c->ads, "ads", c->log, "the log", text, sizeof(text));
	if (why == NULL && clicks <= 0)
		why = "the denominator is 0";
	if (why == NULL && sum_value(&log.pages, &v) != 0)
		why = "beyond a double";
	if (why != NULL)
		out_null(w->o, name, why);
	else
		out_double(w->o, name, 100 * (v.d - clicks) / clicks);
	release(&log);
}

/* What the log of the site says. */
static void
write_visits(struct rows *w)
{
	static const char none[] = "no visit of a log names it";
	const struct scope *c = w->scope;
	struct log log = {0, 0, {{0}, 0}, NULL}, paid = {0, 0, {{0}, 0}, NULL};
	int64_t visitors;
	struct num v = num_int(0), ads = num_int(0);
	size_t k;

	for (k = 0; k < c->visits.n; k++) {
		const struct line *l = &c->visits.line[k];

		if (!visit_in(c, l))
			continue;
		add_visits(w, l, &log);
		if (is_paid(l))
			add_visits(w, l, &paid);
	}
	if (log.n == 0) {
		out_null(w->o, "visits", none);
		out_null(w->o, "pageviews", none);
		out_null(w->o, "paid_pageviews", none);
		out_null(w->o, "visitors", none);
	} else {
		sum_value(&log.pages, &v);
		sum_value(&paid.pages, &ads);
		out_int(w->o, "visits", (int64_t)log.requests);
		out_num(w->o, "pageviews", &v);
		out_num(w->o, "paid_pageviews", &ads);
		/* An estimate does not go beyond what is counted. */
		visitors = (int64_t)distinct_count(log.people);
		out_int(w->o, "visitors",
		    v.whole && visitors > v.i ? v.i : visitors);
	}
	release(&log);
	release(&paid);
	write_discrepancy(w);
}

static void
write_posts(struct rows *w)
{
	const struct scope *c = w->scope;
	struct sum interactions = {{0}, 0};
	uint64_t posts = 0;
	struct num v;
	size_t k;

	for (k = 0; k < c->posts.n; k++) {
		const struct line *l = &c->posts.line[k];

		if (c->network.p != NULL &&
		    !slice_same(c->network, line_part(l, 1)))
			continue;
		posts += *(const uint64_t *)line_cell(w->s, l, CELL_POSTS);
		sum_merge(&interactions, line_cell(w->s, l, CELL_INTERACTIONS));
	}
	if (posts > 0)
		out_int(w->o, "posts", (int64_t)posts);
	else
		out_null(w->o, "posts", "no post names it");
	if (sum_count(&interactions) == 0 || sum_value(&interactions, &v) != 0)
		out_null(w->o, "interactions",
		    posts == 0 ? "no post names it" : "no interactions given");
	else
		out_num(w->o, "interactions", &v);
	sum_release(&interactions);
}

/* The different networks of a kind of columns, with commas. */
static void
write_tellers(struct rows *w, const char *name, int from, int to)
{
	const struct scope *c = w->scope;
	struct cm_slice seen[64];
	struct cm_buf b;
	size_t k, i, n = 0;

	cm_buf_init(&b, CM_BUF_ANY);
	for (k = 0; k < c->n; k++) {
		const struct told *t = &c->told[k];

		if ((int)t->column < from || (int)t->column >= to ||
		    !told_in(c, t) || slice_absent(t->network))
			continue;
		for (i = 0; i < n && !slice_same(seen[i], t->network); i++)
			continue;
		if (i < n || n == sizeof(seen) / sizeof(seen[0]))
			continue;
		seen[n++] = t->network;
		cm_buf_puts(&b, b.len > 0 ? ", " : "");
		cm_buf_add(&b, t->network.p + 1, t->network.len - 2);
	}
	if (n == 0)
		out_null(w->o, name, "none tells of it");
	else
		out_text(w->o, name, cm_buf_str(&b));
	cm_buf_release(&b);
}

/* That of all money there is, if it is one. */
static void
write_currency(struct rows *w)
{
	struct cm_slice c = {NULL, 0};
	const struct total *t;
	int column, any = 0;

	for (column = 0; column < TOLD_COLUMNS; column++) {
		t = &w->total[column];
		if (!told_is_money(column) || t->first == NULL)
			continue;
		if (t->why != NULL ||
		    (any &&
			!told_one_currency(
			    t->first, &(struct told){.currency = c}) &&
			!(slice_absent(t->first->currency) &&
			    slice_absent(c)))) {
			out_null(w->o, "currency",
			    t->why != NULL ? t->why
					   : "that of the site is another, or "
					     "not told: --currency");
			return;
		}
		c = t->first->currency;
		any = 1;
	}
	if (slice_absent(c))
		out_null(w->o, "currency", any ? "not told" : "no money");
	else
		out_slice(w->o, "currency", c);
}

static void
write_spellings(struct rows *w)
{
	const struct part *p = &w->scope->spellings;
	struct cm_slice s;
	struct cm_buf b;
	size_t k;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '"');
	for (k = 0; k < p->n; k++) {
		s = line_part(&p->line[k], 1);
		cm_buf_puts(&b, k > 0 ? " | " : "");
		cm_buf_add(&b, s.p + 1, s.len - 2);
	}
	cm_buf_byte(&b, '"');
	s.p = b.p;
	s.len = b.len;
	out_slice(w->o, "spellings", s);
	cm_buf_release(&b);
}

void
campaigns_row(struct out *o, const struct answer *a, const struct section *s,
    const struct scope *c, const char *by)
{
	static const struct cm_slice any = {NULL, 0};
	struct rows w;
	int column;

	memset(&w, 0, sizeof(w));
	w.o = o;
	w.a = a;
	w.s = s;
	w.scope = c;
	w.days = campaigns_days(s);
	add_up(&w);
	out_row(o, by);
	if (c->campaign.p != NULL)
		out_slice(o, "campaign", c->campaign);
	if (c->network.p != NULL)
		out_key(o, "network", c->network);
	if (c->spellings.n > 0)
		write_spellings(&w);
	write_currency(&w);
	write_total(&w, SPEND);
	write_total(&w, IMPRESSIONS);
	write_total(&w, CLICKS);
	campaigns_share(&w, "ctr", CLICKS, IMPRESSIONS);
	campaigns_ratio(&w, "cpc", SPEND, CLICKS, 1);
	campaigns_ratio(&w, "cpm", SPEND, IMPRESSIONS, 1000);
	write_total(&w, ADS_CONVERSIONS);
	campaigns_share(
	    &w, "ads_conversion_rate_clicks", ADS_CONVERSIONS, CLICKS);
	campaigns_ratio(&w, "ads_cpa", SPEND, ADS_CONVERSIONS, 1);
	write_total(&w, ADS_REVENUE);
	campaigns_ratio(&w, "ads_roas", ADS_REVENUE, SPEND, 1);
	write_total(&w, SESSIONS);
	write_total(&w, SITE_CONVERSIONS);
	campaigns_share(
	    &w, "site_conversion_rate_sessions", SITE_CONVERSIONS, SESSIONS);
	campaigns_ratio(&w, "site_cpa", SPEND, SITE_CONVERSIONS, 1);
	write_total(&w, SITE_REVENUE);
	campaigns_ratio(&w, "site_roas", SITE_REVENUE, SPEND, 1);
	if (c->currency.p == NULL) {
		write_visits(&w);
		write_posts(&w);
	}
	write_tellers(&w, "ads", SPEND, SESSIONS);
	write_tellers(&w, "site", SESSIONS, TOLD_COLUMNS);
	if (a->has_since && a->has_until)
		out_cover(o, any, any, NULL, a->since, a->until);
	out_end(o);
	for (column = 0; column < TOLD_COLUMNS; column++)
		sum_release(&w.total[column].sum);
}
