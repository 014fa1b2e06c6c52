/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/mix.h"
#include "cmd/cm-stats/near.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/special.h"
#include "lib/err.h"
#include "lib/json.h"
#include "lib/opt.h"

/* The outcomes of an exact test that are looked at. */
enum { OUTCOMES = 1000000 };

static int
dimension_of(const char *name, size_t len)
{
	char *text = cm_strndup(name, len);
	const char *near;
	int k;

	for (k = 0; k < MIX_DIMENSIONS; k++)
		if (strcmp(mix_names[k], text) == 0) {
			free(text);
			return k;
		}
	near = near_name(text, mix_names);
	cm_opt_fail("--plan: '%s' is no dimension of a mix%s%s%s", text,
	    near != NULL ? " (" : "", near != NULL ? near : "",
	    near != NULL ? "?)" : "");
}

/* "video 40", or "video 40 %". */
static void
read_part(struct mix_plan *plan, int dimension, const char *p, size_t len)
{
	struct mix_part *part = plan->part[dimension];
	int *n = &plan->n[dimension], k;
	char *text = cm_strndup(p, len), *blank, *end;
	double share = -1;

	blank = strrchr(text, ' ');
	if (blank != NULL && strcmp(blank, " %") == 0) {
		*blank = '\0';
		blank = strrchr(text, ' ');
	}
	if (blank != NULL && blank > text && blank[1] >= '0' &&
	    blank[1] <= '9') {
		share = strtod(blank + 1, &end);
		if (*end == '%')
			end++;
		if (*end != '\0')
			share = -1;
	}
	if (!(share >= 0 && share <= 100))
		cm_opt_fail("--plan: a part is a name and its percentage, as "
			    "in 'video 40', not '%s'",
		    text);
	while (blank > text && blank[-1] == ' ')
		blank--;
	*blank = '\0';
	if (dimension == MIX_WEEKDAY &&
	    (text[0] < '1' || text[0] > '7' || text[1] != '\0'))
		cm_opt_fail(
		    "--plan: weekdays are 1 (Monday) to 7, not '%s'", text);
	for (k = 0; k < *n; k++)
		if (strcmp(part[k].name, text) == 0)
			cm_opt_fail("--plan: '%s' is planned twice", text);
	if (*n == MIX_PARTS)
		cm_opt_fail("--plan: too many parts");
	part[*n].name = text;
	part[(*n)++].share = share;
}

static size_t
trim(const char **p, size_t len)
{
	while (len > 0 && strchr(" \t\r", **p) != NULL) {
		++*p;
		len--;
	}
	while (len > 0 && strchr(" \t\r", (*p)[len - 1]) != NULL)
		len--;
	return len;
}

/* One line: the dimension, a colon, and its parts. */
static void
read_line(struct mix_plan *plan, const char *p, size_t len)
{
	const char *colon, *end = p + len, *comma;
	size_t n;
	int k;

	colon = memchr(p, ':', len);
	if (colon == NULL) {
		char *text = cm_strndup(p, len);

		cm_opt_fail("--plan: no dimension stands before '%s', as in "
			    "'format: video 40, image 60'",
		    text);
	}
	n = (size_t)(colon - p);
	while (n > 0 && strchr(" \t", p[n - 1]) != NULL)
		n--;
	k = dimension_of(p, n);
	if (plan->n[k] > 0)
		cm_opt_fail("--plan: '%s' is planned twice", mix_names[k]);
	for (p = colon + 1; p < end; p = comma + 1) {
		comma = memchr(p, ',', (size_t)(end - p));
		if (comma == NULL)
			comma = end;
		n = trim(&p, (size_t)(comma - p));
		if (n > 0)
			read_part(plan, k, p, n);
	}
	plan->rest[k] = 100;
	for (n = 0; n < (size_t)plan->n[k]; n++)
		plan->rest[k] -= plan->part[k][n].share;
	if (plan->rest[k] < -1e-6)
		cm_opt_fail("--plan: the parts of '%s' are more than 100 %%",
		    mix_names[k]);
	if (plan->rest[k] < 1e-6)
		plan->rest[k] = 0;
}

