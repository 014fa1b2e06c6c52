/* SPDX-License-Identifier: ISC */
/* Runs the command that prints a secret. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/confin.h"

/* Says so where the shell itself cannot be run. */
enum { NO_SHELL = 127 };

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void child(const char *command, int out, int alone)
    __attribute__((noreturn));

static void
child(const char *command, int out, int alone)
{
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	if (alone)
		(void)setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1 ||
	    dup2(out, STDOUT_FILENO) == -1)
		_exit(NO_SHELL);
	if (null > STDERR_FILENO)
		close(null);
	if (out > STDERR_FILENO)
		close(out);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(NO_SHELL);
}

/* Takes what is there. 1: there may be more; 0: the end; -1: failed. */
static int
take(int fd, struct cm_buf *to)
{
	char block[4096];
	ssize_t n;

	do
		n = read(fd, block, sizeof(block));
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return errno == EAGAIN || errno == EWOULDBLOCK ? 1 : -1;
	/* What is too much is read, so that the command ends, and dropped. */
	if (n > 0)
		(void)cm_buf_add(to, block, (size_t)n);
	memset(block, 0, sizeof(block));
	return n > 0;
}

/*
 * Reads until the command has ended: it is no matter whether something that it
 * left behind still has the pipe. Returns 0, or -1: the time is over.
 */
static int
attend(pid_t pid, int fd, int seconds, struct cm_buf *to, int *status)
{
	int64_t end = now() + (int64_t)seconds * 1000;
	struct pollfd p = {fd, POLLIN, 0};
	struct timespec nap = {0, 10000000};
	int open = 1, gone = 0;

	for (;;) {
		if (!gone)
			gone = waitpid(pid, status, WNOHANG) == pid;
		if (gone && !open)
			return 0;
		if (!gone && now() >= end)
			return -1;
		if (!open)
			nanosleep(&nap, NULL);
		else if (poll(&p, 1, gone ? 0 : 20) > 0)
			open = take(fd, to) > 0;
		else if (gone)
			return 0;
	}
}

static const char *
verdict(int status, struct cm_buf *why)
{
	if (WIFSIGNALED(status)) {
		cm_buf_printf(why, "signal %d", WTERMSIG(status));
		return "was killed";
	}
	if (WEXITSTATUS(status) == 0)
		return NULL;
	cm_buf_printf(why, "status %d", WEXITSTATUS(status));
	return "failed";
}

const char *
cm_conf_command(
    const char *command, int seconds, struct cm_buf *to, struct cm_buf *why)
{
	int fds[2], status = 0, tty, rc;
	pid_t pid;

	if (pipe(fds) == -1) {
		cm_buf_puts(why, strerror(errno));
		return "cannot be run";
	}
	(void)fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	/* Where a person is there, it may ask for a pass phrase, which needs
	 * our process group; else it has its own, and is ended as a whole. */
	tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (tty != -1)
		close(tty);
	pid = fork();
	if (pid == 0)
		child(command, fds[1], tty == -1);
	close(fds[1]);
	if (pid == -1) {
		cm_buf_puts(why, strerror(errno));
		close(fds[0]);
		return "cannot be run";
	}
	if (tty == -1)
		(void)setpgid(pid, pid);
	rc = attend(pid, fds[0], seconds, to, &status);
	close(fds[0]);
	if (rc == 0)
		return verdict(status, why);
	(void)kill(tty == -1 ? -pid : pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	cm_buf_printf(why, "it took longer than %d s", seconds);
	return "was ended";
}
