/* SPDX-License-Identifier: ISC */
/* Who has a row, in which order, and what it says. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/bound.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/people.h"
#include "cmd/cm-stats/value.h"
#include "lib/err.h"

const char *const segment_names[] = {
    "new", "retained", "returning", "lapsed", "loyal"};

/* One who may get a row. */
struct pick {
	const struct line *line;
	double by;
	int given; /* by is */
	enum segment segment;
};

/* What people are sorted by; the most is first. */
static int
sort_value(const struct people *p, const struct section *s,
    const struct line *l, double *v)
{
	const struct person *person = line_cell(s, l, p->person);
	const struct sum *sum;
	struct num n;

	switch (p->sort) {
	case BY_ITEMS:
		*v = (double)person_items(person);
		return 1;
	case BY_INTERACTIONS:
	case BY_REACH:
		sum = line_cell(
		    s, l, p->sort == BY_REACH ? p->reach : p->interactions);
		if (sum_count(sum) == 0 || sum_value(sum, &n) != 0)
			return 0;
		*v = n.d;
		return 1;
	case BY_FOLLOWERS:
		return person_followers(person, v);
	case BY_DAYS:
		*v = person_days(person);
		return 1;
	case BY_WEEKS:
		*v = segment_weeks(person, p);
		return 1;
	case BY_FIRST:
		*v = (double)person->first;
		return 1;
	case BY_LAST:
		*v = (double)person->last;
		return 1;
	default:
		if (value_of(s, &s->measure[p->sort_measure],
			group_cells(l->group), &n) != NULL)
			return 0;
		*v = n.d;
		return 1;
	}
}

