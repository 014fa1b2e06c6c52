/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-post/outbox.h"
#include "lib/clock.h"
#include "lib/json.h"

static void
swap_text(char **to, char *text)
{
	free(*to);
	*to = text;
}

/* Acts that come to the same when they are done twice. */
static int
may_repeat(const struct task *t)
{
	return t->action && t->d.act != NULL && strcmp(t->d.act, "reply") != 0;
}

/* Microseconds that rise from entry to entry of the account. Those within the
 * second come from the key, so that a replay has the same. */
static int
fix_times(struct lane *l, struct entry *e)
{
	char digits[6];
	int64_t last, us;

	if (journal_last_us(l->b->journal, l->now->d.account, &last) == -1)
		return -1;
	memcpy(digits, e->key, 5);
	digits[5] = '\0';
	e->sent = cm_net_now(l->b->net);
	us = e->sent * 1000000 + (int64_t)(strtoul(digits, NULL, 16) % 1000000);
	e->us = us > last ? us : last + 1;
	return 0;
}

void
send_reply_to(struct journal *j, const char *account, const char *given,
    struct cm_buf *to)
{
	char *native = NULL, *url = NULL, *id = NULL;

	if (given == NULL)
		return;
	if (j != NULL)
		(void)journal_item(j, account, given, &native, &url, &id);
	cm_json_key(to, "reply_to");
	cm_buf_byte(to, '{');
	cm_json_member(to, "id", id != NULL ? id : given);
	if (url != NULL || strncmp(given, "http", 4) == 0)
		cm_json_member(to, "url", url != NULL ? url : given);
	if (native != NULL) {
		cm_json_key(to, "native");
		cm_buf_puts(to, native);
	}
	cm_buf_byte(to, '}');
	free(native);
	free(url);
	free(id);
}

static void
add_reply_to(struct lane *l, struct cm_buf *to)
{
	struct task *t = l->now;
	size_t i = (size_t)(t->now - t->d.entries);
	/* Messages to several people are no thread: all answer what is given. */
	const struct entry *before =
	    i > 0 && t->now->recipient == NULL ? t->now - 1 : NULL;

	if (before == NULL) {
		send_reply_to(
		    l->b->journal, t->d.account, t->plan.reply_to, to);
		return;
	}
	cm_json_key(to, "reply_to");
	cm_buf_byte(to, '{');
	cm_json_member(to, "id", before->id);
	cm_json_member(to, "url", before->url);
	if (before->native != NULL) {
		cm_json_key(to, "native");
		cm_buf_puts(to, before->native);
	}
	cm_buf_byte(to, '}');
}

void
send_job(struct lane *l, int64_t sent, struct cm_buf *to)
{
	const struct entry *e = l->now->now;
	char when[CM_CLOCK_TEXT];
	size_t len = strlen(e->job);

	cm_buf_add(to, e->job, len > 0 ? len - 1 : 0);
	cm_json_member(to, "key", e->key);
	cm_json_member(to, "sent", cm_clock_text(sent, when));
	cm_json_member_int(to, "us", e->us);
	cm_json_member(to, "recipient", e->recipient);
	add_reply_to(l, to);
	cm_buf_byte(to, '}');
	cm_buf_str(to);
}

int
send_done(struct lane *l, struct cm_slice receipt)
{
	struct task *t = l->now;
	struct entry *e = t->now;
	struct cm_slice native = cm_json_get(receipt, "native");
	struct cm_buf line;
	int waits = t->plan.native_at && t->d.at > cm_net_now(l->b->net);
	size_t i;

	e->state = ENTRY_DONE;
	swap_text(&e->id, cm_json_dup(cm_json_get(receipt, "id")));
	swap_text(&e->url, cm_json_dup(cm_json_get(receipt, "url")));
	swap_text(&e->native,
	    cm_scan_kind(native) > CM_NULL ? cm_strndup(native.p, native.len)
					   : NULL);
	swap_text(&e->kind, NULL);
	swap_text(&e->message, NULL);
	l->answered = 1;
	/* From behind: of thousands the last is not done. */
	for (i = t->d.count; i > 0; i--)
		if (t->d.entries[i - 1].state != ENTRY_DONE &&
		    !t->d.entries[i - 1].aside)
			break;
	if (i == 0) {
		cm_buf_init(&line, CM_BUF_ANY);
		receipt_make(&line, &t->d, waits ? "planned" : "published",
		    NULL, NULL, waits ? t->d.at : cm_net_now(l->b->net));
		swap_text(&t->d.receipt, cm_strndup(line.p, line.len - 1));
		cm_buf_release(&line);
	}
	if (journal_keep(l->b->journal, &t->d, e) == 0)
		return 0;
	/* It went out: the receipt is printed, and the next run finds the
	 * entry as one that may have. */
	cm_warn("%s: account '%s' (%s): message %zu was published, but the "
		"journal could not be written: the next run will look for it",
	    t->place, t->d.account, t->d.network,
	    (size_t)(e - t->d.entries) + 1);
	lane_broken(l);
	return 0;
}

