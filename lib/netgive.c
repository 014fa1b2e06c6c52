/* SPDX-License-Identifier: ISC */
/* What a job put out is given to the caller, in the order of the tree. */
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netrec.h"

enum { GAP_REASONS = 8 }; /* of one thing: each may name an item */

static int
sends(const struct net_job *j)
{
	return strcmp(j->verb, "fetch") != 0;
}

/* What ends the account's fetch, with what is left kept for the next. */
static int
stops(enum cm_net_kind kind)
{
	return kind == CM_NET_AUTH || kind == CM_NET_RATE ||
	    kind == CM_NET_SERVER || kind == CM_NET_MODULE ||
	    kind == CM_NET_LOCAL || kind == CM_NET_STOPPED;
}

void
net_lose(struct net_request *rq, enum cm_net_kind kind, char *why, int64_t wait,
    int later)
{
	struct net_job *j = rq->job;
	struct net_item *loss = net_item_new(NET_LOSS, NULL, 0), *again = NULL;
	struct cm_slice effect = {rq->effect, rq->len};
	char *no = NULL;

	if (rq->undo) {
		cm_note(1, "%s: cannot take back what was sent before: %s",
		    j->account->name, why);
		free(why);
		net_item_free(loss);
		net_replace(j, rq->item, net_logged(rq, NULL));
		net_advance(j);
		return;
	}
	loss->text = why;
	loss->len = strlen(why);
	loss->kind = kind;
	loss->wait = wait;
	loss->later = later;
	loss->step = cm_strdup(rq->step);
	if (stops(kind) || sends(j)) {
		j->stopped = 1;
		if (kind != CM_NET_MODULE && !sends(j))
			again = net_request_new(j, effect, rq->place, &no);
	}
	loss->next = again;
	net_replace(j, rq->item, net_logged(rq, loss));
	net_advance(j);
}

static void
add_loss(struct net_job *j, struct net_item *it)
{
	struct cm_net_loss *l;
	size_t i;

	if (it->kind >= j->kind || j->message == NULL) {
		j->kind = it->kind;
		free(j->message);
		j->message = cm_strdup(it->text);
		j->wait = it->wait > 0 ? it->wait : 0;
	}
	j->later |= it->later;
	if (!stops(it->kind))
		j->lost_any = 1;
	for (i = 0; i < j->nlost; i++)
		if (j->lost[i].kind == it->kind &&
		    strcmp(j->lost[i].step, it->step) == 0) {
			j->lost[i].n++;
			return;
		}
	j->lost = cm_realloc(j->lost, sizeof(*j->lost) * (j->nlost + 1));
	l = &j->lost[j->nlost++];
	l->kind = it->kind;
	l->step = it->step;
	l->message = it->text;
	l->n = 1;
	it->step = it->text = NULL;
}

/* The gap that one goes with: of the same thing for the same reason, or the
 * last of its kind where there are too many. NULL: it is a new one. */
static struct cm_net_gap *
same_gap(struct net_job *j, const char *what, const char *why)
{
	struct cm_net_gap *g, *last = NULL;
	size_t i, n = 0;

	for (i = 0; i < j->ngaps; i++) {
		g = &j->gaps[i];
		if (strcmp(g->what, what) != 0)
			continue;
		if (strcmp(g->why, why) == 0)
			return g;
		last = g;
		n++;
	}
	return n < GAP_REASONS ? NULL : last;
}

static void
add_gap(struct net_job *j, const struct net_item *it)
{
	struct cm_slice s = {it->text, it->len};
	char *what = cm_json_dup(cm_json_get(s, "what"));
	char *why = cm_json_dup(cm_json_get(s, "why"));
	struct cm_net_gap *g =
	    what != NULL ? same_gap(j, what, why != NULL ? why : "") : NULL;
	int numbers = cm_scan_kind(cm_json_get(s, "numbers")) == CM_TRUE;
	int64_t from;

	if (cm_netrec_time(cm_json_get(s, "from"), &from) != 0)
		from = INT64_MIN;
	if (g != NULL) {
		g->n++;
		if (from < g->from)
			g->from = from;
		g->numbers &= numbers;
	}
	if (g != NULL || what == NULL) {
		free(what);
		free(why);
		return;
	}
	j->gaps = cm_realloc(j->gaps, sizeof(*j->gaps) * (j->ngaps + 1));
	g = &j->gaps[j->ngaps++];
	g->what = what;
	g->why = why != NULL ? why : cm_strdup("");
	g->n = 1;
	g->numbers = numbers;
	g->from = from;
}

static void
save(struct net_job *j, const char *text, size_t len)
{
	cm_buf_byte(&j->left, j->left.len == 0 ? '[' : ',');
	cm_buf_add(&j->left, text, len);
}

static int
give_cursor(struct net_job *j, const struct net_item *it)
{
	struct cm_buf b;

	if (j->lost_any)
		return 0;
	if (j->left.len > 0) {
		cm_buf_init(&b, CM_BUF_ANY);
		cm_buf_byte(&b, '{');
		cm_json_member(&b, "cursor", it->text);
		cm_buf_byte(&b, '}');
		save(j, b.p, b.len);
		cm_buf_release(&b);
		return 0;
	}
	return j->calls->cursor != NULL ? j->calls->cursor(j->ctx, it->text)
					: 0;
}

