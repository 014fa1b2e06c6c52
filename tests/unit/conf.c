/* SPDX-License-Identifier: ISC */
/* lib/conf: what an accounts file says, what is refused, where secrets come
 * from, and that none of them is in a message. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/conf.h"
#include "tests/tap.h"

static char dir[] = "/tmp/cm-conf.XXXXXX", path[64], other[64];
static char said[8192];

static void
put(const char *file, const char *text, size_t len, mode_t mode)
{
	FILE *f = fopen(file, "w");

	if (f == NULL || fwrite(text, 1, len, f) != len || fclose(f) != 0)
		exit(99);
	chmod(file, mode);
}

/* Standard error goes to a file until told(). */
static int
hush(void)
{
	int old = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	int fd = open(other, O_RDWR | O_CREAT | O_TRUNC, 0600);

	dup2(fd, STDERR_FILENO);
	close(fd);
	return old;
}

static void
told(int old)
{
	FILE *f = fopen(other, "r");
	size_t n = f != NULL ? fread(said, 1, sizeof(said) - 1, f) : 0;

	said[n] = '\0';
	if (f != NULL)
		fclose(f);
	dup2(old, STDERR_FILENO);
	close(old);
}

static struct cm_conf *
load(const char *text, mode_t mode)
{
	enum cm_exit status;
	struct cm_conf *c;
	int old;

	put(path, text, strlen(text), mode);
	old = hush();
	c = cm_conf_open(path, &status);
	told(old);
	if ((c == NULL) != (status == CM_USAGE))
		ok(0, "the status goes along with it");
	return c;
}

static void
reads(void)
{
	struct cm_conf *c =
	    load("\xef\xbb\xbf# mine\n; too\r\n"
		 "[brand]\r\n network = pelican \r\n"
		 "host=https://a.example\n"
		 "title = \" a \\\"b\\\" # c \"\n\n"
		 "[ acme/shop ]\nnetwork = heron\nx = a#b;c = d",
		0644);
	const struct cm_account *a;

	ok(c != NULL, "a file is read");
	if (c == NULL)
		return;
	is_int((long long)cm_conf_count(c), 2, "its accounts");
	a = cm_conf_find(c, "brand");
	is(a->network, "pelican", "the network");
	is_int((long long)a->count, 2, "is none of the settings");
	is_int(a->line, 3, "the line of the section");
	is(cm_conf_get(a, "host"), "https://a.example", "a setting");
	is(cm_conf_get(a, "title"), " a \"b\" # c ", "one with quotes");
	is(cm_conf_get(a, "none"), NULL, "one that is not there");
	a = cm_conf_at(c, 1);
	is(a->name, "acme/shop", "an account of a group");
	is(cm_conf_get(a, "x"), "a#b;c = d", "no comment within a line");
	ok(cm_conf_means(a, "acme/") && cm_conf_means(a, "acme/shop") &&
		!cm_conf_means(a, "acme") && !cm_conf_means(a, "acm/"),
	    "a group's name means its accounts");
	ok(cm_conf_find(c, "acme/") == NULL && cm_conf_at(c, 2) == NULL,
	    "nobody else");
	cm_conf_close(c);
}

static void
refuses(void)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
	    {"x = 1\n[a]\n", ":1: 'x' stands before"},
	    {"[a]\nx = 1\nx = 2\n", ":3: 'x' is there already, in line 2"},
	    {"[a]\nnetwork = n\nnetwork = m\n", ":3: 'network' is there"},
	    {"[a]\n\n[b]\n[a]\n",
		":4: account 'a' is there already, in line "
		"1"},
	    {"[a\n", ":1: a ] is missing"},
	    {"[]\n", ":1: '' cannot be the name"},
	    {"[../a]\n", "cannot be the name"},
	    {"[a//b]\n", "cannot be the name"},
	    {"[posts]\n", "cannot be the name"},
	    {"[a b]\n", "cannot be the name"},
	    {"[a]\nhello\n", ":2: no section, setting or comment"},
	    {"[a]\n = 1\n", ":2: the name of a setting"},
	    {"[a]\nb c = 1\n", ":2: the name of a setting"},
	    {"[a]\nb =\n", ":2: 'b' has no value"},
	    {"[a]\nb = \"\"\n", ":2: 'b' has no value"},
	    {"[a]\nb = \"x\n", ":2: 'b': a quote is not closed"},
	    {"[a]\nb = \"x\\\"\n", ":2: 'b': a quote is not closed"},
	    {"[a]\nb = \"x\" y\n", ":2: 'b': something stands behind"},
	};
	enum cm_exit status;
	size_t i;
	int old;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ok(load(bad[i].text, 0600) == NULL, "is refused");
		ok(strstr(said, bad[i].says) != NULL, bad[i].says);
	}
	put(path, "[a]\nb = 1\0\n", 11, 0600);
	old = hush();
	ok(cm_conf_open(path, &status) == NULL, "a NUL is refused");
	told(old);
	load("[a]\ntoken hunter2\npassword=\"hunter2\ntoken = hunter2\n"
	     "token = hunter2\n",
	    0600);
	ok(strstr(said, "hunter2") == NULL, "no message holds a value");
}

