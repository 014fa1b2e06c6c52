/* SPDX-License-Identifier: ISC */
/* What a failure means: repeat, wait, sign in anew, or give up. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/httptext.h"
#include "lib/json.h"
#include "lib/netbody.h"
#include "lib/netjob.h"
#include "lib/zone.h"

enum { RATE_WAIT = 5, SAID = 2000 /* ms: longer waits are */, SILENCE = 3000 };
enum { WORK = 5000 /* ms that somebody else may work unmentioned */ };

static const char *const names[] = {[CM_NET_OK] = "ok",
    [CM_NET_EXPIRED] = "expired",
    [CM_NET_AUTH] = "auth",
    [CM_NET_REFUSED] = "refused",
    [CM_NET_GONE] = "gone",
    [CM_NET_INVALID] = "invalid",
    [CM_NET_RATE] = "rate",
    [CM_NET_SERVER] = "server",
    [CM_NET_MODULE] = "module",
    [CM_NET_LOCAL] = "local",
    [CM_NET_STOPPED] = "stopped"};

const char *
cm_net_kind_name(enum cm_net_kind k)
{
	return names[k];
}

enum cm_net_kind
net_kind_named(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum cm_net_kind)i;
	return CM_NET_MODULE;
}

/* A word of the module's own is a refusal. */
enum cm_net_kind
net_kind_of(const char *word)
{
	size_t i;

	for (i = CM_NET_EXPIRED; i <= CM_NET_SERVER; i++)
		if (strcmp(word, names[i]) == 0)
			return (enum cm_net_kind)i;
	return CM_NET_REFUSED;
}

/* ---- how long ---- */

/*
 * A reset as the families of headers have it: seconds left, seconds or
 * milliseconds since 1970, or a time; told apart by its value.
 */
static int64_t
until_reset(const char *s, int64_t now)
{
	char *end;
	double d = strtod(s, &end);
	int64_t t;

	if (end != s && *end == '\0') {
		if (d > 1e12)
			d /= 1000;
		if (d > 1e9)
			d -= (double)now;
		return d > 0 && d < 1e9 ? (int64_t)(d + 0.999) : -1;
	}
	if (cm_clock_parse(s, strlen(s), &t) == 0)
		return t > now ? t - now : -1;
	return -1;
}

/* By the first of these headers that says it. */
static int64_t
by_header(const struct cm_http_answer *a, const char *name, int64_t now)
{
	const char *v = cm_http_header(a, name);

	return v != NULL ? until_reset(v, now) : -1;
}

/* Seconds that an answer asks to wait, by Retry-After or the headers of rate
 * limits, those that the network names first; -1: it does not say. */
int64_t
net_wait_of(const struct net_account *account, const struct cm_http_answer *a,
    int64_t now)
{
	static const char *const resets[] = {"x-ratelimit-reset-after",
	    "x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset", NULL};
	const char *v = cm_http_header(a, "retry-after");
	struct cm_slice own = cm_json_get(account->about->rate, "reset"), key,
			s;
	int64_t wait = -1;
	size_t i, at = 0;
	char *name;

	if (v != NULL)
		wait = cm_httptext_retry_after(v, cm_http_header(a, "date"));
	if (wait < 0 && v != NULL)
		wait = until_reset(v, now);
	if (wait >= 0 ||
	    (a->class != CM_HTTP_RATE && a->class != CM_HTTP_REFUSED))
		return wait;
	while (cm_scan_kind(own) == CM_ARRAY && wait < 0 &&
	    cm_json_next(own, &at, &key, &s)) {
		name = cm_json_dup(s);
		if (name != NULL)
			wait = by_header(a, name, now);
		free(name);
	}
	for (i = 0; wait < 0 && resets[i] != NULL; i++)
		wait = by_header(a, resets[i], now);
	return wait;
}

