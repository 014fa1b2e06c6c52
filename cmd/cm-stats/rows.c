/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/near.h"
#include "cmd/cm-stats/period.h"
#include "cmd/cm-stats/run.h"
#include "cmd/cm-stats/tables.h"
#include "cmd/cm-stats/value.h"
#include "lib/json.h"
#include "lib/zone.h"

enum { FLUSH = 1 << 16 };

struct out {
	const struct answer *a;
	const struct table *table;
	struct cm_buf b, reason;
	struct cm_buf key[Q_KEYS], measure[Q_MEASURES]; /* ,"NAME": */
	uint64_t seen; /* measures that had a value in some row */
	uint64_t had;  /* keys that had one */
	size_t withheld, rows;
};

static void
flush(struct out *o)
{
	cm_put(o->b.p, o->b.len);
	cm_buf_clear(&o->b);
}

/* Numbers, then texts, then false and true, then null. */
static int
rank(char c)
{
	return c == '"' ? 1 : c == 't' || c == 'f' ? 2 : c == 'n' ? 3 : 0;
}

/* Compares two JSON texts, each with LF behind it. */
static int
compare_part(const char *a, size_t n, const char *b, size_t m)
{
	struct cm_slice s, t;
	struct num x, y;
	int c = rank(a[0]) - rank(b[0]);

	if (c != 0)
		return c;
	if (rank(a[0]) == 0) {
		s.p = a;
		s.len = n;
		t.p = b;
		t.len = m;
		num_read(s, &x);
		num_read(t, &y);
		return num_compare(&x, &y);
	}
	c = memcmp(a, b, n < m ? n : m);
	return c != 0 ? c : n < m ? -1 : n > m;
}

static int
compare_keys(const char *a, size_t n, const char *b, size_t m)
{
	const char *enda, *endb;
	int c;

	while (n > 0 && m > 0) {
		enda = memchr(a, '\n', n);
		endb = memchr(b, '\n', m);
		c = compare_part(a, (size_t)(enda - a), b, (size_t)(endb - b));
		if (c != 0)
			return c;
		n -= (size_t)(enda + 1 - a);
		m -= (size_t)(endb + 1 - b);
		a = enda + 1;
		b = endb + 1;
	}
	return 0;
}

/* Small: there are as many as groups. */
struct line {
	const char *key;
	struct group *group; /* knows how long the key is */
};

static int
compare(const void *x, const void *y)
{
	const struct line *a = x, *b = y;

	return compare_keys(a->key, a->group->len, b->key, b->group->len);
}

/* The k-th part of a key. */
static struct cm_slice
part(const struct line *l, int k)
{
	const char *p = l->key, *end = memchr(p, '\n', l->group->len);
	struct cm_slice s;

	for (; k > 0; k--) {
		p = end + 1;
		end = memchr(p, '\n', l->group->len - (size_t)(p - l->key));
	}
	s.p = p;
	s.len = (size_t)(end - p);
	return s;
}

static void
add_reason(struct out *o, const char *name, const char *why)
{
	if (o->reason.len > 0)
		cm_buf_puts(&o->reason, "; ");
	cm_buf_printf(&o->reason, "%s: %s", name, why);
}

/* The network and the account that a row is about; NULL: all. */
static void
whose(const struct out *o, const struct line *l, struct cm_slice *network,
    struct cm_slice *account)
{
	const char *column;
	int k;

	network->p = account->p = NULL;
	network->len = account->len = 0;
	for (k = 0; k < o->table->nkeys; k++) {
		column = o->a->q->key[o->table->key[k]].column;
		if (strcmp(column, "network") == 0)
			*network = part(l, k);
		else if (strcmp(column, "account") == 0)
			*account = part(l, k);
	}
}

/* What nobody fetched is not known to be none. */
static int
not_fetched(const struct out *o, const struct line *l, const struct measure *m)
{
	unsigned only = o->a->q->cell[m->cell].only;
	struct cm_slice network, account;

	if (m->op != DO_COUNT || (only != IS_POST && only != IS_COMMENT))
		return 0;
	whose(o, l, &network, &account);
	return coverage_brings(
		   o->a->coverage, network, account, only == IS_COMMENT) == 0;
}

