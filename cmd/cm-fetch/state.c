/* SPDX-License-Identifier: ISC */
/* fetch.db: validators, cursors and the items that were handed over. */
#include <stdlib.h>
#include <string.h>

#include "cmd/cm-fetch/state.h"
#include "lib/db.h"

/* Rows with run '' count; others are held until they are committed. */
static const char *const steps[] = {
    "CREATE TABLE source (id INTEGER PRIMARY KEY, run TEXT NOT NULL,"
    " url TEXT NOT NULL, feed TEXT, moved TEXT, etag TEXT, modified TEXT, "
    "asked TEXT,"
    " gone INTEGER, covered INTEGER, checked INTEGER,"
    " UNIQUE (run, url)) STRICT;"
    "CREATE TABLE item (source INTEGER NOT NULL REFERENCES source"
    " ON DELETE CASCADE, key BLOB NOT NULL, seen INTEGER NOT NULL,"
    " PRIMARY KEY (source, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE held (run TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;",
    /* Of accounts; the seen of their items is when they were published. */
    "ALTER TABLE source ADD COLUMN job TEXT;", NULL};

/* What was kept until the output is safe. */
struct kept {
	struct kept *next;
	char *url;
	struct memory m;
	struct keys keys;
};

/* Items that no feed has listed for long are forgotten. */
enum { DAY = 86400, STALE = 30 * DAY, FORGOTTEN = 400 * DAY };

struct state {
	struct cm_db *db;
	const char *run; /* "": what counts */
	int64_t now;
	struct cm_db_query *load, *seen, *save, *id, *item, *again, *forget;
	struct kept *kept, **tail;
	size_t waiting;
};

void
memory_release(struct memory *m)
{
	free(m->feed);
	free(m->moved);
	free(m->etag);
	free(m->modified);
	free(m->asked);
	free(m->job);
	keys_release(&m->seen);
	keys_release(&m->again);
	memset(m, 0, sizeof(*m));
}

static int
prepare(struct state *st)
{
	struct cm_db *db = st->db;

	st->load = cm_db_prepare(db,
	    "SELECT moved, etag, modified, asked, gone, covered, feed, job"
	    " FROM source WHERE run = '' AND url = ?");
	st->seen = cm_db_prepare(db,
	    "SELECT key, seen FROM item WHERE source ="
	    " (SELECT id FROM source WHERE run = '' AND url = ?)"
	    " ORDER BY key");
	st->save = cm_db_prepare(db,
	    "INSERT INTO source (run, url, moved, etag, modified, asked, gone,"
	    " covered, checked, feed, job)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (run, url) DO UPDATE SET moved = excluded.moved,"
	    " etag = excluded.etag, modified = excluded.modified,"
	    " asked = excluded.asked, gone = excluded.gone,"
	    " covered = excluded.covered,"
	    " checked = excluded.checked, feed = excluded.feed,"
	    " job = excluded.job");
	st->id = cm_db_prepare(
	    db, "SELECT id FROM source WHERE run = ? AND url = ?");
	st->item = cm_db_prepare(db,
	    "INSERT INTO item (source, key, seen) VALUES (?, ?, ?)"
	    " ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen)");
	st->again = cm_db_prepare(
	    db, "UPDATE item SET seen = ? WHERE source = ? AND key = ?");
	st->forget =
	    cm_db_prepare(db, "DELETE FROM item WHERE source = ? AND seen < ?");
	return st->again != NULL && st->forget != NULL && st->load != NULL &&
		st->seen != NULL && st->save != NULL && st->id != NULL &&
		st->item != NULL
	    ? 0
	    : -1;
}

/* Runs statements whose one parameter is the name of a run. */
static int
for_run(struct cm_db *db, const char *const *sql, const char *run)
{
	struct cm_db_query *q;

	for (; *sql != NULL; sql++) {
		q = cm_db_prepare(db, *sql);
		if (q == NULL)
			return -1;
		cm_db_bind_text(q, 0, run);
		if (cm_db_run(q) != 0)
			return -1;
	}
	return 0;
}

/* Deletes all that is held under a name. */
static int
forget(struct cm_db *db, const char *run)
{
	static const char *const sql[] = {
	    ("DELETE FROM item WHERE source IN"
	     " (SELECT id FROM source WHERE run = ?)"),
	    "DELETE FROM source WHERE run = ?",
	    "DELETE FROM held WHERE run = ?", NULL};

	return for_run(db, sql, run);
}

/* Begins what a run holds. */
static int
start_hold(struct state *st)
{
	struct cm_db_query *q;

	if (cm_db_begin(st->db) != 0)
		return -1;
	q = cm_db_prepare(st->db, "INSERT INTO held VALUES (?, ?)");
	if (forget(st->db, st->run) != 0 || q == NULL) {
		cm_db_rollback(st->db);
		return -1;
	}
	cm_db_bind_text(q, 0, st->run);
	cm_db_bind_int(q, 1, st->now);
	if (cm_db_run(q) != 0) {
		cm_db_rollback(st->db);
		return -1;
	}
	return cm_db_commit(st->db);
}

