/* SPDX-License-Identifier: ISC */
/* --add: asks for what a network needs, tries it, and keeps it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/admin.h"
#include "lib/json.h"
#include "lib/netmod.h"

enum { MOST = 64, PATIENCE = 600 };

struct adding {
	const struct admin *a;
	const char *name;
	const struct cm_about *about;
	struct cm_conf_item items[MOST];
	char *owned[2 * MOST];
	size_t count;
	int hinted; /* how a secret may be given was said */
	struct cm_buf answer;
};

static void
put(struct adding *d, const char *name, const char *ending, const char *value)
{
	struct cm_buf b;

	if (d->count == MOST)
		return;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s%s", name, ending);
	d->owned[2 * d->count] = cm_strdup(cm_buf_str(&b));
	d->owned[2 * d->count + 1] = cm_strdup(value);
	d->items[d->count].name = d->owned[2 * d->count];
	d->items[d->count].value = d->owned[2 * d->count + 1];
	d->count++;
	cm_buf_release(&b);
}

/* The name of the token that consent gives; NULL: there is no consent. */
static char *
token_name(const struct cm_about *about)
{
	char *name;

	if (cm_json_get(about->oauth2, "authorize").p == NULL)
		return NULL;
	name = cm_json_dup(cm_json_get(about->oauth2, "access"));
	return name != NULL ? name : cm_strdup("token");
}

static int
is_loopback(const char *host)
{
	return strncmp(host, "127.0.0.1", 9) == 0 ||
	    strncmp(host, "localhost", 9) == 0 ||
	    strncmp(host, "[::1]", 5) == 0;
}

/* Without a scheme it is https, which is said. */
static void
add_scheme(struct cm_buf *b)
{
	struct cm_buf whole;
	const char *s = cm_buf_str(b);

	if (strstr(s, "://") != NULL)
		return;
	cm_buf_init(&whole, CM_BUF_ANY);
	cm_buf_printf(&whole, "https://%s", s);
	if (is_loopback(s))
		cm_note(0,
		    "'host': taken as '%s'; a server of this machine that has "
		    "no certificate: try http://%s",
		    cm_buf_str(&whole), s);
	else
		cm_note(0, "'host': taken as '%s'", cm_buf_str(&whole));
	cm_buf_clear(b);
	cm_buf_add(b, whole.p, whole.len);
	cm_buf_release(&whole);
}

/* A host as it belongs in the file; NULL, and why it is none. */
static const char *
host(struct cm_buf *b, const char **why)
{
	const char *s;
	size_t n;

	while (b->len > 0 && b->p[b->len - 1] == '/')
		b->len--;
	add_scheme(b);
	s = cm_buf_str(b);
	n = strncmp(s, "https://", 8) == 0                        ? 8
	    : strncmp(s, "http://", 7) == 0 && is_loopback(s + 7) ? 7
								  : 0;
	if (n > 0 && s[n] != '\0' && strpbrk(s + n, " @\t") == NULL)
		return s;
	*why = "this is no address that begins with https://";
	return NULL;
}

/* Takes a secret, or where it is. */
static void
put_secret(struct adding *d, const char *name, const char *value)
{
	static const char *const ways[][2] = {
	    {"command:", "-command"}, {"file:", "-file"}, {"env:", "-env"}};
	size_t i, n;

	for (i = 0; i < 3; i++) {
		n = strlen(ways[i][0]);
		if (strncmp(value, ways[i][0], n) != 0)
			continue;
		n += strspn(value + n, " \t");
		put(d, name, ways[i][1], value + n);
		return;
	}
	put(d, name, "", value);
}

/* Takes an answer that is there. NULL, or why it cannot be one. */
static const char *
take(struct adding *d, const struct cm_about_ask *ask)
{
	const char *s = cm_buf_str(&d->answer), *why = NULL, *p;

	if (d->answer.full)
		return "this is too long";
	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return "there is a control character in this";
	if (ask->secret) {
		put_secret(d, ask->name, s);
		return NULL;
	}
	if (strcmp(ask->name, "host") == 0)
		s = host(&d->answer, &why);
	if (s != NULL)
		put(d, ask->name, "", s);
	return why;
}

