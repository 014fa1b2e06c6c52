/* SPDX-License-Identifier: ISC */
/* Whole reports or none: a file beside the old one, then a rename. */
#define _XOPEN_SOURCE 700 /* realpath */

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cm-report/report.h"
#include "lib/err.h"

/* What a signal or an early end must take away; nothing else reads it. */
static char *volatile litter;

static void
sweep(void)
{
	if (litter != NULL)
		unlink(litter);
}

static void
on_signal(int sig)
{
	sweep();
	signal(sig, SIG_DFL);
	raise(sig);
}

/* A new file has the old one's mode, or what the umask leaves of 0666. */
static mode_t
mode_for(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

static int
open_temp(struct report_out *o)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	size_t len = strlen(o->path), i;
	int fd;

	o->temp = cm_alloc(len + 8);
	memcpy(o->temp, o->path, len);
	memcpy(o->temp + len, ".XXXXXX", 8);
	fd = mkstemp(o->temp);
	if (fd == -1) {
		free(o->temp);
		o->temp = NULL;
		return -1;
	}
	litter = o->temp;
	atexit(sweep);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (signal(signals[i], on_signal) == SIG_IGN)
			signal(signals[i], SIG_IGN);
	fchmod(fd, mode_for(o->path));
	return fd;
}

int
report_out_begin(struct report_out *o, const char *path)
{
	struct stat st;
	int fd;

	memset(o, 0, sizeof(*o));
	if (path == NULL || strcmp(path, "-") == 0)
		return 0;
	/* A link stays one: what it leads to is replaced. */
	o->real = realpath(path, NULL);
	o->path = o->real != NULL ? o->real : path;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		fd = open(path, O_WRONLY);
	else
		fd = open_temp(o);
	if (fd == -1 || dup2(fd, STDOUT_FILENO) == -1) {
		cm_warn("cannot write '%s': %s", path, strerror(errno));
		free(o->real);
		return -1;
	}
	if (fd != STDOUT_FILENO)
		close(fd);
	return 0;
}

int
report_out_page(struct report_out *o, const char *p, size_t len)
{
	ssize_t n;

	o->size += len;
	if (o->path == NULL) {
		cm_put(p, len);
		return 0; /* cm_finish() tells of what went wrong */
	}
	for (; len > 0; p += n, len -= (size_t)n) {
		n = write(STDOUT_FILENO, p, len);
		if (n == -1 && errno == EINTR)
			n = 0;
		if (n == -1) {
			cm_warn(
			    "cannot write '%s': %s", o->path, strerror(errno));
			return -1;
		}
	}
	return 0;
}

enum cm_exit
report_out_end(struct report_out *o, enum cm_exit status)
{
	struct stat st;

	if (o->temp == NULL) {
		free(o->real);
		o->real = NULL;
		return status;
	}
	if (fstat(STDOUT_FILENO, &st) == -1 ||
	    (uint64_t)st.st_size != o->size) {
		cm_warn("'%s' stays as it was", o->path);
		status = cm_worse(status, CM_FAIL);
	} else if (fsync(STDOUT_FILENO) == -1 ||
	    rename(o->temp, o->path) == -1) {
		cm_warn("cannot write '%s': %s", o->path, strerror(errno));
		status = cm_worse(status, CM_FAIL);
	} else
		litter = NULL;
	sweep();
	litter = NULL;
	free(o->temp);
	free(o->real);
	o->temp = o->real = NULL;
	return status;
}
