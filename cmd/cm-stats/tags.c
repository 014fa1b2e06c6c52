/* SPDX-License-Identifier: ISC */
/*
 * The verb tags: how much each hashtag is used and reached, and whether posts
 * with it were responded to more than posts without it.
 *
 * The lift is the difference of y = ln(1 + measure) between posts with and
 * without the tag within the same network, account and format, as a factor;
 * see tags_lift.h. What is posted on a date goes together: its posts are one
 * cluster (L. Kish, Survey sampling, 1965). Of many tags some differ by luck
 * alone: p is adjusted for that (Y. Benjamini and Y. Hochberg, 1995).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/echo.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/tags_key.h"
#include "cmd/cm-stats/tags_lift.h"
#include "cmd/cm-stats/verb.h"
#include "lib/err.h"

enum { MIN = 2220 };
enum { TAGS, BASE }; /* tables */

static const struct cm_opt options[] = {
    ECHO_OPTIONS,
    {MIN, "min", "N", "no response or lift of fewer than N dates (5)"},
    {0, NULL, NULL, NULL},
};

struct tags {
	struct echo echo;
	long min;
	int reach; /* a cell: struct sum */
};

/* A tag, summed up over its networks, accounts and formats. */
struct tag {
	struct cm_slice key;
	double posts;
	struct sum reach;
	struct pairs y; /* of dates: sum of y, posts */
	struct tags_lift fit;
};

static void
ask(const struct ask *asked, struct question *q)
{
	struct tags *t = cm_zalloc(sizeof(*t));

	(void)asked;
	q->now->state = t;
	t->min = ask_number(q->now->ask, "min", 2, 1000000, 5);
	echo_ask(&t->echo, q);
	t->reach =
	    question_cell(q, &cell_sum, 0, question_number(q, "reach"), -1, 0);
	question_key_made(q, "tag", tagkey_make, "tags", "text", "title");
	question_table(q, "tags", "tag,network,account,format,day", IS_POST, 0);
	question_table(q, "tags.all", "network,account,format,day", IS_POST, 0);
}

/* Of all posts, the cells of a network, account and format. */
struct stratum {
	const struct line *l;
	size_t first, n;
};

struct base {
	struct tags_cell *cell; /* all as without a tag */
	struct stratum *stratum;
	size_t n;
	int64_t *day; /* dates in order */
	size_t days;
	struct tags_cell *room; /* for as many cells */
};

/* Dates in order, then what does not say when. */
static int64_t
day_of(const struct line *l, int part)
{
	int64_t start, end;

	return period_span(KEY_DAY, line_part(l, part), &start, &end) == 0
	    ? start
	    : INT64_MAX;
}

static int
compare_days(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return a < b ? -1 : a > b;
}

/* The number of the date of a line; it is there. */
static size_t
date_of(const struct base *b, const struct line *l, int part)
{
	int64_t day = day_of(l, part), *found;

	found = bsearch(&day, b->day, b->days, sizeof(*b->day), compare_days);
	return found != NULL ? (size_t)(found - b->day) : b->days;
}

static void
base_days(struct base *b, const struct line *l, size_t n)
{
	size_t k;

	b->day = cm_alloc((n + 1) * sizeof(*b->day));
	b->days = 0;
	for (k = 0; k < n; k++)
		b->day[k] = day_of(&l[k], 3);
	qsort(b->day, n, sizeof(*b->day), compare_days);
	for (k = 0; k < n; k++)
		if (k == 0 || b->day[k] != b->day[b->days - 1])
			b->day[b->days++] = b->day[k];
}

static void
base_read(
    struct base *b, const struct section *s, const struct line *l, size_t n)
{
	const struct tags *asked = s->state;
	struct echoes e;
	size_t k;

	b->cell = cm_alloc((n + 1) * sizeof(*b->cell));
	b->room = cm_alloc((n + 1) * sizeof(*b->room));
	b->stratum = cm_alloc((n + 1) * sizeof(*b->stratum));
	b->n = 0;
	base_days(b, l, n);
	for (k = 0; k < n; k++) {
		e = echoes_of(&asked->echo, s, &l[k]);
		b->cell[k] = (struct tags_cell){
		    date_of(b, &l[k], 3), 0, {e.y.n, 0}, {e.y.sum, 0}};
		if (k == 0 || !lines_alike(&l[k - 1], &l[k], 3))
			b->stratum[b->n++] = (struct stratum){&l[k], k, 0};
		b->stratum[b->n - 1].n++;
	}
}