static void
question(struct adding *d, const struct cm_about_ask *ask, int may_be_empty,
    struct cm_buf *q)
{
	if (ask->secret && !d->hinted) {
		d->hinted = 1;
		cm_buf_puts(q,
		    "  (a secret is not shown while you type it; 'command: "
		    "pass show x', 'file: PATH' and 'env: NAME'\n  say where "
		    "it is instead)\n");
	}
	if (ask->where != NULL)
		cm_buf_printf(q, "  %s\n", ask->where);
	cm_buf_puts(q, ask->ask != NULL ? ask->ask : ask->name);
	if (ask->example != NULL)
		cm_buf_printf(q, ", such as %s", ask->example);
	if (ask->preset != NULL)
		cm_buf_printf(q, " [%s]", ask->preset);
	else if (may_be_empty == 2)
		cm_buf_puts(q, " (empty: by consent in a browser)");
	else if (may_be_empty)
		cm_buf_puts(q, " (may be empty)");
	cm_buf_puts(q, ": ");
}

/* Asks until there is an answer; a pipe is asked once, and its end is an empty
 * answer to all that is left. Returns 0, or -1. */
static int
ask_one(struct adding *d, const struct cm_about_ask *ask, int may_be_empty)
{
	struct cm_buf q;
	const char *why;
	int rc, terminal = isatty(STDIN_FILENO);

	cm_buf_init(&q, CM_BUF_ANY);
	question(d, ask, may_be_empty, &q);
	for (;;) {
		rc = admin_ask(cm_buf_str(&q), ask->secret, &d->answer);
		if (rc == 0 && !terminal)
			rc = 1;
		why = "an answer is missing";
		if (rc == 1 && d->answer.len > 0)
			why = take(d, ask);
		else if (rc == 1 && ask->preset != NULL) {
			put(d, ask->name, "", ask->preset);
			why = NULL;
		} else if (may_be_empty && rc == 1)
			why = NULL;
		if (why == NULL || rc != 1 || !terminal)
			break;
		fprintf(stderr, "  %s\n", why);
		cm_buf_clear(&q);
		question(d, ask, may_be_empty, &q);
	}
	cm_buf_release(&q);
	if (why == NULL)
		return 0;
	cm_warn("'%s': %s; nothing was added", ask->name,
	    rc == -1 ? "given up" : why);
	return -1;
}

static int
has_item(const struct adding *d, const char *name)
{
	size_t i, n = strlen(name);

	for (i = 0; i < d->count; i++)
		if (strncmp(d->items[i].name, name, n) == 0 &&
		    (d->items[i].name[n] == '\0' || d->items[i].name[n] == '-'))
			return 1;
	return 0;
}

/* What consent needs and the module does not ask for. */
static int
ask_client(struct adding *d)
{
	static char id[] = "client_id", secret[] = "client_secret",
		    redirect[] = "redirect";
	static char ask_id[] = "The client id of your application there",
		    ask_secret[] = "Its client secret",
		    ask_redirect[] = "The redirect address registered for it",
		    where_id[] =
			"consent is asked for by an application that is "
			"registered with the network:\n  cm-networks(7) says "
			"where that is done",
		    where[] = "cm listens at a free port of 127.0.0.1; give "
			      "the address here if the network wants a fixed "
			      "one";
	const struct cm_about_ask asks[] = {
	    {.name = id, .ask = ask_id, .where = where_id},
	    {.name = secret, .ask = ask_secret, .secret = 1, .optional = 1},
	    {.name = redirect,
		.ask = ask_redirect,
		.where = where,
		.optional = 1}};
	size_t i;

	for (i = 0; i < 3; i++)
		if (!has_item(d, asks[i].name) &&
		    ask_one(d, &asks[i], asks[i].optional) == -1)
			return -1;
	return 0;
}

static int
ask_all(struct adding *d)
{
	const struct cm_about *about = d->about;
	char *token = token_name(about);
	size_t i;
	int rc = 0, how;

	put(d, "network", "", about->network);
	for (i = 0; i < about->nasks && rc == 0; i++) {
		how = about->asks[i].optional;
		if (token != NULL && strcmp(about->asks[i].name, token) == 0)
			how = 2;
		rc = ask_one(d, &about->asks[i], how);
	}
	if (rc == 0 && token != NULL && !has_item(d, token))
		rc = ask_client(d);
	free(token);
	return rc;
}

/* There is no account yet that could be signed in anew. */
static void
other_words(struct admin_trial *t)
{
	if (t->kind != CM_NET_AUTH && t->kind != CM_NET_EXPIRED &&
	    t->kind != CM_NET_REFUSED)
		return;
	free(t->advice);
	t->advice = cm_strdup("see whether what was entered is right, and "
			      "valid there");
}

