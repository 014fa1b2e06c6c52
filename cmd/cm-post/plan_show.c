/* SPDX-License-Identifier: ISC */
/* -n: what would be sent, for a person to read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/plan.h"
#include "lib/clock.h"
#include "lib/json.h"

/* Adds a text with a margin; nothing in it may steer the terminal. */
static void
add_text(struct cm_buf *b, const char *s, const char *margin)
{
	unsigned char c, before = 0;

	cm_buf_puts(b, margin);
	for (; *s != '\0'; s++) {
		c = (unsigned char)*s;
		if (c == '\n')
			cm_buf_printf(b, "\n%s", s[1] == '\0' ? "" : margin);
		else if (c < 0x20 || c == 0x7F)
			cm_buf_byte(b, c == '\t' ? ' ' : '?');
		else if (before == 0xC2 && c < 0xA0) {
			b->len--;
			cm_buf_byte(b, '?');
		} else
			cm_buf_byte(b, *s);
		before = c;
	}
	cm_buf_byte(b, '\n');
}

static void
add_member(struct cm_buf *b, struct cm_slice of, const char *name,
    const char *before, const char *after)
{
	struct cm_slice s = cm_json_get(of, name);
	char *text = cm_json_dup(s), *p;

	if (cm_scan_kind(s) == CM_NUMBER)
		cm_buf_printf(b, "%s%.*s%s", before, (int)s.len, s.p, after);
	if (text == NULL)
		return;
	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F)
			*p = ' ';
	cm_buf_printf(b, "%s%s%s", before, text, after);
	free(text);
}

static void
add_media(struct cm_buf *b, struct cm_slice list, const struct cm_about *about)
{
	struct cm_slice one;
	size_t at = 0;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &one)) {
		cm_buf_puts(b, "    with ");
		if (cm_json_get(one, "name").p != NULL)
			add_member(b, one, "name", "", "");
		else
			add_member(b, one, "url", "", "");
		if (cm_json_get(one, "file").p == NULL && plan_fetches(about))
			cm_buf_puts(b, ", to be fetched");
		add_member(b, one, "type", ", ", "");
		add_member(b, one, "width", ", ", "");
		add_member(b, one, "height", " x ", "");
		add_member(b, one, "seconds", ", ", " s");
		add_member(b, one, "bytes", ", ", " bytes");
		if (cm_json_get(one, "alt").p != NULL)
			add_member(b, one, "alt", ", shows: ", "");
		else
			cm_buf_puts(b, ", without words for it");
		cm_buf_byte(b, '\n');
	}
}

/* The values of a list, on one line. */
static void
add_list(struct cm_buf *b, struct cm_slice list, const char *between)
{
	struct cm_slice one;
	size_t at = 0, n = 0;
	char *text, *p;

	while (cm_scan_kind(list) == CM_ARRAY &&
	    cm_json_next(list, &at, NULL, &one)) {
		text = cm_json_dup(one);
		for (p = text; p != NULL && *p != '\0'; p++)
			if ((unsigned char)*p < 0x20 || *p == 0x7F)
				*p = ' ';
		if (text != NULL)
			cm_buf_printf(b, "%s%s", n++ > 0 ? between : "", text);
		free(text);
	}
}

/* What goes along beside the text: the network has a place of its own for it.
 * All else stands in the text, or was noted. */
