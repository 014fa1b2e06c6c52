/* SPDX-License-Identifier: ISC */
/* lib/keyring: what is kept is kept, for what it was learnt of, by many
 * processes at a time; and locks that end with their holder. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/keyring.h"
#include "tests/tap.h"

static char dir[] = "/tmp/cm-keyring.XXXXXX";

static const char *
value(const struct cm_keyring_entry *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->count; i++)
		if (strcmp(e->secrets[i].name, name) == 0)
			return e->secrets[i].value;
	return NULL;
}

static int
in_files(const char *text)
{
	char command[200];
	int n;

	snprintf(command, sizeof(command), "%s", dir);
	if (fork() == 0) {
		execlp("grep", "grep", "-rqa", text, command, (char *)NULL);
		_exit(9);
	}
	wait(&n);
	return WEXITSTATUS(n) == 0;
}

static void
keeps(struct cm_keyring *k)
{
	struct cm_keyring_secret two[] = {
	    {"token", "first-token-value", 1000}, {"refresh", "r1", 0}};
	struct cm_keyring_secret next[] = {{"token", "second", 2000}};
	struct cm_keyring_secret drop[] = {{"refresh", NULL, 0}};
	struct cm_keyring_entry e;

	is_int(cm_keyring_read(k, "a", "n h", &e), 0, "nothing is known");
	ok(e.count == 0 && e.generation == 0 && strcmp(e.facts, "{}") == 0,
	    "and that is what it says");
	cm_keyring_release(&e);
	is_int(
	    cm_keyring_keep(k, "a", "n h", two, 2,
		"{\"id\":\"7\",\"big\":12345678901234567890,\"x\":{\"y\":1}}"),
	    0, "secrets and facts are kept");
	is_int(cm_keyring_keep(k, "a", "n h", next, 1,
		   "{ \"id\" : null, \"q\\\"\": \"\xc3\xa9\" }"),
	    0, "some are replaced");
	is_int(cm_keyring_limit(k, "a", "n h", 77), 0, "a limit");
	is_int(cm_keyring_fetched(k, "a", "n h", 88), 0, "a fetch");
	cm_keyring_read(k, "a", "n h", &e);
	is(value(&e, "token"), "second", "the new one");
	is(value(&e, "refresh"), "r1", "and the one that stays");
	is(e.facts,
	    "{\"big\":12345678901234567890,\"x\":{\"y\":1},"
	    "\"q\\\"\":\"\xc3\xa9\"}",
	    "facts joined");
	is_int(e.generation, 2, "replaced twice");
	is_int(e.until, 77, "the limit");
	is_int(e.fetched, 88, "the fetch");
	is_int(e.secrets[1].expires, 2000, "its end");
	cm_keyring_release(&e);
	cm_keyring_keep(k, "a", "n h", drop, 1, NULL);
	cm_keyring_read(k, "a", "n h", &e);
	is(value(&e, "refresh"), NULL, "one is forgotten");
	cm_keyring_release(&e);
	is_int(cm_keyring_keep(k, "a", "n h", NULL, 0, "[1]"), -1,
	    "facts that are no object");
	is_int(cm_keyring_keep(k, "a", "n h", NULL, 0, "{\"a\":}"), -1,
	    "or no JSON");
}

static void
hosts(struct cm_keyring *k)
{
	struct cm_keyring_secret s[] = {{"token", "third", 0}};
	struct cm_keyring_entry e;
	struct cm_buf b;

	cm_buf_init(&b, 100);
	cm_keyring_of(&b, "n", NULL);
	is(cm_buf_str(&b), "n ", "of a network alone");
	cm_buf_release(&b);
	cm_keyring_read(k, "a", "n other", &e);
	ok(e.count == 0 && strcmp(e.facts, "{}") == 0,
	    "another host gets no token of this one");
	cm_keyring_release(&e);
	cm_keyring_keep(k, "a", "n other", s, 1, NULL);
	cm_keyring_read(k, "a", "n h", &e);
	is_int((long long)e.count, 0, "nor this one another's");
	cm_keyring_release(&e);
	cm_keyring_forget(k, "a");
	cm_keyring_read(k, "a", "n other", &e);
	is_int((long long)e.count, 0, "an account is forgotten");
	cm_keyring_release(&e);
}

static void
many(void)
{
	enum { PROCESSES = 4, TIMES = 25 };
	struct cm_keyring_secret s[] = {{"token", "t", 0}};
	struct cm_keyring_entry e;
	struct cm_keyring *k;
	enum cm_exit status;
	char fact[40];
	int i, n, bad = 0;

	for (i = 0; i < PROCESSES; i++)
		if (fork() == 0) {
			k = cm_keyring_open(&status);
			for (n = 0; n < TIMES; n++) {
				snprintf(
				    fact, sizeof(fact), "{\"f%d.%d\":1}", i, n);
				bad |= cm_keyring_keep(k, "m", "n", s, 1, fact);
			}
			cm_keyring_close(k);
			_exit(bad != 0);
		}
	for (i = 0; i < PROCESSES; i++) {
		wait(&n);
		bad |= n;
	}
	is_int(bad, 0, "processes at once");
	k = cm_keyring_open(&status);
	cm_keyring_read(k, "m", "n", &e);
	is_int(e.generation, PROCESSES * TIMES, "all of them count");
	for (n = 0, i = 0; e.facts[i] != '\0'; i++)
		n += e.facts[i] == 'f';
	is_int(n, PROCESSES * TIMES, "and no fact was lost");
	cm_keyring_release(&e);
	cm_keyring_close(k);
}

/* A process of its own holds the lock until it is told or killed. */
static pid_t
holder(const char *purpose, const char *account, int in[2], int out[2])
{
	char c = 0;
	pid_t pid;

	if (pipe(in) == -1 || pipe(out) == -1)
		exit(99);
	pid = fork();
	if (pid == 0) {
		close(in[1]);
		c = cm_keyring_lock(purpose, account, 0) >= 0 ? 'y' : 'n';
		if (write(out[1], &c, 1) != 1 || read(in[0], &c, 1) < 0)
			_exit(1);
		_exit(0);
	}
	close(in[0]);
	if (read(out[0], &c, 1) != 1 || c != 'y')
		exit(98);
	return pid;
}

