/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-post/journal.h"
#include "lib/json.h"

static const char *const steps[] = {
    "CREATE TABLE draft ("
    "id INTEGER PRIMARY KEY, account TEXT NOT NULL, network TEXT NOT NULL, "
    "ident TEXT NOT NULL, again INTEGER NOT NULL, key TEXT NOT NULL, "
    "content TEXT NOT NULL, at INTEGER, act TEXT, target TEXT, receipt TEXT, "
    "UNIQUE (account, ident, again)) STRICT;"
    "CREATE TABLE entry ("
    "id INTEGER PRIMARY KEY, "
    "draft INTEGER NOT NULL REFERENCES draft ON DELETE CASCADE, "
    "account TEXT NOT NULL, n INTEGER NOT NULL, "
    "state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4), "
    "key TEXT NOT NULL UNIQUE, us INTEGER, sent INTEGER, "
    "safe INTEGER NOT NULL, tries INTEGER NOT NULL, "
    "wall INTEGER, mono INTEGER, boot TEXT, "
    "job TEXT NOT NULL, files TEXT NOT NULL, recipient TEXT, "
    "text TEXT, title TEXT, "
    "remote TEXT, native TEXT, url TEXT, kind TEXT, message TEXT, "
    "UNIQUE (draft, n), UNIQUE (account, us)) STRICT;"
    "CREATE INDEX entry_remote ON entry (account, remote);"
    "CREATE INDEX entry_url ON entry (account, url);"
    "CREATE INDEX entry_open ON entry (state) WHERE state IN (1, 4);"
    "CREATE INDEX draft_target ON draft (account, target)",
    "ALTER TABLE draft ADD COLUMN title TEXT;"
    "ALTER TABLE draft ADD COLUMN source TEXT;"
    "CREATE INDEX draft_title ON draft (account, title);"
    "CREATE INDEX draft_source ON draft (account, source)",
    NULL,
};

#define DRAFT_COLUMNS                                                          \
	"draft.id, account, network, ident, again, key, content, at, act, "    \
	"target, receipt"
#define ENTRY_COLUMNS                                                          \
	"id, state, key, us, sent, safe, tries, wall, mono, boot, job, "       \
	"files, recipient, text, title, remote, native, url, kind, message"

static const char *const sql[Q_COUNT] = {
    [Q_FIND] = "SELECT " DRAFT_COLUMNS " FROM draft WHERE account = ? AND "
	       "ident = ? ORDER BY again DESC LIMIT 1",
    [Q_NEXT] = "SELECT " DRAFT_COLUMNS " FROM draft WHERE id > ? "
	       "ORDER BY id LIMIT 1",
    [Q_OF] = "SELECT " DRAFT_COLUMNS " FROM draft WHERE id = "
	     "(SELECT draft FROM entry WHERE id = ?)",
    [Q_ENTRIES] =
	"SELECT " ENTRY_COLUMNS " FROM entry WHERE draft = ? ORDER BY n",
    [Q_DROP] = "DELETE FROM draft WHERE id = ?",
    [Q_ADD] = "INSERT INTO draft (account, network, ident, again, key, "
	      "content, at, act, target, title, source) "
	      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
    [Q_ADD_ENTRY] =
	"INSERT INTO entry (draft, account, n, state, key, safe, tries, job, "
	"files, recipient, text, title) "
	"VALUES (?, ?, ?, 0, ?, 0, 0, ?, ?, ?, ?, ?) RETURNING id",
    [Q_MOVE] = "UPDATE entry SET draft = ?, n = ? WHERE id = ?",
    [Q_KEEP] = "UPDATE entry SET state = ?, us = ?, sent = ?, safe = ?, "
	       "tries = ?, wall = ?, mono = ?, boot = ?, remote = ?, "
	       "native = ?, url = ?, kind = ?, message = ?, job = ?, "
	       "files = ? WHERE id = ?",
    [Q_RECEIPT] = "UPDATE draft SET receipt = ? WHERE id = ?",
    [Q_LAST_US] = "SELECT max(us) FROM entry WHERE account = ?",
    [Q_CLAIMS] = "SELECT 1 FROM entry JOIN draft ON entry.draft = draft.id "
		 "WHERE entry.account = ? AND remote = ? AND "
		 "coalesce(act, 'reply') = 'reply'",
    [Q_ITEM] = "SELECT remote, native, url FROM entry WHERE account = ?1 AND "
	       "(remote = ?2 OR url = ?2) ORDER BY id DESC LIMIT 1",
    [Q_RIVAL] = "SELECT id, title, text, coalesce(wall, sent, 0), state "
		"FROM entry WHERE state IN (1, 4) AND account = ? AND "
		"id <> ? AND id > ? ORDER BY id LIMIT 1",
    [Q_UNDONE] = "SELECT act FROM entry JOIN draft ON entry.draft = draft.id "
		 "WHERE draft.account = ? AND target = ? AND act NOT NULL AND "
		 "us > (SELECT max(us) FROM entry WHERE draft = ?)",
    [Q_TWIN] = "SELECT sent, draft.title, coalesce(url, remote) FROM draft "
	       "JOIN entry ON entry.draft = draft.id WHERE n = 0 AND "
	       "state = 2 AND draft.account = ?1 AND act IS NULL AND "
	       "(draft.title = ?2 OR source = ?3) "
	       "ORDER BY draft.id DESC LIMIT 1",
    [Q_OPEN] = "SELECT count(*) FROM entry WHERE state IN (1, 4)",
};

