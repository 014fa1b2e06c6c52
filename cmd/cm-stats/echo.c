/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/echo.h"
#include "cmd/cm-stats/sample.h"
#include "cmd/cm-stats/slice.h"
#include "cmd/cm-stats/verb.h"
#include "lib/clock.h"
#include "lib/err.h"

/* What an input of ours is made of lies in its arg: the input above, the one
 * below plus 1, the age in minutes. */
enum { UNDER = 6, AGE = 13, MOST = 90 * 24 * 3600 };

/* Whether it had its response when it was fetched; -1: a bad line. */
static int
old_enough(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in)
{
	struct cm_slice s = r->found[in->want[0]];
	int64_t fetched;

	if (slice_absent(s) || !f->timed)
		return 1;
	if (fact_time(r, s, q->want[in->want[0]], &fetched) != 0)
		return -1;
	return fetched - f->moment >= (int64_t)(in->arg >> AGE) * 60;
}

static int
make_value(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int over = in->arg & 63, under = (in->arg >> UNDER & 127) - 1, old;
	double x = f->value[over].d;

	if ((f->is & IS_POST) == 0 || (f->given >> over & 1) == 0)
		return 0;
	if (under >= 0) {
		if ((f->given >> under & 1) == 0 || !(f->value[under].d > 0))
			return 0;
		x = 100 * x / f->value[under].d;
	}
	if (x < 0)
		return 0;
	old = old_enough(f, q, r, in);
	if (old != 1)
		return old;
	*out = num_int((int64_t)floor(log1p(x) * ECHO_UNIT + 0.5));
	return 1;
}

static int
make_young(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int old;

	if ((f->is & IS_POST) == 0)
		return 0;
	old = old_enough(f, q, r, in);
	*out = num_int(1);
	return old < 0 ? -1 : !old;
}

static int
age_of(const char *text)
{
	int64_t seconds;

	if (cm_clock_span(text, &seconds) != 0 || seconds < 0 || seconds > MOST)
		cm_opt_fail("--age is a span up to 90 days, as in 12h or 2d, "
			    "not '%s'",
		    text);
	return (int)(seconds / 60);
}

/* The inputs of a rate, as measures read its name; of others under is -1. */
static void
numbers(struct echo *r, struct question *q, int *over, int *under)
{
	const char *bar = strstr(r->name, "_rate_");
	char name[128], a[100], b[100];

	if (*r->name == '\0' || strchr(r->name, ',') != NULL)
		cm_opt_fail("-m names one metric or rate, not '%s'", r->name);
	*under = -1;
	if (bar == NULL || bar == r->name || bar[6] == '\0') {
		question_single(r->name, "");
		*over = question_number(q, r->name);
		question_number_name(q, *over, r->what, sizeof(r->what));
		return;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(bar - r->name), r->name);
	*over = question_number(
	    q, strcmp(name, "engagement") == 0 ? "interactions" : name);
	*under = question_number(q,
	    strcmp(bar + 6, "followers") == 0 ? "author.followers" : bar + 6);
	question_number_name(q, *over, a, sizeof(a));
	question_number_name(q, *under, b, sizeof(b));
	snprintf(r->what, sizeof(r->what), "100 * %s / %s", a, b);
}

void
echo_ask(struct echo *r, struct question *q)
{
	const struct ask_verb *verb = q->now->ask;
	int over, under, arg;

	r->name = ask_option(verb, "measures");
	r->name = r->name != NULL ? r->name : "interactions";
	r->age = ask_option(verb, "age");
	r->age = r->age != NULL ? r->age : "2d";
	numbers(r, q, &over, &under);
	arg = over | (under + 1) << UNDER | age_of(r->age) << AGE;
	q->timed = 1;
	r->value =
	    question_input_made(q, make_value, arg, "fetched", NULL, NULL);
	r->young =
	    question_input_made(q, make_young, arg, "fetched", NULL, NULL);
	r->posts = question_cell(q, &cell_count, IS_POST, -1, -1, 0);
	r->moments = question_cell(q, &cell_moments, 0, r->value, -1, 0);
	r->too_young = question_cell(q, &cell_sum, 0, r->young, -1, 0);
}

struct echoes
echoes_of(const struct echo *r, const struct section *s, const struct line *l)
{
	struct echoes out;

	out.posts = (double)*(const uint64_t *)line_cell(s, l, r->posts);
	out.young = (double)sum_count(line_cell(s, l, r->too_young));
	out.y = sample_of(line_cell(s, l, r->moments));
	out.y.sum /= ECHO_UNIT;
	out.y.squares /= (double)ECHO_UNIT * ECHO_UNIT;
	return out;
}

void
echo_say_empty(const struct echo *r)
{
	char near[256];
	int close = question_near(r->name, near, sizeof(near));

	cm_note(0, "no post gives '%s'%s%s%s", r->name, close ? " (" : "",
	    close ? near : "", close ? "?)" : "");
}

void
sample_add(struct sample *a, const struct sample *b)
{
	a->n += b->n;
	a->sum += b->sum;
	a->squares += b->squares;
}
