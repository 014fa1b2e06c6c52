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

/* What cannot be used was said once. */
static struct net_mod *
fail_module(struct cm_net *n, struct net_mod *m)
{
	m->mod = NULL;
	m->next = n->failed;
	n->failed = m;
	return NULL;
}

/* The module of a network, started. */
static struct net_mod *
begin_module(struct cm_net *n, const char *network)
{
	struct net_mod *m;
	struct cm_netmod *mod;

	for (m = n->mods; m != NULL; m = m->next)
		if (strcmp(m->network, network) == 0)
			return m;
	for (m = n->failed; m != NULL; m = m->next)
		if (strcmp(m->network, network) == 0)
			return NULL;
	m = cm_zalloc(sizeof(*m));
	m->network = cm_strdup(network);
	mod = cm_netmod_begin(
	    network, n->o.reads ? CM_NETSOURCE_READS : CM_NETSOURCE_SENDS);
	if (mod == NULL)
		return fail_module(n, m);
	m->mod = mod;
	m->next = n->mods;
	n->mods = m;
	return m;
}

struct net_mod *
net_module_of(struct cm_net *n, const char *network)
{
	struct net_mod *m = begin_module(n, network), **p;

	if (m == NULL || cm_netmod_ready(m->mod) == 0)
		return m;
	for (p = &n->mods; *p != m; p = &(*p)->next)
		;
	*p = m->next;
	cm_netmod_close(m->mod);
	return fail_module(n, m);
}

void
cm_net_expect(struct cm_net *n, const char *account)
{
	const struct cm_account *a = n->replay == NULL && n->conf != NULL
	    ? cm_conf_find(n->conf, account)
	    : NULL;

	if (a != NULL && *a->network != '\0')
		(void)begin_module(n, a->network);
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

int
cm_net_names_member(
    struct cm_net *n, const char *account, const char *name, char **near)
{
	struct net_account *a = net_account_of(n, account);

	*near = NULL;
	return a == NULL || cm_netmod_names_member(a->mod->mod, name, near);
}

const char *
cm_net_identity(struct cm_net *n, const char *account)
{
	struct net_account *a = net_account_of(n, account);

	return a != NULL ? a->of : "";
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
		if (net_replay_job(j))
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
	while ((m = n->mods != NULL ? n->mods : n->failed) != NULL) {
		if (m == n->mods)
			n->mods = m->next;
		else
			n->failed = m->next;
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
