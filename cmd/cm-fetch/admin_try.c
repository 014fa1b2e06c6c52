/* SPDX-License-Identifier: ISC */
/* Asks a network for something small, to see whether an account is let in. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/admin.h"
#include "lib/json.h"
#include "lib/scan.h"

/* What a person knows an account by. */
static int
take_record(void *ctx, const char *line, size_t len, int64_t when)
{
	static const char *const names[] = {"handle", "name", "url"};
	struct admin_trial *t = ctx;
	struct cm_slice whole = {line, len};
	size_t i;

	(void)when;
	if (len > 0 && line[len - 1] == '\n')
		whole.len--;
	for (i = 0; i < 3 && t->handle == NULL; i++)
		t->handle = cm_json_dup(cm_json_get(whole, names[i]));
	return 0;
}

static void
take_end(void *ctx, const struct cm_net_end *end)
{
	struct admin_trial *t = ctx;

	t->kind = end->kind;
	t->later = end->later;
	if (end->message != NULL)
		t->message = cm_strdup(end->message);
	if (end->advice != NULL)
		t->advice = cm_strdup(end->advice);
}

static void
start(struct cm_net *n, struct admin_trial *t, const char *verb,
    const char *step, const char *job)
{
	static const struct cm_net_calls calls = {
	    .record = take_record, .done = take_end};
	struct cm_net_job j = {.account = t->account,
	    .verb = verb,
	    .step = step,
	    .job = job,
	    .since = INT64_MIN,
	    .until = INT64_MAX,
	    .limit = 1,
	    .calls = &calls,
	    .ctx = t};

	t->asked = 1;
	cm_net_start(n, &j);
}

int
admin_login(struct cm_net *n, struct admin_trial *t)
{
	const struct cm_about *about = cm_net_account(n, t->account);

	if (about == NULL || !about->logs_in)
		return 0;
	start(n, t, "login", NULL, "{}");
	return 1;
}

int
admin_try(struct cm_net *n, struct admin_trial *t)
{
	const struct cm_about *about = cm_net_account(n, t->account);

	if (about == NULL)
		return 0;
	if (!cm_about_has(about->reads, "account"))
		return admin_login(n, t);
	start(n, t, "fetch", "account", "{\"what\":\"account\"}");
	return 1;
}

void
admin_trial_release(struct admin_trial *t)
{
	free(t->message);
	free(t->advice);
	free(t->handle);
	memset(t, 0, sizeof(*t));
}

void
admin_say(const struct cm_about *about, const struct admin_trial *t)
{
	const char *why = t->message != NULL ? t->message : "it failed";

	if (t->advice != NULL)
		cm_warn("account '%s' (%s): %s; %s", t->account, about->network,
		    why, t->advice);
	else
		cm_warn(
		    "account '%s' (%s): %s", t->account, about->network, why);
}
