/* SPDX-License-Identifier: ISC */
/* One job of the engine: made, told to the transcript, ended. */
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netoauth.h"

struct net_job *
net_job_new(struct net_account *a, const struct cm_net_job *from)
{
	struct net_job *j = cm_zalloc(sizeof(*j));
	size_t n = 0, i;

	j->account = a;
	j->number = net_job_number(a, from);
	j->verb = cm_strdup(from->verb);
	j->step = from->step != NULL ? cm_strdup(from->step) : NULL;
	j->job = from->job != NULL ? net_copy(from->job, strlen(from->job))
				   : net_copy("{}", 2);
	j->cursor = from->cursor != NULL ? cm_strdup(from->cursor) : NULL;
	if (from->resume != NULL)
		j->resume = net_copy(from->resume, strlen(from->resume));
	while (from->files != NULL && from->files[n] != NULL)
		n++;
	j->files = cm_zalloc(sizeof(*j->files) * (n + 1));
	for (i = 0; i < n; i++)
		j->files[i] = cm_strdup(from->files[i]);
	j->spool = from->spool != NULL ? cm_strdup(from->spool) : NULL;
	j->looks = from->looks;
	j->since = from->since;
	j->until = from->until;
	j->limit = from->limit;
	j->calls = from->calls;
	j->ctx = from->ctx;
	j->tail = &j->head;
	j->wait_tail = &j->waiting;
	cm_buf_init(&j->left, CM_BUF_ANY);
	cm_buf_init(&j->undo, CM_BUF_ANY);
	return j;
}

void
net_job_free(struct net_job *j)
{
	struct net_item *it;
	size_t i;

	while ((it = j->head) != NULL) {
		j->head = it->next;
		net_item_free(it);
	}
	for (i = 0; j->files[i] != NULL; i++)
		free(j->files[i]);
	for (i = 0; i < j->nlost; i++) {
		free(j->lost[i].step);
		free(j->lost[i].message);
	}
	for (i = 0; i < j->ngaps; i++) {
		free(j->gaps[i].what);
		free(j->gaps[i].why);
	}
	free(j->lost);
	free(j->gaps);
	free(j->files);
	free(j->verb);
	free(j->step);
	free(j->job);
	free(j->cursor);
	free(j->resume);
	free(j->object);
	free(j->base);
	free(j->folder);
	free(j->spool);
	free(j->message);
	cm_buf_release(&j->left);
	cm_buf_release(&j->undo);
	free(j);
}

/* A job that is over goes when nothing comes back to it any more. */
void
net_job_unref(struct net_job *j)
{
	struct net_job **p;

	if (--j->refs > 0 || !j->over)
		return;
	for (p = &j->account->net->ended; *p != NULL; p = &(*p)->next)
		if (*p == j) {
			*p = j->next;
			net_job_free(j);
			return;
		}
}

/* The end of a job: its caller hears of it, the account goes on. */
void
net_job_end(struct net_job *j)
{
	struct net_account *a = j->account;
	int sends = strcmp(j->verb, "post") == 0 || strcmp(j->verb, "act") == 0;
	struct cm_net_end end = {.kind = j->kind,
	    .message = j->message,
	    .advice = net_advice(j),
	    .later = j->later,
	    .wait = j->wait,
	    .unknown = sends && j->out && !j->told,
	    .limited = j->limited,
	    .lost = j->lost,
	    .nlost = j->nlost,
	    .gaps = j->gaps,
	    .ngaps = j->ngaps,
	    .requests = j->requests,
	    .refused = j->unfit,
	    .answered = j->answered,
	    .ahead = j->ahead};

	/* What the module fails on would be left out of it. */
	if (j->left.len > 0 && !sends && j->kind != CM_NET_MODULE) {
		cm_buf_byte(&j->left, ']');
		end.resume = cm_buf_str(&j->left);
	}
	j->over = 1;
	j->refs++;
	if (j->internal) {
		net_signed(j);
	} else {
		a->first = j->next;
		if (a->first == NULL)
			a->tail = &a->first;
		a->net->active--;
	}
	j->next = a->net->ended;
	a->net->ended = j;
	if (!j->internal && j->calls->done != NULL)
		j->calls->done(j->ctx, &end);
	net_job_unref(j);
}

