/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/bound.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/distinct.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/sample.h"
#include "cmd/cm-stats/sketch.h"
#include "cmd/cm-stats/special.h"
#include "lib/err.h"

static const struct bound_name {
	const char *name;
	enum bound bound;
} names[] = {{".n", BOUND_N}, {".low", BOUND_LOW}, {".high", BOUND_HIGH}};

/* Whether a name of a length is that of an estimate. */
static int
is_estimate(const char *name, size_t len)
{
	const char *rate = strstr(name, "_rate_");
	size_t k = len;

	if (rate != NULL && rate > name && rate + 6 < name + len)
		return memchr(rate, '.', (size_t)(name + len - rate)) == NULL ||
		    strncmp(rate + 6, "metrics.", 8) == 0;
	if ((len > 5 && strncmp(name + len - 5, ".mean", 5) == 0) ||
	    (len > 7 && strncmp(name + len - 7, ".median", 7) == 0))
		return 1;
	/* ".p95", ".p99.9" */
	while (k > 0 &&
	    ((name[k - 1] >= '0' && name[k - 1] <= '9') || name[k - 1] == '.'))
		k--;
	return k > 2 && k < len && name[k - 1] == 'p' && name[k - 2] == '.';
}

/* One without a sample size: what it counts is all there was. */
static int
is_distinct(const char *name, size_t len)
{
	return (len > 9 && strncmp(name + len - 9, ".distinct", 9) == 0) ||
	    (len == 8 && strncmp(name, "visitors", 8) == 0);
}

enum bound
bound_asked(const char *name, size_t *len)
{
	size_t k, n = strlen(name), m;

	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
		m = strlen(names[k].name);
		if (n <= m || strcmp(name + n - m, names[k].name) != 0)
			continue;
		*len = n - m;
		if (is_estimate(name, n - m) ||
		    (names[k].bound != BOUND_N && is_distinct(name, n - m)))
			return names[k].bound;
	}
	return BOUND_NONE;
}

static const char *
method(const struct measure *m)
{
	switch (m->op) {
	case DO_RATE:
		return "ratio of sums over records (Cochran 1977), on the "
		       "scale of logarithms, Student's t of sum(b)^2 / "
		       "sum(b^2) - 1 degrees of freedom (Kish 1965)";
	case DO_MEAN:
		return m->signed_values ? "Student's t"
					: "Student's t; a bound below 0 is 0";
	case DO_DISTINCT:
		return "the standard error of HyperLogLog, normal; up to 256 "
		       "the number itself";
	default:
		return "order statistics, by the binomial distribution "
		       "(Conover, 1971), within 1 %";
	}
}

static const char *
sample(const struct measure *m)
{
	return m->op == DO_RATE ? "records that give both"
				: "records that give it";
}

void
bound_describe(struct measure *m, double level)
{
	int of = (int)(strrchr(m->name, '.') - m->name);
	char text[512];

	if (m->bound == BOUND_N)
		snprintf(text, sizeof(text), "number of the %s", sample(m));
	else
		snprintf(text, sizeof(text),
		    "%s bound of the %.10g %% interval of %.*s: %s",
		    m->bound == BOUND_LOW ? "lower" : "upper", 100 * level, of,
		    m->name, method(m));
	free(m->formula);
	m->formula = cm_strdup(text);
	m->level = level;
	if (m->bound == BOUND_N) {
		m->unit = "count";
		free(m->denominator);
		m->denominator = NULL;
	}
}

void
bound_offer(struct measure *m)
{
	char text[512];

	if ((m->op != DO_RATE && m->op != DO_MEAN && m->op != DO_QUANTILE &&
		m->op != DO_DISTINCT) ||
	    (m->op == DO_QUANTILE && (m->q == 0 || m->q == m->of)))
		return;
	m->sample = m->op != DO_DISTINCT ? sample(m) : NULL;
	snprintf(text, sizeof(text), "%s.low and %s.high: %s", m->name, m->name,
	    method(m));
	m->interval = cm_strdup(text);
}