static void
modes(void)
{
	static const char open_secret[] = "[a]\nnetwork = n\ntoken = hunter2\n";
	static const char odd_secret[] = "[a]\nnetwork = n\nodd = hunter2\n";
	const char *value;
	struct cm_conf *c;
	int old;

	ok(load(open_secret, 0640) == NULL, "a secret that a group may read");
	ok(strstr(said, ":3: others may read this file") != NULL, "is named");
	ok(load("[a]\nx-command = echo 1\n", 0620) == NULL,
	    "a command that a group may write");
	c = load(open_secret, 0600);
	ok(c != NULL, "nobody else may read it");
	cm_conf_close(c);
	c = load(odd_secret, 0644);
	ok(c != NULL, "what sounds like no secret is read");
	if (c != NULL) {
		old = hush();
		is_int(cm_conf_secret(cm_conf_at(c, 0), "odd", &value), -1,
		    "but is refused as one");
		told(old);
		ok(strstr(said, "hunter2") == NULL, "and not said");
	}
	cm_conf_close(c);
}

/* The secret s of an account that has one line more. */
static const char *
secret(const char *line, int want, char to[300])
{
	char text[2000];
	const char *value;
	struct cm_conf *c;
	int old, rc;

	snprintf(text, sizeof(text), "[a]\nnetwork = n\n%s\n", line);
	c = load(text, 0600);
	if (c == NULL)
		return "not read";
	old = hush();
	rc = cm_conf_secret(cm_conf_at(c, 0), "s", &value);
	if (rc == 1) {
		snprintf(to, 300, "%s", value);
		if (cm_conf_secret(cm_conf_at(c, 0), "s", &value) != 1)
			rc = 7;
	}
	told(old);
	cm_conf_close(c);
	is_int(rc, want, strchr(line, '\n') != NULL ? "two lines" : line);
	return to;
}

static void
secrets(void)
{
	char v[300], line[300], file[80];

	is(secret("s = hunter2", 1, v), "hunter2", "a line");
	setenv("CM_T_SECRET", "from env", 1);
	is(secret("s-env = CM_T_SECRET", 1, v), "from env", "the environment");
	secret("s-env = CM_T_NONE", -1, v);
	ok(strstr(said, "CM_T_NONE") != NULL, "a variable is named");
	secret("t = 1", 0, v);
	secret("s = 1\ns-env = CM_T_SECRET", -1, v);
	snprintf(file, sizeof(file), "%s/secret", dir);
	put(file, "file one\r\ntwo\n", 14, 0600);
	snprintf(line, sizeof(line), "s-file = %s", file);
	is(secret(line, 1, v), "file one", "the first line of a file");
	is(secret("s-file = secret", 1, v), "file one", "beside the accounts");
	setenv("HOME", dir, 1);
	is(secret("s-file = ~/secret", 1, v), "file one", "in the home");
	put(file, "-----BEGIN X-----\nab\n-----END X-----\n", 37, 0600);
	is(secret(line, 1, v), "-----BEGIN X-----\nab\n-----END X-----\n",
	    "a key as a whole");
	chmod(file, 0640);
	secret(line, -1, v);
	ok(strstr(said, "others may read it") != NULL, "a file of others");
	unlink(file);
	secret(line, -1, v);
	mkfifo(file, 0600);
	secret(line, -1, v);
	unlink(file);
	put(file, "a\tb\n", 4, 0600);
	secret(line, -1, v);
	put(file, "\n", 1, 0600);
	secret(line, -1, v);
}

static void
commands(void)
{
	char v[300];
	struct timespec t, u;

	is(secret("s-command = printf 'one two\\nthree\\n'", 1, v), "one two",
	    "the first line of a command");
	is(secret("s-command = cat; echo x", 1, v), "x", "its input is empty");
	is(secret("s-command = echo y; sleep 5 2>/dev/null &", 1, v), "y",
	    "what it leaves behind is not waited for");
	secret("s-command = echo hunter2; exit 3", -1, v);
	ok(strstr(said, "failed: status 3") != NULL, "its status is told");
	ok(strstr(said, "hunter2") == NULL, "but not what it is");
	secret("s-command = echo why >&2; false", -1, v);
	ok(strncmp(said, "why\n", 4) == 0, "its messages pass");
	secret("s-command = kill -9 $$", -1, v);
	secret("s-command = true", -1, v);
	secret("s-command = head -c 100000 /dev/zero | tr '\\0' a", -1, v);
	secret("s-command = printf '\\001x'", -1, v);
	secret("s-command = printf 'a\\0b\\n'", -1, v);
	clock_gettime(CLOCK_MONOTONIC, &t);
	is(secret("s-command = echo 1 >>count; wc -l <count; exec >&-; sleep "
		  "0.2",
	       1, v),
	    "1", "it is asked once, and awaited");
	clock_gettime(CLOCK_MONOTONIC, &u);
	ok(u.tv_sec - t.tv_sec < 3, "without a long wait");
	unlink("count");
}

