/* SPDX-License-Identifier: ISC */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"

/* How long another process that sends to the same account is waited for, and
 * how often it is looked whether it is done. */
enum { LOCK_PATIENCE = 10000, LOCK_NAP = 50 };

struct outbox *
outbox_open(const struct options *o, struct cm_conf *conf, enum cm_exit *status)
{
	struct outbox *b = cm_zalloc(sizeof(*b));
	struct sigaction ignore;

	/* Never to die between sending and writing down that it was sent. */
	memset(&ignore, 0, sizeof(ignore));
	ignore.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &ignore, NULL);
	b->o = o;
	b->conf = conf;
	b->net = cm_net_open(&o->net, conf, status);
	if (b->net != NULL)
		b->journal = o->dry && o->net.replay == NULL
		    ? journal_look(status)
		    : journal_open(o->net.replay != NULL, status);
	if (b->net != NULL && (b->journal != NULL || *status == CM_OK))
		return b;
	if (b->net != NULL)
		cm_net_close(b->net);
	free(b);
	return NULL;
}

void
outbox_expect(struct outbox *b, const char *account)
{
	cm_net_expect(b->net, account);
}

const struct cm_about *
outbox_about(struct outbox *b, const char *account)
{
	return cm_net_account(b->net, account);
}

static struct lane *
lane_of(struct outbox *b, const struct cm_account *account)
{
	struct lane **l;

	for (l = &b->lanes; *l != NULL; l = &(*l)->next)
		if (strcmp((*l)->account->name, account->name) == 0)
			return *l;
	*l = cm_zalloc(sizeof(**l));
	(*l)->b = b;
	(*l)->account = account;
	(*l)->about = cm_net_account(b->net, account->name);
	(*l)->lock = -1;
	return *l;
}

char *
outbox_place(const struct item *it)
{
	struct cm_buf b;
	char *place;

	cm_buf_init(&b, CM_BUF_ANY);
	if (it->file != NULL)
		cm_buf_puts(&b, it->file);
	if (it->file != NULL && it->line != 0)
		cm_buf_printf(&b, ":%llu", (unsigned long long)it->line);
	place = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return place;
}

void
outbox_add(struct outbox *b, const struct item *it,
    const struct cm_account *account, struct plan *p)
{
	struct task *t = cm_zalloc(sizeof(*t));
	struct lane *l = lane_of(b, account);

	t->lane = l;
	t->place = outbox_place(it);
	t->action = it->action;
	t->plan = *p;
	memset(p, 0, sizeof(*p));
	t->d.account = cm_strdup(account->name);
	t->d.network = cm_strdup(account->network);
	keys_make(&t->d, &t->plan);
	t->d.source = it->source != NULL ? cm_strdup(it->source) : NULL;
	cm_buf_init(&t->said, CM_BUF_ANY);
	if (l->last != NULL)
		l->last->next = t;
	else
		l->tasks = t;
	l->last = t;
	if (!t->action && t->plan.count > 0)
		fetch_note(l, &t->plan.messages[0]);
	if (b->ntasks == b->room) {
		b->room = b->room > 0 ? 2 * b->room : 64;
		b->tasks = cm_realloc(b->tasks, b->room * sizeof(*b->tasks));
	}
	b->tasks[b->ntasks++] = t;
}

/* The receipts whose turn has come. One that nobody can read any more does
 * not stop the sending; it is in the journal. */
static void
print_receipts(struct outbox *b)
{
	struct task *t;
	size_t i;

	for (; b->printed < b->ntasks; b->printed++) {
		t = b->tasks[b->printed];
		if (t->line == NULL)
			break;
		for (i = 0; i < t->said.len; i += strlen(t->said.p + i) + 1)
			task_say(t, t->said.p + i);
		(void)cm_put(t->line, strlen(t->line));
		(void)cm_flush();
		b->status = cm_worse(b->status, t->status);
	}
}

static int
lane_is_over(const struct lane *l)
{
	return l->work == LANE_IDLE && l->now == NULL && l->tasks == NULL;
}

