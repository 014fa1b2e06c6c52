/* SPDX-License-Identifier: ISC */
/* Command lines: what comes of them, told as a line of words. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/opt.h"
#include "tests/tap.h"

static const struct cm_opt keep_options[] = {
    {'x', "exact", NULL, "whole words"},
    {300, "by", "NAME", "by a member"},
    {0, NULL, NULL, NULL},
};
static const struct cm_opt top_options[] = {
    {300, "by", "NAME", "by a member"},
    {0, NULL, NULL, NULL},
};
static const struct cm_verb verbs[] = {
    {"keep", "EXPR", 1, "keep those", keep_options},
    {"top", "N", 1, "the best", top_options},
    {"unique", NULL, 0, "each once", NULL},
    {NULL, NULL, 0, NULL, NULL},
};
static const struct cm_opt options[] = {
    {'o', "output", "FILE", "into a file"},
    {'n', "dry-run", NULL, "change nothing"},
    {301, "outline", NULL, "something else"},
    {0, NULL, NULL, NULL},
};
static const struct cm_prog chain = {
    "cm-x", "[file ...]", "a test", options, verbs, 1};
static const struct cm_prog plain = {
    "cm-y", "[file ...]", "a test", options, NULL, 0};

static char said[4096];
static int status;

static void
tell(const struct cm_prog *prog, int argc, char *argv[])
{
	struct cm_opts o;
	int c;

	cm_opt_init(&o, prog, argc, argv);
	while ((c = cm_opt_next(&o)) != CM_OPT_END)
		switch (c) {
		case CM_OPT_VERB:
			printf("[%s]", o.verb->name);
			break;
		case CM_OPT_ARG:
			printf("<%s>", o.value);
			break;
		case CM_OPT_FILE:
			printf("{%s}", o.value);
			break;
		default:
			printf("(%d%s%s)", c, o.value != NULL ? "=" : "",
			    o.value != NULL ? o.value : "");
		}
	exit(cm_finish(CM_OK));
}

/* Runs in a child, since a usage error ends the program. Words are apart by
 * a blank; "_" stands for one. */
static const char *
of(const struct cm_prog *prog, const char *words)
{
	static char copy[512];
	char *argv[32], *p;
	int argc = 0, pipes[2], n;
	size_t len = 0;
	ssize_t got;
	pid_t pid;

	snprintf(copy, sizeof(copy), "%s %s", prog->name, words);
	for (p = copy; *p != '\0';) {
		argv[argc++] = p;
		p += strcspn(p, " ");
		if (*p == ' ')
			*p++ = '\0';
	}
	argv[argc] = NULL;
	fflush(stdout);
	if (pipe(pipes) != 0)
		return NULL;
	pid = fork();
	if (pid == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		tell(prog, argc, argv);
	}
	close(pipes[1]);
	while ((got = read(pipes[0], said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)got;
	said[len] = '\0';
	close(pipes[0]);
	waitpid(pid, &n, 0);
	status = WIFEXITED(n) ? WEXITSTATUS(n) : -1;
	return said;
}

static void
good(void)
{
	is(of(&chain, "keep a f g"), "[keep]<a>{f}{g}",
	    "a verb takes its arguments, files follow");
	is(of(&chain, "-n keep -x a --output=o f -no p g"),
	    "(110)[keep](120)<a>(111=o){f}(110)(111=p){g}",
	    "options stand anywhere");
	is(of(&chain, "unique then top --by likes 3 then keep -- -x then f"),
	    "[unique][top](300=likes)<3>[keep]<-x>{then}{f}",
	    "verbs follow with then, until -- ends it");
	is(of(&chain, "unique f then g"), "[unique]{f}{then}{g}",
	    "after a file, then is a file");
	is(of(&chain, "unique f then"), "[unique]{f}{then}",
	    "also where nothing follows");
	is(of(&chain, "keep -1 f -n"), "[keep]<-1>{f}(110)",
	    "an argument may begin with a dash and no letter");
	is(of(&plain, "a - -n b"), "{a}{-}(110){b}",
	    "without verbs; a dash is standard input");
	is(of(&plain, "--outp x --dry"), "(111=x)(110)",
	    "long options may be shortened");
	is_int(status, 0, "all that is no failure");
}

static void
wrong(const struct cm_prog *prog, const char *words, const char *why)
{
	of(prog, words);
	if (!ok(status == 2 && strstr(said, why) != NULL, words))
		printf("# status %d, said: %s\n", status, said);
}

int
main(void)
{
	good();
	wrong(&chain, "", "a verb is missing");
	wrong(&chain, "keep", "'keep' needs EXPR");
	wrong(&chain, "kept a", "unknown verb 'kept'");
	wrong(&chain, "unique then", "a verb is missing after 'then'");
	wrong(&chain, "unique then keep", "'keep' needs EXPR");
	wrong(&chain, "unique -y", "unknown option '-y'; see");
	wrong(&chain, "unique f then keep a", "files come after the last verb");
	wrong(
	    &chain, "-x keep a", "option '-x' belongs behind the verb 'keep'");
	wrong(&chain, "--by a top 3",
	    "option '--by' belongs behind the verb 'keep' or 'top'");
	wrong(
	    &chain, "unique -x", "option '-x' belongs behind the verb 'keep'");
	wrong(&chain, "keep -y a",
	    "unknown option '-y': put -- before EXPR if that begins");
	wrong(&chain, "unique --output", "'--output' needs FILE");
	wrong(&chain, "unique --dry-run=1", "takes no value");
	wrong(&plain, "--out", "several meanings");
	wrong(&plain, "--nope", "see 'cm-y --help'");
	is(of(&plain, "-V"), "cm-y " CM_VERSION "\n", "the version");
	is_int(status, 0, "is no failure");
	of(&chain, "keep --help");
	ok(strstr(said, "usage: cm-x [options] keep [options] EXPR") != NULL &&
		strstr(said, "\n  -x, --exact") != NULL &&
		strstr(said, "unique") == NULL,
	    "help behind a verb is of that verb");
	of(&chain, "--help");
	ok(strstr(said, "usage: cm-x [options] VERB") != NULL &&
		strstr(said, "\n  -x, --exact") != NULL,
	    "help shows the usage and every option");
	is_int(status, 0, "and is no failure");
	return done();
}
