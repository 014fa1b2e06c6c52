/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/people.h"
#include "cmd/cm-stats/rows.h"
#include "cmd/cm-stats/signs.h"
#include "lib/err.h"

/*
 * Those with many followers, and what in their numbers is unlike others. That
 * one with bought followers stands out beside those of like size is the way
 * of A. Aggarwal and others (The follower count fallacy, 2018); the jumps are
 * those of G. Stringhini and others (Follow the green, 2013). The rules that
 * media give do poorly (S. Cresci and others, Fame for sale, 2015), so these
 * are signs, each for itself, and no verdict.
 */
static double
at(const int64_t *e, int word)
{
	return (double)e[word];
}

static int
gives(const int64_t *e, int word)
{
	return e[TRACK_GIVEN] >> (word - TRACK_INTERACTIONS) & 1;
}

/* Only what stands in an author's own feed is seen by its followers. */
static int
is_feed(const int64_t *e)
{
	return e[TRACK_KIND] == KIND_POST || e[TRACK_KIND] == KIND_ARTICLE ||
	    e[TRACK_KIND] == KIND_MENTION;
}

/* One thing said in the period. */
static void
take_item(struct influencer *i, const int64_t *e)
{
	double a = at(e, TRACK_INTERACTIONS), b = at(e, TRACK_FOLLOWERS), y;

	if (gives(e, TRACK_LIKES) && gives(e, TRACK_COMMENTS)) {
		i->likes += at(e, TRACK_LIKES);
		i->comments += at(e, TRACK_COMMENTS);
		i->commented++;
	}
	if (!gives(e, TRACK_INTERACTIONS) || !gives(e, TRACK_FOLLOWERS) ||
	    b <= 0)
		return;
	i->pairs.n++;
	i->pairs.a += a;
	i->pairs.b += b;
	i->pairs.aa += a * a;
	i->pairs.ab += a * b;
	i->pairs.bb += b * b;
	y = log((a + 0.5) / b);
	/* Welford's way, in the order of time. */
	i->rate.n++;
	i->squares += (y - i->rate.mean) * (y - i->rate.mean) *
	    (i->rate.n - 1) / i->rate.n;
	i->rate.mean += (y - i->rate.mean) / i->rate.n;
}

static int
compare_events(const void *x, const void *y)
{
	const int64_t *a = *(const int64_t *const *)x;
	const int64_t *b = *(const int64_t *const *)y;
	int k;

	if (a[TRACK_MOMENT] != b[TRACK_MOMENT])
		return a[TRACK_MOMENT] < b[TRACK_MOMENT] ? -1 : 1;
	for (k = 0; k < TRACK_WORDS; k++)
		if (a[k] != b[k])
			return a[k] < b[k] ? -1 : 1;
	return 0;
}

static int
compare_points(const void *x, const void *y)
{
	const struct point *a = x, *b = y;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->followers < b->followers ? -1 : a->followers > b->followers;
}

/* Of several snapshots of one moment the greatest. */
static size_t
settle(struct point *p, size_t n)
{
	size_t k, m = 0;

	qsort(p, n, sizeof(*p), compare_points);
	for (k = 0; k < n; k++) {
		if (m > 0 && p[m - 1].time == p[k].time)
			m--;
		p[m++] = p[k];
	}
	return m;
}

static void
read_track(
    struct influencer *i, const struct events *track, const struct window *w)
{
	size_t n = events_count(track), k, points = 0, said = 0;
	const int64_t **e = cm_alloc((n + 1) * sizeof(*e));
	struct cm_slice text;
	struct point *point = cm_alloc((n + 1) * sizeof(*point));
	int64_t *when = cm_alloc((n + 1) * sizeof(*when)), newest = INT64_MIN;

