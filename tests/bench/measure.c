/* SPDX-License-Identifier: ISC */
/*
 * measure OUT COMMAND [ARGUMENT ...]: runs a command with its standard output
 * in the file OUT and prints one line: wall seconds, CPU seconds, peak MiB,
 * status. The peak is that of the largest process among it and its children,
 * read from the kernel's accounting.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <stdio.h>
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

int
main(int argc, char *argv[])
{
	struct rusage use;
	double start;
	int status, fd;
	pid_t pid;

	if (argc < 3)
		return 2;
	start = now();
	pid = fork();
	if (pid == 0) {
		fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);
		if (fd == -1 || dup2(fd, STDOUT_FILENO) == -1)
			_exit(126);
		close(fd);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid == -1 || wait4(pid, &status, 0, &use) == -1)
		return 1;
	printf("%.4f %.4f %.1f %d\n", now() - start,
	    seconds(use.ru_utime) + seconds(use.ru_stime),
	    (double)use.ru_maxrss / 1024,
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128);
	return 0;
}
