/* SPDX-License-Identifier: ISC */
/*
 * What web analytics say of sources. Each table of theirs has all visits, so
 * rows of unlike dimensions are never added up: each set of dimensions that
 * has one of sources is told for itself. Within one, what overlaps in time is
 * the same told again; see series.h.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/funnel.h"
#include "cmd/cm-stats/hash.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/series.h"
#include "lib/err.h"
#include "lib/json.h"

enum { DIMENSIONS = 64, NAMES = 6, KEYS = 5, START = 5, END = 6 };

/* What exports call them, the best first. */
static const char *const known[OF_TIME][NAMES] = {
    {"source", "source_medium", "utm_source", "referrer", "channel"},
    {"campaign", "utm_campaign"},
    {"medium", "utm_medium", "channel"},
    {"landing_page", "entry_page"},
};
static const char *const called[OF_TIME] = {
    "source", "campaign", "medium", "landing"};

struct work {
	struct out *o;
	const struct answer *a;
	const struct section *s;
	const struct funnel *p;
	struct line *line;
	size_t n;
	struct series_value *value;
	int64_t start, end; /* of what was counted */
};

/* The names in order, quotes and all; returns how many, or -1: too many. */
static int
names_of(struct cm_slice dimensions, struct cm_slice *name)
{
	struct cm_slice key, value;
	size_t at = 0, len;
	int n = 0, k;

	while (cm_json_next(dimensions, &at, &key, &value)) {
		if (n == DIMENSIONS)
			return -1;
		for (k = n++; k > 0; k--) {
			len = key.len < name[k - 1].len ? key.len
							: name[k - 1].len;
			if (memcmp(key.p, name[k - 1].p, len) >= 0)
				break;
			name[k] = name[k - 1];
		}
		name[k] = key;
	}
	return n;
}

/* All of them with their values, hashed. */
static int
part_of(struct cm_slice dimensions, struct cm_buf *b)
{
	struct cm_slice name[DIMENSIONS], key, value;
	struct hash_id id;
	struct cm_buf text;
	int k, n = names_of(dimensions, name);
	size_t at;

	cm_buf_init(&text, CM_BUF_ANY);
	for (k = 0; k < n; k++)
		for (at = 0; cm_json_next(dimensions, &at, &key, &value);) {
			if (key.p != name[k].p)
				continue;
			key_text(&text, key);
			cm_buf_byte(&text, '\n');
			if (key_text(&text, value) != 0)
				cm_buf_add(&text, value.p, value.len);
			cm_buf_byte(&text, '\n');
		}
	if (n > 0) {
		id = hash_identity(text.p, text.len);
		cm_buf_printf(b, "\"%016llx%016llx\"", (unsigned long long)id.a,
		    (unsigned long long)id.b);
	}
	cm_buf_release(&text);
	return n > 0;
}

int
funnel_dimensions(
    enum funnel_of of, struct cm_slice dimensions, int what, struct cm_buf *b)
{
	struct cm_slice name[DIMENSIONS], value = {NULL, 0};
	struct cm_buf names;
	int k, n, best = 0;

	if (cm_scan_kind(dimensions) != CM_OBJECT)
		return 0;
	for (; best < NAMES && known[of][best] != NULL; best++) {
		value = cm_json_get(dimensions, known[of][best]);
		if (cm_scan_kind(value) == CM_STRING)
			break;
	}
	if (best == NAMES || known[of][best] == NULL)
		return 0;
	if (what == 2)
		return key_text(b, value) == 0;
	if (what == 3)
		return part_of(dimensions, b);
	if (what == 1) {
		cm_json_string(b, known[of][best], strlen(known[of][best]));
		return 1;
	}
	n = names_of(dimensions, name);
	cm_buf_init(&names, CM_BUF_ANY);
	for (k = 0; k < n; k++) {
		if (k > 0)
			cm_buf_puts(&names, ", ");
		cm_json_text(&names, name[k]);
	}
	if (n > 0)
		cm_json_string(b, names.p, names.len);
	cm_buf_release(&names);
	return n > 0;
}

/* The value of a part of a span, or NULL for none. */
static const struct num *
value_at(const struct work *w, const struct line *l, int metric)
{
	return latest_value(line_cell(w->s, l, w->p->metric[metric]));
}

