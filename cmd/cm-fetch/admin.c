/* SPDX-License-Identifier: ISC */
/* Accounts: how they stand, and signing in anew. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-fetch/admin.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/opt.h"

enum { PATIENCE = 600, COLUMNS = 5, CONNECT = 10, TIMEOUT = 20 };

/* An account, and what came of asking for it. */
struct line {
	const struct cm_account *account;
	const struct cm_about *about; /* NULL: its module cannot be used */
	struct cm_net_standing stands;
	struct admin_trial trial;
};

static int
wanted(const struct cm_account *a, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (cm_conf_means(a, words[i]))
			return 1;
	return count == 0;
}

/* Every word means an account. */
static enum cm_exit
check_words(const struct cm_conf *c, const char *const *words, size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < cm_conf_count(c); j++)
			if (cm_conf_means(cm_conf_at(c, j), words[i]))
				break;
		if (j == cm_conf_count(c)) {
			cm_warn("no account is called '%s' in '%s'", words[i],
			    cm_conf_path(c));
			return CM_USAGE;
		}
	}
	return CM_OK;
}

/* One word for how it stands. */
static const char *
state(const struct line *l)
{
	if (l->about == NULL)
		return "broken";
	if (l->stands.missing != NULL)
		return "incomplete";
	if (!l->trial.asked)
		return "unchecked";
	if (l->trial.kind == CM_NET_OK)
		return "ok";
	if (l->trial.later)
		return "later";
	return l->trial.kind == CM_NET_AUTH || l->trial.kind == CM_NET_EXPIRED
	    ? "refused"
	    : "failed";
}

static enum cm_exit
status_of(const struct line *l)
{
	if (l->about == NULL || l->stands.missing != NULL)
		return CM_FAIL;
	if (!l->trial.asked || l->trial.kind == CM_NET_OK)
		return CM_OK;
	return l->trial.later ? CM_AGAIN : CM_FAIL;
}

static void
add_time(struct cm_buf *b, const char *name, int64_t t)
{
	char text[CM_CLOCK_TEXT];

	if (t > 0)
		cm_json_member(b, name, cm_clock_text(t, text));
}

/* "900 of 1000 units, 3 of 3 search": what is spent of the day's quotas. */
static void
add_quotas(struct cm_buf *b, struct cm_net *n, const struct line *l)
{
	int64_t spent, units;
	size_t at = 0;
	char *pool;

	if (l->about == NULL)
		return;
	if (l->stands.spent >= 0)
		cm_buf_printf(b, "%lld of %lld units",
		    (long long)l->stands.spent, (long long)l->stands.units);
	while ((pool = cm_net_pool(n, l->account->name, &at, &spent, &units)) !=
	    NULL) {
		cm_buf_printf(b, "%s%lld of %lld %s", b->len > 0 ? ", " : "",
		    (long long)spent, (long long)units, pool);
		free(pool);
	}
}

static void
add_pools(struct cm_buf *b, struct cm_net *n, const struct line *l)
{
	int64_t spent, units;
	struct cm_buf name;
	size_t at = 0;
	char *pool;

	cm_buf_init(&name, CM_BUF_ANY);
	while ((pool = cm_net_pool(n, l->account->name, &at, &spent, &units)) !=
	    NULL) {
		cm_buf_clear(&name);
		cm_buf_printf(&name, "units_spent_%s", pool);
		cm_json_member_int(b, cm_buf_str(&name), spent);
		cm_buf_clear(&name);
		cm_buf_printf(&name, "units_%s", pool);
		cm_json_member_int(b, cm_buf_str(&name), units);
		free(pool);
	}
	cm_buf_release(&name);
}

