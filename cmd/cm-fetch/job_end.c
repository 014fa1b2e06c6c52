/* SPDX-License-Identifier: ISC */
/* How the fetch of an account ended: what is said, and what is kept. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/feed.h"
#include "cmd/cm-fetch/fetch.h"
#include "cmd/cm-fetch/job.h"
#include "lib/clock.h"
#include "lib/json.h"

/* Tells whether a failure is for good: to ask again changes nothing. */
static int
is_loss(enum cm_net_kind kind)
{
	return kind == CM_NET_EXPIRED || kind == CM_NET_REFUSED ||
	    kind == CM_NET_GONE || kind == CM_NET_INVALID;
}

static const char *
advice(const struct job *j, const struct cm_net_end *end, enum cm_net_kind kind)
{
	if (kind == end->kind && end->advice != NULL)
		return end->advice;
	switch (kind) {
	case CM_NET_REFUSED:
		return "see what the account, or its token, may read there";
	case CM_NET_GONE:
		return j->source->fetch->o.of != NULL ? "check --of"
						      : "all else was read";
	case CM_NET_INVALID:
		return "check the options and what the accounts file says, "
		       "its host too";
	default:
		return NULL;
	}
}

static void
say(const struct job *j, const char *message, long n, const char *what)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (n > 1)
		cm_buf_printf(&b, " (%ld times)", n);
	if (what != NULL)
		cm_buf_printf(&b, ": %s", what);
	cm_warn("%s (%s): %s: %s%s", j->account, j->network, j->what, message,
	    cm_buf_str(&b));
	cm_buf_release(&b);
}

static void
begin_element(struct cm_buf *b)
{
	if (b->len > 0)
		cm_buf_byte(b, ',');
	cm_buf_byte(b, '{');
}

/* Whether an earlier part of the job had the same reason. */
static int
is_noted(struct job *j, const struct cm_net_gap *gap)
{
	struct cm_buf b;
	int noted;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "what", gap->what);
	cm_json_member(&b, "why", gap->why);
	cm_buf_byte(&b, ',');
	noted = strstr(cm_buf_str(&j->gaps), cm_buf_str(&b)) != NULL;
	cm_buf_release(&b);
	return noted;
}

/* Records of this very kind are missing. */
static void
note_hole(struct job *j, const struct cm_net_gap *gap)
{
	if (gap->numbers || strcmp(gap->what, j->what) != 0)
		return;
	if (j->hole == NULL) {
		j->hole = cm_strdup(gap->why);
		j->hole_from = gap->from;
		return;
	}
	j->holes += !is_noted(j, gap);
	if (gap->from < j->hole_from)
		j->hole_from = gap->from;
}

void
job_note(struct job *j, const struct cm_net_end *end)
{
	struct fetch *f = j->source->fetch;
	size_t i;

	j->pages += end->requests;
	if (end->refused > 0)
		f->status = cm_worse(f->status, CM_FAIL);
	for (i = 0; i < end->ngaps; i++) {
		note_hole(j, &end->gaps[i]);
		begin_element(&j->gaps);
		cm_json_member(&j->gaps, "what", end->gaps[i].what);
		cm_json_member(&j->gaps, "why", end->gaps[i].why);
		cm_json_member_int(&j->gaps, "n", end->gaps[i].n);
		cm_buf_byte(&j->gaps, '}');
	}
	for (i = 0; i < end->nlost; i++) {
		const struct cm_net_loss *l = &end->lost[i];

		if (l->kind == CM_NET_STOPPED)
			continue; /* by us */
		say(j, l->message, l->n, advice(j, end, l->kind));
		j->lossy |= is_loss(l->kind);
		begin_element(&j->lost);
		cm_json_member(&j->lost, "kind", cm_net_kind_name(l->kind));
		cm_json_member(&j->lost, "step", l->step);
		cm_json_member(&j->lost, "message", l->message);
		cm_json_member_int(&j->lost, "n", l->n);
		cm_buf_byte(&j->lost, '}');
	}
	if (end->kind == CM_NET_OK || end->kind == CM_NET_STOPPED)
		return;
	f->status = cm_worse(f->status, end->later ? CM_AGAIN : CM_FAIL);
	if (end->nlost == 0)
		say(j, end->message != NULL ? end->message : "it failed", 1,
		    advice(j, end, end->kind));
}

