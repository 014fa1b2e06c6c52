/* SPDX-License-Identifier: ISC */
/* A message for each recipient. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/plan.h"
#include "lib/json.h"

static size_t
count(struct cm_slice list)
{
	struct cm_slice one;
	size_t at = 0, n = 0;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &one))
		n++;
	return n;
}

int
plan_addressed(const struct sketch *d)
{
	return d->about->per_recipient ||
	    (plan_uses(d, "recipients") &&
		count(cm_json_get(d->whole, "recipients")) > 0);
}

static char **
copy_list(char **list)
{
	size_t n = 0, i;
	char **copy;

	while (list[n] != NULL)
		n++;
	copy = cm_zalloc((n + 1) * sizeof(*copy));
	for (i = 0; i < n; i++)
		copy[i] = cm_strdup(list[i]);
	return copy;
}

static void
copy_message(struct message *to, const struct message *from)
{
	to->job = cm_strdup(from->job);
	to->text = cm_strdup(from->text);
	to->title = from->title != NULL ? cm_strdup(from->title) : NULL;
	to->files = copy_list(from->files);
	to->recipient = NULL;
	to->known = 0;
}

void
plan_recipients(struct sketch *d)
{
	struct cm_slice list = cm_json_get(d->whole, "recipients"), one;
	size_t n = count(list), i = 0, at = 0;
	struct plan *p = d->p;

	if (!plan_addressed(d)) {
		if (n > 0)
			plan_fault(p,
			    "it has 'recipients', and what is published there "
			    "is for all");
		return;
	}
	if (n == 0) {
		plan_fault(p,
		    "it has no 'recipients': each message there is to one of "
		    "them");
		return;
	}
	if (p->count != 1) {
		plan_fault(p,
		    "each of them gets one message: no first comment goes "
		    "with it");
		return;
	}
	p->messages = cm_realloc(p->messages, n * sizeof(*p->messages));
	for (; cm_json_next(list, &at, NULL, &one); i++) {
		if (i > 0)
			copy_message(&p->messages[i], p->messages);
		p->messages[i].recipient = cm_json_dup(one);
	}
	p->count = n;
}