static void
base_release(struct base *b)
{
	free(b->cell);
	free(b->day);
	free(b->room);
	free(b->stratum);
}

/* That of a line of a tag, which stands before these in its key. */
static const struct stratum *
base_find(const struct base *b, const struct line *l)
{
	size_t low = 0, high = b->n, mid;
	int k, c;

	while (low < high) {
		mid = low + (high - low) / 2;
		for (k = c = 0; k < 3 && c == 0; k++)
			c = line_part_compare(line_part(b->stratum[mid].l, k),
			    line_part(l, k + 1));
		if (c == 0)
			return &b->stratum[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Appends the cells of a stratum, if there are posts with the tag (the lines)
 * and without. Returns how many. */
static size_t
stratum_cells(const struct base *b, const struct section *s,
    const struct line *l, size_t n, size_t number, struct tags_cell *to)
{
	const struct tags *asked = s->state;
	const struct stratum *all = base_find(b, l);
	struct tags_cell *c;
	struct echoes e;
	double posts[2] = {0, 0};
	size_t k, i = 0, made = 0;

	for (k = 0; all != NULL && k < all->n; k++) {
		c = &to[made];
		*c = b->cell[all->first + k];
		c->stratum = number;
		if (i < n && date_of(b, &l[i], 4) == c->date) {
			e = echoes_of(&asked->echo, s, &l[i++]);
			c->n[0] -= e.y.n;
			c->sum[0] -= e.y.sum;
			c->n[1] = e.y.n;
			c->sum[1] = e.y.sum;
		}
		posts[0] += c->n[0];
		posts[1] += c->n[1];
		made += c->n[0] + c->n[1] > 0;
	}
	return posts[0] > 0 && posts[1] > 0 ? made : 0;
}

/* What is told of y by dates, whose posts go together. */
static void
add_date(struct pairs *y, const struct sample *date)
{
	if (!(date->n > 0))
		return;
	y->n++;
	y->a += date->sum;
	y->b += date->n;
	y->aa += date->sum * date->sum;
	y->ab += date->sum * date->n;
	y->bb += date->n * date->n;
}

/* The response of a typical post of the lines. */
static void
read_response(struct tag *t, const struct section *s, const struct line *l,
    size_t n, const struct base *b)
{
	const struct tags *asked = s->state;
	struct sample *date = cm_zalloc((b->days + 1) * sizeof(*date));
	struct echoes e;
	size_t k;

	for (k = 0; k < n; k++) {
		e = echoes_of(&asked->echo, s, &l[k]);
		sample_add(&date[date_of(b, &l[k], 4)], &e.y);
	}
	for (k = 0; k <= b->days; k++)
		add_date(&t->y, &date[k]);
	free(date);
}

/* Fills t from the lines of one tag. */
static void
read_tag(struct tag *t, const struct section *s, const struct line *l, size_t n,
    const struct base *b, double level)
{
	const struct tags *asked = s->state;
	struct echoes with;
	size_t k, end, cells = 0, made, strata = 0;

	memset(t, 0, sizeof(*t));
	t->key = line_part(l, 0);
	for (k = 0; k < n; k++) {
		with = echoes_of(&asked->echo, s, &l[k]);
		t->posts += with.posts;
		sum_merge(&t->reach, line_cell(s, &l[k], asked->reach));
	}
	read_response(t, s, l, n, b);
	for (k = 0; k < n; k = end) {
		for (end = k + 1; end < n && lines_alike(&l[k], &l[end], 4);
		     end++)
			continue;
		made = stratum_cells(
		    b, s, l + k, end - k, strata, b->room + cells);
		cells += made;
		strata += made > 0;
	}
	tags_lift(b->room, cells, strata, b->days, asked->min, level, &t->fit);
}

static void
columns(struct out *o, const struct tags *t)
{
	static const char *const by = "tags";
	char typical[400], lift[512], source[300], sample[256];
	struct column c = {
	    by, "tag", "key", "text", NULL, NULL, NULL, NULL, NULL, NULL};

	snprintf(source, sizeof(source), "%s; fetched", t->echo.what);
	snprintf(sample, sizeof(sample),
	    "dates on which posts and articles with the tag came out that give "
	    "%s, fetched %s or more after they came out",
	    t->echo.name, t->echo.age);
	snprintf(typical, sizeof(typical),
	    "exp(mean of y) - 1, y = ln(1 + %s) in steps of 2^-20; to 6 digits",
	    t->echo.what);
	snprintf(lift, sizeof(lift),
	    "exp of the effect of the tag on y = ln(1 + %s), by least squares "
	    "with a mean for each network, account and format that has posts "
	    "with and without it",
	    t->echo.what);
	out_measure(o, &c);
	c = (struct column){by, "posts", NULL, "count",
	    "number of posts and articles with the tag", NULL, "tags; text",
	    NULL, NULL, NULL};
	out_measure(o, &c);
	c = (struct column){by, "share", NULL, "percent",
	    "100 * posts / all posts and articles", "posts and articles",
	    "tags; text", "Wilson 1927", "all posts and articles", NULL};
	out_measure(o, &c);
	c = (struct column){by, "reach", NULL, "count",
	    "sum of metrics.reach; reach.n: the posts that give it", NULL,
	    "metrics.reach", NULL, "posts that give metrics.reach", NULL};
	out_measure(o, &c);
	c = (struct column){by, "response", NULL,
	    strstr(t->echo.name, "_rate_") != NULL ? "percent" : "count",
	    typical, NULL, source,
	    "mean of clusters, which are dates: ratio of sums (Cochran 1977), "
	    "Student's t on y; a bound below 0 is 0",
	    sample, NULL};
	out_measure(o, &c);
	c = (struct column){by, "lift", NULL, "factor", lift,
	    "posts without the tag", source,
	    "Student's t on y, with the variance of the jackknife over dates "
	    "and min(lift.n, lift.without) - 1 degrees of freedom",
	    "dates of the posts with the tag that are compared; lift.without: "
	    "of those without it",
	    NULL};
	out_measure(o, &c);
	c = (struct column){by, "lift.without", NULL, "count",
	    "number of dates with posts without the tag that lift compares "
	    "with",
	    NULL, source, NULL, NULL, NULL};
	out_measure(o, &c);
	c = (struct column){by, "lift.p", NULL, "probability",
	    "of a lift as far from 1 if the tag had none: Student's t, two "
	    "sides",
	    NULL, source, NULL, "lift.n and lift.without", NULL};
	out_measure(o, &c);
	c.name = "lift.p_adjusted";
	c.formula = "lift.p, adjusted for the number of tags (Benjamini and "
		    "Hochberg 1995): at most so many false alarms are expected "
		    "among the tags up to this one";
	out_measure(o, &c);
}

static void
few(char *to, size_t size, double dates, const char *what, long min)
{
	snprintf(to, size, "posts%s on %.0f date%s, %ld are needed", what,
	    dates, dates == 1 ? "" : "s", min);
}

static void
put_lift(struct out *o, const struct tag *t, double adjusted, long min)
{
	const struct tags_lift *f = &t->fit;
	char text[160] = "";

	if (f->dates[1] < (double)min)
		few(text, sizeof(text), f->dates[1], "", min);
	else if (f->dates[0] < (double)min)
		few(text, sizeof(text), f->dates[0], " without it", min);
	else if (isnan(f->lift.v))
		snprintf(text, sizeof(text), "too few dates for its groups");
	if (*text != '\0')
		out_no_estimate(o, "lift", (int64_t)f->dates[1], text);
	else {
		out_estimate(o, "lift", f->lift.v, (int64_t)f->dates[1],
		    f->lift.low, f->lift.high);
		if (isnan(f->p))
			snprintf(text, sizeof(text), "all posts are equal");
	}
	out_int(o, "lift.without", (int64_t)f->dates[0]);
	out_double(o, "lift.p", f->p);
	out_double(o, "lift.p_adjusted", adjusted);
	if (isnan(f->p))
		out_why(o, "lift.p, lift.p_adjusted", text);
}

/* No more of them than y has. */
static double
digits(double v)
{
	char text[40];

	snprintf(text, sizeof(text), "%.6g", v);
	return strtod(text, NULL);
}

static void
put_response(struct out *o, const struct pairs *y, long min)
{
	struct estimate e;
	enum est status;
	char text[64];

	if (y->n < (double)min) {
		few(text, sizeof(text), y->n, "", min);
		out_no_estimate(o, "response", (int64_t)y->n, text);
		return;
	}
	status = interval_ratio(y, o->a->ask->level, &e);
	/* No response is below 0: the measure is not, nor then is y. */
	out_estimate(o, "response", digits(expm1(e.v)), (int64_t)y->n,
	    digits(expm1(e.low < 0 ? 0 : e.low)), digits(expm1(e.high)));
	if (status != EST_OK)
		out_why(o, "response.low, response.high", estimate_why(status));
}

static void
put(struct out *o, const struct tag *t, double adjusted, double all, long min)
{
	double level = o->a->ask->level;
	struct estimate e;
	struct num reach;

	out_row(o, "tags");
	out_key(o, "tag", t->key);
	out_int(o, "posts", (int64_t)t->posts);
	interval_share((uint64_t)t->posts, (uint64_t)all, level, &e);
	out_estimate(
	    o, "share", 100 * e.v, (int64_t)all, 100 * e.low, 100 * e.high);
	if (sum_count(&t->reach) == 0)
		out_null(o, "reach", "no reach given");
	else if (sum_value(&t->reach, &reach) != 0)
		out_null(o, "reach", "beyond a double");
	else
		out_num(o, "reach", &reach);
	out_int(o, "reach.n", (int64_t)sum_count(&t->reach));
	put_response(o, &t->y, min);
	put_lift(o, t, adjusted, min);
	out_end(o);
}

static size_t
count_tags(const struct line *l, size_t n)
{
	size_t k, tags = n > 0;

	for (k = 1; k < n; k++)
		tags += !lines_alike(&l[k - 1], &l[k], 1);
	return tags;
}

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
{
	const struct tags *asked = s->state;
	size_t n, nbase, k, end, ntags = 0;
	struct line *l = lines_of(a, s, TAGS, &n),
		    *every = lines_of(a, s, BASE, &nbase);
	size_t most = count_tags(l, n);
	struct tag *t = cm_alloc((most + 1) * sizeof(*t));
	double *p = cm_alloc((most + 1) * sizeof(*p)), all = 0, young = 0,
	       had = 0;
	struct base base;
	struct echoes e;

	base_read(&base, s, every, nbase);
	for (k = 0; k < nbase; k++) {
		e = echoes_of(&asked->echo, s, &every[k]);
		all += e.posts;
		young += e.young;
		had += e.y.n;
	}
	for (k = 0; k < n; k = end) {
		for (end = k + 1; end < n; end++)
			if (!lines_alike(&l[k], &l[end], 1))
				break;
		read_tag(&t[ntags], s, l + k, end - k, &base, a->ask->level);
		p[ntags] = t[ntags].fit.p;
		ntags++;
	}
	base_release(&base);
	interval_adjust(p, ntags);
	columns(o, asked);
	if (young > 0)
		cm_note(0,
		    "%.0f post%s fetched less than %s after %s out %s no "
		    "response",
		    young, young == 1 ? "" : "s", asked->echo.age,
		    young == 1 ? "it came" : "they came",
		    young == 1 ? "has" : "have");
	if (all > 0 && had + young == 0)
		echo_say_empty(&asked->echo);
	for (k = 0; k < ntags; k++) {
		put(o, &t[k], p[k], all, asked->min);
		sum_release(&t[k].reach);
	}
	free(p);
	free(t);
	free(l);
	free(every);
	return CM_OK;
}

const struct verb verb_tags = {"tags", NULL, 0,
    "hashtags: use, reach, and lift against posts without", options, ask, tell,
    free};