int
bound_beside(
    const struct section *s, uint64_t measures, const struct measure *m)
{
	size_t len = (size_t)(strrchr(m->name, '.') - m->name);
	int k;

	for (k = 0; k < s->nmeasures; k++)
		if ((measures >> k & 1) != 0 &&
		    strlen(s->measure[k].name) == len &&
		    memcmp(s->measure[k].name, m->name, len) == 0)
			return 1;
	return 0;
}

static struct pairs
pairs_of(const struct pair_sums *p)
{
	struct pairs s;
	struct num v;

	s.n = (double)sum_count(&p->a);
	s.a = sum_value(&p->a, &v) == 0 ? v.d : (double)NAN;
	s.b = sum_value(&p->b, &v) == 0 ? v.d : (double)NAN;
	s.aa = sum_value(&p->aa, &v) == 0 ? v.d : (double)NAN;
	s.ab = sum_value(&p->ab, &v) == 0 ? v.d : (double)NAN;
	s.bb = sum_value(&p->bb, &v) == 0 ? v.d : (double)NAN;
	return s;
}

/* The value of a rank, from 1; NaN for one that is none. */
static double
ranked(const struct sketch *s, uint64_t n, uint64_t rank)
{
	if (rank == 0 || rank > n)
		return (double)NAN;
	return sketch_quantile(s, rank - 1, n > 1 ? n - 1 : 1);
}

static enum est
of_quantile(const struct measure *m, const struct sketch *s, struct estimate *e)
{
	uint64_t n = sketch_count(s), low, high;
	enum est status;

	estimate_none(e, EST_OK);
	if (m->q == 0 || m->q == m->of)
		return EST_DOMAIN;
	status = interval_ranks(
	    n, (double)m->q / (double)m->of, m->level, &low, &high);
	if (status != EST_OK && status != EST_FEW)
		return status;
	e->low = ranked(s, n, low);
	e->high = ranked(s, n, high);
	return status;
}

/* What is counted exactly has no width. */
static const char *
of_distinct(const struct measure *m, const struct distinct *d, struct num *out)
{
	uint64_t n = distinct_count(d);
	double z = special_normal_quantile(0.5 + m->level / 2);

	if (n == 0)
		return m->lacking;
	if (n <= DISTINCT_EXACT)
		*out = num_int((int64_t)n);
	else
		*out = num_double((double)n *
		    (1 + (m->bound == BOUND_LOW ? -1 : 1) * z * 0.0081));
	return NULL;
}

const char *
bound_value(const struct section *s, const struct measure *m, const void *cells,
    struct num *out)
{
	const void *p = cell_at(s, cells, m->cell);
	const struct sketch *sketch = NULL;
	struct estimate e;
	struct sample mean;
	struct pairs pairs;
	enum est status;
	uint64_t n;
	double v;

	if (m->op == DO_DISTINCT)
		return of_distinct(m, *(struct distinct *const *)p, out);
	if (m->op == DO_QUANTILE) {
		sketch = *(struct sketch *const *)p;
		n = sketch != NULL ? sketch_count(sketch) : 0;
	} else
		n = sum_count(p);
	if (m->bound == BOUND_N) {
		*out = num_int((int64_t)n);
		return NULL;
	}
	if (n == 0)
		return m->lacking;
	if (m->op == DO_QUANTILE)
		status = of_quantile(m, sketch, &e);
	else if (m->op == DO_MEAN) {
		mean = sample_of(p);
		status = interval_mean(&mean, m->level, &e);
		if (e.low < 0 && !m->signed_values)
			e.low = 0;
	} else {
		pairs = pairs_of(p);
		status = interval_ratio_log(&pairs, m->level, &e);
	}
	v = m->bound == BOUND_LOW ? e.low : e.high;
	*out = num_double(m->op == DO_RATE ? 100 * v : v);
	if (isfinite(out->d))
		return NULL;
	return status != EST_OK ? estimate_why(status) : "beyond a double";
}
