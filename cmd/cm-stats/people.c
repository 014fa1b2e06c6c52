/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/bound.h"
#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/people.h"
#include "cmd/cm-stats/verb.h"

/*
 * Who speaks to us and about us. How many of them are new, stay, come back or
 * fall silent is growth accounting (J. Hsu, Diligence at Social Capital,
 * 2015), with authors in the place of users.
 */
static const struct cm_opt options[] = {
    {'m', "measures", "LIST", "of each author also: interactions.median"},
    {'l', "limit", "N", "at most N authors, 0 for all (100)"},
    {256, "sort", "COLUMN", "the most of COLUMN first (items)"},
    {257, "segment", "NAME",
	"only those who are new, retained, returning, lapsed or loyal"},
    {258, "loyal", "K/N", "loyal is who spoke in K of the last N weeks (3/4)"},
    {259, "type", "LIST",
	"what counts: comment,mention,message,review,post,article"},
    {260, "influencers", "N",
	"also those with N followers, and signs of bought ones"},
    OURS_OPTION,
    {0, NULL, NULL, NULL},
};

static const char *const sort_names[] = {"items", "interactions", "reach",
    "followers", "days", "weeks", "first_seen", "last_seen"};

/* An input, of what was said in the period: in->arg says which. */
enum { BASE = 8 };

static int
make_inside(struct fact *f, const struct question *q, struct cm_rec *r,
    const struct input *in, struct num *out)
{
	int base = in->arg & ((1 << BASE) - 1);
	int kind = in->arg >> BASE & ((1 << BASE) - 1);
	const struct window *w = &q->window[in->arg >> 2 * BASE];

	(void)r;
	*out = f->value[base];
	return (f->given >> base & 1) != 0 && (f->given >> kind & 1) != 0 &&
	    f->timed && f->moment >= w->since;
}

static int
inside(struct question *q, const struct people *p, int base)
{
	if (base < 0)
		return base;
	return question_input_made(q, make_inside,
	    base | p->spec.kind << BASE | p->window << 2 * BASE, NULL, NULL,
	    NULL);
}

static int
among(const char *const *names, int n, const char *s, size_t len)
{
	int k;

	for (k = 0; k < n; k++)
		if (strlen(names[k]) == len && strncmp(names[k], s, len) == 0)
			return k;
	return -1;
}

static void
read_loyal(const char *s, int *loyal, int *weeks)
{
	const char *slash = s != NULL ? strchr(s, '/') : NULL;
	char first[16];

	*loyal = 3;
	*weeks = 4;
	if (s == NULL)
		return;
	if (slash == NULL || (size_t)(slash - s) >= sizeof(first))
		cm_opt_fail("--loyal is K/N, weeks of weeks: not '%s'", s);
	snprintf(first, sizeof(first), "%.*s", (int)(slash - s), s);
	*weeks = (int)cm_opt_number("--loyal", slash + 1, 1, 64);
	*loyal = (int)cm_opt_number("--loyal", first, 1, *weeks);
}

static void
read_options(const struct ask_verb *v, struct people *p)
{
	const char *s = ask_option(v, "segment");

	p->kinds = kinds_read("--type", ask_option(v, "type"),
	    1 << KIND_COMMENT | 1 << KIND_MENTION | 1 << KIND_MESSAGE |
		1 << KIND_REVIEW);
	read_loyal(ask_option(v, "loyal"), &p->loyal, &p->weeks);
	p->limit = ask_number(v, "limit", 0, LONG_MAX, 100);
	p->followers = (double)ask_number(v, "influencers", 0, LONG_MAX, -1);
	p->segment = -1;
	if (s != NULL) {
		p->segment = among(segment_names, SEGMENTS, s, strlen(s));
		if (p->segment < 0)
			cm_opt_fail("--segment is new, retained, returning, "
				    "lapsed or loyal, not '%s'",
			    s);
	}
}

