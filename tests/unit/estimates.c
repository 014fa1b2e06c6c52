/* SPDX-License-Identifier: ISC */
/*
 * The statistics of cm-stats beside those of tests/reference/estimates.py:
 * each line of estimates.txt is a function, its arguments, "=", and what
 * numpy and scipy say.
 */
#include <math.h>
#include <stdlib.h>

#include "cmd/cm-stats/estimate.c"
#include "cmd/cm-stats/incomplete.c"
#include "cmd/cm-stats/interval.c"
#include "cmd/cm-stats/special.c"
#include "cmd/cm-stats/shrink.c"
#include "cmd/cm-stats/forecast.c"
#include "tests/tap.h"

enum { ARGS = 8, VALUES = 512, OUT = 16 };

struct arg {
	double v[VALUES];
	size_t n;
};

/* A case: a[k].v[0] is the k-th argument, or a[k].v all of a list. */
struct call {
	struct arg a[ARGS];
	double out[OUT], want[OUT];
	int nout;
};

static double
arg(const struct call *c, int k)
{
	return c->a[k].v[0];
}

static uint64_t
count(const struct call *c, int k)
{
	return (uint64_t)c->a[k].v[0];
}

static void
put(struct call *c, double v)
{
	c->out[c->nout++] = v;
}

static void
put_estimate(struct call *c, enum est status, const struct estimate *e)
{
	put(c, status);
	put(c, e->v);
	put(c, e->low);
	put(c, e->high);
}

static struct sample
sample(const struct call *c, int k)
{
	struct sample s = {c->a[k].v[0], c->a[k].v[1], c->a[k].v[2]};

	return s;
}

static struct pairs
pairs(const struct call *c)
{
	const double *v = c->a[0].v;
	struct pairs p = {v[0], v[1], v[2], v[3], v[4], v[5]};

	return p;
}

static int
distribution(struct call *c, const char *f)
{
	double a = arg(c, 0), b = arg(c, 1), d = arg(c, 2);

	if (strcmp(f, "special_normal") == 0)
		put(c, special_normal(a));
	else if (strcmp(f, "special_normal_quantile") == 0)
		put(c, special_normal_quantile(a));
	else if (strcmp(f, "special_t") == 0)
		put(c, special_t(a, b));
	else if (strcmp(f, "special_t_quantile") == 0)
		put(c, special_t_quantile(a, b));
	else if (strcmp(f, "special_lgamma") == 0)
		put(c, special_lgamma(a));
	else if (strcmp(f, "special_beta") == 0)
		put(c, special_beta(a, b, d));
	else if (strcmp(f, "special_beta_upper") == 0)
		put(c, special_beta_upper(a, b, d));
	else if (strcmp(f, "special_beta_quantile") == 0)
		put(c, special_beta_quantile(a, b, d));
	else if (strcmp(f, "special_gamma") == 0)
		put(c, special_gamma(a, b));
	else if (strcmp(f, "special_gamma_upper") == 0)
		put(c, special_gamma_upper(a, b));
	else if (strcmp(f, "special_gamma_quantile") == 0)
		put(c, special_gamma_quantile(a, b));
	else if (strcmp(f, "special_binomial") == 0)
		put(c, special_binomial(count(c, 0), count(c, 1), d));
	else if (strcmp(f, "special_binomial_upper") == 0)
		put(c, special_binomial_upper(count(c, 0), count(c, 1), d));
	else if (strcmp(f, "special_negbin_quantile") == 0)
		put(c, special_negbin_quantile(a, b, d));
	else
		return 0;
	return 1;
}

/* An estimate of counts; level is the last of the arguments. */
static int
counts(struct call *c, const char *f)
{
	struct estimate e;
	uint64_t low, high;
	double p;

	if (strcmp(f, "interval_share") == 0)
		put_estimate(c,
		    interval_share(count(c, 0), count(c, 1), arg(c, 2), &e),
		    &e);
	else if (strcmp(f, "interval_ranks") == 0) {
		put(c,
		    interval_ranks(
			count(c, 0), arg(c, 1), arg(c, 2), &low, &high));
		put(c, (double)low);
		put(c, (double)high);
	} else if (strcmp(f, "interval_rate") == 0)
		put_estimate(c,
		    interval_rate(count(c, 0), arg(c, 1), arg(c, 2), &e), &e);
	else if (strcmp(f, "interval_rate_ratio") == 0) {
		put_estimate(c,
		    interval_rate_ratio(count(c, 0), arg(c, 1), count(c, 2),
			arg(c, 3), arg(c, 4), &e, &p),
		    &e);
		put(c, p);
	} else
		return 0;
	return 1;
}