/* Seconds until a new day begins where the network counts its days. */
int64_t
net_until_midnight(const struct net_account *account, int64_t now)
{
	struct cm_slice units = account->about->units;
	char *name = cm_json_dup(cm_json_get(
	    cm_json_get(units, "zone").p != NULL ? units : account->about->rate,
	    "zone"));
	struct cm_zone *z = name != NULL ? cm_zone_open(name) : NULL;
	int64_t local = now + cm_zone_offset(z, now);
	int64_t next = cm_zone_moment(z, local - local % 86400 + 86400);

	cm_zone_close(z);
	free(name);
	return next > now ? next - now : 1;
}

/* ---- what to do ---- */

static int
is_accepted(const struct net_leaf *l)
{
	struct cm_slice accept = cm_json_get(l->json, "accept"), key, v;
	const char *name = names[l->kind];
	size_t at = 0;

	if (cm_scan_kind(accept) != CM_ARRAY || l->hopeless)
		return 0;
	while (cm_json_next(accept, &at, &key, &v))
		if (cm_json_is(v, name) ||
		    (l->word != NULL && cm_json_is(v, l->word)))
			return 1;
	return 0;
}

/* The step gets the failure as response.error. */
static void
give_error(struct net_leaf *l)
{
	struct cm_buf *b = &l->answer;

	b->len--;
	cm_json_key(b, "error");
	cm_buf_byte(b, '{');
	cm_json_member(b, "kind", l->word != NULL ? l->word : names[l->kind]);
	cm_json_member(b, "message", l->why);
	if (l->wait >= 0)
		cm_json_member_int(b, "wait", l->wait);
	cm_buf_puts(b, "}}");
	l->kind = CM_NET_OK;
	net_leaf_done(l->rq);
}

static void
give_up(struct net_leaf *l, enum cm_net_kind kind, int later)
{
	struct net_request *rq = l->rq;

	rq->job->unreached = l->class == CM_HTTP_UNREACHED && !l->hopeless;
	if (rq->failed == CM_NET_OK || kind > rq->failed) {
		rq->failed = kind;
		free(rq->why);
		rq->why = cm_strdup(l->why != NULL ? l->why : names[kind]);
		rq->wait = l->wait;
		rq->later =
		    later || kind == CM_NET_RATE || kind == CM_NET_SERVER;
	}
	net_leaf_done(rq);
}

/* Waits and sends again, if we have the patience. */
static int
again(struct net_leaf *l, int64_t seconds)
{
	struct cm_net *n = l->rq->job->account->net;

	if (l->rq->failed != CM_NET_OK)
		return -1;
	if (n->replay != NULL ? !net_replays_again(l)
			      : l->waited + seconds > n->o.http.patience)
		return -1;
	l->waited += seconds;
	l->tries++;
	return 0;
}

static void
announce(const struct net_account *a, int64_t seconds)
{
	char until[CM_CLOCK_TEXT];

	cm_clock_text(cm_clock_now() + seconds, until);
	cm_note(0, "waiting %lld s for %s (%s) until %.8s: rate limit",
	    (long long)seconds, a->name, a->mod->network, until + 11);
}

static void
rate(struct net_leaf *l)
{
	struct net_account *a = l->rq->job->account;
	int64_t wait = l->wait, ms = net_ms();
	int said = wait >= 0;
	char *why;

	/* Not they asked for it, and what costs less may go on. */
	if (l->unpaid) {
		give_up(l, CM_NET_RATE, 1);
		return;
	}
	if (!said)
		wait = (int64_t)RATE_WAIT << (l->tries < 4 ? l->tries : 4);
	wait = wait > 0 ? wait : 1;
	l->wait = wait;
	if (again(l, wait) == 0) {
		if (a->net->replay == NULL && a->until < ms + wait * 1000) {
			if (a->until <= ms)
				announce(a, wait);
			a->until = ms + wait * 1000;
		}
		net_send(l, a->net->replay == NULL ? wait * 1000 : 0);
		return;
	}
	if (a->net->keyring != NULL)
		cm_keyring_limit(
		    a->net->keyring, a->name, a->of, cm_clock_now() + wait);
	why = net_say("%s: %s %lld s", l->why != NULL ? l->why : "rate limit",
	    said ? "it asks to wait" : "the next try is due in",
	    (long long)wait);
	free(l->why);
	l->why = why;
	give_up(l, CM_NET_RATE, 1);
}