static struct journal *
journal_of(struct cm_db *db)
{
	struct journal *j;

	if (db == NULL)
		return NULL;
	j = cm_zalloc(sizeof(*j));
	j->db = db;
	return j;
}

struct journal *
journal_open(int replay, enum cm_exit *status)
{
	return journal_of(replay ? cm_db_scratch(steps, status)
				 : cm_db_open("outbox", steps, status));
}

struct journal *
journal_look(enum cm_exit *status)
{
	return journal_of(cm_db_look("outbox", steps, status));
}

void
journal_close(struct journal *j)
{
	if (j == NULL)
		return;
	cm_db_close(j->db);
	free(j);
}

enum cm_exit
journal_status(const struct journal *j)
{
	return cm_db_status(j->db);
}

struct cm_db_query *
journal_query(struct journal *j, enum query which)
{
	if (j->queries[which] == NULL)
		j->queries[which] = cm_db_prepare(j->db, sql[which]);
	return j->queries[which];
}

char *
journal_column(struct cm_db_query *q, int at)
{
	const char *s = cm_db_text(q, at);

	return s != NULL ? cm_strdup(s) : NULL;
}

static void
bind_or_null(struct cm_db_query *q, int at, int64_t n)
{
	if (n != 0)
		cm_db_bind_int(q, at, n);
	else
		cm_db_bind_null(q, at);
}

void
journal_bind(struct cm_db_query *q, int at, const char *s)
{
	if (s != NULL)
		cm_db_bind_text(q, at, s);
	else
		cm_db_bind_null(q, at);
}

/* Paths, as an array of JSON. One that is not UTF-8 does not come back as it
 * was: the plan of the next run has it then. */
static void
write_files(struct cm_buf *to, char *const *files)
{
	size_t i;

	cm_buf_byte(to, '[');
	for (i = 0; files != NULL && files[i] != NULL; i++) {
		if (i > 0)
			cm_buf_byte(to, ',');
		cm_json_string(to, files[i], strlen(files[i]));
	}
	cm_buf_byte(to, ']');
}

static char **
read_files(const char *s)
{
	struct cm_slice all = {s, strlen(s)}, value;
	char **files = cm_zalloc(sizeof(*files));
	size_t at = 0, n = 0;

	while (cm_json_next(all, &at, NULL, &value)) {
		files = cm_realloc(files, (n + 2) * sizeof(*files));
		files[n] = cm_json_dup(value);
		if (files[n] != NULL)
			files[++n] = NULL;
	}
	return files;
}

static void
read_entry(struct cm_db_query *q, struct entry *e)
{
	memset(e, 0, sizeof(*e));
	e->row = cm_db_int(q, 0);
	e->state = (enum entry_state)cm_db_int(q, 1);
	e->key = journal_column(q, 2);
	e->us = cm_db_int(q, 3);
	e->sent = cm_db_int(q, 4);
	e->safe = cm_db_int(q, 5) != 0;
	e->tries = (int)cm_db_int(q, 6);
	e->intent.wall = cm_db_int(q, 7);
	e->intent.mono = cm_db_int(q, 8);
	e->intent.boot = journal_column(q, 9);
	e->job = journal_column(q, 10);
	e->files = read_files(cm_db_text(q, 11));
	e->recipient = journal_column(q, 12);
	e->text = journal_column(q, 13);
	e->title = journal_column(q, 14);
	e->id = journal_column(q, 15);
	e->native = journal_column(q, 16);
	e->url = journal_column(q, 17);
	e->kind = journal_column(q, 18);
	e->message = journal_column(q, 19);
}

