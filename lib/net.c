/* SPDX-License-Identifier: ISC */
/* Accounts, jobs and the loop of the engine. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netoauth.h"

int64_t
net_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

char *
net_copy(const char *p, size_t len)
{
	char *to = cm_zalloc(len + CM_SCAN_PAD + 1);

	if (len > 0)
		memcpy(to, p, len);
	return to;
}

char *
net_say(const char *fmt, ...)
{
	struct cm_buf b;
	va_list ap;
	int n;

	cm_buf_init(&b, CM_BUF_ANY);
	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	va_start(ap, fmt);
	vsnprintf(cm_buf_room(&b, (size_t)n + 1), (size_t)n + 1, fmt, ap);
	va_end(ap);
	return b.p;
}

/* Marks that came with a job are none: U+0001 becomes U+FFFD. */
void
net_clean(struct cm_buf *to, const char *json, size_t len)
{
	const char *end = json + len, *p = json, *q;

	while (
	    (q = memchr(p, '\\', (size_t)(end - p))) != NULL && end - q >= 2) {
		cm_buf_add(to, p, (size_t)(q - p));
		if (end - q >= 6 && memcmp(q, "\\u0001", 6) == 0) {
			cm_buf_puts(to, "\\ufffd");
			p = q + 6;
		} else {
			cm_buf_add(to, q, 2);
			p = q + 2;
		}
	}
	cm_buf_add(to, p, (size_t)(end - p));
}

struct cm_net *
cm_net_open(
    const struct cm_net_options *o, struct cm_conf *conf, enum cm_exit *status)
{
	struct cm_net *n = cm_zalloc(sizeof(*n));

	n->o = *o;
	n->conf = conf;
	n->accounts_tail = &n->accounts;
	n->ready_tail = &n->ready;
	n->now = cm_clock_now();
	*status = CM_OK;
	if (o->replay != NULL) {
		n->replay = cm_har_open(o->replay);
		if (n->replay == NULL)
			*status = CM_USAGE;
		else
			n->now = cm_har_now(n->replay);
	}
	if (o->record != NULL && *status == CM_OK) {
		n->record = cm_har_create(o->record);
		if (n->record == NULL)
			*status = CM_USAGE;
	}
	if (*status == CM_OK)
		return n;
	cm_net_close(n);
	return NULL;
}

struct cm_http *
cm_net_http(struct cm_net *n)
{
	if (n->http == NULL)
		n->http = cm_http_open(&n->o.http);
	return n->http;
}

struct cm_har_writer *
cm_net_record(struct cm_net *n)
{
	return n->record;
}

struct cm_har *
cm_net_replay(struct cm_net *n)
{
	return n->replay;
}

int64_t
cm_net_now(const struct cm_net *n)
{
	return n->now;
}

struct cm_keyring *
net_keyring(struct cm_net *n)
{
	enum cm_exit status = CM_OK;

	if (n->keyring == NULL && n->replay == NULL) {
		n->keyring = cm_keyring_open(&status);
		n->status = cm_worse(n->status, status);
	}
	return n->keyring;
}

struct net_mod *
net_module_of(struct cm_net *n, const char *network)
{
	struct net_mod *m;
	struct cm_netmod *mod;

	for (m = n->mods; m != NULL; m = m->next)
		if (strcmp(m->network, network) == 0)
			return m;
	mod = cm_netmod_open(network);
	if (mod == NULL)
		return NULL;
	m = cm_zalloc(sizeof(*m));
	m->network = cm_strdup(network);
	m->mod = mod;
	m->next = n->mods;
	n->mods = m;
	return m;
}

const struct cm_about *
cm_net_about(struct cm_net *n, const char *network)
{
	struct net_mod *m = net_module_of(n, network);

	return m != NULL ? cm_netmod_about(m->mod) : NULL;
}

const struct cm_about *
cm_net_account(struct cm_net *n, const char *account)
{
	struct net_account *a = net_account_of(n, account);

	return a != NULL ? a->about : NULL;
}

const char *
cm_net_identity(struct cm_net *n, const char *account)
{
	struct net_account *a = net_account_of(n, account);

	return a != NULL ? a->of : "";
}

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

void
cm_net_start(struct cm_net *n, const struct cm_net_job *from)
{
	struct net_account *a = net_account_of(n, from->account);
	struct cm_net_end end = {.kind = CM_NET_LOCAL,
	    .message =
		"there is no such account, or its network cannot be used"};
	struct net_job *j;

	if (a == NULL) {
		from->calls->done(from->ctx, &end);
		return;
	}
	j = net_job_new(a, from);
	*a->tail = j;
	a->tail = &j->next;
	n->active++;
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
	    .answered = j->answered};

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
static const char *const from_journal[] = {"sent", "us", NULL};

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

