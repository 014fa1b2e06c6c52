/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "cmd/cm-post/outbox.h"
#include "lib/clock.h"
#include "lib/json.h"

static int
is_shown(const struct entry *e)
{
	return e->state == ENTRY_DONE && !e->aside;
}

/* The id and URL of a thread are those of its first message. */
void
receipt_ids(struct cm_buf *to, const struct draft *d)
{
	const struct entry *first = NULL;
	size_t i, n = 0;

	for (i = 0; i < d->count; i++) {
		if (!is_shown(&d->entries[i]))
			continue;
		if (first == NULL)
			first = &d->entries[i];
		n += d->entries[i].id != NULL;
	}
	if (first == NULL)
		return;
	cm_json_member(to, "id", first->id);
	if (n > 0 && d->count > 1) {
		cm_json_key(to, "ids");
		cm_buf_byte(to, '[');
		for (i = n = 0; i < d->count; i++) {
			if (!is_shown(&d->entries[i]) ||
			    d->entries[i].id == NULL)
				continue;
			if (n++ > 0)
				cm_buf_byte(to, ',');
			cm_json_string(
			    to, d->entries[i].id, strlen(d->entries[i].id));
		}
		cm_buf_byte(to, ']');
	}
	cm_json_member(to, "url", first->url);
	if (first->native != NULL) {
		cm_json_key(to, "native");
		cm_buf_puts(to, first->native);
	}
}

void
receipt_act(struct cm_buf *to, const char *act, const char *target)
{
	if (act == NULL)
		return;
	cm_json_member(to, "do", act);
	if (target == NULL)
		return;
	cm_json_key(to, "target");
	cm_buf_byte(to, '{');
	cm_json_member(to, "id", target);
	cm_buf_byte(to, '}');
}

void
receipt_recipients(struct cm_buf *to, size_t done, size_t of)
{
	cm_json_key(to, "recipients");
	cm_buf_byte(to, '{');
	cm_json_member_int(to, "sent", (int64_t)done);
	cm_json_member_int(to, "of", (int64_t)of);
	cm_buf_byte(to, '}');
}

void
receipt_make(struct cm_buf *to, const struct draft *d, const char *status,
    const char *kind, const char *message, int64_t at)
{
	char when[CM_CLOCK_TEXT];
	size_t done, of;

	cm_buf_puts(to, "{\"type\":\"receipt\"");
	cm_json_member(to, "network", d->network);
	cm_json_member(to, "account", d->account);
	cm_json_member(to, "status", status);
	receipt_act(to, d->act, d->target);
	receipt_ids(to, d);
	if (d->count > 0 && d->entries[0].recipient != NULL) {
		done = draft_sent(d, &of);
		receipt_recipients(to, done, of);
	}
	if (kind != NULL) {
		cm_json_key(to, "error");
		cm_buf_byte(to, '{');
		cm_json_member(to, "kind", kind);
		cm_json_member(to, "message", message);
		cm_buf_byte(to, '}');
	}
	cm_json_member(to, "key", d->key);
	cm_json_member(to, "at", cm_clock_text(at, when));
	cm_buf_puts(to, "}\n");
}