/* A job that did not begin: the transcript says why. */
static void
record_failure(struct net_job *j)
{
	struct cm_buf b;

	if (j->account->net->record == NULL || j->internal)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "account", j->account->name);
	cm_json_member(&b, "network", j->account->mod->network);
	cm_json_member(&b, "verb", j->verb);
	cm_json_member(&b, "step", j->step);
	cm_json_member(&b, "failed", cm_net_kind_name(j->kind));
	cm_json_member(&b, "message", j->message);
	cm_json_member_int(&b, "later", j->later);
	cm_json_member_int(&b, "wait", j->wait);
	cm_buf_byte(&b, '}');
	cm_har_job(j->account->net->record, j->number, cm_buf_str(&b));
	cm_buf_release(&b);
}

void
net_fail_start(struct net_job *j, enum cm_net_kind kind, char *why, int later,
    int64_t wait)
{
	j->kind = kind;
	j->message = why;
	j->later = later;
	j->wait = wait;
	record_failure(j);
	net_job_end(j);
}

/* What a job has that comes from no file, and that its requests are made of. */
static const char *const from_journal[] = {"sent", "us", "receipts", NULL};

void
net_record_job(struct net_job *j)
{
	struct cm_buf b;
	struct cm_slice object = {j->object, strlen(j->object)};
	struct cm_slice job = {j->job, strlen(j->job)};
	size_t i;

	if (j->account->net->record == NULL)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	cm_json_member(&b, "account", j->account->name);
	cm_json_member(&b, "network", j->account->mod->network);
	cm_json_member(&b, "verb", j->verb);
	cm_json_member(&b, "step", j->step);
	cm_json_member(&b, "folder", j->folder);
	cm_json_member(&b, "cursor", j->cursor);
	if (j->resume != NULL) {
		cm_json_key(&b, "resume");
		cm_buf_puts(&b, j->resume);
	}
	cm_json_member_raw(&b, "object", object);
	for (i = 0; from_journal[i] != NULL; i++)
		cm_json_member_raw(
		    &b, from_journal[i], cm_json_get(job, from_journal[i]));
	cm_buf_byte(&b, '}');
	cm_har_job(j->account->net->record, j->number, cm_buf_str(&b));
	cm_buf_release(&b);
}

int
net_replay_job(struct net_job *j)
{
	const char *facts = cm_har_facts(j->account->net->replay, j->number);
	struct cm_slice s = {facts, facts != NULL ? strlen(facts) : 0}, left;
	char *kind = cm_json_dup(cm_json_get(s, "failed"));
	double later = 0, wait = 0;
	struct cm_buf b;
	size_t i;

	if (kind != NULL) {
		cm_json_double(cm_json_get(s, "later"), &later);
		cm_json_double(cm_json_get(s, "wait"), &wait);
		net_fail_start(j, net_kind_named(kind),
		    cm_json_dup(cm_json_get(s, "message")), later > 0,
		    (int64_t)wait);
		free(kind);
		return 1;
	}
	/* Of members that come twice, jq takes the last. */
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_add(&b, j->job, strlen(j->job) - 1);
	for (i = 0; from_journal[i] != NULL; i++)
		cm_json_member_raw(
		    &b, from_journal[i], cm_json_get(s, from_journal[i]));
	cm_buf_byte(&b, '}');
	free(j->job);
	j->job = net_copy(b.p, b.len);
	cm_buf_release(&b);
	free(j->cursor);
	free(j->resume);
	j->cursor = cm_json_dup(cm_json_get(s, "cursor"));
	left = cm_json_get(s, "resume");
	j->resume = left.p != NULL ? net_copy(left.p, left.len) : NULL;
	return 0;
}
