/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/db.h"
#include "tests/tap.h"

static const char *const one[] = {
    "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT)",
    NULL,
};
static const char *const two[] = {
    "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT)",
    "ALTER TABLE word ADD COLUMN data BLOB",
    NULL,
};
static const char *const broken[] = {
    "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT)",
    "ALTER TABLE word ADD COLUMN data BLOB",
    "ALTER TABLE word ADD COLUMN more TEXT; ALTER TABLE nothing ADD x",
    NULL,
};

static char dir[] = "/tmp/cm-db.XXXXXX";

/* What is on standard error during a call, as the last lines of a file. */
static char said[2048];

static void
listen(int on)
{
	static int kept = -1;
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/said", dir);
	if (on) {
		kept = dup(STDERR_FILENO);
		fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
		dup2(fd, STDERR_FILENO);
		close(fd);
		return;
	}
	dup2(kept, STDERR_FILENO);
	close(kept);
	fd = open(path, O_RDONLY);
	n = read(fd, said, sizeof(said) - 1);
	said[n > 0 ? n : 0] = '\0';
	close(fd);
}

static struct cm_db *
open_quiet(const char *name, const char *const *steps, enum cm_exit *status)
{
	struct cm_db *db;

	listen(1);
	db = cm_db_open(name, steps, status);
	listen(0);
	return db;
}

static int
mode_of(const char *name)
{
	char path[96];
	struct stat st;

	snprintf(path, sizeof(path), "%s/state/%s", dir, name);
	return stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

static void
put(const char *name, const char *bytes)
{
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "%s/state/%s", dir, name);
	f = fopen(path, "w");
	fputs(bytes, f);
	fclose(f);
}

static void
test_folder(void)
{
	struct cm_buf b;

	cm_buf_init(&b, CM_BUF_ANY);
	setenv("HOME", "/h", 1);
	setenv("XDG_STATE_HOME", "relative", 1);
	unsetenv("CM_DIR");
	cm_db_folder(&b);
	is(cm_buf_str(&b), "/h/.local/state/cm", "state lives under HOME");
	cm_buf_clear(&b);
	setenv("XDG_STATE_HOME", "/x", 1);
	cm_db_folder(&b);
	is(cm_buf_str(&b), "/x/cm", "or XDG_STATE_HOME, if absolute");
	cm_buf_clear(&b);
	setenv("CM_DIR", "/c", 1);
	cm_db_folder(&b);
	is(cm_buf_str(&b), "/c", "or CM_DIR");
	cm_buf_release(&b);
}

static void
test_rows(void)
{
	struct cm_db_query *put_row, *get;
	enum cm_exit status;
	const void *p;
	size_t len;
	struct cm_db *db = cm_db_open("t", one, &status);

	ok(db != NULL, "a file is made");
	is_int(mode_of("t.db"), 0600, "that only its owner reads");
	is_int(mode_of("t.db-wal"), 0600, "as its log");
	is_int(mode_of(""), 0700, "in a folder that only its owner enters");
	is_int(cm_db_begin(db), 0, "a transaction begins");
	put_row = cm_db_prepare(db, "INSERT INTO word VALUES (?, ?)");
	cm_db_bind_int(put_row, 0, 9007199254740993);
	cm_db_bind_text(put_row, 1, "caf\xc3\xa9");
	is_int(cm_db_run(put_row), 0, "a row is written");
	is_int(cm_db_changes(db), 1, "and counted");
	cm_db_bind_int(put_row, 0, 2);
	is_int(cm_db_run(put_row), 0, "and another, with nothing bound");
	is_int(cm_db_commit(db), 0, "and committed");
	cm_db_close(db);

	db = cm_db_open("t", two, &status);
	ok(db != NULL, "an older file is brought up to date");
	get = cm_db_prepare(db, "SELECT id, text, data FROM word ORDER BY id");
	is_int(cm_db_step(get), 1, "rows are there again");
	ok(cm_db_is_null(get, 1) && cm_db_text(get, 1) == NULL, "null is null");
	is_int(cm_db_step(get), 1, "and the next");
	is_int(cm_db_int(get, 0), 9007199254740993, "with its whole number");
	is(cm_db_text(get, 1), "caf\xc3\xa9", "and its text");
	is_int(cm_db_step(get), 0, "and no more");
	cm_db_begin(db);
	cm_db_exec(db, "UPDATE word SET data = x'00ff' WHERE id = 2");
	cm_db_rollback(db);
	cm_db_step(get);
	p = cm_db_blob(get, 2, &len);
	ok(p == NULL && len == 0, "what is rolled back never was");
	cm_db_close(db);
	cm_db_close(NULL);
}

