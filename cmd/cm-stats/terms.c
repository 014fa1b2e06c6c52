/* SPDX-License-Identifier: ISC */
/*
 * The verb terms: words, phrases, tags, links and hosts that are said in more
 * records of a period than in those of the one before it.
 *
 * A term is counted once a record. Its ratio is that of two rates, records
 * with it among all records of each period; interval and p are the exact
 * conditional ones of two Poisson counts: of all records that have it, those
 * of the period are binomial (J. Przyborowski and H. Wilenski, 1940; C. J.
 * Clopper and E. S. Pearson, 1934). All terms that are said often enough in
 * both periods together are tested; that choice does not depend on the test
 * (R. Bourgon, R. Gentleman and W. Huber, 2010), whose p is adjusted for as
 * many by Y. Benjamini and Y. Hochberg, 1995.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/cell.h"
#include "cmd/cm-stats/interval.h"
#include "cmd/cm-stats/lines.h"
#include "cmd/cm-stats/out.h"
#include "cmd/cm-stats/termfound.h"
#include "lib/opt.h"

enum { KINDS = 256, OF, FALLING, FDR, MIN, MIN_AUTHORS };

static const struct cm_opt options[] = {
    {OF, "of", "WHO", "what others say (if not said), own, or all"},
    {KINDS, "kinds", "LIST",
	"of word,phrase,tag,link,host; not said: no phrase"},
    {FALLING, "falling", NULL, "those that fall"},
    {FDR, "fdr", "PERCENT", "at most so many of the rows are chance (10)"},
    {MIN, "min", "N", "in at least N records of both periods together (5)"},
    {MIN_AUTHORS, "min-authors", "N", "said by at least N people (3)"},
    {'l', "limit", "N", "only the first N"},
    {0, NULL, NULL, NULL},
};

static int *
kind_of(struct terms *t, const char *name, size_t len)
{
	static const char *const names[] = {
	    "word", "phrase", "tag", "link", "host"};
	int *which[5];
	size_t k;

	which[0] = &t->word;
	which[1] = &t->phrase;
	which[2] = &t->tag;
	which[3] = &t->link;
	which[4] = &t->host;
	for (k = 0; k < 5; k++)
		if (strlen(names[k]) == len && memcmp(names[k], name, len) == 0)
			return which[k];
	cm_opt_fail("--kinds are word, phrase, tag, link and host, not '%.*s'",
	    (int)len, name);
}

static void
read_kinds(struct terms *t, const char *list)
{
	size_t n;

	if (list == NULL)
		list = "word,tag,link,host";
	for (;; list += n + 1) {
		n = strcspn(list, ",");
		*kind_of(t, list, n) = 1;
		if (list[n] == '\0')
			return;
	}
}

static enum terms_of
read_of(const char *who)
{
	if (who == NULL || strcmp(who, "others") == 0)
		return TERMS_OTHERS;
	if (strcmp(who, "own") == 0)
		return TERMS_OWN;
	if (strcmp(who, "all") != 0)
		cm_opt_fail("--of is others, own or all, not '%s'", who);
	return TERMS_EVERYBODY;
}

static void
ask_terms(const struct ask *ask, struct question *q)
{
	const struct ask_verb *v = q->now->ask;
	struct terms *t = cm_zalloc(sizeof(*t));
	int author;

	(void)ask;
	q->now->state = t;
	read_kinds(t, ask_option(v, "kinds"));
	t->of = read_of(ask_option(v, "of"));
	t->falling = ask_option(v, "falling") != NULL;
	t->min = ask_number(v, "min", 1, 1000000000, 5);
	t->min_authors = ask_number(
	    v, "min-authors", 0, 1000000000, t->of == TERMS_OWN ? 1 : 3);
	t->fdr = (double)ask_number(v, "fdr", 1, 100, 10) / 100;
	t->limit = ask_number(v, "limit", 0, 1000000000, -1);
	t->title = question_want(q, "title");
	t->text = question_want(q, "text");
	t->tags = question_want(q, "tags");
	t->links = question_want(q, "links");
	t->window = question_window(q, "7d", 0);
	author = question_input(
	    q, IN_AUTHOR, "author.id", "author.handle", "author.name");
	t->in = question_cell(q, &cell_count, IS_ANY, -1, -1, 0);
	t->from = question_cell(q, &cell_distinct, 0, author, -1, 0);
	question_key_made(q, "term", terms_make, NULL, NULL, NULL);
	/* Whether it is marked own is wanted as well. */
	question_table(q, "terms", "window,term", IS_SAID | IS_OWN, 0);
}

