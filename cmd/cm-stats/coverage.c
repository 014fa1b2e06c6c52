/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/coverage.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/slice.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"

enum { SHOWN = 3 }; /* so many sources are named in a reason */

/* One record; after coverage_close() those of a source stand together. */
struct entry {
	char *network, *account, *what; /* JSON texts */
	char *why;                      /* JSON text, or NULL */
	int64_t start, end;             /* covered; start = end: nothing */
	int64_t since, until;           /* asked; the ends of time: not said */
	int64_t fetched;                /* the end of time: not said */
	int refused;                    /* something could not be read */
	uint64_t part;                  /* see coverage_part() */
};

struct coverage {
	struct cm_want *want;
	struct entry *entry;
	size_t n, cap;
	uint64_t part; /* of what is added */
};

enum {
	NETWORK,
	ACCOUNT,
	SOURCE,
	WHAT,
	START,
	END,
	SINCE,
	UNTIL,
	COMPLETE,
	WHY,
	REFUSED,
	FETCHED,
	WANTS
};

static const char *const wants[WANTS] = {"network", "account", "source", "what",
    "covered.start", "covered.end", "asked.since", "asked.until", "complete",
    "why", "refused", "fetched"};

struct coverage *
coverage_new(void)
{
	struct coverage *c = cm_zalloc(sizeof(*c));

	c->want = cm_want_new(wants, WANTS);
	/* Never none, so that there is a first and a last. */
	c->cap = 16;
	c->entry = cm_alloc(c->cap * sizeof(*c->entry));
	return c;
}

void
coverage_free(struct coverage *c)
{
	size_t k;

	if (c == NULL)
		return;
	for (k = 0; k < c->n; k++) {
		free(c->entry[k].network);
		free(c->entry[k].account);
		free(c->entry[k].what);
		free(c->entry[k].why);
	}
	free(c->entry);
	cm_want_free(c->want);
	free(c);
}

static struct entry *
more(struct coverage *c)
{
	if (c->n == c->cap) {
		c->cap *= 2;
		c->entry = cm_realloc(c->entry, c->cap * sizeof(*c->entry));
	}
	return &c->entry[c->n++];
}

/* The JSON text of a member as a string of ours; NULL for a bad line. */
static char *
copy(struct cm_rec *r, struct cm_slice s, const char *name)
{
	struct cm_buf b;
	char *text;

	cm_buf_init(&b, CM_BUF_ANY);
	if (key_text(&b, s) != 0) {
		cm_buf_release(&b);
		fact_wrong(r, s, name, "a single value");
		return NULL;
	}
	text = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return text;
}

/*
 * What was asked counts as covered where a fetch was complete and does not
 * say what it covered.
 */
static int
span(struct cm_rec *r, const struct cm_slice *s, int64_t *start, int64_t *end)
{
	int from = START;

	*start = *end = 0;
	if ((slice_absent(s[START]) || slice_absent(s[END])) &&
	    cm_scan_kind(s[COMPLETE]) == CM_TRUE)
		from = SINCE;
	if (slice_absent(s[from]) || slice_absent(s[from + 1]))
		return 0;
	if (fact_time(r, s[from], wants[from], start) != 0 ||
	    fact_time(r, s[from + 1], wants[from + 1], end) != 0)
		return -1;
	if (*end < *start)
		*end = *start;
	return 0;
}

/* When it was asked, and for which time. */
static int
asked(struct cm_rec *r, const struct cm_slice *s, struct entry *e)
{
	e->since = INT64_MIN;
	e->until = e->fetched = INT64_MAX;
	e->refused = !slice_absent(s[REFUSED]) && s[REFUSED].p[0] != '0';
	if (!slice_absent(s[SINCE]) &&
	    fact_time(r, s[SINCE], wants[SINCE], &e->since) != 0)
		return -1;
	if (!slice_absent(s[UNTIL]) &&
	    fact_time(r, s[UNTIL], wants[UNTIL], &e->until) != 0)
		return -1;
	if (!slice_absent(s[FETCHED]) &&
	    fact_time(r, s[FETCHED], wants[FETCHED], &e->fetched) != 0)
		return -1;
	return 0;
}

/*
 * "access.log.2.gz" is the same log as "access.log": cuts off what rotation
 * adds to a name, which is JSON text.
 */
