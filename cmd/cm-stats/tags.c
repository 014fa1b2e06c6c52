/* SPDX-License-Identifier: ISC */
/*
 * The verb tags: how much each hashtag is used and reached, and whether posts
 * with it were responded to more than posts without it.
 *
 * The lift is the difference of y = ln(1 + measure) between posts with and
 * without the tag within the same network, account and format, as a factor:
 * least squares with a mean for each of these and one effect of the tag (R.
 * Frisch and F. V. Waugh, Partial time regressions as compared with
 * individual trends, 1933), which weighs each by n m / (n + m) of its n posts
 * with and m without. Of many tags some differ by luck alone: p is adjusted
 * for that (Y. Benjamini and Y. Hochberg, 1995).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/echo.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/special.h"
#include "cmd/cm-stats/tagkey.h"
#include "cmd/cm-stats/verb.h"

enum { MIN = 2220 };
enum { TAGS, BASE }; /* tables */

static const struct cm_opt options[] = {
    ECHO_OPTIONS,
    {MIN, "min", "N", "no response or lift of fewer than N posts (5)"},
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
	struct sample y;
	double with, without; /* posts that can be compared */
	struct estimate lift; /* as factors */
	double p;
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
	question_table(q, "tags", "tag,network,account,format", IS_POST, 0);
	question_table(q, "tags.all", "network,account,format", IS_POST, 0);
}

/* The line of all posts of the network, account and format of a line of a
 * tag, which stand behind the tag in its key. */
static const struct line *
base_of(const struct line *base, size_t n, const struct line *l)
{
	size_t low = 0, high = n, mid;
	int k, c;

	while (low < high) {
		mid = low + (high - low) / 2;
		for (k = c = 0; k < 3 && c == 0; k++)
			c = line_part_compare(
			    line_part(&base[mid], k), line_part(l, k + 1));
		if (c == 0)
			return &base[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Least squares over the strata in which there are posts of both sorts. */
struct fit {
	double strata, n, rest, weight, effect;
};

static void
fit_add(struct fit *f, struct tag *t, const struct sample *with,
    const struct sample *all)
{
	double n = with->n, m = all->n - n, w;

	if (!(n > 0 && m > 0))
		return;
	w = n * m / all->n;
	f->strata++;
	f->n += all->n;
	f->rest += all->squares - all->sum * all->sum / all->n;
	f->weight += w;
	f->effect += w * (with->sum / n - (all->sum - with->sum) / m);
	t->with += n;
	t->without += m;
}

static void
fit_end(const struct fit *f, struct tag *t, long min, double level)
{
	double effect = f->effect / f->weight, free = f->n - f->strata - 1,
	       error, half;

	estimate_none(&t->lift, EST_OK);
	t->p = NAN;
	if (t->with < (double)min || t->without < (double)min || free < 1)
		return;
	t->lift.v = exp(effect);
	error = (f->rest - effect * effect * f->weight) / free;
	/* What is left of numbers that cancel is no spread. */
	if (!(error > 1e-12))
		return;
	error = sqrt(error / f->weight);
	half = -special_t_quantile((1 - level) / 2, free) * error;
	t->lift.low = exp(effect - half);
	t->lift.high = exp(effect + half);
	t->p = 2 * special_t(-fabs(effect) / error, free);
}

/* Fills t from the lines of one tag. */
static void
read_tag(struct tag *t, const struct section *s, const struct line *l, size_t n,
    const struct line *base, size_t nbase, double level)
{
	const struct tags *asked = s->state;
	struct fit f = {0, 0, 0, 0, 0};
	const struct line *all;
	struct echoes with, every;
	size_t k;

	memset(t, 0, sizeof(*t));
	t->key = line_part(l, 0);
	for (k = 0; k < n; k++) {
		with = echoes_of(&asked->echo, s, &l[k]);
		t->posts += with.posts;
		sum_merge(&t->reach, line_cell(s, &l[k], asked->reach));
		sample_add(&t->y, &with.y);
		all = base_of(base, nbase, &l[k]);
		if (all == NULL)
			continue;
		every = echoes_of(&asked->echo, s, all);
		fit_add(&f, t, &with.y, &every.y);
	}
	fit_end(&f, t, asked->min, level);
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
	    "posts and articles with the tag that give %s, fetched %s or more "
	    "after they came out",
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
	    typical, NULL, source, "Student's t on y; a bound below 0 is 0",
	    sample, NULL};
	out_measure(o, &c);
	c = (struct column){by, "lift", NULL, "factor", lift,
	    "posts without the tag", source,
	    "Student's t on y, with one variance for posts with and without",
	    "posts with the tag that are compared; lift.without: posts "
	    "without it",
	    NULL};
	out_measure(o, &c);
	c = (struct column){by, "lift.without", NULL, "count",
	    "number of posts without the tag that lift compares with", NULL,
	    source, NULL, NULL, NULL};
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
put_lift(struct out *o, const struct tag *t, double adjusted, long min)
{
	char text[160] = "";

	if (t->with < (double)min)
		snprintf(text, sizeof(text), "%.0f post%s, %ld are needed",
		    t->with, t->with == 1 ? "" : "s", min);
	else if (t->without < (double)min)
		snprintf(text, sizeof(text),
		    "%.0f post%s without it, %ld are needed", t->without,
		    t->without == 1 ? "" : "s", min);
	else if (isnan(t->lift.v))
		snprintf(text, sizeof(text), "too few posts for its groups");
	if (*text != '\0')
		out_no_estimate(o, "lift", (int64_t)t->with, text);
	else {
		out_estimate(o, "lift", t->lift.v, (int64_t)t->with,
		    t->lift.low, t->lift.high);
		if (isnan(t->p))
			snprintf(text, sizeof(text), "all posts are equal");
	}
	out_int(o, "lift.without", (int64_t)t->without);
	out_double(o, "lift.p", t->p);
	out_double(o, "lift.p_adjusted", adjusted);
	if (isnan(t->p))
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
put_response(struct out *o, const struct sample *y, long min)
{
	struct estimate e;
	enum est status;
	char text[64];

	if (y->n < (double)min) {
		snprintf(text, sizeof(text), "%.0f post%s, %ld are needed",
		    y->n, y->n == 1 ? "" : "s", min);
		out_no_estimate(o, "response", (int64_t)y->n, text);
		return;
	}
	status = interval_mean(y, o->a->ask->level, &e);
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

static enum cm_exit
tell(struct out *o, const struct answer *a, const struct section *s)
{
	const struct tags *asked = s->state;
	size_t n, nbase, k, end, ntags = 0;
	struct line *l = lines_of(a, s, TAGS, &n),
		    *base = lines_of(a, s, BASE, &nbase);
	struct tag *t = cm_alloc((n + 1) * sizeof(*t));
	double *p = cm_alloc((n + 1) * sizeof(*p)), all = 0, young = 0, had = 0;
	struct echoes e;

	for (k = 0; k < nbase; k++) {
		e = echoes_of(&asked->echo, s, &base[k]);
		all += e.posts;
		young += e.young;
		had += e.y.n;
	}
	for (k = 0; k < n; k = end) {
		for (end = k + 1; end < n; end++)
			if (!lines_alike(&l[k], &l[end], 1))
				break;
		read_tag(
		    &t[ntags], s, l + k, end - k, base, nbase, a->ask->level);
		p[ntags] = t[ntags].p;
		ntags++;
	}
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
	free(base);
	return CM_OK;
}

const struct verb verb_tags = {"tags", NULL, 0,
    "hashtags: use, reach, and lift against posts without", options, ask, tell,
    free};
