/* SPDX-License-Identifier: ISC */
/* Accounts of the engine, and what modules see of them. */
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/near.h"
#include "lib/nethost.h"
#include "lib/netjob.h"
#include "lib/netoauth.h"

/* What an account is known by: its network, and what says who it is there. */
static char *
identity(const struct cm_account *a, const struct cm_about *about)
{
	struct cm_buf b;
	const char *v;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	v = cm_conf_get(a, "host");
	cm_buf_printf(&b, "%s %s", a->network, v != NULL ? v : "");
	for (i = 0; i < about->nasks; i++) {
		if (about->asks[i].secret ||
		    strcmp(about->asks[i].name, "host") == 0)
			continue;
		v = cm_conf_get(a, about->asks[i].name);
		cm_buf_printf(
		    &b, " %s=%s", about->asks[i].name, v != NULL ? v : "");
	}
	cm_buf_byte(&b, '\0');
	return b.p;
}

/* In a replay an account is what the transcript says of its first job. */
static const char *
replayed_network(
    struct cm_net *n, const char *name, uint64_t *number, char **network)
{
	const char *facts;
	struct cm_slice s;
	uint64_t job;
	size_t i;

	*network = NULL;
	for (i = 0; (facts = cm_har_job_at(n->replay, i, &job)) != NULL; i++) {
		s.p = facts;
		s.len = strlen(facts);
		if (job >= CM_NET_OWN ||
		    !cm_json_is(cm_json_get(s, "account"), name))
			continue;
		*number = job / NET_JOBS;
		*network = cm_json_dup(cm_json_get(s, "network"));
		break;
	}
	if (*network == NULL)
		cm_warn("'%s': account '%s' is not in the transcript",
		    n->o.replay, name);
	return *network;
}

/* The number of a job: in a replay that of the first of its kind in the
 * transcript that was not replayed yet. */
uint64_t
net_job_number(struct net_account *a, const struct cm_net_job *from)
{
	const struct cm_har *h = a->net->replay;
	uint64_t first = a->number * NET_JOBS, n;
	struct cm_slice s;
	size_t i;

	/* Those of the engine itself do not move the caller's numbers. */
	if (from->calls == NULL)
		return first + NET_JOBS / 2 + a->signs++;
	for (i = 0; h != NULL && (s.p = cm_har_job_at(h, i, &n)) != NULL; i++) {
		s.len = strlen(s.p);
		if (n < first || n >= first + NET_JOBS / 2 ||
		    (a->replayed.len > n - first &&
			a->replayed.p[n - first] != 0) ||
		    !cm_json_is(cm_json_get(s, "verb"), from->verb) ||
		    (from->step != NULL &&
			!cm_json_is(cm_json_get(s, "step"), from->step)))
			continue;
		while (a->replayed.len <= n - first)
			cm_buf_byte(&a->replayed, 0);
		a->replayed.p[n - first] = 1;
		return n;
	}
	return first + a->jobs++;
}

/* The account's own time limit; 0: it has none; -1 after a message. */
static int
timeout_of(const struct cm_account *conf)
{
	const char *s = conf != NULL ? cm_conf_get(conf, "timeout") : NULL;
	int64_t seconds = 0;

	if (s == NULL ||
	    (cm_clock_span(s, &seconds) == 0 && seconds > 0 &&
		seconds <= 86400))
		return (int)seconds;
	cm_warn("%s:%d: account '%s': timeout is not a span such as 30s: '%s'",
	    cm_conf_path(conf->conf), conf->line, conf->name, s);
	return -1;
}

/* Without a scheme it is https. */
static void
put_host(struct cm_buf *to, const char *host)
{
	if (strstr(host, "://") == NULL)
		cm_buf_puts(to, "https://");
	cm_buf_puts(to, host);
}

static int
line_of(const struct cm_account *conf, const char *name)
{
	size_t i;

	for (i = 0; i < conf->count; i++)
		if (strcmp(conf->items[i].name, name) == 0)
			return conf->items[i].line;
	return conf->line;
}

/* A host that no request may go to is a mistake of the file, and not of the
 * module. Returns 0, or -1 after a message. */
static int
check_host(const struct cm_account *conf)
{
	const char *host = conf != NULL ? cm_conf_get(conf, "host") : NULL;
	const char *why, *rest;
	struct cm_nethost h;
	struct cm_buf b;

	if (host == NULL)
		return 0;
	cm_buf_init(&b, CM_BUF_ANY);
	put_host(&b, host);
	why = cm_nethost_read(&h, cm_buf_str(&b), &rest);
	cm_buf_release(&b);
	if (why == NULL)
		return 0;
	cm_warn("%s:%d: account '%s': host '%s': %s", cm_conf_path(conf->conf),
	    line_of(conf, "host"), conf->name, host, why);
	return -1;
}

/* All settings that mean something to an account: ours, and what its module
 * says. The list is the caller's to free, its texts are not. */