static void
unrotate(char *text)
{
	static const char *const packed[] = {".gz", ".xz", ".bz2", ".zst"};
	size_t len = strlen(text) - 1, digits, k, n;

	if (text[0] != '"')
		return;
	for (k = 0; k < 4; k++) {
		n = strlen(packed[k]);
		if (len > n + 1 && memcmp(text + len - n, packed[k], n) == 0)
			len -= n;
	}
	for (digits = len; text[digits - 1] >= '0' && text[digits - 1] <= '9';)
		digits--;
	if (digits < len && digits > 2 &&
	    (text[digits - 1] == '.' || text[digits - 1] == '-'))
		len = digits - 1;
	memcpy(text + len, "\"", 2);
}

int
coverage_add(struct coverage *c, struct cm_rec *r)
{
	struct cm_slice s[WANTS], who;
	struct cm_scan_error error;
	struct entry e;

	if (cm_scan_line(r->line, r->len, c->want, s, &error) != 0) {
		cm_rec_bad(r, error.offset, "%s", error.why);
		return -1;
	}
	memset(&e, 0, sizeof(e));
	e.part = c->part;
	if (span(r, s, &e.start, &e.end) != 0 || asked(r, s, &e) != 0)
		return -1;
	/* A log often has no account: then it is the source that speaks. */
	who = slice_absent(s[ACCOUNT]) ? s[SOURCE] : s[ACCOUNT];
	e.network = copy(r, s[NETWORK], "network");
	if (e.network != NULL)
		e.account = copy(r, who, "account");
	if (e.account != NULL && slice_absent(s[ACCOUNT]))
		unrotate(e.account);
	if (e.account != NULL)
		e.what = copy(r, s[WHAT], "what");
	if (e.what == NULL) {
		free(e.network);
		free(e.account);
		return -1;
	}
	if (!slice_absent(s[WHY]))
		e.why = copy(r, s[WHY], "why");
	*more(c) = e;
	return 0;
}

void
coverage_part(struct coverage *c, uint64_t part)
{
	c->part = part;
}

void
coverage_merge(struct coverage *a, struct coverage *b)
{
	size_t k;

	for (k = 0; k < b->n; k++)
		*more(a) = b->entry[k];
	b->n = 0;
	coverage_free(b);
}

static int
same_source(const struct entry *a, const struct entry *b)
{
	return strcmp(a->network, b->network) == 0 &&
	    strcmp(a->account, b->account) == 0 &&
	    strcmp(a->what, b->what) == 0;
}

static int
compare(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	int c = strcmp(a->network, b->network);

	if (c == 0)
		c = strcmp(a->account, b->account);
	if (c == 0)
		c = strcmp(a->what, b->what);
	if (c == 0)
		c = a->start < b->start ? -1 : a->start > b->start;
	if (c == 0)
		c = a->end < b->end ? -1 : a->end > b->end;
	if (c == 0)
		c = a->fetched < b->fetched ? -1 : a->fetched > b->fetched;
	if (c == 0)
		c = strcmp(
		    a->why != NULL ? a->why : "", b->why != NULL ? b->why : "");
	return c;
}

void
coverage_close(struct coverage *c)
{
	if (c->n > 0)
		qsort(c->entry, c->n, sizeof(*c->entry), compare);
}

static int
is(const char *text, struct cm_slice s)
{
	return s.p == NULL ||
	    (strlen(text) == s.len && memcmp(text, s.p, s.len) == 0);
}

/* JSON text as words of a reason. */
static void
say(struct cm_buf *why, const char *text)
{
	struct cm_slice s;

	s.p = text;
	s.len = strlen(text);
	if (text[0] == '"')
		cm_json_text(why, s);
	else
		cm_buf_puts(why, text);
}

/* Whether the spans of a source, sorted by start, hold all of one. */
static int
covers(const struct entry *e, const struct entry *end, int64_t from, int64_t to)
{
	for (; e < end && e->start <= from; e++)
		if (e->end > from)
			from = e->end;
	return from >= to;
}

/*
 * The end of what was covered before a record was made; where that was
 * nothing, the start of what was covered since, for what went before was
 * never in reach.
 */
static int64_t
known_before(
    const struct entry *e, const struct entry *end, const struct entry *of)
{
	int64_t last = INT64_MIN, first = INT64_MIN;
	const struct entry *k;

	for (k = e; k < end; k++) {
		if (k == of || k->start == k->end)
			continue;
		if (first == INT64_MIN)
			first = k->start;
		if (k->fetched < of->fetched || k->end <= of->start ||
		    (k->fetched == INT64_MAX && of->start == of->end))
			last = k->end > last ? k->end : last;
	}
	return last != INT64_MIN ? last : first;
}

