/* SPDX-License-Identifier: ISC */
/* Where the records of exports go, and what is said of all of them. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/export.h"
#include "cmd/cm-fetch/feed.h"
#include "lib/json.h"
#include "lib/netrec.h"

enum { PART = 64 << 10, MOST_KINDS = 64, MOST_SPANS = 1000 };

void
export_flush(struct export *x)
{
	struct source *s = x->s;

	if (s->out.len > 0 && output_write(s, s->out.p, s->out.len) != 0) {
		x->f->stop = 1;
		x->stop = 1;
	}
	cm_buf_clear(&s->out);
}

/* ---- what was read, by part ---- */

struct tally *
tally_of(struct export *x, const struct format *format, const struct part *part)
{
	struct tally *t, **p = &x->tallies;

	for (t = x->tallies; t != NULL; t = t->next) {
		if (t->format == format && t->part == part)
			return t;
		p = &t->next;
	}
	t = cm_zalloc(sizeof(*t));
	t->format = format;
	t->part = part;
	*p = t;
	return t;
}

const char *
tally_what(const char *type, size_t len)
{
	static const char *const names[][2] = {{"post", "posts"},
	    {"article", "posts"}, {"comment", "comments"},
	    {"mention", "mentions"}, {"message", "messages"},
	    {"review", "reviews"}, {"account", "account"}, {"series", "series"},
	    {"profile", "profile"}, {"visit", "visits"}, {"draft", "drafts"}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i][0]) == len &&
		    memcmp(names[i][0], type, len) == 0)
			return names[i][1];
	return "records";
}

static int
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static struct tally_kind *
kind_of(
    struct tally *t, const char *network, const char *account, const char *what)
{
	struct tally_kind *k, **p = &t->kinds;

	for (k = t->kinds; k != NULL; k = k->next) {
		if (same(k->network, network) && same(k->account, account) &&
		    strcmp(k->what, what) == 0)
			return k;
		p = &k->next;
	}
	/* Beyond that many accounts it is no longer said which. */
	if (t->nkinds >= MOST_KINDS && (network != NULL || account != NULL))
		return kind_of(t, NULL, NULL, what);
	k = cm_zalloc(sizeof(*k));
	k->network = network != NULL ? cm_strdup(network) : NULL;
	k->account = account != NULL ? cm_strdup(account) : NULL;
	k->what = cm_strdup(what);
	k->start = k->end = FEED_NEVER;
	*p = k;
	t->nkinds++;
	return k;
}

void
tally_count(struct tally *t, const char *network, const char *account,
    const char *what, long records, int64_t start, int64_t end)
{
	struct tally_kind *k = kind_of(t, network, account, what);

	k->records += records;
	if (start != FEED_NEVER && (k->start == FEED_NEVER || start < k->start))
		k->start = start;
	if (end != FEED_NEVER && (k->end == FEED_NEVER || end > k->end))
		k->end = end;
}

void
tally_covers(struct tally *t, int64_t start, int64_t end)
{
	if (start >= end || t->nspans >= MOST_SPANS)
		return;
	t->spans = cm_realloc(t->spans, (t->nspans + 1) * sizeof(*t->spans));
	t->spans[t->nspans].start = start;
	t->spans[t->nspans++].end = end;
}

void
tally_fails(struct tally *t, const char *why)
{
	if (t->why == NULL)
		t->why = cm_strdup(why);
}

static int
compare(const void *a, const void *b)
{
	const struct tally_span *p = a, *q = b;

	return p->start < q->start ? -1 : p->start > q->start;
}

/* Spans that touch become one. */
static void
join_spans(struct tally *t)
{
	size_t i, n = 0;

	if (t->nspans == 0)
		return;
	qsort(t->spans, t->nspans, sizeof(*t->spans), compare);
	for (i = 1; i < t->nspans; i++)
		if (t->spans[i].start <= t->spans[n].end) {
			if (t->spans[i].end > t->spans[n].end)
				t->spans[n].end = t->spans[i].end;
		} else
			t->spans[++n] = t->spans[i];
	t->nspans = n + 1;
}

/* Why a format's files never hold all of a kind, or NULL. */
static char *
only_some(const struct tally *t, const char *what)
{
	const char *some = t->part != NULL ? t->part->some : NULL;
	struct cm_slice object = {some, some != NULL ? strlen(some) : 0};

	return some != NULL ? cm_json_dup(cm_json_get(object, what)) : NULL;
}

