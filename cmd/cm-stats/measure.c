/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/bound.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/near.h"
#include "cmd/cm-stats/question.h"
#include "lib/buf.h"
#include "lib/err.h"
#include "lib/opt.h"

/* The vocabulary of metrics, as in cm-record(5). */
static const struct metric {
	const char *name, *unit;
	int negative; /* refunds */
	int level;    /* of an account at a time: a sum counts nothing */
} metrics[] = {
    {"views", "count", 0, 0},
    {"impressions", "count", 0, 0},
    {"reach", "count", 0, 0},
    {"likes", "count", 0, 0},
    {"reactions", "count", 0, 0},
    {"comments", "count", 0, 0},
    {"shares", "count", 0, 0},
    {"quotes", "count", 0, 0},
    {"saves", "count", 0, 0},
    {"clicks", "count", 0, 0},
    {"plays", "count", 0, 0},
    {"seconds", "seconds", 0, 0},
    {"followers", "count", 0, 1},
    {"following", "count", 0, 1},
    {"posts", "count", 0, 0},
    {"members", "count", 0, 1},
    {"sessions", "count", 0, 0},
    {"users", "count", 0, 0},
    {"conversions", "count", 0, 0},
    {"revenue", "money", 1, 0},
    {"spend", "money", 0, 0},
    {"pageviews", "count", 0, 0},
    {"visits", "count", 0, 0},
    {"visitors", "count", 0, 0},
    {"sent", "count", 0, 0},
    {"opens", "count", 0, 0},
    {"bounces", "count", 0, 0},
    {"unsubscribes", "count", 0, 0},
    {"position", "rank", 0, 0},
    {"bytes", "bytes", 0, 0},
    {"rating", "stars", 0, 0},
};

enum { NMETRICS = sizeof(metrics) / sizeof(metrics[0]) };

static const char *const interactions[PARTS] = {
    "likes", "reactions", "comments", "shares", "quotes", "saves"};

static char *text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static const struct metric *
metric_of(const char *name)
{
	int k;

	for (k = 0; k < NMETRICS; k++)
		if (strcmp(metrics[k].name, name) == 0)
			return &metrics[k];
	return NULL;
}

static char *
text(const char *fmt, ...)
{
	char s[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s, sizeof(s), fmt, ap);
	va_end(ap);
	return cm_strdup(s);
}

/* The numbers that a name means: see the table in cm-stats(1), MEASURES. */
int
question_number(struct question *q, const char *name)
{
	const char *bare = strncmp(name, "metrics.", 8) == 0 ? name + 8 : name;
	const struct metric *m = metric_of(bare);
	char path[256];
	int in, k, part[PARTS];

	if (strlen(name) > 200)
		cm_opt_fail("the name of a measure is too long: '%s'", name);
	snprintf(path, sizeof(path), "metrics.%s", bare);
	if (strcmp(name, "interactions") == 0) {
		for (k = 0; k < PARTS; k++)
			part[k] = question_number(q, interactions[k]);
		in = question_input(q, IN_INTERACTIONS, NULL, NULL, NULL);
		memcpy(q->input[in].part, part, sizeof(part));
	} else if (m != NULL)
		in = question_input(q, IN_NUMBER, path, NULL, NULL);
	else if (strchr(name, '.') != NULL)
		in = question_input(q, IN_NUMBER, name, NULL, NULL);
	else
		in = question_input(q, IN_NUMBER, path, name, NULL);
	q->input[in].negative = m != NULL ? m->negative : 1;
	return in;
}

/* What an input of some kinds of records is of; NULL: of all. */
static const char *
kinds_name(const struct input *i)
{
	if (i->kind != IN_ONLY)
		return NULL;
	return i->only == IS_POST   ? "posts and articles"
	    : i->only == IS_VISIT   ? "visits"
	    : i->only == IS_ACCOUNT ? "accounts"
				    : NULL;
}

/* Why there is no value: others than those kinds may well give it. */
static char *
not_given(const struct question *q, int in, const char *name)
{
	const char *kinds = kinds_name(&q->input[in]);

	return kinds != NULL ? text("no %s given by %s", name, kinds)
			     : text("no %s given", name);
}

