/* SPDX-License-Identifier: ISC */
/* Signing in and renewing, once for all chains of an account and one process
 * at a time. */
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netoauth.h"

enum { WANTED = 1, BY_OAUTH, BY_REFRESH, BY_LOGIN };
enum { LOCK_MS = 60000, SOON = 30 };

static const struct cm_net_calls no_calls;

/* ---- what is had ---- */

int
net_has(const struct net_account *a, const char *name)
{
	struct cm_slice facts = {a->entry.facts,
	    a->entry.facts != NULL ? strlen(a->entry.facts) : 0};
	size_t i, n = strlen(name);

	for (i = 0; i < a->entry.count; i++)
		if (strcmp(a->entry.secrets[i].name, name) == 0)
			return 1;
	if (cm_scan_kind(cm_json_get(facts, name)) > CM_NULL ||
	    cm_scan_kind(cm_json_get(a->about->account, name)) > CM_NULL)
		return 1;
	/* In a replay: what it had, it still has. */
	if (a->conf == NULL)
		return 1;
	for (i = 0; i < a->conf->count; i++) {
		const char *s = a->conf->items[i].name;

		if (strncmp(s, name, n) == 0 &&
		    (s[n] == '\0' || strcmp(s + n, "-command") == 0 ||
			strcmp(s + n, "-file") == 0 ||
			strcmp(s + n, "-env") == 0))
			return 1;
	}
	return 0;
}

static const char *
lacking(const struct net_account *a)
{
	size_t i;

	for (i = 0; a->about->needs[i] != NULL; i++)
		if (!net_has(a, a->about->needs[i]))
			return a->about->needs[i];
	return NULL;
}

/* Tells whether a name stands in a value of auth, however deep. */
static int
names(struct cm_slice v, const char *name)
{
	struct cm_slice key, inner;
	size_t at = 0;

	if (cm_scan_kind(v) == CM_STRING)
		return cm_json_is(v, name);
	while (
	    cm_scan_kind(v) >= CM_ARRAY && cm_json_next(v, &at, &key, &inner))
		if (names(inner, name))
			return 1;
	return 0;
}

/* Whether a secret that requests carry ends within so many seconds. */
static int
ends_in(const struct net_account *a, int64_t seconds)
{
	int64_t by = cm_clock_now() + seconds;
	const struct cm_keyring_secret *s;
	size_t i;

	if (cm_scan_kind(a->about->auth) != CM_OBJECT)
		return 0;
	for (i = 0; i < a->entry.count; i++) {
		s = &a->entry.secrets[i];
		if (s->expires > 0 && s->expires <= by &&
		    names(a->about->auth, s->name))
			return 1;
	}
	return 0;
}

/* What can only be renewed while it is good is renewed early. */
static int
ends_soon(const struct net_account *a)
{
	return ends_in(a, a->about->renew > SOON ? a->about->renew : SOON);
}

/* Nobody waits for it: what is there is good for now. */
static int
is_early(const struct net_account *a)
{
	return a->waiting == NULL && lacking(a) == NULL && !ends_in(a, SOON);
}

int
net_needs(struct net_account *a)
{
	return lacking(a) != NULL || (ends_soon(a) && !a->tried_soon);
}

/* ---- the end of it ---- */

static void
finish(
    struct net_account *a, enum cm_net_kind kind, const char *why, int64_t wait)
{
	struct net_leaf *l = a->waiting, *next;
	char *refusal;
	int later = kind == CM_NET_RATE || kind == CM_NET_SERVER;
	struct net_job *j;

	if (a->lock >= 0)
		cm_keyring_unlock(a->lock);
	a->lock = -1;
	a->renewing = 0;
	a->tried_soon = 1;
	a->waiting = NULL;
	free(a->oauth);
	a->oauth = NULL;
	a->consent = NULL;
	for (; l != NULL; l = next) {
		next = l->next;
		j = l->rq->job;
		if (j->over) {
			net_job_unref(j);
			continue;
		}
		j->refs--;
		if (kind == CM_NET_OK) {
			net_send(l, 0);
			continue;
		}
		l->kind = kind;
		l->hopeless = 1;
		refusal = l->why;
		l->why = net_say("cannot sign in: %s%s%s", why,
		    refusal != NULL ? ": " : "",
		    refusal != NULL ? refusal : "");
		free(refusal);
		l->wait = wait;
		net_judged(l);
	}
	j = a->first;
	if (j == NULL || j->begun)
		return;
	/* There is time yet: it is tried again next time. */
	if (kind != CM_NET_OK && is_early(a))
		cm_warn("%s (%s): its token ends soon, and cannot be renewed "
			"yet: %s",
		    a->name, a->mod->network, why);
	else if (kind != CM_NET_OK)
		net_fail_start(
		    j, kind, net_say("cannot sign in: %s", why), later, wait);
	else if (lacking(a) != NULL)
		net_fail_start(j, CM_NET_AUTH,
		    net_say("signed in, but nothing says its '%s'", lacking(a)),
		    0, 0);
}