struct state *
state_open(const char *hold, int64_t now, enum cm_exit *status)
{
	struct state *st = cm_zalloc(sizeof(*st));

	st->run = hold != NULL ? hold : "";
	st->now = now;
	st->tail = &st->kept;
	st->db = cm_db_open("fetch", steps, status);
	if (st->db == NULL) {
		free(st);
		return NULL;
	}
	if (prepare(st) != 0 || (hold != NULL && start_hold(st) != 0)) {
		*status = cm_db_status(st->db);
		state_close(st);
		return NULL;
	}
	return st;
}

static void
free_kept(struct state *st)
{
	struct kept *k;

	while ((k = st->kept) != NULL) {
		st->kept = k->next;
		free(k->url);
		memory_release(&k->m);
		keys_release(&k->keys);
		free(k);
	}
	st->tail = &st->kept;
	st->waiting = 0;
}

void
state_close(struct state *st)
{
	if (st == NULL)
		return;
	free_kept(st);
	cm_db_close(st->db);
	free(st);
}

enum cm_exit
state_status(const struct state *st)
{
	return cm_db_status(st->db);
}

static char *
text(struct cm_db_query *q, int at)
{
	const char *s = cm_db_text(q, at);

	return s != NULL ? cm_strdup(s) : NULL;
}

int
state_load(struct state *st, const char *url, struct memory *m)
{
	int r;

	memset(m, 0, sizeof(*m));
	cm_db_bind_text(st->load, 0, url);
	r = cm_db_step(st->load);
	if (r <= 0)
		return r;
	m->known = 1;
	m->moved = text(st->load, 0);
	m->etag = text(st->load, 1);
	m->modified = text(st->load, 2);
	m->asked = text(st->load, 3);
	m->gone = cm_db_int(st->load, 4);
	m->covered = cm_db_int(st->load, 5);
	m->feed = text(st->load, 6);
	m->job = text(st->load, 7);
	cm_db_reset(st->load);
	return 0;
}

int
state_load_seen(struct state *st, const char *url, struct memory *m)
{
	const void *key;
	size_t len;
	int r;

	keys_release(&m->seen);
	cm_db_bind_text(st->seen, 0, url);
	while ((r = cm_db_step(st->seen)) == 1) {
		key = cm_db_blob(st->seen, 0, &len);
		if (len == KEY_SIZE)
			keys_add(&m->seen, key);
		m->stale |= cm_db_int(st->seen, 1) < st->now - STALE;
	}
	return r;
}

size_t
state_keep(struct state *st, const char *url, struct memory *m, struct keys *k)
{
	struct kept *kept = cm_zalloc(sizeof(*kept));

	kept->url = cm_strdup(url);
	kept->m = *m;
	kept->keys = *k;
	memset(m, 0, sizeof(*m));
	memset(k, 0, sizeof(*k));
	keys_release(&kept->m.seen);
	*st->tail = kept;
	st->tail = &kept->next;
	st->waiting += 1 + kept->keys.n;
	return st->waiting;
}

static void
bind_or_null(struct cm_db_query *q, int at, const char *s)
{
	if (s != NULL)
		cm_db_bind_text(q, at, s);
	else
		cm_db_bind_null(q, at);
}

/* Notes what is still listed and forgets what long was not. Only in runs that
 * are not held: what they know of is not theirs yet. */
static int
refresh(struct state *st, const struct kept *k, int64_t id)
{
	size_t i;

	for (i = 0; i < k->m.again.n; i++) {
		cm_db_bind_int(st->again, 0, st->now);
		cm_db_bind_int(st->again, 1, id);
		cm_db_bind_blob(st->again, 2, k->m.again.p[i], KEY_SIZE);
		if (cm_db_run(st->again) != 0)
			return -1;
	}
	cm_db_bind_int(st->forget, 0, id);
	cm_db_bind_int(st->forget, 1, st->now - FORGOTTEN);
	return cm_db_run(st->forget);
}

static int
write_items(struct state *st, const struct kept *k, int64_t id)
{
	size_t i;

	for (i = 0; i < k->keys.n; i++) {
		cm_db_bind_int(st->item, 0, id);
		cm_db_bind_blob(st->item, 1, k->keys.p[i], KEY_SIZE);
		cm_db_bind_int(st->item, 2,
		    k->keys.when != NULL ? k->keys.when[i] : st->now);
		if (cm_db_run(st->item) != 0)
			return -1;
	}
	if (*st->run != '\0')
		return 0;
	if (k->m.stale)
		return refresh(st, k, id);
	if (k->m.keep == 0)
		return 0;
	cm_db_bind_int(st->forget, 0, id);
	cm_db_bind_int(st->forget, 1, k->m.keep);
	return cm_db_run(st->forget);
}

