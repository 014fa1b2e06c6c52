/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include <sqlite3.h>

#include "lib/db.h"

struct cm_db_query {
	struct cm_db *db;
	sqlite3_stmt *stmt;
	struct cm_db_query *next;
};

struct cm_db {
	sqlite3 *sql;
	char *path;
	enum cm_exit status;
	struct cm_db_query *queries;
};

int
cm_db_folder(struct cm_buf *b)
{
	const char *dir = getenv("CM_DIR");

	if (dir != NULL && *dir != '\0')
		return cm_buf_puts(b, dir);
	/* A relative one is to be ignored, says the XDG specification. */
	dir = getenv("XDG_STATE_HOME");
	if (dir != NULL && *dir == '/')
		return cm_buf_printf(b, "%s/cm", dir);
	dir = getenv("HOME");
	if (dir != NULL && *dir != '\0')
		return cm_buf_printf(b, "%s/.local/state/cm", dir);
	cm_warn("no folder for what is remembered: set HOME or CM_DIR");
	return -1;
}

int
cm_db_mkdir(const char *path)
{
	char *copy = cm_strdup(path), *slash;
	int bad;

	for (slash = copy + 1; *copy != '\0' && *slash != '\0'; slash++) {
		if (*slash != '/')
			continue;
		*slash = '\0';
		(void)mkdir(copy, 0700);
		*slash = '/';
	}
	bad = mkdir(copy, 0700) == -1 && errno != EEXIST;
	free(copy);
	if (bad)
		cm_warn(
		    "cannot make the folder '%s': %s; CM_DIR can name another",
		    path, strerror(errno));
	return bad ? -1 : 0;
}

/*
 * WAL wants memory that all who use the file share, which no network file
 * system gives. By the magic numbers of statfs(2); the kernel's headers lack
 * some of them.
 */
static const char *
network_fs(const char *dir)
{
#ifdef __linux__
	static const struct {
		unsigned long magic;
		const char *name;
	} known[] = {
	    {0x6969, "NFS"},
	    {0x517b, "SMB"},
	    {0xff534d42, "CIFS"},
	    {0xfe534d42, "SMB"},
	    {0x5346414f, "AFS"},
	    {0x6b414653, "AFS"},
	    {0x73757245, "Coda"},
	    {0x564c, "NCP"},
	    {0x00c36400, "Ceph"},
	    {0x7461636f, "OCFS2"},
	    {0x01161970, "GFS2"},
	    {0x0bd00bd0, "Lustre"},
	    {0x47504653, "GPFS"},
	    {0x19830326, "BeeGFS"},
	    {0x20030528, "OrangeFS"},
	};
	struct statfs fs;
	size_t i;

	if (statfs(dir, &fs) == -1)
		return NULL;
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (((unsigned long)fs.f_type & 0xffffffff) == known[i].magic)
			return known[i].name;
#else
	(void)dir;
#endif
	return NULL;
}

/* Says what SQLite's result means for this file, and remembers it. */
static int
failed(struct cm_db *db, int rc)
{
	const char *why = sqlite3_errmsg(db->sql);
	enum cm_exit status = CM_FAIL;

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		cm_warn("'%s' is in use by another program; try again later",
		    db->path);
		status = CM_AGAIN;
		break;
	case SQLITE_FULL:
		cm_warn("no room left on the disk of '%s'", db->path);
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		cm_warn("'%s' is damaged: %s; move it away to start anew, or "
			"put back a copy",
		    db->path, why);
		break;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
	case SQLITE_AUTH:
		cm_warn("cannot open '%s' for writing: %s", db->path, why);
		break;
	case SQLITE_IOERR:
		cm_warn("cannot read or write '%s': %s", db->path, why);
		break;
	case SQLITE_NOMEM:
		cm_die(CM_FAIL, "out of memory");
	default:
		cm_warn("'%s': %s", db->path, why);
	}
	db->status = cm_worse(db->status, status);
	return -1;
}

/* Makes the file before SQLite would, so that nobody else can ever read it. */
static int
make_file(struct cm_db *db)
{
	struct stat st;
	int fd = open(db->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd != -1) {
		close(fd);
		return 0;
	}
	/* An fd of a file that is there would, closed, drop the locks that
	 * this process may hold on it. */
	if (errno == EEXIST && stat(db->path, &st) == 0) {
		if ((st.st_mode & 077) == 0 || chmod(db->path, 0600) == 0)
			return 0;
		cm_warn("'%s' can be read by others, and that cannot be "
			"changed: %s",
		    db->path, strerror(errno));
	} else
		cm_warn("cannot make '%s': %s", db->path, strerror(errno));
	db->status = CM_FAIL;
	return -1;
}