static int
sums(struct call *c, const char *f)
{
	struct sample a = sample(c, 0);
	struct pairs s = pairs(c);
	struct estimate e;
	size_t k;

	if (strcmp(f, "interval_mean") == 0)
		put_estimate(c, interval_mean(&a, arg(c, 1), &e), &e);
	else if (strcmp(f, "interval_quantile") == 0)
		put_estimate(c,
		    interval_quantile(
			c->a[0].v, c->a[0].n, arg(c, 1), arg(c, 2), &e),
		    &e);
	else if (strcmp(f, "interval_ratio") == 0)
		put_estimate(c, interval_ratio(&s, arg(c, 1), &e), &e);
	else if (strcmp(f, "interval_ratio_log") == 0)
		put_estimate(c, interval_ratio_log(&s, arg(c, 1), &e), &e);
	else if (strcmp(f, "interval_adjust") == 0) {
		interval_adjust(c->a[0].v, c->a[0].n);
		for (k = 0; k < c->a[0].n; k++)
			put(c, c->a[0].v[k]);
	} else
		return 0;
	return 1;
}

static int
shrunk(struct call *c, const char *f)
{
	size_t n = c->a[0].n, k = (size_t)arg(c, 2);
	struct spread s;
	struct estimate e;

	if (strcmp(f, "shrink_spread") == 0) {
		put(c, shrink_spread(c->a[0].v, c->a[1].v, n, &s));
		put(c, s.mean);
		put(c, s.between);
		put(c, s.weight);
		put(c, s.variance);
	} else if (strcmp(f, "shrink_normal") == 0) {
		shrink_spread(c->a[0].v, c->a[1].v, n, &s);
		put_estimate(c,
		    shrink_normal(
			&s, c->a[0].v[k], c->a[1].v[k], arg(c, 3), &e),
		    &e);
	} else if (strcmp(f, "shrink_unseen") == 0) {
		shrink_spread(c->a[0].v, c->a[1].v, n, &s);
		put_estimate(c, shrink_unseen(&s, arg(c, 2), &e), &e);
	} else
		return 0;
	return 1;
}

static int
foretold(struct call *c, const char *f)
{
	struct forecast t = {(enum forecast_kind)arg(c, 0), c->a[1].v,
	    c->a[1].n, arg(c, 2), arg(c, 3), (size_t)arg(c, 4)};
	struct estimate e;

	if (strcmp(f, "forecast_total") == 0)
		put_estimate(c, forecast_total(&t, arg(c, 5), &e), &e);
	else if (strcmp(f, "forecast_level") == 0)
		put_estimate(c,
		    forecast_level(c->a[0].v, c->a[1].v, c->a[0].n, arg(c, 2),
			arg(c, 3), &e),
		    &e);
	else
		return 0;
	return 1;
}

static void
read_arg(struct arg *a, const char *word)
{
	char *end;

	a->n = 0;
	if (*word == '[')
		word++;
	do {
		a->v[a->n++] = strtod(word, &end);
		word = end + 1;
	} while (*end == ',' && a->n < VALUES);
}

/* To 8 digits: scipy's own quantiles of t and beta have no more. */
static int
same(double got, double want)
{
	if (isnan(want) || isinf(want) || isnan(got))
		return isnan(want) ? isnan(got) : got == want;
	return fabs(got - want) <= 2e-8 * fabs(want) + 1e-14;
}

static void
run(char *line)
{
	static struct call c;
	char *word, *rest, *f = strtok_r(line, " \n", &rest);
	int k = 0, n = 0, good;

	memset(&c, 0, sizeof(c));
	while ((word = strtok_r(NULL, " \n", &rest)) != NULL && *word != '=')
		if (k < ARGS)
			read_arg(&c.a[k++], word);
	while ((word = strtok_r(NULL, " \n", &rest)) != NULL && n < OUT)
		c.want[n++] = strtod(word, NULL);
	good = distribution(&c, f) || counts(&c, f) || sums(&c, f) ||
	    shrunk(&c, f) || foretold(&c, f);
	good = good && n == c.nout;
	for (k = 0; good && k < n; k++)
		good = same(c.out[k], c.want[k]);
	if (!ok(good, f))
		for (k = 0; k < n; k++)
			printf(
			    "# got: %.17g want: %.17g\n", c.out[k], c.want[k]);
}

int
main(int argc, char *argv[])
{
	static char line[1 << 16];
	char path[4096];
	const char *slash = strrchr(argv[0], '/');
	FILE *f;

	snprintf(path, sizeof(path), "%.*s../reference/estimates.txt",
	    slash != NULL ? (int)(slash + 1 - argv[0]) : 0, argv[0]);
	f = fopen(argc > 1 ? argv[1] : path, "r");
	if (f == NULL) {
		ok(0, path);
		return done();
	}
	while (fgets(line, sizeof(line), f) != NULL)
		run(line);
	fclose(f);
	return done();
}