/* ---- the ways ---- */

static const char *
value_of(void *ctx, const char *name)
{
	struct net_account *a = ctx;
	const char *v = cm_conf_get(a->conf, name);
	struct cm_slice fact = {a->entry.facts,
	    a->entry.facts != NULL ? strlen(a->entry.facts) : 0};

	if (cm_about_has(a->about->secrets, name) || v == NULL) {
		const char *s = net_secret(a, name);

		if (s != NULL)
			return s;
	}
	if (v == NULL) {
		free(a->value);
		a->value = cm_json_dup(cm_json_get(fact, name));
		v = a->value;
	}
	return v;
}

static void
sign(struct net_account *a, int how, const char *verb)
{
	struct cm_net_job job = {.account = a->name,
	    .verb = verb,
	    .since = INT64_MIN,
	    .until = INT64_MAX,
	    .limit = -1};
	struct net_job *j = net_job_new(a, &job);

	j->calls = &no_calls;
	a->renewing = how;
	a->signing = j;
	j->internal = 1;
	j->begun = 1;
	net_object(a, j);
	net_record_job(j);
	net_run_first(j);
}

static void
by_oauth(void *ctx, enum cm_net_kind kind, const char *message)
{
	struct net_account *a = ctx;

	if (kind == CM_NET_OK && a->net->keyring != NULL) {
		cm_keyring_release(&a->entry);
		if (cm_keyring_read(
			a->net->keyring, a->name, a->of, &a->entry) != 0)
			kind = CM_NET_LOCAL;
	}
	a->consent = NULL;
	/* The first token of an account that needs no consent: with it the
	 * rest is learnt. */
	if (kind == CM_NET_OK && a->waiting == NULL && lacking(a) != NULL &&
	    a->about->logs_in)
		sign(a, BY_LOGIN, "login");
	else
		finish(a, kind, message != NULL ? message : "no tokens", 0);
}

int
net_can_oauth(struct net_account *a)
{
	if (a->about->oauth2.p == NULL || a->net->replay != NULL)
		return 0;
	if (a->oauth == NULL)
		a->oauth = cm_zalloc(sizeof(*a->oauth));
	free(a->base);
	a->base = NULL;
	if (a->conf != NULL && cm_conf_get(a->conf, "host") != NULL)
		a->base = cm_strdup(cm_conf_get(a->conf, "host"));
	else
		a->base = cm_json_dup(cm_json_get(a->about->account, "base"));
	a->oauth->account = a->name;
	a->oauth->of = a->of;
	a->oauth->about = a->about;
	a->oauth->base = a->base;
	a->oauth->keyring = net_keyring(a->net);
	a->oauth->value = value_of;
	a->oauth->ctx = a;
	return cm_netoauth_can_renew(a->oauth);
}

static void
renew_oauth(struct net_account *a)
{
	struct cm_netoauth_run *run;

	a->tried_renewal = 1;
	/* It takes the lock itself. */
	if (a->lock >= 0)
		cm_keyring_unlock(a->lock);
	a->lock = -1;
	a->renewing = BY_OAUTH;
	run = cm_netoauth_renew(
	    cm_net_http(a->net), a->oauth, a->refused, by_oauth, a);
	if (a->renewing == BY_OAUTH)
		a->consent = run;
}

/* Whether its first token is missing, which oauth2 gets. */
static int
lacks_token(const struct net_account *a)
{
	const char *what = lacking(a);

	return what != NULL &&
	    cm_json_is(cm_json_get(a->about->oauth2, "access"), what);
}

/* Renews what it has; 0: nothing can. */
static int
renew(struct net_account *a)
{
	if (net_can_oauth(a))
		renew_oauth(a);
	else if (a->about->refreshes) {
		a->tried_renewal = 1;
		sign(a, BY_REFRESH, "refresh");
	} else
		return 0;
	return 1;
}

/* Begins with the way that costs least. What is to be learnt first is learnt
 * with a token that is good. */