static void
add_apart(struct cm_buf *b, struct cm_slice draft, const struct cm_about *about)
{
	static const char *const names[] = {
	    "link", "visibility", "warning", "paid", "ai"};
	struct cm_slice tags = cm_json_get(draft, "tags");
	struct cm_slice poll = cm_json_get(draft, "poll");
	char before[32];
	size_t i;

	if (tags.p != NULL && cm_about_has(about->uses, "tags")) {
		cm_buf_puts(b, "    tags: ");
		add_list(b, tags, ", ");
		cm_buf_byte(b, '\n');
	}
	add_member(b, draft, "lang", "    lang: ", "\n");
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!cm_about_has(about->uses, names[i]))
			continue;
		snprintf(before, sizeof(before), "    %s: ", names[i]);
		add_member(b, draft, names[i], before, "\n");
		if (cm_scan_kind(cm_json_get(draft, names[i])) == CM_TRUE)
			cm_buf_printf(b, "%syes\n", before);
	}
	add_member(b, draft, "first_comment", "    first comment: ", "\n");
	if (poll.p != NULL && cm_about_has(about->uses, "poll")) {
		cm_buf_puts(b, "    poll: ");
		add_list(b, cm_json_get(poll, "options"), " / ");
		add_member(b, poll, "seconds", ", open ", " s");
		if (cm_scan_kind(cm_json_get(poll, "multiple")) == CM_TRUE)
			cm_buf_puts(b, ", several answers");
		cm_buf_byte(b, '\n');
	}
}

static void
add_message(struct cm_buf *b, const struct plan *p, size_t i,
    const struct cm_about *about)
{
	const struct message *m = &p->messages[i];
	struct cm_slice job, lengths, draft;
	const char *unit = cm_unit_name(about->text.unit);

	/* Valid JSON of our own, which cm_json_get may walk. */
	job.p = m->job;
	job.len = strlen(m->job);
	lengths = cm_json_get(job, "lengths");
	draft = cm_json_get(job, "draft");
	cm_buf_puts(b, "  ");
	if (p->count > 1 && m->recipient == NULL)
		cm_buf_printf(b, "%zu of %zu: ", i + 1, p->count);
	add_member(b, lengths, unit, "", "");
	if (p->text_max > 0) /* else what stands against it says so */
		cm_buf_printf(b, " of %lld", (long long)p->text_max);
	cm_buf_printf(b, " %s", unit);
	if (about->text.bytes >= 0) {
		add_member(b, lengths, "bytes", ", ", "");
		cm_buf_printf(
		    b, " of %lld bytes", (long long)about->text.bytes);
	}
	cm_buf_byte(b, '\n');
	if (m->title != NULL)
		add_text(b, m->title, "    title: ");
	if (m->text != NULL && *m->text != '\0')
		add_text(b, m->text, "    | ");
	add_media(b, cm_json_get(draft, "media"), about);
	if (i == 0)
		add_apart(b, draft, about);
}

static void
add_action(struct cm_buf *b, const struct item *it, const struct plan *p)
{
	struct cm_slice whole = {it->json, it->len};

	add_member(b, whole, "do", "  ", "");
	add_member(b, cm_json_get(whole, "target"), "id", " ", "");
	cm_buf_byte(b, '\n');
	if (p->count > 0 && *p->messages[0].text != '\0')
		add_text(b, p->messages[0].text, "    | ");
}

enum { NAMED = 10 };

/* Who gets it: of many the first. */
static void
add_recipients(struct cm_buf *b, const struct plan *p)
{
	size_t i;

	if (p->count == 0 || p->messages[0].recipient == NULL)
		return;
	cm_buf_printf(
	    b, "  to %zu recipient%s: ", p->count, p->count > 1 ? "s" : "");
	for (i = 0; i < p->count && i < NAMED; i++)
		cm_buf_printf(
		    b, "%s%s", i > 0 ? ", " : "", p->messages[i].recipient);
	if (i < p->count)
		cm_buf_printf(b, " and %zu more", p->count - i);
	cm_buf_byte(b, '\n');
}