/* How an input is called in formulas and reasons. */
void
question_number_name(const struct question *q, int in, char *to, size_t size)
{
	const struct input *i = &q->input[in];
	const char *kinds;

	if (i->kind == IN_ONLY) {
		question_number_name(q, i->part[0], to, size);
		kinds = kinds_name(i);
		if (kinds != NULL)
			snprintf(to + strlen(to), size - strlen(to), " of %s",
			    kinds);
	} else if (i->kind == IN_INTERACTIONS)
		snprintf(to, size, "interactions");
	else if (i->want[1] >= 0)
		snprintf(to, size, "%s, else %s", q->want[i->want[0]],
		    q->want[i->want[1]]);
	else
		snprintf(to, size, "%s", q->want[i->want[0]]);
}

static void
count(struct question *q, struct measure *m, unsigned only, const char *what)
{
	m->op = DO_COUNT;
	m->cell = question_cell(q, &cell_count, only, -1, -1, 0);
	m->unit = "count";
	m->formula = text("number of %s", what);
	m->source = cm_strdup("type");
	/* Said only where coverage records know it. */
	m->lacking = text(
	    "no %s were fetched", only == IS_COMMENT ? "comments" : "posts");
}

static void
distinct(struct question *q, struct measure *m, int in, const char *what,
    const char *source)
{
	m->op = DO_DISTINCT;
	m->cell = question_cell(q, &cell_distinct, 0, in, -1, 0);
	m->unit = "count";
	m->formula = text("number of different values of %s; exact up to %d, "
			  "then HyperLogLog with a standard error of 0.81 %%",
	    what, DISTINCT_EXACT);
	m->source = cm_strdup(source);
	m->lacking = text("no %s given", what);
}

static void
distinct_member(struct question *q, struct measure *m, const char *name)
{
	char other[256];
	int in;

	if (strcmp(name, "authors") == 0) {
		in = question_input(
		    q, IN_AUTHOR, "author.id", "author.handle", "author.name");
		distinct(q, m, in, "author",
		    "network, author.id, else "
		    "author.handle, else author.name");
		return;
	}
	if (strcmp(name, "visitors") == 0) {
		q->pageviews = question_want(q, "metrics.pageviews");
		in = question_input(q, IN_VISITOR, "visitor", NULL, NULL);
		distinct(q, m, in, "visitor over the visits with page views",
		    "visitor, of visits with metrics.pageviews and without "
		    "bot");
		free(m->lacking);
		m->lacking =
		    text("no visitor viewed a page, bots are left out");
		return;
	}
	if (strcmp(name, "campaign") == 0) {
		in = question_input(
		    q, IN_CAMPAIGN, "campaign", "campaign.name", NULL);
		distinct(q, m, in, name, "campaign, else campaign.name");
		return;
	}
	question_single(name, ".distinct");
	snprintf(other, sizeof(other), "metrics.%s", name);
	if (metric_of(name) != NULL)
		in = question_input(q, IN_VALUE, other, NULL, NULL);
	else if (strchr(name, '.') != NULL)
		in = question_input(q, IN_VALUE, name, NULL, NULL);
	else
		in = question_input(q, IN_VALUE, name, other, NULL);
	distinct(q, m, in, name, q->want[q->input[in].want[0]]);
}

/* The same, of the kinds of records that the section's metrics are of. */
static int
metric_input(struct question *q, const char *name)
{
	int in = question_number(q, name);

	return q->now->of != 0 ? question_input_only(q, in, q->now->of) : in;
}

/* A rate names its denominator: likes_rate_views, in percent. */
static void
rate(struct question *q, struct measure *m, const char *name, const char *bar)
{
	char top[256], under[256], *over;
	int a, b;

	over = cm_strndup(name, (size_t)(bar - name));
	bar += strlen("_rate_");
	a = metric_input(
	    q, strcmp(over, "engagement") == 0 ? "interactions" : over);
	free(over);
	/* Of a post: those of its author when it was fetched. */
	b = metric_input(
	    q, strcmp(bar, "followers") == 0 ? "author.followers" : bar);
	q->input[q->input[b].kind == IN_ONLY ? q->input[b].part[0] : b]
	    .negative = 0;
	question_number_name(q, a, top, sizeof(top));
	question_number_name(q, b, under, sizeof(under));
	m->op = DO_RATE;
	m->cell = question_cell(
	    q, m->bound > BOUND_N ? &cell_pairs : &cell_rate, 0, a, b, 0);
	m->unit = "percent";
	m->formula = text("100 * sum of %s / sum of %s, over the records that "
			  "give both",
	    top, under);
	m->source = text("%s; %s", top, under);
	m->denominator = cm_strdup(under);
	m->lacking = not_given(q, b, bar);
}