static void
choose(struct net_account *a)
{
	int fresh = lacking(a) != NULL && a->waiting == NULL &&
	    !lacks_token(a) && !ends_in(a, SOON);
	char *why;

	a->tried_renewal = 0;
	if (a->net->replay != NULL && a->about->oauth2.p != NULL) {
		a->entry.generation++; /* nothing of it is in transcripts */
		finish(a, CM_NET_OK, NULL, 0);
	} else if (!fresh && renew(a))
		return;
	else if (a->about->logs_in)
		sign(a, BY_LOGIN, "login");
	else if (fresh && net_can_oauth(a))
		renew_oauth(a);
	else if (lacking(a) != NULL) {
		why = net_say("its '%s' is not known", lacking(a));
		finish(a, CM_NET_AUTH, why, 0);
		free(why);
	} else
		finish(a, CM_NET_AUTH,
		    "its secret was refused, and nothing can renew it", 0);
}

void
net_signed(struct net_job *j)
{
	struct net_account *a = j->account;
	enum cm_net_kind kind = j->kind;
	int how = a->renewing;

	a->signing = NULL;
	if (how == BY_REFRESH && kind != CM_NET_OK && kind != CM_NET_RATE &&
	    kind != CM_NET_SERVER && a->about->logs_in && !is_early(a)) {
		sign(a, BY_LOGIN, "login");
		return;
	}
	if (how == BY_REFRESH && kind == CM_NET_OK && a->waiting == NULL &&
	    lacking(a) != NULL && a->about->logs_in) {
		sign(a, BY_LOGIN, "login");
		return;
	}
	/* Nobody knew that the token had ended. */
	if (how == BY_LOGIN && a->waiting == NULL && !a->tried_renewal &&
	    (kind == CM_NET_AUTH || kind == CM_NET_EXPIRED) && renew(a))
		return;
	if (kind == CM_NET_EXPIRED || kind == CM_NET_REFUSED ||
	    kind == CM_NET_INVALID || kind == CM_NET_GONE)
		kind = CM_NET_AUTH;
	finish(a, kind, j->message != NULL ? j->message : "", j->wait);
}

/* ---- when ---- */

void
net_renew_step(struct net_account *a)
{
	struct cm_net *n = a->net;

	if (a->renewing == 0) {
		a->renewing = WANTED;
		a->lock_by = net_ms() + LOCK_MS;
		a->refused = a->entry.generation;
	}
	if (a->renewing != WANTED)
		return;
	if (n->replay == NULL) {
		a->lock = cm_keyring_lock("renew", a->name, 0);
		if (a->lock == -1 && net_ms() < a->lock_by)
			return;
		if (a->lock < 0) {
			finish(a, a->lock == -1 ? CM_NET_SERVER : CM_NET_LOCAL,
			    "another process is at it and does not end", 0);
			return;
		}
		cm_keyring_release(&a->entry);
		if (cm_keyring_read(n->keyring, a->name, a->of, &a->entry) !=
		    0) {
			finish(a, CM_NET_LOCAL,
			    "what was learnt cannot be read", 0);
			return;
		}
		if (a->entry.generation != a->refused && lacking(a) == NULL) {
			finish(a, CM_NET_OK, NULL, 0); /* another did it */
			return;
		}
	}
	choose(a);
}

void
net_renew(struct net_leaf *l)
{
	struct net_account *a = l->rq->job->account;

	l->rq->job->refs++;
	l->next = a->waiting;
	a->waiting = l;
	if (a->renewing == 0)
		net_renew_step(a);
}

/* ---- keeping ---- */

int
net_keep(struct net_account *a, struct cm_netreq_kept *kept, size_t n,
    const char *facts)
{
	struct cm_keyring_secret *s;
	int64_t expires = 0;
	size_t i, count = 0;
	int r;

	if (a->net->replay != NULL) {
		a->entry.generation += n > 0;
		return 0;
	}
	if (net_keyring(a->net) == NULL)
		return -1;
	for (i = 0; i < n; i++)
		if (strcmp(kept[i].name, "expires-in") == 0)
			expires =
			    cm_clock_now() + strtoll(kept[i].value, NULL, 10);
	s = cm_zalloc(sizeof(*s) * (n + 1));
	for (i = 0; i < n; i++) {
		if (strcmp(kept[i].name, "expires-in") == 0)
			continue;
		s[count].name = kept[i].name;
		s[count].value = kept[i].value;
		s[count++].expires = expires;
	}
	r = cm_keyring_keep(a->net->keyring, a->name, a->of, s, count, facts);
	free(s);
	if (r != 0)
		return -1;
	cm_keyring_release(&a->entry);
	return cm_keyring_read(a->net->keyring, a->name, a->of, &a->entry);
}
