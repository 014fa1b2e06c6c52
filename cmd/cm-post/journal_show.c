/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-post/outbox.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/keyring.h"

/* How an entry's state reads in a receipt, and by its own name. */
static const struct {
	const char *status, *name;
} states[] = {
    [ENTRY_NEW] = {"planned", "new"},
    [ENTRY_SENT] = {"doubtful", "sent"},
    [ENTRY_DONE] = {"published", "done"},
    [ENTRY_REFUSED] = {"failed", "refused"},
    [ENTRY_DOUBTFUL] = {"doubtful", "doubtful"},
};

static void
add_journal(struct cm_buf *to, const struct draft *d, const struct entry *e)
{
	char when[CM_CLOCK_TEXT], id[24];

	snprintf(id, sizeof(id), "%lld", (long long)e->row);
	cm_json_key(to, "journal");
	cm_buf_byte(to, '{');
	cm_json_member(to, "id", id);
	cm_json_member(to, "state", states[e->state].name);
	cm_json_member_int(to, "message", e - d->entries + 1);
	cm_json_member_int(to, "of", (int64_t)d->count);
	cm_json_member_int(to, "tries", e->tries);
	if (e->intent.wall != 0)
		cm_json_member(to, "sent", cm_clock_text(e->intent.wall, when));
	cm_json_member(to, "recipient", e->recipient);
	cm_json_member(to, "do", d->act);
	cm_json_member(to, "target", d->target);
	cm_json_member(to, "title", e->title);
	cm_json_member(to, "text", e->text);
	cm_buf_byte(to, '}');
}

/* The record of an entry. */
static void
print_entry(const struct draft *d, const struct entry *e)
{
	char when[CM_CLOCK_TEXT];
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_puts(&b, "{\"type\":\"receipt\"");
	cm_json_member(&b, "network", d->network);
	cm_json_member(&b, "account", d->account);
	cm_json_member(&b, "status", states[e->state].status);
	cm_json_member(&b, "id", e->id);
	cm_json_member(&b, "url", e->url);
	if (e->native != NULL) {
		cm_json_key(&b, "native");
		cm_buf_puts(&b, e->native);
	}
	if (e->kind != NULL) {
		cm_json_key(&b, "error");
		cm_buf_byte(&b, '{');
		cm_json_member(&b, "kind", e->kind);
		cm_json_member(&b, "message", e->message);
		cm_buf_byte(&b, '}');
	}
	cm_json_member(&b, "key", d->key);
	if (e->sent != 0)
		cm_json_member(&b, "at", cm_clock_text(e->sent, when));
	add_journal(&b, d, e);
	cm_buf_puts(&b, "}\n");
	(void)cm_put(b.p, b.len);
	cm_buf_release(&b);
}

/* A cell of a table for people: one line, not wider than that. */
static char *
cell(const char *s, size_t most)
{
	struct cm_buf b;
	size_t n = 0;
	char *text;

	cm_buf_init(&b, CM_BUF_ANY);
	for (; s != NULL && *s != '\0' && n < most; s++) {
		if (((unsigned char)*s & 0xC0) != 0x80)
			n++;
		if ((unsigned char)*s < 0x20 || *s == 0x7F)
			cm_buf_byte(&b, ' ');
		else if ((unsigned char)s[0] == 0xC2 &&
		    (unsigned char)s[1] < 0xA0) {
			cm_buf_byte(&b, ' ');
			s++;
		} else
			cm_buf_byte(&b, *s);
	}
	/* Not half a letter. */
	for (; s != NULL && ((unsigned char)*s & 0xC0) == 0x80; s++)
		cm_buf_byte(&b, *s);
	text = cm_strdup(b.len > 0 ? cm_buf_str(&b) : "-");
	cm_buf_release(&b);
	return text;
}

/* What an entry is about, and where it is. */
static void
print_row(const struct draft *d, const struct entry *e)
{
	char when[CM_CLOCK_TEXT] = "-", id[24];
	char *account = cell(d->account, 20), *where, *what;
	const char *words = e->title != NULL ? e->title : e->text;
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	if (d->act != NULL)
		cm_buf_printf(
		    &b, "%s %s ", d->act, d->target != NULL ? d->target : "");
	if (words != NULL)
		cm_buf_puts(&b, words);
	what = cell(cm_buf_str(&b), 32);
	where = cell(e->url != NULL                            ? e->url
		: e->message != NULL && e->state != ENTRY_DONE ? e->message
							       : e->id,
	    200);
	snprintf(id, sizeof(id), "%lld", (long long)e->row);
	if (e->sent != 0)
		cm_clock_text(e->sent, when);
	cm_buf_clear(&b);
	cm_buf_printf(&b, "%-5s %-20s %-9s %-20s %s  %s\n", id, account,
	    states[e->state].status, when, what, where);
	(void)cm_put(b.p, b.len);
	cm_buf_release(&b);
	free(account);
	free(where);
	free(what);
}