static void
write_values(struct out *o, const struct line *l)
{
	const struct question *q = o->a->q;
	const struct measure *m;
	const char *why;
	struct num v;
	int k;

	for (k = 0; k < q->nmeasures; k++) {
		if ((o->table->measures & (uint64_t)1 << k) == 0)
			continue;
		m = &q->measure[k];
		cm_buf_add(&o->b, o->measure[k].p, o->measure[k].len);
		why = value_of(q, m, group_cells(l->group), &v);
		if (why == NULL && v.whole && v.i == 0 && not_fetched(o, l, m))
			why = m->lacking;
		if (why != NULL) {
			cm_buf_puts(&o->b, "null");
			add_reason(o, m->name, why);
		} else {
			num_put(&o->b, &v);
			o->seen |= (uint64_t)1 << k;
		}
	}
}

/*
 * Whether the time that a row is about is covered: 1, 0 (the reason says what
 * lacks), or -1 where nobody speaks of it.
 */
static int
judge(struct out *o, const struct line *l)
{
	const struct answer *a = o->a;
	struct cm_slice network, account;
	int64_t start = INT64_MIN, end = INT64_MAX, s, e;
	int k, verdict;

	for (k = 0; k < o->table->nkeys; k++) {
		const struct key *key = &a->q->key[o->table->key[k]];

		if (period_span(key->kind, part(l, k), &s, &e) == 0) {
			start = s > start ? s : start;
			end = e < end ? e : end;
		}
	}
	if (start == INT64_MIN || a->ask->coverage == COVERAGE_OFF)
		return -1;
	start = cm_zone_moment(a->zone, start);
	end = cm_zone_moment(a->zone, end);
	whose(o, l, &network, &account);
	/* Tables of visits are not the business of who fetched posts. */
	verdict = coverage_judge(a->coverage, network, account,
	    o->table->only == IS_VISIT ? "\"visits\"" : NULL, start, end,
	    &o->reason);
	if (a->has_since && start < a->since) {
		add_reason(o, "coverage", "cut by --since");
		verdict = 0;
	}
	if (a->has_until && end > a->until) {
		add_reason(o, "coverage", "cut by --until");
		verdict = 0;
	}
	return verdict;
}

static void
write_row(struct out *o, const struct line *l)
{
	const struct question *q = o->a->q;
	size_t start = o->b.len;
	const struct cm_buf *name;
	struct cm_slice s;
	int k, complete;

	cm_buf_clear(&o->reason);
	cm_buf_puts(&o->b, "{\"type\":\"row\"");
	if (o->table->by != NULL)
		cm_json_member(&o->b, "by", o->table->by);
	for (k = 0; k < o->table->nkeys; k++) {
		s = part(l, k);
		name = &o->key[o->table->key[k]];
		cm_buf_add(&o->b, name->p, name->len);
		cm_buf_add(&o->b, s.p, s.len);
		if (s.p[0] == 'n')
			add_reason(
			    o, q->key[o->table->key[k]].column, "not given");
		else
			o->had |= (uint64_t)1 << o->table->key[k];
	}
	write_values(o, l);
	complete = judge(o, l);
	if (complete == 0 && o->a->ask->coverage == COVERAGE_STRICT) {
		o->b.len = start;
		o->withheld++;
		return;
	}
	cm_json_member_n(&o->b, "reason", o->reason.p, o->reason.len);
	if (complete >= 0)
		cm_buf_puts(&o->b,
		    complete ? ",\"complete\":true" : ",\"complete\":false");
	cm_buf_puts(&o->b, "}\n");
	o->rows++;
	if (o->b.len >= FLUSH)
		flush(o);
}

static void
write_table(struct out *o, struct groups *g)
{
	size_t n = groups_number(g), k = 0;
	struct line *line = cm_alloc((n + 1) * sizeof(*line));
	struct group *group;
	uint64_t at = 0;

	groups_freeze(g);
	while ((group = groups_next(g, &at)) != NULL) {
		line[k].key = group_key(g, group);
		line[k++].group = group;
	}
	qsort(line, n, sizeof(*line), compare);
	for (k = 0; k < n; k++)
		write_row(o, &line[k]);
	free(line);
}

