/* SPDX-License-Identifier: ISC */
/*
 * Loaded before the libraries of a program (LD_PRELOAD): ends it, or lets a
 * call fail, at the n-th call that changes something outside of it. By the
 * environment's CM_INJECT:
 *
 *   before N    SIGKILL before the N-th call
 *   after N     and after it
 *   full N      from the N-th write to a file on, the disk is full
 *   sync N      the N-th fsync fails, and each after it
 *   count FILE  writes how many there were into FILE, when the program ends
 *
 * Only the process that was started counts, none that it forks.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, BEFORE, AFTER, FULL, SYNC, COUNT };

static int mode;
static long target, calls;
static pid_t self;
static char counted[256];

__attribute__((constructor)) static void
begin(void)
{
	const char *s = getenv("CM_INJECT");

	if (s == NULL)
		return;
	self = getpid();
	mode = strncmp(s, "before ", 7) == 0 ? BEFORE
	    : strncmp(s, "after ", 6) == 0   ? AFTER
	    : strncmp(s, "full ", 5) == 0    ? FULL
	    : strncmp(s, "sync ", 5) == 0    ? SYNC
					     : COUNT;
	s = strchr(s, ' ') + 1;
	target = strtol(s, NULL, 10);
	snprintf(counted, sizeof(counted), "%s", s);
}

__attribute__((destructor)) static void
end(void)
{
	char text[32];
	int fd, n;

	if (mode != COUNT || getpid() != self)
		return;
	mode = NONE;
	fd = open(counted, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	n = snprintf(text, sizeof(text), "%ld\n", calls);
	if (fd == -1 || write(fd, text, (size_t)n) != n)
		_exit(99);
	close(fd);
}

static int
counts(void)
{
	return mode != NONE && getpid() == self;
}

static int
is_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* Before a call: -1 and errno when it is to fail. */
static int
enter(int fd, int syncs)
{
	if (!counts())
		return 0;
	if ((mode == FULL && (syncs || !is_file(fd))) ||
	    (mode == SYNC && !syncs))
		return 0;
	calls++;
	if (mode == BEFORE && calls == target)
		kill(self, SIGKILL);
	if ((mode == FULL || mode == SYNC) && calls >= target) {
		errno = mode == FULL ? ENOSPC : EIO;
		return -1;
	}
	return 0;
}

static void
leave(void)
{
	int e = errno;

	if (counts() && mode == AFTER && calls == target)
		kill(self, SIGKILL);
	errno = e;
}

static void *
next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

#define WRAP(type, name, params, args, fd, syncs)                              \
	type name params;                                                      \
	type name params                                                       \
	{                                                                      \
		static type(*real) params;                                     \
		type rc;                                                       \
                                                                               \
		if (real == NULL)                                              \
			*(void **)&real = next(#name);                         \
		if (enter(fd, syncs) == -1)                                    \
			return -1;                                             \
		rc = real args;                                                \
		leave();                                                       \
		return rc;                                                     \
	}

WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n), fd, 0)
WRAP(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n), fd, 0)
WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at),
    (fd, p, n, at), fd, 0)
WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at),
    (fd, p, n, at), fd, 0)
WRAP(ssize_t, send, (int fd, const void *p, size_t n, int f), (fd, p, n, f), fd,
    0)
WRAP(ssize_t, sendto,
    (int fd, const void *p, size_t n, int f, const struct sockaddr *a,
	socklen_t l),
    (fd, p, n, f, a, l), fd, 0)
WRAP(ssize_t, sendmsg, (int fd, const struct msghdr *m, int f), (fd, m, f), fd,
    0)
WRAP(int, fsync, (int fd), (fd), fd, 1)
WRAP(int, fdatasync, (int fd), (fd), fd, 1)
WRAP(int, ftruncate, (int fd, off_t n), (fd, n), fd, 0)
WRAP(int, rename, (const char *a, const char *b), (a, b), -1, 0)
WRAP(int, unlink, (const char *a), (a), -1, 0)
