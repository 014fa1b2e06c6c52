/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/db.h"
#include "lib/sip.h"

#include "weblog_key.h"

enum { SECRET_MIN = 16, SECRET_MAX = 4096 };

struct day {
	int64_t day;
	struct weblog_key key;
};

struct weblog_keys {
	pthread_mutex_t lock;
	struct day *days;
	size_t count, room;
	int64_t today;
	int dry;
	int given; /* secret is the user's */
	struct weblog_key secret;
	struct cm_db *db; /* opened when first needed */
	enum cm_exit status;
};

static const char *const steps[] = {
    "CREATE TABLE visitor_key (day INTEGER PRIMARY KEY, key BLOB NOT NULL)"
    " STRICT",
    NULL,
};

/* A key made of another one and some bytes. */
static struct weblog_key
derive(const struct weblog_key *from, const void *p, size_t n)
{
	struct weblog_key key;
	uint64_t sum[2];
	int i;

	cm_sip(from->secret, p, n, sum);
	for (i = 0; i < 16; i++)
		key.secret[i] = (unsigned char)(sum[i / 8] >> 8 * (i % 8));
	return key;
}

/* Reads the user's secret. A file that others may read is refused. */
static int
read_secret(struct weblog_keys *keys, const char *name)
{
	static const struct weblog_key none;
	char bytes[SECRET_MAX];
	struct stat st;
	ssize_t n = -1;
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd != -1 && fstat(fd, &st) == 0) {
		if (S_ISREG(st.st_mode) && (st.st_mode & 077) != 0) {
			cm_warn("others can read the visitor key '%s': try "
				"chmod 600",
			    name);
			close(fd);
			return -1;
		}
		n = read(fd, bytes, sizeof(bytes));
	}
	if (n < 0)
		cm_warn("cannot read the visitor key '%s': %s", name,
		    strerror(errno));
	else if (n < SECRET_MIN)
		cm_warn("the visitor key '%s' is too short: it takes %d bytes",
		    name, SECRET_MIN);
	else
		keys->secret = derive(&none, bytes, (size_t)n);
	if (fd != -1)
		close(fd);
	memset(bytes, 0, sizeof(bytes));
	keys->given = 1;
	return n < SECRET_MIN ? -1 : 0;
}

static void
fail(struct weblog_keys *keys)
{
	enum cm_exit status =
	    keys->db != NULL ? cm_db_status(keys->db) : CM_FAIL;

	keys->status = cm_worse(keys->status, status);
}

/* Overwrites the keys of days that are over. */
static int
forget(struct weblog_keys *keys)
{
	struct cm_db_query *q;

	if (cm_db_exec(keys->db, "PRAGMA secure_delete = ON") != 0)
		return -1;
	q = cm_db_prepare(
	    keys->db, "DELETE FROM visitor_key WHERE day < ? OR day > ?");
	if (q == NULL)
		return -1;
	cm_db_bind_int(q, 0, keys->today - 1);
	cm_db_bind_int(q, 1, keys->today + 1);
	if (cm_db_run(q) != 0)
		return -1;
	if (cm_db_changes(keys->db) == 0)
		return 0;
	/* The log of changes would hold them for longer. */
	q = cm_db_prepare(keys->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	return q != NULL ? cm_db_run(q) : -1;
}

struct weblog_keys *
weblog_keys_open(const char *secret, int dry, enum cm_exit *status)
{
	struct weblog_keys *keys = cm_zalloc(sizeof(*keys));

	*status = CM_OK;
	pthread_mutex_init(&keys->lock, NULL);
	keys->today = cm_clock_now() / 86400;
	keys->dry = dry;
	if (secret != NULL) {
		if (read_secret(keys, secret) != 0)
			*status = CM_USAGE;
	} else if (!dry) {
		keys->db = cm_db_look("visitor", steps, status);
		if (keys->db != NULL && forget(keys) != 0) {
			fail(keys);
			*status = keys->status;
		}
	}
	if (*status != CM_OK) {
		weblog_keys_close(keys);
		return NULL;
	}
	return keys;
}

void
weblog_keys_close(struct weblog_keys *keys)
{
	if (keys == NULL)
		return;
	cm_db_close(keys->db);
	if (keys->days != NULL)
		memset(keys->days, 0, keys->room * sizeof(*keys->days));
	free(keys->days);
	pthread_mutex_destroy(&keys->lock);
	memset(keys, 0, sizeof(*keys));
	free(keys);
}

/* Gets a day's key from visitor.db, where another run has put it, or puts
 * this one there. */
static int
remember(struct weblog_keys *keys, int64_t day, struct weblog_key *key)
{
	struct cm_db_query *put, *get;
	enum cm_exit status = CM_OK;
	const void *blob;
	size_t len = 0;
	int got = -1;

	if (keys->db == NULL) {
		keys->db = cm_db_open("visitor", steps, &status);
		keys->status = cm_worse(keys->status, status);
	}
	if (keys->db == NULL || cm_db_begin(keys->db) != 0)
		return -1;
	put = cm_db_prepare(
	    keys->db, "INSERT OR IGNORE INTO visitor_key VALUES (?, ?)");
	get = cm_db_prepare(
	    keys->db, "SELECT key FROM visitor_key WHERE day = ?");
	if (put != NULL && get != NULL) {
		cm_db_bind_int(put, 0, day);
		cm_db_bind_blob(put, 1, key->secret, sizeof(key->secret));
		cm_db_bind_int(get, 0, day);
		if (cm_db_run(put) == 0 && cm_db_step(get) == 1) {
			blob = cm_db_blob(get, 0, &len);
			if (len == sizeof(key->secret)) {
				memcpy(key->secret, blob, len);
				got = 0;
			}
			cm_db_reset(get);
		}
	}
	if (got != 0) {
		cm_db_rollback(keys->db);
		return -1;
	}
	return cm_db_commit(keys->db);
}

static int
make_key(struct weblog_keys *keys, int64_t day, struct weblog_key *key)
{
	unsigned char text[8];
	int i;

	if (keys->given) {
		for (i = 0; i < 8; i++)
			text[i] = (unsigned char)((uint64_t)day >> (8 * i));
		*key = derive(&keys->secret, text, sizeof(text));
		return 0;
	}
	cm_sip_secret(key->secret);
	if (keys->dry || day < keys->today - 1 || day > keys->today + 1)
		return 0;
	return remember(keys, day, key);
}

int
weblog_key(struct weblog_keys *keys, int64_t day, struct weblog_key *key)
{
	int status = 0;
	size_t i;

	pthread_mutex_lock(&keys->lock);
	for (i = 0; i < keys->count && keys->days[i].day != day; i++)
		;
	if (i == keys->count) {
		if (keys->count == keys->room) {
			keys->room = keys->room == 0 ? 64 : keys->room * 2;
			keys->days = cm_realloc(
			    keys->days, keys->room * sizeof(*keys->days));
		}
		keys->days[i].day = day;
		status = make_key(keys, day, &keys->days[i].key);
		if (status == 0)
			keys->count++;
		else
			fail(keys);
	}
	if (status == 0)
		*key = keys->days[i].key;
	pthread_mutex_unlock(&keys->lock);
	return status;
}

enum cm_exit
weblog_keys_status(const struct weblog_keys *keys)
{
	return keys->status;
}
