/* SPDX-License-Identifier: ISC */
/* -n: what the journal has to say to a plan. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/outbox.h"

/* What is left of one that is public in part, or may be. */
static void
say_rest(struct cm_buf *why, const struct draft *old)
{
	size_t i, of, done = draft_sent(old, &of), open = 0, doubtful = 0;

	for (i = 0; i < old->count; i++) {
		if (old->entries[i].aside)
			continue;
		open += old->entries[i].state == ENTRY_SENT;
		doubtful += old->entries[i].state == ENTRY_DOUBTFUL;
	}
	cm_buf_printf(why, "%zu of %zu %s published already", done, of,
	    done == 1 ? "is" : "are");
	if (doubtful > 0)
		cm_buf_puts(why,
		    ", and what is doubtful is not sent again: see --settle");
	else if (open > 0)
		cm_buf_puts(why, ", and one may be: it is looked for first");
	else
		cm_buf_puts(why, ": the rest is sent");
}

static void
judge_old(struct outbox *b, const struct draft *d, const struct draft *old,
    struct fate *fate, struct cm_buf *why, char **line)
{
	size_t of;

	if (old->addressed)
		fate->sent = draft_sent(old, &of);
	switch (draft_known(b->journal, b->o->again, d, old)) {
	case KNOWN_CHANGED:
		fate->skipped = "changed";
		cm_buf_puts(why, "changed since published");
		break;
	case KNOWN_DONE:
		*line = draft_receipt(old);
		fate->receipt = *line;
		cm_buf_puts(why, "published already: it is not sent again");
		break;
	case KNOWN_SKIPPED:
		if (draft_is_late(b, d->at, why))
			fate->receipt = old->receipt;
		break;
	case KNOWN_GOES_ON:
		if (old->missing == 0 || !draft_is_late(b, d->at, why))
			say_rest(why, old);
		else
			fate->skipped = "late";
		break;
	case KNOWN_BROKEN:
		b->status = cm_worse(b->status, CM_FAIL);
		break;
	default:
		if (draft_is_late(b, d->at, why))
			fate->skipped = "late";
	}
}

enum cm_exit
outbox_show(struct outbox *b, const struct item *it,
    const struct cm_account *account, struct plan *p)
{
	struct fate fate = {NULL, NULL, NULL, NULL, 0};
	struct draft d, old;
	enum cm_exit status;
	struct cm_buf why, twin;
	char *line = NULL;
	int rc = 0;

	memset(&d, 0, sizeof(d));
	d.account = cm_strdup(account->name);
	d.network = cm_strdup(account->network);
	keys_make(&d, p);
	d.source = it->source != NULL ? cm_strdup(it->source) : NULL;
	cm_buf_init(&why, CM_BUF_ANY);
	if (b->journal != NULL)
		rc = journal_find(b->journal, d.account, d.ident, &old);
	if (rc == 1) {
		draft_names(&old, p);
		judge_old(b, &d, &old, &fate, &why, &line);
	} else if (rc == 0 && p->faults[0] == NULL &&
	    draft_is_late(b, d.at, &why))
		fate.skipped = "late";
	cm_buf_init(&twin, CM_BUF_ANY);
	if (rc == 0)
		draft_twin(b, &d, &twin);
	fate.twin = twin.p;
	if (why.len > 0)
		fate.why = cm_buf_str(&why);
	status =
	    plan_show(p, it, account, outbox_about(b, account->name), &fate);
	if (rc == 1)
		draft_release(&old);
	if (rc == -1)
		status = cm_worse(status, journal_status(b->journal));
	cm_buf_release(&why);
	cm_buf_release(&twin);
	draft_release(&d);
	free(line);
	return status;
}