static void
member_time(struct cm_buf *b, const char *key, int64_t t)
{
	char text[CM_CLOCK_TEXT];

	if (t != FEED_NEVER && t != INT64_MAX)
		cm_json_member(b, key, cm_clock_text(t, text));
}

static void
span(struct cm_buf *b, const char *key, const char *from, int64_t start,
    const char *to, int64_t end)
{
	if (start == FEED_NEVER && (end == INT64_MAX || end == FEED_NEVER))
		return;
	cm_json_key(b, key);
	cm_buf_byte(b, '{');
	member_time(b, from, start);
	member_time(b, to, end);
	cm_buf_byte(b, '}');
}

static void
list(struct cm_buf *b, const char *key, const struct cm_buf *elements)
{
	if (elements->len == 0)
		return;
	cm_json_key(b, key);
	cm_buf_byte(b, '[');
	cm_buf_add(b, elements->p, elements->len);
	cm_buf_byte(b, ']');
}

int64_t
job_covered(const struct job *j)
{
	return j->began < j->until ? j->began : j->until;
}

/* What was asked about one thing, or looked for, says nothing of the rest. */
static int
is_whole(const struct job *j)
{
	const struct options *o = &j->source->fetch->o;

	return o->of == NULL && o->query == NULL &&
	    strcmp(j->what, "search") != 0;
}

/* How far back the network gives this at all. */
static int64_t
kept_from(const struct job *j)
{
	const struct cm_about *about =
	    cm_net_account(j->source->fetch->net, j->account);
	char *text = about != NULL
	    ? cm_json_dup(cm_json_get(about->keeps, j->what))
	    : NULL;
	int64_t span;
	int known = text != NULL && cm_clock_span(text, &span) == 0;

	free(text);
	return known ? j->began - span : FEED_NEVER;
}

/* From when on a span that is complete holds all. */
static int64_t
covered_from(const struct job *j)
{
	int64_t start = j->since, kept = kept_from(j);

	if (start == FEED_NEVER && j->memo.cursor != NULL &&
	    j->source->memory.covered != 0)
		start = j->source->memory.covered;
	else if (start == FEED_NEVER)
		start = 0; /* there is nothing before the oldest */
	return start < kept ? kept : start;
}

/* Why, without the URL that was asked: it goes into reports. */
static char *
short_of(const char *why)
{
	const char *at = strstr(why, " (GET http"), *end;
	struct cm_buf b;
	char *s;

	if (at == NULL)
		at = strstr(why, " (POST http");
	end = at != NULL ? strchr(at, ')') : NULL;
	if (end == NULL)
		return cm_strdup(why);
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, why, (size_t)(at - why));
	cm_buf_puts(&b, end + 1);
	s = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return s;
}

/* One reason for whoever reads it; all stand in gaps. */
static char *
in_words(const struct job *j, const char *why)
{
	char *first = short_of(why), *s;
	struct cm_buf b;

	if (why != j->hole || j->holes == 0)
		return first;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s (and %ld more reason%s)", first, j->holes,
	    j->holes == 1 ? "" : "s");
	s = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	free(first);
	return s;
}

