/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/campaigns.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/out.h"
#include "lib/err.h"

/* The tables, each walked along once: all are in the order of campaigns. */
struct tell {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	struct told_list list;
	struct line *line[TABLE_SPELLINGS + 1];
	size_t n[TABLE_SPELLINGS + 1], at[TABLE_SPELLINGS + 1], told;
	struct told_span log; /* from the first visit to the last */
};

/* The lines of a table about a campaign. */
static struct part
lines_about(struct tell *t, int table, struct cm_slice campaign)
{
	const struct line *line = t->line[table];
	size_t *at = &t->at[table];
	struct part p;

	p.line = &line[*at];
	p.n = 0;
	while (*at < t->n[table] &&
	    slice_same(line_part(&line[*at], 0), campaign)) {
		++*at;
		p.n++;
	}
	return p;
}

static void
begin(const struct tell *t, struct scope *c)
{
	memset(c, 0, sizeof(*c));
	c->ads = &t->list.ads;
	c->site = &t->list.site;
	c->log = &t->log;
}

static void
find(struct tell *t, struct cm_slice campaign, struct scope *c)
{
	begin(t, c);
	c->campaign = campaign;
	c->posts = lines_about(t, TABLE_POSTS, campaign);
	c->visits = lines_about(t, TABLE_VISITS, campaign);
	c->spellings = lines_about(t, TABLE_SPELLINGS, campaign);
	c->told = &t->list.told[t->told];
	while (t->told < t->list.n &&
	    slice_same(t->list.told[t->told].campaign, campaign)) {
		t->told++;
		c->n++;
	}
}

/* All that names a campaign: what does not stands last, and stays out. */
static void
find_all(struct tell *t, struct scope *c)
{
	struct part *part[TABLE_SPELLINGS + 1] = {
	    NULL, &c->posts, &c->visits, NULL};
	int k;

	begin(t, c);
	for (k = TABLE_POSTS; k <= TABLE_VISITS; k++) {
		part[k]->line = t->line[k];
		part[k]->n = t->at[k];
	}
	c->told = t->list.told;
	c->n = t->list.n;
}

static int
compare_slices(const void *x, const void *y)
{
	const struct cm_slice *a = x, *b = y;
	int c = memcmp(a->p, b->p, a->len < b->len ? a->len : b->len);

	return c != 0 ? c : a->len < b->len ? -1 : a->len > b->len;
}

/* Sorts and leaves each once. */
static size_t
each_once(struct cm_slice *s, size_t n)
{
	size_t k, to = 0;

	qsort(s, n, sizeof(*s), compare_slices);
	for (k = 0; k < n; k++)
		if (to == 0 || !slice_same(s[to - 1], s[k]))
			s[to++] = s[k];
	return to;
}

/* Those of money; none where only one is told. */
static struct cm_slice *
currencies(const struct scope *c, size_t *n)
{
	static const struct cm_slice null = {"null", 4};
	struct cm_slice *s = cm_alloc((c->n + 1) * sizeof(*s));
	size_t k;

	for (k = *n = 0; k < c->n; k++)
		if (told_is_money((int)c->told[k].column))
			s[(*n)++] = c->told[k].currency.p != NULL &&
				c->told[k].currency.p[0] != 'n'
			    ? c->told[k].currency
			    : null;
	*n = each_once(s, *n);
	if (*n < 2 || (*n == 2 && (s[0].p[0] == 'n' || s[1].p[0] == 'n')))
		*n = 0;
	return s;
}

static struct cm_slice *
networks(const struct scope *c, size_t *n)
{
	struct cm_slice *s =
	    cm_alloc((c->n + c->posts.n + c->visits.n + 1) * sizeof(*s));
	size_t k;

	*n = 0;
	for (k = 0; k < c->n; k++)
		s[(*n)++] = c->told[k].network;
	for (k = 0; k < c->posts.n; k++)
		s[(*n)++] = line_part(&c->posts.line[k], 1);
	for (k = 0; k < c->visits.n; k++)
		s[(*n)++] = line_part(&c->visits.line[k], 1);
	*n = each_once(s, *n);
	return s;
}

