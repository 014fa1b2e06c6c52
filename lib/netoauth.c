/* SPDX-License-Identifier: ISC */
/* Tokens without a person: refreshed, or by the client's own credentials. */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/json.h"
#include "lib/netoauth.h"
#include "lib/netoauthin.h"

/* How long another process may take with the token, and how often we look
 * whether it is ready; milliseconds. */
enum { PATIENCE = 90000, LOOK = 100 };

struct cm_netoauth_run *
cm_netoauth_new(struct cm_http *h, const struct cm_netoauth *o)
{
	struct cm_netoauth_run *r = cm_zalloc(sizeof(*r));

	r->http = h;
	r->o = o;
	r->lock = -1;
	r->patience = PATIENCE;
	cm_buf_init(&r->form, CM_BUF_ANY);
	cm_buf_init(&r->basic, CM_BUF_ANY);
	return r;
}

void
cm_netoauth_drop(struct cm_netoauth_run *r)
{
	if (r == NULL)
		return;
	cm_keyring_unlock(r->lock);
	free(r->refresh);
	cm_buf_release(&r->form);
	cm_buf_release(&r->basic);
	free(r);
}

void
cm_netoauth_end(
    struct cm_netoauth_run *r, enum cm_net_kind kind, const char *message)
{
	void (*done)(void *, enum cm_net_kind, const char *) = r->done;
	void *ctx = r->ctx;

	/* What follows may renew again: it is to find the lock free. */
	cm_netoauth_drop(r);
	done(ctx, kind, message);
}

/* What is wrong, and what a person can do about it. */
static void
ask_person(struct cm_netoauth_run *r, const char *what)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(
	    &b, "%s: run 'cm-fetch --authorize %s'", what, r->o->account);
	cm_netoauth_end(r, CM_NET_AUTH, cm_buf_str(&b));
	cm_buf_release(&b);
}

static int
is_own(const struct cm_netoauth *o)
{
	return cm_json_is(
	    cm_json_get(o->about->oauth2, "grant"), "client_credentials");
}

/* The refresh token as it is on disk now, else as the settings have it. */
static char *
refresh_token(const struct cm_netoauth *o, const struct cm_keyring_entry *e)
{
	char *name = cm_netoauth_text(o, "refresh"), *token = NULL;
	size_t i;

	if (name == NULL)
		name = cm_strdup("refresh_token");
	for (i = 0; i < e->count; i++)
		if (strcmp(e->secrets[i].name, name) == 0)
			token = cm_strdup(e->secrets[i].value);
	if (token == NULL)
		token = cm_netoauth_value(o, name);
	free(name);
	return token;
}

int
cm_netoauth_can_renew(const struct cm_netoauth *o)
{
	struct cm_keyring_entry e;
	char *token;
	int can;

	if (o->about->oauth2.p == NULL)
		return 0;
	if (is_own(o))
		return 1;
	if (cm_keyring_read(o->keyring, o->account, o->of, &e) == -1)
		return 0;
	token = refresh_token(o, &e);
	can = token != NULL;
	free(token);
	cm_keyring_release(&e);
	return can;
}

/* The lock is held: what is on disk is what counts. */
static void
renew(struct cm_netoauth_run *r)
{
	const struct cm_netoauth *o = r->o;
	struct cm_keyring_entry e;

	if (cm_keyring_read(o->keyring, o->account, o->of, &e) == -1) {
		cm_netoauth_end(r, CM_NET_LOCAL, "the keyring cannot be read");
		return;
	}
	if (e.generation != r->generation) {
		cm_keyring_release(&e);
		cm_netoauth_end(r, CM_NET_OK, NULL);
		return;
	}
	if (is_own(o)) {
		cm_netoauth_param(&r->form, "grant_type", "client_credentials");
		cm_netoauth_scopes(o, &r->form);
	} else {
		r->refresh = refresh_token(o, &e);
		cm_netoauth_param(&r->form, "grant_type", "refresh_token");
		cm_netoauth_param(&r->form, "refresh_token", r->refresh);
	}
	cm_keyring_release(&e);
	if (r->refresh == NULL && !is_own(o))
		ask_person(r,
		    "nobody has consented yet, or the consent has "
		    "ended and left nothing to renew it with");
	else
		cm_netoauth_ask(r);
}

static void take_lock(struct cm_netoauth_run *r);

static void
look_again(void *ctx, struct cm_http_answer *a)
{
	(void)a;
	take_lock(ctx);
}

static void
take_lock(struct cm_netoauth_run *r)
{
	/* What has no address goes nowhere: it comes back in its time. */
	struct cm_http_request timer = {.url = "",
	    .after = LOOK,
	    .no_retry = 1,
	    .done = look_again,
	    .ctx = r};

	r->lock = cm_keyring_lock("renew", r->o->account, 0);
	if (r->lock >= 0)
		renew(r);
	else if (r->lock == -2)
		cm_netoauth_end(
		    r, CM_NET_LOCAL, "the lock for renewing cannot be taken");
	else if (r->patience <= 0)
		cm_netoauth_end(r, CM_NET_SERVER,
		    "another process has been renewing the token for too "
		    "long");
	else {
		r->patience -= LOOK;
		cm_http_start(r->http, &timer);
	}
}

/* done() of the caller, and a note that it was called. */
struct first {
	int ended;
	enum cm_net_kind kind;
	char *message;
};

static void
at_once(void *ctx, enum cm_net_kind kind, const char *message)
{
	struct first *f = ctx;

	f->ended = 1;
	f->kind = kind;
	f->message = message != NULL ? cm_strdup(message) : NULL;
}

struct cm_netoauth_run *
cm_netoauth_renew(struct cm_http *h, const struct cm_netoauth *o,
    int64_t generation,
    void (*done)(void *ctx, enum cm_net_kind kind, const char *message),
    void *ctx)
{
	struct cm_netoauth_run *r = cm_netoauth_new(h, o);
	struct first f = {0, CM_NET_OK, NULL};

	r->generation = generation;
	r->done = at_once;
	r->ctx = &f;
	take_lock(r);
	if (!f.ended) {
		r->done = done;
		r->ctx = ctx;
		return r;
	}
	done(ctx, f.kind, f.message);
	free(f.message);
	return NULL;
}