static void
test_versions(void)
{
	enum cm_exit status;
	struct cm_db *db;

	db = open_quiet("t", one, &status);
	ok(db == NULL, "a newer file is refused");
	is_int(status, CM_USAGE, "with status 2");
	ok(strstr(said, "newer version of cm") != NULL, "and a reason");
	db = open_quiet("t", broken, &status);
	ok(db == NULL && status == CM_FAIL, "a step that fails is a failure");
	db = cm_db_open("t", two, &status);
	ok(db != NULL && cm_db_prepare(db, "SELECT data FROM word") != NULL,
	    "and leaves the file as it was");
	cm_db_close(db);
}

static void
test_damage(void)
{
	enum cm_exit status;
	struct cm_db *db;

	put("bad.db",
	    "this is not a database, but long enough to look at, "
	    "which SQLite does from one hundred bytes on, not less");
	db = open_quiet("bad", one, &status);
	ok(db == NULL && status == CM_FAIL, "a damaged file is a failure");
	ok(strstr(said, "/state/bad.db' is damaged") != NULL, "and named");
	is_int(mode_of("bad.db"), 0600, "a file that was open is closed");
	db = cm_db_look("none", one, &status);
	ok(db == NULL && status == CM_OK, "to look makes no file");
	is_int(mode_of("none.db"), -1, "indeed none");
	db = cm_db_look("t", two, &status);
	ok(db != NULL, "but opens one that is there");
	cm_db_close(db);
	put("state", "");
	setenv("CM_DIR", "/dev/null/x", 1);
	db = open_quiet("t", one, &status);
	ok(db == NULL && status == CM_FAIL, "a folder that cannot be");
	ok(strstr(said, "cannot make the folder") != NULL, "is said");
}

/* A process keeps the file for longer than anyone waits. */
static void
test_busy(void)
{
	enum cm_exit status;
	struct cm_db *db;
	int to[2], from[2], bad;
	char c = 0;
	pid_t pid;

	if (pipe(to) == -1 || pipe(from) == -1)
		return;
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		close(to[1]);
		db = cm_db_open("t", two, &status);
		if (db == NULL || cm_db_begin(db) == -1)
			_exit(1);
		if (write(from[1], "x", 1) != 1 || read(to[0], &c, 1) == -1)
			_exit(1);
		_exit(0);
	}
	close(from[1]);
	ok(read(from[0], &c, 1) == 1, "another process holds the file");
	db = cm_db_open("t", two, &status);
	ok(db != NULL, "which can be opened and read meanwhile");
	listen(1);
	bad = cm_db_begin(db);
	listen(0);
	is_int(bad, -1, "but not written");
	is_int(cm_db_status(db), CM_AGAIN, "which is to be tried again");
	ok(strstr(said, "in use by another program") != NULL, "and is said");
	close(to[1]);
	waitpid(pid, NULL, 0);
	is_int(cm_db_begin(db), 0, "and works once the other is gone");
	cm_db_close(db);
}

/* Several processes make the same file at the same time. */
static void
test_race(void)
{
	enum cm_exit status;
	struct cm_db *db;
	int i, n, st, good = 0;

	for (i = 0; i < 6; i++)
		if (fflush(stdout) == 0 && fork() == 0) {
			db = cm_db_open("race", two, &status);
			if (db == NULL || cm_db_begin(db) == -1 ||
			    cm_db_exec(db,
				"INSERT INTO word (text) VALUES ('a')") == -1)
				_exit(1);
			_exit(cm_db_commit(db) == 0 ? 0 : 1);
		}
	for (n = 0; n < 6; n++)
		if (wait(&st) > 0)
			good += WIFEXITED(st) && WEXITSTATUS(st) == 0;
	is_int(good, 6, "six processes make one file at once");
}

int
main(void)
{
	char cmd[64], state[64];

	if (mkdtemp(dir) == NULL)
		return 1;
	test_folder();
	snprintf(state, sizeof(state), "%s/state", dir);
	setenv("CM_DIR", state, 1);
	test_rows();
	test_versions();
	test_busy();
	test_race();
	test_damage();
	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	fflush(stdout);
	if (fork() == 0) {
		execl("/bin/sh", "sh", "-c", cmd, (char *)NULL);
		_exit(1);
	}
	wait(NULL);
	return done();
}
