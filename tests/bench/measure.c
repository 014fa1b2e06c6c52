/* SPDX-License-Identifier: ISC */
/*
 * measure OUT COMMAND [ARGUMENT ...]: runs a command with its standard output
 * in the file OUT and prints one line: wall seconds, CPU seconds, peak MiB,
 * status. CPU is that of the command and of the children that it waited for.
 * The peak is that of the largest process among them, read from the kernel's
 * accounting; or that of the command and its own children together, looked at
 * each 20 ms, where that is more: pages that several share count once.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The first bytes of a file of /proc; "" where it is not there. */
static void
look(char *text, size_t size, const char *fmt, ...)
{
	char path[100];
	va_list ap;
	ssize_t n;
	int fd;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	text[0] = '\0';
	fd = open(path, O_RDONLY);
	if (fd == -1)
		return;
	n = read(fd, text, size - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
}

/* KiB of a process, with its part of the pages that it shares. */
static long
share(long pid)
{
	char text[4096], *p;

	look(text, sizeof(text), "/proc/%ld/smaps_rollup", pid);
	p = strstr(text, "\nPss:");
	return p != NULL ? strtol(p + 5, NULL, 10) : 0;
}

/* KiB of a process and its children; 0 where it has none. */
static long
together(long pid)
{
	char children[4096], *at = children, *end;
	long sum = 0, child;

	look(children, sizeof(children), "/proc/%ld/task/%ld/children", pid,
	    pid);
	for (; (child = strtol(at, &end, 10)) > 0; at = end)
		sum += share(child);
	return sum > 0 ? sum + share(pid) : 0;
}

/* Waits for it. Returns its status, or -1; *peak is KiB. */
static int
watch(pid_t pid, const sigset_t *ended, struct rusage *use, long *peak)
{
	struct timespec rest = {0, 20000000};
	int status = 0;
	pid_t over;
	long sum;

	*peak = 0;
	while ((over = wait4(pid, &status, WNOHANG, use)) == 0) {
		sum = together((long)pid);
		*peak = sum > *peak ? sum : *peak;
		(void)sigtimedwait(ended, NULL, &rest);
	}
	*peak = use->ru_maxrss > *peak ? use->ru_maxrss : *peak;
	return over == -1 ? -1 : status;
}

int
main(int argc, char *argv[])
{
	struct rusage use;
	sigset_t ended;
	double start;
	int status, fd;
	long peak;
	pid_t pid;

	if (argc < 3)
		return 2;
	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ended, NULL);
	start = now();
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_UNBLOCK, &ended, NULL);
		fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);
		if (fd == -1 || dup2(fd, STDOUT_FILENO) == -1)
			_exit(126);
		close(fd);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	status = pid != -1 ? watch(pid, &ended, &use, &peak) : -1;
	if (status == -1)
		return 1;
	printf("%.4f %.4f %.1f %d\n", now() - start,
	    seconds(use.ru_utime) + seconds(use.ru_stime), (double)peak / 1024,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128);
	return 0;
}