static int64_t
moment(const struct line *l, int part)
{
	struct num n;

	/* A part may say what no record does: years are 0 to 9999. */
	if (num_read(line_part(l, part), &n) != 0 || n.d < -62167219200.0 ||
	    n.d > 253402300799.0)
		return 0;
	return n.i;
}

/*
 * Adds up a metric over the parts of the first span there, and another one if
 * it is not negative: over the parts that give both. Returns how many parts
 * the span has, whether they do or not.
 */
static size_t
add_span(const struct work *w, const struct line *l, size_t n, int metric,
    int also, struct sum *sum)
{
	const struct num *v, *other = NULL;
	size_t k;

	for (k = 0; k < n && lines_alike(&l[0], &l[k], KEYS + 2); k++) {
		v = value_at(w, &l[k], metric);
		if (also >= 0)
			other = value_at(w, &l[k], also);
		if (v == NULL || (also >= 0 && other == NULL))
			continue;
		sum_add(&sum[0], v);
		if (also >= 0)
			sum_add(&sum[1], other);
	}
	return k;
}

/*
 * The same over the spans of a source that make up the whole. Returns why
 * there is no number, or NULL.
 */
static const char *
add_up(struct work *w, const struct line *l, size_t n, int metric, int also,
    struct sum *sum)
{
	struct series_choice choice;
	struct series_value *v;
	struct sum part[2];
	struct num value;
	size_t k, many, values = 0;

	for (k = 0; k < n; k += many) {
		memset(part, 0, sizeof(part));
		many = add_span(w, &l[k], n - k, metric, also, part);
		if (sum_count(&part[0]) > 0 &&
		    sum_value(&part[0], &value) == 0) {
			v = &w->value[values++];
			memset(v, 0, sizeof(*v));
			v->start = moment(&l[k], START);
			v->end = moment(&l[k], END);
			v->end = v->end > v->start ? v->end : v->start + 1;
			v->v = value.d;
			v->index = k;
		}
		sum_release(&part[0]);
		sum_release(&part[1]);
	}
	if (values == 0)
		return "not given";
	series_choose(w->value, values, &choice);
	if (choice.refused)
		return "of spans that overlap, none of which is the whole";
	for (v = w->value; v < w->value + values; v++) {
		if (!v->chosen)
			continue;
		add_span(w, &l[v->index], n - v->index, metric, also, sum);
		w->start = v->start < w->start ? v->start : w->start;
		w->end = v->end > w->end ? v->end : w->end;
	}
	return NULL;
}

static void
put_metric(struct work *w, const struct line *l, size_t n, int metric)
{
	struct sum sum;
	struct num v;
	const char *why;

	memset(&sum, 0, sizeof(sum));
	why = add_up(w, l, n, metric, -1, &sum);
	if (why == NULL && sum_value(&sum, &v) != 0)
		why = "beyond a double";
	if (why != NULL)
		out_null(w->o, funnel_metric[metric], why);
	else
		out_num(w->o, funnel_metric[metric], &v);
	sum_release(&sum);
}

static void
put_rate(
    struct work *w, const struct line *l, size_t n, int under, const char *name)
{
	struct sum sum[2];
	struct estimate e = {(double)NAN, (double)NAN, (double)NAN};
	struct num base = num_int(0), top = num_int(0);
	const char *why;

	memset(sum, 0, sizeof(sum));
	why = add_up(w, l, n, under, CONVERSIONS, sum);
	if (why == NULL &&
	    (sum_value(&sum[0], &base) != 0 || sum_value(&sum[1], &top) != 0))
		why = "beyond a double";
	if (why == NULL && base.d <= 0)
		why = "divided by nothing";
	if (why != NULL)
		out_no_estimate(w->o, name, 0, why);
	else {
		/* Parts of conversions, as some models give, are no counts. */
		if (top.whole && top.i >= 0)
			interval_rate(
			    (uint64_t)top.i, base.d, w->a->ask->level, &e);
		out_estimate(w->o, name, 100 * top.d / base.d, (int64_t)base.d,
		    100 * e.low, 100 * e.high);
		if (isnan(e.low))
			out_why(w->o, name,
			    "no interval, as its conversions are no count");
	}
	sum_release(&sum[0]);
	sum_release(&sum[1]);
}

