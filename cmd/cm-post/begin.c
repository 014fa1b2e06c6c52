/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"
#include "lib/clock.h"

static int
is_out(const struct draft *d)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (d->entries[i].state != ENTRY_NEW &&
		    d->entries[i].state != ENTRY_REFUSED)
			return 1;
	return 0;
}

static int
has(const struct draft *d, enum entry_state state)
{
	size_t i;

	for (i = 0; i < d->count; i++)
		if (d->entries[i].state == state && !d->entries[i].aside)
			return 1;
	return 0;
}

/* Nothing is left to do of it, but for those who are new on its list. */
static int
is_done(const struct draft *d)
{
	return has(d, ENTRY_DONE) && !has(d, ENTRY_NEW) &&
	    !has(d, ENTRY_SENT) && !has(d, ENTRY_REFUSED) &&
	    !has(d, ENTRY_DOUBTFUL);
}

/* What the journal has of it goes on in its place. */
static void
resume(struct lane *l, struct draft *old)
{
	draft_release(&l->now->d);
	l->now->d = *old;
	memset(old, 0, sizeof(*old));
}

/* It goes into the journal in the place of that. */
static void
take_place(struct draft *d, const struct draft *old)
{
	d->row = old->row;
	d->again = old->again;
}

enum known
draft_known(
    struct journal *j, int anew, const struct draft *d, const struct draft *old)
{
	int changed = strcmp(old->content, d->content) != 0;
	int done = draft_has_all(old), rc = 0;

	if (anew &&
	    (is_done(old) || has(old, ENTRY_DOUBTFUL) ||
		(changed && is_out(old))))
		return KNOWN_ANEW;
	if (!is_out(old))
		return old->receipt != NULL && !anew && !changed ? KNOWN_SKIPPED
								 : KNOWN_NEW;
	if (done && !changed && d->act != NULL &&
	    strcmp(d->act, "reply") != 0 && d->target != NULL)
		rc = journal_undone(j, old);
	if (rc != 0)
		return rc == 1 ? KNOWN_ANEW : KNOWN_BROKEN;
	if (changed)
		return KNOWN_CHANGED;
	return draft_is_public(old) ? KNOWN_DONE : KNOWN_GOES_ON;
}

/* Both would be there: what is to go first is named. */
static void
say_changed(struct task *t, const struct draft *old)
{
	struct cm_buf b;
	size_t i;

	if (old->addressed) {
		task_say_last(t,
		    "changed since published: not sent, to nobody; give it "
		    "another key, or --again sends it anew to all that it "
		    "names");
		return;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b,
	    "changed since published: not sent; with --again it is "
	    "sent anew, beside");
	for (i = 0; i < old->count; i++)
		if (old->entries[i].id != NULL)
			cm_buf_printf(
			    &b, "%s %s", i > 0 ? "," : "", old->entries[i].id);
	cm_buf_puts(&b,
	    i > 0 && old->entries[0].id != NULL
		? ": delete that first, or give it another key"
		: " what is there; or give it another key");
	task_say_last(t, cm_buf_str(&b));
	cm_buf_release(&b);
}

static int
is_faulty(struct lane *l)
{
	struct task *t = l->now;
	size_t i;
	char *why;

	if (t->plan.faults == NULL || t->plan.faults[0] == NULL)
		return 0;
	for (i = 0; t->plan.faults[i] != NULL; i++)
		task_say_last(t, t->plan.faults[i]);
	why = plan_why(&t->plan);
	task_end(l, "failed", "invalid", why, INT64_MIN, CM_FAIL);
	free(why);
	return 1;
}

int
draft_is_late(const struct outbox *o, int64_t at, struct cm_buf *why)
{
	int64_t now = cm_net_now(o->net);
	char text[CM_CLOCK_TEXT];

	if (at == INT64_MIN || now <= at || now - at <= o->o->late)
		return 0;
	if (why != NULL)
		cm_buf_printf(why,
		    "too late: it was due at %s; --late says how late it may "
		    "be",
		    cm_clock_text(at, text));
	return 1;
}

/* So that the next run need not say it again. One that was to be sent anew is
 * not to stand before what was published, nor one that some have in the place
 * of that. */
static void
remember_skip(struct lane *l, struct task *t)
{
	if (l->lock == -1 || t->d.count > 0 ||
	    (t->d.again > 0 && t->d.row == 0))
		return;
	t->d.receipt = cm_strndup(t->line, strcspn(t->line, "\n"));
	if (journal_skip(l->b->journal, &t->d) == -1)
		lane_broken(l);
}