/* The rows of a campaign, or of all, by currency: if there are several. */
static void
by_currency(struct tell *t, const struct scope *c, const char *by)
{
	struct scope one = *c;
	size_t n, k;
	struct cm_slice *s = currencies(c, &n);

	one.spellings.n = 0;
	for (k = 0; k < n; k++) {
		one.currency = s[k];
		campaigns_row(t->o, t->a, t->s, &one, by);
	}
	free(s);
}

static void
by_network(struct tell *t, const struct scope *c)
{
	struct scope one = *c;
	size_t n, k;
	struct cm_slice *s = networks(c, &n);

	one.spellings.n = 0;
	for (k = 0; k < n; k++) {
		one.network = s[k];
		campaigns_row(t->o, t->a, t->s, &one, "campaigns.network");
	}
	free(s);
}

/* The log is of all visits, also of those of no campaign. */
static void
find_log(struct tell *t)
{
	const struct extreme *first, *last;
	size_t k;

	for (k = 0; k < t->n[TABLE_VISITS]; k++) {
		first = line_cell(t->s, &t->line[TABLE_VISITS][k], CELL_FIRST);
		last = line_cell(t->s, &t->line[TABLE_VISITS][k], CELL_LAST_);
		if (first->n == 0)
			continue;
		if (t->log.end == 0 || first->v.i < t->log.start)
			t->log.start = first->v.i;
		if (t->log.end == 0 || last->v.i >= t->log.end)
			t->log.end = last->v.i + 1;
	}
}

/* Calls with each campaign, in order. */
static void
each(struct tell *t, void (*take)(struct tell *t, const struct scope *c))
{
	const struct line *line = t->line[TABLE_SPELLINGS];
	struct scope c;

	memset(t->at, 0, sizeof(t->at));
	t->told = 0;
	while (t->at[TABLE_SPELLINGS] < t->n[TABLE_SPELLINGS]) {
		struct cm_slice name =
		    line_part(&line[t->at[TABLE_SPELLINGS]], 0);

		if (name.p[0] == 'n')
			return;
		find(t, name, &c);
		take(t, &c);
	}
}

static void
write_one(struct tell *t, const struct scope *c)
{
	campaigns_row(t->o, t->a, t->s, c, "campaigns");
}

static void
write_currencies(struct tell *t, const struct scope *c)
{
	by_currency(t, c, "campaigns.currency");
}

static void
columns(struct tell *t)
{
	static const struct cm_slice some = {"\"\"", 2};
	struct scope c;

	memset(&c, 0, sizeof(c));
	campaigns_columns(t->o, "campaigns.all", &c);
	c.currency = some;
	campaigns_columns(t->o, "campaigns.all_currency", &c);
	c.campaign = some;
	campaigns_columns(t->o, "campaigns.currency", &c);
	c.currency.p = NULL;
	campaigns_columns(t->o, "campaigns", &c);
	if (ask_option(t->s->ask, "by") != NULL) {
		c.network = some;
		campaigns_columns(t->o, "campaigns.network", &c);
	}
}

enum cm_exit
campaigns_tell(struct out *o, const struct answer *a, const struct section *s)
{
	struct tell t;
	struct scope all;
	int k;

	memset(&t, 0, sizeof(t));
	t.o = o;
	t.a = a;
	t.s = s;
	columns(&t);
	campaigns_read(&t.list, a, s);
	for (k = TABLE_POSTS; k <= TABLE_SPELLINGS; k++)
		t.line[k] = lines_of(a, s, k, &t.n[k]);
	find_log(&t);
	each(&t, write_one);
	find_all(&t, &all);
	if (t.at[TABLE_SPELLINGS] > 0) {
		campaigns_row(o, a, s, &all, "campaigns.all");
		by_currency(&t, &all, "campaigns.all_currency");
	}
	each(&t, write_currencies);
	if (ask_option(s->ask, "by") != NULL)
		each(&t, by_network);
	for (k = TABLE_POSTS; k <= TABLE_SPELLINGS; k++)
		free(t.line[k]);
	campaigns_free(&t.list);
	return CM_OK;
}