/* All spans of a source. */
static void
write_source(struct work *w, const struct line *l, size_t n)
{
	static const char *const keys[] = {
	    "network", "account", "dimensions", "dimension"};
	int k;

	w->start = INT64_MAX;
	w->end = INT64_MIN;
	out_row(w->o, "funnel.series");
	for (k = 0; k < KEYS; k++)
		out_key(w->o, k < 4 ? keys[k] : called[w->p->dimension],
		    line_part(l, k));
	for (k = 0; k < FUNNEL_METRICS; k++)
		put_metric(w, l, n, k);
	put_rate(w, l, n, SESSIONS, "conversions_rate_sessions");
	put_rate(w, l, n, VISITS, "conversions_rate_visits");
	if (w->start < w->end) {
		out_time(w->o, "start", w->start);
		out_time(w->o, "end", w->end);
	} else {
		out_null(w->o, "start", "nothing was counted");
		out_null(w->o, "end", "nothing was counted");
	}
	out_end(w->o);
}

static void
put_column(struct out *o, const char *name, const char *role, const char *unit,
    const char *formula, const char *denominator)
{
	struct column c;

	memset(&c, 0, sizeof(c));
	c.by = "funnel.series";
	c.name = name;
	c.role = role;
	c.unit = unit;
	c.formula = formula;
	c.denominator = denominator;
	c.source = "series: dimensions, period, metrics";
	if (denominator != NULL) {
		c.sample = denominator;
		c.interval = "F. Garwood, 1936, of conversions as a count";
	}
	out_measure(o, &c);
}

static void
put_measures(struct out *o, const struct funnel *p)
{
	int k;

	put_column(o, "network", "key", "text", NULL, NULL);
	put_column(o, "account", "key", "text", NULL, NULL);
	put_column(o, "dimensions", "key", "text",
	    "the names of all dimensions of the series", NULL);
	put_column(o, "dimension", "key", "text",
	    "that of them whose value this is", NULL);
	put_column(o, called[p->dimension], "key", "text", NULL, NULL);
	for (k = 0; k < FUNNEL_METRICS; k++)
		put_column(o, funnel_metric[k], NULL,
		    k == REVENUE ? "money" : "count",
		    k == USERS || k == VISITORS
			? "sum over spans that do not overlap: who comes in "
			  "two of them counts twice"
			: "sum over spans that do not overlap",
		    NULL);
	put_column(o, "conversions_rate_sessions", NULL, "percent",
	    "100 * conversions / sessions, over the series that give both",
	    "sessions");
	put_column(o, "conversions_rate_visits", NULL, "percent",
	    "100 * conversions / visits, over the series that give both",
	    "visits");
	put_column(
	    o, "start", NULL, "time", "where what was counted begins", NULL);
	put_column(o, "end", NULL, "time", "where it ends", NULL);
}

/* Whether some span of a source gives one of the metrics. */
static int
gives_any(const struct work *w, const struct line *l, size_t n)
{
	size_t k;
	int m;

	for (k = 0; k < n; k++)
		for (m = 0; m < FUNNEL_METRICS; m++)
			if (value_at(w, &l[k], m) != NULL)
				return 1;
	return 0;
}

void
funnel_series(struct out *o, const struct answer *a, const struct section *s)
{
	struct work w;
	size_t from, to, rows = 0;

	memset(&w, 0, sizeof(w));
	w.o = o;
	w.a = a;
	w.s = s;
	w.p = s->state;
	w.line = lines_of(a, s, w.p->series, &w.n);
	w.value = cm_alloc((w.n + 1) * sizeof(*w.value));
	put_measures(o, w.p);
	for (from = 0; from < w.n; from = to) {
		for (to = from + 1;
		     to < w.n && lines_alike(&w.line[from], &w.line[to], KEYS);)
			to++;
		if (line_part(&w.line[from], 3).p[0] != 'n' &&
		    gives_any(&w, &w.line[from], to - from)) {
			write_source(&w, &w.line[from], to - from);
			rows++;
		}
	}
	if (rows == 0 && w.p->visits < 0)
		cm_note(0,
		    "no series tells of a %s; a funnel of visits needs "
		    "--steps",
		    called[w.p->dimension]);
	free(w.value);
	free(w.line);
}
