/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/find.h"
#include "lib/clock.h"
#include "lib/json.h"

/*
 * Items are read from a day before the intent, though only those since a few
 * minutes before count: a match in between means that a clock is wrong, or that
 * somebody said the same by hand, and then nothing is certain.
 */
enum { BEFORE = 24 * 3600, SLACK = 600, SLACK_OWN = 30 };

/* Seconds that an account's setting or, without one, preset says. */
static int64_t
span_of(const struct lane *l, const char *name, int64_t preset)
{
	const char *s = cm_conf_get(l->account, name);
	int64_t seconds;

	if (s == NULL)
		return preset;
	if (cm_clock_span(s, &seconds) == 0)
		return seconds;
	cm_warn("account '%s': %s is not a span such as 30s: '%s'",
	    l->account->name, name, s);
	return preset;
}

/* Milliseconds until "not there" counts; -1: the journal failed. */
static int64_t
unsettled(struct lane *l)
{
	struct entry *e = l->now->now;
	int64_t limit = span_of(l, "timeout", l->b->o->net.http.timeout);
	int64_t settle =
	    span_of(l, "settle", l->about->settle > 0 ? l->about->settle : 0);
	int64_t age;
	int fresh;

	/* In a replay no time goes by; it waits where the run may have waited
	 * that was recorded. */
	if (l->b->o->net.replay != NULL)
		return e->waited ? 0 : (limit + settle) * 1000;
	age = stamp_age(&e->intent, &fresh);
	if (fresh) {
		stamp_now(&e->intent);
		if (journal_keep(l->b->journal, &l->now->d, e) == -1)
			return -1;
	}
	age = (limit + settle) * 1000 - age;
	return age > 0 ? age : 0;
}

void
recover_free(struct lane *l)
{
	find_free(l->find);
	l->find = NULL;
}

static void
doubtful(struct lane *l, const char *why)
{
	struct entry *e = l->now->now;
	struct cm_buf b;

	e->state = ENTRY_DOUBTFUL;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b,
	    "it may have been published: %s; look there, then: cm-post "
	    "--settle %lld=published, or --settle %lld=failed",
	    why, (long long)e->row, (long long)e->row);
	free(e->kind);
	free(e->message);
	e->kind = cm_strdup("doubtful");
	e->message = cm_strdup(cm_buf_str(&b));
	if (journal_keep(l->b->journal, &l->now->d, e) == -1)
		lane_broken(l);
	else
		lane_give_up(l, "doubtful", e->message, CM_FAIL);
	cm_buf_release(&b);
}

/* Waits for the moment when the verdict counts, or leaves it to a later run. */
static void
not_yet(struct lane *l, int64_t ms)
{
	int64_t seconds = (ms + 999) / 1000;
	const struct options *o = l->b->o;
	const struct task *t = l->now;
	char when[CM_CLOCK_TEXT];
	struct cm_buf b;

	cm_clock_text(cm_clock_now() + seconds, when);
	if (!o->no_wait && seconds <= o->net.http.patience) {
		cm_warn("account '%s' (%s): waiting %lld s, until %s, to see "
			"whether what went out without an answer is there",
		    l->account->name, l->account->network, (long long)seconds,
		    when);
		l->now->now->waited = 1;
		lane_wait(l, o->net.replay != NULL ? 0 : ms);
		return;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b,
	    "%s, and it is not there yet; whether it was published can be "
	    "told after %s: run the same command then",
	    t->kind != NULL && strcmp(t->kind, "module") == 0
		? "something went out before its module failed"
		: "it went out, no answer came",
	    when);
	lane_give_up(l, "unknown", cm_buf_str(&b), CM_AGAIN);
	cm_buf_release(&b);
}