static int
give_record(struct net_job *j, const struct net_item *it)
{
	const struct net_item *rest = it->next;

	if (j->limit >= 0 && j->given >= j->limit) {
		j->limited = 1;
		return 0;
	}
	j->given++;
	for (; j->given == j->limit && rest != NULL; rest = rest->next)
		if (rest->what == NET_REQUEST || rest->what == NET_RECORD)
			j->limited = 1;
	if (j->calls->record == NULL)
		return 0;
	return j->calls->record(j->ctx, it->text, it->len, it->when);
}

static int
give_receipt(struct net_job *j, const struct net_item *it)
{
	j->told = 1;
	return j->calls->receipt != NULL
	    ? j->calls->receipt(j->ctx, it->text, it->len)
	    : 0;
}

static void
local(struct net_job *j, char *why)
{
	free(j->message);
	j->message = why;
	j->kind = CM_NET_LOCAL;
	j->stopped = 1;
}

static int
change_folder(struct net_job *j, const struct net_item *it)
{
	struct cm_slice s = {it->text, it->len};
	char *why = NULL;

	if (j->stopped && sends(j))
		return 0;
	if (!j->walked && sends(j) && j->calls->commit != NULL &&
	    j->calls->commit(j->ctx, 1) != 0)
		return -1;
	j->walked = 1;
	if (sends(j))
		j->out = 1;
	if (net_folder(j, s, &why) != 0) {
		/* It is known what became of it: nothing, or the same bytes
		 * as next time. */
		j->out = j->asked;
		local(j, why);
	}
	return 0;
}

/* Gives one item. Returns 0, or -1 when the caller wants to end. */
static int
give(struct net_job *j, struct net_item *it)
{
	/* A cursor behind what the caller could not take must not count. */
	if (j->refused &&
	    (it->what == NET_RECORD || it->what == NET_CURSOR ||
		it->what == NET_RECEIPT || it->what == NET_FOLDER))
		return 0;
	switch (it->what) {
	case NET_RECORD:
		return give_record(j, it);
	case NET_CURSOR:
		return give_cursor(j, it);
	case NET_RECEIPT:
		return j->stopped ? 0 : give_receipt(j, it);
	case NET_ACCOUNT:
		return net_keep(j->account, NULL, 0, it->text);
	case NET_FOLDER:
		return change_folder(j, it);
	case NET_LOSS:
		add_loss(j, it);
		return 0;
	case NET_GAP:
		add_gap(j, it);
		return 0;
	case NET_LOG:
		if (it->entry != NULL && j->account->net->record != NULL)
			cm_har_add(j->account->net->record, &it->entry->e);
		return 0;
	case NET_REQUEST:
		break;
	}
	return 0;
}

static void
callback_ended(struct net_job *j)
{
	j->stopped = 1;
	j->refused = 1;
	if (j->kind < CM_NET_STOPPED) {
		j->kind = CM_NET_STOPPED;
		free(j->message);
		j->message = cm_strdup("stopped");
	}
}

/* A request at the head that was not asked yet. Returns 1 when it is gone. */
static int
head_request(struct net_job *j, struct net_request *rq)
{
	if (rq->state != NET_WAITING)
		return 0;
	if (j->stopped && !j->undoing) {
		if (!j->lost_any || !rq->commit)
			save(j, rq->effect, rq->len);
		return 1;
	}
	if (rq->commit && j->lost_any && !sends(j))
		return 1; /* what was lost must not be acknowledged */
	net_unqueue(rq);
	net_ask(rq);
	return 0;
}

static void
pop(struct net_job *j)
{
	struct net_item *it = j->head;

	if (it->rq != NULL)
		net_unqueue(it->rq);
	j->head = it->next;
	j->held -= it->len;
	if (j->head == NULL)
		j->tail = &j->head;
	net_item_free(it);
}

/* Takes back what was sent before, newest first, when it failed for good. */
static int
begin_undo(struct net_job *j)
{
	if (j->undoing || j->undo.len == 0 || !sends(j) || j->told || j->out ||
	    j->kind == CM_NET_OK || j->kind == CM_NET_RATE ||
	    j->kind == CM_NET_SERVER || j->kind == CM_NET_STOPPED)
		return 0;
	j->undoing = 1;
	net_send_undo(j);
	return j->head != NULL;
}

static void
advance(struct net_job *j)
{
	struct net_item *it;
	struct net_request *rq;

	while ((it = j->head) != NULL) {
		if (it->what == NET_REQUEST) {
			if (!head_request(j, it->rq))
				break;
		} else if (give(j, it) != 0)
			callback_ended(j);
		if (j->limited)
			break;
		pop(j);
	}
	while (!j->stopped && !j->limited && (rq = j->waiting) != NULL &&
	    j->held < CM_NET_AHEAD) {
		net_unqueue(rq);
		net_ask(rq);
	}
}

void
net_advance(struct net_job *j)
{
	/* What is asked may fail at once and come back here. */
	if (j->advancing) {
		j->advancing = 2;
		return;
	}
	if (j->over)
		return;
	do {
		j->advancing = 1;
		advance(j);
	} while (j->advancing == 2 ||
	    (!j->limited && j->head == NULL && begin_undo(j)));
	j->advancing = 0;
	if (j->limited || j->head == NULL)
		net_job_end(j);
}
