/* SPDX-License-Identifier: ISC */
/* tokens.db: what was learnt about accounts. */
#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/json.h"
#include "lib/keyring.h"
#include "lib/scan.h"

static const char *const steps[] = {
    "CREATE TABLE account (name TEXT PRIMARY KEY, of TEXT NOT NULL,"
    " generation INTEGER NOT NULL, facts TEXT NOT NULL,"
    " until INTEGER NOT NULL, fetched INTEGER NOT NULL,"
    " writes INTEGER NOT NULL) STRICT;"
    "CREATE TABLE secret (account TEXT NOT NULL REFERENCES account"
    " ON DELETE CASCADE, name TEXT NOT NULL, value TEXT NOT NULL,"
    " expires INTEGER NOT NULL, PRIMARY KEY (account, name))"
    " STRICT, WITHOUT ROWID;",
    "CREATE TABLE units (of TEXT NOT NULL, pool TEXT NOT NULL,"
    " day INTEGER NOT NULL, spent INTEGER NOT NULL,"
    " PRIMARY KEY (of, pool)) STRICT, WITHOUT ROWID;",
    /* Each day by itself: a clock that was wrong for a while forgets none. */
    "CREATE TABLE spent (of TEXT NOT NULL, pool TEXT NOT NULL,"
    " day INTEGER NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (of, pool, day)) STRICT, WITHOUT ROWID;"
    "INSERT INTO spent SELECT of, pool, day, spent FROM units;"
    "DROP TABLE units;",
    NULL};

enum query {
	Q_ACCOUNT,
	Q_SECRETS,
	Q_NEW,
	Q_FORGET,
	Q_KEEP,
	Q_DROP,
	Q_FACTS,
	Q_UNTIL,
	Q_FETCHED,
	Q_SPENT,
	Q_SPEND,
	Q_OLD,
	QUERIES
};

static const char *const sql[QUERIES] = {
    [Q_ACCOUNT] = "SELECT of, generation, facts, until, fetched FROM account"
		  " WHERE name = ?1",
    [Q_SECRETS] = "SELECT name, value, expires FROM secret WHERE account = ?1"
		  " ORDER BY name",
    [Q_NEW] = "INSERT INTO account VALUES (?1, ?2, 0, '{}', 0, 0, 0)",
    [Q_FORGET] = "DELETE FROM account WHERE name = ?1",
    [Q_KEEP] = "INSERT INTO secret VALUES (?1, ?2, ?3, ?4)"
	       " ON CONFLICT DO UPDATE SET value = ?3, expires = ?4",
    [Q_DROP] = "DELETE FROM secret WHERE account = ?1 AND name = ?2",
    /* Even where nothing changes something is written: who wants to know
     * whether that can be done, can try it. */
    [Q_FACTS] = "UPDATE account SET facts = ?2, generation = generation + ?3,"
		" writes = writes + 1 WHERE name = ?1",
    [Q_UNTIL] = "UPDATE account SET until = ?2 WHERE name = ?1",
    [Q_FETCHED] = "UPDATE account SET fetched = ?2 WHERE name = ?1",
    [Q_SPENT] = "SELECT n FROM spent WHERE of = ?1 AND pool = ?2"
		" AND day = ?3",
    [Q_SPEND] = "INSERT INTO spent VALUES (?1, ?2, ?3, ?4)"
		" ON CONFLICT DO UPDATE SET n = ?4",
    [Q_OLD] = "DELETE FROM spent WHERE of = ?1 AND pool = ?2"
	      " AND day < ?3 - 400",
};

struct cm_keyring {
	struct cm_db *db;
	struct cm_db_query *q[QUERIES];
};

static struct cm_keyring *
take(struct cm_db *db, enum cm_exit *status)
{
	struct cm_keyring *k;
	int i, bad;

	if (db == NULL)
		return NULL;
	k = cm_zalloc(sizeof(*k));
	k->db = db;
	/* A token that was replaced is not to be found in the file. */
	bad = cm_db_exec(db, "PRAGMA secure_delete = ON") != 0;
	for (i = 0; i < QUERIES && !bad; i++) {
		k->q[i] = cm_db_prepare(db, sql[i]);
		bad = k->q[i] == NULL;
	}
	if (!bad)
		return k;
	*status = cm_db_status(db);
	cm_keyring_close(k);
	return NULL;
}

struct cm_keyring *
cm_keyring_open(enum cm_exit *status)
{
	return take(cm_db_open("tokens", steps, status), status);
}

struct cm_keyring *
cm_keyring_look(enum cm_exit *status)
{
	return take(cm_db_look("tokens", steps, status), status);
}

void
cm_keyring_close(struct cm_keyring *k)
{
	if (k != NULL)
		cm_db_close(k->db);
	free(k);
}

enum cm_exit
cm_keyring_status(const struct cm_keyring *k)
{
	return cm_db_status(k->db);
}

