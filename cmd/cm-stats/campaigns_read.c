/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/campaigns.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/series.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"

const char *const told_names[TOLD_COLUMNS] = {"spend", "impressions", "clicks",
    "ads_conversions", "ads_revenue", "sessions", "site_conversions",
    "site_revenue"};

/* The keys of the table of series. */
enum { KEY_CAMPAIGN_, NETWORK, ACCOUNT, CURRENCY, CUT, START, END };

/* Networks are few; each has one role. */
struct network {
	struct cm_slice name;
	unsigned given; /* cells, a bit each */
	int ads, site;
};

struct reader {
	const struct answer *a;
	const struct section *s;
	struct told_list *list;
	struct network *network;
	int nnetworks;
	struct cm_slice otherwise; /* --currency, as JSON; p NULL */
	struct cm_buf text;
	size_t beyond, timeless, again, differ;
	struct cm_buf example; /* of what differs */
};

/* Whether a list with commas has a JSON string. */
static int
listed(const char *list, struct cm_slice name)
{
	size_t n;

	if (list == NULL || name.p[0] != '"')
		return 0;
	for (;; list += n + 1) {
		list += strspn(list, " \t");
		n = strcspn(list, ",");
		if (n + 2 == name.len && memcmp(list, name.p + 1, n) == 0)
			return 1;
		if (list[n] == '\0')
			return 0;
	}
}

static struct network *
network_of(struct reader *r, struct cm_slice name)
{
	int k;

	for (k = 0; k < r->nnetworks; k++)
		if (slice_same(r->network[k].name, name))
			return &r->network[k];
	r->network =
	    cm_realloc(r->network, (size_t)(k + 1) * sizeof(*r->network));
	memset(&r->network[k], 0, sizeof(r->network[k]));
	r->network[k].name = name;
	r->nnetworks++;
	return &r->network[k];
}

/*
 * Who spends is an ad network, who counts sessions is a site. The network as a
 * whole decides, since a report may lack a column.
 */
static void
find_roles(struct reader *r, const struct line *line, size_t n)
{
	const unsigned visits = 1u << CELL_SESSIONS | 1u << CELL_VISITS |
	    1u << CELL_PAGES | 1u << CELL_USERS | 1u << CELL_VISITORS;
	const char *ads = ask_option(r->s->ask, "ads"),
		   *site = ask_option(r->s->ask, "site");
	struct network *w;
	size_t i;
	int k;

	for (i = 0; i < n; i++) {
		if (slice_absent(line_part(&line[i], KEY_CAMPAIGN_)))
			continue;
		w = network_of(r, line_part(&line[i], NETWORK));
		for (k = 0; k < SERIES_CELLS; k++)
			if (latest_value(line_cell(r->s, &line[i], k)) != NULL)
				w->given |= 1u << k;
	}
	for (w = r->network; w < r->network + r->nnetworks; w++) {
		if (listed(ads, w->name))
			w->ads = 1;
		else if (site != NULL)
			w->site = listed(site, w->name);
		if (w->ads || w->site)
			continue;
		if ((w->given & 1u << CELL_SPEND) != 0 ||
		    ((w->given & visits) == 0 &&
			(w->given & 1u << CELL_IMPRESSIONS) != 0))
			w->ads = ads == NULL;
		else if ((w->given & visits) != 0)
			w->site = site == NULL;
		else
			cm_note(0,
			    "it is not known what the series of %.*s are of: "
			    "--ads or --site says so",
			    (int)w->name.len, w->name.p);
	}
}

static struct told *
add(struct told_list *list)
{
	if (list->n == list->cap) {
		list->cap = list->cap == 0 ? 64 : 2 * list->cap;
		list->told =
		    cm_realloc(list->told, list->cap * sizeof(*list->told));
	}
	memset(&list->told[list->n], 0, sizeof(*list->told));
	return &list->told[list->n++];
}

/* From when to when anything is told. */
static void
stretch(struct told_list *list, const struct told *t)
{
	struct told_span *s = t->column < SESSIONS ? &list->ads : &list->site;

	if (s->end == 0 || t->start < s->start)
		s->start = t->start;
	if (s->end == 0 || t->end > s->end)
		s->end = t->end;
}

/* What one report says of one span, its parts added up. */
struct heap {
	struct cm_slice cut;
	int64_t start, end;
	struct sum sum;
};

static int64_t
integer(struct cm_slice s)
{
	struct num v;

	return num_read(s, &v) == 0 ? v.i : 0;
}

static int
count_cuts(struct cm_slice cut)
{
	int n = cut.len > 2;
	size_t k;

	for (k = 0; k < cut.len; k++)
		n += cut.p[k] == ',';
	return n;
}

static void
name_span(struct cm_buf *b, const struct heap *h)
{
	char from[CM_CLOCK_TEXT], to[CM_CLOCK_TEXT];

	cm_clock_text(h->start, from);
	cm_clock_text(h->end, to);
	cm_buf_printf(b, "%.10s to %.10s", from, to);
	if (h->cut.len > 2)
		cm_buf_printf(b, " by %.*s", (int)h->cut.len - 2, h->cut.p + 1);
}

