/* SPDX-License-Identifier: ISC */
/* What a module itself has against a draft, before anything is sent. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"
#include "cmd/cm-post/plan.h"
#include "lib/clock.h"
#include "lib/json.h"

/* What is fetched first is not there yet, and the module would miss it. */
static int
is_to_fetch(const struct message *m, const struct cm_about *about)
{
	struct cm_slice job = {m->job, strlen(m->job)}, list, one;
	size_t at = 0;

	list = cm_json_get(cm_json_get(job, "draft"), "media");
	while (plan_fetches(about) && cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &one))
		if (cm_json_get(one, "file").p == NULL)
			return 1;
	return 0;
}

/* As send_job() makes it, but for what is fixed when it is sent. */
static void
try_job(struct outbox *b, const struct plan *p, const char *account,
    struct cm_buf *to)
{
	const struct message *m = &p->messages[0];
	int64_t now = cm_net_now(b->net);
	char when[CM_CLOCK_TEXT];

	cm_buf_add(to, m->job, strlen(m->job) - 1);
	cm_json_member(to, "key", "00000000000000000000000000000000");
	cm_json_member(to, "sent", cm_clock_text(now, when));
	cm_json_member_int(to, "us", now * 1000000);
	cm_json_member(to, "recipient", m->recipient);
	send_reply_to(b->journal, account, p->reply_to, to);
	cm_buf_byte(to, '}');
}

size_t
outbox_name_options(
    struct outbox *b, const struct item *it, const struct cm_account *account)
{
	const char *network = outbox_about(b, account->name)->network;
	struct cm_slice whole = {it->json, it->len}, key, value, own;
	size_t at = 0, n = 0;
	char *name, *near, *place = outbox_place(it);

	own = cm_json_get(cm_json_get(whole, "options"), network);
	while (b->o->net.replay == NULL && cm_scan_kind(own) == CM_OBJECT &&
	    cm_json_next(own, &at, &key, &value)) {
		/* These say what of the draft is to be left out. */
		if (cm_json_is(key, "paid") || cm_json_is(key, "ai"))
			continue;
		name = cm_json_dup(key);
		if (!cm_net_names_member(b->net, account->name, name, &near)) {
			n++;
			cm_warn("%s: unknown member 'options.%s.%s': nothing "
				"reads it%s%s%s",
			    place, network, name, near != NULL ? ": '" : "",
			    near != NULL ? near : "", near != NULL ? "'?" : "");
		}
		free(near);
		free(name);
	}
	free(place);
	return n;
}

void
outbox_try(struct outbox *b, const struct item *it,
    const struct cm_account *account, struct plan *p)
{
	struct cm_net_job job = {.account = account->name,
	    .verb = it->action ? "act" : "post",
	    .since = INT64_MIN,
	    .until = INT64_MAX,
	    .limit = -1};
	struct cm_buf text;
	char *why;

	/* A transcript begins with what was asked. */
	if (p->faults[0] != NULL || p->count == 0 || b->o->net.record != NULL ||
	    b->o->net.replay != NULL ||
	    is_to_fetch(&p->messages[0], outbox_about(b, account->name)))
		return;
	cm_buf_init(&text, CM_BUF_ANY);
	try_job(b, p, account->name, &text);
	job.job = cm_buf_str(&text);
	why = cm_net_refuses(b->net, &job);
	if (why != NULL)
		plan_fault(p, "%s", why);
	free(why);
	cm_buf_release(&text);
}