static void
read_draft(struct cm_db_query *q, struct draft *d)
{
	memset(d, 0, sizeof(*d));
	d->row = cm_db_int(q, 0);
	d->account = journal_column(q, 1);
	d->network = journal_column(q, 2);
	d->ident = journal_column(q, 3);
	d->again = (int)cm_db_int(q, 4);
	d->key = journal_column(q, 5);
	d->content = journal_column(q, 6);
	d->at = cm_db_is_null(q, 7) ? INT64_MIN : cm_db_int(q, 7);
	d->act = journal_column(q, 8);
	d->target = journal_column(q, 9);
	d->receipt = journal_column(q, 10);
}

/* Takes the draft that q is at, and its entries. */
static int
take(struct journal *j, struct cm_db_query *q, struct draft *d)
{
	struct cm_db_query *entries;
	int rc = cm_db_step(q);

	memset(d, 0, sizeof(*d));
	if (rc != 1)
		return rc;
	read_draft(q, d);
	cm_db_reset(q);
	entries = journal_query(j, Q_ENTRIES);
	if (entries == NULL)
		return -1;
	cm_db_bind_int(entries, 0, d->row);
	while ((rc = cm_db_step(entries)) == 1) {
		d->entries = cm_realloc(
		    d->entries, (d->count + 1) * sizeof(*d->entries));
		read_entry(entries, &d->entries[d->count++]);
	}
	if (rc == -1)
		draft_release(d);
	return rc == -1 ? -1 : 1;
}

int
journal_find(
    struct journal *j, const char *account, const char *ident, struct draft *d)
{
	struct cm_db_query *q = journal_query(j, Q_FIND);

	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, account);
	cm_db_bind_text(q, 1, ident);
	return take(j, q, d);
}

int
journal_find_entry(
    struct journal *j, int64_t entry, struct draft *d, size_t *at)
{
	struct cm_db_query *q = journal_query(j, Q_OF);
	int rc;

	if (q == NULL)
		return -1;
	cm_db_bind_int(q, 0, entry);
	rc = take(j, q, d);
	for (*at = 0; rc == 1 && *at < d->count; ++*at)
		if (d->entries[*at].row == entry)
			break;
	return rc;
}

int
journal_next(struct journal *j, int64_t *row, struct draft *d)
{
	struct cm_db_query *q = journal_query(j, Q_NEXT);
	int rc;

	if (q == NULL)
		return -1;
	cm_db_bind_int(q, 0, *row);
	rc = take(j, q, d);
	if (rc == 1)
		*row = d->row;
	return rc;
}

int
journal_number(struct cm_db_query *q, int64_t *row)
{
	if (cm_db_step(q) != 1)
		return -1;
	*row = cm_db_int(q, 0);
	return cm_db_run(q);
}

static int
add_entry(struct journal *j, const struct draft *d, size_t n)
{
	struct cm_db_query *q = journal_query(j, Q_ADD_ENTRY);
	struct entry *e = &d->entries[n];
	struct cm_buf files;
	int rc;

	if (q == NULL)
		return -1;
	cm_buf_init(&files, CM_BUF_ANY);
	write_files(&files, e->files);
	cm_db_bind_int(q, 0, d->row);
	cm_db_bind_text(q, 1, d->account);
	cm_db_bind_int(q, 2, (int64_t)n);
	cm_db_bind_text(q, 3, e->key);
	cm_db_bind_text(q, 4, e->job);
	cm_db_bind_text(q, 5, cm_buf_str(&files));
	journal_bind(q, 6, e->recipient);
	journal_bind(q, 7, e->text);
	journal_bind(q, 8, e->title);
	rc = journal_number(q, &e->row);
	cm_buf_release(&files);
	return rc;
}

/* One that was another draft's. */
static int
move_entry(struct journal *j, const struct draft *d, size_t n)
{
	struct cm_db_query *q = journal_query(j, Q_MOVE);

	if (q == NULL)
		return -1;
	cm_db_bind_int(q, 0, d->row);
	cm_db_bind_int(q, 1, (int64_t)n);
	cm_db_bind_int(q, 2, d->entries[n].row);
	return cm_db_run(q);
}