/* In a replay the state comes from the transcript. Returns 1 when the job did
 * not begin then. */
static int
replay_job(struct net_job *j)
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

enum { LIMIT_MOST = 26 * 3600 };

/* Begins the first job of an account when nothing stands in its way. */
static void
begin(struct net_account *a)
{
	struct net_job *j = a->first;
	struct cm_net *n = a->net;
	int64_t now = cm_clock_now();

	if (j == NULL || j->begun || a->renewing)
		return;
	if (n->replay != NULL) {
		if (replay_job(j))
			return;
	} else {
		cm_keyring_release(&a->entry);
		if (net_keyring(n) == NULL ||
		    cm_keyring_read(n->keyring, a->name, a->of, &a->entry) !=
			0) {
			net_fail_start(j, CM_NET_LOCAL,
			    cm_strdup("what was learnt of the account cannot "
				      "be read"),
			    n->keyring != NULL
				? cm_keyring_status(n->keyring) == CM_AGAIN
				: n->status == CM_AGAIN,
			    0);
			return;
		}
		/* One further ahead was noted before the clock went back. */
		if (a->entry.until - now > LIMIT_MOST)
			a->entry.until = 0;
		if (a->entry.until - now > n->o.http.patience) {
			net_fail_start(j, CM_NET_RATE,
			    net_say("rate limit: the network asked to wait "
				    "%lld s more",
				(long long)(a->entry.until - now)),
			    1, a->entry.until - now);
			return;
		}
		if (a->entry.until > now)
			a->until = net_ms() + (a->entry.until - now) * 1000;
		if (net_lacks_host(a)) {
			net_fail_start(j, CM_NET_INVALID,
			    net_say("%s:%d: account '%s' has no host",
				cm_conf_path(a->conf->conf), a->conf->line,
				a->name),
			    0, 0);
			return;
		}
		if (net_needs(a)) {
			net_renew_step(a);
			return;
		}
	}
	j->begun = 1;
	net_object(a, j);
	net_record_job(j);
	net_run_first(j);
}

static void
step_ready(struct cm_net *n)
{
	struct net_leaf *l = n->ready, *next;

	n->ready = NULL;
	n->ready_tail = &n->ready;
	for (; l != NULL; l = next) {
		next = l->next;
		l->next = NULL;
		net_settled(l, NULL);
	}
}

enum { FDS = 512, POLL_LOCK = 50 };

size_t
cm_net_step(struct cm_net *n, int milliseconds)
{
	int fds[FDS], events[FDS], r, w;
	struct net_account *a;
	struct net_mod *m;
	size_t nfds = 0;

	net_say_waiting(n);
	for (a = n->accounts; a != NULL; a = a->next) {
		begin(a);
		if (a->renewing) {
			net_renew_step(a);
			if (a->renewing && a->signing == NULL &&
			    (milliseconds < 0 || milliseconds > POLL_LOCK))
				milliseconds = POLL_LOCK;
		}
	}
	step_ready(n);
	for (m = n->mods; m != NULL; m = m->next)
		cm_netmod_step(m->mod);
	if (n->active == 0)
		return 0;
	if (n->ready != NULL)
		milliseconds = 0;
	for (m = n->mods; m != NULL && nfds + 2 <= FDS; m = m->next) {
		cm_netmod_fds(m->mod, &r, &w);
		fds[nfds] = r;
		events[nfds++] = CM_HTTP_READ;
		fds[nfds] = w;
		events[nfds++] = CM_HTTP_WRITE;
	}
	for (a = n->accounts; a != NULL; a = a->next)
		if (a->first != NULL && !a->first->begun && !a->renewing)
			milliseconds = 0;
	cm_http_wait(cm_net_http(n), milliseconds, fds, events, nfds);
	for (m = n->mods; m != NULL; m = m->next)
		cm_netmod_step(m->mod);
	return n->active;
}

void
cm_net_run(struct cm_net *n)
{
	while (cm_net_step(n, 1000) > 0)
		;
}

enum cm_exit
cm_net_close(struct cm_net *n)
{
	enum cm_exit status;
	struct net_account *a;
	struct net_mod *m;
	struct net_job *j;

	if (n == NULL)
		return CM_OK;
	status = n->status;
	cm_http_close(n->http);
	while ((m = n->mods) != NULL) {
		n->mods = m->next;
		cm_netmod_close(m->mod);
		free(m->network);
		free(m);
	}
	while ((j = n->ended) != NULL) {
		n->ended = j->next;
		net_job_free(j);
	}
	while ((a = n->accounts) != NULL) {
		n->accounts = a->next;
		net_account_free(a);
	}
	if (n->record != NULL && cm_har_finish(n->record) != 0)
		status = cm_worse(status, CM_FAIL);
	cm_har_close(n->replay);
	cm_keyring_close(n->keyring);
	free(n);
	return status;
}