struct mix_plan *
mix_plan_read(const char *text)
{
	struct mix_plan *plan = cm_zalloc(sizeof(*plan));
	const char *p, *at;
	size_t n, len;
	int k, any = 0;

	for (p = text;; p += n + 1) {
		n = strcspn(p, ";\n");
		at = p;
		len = trim(&at, n);
		if (len > 0 && *at == '#')
			n = strcspn(p, "\n");
		else if (len > 0)
			read_line(plan, at, len);
		if (p[n] == '\0')
			break;
	}
	for (k = 0; k < MIX_DIMENSIONS; k++)
		any |= plan->n[k] > 0;
	if (!any)
		cm_opt_fail("--plan: nothing is planned");
	return plan;
}

void
mix_plan_free(void *state)
{
	struct mix_plan *plan = state;
	int k, i;

	for (k = 0; plan != NULL && k < MIX_DIMENSIONS; k++)
		for (i = 0; i < plan->n[k]; i++)
			free(plan->part[k][i].name);
	free(plan);
}

int
mix_part(const struct mix_plan *plan, int dimension, struct cm_slice value)
{
	const struct mix_part *part = plan->part[dimension];
	int k;

	for (k = 0; k < plan->n[dimension]; k++)
		if (value.p[0] == '"' ? cm_json_is(value, part[k].name)
				      : strlen(part[k].name) == value.len &&
			    memcmp(part[k].name, value.p, value.len) == 0)
			return k;
	return -1;
}

/* One step through the outcomes of a multinomial distribution. */
struct outcomes {
	const double *p;
	int n;
	double total, x2, sum;
};

/*
 * Adds the probability of all outcomes from kind k on that are as far away:
 * left posts have no kind yet, log is that of the probability of those before,
 * x2 their part of the statistic.
 */
static void
walk(struct outcomes *o, int k, uint64_t left, double log_p, double x2)
{
	double expected = o->total * o->p[k], d, l;
	uint64_t c;

	for (c = k == o->n - 1 ? left : 0; c <= left; c++) {
		d = (double)c - expected;
		l = log_p + (double)c * log(o->p[k]) -
		    special_lgamma((double)c + 1);
		if (k < o->n - 1)
			walk(o, k + 1, left - c, l, x2 + d * d / expected);
		else if (x2 + d * d / expected >= o->x2 * (1 - 1e-9))
			o->sum += exp(l);
	}
}

/* How many outcomes there are: at most some more than counted. */
static double
outcomes(double total, int n)
{
	double all = 1;
	int k;

	for (k = 1; k < n && all <= 2.0 * OUTCOMES; k++)
		all = all * (total + k) / k;
	return all;
}

void
mix_fit(const uint64_t *count, const double *share, int n, struct mix_fit *fit)
{
	struct outcomes o = {share, n, 0, 0, 0};
	double d, expected, least;
	uint64_t all = 0;
	int k;

	memset(fit, 0, sizeof(*fit));
	fit->p = (double)NAN;
	fit->df = n - 1;
	for (k = 0; k < n; k++)
		all += count[k];
	o.total = (double)all;
	if (n < 2 || all == 0) {
		fit->why = all == 0 ? "no posts" : "one kind is planned";
		fit->x2 = all == 0 ? (double)NAN : 0;
		return;
	}
	least = o.total;
	for (k = 0; k < n; k++) {
		expected = o.total * share[k];
		d = (double)count[k] - expected;
		fit->x2 += d * d / expected;
		least = expected < least ? expected : least;
	}
	o.x2 = fit->x2;
	if (outcomes(o.total, n) <= OUTCOMES) {
		fit->method = "exact";
		walk(&o, 0, all, special_lgamma(o.total + 1), 0);
		fit->p = o.sum < 1 ? o.sum : 1;
		return;
	}
	fit->method = "chi-squared";
	if (least < 5)
		fit->why = "fewer than 5 posts of some kind are expected";
	else
		fit->p = special_gamma_upper(fit->df / 2.0, fit->x2 / 2);
}