static void
write_kind(struct export *x, struct tally *t, struct tally_kind *k, int first)
{
	char *some = only_some(t, k->what);
	size_t i = 0, n = some == NULL ? t->nspans : 0;
	struct source *s = x->s;
	int64_t from = t->from, to = t->to;

	/* Of what is to come, or is as it is now, nothing is covered. */
	if (from < to && strcmp(k->what, "drafts") != 0 &&
	    strcmp(k->what, "account") != 0 &&
	    strcmp(k->what, "profile") != 0) {
		zone_within(x->f, &from, &to);
		k->start = from;
		k->end = to;
		n = 0;
	}

	do {
		memset(&s->cov, 0, sizeof(s->cov));
		s->cov.network = k->network;
		s->cov.account = k->account;
		s->cov.what = k->what;
		s->cov.start = n > 0 ? t->spans[i].start : k->start;
		s->cov.end = n > 0 ? t->spans[i].end : k->end;
		s->cov.why = t->why != NULL ? t->why : some;
		/* Records may stand in any order: what was left out may be
		 * between those that were not. */
		if (some != NULL ||
		    (t->why != NULL && strcmp(t->why, "limit") == 0))
			s->cov.start = s->cov.end = FEED_NEVER;
		if (i == 0)
			s->cov.records = k->records;
		if (i == 0 && first) {
			s->cov.pages = t->pages;
			s->cov.refused = t->refused;
		}
		coverage_write(x->f, s);
		export_flush(x);
	} while (++i < n);
	memset(&s->cov, 0, sizeof(s->cov));
	free(some);
}

static void
write_tally(struct export *x, struct tally *t)
{
	struct tally_kind *k;
	const char *network = NULL;

	/* Only beside another one. */
	if (t->pages == 0 && t->why == NULL && t->kinds == NULL)
		return;
	join_spans(t);
	if (t->kinds == NULL) {
		if (t->part != NULL)
			network = x->f->o.import.network != NULL
			    ? x->f->o.import.network
			    : t->part->network != NULL ? t->part->network
						       : t->format->network;
		tally_count(t, network, NULL,
		    t->part != NULL && t->part->type != NULL
			? tally_what(t->part->type, strlen(t->part->type))
			: "records",
		    0, FEED_NEVER, FEED_NEVER);
	}
	for (k = t->kinds; k != NULL; k = k->next)
		write_kind(x, t, k, k == t->kinds);
}

void
tally_close(struct export *x)
{
	struct tally *t;
	struct tally_kind *k;
	int written = 0;

	free(x->s->cov.account);
	free(x->s->cov.why);
	while ((t = x->tallies) != NULL) {
		x->tallies = t->next;
		/* What only others needed says nothing of itself. */
		if (t->kinds != NULL || t->why != NULL || t->part == NULL ||
		    !t->part->first || (x->tallies == NULL && !written)) {
			write_tally(x, t);
			written = 1;
		}
		while ((k = t->kinds) != NULL) {
			t->kinds = k->next;
			free(k->network);
			free(k->account);
			free(k->what);
			free(k);
		}
		free(t->why);
		free(t->spans);
		free(t);
	}
}

/* ---- a record ---- */

/* From when to when it is: published, its period, or at. */
static void
span_of(struct cm_slice record, int64_t *start, int64_t *end)
{
	struct cm_slice v = cm_json_get(record, "published");

	*start = *end = FEED_NEVER;
	if (v.p == NULL)
		v = cm_json_get(record, "at");
	if (v.p != NULL && cm_netrec_time(v, start) == 0) {
		*end = *start;
		return;
	}
	v = cm_json_get(record, "period");
	if (v.p == NULL)
		return;
	if (cm_netrec_time(cm_json_get(v, "start"), start) != 0)
		*start = FEED_NEVER;
	if (cm_netrec_time(cm_json_get(v, "end"), end) != 0)
		*end = *start;
}

static void
count(struct reading *r, struct cm_slice record)
{
	struct cm_slice type = cm_json_get(record, "type");
	char *network = cm_json_dup(cm_json_get(record, "network"));
	char *account = cm_json_dup(cm_json_get(record, "account"));
	int64_t start = FEED_NEVER, end = FEED_NEVER;
	const struct tally *t = r->tally;

	/* What is to be published covers nothing, and nothing is known of the
	 * time after the file was made. */
	if (!cm_json_is(type, "draft"))
		span_of(record, &start, &end);
	r->outside += t->from < t->to && start != FEED_NEVER &&
	    (start < t->from || start >= t->to || end > t->to);
	if (start != FEED_NEVER && start > r->fetched)
		start = end = FEED_NEVER;
	if (end != FEED_NEVER && end > r->fetched)
		end = r->fetched;
	tally_count(r->tally, network, account,
	    type.len > 2 ? tally_what(type.p + 1, type.len - 2) : "records", 1,
	    start, end);
	free(network);
	free(account);
	r->x->records++;
}

void
export_put(struct reading *r)
{
	struct export *x = r->x;
	struct fetch *f = x->f;
	struct cm_slice record = {r->line.p, r->line.len - 1};
	const char *why;
	int pass = 1;

	if (r->in->silent || x->stop)
		return;
	if (f->filter != NULL) {
		cm_filter_at(f->filter, r->shown);
		pass = cm_filter_test(f->filter, record.p, record.len, &why);
	}
	if (pass < 0) {
		cm_buf_clear(&r->scratch);
		cm_buf_printf(&r->scratch, "-w: %s", why);
		reading_bad(r, r->at, cm_buf_str(&r->scratch), NULL, 0);
	}
	if (pass <= 0)
		return;
	if (f->o.limit >= 0 && x->records >= f->o.limit) {
		tally_fails(r->tally, "limit");
		x->stop = 1;
		return;
	}
	count(r, record);
	cm_buf_add(&x->s->out, r->line.p, r->line.len);
	if (x->s->out.len > PART)
		export_flush(x);
}