/* Signs in where that is needed, and asks who we are. */
static enum cm_exit
try_out(struct adding *d, struct cm_net *n)
{
	struct admin_trial t = {.account = d->name};
	const struct cm_about *about = cm_net_account(n, d->name);
	struct cm_net_standing s;
	enum cm_exit status = CM_OK;

	if (about == NULL || cm_net_stands(n, d->name, &s) == -1)
		return CM_FAIL;
	if (s.missing != NULL && s.consents)
		status = cm_net_consent(n, d->name, stdin, PATIENCE);
	else if (s.missing != NULL) {
		cm_warn("account '%s' (%s): '%s' is missing", d->name,
		    about->network, s.missing);
		status = CM_FAIL;
	}
	if (status != CM_OK)
		return status;
	if (!admin_try(n, &t))
		cm_note(0, "%s has nothing to try it with",
		    about->title != NULL ? about->title : about->network);
	else {
		cm_net_run(n);
		if (t.kind != CM_NET_OK) {
			other_words(&t);
			admin_say(about, &t);
			status = t.later ? CM_AGAIN : CM_FAIL;
		} else
			cm_note(0, "account '%s' works%s%s", d->name,
			    t.handle != NULL ? ": " : "",
			    t.handle != NULL ? t.handle : "");
	}
	admin_trial_release(&t);
	return status;
}

/* Only a person who wants it keeps what does not work. */
static int
keep_it(struct adding *d)
{
	return admin_ask("It was tried and does not work. Keep it all the "
			 "same? (yes, no) ",
		   0, &d->answer) == 1 &&
	    (strcmp(d->answer.p, "yes") == 0 || strcmp(d->answer.p, "y") == 0);
}

static enum cm_exit
try_and_keep(struct adding *d)
{
	enum cm_exit status, tried = CM_FAIL;
	struct cm_conf *trial =
	    cm_conf_trial(d->a->conf, d->name, d->items, d->count);
	struct cm_net *n;

	if (trial == NULL)
		return CM_USAGE;
	n = cm_net_open(&d->a->net, trial, &status);
	if (n != NULL)
		tried = try_out(d, n);
	if (tried == CM_OK || (n != NULL && !d->a->dry && keep_it(d))) {
		if (!d->a->dry)
			tried = cm_conf_add(
			    d->a->conf, d->name, d->items, d->count);
		if (tried == CM_OK)
			cm_note(0, "%s account '%s' to '%s'",
			    d->a->dry ? "would add" : "added", d->name,
			    cm_conf_path(trial));
	} else {
		cm_warn("account '%s' was not added", d->name);
		if (n != NULL)
			(void)cm_net_forget(n, d->name);
	}
	if (n != NULL)
		status = cm_net_close(n);
	cm_conf_close(trial);
	return cm_worse(status, tried);
}

/* The name is free, or CM_USAGE after a message. */
static enum cm_exit
check_name(const struct admin *a, const char *name)
{
	enum cm_exit status;
	struct cm_conf *c = NULL;

	if (!cm_conf_is_name(name)) {
		cm_warn("'%s' cannot be the name of an account: letters, "
			"digits, - _ . and / between, and none of the kinds "
			"of records",
		    name);
		return CM_USAGE;
	}
	if (a->conf != NULL && access(a->conf, F_OK) == -1)
		return CM_OK;
	c = cm_conf_open(a->conf, &status);
	if (c != NULL && cm_conf_find(c, name) != NULL) {
		cm_warn("%s:%d: account '%s' is there already", cm_conf_path(c),
		    cm_conf_find(c, name)->line, name);
		status = CM_USAGE;
	}
	cm_conf_close(c);
	return status;
}

enum cm_exit
admin_add(const struct admin *a, const char *name, const char *network)
{
	struct adding d = {.a = a, .name = name};
	enum cm_exit status = check_name(a, name);
	struct cm_netmod *m;
	size_t i;

	if (status != CM_OK)
		return status;
	m = cm_netmod_open(network);
	if (m == NULL)
		return CM_USAGE;
	d.about = cm_netmod_about(m);
	cm_buf_init(&d.answer, ADMIN_LINE);
	if (d.about->nasks > 0)
		fprintf(stderr, "%s asks for:\n",
		    d.about->title != NULL ? d.about->title : network);
	status = ask_all(&d) == 0 ? try_and_keep(&d) : CM_USAGE;
	for (i = 0; i < 2 * d.count; i++)
		free(d.owned[i]);
	cm_buf_release(&d.answer);
	cm_netmod_close(m);
	return status;
}