/* A measure record for each column: the keys of all tables first. */
static void
write_measures(struct out *o)
{
	static const char *const key_unit[] = {"text", "text", "text", "text",
	    "text", "text", "text", "date", "week", "month", "quarter", "year",
	    "hour", "weekday"};
	const struct question *q = o->a->q;
	const struct measure *m;
	int k;

	if (q->table[0].by != NULL)
		cm_buf_puts(&o->b,
		    "{\"type\":\"measure\",\"name\":\"by\","
		    "\"role\":\"key\",\"unit\":\"text\"}\n");
	for (k = 0; k < q->nkeys; k++) {
		cm_buf_puts(&o->b, "{\"type\":\"measure\"");
		cm_json_member(&o->b, "name", q->key[k].column);
		cm_json_member(&o->b, "role", "key");
		cm_json_member(&o->b, "unit", key_unit[q->key[k].kind]);
		if (q->key[k].kind >= KEY_DAY)
			cm_json_member(&o->b, "zone",
			    o->a->ask->tz != NULL ? o->a->ask->tz : "UTC");
		cm_buf_puts(&o->b, "}\n");
	}
	for (k = 0; k < q->nmeasures; k++) {
		m = &q->measure[k];
		cm_buf_puts(&o->b, "{\"type\":\"measure\"");
		cm_json_member(&o->b, "name", m->name);
		cm_json_member(&o->b, "role", "measure");
		cm_json_member(&o->b, "formula", m->formula);
		cm_json_member(&o->b, "unit", m->unit);
		cm_json_member(&o->b, "denominator", m->denominator);
		cm_json_member(&o->b, "source", m->source);
		cm_buf_puts(&o->b, "}\n");
	}
}

/* Names are put into JSON once, not in each row. */
static void
name_columns(struct out *o)
{
	const struct question *q = o->a->q;
	int k;

	for (k = 0; k < q->nkeys; k++) {
		cm_buf_init(&o->key[k], CM_BUF_ANY);
		cm_buf_byte(&o->key[k], ',');
		cm_json_string(
		    &o->key[k], q->key[k].column, strlen(q->key[k].column));
		cm_buf_byte(&o->key[k], ':');
	}
	for (k = 0; k < q->nmeasures; k++) {
		cm_buf_init(&o->measure[k], CM_BUF_ANY);
		cm_buf_byte(&o->measure[k], ',');
		cm_json_string(&o->measure[k], q->measure[k].name,
		    strlen(q->measure[k].name));
		cm_buf_byte(&o->measure[k], ':');
	}
}

static void
out_release(struct out *o)
{
	int k;

	for (k = 0; k < o->a->q->nkeys; k++)
		cm_buf_release(&o->key[k]);
	for (k = 0; k < o->a->q->nmeasures; k++)
		cm_buf_release(&o->measure[k]);
	cm_buf_release(&o->b);
	cm_buf_release(&o->reason);
}

/* A name nobody gives is likely a slip; in a summary it is usual. */
static void
say_empty(const struct out *o)
{
	const struct question *q = o->a->q;
	const char *name;
	char near[256];
	int k, close;

	for (k = 0; k < q->nkeys && o->a->ask->keys != NULL; k++) {
		if ((o->had & (uint64_t)1 << k) != 0 ||
		    q->key[k].kind != KEY_MEMBER)
			continue;
		name = near_key(q->want[q->key[k].want[0]]);
		cm_note(0, "no record has '%s'%s%s%s",
		    q->want[q->key[k].want[0]], name != NULL ? " (" : "",
		    name != NULL ? name : "", name != NULL ? "?)" : "");
	}
	for (k = 0; k < q->nmeasures && o->a->ask->measures != NULL; k++) {
		if ((o->seen & (uint64_t)1 << k) != 0)
			continue;
		name = q->measure[k].name;
		close = question_near(name, near, sizeof(near));
		cm_note(0, "measure '%s' is empty in all rows: %s%s%s%s", name,
		    q->measure[k].lacking, close ? " (" : "", close ? near : "",
		    close ? "?)" : "");
	}
}

enum cm_exit
rows_write(const struct answer *a)
{
	enum cm_exit status = CM_OK;
	struct out o;
	int k;

	memset(&o, 0, sizeof(o));
	o.a = a;
	cm_buf_init(&o.b, CM_BUF_ANY);
	cm_buf_init(&o.reason, CM_BUF_ANY);
	name_columns(&o);
	write_measures(&o);
	for (k = 0; k < a->q->ntables; k++) {
		o.table = &a->q->table[k];
		write_table(&o, tables_groups(a->tables, k));
	}
	flush(&o);
	if (o.rows > 0)
		say_empty(&o);
	if (o.withheld > 0) {
		cm_warn("%zu row%s of a span that is not complete %s withheld",
		    o.withheld, o.withheld == 1 ? "" : "s",
		    o.withheld == 1 ? "was" : "were");
		status = CM_FAIL;
	}
	out_release(&o);
	return status;
}