/* A person who looks on hears once that nothing comes. */
void
net_say_waiting(struct cm_net *n)
{
	const struct net_account *a;

	if (n->active == 0 || n->heard == 0)
		n->heard = net_ms();
	if (n->waits_said || n->replay != NULL ||
	    net_ms() - n->heard < SILENCE || !isatty(STDERR_FILENO))
		return;
	for (a = n->accounts; a != NULL && a->first == NULL; a = a->next)
		;
	if (a == NULL)
		return;
	n->waits_said = 1;
	cm_note(
	    0, "waiting for %s (%s): no answer yet", a->name, a->mod->network);
}

/* A number of a request that is the same in all of its leaves; or -1. */
static double
number_of(const struct net_request *rq, const char *name)
{
	struct cm_slice v;
	double seconds = -1;
	size_t i;

	for (i = 0; i < rq->count && seconds < 0; i++) {
		v = cm_json_get(rq->leaves[i].json, name);
		if (v.p == NULL || cm_json_double(v, &seconds) != 0)
			seconds = -1;
	}
	return seconds;
}

/*
 * A step that asks itself again and again has an end. Until then somebody who
 * looks on hears once that a server is at work.
 */
int
net_waits_too_long(const struct net_request *rq)
{
	struct net_job *j = rq->job;
	double limit = number_of(rq, "deadline") * 1000;
	double after = number_of(rq, "after") * 1000;
	double waited = (double)(net_ms() - rq->asked_at);

	if (limit < 0)
		return 0;
	if (!j->work_said && after > 0 && waited + after > WORK &&
	    waited <= limit) {
		j->work_said = 1;
		cm_note(0,
		    "waiting for %s (%s): it is at work on what was sent, "
		    "%.0f s more at most",
		    j->account->name, j->account->mod->network,
		    (limit - waited) / 1000);
	}
	return waited > limit;
}

/* Whether sending it once more can do harm. */
static int
is_repeatable(const struct net_leaf *l)
{
	if (l->class == CM_HTTP_UNREACHED || !l->sent)
		return 1;
	return l->rq->commit ? l->wire.said_safe : l->wire.safe;
}

static void
server(struct net_leaf *l)
{
	struct net_account *a = l->rq->job->account;
	const struct cm_http_options *o = &a->net->o.http;
	int64_t ms = (int64_t)o->backoff << (l->tries < 6 ? l->tries : 6);

	if (l->wait > 0 && l->wait * 1000 > ms)
		ms = l->wait * 1000;
	if (is_repeatable(l) && l->tries < o->retries &&
	    again(l, (ms + 999) / 1000) == 0) {
		cm_note(ms > SAID ? 0 : 1,
		    "waiting for %s (%s): trying again in %.3g s: %s", a->name,
		    a->mod->network, (double)ms / 1000, l->why);
		net_send(l, a->net->replay == NULL ? ms : 0);
		return;
	}
	give_up(l, CM_NET_SERVER, 1);
}

static void
expired(struct net_leaf *l)
{
	struct net_account *a = l->rq->job->account;

	if (l->rq->job->internal || l->rq->failed != CM_NET_OK) {
		give_up(l, CM_NET_AUTH, 0);
		return;
	}
	/* An answer to an older token only repeats. */
	if (l->generation < a->entry.generation && !l->renewed) {
		l->renewed = 1;
		net_send(l, 0);
		return;
	}
	if (l->renewed) {
		give_up(l, CM_NET_AUTH, 0);
		return;
	}
	l->renewed = 1;
	net_renew(l);
}