/* Takes the lock of a lane and begins it, or has it wait for that. */
static void
lane_begin(struct lane *l, int64_t until)
{
	int lock = -1;

	if (l->b->o->net.replay == NULL)
		lock = cm_keyring_lock("send", l->account->name, 0);
	else
		lock = -3;
	l->work = LANE_IDLE;
	if (lock == -1 && lane_now() < until && !l->b->o->no_wait) {
		l->work = LANE_WAITS;
		l->wake = lane_now() + LOCK_NAP;
		return;
	}
	if (lock == -1)
		cm_warn("account '%s' (%s): another cm-post is sending to it; "
			"try again later",
		    l->account->name, l->account->network);
	if (lock == -2)
		l->b->broken = cm_worse(l->b->broken, CM_FAIL);
	l->lock = lock == -2 ? -1 : lock;
	l->open = 1;
	lane_go(l);
}

/* Goes on with what waited long enough; returns the milliseconds until the
 * next does, -1: none waits, and *busy: lanes that are not over. */
static int
wake_lanes(struct outbox *b, int64_t until, size_t *busy)
{
	struct lane *l;
	int64_t now = lane_now(), next = -1;

	*busy = 0;
	for (l = b->lanes; l != NULL; l = l->next) {
		if (l->work == LANE_WAITS && l->wake <= now) {
			l->work = LANE_IDLE;
			if (l->open)
				lane_go(l);
			else
				lane_begin(l, until);
		}
		if (l->work == LANE_WAITS && (next == -1 || l->wake < next))
			next = l->wake;
		if (!lane_is_over(l))
			++*busy;
		else if (l->lock >= 0) {
			cm_keyring_unlock(l->lock);
			l->lock = -1;
		}
	}
	if (next == -1)
		return -1;
	next -= lane_now();
	return next < 0 ? 0 : next > 60000 ? 60000 : (int)next;
}

enum cm_exit
outbox_run(struct outbox *b)
{
	int64_t until = lane_now() + LOCK_PATIENCE, open;
	struct lane *l;
	size_t busy, jobs;
	int wait;

	fetch_sweep(b);
	for (l = b->lanes; l != NULL; l = l->next)
		lane_begin(l, until);
	for (;;) {
		wait = wake_lanes(b, until, &busy);
		print_receipts(b);
		if (busy == 0)
			break;
		jobs = cm_net_step(b->net, wait);
		if (jobs == 0 && b->fetching > 0)
			fetch_step(b, wait);
		else if (jobs == 0 && wait > 0)
			poll(NULL, 0, wait);
	}
	open = b->broken == CM_OK && b->o->net.replay == NULL
	    ? journal_open_entries(b->journal) - b->unknown
	    : 0;
	if (open > 0)
		cm_warn("%lld other message%s of unknown fate: see cm-post "
			"--journal",
		    (long long)open, open == 1 ? "" : "s");
	if (b->broken != CM_OK)
		cm_warn("the journal failed: nothing was sent after that, and "
			"what has no receipt that says published was not");
	return b->status = cm_worse(b->status, b->broken);
}

static void
task_free(struct task *t)
{
	plan_release(&t->plan);
	draft_release(&t->d);
	free(t->place);
	free(t->kind);
	free(t->message);
	free(t->line);
	cm_buf_release(&t->said);
	free(t);
}

enum cm_exit
outbox_close(struct outbox *b)
{
	enum cm_exit status;
	struct lane *l;
	size_t i;

	status = cm_worse(b->status, cm_net_close(b->net));
	fetch_close(b);
	for (i = 0; i < b->ntasks; i++)
		task_free(b->tasks[i]);
	free(b->tasks);
	while (b->lanes != NULL) {
		l = b->lanes;
		b->lanes = l->next;
		if (l->lock >= 0)
			cm_keyring_unlock(l->lock);
		recover_free(l);
		free(l->stop_kind);
		free(l->stop_message);
		free(l);
	}
	journal_close(b->journal);
	free(b);
	return status;
}