void
send_refused(struct lane *l, const char *kind, const char *message)
{
	struct task *t = l->now;
	struct entry *e = t->now;

	e->state = ENTRY_REFUSED;
	swap_text(&e->kind, cm_strdup(kind));
	swap_text(&e->message, message != NULL ? cm_strdup(message) : NULL);
	if (journal_keep(l->b->journal, &t->d, e) == -1)
		lane_broken(l);
}

/* Its request goes out when this returns 0. */
static int
on_commit(void *ctx, int safe)
{
	struct lane *l = ctx;
	struct entry *e = l->now->now;
	struct entry was = *e;

	if (l->b->broken != CM_OK)
		return -1;
	e->safe = (safe || may_repeat(l->now)) && (!l->committed || e->safe);
	e->state = ENTRY_SENT;
	e->tries++;
	e->intent.boot = NULL;
	stamp_now(&e->intent);
	if (journal_keep(l->b->journal, &l->now->d, e) == 0) {
		free(was.intent.boot);
		l->committed++;
		return 0;
	}
	free(e->intent.boot);
	*e = was;
	l->stuck = 1;
	return -1;
}

static int
on_receipt(void *ctx, const char *json, size_t len)
{
	struct lane *l = ctx;
	struct cm_slice all = {json, len};

	if (l->answered || !cm_json_is(cm_json_get(all, "status"), "published"))
		return 0;
	return send_done(l, all);
}

/* Whether a job without a receipt may have made its message public. */
static int
is_unknown(const struct lane *l, const struct cm_net_end *end)
{
	if (end->unknown)
		return 1;
	return l->committed &&
	    (end->kind == CM_NET_OK || end->kind == CM_NET_MODULE ||
		end->kind == CM_NET_LOCAL || end->kind == CM_NET_STOPPED);
}

/* Nothing of it is public, and something may be later. */
static void
not_done(struct lane *l)
{
	struct entry *e = l->now->now;

	/* What may be repeated stays as it is: a try before the last one may
	 * have made it public. */
	if (!l->committed || e->safe)
		return;
	e->state = ENTRY_NEW;
	if (journal_keep(l->b->journal, &l->now->d, e) == -1)
		lane_broken(l);
}

static void
failed(struct lane *l, const struct cm_net_end *end)
{
	const char *kind = cm_net_kind_name(
	    end->kind == CM_NET_OK ? CM_NET_MODULE : end->kind);
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b,
	    end->kind == CM_NET_OK     ? "its module ended without a receipt"
		: end->message != NULL ? end->message
				       : "failed");
	if (end->later)
		not_done(l);
	else if (!l->rerun)
		send_refused(l, kind, cm_buf_str(&b));
	if (end->advice != NULL)
		cm_buf_printf(&b, "; %s", end->advice);
	switch (end->kind) {
	case CM_NET_REFUSED:
	case CM_NET_GONE:
	case CM_NET_INVALID:
	case CM_NET_LOCAL:
		lane_give_up(
		    l, kind, cm_buf_str(&b), end->later ? CM_AGAIN : CM_FAIL);
		break;
	default:
		lane_stop(
		    l, kind, cm_buf_str(&b), end->later ? CM_AGAIN : CM_FAIL);
	}
	cm_buf_release(&b);
}

/* A refusal does not tell what became of the tries before the one that was
 * refused: it may be because of them. */
static int
is_shadowed(const struct lane *l, const struct cm_net_end *end)
{
	return l->rerun && !end->later &&
	    (end->kind == CM_NET_REFUSED || end->kind == CM_NET_GONE ||
		end->kind == CM_NET_INVALID);
}