void
cm_keyring_of(struct cm_buf *to, const char *network, const char *host)
{
	cm_buf_printf(to, "%s %s", network, host != NULL ? host : "");
}

static int
read_account(struct cm_keyring *k, const char *account, const char *of,
    struct cm_keyring_entry *e)
{
	struct cm_db_query *q = k->q[Q_ACCOUNT];
	int rc;

	cm_db_bind_text(q, 0, account);
	rc = cm_db_step(q);
	if (rc == 1 && strcmp(cm_db_text(q, 0), of) == 0) {
		e->generation = cm_db_int(q, 1);
		e->facts = cm_strdup(cm_db_text(q, 2));
		e->until = cm_db_int(q, 3);
		e->fetched = cm_db_int(q, 4);
	} else if (rc == 1)
		rc = 0;
	cm_db_reset(q);
	return rc;
}

static int
read_secrets(
    struct cm_keyring *k, const char *account, struct cm_keyring_entry *e)
{
	struct cm_db_query *q = k->q[Q_SECRETS];
	struct cm_keyring_secret *s;
	int rc;

	cm_db_bind_text(q, 0, account);
	while ((rc = cm_db_step(q)) == 1) {
		if (e->count % 8 == 0)
			e->secrets = cm_realloc(
			    e->secrets, (e->count + 8) * sizeof(*e->secrets));
		s = &e->secrets[e->count++];
		s->name = cm_strdup(cm_db_text(q, 0));
		s->value = cm_strdup(cm_db_text(q, 1));
		s->expires = cm_db_int(q, 2);
	}
	return rc;
}

int
cm_keyring_read(struct cm_keyring *k, const char *account, const char *of,
    struct cm_keyring_entry *e)
{
	int rc;

	memset(e, 0, sizeof(*e));
	/* One look at both tables. */
	if (cm_db_exec(k->db, "BEGIN") == -1)
		return -1;
	rc = read_account(k, account, of, e);
	if (rc == 1)
		rc = read_secrets(k, account, e);
	cm_db_rollback(k->db);
	if (e->facts == NULL)
		e->facts = cm_strdup("{}");
	if (rc == -1)
		cm_keyring_release(e);
	return rc;
}

void
cm_keyring_release(struct cm_keyring_entry *e)
{
	union {
		const char *p;
		char *mine;
	} u;
	size_t i;

	for (i = 0; i < e->count; i++) {
		u.p = e->secrets[i].name;
		free(u.mine);
		u.p = e->secrets[i].value;
		free(u.mine);
	}
	free(e->secrets);
	free(e->facts);
	memset(e, 0, sizeof(*e));
}

/* Gives a copy of the facts in which members of `more` come instead of those
 * there; NULL after a message when it is no object. */
static char *
merge(const char *old, const char *more)
{
	struct cm_buf in, b, name;
	struct cm_slice was, now, key, value;
	struct cm_scan_error why;
	size_t at;

	cm_buf_init(&in, CM_BUF_ANY);
	cm_buf_puts(&in, more);
	(void)cm_buf_room(&in, CM_SCAN_PAD);
	if (cm_scan_line(in.p, in.len, NULL, NULL, &why) == -1) {
		cm_warn("facts to remember are no object: %s", why.why);
		cm_buf_release(&in);
		return NULL;
	}
	was.p = old;
	was.len = strlen(old);
	now.p = in.p;
	now.len = in.len;
	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_init(&name, CM_BUF_ANY);
	cm_buf_byte(&b, '{');
	for (at = 0; cm_json_next(was, &at, &key, &value);) {
		cm_buf_clear(&name);
		cm_json_text(&name, key);
		if (cm_json_get(now, cm_buf_str(&name)).p == NULL)
			cm_json_member_raw(&b, cm_buf_str(&name), value);
	}
	for (at = 0; cm_json_next(now, &at, &key, &value);) {
		cm_buf_clear(&name);
		cm_json_text(&name, key);
		if (cm_scan_kind(value) != CM_NULL)
			cm_json_member_raw(&b, cm_buf_str(&name), value);
	}
	cm_buf_byte(&b, '}');
	(void)cm_buf_str(&b);
	cm_buf_release(&in);
	cm_buf_release(&name);
	return b.p;
}

/* The account's row as it is now, made where there is none, or one of another
 * network or host. */
static int
row(struct cm_keyring *k, const char *account, const char *of,
    struct cm_keyring_entry *e)
{
	struct cm_db_query *q;
	int rc;

	memset(e, 0, sizeof(*e));
	rc = read_account(k, account, of, e);
	if (rc != 0)
		return rc == 1 ? 0 : -1;
	e->facts = cm_strdup("{}");
	cm_db_bind_text(k->q[Q_FORGET], 0, account);
	if (cm_db_run(k->q[Q_FORGET]) == -1)
		return -1;
	q = k->q[Q_NEW];
	cm_db_bind_text(q, 0, account);
	cm_db_bind_text(q, 1, of);
	return cm_db_run(q);
}

