/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/audience.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/series.h"
#include "lib/err.h"
#include "lib/json.h"

/*
 * Reports tell places several times: by day and by month, by page and in all.
 * Which of them make up the whole is series_choose()'s to say; until then
 * each stands for itself, with its span, the names of what else it is cut
 * by (cut) and their values (slice).
 */
static const char *const levels[] = {"city", "region", "country"};

static const char *const metrics[PLACE_METRICS] = {"users", "visitors",
    "sessions", "visits", "pageviews", "views", "impressions", "reach",
    "clicks", "conversions"};

enum {
	LEVELS = sizeof(levels) / sizeof(levels[0]),
	NETWORK = 1, /* the keys, behind the window */
	ACCOUNT,
	LEVEL,
	PLACE,
	START,
	SPAN,
	CUT,
	SLICE
};

static struct cm_slice
dimensions_of(const struct question *q, const struct cm_rec *r,
    const struct key *key, int *level)
{
	struct cm_slice d = r->found[key->want[0]], none = {NULL, 0};

	(void)q;
	if (cm_scan_kind(d) != CM_OBJECT)
		return none;
	for (*level = 0; *level < LEVELS; ++*level)
		if (cm_scan_kind(cm_json_get(d, levels[*level])) == CM_STRING)
			return d;
	return none;
}

static int
make_level(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	int level;

	(void)f;
	if (dimensions_of(q, r, key, &level).p == NULL)
		return 0;
	cm_json_string(b, levels[level], strlen(levels[level]));
	return 1;
}

/* A city with the region and the country that it is in. */
static int
make_place(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	struct cm_buf text;
	struct cm_slice d, s;
	int level, k;

	(void)f;
	d = dimensions_of(q, r, key, &level);
	if (d.p == NULL)
		return 0;
	cm_buf_init(&text, CM_BUF_ANY);
	for (k = level; k < LEVELS; k++) {
		s = cm_json_get(d, levels[k]);
		if (cm_scan_kind(s) != CM_STRING)
			continue;
		if (text.len > 0)
			cm_buf_puts(&text, ", ");
		cm_json_text(&text, s);
	}
	cm_json_string(b, text.p, text.len);
	cm_buf_release(&text);
	return 1;
}

static int
make_start(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	(void)r;
	(void)key;
	cm_json_int(b, f->moment);
	return 1;
}

static int
make_span(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)q;
	(void)r;
	(void)key;
	cm_json_int(b, f->span);
	return 1;
}

static int
is_level(struct cm_slice name)
{
	int k;

	for (k = 0; k < LEVELS; k++)
		if (cm_json_is(name, levels[k]))
			return 1;
	return 0;
}

/* The other dimensions: their names, or their values. */
static int
make_rest(struct cm_rec *r, const struct key *key, struct cm_buf *b, int names)
{
	struct cm_buf text;
	struct cm_slice name, value;
	size_t at = 0;

	if (cm_scan_kind(r->found[key->want[0]]) != CM_OBJECT)
		return 0;
	cm_buf_init(&text, CM_BUF_ANY);
	while (cm_json_next(r->found[key->want[0]], &at, &name, &value)) {
		if (is_level(name))
			continue;
		if (text.len > 0)
			cm_buf_byte(&text, '\t');
		if (names)
			cm_json_text(&text, name);
		else
			cm_buf_add(&text, value.p, value.len);
	}
	cm_json_string(b, text.p, text.len);
	cm_buf_release(&text);
	return 1;
}

static int
make_cut(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)f;
	(void)q;
	return make_rest(r, key, b, 1);
}

static int
make_slice(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct key *key, struct cm_buf *b)
{
	(void)f;
	(void)q;
	return make_rest(r, key, b, 0);
}

void
place_ask(struct question *q, struct place *p)
{
	int k;

	q->accounts = 1;
	question_key_made(q, "level", make_level, "dimensions", NULL, NULL);
	question_key_made(q, "place", make_place, "dimensions", NULL, NULL);
	question_key_made(q, "start", make_start, NULL, NULL, NULL);
	question_key_made(q, "span", make_span, NULL, NULL, NULL);
	question_key_made(q, "cut", make_cut, "dimensions", NULL, NULL);
	question_key_made(q, "slice", make_slice, "dimensions", NULL, NULL);
	for (k = 0; k < PLACE_METRICS; k++)
		p->cell[k] = question_cell(
		    q, &cell_latest, 0, question_number(q, metrics[k]), -1, 0);
	p->table = question_table(q, "audience.place",
	    "window,network,account,level,place,start,span,cut,slice",
	    IS_SERIES, 0);
}

