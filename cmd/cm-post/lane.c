/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/cm-post/outbox.h"

enum { WRONGS_SAID = 5 }; /* so much of what went wrong is in a receipt */

int64_t
lane_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
task_say(const struct task *t, const char *message)
{
	cm_warn("%s%saccount '%s' (%s): %s", t->place,
	    *t->place != '\0' ? ": " : "", t->d.account, t->d.network, message);
}

void
task_say_last(struct task *t, const char *message)
{
	cm_buf_add(&t->said, message, strlen(message) + 1);
}

void
lane_wait(struct lane *l, int64_t milliseconds)
{
	l->work = LANE_WAITS;
	l->wake = lane_now() + milliseconds;
}

void
task_note(struct task *t, const char *kind, const char *message)
{
	struct cm_buf b;

	if (t->kind == NULL)
		t->kind = cm_strdup(kind);
	else if (message == NULL || strstr(t->message, message) != NULL)
		return;
	if (t->wrongs++ >= WRONGS_SAID) {
		t->unsaid++;
		return;
	}
	cm_buf_init(&b, CM_BUF_ANY);
	if (t->message != NULL)
		cm_buf_printf(&b, "%s; ", t->message);
	cm_buf_puts(&b, message != NULL ? message : "");
	free(t->message);
	t->message = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
}

/* With how much more there is. */
static void
count_unsaid(struct task *t)
{
	struct cm_buf b;

	if (t->unsaid == 0)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s; and %zu more", t->message, t->unsaid);
	free(t->message);
	t->message = cm_strdup(cm_buf_str(&b));
	t->unsaid = 0;
	cm_buf_release(&b);
}

void
lane_give_up(
    struct lane *l, const char *kind, const char *message, enum cm_exit status)
{
	struct task *t = l->now;
	struct cm_buf b;

	/* One of many: which. */
	cm_buf_init(&b, CM_BUF_ANY);
	if (t->now->recipient != NULL)
		cm_buf_printf(&b, "to %s: ", t->now->recipient);
	cm_buf_puts(&b, message);
	t->now->tried = 1;
	t->status = cm_worse(t->status, status);
	task_note(t, kind, cm_buf_str(&b));
	if (l->b->broken == CM_OK || strcmp(kind, "local") != 0)
		task_say(t, cm_buf_str(&b));
	cm_buf_release(&b);
}

void
lane_stop(
    struct lane *l, const char *kind, const char *message, enum cm_exit status)
{
	lane_give_up(l, kind, message, status);
	if (l->stop_kind != NULL)
		return;
	l->stop_kind = cm_strdup(kind);
	l->stop_message = cm_strdup(message);
	l->stop_status = status;
}

void
lane_broken(struct lane *l)
{
	enum cm_exit status = journal_status(l->b->journal);

	l->b->broken =
	    cm_worse(l->b->broken, status == CM_OK ? CM_FAIL : status);
	l->work = LANE_IDLE;
	if (l->now != NULL && l->now->now != NULL && !l->answered)
		lane_give_up(
		    l, "local", "the journal cannot be written", l->b->broken);
}

void
task_end_with(struct lane *l, const char *receipt)
{
	struct task *t = l->now;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s\n", receipt);
	t->line = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	l->now = NULL;
}

void
task_end(struct lane *l, const char *status, const char *kind,
    const char *message, int64_t at, enum cm_exit exit)
{
	struct task *t = l->now;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	receipt_make(&b, &t->d, status, kind, message,
	    at != INT64_MIN ? at : cm_net_now(l->b->net));
	t->line = cm_strdup(cm_buf_str(&b));
	t->status = cm_worse(t->status, exit);
	cm_buf_release(&b);
	l->now = NULL;
}

/* No message is left that could be tried. */
static void
finish(struct lane *l)
{
	struct task *t = l->now;
	size_t i, of, done = draft_sent(&t->d, &of), doubtful = 0;
	struct entry *e;

	for (i = 0; i < t->d.count; i++) {
		e = &t->d.entries[i];
		if (e->aside)
			continue;
		doubtful += e->state == ENTRY_DOUBTFUL;
		l->b->unknown +=
		    e->state == ENTRY_DOUBTFUL || e->state == ENTRY_SENT;
		if (e->tried || e->state != ENTRY_DOUBTFUL)
			continue;
		/* Of many the first stands for all. */
		if (t->kind == NULL)
			task_say(t, e->message);
		t->status = cm_worse(t->status, CM_FAIL);
		task_note(t, "doubtful", e->message);
	}
	count_unsaid(t);
	if (done == of && l->b->broken == CM_OK)
		fetch_forget(l);
	if (t->d.receipt != NULL)
		task_end_with(l, t->d.receipt);
	else if (done == of)
		task_end(l, "published", NULL, NULL, INT64_MIN, CM_OK);
	else if (doubtful > 0)
		task_end(
		    l, "doubtful", t->kind, t->message, INT64_MIN, CM_FAIL);
	else if (done > 0)
		task_end(l, "partial", t->kind, t->message, INT64_MIN, CM_FAIL);
	else
		task_end(l, t->status == CM_AGAIN ? "planned" : "failed",
		    t->kind, t->message, INT64_MIN, CM_FAIL);
}

/* The first message that is not done and may be tried; in a thread none behind
 * one that is not done. */
static struct entry *
next_entry(struct task *t)
{
	struct entry *e;

	/* What it went by stays as it is: of thousands none is looked at
	 * again. */
	for (; t->next_up < t->d.count; t->next_up++) {
		e = &t->d.entries[t->next_up];
		if (e->state == ENTRY_DONE || e->aside)
			continue;
		if (!e->tried && e->state != ENTRY_DOUBTFUL)
			return e;
		if (e->recipient == NULL)
			return NULL;
	}
	return NULL;
}

static void
next_message(struct lane *l)
{
	struct task *t = l->now;
	struct entry *e = next_entry(t);

	l->answered = 0;
	if (e != NULL)
		t->now = e;
	if (e == NULL)
		finish(l);
	else if (l->b->broken != CM_OK)
		lane_broken(l);
	else if (l->stop_kind != NULL) {
		e->tried = 1;
		t->status = cm_worse(t->status, l->stop_status);
		if (t->kind == NULL)
			task_note(t, l->stop_kind, l->stop_message);
	} else if (e > t->d.entries && e->recipient == NULL && e[-1].id == NULL)
		lane_give_up(l, "invalid",
		    "the message before has no id to reply to", CM_FAIL);
	else if (e->state == ENTRY_SENT)
		recover_start(l);
	else
		send_start(l);
}

void
lane_go(struct lane *l)
{
	while (l->work == LANE_IDLE) {
		if (l->now == NULL) {
			if (l->tasks == NULL)
				break;
			l->now = l->tasks;
			l->tasks = l->now->next;
			task_begin(l);
		} else
			next_message(l);
	}
}
