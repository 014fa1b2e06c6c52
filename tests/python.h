/* SPDX-License-Identifier: ISC */
#ifndef CM_TESTS_PYTHON_H
#define CM_TESTS_PYTHON_H

/*
 * A second opinion: runs a Python program and reads what it prints. Python
 * is not needed to build or to run cm; without it the test says "skipped".
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct python {
	FILE *out;
	pid_t pid;
};

static inline int
python_run(struct python *py, const char *program)
{
	int fd[2], null;

	if (pipe(fd) != 0)
		return -1;
	fflush(stdout);
	py->pid = fork();
	if (py->pid == 0) {
		null = open("/dev/null", O_WRONLY);
		dup2(fd[1], 1);
		dup2(null, 2);
		close(fd[0]);
		execl("/usr/bin/python3", "python3", "-c", program, (char *)0);
		_exit(127);
	}
	close(fd[1]);
	if (py->pid < 0)
		return -1;
	py->out = fdopen(fd[0], "r");
	return py->out != NULL ? 0 : -1;
}

/* Returns whether the program ended well. */
static inline int
python_done(struct python *py)
{
	int status = 1;

	fclose(py->out);
	waitpid(py->pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

#endif