static const char **
known_settings(const struct cm_about *about)
{
	static const char *const ours[] = {"host", "settle", "timeout",
	    "folder", "redirect", "client_id", "client_secret", "units",
	    "text-max"};
	size_t n = sizeof(ours) / sizeof(*ours), i, k = 0;
	const char **list;

	for (i = 0; about->needs[i] != NULL; i++)
		n++;
	for (i = 0; about->secrets[i] != NULL; i++)
		n++;
	list = cm_zalloc((n + about->nasks + 1) * sizeof(*list));
	for (i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		list[k++] = ours[i];
	for (i = 0; i < about->nasks; i++)
		list[k++] = about->asks[i].name;
	for (i = 0; about->needs[i] != NULL; i++)
		list[k++] = about->needs[i];
	for (i = 0; about->secrets[i] != NULL; i++)
		list[k++] = about->secrets[i];
	return list;
}

/* "token-command" is of "token". */
static char *
stem_of(const char *name)
{
	static const char *const ends[] = {"-command", "-file", "-env"};
	size_t n = strlen(name), m, i;

	for (i = 0; i < 3; i++) {
		m = strlen(ends[i]);
		if (n > m && strcmp(name + n - m, ends[i]) == 0)
			return cm_strndup(name, n - m);
	}
	return cm_strdup(name);
}

/* "units-search" is of a quota of its own. */
static int
is_pool(const struct cm_about *about, const char *name)
{
	return strncmp(name, "units-", 6) == 0 &&
	    cm_json_get(cm_json_get(about->units, "pools"), name + 6).p != NULL;
}

/* A setting that nothing reads is said, once: it is a slip of the pen. */
static void
name_unknown(const struct net_account *a)
{
	const char **list = known_settings(a->about), *near;
	const struct cm_conf_item *it;
	size_t i, k;
	char *stem;

	for (i = 0; i < a->conf->count; i++) {
		it = &a->conf->items[i];
		stem = stem_of(it->name);
		for (k = 0; list[k] != NULL && strcmp(list[k], stem) != 0; k++)
			;
		near = cm_near(stem, list);
		if (list[k] == NULL && !is_pool(a->about, it->name) &&
		    cm_json_get(a->about->account, stem).p == NULL &&
		    !cm_netmod_reads(a->mod->mod, stem))
			cm_warn("%s:%d: account '%s' (%s): nothing reads "
				"'%s'%s%s%s",
			    cm_conf_path(a->conf->conf), it->line, a->name,
			    a->mod->network, it->name,
			    near != NULL ? ": is it '" : "",
			    near != NULL ? near : "", near != NULL ? "'?" : "");
		free(stem);
	}
	free(list);
}

struct net_account *
net_account_of(struct cm_net *n, const char *name)
{
	struct net_account *a;
	const struct cm_account *conf = NULL;
	const char *network;
	char *replayed = NULL;
	uint64_t number = n->naccounts;
	struct net_mod *m = NULL;
	int timeout;

	for (a = n->accounts; a != NULL; a = a->next)
		if (strcmp(a->name, name) == 0)
			return a;
	if (n->replay != NULL)
		network = replayed_network(n, name, &number, &replayed);
	else {
		conf = n->conf != NULL ? cm_conf_find(n->conf, name) : NULL;
		network = conf != NULL ? conf->network : NULL;
		if (conf == NULL)
			cm_warn("no account is called '%s' in '%s'", name,
			    n->conf != NULL ? cm_conf_path(n->conf) : "");
	}
	if (conf != NULL && *network == '\0')
		cm_warn("%s:%d: account '%s' has no line 'network = ...'",
		    cm_conf_path(n->conf), conf->line, name);
	else if (network != NULL)
		m = net_module_of(n, network);
	free(replayed);
	timeout = timeout_of(conf);
	if (m == NULL || timeout < 0 || check_host(conf) != 0)
		return NULL;
	a = cm_zalloc(sizeof(*a));
	a->net = n;
	a->name = cm_strdup(name);
	a->conf = conf;
	a->mod = m;
	a->about = cm_netmod_about(m->mod);
	a->timeout = timeout;
	a->of = conf != NULL ? identity(conf, a->about) : cm_strdup("");
	a->tail = &a->first;
	a->lock = -1;
	a->number = number;
	n->naccounts++;
	cm_buf_init(&a->replayed, CM_BUF_ANY);
	*n->accounts_tail = a;
	n->accounts_tail = &a->next;
	if (conf != NULL)
		name_unknown(a);
	return a;
}

int
net_lacks_host(const struct net_account *a)
{
	size_t i;

	for (i = 0; i < a->about->nasks; i++)
		if (strcmp(a->about->asks[i].name, "host") == 0)
			return !a->about->asks[i].optional &&
			    a->about->asks[i].preset == NULL &&
			    cm_conf_get(a->conf, "host") == NULL &&
			    cm_json_get(a->about->account, "base").p == NULL &&
			    !net_has(a, "base");
	return 0;
}

/* The account as its modules see it: settings over what was learnt over what
 * the network gives; no secrets. */
static void
put_members(struct cm_buf *b, struct cm_slice object, const char *const * not )
{
	struct cm_slice key, value;
	size_t at = 0, i;

	if (cm_scan_kind(object) != CM_OBJECT)
		return;
	while (cm_json_next(object, &at, &key, &value)) {
		for (i = 0; not != NULL && not [i] != NULL; i++)
			if (cm_json_is(key, not [i]))
				break;
		if (not != NULL && not [i] != NULL)
			continue;
		if (b->p[b->len - 1] != '{')
			cm_buf_byte(b, ',');
		cm_buf_add(b, key.p, key.len);
		cm_buf_byte(b, ':');
		net_clean(b, value.p, value.len);
	}
}

static int
is_ours(const char *name)
{
	static const char *const names[] = {"settle", "timeout", "folder",
	    "redirect", "units", "text-max", NULL};
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(name, names[i]) == 0)
			return 1;
	return 0;
}