static int
is_not_due(struct lane *l)
{
	struct task *t = l->now;
	struct cm_buf b;

	if (t->d.at != INT64_MIN && t->d.at > cm_net_now(l->b->net) &&
	    !t->plan.native_at) {
		task_end(l, "planned", NULL, NULL, t->d.at, CM_OK);
		return 1;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	if (!draft_is_late(l->b, t->d.at, &b)) {
		cm_buf_release(&b);
		return 0;
	}
	task_say_last(t, cm_buf_str(&b));
	task_end(l, "skipped", "late", cm_buf_str(&b), INT64_MIN, CM_FAIL);
	cm_buf_release(&b);
	remember_skip(l, t);
	return 1;
}

/*
 * The rest of what the journal has is sent. Who is new on the list gets it as
 * one of a new draft would: in time, and if it can go out.
 */
static void
go_on(struct lane *l, struct draft *old)
{
	struct task *t = l->now;
	int64_t at = t->d.at;

	resume(l, old);
	if (!t->d.addressed)
		return;
	/* It was of those who were on the list then. */
	free(t->d.receipt);
	t->d.receipt = NULL;
	if (t->d.missing == 0)
		return;
	t->d.at = at;
	if (is_faulty(l) || is_not_due(l))
		return;
	draft_take(&t->d, &t->plan, 1);
	if (journal_extend(l->b->journal, &t->d) == 0)
		return;
	lane_broken(l);
	task_end(l, "planned", "local", "the journal cannot be written",
	    INT64_MIN, l->b->broken);
}

/*
 * Holds a draft against what the journal has of it. Returns 1 when nothing
 * more is to be decided: its task is at an end, or goes on with that.
 */
static int
settle_old(struct lane *l, struct draft *old)
{
	struct task *t = l->now;
	char *line;

	switch (draft_known(l->b->journal, l->b->o->again, &t->d, old)) {
	case KNOWN_ANEW:
		t->d.again = old->again + 1;
		draft_keep(&t->d, old);
		return 0;
	case KNOWN_SKIPPED:
		/* Said already, and no failure any more. */
		if (draft_is_late(l->b, t->d.at, NULL)) {
			task_end_with(l, old->receipt);
			return 1;
		}
		take_place(&t->d, old);
		return 0;
	case KNOWN_NEW:
		take_place(&t->d, old);
		return 0;
	case KNOWN_BROKEN:
		lane_broken(l);
		task_end(l, "planned", "local", "the journal cannot be read",
		    INT64_MIN, l->b->broken);
		return 1;
	case KNOWN_CHANGED:
		say_changed(t, old);
		task_end(l, "skipped", "changed", "changed since published",
		    INT64_MIN, CM_FAIL);
		return 1;
	case KNOWN_DONE:
		resume(l, old);
		line = draft_receipt(&t->d);
		task_end_with(l, line);
		free(line);
		return 1;
	default:
		go_on(l, old);
		return 1;
	}
}

void
draft_twin(struct outbox *b, const struct draft *d, struct cm_buf *say)
{
	/* With a key or a time of its own it may well have the same title. */
	int own = d->keyed || d->at != INT64_MIN;
	const char *name = own ? NULL : d->title, *slash;
	char *title = NULL, *url = NULL, when[CM_CLOCK_TEXT];
	int64_t sent;

	if (b->journal == NULL || b->o->again || d->act != NULL ||
	    (name == NULL && d->source == NULL) ||
	    journal_twin(b->journal, d, name, &sent, &title, &url) != 1)
		return;
	if (name == NULL || title == NULL || strcmp(name, title) != 0) {
		slash = d->source == NULL ? NULL : strrchr(d->source, '/');
		name = slash != NULL ? slash + 1 : name;
	}
	cm_clock_text(sent, when);
	when[10] = '\0';
	cm_buf_printf(say,
	    "'%s' was published on %s%s%s; this is another draft, and goes out "
	    "beside it; a key, given before the first time, keeps it one",
	    name, when, url != NULL ? " as " : "", url != NULL ? url : "");
	cm_buf_byte(say, '\0');
	free(title);
	free(url);
}

static void
end_unsent(
    struct lane *l, const char *kind, const char *message, enum cm_exit status)
{
	task_end(l, status == CM_AGAIN ? "planned" : "failed", kind, message,
	    INT64_MIN, status);
}

void
task_begin(struct lane *l)
{
	struct task *t = l->now;
	struct outbox *b = l->b;
	struct draft old;
	int rc = 0, settled = 0;

	t->now = NULL;
	if (b->broken == CM_OK)
		rc = journal_find(b->journal, t->d.account, t->d.ident, &old);
	if (rc == 1) {
		draft_names(&old, &t->plan);
		/* Another process may be at work on it. */
		if (l->lock == -1 && !draft_is_public(&old))
			rc = 0;
		else
			settled = settle_old(l, &old);
		draft_release(&old);
	}
	if (settled)
		return;
	if (rc == -1)
		lane_broken(l);
	if (b->broken != CM_OK)
		end_unsent(l, "local", "the journal cannot be used", b->broken);
	else if (is_faulty(l) || is_not_due(l))
		return;
	else if (l->lock == -1)
		end_unsent(l, "local",
		    "another cm-post is sending to this account", CM_AGAIN);
	else if (l->stop_kind != NULL)
		end_unsent(l, l->stop_kind, l->stop_message, l->stop_status);
	else {
		draft_twin(b, &t->d, &t->said);
		draft_take(&t->d, &t->plan, 0);
		if (journal_add(b->journal, &t->d) == 0)
			return;
		lane_broken(l);
		end_unsent(
		    l, "local", "the journal cannot be written", b->broken);
	}
}