static int
put_row(struct cm_net *n, const struct line *l)
{
	struct cm_buf b;
	int rc;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"type\":\"row\"");
	cm_json_member(&b, "account", l->account->name);
	cm_json_member(&b, "network", l->account->network);
	cm_json_member(&b, "status", state(l));
	cm_json_member(&b, "handle", l->trial.handle);
	add_time(&b, "expires", l->stands.expires);
	if (l->stands.expires > 0) {
		cm_json_key(&b, "renews");
		cm_buf_puts(&b, l->stands.renews ? "true" : "false");
	}
	cm_json_member(&b, "missing", l->stands.missing);
	add_time(&b, "wait_until", l->stands.until);
	add_time(&b, "fetched", l->stands.fetched);
	if (l->about != NULL && l->stands.spent >= 0) {
		cm_json_member_int(&b, "units_spent", l->stands.spent);
		cm_json_member_int(&b, "units", l->stands.units);
	}
	if (l->about != NULL)
		add_pools(&b, n, l);
	cm_json_member(&b, "why", l->trial.message);
	cm_buf_puts(&b, "}\n");
	rc = cm_put(b.p, b.len);
	cm_buf_release(&b);
	return rc;
}

/* What the columns of a terminal say. */
static void
cells(const struct line *l, char text[2][CM_CLOCK_TEXT],
    const char *cell[COLUMNS])
{
	cell[0] = l->account->name;
	cell[1] = l->account->network;
	cell[2] = state(l);
	cell[3] = "-";
	cell[4] = "-";
	if (l->stands.expires > 0)
		cell[3] = cm_clock_text(l->stands.expires, text[0]);
	if (l->stands.fetched > 0)
		cell[4] = cm_clock_text(l->stands.fetched, text[1]);
}

static void
put_table(struct cm_net *net, const struct line *lines, size_t count)
{
	static const char *const heads[COLUMNS] = {
	    "ACCOUNT", "NETWORK", "STATUS", "VALID UNTIL", "LAST FETCH"};
	const char *cell[COLUMNS];
	char text[2][CM_CLOCK_TEXT];
	struct cm_buf quotas;
	int width[COLUMNS], n, c;
	size_t i;

	for (c = 0; c < COLUMNS; c++)
		width[c] = (int)strlen(heads[c]);
	for (i = 0; i < count; i++) {
		cells(&lines[i], text, cell);
		for (c = 0; c < COLUMNS; c++) {
			n = (int)strlen(cell[c]);
			width[c] = n > width[c] ? n : width[c];
		}
	}
	for (c = 0; c < COLUMNS; c++)
		printf("%-*s  ", width[c], heads[c]);
	printf("\n");
	for (i = 0; i < count; i++) {
		const struct line *l = &lines[i];

		cells(l, text, cell);
		for (c = 0; c < COLUMNS; c++)
			printf("%-*s  ", width[c], cell[c]);
		if (l->stands.missing != NULL)
			printf("'%s' is missing", l->stands.missing);
		else if (l->trial.handle != NULL)
			printf("%s", l->trial.handle);
		cm_buf_init(&quotas, CM_BUF_ANY);
		add_quotas(&quotas, net, l);
		if (quotas.len > 0)
			printf("  %s spent today", cm_buf_str(&quotas));
		cm_buf_release(&quotas);
		printf("\n");
	}
}

static enum cm_exit
show(const struct admin *a, struct cm_net *n, struct line *lines, size_t count)
{
	enum cm_exit status = CM_OK;
	size_t i;

	for (i = 0; i < count; i++)
		cm_net_expect(n, lines[i].account->name);
	for (i = 0; i < count; i++) {
		lines[i].about = cm_net_account(n, lines[i].account->name);
		if (lines[i].about != NULL &&
		    cm_net_stands(
			n, lines[i].account->name, &lines[i].stands) == -1)
			return CM_AGAIN;
	}
	for (i = 0; i < count; i++) {
		lines[i].trial.account = lines[i].account->name;
		if (!a->dry && lines[i].about != NULL &&
		    lines[i].stands.missing == NULL)
			(void)admin_try(n, &lines[i].trial);
	}
	cm_net_run(n);
	for (i = 0; i < count; i++) {
		/* What is renewed lasts longer. */
		if (lines[i].trial.asked)
			(void)cm_net_stands(
			    n, lines[i].account->name, &lines[i].stands);
		if (lines[i].trial.asked && lines[i].trial.kind != CM_NET_OK)
			admin_say(lines[i].about, &lines[i].trial);
		status = cm_worse(status, status_of(&lines[i]));
	}
	if (isatty(STDOUT_FILENO))
		put_table(n, lines, count);
	else
		for (i = 0; i < count; i++)
			(void)put_row(n, &lines[i]);
	return status;
}