/* The most first, who has none last; lines are in the order of the keys. */
static int
compare(const void *x, const void *y)
{
	const struct pick *a = x, *b = y;

	if (a->given != b->given)
		return a->given ? -1 : 1;
	if (a->given && a->by != b->by)
		return a->by > b->by ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

void
people_texts(struct out *o, const struct person *person)
{
	static const char *const names[] = {"handle", "name", "url"};
	struct cm_slice s;
	struct cm_buf b;
	int k;

	cm_buf_init(&b, CM_BUF_ANY);
	for (k = 0; k < PERSON_TEXTS; k++) {
		s = person_text(person, k);
		if (s.p == NULL) {
			out_null(o, names[k], "not given");
			continue;
		}
		cm_buf_clear(&b);
		cm_buf_byte(&b, '"');
		cm_buf_add(&b, s.p, s.len);
		cm_buf_byte(&b, '"');
		s.p = b.p;
		s.len = b.len;
		out_slice(o, names[k], s);
	}
	cm_buf_release(&b);
}

static void
write_sum(struct out *o, const char *name, const struct sum *sum)
{
	struct num v;

	if (sum_count(sum) == 0)
		out_null(o, name, "not given");
	else if (sum_value(sum, &v) != 0)
		out_null(o, name, "beyond a double");
	else
		out_num(o, name, &v);
}

static void
write_measures(struct out *o, const struct people *p, const struct section *s,
    const struct line *l)
{
	const struct measure *m;
	const char *why;
	struct num v;
	int k;

	for (k = 0; k < s->nmeasures; k++) {
		if ((p->measures >> k & 1) == 0)
			continue;
		m = &s->measure[k];
		why = value_of(s, m, group_cells(l->group), &v);
		/* Of an estimate that is null the bounds need no reason. */
		if (why != NULL && m->bound != BOUND_NONE && why == m->lacking)
			out_double(o, m->name, (double)NAN);
		else if (why != NULL)
			out_null(o, m->name, why);
		else
			out_num(o, m->name, &v);
	}
}

static void
write_author(struct out *o, const struct section *s, const struct pick *pick)
{
	const struct people *p = s->state;
	const struct person *person = line_cell(s, pick->line, p->person);
	double followers;
	int k;

	out_row(o, "people");
	out_key(o, "network", line_part(pick->line, 0));
	out_key(o, "author", line_part(pick->line, 1));
	people_texts(o, person);
	if (pick->segment == SEGMENT_UNKNOWN)
		out_null(o, "segment", "what was before is not known");
	else
		out_text(o, "segment", segment_names[pick->segment]);
	out_bool(o, "loyal", segment_weeks(person, p) >= p->loyal);
	out_int(o, "items", (int64_t)person_items(person));
	for (k = 0; k < KINDS; k++)
		if ((p->kinds >> k & 1) != 0)
			out_int(o, kind_plurals[k], person->said[k]);
	out_int(o, "days", person_days(person));
	out_int(o, "weeks", segment_weeks(person, p));
	out_time(o, "first_seen", person->first);
	out_time(o, "last_seen", person->last);
	write_sum(o, "interactions", line_cell(s, pick->line, p->interactions));
	write_sum(o, "reach", line_cell(s, pick->line, p->reach));
	if (person_followers(person, &followers))
		out_double(o, "followers", followers);
	else
		out_null(o, "followers", "not given");
	write_measures(o, p, s, pick->line);
	out_end(o);
}

/* Whether an author is to have a row. */
static int
is_asked(
    const struct people *p, const struct person *person, enum segment segment)
{
	if (p->segment == SEGMENT_LOYAL)
		return segment_weeks(person, p) >= p->loyal;
	if (p->segment >= 0)
		return (int)segment == p->segment;
	return person_items(person) > 0;
}

static void
write_authors(
    struct out *o, const struct section *s, struct pick *pick, size_t n)
{
	const struct people *p = s->state;
	size_t k;

	qsort(pick, n, sizeof(*pick), compare);
	if (p->limit > 0 && n > (size_t)p->limit)
		n = (size_t)p->limit;
	for (k = 0; k < n; k++)
		write_author(o, s, &pick[k]);
}

/* The lines from first to end, which are of one network. */
static size_t
judge(const struct answer *a, const struct section *s, const struct line *first,
    const struct line *end, struct tally *t, struct pick *pick)
{
	const struct people *p = s->state;
	const struct person *person;
	const struct line *l;
	struct pick *to = pick;
	int nobody;

	memset(t, 0, sizeof(*t));
	t->network = line_part(first, 0);
	for (l = first; l < end; l++)
		tally_first(t, line_cell(s, l, p->person));
	tally_settle(t, a, p);
	for (l = first; l < end; l++) {
		person = line_cell(s, l, p->person);
		nobody = line_part(l, 1).p[0] == 'n';
		to->line = l;
		to->segment = segment_of(person, t->known);
		tally_add(t, p, person, to->segment, nobody);
		if (nobody || !is_asked(p, person, to->segment))
			continue;
		to->given = sort_value(p, s, l, &to->by);
		to++;
	}
	return (size_t)(to - pick);
}

/* A measure that nobody gives is likely a slip. */
static void
say_slips(const struct section *s, const struct pick *pick, size_t n)
{
	const struct people *p = s->state;
	const struct measure *m;
	char near[256];
	struct num v;
	size_t i;
	int k, close;

	for (k = 0; k < s->nmeasures && n > 0; k++) {
		m = &s->measure[k];
		if ((p->measures >> k & 1) == 0 || m->bound != BOUND_NONE)
			continue;
		for (i = 0; i < n &&
		     value_of(s, m, group_cells(pick[i].line->group), &v) !=
			 NULL;)
			i++;
		if (i < n)
			continue;
		close = question_near(m->name, near, sizeof(near));
		cm_note(0, "measure '%s' is empty in all rows: %s%s%s%s",
		    m->name, m->lacking, close ? " (" : "", close ? near : "",
		    close ? "?)" : "");
	}
}

/* Lines of others alone; how many. */
static size_t
leave_out(const struct ours *ours, struct line *line, size_t n)
{
	size_t k, m = 0;

	for (k = 0; k < n; k++)
		if (!ours_has(ours, &line[k]))
			line[m++] = line[k];
	return m;
}

enum cm_exit
people_tell(struct out *o, const struct answer *a, const struct section *s)
{
	struct people *p = s->state;
	size_t n, k, next, picked = 0, networks = 0;
	struct line *line = lines_of(a, s, p->table, &n);
	struct pick *pick = cm_alloc((n + 1) * sizeof(*pick));
	struct tally all, *t = NULL;

	ours_find(&p->ours, a, s);
	n = leave_out(&p->ours, line, n);
	tally_measures(o, a, s);
	people_measures(o, a, s);
	if (p->followers >= 0)
		signs_measures(o, a, s);
	memset(&all, 0, sizeof(all));
	all.known = all.weeks_known = 1;
	for (k = 0; k < n; k = next, networks++) {
		next = k + 1;
		while (next < n && lines_alike(&line[k], &line[next], 1))
			next++;
		t = cm_realloc(t, (networks + 1) * sizeof(*t));
		picked += judge(
		    a, s, &line[k], &line[next], &t[networks], pick + picked);
		tally_merge(&all, &t[networks]);
	}
	tally_say(a, p, t, networks);
	say_slips(s, pick, picked);
	tally_rows(o, a, p, &all);
	for (k = 0; k < networks; k++)
		tally_rows(o, a, p, &t[k]);
	write_authors(o, s, pick, picked);
	if (p->followers >= 0)
		signs_rows(o, a, s, line, n);
	ours_free(&p->ours);
	free(t);
	free(pick);
	free(line);
	return CM_OK;
}