static void
locks(void)
{
	static const char odd[] = "acme/../../x y";
	int in[2], out[2], fd, n;
	char text[700];
	pid_t pid;

	pid = holder("renew", odd, in, out);
	is_int(cm_keyring_lock("renew", odd, 0), -1, "held by another");
	fd = cm_keyring_lock("send", odd, 0);
	ok(fd >= 0, "not for another purpose");
	cm_keyring_unlock(fd);
	fd = cm_keyring_lock("renew", "acme/x", 0);
	ok(fd >= 0, "not for another account");
	/* What we fork does not keep our locks. */
	if (fork() == 0) {
		n = cm_keyring_lock("renew", "acme/x", 0);
		_exit(n == -1 ? 0 : 1);
	}
	wait(&n);
	is_int(n, 0, "a child has none of its parent's locks");
	cm_keyring_unlock(fd);
	kill(pid, SIGKILL);
	waitpid(pid, &n, 0);
	fd = cm_keyring_lock("renew", odd, 0);
	ok(fd >= 0, "free when its holder was killed");
	cm_keyring_unlock(fd);
	pid = holder("renew", "slow", in, out);
	if (fork() == 0) {
		nanosleep(&(struct timespec){0, 200000000}, NULL);
		close(in[1]);
		_exit(0);
	}
	close(in[1]);
	fd = cm_keyring_lock("renew", "slow", 10);
	ok(fd >= 0, "it is waited for");
	cm_keyring_unlock(fd);
	while (wait(&n) > 0)
		;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	fd = cm_keyring_lock("send", text, 0);
	ok(fd >= 0, "a name of any length");
	cm_keyring_unlock(fd);
	snprintf(text, sizeof(text),
	    "%s/locks/renew acme%%2F..%%2F..%%2Fx%%20y", dir);
	ok(access(text, F_OK) == 0, "and of any kind stays in its folder");
}

int
main(void)
{
	char path[64];
	struct cm_keyring *k;
	enum cm_exit status;
	struct stat st;

	cm_name = "t";
	if (mkdtemp(dir) == NULL)
		return 99;
	setenv("CM_DIR", dir, 1);
	if (freopen("/dev/null", "w", stderr) == NULL)
		return 99;
	k = cm_keyring_look(&status);
	ok(k == NULL && status == CM_OK, "who only looks makes no file");
	k = cm_keyring_open(&status);
	ok(k != NULL, "it is made");
	if (k == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/tokens.db", dir);
	stat(path, &st);
	is_int(st.st_mode & 0777, 0600, "for us alone");
	keeps(k);
	hosts(k);
	cm_keyring_close(k);
	ok(!in_files("first-token-value"), "an old token is in no file");
	many();
	locks();
	if (fork() == 0)
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
	wait(NULL);
	return done();
}