static void
is_secret(void)
{
	static const char *const names[] = {"token", "x", NULL};

	ok(cm_conf_is_secret("token", names) &&
		cm_conf_is_secret("x-file", names) &&
		cm_conf_is_secret("x-env", names) &&
		cm_conf_is_secret("any-command", names) &&
		cm_conf_is_secret("any-command", NULL),
	    "names of secrets");
	ok(!cm_conf_is_secret("tok", names) &&
		!cm_conf_is_secret("xx", names) &&
		!cm_conf_is_secret("file", names) &&
		!cm_conf_is_secret("profile", names) &&
		!cm_conf_is_secret("media-file", names) &&
		!cm_conf_is_secret("token", NULL),
	    "names of none");
}

static enum cm_exit
add(const char *file, const char *name, const char *value)
{
	struct cm_conf_item items[] = {
	    {"network", "n", 0}, {"token", value, 0}};
	int old = hush();
	enum cm_exit s = cm_conf_add(file, name, items, 2);

	told(old);
	return s;
}

static void
adds(void)
{
	char file[80], real[80];
	struct cm_conf *c;
	enum cm_exit status;
	struct stat st;

	snprintf(file, sizeof(file), "%s/new/deep/accounts", dir);
	is_int(add(file, "a", " \"x\\y\" "), 0, "a file is made");
	stat(file, &st);
	is_int(st.st_mode & 0777, 0600, "for us alone");
	is_int(add(file, "a", "y"), CM_USAGE, "a name is taken");
	is_int(add(file, "../a", "y"), CM_USAGE, "no name");
	is_int(add(file, "b", "x\ny"), CM_USAGE, "no line");
	is_int(add(file, "b", ""), CM_USAGE, "no value");
	is_int(add(file, "b", "y"), 0, "one more");
	c = cm_conf_open(file, &status);
	ok(c != NULL && cm_conf_count(c) == 2, "both are there");
	if (c != NULL)
		is(cm_conf_get(cm_conf_at(c, 0), "token"), " \"x\\y\" ",
		    "as it was given");
	cm_conf_close(c);
	put(path, "# mine\n[x]\nnetwork=n # y\n  token= z", 35, 0644);
	snprintf(real, sizeof(real), "%s/link", dir);
	ok(symlink("accounts", real) == 0, "a link");
	is_int(add(real, "b", "y"), CM_USAGE,
	    "a file that is refused gets nothing");
	chmod(path, 0600);
	is_int(add(real, "b", "y"), 0, "through a link");
	lstat(real, &st);
	ok(S_ISLNK(st.st_mode), "which stays");
	put(file, "", 0, 0600);
	c = cm_conf_open(path, &status);
	is(c != NULL ? cm_conf_get(cm_conf_find(c, "x"), "token") : NULL, "z",
	    "what was there is still");
	cm_conf_close(c);
}

/* Eight processes add at once. */
static void
crowd(void)
{
	struct cm_conf *c;
	enum cm_exit status;
	char file[80], name[20];
	int i, n, bad = 0;

	snprintf(file, sizeof(file), "%s/crowd", dir);
	for (i = 0; i < 8; i++)
		if (fork() == 0) {
			for (n = 0; n < 5; n++) {
				struct cm_conf_item it = {"network", "n", 0};

				snprintf(name, sizeof(name), "a%d-%d", i, n);
				bad |= cm_conf_add(file, name, &it, 1) != 0;
			}
			_exit(bad);
		}
	for (i = 0; i < 8; i++) {
		wait(&n);
		bad |= n;
	}
	is_int(bad, 0, "all of a crowd could add");
	snprintf(name, sizeof(name), "crowd.lock");
	ok(access(name, F_OK) == -1, "nothing is left lying about");
	c = cm_conf_open(file, &status);
	is_int(c != NULL ? (long long)cm_conf_count(c) : -1, 40,
	    "and nothing was lost");
	cm_conf_close(c);
}

int
main(void)
{
	enum cm_exit status;
	struct cm_conf *c;

	cm_name = "t";
	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return 99;
	snprintf(path, sizeof(path), "%s/accounts", dir);
	snprintf(other, sizeof(other), "%s/said", dir);
	setenv("CM_DIR", dir, 1);
	c = cm_conf_open(NULL, &status);
	ok(c != NULL && cm_conf_count(c) == 0 && status == CM_OK,
	    "no file: no accounts");
	cm_conf_close(c);
	reads();
	refuses();
	modes();
	secrets();
	commands();
	is_secret();
	adds();
	crowd();
	if (chdir("/") == 0 && fork() == 0)
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
	wait(NULL);
	return done();
}