/* SQLite does not wait in every case: not for the change to WAL. Where it does
 * wait, once is enough. */
static int
patient(struct cm_db *db, const char *sql)
{
	const struct timespec nap = {0, 20000000};
	struct timespec begun, now;
	int rc;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (;;) {
		rc = sqlite3_exec(db->sql, sql, NULL, NULL, NULL);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if ((rc & 0xff) != SQLITE_BUSY ||
		    now.tv_sec - begun.tv_sec >= CM_DB_WAIT)
			break;
		nanosleep(&nap, NULL);
	}
	return rc == SQLITE_OK ? 0 : failed(db, rc);
}

/* Returns the file's version, or -1. */
static int64_t
version(struct cm_db *db)
{
	struct cm_db_query *q = cm_db_prepare(db, "PRAGMA user_version");
	int64_t n = -1;

	if (q != NULL && cm_db_step(q) == 1) {
		n = cm_db_int(q, 0);
		cm_db_reset(q);
	}
	return n;
}

static int
take_step(struct cm_db *db, const char *sql, int64_t to)
{
	struct cm_buf b;
	int rc;

	cm_buf_init(&b, CM_BUF_ANY);
	cm_buf_printf(&b, "%s; PRAGMA user_version = %lld", sql, (long long)to);
	rc = cm_db_exec(db, cm_buf_str(&b));
	cm_buf_release(&b);
	return rc;
}

static int
migrate(struct cm_db *db, const char *const *steps)
{
	int64_t have = version(db), want = 0;

	while (steps[want] != NULL)
		want++;
	if (have == -1 || have == want)
		return have == -1 ? -1 : 0;
	if (have > want) {
		cm_warn("'%s' was written by a newer version of cm (%lld, this "
			"one knows %lld): update cm",
		    db->path, (long long)have, (long long)want);
		db->status = CM_USAGE;
		return -1;
	}
	if (cm_db_begin(db) == -1)
		return -1;
	/* Another process may have done it in the meantime. */
	for (have = version(db); have >= 0 && have < want; have++)
		if (take_step(db, steps[have], have + 1) == -1)
			break;
	if (have != want) {
		cm_db_rollback(db);
		return have > want ? migrate(db, steps) : -1;
	}
	return cm_db_commit(db);
}

static int
open_file(struct cm_db *db, const char *const *steps)
{
	int rc;

	rc = sqlite3_open_v2(db->path, &db->sql,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return failed(db, rc);
	sqlite3_extended_result_codes(db->sql, 1);
	sqlite3_busy_timeout(db->sql, CM_DB_WAIT * 1000);
	if (patient(db, "PRAGMA journal_mode = WAL") == -1 ||
	    patient(db,
		"PRAGMA synchronous = FULL; "
		"PRAGMA foreign_keys = ON") == -1)
		return -1;
	return migrate(db, steps);
}

static int
find_place(struct cm_db *db, const char *name, int make)
{
	struct cm_buf b;
	const char *fs;
	int rc = -1;

	cm_buf_init(&b, CM_BUF_ANY);
	db->status = CM_USAGE;
	if (cm_db_folder(&b) == 0) {
		db->status = CM_FAIL;
		if (!make || cm_db_mkdir(cm_buf_str(&b)) == 0)
			rc = 0;
	}
	fs = rc == 0 ? network_fs(cm_buf_str(&b)) : NULL;
	if (fs != NULL) {
		cm_warn("'%s' is on a network file system (%s), where state is "
			"not safe: set CM_DIR to a folder on a local disk",
		    cm_buf_str(&b), fs);
		db->status = CM_USAGE;
		rc = -1;
	}
	if (rc == 0)
		db->status = CM_OK;
	cm_buf_printf(&b, "/%s.db", name);
	db->path = cm_strdup(cm_buf_str(&b));
	cm_buf_release(&b);
	return rc;
}

static struct cm_db *
open_db(
    const char *name, const char *const *steps, int make, enum cm_exit *status)
{
	struct cm_db *db = cm_zalloc(sizeof(*db));
	int rc = find_place(db, name, make);

	if (rc == 0 && !make && access(db->path, F_OK) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR))
		rc = -1; /* and the status is CM_OK */
	else if (rc == 0 && (make_file(db) == -1 || open_file(db, steps) == -1))
		rc = -1;
	*status = db->status;
	if (rc == 0)
		return db;
	cm_db_close(db);
	return NULL;
}

struct cm_db *
cm_db_open(const char *name, const char *const *steps, enum cm_exit *status)
{
	return open_db(name, steps, 1, status);
}

struct cm_db *
cm_db_look(const char *name, const char *const *steps, enum cm_exit *status)
{
	return open_db(name, steps, 0, status);
}