enum cm_exit
journal_print(const struct options *o)
{
	enum cm_exit status = CM_OK;
	struct journal *j = journal_look(&status);
	struct draft d;
	int64_t row = 0;
	int terminal = isatty(STDOUT_FILENO);
	size_t i;

	(void)o;
	if (j == NULL)
		return status;
	if (terminal)
		printf("%-5s %-20s %-9s %-20s %s\n", "ID", "ACCOUNT", "STATUS",
		    "SENT", "WHAT, WHERE");
	while (journal_next(j, &row, &d) == 1) {
		for (i = 0; i < d.count; i++)
			(terminal ? print_row : print_entry)(&d, &d.entries[i]);
		draft_release(&d);
	}
	(void)cm_flush();
	status = journal_status(j);
	journal_close(j);
	return status;
}

/* Reads "12=published", "12=published:THE-ID" or "12=failed". */
static int
read_decision(const char *what, int64_t *row, int *published, const char **id)
{
	char *end;
	const char *verdict;

	*row = strtoll(what, &end, 10);
	verdict = end + 1;
	*id = NULL;
	if (end == what || *row < 1 || *end != '=')
		return -1;
	*published = strncmp(verdict, "published", 9) == 0;
	if (*published && verdict[9] == ':' && verdict[10] != '\0')
		*id = verdict + 10;
	else if (strcmp(verdict, *published ? "published" : "failed") != 0)
		return -1;
	return 0;
}

static enum cm_exit
settle(struct journal *j, struct draft *d, struct entry *e, int published,
    const char *id)
{
	if (e->state != ENTRY_SENT && e->state != ENTRY_DOUBTFUL) {
		cm_warn("entry %lld is not in doubt: it is %s",
		    (long long)e->row, states[e->state].name);
		return CM_FAIL;
	}
	e->state = published ? ENTRY_DONE : ENTRY_REFUSED;
	free(e->kind);
	free(e->message);
	e->kind = published ? NULL : cm_strdup("settled");
	e->message =
	    published ? NULL : cm_strdup("a person says that it is not there");
	if (id != NULL) {
		free(e->id);
		e->id = cm_strdup(id);
	}
	if (journal_keep(j, d, e) == -1)
		return journal_status(j);
	print_entry(d, e);
	return cm_flush() == 0 ? CM_OK : CM_FAIL;
}

enum cm_exit
journal_settle(const struct options *o, const char *what)
{
	enum cm_exit status = CM_OK;
	struct journal *j;
	struct draft d;
	const char *id;
	int64_t row;
	int published, lock, rc;
	size_t at;

	(void)o;
	if (read_decision(what, &row, &published, &id) == -1) {
		cm_warn(
		    "--settle takes ID=published or ID=failed, not '%s'", what);
		return CM_USAGE;
	}
	j = journal_look(&status);
	if (j == NULL) {
		if (status == CM_OK)
			cm_warn("there is no journal yet");
		return cm_worse(status, CM_FAIL);
	}
	rc = journal_find_entry(j, row, &d, &at);
	if (rc == 0)
		cm_warn("the journal has no entry %lld", (long long)row);
	status = rc == 1 ? CM_OK : cm_worse(journal_status(j), CM_FAIL);
	if (rc == 1) {
		lock = cm_keyring_lock("send", d.account, 0);
		if (lock == -1)
			cm_warn("account '%s': a cm-post is sending to it; try "
				"again later",
			    d.account);
		/* It may have changed until the lock was had. */
		draft_release(&d);
		if (lock < 0)
			status = lock == -1 ? CM_AGAIN : CM_FAIL;
		else if (journal_find_entry(j, row, &d, &at) == 1) {
			status = settle(j, &d, &d.entries[at], published, id);
			draft_release(&d);
		}
		if (lock >= 0)
			cm_keyring_unlock(lock);
	}
	journal_close(j);
	return status;
}