static void
absent(struct lane *l)
{
	struct entry *e = l->now->now;

	e->state = ENTRY_NEW;
	if (journal_keep(l->b->journal, &l->now->d, e) == -1)
		lane_broken(l);
	else if (e->resends++ > 0)
		lane_stop(l, "unknown",
		    "it was sent twice, without an answer, and is not there: "
		    "nothing was published",
		    CM_AGAIN);
}

/* What a module adds to a post once it is public did perhaps not follow. */
static void
say_comment(const struct task *t)
{
	struct cm_slice job = {t->now->job, strlen(t->now->job)};
	struct cm_slice draft = cm_json_get(job, "draft");

	if (cm_scan_kind(cm_json_get(draft, "first_comment")) == CM_STRING)
		task_say(t,
		    "it is there, though no answer said so: see whether its "
		    "first comment is there too");
}

static void
conclude(struct lane *l)
{
	struct find *f = l->find;
	enum verdict verdict = find_verdict(f);
	struct cm_slice item = {f->item, f->item != NULL ? strlen(f->item) : 0};
	int64_t wait;

	l->find = NULL;
	wait = verdict == FOUND ? 0 : unsettled(l);
	if (wait == -1)
		lane_broken(l);
	else if (verdict == FOUND) {
		cm_note(1, "%s: account '%s' (%s): found what was sent before",
		    l->now->place, l->account->name, l->account->network);
		(void)send_done(l, item);
		say_comment(l->now);
	} else if (wait > 0)
		not_yet(l, wait);
	else if (verdict == ABSENT)
		absent(l);
	else
		doubtful(l, find_why(f));
	l->find = f;
	recover_free(l);
}

static int
on_record(void *ctx, const char *line, size_t len, int64_t when)
{
	struct lane *l = ctx;

	return find_record(l->find, l, line, len, when);
}

static int
on_receipt(void *ctx, const char *json, size_t len)
{
	struct lane *l = ctx;
	struct cm_slice all = {json, len}, status;

	status = cm_json_get(all, "status");
	if (l->find->said == FOUND)
		return 0;
	if (cm_json_is(status, "published")) {
		l->find->said = FOUND;
		l->find->item = cm_strndup(json, len);
	} else if (cm_json_is(status, "absent"))
		l->find->said = ABSENT;
	return 0;
}

/* It may have gone out, and whether it did cannot be seen now. */
static void
stop_looking(struct lane *l, const struct cm_net_end *end, int later)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "it went out before, and what is there cannot be read");
	if (end->message != NULL)
		cm_buf_printf(&b, ": %s", end->message);
	cm_buf_printf(&b, "; %s",
	    end->advice != NULL ? end->advice : "run the same command again");
	lane_stop(l, cm_net_kind_name(end->kind), cm_buf_str(&b),
	    later ? CM_AGAIN : CM_FAIL);
	cm_buf_release(&b);
}

static void start_job(struct lane *l);

/*
 * By a clock that is ahead, what went out is older there than is asked for: it
 * is looked for once more since the time that it was there. Returns 0: that
 * changes nothing.
 */
static int
look_earlier(struct lane *l, int64_t ahead)
{
	struct entry *e = l->now->now;
	int least = l->find->nwhats > 0 ? SLACK : SLACK_OWN;

	if (e->ahead > 0 || ahead <= least || find_verdict(l->find) == FOUND)
		return 0;
	e->ahead = ahead;
	recover_free(l);
	recover_start(l);
	return 1;
}

/* Why something that is there may not have been shown, if it may. */
static void
note_lacks(struct find *f, const struct cm_net_end *end)
{
	size_t i;

	if (end->kind != CM_NET_OK)
		find_lacks(f, "what is there cannot all be read%s%s",
		    end->message != NULL ? ": " : "",
		    end->message != NULL ? end->message : "");
	for (i = 0; i < end->ngaps; i++)
		if (!end->gaps[i].numbers)
			find_lacks(
			    f, "%s: %s", end->gaps[i].what, end->gaps[i].why);
	if (end->nlost > 0 || end->refused > 0 || end->limited)
		find_lacks(f, "not all of what is there could be read");
	/* A module's own look may know it by what it remembers. */
	if (end->requests == 0 && f->nwhats > 0)
		find_lacks(f, "the network was not asked");
}

