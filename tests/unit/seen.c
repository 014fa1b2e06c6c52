/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/seen.h"
#include "tests/tap.h"

static const struct cm_key one = {1, 2}, two = {1, 3}, none = {7, 7};

static int
has(struct cm_key key)
{
	enum cm_exit status;
	struct cm_seen *s = cm_seen_open(0, &status);
	int rc = cm_seen_has(s, key);

	cm_seen_close(s);
	return rc;
}

static void
add(const char *run, struct cm_key key)
{
	enum cm_exit status;
	struct cm_seen *s = cm_seen_open(0, &status);

	cm_seen_begin(s, run);
	cm_seen_add(s, key);
	cm_seen_commit(s);
	cm_seen_close(s);
}

int
main(void)
{
	char dir[] = "/tmp/cm-seen.XXXXXX", secret[16];
	enum cm_exit status;
	struct cm_seen *s;
	int64_t n;

	if (mkdtemp(dir) == NULL)
		return 1;
	setenv("CM_DIR", dir, 1);
	ok(cm_seen_open(1, &status) == NULL && status == CM_OK,
	    "to look makes no file");
	is_int(cm_seen_release("run", &n), CM_OK, "nor does a release");
	s = cm_seen_open(0, &status);
	memcpy(secret, cm_seen_secret(s), 16);
	cm_seen_begin(s, NULL);
	cm_seen_add(s, one);
	cm_seen_add(s, one);
	cm_seen_close(s);
	is_int(has(one), 0, "what is not committed is not seen");
	add(NULL, one);
	is_int(has(one), 1, "what is, is");
	is_int(has(none), 0, "and nothing else");
	s = cm_seen_open(1, &status);
	ok(memcmp(secret, cm_seen_secret(s), 16) == 0, "the secret stays");
	cm_seen_close(s);
	add("monday", none);
	add("monday", two);
	is_int(has(two), 0, "what a run holds is not seen");
	is_int(cm_seen_release("tuesday", &n), CM_OK, "another run's release");
	is_int(n, 0, "moves nothing");
	is_int(cm_seen_release("monday", &n), CM_OK, "its own");
	is_int(n, 1, "moves what it held last");
	is_int(has(two), 1, "which is seen from then on");
	is_int(has(none), 0, "not what a try before left behind");
	cm_seen_release("monday", &n);
	is_int(n, 0, "and only once");
	fflush(stdout);
	if (fork() == 0) {
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
		_exit(1);
	}
	wait(NULL);
	return done();
}