/* What lies in both of two spans and is not covered. */
static int
lacks(const struct entry *e, const struct entry *end, int64_t from, int64_t to,
    int64_t start, int64_t stop)
{
	from = start > from ? start : from;
	to = stop < to ? stop : to;
	return from < to && !covers(e, end, from, to);
}

/*
 * Whether a record's reason is one for a span: what it wanted and did not
 * get, its gap, touches what is not covered of the span. The gap goes from
 * what was asked, else from what was known before it, to what was asked, but
 * not beyond the time it was made at.
 */
static int
blames(const struct entry *e, const struct entry *end, const struct entry *of,
    int64_t from, int64_t to)
{
	int64_t start = of->since, stop = of->until;

	if (of->why == NULL)
		return 0;
	/* What could not be read lies among what was. */
	if (of->refused && of->start < of->end) {
		if (strcmp(of->what, "\"visits\"") == 0)
			return 0;
		start = start == INT64_MIN ? of->start : start;
		stop = stop == INT64_MAX ? of->end : stop;
	}
	if (start == INT64_MIN)
		start = known_before(e, end, of);
	if (stop > of->fetched)
		stop = of->fetched;
	return lacks(e, end, from, to, start, stop);
}

size_t
coverage_overlap(const struct coverage *c,
    int (*matters)(void *ctx, uint64_t part), void *ctx, struct cm_buf *say_to)
{
	const struct entry *e, *last = NULL, *end = c->entry + c->n;
	char a[CM_CLOCK_TEXT], b[CM_CLOCK_TEXT];
	size_t n = 0;

	for (e = c->entry; e < end; e++) {
		if (e->start == e->end || e->part == 0 ||
		    !matters(ctx, e->part))
			continue;
		if (last != NULL && same_source(last, e) &&
		    e->start < last->end && e->part != last->part && n++ == 0) {
			say(say_to, e->network);
			cm_buf_byte(say_to, ' ');
			say(say_to, e->account);
			cm_buf_printf(say_to, " from %s to %s",
			    cm_clock_text(e->start, a),
			    cm_clock_text(
				e->end < last->end ? e->end : last->end, b));
		}
		if (last == NULL || !same_source(last, e) || e->end > last->end)
			last = e;
	}
	return n;
}

/* What is known of a source that does not cover a span. */
static void
say_known(const struct entry *e, const struct entry *end, int64_t from,
    int64_t to, struct cm_buf *why)
{
	char a[CM_CLOCK_TEXT], b[CM_CLOCK_TEXT];
	int64_t start, last = INT64_MIN;

	while (e < end && e->start == e->end)
		e++;
	if (e == end) {
		cm_buf_puts(why, "not known what was covered");
		return;
	}
	start = e->start;
	/* As far as is known without a hole from the span's start on. */
	for (; e < end && e->start <= from; e++) {
		last = e->end > last ? e->end : last;
		from = e->end > from ? e->end : from;
	}
	if (last != INT64_MIN && e < end && e->start < to) {
		cm_buf_printf(why, "not known from %s to %s",
		    cm_clock_text(last, a), cm_clock_text(e->start, b));
		return;
	}
	for (; e < end; e++)
		last = e->end > last ? e->end : last;
	if (start <= 0)
		cm_buf_printf(why, "known to %s only", cm_clock_text(last, b));
	else
		cm_buf_printf(why, "known from %s to %s only",
		    cm_clock_text(start, a), cm_clock_text(last, b));
}

/* Tells whether an account has more than this kind of records. */
static int
has_others(const struct coverage *c, const struct entry *e)
{
	const struct entry *k;

	for (k = c->entry; k < c->entry + c->n; k++)
		if (strcmp(k->network, e->network) == 0 &&
		    strcmp(k->account, e->account) == 0 &&
		    strcmp(k->what, e->what) != 0)
			return 1;
	return 0;
}

/* Where in a reason a kind is named. */
struct span {
	size_t at, len;
};

/* "coverage: wordpress bakery/wp comments: " */
static struct span
say_source(const struct coverage *c, const struct entry *e, struct cm_buf *why)
{
	struct span kind = {0, 0};

	cm_buf_puts(why, "coverage: ");
	say(why, e->network);
	cm_buf_byte(why, ' ');
	say(why, e->account);
	if (e->what[0] == '"' && has_others(c, e)) {
		kind.at = why->len;
		cm_buf_byte(why, ' ');
		say(why, e->what);
		kind.len = why->len - kind.at;
	}
	cm_buf_puts(why, ": ");
	return kind;
}