static void
test(struct found *f, double level)
{
	double *p = cm_alloc((f->n + 1) * sizeof(*p));
	struct term *t;
	size_t k;

	f->tested = f->n;
	for (k = 0; k < f->n; k++) {
		t = &f->term[k];
		interval_rate_ratio(t->now, (double)f->now, t->before,
		    (double)f->before, level, &t->ratio, &t->p);
		p[k] = t->p;
	}
	interval_adjust(p, f->n);
	for (k = 0; k < f->n; k++)
		f->term[k].adjusted = p[k];
	free(p);
}

/* Keeps those that clearly rise, or fall, and are said by enough people. */
static void
choose(struct found *f, const struct terms *t)
{
	struct term *from, *to = f->term, *end = f->term + f->n;
	uint64_t who;

	for (from = f->term; from < end; from++) {
		if (t->falling ? !(from->ratio.high < 1)
			       : !(from->ratio.low > 1))
			continue;
		if (from->adjusted > t->fdr) {
			f->chance++;
			continue;
		}
		who = t->falling ? from->crowd : from->people;
		if (who < (uint64_t)t->min_authors)
			f->lonely++;
		else
			*to++ = *from;
	}
	f->n = (size_t)(to - f->term);
}

/* What rises most at the least comes first. */
static int
rising(const void *a, const void *b)
{
	const struct term *x = a, *y = b;

	if (x->ratio.low != y->ratio.low)
		return x->ratio.low > y->ratio.low ? -1 : 1;
	if (x->now != y->now)
		return x->now > y->now ? -1 : 1;
	return term_compare(x->key, y->key);
}

static int
falling(const void *a, const void *b)
{
	const struct term *x = a, *y = b;

	if (x->ratio.high != y->ratio.high)
		return x->ratio.high < y->ratio.high ? -1 : 1;
	if (x->before != y->before)
		return x->before > y->before ? -1 : 1;
	return term_compare(x->key, y->key);
}

static const char *
kind_name(char kind)
{
	switch (kind) {
	case TERM_WORD:
		return "word";
	case TERM_PHRASE:
		return "phrase";
	case TERM_TAG:
		return "tag";
	case TERM_LINK:
		return "link";
	default:
		return "host";
	}
}

/* The share of the records of a period that have it. */
static void
write_share(
    struct out *o, const char *name, uint64_t n, uint64_t of, double level)
{
	struct estimate e;

	interval_share(n, of, level, &e);
	out_estimate(
	    o, name, 100 * e.v, (int64_t)of, 100 * e.low, 100 * e.high);
}

static void
write_authors(struct out *o, const char *name, uint64_t n, uint64_t records)
{
	if (n == 0 && records > 0)
		out_null(o, name, "not given");
	else
		out_int(o, name, (int64_t)n);
}

static void
write_term(struct out *o, const struct found *f, const struct terms *t,
    const struct term *term, struct cm_buf *b)
{
	static const struct cm_slice all = {NULL, 0};
	const struct window *w = &o->a->q->window[t->window];
	double level = o->a->ask->level;

	out_row(o, "terms");
	out_text(o, "kind", kind_name(term->key.p[1]));
	cm_buf_clear(b);
	cm_buf_byte(b, '"');
	cm_buf_add(b, term->key.p + 2, term->key.len - 2);
	out_slice(o, "term", (struct cm_slice){b->p, b->len});
	out_int(o, "records", (int64_t)term->now);
	out_int(o, "records_before", (int64_t)term->before);
	write_share(o, "share", term->now, f->now, level);
	write_share(o, "share_before", term->before, f->before, level);
	out_estimate(o, "ratio", term->ratio.v,
	    (int64_t)(term->now + term->before), term->ratio.low,
	    term->ratio.high);
	if (term->before == 0)
		out_why(o, "ratio",
		    "none before, so that it has a lower bound only");
	out_double(o, "p", term->p);
	out_double(o, "p_adjusted", term->adjusted);
	out_int(o, "p_adjusted.n", (int64_t)f->tested);
	write_authors(o, "authors", term->people, term->now);
	write_authors(o, "authors_before", term->crowd, term->before);
	out_cover_window(o, all, all, NULL, w);
	out_end(o);
}

