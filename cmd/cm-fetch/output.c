/* SPDX-License-Identifier: ISC */
/* Where the records go; what is on disk before a cursor moves. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cm-fetch/fetch.h"

/* Cuts off a last line that a crash left without its end. Returns 0 or -1. */
static int
cut_torn(int fd, const char *path)
{
	char part[4096];
	off_t end = lseek(fd, 0, SEEK_END), at = end;
	ssize_t n, i;

	while (at > 0) {
		n = at > (off_t)sizeof(part) ? (ssize_t)sizeof(part)
					     : (ssize_t)at;
		if (pread(fd, part, (size_t)n, at - n) != n)
			return -1;
		for (i = n; i > 0 && part[i - 1] != '\n'; i--)
			;
		at -= n - i;
		if (i > 0)
			break;
	}
	if (at == end)
		return 0;
	cm_warn("%s: its last line has no end; %lld bytes are cut off", path,
	    (long long)(end - at));
	return ftruncate(fd, at);
}

/* Makes a file standard output: what others print goes there too. */
int
output_open(const char *path)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct stat st;
	int fd = open(path, O_RDWR | O_CREAT | O_APPEND, 0666);

	if (fd == -1 && errno != EISDIR)
		fd = open(path, O_WRONLY | O_APPEND);
	if (fd == -1 || fstat(fd, &st) != 0) {
		cm_warn("cannot open '%s': %s", path, strerror(errno));
		return CM_USAGE;
	}
	if (S_ISREG(st.st_mode)) {
		if (fcntl(fd, F_SETLK, &lock) != 0) {
			cm_warn(
			    "'%s' is being written by another process", path);
			return CM_AGAIN;
		}
		if (cut_torn(fd, path) != 0) {
			cm_warn("cannot read '%s': %s", path, strerror(errno));
			return CM_FAIL;
		}
	}
	if (fflush(stdout) != 0 || dup2(fd, STDOUT_FILENO) == -1) {
		cm_warn("cannot write to '%s': %s", path, strerror(errno));
		return CM_FAIL;
	}
	/* Closing fd would give up the lock: it stays open until the end. */
	return CM_OK;
}

int
output_write(const struct cm_buf *b)
{
	cm_put(b->p, b->len);
	return cm_flush();
}

int
output_sync(void)
{
	struct stat st;

	if (cm_flush() != 0)
		return -1;
	if (fstat(STDOUT_FILENO, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	if (fsync(STDOUT_FILENO) != 0) {
		cm_warn(
		    "cannot bring the output to the disk: %s", strerror(errno));
		return -1;
	}
	return 0;
}