/* The module itself, which asked nothing, says that what is answered is no
 * post: then it is a message, and those were read. */
static int
is_private(const struct find *f, const struct cm_net_end *end)
{
	return f->below && end->kind == CM_NET_INVALID && end->requests == 0 &&
	    strcmp(f->whats[f->what - 1], "messages") == 0;
}

/*
 * An answer below what is not ours stands in no list of ours. Where what it
 * answers was not listed, it is looked for below that alone; where that cannot
 * be done, that it is not there is not known. Returns 0: nothing is left.
 */
static int
look_below(struct lane *l)
{
	struct find *f = l->find;

	if (f->answered == NULL || f->near || f->below || f->nwhats == 0)
		return 0;
	/* Where there are messages alone, those were read. */
	if (!cm_about_has(l->about->reads, "comments")) {
		if (strcmp(f->whats[f->nwhats - 1], "messages") != 0)
			find_lacks(f, "answers are not listed there");
		return 0;
	}
	f->below = 1;
	f->whats[f->nwhats++] = "comments";
	return 1;
}

static void
on_done(void *ctx, const struct cm_net_end *end)
{
	struct lane *l = ctx;
	struct find *f = l->find;
	int later = end->later || end->kind == CM_NET_RATE ||
	    end->kind == CM_NET_SERVER;

	l->work = LANE_IDLE;
	if (l->b->broken != CM_OK) {
		recover_free(l);
		lane_broken(l);
	} else if (f->said != FOUND &&
	    (later || end->kind == CM_NET_AUTH || end->kind == CM_NET_EXPIRED ||
		end->kind == CM_NET_LOCAL || end->kind == CM_NET_STOPPED)) {
		recover_free(l);
		stop_looking(l, end, later || end->kind == CM_NET_STOPPED);
	} else {
		if (!is_private(f, end))
			note_lacks(f, end);
		if (end->ahead > f->ahead)
			f->ahead = end->ahead;
		if (f->said == -1 && (++f->what < f->nwhats || look_below(l)))
			start_job(l);
		else if (!look_earlier(l, f->ahead))
			conclude(l);
	}
	lane_go(l);
}

static void
start_job(struct lane *l)
{
	static const struct cm_net_calls reads = {
	    .record = on_record, .done = on_done};
	static const struct cm_net_calls finds = {
	    .receipt = on_receipt, .done = on_done};
	struct find *f = l->find;
	struct cm_net_job job = {0};
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	job.account = l->account->name;
	job.since = INT64_MIN;
	job.until = INT64_MAX;
	job.limit = -1;
	job.ctx = l;
	if (f->nwhats > 0) {
		job.verb = "fetch";
		job.step = f->whats[f->what];
		job.since = f->from - BEFORE;
		job.looks = 1;
		job.calls = &reads;
		cm_buf_byte(&b, '{');
		cm_json_member(&b, "what", job.step);
		if (f->below)
			cm_json_member(&b, "of",
			    f->thread != NULL ? f->thread : f->answered);
		if (f->answered != NULL)
			cm_json_member(&b, "answers", f->answered);
		cm_json_key(&b, "looks");
		send_job(l, l->now->now->sent - l->now->now->ahead, &b);
		cm_buf_byte(&b, '}');
	} else {
		job.verb = "find";
		job.spool = cm_conf_get(l->account, "spool");
		job.calls = &finds;
		job.files = (const char *const *)l->now->now->files;
		send_job(l, l->now->now->sent - l->now->now->ahead, &b);
	}
	job.job = cm_buf_str(&b);
	l->work = LANE_LOOKS;
	cm_net_start(l->b->net, &job);
	cm_buf_release(&b);
}