static void
write_measures(struct out *o, const struct terms *t)
{
	static const char each[] = "title, text, tags, links";
	static const char wilson[] = "Wilson";
	const struct column columns[] = {
	    {"terms", "kind", "key", "text", NULL, NULL, NULL, NULL, NULL,
		NULL},
	    {"terms", "term", "key", "text", NULL, NULL, each, NULL, NULL,
		NULL},
	    {"terms", "records", NULL, "count",
		"records of the period that have the term", NULL, each, NULL,
		NULL, NULL},
	    {"terms", "records_before", NULL, "count",
		"records of the period before that have the term", NULL, each,
		NULL, NULL, NULL},
	    {"terms", "share", NULL, "percent",
		"100 * records / records of the period with a text, a tag or a "
		"link",
		"records of the period with a text, a tag or a link", each,
		wilson, "the denominator", NULL},
	    {"terms", "share_before", NULL, "percent",
		"100 * records_before / records of the period before with a "
		"text, a tag or a link",
		"records of the period before with a text, a tag or a link",
		each, wilson, "the denominator", NULL},
	    {"terms", "ratio", NULL, "ratio", "share / share_before",
		"share_before", each,
		"exact, of two Poisson counts given their sum "
		"(Clopper-Pearson)",
		"records + records_before", NULL},
	    {"terms", "p", NULL, "probability",
		"of a ratio as far from 1 or farther, if there were no change: "
		"twice the lesser tail of the binomial",
		NULL, each, NULL, "as of ratio", NULL},
	    {"terms", "p_adjusted", NULL, "probability",
		"p adjusted for the number of terms that were tested "
		"(Benjamini-Hochberg)",
		NULL, each, NULL, "terms tested", NULL},
	    {"terms", "authors", NULL, "count",
		"different authors of the records of the period that have the "
		"term",
		NULL, "network, author", NULL, NULL, NULL},
	    {"terms", "authors_before", NULL, "count",
		"the same of the period before", NULL, "network, author", NULL,
		NULL, NULL},
	};
	size_t k;

	(void)t;
	for (k = 0; k < sizeof(columns) / sizeof(columns[0]); k++)
		out_measure(o, &columns[k]);
}

/* What is not shown, and why. */
static void
say(const struct found *f, const struct terms *t, size_t cut)
{
	const char *verb = t->falling ? "fall" : "rise";

	if (f->now == 0 || f->before == 0) {
		cm_note(0,
		    "no record of %s has a text, a tag or a link: nothing can "
		    "be compared",
		    f->now + f->before == 0 ? "either period"
			: f->now == 0       ? "the period"
					    : "the period before");
		return;
	}
	if (f->few > 0)
		cm_note(0, "%zu term%s in fewer than %ld records: left out",
		    f->few, f->few == 1 ? " is" : "s are", t->min);
	if (f->lonely > 0)
		cm_note(0,
		    "%zu term%s said by fewer than %ld authors: left out",
		    f->lonely, f->lonely == 1 ? " is" : "s are",
		    t->min_authors);
	if (f->chance > 0)
		cm_note(0,
		    "%zu more %s, but so would some by chance; see --fdr",
		    f->chance, verb);
	if (cut > 0)
		cm_note(0, "%zu more %s; see --limit", cut, verb);
}

static enum cm_exit
tell_terms(struct out *o, const struct answer *a, const struct section *s)
{
	const struct terms *t = s->state;
	struct found f;
	struct line *line;
	struct cm_buf b;
	size_t n, k, cut = 0;

	memset(&f, 0, sizeof(f));
	line = lines_loose(a, s, 0, &n);
	found_fill(&f, s, line, n);
	if (f.now == 0 || f.before == 0)
		f.n = 0;
	test(&f, a->ask->level);
	choose(&f, t);
	if (f.n > 0)
		qsort(f.term, f.n, sizeof(*f.term),
		    t->falling ? falling : rising);
	if (t->limit >= 0 && f.n > (size_t)t->limit) {
		cut = f.n - (size_t)t->limit;
		f.n = (size_t)t->limit;
	}
	write_measures(o, t);
	cm_buf_init(&b, CM_BUF_ANY);
	for (k = 0; k < f.n; k++)
		write_term(o, &f, t, &f.term[k], &b);
	say(&f, t, cut);
	cm_buf_release(&b);
	free(f.term);
	free(line);
	return CM_OK;
}

const struct verb verb_terms = {"terms", NULL, 0,
    "words, tags and links that rise against the period before", options,
    ask_terms, tell_terms, free};