void
place_measures(struct out *o, const struct answer *a)
{
	static const char by[] = "audience.place";
	static const struct column columns[] = {
	    {.name = "network", .role = "key", .unit = "text"},
	    {.name = "account", .role = "key", .unit = "text"},
	    {.name = "level",
		.role = "key",
		.unit = "text",
		.formula = "country, region or city"},
	    {.name = "place",
		.role = "key",
		.unit = "text",
		.source = "dimensions.city, dimensions.region, "
			  "dimensions.country"},
	    {.name = "metric", .role = "key", .unit = "text"},
	    {.name = "value",
		.unit = "count",
		.formula = "sum of the metric over the series of the place "
			   "that make up the period; people (users, visitors, "
			   "reach) count once in each of these",
		.source = "metrics"},
	    {.name = "share",
		.unit = "percent",
		.formula = "100 * value / total; no interval, as it is of all "
			   "that was counted",
		.denominator = "total",
		.source = "metrics"},
	    {.name = "total",
		.unit = "count",
		.formula = "sum of value over the places of the level",
		.source = "metrics"},
	};
	struct column c;
	size_t k;

	(void)a;
	for (k = 0; k < sizeof(columns) / sizeof(c); k++) {
		c = columns[k];
		c.by = by;
		out_measure(o, &c);
	}
}

static int64_t
number(const struct line *l, int key)
{
	struct num n;

	return num_read(line_part(l, key), &n) == 0 && n.whole ? n.i : 0;
}

static int
cuts(struct cm_slice names)
{
	int n = names.len > 2;
	size_t k;

	for (k = 0; k + 1 < names.len; k++)
		n += names.p[k] == '\\' && names.p[k + 1] == 't';
	return n;
}

/*
 * The value of a metric over the lines of one place: those of one span and
 * one cut are parts of one whole, and of these series_choose() chooses.
 * Returns how many, 0: the metric is not given.
 */
static size_t
sum_place(const struct section *s, const struct place *p, int metric,
    const struct line *first, const struct line *end, double *sum)
{
	size_t n = (size_t)(end - first), m = 0, k, chosen = 0;
	struct series_value *v = cm_zalloc((n + 1) * sizeof(*v));
	struct series_choice choice;
	const struct line *l, *last = NULL;
	const struct num *value;

	for (l = first; l < end; l++) {
		value = latest_value(line_cell(s, l, p->cell[metric]));
		if (value == NULL || number(l, SPAN) <= 0)
			continue;
		if (last == NULL || !lines_alike(last, l, CUT + 1)) {
			v[m].start = number(l, START);
			v[m].end = v[m].start + number(l, SPAN);
			v[m].cuts = cuts(line_part(l, CUT));
			v[m].index = m;
			m++;
		}
		v[m - 1].v += value->d;
		last = l;
	}
	series_choose(v, m, &choice);
	for (k = 0, *sum = 0; k < m; k++)
		if (v[k].chosen) {
			*sum += v[k].v;
			chosen++;
		}
	free(v);
	return chosen;
}

struct spot {
	const struct line *line;
	double value;
	int given;
};

static void
write_spots(struct out *o, const struct spot *spot, size_t n, int metric,
    const struct window *w)
{
	double total = 0;
	size_t k;

	for (k = 0; k < n; k++)
		total += spot[k].given ? spot[k].value : 0;
	for (k = 0; k < n; k++) {
		if (!spot[k].given)
			continue;
		out_row(o, "audience.place");
		out_key(o, "network", line_part(spot[k].line, NETWORK));
		out_key(o, "account", line_part(spot[k].line, ACCOUNT));
		out_slice(o, "level", line_part(spot[k].line, LEVEL));
		out_slice(o, "place", line_part(spot[k].line, PLACE));
		out_text(o, "metric", metrics[metric]);
		out_double(o, "value", spot[k].value);
		if (total > 0)
			out_double(o, "share", 100 * spot[k].value / total);
		else
			out_null(o, "share", "the total is 0");
		out_double(o, "total", total);
		out_cover(o, line_part(spot[k].line, NETWORK),
		    line_part(spot[k].line, ACCOUNT), NULL, w->since, w->until);
		out_end(o);
	}
}

/* The lines of one network, account and level. */
static void
write_level(struct out *o, const struct section *s, const struct place *p,
    const struct line *first, const struct line *end, const struct window *w)
{
	struct spot *spot = cm_alloc((size_t)(end - first + 1) * sizeof(*spot));
	const struct line *l, *next;
	size_t n;
	int metric;

	for (metric = 0; metric < PLACE_METRICS; metric++) {
		for (n = 0, l = first; l < end; l = next, n++) {
			for (next = l + 1;
			     next < end && lines_alike(l, next, PLACE + 1);)
				next++;
			spot[n].line = l;
			spot[n].given = sum_place(s, p, metric, l, next,
					    &spot[n].value) > 0;
		}
		write_spots(o, spot, n, metric, w);
	}
	free(spot);
}

void
place_rows(struct out *o, const struct answer *a, const struct section *s,
    const struct place *p)
{
	const struct window *w;
	struct line *line;
	size_t n, k, next;

	line = lines_of(a, s, p->table, &n);
	w = &a->q->window[s->table[p->table].window];
	for (k = 0; k < n; k = next) {
		for (next = k + 1;
		     next < n && lines_alike(&line[k], &line[next], LEVEL + 1);)
			next++;
		if (line_part(&line[k], 0).p[0] == '2' &&
		    line_part(&line[k], LEVEL).p[0] == '"')
			write_level(o, s, p, &line[k], &line[next], w);
	}
	free(line);
}
