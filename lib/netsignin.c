/* SPDX-License-Identifier: ISC */
/* How an account stands with its network, and consent to what it lacks. */
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/netjob.h"
#include "lib/netoauth.h"

/* The account with what is on disk of it now; NULL after a message. */
static struct net_account *
look(struct cm_net *n, const char *account)
{
	struct net_account *a = net_account_of(n, account);

	if (a == NULL || net_keyring(n) == NULL)
		return NULL;
	cm_keyring_release(&a->entry);
	return cm_keyring_read(n->keyring, a->name, a->of, &a->entry) == 0
	    ? a
	    : NULL;
}

static int
is_one(struct cm_slice name, const char *word)
{
	return cm_scan_kind(name) == CM_STRING ? cm_json_is(name, word) : 0;
}

/* Tells whether requests carry a secret of that name. */
static int
carried(const struct cm_about *about, const char *name)
{
	struct cm_slice key, v, w, k;
	size_t at = 0, in;

	if (cm_scan_kind(about->auth) != CM_OBJECT)
		return 0;
	while (cm_json_next(about->auth, &at, &key, &v)) {
		/* Where there is none, there is no proof, and all is well. */
		if (cm_json_is(key, "proof"))
			continue;
		if (is_one(v, name))
			return 1;
		for (in = 0; cm_scan_kind(v) >= CM_ARRAY &&
		     cm_json_next(
			 v, &in, cm_scan_kind(v) == CM_OBJECT ? &k : NULL, &w);)
			if (is_one(w, name))
				return 1;
	}
	return 0;
}

int
net_is_token(const struct cm_about *about, const char *member,
    const char *preset, const char *name)
{
	struct cm_slice s = cm_json_get(about->oauth2, member);

	if (about->oauth2.p == NULL)
		return 0;
	return s.p != NULL ? cm_json_is(s, name) : strcmp(preset, name) == 0;
}

/*
 * What nothing gives: asks come first, for a person knows them; a token that
 * consent gives is missed by its own name; what a sign-in learns is not
 * missed.
 */
static const char *
missing(const struct net_account *a)
{
	const struct cm_about *about = a->about;
	const struct cm_about_ask *ask;
	const char *name;
	size_t i;

	for (i = 0; i < about->nasks; i++) {
		ask = &about->asks[i];
		if (!ask->optional && ask->preset == NULL &&
		    !net_has(a, ask->name))
			return ask->name;
	}
	for (i = 0; about->secrets[i] != NULL; i++) {
		name = about->secrets[i];
		if (carried(about, name) && !net_has(a, name) &&
		    (!about->logs_in ||
			net_is_token(about, "access", "token", name)))
			return name;
	}
	for (i = 0; !about->logs_in && about->needs[i] != NULL; i++)
		if (!net_has(a, about->needs[i]))
			return about->needs[i];
	return NULL;
}

int
cm_net_stands(struct cm_net *n, const char *account, struct cm_net_standing *s)
{
	struct net_account *a = look(n, account);
	const struct cm_keyring_secret *k;
	struct cm_slice none = {NULL, 0};
	size_t i;
	int oauth;

	memset(s, 0, sizeof(*s));
	if (a == NULL)
		return -1;
	oauth = net_can_oauth(a);
	s->missing = missing(a);
	/* Client credentials, or a refresh token, get the access token. */
	if (oauth && s->missing != NULL &&
	    net_is_token(a->about, "access", "token", s->missing))
		s->missing = NULL;
	s->consents = cm_json_get(a->about->oauth2, "authorize").p != NULL;
	s->logs_in = a->about->logs_in;
	s->renews = oauth || a->about->refreshes || a->about->logs_in;
	s->until = a->entry.until;
	s->fetched = a->entry.fetched;
	s->spent = net_spent(a, none, &s->units);
	for (i = 0; i < a->entry.count; i++) {
		k = &a->entry.secrets[i];
		if (k->expires > 0 && carried(a->about, k->name) &&
		    (s->expires == 0 || k->expires < s->expires))
			s->expires = k->expires;
	}
	return 0;
}

char *
cm_net_pool(struct cm_net *n, const char *account, size_t *at, int64_t *spent,
    int64_t *units)
{
	struct net_account *a = look(n, account);
	struct cm_slice pools, name, value;

	if (a == NULL)
		return NULL;
	pools = cm_json_get(a->about->units, "pools");
	if (cm_scan_kind(pools) != CM_OBJECT)
		return NULL;
	while (cm_json_next(pools, at, &name, &value)) {
		*spent = net_spent(a, name, units);
		if (*spent >= 0)
			return cm_json_dup(name);
	}
	return NULL;
}

int
cm_net_fetched(struct cm_net *n, const char *account, int64_t when)
{
	struct net_account *a;

	if (n->replay != NULL)
		return 0;
	a = net_account_of(n, account);
	if (a == NULL || net_keyring(n) == NULL)
		return -1;
	return cm_keyring_fetched(n->keyring, a->name, a->of, when);
}

int
cm_net_forget(struct cm_net *n, const char *account)
{
	if (net_keyring(n) == NULL)
		return -1;
	return cm_keyring_forget(n->keyring, account);
}

enum cm_exit
cm_net_consent(struct cm_net *n, const char *account, FILE *in, int seconds)
{
	struct net_account *a = look(n, account);

	if (a == NULL)
		return cm_worse(n->status, CM_USAGE);
	(void)net_can_oauth(a);
	if (a->oauth == NULL) {
		cm_warn("account '%s' (%s): there is no consent to give here: "
			"its secrets are in the accounts file",
		    a->name, a->mod->network);
		return CM_USAGE;
	}
	return cm_netoauth_consent(cm_net_http(n), a->oauth, in, seconds);
}