static const struct suffix {
	const char *name;
	enum measure_op op;
	const struct cell_type *cell;
	const char *formula;
} suffixes[] = {
    {"sum", DO_SUM, &cell_sum, "sum of %s"},
    {"mean", DO_MEAN, &cell_sum, "mean of %s over the records that give it"},
    {"min", DO_LOW, &cell_low, "smallest %s"},
    {"max", DO_HIGH, &cell_high, "greatest %s"},
    {"n", DO_N, &cell_sum, "number of records that give %s"},
    {"median", DO_QUANTILE, &cell_sketch, "median of %s, within 1 %"},
    {"last", DO_LAST, &cell_last,
	"newest %s of each account, summed over the accounts"},
};

enum { NSUFFIXES = sizeof(suffixes) / sizeof(suffixes[0]) };

/* "likes.p99.9": returns where ".p99.9" begins, and 999 / 1000; or NULL. */
static const char *
quantile_suffix(const char *name, struct measure *m)
{
	const char *p, *dot = NULL;
	uint64_t q = 0, of = 100;
	int after = 0;

	for (p = strstr(name, ".p"); p != NULL; p = strstr(p + 1, ".p"))
		dot = p;
	if (dot == NULL || dot == name || dot[2] < '0' || dot[2] > '9')
		return NULL;
	if (strlen(dot) > 9 && dot[2 + strspn(dot + 2, "0123456789.")] == '\0')
		cm_opt_fail("'%s': a quantile is between .p0 and .p100, of at "
			    "most 6 digits",
		    name);
	if (strlen(dot) > 9)
		return NULL;
	for (p = dot + 2; *p != '\0'; p++) {
		if (*p == '.' && !after && p[1] != '\0') {
			after = 1;
			continue;
		}
		if (*p < '0' || *p > '9')
			return NULL;
		q = 10 * q + (uint64_t)(*p - '0');
		of *= after ? 10 : 1;
	}
	if (q > of)
		cm_opt_fail("'%s': a quantile is between .p0 and .p100", name);
	m->q = q;
	m->of = of;
	return dot;
}

/* Words of other programs for what is called otherwise here. */
static void
refuse_other_words(const char *name)
{
	static const char *const words[][2] = {{"avg", "mean"},
	    {"average", "mean"}, {"total", "sum"}, {"count", "n"},
	    {"unique", "distinct"}, {"uniq", "distinct"}};
	const char *dot = strrchr(name, '.');
	char *base;
	size_t k;

	for (k = 0; dot != NULL && k < sizeof(words) / sizeof(words[0]); k++) {
		if (strcmp(dot + 1, words[k][0]) != 0)
			continue;
		base = cm_strndup(name, (size_t)(dot - name));
		if (metric_of(base) != NULL ||
		    strncmp(base, "metrics.", 8) == 0 ||
		    strcmp(base, "interactions") == 0)
			cm_opt_fail("no measure '%s'; use %s.%s", name, base,
			    words[k][1]);
		free(base);
	}
}

static void
number(struct question *q, struct measure *m, const char *name)
{
	const struct suffix *s = &suffixes[0];
	const char *dot = strrchr(name, '.'), *end;
	const struct metric *metric;
	char *base, what[256];
	int k, in;

	end = name + strlen(name);
	for (k = 0; dot != NULL && dot > name && k < NSUFFIXES; k++)
		if (strcmp(dot + 1, suffixes[k].name) == 0) {
			s = &suffixes[k];
			end = dot;
		}
	dot = s == &suffixes[0] ? quantile_suffix(name, m) : NULL;
	m->op = s->op;
	if (s->op == DO_QUANTILE) {
		m->q = 1;
		m->of = 2;
	} else if (dot != NULL) {
		end = dot;
		m->op = DO_QUANTILE;
	}
	base = cm_strndup(name, (size_t)(end - name));
	refuse_other_words(base);
	question_single(base, end);
	metric = metric_of(strncmp(base, "metrics.", 8) == 0 ? base + 8 : base);
	if (metric != NULL && metric->level && *end == '\0')
		cm_opt_fail("a sum of snapshots says nothing: is %s.last "
			    "meant?",
		    base);
	in = metric_input(q, base);
	question_number_name(q, in, what, sizeof(what));
	m->signed_values = q->input[in].negative;
	m->snapshot = m->op == DO_LAST || (metric != NULL && metric->level);
	m->cell = question_cell(q,
	    m->op == DO_QUANTILE     ? &cell_sketch
		: m->bound > BOUND_N ? &cell_moments
				     : s->cell,
	    0, in, -1, 0);
	m->unit = metric != NULL && m->op != DO_N ? metric->unit : "count";
	if (m->op == DO_QUANTILE && dot != NULL && s->op != DO_QUANTILE)
		m->formula = text("the value that %s %% of %s do not exceed, "
				  "interpolated, within 1 %%",
		    dot + 2, what);
	else {
		struct cm_buf b;

		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_add(&b, s->formula, strcspn(s->formula, "%"));
		cm_buf_puts(&b, what);
		cm_buf_puts(&b, strstr(s->formula, "%s") + 2);
		m->formula = cm_strdup(cm_buf_str(&b));
		cm_buf_release(&b);
	}
	if (strcmp(what, "interactions") == 0)
		m->source =
		    cm_strdup("metrics: the greater of likes and "
			      "reactions, comments, shares, quotes, saves");
	else
		m->source = cm_strdup(what);
	m->lacking = not_given(q, in, base);
	free(base);
}

