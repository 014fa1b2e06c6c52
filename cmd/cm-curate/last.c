/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "cmd/cm-curate/curate.h"

/* A ranked line on its way through the stages behind the ranking. */
struct late {
	struct curate *cu;
	struct cm_rec_block *b;
	struct cm_buf scratch;
	struct cm_slice found[CM_SCAN_WANTS];
};

static enum verdict
bad(struct late *l, const struct stage *s, const struct top_line *t,
    const char *why)
{
	cm_rec_bad_late(
	    l->b, t->file, t->number, t->line, t->len, "%s%s", s->says, why);
	return FAILS;
}

static enum verdict
test(struct late *l, struct stage *s, const struct top_line *t)
{
	char where[512];
	const char *why = "";
	enum verdict v;

	if (s->filter != NULL) {
		snprintf(where, sizeof(where), "%s:%llu", t->file,
		    (unsigned long long)t->number);
		cm_filter_at(s->filter, where);
	}
	v = curate_test(s, s->filter, t->line, t->len, l->found, &why);
	if (v == FAILS && curate_is_null(why))
		l->cu->nulls = 1;
	return v == FAILS ? bad(l, s, t, why) : v;
}

/* One stage. *failed is set when seen.db cannot be read. */
static enum verdict
judge(struct late *l, struct stage *s, const struct top_line *t, int *failed)
{
	const char *why = "";
	struct datum d;
	int new;

	if (s->verb == KEEP || s->verb == DROP)
		return test(l, s, t);
	if (s->verb == TOP) {
		if (curate_rank(s, l->found, &d, &why) == -1)
			return bad(l, s, t, why);
		if (d.rank == VALUE) {
			s->ranked++;
			top_offer(s->top, d.value, t->line, t->len, t->file,
			    t->number);
		} else
			curate_unranked(s, &d);
		return DROPS;
	}
	if (curate_key(l->cu, s, l->found, &l->scratch, &d, &why) == -1)
		return bad(l, s, t, why);
	new = curate_is_new(l->cu, s, d.key);
	if (new == -1)
		*failed = 1;
	return new == 1 ? PASSES_ON : DROPS;
}

static void
leave(struct late *l, const struct top_line *t)
{
	const char *why;
	struct datum d;

	cm_buf_add(&l->b->out, t->line, t->len);
	cm_buf_byte(&l->b->out, '\n');
	if (l->cu->left != NULL &&
	    curate_key(l->cu, l->cu->fresh, l->found, &l->scratch, &d, &why) ==
		0)
		curate_leaves(l->cu, d.key);
}

/* Returns 0, or -1 when all is to end. */
static int
pass(struct late *l, size_t from, const struct top_line *t)
{
	struct cm_scan_error why;
	enum verdict v = PASSES_ON;
	int failed = 0;
	size_t i;

	if (cm_scan_line(t->line, t->len, l->cu->want, l->found, &why) != 0)
		return 0; /* it was valid when it was read */
	for (i = from; i < l->cu->nstages && v == PASSES_ON; i++)
		v = judge(l, &l->cu->stages[i], t, &failed);
	if (v == PASSES_ON)
		leave(l, t);
	return failed || (v == FAILS && l->cu->options.strict) ? -1 : 0;
}

int
curate_last(void *ctx, struct cm_rec_block *b)
{
	struct curate *cu = ctx;
	struct late l = {.cu = cu, .b = b};
	const struct top_line *lines;
	size_t i, k, n;
	int rc = 0;

	cm_buf_init(&l.scratch, CM_BUF_ANY);
	for (i = cu->parallel - 1; i < cu->nstages && rc == 0; i++) {
		if (cu->stages[i].verb != TOP)
			continue;
		lines = top_lines(cu->stages[i].top, &n);
		for (k = 0; k < n && rc == 0; k++)
			rc = pass(&l, i + 1, &lines[k]);
	}
	cm_buf_release(&l.scratch);
	return rc;
}