/* What the message answers, where that is given from outside. */
static void
note_answered(struct lane *l)
{
	const struct task *t = l->now;
	struct cm_slice job = {t->now->job, strlen(t->now->job)};
	struct cm_slice target =
	    cm_json_get(cm_json_get(job, "action"), "target");

	if (t->action) {
		l->find->answered = cm_json_dup(cm_json_get(target, "id"));
		l->find->thread = cm_json_dup(cm_json_get(target, "thread"));
	} else if (t->now == t->d.entries && t->plan.reply_to != NULL)
		l->find->answered = cm_strdup(t->plan.reply_to);
}

/* What is read, where the module has no look-up of its own. */
static void
choose_lists(struct lane *l)
{
	struct task *t = l->now;
	struct find *f = l->find;
	char *const *reads = l->about->reads;
	int reply =
	    t->action || t->now > t->d.entries || t->plan.reply_to != NULL;

	/* A list does not tell who of many got it. */
	if (t->now->recipient != NULL)
		return;
	if (cm_about_has(reads, "posts"))
		f->whats[f->nwhats++] = "posts";
	if (reply && cm_about_has(reads, "comments"))
		f->whats[f->nwhats++] = "comments";
	/* What is answered may be a private message. */
	if (t->action && cm_about_has(reads, "messages"))
		f->whats[f->nwhats++] = "messages";
	note_answered(l);
}

/* What is older than the network keeps is not there any more. */
static void
note_kept(struct lane *l, int64_t now)
{
	struct find *f = l->find;
	int64_t keeps;
	char *s;
	int i;

	for (i = 0; i < f->nwhats; i++) {
		s = cm_json_dup(cm_json_get(l->about->keeps, f->whats[i]));
		if (s != NULL && cm_clock_span(s, &keeps) == 0 &&
		    now - keeps > f->from)
			find_lacks(
			    f, "%s are kept there for %s only", f->whats[i], s);
		free(s);
	}
}

/* Whether its stamp is not of when it went out: that was made anew where the
 * clock had been put back, in a boot that cannot tell how long ago it was. */
static int
is_made_anew(const struct entry *e)
{
	return e->intent.wall + SLACK < e->sent;
}

/*
 * Since when items count. A clock that was put back since said too late a time:
 * then what is surely over tells when it went out, if the clock is right now;
 * one that was a day off is not believed.
 */
static void
set_from(struct lane *l)
{
	const struct entry *e = l->now->now;
	struct find *f = l->find;
	int64_t now = cm_net_now(l->b->net), latest = now;
	int fresh = 0;

	if (l->b->o->net.replay == NULL)
		latest -= stamp_age(&e->intent, &fresh) / 1000;
	f->from = (e->sent < latest ? e->sent : latest) - e->ahead - SLACK;
	if (fresh || e->sent > latest + BEFORE || is_made_anew(e))
		find_lacks(f,
		    "the clock here was put back since, and when it went out "
		    "is not known");
	note_kept(l, now);
}

void
recover_start(struct lane *l)
{
	struct task *t = l->now;
	struct entry *e = t->now;
	struct find *f;
	/* A module's find takes the job of a post. */
	int own = l->about->finds && !t->action;

	if (e->safe) {
		send_start(l);
		return;
	}
	f = l->find = cm_zalloc(sizeof(*f));
	cm_buf_init(&f->seen, CM_BUF_ANY);
	f->key = text_key_new(e->title, e->text, l->about->text.html);
	f->said = -1;
	if (!own)
		choose_lists(l);
	set_from(l);
	if (!own && f->nwhats == 0) {
		recover_free(l);
		doubtful(l,
		    e->recipient != NULL
			? "this network cannot be asked who got it"
			: "this network cannot be asked");
	} else if (find_rivals(f, l) == -1)
		lane_broken(l);
	else
		start_job(l);
}