static enum cm_exit
show_status(const struct admin *a, struct cm_conf *c, struct cm_net *n,
    const char *const *words, size_t count)
{
	struct line *lines = cm_zalloc((cm_conf_count(c) + 1) * sizeof(*lines));
	enum cm_exit status = check_words(c, words, count);
	size_t i, k = 0;

	for (i = 0; i < cm_conf_count(c) && status == CM_OK; i++)
		if (wanted(cm_conf_at(c, i), words, count))
			lines[k++].account = cm_conf_at(c, i);
	if (status == CM_OK && k == 0)
		cm_note(0,
		    "there are no accounts in '%s': cm-fetch --add "
		    "NAME NETWORK makes one",
		    cm_conf_path(c));
	else if (status == CM_OK)
		status = show(a, n, lines, k);
	for (i = 0; i < k; i++)
		admin_trial_release(&lines[i].trial);
	free(lines);
	return status;
}

static enum cm_exit
authorize(const struct admin *a, struct cm_conf *c, struct cm_net *n)
{
	struct admin_trial t = {.account = a->authorize};
	const char *const words[] = {a->authorize};
	const struct cm_about *about;
	struct cm_net_standing s;
	enum cm_exit status = check_words(c, words, 1);

	if (status != CM_OK)
		return status;
	about = cm_net_account(n, a->authorize);
	if (about == NULL || cm_net_stands(n, a->authorize, &s) == -1)
		return CM_USAGE;
	if (!s.consents && !s.logs_in) {
		cm_warn("account '%s' (%s): there is nothing to sign in to: "
			"its secrets are in '%s'",
		    a->authorize, about->network, cm_conf_path(c));
		return CM_USAGE;
	}
	if (s.consents)
		status = cm_net_consent(n, a->authorize, stdin, PATIENCE);
	if (status == CM_OK && (admin_login(n, &t) || admin_try(n, &t))) {
		cm_net_run(n);
		if (t.kind != CM_NET_OK) {
			admin_say(about, &t);
			status = t.later ? CM_AGAIN : CM_FAIL;
		}
	}
	if (status == CM_OK)
		cm_note(0, "account '%s' is signed in", a->authorize);
	admin_trial_release(&t);
	return status;
}

int
admin_wanted(const struct admin *a)
{
	return a->add != NULL || a->authorize != NULL || a->status ||
	    a->networks;
}

/* Who asks how it stands wants to know it now. */
static void
hurry(struct cm_http_options *o)
{
	o->retries = 0;
	o->connect = o->connect < CONNECT ? o->connect : CONNECT;
	o->stall = o->stall < TIMEOUT ? o->stall : TIMEOUT;
	o->timeout = o->timeout < TIMEOUT ? o->timeout : TIMEOUT;
}

enum cm_exit
admin_run(const struct admin *asked, const char *const *words, size_t count)
{
	struct admin own = *asked;
	const struct admin *a = &own;
	enum cm_exit status, closed;
	struct cm_conf *c;
	struct cm_net *n;

	if ((a->add != NULL) + (a->authorize != NULL) + a->status +
		a->networks >
	    1)
		cm_opt_fail("--add, --authorize, --status and --networks go "
			    "one at a time");
	if (a->add != NULL && count != 1)
		cm_opt_fail("--add needs the name of an account and of its "
			    "network; --networks lists those");
	if (a->authorize != NULL && count != 0)
		cm_opt_fail("--authorize takes one account: '%s'", words[0]);
	if (a->add != NULL || a->status)
		hurry(&own.net.http);
	if (a->networks)
		return admin_networks(words, count);
	if (a->add != NULL)
		return admin_add(a, a->add, words[0]);
	c = cm_conf_open(a->conf, &status);
	if (c == NULL)
		return status;
	n = cm_net_open(&a->net, c, &status);
	if (n != NULL) {
		status = a->status ? show_status(a, c, n, words, count)
				   : authorize(a, c, n);
		closed = cm_net_close(n);
		status = cm_worse(status, closed);
	}
	cm_conf_close(c);
	return status;
}