/* What is known of a commit after an answer to it. */
static void
note_commit(struct net_leaf *l)
{
	struct net_job *j = l->rq->job;

	if (!l->rq->commit || j->internal || strcmp(j->verb, "fetch") == 0)
		return;
	if (l->class == CM_HTTP_UNREACHED || !l->sent)
		j->out = j->asked = j->maybe;
	else if (l->kind == CM_NET_SERVER || l->class == CM_HTTP_UNFIT)
		j->maybe = 1;
	else if (l->kind != CM_NET_OK)
		j->out = j->asked = j->maybe;
}

void
net_judged(struct net_leaf *l)
{
	note_commit(l);
	if (l->kind == CM_NET_OK)
		net_leaf_done(l->rq);
	else if (l->rq->undo || l->hopeless)
		give_up(l, l->kind, 0);
	else if (is_accepted(l))
		give_error(l);
	else if (l->kind == CM_NET_EXPIRED)
		expired(l);
	else if (l->kind == CM_NET_RATE)
		rate(l);
	else if (l->kind == CM_NET_SERVER)
		server(l);
	else
		give_up(l, l->kind, 0);
}

/* A host that was never reached may be another one than was meant. */
static const char *
look_at_host(const struct net_job *j)
{
	const char *base = j->base;

	if (j->answered || !j->unreached || base == NULL ||
	    j->account->conf == NULL ||
	    cm_conf_get(j->account->conf, "host") == NULL)
		return "run it again later";
	if (strncmp(base, "https://127.", 12) == 0 ||
	    strncmp(base, "https://localhost", 17) == 0 ||
	    strncmp(base, "https://[::1]", 13) == 0)
		return "run it again later, or look at its host: try http://";
	return "run it again later, or look at its host";
}

/* A secret that is not there, and that no sign-in gives. */
static int
lacks_given(const struct net_job *j)
{
	const struct cm_about *about = j->account->about;
	const char *at =
	    j->message != NULL ? strstr(j->message, CM_NETBODY_LACKS) : NULL;
	char *name;
	size_t i;
	int given;

	if (at == NULL)
		return 0;
	at += strlen(CM_NETBODY_LACKS);
	name = cm_strndup(at, strcspn(at, "'"));
	given = !about->logs_in &&
	    !net_is_token(about, "access", "token", name) &&
	    !net_is_token(about, "refresh", "refresh_token", name);
	for (i = 0; i < about->nasks; i++)
		given |= strcmp(about->asks[i].name, name) == 0;
	free(name);
	return given;
}

/* What a person can do about the end of a job. */
const char *
net_advice(const struct net_job *j)
{
	int sends = strcmp(j->verb, "post") == 0 || strcmp(j->verb, "act") == 0;

	switch (j->kind) {
	case CM_NET_AUTH:
	case CM_NET_EXPIRED:
		if (lacks_given(j))
			return "put it into the accounts file";
		if (!j->account->about->logs_in &&
		    cm_json_get(j->account->about->oauth2, "authorize").p ==
			NULL)
			return "look at its secrets in the accounts file";
		return "sign in anew with cm-fetch --authorize, or look at its "
		       "secrets in the accounts file";
	case CM_NET_RATE:
		return "run it again later: it goes on where it stopped";
	case CM_NET_SERVER:
		return look_at_host(j);
	case CM_NET_MODULE:
		return "the module of the network is wrong, or the network has "
		       "changed";
	case CM_NET_REFUSED:
		return sends ? "see what the account, or its token, may do "
			       "there"
			     : NULL;
	case CM_NET_GONE:
		return sends ? "see whether what it names is still there"
			     : NULL;
	case CM_NET_INVALID:
		/* What a module says before it asks is clear as it stands. */
		return sends && j->requests > 0
		    ? "change what the network does not take"
		    : NULL;
	default:
		return NULL;
	}
}
