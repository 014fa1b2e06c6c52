/* SPDX-License-Identifier: ISC */
/* All profiles together. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/growth_in.h"
#include "lib/err.h"

/* Names some of the profiles that lack something. */
static void
name_lacking(struct growth *g, const char *lack, struct cm_buf *why)
{
	struct cm_slice s;
	size_t k, n = 0;
	int i;

	for (k = 0; k < g->n; k++)
		n += lack[k] != 0;
	cm_buf_clear(why);
	cm_buf_printf(why, "not known of %zu of %zu:", n, g->n);
	for (k = 0, n = 0; k < g->n && n < 3; k++) {
		if (!lack[k])
			continue;
		cm_buf_puts(why, n++ > 0 ? ", " : " ");
		for (i = 0; i < 2; i++) {
			s = line_part(g->profile[k].line, i);
			if (s.p[0] != '"')
				continue;
			if (i > 0)
				cm_buf_byte(why, ' ');
			cm_buf_add(why, s.p + 1, s.len - 2);
		}
	}
}

struct total {
	struct num now, before, net;
	double gain[2], days;
	int64_t spans;
	char *lack[4]; /* of each profile: value, net, gained, lost */
	int lacks[4];
	int uneven; /* the net is of different numbers of spans */
	int whole;
};

static void
add_up(struct total *t, size_t k, const struct change *c)
{
	int i;

	t->lack[0][k] = c->now == NULL;
	t->lack[1][k] = !c->has_net;
	t->lack[2][k] = !c->has[0];
	t->lack[3][k] = !c->has[1];
	for (i = 0; i < 4; i++)
		t->lacks[i] |= t->lack[i][k];
	if (c->now != NULL)
		t->now = num_plus(&t->now, &c->now->v);
	if (c->has_net) {
		t->uneven |= t->spans >= 0 && t->spans != c->spans;
		t->spans = c->spans;
		t->days += c->days;
		t->net = num_plus(&t->net, &c->net);
		t->before = num_plus(&t->before, &c->base->v);
	}
	t->whole &= c->whole;
	for (i = 0; i < 2; i++)
		t->gain[i] += c->v[i];
}

static void
total_row(struct growth *g, struct total *t, int64_t start, int64_t end)
{
	static const char *const names[] = {"gained", "lost"};
	struct out *o = g->o;
	struct cm_buf why;
	int i;

	cm_buf_init(&why, CM_BUF_ANY);
	out_row(o, "growth.total");
	growth_put_key(g, start);
	out_int(o, "profiles", (int64_t)g->n);
	if (t->lacks[0]) {
		name_lacking(g, t->lack[0], &why);
		out_null(o, g->metric, cm_buf_str(&why));
	} else
		out_num(o, g->metric, &t->now);
	if (t->lacks[1] || t->uneven) {
		name_lacking(g, t->lack[1], &why);
		growth_put_no_net(g, 1,
		    t->lacks[1] ? cm_buf_str(&why)
				: "the changes are of several numbers of "
				  "spans");

	} else {
		out_num(o, g->start_name, &t->before);
		growth_put_net(g, &t->net, &t->before, t->days / (double)g->n);
		out_int(o, "spans", t->spans);
		if (t->spans == 0)
			out_why(o, "net", "since the first snapshots");
	}
	for (i = 0; i < 2; i++)
		if (t->lacks[2 + i]) {
			name_lacking(g, t->lack[2 + i], &why);
			out_null(o, names[i], cm_buf_str(&why));
		} else
			growth_put_count(o, names[i], t->gain[i]);
	growth_put_end(g, start, end, t->whole);
	cm_buf_release(&why);
}

/* All together, where each of several is known. */
void
growth_total_rows(struct growth *g, struct change *c)
{
	struct total t;
	int64_t start, end, next;
	size_t k;
	int i;

	memset(&t, 0, sizeof(t));
	for (i = 0; i < 4; i++)
		t.lack[i] = cm_alloc(g->n);
	for (k = 0; k < g->n; k++)
		g->profile[k].at = 0;
	for (start = g->first; start <= g->last; start = next) {
		end = next = growth_behind(g, start);
		if (growth_moment(g, end) <= g->since)
			continue;
		t.now = t.before = t.net = num_int(0);
		t.gain[0] = t.gain[1] = t.days = 0;
		t.spans = -1;
		t.uneven = 0;
		t.whole = 1;
		memset(t.lacks, 0, sizeof(t.lacks));
		next = INT64_MAX;
		for (k = 0; k < g->n; k++) {
			growth_change(g, &g->profile[k], start, end, c);
			add_up(&t, k, c);
			if (c->now != NULL)
				next = end;
			else if (c->next != NULL && c->next->start < next)
				next = c->next->start;
		}
		/* Nobody has a snapshot: only the first of a long gap. */
		if (next == INT64_MAX ||
		    growth_spans(g, start, next) <= LONG_GAP)
			next = end;
		total_row(g, &t, start, end);
	}
	for (i = 0; i < 4; i++)
		free(t.lack[i]);
}