static void
put_settings(struct cm_buf *b, const struct net_account *a)
{
	const struct cm_conf_item *it;
	struct cm_buf s, url;
	size_t i, n;
	int host;

	cm_buf_init(&s, CM_BUF_ANY);
	cm_buf_init(&url, CM_BUF_ANY);
	for (i = 0; i < a->conf->count; i++) {
		it = &a->conf->items[i];
		/* A module that does not say what is secret is not shown it. */
		if (is_ours(it->name) || cm_conf_sounds_secret(it->name) ||
		    cm_conf_is_secret(
			it->name, (const char *const *)a->about->secrets))
			continue;
		cm_buf_clear(&s);
		host = strcmp(it->name, "host") == 0;
		cm_buf_clear(&url);
		if (host)
			put_host(&url, it->value);
		else
			cm_buf_puts(&url, it->value);
		cm_json_string(&s, cm_buf_str(&url), url.len);
		cm_json_key(b, host ? "base" : it->name);
		n = s.len;
		net_clean(b, s.p, n);
	}
	cm_buf_release(&url);
	cm_buf_release(&s);
}

/* A folder as the accounts file has it: ~/ is the home. */
static char *
folder_of(const char *setting)
{
	const char *home = getenv("HOME");
	struct cm_buf b;
	char *path;

	if (setting == NULL || strncmp(setting, "~/", 2) != 0 || home == NULL)
		return setting != NULL ? cm_strdup(setting) : NULL;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s/%s", home, setting + 2);
	path = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return path;
}

/*
 * Freezes the account for a job. Members that come twice: jq takes the last,
 * so the order is defaults, what was learnt, settings; but a default of base
 * is over what was learnt.
 */
void
net_object(struct net_account *a, struct net_job *j)
{
	static const char *const base[] = {"base", NULL};
	struct cm_buf b;
	struct cm_slice s, none = {NULL, 0}, facts;
	int given = a->conf != NULL && cm_conf_get(a->conf, "host") != NULL;

	free(j->object);
	free(j->base);
	free(j->folder);
	cm_buf_init(&b, CM_BUF_ANY);
	if (a->net->replay != NULL) {
		const char *f = cm_har_facts(a->net->replay, j->number);
		struct cm_slice all = {f, f != NULL ? strlen(f) : 0};

		s = cm_json_get(all, "object");
		j->folder = cm_json_dup(cm_json_get(all, "folder"));
		if (s.p != NULL)
			cm_buf_add(&b, s.p, s.len);
		else
			cm_buf_puts(&b, "{}");
	} else {
		facts.p = a->entry.facts;
		facts.len = facts.p != NULL ? strlen(facts.p) : 0;
		s = cm_json_get(a->about->account, "base");
		cm_buf_byte(&b, '{');
		put_members(&b, given ? none : a->about->account, NULL);
		if (given)
			put_members(&b, a->about->account, base);
		put_members(&b, facts, given || s.p != NULL ? base : NULL);
		put_settings(&b, a);
		cm_buf_byte(&b, '}');
		j->folder = folder_of(cm_conf_get(a->conf, "folder"));
	}
	j->object = net_copy(b.p, b.len);
	s.p = j->object;
	s.len = b.len;
	j->base = NULL;
	{
		struct cm_slice key, value;
		size_t at = 0;

		/* the last one counts */
		while (cm_json_next(s, &at, &key, &value))
			if (cm_json_is(key, "base")) {
				free(j->base);
				j->base = cm_json_dup(value);
			}
	}
	cm_buf_release(&b);
}

void
net_account_free(struct net_account *a)
{
	struct net_job *j;
	size_t i;

	while ((j = a->first) != NULL) {
		a->first = j->next;
		net_job_free(j);
	}
	if (a->signing != NULL)
		net_job_free(a->signing);
	if (a->lock >= 0)
		cm_keyring_unlock(a->lock);
	cm_keyring_release(&a->entry);
	cm_netoauth_drop(a->consent);
	for (i = 0; i < a->nknown; i++) {
		free((char *)(uintptr_t)a->known[i].name);
		free((char *)(uintptr_t)a->known[i].value);
	}
	free(a->known);
	cm_buf_release(&a->replayed);
	free(a->oauth);
	free(a->base);
	free(a->value);
	free(a->name);
	free(a->of);
	free(a);
}
