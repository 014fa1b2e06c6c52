/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-stats/coverage_in.h"
#include "cmd/cm-stats/fact.h"
#include "cmd/cm-stats/keys.h"
#include "cmd/cm-stats/slice.h"
#include "lib/clock.h"
#include "lib/err.h"
#include "lib/json.h"

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

int
coverage_same(const struct entry *a, const struct entry *b)
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

int
coverage_is(const char *text, struct cm_slice s)
{
	return s.p == NULL ||
	    (strlen(text) == s.len && memcmp(text, s.p, s.len) == 0);
}

/* JSON text as words of a reason. */
void
coverage_say(struct cm_buf *why, const char *text)
{
	struct cm_slice s;

	s.p = text;
	s.len = strlen(text);
	if (text[0] == '"')
		cm_json_text(why, s);
	else
		cm_buf_puts(why, text);
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
		if (last != NULL && coverage_same(last, e) &&
		    e->start < last->end && e->part != last->part && n++ == 0) {
			coverage_say(say_to, e->network);
			cm_buf_byte(say_to, ' ');
			coverage_say(say_to, e->account);
			cm_buf_printf(say_to, " from %s to %s",
			    cm_clock_text(e->start, a),
			    cm_clock_text(
				e->end < last->end ? e->end : last->end, b));
		}
		if (last == NULL || !coverage_same(last, e) ||
		    e->end > last->end)
			last = e;
	}
	return n;
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
		if (coverage_is(e->network, network) &&
		    coverage_is(e->account, account))
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
		    !coverage_is(e->network, network) ||
		    !coverage_is(e->account, account))
			continue;
		if (found != 0 || e->end > *end)
			*end = e->end;
		found = 0;
	}
	return found;
}