/* It may be public, and to send it again does no harm. */
static void
stop_unknown(struct lane *l, const struct cm_net_end *end)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (end->kind == CM_NET_MODULE) {
		cm_buf_printf(&b,
		    "%s; what went out before may be public: see whether it "
		    "is there",
		    end->message != NULL ? end->message : "its module failed");
		lane_stop(
		    l, cm_net_kind_name(end->kind), cm_buf_str(&b), CM_FAIL);
		cm_buf_release(&b);
		return;
	}
	cm_buf_puts(&b, "no answer said what became of it");
	if (end->message != NULL)
		cm_buf_printf(&b, " (%s)", end->message);
	cm_buf_puts(&b,
	    "; to send it again does no harm: run the same command "
	    "again");
	lane_stop(l, "unknown", cm_buf_str(&b), CM_AGAIN);
	cm_buf_release(&b);
}

/* What its module did wrong is more to the point than that no answer came. */
static void
say_module(struct task *t, const struct cm_net_end *end)
{
	if (end->kind != CM_NET_MODULE || end->message == NULL)
		return;
	task_say(t, end->message);
	task_note(t, cm_net_kind_name(end->kind), end->message);
}

/* It is public, and not all of it as it was to be. */
static void
say_gaps(struct task *t, const struct cm_net_end *end)
{
	struct cm_buf b;
	size_t i;

	for (i = 0; i < end->ngaps; i++) {
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_printf(
		    &b, "%s: %s", end->gaps[i].what, end->gaps[i].why);
		task_say(t, cm_buf_str(&b));
		cm_buf_release(&b);
	}
}

static void
on_done(void *ctx, const struct cm_net_end *end)
{
	struct lane *l = ctx;

	l->work = LANE_IDLE;
	if (l->answered)
		say_gaps(l->now, end);
	if (!l->answered && l->stuck)
		lane_broken(l);
	else if (!l->answered && l->b->broken != CM_OK && !l->committed)
		lane_broken(l);
	else if (!l->answered && is_unknown(l, end)) {
		if (l->now->now->safe)
			stop_unknown(l, end);
		else {
			say_module(l->now, end);
			recover_start(l);
		}
	} else if (!l->answered && is_shadowed(l, end)) {
		l->now->now->safe = 0;
		recover_start(l);
	} else if (!l->answered)
		failed(l, end);
	lane_go(l);
}

/* What was planned now takes the place of files that are not there any more;
 * the draft says the same, or it would not have got here. */
static void
mend_files(struct task *t)
{
	struct entry *e = t->now;
	/* To each recipient goes the same. */
	int same = e->recipient != NULL && t->plan.count > 0;
	size_t i = same ? 0 : (size_t)(e - t->d.entries), n;
	struct message *m;

	for (n = 0; e->files[n] != NULL; n++)
		if (access(e->files[n], R_OK) == -1)
			break;
	if (e->files[n] == NULL || (!same && t->plan.count != t->d.count))
		return;
	m = &t->plan.messages[i];
	for (n = 0; e->files[n] != NULL; n++)
		free(e->files[n]);
	for (n = 0; m->files != NULL && m->files[n] != NULL; n++)
		;
	e->files = cm_realloc(e->files, (n + 1) * sizeof(*e->files));
	e->files[n] = NULL;
	while (n-- > 0)
		e->files[n] = cm_strdup(m->files[n]);
	swap_text(&e->job, cm_strdup(m->job));
}

void
send_start(struct lane *l)
{
	static const struct cm_net_calls calls = {
	    .receipt = on_receipt, .commit = on_commit, .done = on_done};
	struct task *t = l->now;
	struct cm_net_job job = {0};
	struct cm_buf b;

	mend_files(t);
	if (!fetch_media(l))
		return;
	if ((t->now->us == 0 || t->now->state == ENTRY_REFUSED) &&
	    fix_times(l, t->now) == -1) {
		lane_broken(l);
		return;
	}
	l->committed = l->answered = l->stuck = 0;
	l->rerun = t->now->state == ENTRY_SENT;
	l->work = LANE_SENDS;
	cm_buf_init(&b, CM_BUF_ANY);
	send_job(l, t->now->sent, &b);
	job.account = t->d.account;
	job.verb = t->action ? "act" : "post";
	job.job = cm_buf_str(&b);
	job.files = (const char *const *)t->now->files;
	job.since = INT64_MIN;
	job.until = INT64_MAX;
	job.limit = -1;
	job.calls = &calls;
	job.ctx = l;
	cm_net_start(l->b->net, &job);
	cm_buf_release(&b);
}