	for (k = 0; k < n; k++)
		e[k] = events_at(track, k, &text);
	qsort(e, n, sizeof(*e), compare_events);
	for (k = 0; k < n; k++) {
		if (gives(e[k], TRACK_FOLLOWERS)) {
			point[points].time = e[k][TRACK_FETCHED];
			point[points++].followers = at(e[k], TRACK_FOLLOWERS);
		}
		if (e[k][TRACK_KIND] == KIND_ACCOUNT) {
			if (gives(e[k], TRACK_LIKES) &&
			    e[k][TRACK_FETCHED] >= newest &&
			    gives(e[k], TRACK_FOLLOWERS)) {
				newest = e[k][TRACK_FETCHED];
				i->following = at(e[k], TRACK_LIKES);
				i->follow_base = at(e[k], TRACK_FOLLOWERS);
				i->follows = 1;
			}
			continue;
		}
		when[said++] = e[k][TRACK_MOMENT];
		i->posts += e[k][TRACK_KIND] <= KIND_ARTICLE;
		if (is_feed(e[k]) && e[k][TRACK_MOMENT] >= w->since)
			take_item(i, e[k]);
	}
	points = settle(point, points);
	signs_jump(i, point, points, when, said);
	free(e);
	free(point);
	free(when);
}

static int
compare_size(const void *x, const void *y)
{
	const struct influencer *a = x, *b = y;

	if (a->followers != b->followers)
		return a->followers < b->followers ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

/* The most followers first. */
static int
compare_rows(const void *x, const void *y)
{
	const struct influencer *a = x, *b = y;

	if (a->followers != b->followers)
		return a->followers > b->followers ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static void
write_z(struct out *o, const char *name, const struct sign *s)
{
	if (s->why != NULL)
		out_no_estimate(o, name, (int64_t)s->n, s->why);
	else
		out_estimate(
		    o, name, s->z.v, (int64_t)s->n, s->z.low, s->z.high);
}

static void
write_sign(struct out *o, const char *name, const struct sign *s)
{
	if (s->why != NULL)
		out_null(o, name, s->why);
	else
		out_bool(o, name, s->is);
}

static void
write_value(struct out *o, const char *name, double v, const char *why)
{
	if (why != NULL || !isfinite(v))
		out_null(o, name, why != NULL ? why : "divided by 0");
	else
		out_double(o, name, v);
}

static void
write_engagement(struct out *o, const struct influencer *i)
{
	static const char name[] = "engagement_rate_followers";
	struct estimate e;
	enum est status = interval_ratio_log(&i->pairs, o->a->ask->level, &e);

	if (i->pairs.n == 0)
		out_no_estimate(o, name, 0, "no item gives both");
	else {
		out_estimate(o, name, 100 * e.v, (int64_t)i->pairs.n,
		    100 * e.low, 100 * e.high);
		if (status != EST_OK)
			out_why(o, name, estimate_why(status));
	}
	write_value(o, "engagement_expected", 100 * exp(i->engagement.expected),
	    i->engagement.why);
	write_z(o, "engagement_z", &i->engagement);
	write_sign(o, "sign_engagement", &i->engagement);
}

static void
write_comments(struct out *o, const struct influencer *i)
{
	out_double(o, "comments", i->comments);
	out_double(o, "likes", i->likes);
	write_value(o, "comments_per_like", i->comments / i->likes,
	    i->likes > 0 ? NULL : "no likes given");
	write_value(o, "comments_expected", exp(i->talk.expected), i->talk.why);
	write_z(o, "comments_z", &i->talk);
	write_sign(o, "sign_comments", &i->talk);
}

static void
write_rest(struct out *o, const struct influencer *i)
{
	const char *none = i->follows ? NULL : "no snapshot of the profile";

	write_value(o, "following", i->following, none);
	write_value(o, "following_ratio", i->following / i->follow_base, none);
	write_sign(o, "sign_following", &i->exchange);
	write_value(o, "followers_jump", i->jump_percent, i->jump.why);
	if (i->jump.why != NULL)
		out_null(o, "followers_jump_at", i->jump.why);
	else
		out_time(o, "followers_jump_at", i->jump_at);
	out_int(o, "followers_jump_n", (int64_t)i->jump.n);
	write_value(o, "followers_jump_z", i->jump.z.v, i->jump.why);
	write_sign(o, "sign_jump", &i->jump);
}

static void
write_row(struct out *o, const struct section *s, const struct influencer *i)
{
	const struct people *p = s->state;
	const struct person *person = line_cell(s, i->line, p->person);
	const struct sign *signs[4];
	int k, n = 0, judged = 0;

	signs[0] = &i->engagement;
	signs[1] = &i->talk;
	signs[2] = &i->exchange;
	signs[3] = &i->jump;
	for (k = 0; k < 4; k++) {
		judged += signs[k]->why == NULL;
		n += signs[k]->why == NULL && signs[k]->is;
	}
	out_row(o, "people.influencers");
	out_key(o, "network", line_part(i->line, 0));
	out_key(o, "author", line_part(i->line, 1));
	people_texts(o, person);
	out_double(o, "followers", i->followers);
	out_int(o, "signs", n);
	out_int(o, "signs_judged", judged);
	write_engagement(o, i);
	write_comments(o, i);
	write_rest(o, i);
	out_end(o);
}

void
signs_rows(struct out *o, const struct answer *a, const struct section *s,
    const struct line *line, size_t n)
{
	const struct people *p = s->state;
	const struct window *w = &a->q->window[p->window];
	struct influencer *i = cm_zalloc((n + 1) * sizeof(*i));
	size_t k, m = 0, first;

	for (k = 0; k < n; k++) {
		if (line_part(&line[k], 1).p[0] == 'n' ||
		    !person_followers(
			line_cell(s, &line[k], p->person), &i[m].followers) ||
		    i[m].followers < p->followers)
			continue;
		i[m].line = &line[k];
		read_track(&i[m],
		    *(struct events *const *)line_cell(s, &line[k], p->track),
		    w);
		m++;
	}
	for (first = 0, k = 1; k <= m; k++)
		if (k == m || !lines_alike(i[first].line, i[k].line, 1)) {
			qsort(i + first, k - first, sizeof(*i), compare_size);
			signs_judge(i + first, k - first, a->ask->level);
			first = k;
		}
	qsort(i, m, sizeof(*i), compare_rows);
	for (k = 0; k < m && (p->limit == 0 || k < (size_t)p->limit); k++)
		write_row(o, s, &i[k]);
	free(i);
}

static const struct column columns[] = {
    {.name = "handle",
	.unit = "text",
	.formula = "the newest that is given",
	.source = "author.handle, handle"},
    {.name = "name",
	.unit = "text",
	.formula = "the newest that is given",
	.source = "author.name, name"},
    {.name = "url",
	.unit = "text",
	.formula = "the newest that is given",
	.source = "author.url, url"},
    {.name = "followers",
	.unit = "count",
	.formula = "the newest that is given",
	.source = "author.followers, metrics.followers of an account"},
    {.name = "signs",
	.source = "metrics, author",
	.unit = "count",
	.formula = "number of signs that are true",
	.denominator = "signs_judged"},
    {.name = "signs_judged",
	.source = "metrics, author",
	.unit = "count",
	.formula = "number of signs that the data can tell, of 4"},
    {.name = "engagement_rate_followers",
	.source = "metrics, author.followers",
	.unit = "percent",
	.formula = "100 * sum of interactions / sum of author.followers, over "
		   "posts, articles and mentions of the period that give both",
	.denominator = "author.followers",
	.sample = "items",
	.interval = "of a ratio of two sums (Cochran 1977), of its logarithm"},
    {.name = "engagement_expected",
	.source = "metrics, author.followers",
	.unit = "percent",
	.formula = "median over the others of the network with a third to 3 "
		   "times the followers, at most 100 on either side, of the "
		   "geometric mean of their items' (interactions + 0.5) / "
		   "followers",
	.denominator = "author.followers",
	.sample = "others of like size: engagement_z.n"},
    {.name = "engagement_z",
	.source = "metrics, author.followers",
	.unit = "z",
	.formula = "0.6745 * (x - median) / MAD (Iglewicz and Hoaglin 1993) of "
		   "the logarithm of that mean, x drawn to the mean of the "
		   "others (Morris 1983)",
	.sample = "others of like size",
	.interval = "that of x (Morris 1983)"},
    {.name = "sign_engagement",
	.source = "metrics, author.followers",
	.unit = "boolean",
	.formula = "engagement_z < -3.5 (after Aggarwal and others 2018)"},
    {.name = "comments",
	.unit = "count",
	.formula = "sum over posts, articles and mentions of the period that "
		   "give both",
	.source = "metrics.comments"},
    {.name = "likes",
	.unit = "count",
	.formula = "sum over the same",
	.source = "metrics.likes"},
    {.name = "comments_per_like",
	.source = "metrics",
	.unit = "ratio",
	.formula = "comments / likes, over posts, articles and mentions of "
		   "the period that give both; no interval, comments_z has",
	.denominator = "likes"},
    {.name = "comments_expected",
	.source = "metrics",
	.unit = "ratio",
	.formula = "median of (comments + 0.5) / (likes + 0.5) of others of "
		   "like size",
	.denominator = "likes",
	.sample = "others of like size: comments_z.n"},
    {.name = "comments_z",
	.source = "metrics",
	.unit = "z",
	.formula = "as engagement_z, of the logarithm of (comments + 0.5) / "
		   "(likes + 0.5)",
	.sample = "others of like size",
	.interval = "that of x (Morris 1983)"},
    {.name = "sign_comments",
	.source = "metrics",
	.unit = "boolean",
	.formula = "comments_z < -3.5 or > 3.5"},
    {.name = "following",
	.unit = "count",
	.formula = "of the newest snapshot",
	.source = "metrics.following"},
    {.name = "following_ratio",
	.source = "metrics of an account",
	.unit = "ratio",
	.formula = "following / followers of that snapshot",
	.denominator = "metrics.followers"},
    {.name = "sign_following",
	.source = "metrics of an account",
	.unit = "boolean",
	.formula = "following_ratio > 1 (a feature kept by Cresci and others "
		   "2015)"},
    {.name = "followers_jump",
	.source =
	    "author.followers, metrics.followers of an account, published",
	.unit = "percent",
	.formula = "the fastest rise from a snapshot to the next, within which "
		   "and in the day before it the author said nothing",
	.denominator = "followers of the snapshot before"},
    {.name = "followers_jump_at",
	.source =
	    "author.followers, metrics.followers of an account, published",
	.unit = "time",
	.formula = "the later of the two"},
    {.name = "followers_jump_n",
	.source =
	    "author.followers, metrics.followers of an account, published",
	.unit = "count",
	.formula = "number of steps between snapshots"},
    {.name = "followers_jump_z",
	.source =
	    "author.followers, metrics.followers of an account, published",
	.unit = "z",
	.formula = "0.6745 * (x - median) / MAD of the followers won a day, "
		   "over all steps of the author"},
    {.name = "sign_jump",
	.source =
	    "author.followers, metrics.followers of an account, published",
	.unit = "boolean",
	.formula = "followers_jump_z > 3.5 and followers_jump >= 5 (after "
		   "Stringhini and others 2013)"},
};

void
signs_measures(struct out *o, const struct answer *a, const struct section *s)
{
	static const char by[] = "people.influencers";
	const struct people *p = s->state;
	const struct table *t = &s->table[p->table];
	struct column c;
	size_t k;

	rows_key_measure(o, a, t->key[0], by);
	rows_key_measure(o, a, t->key[1], by);
	for (k = 0; k < sizeof(columns) / sizeof(c); k++) {
		c = columns[k];
		c.by = by;
		out_measure(o, &c);
	}
}