static int
coverage(struct job *j, const char *why)
{
	struct fetch *f = j->source->fetch;
	struct cm_buf b;
	int64_t until = why == NULL ? job_covered(j) : FEED_NEVER;
	char *in_short;
	int r;

	/* What the network does not tell is no failure of the run, and yet
	 * nobody may count what is there as all. */
	if (why == NULL && j->hole != NULL) {
		why = j->hole;
		until = j->hole_from;
	}
	/* Nobody knows when it was set up, nor what it missed. */
	if (f->o.spool != NULL) {
		until = FEED_NEVER;
		why = why != NULL ? why
				  : "what comes by web hook is known since "
				    "the hook was set up";
	}
	in_short = why != NULL ? in_words(j, why) : NULL;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "type", "coverage");
	cm_json_member(&b, "network", j->network);
	cm_json_member(&b, "account", j->account);
	cm_json_member(&b, "source", f->o.of != NULL ? f->o.of : f->o.query);
	cm_json_member(&b, "what", j->what);
	if (is_whole(j)) {
		span(&b, "asked", "since", j->since, "until", j->until);
		if (until != FEED_NEVER && until > covered_from(j))
			span(&b, "covered", "start", covered_from(j), "end",
			    until < job_covered(j) ? until : job_covered(j));
	}
	cm_json_member_int(&b, "pages", j->pages);
	cm_json_member_int(&b, "records", j->records);
	cm_json_member_int(&b, "refused", j->refused);
	cm_json_key(&b, "complete");
	cm_buf_puts(&b, why == NULL ? "true" : "false");
	cm_json_member(&b, "why", in_short);
	free(in_short);
	list(&b, "gaps", &j->gaps);
	list(&b, "lost", &j->lost);
	member_time(&b, "fetched", f->now);
	cm_buf_puts(&b, "}\n");
	r = wait_add(f, j->source, b.p, b.len);
	cm_buf_release(&b);
	return r;
}

/* The next span begins. */
static void
forget_span(struct job *j)
{
	j->pages = j->records = j->refused = 0;
	j->lossy = 0;
	j->oldest = FEED_NEVER;
	cm_buf_clear(&j->gaps);
	cm_buf_clear(&j->lost);
	free(j->hole);
	j->hole = NULL;
	j->holes = 0;
}

/* Tells whether this run got all kinds of records that the account has. */
static int
is_all(const struct job *j)
{
	const struct fetch *f = j->source->fetch;
	const struct cm_about *about = cm_net_account(f->net, j->account);
	char *const *what;
	int all = about != NULL;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);

	for (what = about != NULL ? about->reads : NULL;
	     what != NULL && *what != NULL; what++) {
		if (strcmp(*what, "search") == 0 ||
		    strcmp(*what, "profile") == 0)
			continue;
		cm_buf_clear(&b);
		cm_buf_printf(&b, "\n%s:%s\n", j->account, *what);
		all = all && f->complete.len > 0 &&
		    strstr(f->complete.p, cm_buf_str(&b)) != NULL;
	}
	cm_buf_release(&b);
	return all;
}

int
job_ended(struct job *j, const struct cm_net_end *end)
{
	struct fetch *f = j->source->fetch;
	const char *why = NULL;
	int more = 0;

	if (j->probing && job_probed(j, end) != 0) {
		forget_span(j); /* it was said, and stays for the next run */
		j->stop = NULL;
		return 0;
	}
	job_note(j, end);
	j->limited |= end->limited;
	if (j->limited)
		why = "limit";
	else if (j->stop != NULL)
		why = j->stop;
	else if (end->kind != CM_NET_OK)
		why = end->message != NULL ? end->message : "it failed";
	else if (j->lossy)
		why = "something of it was lost before";
	if (j->refused > 0 && why == NULL)
		why = "-w failed";
	j->refused += end->refused;
	/* It would be no record the next time either: that goes on behind it. */
	coverage(
	    j, why == NULL && end->refused > 0 ? "records were refused" : why);
	if (f->o.stateful)
		more = job_remember(j, end, why);
	if (why == NULL && end->refused == 0 && is_whole(j)) {
		cm_buf_printf(&f->complete, "\n%s:%s\n", j->account, j->what);
		(void)cm_buf_str(&f->complete);
	}
	if (why == NULL && !f->o.dry && f->o.replay == NULL && is_all(j))
		cm_net_fetched(f->net, j->account, f->now);
	forget_span(j);
	j->stop = NULL;
	return more;
}