/* After the measures: one of them may be meant. */
static void
read_sort(const struct section *s, const char *name, struct people *p)
{
	int k;

	p->sort = BY_ITEMS;
	if (name == NULL)
		return;
	p->sort = among(sort_names, BY_MEASURE, name, strlen(name));
	for (k = 0; p->sort < 0 && k < s->nmeasures; k++)
		if (strcmp(s->measure[k].name, name) == 0) {
			p->sort = BY_MEASURE;
			p->sort_measure = k;
		}
	if (p->sort < 0)
		cm_opt_fail("--sort: no column '%s' to sort by: items, "
			    "interactions, reach, followers, days, weeks, "
			    "first_seen, last_seen, or one of -m",
		    name);
}

/* Whether a list of names has that one. */
static int
has_name(const char *list, const char *name)
{
	size_t n = strlen(name), len;

	for (; *list != '\0'; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		if (len == n && strncmp(list, name, n) == 0)
			return 1;
	}
	return 0;
}

/* The same list, with its sample size and its bounds behind each estimate. */
static void
add_bounds(const char *list, struct cm_buf *to)
{
	static const char *const ends[] = {".n", ".low", ".high"};
	const char *p = list;
	char name[512];
	size_t len, k, of;

	for (;; p += len + 1) {
		len = strcspn(p, ",");
		cm_buf_add(to, p, len);
		for (k = 0; k < 3; k++) {
			snprintf(
			    name, sizeof(name), "%.*s%s", (int)len, p, ends[k]);
			if (len < 256 && bound_asked(name, &of) != BOUND_NONE &&
			    !has_name(list, name))
				cm_buf_printf(to, ",%s", name);
		}
		if (p[len] == '\0')
			return;
		cm_buf_byte(to, ',');
	}
}

/* Measures of an author are of what was said in the period. */
static void
ask_measures(struct question *q, const char *list, struct people *p)
{
	struct section *s = q->now;
	struct cm_buf all;
	struct cell *c;
	int first = s->ncells, k;

	if (list == NULL)
		return;
	cm_buf_init(&all, CM_BUF_ANY);
	add_bounds(list, &all);
	p->measures = question_measures(q, cm_buf_str(&all));
	cm_buf_release(&all);
	for (k = 0; k < s->nmeasures; k++)
		if (s->measure[k].op == DO_COUNT)
			cm_opt_fail("-m: '%s' is no measure of an author, who "
				    "has items, comments and so on",
			    s->measure[k].name);
	for (c = s->cell + first; c < s->cell + s->ncells; c++) {
		c->input = inside(q, p, c->input);
		c->under = inside(q, p, c->under);
	}
}

static void
ask(const struct ask *ask, struct question *q)
{
	static const char *const texts[] = {
	    "author.handle", "author.name", "author.url"};
	struct section *s = q->now;
	struct people *p = cm_zalloc(sizeof(*p));
	int k;

	(void)ask;
	s->state = p;
	read_options(s->ask, p);
	p->spec.q = q;
	p->spec.window = p->window = question_window(q, "28d", 1);
	q->accounts = 1;
	if (p->followers >= 0)
		p->kinds |= 1 << KIND_ACCOUNT;
	ours_ask(q, &p->ours, p->kinds);
	p->spec.kind = p->ours.kind;
	if (p->followers >= 0)
		track_ask(q, p);
	else {
		for (k = 0; k < PERSON_TEXTS; k++)
			p->spec.text[k] = question_key(q, texts[k]);
		p->spec.followers = question_number(q, "author.followers");
	}
	p->person = question_cell(q, &cell_person, 0, p->spec.kind, -1, 0);
	s->cell[p->person].of = &p->spec;
	p->interactions = question_cell(q, &cell_sum, 0,
	    inside(q, p, question_number(q, "interactions")), -1, 0);
	p->reach = question_cell(
	    q, &cell_sum, 0, inside(q, p, question_number(q, "reach")), -1, 0);
	ask_measures(q, ask_option(s->ask, "measures"), p);
	read_sort(s, ask_option(s->ask, "sort"), p);
	p->table = question_table(
	    q, "people", "network,author", kinds_only(p->kinds), 0);
	s->table[p->table].window = p->window;
}

const struct verb verb_people = {"people", NULL, 0,
    "who speaks to us: how often, since when, who is new, loyal, lapsed",
    options, ask, people_tell, free};