static int
write_source(struct state *st, const struct kept *k)
{
	struct cm_db_query *q = st->save;
	int64_t id;

	cm_db_bind_text(q, 0, st->run);
	cm_db_bind_text(q, 1, k->url);
	bind_or_null(q, 2, k->m.moved);
	bind_or_null(q, 3, k->m.etag);
	bind_or_null(q, 4, k->m.modified);
	bind_or_null(q, 5, k->m.asked);
	cm_db_bind_int(q, 6, k->m.gone);
	cm_db_bind_int(q, 7, k->m.covered);
	cm_db_bind_int(q, 8, st->now);
	bind_or_null(q, 9, k->m.feed);
	bind_or_null(q, 10, k->m.job);
	if (cm_db_run(q) != 0)
		return -1;
	if (k->keys.n == 0 && !k->m.stale && k->m.keep == 0)
		return 0;
	cm_db_bind_text(st->id, 0, st->run);
	cm_db_bind_text(st->id, 1, k->url);
	if (cm_db_step(st->id) != 1)
		return -1;
	id = cm_db_int(st->id, 0);
	cm_db_reset(st->id);
	return write_items(st, k, id);
}

int
state_write(struct state *st)
{
	const struct kept *k;

	if (st->kept == NULL)
		return 0;
	if (cm_db_begin(st->db) != 0)
		return -1;
	for (k = st->kept; k != NULL; k = k->next)
		if (write_source(st, k) != 0) {
			cm_db_rollback(st->db);
			return -1;
		}
	if (cm_db_commit(st->db) != 0)
		return -1;
	free_kept(st);
	return 0;
}

/* Moves what a run held over to what counts. */
static int
move_over(struct cm_db *db, const char *run)
{
	static const char *const sql[] = {/* Items of sources that are known. */
	    ("INSERT INTO item (source, key, seen)"
	     " SELECT a.id, item.key, item.seen FROM item"
	     " JOIN source h ON h.id = item.source AND h.run = ?"
	     " JOIN source a ON a.run = '' AND a.url = h.url"
	     " WHERE true ON CONFLICT DO UPDATE"
	     " SET seen = max(seen, excluded.seen)"),
	    ("UPDATE source AS a SET moved = h.moved, etag = h.etag,"
	     " modified = h.modified, asked = h.asked, gone = h.gone,"
	     " covered = h.covered, checked = h.checked,"
	     " feed = h.feed, job = h.job"
	     " FROM source AS h WHERE h.run = ? AND a.run = ''"
	     " AND a.url = h.url"),
	    /* Sources that are new. */
	    ("UPDATE source SET run = '' WHERE run = ? AND url NOT IN"
	     " (SELECT url FROM source WHERE run = '')"),
	    NULL};

	return for_run(db, sql, run) == 0 ? forget(db, run) : -1;
}

/* Tells whether there is anything under a name: 1, 0, or -1. */
static int
is_held(struct cm_db *db, const char *run)
{
	struct cm_db_query *q =
	    cm_db_prepare(db, "SELECT 1 FROM held WHERE run = ?");
	int r;

	if (q == NULL)
		return -1;
	cm_db_bind_text(q, 0, run);
	r = cm_db_step(q);
	if (r == 1)
		cm_db_reset(q);
	return r;
}

enum cm_exit
state_commit(const char *run)
{
	enum cm_exit status = CM_OK;
	struct cm_db *db = cm_db_look("fetch", steps, &status);
	int r;

	if (db == NULL)
		return status == CM_OK ? CM_USAGE : status;
	r = cm_db_begin(db);
	if (r == 0) {
		r = is_held(db, run);
		if (r == 1 && move_over(db, run) == 0)
			r = cm_db_commit(db) == 0 ? 1 : -1;
		else {
			r = r == 0 ? 0 : -1;
			cm_db_rollback(db);
		}
	}
	status = r == 1 ? CM_OK : r == 0 ? CM_USAGE : cm_db_status(db);
	cm_db_close(db);
	return status;
}

void
state_gone(struct keys *k)
{
	enum cm_exit status;
	struct cm_db *db = cm_db_look("fetch", steps, &status);
	struct cm_db_query *q = NULL;
	unsigned char key[KEY_SIZE];

	if (db != NULL)
		q = cm_db_prepare(
		    db, "SELECT url FROM source WHERE run = '' AND gone <> 0");
	while (q != NULL && cm_db_step(q) == 1) {
		key_make(key, cm_db_text(q, 0), NULL, NULL);
		keys_add(k, key);
	}
	cm_db_close(db);
}

void
state_revive(const char *url)
{
	enum cm_exit status;
	struct cm_db *db = cm_db_look("fetch", steps, &status);
	struct cm_db_query *q;

	if (db == NULL)
		return;
	q = cm_db_prepare(db,
	    "UPDATE source SET gone = 0, etag = NULL, modified = NULL"
	    " WHERE run = '' AND url = ? AND gone <> 0");
	if (q != NULL) {
		cm_db_bind_text(q, 0, url);
		(void)cm_db_run(q);
	}
	cm_db_close(db);
}