/* The receipt that a try gives. */
static enum cm_exit
add_receipt(struct cm_buf *b, const struct plan *p, const struct item *it,
    const struct cm_account *account, const struct cm_about *about,
    const struct fate *fate)
{
	const char *status = "planned", *kind = fate->skipped, *why = fate->why;
	char at[CM_CLOCK_TEXT];
	int64_t when = cm_clock_now();
	struct cm_slice whole = {it->json, it->len}, target;
	char *act, *id, *faults = NULL;

	if (fate->receipt != NULL) {
		cm_buf_printf(b, "%s\n", fate->receipt);
		return CM_OK;
	}
	if (kind != NULL)
		status = "skipped";
	else if (p->faults[0] != NULL) {
		status = "failed";
		kind = "invalid";
		why = faults = plan_why(p);
	}
	if (fate->skipped == NULL && p->at != INT64_MIN)
		when = p->at;
	cm_buf_puts(b, "{\"type\":\"receipt\"");
	cm_json_member(b, "network", about->network);
	cm_json_member(b, "account", account->name);
	cm_json_member(b, "status", status);
	if (it->action) {
		act = cm_json_dup(cm_json_get(whole, "do"));
		target = cm_json_get(cm_json_get(whole, "target"), "id");
		id = cm_scan_kind(target) == CM_NUMBER
		    ? cm_strndup(target.p, target.len)
		    : cm_json_dup(target);
		receipt_act(b, act, id);
		free(act);
		free(id);
	}
	if (p->count > 0 && p->messages[0].recipient != NULL)
		receipt_recipients(b, fate->sent, p->count);
	if (kind != NULL) {
		cm_buf_puts(b, ",\"error\":{");
		cm_json_member(b, "kind", kind);
		cm_json_member(b, "message", why);
		cm_buf_byte(b, '}');
	}
	free(faults);
	cm_json_member(b, "key", p->key);
	cm_json_member(b, "at", cm_clock_text(when, at));
	cm_buf_puts(b, "}\n");
	return kind == NULL ? CM_OK : CM_FAIL;
}

static void
add_head(struct cm_buf *b, const struct plan *p, const struct item *it,
    const struct cm_account *account, const struct cm_about *about)
{
	char at[CM_CLOCK_TEXT];

	cm_buf_printf(b, "%s (%s)", account->name, about->title);
	if (it->file != NULL && it->line > 0)
		cm_buf_printf(
		    b, ", %s:%llu", it->file, (unsigned long long)it->line);
	if (p->at != INT64_MIN)
		cm_buf_printf(b, ", at %s%s", cm_clock_text(p->at, at),
		    p->native_at ? " by the network itself" : "");
	cm_buf_puts(b, ":\n");
	if (p->reply_to != NULL)
		cm_buf_printf(b, "  answers %s\n", p->reply_to);
}

enum cm_exit
plan_show(const struct plan *p, const struct item *it,
    const struct cm_account *account, const struct cm_about *about,
    const struct fate *fate)
{
	enum cm_exit status;
	struct cm_buf b;
	size_t i;

	cm_buf_init(&b, CM_BUF_ANY);
	add_head(&b, p, it, account, about);
	add_recipients(&b, p);
	for (i = 0; i < p->count && !it->action; i++)
		if (i == 0 || p->messages[i].recipient == NULL)
			add_message(&b, p, i, about);
	if (it->action)
		add_action(&b, it, p);
	for (i = 0; p->notes[i] != NULL; i++)
		cm_buf_printf(&b, "  note: %s\n", p->notes[i]);
	if (fate->twin != NULL)
		cm_buf_printf(&b, "  note: %s\n", fate->twin);
	if (fate->skipped != NULL)
		cm_buf_printf(&b, "  cannot be sent: %s\n", fate->why);
	else if (fate->why != NULL)
		cm_buf_printf(&b, "  %s\n", fate->why);
	for (i = 0; p->faults[i] != NULL && fate->receipt == NULL; i++)
		cm_buf_printf(&b, "  cannot be sent: %s\n", p->faults[i]);
	fwrite(b.p, 1, b.len, stderr);
	cm_buf_clear(&b);
	status = add_receipt(&b, p, it, account, about, fate);
	cm_put(b.p, b.len);
	cm_buf_release(&b);
	return status;
}