static int
compare_heaps(const void *x, const void *y)
{
	const struct heap *a = x, *b = y;
	int c = a->start < b->start ? -1 : a->start > b->start;

	if (c == 0)
		c = a->end < b->end ? -1 : a->end > b->end;
	if (c == 0)
		c = memcmp(a->cut.p, b->cut.p,
		    a->cut.len < b->cut.len ? a->cut.len : b->cut.len);
	if (c == 0)
		c = a->cut.len < b->cut.len ? -1 : a->cut.len > b->cut.len;
	return c;
}

/* Lines of one campaign, network, account and currency that give a cell. */
static size_t
gather(struct reader *r, const struct line *line, size_t n, int cell,
    struct heap *heap)
{
	const struct num *v;
	size_t i, k, to = 0, heaps = 0;

	for (i = 0; i < n; i++) {
		v = latest_value(line_cell(r->s, &line[i], cell));
		if (v == NULL)
			continue;
		heap[heaps].cut = line_part(&line[i], CUT);
		heap[heaps].start = integer(line_part(&line[i], START));
		heap[heaps].end = integer(line_part(&line[i], END));
		if (slice_absent(line_part(&line[i], START)) ||
		    heap[heaps].end <= heap[heaps].start ||
		    (r->a->has_until && heap[heaps].end > r->a->until))
			continue;
		memset(&heap[heaps].sum, 0, sizeof(heap[heaps].sum));
		sum_add(&heap[heaps++].sum, v);
	}
	qsort(heap, heaps, sizeof(*heap), compare_heaps);
	for (k = 0; k < heaps; k++)
		if (to > 0 && compare_heaps(&heap[to - 1], &heap[k]) == 0) {
			sum_merge(&heap[to - 1].sum, &heap[k].sum);
			sum_release(&heap[k].sum);
		} else
			heap[to++] = heap[k];
	return to;
}

/* What the told numbers of some lines have in common. */
static struct told
of_lines(struct reader *r, const struct line *l, struct cm_slice currency,
    enum told_column column)
{
	struct told t;

	memset(&t, 0, sizeof(t));
	t.campaign = line_part(l, KEY_CAMPAIGN_);
	t.network = line_part(l, NETWORK);
	t.account = line_part(l, ACCOUNT);
	t.currency = slice_absent(currency) && r->otherwise.p != NULL
	    ? r->otherwise
	    : currency;
	t.column = column;
	return t;
}

static void
refuse(
    struct reader *r, struct told t, const struct heap *a, const struct heap *b)
{
	struct told_list *list = r->list;
	struct cm_buf why;

	cm_buf_init(&why, CM_BUF_ANY);
	cm_buf_printf(&why, "the series of %.*s overlap, and none holds all: ",
	    (int)(t.network.len > 2 ? t.network.len - 2 : 0), t.network.p + 1);
	name_span(&why, a);
	cm_buf_puts(&why, ", ");
	name_span(&why, b);
	t.refused = cm_strdup(cm_buf_str(&why));
	cm_buf_release(&why);
	list->reason = cm_realloc(
	    list->reason, (list->reasons + 1) * sizeof(*list->reason));
	list->reason[list->reasons++] = (char *)t.refused;
	*add(list) = t;
}

static void
note_differ(struct reader *r, const struct told *t, const struct heap *a,
    const struct heap *b)
{
	if (r->differ++ > 0)
		return;
	cm_buf_printf(&r->example,
	    "%s of %.*s in %.*s: ", told_names[t->column], (int)t->campaign.len,
	    t->campaign.p, (int)t->network.len, t->network.p);
	name_span(&r->example, a);
	cm_buf_puts(&r->example, ", ");
	name_span(&r->example, b);
}

static void
take(struct reader *r, const struct line *line, size_t n, int cell,
    struct cm_slice currency, enum told_column column)
{
	struct heap *heap = cm_alloc((n + 1) * sizeof(*heap));
	struct series_value *value;
	struct series_choice choice;
	struct told t = of_lines(r, line, currency, column);
	size_t heaps = gather(r, line, n, cell, heap), k;
	struct num v;

	value = cm_alloc((heaps + 1) * sizeof(*value));
	for (k = 0; k < heaps; k++) {
		value[k].start = heap[k].start;
		value[k].end = heap[k].end;
		value[k].cuts = count_cuts(heap[k].cut);
		value[k].index = k;
		value[k].v = sum_value(&heap[k].sum, &v) == 0 ? v.d : 0;
	}
	series_choose(value, heaps, &choice);
	r->again += choice.again != 0;
	if (choice.refused)
		refuse(r, t, &heap[choice.a], &heap[choice.b]);
	else if (choice.differ)
		note_differ(r, &t, &heap[choice.a], &heap[choice.b]);
	for (k = 0; k < heaps; k++) {
		if (!value[k].chosen ||
		    sum_value(&heap[value[k].index].sum, &t.v) != 0)
			continue;
		t.start = value[k].start;
		t.end = value[k].end;
		stretch(r->list, &t);
		*add(r->list) = t;
	}
	for (k = 0; k < heaps; k++)
		sum_release(&heap[k].sum);
	free(heap);
	free(value);
}