/* It is the same of another kind, too: none is named. */
static void
unname(struct cm_buf *why, struct span *kind)
{
	size_t end = kind->at + kind->len;

	if (kind->len == 0)
		return;
	memmove(why->p + kind->at, why->p + end, why->len - end);
	why->len -= kind->len;
	kind->len = 0;
}

/* Why a source does not cover a span: the last that was said of it. */
static void
explain(const struct entry *e, const struct entry *end, int64_t from,
    int64_t to, struct cm_buf *why)
{
	const struct entry *said = NULL, *k;

	for (k = e; k < end; k++)
		if ((said == NULL || k->fetched > said->fetched) &&
		    blames(e, end, k, from, to))
			said = k;
	if (said != NULL)
		say(why, said->why);
	else
		say_known(e, end, from, to, why);
}

int
coverage_judge(const struct coverage *c, struct cm_slice network,
    struct cm_slice account, const char *what, int64_t start, int64_t end,
    struct cm_buf *why)
{
	const struct entry *e = c->entry, *all = e + c->n, *next, *said = NULL;
	int verdict = -1, lacking = 0;
	struct cm_buf text, last;
	struct span kind = {0, 0};

	cm_buf_init(&text, CM_BUF_ANY);
	cm_buf_init(&last, CM_BUF_ANY);
	for (; e < all; e = next) {
		for (next = e + 1; next < all && same_source(e, next);)
			next++;
		if (!is(e->network, network) || !is(e->account, account))
			continue;
		if (what != NULL && strcmp(e->what, what) != 0)
			continue;
		if (covers(e, next, start, end)) {
			verdict = verdict < 0 ? 1 : verdict;
			continue;
		}
		verdict = 0;
		cm_buf_clear(&text);
		explain(e, next, start, end, &text);
		/* Posts and comments often lack for the same cause. */
		if (said != NULL && strcmp(said->network, e->network) == 0 &&
		    strcmp(said->account, e->account) == 0 &&
		    text.len == last.len &&
		    memcmp(text.p, last.p, text.len) == 0) {
			unname(why, &kind);
			continue;
		}
		said = e;
		cm_buf_clear(&last);
		cm_buf_add(&last, text.p, text.len);
		kind.len = 0;
		if (++lacking > SHOWN)
			continue;
		if (why->len > 0)
			cm_buf_puts(why, "; ");
		kind = say_source(c, e, why);
		cm_buf_add(why, text.p, text.len);
	}
	if (lacking > SHOWN)
		cm_buf_printf(why, "; coverage: %d more source%s",
		    lacking - SHOWN, lacking == SHOWN + 1 ? "" : "s");
	cm_buf_release(&text);
	cm_buf_release(&last);
	return verdict;
}

/* Of all kinds that bring posts, or that may. */
static int
brings(const char *what, int comments)
{
	static const char *const others[] = {"\"comments\"", "\"visits\"",
	    "\"accounts\"", "\"account\"", "\"profile\"", "\"series\"",
	    "\"mentions\"", "\"messages\"", "\"reviews\""};
	size_t k;

	if (comments)
		return strcmp(what, others[0]) == 0 || what[0] == 'n';
	for (k = 0; k < sizeof(others) / sizeof(others[0]); k++)
		if (strcmp(what, others[k]) == 0)
			return 0;
	return 1;
}

int
coverage_brings(const struct coverage *c, struct cm_slice network,
    struct cm_slice account, int comments)
{
	const struct entry *e;
	int verdict = -1;

	for (e = c->entry; e < c->entry + c->n && verdict < 1; e++)
		if (is(e->network, network) && is(e->account, account))
			verdict = brings(e->what, comments) &&
			    (e->why == NULL || e->start < e->end);
	return verdict;
}

int
coverage_until(const struct coverage *c, struct cm_slice network,
    struct cm_slice account, const char *what, int64_t *end)
{
	const struct entry *e;
	int found = -1;

	for (e = c->entry; e < c->entry + c->n; e++) {
		if (e->start == e->end || strcmp(e->what, what) != 0 ||
		    !is(e->network, network) || !is(e->account, account))
			continue;
		if (found != 0 || e->end > *end)
			*end = e->end;
		found = 0;
	}
	return found;
}