static int
add_draft(struct journal *j, struct draft *d)
{
	struct cm_db_query *q = journal_query(j, Q_DROP);
	size_t i;

	if (q == NULL)
		return -1;
	cm_db_bind_int(q, 0, d->row);
	if (d->row != 0 && cm_db_run(q) == -1)
		return -1;
	q = journal_query(j, Q_ADD);
	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, d->account);
	cm_db_bind_text(q, 1, d->network);
	cm_db_bind_text(q, 2, d->ident);
	cm_db_bind_int(q, 3, d->again);
	cm_db_bind_text(q, 4, d->key);
	cm_db_bind_text(q, 5, d->content);
	if (d->at != INT64_MIN)
		cm_db_bind_int(q, 6, d->at);
	journal_bind(q, 7, d->act);
	journal_bind(q, 8, d->target);
	journal_bind(q, 9, d->title);
	journal_bind(q, 10, d->source);
	if (journal_number(q, &d->row) == -1)
		return -1;
	for (i = 0; i < d->count; i++)
		if ((d->entries[i].row != 0 ? move_entry : add_entry)(
			j, d, i) == -1)
			return -1;
	return 0;
}

int
journal_add(struct journal *j, struct draft *d)
{
	if (cm_db_begin(j->db) == -1)
		return -1;
	if (add_draft(j, d) == -1) {
		cm_db_rollback(j->db);
		return -1;
	}
	return cm_db_commit(j->db);
}

static int
keep_entry(struct journal *j, const struct entry *e)
{
	struct cm_db_query *q = journal_query(j, Q_KEEP);
	struct cm_buf files;
	int rc;

	if (q == NULL)
		return -1;
	cm_buf_init(&files, CM_BUF_ANY);
	write_files(&files, e->files);
	cm_db_bind_int(q, 0, e->state);
	bind_or_null(q, 1, e->us);
	bind_or_null(q, 2, e->sent);
	cm_db_bind_int(q, 3, e->safe);
	cm_db_bind_int(q, 4, e->tries);
	bind_or_null(q, 5, e->intent.wall);
	bind_or_null(q, 6, e->intent.mono);
	journal_bind(q, 7, e->intent.boot);
	journal_bind(q, 8, e->id);
	journal_bind(q, 9, e->native);
	journal_bind(q, 10, e->url);
	journal_bind(q, 11, e->kind);
	journal_bind(q, 12, e->message);
	cm_db_bind_text(q, 13, e->job);
	cm_db_bind_text(q, 14, cm_buf_str(&files));
	cm_db_bind_int(q, 15, e->row);
	rc = cm_db_run(q);
	cm_buf_release(&files);
	if (rc == 0 && cm_db_changes(j->db) != 1) {
		cm_warn("'%s': entry %lld is not there any more",
		    cm_db_path(j->db), (long long)e->row);
		rc = -1;
	}
	return rc;
}

static int
keep_receipt(struct journal *j, const struct draft *d)
{
	struct cm_db_query *q = journal_query(j, Q_RECEIPT);

	if (q == NULL)
		return -1;
	journal_bind(q, 0, d->receipt);
	cm_db_bind_int(q, 1, d->row);
	return cm_db_run(q);
}

int
journal_keep(struct journal *j, const struct draft *d, struct entry *e)
{
	if (cm_db_begin(j->db) == -1)
		return -1;
	if (keep_entry(j, e) == -1 || keep_receipt(j, d) == -1) {
		cm_db_rollback(j->db);
		return -1;
	}
	return cm_db_commit(j->db);
}

int
journal_extend(struct journal *j, struct draft *d)
{
	size_t i;

	if (cm_db_begin(j->db) == -1)
		return -1;
	for (i = 0; i < d->count; i++)
		if (d->entries[i].row == 0 && add_entry(j, d, i) == -1)
			break;
	if (i < d->count || keep_receipt(j, d) == -1) {
		cm_db_rollback(j->db);
		return -1;
	}
	return cm_db_commit(j->db);
}

int
journal_skip(struct journal *j, struct draft *d)
{
	if (cm_db_begin(j->db) == -1)
		return -1;
	if (add_draft(j, d) == -1 || keep_receipt(j, d) == -1) {
		cm_db_rollback(j->db);
		return -1;
	}
	return cm_db_commit(j->db);
}

int
journal_last_us(struct journal *j, const char *account, int64_t *us)
{
	struct cm_db_query *q = journal_query(j, Q_LAST_US);

	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, account);
	return journal_number(q, us);
}