static void
take_all(struct reader *r, const struct line *line, size_t n,
    struct cm_slice currency)
{
	const struct network *w = network_of(r, line_part(line, NETWORK));
	int sessions = CELL_VISITS;
	size_t k;

	if (w->ads) {
		take(r, line, n, CELL_SPEND, currency, SPEND);
		take(r, line, n, CELL_IMPRESSIONS, currency, IMPRESSIONS);
		take(r, line, n, CELL_CLICKS, currency, CLICKS);
		take(r, line, n, CELL_CONVERSIONS, currency, ADS_CONVERSIONS);
		take(r, line, n, CELL_REVENUE, currency, ADS_REVENUE);
	}
	if (w->site) {
		for (k = 0; k < n; k++)
			if (latest_value(line_cell(
				r->s, &line[k], CELL_SESSIONS)) != NULL)
				sessions = CELL_SESSIONS;
		take(r, line, n, sessions, currency, SESSIONS);
		take(r, line, n, CELL_CONVERSIONS, currency, SITE_CONVERSIONS);
		take(r, line, n, CELL_REVENUE, currency, SITE_REVENUE);
	}
}

/*
 * Lines of one campaign, network and account. An account has one currency,
 * also where a report does not say it; several are apart.
 */
static void
take_account(struct reader *r, const struct line *line, size_t n)
{
	struct cm_slice first = {NULL, 0}, c;
	size_t k, from;
	int several = 0;

	for (k = 0; k < n; k++) {
		c = line_part(&line[k], CURRENCY);
		if (slice_absent(c))
			continue;
		if (first.p == NULL)
			first = c;
		several |= !slice_same(first, c);
	}
	if (!several) {
		take_all(r, line, n, first);
		return;
	}
	for (from = k = 0; k <= n; k++)
		if (k == n ||
		    !slice_same(line_part(&line[k], CURRENCY),
			line_part(&line[from], CURRENCY))) {
			take_all(r, &line[from], k - from,
			    line_part(&line[from], CURRENCY));
			from = k;
		}
}

static void
say(struct reader *r)
{
	if (r->timeless > 0)
		cm_note(0, "%zu series without a period %s left out",
		    r->timeless, r->timeless == 1 ? "was" : "were");
	if (r->beyond > 0)
		cm_note(0, "%zu series that last beyond --until %s left out",
		    r->beyond, r->beyond == 1 ? "was" : "were");
	if (r->again > 0)
		cm_note(1,
		    "series told the same time again %zu times: each counts "
		    "once",
		    r->again);
	if (r->differ > 0)
		cm_note(0,
		    "%zu numbers of short times add up to less than that of "
		    "the whole, which counts: %s",
		    r->differ, cm_buf_str(&r->example));
}

void
campaigns_read(
    struct told_list *list, const struct answer *a, const struct section *s)
{
	const char *currency = ask_option(s->ask, "currency");
	struct reader r;
	struct line *line;
	char code[3]; /* in capitals, which it is known to be 3 of */
	size_t n, k, from;

	memset(list, 0, sizeof(*list));
	memset(&r, 0, sizeof(r));
	cm_buf_init(&list->text, CM_BUF_ANY);
	cm_buf_init(&r.example, CM_BUF_ANY);
	r.a = a;
	r.s = s;
	r.list = list;
	if (currency != NULL) {
		for (k = 0; k < 3; k++)
			code[k] = currency[k] >= 'a' && currency[k] <= 'z'
			    ? (char)(currency[k] - 'a' + 'A')
			    : currency[k];
		cm_json_string(&list->text, code, 3);
		r.otherwise.p = list->text.p;
		r.otherwise.len = list->text.len;
	}
	line = lines_of(a, s, TABLE_SERIES, &n);
	find_roles(&r, line, n);
	for (from = k = 0; k < n; k++) {
		if (slice_absent(line_part(&line[k], KEY_CAMPAIGN_)))
			continue;
		r.timeless += slice_absent(line_part(&line[k], START));
		r.beyond += a->has_until &&
		    integer(line_part(&line[k], END)) > a->until;
	}
	for (k = 1; k <= n; k++)
		if (k == n || !lines_alike(&line[from], &line[k], 3)) {
			if (!slice_absent(
				line_part(&line[from], KEY_CAMPAIGN_)))
				take_account(&r, &line[from], k - from);
			from = k;
		}
	say(&r);
	cm_buf_release(&r.example);
	free(r.network);
	free(line);
}

void
campaigns_free(struct told_list *list)
{
	size_t k;

	for (k = 0; k < list->reasons; k++)
		free(list->reason[k]);
	free(list->reason);
	free(list->told);
	cm_buf_release(&list->text);
}
