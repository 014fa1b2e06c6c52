/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/db.h"
#include "lib/seen.h"

static const char *const steps[] = {
    "CREATE TABLE secret (bytes BLOB NOT NULL);"
    "INSERT INTO secret VALUES (randomblob(16));"
    "CREATE TABLE seen (key BLOB NOT NULL PRIMARY KEY,"
    " first INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE pending (run TEXT NOT NULL, key BLOB NOT NULL,"
    " first INTEGER NOT NULL, PRIMARY KEY (run, key)) WITHOUT ROWID",
    NULL,
};

struct cm_seen {
	struct cm_db *db;
	struct cm_db_query *has, *add;
	unsigned char secret[16];
	const char *run;
	int64_t now;
};

/* In this order of bytes keys sort as their numbers do. */
static void
spell(unsigned char to[16], struct cm_key key)
{
	int i;

	for (i = 0; i < 8; i++) {
		to[i] = (unsigned char)(key.a >> (56 - 8 * i));
		to[8 + i] = (unsigned char)(key.b >> (56 - 8 * i));
	}
}

static int
read_secret(struct cm_seen *s)
{
	struct cm_db_query *q;
	const void *p = NULL;
	size_t len = 0;

	q = cm_db_prepare(s->db, "SELECT bytes FROM secret");
	if (q == NULL)
		return -1;
	if (cm_db_step(q) == 1)
		p = cm_db_blob(q, 0, &len);
	if (len == sizeof(s->secret))
		memcpy(s->secret, p, len);
	else if (cm_db_status(s->db) == CM_OK)
		cm_warn("'%s' has lost its secret: move it away to start anew",
		    cm_db_path(s->db));
	cm_db_reset(q);
	return len == sizeof(s->secret) ? 0 : -1;
}

struct cm_seen *
cm_seen_open(int look, enum cm_exit *status)
{
	struct cm_seen *s;
	struct cm_db *db;

	db = look ? cm_db_look("seen", steps, status)
		  : cm_db_open("seen", steps, status);
	if (db == NULL)
		return NULL;
	s = cm_zalloc(sizeof(*s));
	s->db = db;
	s->now = cm_clock_now();
	s->has = cm_db_prepare(db, "SELECT 1 FROM seen WHERE key = ?");
	if (s->has != NULL && read_secret(s) == 0)
		return s;
	*status = cm_worse(CM_FAIL, cm_db_status(db));
	cm_seen_close(s);
	return NULL;
}

void
cm_seen_close(struct cm_seen *s)
{
	if (s == NULL)
		return;
	cm_db_close(s->db);
	free(s);
}

enum cm_exit
cm_seen_status(const struct cm_seen *s)
{
	return cm_db_status(s->db);
}

const unsigned char *
cm_seen_secret(const struct cm_seen *s)
{
	return s->secret;
}

int
cm_seen_has(struct cm_seen *s, struct cm_key key)
{
	unsigned char bytes[16];
	int rc;

	spell(bytes, key);
	cm_db_bind_blob(s->has, 0, bytes, sizeof(bytes));
	rc = cm_db_step(s->has);
	if (rc == 1)
		cm_db_reset(s->has);
	return rc;
}

static int
drop_pending(struct cm_db *db, const char *run)
{
	struct cm_db_query *q;

	q = cm_db_prepare(db, "DELETE FROM pending WHERE run = ?");
	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, run);
	return cm_db_run(q);
}

int
cm_seen_begin(struct cm_seen *s, const char *run)
{
	if (cm_db_begin(s->db) == -1)
		return -1;
	s->run = run;
	s->add = cm_db_prepare(s->db,
	    run != NULL
		? "INSERT OR IGNORE INTO pending (key, first, run)"
		  " VALUES (?, ?, ?)"
		: "INSERT OR IGNORE INTO seen (key, first) VALUES (?, ?)");
	if (s->add != NULL && (run == NULL || drop_pending(s->db, run) == 0))
		return 0;
	cm_db_rollback(s->db);
	return -1;
}

int
cm_seen_add(struct cm_seen *s, struct cm_key key)
{
	unsigned char bytes[16];

	spell(bytes, key);
	cm_db_bind_blob(s->add, 0, bytes, sizeof(bytes));
	cm_db_bind_int(s->add, 1, s->now);
	if (s->run != NULL)
		cm_db_bind_text(s->add, 2, s->run);
	if (cm_db_run(s->add) == 0)
		return 0;
	cm_db_rollback(s->db);
	return -1;
}

int
cm_seen_commit(struct cm_seen *s)
{
	return cm_db_commit(s->db);
}

static int
move_pending(struct cm_db *db, const char *run, int64_t *keys)
{
	struct cm_db_query *q;

	q = cm_db_prepare(db,
	    "INSERT OR IGNORE INTO seen (key, first)"
	    " SELECT key, first FROM pending WHERE run = ?");
	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, run);
	if (cm_db_run(q) == -1 || drop_pending(db, run) == -1)
		return -1;
	*keys = cm_db_changes(db);
	return 0;
}

enum cm_exit
cm_seen_release(const char *run, int64_t *keys)
{
	enum cm_exit status;
	struct cm_db *db = cm_db_look("seen", steps, &status);

	*keys = 0;
	if (db == NULL)
		return status;
	if (cm_db_begin(db) == 0) {
		if (move_pending(db, run, keys) == -1)
			cm_db_rollback(db);
		else
			cm_db_commit(db);
	}
	status = cm_db_status(db);
	cm_db_close(db);
	return status;
}