static int
keep_secret(struct cm_keyring *k, const char *account,
    const struct cm_keyring_secret *s)
{
	struct cm_db_query *q = k->q[s->value != NULL ? Q_KEEP : Q_DROP];

	cm_db_bind_text(q, 0, account);
	cm_db_bind_text(q, 1, s->name);
	if (s->value != NULL) {
		cm_db_bind_text(q, 2, s->value);
		cm_db_bind_int(q, 3, s->expires);
	}
	return cm_db_run(q);
}

static int
keep_all(struct cm_keyring *k, const char *account, const char *of,
    const struct cm_keyring_secret *secrets, size_t count, const char *facts)
{
	struct cm_keyring_entry e;
	struct cm_db_query *q = k->q[Q_FACTS];
	char *all = NULL;
	size_t i;
	int rc = row(k, account, of, &e);

	for (i = 0; i < count && rc == 0; i++)
		rc = keep_secret(k, account, &secrets[i]);
	if (rc == 0 && facts != NULL) {
		all = merge(e.facts, facts);
		rc = all == NULL ? -1 : 0;
	}
	if (rc == 0) {
		cm_db_bind_text(q, 0, account);
		cm_db_bind_text(q, 1, all != NULL ? all : e.facts);
		cm_db_bind_int(q, 2, count > 0);
		rc = cm_db_run(q);
	}
	free(all);
	cm_keyring_release(&e);
	return rc;
}

int
cm_keyring_keep(struct cm_keyring *k, const char *account, const char *of,
    const struct cm_keyring_secret *secrets, size_t count, const char *facts)
{
	if (cm_db_begin(k->db) == -1)
		return -1;
	if (keep_all(k, account, of, secrets, count, facts) == 0)
		return cm_db_commit(k->db);
	cm_db_rollback(k->db);
	return -1;
}

static int
note(struct cm_keyring *k, enum query which, const char *account,
    const char *of, int64_t n)
{
	struct cm_keyring_entry e;
	struct cm_db_query *q = k->q[which];
	int rc;

	if (cm_db_begin(k->db) == -1)
		return -1;
	rc = row(k, account, of, &e);
	cm_keyring_release(&e);
	if (rc == 0) {
		cm_db_bind_text(q, 0, account);
		cm_db_bind_int(q, 1, n);
		rc = cm_db_run(q);
	}
	if (rc == 0)
		return cm_db_commit(k->db);
	cm_db_rollback(k->db);
	return -1;
}

int
cm_keyring_limit(
    struct cm_keyring *k, const char *account, const char *of, int64_t until)
{
	return note(k, Q_UNTIL, account, of, until);
}

int
cm_keyring_fetched(
    struct cm_keyring *k, const char *account, const char *of, int64_t when)
{
	return note(k, Q_FETCHED, account, of, when);
}

static void
bind_day(struct cm_db_query *q, const struct cm_keyring_units *u)
{
	cm_db_bind_text(q, 0, u->of);
	cm_db_bind_text(q, 1, u->pool);
	cm_db_bind_int(q, 2, u->day);
}

/* Of a day: what was counted on another is nothing. */
static int
spent(struct cm_keyring *k, const struct cm_keyring_units *u, int64_t *n)
{
	struct cm_db_query *q = k->q[Q_SPENT];
	int rc;

	bind_day(q, u);
	rc = cm_db_step(q);
	*n = rc == 1 ? cm_db_int(q, 0) : 0;
	cm_db_reset(q);
	return rc == -1 ? -1 : 0;
}

int
cm_keyring_spend(struct cm_keyring *k, const struct cm_keyring_units *u,
    int64_t count, int64_t *before)
{
	struct cm_db_query *q = k->q[Q_SPEND];
	int rc;

	if (count == 0)
		return spent(k, u, before);
	if (cm_db_begin(k->db) == -1)
		return -1;
	rc = spent(k, u, before);
	if (rc == 0 && count > u->most - *before) {
		cm_db_rollback(k->db);
		return 1;
	}
	if (rc == 0) {
		bind_day(q, u);
		cm_db_bind_int(q, 3, *before + count > 0 ? *before + count : 0);
		rc = cm_db_run(q);
	}
	if (rc == 0) {
		bind_day(k->q[Q_OLD], u);
		rc = cm_db_run(k->q[Q_OLD]);
	}
	if (rc == 0)
		return cm_db_commit(k->db);
	cm_db_rollback(k->db);
	return -1;
}

int
cm_keyring_forget(struct cm_keyring *k, const char *account)
{
	struct cm_db_query *q = k->q[Q_FORGET];

	cm_db_bind_text(q, 0, account);
	return cm_db_run(q);
}