struct cm_db *
cm_db_read(const char *name, enum cm_exit *status)
{
	struct cm_db *db = cm_zalloc(sizeof(*db));
	int rc = find_place(db, name, 0);

	if (rc == 0 && access(db->path, F_OK) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR))
		rc = -1; /* and the status is CM_OK */
	else if (rc == 0) {
		rc = sqlite3_open_v2(db->path, &db->sql,
		    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
		rc = rc != SQLITE_OK ? failed(db, rc) : 0;
	}
	*status = db->status;
	if (rc == 0) {
		sqlite3_busy_timeout(db->sql, CM_DB_WAIT * 1000);
		return db;
	}
	cm_db_close(db);
	return NULL;
}

struct cm_db *
cm_db_scratch(const char *const *steps, enum cm_exit *status)
{
	struct cm_db *db = cm_zalloc(sizeof(*db));
	int rc;

	db->path = cm_strdup(":memory:");
	rc = open_file(db, steps);
	*status = db->status;
	if (rc == 0)
		return db;
	cm_db_close(db);
	return NULL;
}

void
cm_db_close(struct cm_db *db)
{
	struct cm_db_query *q;

	if (db == NULL)
		return;
	while (db->queries != NULL) {
		q = db->queries;
		db->queries = q->next;
		sqlite3_finalize(q->stmt);
		free(q);
	}
	sqlite3_close(db->sql);
	free(db->path);
	free(db);
}

enum cm_exit
cm_db_status(const struct cm_db *db)
{
	return db->status;
}

const char *
cm_db_path(const struct cm_db *db)
{
	return db->path;
}

int
cm_db_begin(struct cm_db *db)
{
	return cm_db_exec(db, "BEGIN IMMEDIATE");
}

int
cm_db_commit(struct cm_db *db)
{
	if (cm_db_exec(db, "COMMIT") == 0)
		return 0;
	cm_db_rollback(db);
	return -1;
}

void
cm_db_rollback(struct cm_db *db)
{
	if (!sqlite3_get_autocommit(db->sql))
		(void)sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
}

int
cm_db_exec(struct cm_db *db, const char *sql)
{
	int rc = sqlite3_exec(db->sql, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : failed(db, rc);
}

int64_t
cm_db_changes(const struct cm_db *db)
{
	return sqlite3_changes(db->sql);
}

struct cm_db_query *
cm_db_prepare(struct cm_db *db, const char *sql)
{
	struct cm_db_query *q;
	sqlite3_stmt *stmt;
	int rc = sqlite3_prepare_v2(db->sql, sql, -1, &stmt, NULL);

	if (rc != SQLITE_OK) {
		failed(db, rc);
		return NULL;
	}
	q = cm_zalloc(sizeof(*q));
	q->db = db;
	q->stmt = stmt;
	q->next = db->queries;
	db->queries = q;
	return q;
}

void
cm_db_bind_int(struct cm_db_query *q, int at, int64_t n)
{
	(void)sqlite3_bind_int64(q->stmt, at + 1, n);
}

void
cm_db_bind_text(struct cm_db_query *q, int at, const char *s)
{
	(void)sqlite3_bind_text(q->stmt, at + 1, s, -1, SQLITE_STATIC);
}

void
cm_db_bind_blob(struct cm_db_query *q, int at, const void *p, size_t n)
{
	(void)sqlite3_bind_blob64(q->stmt, at + 1, p, n, SQLITE_STATIC);
}

void
cm_db_bind_null(struct cm_db_query *q, int at)
{
	(void)sqlite3_bind_null(q->stmt, at + 1);
}

int
cm_db_step(struct cm_db_query *q)
{
	int rc = sqlite3_step(q->stmt);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		failed(q->db, rc);
	cm_db_reset(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
cm_db_run(struct cm_db_query *q)
{
	int rc;

	do
		rc = cm_db_step(q);
	while (rc == 1);
	return rc;
}

void
cm_db_reset(struct cm_db_query *q)
{
	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
}

int
cm_db_is_null(struct cm_db_query *q, int at)
{
	return sqlite3_column_type(q->stmt, at) == SQLITE_NULL;
}

int64_t
cm_db_int(struct cm_db_query *q, int at)
{
	return sqlite3_column_int64(q->stmt, at);
}

const char *
cm_db_text(struct cm_db_query *q, int at)
{
	return (const char *)sqlite3_column_text(q->stmt, at);
}

const void *
cm_db_blob(struct cm_db_query *q, int at, size_t *len)
{
	const void *p = sqlite3_column_blob(q->stmt, at);

	*len = (size_t)sqlite3_column_bytes(q->stmt, at);
	return p;
}