static int
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

int
question_measure(struct question *q, const char *name)
{
	struct section *s = q->now;
	struct measure *m;
	const char *bar;
	char *base, *whole;
	size_t len;
	int k;

	if (strcmp(name, "position") == 0 || strcmp(name, "rating") == 0)
		cm_opt_fail("a sum of %ss says nothing: is %s.mean or "
			    "%s.median meant?",
		    name, name, name);
	for (k = 0; k < s->nmeasures; k++)
		if (strcmp(s->measure[k].name, name) == 0)
			return k;
	if (k == Q_MEASURES)
		cm_opt_fail("too many measures");
	m = &s->measure[s->nmeasures++];
	memset(m, 0, sizeof(*m));
	m->name = cm_strdup(name);
	m->bound = bound_asked(name, &len);
	whole = cm_strndup(name, m->bound != BOUND_NONE ? len : strlen(name));
	name = whole;
	bar = strstr(name, "_rate_");
	if (strcmp(name, "records") == 0)
		count(q, m, IS_ANY, "records");
	else if (strcmp(name, "posts") == 0)
		count(q, m, IS_POST, "posts and articles");
	else if (strcmp(name, "comments_received") == 0)
		count(q, m, IS_COMMENT, "comments that are not own");
	else if (strcmp(name, "visitors") == 0)
		distinct_member(q, m, name);
	else if (ends_with(name, ".distinct")) {
		base = cm_strndup(name, strlen(name) - strlen(".distinct"));
		distinct_member(q, m, base);
		free(base);
	} else if (bar != NULL && bar != name && bar[6] != '\0')
		rate(q, m, name, bar);
	else
		number(q, m, name);
	if (m->bound != BOUND_NONE)
		bound_describe(m, q->level);
	else
		bound_offer(m);
	free(whole);
	return k;
}

/* The metric near to a name of a length, or that name. */
static const char *
near_metric(const char *name, size_t len, char *to, size_t size)
{
	const char *list[NMETRICS + 6] = {"interactions", "records",
	    "comments_received", "authors", "engagement"};
	const char *found;
	int k;

	for (k = 0; k < NMETRICS; k++)
		list[k + 5] = metrics[k].name;
	snprintf(to, size, "%.*s", (int)len, name);
	found = near_name(to, list);
	if (found != NULL)
		snprintf(to, size, "%s", found);
	return to;
}

int
question_near(const char *name, char *to, size_t size)
{
	static const char *const ends[] = {"sum", "mean", "min", "max", "n",
	    "median", "last", "distinct", NULL};
	char first[128], second[128];
	const char *bar = strstr(name, "_rate_"), *dot = strchr(name, '.'),
		   *end;

	if (strncmp(name, "metrics.", 8) == 0)
		dot = strchr(name += 8, '.');
	if (bar != NULL && bar > name)
		snprintf(to, size, "%s_rate_%s",
		    near_metric(
			name, (size_t)(bar - name), first, sizeof(first)),
		    near_metric(
			bar + 6, strlen(bar + 6), second, sizeof(second)));
	else if (dot != NULL) {
		end = near_name(dot + 1, ends);
		snprintf(to, size, "%s.%s",
		    near_metric(
			name, (size_t)(dot - name), first, sizeof(first)),
		    end != NULL ? end : dot + 1);
	} else
		near_metric(name, strlen(name), to, size);
	return strcmp(name, to) != 0;
}
